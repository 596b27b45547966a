/* gen_header.c -- a header section: which fields there are, and in which order
 * (RFC 5322 section 3.6). */
#include "generators/gen_break.h"

/* How many addresses: mostly one, now and then a crowd. */
static uint32_t
crowd(eml__gen *g)
{
    if (odd(g, 256))
        return 8 + pick(g, 40);
    return odd(g, 3) ? 1 + pick(g, 5) : 1;
}

static void
addresses(eml__gen *g, eml__addresses rule, uint32_t n)
{
    (void)eml__g_addresses(g, rule, n);
    eml__g_field_end(g);
}

static void
unstructured(eml__gen *g, uint32_t words)
{
    text_begin(g);
    eml__g_words(g, words, true);
    eml__g_text_end(g, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

/*
 * keywords = "Keywords:" phrase *("," phrase) CRLF
 */
static void
keywords(eml__gen *g)
{
    MADE(g, KEYWORDS);
    FIELD(g, "Keywords", 20);
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_NO_KEY);
    for (uint32_t n = 1 + pick(g, 4), i = 0; i < n; i++) {
        if (i) {
            eml__g_apart(g);
            put_c(g, ',');
            if (g->mode == EML_GEN_OBS && obsolete(g)) {
                /* obs-phrase-list */
                eml__g_find(g, EML_E_PHRASE_NULL, offset(g), 1);
                PUT(g, " ,");
                g->obs++;
            }
            eml__g_fws(g, 30, EML__WS_DROP);
        }
        text_begin(g);
        eml__g_phrase(g);
        eml__g_text_end(g, EML_GEN_NO_KEY);
    }
    g->num_comments = g->first_comment;
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
date(eml__gen *g)
{
    eml__g_date_time(g, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
msg_ids(eml__gen *g, uint32_t n)
{
    eml__g_msg_ids(g, n);
    eml__g_field_end(g);
}

/* ---- trace and resent blocks
 * ------------------------------------------------------- */

/*
 * trace    = [return] 1*received
 * return   = "Return-Path:" path CRLF
 */
static void
trace(eml__gen *g)
{
    uint32_t n = shape(g, 5);

    if (n && g->profile != EML_GEN_LIST && !odd_shape(g, 2))
        n = n > 2 ? 0 : n;
    if (!n)
        return;
    if (shape(g, 2)) {
        MADE(g, RETURN);
        FIELD(g, "Return-Path", 20);
        eml__g_path(g);
        eml__g_field_end(g);
    }
    for (; n; n--) {
        FIELD(g, "Received", 30);
        eml__g_received(g);
        eml__g_field_end(g);
        if (odd_shape(g, 16))
            eml__g_optional_field(g);
    }
}

/* RFC 5322 section 3.6.6. A block begins with its date: so it is plain where
 * the one before it ends. */
static void
resent_block(eml__gen *g)
{
    uint32_t from = odd_shape(g, 8) ? 2 : 1;

    MADE(g, RESENT_DATE);
    FIELD(g, "Resent-Date", 31);
    date(g);
    MADE(g, RESENT_FROM);
    FIELD(g, "Resent-From", 30);
    addresses(g, EML__MAILBOXES, from);
    if (from > 1 || odd_shape(g, 8)) {
        MADE(g, RESENT_SENDER);
        FIELD(g, "Resent-Sender", 30);
        addresses(g, EML__TRANSMITTER, 1);
    }
    if (shape(g, 4)) {
        MADE(g, RESENT_TO);
        FIELD(g, "Resent-To", 30);
        addresses(g, EML__ADDRESS_LIST, crowd(g));
    }
    if (odd_shape(g, 4)) {
        MADE(g, RESENT_CC);
        FIELD(g, "Resent-Cc", 30);
        addresses(g, EML__ADDRESS_LIST, 1);
    }
    if (odd_shape(g, 8)) {
        MADE(g, RESENT_BCC);
        FIELD(g, "Resent-Bcc", 0);
        addresses(g, EML__ADDRESS_LIST, pick(g, 2));
    }
    if (g->mode == EML_GEN_OBS && obsolete(g)) {
        /* section 4.5.6 */
        eml__g_find(g, EML_E_RESENT_REPLY_TO, offset(g), 15);
        FIELD(g, "Resent-Reply-To", 30);
        addresses(g, EML__ADDRESS_LIST, 1);
        g->obs++;
    }
    MADE(g, RESENT_MSG_ID);
    FIELD(g, "Resent-Message-ID", 40);
    msg_ids(g, 1);
}

/* ---- the message's own fields
 * ---------------------------------------------------------- */

static void
bcc(eml__gen *g)
{
    uint32_t n = pick(g, 3);

    MADE(g, BCC);
    if (!n)
        MADE(g, BCC_EMPTY);
    FIELD(g, "Bcc", n ? 30 : 0);
    addresses(g, EML__ADDRESS_LIST, n);
}

static void
subject(eml__gen *g)
{
    uint32_t words = pick(g, 10);

    MADE(g, SUBJECT);
    if (odd(g, 256))
        words += pick(g, 60);
    FIELD(g, "Subject", words ? 20 : 0);
    text_begin(g);
    if (words && odd(g, 4)) {
        both(g, "Re:", 3);
        eml__g_words(g, words, false);
    } else {
        eml__g_words(g, words, true);
    }
    eml__g_text_end(g, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
orig_date(eml__gen *g)
{
    MADE(g, ORIG_DATE);
    FIELD(g, "Date", 31);
    date(g);
}

static void
from(eml__gen *g)
{
    MADE(g, FROM);
    FIELD(g, "From", 30);
    addresses(g, EML__MAILBOXES, g->authors);
}

static void
sender(eml__gen *g)
{
    MADE(g, SENDER);
    FIELD(g, "Sender", 30);
    addresses(g, EML__TRANSMITTER, 1);
}

static void
reply_to(eml__gen *g)
{
    MADE(g, REPLY_TO);
    FIELD(g, "Reply-To", 30);
    addresses(g, EML__ADDRESS_LIST, crowd(g));
}

static void
to(eml__gen *g)
{
    MADE(g, TO);
    FIELD(g, "To", 30);
    addresses(g, EML__ADDRESS_LIST, crowd(g));
}

static void
cc(eml__gen *g)
{
    MADE(g, CC);
    FIELD(g, "Cc", 30);
    addresses(g, EML__ADDRESS_LIST, crowd(g));
}

static void
message_id(eml__gen *g)
{
    MADE(g, MESSAGE_ID);
    FIELD(g, "Message-ID", 40);
    msg_ids(g, 1);
}

static void
in_reply_to(eml__gen *g)
{
    MADE(g, IN_REPLY_TO);
    FIELD(g, "In-Reply-To", 40);
    msg_ids(g, 1 + (odd(g, 16) ? pick(g, 3) : 0));
}

static void
references(eml__gen *g)
{
    MADE(g, REFERENCES);
    FIELD(g, "References", 40);
    msg_ids(g, 1 + pick(g, odd(g, 64) ? 40 : 5));
}

static void
comments(eml__gen *g)
{
    MADE(g, COMMENTS);
    FIELD(g, "Comments", 20);
    unstructured(g, 1 + pick(g, 16));
}

static void
broken(eml__gen *g)
{
    eml__g_break(g, true);
}

static void
own_field(eml__gen *g, eml__own f)
{
    static void (*const fields[])(eml__gen * g) = {
        [EML__OWN_DATE] = orig_date,
        [EML__OWN_FROM] = from,
        [EML__OWN_MESSAGE_ID] = message_id,
        [EML__OWN_SENDER] = sender,
        [EML__OWN_REPLY_TO] = reply_to,
        [EML__OWN_TO] = to,
        [EML__OWN_CC] = cc,
        [EML__OWN_BCC] = bcc,
        [EML__OWN_IN_REPLY_TO] = in_reply_to,
        [EML__OWN_REFERENCES] = references,
        [EML__OWN_SUBJECT] = subject,
        [EML__OWN_COMMENTS] = comments,
        [EML__OWN_KEYWORDS] = keywords,
        [EML__OWN_CONTENT_FIELDS] = eml__g_content_fields,
        [EML__OWN_LIST_FIELDS] = eml__g_list_fields,
        [EML__OWN_OPTIONAL] = eml__g_optional_field,
        [EML__OWN_BROKEN] = broken,
    };

    fields[f](g);
}

typedef struct plan {
    uint8_t fields[32];
    uint32_t n;
    bool no_id;
} plan;

static void
want(plan *p, eml__own f)
{
    p->fields[p->n++] = (uint8_t)f;
}

static void
choose_fields(eml__gen *g, plan *p, eml__header kind)
{
    /* chances in 16, of fields from SENDER to KEYWORDS */
    static const uint8_t chances[] = {1, 3, 15, 4, 1, 5, 4, 15, 1, 1};

    /* RFC 2046 section 5.2.1: at least one of Date, From and Subject */
    static const eml__own enough[3] = {EML__OWN_DATE, EML__OWN_FROM,
                                       EML__OWN_SUBJECT};
    bool bare = kind == EML__OF_NESTED && odd_shape(g, 16);

    g->authors = !bare && odd_shape(g, 32) ? 2 + shape(g, 3) : 1;
    if (bare) {
        MADE(g, NESTED_BARE);
        want(p, enough[shape(g, 3)]);
    } else {
        want(p, EML__OWN_DATE);
        want(p, EML__OWN_FROM);
    }
    p->no_id = kind == EML__OF_MESSAGE && (g->traits & EML__WARNED) &&
               odd_shape(g, 16);
    if (!p->no_id)
        want(p, EML__OWN_MESSAGE_ID);
    for (uint32_t f = EML__OWN_SENDER; f <= EML__OWN_KEYWORDS; f++) {
        bool in = 16 - shape(g, 16) <= chances[f - EML__OWN_SENDER];

        in |= f == EML__OWN_SENDER && g->authors > 1;
        in &= !(bare && (f == EML__OWN_SENDER || f == EML__OWN_SUBJECT));
        p->fields[p->n] = (uint8_t)f; /* without a branch: it may be any */
        p->n += in;
    }
    if (odd_shape(g, 64))
        want(p, EML__OWN_KEYWORDS);
    want(p, EML__OWN_CONTENT_FIELDS);
    if (g->profile == EML_GEN_LIST ||
        (g->profile != EML_GEN_IMF && odd_shape(g, 32)))
        want(p, EML__OWN_LIST_FIELDS);
    for (uint32_t n = shape(g, 4); n; n--)
        want(p, EML__OWN_OPTIONAL);
}

/* "it is strongly recommended" that they are not reordered; any order is right.
 */
static void
shuffle(eml__gen *g, plan *p)
{
    uint32_t how = shape(g, 4), by;

    if (how == 0)
        return;
    if (how < 3 && !g->wild) { /* turned around */
        uint8_t was[32];

        by = shape(g, p->n);
        memcpy(was, p->fields, p->n);
        for (uint32_t i = 0; i < p->n; i++)
            p->fields[i] = was[(i + by) % p->n];
        return;
    }
    for (uint32_t i = p->n - 1; i; i--) {
        uint32_t k = i - shape(g, i + 1);
        uint8_t f = p->fields[i];

        p->fields[i] = p->fields[k];
        p->fields[k] = f;
    }
}

/* ---- mode BREAK
 * -------------------------------------------------------------------- */

static bool
has(const plan *p, eml__own f)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (p->fields[i] == f)
            return true;
    return false;
}

static void
leave_out(plan *p, uint32_t fields)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->n; i++)
        if (!(fields >> p->fields[i] & 1u))
            p->fields[n++] = p->fields[i];
    p->n = n;
}

/* The plan as the row of breaks.def needs it. */
static void
plan_break(eml__gen *g, plan *p)
{
    uint32_t fields = g->how->fields;

    p->no_id = false;
    if (!has(p, EML__OWN_MESSAGE_ID))
        want(p, EML__OWN_MESSAGE_ID);
    switch ((unsigned)g->how->where) {
    case EML__BREAK_ANY:
        leave_out(p, fields);
        want(p, EML__OWN_BROKEN);
        break;
    case EML__BREAK_WITHOUT:
        leave_out(p, fields);
        break;
    case EML__BREAK_AFTER:
        for (uint32_t f = 0; f < EML__OWN_BROKEN; f++)
            if ((fields >> f & 1u) && !has(p, (eml__own)f))
                want(p, (eml__own)f);
        break;
    default: /* a row that is all of the content brings its fields along */
        if (eml__g_breaks_entity(g) && g->depth == 0 && !g->entity->type.n)
            leave_out(p, 1u << EML__OWN_CONTENT_FIELDS);
        break;
    }
}

/* ---- the header section
 * ------------------------------------------------------------ */

/* What OBS mail has when no choice gave it any. */
static void
obs_keywords(eml__gen *g)
{
    FIELD(g, "Keywords", EML__ONE_SPACE);
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_NO_KEY);
    eml__g_find(g, EML_E_PHRASE_DOT, offset(g) + 1, 1);
    PUT(g, "J. B");
    eml__g_item_text(g, EML_GEN_NO_KEY, EML_LIT("J. B"));
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
    g->obs++;
}

/*
 * fields = *(trace *optional-field / *(resent-date / resent-from / ...))
 *          *(orig-date / from / sender / reply-to / to / cc / bcc / ...)
 */
void
eml__g_header(eml__gen *g, eml__header kind)
{
    bool breaks = g->how && kind == EML__OF_MESSAGE;
    plan p = {.n = 0};

    if (breaks && eml__g_breaks(g, EML__BREAK_START))
        eml__g_break(g, true);
    else if (kind == EML__OF_MESSAGE || odd_shape(g, 4))
        trace(g);
    if (breaks && eml__g_breaks(g, EML__BREAK_TRACE))
        eml__g_break(g, true);
    else
        while (odd_shape(g, 24))
            resent_block(g);
    choose_fields(g, &p, kind);
    if (breaks)
        plan_break(g, &p);
    shuffle(g, &p);
    for (uint32_t i = 0; i < p.n; i++)
        own_field(g, (eml__own)p.fields[i]);
    if (breaks && (eml__g_breaks(g, EML__BREAK_AFTER) ||
                   eml__g_breaks(g, EML__BREAK_WITHOUT)))
        eml__g_break(g, true);
    if (g->mode == EML_GEN_OBS && !g->obs && kind == EML__OF_MESSAGE)
        obs_keywords(g);
    if (p.no_id)
        eml__g_find(g, EML_E_MESSAGE_ID_MISSING, offset(g), 0);
}
