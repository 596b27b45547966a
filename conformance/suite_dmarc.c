/* DMARC: cases derived from RFC 9989, each with a zone; the public suffix
 * list's own tests, for RFC 7489. */
#include "conformance/suite.h"

#include "eml/dmarc.h"
#include "eml/idn.h"
#include "eml/resolver.h"

#include <stdlib.h>
#include <string.h>

typedef struct run {
    eml_dmarc m;
    eml_dmarc_id spf, dkim;
    eml_dmarc_conf conf;
    json_t *queries;
} run;

static suite_cx c;

static void *
take(void *user, size_t n)
{
    (void)user;
    return malloc(n);
}

static void
give(void *user, void *p, size_t n)
{
    (void)user;
    (void)n;
    free(p);
}

static const eml_alloc memory = {.alloc = take, .free = give};

static eml_span
span_of(const json_t *s)
{
    const char *p = json_string_value(s);

    return p ? (eml_span){(const uint8_t *)p, strlen(p)} : EML_NONE;
}

/* {"name": ["text", ...]} as design's zones have it. */
static eml_resolver *
resolver_of(const json_t *zone)
{
    json_t *names = json_object();
    eml_resolver *r = NULL;
    const char *key;
    json_t *texts;
    char *text;

    json_object_foreach((json_t *)(uintptr_t)zone, key, texts)
        json_object_set_new(names, key, json_pack("{s:O}", "TXT", texts));
    text = json_dumps(names, 0);
    if (eml_resolver_zone(&r, &memory,
                          (eml_span){(const uint8_t *)text, strlen(text)},
                          NULL) < 0)
        r = NULL;
    free(text);
    json_decref(names);
    return r;
}

static bool
set_id(eml_dmarc_id *id, const json_t *from)
{
    const char *result = json_string_value(json_object_get(from, "result"));

    if (!from)
        return false;
    id->domain = span_of(json_object_get(from, "domain"));
    id->auth = result && strcmp(result, "pass") == 0 ? EML_DMARC_AUTH_PASS
                                                     : EML_DMARC_AUTH_FAIL;
    return true;
}

static int
evaluate(run *k, eml_resolver *dns)
{
    eml_dns_query q;
    eml_dns_answer a;
    int rc = eml_dmarc_init(&k->m, &k->conf);

    while (rc == EML_OK && (rc = eml_dmarc_poll(&k->m, &q)) == EML_WANT_DNS) {
        if (q.type == EML_DNS_TXT)
            json_array_append_new(
                k->queries, json_stringn((const char *)q.name.p, q.name.n));
        rc = eml_resolver_ask(dns, &q, 1, &a);
        if (rc == EML_OK)
            rc = eml_dmarc_dns(&k->m, &c.cx, q.id, &a);
    }
    return rc;
}

static json_t *
domain(eml_span s)
{
    return json_stringn((const char *)s.p, s.n);
}

/* What came out, under the names that the cases have. */
static json_t *
outcome(const run *k)
{
    const eml_dmarc_verdict *v = &k->m.verdict;
    const char *disposition = v->disposition > EML_DMARC_INVALID
                                  ? eml_dmarc_policy_name(v->disposition)
                                  : "none";

    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:b}", "result",
                     eml_dmarc_result_name(v->result), "disposition",
                     disposition, "from_org", domain(v->org), "spf_org",
                     domain(k->spf.org), "dkim_org", domain(k->dkim.org),
                     "policy_domain", domain(v->record_at), "spf_aligned",
                     (int)k->spf.aligned, "dkim_aligned", (int)k->dkim.aligned);
}

static void
compare(suite_run *r, const json_t *one, run *k)
{
    const json_t *want = json_object_get(one, "expect");
    const json_t *queries = json_object_get(one, "queries");
    json_t *got = outcome(k), *v;
    const char *id = json_string_value(json_object_get(one, "id")), *key;
    const char *bad = NULL;
    char *theirs, *ours;

    json_object_foreach((json_t *)(uintptr_t)want, key,
                        v) if (!json_equal(v, json_object_get(got, key)))
    {
        bad = key;
    }
    if (queries && !json_equal(queries, k->queries))
        bad = "queries";
    theirs = json_dumps(want, JSON_COMPACT);
    ours = json_dumps(got, JSON_COMPACT);
    suite_case(r, id, !bad, "%s: they say %s, we %s", bad ? bad : "", theirs,
               ours);
    free(theirs);
    free(ours);
    json_decref(got);
}

static void
one_case(suite_run *r, const json_t *one)
{
    static run k;
    eml_resolver *dns = resolver_of(json_object_get(one, "zone"));

    if (!dns) {
        suite_broken(r, "a zone that cannot be read");
        return;
    }
    memset(&k, 0, sizeof k);
    suite_cx_init(&c, EML_NONE, EML_ALLOW_NONE);
    k.queries = json_array();
    k.spf.org = k.dkim.org = EML_NONE;
    k.conf.from = span_of(json_object_get(one, "from"));
    k.conf.all_orgs = true;
    if (set_id(&k.spf, json_object_get(one, "spf")))
        k.conf.spf = &k.spf;
    if (set_id(&k.dkim, json_object_get(one, "dkim"))) {
        k.conf.dkim = &k.dkim;
        k.conf.num_dkim = 1;
    }
    if (evaluate(&k, dns) == EML_OK)
        compare(r, one, &k);
    else
        suite_broken(r, "no memory left");
    json_decref(k.queries);
    suite_cx_fini(&c);
    eml_resolver_free(dns);
}

void
suite_dmarc(suite_run *r)
{
    json_t *all = suite_json(r, "dmarc-rfc9989/cases.json"), *one;
    size_t i;

    json_array_foreach(json_object_get(all, "cases"), i, one) one_case(r, one);
    json_decref(all);
}

/* ---- public suffixes --------------------------------------------------- */

/* "domain wanted", "null" for none; ours says none for what begins with a dot,
 * and for a suffix. */
static void
psl_line(suite_run *r, const eml_psl *list, char *line)
{
    char *gap = strchr(line, ' ');
    uint8_t ascii[EML_IDN_MAX], theirs[EML_IDN_MAX];
    eml_span in, want, org;
    bool none;

    if (!gap || strncmp(line, "//", 2) == 0 || strncmp(line, "null", 4) == 0)
        return;
    *gap = 0;
    in = (eml_span){(const uint8_t *)line, strlen(line)};
    want = (eml_span){(const uint8_t *)gap + 1, strlen(gap + 1)};
    if (!eml_idn_to_ascii(in, ascii, &in) ||
        !eml_idn_to_ascii(want, theirs, &want)) {
        suite_case(r, line, false, "no domain");
        return;
    }
    org = eml_psl_org(list, in);
    none = *line == '.' || eml_psl_is_suffix(list, in);
    suite_case(r, line,
               none ? eml_span_eq(want, EML_LIT("null"))
                    : eml_span_eq_fold(org, want),
               "they say %s, we %.*s", gap + 1, (int)org.n, org.p);
}

void
suite_psl(suite_run *r)
{
    eml_os_file list_file, tests;
    eml_psl *list;
    char *text, *line, *end;

    if (eml_os_file_open(&list_file,
                         suite_path(r, "psl/public_suffix_list.dat"))) {
        suite_broken(r, "public_suffix_list.dat");
        return;
    }
    if (eml_os_file_open(&tests, suite_path(r, "psl/tests/tests.txt"))) {
        suite_broken(r, "tests.txt");
        return;
    }
    suite_cx_init(&c, EML_NONE, EML_ALLOW_NONE);
    text = malloc(tests.bytes.n + 1);
    if (text && eml_psl_parse(&c.cx, list_file.bytes, &list) == EML_OK) {
        memcpy(text, tests.bytes.p, tests.bytes.n);
        text[tests.bytes.n] = 0;
        for (line = text; (end = strchr(line, '\n')); line = end + 1) {
            *end = 0;
            psl_line(r, list, line);
        }
    }
    free(text);
    suite_cx_fini(&c);
    eml_os_file_close(&list_file);
    eml_os_file_close(&tests);
}
