/* chasquid's internal/dkim/testdata: messages, zones in its own form, the state
 * of each signature. */
#include "conformance/suite_auth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_HEADERS = 5 }; /* of a message, that chasquid looks at */

/* "name: record", lines going on behind a backslash, as the JSON of dns.h.
 * TEMPERROR and PERMERROR are answers. */
static json_t *
zone_of(eml_span text)
{
    char *all = calloc(1, text.n + 1), *line, *rest;
    json_t *zone = json_object();
    size_t n = 0;

    for (size_t i = 0; all && i < text.n; i++)
        if (text.p[i] == '\\' && i + 1 < text.n && text.p[i + 1] == '\n')
            i++;
        else
            all[n++] = (char)text.p[i];
    for (line = all; line && *line; line = rest) {
        char *end = strchr(line, '\n'), *colon;

        rest = end ? end + 1 : line + strlen(line);
        if (end)
            *end = '\0';
        colon = strchr(line, ':');
        if (!colon || *line == '#')
            continue;
        *colon++ = '\0';
        colon += strspn(colon, " ");
        if (strcmp(colon, "TEMPERROR") == 0) {
            json_object_set_new(zone, line, json_string("TIMEOUT"));
        } else if (strcmp(colon, "PERMERROR") != 0) {
            json_t *name = json_object_get(zone, line);

            if (!name) {
                name = json_pack("{s:[]}", "TXT");
                json_object_set_new(zone, line, name);
            }
            json_array_append_new(json_object_get(name, "TXT"),
                                  json_string(colon));
        }
    }
    free(all);
    return zone;
}

static const char *
path_of(suite_run *r, const char *stem, const char *ext)
{
    char path[256];

    snprintf(path, sizeof path, "dkim-chasquid/%s.%s", stem, ext);
    return suite_path(r, path);
}

/* The states that it expects, as eml_dkim_state_name says them. */
static bool
same_states(const json_t *want, const eml_dkim *m, size_t *at)
{
    const json_t *list = json_object_get(want, "Results");

    for (*at = 0; *at < json_array_size(list); (*at)++) {
        const eml_dkim_result *d = eml_dkim_result_at(m, *at);
        const char *state = json_string_value(
            json_object_get(json_array_get(list, *at), "State"));

        if (!d || !state || strcmp(eml_dkim_state_name(d->state), state) != 0)
            return false;
    }
    return *at == MAX_HEADERS || !eml_dkim_result_at(m, *at);
}

static void
judge(suite_run *r, suite_auth *a, const char *stem, eml_span message)
{
    eml_os_file dns, result;
    json_t *zone = json_object(), *want;
    const eml_dkim *m;
    char *text;
    size_t at = 0;

    if (eml_os_file_open(&result, path_of(r, stem, "result")) != 0) {
        suite_skip(r, stem, "no result is expected: not a message");
        json_decref(zone);
        return;
    }
    want = json_loadb((const char *)result.bytes.p, result.bytes.n, 0, NULL);
    eml_os_file_close(&result);
    if (eml_os_file_open(&dns, path_of(r, stem, "dns")) == 0) {
        json_decref(zone);
        zone = zone_of(dns.bytes);
        eml_os_file_close(&dns);
    }
    text = json_dumps(zone, 0);
    m = suite_auth_verify(a, message, suite_str(text), MAX_HEADERS);
    if (!want || !m)
        suite_broken(r, stem);
    else
        suite_case(r, stem, same_states(want, m, &at), "signature %zu of %s",
                   at, suite_auth_told(m));
    free(text);
    json_decref(zone);
    json_decref(want);
}

static suite_run *run;
static suite_auth *auth;

static void
each(void *user, const char *path, eml_span bytes)
{
    const char *name = strrchr(path, '/') + 1, *dot = strrchr(name, '.');
    char stem[128];

    (void)user;
    if (!dot || strcmp(dot, ".msg") != 0)
        return;
    snprintf(stem, sizeof stem, "%.*s", (int)(dot - name), name);
    judge(run, auth, stem, bytes);
}

void
suite_chasquid(suite_run *r)
{
    suite_auth a;

    suite_auth_init(&a);
    run = r;
    auth = &a;
    suite_files(r, "dkim-chasquid", each, NULL);
    suite_auth_fini(&a);
}
