/* DKIM from end to end, with OpenSSL: the vectors of RFC 8463 and 6376, each
 * reason for which a signature does not pass, what is signed verifies. */
#include "eml/base64.h"
#include "stack/auth/hasher.h"
#include "tests/dkim_run.h"
#include "tests/dkim_vectors.h"

#define NAME "s._domainkey.example.org"

static const eml_dkim_options plain = {.has_now = true, .now = 1600000000};

/* ---- vectors --------------------------------------------------------------
 */

static void
vectors(void **state)
{
    dkim_run r;

    (void)state;
    for (size_t step = 0; step < 70; step++) {
        dkim_run_init(&r);
        assert_string_equal(dkim_verify(&r, dkim_span(rfc8463_message),
                                        rfc8463_zone, &plain, step),
                            "pass/good pass/good");
        assert_string_equal(dkim_verify(&r, dkim_span(rfc6376_message),
                                        rfc6376_zone, &plain, step),
                            "pass/good");
        dkim_run_fini(&r);
    }
}

/* The keys of RFC 8463 A.1 make the signatures of A.3, byte for byte. */
static void
vectors_are_made(void **state)
{
    eml_span message = dkim_span(rfc8463_message);
    eml_os_key *keys[2] = {eml_os_key_read(dkim_span(rfc8463_ed25519)),
                           eml_os_key_read(dkim_span(rfc8463_rsa))};
    eml__header h = {0};
    eml__picker pick;
    dkim_run r;

    (void)state;
    dkim_run_init(&r);
    assert_int_equal(eml__header_feed(&h, &r.cx, &message, true), EML_OK);
    assert_true(eml__picker_init(&pick, &h, &r.arena));
    for (int i = 0; i < 2; i++) {
        uint8_t digest[32], made[EML_SIGNATURE_MAX];
        eml_span d = {digest, 32};
        eml_signature sig;
        size_t n;

        r.cx.origin = h.fields[i].raw.p;
        assert_non_null(keys[i]);
        assert_int_equal(eml_signature_parse(&r.cx, EML_SIGNATURE_DKIM,
                                             h.fields[i].body, &sig),
                         EML_OK);
        assert_true(
            eml__hash_header(r.crypto, &pick, &sig, h.fields[i].raw, digest));
        assert_true(r.crypto->sign(r.crypto->user, keys[i], EML_HASH_SHA256, d,
                                   made, &n));
        assert_int_equal(n, sig.signature.n);
        assert_memory_equal(made, sig.signature.p, n);
        eml_os_key_free(keys[i]);
    }
    dkim_run_fini(&r);
}

/* ---- by hand --------------------------------------------------------------
 */

static const char letter[] = "From: a@example.org\r\n"
                             "To: b@example.org\r\n"
                             "Subject: one\r\n"
                             "Subject: two\r\n"
                             "\r\n"
                             "Hello  world \r\n";

static void
base64(eml_out *out, const uint8_t *p, size_t n)
{
    eml_b64_enc e = {0};
    uint8_t room[4096], *to = room;
    size_t left = sizeof room;
    eml_span in = {p, n};

    assert_int_equal(eml_b64_enc_feed(&e, &in, &to, &left, true), EML_END);
    eml_out_span(out, (eml_span){room, sizeof room - left});
}

/* A signature with these tags before bh= and b=, which are made as they ask
 * for, right or wrong; before the message. */
static eml_span
by_hand(dkim_run *r, const char *tags, const char *message, eml_os_key *key)
{
    eml_span whole = dkim_span(message), rest = whole;
    eml_out field = {.arena = &r->arena};
    eml_cx cx = {.arena = &r->arena};
    eml__header h = {0};
    eml__bodies b;
    eml__picker pick;
    eml_signature sig;
    uint8_t digest[32], made[EML_SIGNATURE_MAX];
    uint32_t body;
    size_t n;

    assert_int_equal(eml__header_feed(&h, &cx, &rest, true), EML_OK);
    assert_true(eml__picker_init(&pick, &h, &r->arena));
    eml_out_span(&field, EML_LIT("DKIM-Signature:"));
    eml_out_span(&field, dkim_span(tags));
    cx.origin = field.p;
    (void)!eml_signature_parse(&cx, EML_SIGNATURE_DKIM,
                               (eml_span){field.p + 15, field.n - 15}, &sig);
    if (sig.body_canon > EML_CANON_RELAXED)
        sig.body_canon = EML_CANON_SIMPLE;
    if (!sig.hash)
        sig.hash = EML_HASH_SHA256;
    eml__bodies_init(&b, EML_NL_CRLF);
    assert_int_equal(eml__bodies_add(&b, &cx, r->crypto, &sig, &body), EML_OK);
    eml__bodies_feed(&b, rest, true);
    eml_out_span(&field, EML_LIT("; bh="));
    base64(&field, b.all[body]->digest, eml__hash_len(sig.hash));
    eml_out_span(&field, EML_LIT("; b="));
    sig.fields.p = field.p + (sig.fields.p - cx.origin); /* it may have moved */
    assert_true(
        eml__hash_signed(r->crypto, &pick, &sig, eml_out_view(&field), digest));
    assert_true(r->crypto->sign(r->crypto->user, key, (eml_hash_type)sig.hash,
                                (eml_span){digest, eml__hash_len(sig.hash)},
                                made, &n));
    base64(&field, made, n);
    eml_out_span(&field, EML_LIT("\r\n"));
    eml_out_span(&field, whole);
    return eml_out_view(&field);
}

#define RSA "v=1; a=rsa-sha256; d=example.org; s=s; h=from:to:subject"
/* clang-format off */
static const struct hand_row {
    const char *name;
    const char *tags;    /* of the signature */
    const char *message; /* what is signed; NULL: letter */
    const char *record;  /* tags before k= of the key; "!": no key at all */
    const char *from, *to; /* what is changed afterwards */
    const char *told;
} by_hands[] = {
    {"nothing is wrong", RSA, NULL, "", NULL, NULL, "pass/good"},
    {"relaxed", RSA "; c=relaxed/relaxed", NULL, "", NULL, NULL, "pass/good"},
    {"sha1", "v=1; a=rsa-sha1; d=example.org; s=s; h=from", NULL, "", NULL, NULL, "policy/good:DKIM_SHA1"},
    {"sha1, of another body", "v=1; a=rsa-sha1; d=example.org; s=s; h=from", NULL, "", "Hello", "Bello", "fail/body:DKIM_BODY_HASH"},
    {"another version", "v=2; a=rsa-sha256; d=example.org; s=s; h=from", NULL, "", NULL, NULL, "neutral/good:DKIM_VERSION"},
    {"no version", "a=rsa-sha256; d=example.org; s=s; h=from", NULL, "", NULL, NULL, "neutral/good:DKIM_MISSING"},
    {"From is not signed", "v=1; a=rsa-sha256; d=example.org; s=s; h=to", NULL, "", NULL, NULL, "neutral/good:DKIM_FROM"},
    {"algorithm that is not known", "v=1; a=rsa-sha512; d=example.org; s=s; h=from", NULL, "", NULL, NULL, "neutral/none:DKIM_ALGORITHM_UNKNOWN"},
    {"canonicalization that is not known", RSA "; c=nofws", NULL, "", NULL, NULL, "neutral/none:DKIM_CANON_UNKNOWN"},
    {"tag twice", RSA "; s=s", NULL, "", NULL, NULL, "neutral/none:TAG_TWICE"},
    {"body changed", RSA, NULL, "", "Hello", "Bello", "fail/body:DKIM_BODY_HASH"},
    {"space at a line end removed", RSA, NULL, "", "world ", "world", "fail/body:DKIM_BODY_HASH"},
    {"the same, relaxed", RSA "; c=simple/relaxed", NULL, "", "world ", "world", "pass/good"},
    {"empty lines at the end", RSA, NULL, "", "world \r\n", "world \r\n\r\n\r\n", "pass/good"},
    {"header changed", RSA, NULL, "", "b@", "c@", "fail/signature:DKIM_SIGNATURE"},
    {"both changed", RSA, NULL, "", "two\r\n\r\nHello", "too\r\n\r\nBello", "fail/both:DKIM_BODY_HASH"},
    {"header folded", RSA, NULL, "", "To: b", "To:\r\n b", "fail/signature:DKIM_SIGNATURE"},
    {"the same, relaxed", RSA "; c=relaxed", NULL, "", "To: b", "TO :\r\n b", "pass/good"},
    {"signature changed", RSA, NULL, "", "d=example", "d=Example", "fail/signature:DKIM_SIGNATURE"},
    {"b= folded, simple", RSA, NULL, "", "; b=", "; b=\r\n ", "pass/good"},
    {"unsigned field added", RSA, NULL, "", "To:", "Cc: x\r\nTo:", "pass/good"},
    {"the upper Subject is not signed", RSA, NULL, "", "one", "three", "pass/good"},
    {"the lower Subject is signed", RSA, NULL, "", "two", "three", "fail/signature:DKIM_SIGNATURE"},
    {"both Subjects are signed", RSA ":subject", NULL, "", "one", "three", "fail/signature:DKIM_SIGNATURE"},
    {"fields added on top", RSA, NULL, "", "DKIM", "Subject: x\r\nDKIM", "pass/good"},
    {"oversigned", RSA ":subject:subject", NULL, "", NULL, NULL, "pass/good"},
    {"oversigned, and a field added", RSA ":subject:subject", NULL, "", "DKIM", "Subject: x\r\nDKIM", "fail/signature:DKIM_SIGNATURE"},
    {"a field that is not there", RSA ":cc", NULL, "", NULL, NULL, "pass/good"},
    {"a field that was not there", RSA ":cc", NULL, "", "To:", "Cc: x\r\nTo:", "fail/signature:DKIM_SIGNATURE"},
    {"its own name is of others", RSA ":dkim-signature", NULL, "", NULL, NULL, "pass/good"},
    {"another signature added below", RSA ":dkim-signature", NULL, "", "From:", "DKIM-Signature: x\r\nFrom:", "fail/signature:DKIM_SIGNATURE neutral/none:TAG_EQUALS"},
    {"another signature of an algorithm that is not known", RSA, NULL, "", "DKIM", "DKIM-Signature: v=1; a=x-y; d=example.org; s=s; h=from;\r\n bh=AAAA; b=AAAA\r\nDKIM", "neutral/none:DKIM_ALGORITHM_UNKNOWN pass/good"},
    {"a tag that ends in b", RSA "; zb=AAAA", NULL, "", NULL, NULL, "pass/good"},
    {"a tag that ends in b changed", RSA "; zb=AAAA", NULL, "", "zb=AAAA", "zb=AAAB", "fail/signature:DKIM_SIGNATURE"},
    {"l= of all", RSA "; l=15", NULL, "", NULL, NULL, "pass/good"},
    {"l= and more", RSA "; l=15", NULL, "", "world \r\n", "world \r\nmore\r\n", "pass/good partial"},
    {"l= of nothing", RSA "; l=0", NULL, "", "Hello", "Bello", "pass/good partial"},
    {"l= of more than there is", RSA "; l=100", NULL, "", NULL, NULL, "permerror/good:DKIM_BODY_SHORT"},
    {"l= of more than there was", RSA "; l=15", NULL, "", "Hello", "Hllo", "permerror/body:DKIM_BODY_SHORT"},
    {"expired", RSA "; x=1599999999", NULL, "", NULL, NULL, "policy/good:DKIM_EXPIRED"},
    {"expires now", RSA "; x=1600000000", NULL, "", NULL, NULL, "pass/good"},
    {"expires before it was made", RSA "; t=1500000000; x=1400000000", NULL, "", NULL, NULL, "neutral/good:DKIM_EXPIRES"},
    {"made in the future", RSA "; t=1600000001", NULL, "", NULL, NULL, "pass/good future"},
    {"i= of a subdomain", RSA "; i=@a.example.org", NULL, "", NULL, NULL, "pass/good"},
    {"i= of a subdomain, t=s", RSA "; i=@a.example.org", NULL, "t=s;", NULL, NULL, "permerror/good:DKIM_KEY_SUBDOMAIN"},
    {"i= of the domain, t=s", RSA "; i=a@EXAMPLE.org", NULL, "t=s;", NULL, NULL, "pass/good"},
    {"no i=, t=s", RSA, NULL, "t=s;", NULL, NULL, "pass/good"},
    {"i= of another domain", RSA "; i=@example.com", NULL, "", NULL, NULL, "neutral/good:DKIM_AUID_DOMAIN"},
    {"testing", RSA, NULL, "t=y;", NULL, NULL, "pass/good testing"},
    {"testing, and it fails", RSA, NULL, "t=y;", "b@", "c@", "fail/signature:DKIM_SIGNATURE testing"},
    {"q= that is not known", RSA "; q=ftp", NULL, "", NULL, NULL, "neutral/none:DKIM_QUERY_UNKNOWN"},
    {"no key", RSA, NULL, "!{}", NULL, NULL, "permerror/none:DKIM_KEY_NONE"},
    {"no TXT record", RSA, NULL, "!{\"" NAME "\":{\"A\":[\"192.0.2.1\"]}}", NULL, NULL, "permerror/none:DKIM_KEY_NONE"},
    {"no answer", RSA, NULL, "!{\"" NAME "\":\"TIMEOUT\"}", NULL, NULL, "temperror/none:DKIM_KEY_UNAVAILABLE"},
    {"servers fail", RSA, NULL, "!{\"" NAME "\":\"SERVFAIL\"}", NULL, NULL, "temperror/none:DKIM_KEY_UNAVAILABLE"},
    {"revoked", RSA, NULL, "!{\"" NAME "\":{\"TXT\":[\"v=DKIM1; p=\"]}}", NULL, NULL, "permerror/none:DKIM_KEY_REVOKED"},
    {"p= is no key", RSA, NULL, "!{\"" NAME "\":{\"TXT\":[\"v=DKIM1; p=AAAA\"]}}", NULL, NULL, "permerror/none:DKIM_KEY_DATA"},
    {"record of something else", RSA, NULL, "!{\"" NAME "\":{\"TXT\":[\"v=spf1 -all\"]}}", NULL, NULL, "permerror/none:DKIM_KEY_VERSION"},
    {"record without p=", RSA, NULL, "!{\"" NAME "\":{\"TXT\":[\"v=DKIM1\"]}}", NULL, NULL, "permerror/none:DKIM_KEY_MISSING"},
    {"key of another type", RSA, NULL, "!{\"" NAME "\":{\"TXT\":[\"k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"]}}", NULL, NULL, "permerror/none:DKIM_KEY_TYPE"},
    {"key of a type that is not known", RSA, NULL, "!{\"" NAME "\":{\"TXT\":[\"k=x; p=AAAA\"]}}", NULL, NULL, "permerror/none:DKIM_KEY_TYPE"},
    {"key for another service", RSA, NULL, "s=tlsrpt;", NULL, NULL, "permerror/good:DKIM_KEY_SERVICE"},
    {"key for this service", RSA, NULL, "s=x:email;", NULL, NULL, "pass/good"},
    {"key for another hash", RSA, NULL, "h=sha1;", NULL, NULL, "permerror/good:DKIM_KEY_HASH"},
    {"key for this hash", RSA, NULL, "h=sha1:sha256;", NULL, NULL, "pass/good"},
    {"key with a tag that is wrong", RSA, NULL, "t=-;", NULL, NULL, "permerror/good:DKIM_KEY_WORD"},
    {"no body", RSA, "From: a@example.org\r\n\r\n", "", NULL, NULL, "pass/good"},
    {"no empty line", RSA, "From: a@example.org\r\n", "", NULL, NULL, "pass/good"},
    {"no line end", RSA, "From: a@example.org", "", NULL, NULL, "pass/good"},
    {"lines that are no fields", RSA, "From: a@example.org\r\nx\r\n: y\r\n\r\nx", "", NULL, NULL, "pass/good"},
};
/* clang-format on */

static eml_os_key *rsa, *small, *ed;

static eml_span
change(dkim_run *r, eml_span in, const char *from, const char *to)
{
    eml_out out = {.arena = &r->arena};
    size_t n = strlen(from);

    for (size_t i = 0; i + n <= in.n; i++)
        if (memcmp(in.p + i, from, n) == 0) {
            eml_out_span(&out, (eml_span){in.p, i});
            eml_out_span(&out, dkim_span(to));
            eml_out_span(&out, (eml_span){in.p + i + n, in.n - i - n});
            return eml_out_view(&out);
        }
    fail_msg("there is no \"%s\"", from);
    return in;
}

static void
by_hands_run(void **state)
{
    const struct hand_row *row = *state;
    const char *zone;
    eml_span m;
    dkim_run r;

    dkim_run_init(&r);
    m = by_hand(&r, row->tags, row->message ? row->message : letter, rsa);
    if (row->from)
        m = change(&r, m, row->from, row->to);
    zone = row->record[0] == '!' ? row->record + 1
                                 : dkim_zone(&r, rsa, NAME, row->record);
    for (size_t step = 0; step < 20; step += 1 + step / 2)
        assert_string_equal(dkim_verify(&r, m, zone, &plain, step), row->told);
    dkim_run_fini(&r);
}

static void
short_key(void **state)
{
    dkim_run r;
    eml_span m;

    (void)state;
    dkim_run_init(&r);
    m = by_hand(&r, RSA, letter, small);
    assert_string_equal(
        dkim_verify(&r, m, dkim_zone(&r, small, NAME, ""), &plain, 0),
        "policy/good:DKIM_KEY_SHORT");
    dkim_run_fini(&r);
}

/* Of several records the one that verifies counts (6.1.2 step 4). */
static void
several_records(void **state)
{
    char zone[2048];
    const char *one, *at, *end;
    dkim_run r;
    eml_span m;

    (void)state;
    dkim_run_init(&r);
    m = by_hand(&r, RSA, letter, rsa);
    one = dkim_zone(&r, rsa, NAME, "");
    at = strstr(one, "\"v=DKIM1");
    end = strstr(at, "]");
    snprintf(zone, sizeof zone,
             "{\"" NAME "\":{\"TXT\":[\"v=spf1 -all\",\"k=rsa; p=\",%.*s]}}",
             (int)(end - at), at);
    assert_string_equal(dkim_verify(&r, m, zone, &plain, 0), "pass/good");
    m = change(&r, m, "b@", "c@");
    assert_string_equal(dkim_verify(&r, m, zone, &plain, 0),
                        "fail/signature:DKIM_SIGNATURE");
    dkim_run_fini(&r);
}

/* A record that is not for this is ignored (3.6.1, 6.1.2 steps 4 to 6), whether
 * its key fits or not: the next one is tried. */
static void
records_not_for_this(void **state)
{
    static const char *const tags[] = {"s=tlsrpt;", "h=sha1;", "t=-;"};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (int first = 0; first < 2; first++) {
            dkim_run r;
            eml_span m;
            char both[4096];
            const char *ours, *bad;
            size_t n;

            dkim_run_init(&r);
            m = by_hand(&r, RSA, letter, rsa);
            ours = dkim_zone(&r, rsa, NAME, "");
            bad = dkim_zone(&r, rsa, NAME, tags[i]);
            n = strlen(first ? ours : bad) - 3; /* without "]}}" */
            snprintf(both, sizeof both, "%.*s,%s", (int)n, first ? ours : bad,
                     strchr(first ? bad : ours, '[') + 1);
            assert_string_equal(dkim_verify(&r, m, both, &plain, 0),
                                "pass/good");
            dkim_run_fini(&r);
        }
}

/* d= and s= in U-labels are asked for in A-labels (RFC 8616 section 5). */
static void
u_labels(void **state)
{
    dkim_run r;
    eml_span m;

    (void)state;
    dkim_run_init(&r);
    m = by_hand(&r,
                "v=1; a=rsa-sha256; d=b\303\274cher.example; s=\303\274; "
                "i=j\303\274@b\303\274cher.example; h=from",
                letter, rsa);
    assert_string_equal(
        dkim_verify(
            &r, m,
            dkim_zone(&r, rsa, "xn--tda._domainkey.xn--bcher-kva.example", ""),
            &plain, 0),
        "pass/good");
    m = by_hand(&r,
                "v=1; a=rsa-sha256; d=b\303\274cher.example; s=\303\274; "
                "i=j@xn--bcher-kva.example; h=from",
                letter, rsa);
    assert_string_equal(
        dkim_verify(&r, m,
                    dkim_zone(&r, rsa,
                              "xn--tda._domainkey.xn--bcher-kva.example",
                              "t=s;"),
                    &plain, 0),
        "pass/good");
    dkim_run_fini(&r);
}

/* Oversigned, a field that an author writes cannot be added, and one that a
 * list adds can. */
static void
oversigns(void **state)
{
    eml_dkim_signer by = {.private_key = ed,
                          .key_type = EML_KEY_ED25519,
                          .domain = EML_LIT("example.org"),
                          .selector = EML_LIT("s"),
                          .auid = EML_NONE};
    eml_dkim_sign_options o = {
        .signers = &by, .num_signers = 1, .fields = EML_NONE, .oversign = true};
    const char *zone;
    dkim_run r;
    eml_span m;

    (void)state;
    dkim_run_init(&r);
    zone = dkim_zone(&r, ed, NAME, "");
    m = dkim_signed(&r, dkim_span(letter), &o, 0);
    assert_string_equal(
        dkim_verify(&r, change(&r, m, "From: a", "List-Id: <x.y>\r\nFrom: a"),
                    zone, &plain, 0),
        "pass/good");
    assert_string_equal(
        dkim_verify(&r, change(&r, m, "From: a", "Cc: x@y.z\r\nFrom: a"), zone,
                    &plain, 0),
        "fail/signature:DKIM_SIGNATURE");
    dkim_run_fini(&r);
}

/* ---- signing --------------------------------------------------------------
 */

static const char long_letter[] =
    "Received: by x;\r\n\tFri, 11 Jul 2003 21:01:54 -0700\r\n"
    "From: =?utf-8?Q?J=C3=B6rg?= <a@example.org>\r\n"
    "To: b@example.org,\r\n c@example.org\r\n"
    "Subject:  one   two \r\n"
    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: text/plain;\r\n charset=utf-8\r\n"
    "\r\n"
    " Hello  world \r\n\r\n\tbye\r\n\r\n\r\n";

/* Every canonicalization, both keys at once, in pieces. */
static void
signs(void **state)
{
    eml_dkim_signer signers[2] = {
        {.private_key = ed,
         .key_type = EML_KEY_ED25519,
         .domain = EML_LIT("example.org"),
         .selector = EML_LIT("e"),
         .auid = EML_LIT("a@x.example.org")},
        {.private_key = rsa,
         .key_type = EML_KEY_RSA,
         .domain = EML_LIT("example.org"),
         .selector = EML_LIT("s"),
         .auid = EML_NONE},
    };

    (void)state;
    for (unsigned i = 0; i < 32; i++) {
        eml_dkim_sign_options o = {.signers = signers,
                                   .num_signers = 2,
                                   .header_canon = (eml_canon_type)(i & 1),
                                   .body_canon = (eml_canon_type)(i >> 1 & 1),
                                   .fields = EML_NONE,
                                   .oversign = i & 4,
                                   .has_length = i & 8,
                                   .length = 9,
                                   .has_time = i & 16,
                                   .time = 1599999999,
                                   .has_expires = i & 16,
                                   .expires = 1600000001};
        char *zone, *other;
        eml_span m, again;
        dkim_run r;

        dkim_run_init(&r);
        zone = dkim_zone(&r, rsa, NAME, "");
        other = dkim_zone(&r, ed, "e._domainkey.example.org", "");
        zone[strlen(zone) - 1] = ',';
        {
            char both[4096];

            snprintf(both, sizeof both, "%s%s", zone, other + 1);
            m = dkim_signed(&r, dkim_span(long_letter), &o, 0);
            again = dkim_signed(&r, dkim_span(long_letter), &o, 1 + i);
            assert_true(eml_span_eq(m, again));
            assert_string_equal(dkim_verify(&r, m, both, &plain, i),
                                i & 8 ? "pass/good partial pass/good partial"
                                      : "pass/good pass/good");
            m = change(&r, m, "Subject:  one", "Subject: one");
            assert_string_equal(
                dkim_verify(&r, m, both, &plain, i),
                i & 1   ? i & 8 ? "pass/good partial pass/good partial"
                                : "pass/good pass/good"
                : i & 8 ? "fail/signature:DKIM_SIGNATURE partial "
                          "fail/signature:DKIM_SIGNATURE partial"
                        : "fail/signature:DKIM_SIGNATURE "
                          "fail/signature:DKIM_SIGNATURE");
        }
        dkim_run_fini(&r);
    }
}

/* In stored form the same signature is made as of the message that it stands
 * for. */
static void
signs_stored_form(void **state)
{
    eml_dkim_signer signer = {.private_key = ed,
                              .key_type = EML_KEY_ED25519,
                              .domain = EML_LIT("example.org"),
                              .selector = EML_LIT("s"),
                              .auid = EML_NONE};
    char lf[sizeof long_letter];
    size_t n = 0;

    (void)state;
    for (const char *p = long_letter; *p; p++)
        if (*p != '\r')
            lf[n++] = *p;
    for (unsigned i = 0; i < 4; i++) {
        eml_dkim_sign_options o = {.signers = &signer,
                                   .num_signers = 1,
                                   .fields = EML_NONE,
                                   .header_canon = (eml_canon_type)(i & 1),
                                   .body_canon = (eml_canon_type)(i >> 1)};
        eml_span a, b;
        dkim_run r;

        dkim_run_init(&r);
        a = dkim_signed(&r, dkim_span(long_letter), &o, 0);
        o.newline = EML_NL_LF;
        b = dkim_signed(&r, (eml_span){(const uint8_t *)lf, n}, &o, 3);
        assert_int_equal(a.n - (sizeof long_letter - 1), b.n - n);
        assert_memory_equal(a.p, b.p, b.n - n);
        dkim_run_fini(&r);
    }
}

static void
signs_not(void **state)
{
    eml_dkim_signer signer = {.private_key = ed,
                              .key_type = EML_KEY_ED25519,
                              .domain = EML_LIT("example.org"),
                              .selector = EML_LIT("s"),
                              .auid = EML_NONE};
    eml_dkim_sign_options o = {.signers = &signer, .num_signers = 1};
    eml_out out;
    dkim_run r;
    eml_dkim_sign *m;

    (void)state;
    dkim_run_init(&r);
    o.crypto = r.crypto;
    out = (eml_out){.arena = &r.arena};
    o.fields = EML_LIT("to");
    m = eml_dkim_sign_new(&r.cx, &o);
    assert_int_equal(eml_dkim_sign_write(m, &r.cx, &out), EML_E_MISUSE);
    assert_int_equal(eml_dkim_sign_feed(m, &r.cx, dkim_span(letter), true),
                     EML_OK);
    assert_int_equal(eml_dkim_sign_feed(m, &r.cx, EML_NONE, true),
                     EML_E_MISUSE);
    assert_int_equal(eml_dkim_sign_write(m, &r.cx, &out), EML_E_DKIM_FROM);
    assert_int_equal(out.n, 0);
    eml_dkim_sign_fini(m);
    o.num_signers = 9;
    m = eml_dkim_sign_new(&r.cx, &o);
    assert_int_equal(eml_dkim_sign_feed(m, &r.cx, dkim_span(letter), true),
                     EML_E_MISUSE);
    eml_dkim_sign_fini(m);
    dkim_run_fini(&r);
}

/* More signatures than are verified; more than one asks for the same key. */
static void
many_signatures(void **state)
{
    eml_dkim_options few = plain;
    eml_out out;
    dkim_run r;
    eml_span m;
    const char *zone;

    (void)state;
    dkim_run_init(&r);
    few.max_signatures = 2;
    zone = dkim_zone(&r, rsa, NAME, "");
    out = (eml_out){.arena = &r.arena};
    m = by_hand(&r, RSA, letter, rsa);
    m.n -= sizeof letter - 1;
    for (int i = 0; i < 3; i++)
        eml_out_span(&out, m);
    eml_out_span(&out, dkim_span(letter));
    assert_string_equal(dkim_verify(&r, eml_out_view(&out), zone, &few, 0),
                        "pass/good pass/good neutral/none:LIMIT_SIGNATURES");
    dkim_run_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(vectors),
        cmocka_unit_test(vectors_are_made),
        cmocka_unit_test(short_key),
        cmocka_unit_test(several_records),
        cmocka_unit_test(records_not_for_this),
        cmocka_unit_test(signs),
        cmocka_unit_test(signs_stored_form),
        cmocka_unit_test(u_labels),
        cmocka_unit_test(oversigns),
        cmocka_unit_test(signs_not),
        cmocka_unit_test(many_signatures),
    };
    int failed;

    rsa = eml_os_key_new(EML_KEY_RSA, 1024);
    small = eml_os_key_new(EML_KEY_RSA, 512);
    ed = eml_os_key_new(EML_KEY_ED25519, 0);
    if (!rsa || !small || !ed)
        return 1;
    failed = RUN_TABLE(by_hands_run, by_hands) |
             cmocka_run_group_tests(all, NULL, NULL);
    eml_os_key_free(rsa);
    eml_os_key_free(small);
    eml_os_key_free(ed);
    return failed;
}
