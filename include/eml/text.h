#ifndef EML_TEXT_H
#define EML_TEXT_H
/* text.h -- a value as it came, and the text it stands for.
 *
 * Layer: parsers/imf.
 *
 * A tree's leaves are spans of the input. Many need work before they are the
 * text they stand for: unfolding (RFC 5322 section 2.2.3), quoted-pairs
 * (3.2.1), encoded-words (RFC 2047). So a leaf is the span and what it is;
 * eml_text_get does the work when somebody asks. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum eml_text_form {
    EML_TEXT_PLAIN,        /* the span is the text */
    EML_TEXT_QUOTED,       /* inside of a quoted-string: FWS, quoted-pairs */
    EML_TEXT_WORDS,        /* words, dots, CFWS: a local-part, domain or id */
    EML_TEXT_LITERAL,      /* domain-literal with brackets, FWS, quoted-pairs */
    EML_TEXT_PHRASE,       /* phrase: words, CFWS, encoded-words */
    EML_TEXT_UNSTRUCTURED, /* unstructured: folds, encoded-words */
    EML_TEXT_COMMENT       /* inside of a comment: as QUOTED, encoded-words */
} eml_text_form;

/* eml_text is one value. In trees that a program makes to be written, `form`
 * is EML_TEXT_PLAIN and `raw` the text in UTF-8. A span of length 0 with
 * `present` false is a value that is not there (no display name); with
 * `present` true it is there and empty (""). */
typedef struct eml_text {
    eml_span raw;
    uint8_t form; /* eml_text_form */
    bool present;
    /* nothing to undo, and UTF-8 beyond doubt: the text is raw as it stands;
     * false promises nothing */
    bool simple;
} eml_text;

#define EML_TEXT_OF(span)                                                      \
    {                                                                          \
        (span), EML_TEXT_PLAIN, true, false                                    \
    }

/* What eml_text_get does with a text that is not simple, and with one that is
 * to the same end. */
EML_MUST_CHECK int eml_text_make(eml_cx *cx, const eml_text *t, eml_span *out);

/* eml_text_get sets *out to the text that `t` stands for, in UTF-8: folds
 * and quoting undone, comments left out, encoded-words decoded, bytes that
 * are not UTF-8 replaced by U+FFFD each (the findings were made when the field
 * was parsed; none is made here). When there is nothing to undo, *out borrows
 * t->raw; what is not present is empty; else it lives in cx->arena.
 *
 *   QUOTED        folds and the backslash of quoted-pairs removed
 *   WORDS         CFWS between tokens removed, quoted-strings unquoted:
 *                 "a b" . c gives  a b.c
 *   LITERAL       brackets kept, FWS and the backslashes removed
 *   PHRASE        words joined by one space where CFWS stood (3.2.2), none
 *                 between adjacent encoded-words (RFC 2047 section 6.2); a
 *                 quoted-string is taken literally (2047 section 5 (3))
 *   UNSTRUCTURED  the CRLF of folds removed, white space kept; leading and
 *                 trailing white space of the field body is not part of it;
 *                 encoded-words decoded
 *   COMMENT       as UNSTRUCTURED, and the backslash of quoted-pairs removed;
 *                 parentheses, too, set encoded-words apart
 *
 * Returns EML_OK or EML_E_NOMEM. */
EML_MUST_CHECK static inline int
eml_text_get(eml_cx *cx, const eml_text *t, eml_span *out)
{
    if (!t->simple)
        return eml_text_make(cx, t, out);
    *out = t->raw;
    return EML_OK;
}

/* eml_unfold removes every line end that white space follows (2.2.3) and
 * nothing else. Borrows when there is none. */
EML_MUST_CHECK int eml_unfold(eml_cx *cx, eml_span in, eml_span *out);

/* eml_comment is one comment, inside of its parentheses, as it came. */
typedef struct eml_comment {
    struct eml_comment *next;
    eml_text text; /* EML_TEXT_COMMENT */
} eml_comment;

#ifdef __cplusplus
}
#endif
#endif
