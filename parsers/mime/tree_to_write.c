/* tree_to_write.c -- from a message that was parsed to one to be written. */
#include "eml/base64.h"
#include "eml/qp.h"
#include "eml/write.h"
#include "parsers/imf/lex.h"

/* What is made of the parts from the root down to the one at hand. */
struct level {
    struct level *up;
    eml_write_part *to;
};

/* ---- contents ------------------------------------------------------------ */

/* In stored form LF is the line end (EML_NL_LF): CRLF in what is written. */
static int
canonical(eml_cx *cx, eml_span in, eml_span *out)
{
    size_t num = 0;
    uint8_t *p, *at;

    *out = in;
    if (cx->newline != EML_NL_LF)
        return EML_OK;
    for (size_t i = 0; i < in.n; i++)
        num += in.p[i] == '\n' && (i == 0 || in.p[i - 1] != '\r');
    if (num == 0)
        return EML_OK;
    p = at = eml_arena_raw(cx->arena, in.n + num);
    if (!p)
        return EML_E_NOMEM;
    for (size_t i = 0; i < in.n; i++) {
        if (in.p[i] == '\n' && (i == 0 || in.p[i - 1] != '\r'))
            *at++ = '\r';
        *at++ = in.p[i];
    }
    *out = eml__between(p, at);
    return EML_OK;
}

static int
base64(eml_cx *cx, eml_span in, eml_span *out)
{
    eml_b64_dec d = {0};
    uint8_t *p = eml_arena_raw(cx->arena, in.n / 4 * 3 + 3);
    size_t n;

    if (!p)
        return EML_E_NOMEM;
    n = eml_b64_decode_all(&d, in, p);
    eml_arena_trim(cx->arena, in.n / 4 * 3 + 3 - n);
    *out = (eml_span){p, n};
    return EML_OK;
}

static int
quoted_printable(eml_cx *cx, eml_span in, eml_span *out)
{
    eml_qp_dec d = {0};
    size_t max = in.n + 8, room = max;
    uint8_t *p = eml_arena_raw(cx->arena, max), *at = p;
    int rc;

    if (!p)
        return EML_E_NOMEM;
    rc = eml_qp_dec_feed(&d, &in, &at, &room, true);
    eml_arena_trim(cx->arena, room);
    *out = eml__between(p, at);
    return rc == EML_END ? EML_OK : EML_E_NOMEM;
}

static int
content(eml_cx *cx, const eml_part *p, eml_write_part *to)
{
    eml_span body = p->body;
    int rc;

    if (body.n == 0)
        return EML_OK;
    switch (p->info.cte) {
    case EML_CTE_BASE64:
        return base64(cx, body, &to->content);
    case EML_CTE_BINARY:
        to->content = body;
        return EML_OK;
    case EML_CTE_QP:
        rc = canonical(cx, body, &body);
        return rc < 0 ? rc : quoted_printable(cx, body, &to->content);
    case EML_CTE_7BIT:
    case EML_CTE_8BIT:
    case EML_CTE_UNKNOWN:
    default:
        return canonical(cx, body, &to->content);
    }
}

/* ---- structure ----------------------------------------------------------- */

/* *children is where those of p go. */
static int
convert(eml_cx *cx, const eml_part *p, eml_write_part *to,
        eml_write_part **children)
{
    size_t n = 0;
    int rc;

    to->fields = p->fields;
    to->content = to->preamble = to->epilogue = EML_NONE;
    if (p->info.kind == EML_PART_LEAF)
        return content(cx, p, to);
    for (const eml_part *c = p->child; c; c = c->next)
        n++;
    *children = eml_arena_get(cx->arena, n * sizeof **children);
    if (!*children)
        return EML_E_NOMEM;
    if (p->info.kind == EML_PART_MESSAGE) {
        to->message = n ? *children : NULL;
        return EML_OK;
    }
    to->parts = *children;
    to->num_parts = n;
    rc = p->preamble.n ? canonical(cx, p->preamble, &to->preamble) : EML_OK;
    if (rc < 0 || !p->epilogue.n)
        return rc;
    return canonical(cx, p->epilogue, &to->epilogue);
}

int
eml_tree_to_write(eml_cx *cx, const eml_part *root, const eml_write_part **out)
{
    eml_write_part *first = eml_arena_get(cx->arena, sizeof *first);
    struct level *top = NULL;
    eml_write_part *to = first;
    const eml_part *p = root;

    if (!first)
        return EML_E_NOMEM;
    for (;;) {
        eml_write_part *children = NULL;
        int rc = convert(cx, p, to, &children);

        if (rc < 0)
            return rc;
        if (p->child && p->info.kind != EML_PART_LEAF) {
            struct level *l = eml_arena_get(cx->arena, sizeof *l);

            if (!l)
                return EML_E_NOMEM;
            *l = (struct level){top, to};
            top = l;
            p = p->child;
            to = children;
            continue;
        }
        while (p != root && !p->next) {
            p = p->parent;
            to = top->to;
            top = top->up;
        }
        if (p == root)
            break;
        p = p->next;
        to++;
    }
    *out = first;
    return EML_OK;
}
