/* SPF: the openspf suite in YAML, and the inputs that a fuzzer of another
 * implementation kept. */
#include "conformance/suite.h"

#include "eml/spf_run.h"

#include <stdio.h>
#include <string.h>

enum { CLOCK = 1700000000 };

static eml_spf machine;

/* ---- zones ---------------------------------------------------------------
 */

static const char *const types[] = {"A", "AAAA", "MX", "TXT", "PTR", "CNAME"};

static json_t *
list_of(json_t *name, const char *type)
{
    json_t *list = json_object_get(name, type);

    if (!list) {
        list = json_array();
        json_object_set_new(name, type, list);
    }
    return list;
}

static json_t *
record_of(const char *type, json_t *v)
{
    if (strcmp(type, "MX") != 0)
        return json_incref(v);
    return json_pack(
        "[IO]",
        (json_int_t)suite_number(json_pack("{sO}", "id", json_array_get(v, 0))),
        json_array_get(v, 1));
}

/* What stands after "TIMEOUT" is answered, what does not is not. */
static void
time_out(json_t *name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i], "CNAME") != 0 && !json_object_get(name, types[i]))
            json_object_set_new(name, types[i], json_string("TIMEOUT"));
}

/* [{"A": ...}, "TIMEOUT", ...]. Records of the old type SPF stand for TXT
 * records where there are none ("TXT: NONE": there is none even so). */
static json_t *
name_of(const json_t *entries)
{
    json_t *name = json_object(), *spf = json_array(), *e, *v;
    bool txt = false, timeout = false;
    const char *type;
    size_t i;

    json_array_foreach(entries, i, e)
    {
        if (json_is_string(e)) {
            timeout = true;
            continue;
        }
        json_object_foreach(e, type, v)
        {
            bool is_txt = strcmp(type, "TXT") == 0;
            const char *s = json_string_value(v);

            txt |= is_txt;
            if (strcmp(type, "SPF") == 0)
                json_array_append(spf, v);
            else if (s && strcmp(s, "TIMEOUT") == 0)
                json_object_set(name, type, v);
            else if (!(is_txt && s && strcmp(s, "NONE") == 0))
                json_array_append_new(list_of(name, type), record_of(type, v));
        }
    }
    if (!txt && json_array_size(spf))
        json_object_set(name, "TXT", spf);
    json_decref(spf);
    if (timeout)
        time_out(name);
    if (json_object_get(name, "CNAME")) { /* alone, RFC 1034 3.6.2 */
        json_t *alone =
            json_pack("{sO}", "CNAME", json_object_get(name, "CNAME"));

        json_decref(name);
        return alone;
    }
    return name;
}

static eml_resolver *
zone_of(suite_run *r, const json_t *zonedata)
{
    json_t *zone = json_object(), *v;
    eml_resolver *res = NULL;
    eml_resolver_error why = {""};
    const char *name;
    char *text;

    json_object_foreach((json_t *)(uintptr_t)zonedata, name, v)
    {
        size_t n = strlen(name);
        char fold[256];

        if (n >= sizeof fold)
            continue;
        for (size_t i = 0; i <= n; i++)
            fold[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32
                                                              : name[i]);
        json_object_set_new(zone, fold, name_of(v));
    }
    text = json_dumps(zone, 0);
    json_decref(zone);
    if (!text ||
        eml_resolver_zone(&res, &eml_os_alloc, suite_str(text), &why) < 0)
        suite_broken(r, why.text);
    free(text);
    return res;
}

/* ---- checks --------------------------------------------------------------
 */

static int
check(eml_resolver *res, const eml_spf_conf *conf, eml_arena *arena)
{
    int rc = eml_spf_init(&machine, conf, arena, NULL);

    return rc == EML_OK ? eml_spf_run(&machine, res) : rc;
}

static eml_span
member(const json_t *test, const char *key)
{
    const char *s = json_string_value(json_object_get(test, key));

    return suite_str(s ? s : "");
}

static bool
is_one_of(const json_t *want, const char *got)
{
    size_t i;
    json_t *v;

    if (json_is_string(want))
        return strcmp(json_string_value(want), got) == 0;
    json_array_foreach(want, i, v)
    {
        if (strcmp(json_string_value(v), got) == 0)
            return true;
    }
    return false;
}

/* Case does not count: hexadecimal digits may be in either. */
static bool
explains(const json_t *want)
{
    const char *s = json_string_value(want);

    if (!s)
        return true;
    if (strcmp(s, "DEFAULT") == 0)
        s = "";
    return eml_span_eq_fold(suite_str(s), machine.verdict.explanation);
}

static void
run_test(suite_run *r, eml_resolver *res, const char *id, const json_t *test)
{
    eml_spf_conf conf = {.helo = member(test, "helo"),
                         .mail_from = member(test, "mailfrom"),
                         .receiver = member(test, "receiver"),
                         .now = CLOCK};
    const json_t *want = json_object_get(test, "result");
    suite_cx c;
    const char *got = "an error of ours";

    suite_cx_init(&c, EML_NONE, 0);
    if (!eml_ip_parse(member(test, "host"), &conf.ip))
        suite_broken(r, id);
    if (check(res, &conf, &c.arena) == EML_OK)
        got = eml_spf_result_name(machine.verdict.result);
    suite_case(
        r, id,
        is_one_of(want, got) && explains(json_object_get(test, "explanation")),
        "we say %s, \"%s\"", got, suite_show(machine.verdict.explanation));
    suite_cx_fini(&c);
}

static void
run_file(suite_run *r, const char *file)
{
    char path[256];
    json_t *docs, *doc, *test;
    size_t i;
    const char *name;

    snprintf(path, sizeof path, "spf-rfc7208/%s.yml", file);
    docs = suite_yaml(r, path);
    json_array_foreach(docs, i, doc)
    {
        eml_resolver *res = zone_of(r, json_object_get(doc, "zonedata"));

        json_object_foreach(json_object_get(doc, "tests"), name, test)
        {
            snprintf(path, sizeof path, "%s/%zu/%s", file, i + 1, name);
            if (res)
                run_test(r, res, path, test);
        }
        eml_resolver_free(res);
    }
    json_decref(docs);
}

void
suite_spf(suite_run *r)
{
    run_file(r, "rfc7208-tests");
    run_file(r, "test");
}

void
suite_spf_old(suite_run *r)
{
    run_file(r, "rfc4408-tests");
}
