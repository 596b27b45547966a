/* Valimail's ARC test suite: chains validated, messages sealed. */
#include "conformance/suite_auth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eml/arc.h"

#define FOLDER "arc-valimail/tests/"

/* The scenario's records; a record may be on several lines. */
static char *
zone_of(const json_t *scenario)
{
    json_t *zone = json_object(), *record,
           *all = json_object_get(scenario, "txt_records");
    const char *name;
    char *text;

    if (!all)
        all = json_object_get(scenario, "txt-records");
    json_object_foreach(all, name, record)
    {
        const char *s = json_string_value(record);
        char *joined = calloc(1, s ? strlen(s) + 1 : 1);
        size_t n = 0;

        for (; joined && s && *s; s++)
            if (*s != '\n')
                joined[n++] = *s;
        json_object_set_new(zone, name, json_pack("{s:[s]}", "TXT", joined));
        free(joined);
    }
    text = json_dumps(zone, 0);
    json_decref(zone);
    return text;
}

static int
validate(suite_auth *a, eml_arc *m, eml_span message, eml_resolver *dns)
{
    eml_dns_query q;
    eml_dns_answer answer;
    int rc = eml_arc_feed(m, &a->cx, message, true);

    while (rc == EML_OK && (rc = eml_arc_poll(m, &q)) == EML_OK) {
        rc = eml_resolver_ask(dns, &q, 1, &answer);
        if (rc == EML_OK)
            rc = eml_arc_dns(m, &a->cx, q.id, &answer);
    }
    return rc;
}

static void
judge_chain(suite_run *r, suite_auth *a, const char *id, const json_t *test,
            eml_resolver *dns)
{
    const char *want = json_string_value(json_object_get(test, "cv"));
    eml_span message =
        suite_str(json_string_value(json_object_get(test, "message")));
    eml_dkim_options o = {.crypto = a->crypto,
                          .newline = suite_auth_newline(message)};
    const eml_arc_result *got;
    const eml_arc_set *set;
    const eml_code_info *why, *ams;
    eml_arc *m;

    eml_arena_reset(&a->arena);
    m = eml_arc_new(&a->cx, &o);
    if (!m || !want || validate(a, m, message, dns) != EML_END) {
        suite_broken(r, id);
        return;
    }
    got = eml_arc_result_get(m);
    why = eml_code_info_get(got->reason);
    /* two cases whose newest seal says fail expect nothing: RFC 8617 section
     * 5.2 step 2 says what it is */
    if (!*want)
        want = "Fail";
    set = eml_arc_set_at(m, got->instance);
    ams = set ? eml_code_info_get(set->ams.reason) : NULL;
    suite_case(
        r, id,
        eml_span_eq_fold(suite_str(want), suite_str(eml_arc_cv_name(got->cv))),
        "%s instead of %s (%s in set %u; AMS %s)", eml_arc_cv_name(got->cv),
        want, why ? why->name : "no reason", got->instance,
        ams ? ams->name : "passes");
    eml_arc_fini(m);
}

void
suite_arc_validate(suite_run *r)
{
    json_t *all = suite_yaml(r, FOLDER "arc-validation.yml"), *scenario, *test;
    const char *id;
    suite_auth a;
    size_t i;

    suite_auth_init(&a);
    json_array_foreach(all, i, scenario)
    {
        char *zone = zone_of(scenario);
        eml_resolver *dns = NULL;

        if (eml_resolver_zone(&dns, &eml_os_alloc, suite_str(zone), NULL) !=
            EML_OK)
            suite_broken(r, "txt_records");
        json_object_foreach(json_object_get(scenario, "tests"), id, test)
        {
            if (dns)
                judge_chain(r, &a, id, test, dns);
        }
        eml_resolver_free(dns);
        free(zone);
    }
    suite_auth_fini(&a);
    json_decref(all);
}

/* ---- sealing --------------------------------------------------------------
 */

/* Without white space, which the suite's form has elsewhere than ours. */
static bool
same_but_space(eml_span a, eml_span b)
{
    size_t i = 0, k = 0;

    for (;;) {
        while (i < a.n && a.p[i] <= ' ')
            i++;
        while (k < b.n && b.p[k] <= ' ')
            k++;
        if (i == a.n || k == b.n)
            return i == a.n && k == b.n;
        if (a.p[i++] != b.p[k++])
            return false;
    }
}

/* The body of the field that begins with `name` in what was made. */
static eml_span
field_of(eml_span made, const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; i + n < made.n; i++)
        if ((i == 0 || made.p[i - 1] == '\n') &&
            memcmp(made.p + i, name, n) == 0) {
            size_t end = i + n;

            while (end < made.n &&
                   !(made.p[end] == '\n' &&
                     (end + 1 == made.n || made.p[end + 1] > ' ')))
                end++;
            return (eml_span){made.p + i + n, end - i - n};
        }
    return EML_NONE;
}

static const char *
text_at(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

static int
seal(suite_auth *a, const json_t *scenario, const json_t *test, eml_os_key *key,
     eml_out *out)
{
    eml_span message = suite_str(text_at(test, "message"));
    eml_arc_seal_options o = {
        .crypto = a->crypto,
        .newline = suite_auth_newline(message),
        .signer = {.private_key = key,
                   .key_type = eml_os_key_type(key),
                   .domain = suite_str(text_at(scenario, "domain")),
                   .selector = suite_str(text_at(scenario, "sel")),
                   .auid = EML_NONE},
        .authserv_id = suite_str(text_at(test, "srv-id")),
        .header_canon = EML_CANON_RELAXED,
        .body_canon = EML_CANON_RELAXED,
        .fields = suite_str(text_at(test, "sig-headers")),
        .has_time = true,
        .time = (uint64_t)json_integer_value(json_object_get(test, "t")),
        .sorted = true};
    eml_arc_seal *m;
    int rc = EML_E_NOMEM;

    if (!o.time)
        (void)sscanf(text_at(test, "t"), "%llu", (unsigned long long *)&o.time);
    m = eml_arc_seal_new(&a->cx, &o);
    if (m) {
        rc = eml_arc_seal_feed(m, &a->cx, message, true);
        if (rc == EML_OK)
            rc = eml_arc_seal_write(m, &a->cx, out);
        eml_arc_seal_fini(m);
    }
    return rc;
}

static void
judge_seal(suite_run *r, suite_auth *a, const char *id, const json_t *scenario,
           const json_t *test, eml_os_key *key)
{
    static const struct {
        const char *field, *key;
    } fields[] = {{"ARC-Authentication-Results:", "AAR"},
                  {"ARC-Message-Signature:", "AMS"},
                  {"ARC-Seal:", "AS"}};
    eml_out out;
    const char *wrong = NULL;
    int rc;

    eml_arena_reset(&a->arena);
    out = (eml_out){.arena = &a->arena};
    rc = seal(a, scenario, test, key, &out);
    for (size_t i = 0; rc == EML_OK && i < 3 && !wrong; i++)
        if (!same_but_space(field_of(eml_out_view(&out), fields[i].field),
                            suite_str(text_at(test, fields[i].key))))
            wrong = fields[i].key;
    suite_case(r, id, rc == EML_OK && !wrong, "%s (%d): %s instead of %s",
               wrong ? wrong : "cannot", rc, suite_show(eml_out_view(&out)),
               wrong ? text_at(test, wrong) : "");
}

void
suite_arc_seal(suite_run *r)
{
    json_t *all = suite_yaml(r, FOLDER "arc-draft-sign-tests.yml"), *scenario,
           *test;
    const char *id;
    suite_auth a;
    size_t i;

    suite_auth_init(&a);
    json_array_foreach(all, i, scenario)
    {
        eml_os_key *key =
            eml_os_key_read(suite_str(text_at(scenario, "privatekey")));

        if (!key)
            suite_broken(r, "privatekey");
        json_object_foreach(json_object_get(scenario, "tests"), id, test)
        {
            if (key)
                judge_seal(r, &a, id, scenario, test, key);
        }
        eml_os_key_free(key);
    }
    suite_auth_fini(&a);
    json_decref(all);
}
