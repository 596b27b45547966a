/* gen_token.c -- words, names, domains and what is made of them: atoms,
 * local-parts, literals, quoted-strings. */
#include "generators/gen_int.h"

typedef struct eml__token {
    uint8_t n;
    char s[55];
} eml__token;

/* clang-format off */
static const eml__token words[64] = {
    {1, "a"}, {1, "I"}, {2, "we"}, {3, "the"}, {3, "and"}, {4, "mail"},
    {4, "this"}, {4, "that"}, {4, "with"}, {4, "list"}, {4, "from"},
    {4, "have"}, {4, "your"}, {5, "about"}, {6, "please"}, {6, "report"},
    {7, "meeting"}, {6, "Monday"}, {6, "update"}, {6, "thanks"},
    {7, "regards"}, {7, "version"}, {7, "release"}, {8, "attached"},
    {8, "question"}, {8, "schedule"}, {8, "document"}, {8, "tomorrow"},
    {9, "available"}, {11, "information"}, {5, "draft"}, {5, "notes"},
    {6, "budget"}, {6, "review"}, {5, "order"}, {7, "invoice"}, {7, "project"},
    {4, "team"}, {5, "build"}, {4, "test"}, {6, "server"}, {5, "patch"},
    {3, "fix"}, {5, "issue"}, {7, "support"}, {8, "customer"}, {7, "account"},
    {8, "password"}, {6, "summer"}, {5, "train"}, {5, "paper"}, {5, "music"},
    {5, "photo"}, {5, "lunch"}, {6, "coffee"}, {6, "answer"}, {9, "yesterday"},
    {6, "urgent"}, {3, "FYI"}, {4, "2024"}, {3, "10%"}, {3, "C++"},
    {4, "it's"}, {6, "e-mail"},
};
static const eml__token first_names[32] = {
    {1, "A"}, {3, "Joe"}, {4, "Mary"}, {4, "Anna"}, {5, "Peter"}, {5, "Carol"},
    {5, "Alice"}, {3, "Bob"}, {3, "Eve"}, {5, "Maria"}, {4, "John"},
    {5, "Klaus"}, {6, "Ingrid"}, {6, "Pierre"}, {5, "Chloe"}, {4, "Juan"},
    {5, "Sofia"}, {4, "Ivan"}, {4, "Olga"}, {5, "Kenji"}, {4, "Yuki"},
    {3, "Wei"}, {3, "Min"}, {5, "Ahmed"}, {6, "Fatima"}, {5, "David"},
    {5, "Sarah"}, {3, "Tom"}, {4, "Lucy"}, {1, "O"}, {6, "Jo-Ann"},
    {6, "Xavier"},
};
static const eml__token last_names[32] = {
    {1, "B"}, {5, "Smith"}, {3, "Doe"}, {5, "Brown"}, {6, "Miller"},
    {6, "Garcia"}, {7, "Schmidt"}, {5, "Weber"}, {6, "Dubois"}, {5, "Rossi"},
    {5, "Silva"}, {5, "Novak"}, {6, "Ivanov"}, {6, "Tanaka"}, {4, "Chen"},
    {3, "Kim"}, {6, "Hansen"}, {5, "Jones"}, {6, "Martin"}, {5, "Lopez"},
    {6, "O'Neil"}, {9, "Smith-Doe"}, {4, "Berg"}, {8, "Kowalski"}, {4, "Nagy"},
    {5, "Costa"}, {6, "Haddad"}, {5, "Singh"}, {5, "Patel"}, {6, "Nguyen"},
    {7, "Popescu"}, {9, "Andersson"},
};
static const eml__token domains[24] = {
    {3, "a.b"}, {11, "example.org"}, {11, "example.com"}, {11, "example.net"},
    {16, "mail.example.org"}, {15, "mx1.example.com"},
    {17, "lists.example.net"}, {20, "smtp-out.example.org"}, {9, "a.example"},
    {12, "3com.example"}, {6, "x.test"}, {16, "corp.example.com"},
    {20, "sub.dept.example.edu"}, {9, "localhost"}, {14, "cloud9.example"},
    {22, "host-12-34.example.net"}, {21, "xn--bcher-kva.example"},
    {22, "xn--mnchen-3ya.example"}, {25, "mail.xn--e1afmkfd.example"},
    {11, "EXAMPLE.ORG"},
    {47, "long-name-of-a-host.some-department.example.com"},
    {19, "a.b.c.d.e.f.example"}, {11, "127.example"}, {9, "i.example"},
};
static const eml__token u_domains[6] = {
    {15, "bücher.example"}, {20, "пример.example"}, {14, "例え.example"},
    {16, "münchen.example"}, {21, "mail.español.example"},
    {20, "ελλάδα.example"},
};
/* clang-format on */

static eml_span
span_of(const eml__token *t)
{
    return (eml_span){(const uint8_t *)t->s, t->n};
}

static eml_span
sample_text(eml__gen *g)
{
    const eml__sample *s =
        &eml__charsets[EML__CS_UTF8].samples[pick(g, EML__SAMPLES)];

    MADE(g, UTF8_NON_ASCII);
    return (eml_span){(const uint8_t *)s->text, s->m};
}

static bool
non_ascii(eml__gen *g, uint32_t n)
{
    return (g->traits & EML__UTF8) && odd(g, n);
}

eml_span
eml__g_word(eml__gen *g)
{
    if (non_ascii(g, 8))
        return sample_text(g);
    return span_of(&words[pick(g, 64)]);
}

eml_span
eml__g_first_name(eml__gen *g)
{
    if (non_ascii(g, 8))
        return sample_text(g);
    return span_of(&first_names[pick(g, 32)]);
}

eml_span
eml__g_last_name(eml__gen *g)
{
    if (non_ascii(g, 8))
        return sample_text(g);
    return span_of(&last_names[pick(g, 32)]);
}

eml_span
eml__g_domain_name(eml__gen *g)
{
    if (non_ascii(g, 8))
        return span_of(&u_domains[pick(g, 6)]);
    return span_of(&domains[pick(g, 24)]);
}

/* ---- numbers
 * ----------------------------------------------------------------- */

/* Up to four digits: each is put down in any case, and the next over it when it
 * is a zero in front. How many there are is not to be foreseen. */
static size_t
up_to_four(uint32_t v, unsigned digits, uint8_t *out)
{
    uint8_t *o = out;

    *o = (uint8_t)('0' + v / 1000);
    o += (v >= 1000) | (digits >= 4);
    *o = (uint8_t)('0' + v / 100 % 10);
    o += (v >= 100) | (digits >= 3);
    *o = (uint8_t)('0' + v / 10 % 10);
    o += (v >= 10) | (digits >= 2);
    *o++ = (uint8_t)('0' + v % 10);
    return (size_t)(o - out);
}

static size_t
decimal(uint32_t v, unsigned digits, uint8_t *out)
{
    size_t n = 0;

    if (v >= 10000 || digits > 4) {
        n = up_to_four(v / 10000, digits > 4 ? digits - 4 : 1, out);
        v %= 10000;
        digits = 4;
    }
    return n + up_to_four(v, digits, out + n);
}

void
eml__g_buf_u32(eml__buf *b, uint32_t v, unsigned digits)
{
    size_t n = decimal(v, digits, b->p + b->n);

    if (n <= buf_room(b))
        b->n += (uint32_t)n;
}

void
eml__g_put_u32(eml__gen *g, uint32_t v, unsigned digits)
{
    size_t n = decimal(v, digits, g->p);

    if ((size_t)(g->end - g->p) < n)
        g->full = true;
    else
        g->p += n;
}

/* ---- atoms
 * ------------------------------------------------------------------- */

/* 1*atext */
void
eml__g_atom(eml__gen *g, eml__buf *b)
{
    static const char atext[] = "aZ0!#$%&'*+-/=?^_`{|}~";

    MADE(g, ATOM);
    if (!odd(g, 16)) {
        eml_span w = eml__g_last_name(g);

        buf_token(b, w);
        return;
    }
    for (uint32_t n = 1 + pick(g, 12); n; n--) {
        char c = atext[pick(g, sizeof atext - 1)];

        /* "=?" would be the beginning of an encoded-word */
        buf_c(b, c == '?' && b->n && b->p[b->n - 1] == '=' ? '=' : c);
    }
}

/* 1*atext *("." 1*atext) */
void
eml__g_dot_atom(eml__gen *g, eml__buf *b)
{
    MADE(g, DOT_ATOM);
    eml__g_atom(g, b);
    while (odd(g, 3) && b->n < 40) {
        buf_c(b, '.');
        eml__g_atom(g, b);
    }
}

/* A local-part as people have it, of 64 octets at most. */
void
eml__g_local(eml__gen *g, eml__buf *b)
{
    static const char between[6] = {0, '.', '.', '+', 0, '_'};
    eml_span first = eml__g_first_name(g), last;
    uint32_t how;

    MADE(g, DOT_ATOM);
    if (odd(g, 16)) {
        eml__g_dot_atom(g, b);
        return;
    }
    how = pick(g, 6);
    if (how == 2 && first.p[0] < 128)
        first.n = 1;
    buf_token(b, first);
    if (how == 0)
        return;
    if (how == 4) {
        eml__g_buf_u32(b, pick(g, 100), 1);
        return;
    }
    buf_c(b, between[how]);
    last = eml__g_last_name(g);
    buf_token(b, last);
}

void
eml__g_unique(eml__gen *g, eml__buf *b)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    uint32_t v = pick(g, 1u << 30);
    uint8_t *to;

    eml__g_buf_u32(b, g->serial++, 1);
    if (buf_room(b) < 6) /* 36^6 is more than 2^30 */
        return;
    for (to = b->p + b->n; v; v /= 36)
        *to++ = (uint8_t)digits[v % 36];
    b->n = (uint32_t)(to - b->p);
}

/* ---- domain-literals (RFC 5321 section 4.1.3)
 * ---------------------------------- */

static void
ipv4(eml__gen *g, eml__buf *b)
{
    buf(b, "192.0.2.", 8);
    eml__g_buf_u32(b, pick(g, 256), 1);
}

/* n groups of 1*4HEXDIG, ":" between two */
static void
hex_groups(eml__gen *g, eml__buf *b, uint32_t n)
{
    static const char digits[] = "0123456789abcdefABCDEF";

    for (uint32_t i = 0; i < n; i++) {
        if (i)
            buf_c(b, ':');
        for (uint32_t k = 1 + pick(g, 4); k; k--)
            buf_c(b, digits[pick(g, 22)]);
    }
}

static void
ipv6(eml__gen *g, eml__buf *b)
{
    /* IPv6-comp: "::" stands for two groups at least */
    uint32_t before = pick(g, 4), after = pick(g, 4);

    buf(b, "IPv6:", 5);
    switch (pick(g, 4)) {
    case 0:
        MADE(g, IPV6_COMP);
        hex_groups(g, b, before);
        buf(b, "::", 2);
        hex_groups(g, b, after);
        break;
    case 1:
        MADE(g, IPV6_FULL);
        hex_groups(g, b, 8);
        break;
    case 2:
        MADE(g, IPV6V4_FULL);
        hex_groups(g, b, 6);
        buf_c(b, ':');
        ipv4(g, b);
        break;
    default:
        MADE(g, IPV6V4_COMP);
        if (before + after > 4)
            after = 4 - before;
        hex_groups(g, b, before);
        buf(b, "::", 2);
        hex_groups(g, b, after);
        if (after)
            buf_c(b, ':');
        ipv4(g, b);
        break;
    }
}

void
eml__g_literal(eml__gen *g, eml__buf *b)
{
    MADE(g, DOMAIN_LITERAL);
    buf_c(b, '[');
    if (pick(g, 2)) {
        ipv6(g, b);
    } else {
        MADE(g, IPV4);
        ipv4(g, b);
    }
    buf_c(b, ']');
}

/* ---- quoted-strings
 * ------------------------------------------------------------ */

static void
quoted_pair(eml__gen *g)
{
    static const char pairs[] = "\"\\a @";
    char c = pairs[pick(g, 5)];

    MADE(g, QUOTED_PAIR);
    put_c(g, '\\');
    both(g, &c, 1);
}

/* RFC 5322 section 4.1: obs-qtext, obs-qp */
static void
obs_quoted(eml__gen *g)
{
    if (pick(g, 2)) {
        eml__g_find(g, EML_E_CONTROL, offset(g), 1);
        both(g, "\x7f", 1);
    } else {
        eml__g_find(g, EML_E_QUOTED_PAIR_CTL, offset(g), 2);
        eml__g_find(g, EML_E_CONTROL, offset(g) + 1, 1);
        put_c(g, '\\');
        both(g, "\x0b", 1);
    }
    g->obs++;
}

/*
 * qcontent      = qtext / quoted-pair
 * quoted-string = [CFWS] DQUOTE *([FWS] qcontent) [FWS] DQUOTE [CFWS]
 */
void
eml__g_quoted_string(eml__gen *g)
{
    static const char specials[] = ",.@:;<>()[]";
    uint32_t n = pick(g, 4);

    MADE(g, QUOTED_STRING);
    put_c(g, '"');
    for (uint32_t i = 0; i < n; i++) {
        eml_span w = eml__g_last_name(g);

        if (i)
            eml__g_fws(g, w.n + 3, EML__WS_INNER);
        both_token(g, w);
        if (odd(g, 6))
            both(g, &specials[pick(g, sizeof specials - 1)], 1);
        if (odd(g, 8))
            quoted_pair(g);
    }
    if (g->mode == EML_GEN_OBS && obsolete(g))
        obs_quoted(g);
    put_c(g, '"');
}
