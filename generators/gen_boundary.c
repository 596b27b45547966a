/* gen_boundary.c -- boundaries (RFC 2046 section 5.1.1), none of which begins
 * as another does that is in use. */
#include "generators/gen_int.h"

/* A style has a first character, or a beginning, that no other has; then a
 * number that is used once in a message; then a dot, which nothing else in it
 * is: so none is the beginning of another. */
static void
styled(eml__gen *g, eml__buf *b)
{
    static const char pad[] = "________________________________________________"
                              "______________________";

    switch (pick(g, 7)) {
    case 0:
        buf_c(b, 'B');
        break;
    case 1:
        buf(b, "----=_NextPart_000_", 19);
        break;
    case 2:
        buf(b, "=_", 2);
        break;
    case 3:
        buf(b, "(it is 'a' b)+_,-/:=?", 21);
        break;
    case 4:
        buf(b, "Apple-Mail=_", 12);
        break;
    case 5:
        buf(b, "0000000000", 10);
        break;
    default: /* as long as one may be */
        buf_c(b, '_');
        eml__g_unique(g, b);
        if (b->n < 69)
            buf(b, pad, 69 - b->n);
        buf_c(b, '.');
        return;
    }
    eml__g_unique(g, b);
    buf_c(b, '.');
}

/* The beginnings of the odd lines of bodies are "- " and dashes: a boundary has
 * a letter or digit in it. */
void
eml__g_boundary(eml__gen *g, eml_span *out)
{
    eml__buf b;
    uint8_t *p;

    b.n = 0;
    if (g->serial < 26 && !odd(g, 2)) {
        buf_c(&b, (char)('a' + g->serial));
        g->serial++;
    } else {
        styled(g, &b);
    }
    p = eml_arena_raw(g->arena, b.n + EML__TOKEN);
    if (!p) {
        g->oom = true;
        *out = EML__TOKEN_OF("b");
        return;
    }
    memcpy(p, b.p, b.n);
    *out = (eml_span){p, b.n};
}
