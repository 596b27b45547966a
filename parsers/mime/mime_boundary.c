#include "parsers/mime/mime_machine.h"

#include <string.h>

/* The boundaries that are open stand in a hash table, innermost first in each
 * chain. A line is hashed once, byte by byte, and looked up at each length that
 * some boundary has: the cost is the line's length, at any depth. */

static inline uint64_t
hash_start(void)
{
    return UINT64_C(0xcbf29ce484222325);
}

static inline uint64_t
hash_add(uint64_t h, uint8_t c)
{
    return (h ^ c) * UINT64_C(0x100000001b3);
}

static inline eml__mime_frame **
bucket(const eml_mime *m, uint64_t hash)
{
    return &m->buckets[(hash ^ hash >> 32) & (m->num_buckets - 1)];
}

/* Twice the buckets; the old ones stay in the arena: half as many. */
static bool
grow(eml_mime *m)
{
    size_t n = m->num_buckets ? 2 * m->num_buckets : 16;
    eml__mime_frame **more = eml_arena_get(m->own.home, n * sizeof(*more));

    if (!more)
        return false;
    m->buckets = more;
    m->num_buckets = n;
    for (eml__mime_frame *f = m->root; f; f = f == m->top ? NULL : f->down)
        if (f->info.kind == EML_PART_MULTIPART && f != m->top) {
            eml__mime_frame **b = bucket(m, f->hash);

            f->same = *b;
            *b = f;
        }
    return true;
}

static eml__mime_frame *
look_up(const eml_mime *m, uint64_t hash, eml_span boundary)
{
    eml__mime_frame *f = *bucket(m, hash);

    while (f && (f->hash != hash || !eml_span_eq(f->info.boundary, boundary)))
        f = f->same;
    return f;
}

static uint32_t *
num_of_length(eml_mime *m, size_t n)
{
    return &m->lengths[n < EML__MIME_LENGTHS ? n : EML__MIME_LENGTHS - 1];
}

/* The next one outward with the same boundary. */
static eml__mime_frame *
outward(eml__mime_frame *f)
{
    eml__mime_frame *g = f->same;

    while (g && (g->hash != f->hash ||
                 !eml_span_eq(g->info.boundary, f->info.boundary)))
        g = g->same;
    return g;
}

/* RFC 2046 section 5.1.2: "care must be taken to ensure that each nested
 * "multipart" entity uses a different boundary delimiter." */
int
eml__mime_boundary_add(eml_mime *m, eml_cx *cx, eml__mime_frame *f)
{
    eml__mime_frame **b;
    size_t n = f->info.boundary.n;

    f->hash = hash_start();
    for (size_t i = 0; i < n; i++)
        f->hash = hash_add(f->hash, f->info.boundary.p[i]);
    if (m->num_boundaries >= m->num_buckets && !grow(m))
        return EML_E_NOMEM;
    if (look_up(m, f->hash, f->info.boundary))
        eml_find_at(cx, EML_E_BOUNDARY_REUSED, f->type_at, f->type_len);
    b = bucket(m, f->hash);
    f->same = *b;
    *b = f;
    m->num_boundaries++;
    ++*num_of_length(m, n);
    if (n > m->longest)
        m->longest = n;
    return EML_OK;
}

void
eml__mime_boundary_drop(eml_mime *m, eml__mime_frame *f)
{
    *bucket(m, f->hash) = f->same; /* the innermost: the first */
    m->num_boundaries--;
    --*num_of_length(m, f->info.boundary.n);
}

/* How a line stands to one of its beginnings, a boundary. */
typedef enum relation { PREFIX, DELIMITER, CLOSE } relation;

/*   delimiter := CRLF dash-boundary, then transport-padding CRLF
 *   close-delimiter := delimiter "--", then transport-padding [CRLF epilogue]
 *   transport-padding := *LWSP-char
 *
 * `n` bytes of the line are the boundary, `trim` are left of it without
 * padding. */
static relation
relate(eml_span line, size_t n, size_t trim)
{
    if (n >= trim)
        return DELIMITER;
    if (n + 2 == trim && line.p[n] == '-' && line.p[n + 1] == '-')
        return CLOSE;
    return PREFIX;
}

/* RFC 2046 section 5.1.2: "MIME implementations are therefore required to
 * recognize outer level boundary markers at ANY level of inner nesting." So of
 * two boundaries, "a" and "a--", "--a--" is the outer one's.
 *
 * Section 5.1.1: "The boundary delimiter MUST NOT appear inside any of the
 * encapsulated parts, on a line by itself or as the prefix of any line." The
 * preamble of the multipart itself (it is `top`) is no part of it. */
static void
match_one(eml__mime_line *line, eml__mime_frame *f, relation r,
          const eml__mime_frame *top)
{
    if (f->closed) {
        if (r != PREFIX)
            line->after = true;
        f = outward(f);
        if (!f)
            return;
    }
    if (r == PREFIX && f == top && !f->delimited)
        line->own = true;
    else if (r == PREFIX || line->frame)
        line->prefix = true;
    if (r == PREFIX || (line->frame && line->frame->depth < f->depth))
        return;
    line->frame = f;
    line->close = r == CLOSE;
}

void
eml__mime_boundary_match(eml_mime *m, eml_span line, bool whole)
{
    uint64_t h = hash_start();
    size_t last = line.n < m->longest ? line.n : m->longest, trim = line.n;

    while (trim && (line.p[trim - 1] == ' ' || line.p[trim - 1] == '\t'))
        trim--;
    for (size_t n = 1; n <= last; n++) {
        eml__mime_frame *f;

        h = hash_add(h, line.p[n - 1]);
        if (!*num_of_length(m, n))
            continue;
        f = look_up(m, h, (eml_span){line.p, n});
        if (f)
            match_one(&m->line, f, whole ? relate(line, n, trim) : PREFIX,
                      m->top);
    }
    if (m->line.frame)
        m->line.after = false;
}
