#ifndef EML_WORD_H
#define EML_WORD_H
/* word.h -- encoded-words (RFC 2047 with RFC 2231 section 5), unstructured
 * text, phrases and keywords. Layer: parsers/imf. */

#include "eml/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_word is "=?" charset ["*" language] "?" encoding "?" encoded-text "?=" */
typedef struct eml_word {
    eml_span raw;
    eml_span charset, language, text;
    uint8_t encoding; /* 'Q' or 'B'; 0 when the encoding is another token */
} eml_word;

/* Where an encoded-word stands decides which characters may be bare in Q
 * (RFC 2047 section 5). */
typedef enum eml_word_place {
    EML_WORD_TEXT,    /* section 5 (1): unstructured */
    EML_WORD_COMMENT, /* section 5 (2): no "(", ")" or DQUOTE */
    EML_WORD_PHRASE   /* section 5 (3): ALPHA DIGIT "!*+-/=_" only */
} eml_word_place;

/* eml_word_match says whether `in` begins with an encoded-word (of any length:
 * one over 75 is a finding, not another reading) and fills *out; it makes no
 * findings. Cost: at most linear in the word, and a failed "=?" is never
 * scanned twice by the callers. */
bool eml_word_match(eml_span in, eml_word *out);

/* eml_word_check makes the findings for one word in its place: length over 75
 * (2047 section 2), characters that the place forbids, base64 and Q errors, a
 * charset unknown (naming it), bytes not in the charset, a multi-octet
 * character split over words (section 5; the decoder's state must be initial at
 * the end). */
void eml_word_check(eml_cx *cx, const eml_word *w, eml_word_place place);

/* eml_word_decode appends the word's text in UTF-8 to `out`. A charset or an
 * encoding that is unknown gives the encoded-word itself, unchanged. Returns
 * EML_OK or EML_E_NOMEM. */
EML_MUST_CHECK int eml_word_decode(eml_cx *cx, const eml_word *w, eml_out *out);

/* eml_word_encode appends `text` (UTF-8, no CR, LF or NUL: else
 * EML_E_WRITE_LINE / EML_E_WRITE_NUL) as one or more encoded-words in UTF-8,
 * Q or B whichever is shorter (Q on a tie), each at most 75 bytes and, on its
 * folded line, at most 76; a character is never split. Words are separated by
 * a single SP where the folder may break. */
EML_MUST_CHECK int eml_word_encode(eml_cx *cx, eml_span text,
                                   eml_word_place place, eml_out *out);

/* eml_unstructured_parse checks the whole of `in` as unstructured text and
 * makes *out stand for it. */
EML_MUST_CHECK int eml_unstructured_parse(eml_cx *cx, eml_span in,
                                          eml_text *out);

/* eml_phrases is Keywords: phrase *("," phrase); obs-phrase-list under OBS. */
typedef struct eml_phrase {
    struct eml_phrase *next;
    eml_text text; /* PHRASE */
} eml_phrase;
typedef struct eml_phrases {
    eml_phrase *first;
    uint32_t num_phrases;
    eml_comment *comments;
} eml_phrases;
EML_MUST_CHECK int eml_phrases_parse(eml_cx *cx, eml_span in,
                                     eml_phrases **out);

#ifdef __cplusplus
}
#endif
#endif
