/* unstructured.c -- unstructured text (RFC 5322 section 3.2.5) and the
 * encoded-words in it (RFC 2047 sections 5 (1) and 6.1). */
#include "core/cclass.h"
#include "core/general.h"
#include "eml/utf8.h"
#include "eml/word.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/lex.h"
#include "parsers/imf/scan.h"
#include "parsers/imf/strict.h"

#define LWSP (EML__WSP | EML__NL)

/* Between what *text stands, each encoded-word is set apart by white space.
 * Says whether there are any that will be decoded.
 *
 * Cost: no byte is in more than two calls of eml_word_match, because none of
 * its tokens holds both "=" and "?". */
static bool
check_words(eml_cx *cx, eml_span in)
{
    const uint8_t *end = in.p + in.n, *p = in.p;
    bool any = false;

    while ((p = eml__find_word(p, end)) != end) {
        bool apart = p == in.p || eml__is(p[-1], LWSP);
        eml_word w;

        if (!eml_word_match(eml__between(p, end), &w)) {
            if (apart)
                (void)eml_find(cx, EML_E_WORD_SYNTAX, p, 2);
            p += 2;
            continue;
        }
        p += w.raw.n;
        if (!apart || (p != end && !eml__is(*p, LWSP))) {
            (void)eml_find(cx, EML_E_WORD_SPACE, w.raw.p, w.raw.n);
            continue;
        }
        eml_word_check(cx, &w, EML_WORD_TEXT);
        any = true;
    }
    return any;
}

/* CR or LF at p: skips the white space there; *folded when folds are in it.
 *
 * obs-FWS = 1*WSP *(CRLF 1*WSP)
 */
static const uint8_t *
white_space(eml_cx *cx, const uint8_t *from, const uint8_t *p,
            const uint8_t *end, bool *folded)
{
    const uint8_t *run = p;
    unsigned folds = 0;

    while (run != from && eml__is(run[-1], EML__WSP))
        run--;
    while (p != end && eml__is(*p, LWSP)) {
        size_t n = eml__is(*p, EML__NL) ? eml__fold(p, end) : 0;

        folds += n != 0 && folds < 2;
        p += n + 1;
    }
    if (folds > 1)
        (void)eml_find(cx, EML_E_OBS_FWS, run, (size_t)(p - run));
    *folded |= folds != 0;
    return p;
}

/* Whether a short body is printable ASCII without "?": nothing can be said of
 * it, and nothing is to be undone. */
static inline bool
is_plain(eml_span in)
{
    const uint8_t *p = in.p;
    size_t n = in.n;
    uint64_t first, last;
    uint32_t four[2];

    if (!EML__PLAIN)
        return false;
    if (n >= 16) {
#ifdef EML__SCAN_SSE2
        return n <= 64 && !eml__stops_within(p, n, '?');
#else
        return false;
#endif
    }
    if (n >= 8) {
        memcpy(&first, p, 8);
        memcpy(&last, p + n - 8, 8);
        return !(eml__stops8(first, '?') | eml__stops8(last, '?'));
    }
    if (n < 4)
        return false;
    memcpy(&four[0], p, 4);
    memcpy(&four[1], p + n - 4, 4);
    memcpy(&first, four, 8);
    return !eml__stops8(first, '?');
}

/* One of which something can be said, or that is long. */
static void
other(eml_cx *cx, eml_span in, eml_text *out)
{
    const uint8_t *from = in.p, *end = in.p + in.n, *p;
    bool simple = true, words = false, folded = false;

    while (from != end && *from == ' ')
        from++;
    if (from != end && eml__is(*from, LWSP))
        from = white_space(cx, in.p, from, end, &folded);
    folded = false; /* that fold is not part of the text */
    p = from;
    while ((p = eml__stop(in.p, p, end, '?')) != end) {
        if (*p == '?') {
            words |= p != from && p[-1] == '=';
            p++;
        } else if (eml__is(*p, EML__NL)) {
            p = white_space(cx, from, p, end, &folded);
        } else if (*p > 127) {
            const uint8_t *high = p;
            size_t n;

            while (p != end && *p > 127)
                p++;
            n = (size_t)(p - high);
            simple &= eml_utf8_valid((eml_span){high, n}) == n;
        } else {
            p++;
        }
    }
    while (end != from && eml__is(end[-1], LWSP))
        end--;
    eml__text_set(out, from, end, EML_TEXT_UNSTRUCTURED, simple && !folded);
    if (words && check_words(cx, out->raw))
        out->simple = false;
}

/*
 * unstructured = (*([FWS] VCHAR) *WSP) / obs-unstruct
 * obs-unstruct = *((*LF *CR *(obs-utext *LF *CR)) / FWS)
 */
int
eml__unstructured(eml_cx *cx, eml_span in, eml_text *out)
{
    const uint8_t *from = in.p, *end = in.p + in.n;

    if (!is_plain(in)) {
        other(cx, in, out);
        return EML_OK;
    }
    while (from != end && *from == ' ')
        from++;
    while (end != from && end[-1] == ' ')
        end--;
    eml__text_set(out, from, end, EML_TEXT_UNSTRUCTURED, true);
    return EML_OK;
}

int
eml_unstructured_parse(eml_cx *cx, eml_span in, eml_text *out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_text text;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__unstructured(cx, in, &text));
    if (rc == EML_OK)
        *out = text;
    return rc;
}
