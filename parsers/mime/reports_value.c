/* reports_value.c -- the values of fields in delivery status and disposition
 * notifications. */
#include "parsers/imf/lex.h"
#include "parsers/mime/mime_values.h"
#include "parsers/mime/reports_int.h"

static eml_span
trim(const uint8_t *p, const uint8_t *end)
{
    while (p != end && eml__is(*p, EML__WSP | EML__NL))
        p++;
    while (p != end && eml__is(end[-1], EML__WSP | EML__NL))
        end--;
    return eml__between(p, end);
}

static eml_text
text_of(eml_span s)
{
    return (eml_text){s, EML_TEXT_UNSTRUCTURED, true, false};
}

/* address-type ";" generic-address, mta-name-type ";" mta-name and
 * diagnostic-type ";" *text (RFC 3464 section 2.1.2, RFC 8098 section 3.1.2);
 * "the same conventions for continuation lines and comments apply". */
static bool
typed(eml_cx *cx, eml_span body, eml_typed *out)
{
    eml__lex x = eml__lex_of(cx, body, NULL);
    eml_typed t;

    if (eml__cfws(&x, NULL) != EML_OK || !eml__atom(&x, &t.type) ||
        eml__cfws(&x, NULL) != EML_OK || !eml__take(&x, ';'))
        return false;
    t.text = text_of(trim(x.p, x.end));
    *out = t;
    return true;
}

/* Findings within dates and identifiers have their own codes and places, unless
 * the content was decoded: then they make the whole field unreadable. */
static eml_cx *
context(eml__groups *g)
{
    g->quiet.err = (eml_diag){0, 0, 0};
    return g->decoded ? &g->quiet : g->cx;
}

static bool
date(eml__groups *g, eml_span body, eml_report_date *out, int *rc)
{
    eml_date d = {0};

    *rc = eml__date(context(g), body, &d);
    if (*rc != EML_OK || g->quiet.err.code)
        return false;
    *out = (eml_report_date){true, d};
    return true;
}

/* One word in CFWS; the comments are not part of it. */
static bool
lone_word(eml_cx *cx, eml_span body, eml_span *out)
{
    eml__lex x = eml__lex_of(cx, body, NULL);

    return eml__cfws(&x, NULL) == EML_OK && eml__atom(&x, out) &&
           eml__cfws(&x, NULL) == EML_OK && x.p == x.end;
}

/* action-value = "failed" / "delayed" / "delivered" / "relayed" / "expanded"
 * (RFC 3464 section 2.3.3) */
static bool
action(eml_cx *cx, eml_span body, eml_dsn_recipient *r)
{
    eml_span w;

    if (!lone_word(cx, body, &w))
        return false;
    if (eml_span_eq_fold(w, EML_LIT("failed")))
        r->action = EML_DSN_FAILED;
    else if (eml_span_eq_fold(w, EML_LIT("delayed")))
        r->action = EML_DSN_DELAYED;
    else if (eml_span_eq_fold(w, EML_LIT("delivered")))
        r->action = EML_DSN_DELIVERED;
    else if (eml_span_eq_fold(w, EML_LIT("relayed")))
        r->action = EML_DSN_RELAYED;
    else if (eml_span_eq_fold(w, EML_LIT("expanded")))
        r->action = EML_DSN_EXPANDED;
    else
        return false;
    return true;
}

/* 1*3DIGIT "expressed without leading zero digits" */
static bool
number(eml__lex *x, size_t most, uint16_t *out)
{
    const uint8_t *from = x->p;
    unsigned n = 0;

    while (x->p != x->end && eml__is(*x->p, EML__DIGIT) &&
           (size_t)(x->p - from) < most)
        n = n * 10 + (unsigned)(*x->p++ - '0');
    *out = (uint16_t)n;
    return x->p != from && (*from != '0' || x->p - from == 1);
}

/* status-code = DIGIT "." 1*3DIGIT "." 1*3DIGIT
 *    ; White-space characters and comments are NOT allowed within
 *    ; a status-code, though a comment enclosed in parentheses
 *    ; MAY follow the last numeric sub-field of the status-code.
 * (RFC 3464 section 2.3.4); before it one may stand as in every field (2.1.1)
 */
static bool
status(eml_cx *cx, eml_span body, eml_dsn_recipient *r)
{
    eml__lex x = eml__lex_of(cx, body, NULL);
    uint16_t s[3];

    if (eml__cfws(&x, NULL) != EML_OK || !number(&x, 1, &s[0]) ||
        !eml__take(&x, '.') || !number(&x, 3, &s[1]) || !eml__take(&x, '.') ||
        !number(&x, 3, &s[2]) || eml__cfws(&x, NULL) != EML_OK || x.p != x.end)
        return false;
    r->has_status = true;
    for (int i = 0; i < 3; i++)
        r->status[i] = s[i];
    return true;
}

static bool
msgid(eml__groups *g, eml_span body, eml_msgid_list **out, int *rc)
{
    eml_msgid_list *ids = NULL;

    *rc = eml__msgids(context(g), body, EML_MSGID_ONE, &ids);
    if (*rc != EML_OK || g->quiet.err.code)
        return false;
    *out = ids;
    return true;
}

/* A word that must be one of two; *first says which. */
static bool
either(eml__lex *x, eml_span a, eml_span b, bool *first)
{
    eml_span w;

    if (eml__cfws(x, NULL) != EML_OK || !eml__atom(x, &w) ||
        eml__cfws(x, NULL) != EML_OK)
        return false;
    /* "/" is atext: action-mode "/" sending-mode may have come as one atom */
    for (size_t i = 0; i < w.n; i++)
        if (w.p[i] == '/') {
            x->p = w.p + i;
            w.n = i;
        }
    *first = eml_span_eq_fold(w, a);
    return *first || eml_span_eq_fold(w, b);
}

static bool
mdn_type(eml_span w, eml_mdn_type *out)
{
    if (eml_span_eq_fold(w, EML_LIT("displayed")))
        *out = EML_MDN_DISPLAYED;
    else if (eml_span_eq_fold(w, EML_LIT("deleted")))
        *out = EML_MDN_DELETED;
    else if (eml_span_eq_fold(w, EML_LIT("dispatched")))
        *out = EML_MDN_DISPATCHED;
    else if (eml_span_eq_fold(w, EML_LIT("processed")))
        *out = EML_MDN_PROCESSED;
    else
        return false;
    return true;
}

/* Takes atext but "/", which separates. */
static bool
part_of_atom(eml__lex *x, eml_span *out)
{
    const uint8_t *from;

    if (eml__cfws(x, NULL) != EML_OK)
        return false;
    from = x->p;
    while (x->p != x->end && *x->p != '/' &&
           eml__is(*x->p, EML__ATEXT | EML__HIGH))
        x->p++;
    *out = eml__between(from, x->p);
    return out->n && eml__cfws(x, NULL) == EML_OK;
}

static bool
modifiers(eml__lex *x, eml_arena *arena, eml_mdn_disposition *d, int *rc)
{
    eml_mdn_modifier **link = &d->modifiers;

    do {
        eml_mdn_modifier *m;
        eml_span w;

        if (!part_of_atom(x, &w))
            return false;
        m = eml_arena_get(arena, sizeof *m);
        if (!m) {
            *rc = EML_E_NOMEM;
            return false;
        }
        m->name = w;
        *link = m;
        link = &m->next;
    } while (eml__take(x, ','));
    return true;
}

/* disposition-field = "Disposition" ":" OWS disposition-mode OWS ";"
 *           OWS disposition-type
 *           [ OWS "/" OWS disposition-modifier
 *           *( OWS "," OWS disposition-modifier ) ] OWS
 * disposition-mode = action-mode OWS "/" OWS sending-mode
 * (RFC 8098 section 3.2.6) */
static bool
disposition(eml_cx *cx, eml_span body, eml_mdn_disposition *out, int *rc)
{
    eml__lex x = eml__lex_of(cx, body, NULL);
    eml_mdn_disposition d = {0};
    eml_span w;

    if (!either(&x, EML_LIT("manual-action"), EML_LIT("automatic-action"),
                &d.manual_action) ||
        !eml__take(&x, '/') ||
        !either(&x, EML_LIT("MDN-sent-manually"),
                EML_LIT("MDN-sent-automatically"), &d.sent_manually) ||
        !eml__take(&x, ';') || !part_of_atom(&x, &w) || !mdn_type(w, &d.type))
        return false;
    if (eml__take(&x, '/') && !modifiers(&x, cx->arena, &d, rc))
        return false;
    if (x.p != x.end)
        return false;
    *out = d;
    return true;
}

int
eml__report_value_read(eml__groups *g, const eml__report_field *row,
                       eml_span body, void *target, bool *readable)
{
    eml_cx *cx = &g->quiet;
    void *to = (uint8_t *)target + row->offset;
    int rc = EML_OK;

    switch ((eml__report_value)row->value) {
    case EML__REPORT_TYPED:
        *readable = typed(cx, body, to);
        break;
    case EML__REPORT_TEXT:
        *(eml_text *)to = text_of(trim(body.p, body.p + body.n));
        *readable = true;
        break;
    case EML__REPORT_DATE:
        *readable = date(g, body, to, &rc);
        break;
    case EML__REPORT_ACTION:
        *readable = action(cx, body, to);
        break;
    case EML__REPORT_STATUS:
        *readable = status(cx, body, to);
        break;
    case EML__REPORT_MSGID:
        *readable = msgid(g, body, to, &rc);
        break;
    case EML__REPORT_DISPOSITION:
        *readable = disposition(cx, body, to, &rc);
        break;
    }
    return rc == EML_E_NOMEM ? rc : EML_OK;
}
