/* A resolver over a table of names. */
#define _POSIX_C_SOURCE 200809L
#include "os/posix/resolver_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct res_type eml__resolver_types[RES_TYPES] = {
    {"A", EML_DNS_A},     {"AAAA", EML_DNS_AAAA}, {"MX", EML_DNS_MX},
    {"TXT", EML_DNS_TXT}, {"PTR", EML_DNS_PTR},   {"CNAME", RES_CNAME},
};

enum { CNAME_AT = RES_TYPES - 1, FIRST_BUCKETS = 64 };

int
eml__res_error(eml_resolver_error *e, unsigned long line, unsigned long column,
               const char *format, ...)
{
    va_list ap;
    int n = 0;

    if (!e)
        return EML_E_MISUSE;
    if (line)
        n = snprintf(e->text, sizeof e->text, "%lu:%lu: ", line, column);
    va_start(ap, format);
    vsnprintf(e->text + n, sizeof e->text - (size_t)n, format, ap);
    va_end(ap);
    for (char *p = e->text; *p; p++) /* one line, whatever was quoted */
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = '?';
    return EML_E_MISUSE;
}

size_t
eml__res_type_by_name(eml_span name)
{
    size_t i = 0;

    while (i < RES_TYPES &&
           !eml_span_eq_fold(
               name, (eml_span){(const uint8_t *)eml__resolver_types[i].name,
                                strlen(eml__resolver_types[i].name)}))
        i++;
    return i;
}

size_t
eml__res_type_by_number(uint16_t type)
{
    size_t i = 0;

    while (i < RES_TYPES && eml__resolver_types[i].type != type)
        i++;
    return i;
}

bool
eml__res_name_ok(eml_span name)
{
    size_t label = 0;

    if (name.n > RES_NAME_MAX)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] != '.') {
            label++;
            continue;
        }
        if (label == 0 || label > RES_LABEL_MAX)
            return false;
        label = 0;
    }
    return label <= RES_LABEL_MAX && (name.n == 0 || label > 0);
}

bool
eml__res_name_fold(eml_span name, uint8_t to[RES_NAME_MAX], eml_span *out)
{
    if (name.n && name.p[name.n - 1] == '.')
        name.n--;
    if (!eml__res_name_ok(name))
        return false;
    for (size_t i = 0; i < name.n; i++) {
        uint8_t c = name.p[i];

        to[i] = c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
    }
    *out = (eml_span){to, name.n};
    return true;
}

/* ---- the table ----------------------------------------------------------- */

static size_t
hash(eml_span name) /* FNV-1a */
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < name.n; i++)
        h = (h ^ name.p[i]) * 0x100000001b3u;
    return (size_t)(h ^ h >> 32);
}

static bool
grow(eml_resolver *r)
{
    size_t num = r->num_buckets ? r->num_buckets * 2 : FIRST_BUCKETS;
    res_node **more = eml_arena_get(&r->table, num * sizeof *more);

    if (!more)
        return false;
    for (size_t i = 0; i < r->num_buckets; i++)
        for (res_node *n = r->buckets[i], *next; n; n = next) {
            res_node **to = &more[hash(n->name) & (num - 1)];

            next = n->next;
            n->next = *to;
            *to = n;
        }
    r->buckets = more;
    r->num_buckets = num;
    return true;
}

static res_node *
find(const eml_resolver *r, eml_span name)
{
    if (!r->num_buckets)
        return NULL;
    for (res_node *n = r->buckets[hash(name) & (r->num_buckets - 1)]; n;
         n = n->next)
        if (eml_span_eq(n->name, name))
            return n;
    return NULL;
}

static eml_span
copy(eml_arena *a, eml_span s)
{
    uint8_t *p = eml_arena_raw(a, s.n + 1);

    if (!p)
        return (eml_span){NULL, 0};
    if (s.n)
        memcpy(p, s.p, s.n);
    return (eml_span){p, s.n};
}

/* A node without records; `name` stays where it is. */
static res_node *
put(eml_resolver *r, eml_span name)
{
    res_node *n, **to;

    if (r->num_nodes >= r->num_buckets && !grow(r))
        return NULL;
    n = eml_arena_get(&r->table, sizeof *n);
    if (!n)
        return NULL;
    n->name = name;
    n->sets = r->no_sets;
    to = &r->buckets[hash(name) & (r->num_buckets - 1)];
    n->next = *to;
    *to = n;
    r->num_nodes++;
    return n;
}

/* A name of a hundred labels has a hundred nodes, of which one has records. */
static bool
make_sets(eml_resolver *r, res_node *n)
{
    if (n->sets != r->no_sets)
        return true;
    n->sets = eml_arena_get(&r->table, RES_TYPES * sizeof *n->sets);
    for (size_t i = 0; n->sets && i < RES_TYPES; i++)
        n->sets[i].end = &n->sets[i].first;
    return n->sets != NULL;
}

/* The name without its first label; the root's is itself. */
static eml_span
above(eml_span name)
{
    const uint8_t *dot = name.n ? memchr(name.p, '.', name.n) : NULL;

    if (!dot)
        return EML_NONE;
    return (eml_span){dot + 1, name.n - (size_t)(dot + 1 - name.p)};
}

res_node *
eml__res_node(eml_resolver *r, eml_span name)
{
    res_node *n = find(r, name);

    if (!n) {
        name = copy(&r->table, name);
        if (!name.p)
            return NULL;
        n = put(r, name);
    }
    while (n && name.n) {
        name = above(name);
        if (find(r, name))
            break; /* then all above it are there, too */
        if (!put(r, name))
            return NULL;
    }
    return n && make_sets(r, n) ? n : NULL;
}

int
eml__res_add(eml_resolver *r, res_node *node, size_t type, uint16_t preference,
             eml_span data)
{
    res_set *set = &node->sets[type];
    res_record *rec = eml_arena_get(&r->table, sizeof *rec);

    if (!rec)
        return EML_E_NOMEM;
    rec->is.preference = preference;
    rec->is.data = copy(&r->table, data);
    if (!rec->is.data.p)
        return EML_E_NOMEM;
    *set->end = rec;
    set->end = &rec->next;
    set->num++;
    return EML_OK;
}

/* ---- answers ------------------------------------------------------------- */

/* RFC 4592 section 3.3.1: the node, or the wildcard of the closest encloser. */
static const res_node *
node_for(const eml_resolver *r, eml_span name)
{
    const res_node *n = find(r, name);
    uint8_t star[RES_NAME_MAX + 2] = "*";

    if (n || !r->wildcards)
        return n;
    do
        name = above(name);
    while (name.n && !find(r, name));
    if (name.n) {
        star[1] = '.';
        memcpy(star + 2, name.p, name.n);
        return find(r, (eml_span){star, name.n + 2});
    }
    return find(r, (eml_span){star, 1});
}

static int
give(eml_resolver *r, const res_set *set, eml_dns_answer *out)
{
    eml_dns_record *list;
    size_t i = 0;

    if (!set->num)
        return EML_OK;
    list = eml_arena_get(&r->answers, set->num * sizeof *list);
    if (!list)
        return EML_E_NOMEM;
    for (const res_record *rec = set->first; rec; rec = rec->next)
        list[i++] = rec->is;
    out->outcome = EML_DNS_DATA;
    out->records = list;
    out->num_records = i;
    return EML_OK;
}

static int
answer(eml_resolver *r, const eml_dns_query *q, eml_dns_answer *out)
{
    uint8_t room[RES_NAME_MAX];
    size_t type = eml__res_type_by_number(q->type);
    eml_span name;

    *out = (eml_dns_answer){.outcome = EML_DNS_NXDOMAIN};
    if (!eml__res_name_fold(q->name, room, &name))
        return EML_OK;
    for (unsigned i = 0; i <= RES_CNAME_MAX; i++) {
        const res_node *n = node_for(r, name);
        const res_record *alias;

        if (!n)
            return EML_OK;
        if (n->fails || (type < RES_TYPES && n->sets[type].fails)) {
            out->outcome = EML_DNS_TEMPFAIL;
            return EML_OK;
        }
        alias = n->sets[CNAME_AT].first;
        if (!alias) {
            out->outcome = EML_DNS_NODATA;
            return type < RES_TYPES ? give(r, &n->sets[type], out) : EML_OK;
        }
        name = alias->is.data;
    }
    out->outcome = EML_DNS_TEMPFAIL;
    return EML_OK;
}

int
eml_resolver_ask(eml_resolver *r, const eml_dns_query *queries, size_t num,
                 eml_dns_answer *answers)
{
    int rc = EML_OK;

    eml_arena_reset(&r->answers);
    if (r->live)
        return eml__res_live_ask(r, queries, num, answers);
    for (size_t i = 0; i < num && rc == EML_OK; i++)
        rc = answer(r, &queries[i], &answers[i]);
    return rc;
}

/* ---- its life ------------------------------------------------------------ */

eml_resolver *
eml__res_new(const eml_alloc *from)
{
    eml_resolver *r = from->alloc(from->user, sizeof *r);

    if (!r)
        return NULL;
    memset(r, 0, sizeof *r);
    r->from = from;
    eml_arena_init(&r->table, from, 0);
    eml_arena_init(&r->answers, from, 0);
    return r;
}

void
eml_resolver_free(eml_resolver *r)
{
    if (!r)
        return;
    if (r->live)
        eml__res_live_free(r->live, r->from);
    eml_arena_fini(&r->table);
    eml_arena_fini(&r->answers);
    r->from->free(r->from->user, r, sizeof *r);
}

static bool
is_json(eml_span text)
{
    size_t i = 0;

    while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\t' ||
                          text.p[i] == '\r' || text.p[i] == '\n'))
        i++;
    return i < text.n && text.p[i] == '{';
}

int
eml_resolver_zone(eml_resolver **out, const eml_alloc *from, eml_span text,
                  eml_resolver_error *error)
{
    eml_resolver *r = eml__res_new(from);
    int rc;

    *out = NULL;
    if (!r)
        return EML_E_NOMEM;
    r->wildcards = !is_json(text);
    rc = r->wildcards ? eml__res_read_master(r, text, error)
                      : eml__res_read_json(r, text, error);
    if (rc < 0) {
        eml_resolver_free(r);
        return rc;
    }
    *out = r;
    return EML_OK;
}
