#include "eml/reports.h"

#include <string.h>

#include "parsers/imf/lex.h"
#include "parsers/mime/reports_int.h"

/* ---- groups of fields --------------------------------------------------- */

void
eml__groups_find(eml__groups *g, int code, const uint8_t *p, size_t n)
{
    if (g->decoded)
        eml_find_at(g->cx, code, g->at, g->len);
    else
        eml_find(g->cx, code, p, n);
}

static size_t
empty_line(const eml__groups *g)
{
    if (g->p != g->end && *g->p == '\n')
        return 1;
    return g->end - g->p > 1 && g->p[0] == '\r' && g->p[1] == '\n' ? 2 : 0;
}

/* The end of the field at g->p: a line and those that go on with it. */
static const uint8_t *
field_end(const eml__groups *g)
{
    const uint8_t *p = g->p;

    do {
        const uint8_t *lf = memchr(p, '\n', (size_t)(g->end - p));

        p = lf ? lf + 1 : g->end;
    } while (p != g->end && eml__is(*p, EML__WSP));
    return p;
}

static int
read_known(eml__groups *g, const eml__report_field *row, const eml_field *f,
           void *target)
{
    bool readable = false;
    int rc = eml__report_value_read(g, row, f->body, target, &readable);

    if (rc == EML_OK && !readable)
        eml__groups_find(g, g->syntax, f->raw.p, f->name.n + 1 + f->body.n);
    return rc;
}

/* The row of a field's name, or n. */
static size_t
row_of(const eml__report_field *table, size_t n, eml_span name)
{
    size_t i = 0;

    while (i < n &&
           !(table[i].name_len == name.n &&
             eml_span_eq_fold(name, (eml_span){(const uint8_t *)table[i].name,
                                               table[i].name_len})))
        i++;
    return i;
}

int
eml__groups_read(eml__groups *g, const eml__report_field *table, size_t n,
                 void *target, eml_field **fields)
{
    const uint8_t *start = g->p;
    uint32_t seen = 0;

    while (g->p != g->end && !empty_line(g)) {
        const uint8_t *end = field_end(g);
        eml_field *f = eml_arena_get(g->cx->arena, sizeof *f);
        size_t i;

        if (!f)
            return EML_E_NOMEM;
        eml_field_split(&g->quiet, eml__between(g->p, end), f);
        *fields = f;
        fields = &f->next;
        g->p = end;
        i = row_of(table, n, f->name);
        if (f->id == EML_FIELD_JUNK)
            eml__groups_find(g, g->syntax, f->raw.p, f->raw.n);
        else if (i < n && seen & 1u << i)
            eml__groups_find(g, g->twice, f->name.p, f->name.n);
        else if (i < n) {
            seen |= 1u << i;
            if (read_known(g, &table[i], f, target) < 0)
                return EML_E_NOMEM;
        }
    }
    for (size_t i = 0; i < n; i++)
        if (table[i].required && !(seen & 1u << i))
            eml__groups_find(g, g->missing, start, (size_t)(g->p - start));
    return EML_OK;
}

void
eml__groups_gap(eml__groups *g)
{
    const uint8_t *again;
    size_t n = empty_line(g);

    g->p += n;
    again = g->p;
    while ((n = empty_line(g)) != 0)
        g->p += n;
    if (g->p != again)
        eml__groups_find(g, g->syntax, again, (size_t)(g->p - again));
}

/* ---- delivery status (RFC 3464) ----------------------------------------- */

#define ROW(name, value, required, type, member)                               \
    {                                                                          \
        name, sizeof(name) - 1, value, required, offsetof(type, member)        \
    }

/* per-message-fields =
 *       [ original-envelope-id-field CRLF ]
 *       reporting-mta-field CRLF
 *       [ dsn-gateway-field CRLF ]
 *       [ received-from-mta-field CRLF ]
 *       [ arrival-date-field CRLF ]
 *       *( extension-field CRLF )
 * "At most, these fields may appear once in any DSN." (section 2.2) */
static const eml__report_field per_message[] = {
    ROW("Original-Envelope-Id", EML__REPORT_TEXT, false, eml_dsn,
        original_envelope_id),
    ROW("Reporting-MTA", EML__REPORT_TYPED, true, eml_dsn, reporting_mta),
    ROW("DSN-Gateway", EML__REPORT_TYPED, false, eml_dsn, dsn_gateway),
    ROW("Received-From-MTA", EML__REPORT_TYPED, false, eml_dsn,
        received_from_mta),
    ROW("Arrival-Date", EML__REPORT_DATE, false, eml_dsn, arrival_date),
};

/* per-recipient-fields =
 *       [ original-recipient-field CRLF ]
 *       final-recipient-field CRLF
 *       action-field CRLF
 *       status-field CRLF
 *       [ remote-mta-field CRLF ]
 *       [ diagnostic-code-field CRLF ]
 *       [ last-attempt-date-field CRLF ]
 *       [ final-log-id-field CRLF ]
 *       [ will-retry-until-field CRLF ]
 *       *( extension-field CRLF )
 * (section 2.3) */
static const eml__report_field per_recipient[] = {
    ROW("Original-Recipient", EML__REPORT_TYPED, false, eml_dsn_recipient,
        original_recipient),
    ROW("Final-Recipient", EML__REPORT_TYPED, true, eml_dsn_recipient,
        final_recipient),
    {"Action", 6, EML__REPORT_ACTION, true, 0},
    {"Status", 6, EML__REPORT_STATUS, true, 0},
    ROW("Remote-MTA", EML__REPORT_TYPED, false, eml_dsn_recipient, remote_mta),
    ROW("Diagnostic-Code", EML__REPORT_TYPED, false, eml_dsn_recipient,
        diagnostic_code),
    ROW("Last-Attempt-Date", EML__REPORT_DATE, false, eml_dsn_recipient,
        last_attempt_date),
    ROW("Final-Log-ID", EML__REPORT_TEXT, false, eml_dsn_recipient,
        final_log_id),
    ROW("Will-Retry-Until", EML__REPORT_DATE, false, eml_dsn_recipient,
        will_retry_until),
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* RFC 3464 section 2.3.9: "The Will-Retry-Until field is optional for "delay"
 * DSNs, and MUST NOT appear in other DSNs." */
static void
check_retry(eml__groups *g, const eml_dsn_recipient *r)
{
    const eml_field *f = r->fields;

    if (!r->will_retry_until.present || r->action == EML_DSN_DELAYED)
        return;
    while (!eml_span_eq_fold(f->name, EML_LIT("Will-Retry-Until")))
        f = f->next;
    eml__groups_find(g, EML_E_DSN_RETRY, f->name.p, f->name.n);
}

/* delivery-status-content =  per-message-fields 1*
 *                           ( CRLF per-recipient-fields ) */
int
eml__dsn(eml__groups *g, eml_dsn **out)
{
    eml_dsn *d = eml_arena_get(g->cx->arena, sizeof *d);
    eml_dsn_recipient **link;

    g->missing = EML_E_DSN_FIELD;
    g->syntax = EML_E_DSN_SYNTAX;
    g->twice = EML_E_DSN_TWICE;
    if (!d ||
        eml__groups_read(g, per_message, COUNT(per_message), d, &d->fields) < 0)
        return EML_E_NOMEM;
    eml__groups_gap(g);
    for (link = &d->recipients; g->p != g->end; link = &(*link)->next) {
        eml_dsn_recipient *r = eml_arena_get(g->cx->arena, sizeof *r);

        if (!r || eml__groups_read(g, per_recipient, COUNT(per_recipient), r,
                                   &r->fields) < 0)
            return EML_E_NOMEM;
        check_retry(g, r);
        eml__groups_gap(g);
        *link = r;
        d->num_recipients++;
    }
    if (!d->recipients)
        eml__groups_find(g, EML_E_DSN_FIELD, g->end, 0);
    *out = d;
    return EML_OK;
}

/* ---- disposition notification (RFC 8098) -------------------------------- */

/* disposition-notification-content = [ reporting-ua-field CRLF ]
 *           [ mdn-gateway-field CRLF ]
 *           [ original-recipient-field CRLF ]
 *           final-recipient-field CRLF
 *           [ original-message-id-field CRLF ]
 *           disposition-field CRLF
 *           *( error-field CRLF )
 *           *( extension-field CRLF )
 * "the order of the above fields is recommended but not fixed." (section 3.1)
 */
static const eml__report_field mdn_fields[] = {
    ROW("Reporting-UA", EML__REPORT_TEXT, false, eml_mdn, reporting_ua),
    ROW("MDN-Gateway", EML__REPORT_TYPED, false, eml_mdn, mdn_gateway),
    ROW("Original-Recipient", EML__REPORT_TYPED, false, eml_mdn,
        original_recipient),
    ROW("Final-Recipient", EML__REPORT_TYPED, true, eml_mdn, final_recipient),
    ROW("Original-Message-ID", EML__REPORT_MSGID, false, eml_mdn,
        original_message_id),
    ROW("Disposition", EML__REPORT_DISPOSITION, true, eml_mdn, disposition),
};

int
eml__mdn(eml__groups *g, eml_mdn **out)
{
    eml_mdn *m = eml_arena_get(g->cx->arena, sizeof *m);

    g->missing = EML_E_MDN_FIELD;
    g->syntax = EML_E_MDN_SYNTAX;
    g->twice = EML_E_MDN_TWICE;
    if (!m ||
        eml__groups_read(g, mdn_fields, COUNT(mdn_fields), m, &m->fields) < 0)
        return EML_E_NOMEM;
    if (g->p != g->end)
        eml__groups_find(g, g->syntax, g->p, (size_t)(g->end - g->p));
    *out = m;
    return EML_OK;
}

/* ---- contents ----------------------------------------------------------- */

static eml__groups
groups_of(eml_cx *cx, eml_span in)
{
    eml__groups g = {.cx = cx, .quiet = *cx, .p = in.p, .end = in.p + in.n};

    g.quiet.allow = EML_ALLOW_NONE;
    g.quiet.origin = in.p;
    g.quiet.diags = NULL;
    g.quiet.diags_cap = 0;
    return g;
}

int
eml_dsn_parse(eml_cx *cx, eml_span in, eml_dsn **out)
{
    eml__groups g = groups_of(cx, in);

    return eml__dsn(&g, out);
}

int
eml_mdn_parse(eml_cx *cx, eml_span in, eml_mdn **out)
{
    eml__groups g = groups_of(cx, in);

    return eml__mdn(&g, out);
}
