/* RFC 6376 section 3.5, RFC 8463, RFC 8616, RFC 8617: what signatures say. */
#include "eml/signature.h"
#include "tests/cx.h"
#include "tests/oom.h"

#define BH32 "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define REST "; d=a.b; s=s; h=from; " BH32 "; b=AAAA"

/* clang-format off */
static const struct sig_row {
    const char *name;
    const char *in;
    size_t n;
    const char *found;
    bool readable;
} dkim[] = {
    {"the least", BYTES("v=1; a=rsa-sha256" REST), "", true},
    {"RFC 6376 3.5, its example", BYTES(" v=1; a=rsa-sha256; d=example.net; s=brisbane;\r\n   c=simple; q=dns/txt; i=@eng.example.net;\r\n   t=1117574938; x=1118006938;\r\n   h=from:to:subject:date;\r\n   z=From:foo@eng.example.net|To:joe@example.com|\r\n    Subject:demo=20run|Date:July=205,=202005=203:44:08=20PM=20-0700;\r\n   bh=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=;\r\n   b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR"), "", true},
    {"unknown tags", BYTES("v=1; a=rsa-sha256; zz=%; r=y" REST), "", true},
    {"sha1", BYTES("v=1; a=rsa-sha1; d=a.b; s=s; h=from; bh=2jmj7l5rSw0yVb/vlWAYkK/YBwk=; b=AAAA"), "", true},
    {"ed25519", BYTES("v=1; a=ed25519-sha256" REST), "", true},
    {"algorithm in other case", BYTES("v=1; a=RSA-Sha256" REST), "", true},
    {"no version", BYTES("a=rsa-sha256" REST), "DKIM_MISSING@89+0", true},
    {"other version", BYTES("v=2; a=rsa-sha256" REST), "DKIM_VERSION@2+1", true},
    {"version 01", BYTES("v=01; a=rsa-sha256" REST), "DKIM_VERSION@2+2", true},
    {"no algorithm", BYTES("v=1" REST), "DKIM_MISSING@80+0", false},
    {"algorithm of one part", BYTES("v=1; a=rsa" REST), "DKIM_ALGORITHM@7+3", false},
    {"algorithm with a digit first", BYTES("v=1; a=rsa-1sha" REST), "DKIM_ALGORITHM@7+8", false},
    {"algorithm that is not known", BYTES("v=1; a=rsa-sha512" REST), "DKIM_ALGORITHM_UNKNOWN@7+10", false},
    {"ed25519 with sha1", BYTES("v=1; a=ed25519-sha1" REST), "DKIM_ALGORITHM_UNKNOWN@7+12", false},
    {"a tag twice", BYTES("v=1; v=1; a=rsa-sha256" REST), "TAG_TWICE@5+1", false},
    {"no From", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=to; " BH32 "; b=AAAA"), "DKIM_FROM@33+2", true},
    {"From in upper case", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=FROM:to; " BH32 "; b=AAAA"), "", true},
    {"h= empty", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=; " BH32 "; b=AAAA"), "DKIM_FIELDS@33+0", false},
    {"h= with nothing between", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from::to; " BH32 "; b=AAAA"), "DKIM_FIELDS@33+8", false},
    {"h= with a space in a name", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from:t o; " BH32 "; b=AAAA"), "DKIM_FIELDS@38+3", false},
    {"h= with FWS", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from :\r\n to; " BH32 "; b=AAAA"), "", true},
    {"h= with two folds", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from:\r\n \r\n to; " BH32 "; b=AAAA"), "TAG_SPACE@33+13", false},
    {"domain of one label", BYTES("v=1; a=rsa-sha256; d=com; s=s; h=from; " BH32 "; b=AAAA"), "DKIM_DOMAIN@21+3", false},
    {"domain with an underscore", BYTES("v=1; a=rsa-sha256; d=a_.b; s=s; h=from; " BH32 "; b=AAAA"), "DKIM_DOMAIN@21+4", false},
    {"domain with a hyphen last", BYTES("v=1; a=rsa-sha256; d=a-.b; s=s; h=from; " BH32 "; b=AAAA"), "DKIM_DOMAIN@21+4", false},
    {"domain with a dot last", BYTES("v=1; a=rsa-sha256; d=a.b.; s=s; h=from; " BH32 "; b=AAAA"), "DKIM_DOMAIN@21+4", false},
    {"domain that is empty", BYTES("v=1; a=rsa-sha256; d=; s=s; h=from; " BH32 "; b=AAAA"), "DKIM_DOMAIN@21+0", false},
    {"domain of U-labels", BYTES("v=1; a=rsa-sha256; d=\303\274.b; s=s; h=from; " BH32 "; b=AAAA"), "", true},
    {"selector of two labels", BYTES("v=1; a=rsa-sha256; d=a.b; s=s.t; h=from; " BH32 "; b=AAAA"), "", true},
    {"selector that is empty", BYTES("v=1; a=rsa-sha256; d=a.b; s=; h=from; " BH32 "; b=AAAA"), "DKIM_SELECTOR@28+0", false},
    {"canonicalizations", BYTES("v=1; c=relaxed/simple; a=rsa-sha256" REST), "", true},
    {"canonicalization that is not known", BYTES("v=1; c=nofws; a=rsa-sha256" REST), "DKIM_CANON_UNKNOWN@7+5", false},
    {"three canonicalizations", BYTES("v=1; c=simple/simple/simple; a=rsa-sha256" REST), "DKIM_CANON@7+20", false},
    {"auid", BYTES("v=1; i=a.b@a.b; a=rsa-sha256" REST), "", true},
    {"auid of a subdomain", BYTES("v=1; i=@x.A.B; a=rsa-sha256" REST), "", true},
    {"auid, quoted", BYTES("v=1; i=\"x@ y\"@a.b; a=rsa-sha256" REST), "", true},
    {"auid of another domain", BYTES("v=1; i=@xa.b; a=rsa-sha256" REST), "DKIM_AUID_DOMAIN@7+5", true},
    {"auid of a subdomain, its U-label an A-label", BYTES("v=1; a=rsa-sha256; i=@x.xn--tda.b; d=\303\274.b; s=s; h=from; " BH32 "; b=AAAA"), "", true},
    {"auid of the domain, its A-label a U-label", BYTES("v=1; a=rsa-sha256; i=@\303\274.b; d=XN--tda.b; s=s; h=from; " BH32 "; b=AAAA"), "", true},
    {"auid of another U-label", BYTES("v=1; a=rsa-sha256; i=@\303\274.b; d=xn--tdb.b; s=s; h=from; " BH32 "; b=AAAA"), "DKIM_AUID_DOMAIN@21+5", true},
    {"auid without at", BYTES("v=1; i=a.b; a=rsa-sha256" REST), "DKIM_AUID@7+3", true},
    {"auid with a dot first", BYTES("v=1; i=.a@a.b; a=rsa-sha256" REST), "DKIM_AUID@7+6", true},
    {"length", BYTES("v=1; l=0; a=rsa-sha256" REST), "", true},
    {"length of 77 digits", BYTES("v=1; l=00000000001111111111222222222233333333334444444444555555555566666666667777777; a=rsa-sha256" REST), "DKIM_LENGTH@7+77", false},
    {"length that is negative", BYTES("v=1; l=-1; a=rsa-sha256" REST), "DKIM_LENGTH@7+2", false},
    {"query", BYTES("v=1; q=dns/txt:http; a=rsa-sha256" REST), "", true},
    {"query that is not known", BYTES("v=1; q=http; a=rsa-sha256" REST), "DKIM_QUERY_UNKNOWN@7+4", false},
    {"query with two folds", BYTES("v=1; q=dns/txt:\r\n \r\n http; a=rsa-sha256" REST), "TAG_SPACE@7+18", false},
    {"query with two folds in its options", BYTES("v=1; q=dns/txt:http/\r\n \r\n a; a=rsa-sha256" REST), "", true},
    {"query that is none", BYTES("v=1; q=/txt; a=rsa-sha256" REST), "DKIM_QUERY@7+4", false},
    {"times", BYTES("v=1; t=1; x=2; a=rsa-sha256" REST), "", true},
    {"expires when it is made", BYTES("v=1; t=1; x=1; a=rsa-sha256" REST), "DKIM_EXPIRES@12+1", true},
    {"time of 13 digits", BYTES("v=1; t=1000000000000; a=rsa-sha256" REST), "DKIM_TIME@7+13", true},
    {"time that is none", BYTES("v=1; x=a; a=rsa-sha256" REST), "DKIM_TIME@7+1", true},
    {"copies", BYTES("v=1; z=a:=20x|\r\n b : y; a=rsa-sha256" REST), "", true},
    {"copies end in a bar", BYTES("v=1; z=a:x|; a=rsa-sha256" REST), "DKIM_COPIED@11+0", true},
    {"copy without colon", BYTES("v=1; z=a; a=rsa-sha256" REST), "DKIM_COPIED@7+1", true},
    {"copy that is not quoted-printable", BYTES("v=1; z=a:=2; a=rsa-sha256" REST), "DKIM_COPIED@7+4", true},
    {"base64 without padding", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from; " BH32 "; b=AAA"), "DKIM_BASE64@90+3", false},
    {"base64 with FWS", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from; " BH32 "; b=A A\r\n A ="), "", true},
    {"base64 with another character", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from; " BH32 "; b=AA-A"), "DKIM_BASE64@92+1", false},
    {"base64 with data behind padding", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from; " BH32 "; b=AA==AAAA"), "DKIM_BASE64@94+1", false},
    {"base64 with three of padding", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from; " BH32 "; b=A==="), "DKIM_BASE64@91+1", false},
    {"base64 that is empty", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from; " BH32 "; b="), "DKIM_BASE64@90+0", false},
    {"hash of another length", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from; bh=AAAA; b=AAAA"), "DKIM_HASH_LENGTH@42+4", true},
    {"hash that is too long", BYTES("v=1; a=rsa-sha256; d=a.b; s=s; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA; b=AAAA"), "DKIM_HASH_LENGTH@42+44", false},
    {"nothing", BYTES(""), "TAG_EMPTY@0+0", false},
};

static const struct sig_row ams[] = {
    {"the least", BYTES("i=1; a=rsa-sha256" REST), "", true},
    {"version is ignored", BYTES("i=1; v=2; a=rsa-sha256" REST), "", true},
    {"instance with comments", BYTES("i=(x(\\)))50 (y); a=rsa-sha256" REST), "", true},
    {"instance 0", BYTES("i=0; a=rsa-sha256" REST), "ARC_INSTANCE@2+1", false},
    {"instance 51", BYTES("i=51; a=rsa-sha256" REST), "ARC_INSTANCE@2+2", false},
    {"instance of three digits", BYTES("i=001; a=rsa-sha256" REST), "ARC_INSTANCE@2+3", false},
    {"no instance", BYTES("a=rsa-sha256" REST), "ARC_MISSING@89+0", false},
    {"does not sign From", BYTES("i=1; a=rsa-sha256; d=a.b; s=s; h=to; " BH32 "; b=AAAA"), "ARC_FROM@33+2", true},
    {"signs a seal", BYTES("i=1; a=rsa-sha256; d=a.b; s=s; h=from:ARC-Seal; " BH32 "; b=AAAA"), "ARC_SIGNS_SEAL@33+13", true},
    {"signs a signature of ARC", BYTES("i=1; a=rsa-sha256; d=a.b; s=s; h=from:arc-message-signature; " BH32 "; b=AAAA"), "ARC_SIGNS_ARC@33+26", true},
    {"signs results", BYTES("i=1; a=rsa-sha256; d=a.b; s=s; h=from:Authentication-Results; " BH32 "; b=AAAA"), "ARC_SIGNS_RESULTS@33+27", true},
};

static const struct sig_row seal[] = {
    {"the least", BYTES("i=1; cv=none; a=rsa-sha256; d=a.b; s=s; b=AAAA"), "", true},
    {"cv in upper case", BYTES("i=1; cv=PASS; a=rsa-sha256; d=a.b; s=s; b=AAAA"), "", true},
    {"cv with a comment", BYTES("i=1; cv=(x) fail (y); a=rsa-sha256; d=a.b; s=s; b=AAAA"), "", true},
    {"cv that is none of them", BYTES("i=1; cv=passed; a=rsa-sha256; d=a.b; s=s; b=AAAA"), "ARC_CV@8+6", false},
    {"cv that is empty", BYTES("i=1; cv=; a=rsa-sha256; d=a.b; s=s; b=AAAA"), "ARC_CV@8+0", false},
    {"no cv", BYTES("i=1; a=rsa-sha256; d=a.b; s=s; b=AAAA"), "ARC_MISSING@37+0", false},
    {"h=", BYTES("i=1; cv=none; a=rsa-sha256; h=from; d=a.b; s=s; b=AAAA"), "ARC_SEAL_H@28+1", true},
};
/* clang-format on */

static void
run(const struct sig_row *r, eml_signature_kind kind)
{
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_signature sig;
    int rc = eml_signature_parse(&t.cx, kind, in, &sig);

    assert_string_equal(test_cx_findings(&t), r->found);
    assert_int_equal(rc, t.cx.num_diags ? t.diags[0].code : EML_OK);
    assert_int_equal(sig.readable, r->readable);
    test_cx_fini(&t);
}

static void
dkim_runs(void **state)
{
    run(*state, EML_SIGNATURE_DKIM);
}

static void
ams_runs(void **state)
{
    run(*state, EML_SIGNATURE_AMS);
}

static void
seal_runs(void **state)
{
    run(*state, EML_SIGNATURE_SEAL);
}

static void
values(void **state)
{
    test_cx t;
    eml_signature s;
    eml_span rest, name, value;

    (void)state;
    assert_int_equal(
        eml_signature_parse(
            &t.cx, EML_SIGNATURE_DKIM,
            test_cx_init(
                &t,
                BYTES(" v=1; a=rsa-sha1; d=a.b; s=x.y; c=relaxed; i=u@z.a.b; "
                      "l=99999999999999999999; t=12; x=123456789012; h=From : "
                      "to; z=From: a=3D=7C=\r\n b|To:b; bh=2jmj7l5rSw0yVb/"
                      "vlWAYkK/YBwk=; b = AQID\r\n BAU= ; q=x:DNS/txt"),
                0),
            &s),
        EML_E_DKIM_COPIED); /* "=" before a fold */
    test_cx_fini(&t);
    assert_int_equal(
        eml_signature_parse(
            &t.cx, EML_SIGNATURE_DKIM,
            test_cx_init(
                &t,
                BYTES(" v=1; a=rsa-sha1; d=a.b; s=x.y; c=relaxed; i=u@z.a.b; "
                      "l=99999999999999999999; t=12; x=123456789012; h=From : "
                      "to; z=From: a=3D=7C\r\n b|To:b; bh=2jmj7l5rSw0yVb/"
                      "vlWAYkK/YBwk=; b = AQID\r\n BAU= ; q=x:DNS/txt"),
                0),
            &s),
        EML_OK);
    assert_int_equal(s.key_type, EML_KEY_RSA);
    assert_int_equal(s.hash, EML_HASH_SHA1);
    assert_int_equal(s.header_canon, EML_CANON_RELAXED);
    assert_int_equal(s.body_canon, EML_CANON_SIMPLE);
    assert_true(eml_span_eq(s.auid_domain, EML_LIT("z.a.b")));
    assert_true(s.body_len == UINT64_MAX && s.query_known);
    assert_true(s.time == 12 && s.expires == 123456789012);
    assert_int_equal(s.body_hash_len, 20);
    assert_true(eml_span_eq(s.signature, EML_LIT("\1\2\3\4\5")));
    assert_true(eml_span_eq(s.b_value, EML_LIT(" AQID\r\n BAU= ")));
    rest = s.copied;
    assert_int_equal(eml_signature_copy(&t.cx, &rest, &name, &value), EML_OK);
    assert_true(eml_span_eq(name, EML_LIT("From")));
    assert_true(eml_span_eq(value, EML_LIT("a=|b")));
    assert_int_equal(eml_signature_copy(&t.cx, &rest, &name, &value), EML_OK);
    assert_true(eml_span_eq(value, EML_LIT("b")));
    assert_int_equal(eml_signature_copy(&t.cx, &rest, &name, &value), EML_END);
    test_cx_fini(&t);
}

/* What is written is read as it was, folded at 78, with and without b=. */
static void
writes(void **state)
{
    static const char field[] =
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org;"
        " s=sel;\r\n\tt=1; x=2; i=@example.org; l=7; "
        "h=from:to:subject:date:message-id:\r\n\tin-reply-to:references; "
        "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n\tb=";
    test_cx t;
    eml_signature s, again;
    eml_out out;
    uint8_t sig[256];

    (void)state;
    memset(sig, 7, sizeof sig);
    (void)test_cx_init(&t, BYTES(""), 0);
    memset(&s, 0, sizeof s);
    s.algorithm = EML_LIT("rsa-sha256");
    s.canonicalization = EML_LIT("relaxed/relaxed");
    s.domain = EML_LIT("example.org");
    s.selector = EML_LIT("sel");
    s.tags = EML_TAG_T | EML_TAG_X | EML_TAG_L;
    s.time = 1;
    s.expires = 2;
    s.body_len = 7;
    s.auid = EML_LIT("@example.org");
    s.fields =
        EML_LIT("from:to:subject:date:message-id:in-reply-to:references");
    s.query = s.copied = s.signature = EML_NONE;
    s.body_hash_len = 32;
    memcpy(s.body_hash,
           "\xe3\xb0\xc4\x42\x98\xfc\x1c\x14\x9a\xfb\xf4\xc8\x99\x6f\xb9\x24"
           "\x27\xae\x41\xe4\x64\x9b\x93\x4c\xa4\x95\x99\x1b\x78\x52\xb8\x55",
           32);
    out = (eml_out){.arena = &t.arena};
    assert_int_equal(eml_signature_write(&t.cx, &s, &out), EML_OK);
    assert_int_equal(out.n, sizeof field - 1 + 2);
    assert_memory_equal(out.p, field, sizeof field - 1);
    s.signature = (eml_span){sig, sizeof sig};
    out = (eml_out){.arena = &t.arena};
    assert_int_equal(eml_signature_write(&t.cx, &s, &out), EML_OK);
    assert_memory_equal(out.p, field, sizeof field - 1);
    for (size_t i = 0, column = 0; i < out.n; i++) {
        column = out.p[i] == '\n' ? 0 : column + 1;
        assert_true(column <= 79); /* with CR */
    }
    t.cx.origin = out.p;
    assert_int_equal(eml_signature_parse(&t.cx, EML_SIGNATURE_DKIM,
                                         (eml_span){out.p + 15, out.n - 17},
                                         &again),
                     EML_OK);
    assert_true(eml_span_eq(again.signature, s.signature));
    assert_true(eml_span_eq(again.selector, s.selector));
    assert_true(again.body_len == 7 && again.time == 1 && again.expires == 2);
    s.domain = EML_LIT("org");
    assert_int_equal(eml_signature_write(&t.cx, &s, &out), EML_E_DKIM_DOMAIN);
    s.domain = EML_LIT("a.b;i=@x.y");
    assert_true(eml_signature_write(&t.cx, &s, &out) < 0);
    test_cx_fini(&t);
}

static int
parse_from(void *user, const eml_alloc *from)
{
    eml_span in = EML_LIT("v=1; a=rsa-sha256" REST);
    eml_arena a;
    eml_cx cx = {.origin = in.p, .arena = &a};
    eml_signature s;
    eml_out out = {.arena = &a};
    int rc;

    (void)user;
    eml_arena_init(&a, from, 0);
    rc = eml_signature_parse(&cx, EML_SIGNATURE_DKIM, in, &s);
    if (rc == EML_OK)
        rc = eml_signature_write(&cx, &s, &out);
    eml_arena_fini(&a);
    return rc;
}

static void
no_memory(void **state)
{
    (void)state;
    assert_int_equal(oom_every_call(parse_from, NULL, 100), EML_OK);
}

int
main(void)
{
    const struct CMUnitTest whole[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(writes),
        cmocka_unit_test(no_memory),
    };

    return RUN_TABLE(dkim_runs, dkim) | RUN_TABLE(ams_runs, ams) |
           RUN_TABLE(seal_runs, seal) |
           cmocka_run_group_tests(whole, NULL, NULL);
}
