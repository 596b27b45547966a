/* RFC 2919 section 3: List-Id. */
#include "eml/list.h"

#include <string.h>

#include "core/arena_int.h"
#include "core/general.h"
#include "parsers/imf/addr_int.h"
#include "parsers/imf/list_int.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/strict.h"

/*
 * list-id           = list-label "." list-id-namespace
 * list-label        = dot-atom-text
 * list-id-namespace = domain-name / unmanaged-list-id-namespace
 *
 * Clients ignore white space within the brackets (section 3): then the text is
 * a copy without it.
 */
static int
other_id(eml_cx *cx, eml_span in, eml_text *out)
{
    eml__lex x;
    eml_span id = EML_NONE, left;
    bool dot;
    int rc = eml__without_space(cx, in, &id);

    if (rc < 0)
        return rc;
    x = eml__lex_of(cx, id, NULL);
    dot = eml__dot_atom(&x, &left);
    if (!dot || x.p != x.end || id.n != in.n || !memchr(id.p, '.', id.n))
        (void)eml_find(cx, EML_E_LIST_ID_SYNTAX, in.p, in.n);
    if (id.n > 255)
        (void)eml_find(cx, EML_E_LIST_ID_255, in.p, in.n);
    /* no comment and no phrase (RFC 2047 section 5) */
    eml__words_misplaced(&x, in, EML_E_WORD_PLACE);
    *out = (eml_text){id, EML_TEXT_PLAIN, true, false};
    return EML_OK;
}

/* A list-id that nothing can be found about, at x->p with its ">" behind it;
 * one with "=" may have an encoded-word. False, nothing moved, when it is
 * another. */
static bool
plain_id(eml__lex *x, eml_text *out)
{
    const uint8_t *from = x->p, *p = from;
    bool dot = false;

    if (!EML__PLAIN)
        return false;
    for (;; p++) {
        const uint8_t *label = p;

        while (p != x->end && eml__is(*p, EML__ATEXT) && *p != '=')
            p++;
        if (p == label || p == x->end)
            return false;
        if (*p != '.')
            break;
        dot = true;
    }
    if (*p != '>' || !dot || p - from > 255)
        return false;
    eml__text_set(out, from, p, EML_TEXT_PLAIN, true);
    x->p = p;
    return true;
}

/* list-id, x->p behind the "<": up to ">" or the end. */
static int
read_id(eml__lex *x, eml_text *out)
{
    const uint8_t *from = x->p;

    if (plain_id(x, out))
        return EML_OK;
    while (x->p != x->end && *x->p != '>')
        x->p++;
    return other_id(x->cx, eml__between(from, x->p), out);
}

/* White space and comments at x->p: neither is free here (section 3). */
static int
no_space(eml__lex *x)
{
    const uint8_t *at = x->p;
    int rc = eml__cfws(x, NULL);

    if (rc == EML_OK && x->p != at)
        (void)eml_find(x->cx, EML_E_LIST_ID_SYNTAX, at, (size_t)(x->p - at));
    return rc;
}

/* No "<": the identifier without its brackets, when it is alone; else a name.
 */
static void
no_angle(eml__lex *x, const eml__run *run, eml_list_id *l)
{
    eml_span all = eml__between(run->from, run->to);

    (void)eml_find(x->cx, EML_E_LIST_ID_SYNTAX, all.p, all.n);
    if (run->num_words > 1 && !run->gap && !run->special && !run->num_quoted)
        l->id = (eml_text){all, EML_TEXT_WORDS, true, !run->high};
    else if (all.n)
        l->name = (eml_text){all, EML_TEXT_PHRASE, true, false};
}

/* [phrase] that nothing can be found about, up to "<". */
static bool
plain_description(eml__lex *x, eml_text *out)
{
    return x->p != x->end && eml__plain_name(x, out);
}

/* [phrase], up to "<" or the end: other characters than a phrase has are read
 * as part of it. */
static int
description(eml__lex *x, eml__run *run)
{
    int rc = eml__run_read(x, run);

    while (rc == EML_OK && x->p != x->end && *x->p != '<') {
        if (!run->special)
            run->special = x->p;
        run->odd = true;
        run->to = ++x->p;
        rc = eml__cfws(x, NULL);
        if (rc == EML_OK)
            rc = eml__run_read(x, run);
    }
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
    int rc = eml__cfws(x, NULL);

    if (rc < 0)
        return rc;
    if (!plain_description(x, &l->name)) {
        eml__run run = {0};

        rc = description(x, &run);
        if (rc < 0)
            return rc;
        if (!eml__at(x, '<')) {
            no_angle(x, &run, l);
            return EML_OK;
        }
        if (run.from != run.to)
            eml__phrase(x, &run, NULL, &l->name);
    }
    from = x->p;
    if (!l->name.present && x->comments != tail)
        (void)eml_find(x->cx, EML_E_LIST_ID_SYNTAX, at, (size_t)(from - at));
    x->p++;
    rc = read_id(x, &l->id);
    if (rc < 0)
        return rc;
    if (!eml__take(x, '>')) {
        (void)eml_find(x->cx, EML_E_LIST_ID_SYNTAX, from, 1);
        return EML_OK;
    }
    rc = no_space(x);
    if (rc == EML_OK && x->p != x->end)
        (void)eml_find(x->cx, EML_E_LIST_ID_SYNTAX, x->p,
                       (size_t)(x->end - x->p));
    return rc;
}

int
eml__list_id(eml_cx *cx, eml_span in, eml_list_id **out)
{
    eml_list_id *l = eml__arena_node(cx->arena, sizeof *l);
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
