/* gen_mime.c -- messages and parts: what each will be, and how they are put
 * together (RFC 2045, 2046). */
#include "generators/gen_break.h"

/* ---- the tree
 * ------------------------------------------------------------------------ */

/* A part below g->part, which becomes g->part. */
static eml_gen_part *
open_part(eml__gen *g, const eml__entity *e)
{
    eml_gen_part *up = g->part, *p, **link;

    if (!g->labels)
        return NULL;
    p = eml_arena_get(g->arena, sizeof *p);
    if (!p) {
        g->oom = true;
        g->labels = false;
        return NULL;
    }
    p->parent = up;
    p->type = e->type;
    p->subtype = e->subtype;
    p->decoded = p->text = p->disposition = EML_NONE;
    if (!up) {
        g->root = p;
    } else {
        for (link = &up->child; *link;)
            link = &(*link)->next;
        *link = p;
    }
    g->part = p;
    g->field_to = &p->fields;
    return p;
}

static void
close_part(eml__gen *g, eml_gen_part *p, uint32_t body)
{
    if (!g->labels)
        return;
    p->body = (eml_gen_range){body, offset(g) - body};
    g->part = p->parent;
}

static void entity(eml__gen *g, eml__entity *e);

static void
delimiter(eml__gen *g, eml_span boundary, bool close)
{
    PUT(g, "--");
    put_token(g, boundary);
    if (close)
        PUT(g, "--");
    if (odd(g, 64)) {
        MADE(g, PADDING);
        PUT_ARRAY(g, " \t  ", 1 + pick(g, 4));
    }
}

/* Text that belongs to no part; in binary data nothing is a line too long. */
static void
discard_text(eml__gen *g, const eml__entity *e, uint32_t n)
{
    if (!n)
        return;
    g->scratch = e->cte == EML__BINARY;
    eml__g_lines(g, n);
    g->scratch = false;
}

/* A line that goes on behind the boundary: by RFC 2046 section 5.1.1 no
 * delimiter, but software differs about it. It "MUST NOT appear inside any of
 * the encapsulated parts", and a preamble is none. */
static void
beyond_boundary(eml__gen *g, eml_span b)
{
    uint32_t off = offset(g);

    MADE(g, NEAR_BOUNDARY);
    PUT(g, "--");
    put_token(g, b);
    PUT(g, "x");
    eml__g_find(g, EML_E_BOUNDARY_PREAMBLE, off, offset(g) - off);
}

/* preamble := discard-text */
static void
preamble(eml__gen *g, const eml__entity *e, eml_gen_part *p)
{
    uint32_t off = offset(g), n;

    if (!odd_shape(g, 4))
        return;
    n = shape(g, 4);
    MADE(g, PREAMBLE);
    discard_text(g, e, n);
    if (g->wild && !g->how && odd_shape(g, 16)) {
        if (n)
            PUT(g, "\r\n");
        beyond_boundary(g, e->boundary);
    }
    if (g->labels && offset(g) != off)
        p->preamble = (eml_gen_range){off, offset(g) - off};
    PUT(g, "\r\n");
}

/* close-delimiter transport-padding [CRLF epilogue] */
static void
epilogue(eml__gen *g, const eml__entity *e, eml_gen_part *p)
{
    uint32_t off, n;

    if (g->depth > 1 && shape(g, 4) == 0)
        return;
    PUT(g, "\r\n");
    off = offset(g);
    if (odd_shape(g, 8)) {
        n = shape(g, 4);
        MADE(g, EPILOGUE);
        discard_text(g, e, n);
        if (n && shape(g, 2))
            PUT(g, "\r\n");
    }
    if (g->labels && offset(g) != off)
        p->epilogue = (eml_gen_range){off, offset(g) - off};
}

static void
fixed_leaf(eml__entity *e, eml_span type, eml_span subtype, eml__fix fix)
{
    eml__g_choose_default(e);
    e->say_type = true;
    e->type = type;
    e->subtype = subtype;
    e->fixed = &eml__fixed_texts[fix];
    if (type.p[0] != 't')
        e->what = EML__SIGNATURE;
}

/* The part of a report that says what it is about: the message, or its header
 * (RFC 6522 section 3). RFC 5965 section 2 (d) does not have message/global. */
static void
reported(eml__gen *g, eml__entity *e, bool feedback)
{
    bool utf8 = g->traits & EML__UTF8;

    if (utf8 ? feedback : shape(g, 4) == 3) {
        MADE(g, RFC822_HEADERS);
        fixed_leaf(e, EML__TOKEN_OF("text"), EML__TOKEN_OF("rfc822-headers"),
                   EML__FIX_HEADERS);
        return;
    }
    eml__g_choose_message(g, e);
    if (feedback)
        e->subtype = EML__TOKEN_OF("rfc822");
}

/* What a report says, to programs; RFC 6533 has some of that in UTF-8. */
static void
machine_part(eml__gen *g, eml__entity *e, uint32_t multi)
{
    static const struct machine {
        eml__what what;
        eml_span subtype, global;
    } machines[] = {
        {EML__DSN, EML__TOKEN_INIT("delivery-status"),
         EML__TOKEN_INIT("global-delivery-status")},
        {EML__MDN, EML__TOKEN_INIT("disposition-notification"),
         EML__TOKEN_INIT("global-disposition-notification")},
        {EML__FEEDBACK, EML__TOKEN_INIT("feedback-report"), {NULL, 0}}};
    const struct machine *m = &machines[multi - EML__REPORT_DSN];

    e->say_type = true;
    e->what = m->what;
    e->type = EML__TOKEN_OF("message");
    e->subtype = m->subtype;
    if ((g->traits & EML__UTF8) && m->global.n) {
        e->subtype = m->global;
        e->cte = EML__8BIT;
    }
}

static void
report_part(eml__gen *g, eml__entity *e, uint32_t multi, uint32_t i)
{
    eml__g_choose_default(e);
    if (i == 1)
        machine_part(g, e, multi);
    else if (i == 2)
        reported(g, e, multi == EML__REPORT_FEEDBACK);
}

/* What RFC 1847, 6522 and 2387 say the children are; false: any. */
static bool
fixed_part(eml__gen *g, eml__entity *e, const eml__entity *of, uint32_t i)
{
    switch (of->multi) {
    case EML__SIGNED:
        if (i == 0)
            return false;
        fixed_leaf(e, EML__TOKEN_OF("application"),
                   EML__TOKEN_OF("pgp-signature"), EML__FIX_SIGNATURE);
        return true;
    case EML__ENCRYPTED:
        if (i == 0)
            fixed_leaf(e, EML__TOKEN_OF("application"),
                       EML__TOKEN_OF("pgp-encrypted"), EML__FIX_VERSION);
        else
            fixed_leaf(e, EML__TOKEN_OF("application"),
                       EML__TOKEN_OF("octet-stream"), EML__FIX_ENCRYPTED);
        return true;
    case EML__REPORT_DSN:
    case EML__REPORT_MDN:
    case EML__REPORT_FEEDBACK:
        report_part(g, e, of->multi, i);
        return true;
    case EML__RELATED:
        if (i)
            return false;
        eml__g_choose_text(g, e);
        e->subtype = of->root_subtype;
        return true;
    default:
        return false;
    }
}

static uint32_t
how_many(eml__gen *g, const eml__entity *e)
{
    switch (e->multi) {
    case EML__SIGNED:
    case EML__ENCRYPTED:
        return 2;
    case EML__REPORT_DSN:
    case EML__REPORT_MDN:
        return 2 + shape(g, 2);
    case EML__REPORT_FEEDBACK: /* "This part MUST be included" (5965 2) */
        return 3;
    case EML__MIXED:
        return odd_shape(g, 64) ? 1 + shape(g, 24) : 1 + shape(g, 3);
    default:
        return 1 + shape(g, 3);
    }
}

/* Whether this part is the one that breaks something. */
static bool
breaks_here(eml__gen *g, const eml__entity *e, bool last)
{
    if (!eml__g_breaks_part(g) ||
        (e->multi != EML__MIXED && e->multi != EML__ALTERNATIVE &&
         e->multi != EML__PARALLEL) ||
        (g->how->where == EML__BREAK_ENTITY8 && e->cte == EML__7BIT))
        return false;
    return (last && g->depth == 1) || shape(g, 2);
}

/*
 * multipart-body := [preamble CRLF] dash-boundary transport-padding CRLF
 *                   body-part *encapsulation close-delimiter
 *                   transport-padding [CRLF epilogue]
 */
static void
multipart(eml__gen *g, const eml__entity *e, eml_gen_part *p)
{
    static const eml__production made_of[] = {
        EML__MADE_MIXED,     EML__MADE_ALTERNATIVE,    EML__MADE_RELATED,
        EML__MADE_DIGEST,    EML__MADE_PARALLEL,       EML__MADE_SIGNED,
        EML__MADE_REPORT,    EML__MADE_REPORT,         EML__MADE_REPORT,
        EML__MADE_ENCRYPTED, EML__MADE_MULTIPART_OTHER};

    made(g, made_of[e->multi]);
    if (g->labels)
        p->kind = EML_GEN_MULTIPART;
    preamble(g, e, p);
    g->boundaries[g->num_boundaries++] = e->boundary;
    for (uint32_t n = how_many(g, e), i = 0; i < n; i++) {
        eml__entity part = {.most = e->cte};

        if (i)
            PUT(g, "\r\n");
        delimiter(g, e->boundary, false);
        PUT(g, "\r\n");
        if (breaks_here(g, e, i + 1 == n)) {
            eml__g_break(g, true);
            continue;
        }
        if (g->budget)
            g->budget--;
        if (!fixed_part(g, &part, e, i))
            eml__g_choose_part(g, &part, e->multi, i);
        entity(g, &part);
    }
    PUT(g, "\r\n");
    delimiter(g, e->boundary, true);
    g->num_boundaries--;
    epilogue(g, e, p);
}

/* message/rfc822: a message, of which one of From, Subject and Date is enough
 * (RFC 2046 section 5.2.1). */
static void
nested(eml__gen *g, const eml__entity *e, eml_gen_part *p)
{
    eml__entity inner = {.most = e->cte};

    made(g, e->subtype.p[0] == 'g' ? EML__MADE_GLOBAL : EML__MADE_RFC822);
    if (g->labels)
        p->kind = EML_GEN_MESSAGE;
    if (g->budget)
        g->budget--;
    eml__g_choose_top(g, &inner);
    entity(g, &inner);
}

static void
body(eml__gen *g, const eml__entity *e, eml_gen_part *p)
{
    g->depth++;
    if (g->depth == 10)
        MADE(g, DEEP);
    if (e->what == EML__MULTIPART)
        multipart(g, e, p);
    else if (e->what == EML__MESSAGE)
        nested(g, e, p);
    else
        eml__g_leaf(g, e);
    g->depth--;
}

/* A message that its header section ends. */
static void
no_content(const eml__entity *e, eml_gen_part *p)
{
    if (!p)
        return;
    p->kind = EML_GEN_LEAF;
    p->is_text = e->what == EML__TEXT;
}

/* A message or part: header, empty line, body. */
static void
entity(eml__gen *g, eml__entity *e)
{
    static const char *const names[] = {"7bit", "8bit", "binary",
                                        "quoted-printable", "base64"};
    eml_gen_part *p;
    uint32_t at;

    e->say_cte = e->cte != EML__7BIT || (e->say_type && odd_shape(g, 4));
    p = open_part(g, e);
    if (p)
        p->cte = names[e->cte];
    g->entity = e;
    if (e->of_message)
        eml__g_header(g, g->depth ? EML__OF_NESTED : EML__OF_MESSAGE);
    else
        eml__g_content_fields(g);
    if (!e->of_message && odd_shape(g, 32))
        eml__g_optional_field(g);
    if (g->depth == 0 && e->what == EML__TEXT && !e->md5.n &&
        odd_shape(g, 64) && e->cte <= EML__8BIT) {
        MADE(g, NO_BODY);
        at = offset(g);
        no_content(e, p);
    } else {
        PUT(g, "\r\n");
        g->line = g->p;
        at = offset(g);
        body(g, e, p);
    }
    if (p)
        close_part(g, p, at);
}

/* A message whose Content- fields and body are a row of breaks.def. */
static void
broken_message(eml__gen *g, const eml__entity *e)
{
    g->entity = e;
    eml__g_header(g, EML__OF_MESSAGE);
    if (g->how->where != EML__BREAK_TOP)
        PUT(g, "MIME-Version: 1.0\r\n");
    eml__g_break(g, true);
}

void
eml__g_message(eml__gen *g)
{
    eml__entity e = {.of_message = true};

    g->budget = 24;
    e.most = eml__g_most_of(g);
    if (!eml__g_breaks_entity(g)) {
        eml__g_choose_top(g, &e);
        entity(g, &e);
        return;
    }
    if (g->how->where == EML__BREAK_ENTITY8 && e.most == EML__7BIT)
        e.most = EML__8BIT;
    if (g->how->where == EML__BREAK_TOP || !shape(g, 2)) {
        broken_message(g, &e);
        return;
    }
    eml__g_choose_multipart(g, &e, shape(g, 2) ? EML__ALTERNATIVE : EML__MIXED);
    entity(g, &e);
}
