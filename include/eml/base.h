#ifndef EML_BASE_H
#define EML_BASE_H
/* base.h -- types every module speaks: spans, results, findings, arena,
 * limits, the context of a parse.
 *
 * Layer: core. Includes nothing but the C library. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define EML_MUST_CHECK __attribute__((warn_unused_result))
#else
#define EML_MUST_CHECK
#endif

/* ---- spans ------------------------------------------------------------- */

/* eml_span is `n` bytes at `p`, borrowed: whoever made the bytes owns them.
 * `p` is never NULL, not even when `n` is 0: NULL + 0 is undefined in C11 and
 * clang's UBSan stops on it. Not NUL-terminated. */
typedef struct eml_span {
    const uint8_t *p;
    size_t n;
} eml_span;

#ifdef __cplusplus
#define EML_LIT(s) (eml_span{(const uint8_t *)(s), sizeof(s) - 1})
#else
#define EML_LIT(s) ((eml_span){(const uint8_t *)(s), sizeof(s) - 1})
#endif
#define EML_NONE EML_LIT("")

/* eml_span_eq says whether two spans hold the same bytes; eml_span_eq_fold
 * compares ASCII letters without regard to case (RFC 5234 section 2.3). */
bool eml_span_eq(eml_span a, eml_span b);
bool eml_span_eq_fold(eml_span a, eml_span b);

/* ---- results ----------------------------------------------------------- */

/* Results. 0: done. Positive: not an error (a note, or something the caller
 * must do before calling again). Negative: an error. Those above
 * EML_E_SYNTAX_FIRST_ in magnitude are lines of codes.def. */
enum eml_rc {
    EML_OK = 0,
    EML_END = 1,        /* note: nothing more will come */
    EML_WANT_INPUT = 2, /* suspended: feed more bytes, then call again */
    EML_WANT_SPACE = 3, /* suspended: empty the output, then call again */
    EML_WANT_DNS = 4,   /* suspended: answer the query in the op */

    EML_E_NOMEM = -1,  /* the arena's allocator said no */
    EML_E_LIMIT = -2,  /* a limit in eml_limits was met */
    EML_E_MISUSE = -3, /* the caller broke this header's contract */

    EML_E_SYNTAX_FIRST_ = -1000,
#define EML_CODE(name, rfc, section, level, allow, text) EML_E_##name,
#include "eml/codes.def"
#undef EML_CODE
    EML_E_SYNTAX_LAST_
};

/* eml_level is how strongly the clause behind a code speaks. */
typedef enum eml_level {
    EML_LEVEL_MUST,   /* breaking it makes a message invalid */
    EML_LEVEL_SHOULD, /* a warning */
    EML_LEVEL_NOTE,   /* worth saying, breaks nothing */
    EML_LEVEL_LIMIT   /* a limit of eml_limits: not judged further */
} eml_level;

/* Named relaxations. A bit in cx->allow turns every code of that class from
 * an error into a note. Taking a relaxation always leaves a finding.
 * EML_ALLOW_OBS is RFC 5322 section 4 (and RFC 2045-2047's receivers' rules);
 * the others are what mailers really send. */
enum eml_allow {
    EML_ALLOW_NONE = 0,
#define EML_RELAX(name, bit, text) EML_ALLOW_##name = 1 << (bit),
#include "eml/relax.def"
#undef EML_RELAX
    /* what section 4 accepts and a relaxation of its own names, too */
    EML_ALLOW_CONTROL_OBS = EML_ALLOW_CONTROL | EML_ALLOW_OBS,
    EML_ALLOW_COUNT_OBS = EML_ALLOW_COUNT | EML_ALLOW_OBS,
    EML_ALLOW_TRACE_OBS = EML_ALLOW_TRACE | EML_ALLOW_OBS,
    EML_ALLOW_WILD = 0x7fffffff /* all of them */
};

typedef struct eml_code_info {
    const char *name;    /* "ATOM_DOT" */
    unsigned rfc;        /* 5322 */
    const char *section; /* "3.2.3" */
    eml_level level;
    uint32_t allow;   /* the EML_ALLOW_ bit that turns it into a note */
    const char *text; /* one lower-case phrase, no full stop */
} eml_code_info;

/* eml_code_info_get returns the registry line of `rc`, or NULL when `rc` is
 * not a syntax error. The result is static. */
const eml_code_info *eml_code_info_get(int rc);
/* eml_code_by_name finds a code by its name ("ATOM_DOT"), in any case;
 * returns 0 when there is none. */
int eml_code_by_name(eml_span name);
/* eml_code_at returns the i-th code of the registry (from 0), 0 past the end:
 * for listing. */
int eml_code_at(size_t i);
const char *eml_level_name(eml_level level); /* "MUST" ... */
/* eml_code_readings says whether a finding makes a message ambiguous, and sets
 * the two ways in which software reads it (design: class behind smuggling and
 * spoofing; RFC 7103). One line each in readings.def. */
bool eml_code_readings(int code, const char *readings[2]);
/* eml_allow_by_name returns the bit of a relaxation ("obs", "bare-lf";
 * case-insensitive, - and _ alike), 0 when there is none. */
uint32_t eml_allow_by_name(eml_span name);
/* eml_allow_at lists the relaxations: the i-th bit, its name and text; returns
 * 0 past the end. `name` and `text` may be NULL. */
uint32_t eml_allow_at(size_t i, const char **name, const char **text);

/* ---- findings ---------------------------------------------------------- */

/* eml_diag is one finding: `code` at bytes [off, off+len) of the input as it
 * came (before unfolding, decoding or dot-unstuffing). */
typedef struct eml_diag {
    int code;
    uint32_t len;
    uint64_t off;
} eml_diag;

/* eml_severity is what a finding means under a set of relaxations. */
typedef enum eml_severity {
    EML_SEVERITY_ERROR,   /* MUST broken, not allowed by any bit */
    EML_SEVERITY_WARNING, /* SHOULD broken */
    EML_SEVERITY_NOTE     /* relaxation taken, or a NOTE line */
} eml_severity;
eml_severity eml_severity_of(int code, uint32_t allow);

/* ---- memory ------------------------------------------------------------ */

/* eml_alloc is where memory comes from. `alloc` may return NULL; `free` is
 * given the size back. */
typedef struct eml_alloc {
    void *(*alloc)(void *user, size_t n);
    void (*free)(void *user, void *p, size_t n);
    void *user;
} eml_alloc;

/* eml_arena hands out memory that is freed as a whole. Nothing else in the
 * library allocates. */
typedef struct eml_arena {
    const eml_alloc *from;
    struct eml_arena_chunk *head; /* the one in use; older ones behind it */
    uint8_t *at;
    size_t left;
    size_t taken;     /* bytes had from `from` now */
    size_t max;       /* 0: no bound; past it eml_arena_get returns NULL */
    size_t num_calls; /* of from->alloc, ever */
} eml_arena;

/* eml_arena_init makes an empty arena; it allocates nothing yet. */
void eml_arena_init(eml_arena *a, const eml_alloc *from, size_t max);
/* eml_arena_get returns `n` zeroed bytes aligned to 8 (n may be 0), or NULL
 * when the allocator or the bound says no. */
void *eml_arena_get(eml_arena *a, size_t n);
/* eml_arena_raw is eml_arena_get for bytes: not zeroed, not aligned. */
uint8_t *eml_arena_raw(eml_arena *a, size_t n);
/* eml_arena_trim gives back the last `n` bytes of the latest eml_arena_raw. */
void eml_arena_trim(eml_arena *a, size_t n);
/* eml_arena_reset forgets everything handed out and keeps one chunk for use
 * again; eml_arena_fini gives everything back. */
void eml_arena_reset(eml_arena *a);
void eml_arena_fini(eml_arena *a);

/* eml_arena_mark / eml_arena_release: forget what was handed out since the
 * mark. Marks nest. */
typedef struct eml_arena_mark {
    struct eml_arena_chunk *head;
    uint8_t *at;
    size_t left;
} eml_arena_mark;
eml_arena_mark eml_arena_note(const eml_arena *a);
void eml_arena_release(eml_arena *a, eml_arena_mark m);

/* ---- limits ------------------------------------------------------------ */

/* eml_limits bounds what input can make us do. 0 in a member means the
 * default in the comment. Meeting one is a finding of level LIMIT or the
 * result EML_E_LIMIT, never truncation in silence. */
typedef struct eml_limits {
    uint32_t field_bytes; /* one header field: 4 MiB */
    uint32_t fields;      /* in one header: 10000 */
    uint32_t depth;       /* nested multiparts and messages: 100 */
    uint32_t parts;       /* in a message: 100000 */
    uint32_t params;      /* in one field: 1000 */
    uint32_t addrs;       /* in one field: 100000 */
    uint32_t comments;    /* nesting of one comment: 1000 */
} eml_limits;
extern const eml_limits eml_limits_default;

/* ---- the context of a parse -------------------------------------------- */

/* How lines end in the input. Mail in transit uses CRLF (RFC 5322 2.1); files
 * at rest often LF, "stored form": EML_NL_LF reads a lone LF as the line end
 * it stands for and finds fault with a CR. */
enum eml_newline { EML_NL_CRLF = 0, EML_NL_LF = 1 };

struct eml_charsets; /* charset.h */

/* eml_cx is what one parse shares with its callees. Zero-initialise it, then
 * set `origin` (and `arena` for what builds trees). It owns nothing.
 *
 * Every finding goes to `diags` in the order it was met; the caller gives the
 * room; past `diags_cap` findings are counted in `num_diags` and not kept.
 * `err` is the first finding that is an error under `allow`. */
typedef struct eml_cx {
    const uint8_t *origin; /* where byte offset `base` lies in memory */
    uint64_t base;         /* stream offset of origin[0] */
    eml_diag err;          /* the first error; code 0 while there is none */
    uint32_t allow;        /* EML_ALLOW_ bits */
    uint8_t newline;       /* enum eml_newline */
    eml_diag *diags;       /* may be NULL with diags_cap 0 */
    size_t diags_cap;
    size_t num_diags;
    eml_arena *arena;
    const eml_limits *limits;            /* NULL: eml_limits_default */
    const struct eml_charsets *charsets; /* NULL: the built-in ones only */
} eml_cx;

/* eml_find records the finding `code` at the bytes [at, at+len), which must lie
 * in the memory `cx->origin` speaks of. It returns `code` when that is an
 * error under cx->allow, EML_OK when it is a warning or a note: so a reader
 * that can go on ignores the result, and one that cannot says
 * `return eml_fail(...)`. */
int eml_find(eml_cx *cx, int code, const uint8_t *at, size_t len);
/* eml_find_at is eml_find by stream offset. */
int eml_find_at(eml_cx *cx, int code, uint64_t off, size_t len);
/* eml_fail is eml_find for what no relaxation can read: it always returns
 * `code`. */
int eml_fail(eml_cx *cx, int code, const uint8_t *at, size_t len);

/* eml_limit returns a member of cx->limits with its default filled in. */
#define EML_LIMIT(cx, member)                                                  \
    ((cx)->limits && (cx)->limits->member ? (cx)->limits->member               \
                                          : eml_limits_default.member)

/* ---- output ------------------------------------------------------------ */

/* eml_out is a bounded buffer that the caller owns. What does not fit sets
 * `full` and is dropped; nothing is written past `cap`. With `arena` set and
 * p NULL the buffer grows in that arena instead. Zero-initialise, then set
 * either (p, cap) or arena. */
typedef struct eml_out {
    uint8_t *p;
    size_t n, cap;
    bool full;
    eml_arena *arena;
} eml_out;

void eml_out_byte(eml_out *o, uint8_t c);
void eml_out_span(eml_out *o, eml_span s);
void eml_out_u64(eml_out *o, uint64_t v, unsigned min_digits);
static inline eml_span
eml_out_view(const eml_out *o)
{
    eml_span s = EML_NONE;

    if (o->n) {
        s.p = o->p;
        s.n = o->n;
    }
    return s;
}

#ifdef __cplusplus
}
#endif
#endif
