/* gen_choose.c -- what each message and part will be: type, charset, transfer
 * encoding (RFC 2045, 2046). How they are put together is gen_mime.c. */
#include "generators/gen_int.h"

enum { MOST_DEEP = 40 };

/* ---- what a part will be
 * ------------------------------------------------------------ */

typedef struct media {
    eml_span type, subtype;
} media;

static void
choose_data(eml__gen *g, eml__entity *e)
{
    /* clang-format off */
    static const media data[8] = {
        {EML__TOKEN_INIT("image"), EML__TOKEN_INIT("png")},
        {EML__TOKEN_INIT("application"), EML__TOKEN_INIT("octet-stream")},
        {EML__TOKEN_INIT("image"), EML__TOKEN_INIT("jpeg")},
        {EML__TOKEN_INIT("application"), EML__TOKEN_INIT("pdf")},
        {EML__TOKEN_INIT("audio"), EML__TOKEN_INIT("mpeg")},
        {EML__TOKEN_INIT("application"), EML__TOKEN_INIT("zip")},
        {EML__TOKEN_INIT("application"), EML__TOKEN_INIT("vnd.ms-excel")},
        {EML__TOKEN_INIT("x-a"), EML__TOKEN_INIT("x-b")}};
    /* clang-format on */
    const media *m = &data[shape(g, 8)];

    e->what = EML__DATA;
    e->type = m->type;
    e->subtype = m->subtype;
    e->say_type = true;
    if (e->most == EML__BINARY && shape(g, 2))
        e->cte = EML__BINARY;
    else
        e->cte = odd_shape(g, 8) ? EML__QP : EML__BASE64;
}

/* A transfer encoding for text in the charset. */
static void
text_encoding(eml__gen *g, eml__entity *e)
{
    bool seven = !e->charset || e->charset->seven;
    uint32_t how = shape(g, 8);

    if (how >= 6)
        e->cte = EML__BASE64;
    else if (how >= 4)
        e->cte = EML__QP;
    else if (how == 3 && e->most == EML__BINARY)
        e->cte = EML__BINARY;
    else if (how >= 2 && e->most != EML__7BIT)
        e->cte = EML__8BIT;
    else if (seven)
        e->cte = EML__7BIT;
    else
        e->cte = e->most != EML__7BIT ? EML__8BIT : EML__QP;
}

void
eml__g_choose_text(eml__gen *g, eml__entity *e)
{
    static const eml_span subtypes[8] = {
        EML__TOKEN_INIT("plain"), EML__TOKEN_INIT("plain"),
        EML__TOKEN_INIT("plain"), EML__TOKEN_INIT("plain"),
        EML__TOKEN_INIT("html"),  EML__TOKEN_INIT("html"),
        EML__TOKEN_INIT("csv"),   EML__TOKEN_INIT("x-a")};

    e->what = EML__TEXT;
    e->type = EML__TOKEN_OF("text");
    e->subtype = subtypes[shape(g, 8)];
    e->say_type = true;
    if (shape(g, 4))
        e->charset = eml__g_charset(g, shape(g, 17));
    text_encoding(g, e);
    if (odd_shape(g, 64)) {
        e->fixed = &eml__fixed_texts[shape(g, 4)];
        e->md5 = e->fixed->md5;
    }
}

/* RFC 2045 section 5.2: what is nothing else is text/plain in US-ASCII. */
void
eml__g_choose_default(eml__entity *e)
{
    e->what = EML__TEXT;
    e->type = EML__TOKEN_OF("text");
    e->subtype = EML__TOKEN_OF("plain");
    e->cte = EML__7BIT;
}

void
eml__g_choose_multipart(eml__gen *g, eml__entity *e, uint32_t multi)
{
    static const eml_span names[] = {
        EML__TOKEN_INIT("mixed"),    EML__TOKEN_INIT("alternative"),
        EML__TOKEN_INIT("related"),  EML__TOKEN_INIT("digest"),
        EML__TOKEN_INIT("parallel"), EML__TOKEN_INIT("signed"),
        EML__TOKEN_INIT("report"),   EML__TOKEN_INIT("report"),
        EML__TOKEN_INIT("report"),   EML__TOKEN_INIT("encrypted"),
        EML__TOKEN_INIT("x-a")};

    e->what = EML__MULTIPART;
    e->multi = multi;
    e->type = EML__TOKEN_OF("multipart");
    e->subtype = names[multi];
    e->say_type = true;
    e->root_subtype =
        shape(g, 2) ? EML__TOKEN_OF("html") : EML__TOKEN_OF("plain");
    e->cte = e->most;
    /* RFC 1847 section 2.1; a header of UTF-8 does not go to 7-bit SMTP */
    if ((multi == EML__SIGNED || multi == EML__ENCRYPTED) &&
        !(g->traits & EML__UTF8))
        e->cte = EML__7BIT;
    eml__g_boundary(g, &e->boundary);
}

void
eml__g_choose_message(eml__gen *g, eml__entity *e)
{
    bool global = (g->traits & EML__UTF8) || odd_shape(g, 16);

    e->what = EML__MESSAGE;
    e->type = EML__TOKEN_OF("message");
    e->subtype = global ? EML__TOKEN_OF("global") : EML__TOKEN_OF("rfc822");
    e->say_type = true;
    e->cte = e->most;
}

static void
choose_other_message(eml__gen *g, eml__entity *e)
{
    e->what = shape(g, 2) ? EML__PARTIAL : EML__EXTERNAL;
    e->fragment = 1 + shape(g, 4);
    e->type = EML__TOKEN_OF("message");
    e->subtype = e->what == EML__PARTIAL ? EML__TOKEN_OF("partial")
                                         : EML__TOKEN_OF("external-body");
    e->say_type = true;
    e->cte = EML__7BIT;
}

/* The top of a message decides what is allowed below it: RFC 2045 section 6.4.
 */
eml__cte
eml__g_most_of(eml__gen *g)
{
    if (g->traits & EML__UTF8)
        return odd_shape(g, 8) ? EML__BINARY : EML__8BIT;
    switch (shape(g, 16)) {
    case 13:
    case 14:
        return EML__8BIT;
    case 15:
        return EML__BINARY;
    default:
        return EML__7BIT;
    }
}

static uint32_t
which_report(eml__gen *g)
{
    static const uint8_t reports[8] = {EML__REPORT_DSN, EML__REPORT_DSN,
                                       EML__REPORT_DSN, EML__REPORT_DSN,
                                       EML__REPORT_MDN, EML__REPORT_MDN,
                                       EML__REPORT_MDN, EML__REPORT_FEEDBACK};

    return reports[shape(g, 8)];
}

static uint32_t
which_multipart(eml__gen *g)
{
    static const uint8_t multis[16] = {
        EML__MIXED,       EML__MIXED,       EML__MIXED,       EML__MIXED,
        EML__MIXED,       EML__ALTERNATIVE, EML__ALTERNATIVE, EML__ALTERNATIVE,
        EML__ALTERNATIVE, EML__ALTERNATIVE, EML__RELATED,     EML__RELATED,
        EML__SIGNED,      EML__DIGEST,      EML__PARALLEL,    EML__MIXED};

    if (g->wild && odd_shape(g, 16))
        return which_report(g);
    if (odd_shape(g, 24))
        return shape(g, 2) ? EML__OTHER : EML__ENCRYPTED;
    return multis[shape(g, 16)];
}

static bool
may_nest(const eml__gen *g)
{
    return g->depth < MOST_DEEP && g->budget;
}

/* What a message is. */
void
eml__g_choose_top(eml__gen *g, eml__entity *e)
{
    uint32_t how = shape(g, 16);

    e->of_message = true;
    if (g->profile == EML_GEN_IMF) {
        eml__g_choose_default(e);
    } else if (g->profile == EML_GEN_DSN && g->depth == 0 && how) {
        eml__g_choose_multipart(g, e, which_report(g));
    } else if (how < 2) {
        eml__g_choose_default(e);
        if (e->most != EML__7BIT && (g->traits & EML__UTF8))
            eml__g_choose_text(g, e);
    } else if (how < 9 || !may_nest(g)) {
        eml__g_choose_text(g, e);
    } else if (how < 14) {
        eml__g_choose_multipart(g, e, which_multipart(g));
    } else if (how == 14) {
        choose_data(g, e);
    } else if (odd_shape(g, 4)) {
        choose_other_message(g, e);
    } else {
        eml__g_choose_message(g, e);
    }
}

/* What a part is, in a multipart of some kind. */
void
eml__g_choose_part(eml__gen *g, eml__entity *e, uint32_t multi, uint32_t index)
{
    uint32_t how = shape(g, 16);

    if (multi == EML__DIGEST) {
        eml__g_choose_message(g, e);
        /* RFC 6532 section 3.7: with UTF-8 in its header it is a
         * message/global, not what a digest has by default */
        e->say_type = shape(g, 2) || (g->traits & EML__UTF8);
        if (!e->say_type)
            e->subtype = EML__TOKEN_OF("rfc822");
    } else if (how == 0 || (multi == EML__ALTERNATIVE && index == 0)) {
        eml__g_choose_default(e);
    } else if (how < 6) {
        eml__g_choose_text(g, e);
    } else if (how < 10) {
        choose_data(g, e);
    } else if (how < 12 && may_nest(g)) {
        eml__g_choose_multipart(g, e, which_multipart(g));
    } else if (how == 12 && may_nest(g) && odd_shape(g, 2)) {
        eml__g_choose_message(g, e);
    } else if (how == 13 && odd_shape(g, 4)) {
        choose_other_message(g, e);
    } else {
        eml__g_choose_text(g, e);
    }
}
