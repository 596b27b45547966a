#ifndef EML_GEN_H
#define EML_GEN_H
/* gen.h -- messages made from choices, with what they mean.
 *
 * Layer: generators.
 *
 * The generator is the third reading of the standards, beside parsers/ and
 * grammar/: hand-written functions, one an ABNF rule, that know the meaning of
 * the bytes they put down. It calls neither of the others. A message depends on
 * its eml_gen_spec alone: not on the machine, nor on the messages made before.
 */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A spec means the same bytes for as long as this stays the same: it is raised
 * whenever a message or its label comes out in another way, and the recipes in
 * corpus/seed/ are written anew with it (make recipes). */
#define EML_GEN_VERSION "7"

/* What kind of mail. All but WILD have weights that look like real mail; WILD
 * gives every alternative of the grammars its turn. */
typedef enum eml_gen_profile {
    EML_GEN_IMF,  /* RFC 5322 alone */
    EML_GEN_MIME, /* with RFC 2045-2047, 2183, 2231 */
    EML_GEN_EAI,  /* internationalized: RFC 6532 */
    EML_GEN_LIST, /* through a mailing list: RFC 2369, 2919, 8058 */
    EML_GEN_DSN,  /* reports: RFC 6522, 3464, 8098, 5965 */
    EML_GEN_WILD,
    EML_GEN_PROFILES
} eml_gen_profile;

typedef enum eml_gen_mode {
    EML_GEN_VALID, /* the generate grammar: no MUST is broken */
    EML_GEN_OBS, /* at least one piece of obsolete syntax, and no other fault */
    EML_GEN_BREAK, /* exactly one MUST is broken */
    EML_GEN_MODES
} eml_gen_mode;

/* eml_gen_profile_name and _mode_name: "mime", "valid"; NULL past the end. */
const char *eml_gen_profile_name(unsigned profile);
const char *eml_gen_mode_name(unsigned mode);

/* eml_gen_spec says which message. The choices come from `choices`, then, when
 * `random`, from a generator seeded by (seed, index, profile, mode), then are
 * 0. */
typedef struct eml_gen_spec {
    uint64_t seed, index;
    eml_gen_profile profile;
    eml_gen_mode mode;
    int code;         /* BREAK: the code to break; 0: by turns of index */
    eml_span choices; /* may be empty, .p not NULL */
    bool random;
    bool labels;       /* keep what the message means */
    bool few_charsets; /* only those that core/ can read: UTF-8, Latin-1 ... */
} eml_gen_spec;

/* ---- what a message means ------------------------------------------------ */

/* The names of members that values have, beside those of parameters. */
typedef enum eml_gen_key {
    EML_GEN_NO_KEY,
#define EML_GEN_KEY(id, name) EML_GEN_KEY_##id,
#include "eml/gen_keys.def"
#undef EML_GEN_KEY
    EML_GEN_KEYS
} eml_gen_key;
const char *eml_gen_key_name(eml_gen_key key);

/* eml_gen_item is one step of a field's value: the value as JSON has it, in
 * order. */
typedef enum eml_gen_op {
    EML_GEN_STOP, /* the value is over */
    EML_GEN_NULL,
    EML_GEN_TRUE,
    EML_GEN_FALSE,
    EML_GEN_INT,    /* u.i */
    EML_GEN_TEXT,   /* u.p, n: UTF-8 */
    EML_GEN_OBJECT, /* up to its END */
    EML_GEN_ARRAY,
    EML_GEN_END,
    EML_GEN_NAME, /* u.p, n: the name of the next item (a parameter's) */
    EML_GEN_JUMP  /* u.next: what follows stands there */
} eml_gen_op;
typedef struct eml_gen_item {
    uint8_t op;  /* eml_gen_op */
    uint8_t key; /* eml_gen_key, in an object; NO_KEY when a NAME is before */
    uint32_t n;
    union {
        int64_t i;
        const uint8_t *p;
        const struct eml_gen_item *next;
    } u;
} eml_gen_item;
/* eml_gen_at follows a JUMP. */
static inline const eml_gen_item *
eml_gen_at(const eml_gen_item *i)
{
    return i->op == EML_GEN_JUMP ? i->u.next : i;
}

typedef struct eml_gen_field {
    struct eml_gen_field *next;
    uint32_t off, len; /* with its line end */
    eml_span name;
    const eml_gen_item *value;
} eml_gen_field;

typedef struct eml_gen_range {
    uint32_t off, len;
} eml_gen_range;

typedef enum eml_gen_part_kind {
    EML_GEN_LEAF,
    EML_GEN_MULTIPART,
    EML_GEN_MESSAGE
} eml_gen_part_kind;

/* eml_gen_part is a message or a body part. */
typedef struct eml_gen_part {
    struct eml_gen_part *next, *child, *parent;
    eml_gen_part_kind kind;
    eml_span type, subtype;       /* in lower case */
    const eml_gen_item *params;   /* an OBJECT, or NULL: none */
    const char *cte;              /* "7bit" ... */
    eml_span disposition;         /* in lower case; n 0: none */
    const eml_gen_item *filename; /* a TEXT; NULL: none */
    eml_gen_field *fields;
    eml_gen_range body, preamble, epilogue;
    /* LEAF: the content with its transfer encoding undone; of text in UTF-8,
     * too */
    eml_span decoded, text;
    bool is_text;
} eml_gen_part;

/* eml_gen_finding is one thing that a judge must say: an error, a warning, or a
 * note that makes the message ambiguous. Other notes are not foretold. */
typedef struct eml_gen_finding {
    int code;
    uint32_t off, len;
} eml_gen_finding;

/* eml_gen_message is what eml_gen_make made. In VALID findings are warnings at
 * most (profile WILD: of ambiguity, too); in OBS errors that EML_ALLOW_OBS
 * turns into notes; in BREAK the first is the error, and the tree is not kept.
 */
typedef struct eml_gen_message {
    eml_span bytes;
    eml_gen_part *root;              /* NULL without labels, and in BREAK */
    const eml_gen_finding *findings; /* in the order of their place */
    size_t num_findings;
    int code;    /* BREAK: the code broken, else 0 */
    uint32_t at; /* BREAK: where */
} eml_gen_message;

/* ---- making ---------------------------------------------------------------
 */

/* eml_gen counts what it made; zero-initialise it. */
typedef struct eml_gen_counts {
    uint64_t made[160]; /* by production */
} eml_gen_counts;

/* eml_gen_make writes one message to `room` and what it means to `arena`, which
 * may be reset when the message is no longer needed. `counts` may be NULL.
 *
 * Returns EML_OK with *out, which borrows from `room` and `arena`;
 * EML_WANT_SPACE when the message does not fit in `room` (the same call with
 * more makes the same message; 4 MiB is enough for any); EML_E_NOMEM;
 * EML_E_MISUSE for a code that eml_gen_breakable does not have. */
EML_MUST_CHECK int eml_gen_make(const eml_gen_spec *spec, uint8_t *room,
                                size_t room_len, eml_arena *arena,
                                eml_gen_counts *counts, eml_gen_message *out);

/* eml_gen_breakable lists the codes that BREAK can break: the i-th, 0 past the
 * end. */
int eml_gen_breakable(size_t i);
/* eml_gen_unbreakable says why no message can break a MUST code alone; NULL:
 * one can, or it is no MUST. */
const char *eml_gen_unbreakable(int code);

/* eml_gen_production lists the productions: name of the i-th as "5322 3.4
 * mailbox", NULL past the end; *i counts in eml_gen_counts. */
const char *eml_gen_production(size_t i);

#ifdef __cplusplus
}
#endif
#endif
