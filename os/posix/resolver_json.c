/* A zone as JSON. */
#define _POSIX_C_SOURCE 200809L
#include "os/posix/resolver_int.h"

#include <arpa/inet.h>
#include <string.h>

#include <jansson.h>

typedef struct reader {
    eml_resolver *r;
    eml_resolver_error *error;
    eml_arena text; /* joined strings */
    const char *name;
    res_node *node;
    size_t type;
} reader;

static eml_span
span_of(const json_t *s)
{
    size_t n = json_string_length(s);

    return n ? (eml_span){(const uint8_t *)json_string_value(s), n} : EML_NONE;
}

/* jansson keeps no places, so the place of an error is the name and type. */
static int
wrong(reader *d, const char *what)
{
    return eml__res_error(d->error, 0, 0, "%.100s: %s: %s", d->name,
                          eml__resolver_types[d->type].name, what);
}

static int
add_address(reader *d, const json_t *v)
{
    bool four = eml__resolver_types[d->type].type == EML_DNS_A;
    uint8_t bytes[16];

    if (!json_is_string(v) ||
        inet_pton(four ? AF_INET : AF_INET6, json_string_value(v), bytes) != 1)
        return wrong(d, four ? "no IPv4 address" : "no IPv6 address");
    return eml__res_add(d->r, d->node, d->type, 0,
                        (eml_span){bytes, four ? 4 : 16});
}

static int
add_name(reader *d, const json_t *v, uint16_t preference)
{
    uint8_t room[RES_NAME_MAX];
    eml_span name;

    if (!json_is_string(v) || !eml__res_name_fold(span_of(v), room, &name))
        return wrong(d, "no name");
    name = span_of(v); /* in its own case */
    if (name.n && name.p[name.n - 1] == '.')
        name.n--;
    if (eml__resolver_types[d->type].type == RES_CNAME)
        (void)eml__res_name_fold(name, room, &name);
    return eml__res_add(d->r, d->node, d->type, preference, name);
}

static int
add_mx(reader *d, const json_t *v)
{
    const json_t *preference = json_array_get(v, 0);
    json_int_t n = json_integer_value(preference);

    if (json_array_size(v) != 2 || !json_is_integer(preference) || n < 0 ||
        n > UINT16_MAX)
        return wrong(d, "no [preference, name]");
    return add_name(d, json_array_get(v, 1), (uint16_t)n);
}

/* Octets of a string, each 255 of which have another that says how many. */
static size_t
wire_len(eml_span s)
{
    return s.n + (s.n ? (s.n - 1) / RES_STRING_MAX + 1 : 1);
}

static int
add_txt(reader *d, const json_t *v)
{
    static const char long_record[] =
        "record of more than 65535 octets (RFC 1035 section 3.2.1)";
    eml_out out = {.arena = &d->text};
    size_t len = 0;

    if (json_is_string(v))
        return wire_len(span_of(v)) > RES_DATA_MAX
                   ? wrong(d, long_record)
                   : eml__res_add(d->r, d->node, d->type, 0, span_of(v));
    if (!json_is_array(v))
        return wrong(d, "no string nor list of strings");
    for (size_t i = 0; i < json_array_size(v); i++) {
        eml_span s = span_of(json_array_get(v, i));

        if (!json_is_string(json_array_get(v, i)))
            return wrong(d, "no string");
        len += wire_len(s);
        if (len > RES_DATA_MAX)
            return wrong(d, long_record);
        eml_out_span(&out, s);
    }
    if (out.full)
        return EML_E_NOMEM;
    return eml__res_add(d->r, d->node, d->type, 0, eml_out_view(&out));
}

static int
add_one(reader *d, const json_t *v)
{
    switch (eml__resolver_types[d->type].type) {
    case EML_DNS_A:
    case EML_DNS_AAAA:
        return add_address(d, v);
    case EML_DNS_MX:
        return add_mx(d, v);
    case EML_DNS_TXT:
        return add_txt(d, v);
    default:
        return add_name(d, v, 0);
    }
}

static bool
is_failure(const json_t *v)
{
    return json_is_string(v) && (strcmp(json_string_value(v), "TIMEOUT") == 0 ||
                                 strcmp(json_string_value(v), "SERVFAIL") == 0);
}

static int
read_type(reader *d, const json_t *v)
{
    int rc = EML_OK;

    if (is_failure(v)) {
        d->node->sets[d->type].fails = true;
        return EML_OK;
    }
    if (eml__resolver_types[d->type].type == RES_CNAME && json_is_string(v))
        return add_one(d, v);
    if (!json_is_array(v))
        return wrong(d, "no list");
    if (eml__resolver_types[d->type].type == RES_CNAME &&
        json_array_size(v) > 1)
        return wrong(d, "more than one");
    for (size_t i = 0; i < json_array_size(v) && rc == EML_OK; i++)
        rc = add_one(d, json_array_get(v, i));
    return rc;
}

static int
read_name(reader *d, const json_t *v)
{
    void *it;
    int rc = EML_OK;

    if (is_failure(v)) {
        d->node->fails = true;
        return EML_OK;
    }
    if (!json_is_object(v))
        return eml__res_error(d->error, 0, 0,
                              "%.100s: no object of types, nor \"TIMEOUT\" nor "
                              "\"SERVFAIL\"",
                              d->name);
    for (it = json_object_iter((json_t *)(uintptr_t)v); it && rc == EML_OK;
         it = json_object_iter_next((json_t *)(uintptr_t)v, it)) {
        const char *key = json_object_iter_key(it);

        d->type = eml__res_type_by_name(
            (eml_span){(const uint8_t *)key, strlen(key)});
        if (d->type == RES_TYPES)
            return eml__res_error(d->error, 0, 0,
                                  "%.100s: no type of record known here: "
                                  "%.100s",
                                  d->name, key);
        rc = read_type(d, json_object_iter_value(it));
    }
    if (rc == EML_OK && d->node->sets[RES_TYPES - 1].num)
        for (size_t i = 0; i + 1 < RES_TYPES; i++)
            if (d->node->sets[i].num || d->node->sets[i].fails)
                return eml__res_error(d->error, 0, 0,
                                      "%.100s: CNAME beside other records "
                                      "(RFC 1034 section 3.6.2)",
                                      d->name);
    return rc;
}

static int
read_all(reader *d, json_t *zone)
{
    int rc = EML_OK;

    for (void *it = json_object_iter(zone); it && rc == EML_OK;
         it = json_object_iter_next(zone, it)) {
        uint8_t room[RES_NAME_MAX];
        eml_span name;

        d->name = json_object_iter_key(it);
        if (!eml__res_name_fold(
                (eml_span){(const uint8_t *)d->name, strlen(d->name)}, room,
                &name))
            return eml__res_error(d->error, 0, 0, "%.100s: no name", d->name);
        d->node = eml__res_node(d->r, name);
        if (!d->node)
            return EML_E_NOMEM;
        if (d->node->given)
            return eml__res_error(d->error, 0, 0, "%.100s: name occurs again",
                                  d->name);
        d->node->given = true;
        rc = read_name(d, json_object_iter_value(it));
    }
    return rc;
}

int
eml__res_read_json(eml_resolver *r, eml_span text, eml_resolver_error *e)
{
    reader d = {.r = r, .error = e};
    json_error_t err;
    json_t *zone = json_loadb((const char *)text.p, text.n,
                              JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &err);
    int rc;

    if (!zone)
        return json_error_code(&err) == json_error_out_of_memory
                   ? EML_E_NOMEM
                   : eml__res_error(e, (unsigned long)err.line,
                                    (unsigned long)err.column, "%s", err.text);
    eml_arena_init(&d.text, r->from, 0);
    rc = read_all(&d, zone);
    eml_arena_fini(&d.text);
    json_decref(zone);
    return rc;
}
