/* gen_emit.c -- what bytes mean, kept beside them: findings, texts, items,
 * fields. */
#include "generators/gen_int.h"

/* ---- choices
 * ----------------------------------------------------------------- */

bool
eml__g_odd_wild(eml__gen *g, eml_lane lane, uint32_t n)
{
    return eml_choice_rare(&g->c, lane, n > 8 ? n / 4 : 2);
}

/* ---- findings
 * ---------------------------------------------------------------- */

void
eml__g_find(eml__gen *g, int code, uint32_t off, uint32_t len)
{
    if (g->num_findings == EML__FINDINGS)
        return;
    g->findings[g->num_findings++] =
        (eml_gen_finding){.code = code, .off = off, .len = len};
}

static size_t
characters(const uint8_t *p, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += (p[i] & 0xc0) != 0x80;
    return count;
}

/* RFC 5322 section 2.1.1: "SHOULD be no more than 78 characters" */
void
eml__g_long_line(eml__gen *g)
{
    if (characters(g->line, column(g)) > 78)
        eml__g_find(g, EML_E_LINE_78, (uint32_t)(g->line - g->begin),
                    (uint32_t)column(g));
}

/* ---- texts
 * ------------------------------------------------------------------- */

void
eml__g_text_more(eml__gen *g, size_t n)
{
    size_t have = (size_t)(g->text_p - g->text), room = 2 * have + n + 4096;
    uint8_t *p = eml_arena_raw(g->arena, room);

    if (!p) {
        g->oom = true;
        return;
    }
    if (have)
        memcpy(p, g->text, have);
    g->text = p;
    g->text_p = p + have;
    g->text_end = p + room;
}

/* ---- items
 * ------------------------------------------------------------------- */

/* An item, always with room for a JUMP or STOP behind it. */
eml_gen_item *
eml__g_item_kept(eml__gen *g, eml_gen_op op, eml_gen_key key)
{
    eml_gen_item *i = g->item;

    if (i == g->item_end) {
        eml_gen_item *more = eml_arena_get(g->arena, EML__ITEMS * sizeof *more);

        if (!more) {
            g->oom = true;
            g->labels = false;
            return &g->nowhere;
        }
        if (i) {
            i->op = EML_GEN_JUMP;
            i->u.next = more;
        }
        i = more;
        g->item_end = more + EML__ITEMS - 1;
    }
    g->item = i + 1;
    i->op = (uint8_t)op;
    i->key = (uint8_t)key;
    return i;
}

void
eml__g_comments(eml__gen *g)
{
    uint32_t first = g->first_comment;

    if (g->num_comments == first)
        return;
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_KEY_COMMENTS);
    for (uint32_t i = first; i < g->num_comments; i++)
        eml__g_item_text(g, EML_GEN_NO_KEY, g->comments[i]);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    g->num_comments = first;
}

/* ---- fields
 * ------------------------------------------------------------------ */

/* RFC 5322 section 1.2.2: names are matched in any case. */
static void
field_name(eml__gen *g, eml_span name)
{
    uint32_t how = odd(g, 64) ? 1 + pick(g, 2) : 0;
    uint8_t *p = g->p;

    put_token(g, name);
    if (!how || g->full)
        return;
    for (; p != g->p; p++)
        if (how == 1 && *p >= 'A' && *p <= 'Z')
            *p |= 32;
        else if (how == 2 && *p >= 'a' && *p <= 'z')
            *p &= (uint8_t)~32u;
}

void
eml__g_field(eml__gen *g, eml_span name, size_t next)
{
    uint32_t off = offset(g);
    const uint8_t *at = g->p;

    g->line = g->p;
    g->num_comments = g->first_comment = 0;
    field_name(g, name);
    if (g->labels) {
        eml_gen_field *f = eml_arena_get(g->arena, sizeof *f);

        if (f) {
            f->off = off;
            f->name = (eml_span){at, (size_t)(g->p - at)};
            f->value = g->item;
            *g->field_to = f;
            g->field_to = &f->next;
            g->field = f;
        } else {
            g->oom = true;
            g->labels = false;
        }
    }
    if (g->mode == EML_GEN_OBS && obsolete(g)) {
        /* RFC 5322 section 4.5: *WSP before the colon */
        uint32_t spaces = 1 + pick(g, 3);

        eml__g_find(g, EML_E_FIELD_NAME_SPACE, offset(g), spaces);
        for (; spaces; spaces--)
            put_c(g, pick(g, 4) == 3 ? '\t' : ' ');
        g->obs++;
    }
    put_c(g, ':');
    if (next == EML__ONE_SPACE) {
        put_c(g, ' ');
        return;
    }
    /* next 0: there may be nothing behind, and a fold needs something */
    if (next && (column(g) + 1 + next > g->limit ||
                 ((g->traits & EML__FOLDED) && odd(g, 32)))) {
        MADE(g, FOLD);
        newline(g);
        put_c(g, ' ');
    } else if (!odd(g, 64)) {
        put_c(g, ' ');
    } else if (pick(g, 2)) {
        PUT(g, " \t ");
    }
}

void
eml__g_field_end(eml__gen *g)
{
    newline(g);
    if (g->labels) {
        g->field->len = offset(g) - g->field->off;
        if (g->item != g->field->value)
            eml__g_item(g, EML_GEN_STOP, EML_GEN_NO_KEY);
    }
}
