/* equal_part.c -- whether two fields, two messages mean the same. */
#include "parsers/mime/equal_int.h"

int
eml_value_eq(eml_cx *cx, const eml_value *a, const eml_value *b, bool *same)
{
    eml__eq e = {.cx = cx, .same = true};
    eml_arena_mark mark = eml_arena_note(cx->arena);

    eml__eq_value(&e, a, b);
    eml_arena_release(cx->arena, mark);
    if (e.rc == EML_OK)
        *same = e.same;
    return e.rc;
}

static void
field(eml__eq *e, const eml_field *a, const eml_field *b)
{
    eml__eq_is(e, a->id == b->id);
    if (!e->same)
        return;
    if (a->id == EML_FIELD_OTHER)
        eml__eq_is(e, eml_span_eq_fold(a->name, b->name));
    if (a->id == EML_FIELD_JUNK)
        eml__eq_is(e, eml_span_eq(a->raw, b->raw));
    else if (a->value.kind == EML_VALUE_NONE && b->value.kind == a->value.kind)
        eml__eq_is(e, eml_span_eq(a->body, b->body));
    else if (e->same)
        eml__eq_value(e, &a->value, &b->value);
}

static void
fields(eml__eq *e, const eml_field *a, const eml_field *b)
{
    for (; eml__eq_both(e, a, b); a = a->next, b = b->next) {
        eml__eq one = {.cx = e->cx, .same = true, .no_boundary = true};
        eml_arena_mark mark = eml_arena_note(e->cx->arena);

        field(&one, a, b);
        eml_arena_release(e->cx->arena, mark);
        e->same = one.same;
        if (one.rc < 0) {
            e->rc = one.rc;
            return;
        }
    }
}

int
eml_field_eq(eml_cx *cx, const eml_field *a, const eml_field *b, bool *same)
{
    eml__eq e = {.cx = cx, .same = true};
    eml_arena_mark mark = eml_arena_note(cx->arena);

    field(&e, a, b);
    eml_arena_release(cx->arena, mark);
    if (e.rc == EML_OK)
        *same = e.same;
    return e.rc;
}

/* ---- messages ------------------------------------------------------------ */

/* Two parts that are still to be compared, and those after them. */
struct pair {
    struct pair *below;
    const eml_write_part *a, *b;
    size_t num;
};

/* Compares all but what is in the children. */
static void
part(eml__eq *e, const eml_write_part *a, const eml_write_part *b)
{
    fields(e, a->fields, b->fields);
    eml__eq_is(e, a->num_parts == b->num_parts && !a->message == !b->message);
    eml__eq_is(e, eml__eq_bytes(a->content, b->content) &&
                      eml__eq_bytes(a->preamble, b->preamble) &&
                      eml__eq_bytes(a->epilogue, b->epilogue));
}

static struct pair *
push(eml__eq *e, struct pair *top, const eml_write_part *a,
     const eml_write_part *b, size_t num)
{
    struct pair *p = eml_arena_get(e->cx->arena, sizeof *p);

    if (!p) {
        e->rc = EML_E_NOMEM;
        return top;
    }
    *p = (struct pair){top, a, b, num};
    return p;
}

static void
messages(eml__eq *e, const eml_write_part *a, const eml_write_part *b)
{
    struct pair *top = push(e, NULL, a, b, 1);

    while (top && e->same && e->rc == EML_OK) {
        struct pair *p = top;

        if (p->num-- == 0) {
            top = p->below;
            continue;
        }
        a = p->a++;
        b = p->b++;
        part(e, a, b);
        if (!e->same || e->rc < 0)
            return;
        if (a->num_parts)
            top = push(e, top, a->parts, b->parts, a->num_parts);
        else if (a->message)
            top = push(e, top, a->message, b->message, 1);
    }
}

int
eml_write_part_eq(eml_cx *cx, const eml_write_part *a, const eml_write_part *b,
                  bool *same)
{
    eml__eq e = {.cx = cx, .same = true};
    eml_arena_mark mark = eml_arena_note(cx->arena);

    messages(&e, a, b);
    eml_arena_release(cx->arena, mark);
    if (e.rc == EML_OK)
        *same = e.same;
    return e.rc;
}

int
eml_part_eq(eml_cx *cx, const eml_part *a, const eml_part *b, bool *same)
{
    eml_arena_mark mark = eml_arena_note(cx->arena);
    const eml_write_part *x, *y;
    int rc = eml_tree_to_write(cx, a, &x);

    if (rc == EML_OK)
        rc = eml_tree_to_write(cx, b, &y);
    if (rc == EML_OK)
        rc = eml_write_part_eq(cx, x, y, same);
    eml_arena_release(cx->arena, mark);
    return rc;
}
