/* gen_phrase.c -- encoded-words (RFC 2047), phrases and unstructured text (RFC
 * 5322 section 3.2.5). */
#include "generators/gen_int.h"

/* ---- encoded-words
 * ------------------------------------------------------------- */

typedef struct encoder {
    eml__buf word, text;
    eml__buf raw; /* of B, before encoding */
    eml__place place;
    bool base64;
    bool labels; /* the text is wanted */
    size_t max;  /* characters */
    size_t used;
} encoder;

/* How many characters each byte takes in a Q encoded-word: 1 as it is (RFC 2047
 * section 4.2 and, in a comment and a phrase, 5) or as "_", else 3. */
/* clang-format off */
enum { T = 1 << EML__IN_TEXT, C = 1 << EML__IN_COMMENT, P = 1 << EML__IN_PHRASE,
       _ = T | C | P, X = T | C };
static const uint8_t as_it_is[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, _, T, X, X, X, X, X, T, T, _, _, X, _, X, _,
    _, _, _, _, _, _, _, _, _, _, X, X, X, 0, X, 0,
    X, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
    _, _, _, _, _, _, _, _, _, _, _, X, T, X, X, 0,
    X, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
    _, _, _, _, _, _, _, _, _, _, _, X, X, X, X, 0,
};
/* clang-format on */

static size_t
length_of(uint8_t c, eml__place place)
{
    return c == ' ' || (as_it_is[c] >> place & 1) ? 1 : 3;
}

static void
put_q(encoder *e, const uint8_t *p, size_t n)
{
    static const char digits[] = "0123456789ABCDEF";
    uint8_t *to = e->word.p + e->word.n;

    if (buf_room(&e->word) < 3 * n + 3)
        return;
    for (size_t i = 0; i < n; i++) {
        size_t k = length_of(p[i], e->place);

        to[0] = k == 3 ? '=' : p[i] == ' ' ? '_' : p[i];
        to[1] = (uint8_t)digits[p[i] >> 4];
        to[2] = (uint8_t)digits[p[i] & 15];
        to += k;
    }
    e->word.n = (uint32_t)(to - e->word.p);
}

static size_t
length_q(const encoder *e, const uint8_t *p, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        k += length_of(p[i], e->place);
    return k;
}

/* Adds a text, when there is room: RFC 2047 section 5 wants whole characters,
 * section 3 the ASCII mode at the end, and a text of samples.c has both. */
static bool
add(encoder *e, const eml__sample *s)
{
    const uint8_t *p = (const uint8_t *)s->raw;
    size_t n = e->base64 ? (e->raw.n + s->n + 2) / 3 * 4
                         : e->used + length_q(e, p, s->n);

    if (n > e->max)
        return false;
    e->used = n;
    if (e->base64)
        buf(&e->raw, p, s->n);
    else
        put_q(e, p, s->n);
    if (e->labels)
        buf(&e->text, s->text, s->m);
    return true;
}

const eml__charset *
eml__g_charset(eml__gen *g, uint32_t choice)
{
    static const uint8_t common[16] = {
        EML__CS_UTF8,  EML__CS_UTF8,   EML__CS_UTF8,   EML__CS_UTF8,
        EML__CS_UTF8,  EML__CS_ASCII,  EML__CS_LATIN1, EML__CS_LATIN1,
        EML__CS_W1252, EML__CS_LATIN9, EML__CS_KOI8R,  EML__CS_SJIS,
        EML__CS_JIS,   EML__CS_GB2312, EML__CS_BIG5,   EML__CS_EUCKR};
    uint32_t i = common[choice % 16];

    if (choice >= 16)
        i = EML__CS_GBK;
    return &eml__charsets[i < g->charsets ? i : EML__CS_UTF8];
}

/*
 * encoded-word = "=?" charset ["*" language] "?" encoding "?" encoded-text "?="
 *
 * of `max` characters at most.
 */
static void
encoded_word(eml__gen *g, encoder *e, size_t max)
{
    static const char languages[4][6] = {"en", "de", "ja", "en-US"};
    static const eml__sample space = {1, 1, " ", " "};
    const eml__charset *cs = eml__g_charset(g, pick(g, 17));
    const eml__sample *s = &cs->samples[pick(g, EML__SAMPLES)];
    eml_span label = odd(g, 4) ? cs->other : cs->label;
    uint32_t n = 1 + pick(g, 6);

    e->word.n = e->text.n = e->raw.n = 0;
    e->used = 0;
    e->base64 = pick(g, 2);
    buf(&e->word, "=?", 2);
    buf_token(&e->word, label);
    if (odd(g, 64)) {
        const char *l = languages[pick(g, 4)];

        MADE(g, ENCODED_LANGUAGE);
        buf_c(&e->word, '*');
        buf(&e->word, l, l[2] ? 5 : 2);
    }
    if (e->base64) {
        MADE(g, ENCODED_B);
        buf(&e->word, odd(g, 8) ? "?b?" : "?B?", 3);
    } else {
        MADE(g, ENCODED_Q);
        buf(&e->word, odd(g, 8) ? "?q?" : "?Q?", 3);
    }
    e->max = max - e->word.n - 2;
    if (!add(e, s))
        (void)add(e, &cs->samples[0]);
    for (; n > 1; n--) {
        if (!add(e, &space))
            break;
        (void)add(e, &cs->samples[pick(g, EML__SAMPLES)]);
    }
    if (e->base64)
        eml__g_base64(e->raw.p, e->raw.n, &e->word);
    buf(&e->word, "?=", 2);
}

/* Each line with an encoded-word has 76 characters at most (section 2). */
void
eml__g_encoded_words(eml__gen *g, eml__place place, bool first)
{
    encoder e; /* encoded_word() empties it */
    uint32_t n = 1 + (odd(g, 3) ? 1 + pick(g, 3) : 0);
    static const eml__space spaces[3] = {EML__WS_KEEP, EML__WS_INNER,
                                         EML__WS_ONE};

    e.place = place;
    e.labels = g->labels;
    for (uint32_t i = 0; i < n; i++) {
        size_t max = 74;

        if (first && i == 0) {
            uint8_t last = g->p == g->line ? ' ' : g->p[-1];

            if (column(g) > 20 || (last != ' ' && last != '\t' &&
                                   !(last == '(' && place == EML__IN_COMMENT)))
                eml__g_fws(g, 60, EML__WS_DROP); /* white space in front */
            max = 66 - column(g);
        }
        if (i)
            MADE(g, ENCODED_ADJACENT);
        encoded_word(g, &e, max < 64 ? max : 64);
        if (i)
            eml__g_fws(g, e.word.n + 2, EML__WS_DROP);
        else if (!first)
            eml__g_fws(g, e.word.n + 2, spaces[place]);
        put_buf(g, &e.word);
        text(g, e.text.p, e.text.n);
        g->word_line = g->line;
    }
}

/* "MUST be separated from any adjacent 'word', 'text' or 'special'" (section 5
 * (3)). */
void
eml__g_apart(eml__gen *g)
{
    if (g->p - g->begin > 2 && g->p[-1] == '=' && g->p[-2] == '?')
        put_c(g, ' ');
}

/* ---- phrases
 * --------------------------------------------------------------------- */

/* RFC 5322 section 4.1: obs-phrase = word *(word / "." / CFWS) */
static void
obs_phrase(eml__gen *g)
{
    eml_span last = eml__g_last_name(g);

    both(g, "J", 1);
    eml__g_find(g, EML_E_PHRASE_DOT, offset(g), 1);
    both(g, ".", 1);
    eml__g_fws(g, last.n + 1, EML__WS_ONE);
    both_token(g, last);
    g->obs++;
}

static void
phrase_words(eml__gen *g, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        eml_span w = i + 1 == n ? eml__g_last_name(g) : eml__g_first_name(g);

        if (i)
            eml__g_fws(g, w.n + 1, EML__WS_ONE);
        both_token(g, w);
        MADE(g, ATOM);
    }
}

/* Words of all kinds, CFWS between them. */
static void
phrase_mixed(eml__gen *g)
{
    for (uint32_t n = 1 + pick(g, 4), i = 0; i < n; i++) {
        uint32_t kind = pick(g, 4);

        if (kind == 3 && (g->traits & EML__ENCODED)) {
            eml__g_encoded_words(g, EML__IN_PHRASE, i == 0);
            eml__g_fws(g, 8, EML__WS_ONE);
            both(g, "x", 1);
            continue;
        }
        if (i) {
            text_c(g, ' ');
            eml__g_cfws(g, 20, true);
        }
        if (kind == 2)
            eml__g_quoted_string(g);
        else
            phrase_words(g, 1);
    }
}

/*
 * phrase = 1*word / obs-phrase
 * word   = atom / quoted-string
 *
 * Begins and ends without CFWS. As text: words with one space between two.
 */
void
eml__g_phrase(eml__gen *g)
{
    MADE(g, PHRASE);
    if (g->mode == EML_GEN_OBS && obsolete(g)) {
        obs_phrase(g);
    } else if ((g->traits & EML__ENCODED) && odd(g, 3)) {
        eml__g_encoded_words(g, EML__IN_PHRASE, true);
    } else if (!odd(g, 8)) {
        phrase_words(g, 1 + pick(g, 3));
    } else if (pick(g, 2)) {
        eml__g_quoted_string(g);
    } else {
        phrase_mixed(g);
    }
}

/* ---- unstructured text
 * --------------------------------------------------------------- */

/* A line of 77 to 79, or 997 or 998 characters. */
static void
long_text(eml__gen *g)
{
    static const uint16_t lengths[5] = {77, 78, 79, 997, 998};
    size_t want = lengths[pick(g, 5)];
    uint32_t limit = g->limit;

    MADE(g, BODY_LONG_LINE);
    g->limit = 998;
    while (column(g) + 24 < want && !g->full) {
        eml_span w = eml__g_word(g);

        eml__g_fws(g, w.n, EML__WS_KEEP);
        both_token(g, w);
    }
    g->limit = limit;
    if (column(g) + 1 < want && column(g) > 8 && !g->full)
        both(g, " ", 1);
    while (column(g) < want && !g->full)
        both(g, "x", 1);
}

static void
punctuation(eml__gen *g)
{
    static const char marks[] = ",.!?:;()[]<>@\"\\=_#";

    both(g, &marks[pick(g, sizeof marks - 1)], 1);
}

/* RFC 5322 section 4.1: obs-unstruct has obs-NO-WS-CTL and folds that more
 * folds follow. */
static void
obs_text(eml__gen *g)
{
    eml__g_find(g, EML_E_CONTROL, offset(g), 1);
    both(g, "\x08", 1);
    g->obs++;
}

static bool
unstructured_word(eml__gen *g, bool first, bool encoded)
{
    eml_span w;

    if ((g->traits & EML__ENCODED) && odd(g, 4)) {
        if (!encoded)
            eml__g_encoded_words(g, EML__IN_TEXT, first);
        return true;
    }
    w = eml__g_word(g);
    if (!first)
        eml__g_fws(g, w.n + 1, EML__WS_KEEP);
    both_token(g, w);
    if (odd(g, 16))
        punctuation(g);
    if (g->mode == EML_GEN_OBS && obsolete(g))
        obs_text(g);
    return false;
}

/*
 * unstructured = (*([FWS] VCHAR) *WSP) / obs-unstruct
 *
 * The words go on with the text under way; `first`: it has none yet.
 */
void
eml__g_words(eml__gen *g, uint32_t words, bool first)
{
    bool encoded = false;

    MADE(g, UNSTRUCTURED);
    for (uint32_t i = 0; i < words; i++)
        encoded = unstructured_word(g, first && i == 0, encoded);
    if ((g->traits & EML__WARNED) && odd(g, 64) && words &&
        g->word_line != g->line)
        long_text(g);
    if ((g->traits & EML__SPACED) && odd(g, 16) && column(g) < 70)
        put_c(g, ' ');
}
