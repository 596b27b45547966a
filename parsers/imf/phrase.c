/* phrase.c -- phrases and the list of them that Keywords is (RFC 5322 sections
 * 3.2.5, 3.6.5, 4.1; RFC 2047 section 5 (3)). */
#include "core/cclass.h"
#include "eml/word.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/lex.h"
#include "parsers/imf/strict.h"

static bool
is_text(uint8_t c)
{
    return eml__is(c, EML__ATEXT | EML__HIGH) || c == '.';
}

static bool
ends_run(uint8_t c)
{
    return eml__is(c, EML__WSP | EML__NL) || c == '(' || c == '"' || c == ',';
}

bool
eml__words_in_run(eml_cx *cx, eml_span in, eml_span run)
{
    const uint8_t *p = run.p, *end = run.p + run.n;
    eml_word w;

    if (eml_word_match(run, &w) && w.raw.n == run.n) {
        if (!(p == in.p || eml__is(p[-1], EML__WSP | EML__NL)) ||
            !(end == in.p + in.n || eml__is(*end, EML__WSP | EML__NL)))
            (void)eml_find(cx, EML_E_WORD_SPACE, p, run.n);
        eml_word_check(cx, &w, EML_WORD_PHRASE);
        return true;
    }
    while ((p = eml__find_word(p, end)) != end) {
        if (eml_word_match(eml__between(p, end), &w)) {
            (void)eml_find(cx, EML_E_WORD_SPACE, p, w.raw.n);
            p += w.raw.n;
        } else {
            if (p == run.p)
                (void)eml_find(cx, EML_E_WORD_SYNTAX, p, 2);
            p += 2;
        }
    }
    return false;
}

/* What the reader knows of the phrase so far. */
typedef struct phrase {
    const uint8_t *from, *to; /* its first and after its last token */
    bool simple;              /* only atoms with one SP between them */
    bool dot_found;
} phrase;

static void
dot(eml_cx *cx, const uint8_t *p, phrase *ph)
{
    if (p == ph->from) {
        (void)eml_find(cx, EML_E_PHRASE_CHAR, p, 1);
    } else if (!ph->dot_found) {
        (void)eml_find(cx, EML_E_PHRASE_DOT, p, 1);
        ph->dot_found = true;
    }
}

/* Characters at p that have no place in a phrase and stand for themselves: one
 * finding for a run of them. */
static const uint8_t *
misplaced(eml_cx *cx, const uint8_t *p, const uint8_t *end, phrase *ph)
{
    const uint8_t *from = p;

    ph->simple = false;
    if (*p == ')') {
        (void)eml_find(cx, EML_E_COMMENT_CLOSE, p, 1);
        return p + 1;
    }
    p += *p == '\r' && p + 1 != end && p[1] == '\n';
    do
        p++;
    while (p != end && !is_text(*p) && !ends_run(*p) && *p != ')');
    (void)eml_find(cx, EML_E_PHRASE_CHAR, from, (size_t)(p - from));
    return p;
}

/* Atoms, dots and what has no place here, with neither CFWS nor quotes between.
 *
 * obs-phrase = word *(word / "." / CFWS)
 */
static void
read_run(eml__lex *x, eml_span in, phrase *ph)
{
    const uint8_t *from = x->p, *p = from, *end = x->end;
    unsigned seen = 0;
    eml_span run;

    for (;;) {
        while (p != end && eml__is(*p, EML__ATEXT | EML__HIGH))
            seen |= eml__cclass[*p++];
        if (p == end || (ends_run(*p) && p != from))
            break;
        if (*p == '.')
            dot(x->cx, p++, ph);
        else
            p = misplaced(x->cx, p, end, ph);
    }
    x->p = p;
    run = eml__between(from, p);
    if (seen & EML__HIGH)
        ph->simple = false;
    if (eml__find_word(from, p) != p && eml__words_in_run(x->cx, in, run))
        ph->simple = false;
}

/*
 * phrase = 1*word / obs-phrase
 * word   = atom / quoted-string
 *
 * x->p at the first token; up to a comma or the end.
 */
static int
read_phrase(eml__lex *x, eml_span in, eml_text *out)
{
    phrase ph = {x->p, x->p, true, false};
    int rc;

    while (x->p != x->end && *x->p != ',') {
        const uint8_t *gap;

        if (*x->p == '"') {
            eml_span inside;
            bool simple;

            rc = eml__quoted(x, &inside, &simple);
            if (rc < 0)
                return rc;
            eml__words_misplaced(x, inside, EML_E_WORD_QUOTED);
            ph.simple = false;
        } else {
            read_run(x, in, &ph);
        }
        ph.to = gap = x->p;
        rc = eml__cfws(x, NULL);
        if (rc < 0)
            return rc;
        if (x->p != gap && x->p != x->end && *x->p != ',')
            ph.simple &= x->p - gap == 1 && *gap == ' ';
    }
    *out = (eml_text){eml__between(ph.from, ph.to), EML_TEXT_PHRASE, true,
                      ph.simple};
    return EML_OK;
}

/*
 * keywords        = "Keywords:" phrase *("," phrase) CRLF
 * obs-phrase-list = [phrase / CFWS] *("," [phrase / CFWS])
 */
int
eml__phrases(eml_cx *cx, eml_span in, eml_phrases **out)
{
    eml_phrases *list = eml_arena_get(cx->arena, sizeof *list);
    eml_phrase **next;
    eml__lex x;
    int rc;

    if (!list)
        return EML_E_NOMEM;
    next = &list->first;
    x = eml__lex_of(cx, in, &list->comments);
    for (;;) {
        const uint8_t *from = x.p;

        rc = eml__cfws(&x, NULL);
        if (rc < 0)
            return rc;
        if (x.p != x.end && *x.p != ',') {
            eml_phrase *ph = eml_arena_get(cx->arena, sizeof *ph);

            if (!ph)
                return EML_E_NOMEM;
            rc = read_phrase(&x, in, &ph->text);
            if (rc < 0)
                return rc;
            *next = ph;
            next = &ph->next;
            list->num_phrases++;
        } else if (from == in.p && x.p == x.end) {
            (void)eml_find(cx, EML_E_FIELD_EMPTY, in.p, in.n);
        } else {
            (void)eml_find(cx, EML_E_PHRASE_NULL, from, (size_t)(x.p - from));
        }
        if (!eml__take(&x, ','))
            break;
    }
    *out = list;
    return EML_OK;
}

int
eml_phrases_parse(eml_cx *cx, eml_span in, eml_phrases **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_phrases *list = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__phrases(cx, in, &list));
    if (rc == EML_OK)
        *out = list;
    return rc;
}
