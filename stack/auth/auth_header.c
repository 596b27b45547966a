/* A header section from a stream: collected, cut into fields (RFC 5322 section
 * 2.2), indexed by name. */
#include "stack/auth/auth_header.h"

#include <string.h>

enum { FIRST_ROOM = 4096, HEADER_FIELDS = 4 /* of the largest size */ };

static bool
append(eml__header *h, eml_cx *cx, const uint8_t *p, size_t n)
{
    if (n > h->cap - h->n) {
        size_t cap = h->cap ? 2 * h->cap : FIRST_ROOM;
        uint8_t *more;

        while (cap < h->n + n)
            cap *= 2;
        more = eml_arena_raw(cx->arena, cap);
        if (!more)
            return false;
        if (h->n)
            memcpy(more, h->p, h->n);
        h->p = more;
        h->cap = cap;
    }
    memcpy(h->p + h->n, p, n);
    h->n += n;
    return true;
}

/* The length of the line end at the end of what was collected; 0: none. */
static size_t
line_end(const eml__header *h)
{
    if (h->newline == EML_NL_LF)
        return 1;
    return h->n - h->line > 1 && h->p[h->n - 2] == '\r' ? 2 : 0;
}

/* Collects lines up to the empty one. EML_OK: it was there. */
static int
collect(eml__header *h, eml_cx *cx, eml_span *in)
{
    size_t limit = (size_t)EML_LIMIT(cx, field_bytes) * HEADER_FIELDS;

    while (in->n) {
        const uint8_t *lf = memchr(in->p, '\n', in->n);
        size_t n = lf ? (size_t)(lf - in->p) + 1 : in->n, end;

        if (n > limit - h->n)
            return EML_E_LIMIT;
        if (!append(h, cx, in->p, n))
            return EML_E_NOMEM;
        in->p += n;
        in->n -= n;
        end = lf ? line_end(h) : 0;
        if (!end)
            continue;
        if (h->n - h->line == end) {
            h->n = h->line;
            return EML_OK;
        }
        h->line = h->n;
    }
    return EML_WANT_INPUT;
}

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 32) : c;
}

static uint32_t
hash(eml_span name)
{
    uint32_t v = 2166136261u;

    for (size_t i = 0; i < name.n; i++)
        v = (v ^ lower(name.p[i])) * 16777619u;
    return v ^ v >> 15;
}

/* The slot of a name: that of its group, or an empty one. */
static uint32_t *
slot_of(const eml__header *h, eml_span name)
{
    uint32_t i = hash(name) & h->table_mask;

    while (h->table[i] &&
           !eml_span_eq_fold(h->groups[h->table[i] - 1].name, name))
        i = (i + 1) & h->table_mask;
    return &h->table[i];
}

static void
link_field(eml__header *h, uint32_t i)
{
    eml__hfield *f = &h->fields[i];
    uint32_t *slot = slot_of(h, f->name);

    if (!*slot) {
        h->groups[h->num_groups] =
            (eml__hgroup){.name = f->name, .last = EML__NO_FIELD};
        *slot = ++h->num_groups;
    }
    f->group = *slot - 1;
    f->above = h->groups[f->group].last;
    h->groups[f->group].last = i;
}

/* Where the field at p ends: behind the line end that no white space follows.
 */
static const uint8_t *
field_end(const eml__header *h, const uint8_t *p, const uint8_t *end)
{
    for (;;) {
        const uint8_t *lf = memchr(p, '\n', (size_t)(end - p));

        if (!lf)
            return end;
        if (lf + 1 == end ||
            ((h->newline == EML_NL_LF || (lf != p && lf[-1] == '\r')) &&
             lf[1] != ' ' && lf[1] != '\t'))
            return lf + 1;
        p = lf + 1;
    }
}

/* name ":" body; white space before the colon is none of the name (4.5.x of
 * RFC 5322). */
static void
split(const eml__header *h, eml__hfield *f, const uint8_t *p,
      const uint8_t *end)
{
    const uint8_t *colon, *to;

    if (end != p && end[-1] == '\n') {
        if (h->newline == EML_NL_LF)
            end--;
        else if (end - p > 1 && end[-2] == '\r')
            end -= 2;
    }
    f->raw = (eml_span){p, (size_t)(end - p)};
    f->name = f->body = EML_NONE;
    colon = f->raw.n ? memchr(p, ':', f->raw.n) : NULL;
    if (!colon)
        return;
    for (to = colon; to != p && (to[-1] == ' ' || to[-1] == '\t'); to--)
        ;
    f->name = (eml_span){p, (size_t)(to - p)};
    f->body = (eml_span){colon + 1, (size_t)(end - colon - 1)};
}

static int
index_fields(eml__header *h, eml_cx *cx)
{
    const uint8_t *p = h->p, *end = p ? p + h->n : NULL;
    uint32_t num = 0, size = 2;

    for (; p != end; num++) {
        p = field_end(h, p, end);
        if (num == EML_LIMIT(cx, fields))
            return EML_E_LIMIT;
    }
    while (size < 2 * (num + 1))
        size *= 2;
    h->fields = eml_arena_get(cx->arena, num * sizeof *h->fields);
    h->groups = eml_arena_get(cx->arena, num * sizeof *h->groups);
    h->table = eml_arena_get(cx->arena, size * sizeof *h->table);
    if (!h->fields || !h->groups || !h->table)
        return EML_E_NOMEM;
    h->table_mask = size - 1;
    for (p = h->p; h->num_fields != num;) {
        const uint8_t *to = field_end(h, p, end);
        eml__hfield *f = &h->fields[h->num_fields];

        split(h, f, p, to);
        f->off = (uint64_t)(p - h->p);
        link_field(h, h->num_fields++);
        p = to;
    }
    return EML_OK;
}

int
eml__header_feed(eml__header *h, eml_cx *cx, eml_span *in, bool last)
{
    int rc = collect(h, cx, in);

    if (rc == EML_WANT_INPUT && last)
        rc = EML_OK;
    if (rc == EML_OK)
        rc = index_fields(h, cx);
    h->done = rc == EML_OK;
    return rc;
}

uint32_t
eml__header_count(const eml__header *h, eml_span name)
{
    uint32_t slot = *slot_of(h, name), n = 0;

    for (uint32_t i = slot ? h->groups[slot - 1].last : EML__NO_FIELD;
         i != EML__NO_FIELD; i = h->fields[i].above)
        n++;
    return n;
}

bool
eml__picker_init(eml__picker *k, const eml__header *h, eml_arena *a)
{
    k->h = h;
    k->next = eml_arena_get(a, h->num_groups * sizeof *k->next);
    if (k->next)
        eml__picker_reset(k);
    return k->next != NULL;
}

void
eml__picker_reset(eml__picker *k)
{
    for (uint32_t i = 0; i < k->h->num_groups; i++)
        k->next[i] = k->h->groups[i].last;
}

uint32_t
eml__pick(eml__picker *k, eml_span name)
{
    uint32_t slot = *slot_of(k->h, name), i;

    if (!slot)
        return EML__NO_FIELD;
    i = k->next[slot - 1];
    if (i != EML__NO_FIELD)
        k->next[slot - 1] = k->h->fields[i].above;
    return i;
}
