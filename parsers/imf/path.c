/* RFC 5322 section 3.6.7: Return-Path. */
#include "eml/trace.h"

#include "core/arena_int.h"
#include "parsers/imf/addr_int.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/strict.h"

/* path = angle-addr / ([CFWS] "<" [CFWS] ">" [CFWS]), x->p at "<" */
static int
angle_path(eml__lex *x, eml_mailbox *m)
{
    const uint8_t *from = x->p;
    const uint8_t *inside = eml__past_cfws(from + 1, x->end);
    int rc;

    m->angle = true;
    if (inside != x->end && *inside == '>') {
        x->p++;
        rc = eml__cfws(x, &m->cfws);
        x->p += rc == EML_OK;
    } else {
        rc = eml__angle(x, EML_E_PATH_SYNTAX, m);
    }
    m->raw = eml__between(from, x->p);
    return rc;
}

/* An address without its angle brackets. */
static int
bare_path(eml__lex *x, eml_mailbox *m)
{
    const uint8_t *from = x->p, *at;
    eml__run run = {0};
    eml__dom d;
    int rc = eml__run_read(x, &run);

    if (rc < 0)
        return rc;
    if (run.from == run.to)
        return eml_fail(x->cx, EML_E_PATH_SYNTAX, x->p, x->p != x->end);
    if (eml__at(x, '<')) { /* a name before it */
        (void)eml_find(x->cx, EML_E_PATH_SYNTAX, from, (size_t)(run.to - from));
        return angle_path(x, m);
    }
    if (!eml__at(x, '@')) {
        (void)eml_find(x->cx, EML_E_PATH_SYNTAX, from, (size_t)(run.to - from));
        m->raw = eml__between(from, run.to);
        return eml__local(x, &run, &m->local);
    }
    at = x->p++;
    rc = eml__dom_read(x, &d);
    if (rc < 0)
        return rc;
    (void)eml_find(x->cx, EML_E_PATH_SYNTAX, from, (size_t)(d.to - from));
    m->raw = eml__between(from, d.to);
    return eml__addr_spec(x, &run, at, &d, m);
}

/*
 * path = angle-addr / ([CFWS] "<" [CFWS] ">" [CFWS])
 */
static int
read_path(eml__lex *x, eml_mailbox *m)
{
    int rc = eml__cfws(x, NULL);

    if (rc < 0)
        return rc;
    rc = eml__at(x, '<') ? angle_path(x, m) : bare_path(x, m);
    if (rc == EML_OK)
        rc = eml__cfws(x, NULL);
    if (rc == EML_OK && x->p != x->end)
        (void)eml_find(x->cx, EML_E_TRAILING, x->p, (size_t)(x->end - x->p));
    return rc;
}

int
eml__path(eml_cx *cx, eml_span in, eml_mailbox **out)
{
    eml_mailbox *m = eml__arena_node(cx->arena, sizeof *m);
    eml__lex x;
    int rc;

    if (!m)
        return EML_E_NOMEM;
    eml__mailbox_init(m);
    x = eml__lex_of(cx, in, &m->comments);
    rc = read_path(&x, m);
    if (rc == EML_OK)
        *out = m;
    return rc;
}

int
eml_path_parse(eml_cx *cx, eml_span in, eml_mailbox **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_mailbox *m = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__path(cx, in, &m));
    if (rc == EML_OK)
        *out = m;
    return rc;
}
