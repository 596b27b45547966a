/* reports_part.c -- multipart/report in a tree (RFC 6522). */
#include "eml/arf.h"
#include "parsers/mime/mime_values.h"
#include "parsers/mime/reports_int.h"

static bool
is(const eml_part *p, eml_span type, eml_span subtype)
{
    return p && p->info.subtype.n == subtype.n &&
           eml_span_eq_fold(p->info.type, type) &&
           eml_span_eq_fold(p->info.subtype, subtype);
}

typedef enum content {
    CONTENT_NONE,
    CONTENT_DSN,
    CONTENT_MDN,
    CONTENT_ARF
} content;

/* RFC 3464 section 2.1, RFC 8098 section 3.1, RFC 6533 sections 4 and 5, RFC
 * 5965 section 3. */
static content
content_of(const eml_part *p)
{
    eml_span message = EML_LIT("message");

    if (!p || p->info.kind != EML_PART_LEAF || p->info.cte == EML_CTE_UNKNOWN ||
        !EML__IS(p->info.type, "message"))
        return CONTENT_NONE;
    if (is(p, message, EML_LIT("delivery-status")) ||
        is(p, message, EML_LIT("global-delivery-status")))
        return CONTENT_DSN;
    if (is(p, message, EML_LIT("disposition-notification")) ||
        is(p, message, EML_LIT("global-disposition-notification")))
        return CONTENT_MDN;
    if (is(p, message, EML_LIT("feedback-report")))
        return CONTENT_ARF;
    return CONTENT_NONE;
}

/* The content of a leaf without its transfer encoding, in the arena; bodies are
 * judged elsewhere. */
static int
decode(eml_cx *cx, const eml_part *p, eml_span *out)
{
    eml_cx quiet = *cx;
    eml_out o = {.arena = cx->arena};
    eml_span in = p->body, piece;
    eml_decoder *d;

    quiet.diags = NULL;
    quiet.diags_cap = 0;
    d = eml_decoder_new(&quiet, &p->info, false, 0);
    if (!d)
        return EML_E_NOMEM;
    while (eml_decoder_feed(d, &quiet, &in, true, &piece) == EML_OK)
        eml_out_span(&o, piece);
    *out = eml_out_view(&o);
    return o.full ? EML_E_NOMEM : EML_OK;
}

/* A feedback report is read with a context of its own, as its bytes are when
 * they were decoded; of many findings at one place those that there is room for
 * say all. */
static int
read_arf(eml__groups *g, eml_span in, eml_arf **out)
{
    eml_diag found[64];
    eml_cx own = {.origin = in.p,
                  .newline = g->cx->newline,
                  .limits = g->cx->limits,
                  .arena = g->cx->arena,
                  .diags = found,
                  .diags_cap = sizeof found / sizeof *found};
    int rc = eml_arf_parse(g->decoded ? &own : g->cx, in, out);

    for (size_t i = 0; i < own.num_diags && i < own.diags_cap; i++)
        eml__groups_find(g, found[i].code, in.p, in.n);
    if (rc == EML_E_LIMIT)
        eml__groups_find(g, EML_E_LIMIT_FIELDS, in.p + in.n, 0);
    return rc == EML_E_NOMEM ? rc : EML_OK;
}

/* Reads what a part has to say, if it is one that we know. */
static int
read_content(eml_cx *cx, const eml_part *p, eml_report *r)
{
    content c = content_of(p);
    eml__groups g = {.cx = cx, .quiet = *cx};
    eml_span in;

    if (c == CONTENT_NONE)
        return EML_OK;
    in = p->body;
    g.at = cx->base + (uint64_t)(in.p - cx->origin);
    g.len = in.n;
    if (p->info.cte == EML_CTE_BASE64 || p->info.cte == EML_CTE_QP) {
        g.decoded = true;
        if (decode(cx, p, &in) < 0)
            return EML_E_NOMEM;
    }
    g.quiet.allow = EML_ALLOW_NONE;
    g.quiet.origin = in.p;
    g.quiet.diags = NULL;
    g.quiet.diags_cap = 0;
    g.p = in.p;
    g.end = in.p + in.n;
    if (c == CONTENT_ARF)
        return read_arf(&g, in, &r->arf);
    return c == CONTENT_DSN ? eml__dsn(&g, &r->dsn) : eml__mdn(&g, &r->mdn);
}

static void
find_at_type(eml_cx *cx, int code, const eml_part *p)
{
    const eml_field *f = eml_part_field(p, EML_FIELD_CONTENT_TYPE);

    if (f)
        eml_find(cx, code, f->body.p, f->body.n);
}

/* RFC 5965 section 2: "either of type "message/rfc822" [...] OR is of type
 * "text/rfc822-headers"", or what RFC 6532 has for them. */
static bool
is_original(const eml_part *p)
{
    eml_span message = EML_LIT("message");

    return is(p, message, EML_LIT("rfc822")) ||
           is(p, EML_LIT("text"), EML_LIT("rfc822-headers")) ||
           is(p, message, EML_LIT("global")) ||
           is(p, message, EML_LIT("global-headers"));
}

/* RFC 6522 section 3: "The report-type parameter [...] is the MIME subtype of
 * the second body part of the multipart/report." "The multipart/report media
 * type contains either two or three sub-parts". That report-type is there at
 * all was seen to with the field. RFC 6533 section 4.4: the global- types "MUST
 * be treated as equivalent". */
static void
judge_report(eml_cx *cx, const eml_part *p, const eml_report *r)
{
    const eml_span global = EML_LIT("global-");
    eml_span sub;

    if (!r->machine || (r->returned && r->returned->next))
        find_at_type(cx, EML_E_REPORT_PARTS, p);
    /* "This part MUST be included", RFC 5965 section 2, RFC 6591 section 3.1 */
    if (is(r->machine, EML_LIT("message"), EML_LIT("feedback-report")) &&
        !is_original(r->returned))
        find_at_type(cx, EML_E_ARF_MESSAGE, p);
    if (!r->machine || !r->type.n)
        return;
    sub = r->machine->info.subtype;
    if (eml_span_eq_fold(sub, r->type))
        return;
    if (sub.n > global.n &&
        eml_span_eq_fold((eml_span){sub.p, global.n}, global) &&
        eml_span_eq_fold((eml_span){sub.p + global.n, sub.n - global.n},
                         r->type))
        return;
    find_at_type(cx, EML_E_REPORT_TYPE, p);
}

static bool
open_report(const eml_part *p, eml_report *r)
{
    const eml_param *type;

    if (p->info.kind != EML_PART_MULTIPART ||
        !is(p, EML_LIT("multipart"), EML_LIT("report")))
        return false;
    type = eml_param_get(p->info.content_type->params, EML_LIT("report-type"));
    *r = (eml_report){.type = type ? type->value : EML_NONE};
    r->human = p->child;
    r->machine = r->human ? r->human->next : NULL;
    r->returned = r->machine ? r->machine->next : NULL;
    return true;
}

int
eml_report_parse(eml_cx *cx, const eml_part *part, eml_report **out)
{
    eml_report *r = eml_arena_get(cx->arena, sizeof *r);

    if (!r)
        return EML_E_NOMEM;
    if (!open_report(part, r)) {
        *out = NULL;
        return EML_OK;
    }
    judge_report(cx, part, r);
    if (read_content(cx, r->machine, r) < 0)
        return EML_E_NOMEM;
    *out = r;
    return EML_OK;
}

int
eml__report_judge(eml_cx *cx, const eml_part *part)
{
    eml_arena_mark mark = eml_arena_note(cx->arena);
    eml_report r;
    int rc;

    if (open_report(part, &r))
        judge_report(cx, part, &r);
    rc = read_content(cx, part, &r);
    eml_arena_release(cx->arena, mark);
    return rc;
}
