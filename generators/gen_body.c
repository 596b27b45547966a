/* gen_body.c -- what leaves hold; their transfer encodings are gen_encode.c.
 *
 * No line of a body begins with "--" and a boundary that is in use: lines that
 * begin so are those of `odd_lines` and near_boundary(), and boundaries have no
 * "--" in front and are never as short as those lines (gen_boundary.c). */
#include "generators/gen_int.h"

typedef struct phrase {
    uint8_t n;
    char s[31];
} phrase;

/* clang-format off */
static const phrase phrases[64] = {
    {1, "x"}, {6, "a line"}, {26, "this version is not urgent"},
    {30, "your question looks good to me"}, {24, "the order came back late"},
    {23, "the list needs a review"}, {25, "the list will follow soon"},
    {28, "this version should be ready"}, {27, "the schedule has been moved"},
    {27, "the schedule needs a review"}, {18, "for the whole team"},
    {27, "the report will follow soon"}, {28, "your question was sent today"},
    {29, "the report went out on Monday"}, {22, "the list is not urgent"},
    {26, "my account should be ready"}, {16, "from the archive"},
    {25, "the list looks good to me"}, {25, "the order should be ready"},
    {29, "a small change has been moved"}, {24, "the schedule is attached"},
    {24, "the order has been moved"}, {22, "my account is attached"},
    {25, "the report came back late"}, {14, "at ten o'clock"},
    {23, "the list has been moved"}, {26, "the new server is attached"},
    {28, "the order went out on Monday"},
    {29, "the new server was sent today"}, {26, "the report should be ready"},
    {27, "my account looks good to me"}, {9, "and so on"},
    {27, "our meeting should be ready"},
    {30, "the new server should be ready"},
    {29, "this version will follow soon"}, {25, "my account was sent today"},
    {25, "my account needs a review"}, {27, "my account will follow soon"},
    {27, "your question is not urgent"}, {21, "the order is attached"},
    {27, "this version was sent today"}, {25, "the report has been moved"},
    {29, "a small change was sent today"},
    {29, "a small change came back late"},
    {30, "your question will follow soon"},
    {28, "your question came back late"}, {11, "by tomorrow"},
    {24, "the list should be ready"}, {25, "our meeting is not urgent"},
    {27, "this version has been moved"}, {15, "as we discussed"},
    {25, "my account came back late"}, {26, "our meeting was sent today"},
    {29, "your question should be ready"}, {25, "my account has been moved"},
    {29, "my account went out on Monday"},
    {29, "the new server came back late"},
    {28, "our meeting will follow soon"}, {28, "a small change is not urgent"},
    {26, "our meeting came back late"}, {29, "the schedule will follow soon"},
    {23, "the order is not urgent"}, {23, "our meeting is attached"},
    {23, "the list came back late"},
};

static const phrase odd_lines[16] = {
    {0, ""}, {0, ""}, {1, "."}, {2, "-- "}, {3, "-- "}, {2, ".."},
    {9, "From here"}, {8, "> quoted"}, {12, "> > > quoted"},
    {10, "----------"}, {11, "--- cut ---"}, {10, "spaces    "},
    {5, "\ttab\t"}, {7, "form\ff."}, {12, "=3D =20 = =?"}, {9, "Bcc: none"},
};
/* clang-format on */

#define FIXED(s)                                                               \
    {                                                                          \
        s, sizeof(s) - 1,                                                      \
        {                                                                      \
            NULL, 0                                                            \
        }                                                                      \
    }
const eml__fixed eml__fixed_texts[EML__FIXED_TEXTS] = {
    {"", 0, EML__TOKEN_INIT("1B2M2Y8AsgTpgAmY7PhCfg==")},
    {"Hello\r\n", 7, EML__TOKEN_INIT("tzv307oaUXZEZhvEvNhfmg==")},
    {"a\r\nb\r\n", 6, EML__TOKEN_INIT("WbDXdy8FYe+5VRjzy4q8YA==")},
    {"x", 1, EML__TOKEN_INIT("ndTkYSaMgDT1yFZOFVxnpg==")},
    FIXED("-----BEGIN PGP SIGNATURE-----\r\n\r\n"
          "iQEzBAABCAAdFiEE\r\n-----END PGP SIGNATURE-----\r\n"),
    FIXED("Version: 1\r\n"),
    FIXED("-----BEGIN PGP MESSAGE-----\r\n\r\n"
          "hQEMAwAAAAAAAAAB\r\n-----END PGP MESSAGE-----\r\n"),
    FIXED("From: a@example.org\r\nTo: b@example.net\r\n"
          "Subject: =?utf-8?Q?=C3=A9?=\r\nReceived: by example.net;\r\n"
          " 1 Jan 2024 00:00 +0000\r\n"),
};

/* ---- lines
 * ------------------------------------------------------------------------ */

/* A line is over: the first over 78 characters is found. Lines that have other
 * than ASCII are never so long. */
static void
judge_line(eml__gen *g)
{
    size_t n = column(g);

    if (n <= 78 || g->soft_found || g->scratch)
        return;
    eml__g_find(g, EML_E_LINE_78, (uint32_t)(g->line - g->begin), (uint32_t)n);
    g->soft_found = true;
}

static void
end_line(eml__gen *g)
{
    judge_line(g);
    PUT(g, "\r\n");
    g->line = g->p;
}

static void
put_phrase(eml__gen *g, const phrase *p)
{
    PUT_ARRAY(g, p->s, p->n);
}

static void
plain_line(eml__gen *g)
{
    uint32_t v = pick_body(g, 64 * 64);

    put_phrase(g, &phrases[v >> 6]);
    put_c(g, ' ');
    put_phrase(g, &phrases[v & 63]);
}

static void
long_line(eml__gen *g)
{
    static const uint16_t lengths[5] = {77, 78, 79, 997, 998};
    size_t n = lengths[pick_body(g, 5)];

    MADE(g, BODY_LONG_LINE);
    while (column(g) + 64 < n && !g->full) {
        plain_line(g);
        put_c(g, ' ');
    }
    while (column(g) < n && !g->full)
        put_c(g, 'x');
}

/* Nearly a delimiter line, and none. */
static void
near_boundary(eml__gen *g)
{
    eml_span b = g->boundaries[pick_body(g, g->num_boundaries)];

    switch (pick_body(g, 3)) {
    case 0: /* without its last character */
        PUT(g, "--");
        put(g, b.p, b.n - 1);
        break;
    case 1:
        PUT(g, "-");
        put_span(g, b);
        break;
    default:
        PUT(g, " --");
        put_span(g, b);
        break;
    }
}

static void
odd_line(eml__gen *g)
{
    uint32_t how = pick_body(g, 8);

    if (how == 7 && (g->traits & EML__WARNED))
        long_line(g);
    else if (how == 6 && g->num_boundaries)
        near_boundary(g);
    else
        put_phrase(g, &odd_lines[pick_body(g, 16)]);
}

void
eml__g_lines(eml__gen *g, uint32_t n)
{
    g->line = g->p;
    g->soft_found = false;
    for (uint32_t i = 0; i < n && !g->full; i++) {
        if (i)
            end_line(g);
        if (pick_body(g, 16) == 15)
            odd_line(g);
        else
            plain_line(g);
    }
    judge_line(g);
}

static uint32_t
how_many(eml__gen *g)
{
    uint32_t scale = pick_body(g, 4096);

    if (scale == 4095 && pick_body(g, 4) == 3) {
        MADE(g, BODY_LARGE);
        return 18000 + pick_body(g, 2000);
    }
    if (scale > 4080)
        return 100 + pick_body(g, 500);
    return pick_body(g, scale > 3800 ? 48 : 9);
}

/* ---- contents
 * --------------------------------------------------------------------- */

/* Lines of ASCII, and of UTF-8 when that is the charset. */
static void
ascii_line(eml__gen *g, bool utf8)
{
    uint32_t how = pick_body(g, 16);

    if (how == 15) {
        odd_line(g);
    } else if (utf8 && how > 7) {
        const eml__sample *all = eml__charsets[EML__CS_UTF8].samples;

        for (uint32_t n = 1 + pick_body(g, 5); n; n--) {
            const eml__sample *s = &all[pick_body(g, EML__SAMPLES)];

            PUT_ARRAY(g, s->raw, s->n);
            put_c(g, ' ');
        }
        put_phrase(g, &phrases[0]);
    } else {
        plain_line(g);
    }
}

/* A line in another charset; as text, in UTF-8. */
static void
sample_line(eml__gen *g, const eml__charset *cs)
{
    for (uint32_t n = 1 + pick_body(g, 3); n; n--) {
        const eml__sample *s = &cs->samples[pick_body(g, EML__SAMPLES)];

        PUT_ARRAY(g, s->raw, s->n);
        text(g, s->text, s->m);
        put_c(g, ' ');
        text_c(g, ' ');
    }
    put_c(g, '.');
    text_c(g, '.');
}

static void
text_content(eml__gen *g, const eml__entity *e)
{
    bool utf8 = e->charset == &eml__charsets[EML__CS_UTF8];
    bool ascii = !e->charset || e->charset == &eml__charsets[EML__CS_ASCII];
    uint32_t n = how_many(g);
    bool no_end = pick_body(g, 16) == 15;

    for (uint32_t i = 0; i < n && !g->full; i++) {
        if (ascii || utf8)
            ascii_line(g, utf8);
        else
            sample_line(g, e->charset);
        if (i + 1 == n && no_end)
            break;
        end_line(g);
        if (!ascii && !utf8)
            text(g, "\r\n", 2);
    }
    judge_line(g);
}

/* Eight bytes, the lowest first; "+" for each "-". The bytes of `no` are 0
 * where there is one, of which the sum makes the only high bits that are not
 * set. */
static void
put_eight(eml__gen *g, uint64_t v)
{
    const uint64_t ones = 0x0101010101010101u, low = ones * 127;
    uint64_t no = v ^ ones * '-';
    uint8_t block[8];

    v ^= (~(((no & low) + low) | no | low) >> 7) * ('-' ^ '+');
    block[0] = (uint8_t)v;
    block[1] = (uint8_t)(v >> 8);
    block[2] = (uint8_t)(v >> 16);
    block[3] = (uint8_t)(v >> 24);
    block[4] = (uint8_t)(v >> 32);
    block[5] = (uint8_t)(v >> 40);
    block[6] = (uint8_t)(v >> 48);
    block[7] = (uint8_t)(v >> 56);
    put(g, block, 8);
}

/* Any bytes. No "-": so a line cannot look like a delimiter. */
static void
data_content(eml__gen *g)
{
    uint32_t n = how_many(g) * 7 + pick_body(g, 8);
    eml_choice_lane *l = &g->c.lane[EML_LANE_BODY];

    for (; n; n--)
        put_eight(g, l->random ? eml__choice_next(l)
                               : eml_choice_below(&g->c, EML_LANE_BODY, 256));
}

static void
content(eml__gen *g, const eml__entity *e)
{
    g->line = g->p;
    g->soft_found = false;
    if (e->fixed) {
        put(g, e->fixed->text, e->fixed->n);
        return;
    }
    switch (e->what) {
    case EML__DATA:
        data_content(g);
        break;
    case EML__DSN:
        eml__g_delivery_status(g);
        break;
    case EML__MDN:
        eml__g_disposition_notification(g);
        break;
    case EML__FEEDBACK:
        eml__g_feedback_report(g);
        break;
    case EML__EXTERNAL:
        MADE(g, EXTERNAL);
        PUT(g, "Content-Type: image/png\r\nContent-ID: <a@example.org>\r\n"
               "\r\n");
        break;
    case EML__PARTIAL:
        MADE(g, PARTIAL);
        /* RFC 2046 section 5.2.2.1: the first begins with the header of the
         * message that is in pieces */
        if (e->fragment == 1)
            PUT(g, "Subject: pieces\r\nMessage-ID: <b@example.org>\r\n\r\n");
        g->line = g->p;
        text_content(g, e);
        break;
    case EML__SIGNATURE:
    case EML__TEXT:
    case EML__MULTIPART:
    case EML__MESSAGE:
        text_content(g, e);
        break;
    }
}

/* ---- leaves
 * ------------------------------------------------------------------------- */

/* The content is made apart, then encoded. */
static eml_span
content_apart(eml__gen *g, const eml__entity *e)
{
    uint8_t *p = g->p, *end = g->end;
    size_t room = 1 << 14;
    eml_choice c = g->c;
    eml_span s = EML_NONE;

    if (g->full) /* of the message's own room: not to be forgotten below */
        return s;
    for (;; room = room < 1 << 18 ? room * 4 : 1 << 22) {
        uint8_t *from = eml_arena_raw(g->arena, room);

        if (!from) {
            g->oom = true;
            return s;
        }
        g->p = from;
        g->end = from + room - EML__SLACK;
        g->scratch = true;
        content(g, e);
        g->scratch = false;
        s = (eml_span){from, (size_t)(g->p - from)};
        memset(g->p, '\r', 8); /* for eml__g_quoted_printable() */
        g->p = p;
        g->end = end;
        if (!g->full || room >= 1 << 22 || g->oom)
            break;
        g->full = false; /* the same once more, with more room */
        g->c = c;
        g->text_p = g->text;
    }
    return s;
}

static void
identity(eml__gen *g, const eml__entity *e, eml_span *decoded)
{
    const uint8_t *from = g->p;

    /* RFC 2045 section 2.9: binary data has no lines */
    g->scratch = e->cte == EML__BINARY;
    content(g, e);
    g->scratch = false;
    *decoded = (eml_span){from, (size_t)(g->p - from)};
}

static void
count(eml__gen *g, const eml__entity *e, size_t n)
{
    static const eml__production made_of[] = {
        EML__MADE_BODY_7BIT, EML__MADE_BODY_8BIT, EML__MADE_BODY_BINARY,
        EML__MADE_BODY_QP, EML__MADE_BODY_BASE64};

    made(g, made_of[e->cte]);
    if (!n)
        MADE(g, BODY_EMPTY);
}

void
eml__g_leaf(eml__gen *g, const eml__entity *e)
{
    bool own_text = e->what == EML__TEXT && e->charset && !e->md5.n &&
                    e->charset != &eml__charsets[EML__CS_UTF8] &&
                    e->charset != &eml__charsets[EML__CS_ASCII];
    eml_gen_part *part = g->part;
    eml_span decoded, text_of = EML_NONE;

    text_begin(g);
    if (e->cte == EML__QP || e->cte == EML__BASE64) {
        decoded = content_apart(g, e);
        text_of = text_take(g);
        if (e->cte == EML__QP)
            eml__g_quoted_printable(g, decoded, e->what != EML__DATA);
        else
            eml__g_base64_lines(g, decoded);
    } else {
        identity(g, e, &decoded);
        text_of = text_take(g);
    }
    count(g, e, decoded.n);
    if (!g->labels)
        return;
    part->kind = EML_GEN_LEAF;
    part->decoded = decoded;
    part->is_text = e->what == EML__TEXT;
    part->text = own_text ? text_of : decoded;
}
