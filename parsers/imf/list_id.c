/* RFC 2919 section 3: List-Id. */
#include "eml/list.h"

#include "parsers/imf/addr_int.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/strict.h"

/*
 * list-id           = list-label "." list-id-namespace
 * list-label        = dot-atom-text
 * list-id-namespace = domain-name / unmanaged-list-id-namespace
 *
 * Clients ignore white space within the brackets (section 3).
 */
static void
judge_id(eml_cx *cx, eml_span in, eml_text *out)
{
    const uint8_t *end = in.p + in.n, *p = eml__past_cfws(in.p, end);
    eml__lex x = eml__lex_of(cx, eml__between(p, end), NULL);
    eml_span id = EML_NONE;
    bool dot = false, high = false;

    out->present = true;
    out->form = EML_TEXT_WORDS;
    if (eml__dot_atom(&x, &id)) {
        for (size_t i = 0; i < id.n; i++) {
            dot |= id.p[i] == '.';
            high |= eml__is(id.p[i], EML__HIGH);
        }
        out->raw = id;
        out->simple = !high;
    }
    if (!id.n || eml__past_cfws(x.p, end) != end) {
        out->raw = in;
        out->form = EML_TEXT_PLAIN;
        out->simple = dot = false;
    }
    if (!dot || id.n != in.n)
        (void)eml_find(cx, EML_E_LIST_ID_SYNTAX, in.p, in.n);
    if (out->raw.n > 255)
        (void)eml_find(cx, EML_E_LIST_ID_255, out->raw.p, out->raw.n);
}

/* White space at x->p; comments are not free here (section 3). */
static int
space_only(eml__lex *x)
{
    eml_comment *const *tail = x->comments;
    const uint8_t *at = x->p;
    int rc = eml__cfws(x, NULL);

    if (rc == EML_OK && x->comments != tail)
        (void)eml_find(x->cx, EML_E_LIST_ID_SYNTAX, at, (size_t)(x->p - at));
    return rc;
}

/*
 * list-id-header = "List-ID:" [phrase] "<" list-id ">" CRLF
 */
static int
read_list_id(eml__lex *x, eml_list_id *l)
{
    const uint8_t *at = x->p, *from;
    eml_comment *const *tail = x->comments;
    eml__run run = {0};
    int rc = eml__cfws(x, NULL);

    if (rc == EML_OK)
        rc = eml__run_read(x, &run);
    if (rc < 0)
        return rc;
    if (!eml__take(x, '<')) {
        (void)eml_find(x->cx, EML_E_LIST_ID_SYNTAX, run.from,
                       (size_t)(x->end - run.from));
        /* the identifier without its brackets, when it is alone */
        if (run.num_words > 1 && !run.gap && !run.special && !run.num_quoted &&
            x->p == x->end) {
            l->id = (eml_text){eml__between(run.from, run.to), EML_TEXT_WORDS,
                               true, !run.high};
            return EML_OK;
        }
        l->name = (eml_text){eml__between(run.from, x->end), EML_TEXT_PHRASE,
                             true, false};
        return EML_OK;
    }
    if (run.from != run.to)
        eml__phrase(x, &run, NULL, &l->name);
    else if (x->comments != tail)
        (void)eml_find(x->cx, EML_E_LIST_ID_SYNTAX, at,
                       (size_t)(run.from - at));
    from = x->p;
    while (x->p != x->end && *x->p != '>')
        x->p++;
    judge_id(x->cx, eml__between(from, x->p), &l->id);
    if (!eml__take(x, '>')) {
        (void)eml_find(x->cx, EML_E_LIST_ID_SYNTAX, from - 1, 1);
        return EML_OK;
    }
    rc = space_only(x);
    if (rc == EML_OK && x->p != x->end)
        (void)eml_find(x->cx, EML_E_LIST_ID_SYNTAX, x->p,
                       (size_t)(x->end - x->p));
    return rc;
}

int
eml__list_id(eml_cx *cx, eml_span in, eml_list_id **out)
{
    eml_list_id *l = eml_arena_get(cx->arena, sizeof *l);
    eml__lex x;
    int rc;

    if (!l)
        return EML_E_NOMEM;
    l->name.raw = l->id.raw = EML_NONE;
    x = eml__lex_of(cx, in, &l->comments);
    rc = read_list_id(&x, l);
    if (rc == EML_OK)
        *out = l;
    return rc;
}

int
eml_list_id_parse(eml_cx *cx, eml_span in, eml_list_id **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_list_id *l = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__list_id(cx, in, &l));
    if (rc == EML_OK)
        *out = l;
    return rc;
}
