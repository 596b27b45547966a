#ifndef EML_GENERATORS_GEN_INT_H
#define EML_GENERATORS_GEN_INT_H
/* gen_int.h -- what the productions of the generator share: choices, bytes, and
 * what the bytes mean. Internal. Layer: generators. */
#include "eml/gen.h"
#include "generators/choice.h"
#include "generators/gen_buf.h"
#include "generators/samples.h"

typedef enum eml__production {
#define EML_PRODUCTION(id, clause, name) EML__MADE_##id,
#include "generators/productions.def"
#undef EML_PRODUCTION
    EML__PRODUCTIONS
} eml__production;

enum {
    EML__FINDINGS = 256,  /* warnings in one message */
    EML__COMMENTS = 32,   /* of one value */
    EML__ITEMS = 256,     /* in one block of them */
    EML__BOUNDARIES = 128 /* open multiparts */
};

/* What a message may have, chosen once for all of it. */
typedef enum eml__trait {
    EML__COMMENTED = 1, /* comments beyond those of trace fields */
    EML__ENCODED = 2,   /* encoded-words */
    EML__FOLDED = 4,    /* folds where none is needed */
    EML__WARNED = 8,    /* what SHOULD NOT be */
    EML__UTF8 = 16,     /* RFC 6532 */
    EML__SPACED = 32,   /* more white space than one needs */
    EML__NESTED = 64    /* in a message that a message holds */
} eml__trait;

/* What text stands for white space: nothing, one space, the white space itself
 * in comments and quoted-strings, the same in unstructured text. */
typedef enum eml__space {
    EML__WS_DROP,
    EML__WS_ONE,
    EML__WS_INNER,
    EML__WS_KEEP
} eml__space;

/* Where an encoded-word or comment stands. */
typedef enum eml__place {
    EML__IN_TEXT,
    EML__IN_COMMENT,
    EML__IN_PHRASE
} eml__place;

typedef struct eml__gen {
    uint8_t *p, *end, *begin; /* output; EML__SLACK more behind end */
    uint8_t *line;            /* where its current line begins */
    uint8_t *word_line;       /* the last one that has an encoded-word */
    uint32_t limit;           /* columns to fold at */
    bool full, oom, labels, wild;
    uint8_t traits;
    eml_gen_profile profile;
    eml_gen_mode mode;
    uint32_t charsets; /* how many of eml__charsets there are */
    uint32_t serial;   /* makes names of things different */
    eml_choice c;
    eml_arena *arena;
    uint64_t *made;

    /* values: blocks of items */
    eml_gen_item *item, *item_end, nowhere;
    /* texts under way: [text, text_p), room up to text_end */
    uint8_t *text, *text_p, *text_end;
    eml__buf *aside; /* not NULL: texts go there (comments) */
    uint32_t num_comments, first_comment; /* of the value being made */
    uint32_t authors;                     /* mailboxes of From */
    bool transmitter;                     /* the mailbox is a Sender's */
    bool in_addresses, comment_found; /* comments are warnings; one is said */

    uint32_t num_findings;

    eml_gen_field **field_to; /* where the next field is linked */
    eml_gen_field *field;
    eml_gen_part *root, *part; /* the one being made */
    const struct eml__entity *entity;
    uint32_t num_boundaries;
    uint32_t depth;
    uint32_t budget; /* parts that may still be made */
    bool scratch;    /* bytes go elsewhere now, to be encoded */
    bool soft_found; /* a line over 78 was found in this body */

    /* OBS and BREAK */
    uint32_t obs;              /* pieces of obsolete syntax made */
    uint32_t obs_run, obs_end; /* the last OBS_FWS: its finding, its end */
    int code;                  /* to be broken */
    bool broken;               /* it was */
    eml_gen_finding fault, fault_too;
    const struct eml__break *how;

    /* not zeroed from here on */
    eml_gen_finding findings[EML__FINDINGS];
    eml_span comments[EML__COMMENTS];
    eml_span boundaries[EML__BOUNDARIES];
} eml__gen;

/* ---- choices ---------------------------------------------------------------
 */

static inline uint32_t
shape(eml__gen *g, uint32_t n)
{
    return eml_choice_below(&g->c, EML_LANE_SHAPE, n);
}
static inline uint32_t
pick(eml__gen *g, uint32_t n)
{
    return eml_choice_below(&g->c, EML_LANE_VALUE, n);
}
static inline uint32_t
pick_body(eml__gen *g, uint32_t n)
{
    return eml_choice_below(&g->c, EML_LANE_BODY, n);
}
bool eml__g_odd_wild(eml__gen *g, eml_lane lane, uint32_t n);
/* Once in n times; in WILD mail four times as often. */
static inline bool
odd(eml__gen *g, uint32_t n)
{
    if (g->wild)
        return eml__g_odd_wild(g, EML_LANE_VALUE, n);
    return eml_choice_rare(&g->c, EML_LANE_VALUE, n);
}
static inline bool
odd_shape(eml__gen *g, uint32_t n)
{
    if (g->wild)
        return eml__g_odd_wild(g, EML_LANE_SHAPE, n);
    return eml_choice_rare(&g->c, EML_LANE_SHAPE, n);
}
/* Obsolete syntax is possible here, and chosen; the first chance of many is not
 * the one that is taken always. */
static inline bool
obsolete(eml__gen *g)
{
    return g->mode == EML_GEN_OBS && g->num_findings < EML__FINDINGS / 2 &&
           pick(g, g->obs ? 8 : 3) == 2;
}
static inline void
made(eml__gen *g, eml__production what)
{
    g->made[what]++;
}
#define MADE(g, what) made((g), EML__MADE_##what)

/* ---- bytes -----------------------------------------------------------------
 */

static inline void
put(eml__gen *g, const void *s, size_t n)
{
    if ((size_t)(g->end - g->p) < n) {
        g->full = true;
        return;
    }
    copy(g->p, s, n);
    g->p += n;
}
static inline void
put_c(eml__gen *g, char c)
{
    if (g->p == g->end) {
        g->full = true;
        return;
    }
    *g->p++ = (uint8_t)c;
}
static inline void
put_span(eml__gen *g, eml_span s)
{
    put(g, s.p, s.n);
}
/* n bytes of an array that has at least as many: all of it is copied, as there
 * is room behind `end`, and a copy of known size costs less. */
#define PUT_ARRAY(g, array, n) put_array((g), (array), sizeof(array), (n))
static inline void
put_array(eml__gen *g, const void *s, size_t size, size_t n)
{
    if ((size_t)(g->end - g->p) < n) {
        g->full = true;
        return;
    }
    memcpy(g->p, s, size);
    g->p += n;
}
#define PUT(g, lit) put((g), (lit), sizeof(lit) - 1)
static inline void
put_token(eml__gen *g, eml_span s)
{
    if ((size_t)(g->end - g->p) < s.n) {
        g->full = true;
        return;
    }
    copy_token(g->p, s);
    g->p += s.n;
}
static inline void
put_buf(eml__gen *g, const eml__buf *b)
{
    if ((size_t)(g->end - g->p) < b->n) {
        g->full = true;
        return;
    }
    for (uint32_t i = 0; i < b->n; i += EML__SLACK)
        memcpy(g->p + i, b->p + i, EML__SLACK);
    g->p += b->n;
}

static inline uint32_t
offset(const eml__gen *g)
{
    return (uint32_t)(g->p - g->begin);
}
static inline size_t
column(const eml__gen *g)
{
    return (size_t)(g->p - g->line);
}

void eml__g_find(eml__gen *g, int code, uint32_t off, uint32_t len);
void eml__g_long_line(eml__gen *g);

/* Ends a line of a header; says when it is over 78 characters. */
static inline void
newline(eml__gen *g)
{
    if (column(g) > 78)
        eml__g_long_line(g);
    PUT(g, "\r\n");
    g->line = g->p;
}

/* ---- texts ------------------------------------------------------------------
 */

void eml__g_text_more(eml__gen *g, size_t n);

/* A text is begun, added to, and ended as an item of the value. Without labels
 * all of that is nothing. Only one is under way at a time. */
static inline void
text_begin(eml__gen *g)
{
    g->text = g->text_p;
}
static inline void
text(eml__gen *g, const void *s, size_t n)
{
    if (!g->labels)
        return;
    if (g->aside) {
        buf(g->aside, s, n);
        return;
    }
    if ((size_t)(g->text_end - g->text_p) < n) {
        eml__g_text_more(g, n);
        if (g->oom)
            return;
    }
    memcpy(g->text_p, s, n);
    g->text_p += n;
}
static inline void
text_c(eml__gen *g, char c)
{
    text(g, &c, 1);
}
static inline eml_span
text_take(eml__gen *g)
{
    eml_span s = EML_NONE;

    if (g->text_p != g->text) {
        s.p = g->text;
        s.n = (size_t)(g->text_p - g->text);
    }
    g->text = g->text_p;
    return s;
}
/* Bytes that stand for themselves. */
static inline void
both(eml__gen *g, const void *s, size_t n)
{
    put(g, s, n);
    text(g, s, n);
}
static inline void
both_token(eml__gen *g, eml_span s)
{
    put_token(g, s);
    text(g, s.p, s.n);
}

/* ---- values -----------------------------------------------------------------
 */

eml_gen_item *eml__g_item_kept(eml__gen *g, eml_gen_op op, eml_gen_key key);
/* Without labels there is one item for all, which nobody reads. */
static inline eml_gen_item *
eml__g_item(eml__gen *g, eml_gen_op op, eml_gen_key key)
{
    return g->labels ? eml__g_item_kept(g, op, key) : &g->nowhere;
}
static inline eml_gen_item *
eml__g_item_text(eml__gen *g, eml_gen_key key, eml_span s)
{
    eml_gen_item *i = eml__g_item(g, EML_GEN_TEXT, key);

    i->u.p = s.p;
    i->n = (uint32_t)s.n;
    return i;
}
static inline void
eml__g_item_name(eml__gen *g, eml_span s)
{
    eml_gen_item *i = eml__g_item(g, EML_GEN_NAME, EML_GEN_NO_KEY);

    i->u.p = s.p;
    i->n = (uint32_t)s.n;
}
static inline void
eml__g_item_int(eml__gen *g, eml_gen_key key, int64_t v)
{
    eml__g_item(g, EML_GEN_INT, key)->u.i = v;
}
/* An item of the text under way. */
static inline eml_gen_item *
eml__g_text_end(eml__gen *g, eml_gen_key key)
{
    return eml__g_item_text(g, key, text_take(g));
}
/* The comments met since the last call, as a member; nothing for none. */
void eml__g_comments(eml__gen *g);

/* ---- white space and comments (gen_space.c)
 * ---------------------------------- */

/* FWS, folded when `next` more columns are too many, or by choice. A token must
 * follow. */
void eml__g_fws_any(eml__gen *g, size_t next, eml__space as);
/* The columns to fold at: what ends a token, as ":;,", has room behind it. */
static inline size_t
eml__g_limit(const eml__gen *g)
{
    return g->word_line == g->line ? 71 : g->limit - 2;
}
static inline void
eml__g_fws(eml__gen *g, size_t next, eml__space as)
{
    if ((g->traits & (EML__FOLDED | EML__SPACED)) || g->mode == EML_GEN_OBS ||
        column(g) + 1 + next > eml__g_limit(g)) {
        eml__g_fws_any(g, next, as);
        return;
    }
    MADE(g, FWS);
    put_c(g, ' ');
    if (as != EML__WS_DROP)
        text_c(g, ' ');
}
/* Whether `next` more columns are too many. */
bool eml__g_tight(const eml__gen *g, size_t next);
/* A choice of CFWS where the grammar has one and none is needed; with `need`,
 * where at least FWS is needed. `next` as above. */
void eml__g_cfws(eml__gen *g, size_t next, bool need);
/* The same at the end of a value: nothing that a token must follow. */
void eml__g_cfws_end(eml__gen *g);
void eml__g_comment(eml__gen *g);

/* ---- words (gen_token.c)
 * ------------------------------------------------------- */

/* v is below 100,000,000; there are so many digits at least, 8 at most. */
void eml__g_buf_u32(eml__buf *b, uint32_t v, unsigned digits);
void eml__g_put_u32(eml__gen *g, uint32_t v, unsigned digits);

eml_span eml__g_word(eml__gen *g); /* of English, or UTF-8 */
eml_span eml__g_first_name(eml__gen *g);
eml_span eml__g_last_name(eml__gen *g);
eml_span eml__g_domain_name(eml__gen *g);
void eml__g_atom(eml__gen *g, eml__buf *b);
void eml__g_dot_atom(eml__gen *g, eml__buf *b);
void eml__g_local(eml__gen *g, eml__buf *b);
/* A unique token of letters and digits. */
void eml__g_unique(eml__gen *g, eml__buf *b);
/* Writes b as a quoted-string and as text. */
void eml__g_quoted_string(eml__gen *g);

/* ---- text (gen_phrase.c)
 * -------------------------------------------------------- */

void eml__g_phrase(eml__gen *g);
void eml__g_words(eml__gen *g, uint32_t words, bool first);
/* Encoded-words: some, side by side; the line is folded as needed. `first`:
 * nothing that needs white space is before it. */
void eml__g_encoded_words(eml__gen *g, eml__place place, bool first);
/* White space, when an encoded-word is before. */
void eml__g_apart(eml__gen *g);
/* A charset by weight: choice is below 17. */
const eml__charset *eml__g_charset(eml__gen *g, uint32_t choice);

/* ---- values of fields
 * ------------------------------------------------------------ */

typedef struct eml__instant {
    int32_t year;
    uint8_t month, day, hour, minute, second;
    bool has_second, has_day, unknown;
    int16_t zone; /* minutes */
    uint8_t weekday;
    int64_t unix_s;
} eml__instant;
void eml__g_instant(eml__gen *g, eml__instant *t);
void eml__g_date_time(eml__gen *g, eml_gen_key key);

typedef enum eml__addresses {
    EML__MAILBOXES,   /* mailbox-list */
    EML__TRANSMITTER, /* one mailbox, which is in no mailbox-list */
    EML__ADDRESS_LIST
} eml__addresses;
/* n of them; 0 gives an empty list. Returns how many mailboxes there are, those
 * in groups too. */
uint32_t eml__g_addresses(eml__gen *g, eml__addresses rule, uint32_t n);
void eml__g_mailbox(eml__gen *g);
void eml__g_path(eml__gen *g);
void eml__g_address(eml__gen *g, eml__buf *b);
void eml__g_literal(eml__gen *g, eml__buf *b);

void eml__g_msg_ids(eml__gen *g, uint32_t n);
void eml__g_received(eml__gen *g);

/* ---- fields (gen_field.c)
 * ---------------------------------------------------------- */

/* Writes the name, a token, colon and what stands before the value, which
 * begins with `next` columns that are together; 0: it may be empty. */
#define EML__ONE_SPACE SIZE_MAX /* nothing but a space may be before it */
void eml__g_field(eml__gen *g, eml_span name, size_t next);
#define FIELD(g, name, next) eml__g_field((g), EML__TOKEN_OF(name), (next))
void eml__g_field_end(eml__gen *g);

/* A message's own fields: what may stand below the trace and resent fields. */
typedef enum eml__own {
    EML__OWN_DATE,
    EML__OWN_FROM,
    EML__OWN_MESSAGE_ID,
    EML__OWN_SENDER,
    EML__OWN_REPLY_TO,
    EML__OWN_TO,
    EML__OWN_CC,
    EML__OWN_BCC,
    EML__OWN_IN_REPLY_TO,
    EML__OWN_REFERENCES,
    EML__OWN_SUBJECT,
    EML__OWN_COMMENTS,
    EML__OWN_KEYWORDS,
    EML__OWN_CONTENT_FIELDS,
    EML__OWN_LIST_FIELDS,
    EML__OWN_OPTIONAL,
    EML__OWN_BROKEN /* a row of breaks.def */
} eml__own;

/* The fields of a message's header section, and the line behind them. */
typedef enum eml__header {
    EML__OF_MESSAGE,
    EML__OF_NESTED /* of a message in a message */
} eml__header;
/* Content- fields are of the part that is made next: gen_content.c. */
void eml__g_header(eml__gen *g, eml__header kind);
void eml__g_optional_field(eml__gen *g);
void eml__g_authres(eml__gen *g);
void eml__g_received_spf(eml__gen *g);
void eml__g_list_fields(eml__gen *g);

/* ---- parts
 * ------------------------------------------------------------------------- */

typedef enum eml__cte {
    EML__7BIT,
    EML__8BIT,
    EML__BINARY,
    EML__QP,
    EML__BASE64
} eml__cte;

typedef enum eml__what {
    EML__TEXT,
    EML__DATA,
    EML__SIGNATURE,
    EML__MULTIPART,
    EML__MESSAGE, /* message/rfc822, message/global */
    EML__PARTIAL,
    EML__EXTERNAL,
    EML__DSN,
    EML__MDN,
    EML__FEEDBACK
} eml__what;

/* Contents of which the MD5 is known. */
typedef struct eml__fixed {
    const char *text;
    size_t n;
    eml_span md5; /* .n 0: not known */
} eml__fixed;
/* The first four are texts with an MD5. */
typedef enum eml__fix {
    EML__FIX_SIGNATURE = 4,
    EML__FIX_VERSION,
    EML__FIX_ENCRYPTED,
    EML__FIX_HEADERS,
    EML__FIXED_TEXTS
} eml__fix;
extern const eml__fixed eml__fixed_texts[EML__FIXED_TEXTS];

/* What a part will be: chosen before its header is written. */
typedef struct eml__entity {
    eml__what what;
    eml__cte cte, most; /* `most`: what encloses it has no more than that */
    bool of_message;    /* a message's own: with MIME-Version */
    bool say_type, say_cte;
    eml_span type, subtype;      /* tokens; .n 0: a row of breaks.def */
    const eml__charset *charset; /* NULL: no parameter */
    uint32_t multi;              /* which multipart */
    eml_span root_subtype;       /* of multipart/related: "html" */
    eml_span boundary;
    uint32_t fragment;       /* of message/partial: which */
    const eml__fixed *fixed; /* the content is that */
    eml_span md5;            /* with its Content-MD5; .n 0: no such field */
} eml__entity;

enum {
    EML__MIXED,
    EML__ALTERNATIVE,
    EML__RELATED,
    EML__DIGEST,
    EML__PARALLEL,
    EML__SIGNED,
    EML__REPORT_DSN,
    EML__REPORT_MDN,
    EML__REPORT_FEEDBACK,
    EML__ENCRYPTED,
    EML__OTHER /* of a subtype that nobody knows */
};

eml__cte eml__g_most_of(eml__gen *g);
void eml__g_choose_default(eml__entity *e);
void eml__g_choose_text(eml__gen *g, eml__entity *e);
void eml__g_choose_multipart(eml__gen *g, eml__entity *e, uint32_t multi);
void eml__g_choose_message(eml__gen *g, eml__entity *e);
void eml__g_choose_top(eml__gen *g, eml__entity *e);
void eml__g_choose_part(eml__gen *g, eml__entity *e, uint32_t multi,
                        uint32_t index);

void eml__g_message(eml__gen *g);
/* Content- fields of g->entity (gen_content.c). */
void eml__g_content_fields(eml__gen *g);
/* A parameter, and as an item. `name` is a token in lower case. */
eml_gen_item *eml__g_param(eml__gen *g, eml_span name, eml_span value);
/* filename= or name=, in all the ways there are; returns the item of its
 * value. (gen_param.c) */
eml_gen_item *eml__g_param_name(eml__gen *g, eml_span name);

/* A boundary that is no other's beginning. (gen_boundary.c) */
void eml__g_boundary(eml__gen *g, eml_span *out);

/* The body of a leaf (gen_body.c). */
void eml__g_leaf(eml__gen *g, const eml__entity *e);
/* Contents, encoded (gen_encode.c). `lines`: CRLF is a line break of the
 * content; else any byte is data. Behind the content are eight CRs. */
void eml__g_quoted_printable(eml__gen *g, eml_span in, bool lines);
void eml__g_base64_lines(eml__gen *g, eml_span in);
void eml__g_base64(const uint8_t *p, size_t n, eml__buf *b); /* in one line */
/* Some lines of ASCII text, for preambles and the like; without the last line
 * end. */
void eml__g_lines(eml__gen *g, uint32_t n);
/* The contents of reports (gen_report.c). */
void eml__g_delivery_status(eml__gen *g);
void eml__g_disposition_notification(eml__gen *g);
void eml__g_feedback_report(eml__gen *g);

#endif
