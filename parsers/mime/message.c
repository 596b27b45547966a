#include "eml/message.h"

#include <string.h>

#include "parsers/mime/decoder_int.h"
#include "parsers/mime/message_int.h"
#include "parsers/mime/mime_machine.h"
#include "parsers/mime/reports_int.h"

/* One run of the machine over the whole of the input, fields kept: so a tree
 * says what the events say. */
typedef struct builder {
    eml_cx *cx;
    eml_span in;
    uint64_t base;         /* stream offset of in.p */
    bool judge;            /* bodies */
    eml_part *root, *part; /* the innermost that has begun and not ended */
    eml_part *before;      /* what ended last: a sibling of what begins next */
    eml_field **link;      /* where the next field goes */
    eml_span delimiter;
    eml_decoder *decoder;
    bool after_close; /* nothing of the epilogue was seen yet */
    bool decoding;    /* a run of PREAMBLE, BODY or EPILOGUE goes on */
} builder;

static const uint8_t *
place(const builder *b, uint64_t off)
{
    return b->in.p + (size_t)(off - b->base);
}

/* ---- bodies ------------------------------------------------------------- */

/* Preamble and epilogue have no type and no encoding of their own: they are
 * lines of a message (RFC 5322 section 2.1.1) under the encoding that their
 * multipart declares (RFC 2045 section 6.4). */
static eml_part_info
outside_of_parts(const eml_part *p)
{
    eml_part_info i = p->info;

    i.charset = EML_NONE;
    return i;
}

static int
judge_piece(builder *b, const eml_mime_event *ev, bool to_utf8)
{
    eml_span in = ev->bytes, out;
    int rc;

    if (!b->decoding) {
        eml_part_info i = ev->kind == EML_MIME_BODY ? b->part->info
                                                    : outside_of_parts(b->part);

        if (b->decoder)
            eml_decoder_reset(b->decoder, b->cx, &i, to_utf8, ev->off);
        else
            b->decoder = eml_decoder_new(b->cx, &i, to_utf8, ev->off);
        if (!b->decoder)
            return EML_E_NOMEM;
        b->decoding = true;
        rc = eml__decoder_expect(b->decoder, b->cx, in.n);
        if (rc < 0)
            return rc;
    }
    do
        rc = eml_decoder_feed(b->decoder, b->cx, &in, false, &out);
    while (rc == EML_OK);
    return EML_OK;
}

static void
end_judging(builder *b)
{
    eml_span in = EML_NONE, out;
    int rc;

    if (!b->decoding)
        return;
    b->decoding = false;
    do
        rc = eml_decoder_feed(b->decoder, b->cx, &in, true, &out);
    while (rc == EML_OK);
}

/* ---- the tree ----------------------------------------------------------- */

static int
begin_part(builder *b, const eml_mime_event *ev)
{
    eml_part *p = eml_arena_get(b->cx->arena, sizeof *p);

    if (!p)
        return EML_E_NOMEM;
    p->parent = b->part;
    p->index = 1;
    p->info.type = p->info.subtype = EML_NONE;
    p->delimiter = b->delimiter;
    p->raw = p->blank = p->body = (eml_span){place(b, ev->off), 0};
    p->preamble = p->close = p->epilogue = EML_NONE;
    b->delimiter = EML_NONE;
    if (!b->part) {
        b->root = p;
    } else if (b->before) {
        b->before->next = p;
        p->index = b->before->index + 1;
    } else {
        b->part->child = p;
    }
    b->part = p;
    b->before = NULL;
    b->link = &p->fields;
    return EML_OK;
}

/* The fields that by_id has. */
static int
slot(eml_field_id id)
{
    static const uint8_t slots[EML_FIELD_END_] = {
        [EML_FIELD_CONTENT_TYPE] = 1,
        [EML_FIELD_CONTENT_TRANSFER_ENCODING] = 2,
        [EML_FIELD_CONTENT_DISPOSITION] = 3,
        [EML_FIELD_FROM] = 4,
        [EML_FIELD_TO] = 5,
        [EML_FIELD_SUBJECT] = 6,
        [EML_FIELD_DATE] = 7,
        [EML_FIELD_MESSAGE_ID] = 8,
    };

    return (unsigned)id < EML_FIELD_END_ ? slots[id] - 1 : -1;
}

static void
add_field(builder *b, eml_field *f)
{
    int i = slot(f->id);
    /* which field comes cannot be foretold: a store in either case */
    const eml_field *none = NULL, **at = i < 0 ? &none : &b->part->by_id[i];

    *b->link = f;
    b->link = &f->next;
    b->part->num_fields++;
    *at = *at ? *at : f;
}

/* Which rules a header section is under: RFC 5322 section 3.6 for a message,
 * RFC 2046 section 5.2.1 for one in a message, 5.1 for a part. */
static void
end_header(builder *b, const eml_mime_event *ev)
{
    eml_part *p = b->part;
    eml_header_kind kind = EML_HEADER_PART;

    if (!p->parent)
        kind = EML_HEADER_MESSAGE;
    else if (p->parent->info.kind == EML_PART_MESSAGE)
        kind = EML_HEADER_NESTED;
    p->blank = ev->bytes;
    p->blank.p = place(b, ev->off);
    p->body.p = p->blank.p + p->blank.n;
    p->info = *ev->info;
    eml_header_check(b->cx, p->fields, kind, p->blank.p);
}

static void
extend(const builder *b, eml_span *s, const eml_mime_event *ev)
{
    if (!s->n)
        s->p = place(b, ev->off);
    s->n += ev->bytes.n;
}

/* The line end after a close-delimiter is its own, here that it is known that
 * no outer delimiter begins with it. */
static void
add_epilogue(builder *b, eml_part *p, const eml_mime_event *ev)
{
    size_t n = 0;

    extend(b, &p->epilogue, ev);
    if (!b->after_close)
        return;
    b->after_close = false;
    if (p->epilogue.p[n] == '\r' && n + 1 < p->epilogue.n)
        n++;
    if (p->epilogue.p[n] != '\n')
        return;
    n++;
    p->close.n += n;
    p->epilogue.p += n;
    p->epilogue.n -= n;
}

static int
text(builder *b, const eml_mime_event *ev)
{
    eml_part *p = b->part;

    if (ev->kind == EML_MIME_PREAMBLE)
        extend(b, &p->preamble, ev);
    else if (ev->kind == EML_MIME_EPILOGUE)
        add_epilogue(b, p, ev);
    return b->judge ? judge_piece(b, ev, ev->kind == EML_MIME_BODY) : EML_OK;
}

static int
end_part(builder *b, const eml_mime_event *ev)
{
    eml_part *p = b->part;
    const uint8_t *end = place(b, ev->off);

    p->raw.n = (size_t)(end - p->raw.p);
    p->body.n = (size_t)(end - p->body.p);
    b->before = p;
    b->part = p->parent;
    if (!b->judge)
        return EML_OK;
    eml__external_judge(b->cx, p);
    eml__secured_judge(b->cx, p);
    return eml__report_judge(b->cx, p);
}

static int
add(builder *b, const eml_mime_event *ev)
{
    switch (ev->kind) {
    case EML_MIME_PREAMBLE:
    case EML_MIME_BODY:
    case EML_MIME_EPILOGUE:
        return text(b, ev);
    case EML_MIME_PART:
        return begin_part(b, ev);
    case EML_MIME_FIELD:
        /* keep_fields: it is ours, and stays */
        add_field(b, (eml_field *)(uintptr_t)ev->field);
        return EML_OK;
    case EML_MIME_BLANK:
        end_header(b, ev);
        return EML_OK;
    case EML_MIME_DELIMITER:
        end_judging(b);
        b->delimiter = ev->bytes;
        return EML_OK;
    case EML_MIME_CLOSE:
        end_judging(b);
        b->part->close = ev->bytes;
        b->after_close = true;
        return EML_OK;
    case EML_MIME_PART_END:
        end_judging(b);
        return end_part(b, ev);
    }
    return EML_E_MISUSE;
}

static int
build(eml_cx *cx, eml_span in, bool judge, eml_part **out)
{
    builder b = {
        .cx = cx,
        .in = in,
        .base = cx->base + (uint64_t)(in.p - cx->origin),
        .judge = judge,
        .delimiter = EML_NONE,
    };
    eml_mime *m = eml_mime_new(cx, true);
    eml_mime_event ev;
    int rc;

    if (!m)
        return EML_E_NOMEM;
    m->off = m->start = b.base;
    eml_mime_feed(m, in, true);
    while ((rc = eml_mime_next(m, cx, &ev)) == EML_OK) {
        eml_field *f;

        if ((rc = add(&b, &ev)) < 0)
            break;
        while (m->state == EML__MIME_HEADER &&
               (f = eml__mime_plain_field(m, cx)) != NULL)
            add_field(&b, f);
    }
    if (b.decoder)
        eml_decoder_close(b.decoder);
    if (rc != EML_END)
        return rc;
    *out = b.root;
    return EML_OK;
}

int
eml_message_parse(eml_cx *cx, eml_span in, eml_part **out)
{
    return build(cx, in, true, out);
}

int
eml_message_parse_lazy(eml_cx *cx, eml_span in, eml_part **out)
{
    return build(cx, in, false, out);
}

/* ---- trees -------------------------------------------------------------- */

const eml_field *
eml_part_field(const eml_part *p, eml_field_id id)
{
    int i = slot(id);

    if (i >= 0)
        return p->by_id[i];
    for (const eml_field *f = p->fields; f; f = f->next)
        if (f->id == id)
            return f;
    return NULL;
}

eml_part *
eml_part_next(const eml_part *p)
{
    if (p->child)
        return p->child;
    while (p && !p->next)
        p = p->parent;
    return p ? p->next : NULL;
}

/* What is laid out so far. */
typedef struct tiles {
    const uint8_t *at;
    size_t bad;
} tiles;

static void
lay(tiles *t, eml_span s)
{
    const uint8_t *end = s.p + s.n;

    if (!s.n)
        return;
    if (s.p > t->at)
        t->bad += (size_t)(s.p - t->at);
    else if (s.p < t->at)
        t->bad += (size_t)((end < t->at ? end : t->at) - s.p);
    if (end > t->at)
        t->at = end;
}

static void
lay_front(tiles *t, const eml_part *p)
{
    if (p->parent)
        lay(t, p->delimiter);
    t->bad += p->raw.p != t->at;
    for (const eml_field *f = p->fields; f; f = f->next)
        lay(t, f->raw);
    lay(t, p->blank);
    t->bad += p->body.p != t->at;
    if (p->info.kind == EML_PART_LEAF)
        lay(t, p->body);
    else if (p->info.kind == EML_PART_MULTIPART)
        lay(t, p->preamble);
}

static void
lay_back(tiles *t, const eml_part *p)
{
    lay(t, p->close);
    lay(t, p->epilogue);
    t->bad += p->raw.p + p->raw.n != t->at;
    t->bad += p->body.p + p->body.n != t->at;
}

size_t
eml_part_tiles(const eml_part *root)
{
    tiles t = {root->raw.p, 0};
    const eml_part *p = root;

    for (;;) {
        lay_front(&t, p);
        if (p->child) {
            p = p->child;
            continue;
        }
        while (p != root && !p->next) {
            lay_back(&t, p);
            p = p->parent;
        }
        lay_back(&t, p);
        if (p == root)
            break;
        p = p->next;
    }
    return t.bad;
}

/* ---- verdicts ----------------------------------------------------------- */

eml_verdict
eml_verdict_of(const eml_diag *d, size_t n, uint32_t allow)
{
    eml_verdict v = EML_VERDICT_VALID;
    const char *readings[2];

    for (size_t i = 0; i < n; i++) {
        if (eml_code_readings(d[i].code, readings))
            return EML_VERDICT_AMBIGUOUS;
        if (eml_severity_of(d[i].code, allow) == EML_SEVERITY_ERROR)
            v = EML_VERDICT_INVALID;
    }
    return v;
}

const char *
eml_verdict_name(eml_verdict v)
{
    static const char *const names[] = {"valid", "invalid", "ambiguous"};

    return names[v];
}
