/* write_message.c -- a whole message (RFC 5322 section 3.5, RFC 2045, 2046). */
#include "parsers/mime/message_kind.h"
#include "parsers/mime/write_int.h"
#include "parsers/mime/write_part.h"

#include <string.h>

/* So often a boundary may be made anew, in a whole message, because one that
 * was made occurs. */
enum { RETRIES = 16 };

/* What a part is by its fields. */
struct kind {
    bool is_multipart, is_message, is_text;
    bool any_encoding; /* a message type that is excepted from 2045 6.4 */
    bool only_7bit;
    bool is_rfc822; /* headers in ASCII: else it had to be message/global */
    bool is_digest;
    eml_cte cte;
    const eml_content_type *type;
    eml_span boundary; /* n 0: none is given */
};

/* A multipart or message whose parts are being written. */
typedef struct frame {
    const eml_write_part *part;
    struct kind kind;
    size_t next;  /* child */
    size_t start; /* where the part begins in the output */
    size_t child; /* where the current child does */
    uint64_t serial;
    bool nested; /* there is a multipart around it */
    bool ascii_header;
    uint8_t made[EML__BOUNDARY];
} frame;

typedef struct writer {
    eml_cx *cx;
    eml_out *out;
    size_t start; /* out->n when the message began */
    bool utf8;
    uint64_t seed, serial;
    unsigned retries;
    frame *stack;
    uint32_t depth, max_depth;
} writer;

static int
fail(writer *w, int code)
{
    return eml_find_at(w->cx, code, w->out->n - w->start, 0);
}

static bool
is(eml_span a, eml_span b)
{
    return eml_span_eq_fold(a, b);
}

/* ---- what a part is ------------------------------------------------------ */

static void
message_kind(struct kind *k, eml_span subtype)
{
    unsigned kind = eml__message_kind(subtype);

    k->is_rfc822 = kind == EML__MESSAGE_NESTED;
    k->any_encoding = (kind & EML__MESSAGE_ENCODABLE) != 0;
    k->only_7bit = (kind & EML__MESSAGE_ONLY_7BIT) != 0;
    k->is_message = !(kind & EML__MESSAGE_OPAQUE);
}

/* Finds the fields that say what a part is; false when one is there twice, or
 * its value is not what the field has. */
static bool
kind_of(const eml_write_part *part, bool in_digest, struct kind *k)
{
    const eml_encoding *cte = NULL;
    eml_span type = EML_LIT("text"), subtype = EML_LIT("plain");

    *k = (struct kind){.cte = EML_CTE_7BIT, .boundary = EML_NONE};
    for (const eml_field *f = part->fields; f; f = f->next) {
        if (f->id == EML_FIELD_CONTENT_TYPE) {
            if (k->type || f->value.kind != EML_VALUE_CONTENT_TYPE)
                return false;
            k->type = f->value.u.content_type;
        } else if (f->id == EML_FIELD_CONTENT_TRANSFER_ENCODING) {
            if (cte || f->value.kind != EML_VALUE_ENCODING)
                return false;
            cte = f->value.u.encoding;
        }
    }
    if (cte)
        k->cte = cte->cte;
    if (k->type) {
        type = k->type->type;
        subtype = k->type->subtype;
    } else if (in_digest) {
        type = EML_LIT("message");
        subtype = EML_LIT("rfc822");
    }
    k->is_text = is(type, EML_LIT("text"));
    k->is_multipart = is(type, EML_LIT("multipart"));
    if (k->is_multipart) {
        const eml_param *b =
            eml_param_get(k->type->params, EML_LIT("boundary"));

        k->is_digest = is(subtype, EML_LIT("digest"));
        if (b)
            k->boundary = b->value;
    } else if (is(type, EML_LIT("message"))) {
        message_kind(k, subtype);
        k->only_7bit |= !k->any_encoding && !k->is_message &&
                        (k->cte == EML_CTE_QP || k->cte == EML_CTE_BASE64);
    }
    return true;
}

/* How much of the bytes that transport changes a part may hold. */
static unsigned
rank(eml_cte cte)
{
    return cte == EML_CTE_8BIT ? 1 : cte == EML_CTE_BINARY ? 2 : 0;
}

/* Parts where the type has some, and only there; an encoding that the type
 * may have and what is around it can hold. */
static int
check_part(writer *w, const eml_write_part *p, struct kind *k, const frame *up)
{
    bool composite = k->is_multipart || k->is_message;

    if (k->is_message && k->any_encoding && !eml__is_identity(k->cte))
        composite = k->is_message = false; /* encoded: a leaf */
    if (k->is_multipart ? !p->num_parts || p->message || p->content.n
                        : p->num_parts || p->preamble.n || p->epilogue.n)
        return fail(w, EML_E_WRITE_STRUCTURE);
    if (k->is_message ? !p->message || p->content.n : p->message != NULL)
        return fail(w, EML_E_WRITE_STRUCTURE);
    if ((composite && !eml__is_identity(k->cte)) ||
        (k->only_7bit && k->cte != EML_CTE_7BIT) ||
        (up && rank(k->cte) > rank(up->kind.cte)))
        return fail(w, EML_E_WRITE_CONTENT);
    return EML_OK;
}

/* ---- header -------------------------------------------------------------- */

/* The Content-Type of a multipart, with the boundary that was made. */
static int
write_with_boundary(writer *w, const frame *f, bool utf8)
{
    const eml_content_type *t = f->kind.type;
    eml_content_type with = *t;
    eml_param b = {.name = EML_LIT("boundary"),
                   .value = {f->made, EML__BOUNDARY},
                   .charset = EML_NONE,
                   .language = EML_NONE,
                   .raw = EML_NONE};
    eml_param **last = &with.params;
    eml_value v = {.kind = EML_VALUE_CONTENT_TYPE};

    for (const eml_param *p = t->params; p; p = p->next) {
        eml_param *copy = eml_arena_get(w->cx->arena, sizeof *copy);

        if (!copy)
            return EML_E_NOMEM;
        *copy = *p;
        *last = copy;
        last = &copy->next;
    }
    *last = &b;
    v.u.content_type = &with;
    return eml_write_field(w->cx, EML_FIELD_CONTENT_TYPE, EML_NONE, &v, utf8,
                           w->out);
}

/* Fields and the empty line behind them. Where what is around them holds ASCII
 * only, text is written in encoded-words, and what cannot be is an error. */
static int
write_header(writer *w, const frame *f, const frame *up)
{
    bool own = f->kind.is_multipart && f->kind.boundary.p == f->made;
    bool ascii = up && (f->ascii_header || rank(up->kind.cte) == 0);
    bool utf8 = w->utf8 && !ascii;

    for (const eml_field *h = f->part->fields; h; h = h->next) {
        eml_cx was = *w->cx;
        int rc = own && h->id == EML_FIELD_CONTENT_TYPE
                     ? write_with_boundary(w, f, utf8)
                     : eml_write_field(w->cx, h->id, h->name, &h->value, utf8,
                                       w->out);

        if (rc < 0) {
            eml__w_move(w->cx, &was, w->out->n - w->start);
            return rc;
        }
    }
    eml_out_span(w->out, EML_LIT("\r\n"));
    return EML_OK;
}

/* ---- parts --------------------------------------------------------------- */

static void
make_boundary(writer *w, frame *f)
{
    eml__w_boundary(w->seed, f->serial, f->made);
    f->kind.boundary = (eml_span){f->made, EML__BOUNDARY};
}

/* Writes what comes before the children of the frame on top: all, when it is a
 * leaf, which is then gone. */
static int
begin(writer *w)
{
    frame *f = &w->stack[w->depth - 1];
    const frame *up = w->depth > 1 ? f - 1 : NULL;
    int rc;

    f->start = w->out->n;
    f->next = 0;
    if (f->kind.is_multipart && f->kind.boundary.n == 0) {
        f->serial = w->serial++;
        make_boundary(w, f);
    }
    rc = write_header(w, f, up);
    if (rc < 0 || f->kind.is_message)
        return rc;
    if (f->kind.is_multipart) {
        if (f->part->preamble.n) {
            if (!eml__w_plain(f->part->preamble, f->kind.cte))
                return fail(w, EML_E_WRITE_CONTENT);
            f->child = w->out->n;
            eml_out_span(w->out, f->part->preamble);
            eml_out_span(w->out, EML_LIT("\r\n"));
        }
        return EML_OK;
    }
    rc = eml__w_body(f->part->content, f->kind.cte, f->kind.is_text, w->out);
    if (rc == EML_E_WRITE_CONTENT)
        return fail(w, rc);
    if (f->kind.cte == EML_CTE_BASE64 && f->part->content.n && !f->nested)
        eml_out_span(w->out, EML_LIT("\r\n"));
    w->depth--;
    return rc;
}

/* Puts a part on the stack and begins it. */
static int
push(writer *w, const eml_write_part *part)
{
    frame *f = &w->stack[w->depth];
    const frame *up = w->depth ? f - 1 : NULL;
    int rc;

    if (w->depth == w->max_depth)
        return EML_E_LIMIT;
    *f = (frame){.part = part};
    if (!kind_of(part, up && up->kind.is_digest, &f->kind))
        return fail(w, EML_E_WRITE_VALUE);
    rc = check_part(w, part, &f->kind, up);
    if (rc < 0)
        return rc;
    if (up) {
        f->nested = up->nested || up->kind.is_multipart;
        f->ascii_header =
            up->kind.is_rfc822 || (up->ascii_header && !up->kind.is_message);
    }
    w->depth++;
    return begin(w);
}

/* A child of the multipart f has been written, or what comes before or after
 * them: the boundary must not occur in it. One that was made is made anew, and
 * the part begun again: *again. */
static int
check_child(writer *w, frame *f, bool *again)
{
    eml_span written = {w->out->p + f->child, w->out->n - f->child};
    const uint8_t *at;

    *again = false;
    if (w->out->full)
        return EML_E_NOMEM;
    at = written.n ? eml__w_occurs(written, f->kind.boundary) : NULL;
    if (!at)
        return EML_OK;
    if (f->kind.boundary.p != f->made || w->retries++ == RETRIES) {
        w->out->n = (size_t)(at - w->out->p);
        return fail(w, EML_E_WRITE_BOUNDARY);
    }
    *again = true;
    w->out->n = f->start;
    f->kind.boundary = EML_NONE;
    return begin(w);
}

static void
delimiter(writer *w, frame *f)
{
    if (f->next)
        eml_out_span(w->out, EML_LIT("\r\n"));
    eml_out_span(w->out, EML_LIT("--"));
    eml_out_span(w->out, f->kind.boundary);
}

/*
 * multipart-body := [preamble CRLF]
 *                   dash-boundary transport-padding CRLF
 *                   body-part *encapsulation
 *                   close-delimiter transport-padding
 *                   [CRLF epilogue]
 *
 * A line end after the close-delimiter is the next delimiter's when there is a
 * multipart around this one.
 */
static int
step_multipart(writer *w, frame *f)
{
    bool again = false;
    int rc = EML_OK;

    if (f->next || f->part->preamble.n)
        rc = check_child(w, f, &again);
    if (rc < 0 || again)
        return rc;
    delimiter(w, f);
    if (f->next < f->part->num_parts) {
        eml_out_span(w->out, EML_LIT("\r\n"));
        f->child = w->out->n;
        return push(w, &f->part->parts[f->next++]);
    }
    eml_out_span(w->out, EML_LIT("--"));
    if (f->part->epilogue.n || !f->nested)
        eml_out_span(w->out, EML_LIT("\r\n"));
    f->child = w->out->n;
    if (!eml__w_plain(f->part->epilogue, f->kind.cte))
        return fail(w, EML_E_WRITE_CONTENT);
    eml_out_span(w->out, f->part->epilogue);
    rc = check_child(w, f, &again);
    if (rc == EML_OK && !again)
        w->depth--;
    return rc;
}

static int
run(writer *w, const eml_write_part *part)
{
    int rc = push(w, part);

    while (rc == EML_OK && w->depth) {
        frame *f = &w->stack[w->depth - 1];

        if (f->kind.is_multipart)
            rc = step_multipart(w, f);
        else if (f->next++ == 0)
            rc = push(w, f->part->message);
        else
            w->depth--;
    }
    return rc == EML_OK && w->out->full ? EML_E_NOMEM : rc;
}

int
eml_write_message(eml_cx *cx, const eml_write_part *part, bool utf8,
                  uint64_t seed, eml_out *out)
{
    writer w = {
        .cx = cx, .out = out, .start = out->n, .utf8 = utf8, .seed = seed};
    int rc;

    w.max_depth = EML_LIMIT(cx, depth) + 1;
    w.stack = eml_arena_get(cx->arena, w.max_depth * sizeof *w.stack);
    if (!w.stack)
        return EML_E_NOMEM;
    rc = run(&w, part);
    if (rc < 0)
        out->n = w.start;
    return rc;
}
