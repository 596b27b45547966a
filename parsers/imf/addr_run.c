/* RFC 5322 sections 3.2.5, 4.1 and 4.4: the words of phrases and local-parts,
 * read before it is known what they are. */
#include "parsers/imf/addr_int.h"

#include "eml/word.h"

#define ATOM (EML__ATEXT | EML__HIGH)

/* One word is read: from `at` to x->p. */
static void
word_taken(const eml__lex *x, eml__run *r, const uint8_t *at)
{
    if (r->last == EML__RUN_WORD && !r->bad_word)
        r->bad_word = at;
    r->last = EML__RUN_WORD;
    r->num_words++;
    r->octets += (size_t)(x->p - at);
}

static void
atom_taken(eml__lex *x, eml__run *r)
{
    const uint8_t *at = x->p, *p = at;
    unsigned some = 0, all = ~0u;

    do {
        some |= eml__cclass[*p];
        all &= eml__cclass[*p];
        p++;
    } while (p != x->end && eml__is(*p, ATOM));
    if (some & EML__HIGH)
        r->high = r->odd = true;
    x->p = p;
    word_taken(x, r, at);
    /* "=" and "?" are atext and no characters of a token */
    if (!(all & EML__TOKEN) && !r->word && eml__find_word(at, p) != p)
        r->word = at;
}

static int
quoted_taken(eml__lex *x, eml__run *r)
{
    const uint8_t *at = x->p;
    const uint8_t *q;
    int rc = eml__quoted(x, &r->quoted, &r->simple);

    if (rc < 0)
        return rc;
    word_taken(x, r, at);
    r->num_quoted++;
    r->odd = true;
    q = r->quoted.p + r->quoted.n;
    if (!r->simple) /* folds are no octets of the text */
        for (const uint8_t *p = r->quoted.p; p != q; p++)
            r->octets -= eml__is(*p, EML__NL);
    if (!r->word && eml__find_word(r->quoted.p, q) != q)
        r->word = at;
    return EML_OK;
}

/* The token at x->p, which is none of CFWS and no delimiter. */
static int
token_taken(eml__lex *x, eml__run *r)
{
    if (eml__is(*x->p, ATOM)) {
        atom_taken(x, r);
    } else if (*x->p == '.') {
        if (!r->dot)
            r->dot = x->p;
        if (r->last != EML__RUN_WORD && !r->bad_dot)
            r->bad_dot = x->p;
        r->last = EML__RUN_DOT;
        r->octets++;
        x->p++;
    } else if (*x->p == '"') {
        return quoted_taken(x, r);
    } else {
        if (*x->p == ')')
            (void)eml_find(x->cx, EML_E_COMMENT_CLOSE, x->p, 1);
        if (!r->special)
            r->special = x->p;
        r->odd = true;
        x->p++;
    }
    return EML_OK;
}

static bool
delimits(uint8_t c)
{
    switch (c) {
    case '<':
    case '>':
    case ',':
    case ';':
    case ':':
    case '@':
        return true;
    default:
        return false;
    }
}

int
eml__run_read(eml__lex *x, eml__run *r)
{
    const uint8_t *gap = NULL;
    int rc;

    if (!r->from)
        r->from = r->to = x->p;
    else if (r->to != x->p)
        gap = r->to;
    while (x->p != x->end) {
        if (eml__cfws_begins(x)) {
            const uint8_t *at = x->p;

            rc = eml__cfws(x, NULL);
            if (rc < 0)
                return rc;
            if (x->p == at)
                break; /* a line end that is no fold */
            gap = at;
            if (x->p - at != 1 || *at != ' ')
                r->odd = true;
            continue;
        }
        if (delimits(*x->p))
            break;
        if (gap && !r->gap)
            r->gap = gap;
        gap = NULL;
        rc = token_taken(x, r);
        if (rc < 0)
            return rc;
        r->to = x->p;
    }
    return EML_OK;
}

void
eml__words_in_phrase(const eml__lex *x, eml_span in)
{
    const uint8_t *p = in.p, *to = p + in.n;

    while (p < to) {
        if (*p == '"') {
            const uint8_t *from = ++p;

            while (p != to && *p != '"')
                p += *p == '\\' && p + 1 != to ? 2 : 1;
            eml__words_misplaced(x, eml__between(from, p), EML_E_WORD_QUOTED);
            p += p != to;
        } else if (eml__is(*p, EML__WSP | EML__NL) || *p == '(') {
            const uint8_t *from = p;

            p = eml__past_cfws(p, to);
            p += p == from; /* a line end that is no fold */
        } else {
            const uint8_t *from = p;

            while (p != to && !eml__is(*p, EML__WSP | EML__NL) && *p != '"' &&
                   *p != '(')
                p++;
            (void)eml__words_in_run(x->cx, eml__between(x->begin, x->end),
                                    eml__between(from, p));
        }
    }
}

/*
 * phrase     = 1*word / obs-phrase
 * obs-phrase = word *(word / "." / CFWS)
 */
void
eml__phrase(eml__lex *x, const eml__run *r, const uint8_t *at, eml_text *out)
{
    const uint8_t *special = r->special;

    if (*r->from == '.' && (!special || r->from < special))
        special = r->from;
    else if (r->dot)
        (void)eml_find(x->cx, EML_E_PHRASE_DOT, r->dot, 1);
    if (special)
        (void)eml_find(x->cx, EML_E_PHRASE_CHAR, special, 1);
    if (at)
        (void)eml_find(x->cx, EML_E_PHRASE_AT, at, 1);
    if (r->word)
        eml__words_in_phrase(x, eml__between(r->from, r->to));
    out->present = true;
    if (r->num_quoted == 1 && r->num_words == 1 && *r->from == '"' &&
        r->to[-1] == '"') {
        out->raw = r->quoted;
        out->form = EML_TEXT_QUOTED;
        out->simple = r->simple;
    } else {
        out->raw = eml__between(r->from, r->to);
        out->form = EML_TEXT_PHRASE;
        out->simple = !r->odd && !r->word && !at;
    }
}
