/* header.c -- a header section as a whole: RFC 5322 section 3.6 and its table,
 * RFC 5321 section 4.4, RFC 6854, RFC 2045 sections 3 and 4, and the fields of
 * lists and automatic mail that may occur once. */
#include "eml/field.h"

#include "core/cclass.h"

/* Where a field belongs in
 *
 *   fields = *(trace *optional-field / *(resent-date / ...))
 *            *(orig-date / from / ... / optional-field)
 */
typedef enum place {
    OPTIONAL, /* anywhere: trace fields of later RFCs are such, too */
    TRACE,
    RESENT,
    OWN /* of the message itself: below the trace and the resent blocks */
} place;

typedef struct rule {
    uint8_t place;
    bool content;  /* a Content- field: has a meaning in parts, too */
    int16_t twice; /* the finding for a second one, 0: any number */
} rule;

/* clang-format off */
static const rule rules[EML_FIELD_END_] = {
    [EML_FIELD_DATE] = {OWN, false, EML_E_FIELD_TWICE},
    [EML_FIELD_FROM] = {OWN, false, EML_E_FROM_TWICE},
    [EML_FIELD_SENDER] = {OWN, false, EML_E_FIELD_TWICE},
    [EML_FIELD_REPLY_TO] = {OWN, false, EML_E_FIELD_TWICE},
    [EML_FIELD_TO] = {OWN, false, EML_E_FIELD_TWICE},
    [EML_FIELD_CC] = {OWN, false, EML_E_FIELD_TWICE},
    [EML_FIELD_BCC] = {OWN, false, EML_E_FIELD_TWICE},
    [EML_FIELD_MESSAGE_ID] = {OWN, false, EML_E_FIELD_TWICE},
    [EML_FIELD_IN_REPLY_TO] = {OWN, false, EML_E_FIELD_TWICE},
    [EML_FIELD_REFERENCES] = {OWN, false, EML_E_FIELD_TWICE},
    [EML_FIELD_SUBJECT] = {OWN, false, EML_E_FIELD_TWICE},
    [EML_FIELD_COMMENTS] = {OWN, false, 0},
    [EML_FIELD_KEYWORDS] = {OWN, false, 0},
    /* 3.6.6: once in each block */
    [EML_FIELD_RESENT_DATE] = {RESENT, false, 0},
    [EML_FIELD_RESENT_FROM] = {RESENT, false, 0},
    [EML_FIELD_RESENT_SENDER] = {RESENT, false, 0},
    [EML_FIELD_RESENT_TO] = {RESENT, false, 0},
    [EML_FIELD_RESENT_CC] = {RESENT, false, 0},
    [EML_FIELD_RESENT_BCC] = {RESENT, false, 0},
    [EML_FIELD_RESENT_MESSAGE_ID] = {RESENT, false, 0},
    [EML_FIELD_RESENT_REPLY_TO] = {RESENT, false, 0},
    [EML_FIELD_RETURN_PATH] = {TRACE, false, EML_E_RETURN_PATH_TWICE},
    [EML_FIELD_RECEIVED] = {TRACE, false, 0},
    /* 2045 section 3: MIME-message-headers has one version; entity-headers one
     * of each of the next four. Content- fields of other RFCs are
     * MIME-extension-fields, of which there may be several. */
    [EML_FIELD_MIME_VERSION] = {OPTIONAL, false, EML_E_CONTENT_FIELD_TWICE},
    [EML_FIELD_CONTENT_TYPE] = {OPTIONAL, true, EML_E_CONTENT_TYPE_TWICE},
    [EML_FIELD_CONTENT_TRANSFER_ENCODING] =
        {OPTIONAL, true, EML_E_CONTENT_FIELD_TWICE},
    [EML_FIELD_CONTENT_ID] = {OPTIONAL, true, EML_E_CONTENT_FIELD_TWICE},
    [EML_FIELD_CONTENT_DESCRIPTION] =
        {OPTIONAL, true, EML_E_CONTENT_FIELD_TWICE},
    [EML_FIELD_CONTENT_DISPOSITION] = {OPTIONAL, true, EML_E_DISPOSITION_TWICE},
    [EML_FIELD_CONTENT_LANGUAGE] = {OPTIONAL, true, 0},
    [EML_FIELD_CONTENT_MD5] = {OPTIONAL, true, 0},
    [EML_FIELD_CONTENT_LOCATION] = {OPTIONAL, true, 0},
    [EML_FIELD_LIST_HELP] = {OPTIONAL, false, EML_E_LIST_TWICE},
    [EML_FIELD_LIST_UNSUBSCRIBE] = {OPTIONAL, false, EML_E_LIST_TWICE},
    [EML_FIELD_LIST_SUBSCRIBE] = {OPTIONAL, false, EML_E_LIST_TWICE},
    [EML_FIELD_LIST_POST] = {OPTIONAL, false, EML_E_LIST_TWICE},
    [EML_FIELD_LIST_OWNER] = {OPTIONAL, false, EML_E_LIST_TWICE},
    [EML_FIELD_LIST_ARCHIVE] = {OPTIONAL, false, EML_E_LIST_TWICE},
    [EML_FIELD_LIST_ID] = {OPTIONAL, false, EML_E_LIST_ID_TWICE},
    [EML_FIELD_LIST_UNSUBSCRIBE_POST] =
        {OPTIONAL, false, EML_E_ONE_CLICK_TWICE},
    [EML_FIELD_AUTO_SUBMITTED] = {OPTIONAL, false, EML_E_AUTO_SUBMITTED_TWICE},
    [EML_FIELD_ARCHIVED_AT] = {OPTIONAL, false, 0},
    /* 8601 section 4.1, 8617 section 4.1.1: one from each that checked */
    [EML_FIELD_AUTH_RESULTS] = {OPTIONAL, false, 0},
    [EML_FIELD_ARC_AUTH_RESULTS] = {OPTIONAL, false, 0},
    /* 7208 section 9.1: likewise */
    [EML_FIELD_RECEIVED_SPF] = {OPTIONAL, false, 0},
};
/* clang-format on */

enum {
    FIRST_RESENT = EML_FIELD_RESENT_DATE,
    NUM_RESENT = EML_FIELD_RESENT_REPLY_TO - FIRST_RESENT + 1
};

/* What has been seen from the top down. */
typedef struct header {
    eml_cx *cx;
    const uint8_t *end;
    const eml_field *seen[EML_FIELD_END_]; /* the first of each */
    const eml_field *top;                  /* the first that is a field */
    const eml_field *authors;     /* the first From with several mailboxes */
    const eml_field *return_path; /* the last one */
    bool own;                     /* a field of the message itself */
    bool content;
    /* the resent block, once it has begun */
    const eml_field *resent[NUM_RESENT];
    const eml_field *block; /* its first field */
    bool many;              /* Resent-From with several mailboxes */
    /* fields in the run up to the next trace field that lie ahead */
    uint32_t dates_ahead, froms_ahead;
} header;

static void
find_name(const header *h, int code, const eml_field *f)
{
    (void)eml_find(h->cx, code, f->name.p, f->name.n);
}

static void
find_missing(const header *h, int code)
{
    (void)eml_find(h->cx, code, h->end, 0);
}

/* ---- originators ------------------------------------------------------- */

/* RFC 6854 section 2.1: "including all mailboxes included in any groups". */
static bool
has_several(const eml_field *f)
{
    return f->value.kind == EML_VALUE_ADDRESSES &&
           f->value.u.addresses->num_mailboxes > 1;
}

/* The mailbox that a field is, when it is one alone and no group. */
static const eml_mailbox *
only_mailbox(const eml_field *f)
{
    const eml_address *a;

    if (!f || f->value.kind != EML_VALUE_ADDRESSES ||
        f->value.u.addresses->num_addresses != 1)
        return NULL;
    a = f->value.u.addresses->first;
    return a && !a->group ? a->mailbox : NULL;
}

/* Texts without memory for them count as different. */
static bool
same_text(eml_cx *cx, const eml_text *a, const eml_text *b, bool fold)
{
    eml_span x, y;

    if (!a->present || !b->present || eml_text_get(cx, a, &x) != EML_OK ||
        eml_text_get(cx, b, &y) != EML_OK)
        return false;
    return fold ? eml_span_eq_fold(x, y) : eml_span_eq(x, y);
}

/* Whether two fields name one and the same mailbox: the address counts, not the
 * name or the comments beside it. */
static bool
same_mailbox(eml_cx *cx, const eml_field *x, const eml_field *y)
{
    const eml_mailbox *a = only_mailbox(x), *b = only_mailbox(y);

    return a && b && same_text(cx, &a->local, &b->local, false) &&
           same_text(cx, &a->domain, &b->domain, true);
}

/* RFC 2046 section 5.2.1: for a message in a message the requirement "is
 * removed and replaced with the requirement that at least one of "From",
 * "Subject", or "Date" must be present." */
static void
check_required(header *h, eml_header_kind kind)
{
    bool date = h->seen[EML_FIELD_DATE], from = h->seen[EML_FIELD_FROM];

    if (kind == EML_HEADER_NESTED) {
        if (!date && !from && !h->seen[EML_FIELD_SUBJECT])
            find_missing(h, EML_E_NESTED_HEADER);
        return;
    }
    if (!date)
        find_missing(h, EML_E_DATE_MISSING);
    if (!from)
        find_missing(h, EML_E_FROM_MISSING);
    if (!h->seen[EML_FIELD_MESSAGE_ID])
        find_missing(h, EML_E_MESSAGE_ID_MISSING);
}

/* 3.6.2: with several mailboxes in From, Sender MUST appear; where author and
 * transmitter are one, it SHOULD NOT. */
static void
check_originators(header *h)
{
    const eml_field *from = h->seen[EML_FIELD_FROM];
    const eml_field *sender = h->seen[EML_FIELD_SENDER];

    if (h->authors && !sender)
        find_missing(h, EML_E_SENDER_MISSING);
    if (sender && same_mailbox(h->cx, from, sender))
        find_name(h, EML_E_SENDER_SAME, sender);
}

/* ---- resent blocks (3.6.6) --------------------------------------------- */

static const eml_field *
in_block(const header *h, eml_field_id id)
{
    return h->resent[id - FIRST_RESENT];
}

static void
end_block(header *h)
{
    const eml_field *from, *sender;

    if (!h->block)
        return;
    from = in_block(h, EML_FIELD_RESENT_FROM);
    sender = in_block(h, EML_FIELD_RESENT_SENDER);
    if (!in_block(h, EML_FIELD_RESENT_DATE))
        find_name(h, EML_E_RESENT_DATE_MISSING, h->block);
    if (!from)
        find_name(h, EML_E_RESENT_FROM_MISSING, h->block);
    if (!in_block(h, EML_FIELD_RESENT_MESSAGE_ID))
        find_name(h, EML_E_RESENT_MESSAGE_ID_MISSING, h->block);
    if (from && h->many && !sender)
        find_name(h, EML_E_RESENT_SENDER_MISSING, from);
    if (sender && same_mailbox(h->cx, from, sender))
        find_name(h, EML_E_RESENT_SENDER_SAME, sender);
    for (size_t i = 0; i < NUM_RESENT; i++)
        h->resent[i] = NULL;
    h->block = NULL;
    h->many = false;
}

/* Counts the Resent-Date and Resent-From fields from `f` to the next trace
 * field: each field of a header is counted once. */
static void
look_ahead(header *h, const eml_field *f)
{
    h->dates_ahead = h->froms_ahead = 0;
    for (; f && rules[f->id].place != TRACE; f = f->next) {
        h->dates_ahead += f->id == EML_FIELD_RESENT_DATE;
        h->froms_ahead += f->id == EML_FIELD_RESENT_FROM;
    }
}

/* A block is what resent fields stand between two trace fields. A field that
 * occurs again begins another block when the one above it is complete and the
 * rest could be; else it is once too often in its block. */
static void
resent_field(header *h, const eml_field *f)
{
    const eml_field **slot = &h->resent[f->id - FIRST_RESENT];

    if (*slot) {
        if (in_block(h, EML_FIELD_RESENT_DATE) &&
            in_block(h, EML_FIELD_RESENT_FROM) && h->dates_ahead &&
            h->froms_ahead)
            end_block(h);
        else
            find_name(h, EML_E_RESENT_TWICE, f);
    }
    if (!h->block)
        h->block = f;
    if (!*slot)
        *slot = f;
    if (f->id == EML_FIELD_RESENT_FROM) {
        h->froms_ahead--;
        h->many |= has_several(f);
    } else if (f->id == EML_FIELD_RESENT_DATE) {
        h->dates_ahead--;
    } else if (f->id == EML_FIELD_RESENT_REPLY_TO) {
        find_name(h, EML_E_RESENT_REPLY_TO, f);
    }
    if (h->own)
        find_name(h, EML_E_RESENT_ORDER, f);
}

/* ---- trace (3.6.7, RFC 5321 4.4) --------------------------------------- */

static void
trace_field(header *h, const eml_field *f)
{
    end_block(h);
    look_ahead(h, f->next);
    if (h->own)
        find_name(h, EML_E_TRACE_ORDER, f);
    if (f->id == EML_FIELD_RECEIVED) {
        h->return_path = NULL;
        return;
    }
    if (!h->seen[EML_FIELD_RETURN_PATH] && f != h->top)
        find_name(h, EML_E_RETURN_PATH_ORDER, f);
    /* trace = [return] 1*received */
    if (h->return_path)
        find_name(h, EML_E_RETURN_PATH_ALONE, h->return_path);
    h->return_path = f;
}

/* ---- lists ------------------------------------------------------------- */

/* The URL's scheme, past the white space that RFC 2369 section 2 ignores. */
static bool
is_https(eml_span url)
{
    static const char scheme[] = "https:";
    size_t n = 0;

    for (size_t i = 0; i < url.n && scheme[n]; i++) {
        if (eml__is(url.p[i], EML__WSP | EML__NL))
            continue;
        if (eml__lower(url.p[i]) != (uint8_t)scheme[n])
            return false;
        n++;
    }
    return !scheme[n];
}

/* RFC 8058 section 3.1: "The List-Unsubscribe header field MUST contain one
 * HTTPS URI." */
static void
check_one_click(header *h)
{
    const eml_field *post = h->seen[EML_FIELD_LIST_UNSUBSCRIBE_POST];
    const eml_field *list = h->seen[EML_FIELD_LIST_UNSUBSCRIBE];

    if (!post)
        return;
    if (list && list->value.kind == EML_VALUE_LIST_URLS) {
        const eml_list_url *u = list->value.u.urls->first;

        for (; u; u = u->next)
            if (is_https(u->url))
                return;
    }
    find_name(h, EML_E_ONE_CLICK_HTTPS, post);
}

/* ---- all of it --------------------------------------------------------- */

/* A field by which the rules are more than counting. */
static void
special_field(header *h, const eml_field *f, const rule *r)
{
    if (r->place == TRACE)
        trace_field(h, f);
    else if (r->place == RESENT)
        resent_field(h, f);
    if (r->twice && h->seen[f->id])
        find_name(h, r->twice, f);
    if (f->id == EML_FIELD_FROM && has_several(f) && !h->authors)
        h->authors = f;
}

/* Which field comes when cannot be foretold: so there is one branch that most
 * fields do not take. */
static inline void
next_field(header *h, const eml_field *f, eml_header_kind kind)
{
    const rule *r = &rules[f->id];
    const eml_field *seen = h->seen[f->id];
    bool again = (r->twice != 0) & (seen != NULL);

    if (kind == EML_HEADER_PART && !r->content)
        return;
    if (!h->top) {
        h->top = f;
        look_ahead(h, f);
    }
    if ((r->place == TRACE) | (r->place == RESENT) | again |
        (f->id == EML_FIELD_FROM))
        special_field(h, f, r);
    h->own |= r->place == OWN;
    h->content |= r->content;
    h->seen[f->id] = seen ? seen : f;
}

void
eml_header_check(eml_cx *cx, const eml_field *first, eml_header_kind kind,
                 const uint8_t *end)
{
    header h = {.cx = cx, .end = end};

    for (const eml_field *f = first; f; f = f->next)
        if (f->id != EML_FIELD_JUNK)
            next_field(&h, f, kind);
    if (kind == EML_HEADER_PART)
        return;
    end_block(&h);
    if (h.return_path)
        find_name(&h, EML_E_RETURN_PATH_ALONE, h.return_path);
    check_required(&h, kind);
    check_originators(&h);
    check_one_click(&h);
    if (h.content && !h.seen[EML_FIELD_MIME_VERSION])
        find_missing(&h, EML_E_MIME_VERSION_MISSING);
}
