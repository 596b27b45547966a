#ifndef EML_PARSERS_MIME_MACHINE_H
#define EML_PARSERS_MIME_MACHINE_H
/* mime_machine.h -- the inside of eml_mime. Internal. Layer: parsers/mime.
 *
 *   mime.c         states, events, parts that begin and end
 *   mime_window.c  the bytes at hand: a piece of the input, or held bytes
 *   mime_header.c  fields, the empty line, what a part is
 *   mime_body.c    text up to a delimiter, boundaries
 *   mime_own.c     memory that comes back
 */
#include "eml/mime.h"

enum {
    /* A delimiter is a line, so it has at most 998 bytes and CRLF (RFC 5322
     * section 2.1.1); what is longer is text. */
    EML__MIME_LINE = 1000,
    EML__MIME_HOLD = 2 + EML__MIME_LINE + 2,
    EML__MIME_LENGTHS =
        80,               /* boundaries have 70 at most, when they are right */
    EML__MIME_AGAIN = 100 /* result: no event yet, the state has changed */
};

typedef enum eml__mime_state {
    EML__MIME_BEGIN,  /* nothing was said yet */
    EML__MIME_HEADER, /* at the start of a header line */
    EML__MIME_OPEN,   /* after the header: what is the body? */
    EML__MIME_TEXT,   /* in a body, preamble or epilogue */
    EML__MIME_DELIM,  /* at a delimiter line: end what it ends */
    EML__MIME_NEXT,   /* after a delimiter: begin a part */
    EML__MIME_FINISH  /* at the end: end all that is open */
} eml__mime_state;

/* A part that has begun and not ended. Its place in memory stays. */
typedef struct eml__mime_frame {
    struct eml__mime_frame *up;   /* what holds it */
    struct eml__mime_frame *down; /* kept for use again */
    struct eml__mime_frame *same; /* next one outward in the hash chain */
    uint32_t depth;
    bool delimited; /* a delimiter was seen */
    bool closed;    /* the close-delimiter was seen */
    bool has_type, has_cte;
    eml_cte cte;                /* as the header said */
    const eml_content_type *ct; /* NULL: none, or none that can be read */
    uint64_t type_at, cte_at;   /* the bodies of these fields */
    size_t type_len, cte_len;
    uint64_t hash; /* of the boundary */
    eml_part_info info;
    eml_arena_mark mark; /* memory of the part begins here */
} eml__mime_frame;

/* What was found at the front of the window, behind `lead` bytes of line
 * end. */
typedef struct eml__mime_line {
    eml__mime_frame *frame; /* a delimiter of this multipart; NULL: text */
    bool close;
    bool prefix;  /* BOUNDARY_PREFIX is to be said */
    bool own;     /* BOUNDARY_PREAMBLE, when not that */
    bool after;   /* DELIMITER_AFTER_CLOSE */
    bool limit;   /* LIMIT_PARTS */
    bool pending; /* not acted on yet */
    size_t lead;
    size_t text;  /* the line without its line end */
    size_t whole; /* and with it */
} eml__mime_line;

/* Memory from cx->arena that can be given back: blocks by the logarithm of
 * their size, kept for use again. */
typedef struct eml__mime_own {
    eml_arena *home;
    eml_alloc from;
    void *free[64];
    eml_arena arena;
} eml__mime_own;

struct eml_mime {
    eml__mime_own own;
    bool keep;        /* fields stay in cx->arena */
    eml_arena *arena; /* where fields and their values go */

    /* the window, mime_window.c */
    const uint8_t *p;
    size_t n;
    uint64_t off, start;
    eml_span rest; /* of the chunk, behind held bytes */
    size_t copied; /* held bytes that stand in front of rest.p, too */
    uint8_t *hold;
    size_t hold_cap;
    uint8_t *small; /* EML__MIME_HOLD bytes */
    bool held;
    bool fed, last;
    bool whole; /* the input came in one piece */
    bool ends_in_lf;

    eml__mime_state state;
    int sticky;
    eml__mime_frame *root, *top;
    uint32_t num_parts;

    /* header */
    size_t scan;       /* bytes looked at in vain */
    bool line_checked; /* it is no delimiter */
    bool said_stored;
    bool begun;  /* a field's memory begins at field_mark */
    bool forget; /* the field's memory ends with the next call */
    uint32_t num_fields;
    eml_arena_mark field_mark;
    eml_field field;

    /* body */
    bool line_start; /* the window begins a line */
    bool no_more;    /* delimiters are text: too many parts */
    eml__mime_line line;
    uint32_t num_boundaries;
    size_t longest;
    size_t num_buckets; /* a power of two, 0 at first */
    eml__mime_frame **buckets;
    uint32_t lengths[EML__MIME_LENGTHS]; /* boundaries of this length, the last
                                            one: of this or more */
};

/* ---- mime_own.c ---- */
void eml__mime_own_init(eml__mime_own *o, eml_arena *home);

/* ---- mime_window.c ---- */
/* After some was taken off held bytes. */
void eml__mime_consume_held(eml_mime *m);
/* Takes `k` bytes off the front. */
static inline void
eml__mime_consume(eml_mime *m, size_t k)
{
    if (!k)
        return;
    if (!m->whole) /* else it is still there at the end */
        m->ends_in_lf = m->p[k - 1] == '\n';
    m->p += k;
    m->n -= k;
    m->off += k;
    m->scan = 0;
    if (m->held)
        eml__mime_consume_held(m);
}
/* Lengthens the window by at most `want` bytes. False: there is nothing to
 * lengthen it by (or no memory: m->sticky). */
bool eml__mime_more(eml_mime *m, size_t want);
/* The same, to the end of a line and at most `extra` bytes on, `max` in all. */
bool eml__mime_more_line(eml_mime *m, size_t extra, size_t max);
/* Whether the window is all that will ever come. */
static inline bool
eml__mime_at_end(const eml_mime *m)
{
    return m->last && m->rest.n == 0;
}
/* Holds what is in the window for the next feed; returns EML_WANT_INPUT or
 * EML_E_NOMEM. */
int eml__mime_wait(eml_mime *m);

/* ---- mime_header.c ---- */
int eml__mime_header(eml_mime *m, eml_cx *cx, eml_mime_event *ev);
/* In a header, when the input is whole and fields are kept in cx->arena: takes
 * the next field without an event. NULL: eml_mime_next must go on. */
eml_field *eml__mime_plain_field(eml_mime *m, eml_cx *cx);
static inline void
eml__mime_forget_field(eml_mime *m)
{
    if (m->forget)
        eml_arena_release(m->arena, m->field_mark);
    m->forget = false;
}
/* Finds fault with the line end that the n bytes at p end in. */
void eml__mime_line_end(const eml_mime *m, eml_cx *cx, const uint8_t *p,
                        size_t n);

/* ---- mime_type.c ---- */
/* What the part is, from its header; sets top->info. */
int eml__mime_type(eml_mime *m, eml_cx *cx);

/* ---- mime_body.c ---- */
int eml__mime_text(eml_mime *m, eml_cx *cx, eml_mime_event *ev);
/* Judges the line at window offset `lead`. EML_OK with m->line, or
 * EML_WANT_INPUT when the window does not hold enough of it; with `lead` 0 the
 * window was lengthened as far as possible. */
int eml__mime_judge(eml_mime *m, eml_cx *cx, size_t lead_from, size_t at);
/* Says what m->line has to say as text. */
void eml__mime_say(eml_mime *m, eml_cx *cx);

/* ---- mime_boundary.c ---- */
int eml__mime_boundary_add(eml_mime *m, eml_cx *cx, eml__mime_frame *f);
void eml__mime_boundary_drop(eml_mime *m, eml__mime_frame *f);
/* Compares a line's content after its "--"; fills m->line. `whole` false: only
 * the beginning of the line is there. */
void eml__mime_boundary_match(eml_mime *m, eml_span line, bool whole);

/* ---- mime.c ---- */
static inline int
eml__mime_event_of(const eml_mime *m, eml_mime_event *ev,
                   eml_mime_event_kind kind, size_t n)
{
    ev->kind = kind;
    ev->depth = m->top->depth;
    ev->off = m->off;
    ev->bytes.p = m->p;
    ev->bytes.n = n;
    ev->field = NULL;
    ev->info = NULL;
    return EML_OK;
}

#endif
