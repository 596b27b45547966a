/* Public suffix lists: RFC 7489 section 3.2; the format and the algorithm are
 * those of publicsuffix.org/list. */
#include "eml/psl.h"

#include <string.h>

#include "core/cclass.h"
#include "eml/idn.h"

enum { RULE = 1, WILDCARD = 2, EXCEPTION = 4 };

typedef struct entry {
    eml_span name; /* in lower case; n 0: the slot is free */
    uint32_t hash;
    uint8_t kinds; /* of the rules for that name, "*." and "!" left out */
} entry;

struct eml_psl {
    entry *slots;
    size_t mask; /* slots - 1 */
};

/* FNV-1a, letters in lower case */
static uint32_t
hash_of(eml_span s)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ eml__lower(s.p[i])) * 16777619u;
    return h;
}

/* The slot of a name, or the free one where it would be. */
static entry *
slot_of(const eml_psl *l, eml_span name, uint32_t hash)
{
    size_t at = hash & l->mask;

    while (l->slots[at].name.n && (l->slots[at].hash != hash ||
                                   !eml_span_eq_fold(l->slots[at].name, name)))
        at = (at + 1) & l->mask;
    return &l->slots[at];
}

static unsigned
kinds_of(const eml_psl *l, eml_span name)
{
    return name.n ? slot_of(l, name, hash_of(name))->kinds : 0;
}

/* ---- reading ---------------------------------------------------------------
 */

/* The next line's rule; false at the end. */
static bool
next_rule(eml_span *rest, eml_span *rule, uint8_t *kind)
{
    while (rest->n) {
        const uint8_t *p = rest->p, *end = p + rest->n;
        const uint8_t *lf = memchr(p, '\n', rest->n);
        const uint8_t *to = p;

        while (to != end && *to > ' ')
            to++;
        lf = lf ? lf + 1 : end;
        *rest = (eml_span){lf, (size_t)(end - lf)};
        *kind = RULE;
        if (to - p > 2 && p[0] == '*' && p[1] == '.') {
            *kind = WILDCARD;
            p += 2;
        } else if (to - p > 1 && *p == '!') {
            *kind = EXCEPTION;
            p++;
        }
        *rule = (eml_span){p, (size_t)(to - p)};
        if (to != p && !(to - p >= 2 && p[0] == '/' && p[1] == '/'))
            return true;
    }
    return false;
}

static size_t
num_rules(eml_span text)
{
    eml_span rule;
    uint8_t kind;
    size_t n = 0;

    while (next_rule(&text, &rule, &kind))
        n++;
    return n;
}

static int
add(eml_cx *cx, eml_psl *l, eml_span rule, uint8_t kind)
{
    uint8_t room[EML_IDN_MAX], *p;
    eml_span name;
    uint32_t hash;
    entry *e;

    if (!eml_idn_to_ascii(rule, room, &name))
        return EML_OK;
    hash = hash_of(name);
    e = slot_of(l, name, hash);
    if (!e->name.n) {
        p = eml_arena_raw(cx->arena, name.n);
        if (!p)
            return EML_E_NOMEM;
        memcpy(p, name.p, name.n);
        e->name = (eml_span){p, name.n};
        e->hash = hash;
    }
    e->kinds |= kind;
    return EML_OK;
}

int
eml_psl_parse(eml_cx *cx, eml_span text, eml_psl **out)
{
    size_t num = num_rules(text), slots = 8;
    eml_psl *l = eml_arena_get(cx->arena, sizeof *l);
    eml_span rule;
    uint8_t kind;

    while (slots < 2 * num)
        slots *= 2;
    if (!l || slots > SIZE_MAX / sizeof *l->slots)
        return EML_E_NOMEM;
    l->slots = eml_arena_get(cx->arena, slots * sizeof *l->slots);
    if (!l->slots)
        return EML_E_NOMEM;
    l->mask = slots - 1;
    while (next_rule(&text, &rule, &kind)) {
        int rc = add(cx, l, rule, kind);

        if (rc < 0)
            return rc;
    }
    *out = l;
    return EML_OK;
}

/* ---- asking ----------------------------------------------------------------
 */

/* What is behind the first dot; n 0 when there is none. */
static eml_span
parent_of(eml_span s)
{
    const uint8_t *dot = s.n ? memchr(s.p, '.', s.n) : NULL;

    if (!dot)
        return (eml_span){s.p + s.n, 0};
    return (eml_span){dot + 1, (size_t)(s.p + s.n - dot - 1)};
}

/* Where the public suffix begins: that of an exception is one label less than
 * its rule, else it is the longest that a rule matches, else the last label. */
static eml_span
suffix_of(const eml_psl *l, eml_span domain)
{
    eml_span s = domain, longest = EML_NONE;

    for (; s.n; s = parent_of(s)) {
        eml_span up = parent_of(s);
        unsigned kinds = kinds_of(l, s);

        if (kinds & EXCEPTION)
            return up;
        if (!longest.n && (kinds & RULE || kinds_of(l, up) & WILDCARD))
            longest = s;
        if (!up.n)
            return longest.n ? longest : s;
    }
    return s;
}

eml_span
eml_psl_org(const eml_psl *list, eml_span domain)
{
    eml_span suffix = suffix_of(list, domain), s = domain;

    while (s.n > suffix.n && parent_of(s).n > suffix.n)
        s = parent_of(s);
    return s;
}

bool
eml_psl_is_suffix(const eml_psl *list, eml_span domain)
{
    return suffix_of(list, domain).n == domain.n;
}
