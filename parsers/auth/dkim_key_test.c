/* RFC 6376 section 3.6.1, RFC 8463 section 4.2: key records. */
#include "eml/dkim_key.h"
#include "tests/cx.h"
#include "tests/oom.h"

/* clang-format off */
static const struct key_row {
    const char *name;
    const char *in;
    size_t n;
    const char *found;
    const char *out; /* type, and a letter each for what is so */
} keys[] = {
    {"only p=", BYTES("p=AAAA"), "", "1 readable email any"},
    {"all tags", BYTES("v=DKIM1; h=sha1:sha256; k=rsa; n=a=3Bb c; p=AAAA; s=email; t=y:s"), "", "1 readable email testing strict 3"},
    {"ed25519", BYTES("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="), "", "2 readable email any"},
    {"type that is not known", BYTES("k=x-y; p=AAAA"), "", "0 readable email any"},
    {"type that is none", BYTES("k=-; p=AAAA"), "DKIM_KEY_WORD@2+1", "0 readable email any"},
    {"revoked", BYTES("v=DKIM1; p="), "", "1 readable revoked email any"},
    {"no p=", BYTES("v=DKIM1; k=rsa"), "DKIM_KEY_MISSING@14+0", "1 email any"},
    {"other version", BYTES("v=DKIM1.0; p=AAAA"), "DKIM_KEY_VERSION@2+7", "1 email any"},
    {"version in lower case", BYTES("v=dkim1; p=AAAA"), "DKIM_KEY_VERSION@2+5", "1 email any"},
    {"version that is not first", BYTES("p=AAAA; v=DKIM1"), "DKIM_KEY_FIRST@8+1", "1 email any"},
    {"service that is none of mail", BYTES("s=tlsrpt; p=AAAA"), "", "1 readable any"},
    {"services", BYTES("s=x : *; p=AAAA"), "", "1 readable email any"},
    {"service that is empty", BYTES("s=; p=AAAA"), "DKIM_KEY_WORD@2+0", "1 readable any"},
    {"hashes that are not known", BYTES("h=sha512; p=AAAA"), "", "1 readable email 0"},
    {"flags that are not known", BYTES("t=x:Y; p=AAAA"), "", "1 readable email testing any"},
    {"list with two folds", BYTES("t=y:\r\n \r\n s; p=AAAA"), "TAG_SPACE@2+9", "1 readable email testing strict any"},
    {"base64 with white space", BYTES("p=AA A A"), "", "1 readable email any"},
    {"base64 without padding", BYTES("p=AAA"), "DKIM_BASE64@2+3", "1 email any"},
    {"unknown tags", BYTES("p=AAAA; x=y; gg=;"), "", "1 readable email any"},
    {"g= of the first DKIM", BYTES("g=x; p=AAAA"), "", "1 readable email any"},
    {"tag twice", BYTES("p=AAAA; p=AAAA"), "TAG_TWICE@8+1", "1 email any"},
    {"notes that are not quoted-printable", BYTES("n==; p=AAAA"), "DKIM_KEY_NOTES@2+1", "1 readable email any"},
    {"8-bit notes", BYTES("n=\303\274; p=AAAA"), "TAG_VALUE@2+1", "1 email any"},
    {"something else", BYTES("v=spf1 -all"), "DKIM_KEY_VERSION@2+9 DKIM_KEY_MISSING@11+0", "1 email any"},
    {"nothing", BYTES(""), "TAG_EMPTY@0+0 DKIM_KEY_MISSING@0+0", "1 email any"},
    {"NUL", BYTES("p=AAAA\0"), "TAG_VALUE@6+1 DKIM_KEY_MISSING@7+0", "1 email any"},
};
/* clang-format on */

static void
tell(const eml_dkim_key *k, char *out, size_t n)
{
    char hashes[16];

    snprintf(hashes, sizeof hashes, " %d", k->hashes);
    snprintf(out, n, "%d%s%s%s%s%s%s", k->type, k->readable ? " readable" : "",
             k->revoked ? " revoked" : "", k->email ? " email" : "",
             k->testing ? " testing" : "", k->strict ? " strict" : "",
             k->any_hash ? " any" : hashes);
}

static void
keys_run(void **state)
{
    const struct key_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_dkim_key key, again;
    eml_out out = {.arena = &t.arena};
    char told[128], told2[128];
    int rc = eml_dkim_key_parse(&t.cx, in, &key);

    assert_string_equal(test_cx_findings(&t), r->found);
    assert_int_equal(rc, t.cx.num_diags ? t.diags[0].code : EML_OK);
    tell(&key, told, sizeof told);
    assert_string_equal(told, r->out);
    if (rc == EML_OK) { /* written and read again it is the same */
        assert_int_equal(eml_dkim_key_write(&t.cx, &key, &out), EML_OK);
        t.cx.origin = out.p;
        assert_int_equal(eml_dkim_key_parse(&t.cx, eml_out_view(&out), &again),
                         EML_OK);
        tell(&again, told2, sizeof told2);
        assert_string_equal(told, told2);
        assert_true(eml_span_eq(key.data, again.data));
        assert_true(eml_span_eq(key.notes, again.notes));
    }
    test_cx_fini(&t);
}

static int
parse_from(void *user, const eml_alloc *from)
{
    eml_span in = EML_LIT("v=DKIM1; p=AAAA");
    eml_arena a;
    eml_cx cx = {.origin = in.p, .arena = &a};
    eml_dkim_key key;
    eml_out out = {.arena = &a};
    int rc;

    (void)user;
    eml_arena_init(&a, from, 0);
    rc = eml_dkim_key_parse(&cx, in, &key);
    if (rc == EML_OK)
        rc = eml_dkim_key_write(&cx, &key, &out);
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
    const struct CMUnitTest whole[] = {cmocka_unit_test(no_memory)};

    return RUN_TABLE(keys_run, keys) |
           cmocka_run_group_tests(whole, NULL, NULL);
}
