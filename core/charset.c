#include "eml/charset.h"

#include "core/arena_int.h"
#include "core/cclass.h"
#include "core/charset_int.h"
#include "core/codec_int.h"
#include "core/utf8_int.h"

static const uint8_t replacement[3] = {0xef, 0xbf, 0xbd}; /* U+FFFD */

/* ---- labels -------------------------------------------------------------- */

static eml_charset_id
id_of(const char *canonical)
{
    static const struct {
        const char *name;
        size_t n;
        eml_charset_id id;
    } inside[] = {
        {"utf-8", 6, EML_CHARSET_UTF8},
        {"us-ascii", 9, EML_CHARSET_ASCII},
        {"iso-8859-1", 11, EML_CHARSET_LATIN1}, /* with the NUL: not -10 */
        {"windows-1252", 13, EML_CHARSET_WINDOWS_1252},
    };

    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        size_t k = 0;

        while (k < inside[i].n && canonical[k] == inside[i].name[k])
            k++;
        if (k == inside[i].n)
            return inside[i].id;
    }
    return EML_CHARSET_OTHER;
}

/* What most mail says, without the search. */
static eml_charset_id
usual(eml_span label, const char **canonical)
{
    static const struct {
        eml_span label;
        const char *canonical;
        eml_charset_id id;
    } most[] = {
        {{(const uint8_t *)"utf-8", 5}, "utf-8", EML_CHARSET_UTF8},
        {{(const uint8_t *)"us-ascii", 8}, "us-ascii", EML_CHARSET_ASCII},
        {{(const uint8_t *)"iso-8859-1", 10}, "iso-8859-1", EML_CHARSET_LATIN1},
        {{(const uint8_t *)"windows-1252", 12},
         "windows-1252",
         EML_CHARSET_WINDOWS_1252},
    };

    for (size_t i = 0; i < sizeof most / sizeof *most; i++)
        if (label.n == most[i].label.n &&
            eml_span_eq_fold(label, most[i].label)) {
            *canonical = most[i].canonical;
            return most[i].id;
        }
    return EML_CHARSET_UNKNOWN;
}

static int
compare(const uint8_t *lower, size_t n, const char *label)
{
    for (size_t i = 0; i < n; i++)
        if (lower[i] != (uint8_t)label[i])
            return lower[i] < (uint8_t)label[i] ? -1 : 1;
    return label[n] ? -1 : 0;
}

static const char *
search(eml_span label)
{
    uint8_t lower[EML__CHARSET_LABEL_MAX];
    size_t lo = 0, hi = eml__num_charset_labels;

    if (label.n >= sizeof lower)
        return NULL;
    for (size_t i = 0; i < label.n; i++)
        lower[i] = eml__lower(label.p[i]);
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = compare(lower, label.n, eml__charset_labels[mid].label);

        if (c == 0)
            return eml__charset_labels[mid].canonical;
        if (c < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

eml_charset_id
eml_charset_find(eml_span label, const char **canonical)
{
    const char *name = NULL;
    eml_charset_id id = usual(label, &name);

    if (id == EML_CHARSET_UNKNOWN) {
        name = search(label);
        id = name ? id_of(name) : EML_CHARSET_UNKNOWN;
    }
    if (canonical)
        *canonical = name;
    return id;
}

/* ---- ISO 2022: is ASCII selected? ----------------------------------------
 *
 * RFC 2047 section 3 asks of an encoded-word that it is at its end. What counts
 * (RFC 1468, 1554, 1557, 1922): which set is in G0, and whether SO selected
 * another than G0. Sets in G1 to G3, and SS2 and SS3, which reach for one
 * character, select nothing. */

enum {
    ESC = 0x1b,
    SHIFT_OUT = 0x0e,
    SHIFT_IN = 0x0f,
    /* eml_to_utf8.shift */
    NO_ASCII = 1 << 0, /* in G0 */
    OUT = 1 << 1,      /* SO without SI */
    ESCAPE = 1 << 2,   /* within an escape sequence; of what it says: */
    BEGUN = 1 << 3,    /* something after ESC */
    MULTIPLE = 1 << 4, /* "$": a set of more than one byte a character */
    NOT_G0 = 1 << 5,   /* a set for G1 to G3, or no set */
    SEQUENCE = ESCAPE | BEGUN | MULTIPLE | NOT_G0
};

/* A byte of an escape sequence: ESC *%x20-2F %x30-7E. False: it is none. */
static bool
watch_sequence(unsigned *shift, uint8_t b)
{
    bool begun = (*shift & BEGUN) != 0;

    if (b < 0x20 || b > 0x7e) {
        *shift &= ~(unsigned)SEQUENCE;
        return false;
    }
    *shift |= BEGUN;
    if (b == '$' && !begun) {
        *shift |= MULTIPLE;
    } else if (b < 0x30 && b != '(') {
        *shift |= NOT_G0;
    } else if (b >= 0x30) {
        if (!begun)
            *shift |= NOT_G0;
        if (!(*shift & NOT_G0))
            *shift = b == 'B' && !(*shift & MULTIPLE)
                         ? *shift & ~(unsigned)NO_ASCII
                         : *shift | NO_ASCII;
        *shift &= ~(unsigned)SEQUENCE;
    }
    return true;
}

static void
watch(eml_to_utf8 *c, const uint8_t *p, size_t n)
{
    unsigned shift = c->shift;

    for (size_t i = 0; i < n; i++) {
        if ((shift & ESCAPE) && watch_sequence(&shift, p[i]))
            continue;
        if (p[i] == ESC)
            shift |= ESCAPE;
        else if (p[i] == SHIFT_OUT)
            shift |= OUT;
        else if (p[i] == SHIFT_IN)
            shift &= ~(unsigned)OUT;
    }
    c->shift = (uint8_t)shift;
    c->not_initial = shift != 0;
}

/* ---- conversion ---------------------------------------------------------- */

static bool
begins_with(const char *name, const char *begin)
{
    while (*begin && *name == *begin) {
        name++;
        begin++;
    }
    return !*begin;
}

/* Of those that come through the table. Not: windows-1255, windows-1258 and the
 * Vietnamese ones, which join marks to the letter before; IBM's code pages, of
 * which one has its own percent sign. */
static bool
is_single(const char *name)
{
    static const char *const begins[] = {
        "iso-8859-",    "koi8-",        "windows-1250",
        "windows-1251", "windows-1253", "windows-1254",
        "windows-1256", "windows-1257", "windows-874",
    };

    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (begins_with(name, begins[i]))
            return true;
    return false;
}

int
eml_to_utf8_open(eml_to_utf8 *c, const eml_charsets *table, eml_span label)
{
    const char *name;
    eml_charset_id id = eml_charset_find(label, &name);

    return eml__to_utf8_open(c, table, id, name);
}

int
eml__to_utf8_open(eml_to_utf8 *c, const eml_charsets *table, eml_charset_id id,
                  const char *name)
{
    if (id == EML_CHARSET_UNKNOWN)
        return EML_END;
    eml__zero(c, sizeof *c);
    c->id = id;
    c->table = table;
    c->single =
        id != EML_CHARSET_UTF8 && (id != EML_CHARSET_OTHER || is_single(name));
    if (id != EML_CHARSET_OTHER)
        return EML_OK;
    c->iso_2022 = begins_with(name, "iso-2022-");
    c->handle = table ? table->open(table->user, name) : NULL;
    return c->handle ? EML_OK : EML_END;
}

void
eml_to_utf8_close(eml_to_utf8 *c)
{
    if (c->handle)
        c->table->close(c->table->user, c->handle);
    c->handle = NULL;
}

/* Where the caller is: what it gave to feed. */
typedef struct place {
    eml_span *in;
    uint8_t **out;
    size_t *out_len;
    bool last;
} place;

static void
written(const place *to, size_t n)
{
    *to->out += n;
    *to->out_len -= n;
}

static void
owe(eml_to_utf8 *c, const uint8_t *p, size_t n)
{
    memcpy(c->pending + c->num_pending, p, n);
    c->num_pending = (uint8_t)(c->num_pending + n);
}

/* s->p[0..n) are used up. */
static void
taken(eml_to_utf8 *c, eml_span *s, size_t n)
{
    if (c->iso_2022)
        watch(c, s->p, n);
    s->p += n;
    s->n -= n;
    c->off += n;
}

/* The n bytes at the front of *s are not in the charset: one U+FFFD for them.
 */
static void
bad(eml_to_utf8 *c, eml_span *s, size_t n)
{
    if (!c->num_bad)
        c->first_bad = c->off;
    c->num_bad += n;
    owe(c, replacement, sizeof replacement);
    taken(c, s, n);
}

static void
copy(eml_to_utf8 *c, const place *io, size_t n)
{
    if (n)
        memcpy(*io->out, io->in->p, n);
    written(io, n);
    taken(c, io->in, n);
}

/* As much of the input as there is room for, if a byte makes a byte. */
static eml_span
front(const place *io)
{
    return (eml_span){io->in->p, eml__min(io->in->n, *io->out_len)};
}

/* windows-1252 from 0x80 on, as its registration has it: 81, 8D, 8F, 90 and 9D
 * are not defined (0). WHATWG reads these as C1 controls. */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* The character of a byte over 127; 0: none. */
static uint32_t
high_character(eml_charset_id id, uint8_t b)
{
    if (id == EML_CHARSET_ASCII)
        return 0;
    return id == EML_CHARSET_WINDOWS_1252 && b < 0xa0 ? windows_1252[b - 0x80]
                                                      : b;
}

/* Without a branch on which are ASCII: where one is not, others are near. */
size_t
eml__latin(enum eml__isa isa, const uint8_t *in, size_t n, uint8_t *out,
           bool c1, size_t *written)
{
    const uint8_t first_same = c1 ? 0x80 : 0xa0;
    size_t i = 0, num = 0;
    uint8_t *o;

#ifdef EML__HAS_AVX512
    if (isa >= EML__AVX512)
        i = eml__latin_avx512(in, n, out, c1, &num);
    else if (isa >= EML__AVX2)
        i = eml__latin_avx2(in, n, out, c1, &num);
#else
    (void)isa;
#endif
    for (o = out + num; i < n; i++) {
        uint8_t b = in[i], is_high = b >> 7;
        uint8_t lead = 0xc0 | b >> 6, mask = (uint8_t)-is_high;

        if (is_high & (b < first_same))
            break;
        o[0] = (uint8_t)((lead & mask) | (b & ~mask));
        o[1] = (uint8_t)(0x80 | (b & 0x3f));
        o += 1 + is_high;
    }
    *written = (size_t)(o - out);
    return i;
}

/* What there is room for of ISO-8859-1, or of what windows-1252 has in common
 * with it. Returns whether there was any. */
static bool
copy_latin(eml_to_utf8 *c, const place *io)
{
    size_t n = eml__min(io->in->n, *io->out_len / 2), num;

    n = eml__latin(eml__best_isa(), io->in->p, n, *io->out,
                   c->id == EML_CHARSET_LATIN1, &num);
    written(io, num);
    taken(c, io->in, n);
    return n != 0;
}

/* Charsets of one byte a character, ASCII below 128. */
static void
feed_single(eml_to_utf8 *c, const place *io)
{
    uint8_t utf8[4];
    uint32_t cp;
    size_t n;

    copy(c, io, eml_ascii_len(front(io)));
    if (!io->in->n || io->in->p[0] < 0x80 ||
        (c->id != EML_CHARSET_ASCII && copy_latin(c, io)))
        return;
    cp = high_character(c->id, io->in->p[0]);
    if (!cp) {
        bad(c, io->in, 1);
        return;
    }
    n = eml_utf8_put(utf8, cp);
    taken(c, io->in, 1);
    owe(c, utf8, n);
}

/* The front of *s, when that is not simply to be copied: a character or a
 * subpart of one; false: more input decides. */
static bool
one_utf8(eml_to_utf8 *c, eml_span *s, bool last)
{
    size_t n;
    enum eml__utf8_kind kind = eml__utf8_look(*s, &n);

    if (kind == EML__UTF8_SHORT && !last)
        return false;
    if (kind == EML__UTF8_CHAR) {
        owe(c, s->p, n);
        taken(c, s, n);
    } else {
        bad(c, s, n);
    }
    return true;
}

static void
hold(eml_to_utf8 *c, eml_span *s)
{
    memmove(c->held, s->p, s->n);
    c->num_held = (uint8_t)s->n;
    s->p += s->n;
    s->n = 0;
}

/* A character that began in an earlier piece. */
static void
held_utf8(eml_to_utf8 *c, const place *io)
{
    eml_span s = {c->held, c->num_held};

    while (!one_utf8(c, &s, io->last && !io->in->n) && io->in->n) {
        c->held[s.n++] = *io->in->p++;
        io->in->n--;
    }
    if (s.p == c->held) { /* not yet decided */
        c->num_held = (uint8_t)s.n;
        return;
    }
    /* What is left is the byte that showed that the character is none. */
    io->in->p -= s.n;
    io->in->n += s.n;
    c->num_held = 0;
}

static void
feed_utf8(eml_to_utf8 *c, const place *io)
{
    if (c->num_held) {
        held_utf8(c, io);
        return;
    }
    copy(c, io, eml_utf8_valid(front(io)));
    if (io->in->n && !one_utf8(c, io->in, io->last))
        hold(c, io->in);
}

/* One call of the caller's converter, through `pending` when there is little
 * room, so that a character always finds some; of that a U+FFFD can still be
 * owed. What the converter cannot do is a bad byte: also when it does nothing
 * at all. */
static int
call(eml_to_utf8 *c, eml_span *s, const place *io, bool last)
{
    size_t room = sizeof c->pending - sizeof replacement;
    bool direct = *io->out_len >= room;
    size_t *out_len = direct ? io->out_len : &room, before = *out_len;
    uint8_t *to = c->pending, **out = direct ? io->out : &to;
    eml_span rest = *s;
    int rc =
        c->table->feed(c->table->user, c->handle, &rest, out, out_len, last);
    bool idle = *out_len == before && rest.n == s->n;

    if (!direct)
        c->num_pending = (uint8_t)(before - room);
    taken(c, s, s->n - rest.n);
    if (rc == EML_WANT_SPACE && idle)
        rc = EML_E_MISUSE;
    if (rc == EML_E_MISUSE && s->n)
        bad(c, s, 1);
    return rc;
}

/* A character that began in an earlier piece: with one byte more, or none. */
static void
held_other(eml_to_utf8 *c, const place *io)
{
    eml_span s = {c->held, c->num_held};
    bool more = io->in->n != 0;
    int rc;

    if (more) {
        c->held[s.n++] = *io->in->p++;
        io->in->n--;
    }
    rc = call(c, &s, io, false);
    if (rc == EML_OK && s.n && (!more || s.n == sizeof c->held))
        bad(c, &s, 1);
    hold(c, &s);
}

static void
feed_other(eml_to_utf8 *c, const place *io)
{
    if (c->num_held && (io->in->n || io->last)) {
        held_other(c, io);
    } else if (io->in->n) {
        if (call(c, io->in, io, false) != EML_OK)
            return;
        if (io->in->n >= sizeof c->held)
            bad(c, io->in, 1); /* no character is that long */
        else
            hold(c, io->in);
    } else { /* the end */
        c->flushed = call(c, io->in, io, true) != EML_WANT_SPACE;
    }
}

/* Nothing is left to be done with what there is. */
static bool
is_idle(const eml_to_utf8 *c, const place *io)
{
    if (io->in->n || c->num_pending)
        return false;
    return !io->last ||
           (!c->num_held && (c->flushed || c->id != EML_CHARSET_OTHER));
}

int
eml_to_utf8_feed(eml_to_utf8 *c, eml_span *in, uint8_t **out, size_t *out_len,
                 bool last)
{
    const place io = {in, out, out_len, last};

    if (c->id == EML_CHARSET_UNKNOWN ||
        (c->id == EML_CHARSET_OTHER && !c->handle))
        return EML_E_MISUSE;
    while (eml__pay(c->pending, &c->num_pending, out, out_len)) {
        if (is_idle(c, &io))
            return last ? EML_END : EML_WANT_INPUT;
        if (c->id == EML_CHARSET_UTF8)
            feed_utf8(c, &io);
        else if (c->id == EML_CHARSET_OTHER)
            feed_other(c, &io);
        else
            feed_single(c, &io);
        if (in->n && !*out_len && !c->num_pending)
            return EML_WANT_SPACE;
    }
    return EML_WANT_SPACE;
}
