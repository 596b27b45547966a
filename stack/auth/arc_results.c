/* RFC 8617 section 4.1.1: "the AAR MUST contain the combined authres-payload
 * with all of the authentication results from within the participating ADMD";
 * fields by RFC 8601 section 2.2, as far as it takes to cut them. */
#include "stack/auth/arc_results.h"

#include "parsers/imf/lex.h"

/* [CFWS] authserv-id [ CFWS authres-version ] up to ";". Whether it is `id`. */
static bool
is_from(eml__lex *x, eml_span id)
{
    eml_span got;
    bool simple;

    if (eml__cfws(x, NULL) != EML_OK)
        return false;
    if (eml__at(x, '"')) {
        if (eml__quoted(x, &got, &simple) != EML_OK)
            return false;
    } else if (!eml__token(x, &got)) {
        return false;
    }
    if (!eml_span_eq_fold(got, id))
        return false;
    while (x->p != x->end && *x->p != ';') {
        const uint8_t *was = x->p;

        if (eml__cfws(x, NULL) != EML_OK)
            return false;
        x->p += x->p == was; /* an LF alone begins CFWS and is none */
    }
    return true;
}

/* Up to the next ";" that is in no comment and no quoted-string. */
static eml_span
cut(eml__lex *x)
{
    const uint8_t *from, *to;
    eml_span quoted;
    bool simple;

    while (x->p != x->end && eml__is(*x->p, EML__WSP | EML__NL))
        x->p++;
    from = to = x->p;
    while (x->p != x->end && *x->p != ';') {
        const uint8_t *was = x->p;

        if (*was == '(')
            (void)!eml__cfws(x, NULL);
        else if (*was == '"')
            (void)!eml__quoted(x, &quoted, &simple);
        if (x->p == was)
            x->p++;
        if (!eml__is(*was, EML__WSP | EML__NL))
            to = x->p;
    }
    while (to != from && eml__is(to[-1], EML__WSP | EML__NL))
        to--;
    return eml__between(from, to);
}

/* "arc" [CFWS] "=" [CFWS] result */
static eml_arc_cv
chain_status(eml_cx *cx, eml_span resinfo)
{
    static const struct {
        eml_arc_cv cv;
        eml_span name;
    } all[] = {{EML_ARC_CV_NONE, {(const uint8_t *)"none", 4}},
               {EML_ARC_CV_FAIL, {(const uint8_t *)"fail", 4}},
               {EML_ARC_CV_PASS, {(const uint8_t *)"pass", 4}}};
    eml__lex x = eml__lex_of(cx, resinfo, NULL);
    eml_span word;

    if (eml__cfws(&x, NULL) != EML_OK || !eml__token(&x, &word) ||
        !eml_span_eq_fold(word, EML_LIT("arc")) ||
        eml__cfws(&x, NULL) != EML_OK || !eml__take(&x, '=') ||
        eml__cfws(&x, NULL) != EML_OK || !eml__token(&x, &word))
        return EML_ARC_CV_OTHER;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (eml_span_eq_fold(word, all[i].name))
            return all[i].cv;
    return EML_ARC_CV_OTHER;
}

/* A resinfo as it stands; in stored form its folds become CRLF. */
static void
put(eml_out *out, eml_span s, enum eml_newline newline)
{
    for (size_t i = 0; i < s.n; i++) {
        if (newline == EML_NL_LF && s.p[i] == '\n')
            eml_out_byte(out, '\r');
        eml_out_byte(out, s.p[i]);
    }
}

/* authserv-id = value: a token, else a quoted-string (RFC 8601 section 2.2). */
static void
put_id(eml_out *out, eml_span id)
{
    eml_cx aside = {.origin = id.p};
    eml__lex x = eml__lex_of(&aside, id, NULL);
    eml_span token;

    if (eml__token(&x, &token) && x.p == x.end) {
        eml_out_span(out, id);
        return;
    }
    eml_out_byte(out, '"');
    for (size_t i = 0; i < id.n; i++) {
        if (id.p[i] == '"' || id.p[i] == '\\')
            eml_out_byte(out, '\\');
        eml_out_byte(out, id.p[i]);
    }
    eml_out_byte(out, '"');
}

void
eml__arc_results(const eml__header *h, eml_cx *cx, eml_span id, eml_out *out,
                 eml_arc_cv *cv)
{
    eml_cx own = {.arena = cx->arena, .newline = (uint8_t)h->newline};
    bool any = false;

    *cv = EML_ARC_CV_OTHER;
    put_id(out, id);
    for (uint32_t i = 0; i < h->num_fields; i++) {
        const eml__hfield *f = &h->fields[i];
        eml__lex x = eml__lex_of(&own, f->body, NULL);

        own.origin = f->body.p;
        if (!eml_span_eq_fold(f->name, EML_LIT("authentication-results")) ||
            !is_from(&x, id))
            continue;
        while (eml__take(&x, ';')) {
            eml_span s = cut(&x);

            if (!s.n || eml_span_eq_fold(s, EML_LIT("none")))
                continue;
            if (*cv == EML_ARC_CV_OTHER)
                *cv = chain_status(&own, s);
            eml_out_span(out, EML_LIT(";\r\n "));
            put(out, s, h->newline);
            any = true;
        }
    }
    if (!any)
        eml_out_span(out, EML_LIT("; none"));
}
