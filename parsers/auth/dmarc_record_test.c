/* RFC 9989 sections 4.7 and 4.8, RFC 7489 sections 6.3 and 6.4. */
#include "eml/dmarc_record.h"
#include "tests/cx.h"

enum { NOW = EML_DMARC_9989, OLD = EML_DMARC_7489 };

/* clang-format off */
static const struct record_row {
    const char *name;
    const char *in;
    size_t n;
    int rules;
    const char *findings;
    const char *out; /* NULL: no DMARC record */
} records[] = {
    /* RFC 9989 appendix B.2 */
    {"B.2.1", BYTES("v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com"), NOW, "", "p=none rua=1[dmarc-feedback@example.com at example.com]"},
    {"B.2.2", BYTES("v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com; ruf=mailto:auth-reports@example.com"), NOW, "", "p=none rua=1[dmarc-feedback@example.com at example.com] ruf=1[auth-reports@example.com at example.com]"},
    {"B.2.4: a record that accepts reports", BYTES("v=DMARC1;"), NOW, "DMARC_P_MISSING@9+0", ""},
    {"B.2.5", BYTES("v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com,mailto:tld-test@thirdparty.example.net; t=y"), NOW, "", "p=none t rua=2[dmarc-feedback@example.com at example.com][tld-test@thirdparty.example.net at thirdparty.example.net]"},
    /* the grammar */
    {"all tags", BYTES("v=DMARC1;p=reject;sp=quarantine;np=none;adkim=s;aspf=s;fo=1:d:s;rua=mailto:a@b.c;ruf=mailto:d@e.f;psd=n;t=y"), NOW, "", "p=reject sp=quarantine np=none adkim aspf psd=n t fo=1ds rua=1[a@b.c at b.c] ruf=1[d@e.f at e.f]"},
    {"white space where it may be", BYTES("V \t=\t DMARC1 ; p = none\t;\tsp\t= reject; "), NOW, "", "p=none sp=reject"},
    {"letters in any case", BYTES("v=DMARC1;p=NONE;adkim=S;psd=Y"), NOW, "", "p=none adkim psd=y"},
    {"spaces at the end of a value", BYTES("v=DMARC1; p=none  "), NOW, "", "p=none"},
    {"unknown tag", BYTES("v=DMARC1; p=none; x=\"y z\""), NOW, "DMARC_TAG_UNKNOWN@18+1", "p=none"},
    {"tag name in upper case", BYTES("v=DMARC1; p=none; SP=reject"), NOW, "DMARC_TAG_UNKNOWN@18+2", "p=none"},
    {"tags of RFC 7489", BYTES("v=DMARC1; p=none; pct=50; rf=afrf; ri=3600"), NOW, "DMARC_TAG_OLD@18+3 DMARC_TAG_OLD@26+2 DMARC_TAG_OLD@35+2", "p=none"},
    {"no p", BYTES("v=DMARC1; rua=mailto:a@b.c"), NOW, "DMARC_P_MISSING@26+0", "rua=1[a@b.c at b.c]"},
    {"tag twice: the first stands", BYTES("v=DMARC1; p=none; p=reject"), NOW, "TAG_TWICE@18+1", "p=none"},
    {"empty tag", BYTES("v=DMARC1;; p=none"), NOW, "TAG_EMPTY@9+0", "p=none"},
    {"no equals", BYTES("v=DMARC1; p; sp=none"), NOW, "TAG_EQUALS@10+1 DMARC_P_MISSING@20+0", "sp=none"},
    {"byte over 127", BYTES("v=DMARC1; p=none; x=\303\274"), NOW, "TAG_VALUE@20+1", "p=none"},
    {"NUL", BYTES("v=DMARC1; p=none\0"), NOW, "TAG_VALUE@16+1 DMARC_P_MISSING@17+0", ""},
    {"policy that is none", BYTES("v=DMARC1; p=rejected; sp=; np=no"), NOW, "DMARC_POLICY@12+8 TAG_VALUE@22+3 DMARC_POLICY@30+2", "p=? np=?"},
    {"other values that are none", BYTES("v=DMARC1; p=none; adkim=x; aspf=rs; psd=z; t=1"), NOW, "DMARC_ALIGNMENT@24+1 DMARC_ALIGNMENT@32+2 DMARC_PSD@40+1 DMARC_TEST@45+1", "p=none"},
    {"space before v", BYTES(" v=DMARC1; p=none"), NOW, "DMARC_SPACE@0+1", "p=none"},
    {"space behind the version alone", BYTES("v=DMARC1 "), NOW, "DMARC_SPACE@8+1 DMARC_P_MISSING@9+0", ""},
    /* what is no record */
    {"empty", BYTES(""), NOW, "DMARC_VERSION@0+0", NULL},
    {"version in lower case", BYTES("v=dmarc1; p=none"), NOW, "DMARC_VERSION@0+16", NULL},
    {"another version", BYTES("v=DMARC2; p=none"), NOW, "DMARC_VERSION@0+16", NULL},
    {"version and more", BYTES("v=DMARC1 p=none"), NOW, "DMARC_VERSION@0+15", NULL},
    {"version second", BYTES("p=none; v=DMARC1"), NOW, "DMARC_VERSION@0+16", NULL},
    {"version behind nothing", BYTES("; v=DMARC1"), NOW, "DMARC_VERSION@0+10", NULL},
    {"SPF", BYTES("v=spf1 -all"), NOW, "DMARC_VERSION@0+11", NULL},
    /* fo */
    {"fo in any order", BYTES("v=DMARC1; p=none; ruf=x:y; fo=d:0:s"), NOW, "", "p=none fo=0ds ruf=1[]"},
    {"fo without 0 and 1", BYTES("v=DMARC1; p=none; ruf=x:y; fo=s:d"), NOW, "", "p=none fo=ds ruf=1[]"},
    {"fo with 0 and 1", BYTES("v=DMARC1; p=none; ruf=x:y; fo=0:1"), NOW, "DMARC_FO@30+3", "p=none ruf=1[]"},
    {"fo with spaces", BYTES("v=DMARC1; p=none; ruf=x:y; fo=0 : d"), NOW, "DMARC_FO@30+5", "p=none ruf=1[]"},
    {"fo with spaces, RFC 7489", BYTES("v=DMARC1; p=none; ruf=x:y; fo=0 : 1:d"), OLD, "", "p=none fo=01d ruf=1[]"},
    {"fo with d twice", BYTES("v=DMARC1; p=none; ruf=x:y; fo=d:d"), NOW, "DMARC_FO_TWICE@30+3", "p=none fo=d ruf=1[]"},
    {"fo that ends in a colon", BYTES("v=DMARC1; p=none; ruf=x:y; fo=d:"), NOW, "DMARC_FO@30+2", "p=none ruf=1[]"},
    {"fo alone", BYTES("v=DMARC1; p=none; fo=1"), NOW, "DMARC_FO_ALONE@22+0", "p=none"},
    /* URIs */
    {"https", BYTES("v=DMARC1; p=none; rua=https://u:p@h.example:80/p?q#f"), NOW, "", "p=none rua=1[ at h.example]"},
    {"spaces around commas", BYTES("v=DMARC1; p=none; rua=mailto:a@b.c , mailto:d@e.f"), NOW, "", "p=none rua=2[a@b.c at b.c][d@e.f at e.f]"},
    {"no URI among others", BYTES("v=DMARC1; p=none; rua=a@b.c,mailto:d@e.f,"), NOW, "DMARC_URI@22+5 DMARC_URI@40+1", "p=none rua=1[d@e.f at e.f]"},
    {"size", BYTES("v=DMARC1; p=none; rua=mailto:a@b.c!10m"), NOW, "DMARC_URI_SIZE@22+16", "p=none rua=1[a@b.c at b.c !10485760]"},
    {"size, RFC 7489", BYTES("v=DMARC1; p=none; rua=mailto:a@b.c!10m"), OLD, "", "p=none rua=1[a@b.c at b.c !10485760]"},
    {"size of 64 bits", BYTES("v=DMARC1; p=none; rua=x:y!18446744073709551615"), OLD, "", "p=none rua=1[ !18446744073709551615]"},
    {"size of more", BYTES("v=DMARC1; p=none; rua=x:y!18446744073709551616"), OLD, "DMARC_URI_RANGE@22+24", "p=none rua=1[ !18446744073709551615]"},
    {"exclamation mark", BYTES("v=DMARC1; p=none; rua=mailto:a!b@c.d"), NOW, "DMARC_URI_ENCODE@22+14", "p=none rua=1[a!b@c.d at c.d]"},
    {"mailto with fields", BYTES("v=DMARC1; p=none; rua=MAILTO:a@b.c?subject=x"), NOW, "", "p=none rua=1[a@b.c at b.c]"},
    {"mailto to two", BYTES("v=DMARC1; p=none; rua=mailto:a@b.c%2Cd@e.f"), NOW, "", "p=none rua=1[ at e.f]"},
    /* RFC 7489 */
    {"all old tags", BYTES("v=DMARC1; p=none; pct=050; ri=03600; rf=afrf:iodef"), OLD, "", "p=none pct=50 ri=3600 rf=afrf:iodef"},
    {"p is not second", BYTES("v=DMARC1; sp=none; p=none"), OLD, "DMARC_P_PLACE@21+4", "p=none sp=none"},
    {"p is missing", BYTES("v=DMARC1; sp=none"), OLD, "DMARC_P_PLACE@17+0", "sp=none"},
    {"old numbers out of range", BYTES("v=DMARC1; p=none; pct=101; ri=4294967296"), OLD, "DMARC_PCT@22+3 DMARC_RI@30+10", "p=none"},
    {"old values that are none", BYTES("v=DMARC1; p=none; pct=x; ri=-1; rf=a b"), OLD, "DMARC_PCT@22+1 DMARC_RI@28+2 DMARC_RF@35+3", "p=none"},
    {"tags that came later", BYTES("v=DMARC1; p=none; np=reject; t=y; psd=y"), OLD, "DMARC_TAG_UNKNOWN@18+2 DMARC_TAG_UNKNOWN@29+1 DMARC_TAG_UNKNOWN@34+3", "p=none"},
};
/* clang-format on */

static void
add(char *text, size_t *n, const char *more, size_t len)
{
    assert_true(*n + len < 1024);
    memcpy(text + *n, more, len);
    text[ *n += len] = 0;
}

static void
adds(char *text, size_t *n, const char *more)
{
    add(text, n, *n ? " " : "", *n ? 1 : 0);
    add(text, n, more, strlen(more));
}

static void
policy(char *text, size_t *n, const char *name, unsigned p)
{
    char one[40];

    snprintf(one, sizeof one, "%s=%s", name,
             p == EML_DMARC_INVALID
                 ? "?"
                 : eml_dmarc_policy_name((eml_dmarc_policy)p));
    if (p != EML_DMARC_UNSET)
        adds(text, n, one);
}

static void
uris(char *text, size_t *n, const char *name, eml_span list, uint32_t num,
     int rules)
{
    eml_dmarc_uri u;
    char one[64];

    if (!list.n)
        return;
    snprintf(one, sizeof one, "%s=%u", name, (unsigned)num);
    adds(text, n, one);
    while (eml_dmarc_uri_next(NULL, (eml_dmarc_rules)rules, &list, &u)) {
        add(text, n, "[", 1);
        if (u.mailto)
            add(text, n, (const char *)u.address.p, u.address.n);
        if (u.domain.n)
            add(text, n, " at ", 4);
        add(text, n, (const char *)u.domain.p, u.domain.n);
        if (u.has_max) {
            snprintf(one, sizeof one, " !%llu",
                     (unsigned long long)u.max_bytes);
            add(text, n, one, strlen(one));
        }
        add(text, n, "]", 1);
    }
}

static const char *
dump(const eml_dmarc_record *r, int rules)
{
    static char text[1024];
    char one[64];
    size_t n = 0;

    text[0] = 0;
    policy(text, &n, "p", r->p);
    policy(text, &n, "sp", r->sp);
    policy(text, &n, "np", r->np);
    if (r->strict_dkim)
        adds(text, &n, "adkim");
    if (r->strict_spf)
        adds(text, &n, "aspf");
    if (r->psd != EML_DMARC_PSD_U)
        adds(text, &n, r->psd == EML_DMARC_PSD_Y ? "psd=y" : "psd=n");
    if (r->testing)
        adds(text, &n, "t");
    if (r->fo != EML_DMARC_FO_0) {
        snprintf(one, sizeof one, "fo=%s%s%s%s",
                 r->fo & EML_DMARC_FO_0 ? "0" : "",
                 r->fo & EML_DMARC_FO_1 ? "1" : "",
                 r->fo & EML_DMARC_FO_D ? "d" : "",
                 r->fo & EML_DMARC_FO_S ? "s" : "");
        adds(text, &n, one);
    }
    uris(text, &n, "rua", r->rua, r->num_rua, rules);
    uris(text, &n, "ruf", r->ruf, r->num_ruf, rules);
    if (r->pct != 100) {
        snprintf(one, sizeof one, "pct=%u", r->pct);
        adds(text, &n, one);
    }
    if (r->ri != 86400) {
        snprintf(one, sizeof one, "ri=%u", (unsigned)r->ri);
        adds(text, &n, one);
    }
    if (!eml_span_eq(r->rf, EML_LIT("afrf"))) {
        snprintf(one, sizeof one, "rf=%.*s", (int)r->rf.n, r->rf.p);
        adds(text, &n, one);
    }
    return text;
}

/* And what can be written is read as the same. */
static void
reads_and_writes(void **state)
{
    const struct record_row *r = *state;
    eml_dmarc_record record, again;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE), made;
    eml_out out = {.arena = &t.arena};
    int rc;

    memset(&record, 0x55, sizeof record);
    again = record;
    rc = eml_dmarc_record_parse(&t.cx, in, (eml_dmarc_rules)r->rules, &record);
    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(rc, r->out ? EML_OK : EML_E_DMARC_VERSION);
    if (!r->out)
        assert_memory_equal(&record, &again, sizeof record);
    if (r->out) {
        char first[1024];

        snprintf(first, sizeof first, "%s", dump(&record, r->rules));
        assert_string_equal(first, r->out);
        t.cx.num_diags = 0;
        rc = eml_dmarc_record_write(&t.cx, &record, (eml_dmarc_rules)r->rules,
                                    &out);
        if (rc != EML_OK) {
            assert_int_equal(out.n, 0);
            assert_true(record.p == EML_DMARC_INVALID ||
                        strstr(r->findings, "URI") || strstr(first, "rf=a b") ||
                        (r->rules == OLD && record.p == EML_DMARC_UNSET));
        } else {
            made = eml_out_view(&out);
            assert_int_equal(eml_dmarc_record_parse(&t.cx, made,
                                                    (eml_dmarc_rules)r->rules,
                                                    &again),
                             EML_OK);
            assert_string_equal(dump(&again, r->rules), r->out);
        }
    }
    test_cx_fini(&t);
}

/* RFC 3986: URIs and what is none, as rua=. */
static const struct uri_row {
    const char *name, *uri;
    bool good;
    const char *host;
} uri_rows[] = {
    {"nothing behind the scheme", "x:", true, ""},
    {"path", "x:a/b:@%20", true, ""},
    {"two slashes", "x://", true, ""},
    {"userinfo, host, port", "x://a:b@c.d:80", true, "c.d"},
    {"empty port", "x://c.d:", true, "c.d"},
    {"IPv6", "x://[::1]/", true, "[::1]"},
    {"future", "x://[v1.a:b]", true, "[v1.a:b]"},
    {"query with slashes", "x:?/?", true, ""},
    {"fragment", "x:#/?", true, ""},
    {"no scheme", ":a", false, ""},
    {"scheme begins with a digit", "1:a", false, ""},
    {"no colon", "abc", false, ""},
    {"space", "x:a b", false, ""},
    {"percent alone", "x:%", false, ""},
    {"percent with a digit", "x:%2", false, ""},
    {"percent with others", "x:%2g", false, ""},
    {"no IPv6", "x://[::g]", false, ""},
    {"bracket not closed", "x://[::1", false, ""},
    {"more behind the bracket", "x://[::1]a", false, ""},
    {"letters in the port", "x://a:b", false, ""},
    {"two at signs", "x://a@b@c", false, ""},
    {"two fragments", "x:#a#b", false, ""},
    {"bracket in a path", "x:[", false, ""},
    {"8-bit", "x:\303\274", false, ""},
};

static void
knows_uris(void **state)
{
    const struct uri_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->uri, strlen(r->uri), EML_ALLOW_NONE);
    eml_dmarc_uri u;
    bool good = eml_dmarc_uri_next(&t.cx, EML_DMARC_9989, &in, &u);

    assert_int_equal(good, r->good);
    assert_int_equal(t.cx.num_diags, !good);
    if (good)
        assert_string_equal(test_cx_str(&t, u.domain), r->host);
    test_cx_fini(&t);
}

int
main(void)
{
    return RUN_TABLE(reads_and_writes, records) +
           RUN_TABLE(knows_uris, uri_rows);
}
