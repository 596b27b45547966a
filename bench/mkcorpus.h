#ifndef BENCH_MKCORPUS_H
#define BENCH_MKCORPUS_H
/* mkcorpus.h -- what the parts of mkcorpus share. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#else
#define PRINTF_LIKE(f, a)
#endif

/* ---- choices: xoshiro256** over splitmix64, integers only, so that a seed is
 * the same bytes on every machine ---- */
typedef struct rng {
    uint64_t s[4];
} rng;

void rng_seed(rng *r, uint64_t seed);
uint64_t rng_next(rng *r);
uint32_t rng_below(rng *r, uint32_t n);
bool rng_pct(rng *r, uint32_t percent);
/* Several choices for one call. C does not say in which order a call's
 * arguments are evaluated, so no argument list draws more than once. */
typedef struct rolls {
    uint32_t v[6];
} rolls;
rolls rng_rolls(rng *r);
uint32_t roll_below(uint32_t roll, uint32_t n);
/* A size between lo and lo * 2^octaves: every octave equally likely. */
size_t rng_log(rng *r, size_t lo, uint32_t octaves);

/* ---- growing bytes; out of memory ends the program ---- */
typedef struct buf {
    uint8_t *p;
    size_t n, cap;
} buf;

void buf_put(buf *b, const void *p, size_t n);
void buf_byte(buf *b, uint8_t c);
void buf_str(buf *b, const char *s);
void buf_free(buf *b);
void buf_fmt(buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- text ---- */
typedef enum charset { CS_ASCII, CS_LATIN1, CS_CP1252, CS_UTF8 } charset;
/* Which words a message is made of. */
typedef enum voice { VOICE_EN, VOICE_WEST, VOICE_WIDE } voice;

const char *cs_name(charset cs);
bool utf8_is_ascii(const uint8_t *p, size_t n);
/* The code point at the front of UTF-8 text, and how long it is. */
uint32_t utf8_next(const uint8_t *p, size_t *len);
/* Appends the code point in `cs`; false (and nothing) when it has none. */
bool cs_put(buf *b, charset cs, uint32_t c);
void cs_encode(buf *out, charset cs, const uint8_t *utf8, size_t n);

void text_word(rng *r, voice v, charset cs, buf *out);
void text_words(rng *r, voice v, charset cs, uint32_t num, buf *out);
typedef enum plain_style { PLAIN_WRAPPED, PLAIN_LONG, PLAIN_REPLY } plain_style;
void text_plain(rng *r, voice v, charset cs, plain_style style, size_t size,
                buf *out);
void text_html(rng *r, voice v, charset cs, size_t size, buf *out);
void text_csv(rng *r, voice v, charset cs, size_t size, buf *out);
const char *text_given(rng *r, voice v);
const char *text_family(rng *r, voice v);

/* ---- transfer encodings ---- */
void b64_lines(buf *out, const uint8_t *p, size_t n, bool last_line_end);
void b64_plain(buf *out, const uint8_t *p, size_t n);
void qp_text(buf *out, const uint8_t *p, size_t n);

/* ---- what a reader of the corpus must find ---- */
typedef struct tally {
    uint64_t records;  /* top-level messages */
    uint64_t bytes;    /* without the length octets */
    uint64_t messages; /* with those inside message/rfc822 parts */
    uint64_t multiparts;
    uint64_t leaves; /* parts that are neither of the two */
    uint64_t text_leaves;
    uint64_t fields;     /* header fields of messages and of parts */
    uint64_t mailboxes;  /* in From, Sender, Reply-To, To, Cc */
    uint64_t name_bytes; /* their display names, decoded, as UTF-8 */
    uint64_t subject_bytes;
    uint64_t references; /* message identifiers in References */
    uint64_t filename_bytes;
    uint64_t decoded_bytes; /* leaves, transfer-decoded */
    uint64_t utf8_bytes;    /* the same with text converted to UTF-8 */
    uint64_t utf8_hash;     /* sum over leaves of their FNV-1a 64 */
    /* what it is made of; a reader need not know these */
    uint64_t raw_bytes, qp_bytes, b64_bytes, max_depth;
} tally;

/* ---- one corpus in the making ---- */
typedef struct gen {
    rng r;
    buf *out;
    tally t;
    voice v;
    bool allow_8bit; /* the message says so in all its multiparts */
    uint64_t when;   /* Date of the message, seconds since 1970 */
    uint32_t serial; /* makes boundaries and identifiers unique */
    uint32_t depth;  /* of multiparts and messages around us */
    size_t body_at;  /* where the last encoded body begins in `out` */
    buf text, coded; /* scratch */
} gen;

/* ---- header fields (mkcorpus_field.c) ---- */
typedef struct field {
    gen *g;
    size_t col;
    bool begun;         /* a token was written */
    const char *indent; /* what a folded line begins with */
} field;

field field_begin(gen *g, const char *name);
/* Writes a space and the token, folding before it at column 76. */
void field_put(field *f, const void *p, size_t n);
void field_fmt(field *f, const char *fmt, ...) PRINTF_LIKE(2, 3);
void field_end(field *f);
/* A whole field of one token. */
void field_line(gen *g, const char *name, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* The same for each word of `s`. */
void field_words(field *f, const char *s, size_t n);
/* UTF-8 as encoded-words, all of it or only the words that need it. */
void field_encoded(field *f, const uint8_t *utf8, size_t n);
void field_text(field *f, const uint8_t *p, size_t n);
/* RFC 2231 when the name is not ASCII; a token or a quoted-string else. */
void field_filename(field *f, const char *param, const buf *name);
void field_quoted(buf *out, const buf *s);

void header_domain(gen *g, char *out, size_t room);
void header_address(gen *g, char *out, size_t room);
void header_msg_id(gen *g, char *out, size_t room);
void header_ip(gen *g, char *out, size_t room);
/* Returns a comment that names the zone, with a space before it. */
const char *header_date(gen *g, uint64_t when, char *out, size_t room);

/* ---- whole headers (mkcorpus_header.c) ---- */
void header_message(gen *g);
/* Header of a message within a message. */
void header_nested(gen *g);

/* ---- records (mkcorpus_body.c) ---- */
void body_message(gen *g);
/* The encoded body of one part, from g->body_at on. */
void body_encoded(gen *g, bool is_qp);

#endif
