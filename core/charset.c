#include "eml/charset.h"

#include "core/cclass.h"
#include "core/charset_int.h"
#include "eml/utf8.h"

#include <string.h>

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
        if (eml_span_eq_fold(label, most[i].label)) {
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

/* ---- conversion ---------------------------------------------------------- */

int
eml_to_utf8_open(eml_to_utf8 *c, const eml_charsets *table, eml_span label)
{
    const char *name;
    eml_charset_id id = eml_charset_find(label, &name);

    if (id == EML_CHARSET_UNKNOWN)
        return EML_END;
    *c = (eml_to_utf8){.id = id, .table = table};
    if (id != EML_CHARSET_OTHER)
        return EML_OK;
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

static void
take(eml_span *in, size_t n)
{
    in->p += n;
    in->n -= n;
}

/* Writes what did not fit before; false when it still does not. */
static bool
flush(eml_to_utf8 *c, uint8_t **out, size_t *out_len)
{
    size_t n = c->num_pending < *out_len ? c->num_pending : *out_len;

    if (!n)
        return c->num_pending == 0;
    memcpy(*out, c->pending, n);
    *out += n;
    *out_len -= n;
    c->num_pending = (uint8_t)(c->num_pending - n);
    memmove(c->pending, c->pending + n, c->num_pending);
    return c->num_pending == 0;
}

static void
owe(eml_to_utf8 *c, const uint8_t *p, size_t n)
{
    memcpy(c->pending + c->num_pending, p, n);
    c->num_pending = (uint8_t)(c->num_pending + n);
}

/* `n` bytes are not in the charset: one U+FFFD for them. */
static void
bad(eml_to_utf8 *c, size_t n)
{
    if (!c->num_bad)
        c->first_bad = c->off;
    c->num_bad += n;
    c->off += n;
    owe(c, replacement, sizeof replacement);
}

/* windows-1252 from 0x80 on, as its registration defines it: 81, 8D, 8F, 90 and
 * 9D are not defined (0). */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static void
one_byte(eml_to_utf8 *c, uint8_t b)
{
    uint32_t cp = b;
    uint8_t utf8[4];

    if (c->id == EML_CHARSET_ASCII)
        cp = 0;
    else if (c->id == EML_CHARSET_WINDOWS_1252 && b < 0xa0)
        cp = windows_1252[b - 0x80];
    if (!cp) {
        bad(c, 1);
        return;
    }
    owe(c, utf8, eml_utf8_put(utf8, cp));
    c->off++;
}

/* Charsets of one byte a character, ASCII below 128. */
static int
feed_single(eml_to_utf8 *c, eml_span *in, uint8_t **out, size_t *out_len)
{
    while (in->n) {
        eml_span room = {in->p, in->n < *out_len ? in->n : *out_len};
        size_t n = eml_ascii_len(room);

        memcpy(*out, in->p, n);
        *out += n;
        *out_len -= n;
        c->off += n;
        take(in, n);
        while (in->n && in->p[0] >= 0x80) {
            uint8_t utf8[4];

            if (c->id == EML_CHARSET_LATIN1 && *out_len >= 2) {
                n = eml_utf8_put(utf8, in->p[0]);
                (*out)[0] = utf8[0];
                (*out)[1] = utf8[1];
                *out += n;
                *out_len -= n;
                c->off++;
                take(in, 1);
                continue;
            }
            one_byte(c, in->p[0]);
            take(in, 1);
            if (!flush(c, out, out_len))
                return EML_WANT_SPACE;
        }
        if (in->n && !*out_len)
            return EML_WANT_SPACE;
    }
    return EML_OK;
}

/* Octets that a character has by its first one (RFC 3629 section 4); 1 for
 * what begins none. */
static size_t
utf8_len(uint8_t lead)
{
    if (lead < 0xc2 || lead > 0xf4)
        return 1;
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* The first octets at s are no whole character. True when more octets could
 * make them one. */
static bool
could_go_on(eml_span s)
{
    eml_span t = s;

    return s.n < utf8_len(s.p[0]) && eml_utf8_next(&t) < 0 && t.n == 0;
}

/* One character, or one maximal subpart that is none, from the front of s. */
static void
one_utf8(eml_to_utf8 *c, eml_span *s)
{
    eml_span t = *s;
    size_t n;

    if (eml_utf8_next(&t) < 0) {
        bad(c, s->n - t.n);
    } else {
        n = s->n - t.n;
        owe(c, s->p, n);
        c->off += n;
    }
    *s = t;
}

/* Completes a character held from the piece before. */
static void
held_utf8(eml_to_utf8 *c, eml_span *in, bool last)
{
    eml_span s;

    while (in->n && could_go_on((eml_span){c->held, c->num_held})) {
        c->held[c->num_held++] = in->p[0];
        take(in, 1);
    }
    s = (eml_span){c->held, c->num_held};
    if (!last && could_go_on(s))
        return;
    /* At most one octet more than a subpart was taken: it is the front of the
     * next character. */
    one_utf8(c, &s);
    memmove(c->held, s.p, s.n);
    c->num_held = (uint8_t)s.n;
}

static int
feed_utf8(eml_to_utf8 *c, eml_span *in, uint8_t **out, size_t *out_len,
          bool last)
{
    for (;;) {
        size_t n;

        if (!flush(c, out, out_len))
            return EML_WANT_SPACE;
        if (c->num_held) {
            if (!in->n && !last)
                return EML_OK;
            held_utf8(c, in, last && !in->n);
            if (!c->num_pending && c->num_held && !in->n && !last)
                return EML_OK;
            continue;
        }
        if (!in->n)
            return EML_OK;
        n = eml_utf8_valid(
            (eml_span){in->p, in->n < *out_len ? in->n : *out_len});
        memcpy(*out, in->p, n);
        *out += n;
        *out_len -= n;
        c->off += n;
        take(in, n);
        if (!in->n)
            return EML_OK;
        if (could_go_on(*in)) {
            memcpy(c->held, in->p, in->n);
            c->num_held = (uint8_t)in->n;
            take(in, in->n);
            continue;
        }
        one_utf8(c, in); /* not UTF-8, or no room for all of it */
    }
}

/* One call of the caller's converter, through `pending` when there is little
 * room, so that a character always finds some. */
static int
call(eml_to_utf8 *c, eml_span *s, uint8_t **out, size_t *out_len, bool last)
{
    size_t before = s->n, room = sizeof c->pending;
    uint8_t *to = c->pending;
    int rc;

    if (*out_len >= sizeof c->pending) {
        rc = c->table->feed(c->table->user, c->handle, s, out, out_len, last);
    } else {
        rc = c->table->feed(c->table->user, c->handle, s, &to, &room, last);
        c->num_pending = (uint8_t)(sizeof c->pending - room);
    }
    c->off += before - s->n;
    return rc;
}

static void
keep_held(eml_to_utf8 *c, eml_span s)
{
    memmove(c->held, s.p, s.n);
    c->num_held = (uint8_t)s.n;
}

/* The bytes held are no whole character yet: one more, or one that is bad. */
static int
held_other(eml_to_utf8 *c, eml_span *in, uint8_t **out, size_t *out_len,
           bool last)
{
    bool end = last && !in->n;
    eml_span s;
    int rc;

    if (in->n && c->num_held < sizeof c->held) {
        c->held[c->num_held++] = in->p[0];
        take(in, 1);
        end = last && !in->n;
    }
    s = (eml_span){c->held, c->num_held};
    rc = call(c, &s, out, out_len, false);
    keep_held(c, s);
    if (rc == EML_E_MISUSE || (rc == EML_OK && c->num_held &&
                               (end || c->num_held == sizeof c->held))) {
        keep_held(c, (eml_span){c->held + 1, (size_t)c->num_held - 1});
        bad(c, 1);
    }
    return rc;
}

static int
feed_other(eml_to_utf8 *c, eml_span *in, uint8_t **out, size_t *out_len,
           bool last)
{
    for (;;) {
        int rc;

        /* `bad` needs room in pending, too */
        if (!flush(c, out, out_len))
            return EML_WANT_SPACE;
        if (c->num_held) {
            if (!in->n && !last)
                return EML_OK;
            (void)held_other(c, in, out, out_len, last);
            continue;
        }
        if (!in->n && !last)
            return EML_OK;
        rc = call(c, in, out, out_len, last && !in->n);
        if (rc == EML_WANT_SPACE) {
            if (!c->num_pending)
                return EML_WANT_SPACE;
        } else if (rc == EML_E_MISUSE) {
            if (!in->n) /* not to be had from a sound converter */
                return EML_OK;
            take(in, 1);
            if (c->num_pending > sizeof c->pending - sizeof replacement &&
                !flush(c, out, out_len)) {
                /* the byte waits: give it back */
                in->p--;
                in->n++;
                return EML_WANT_SPACE;
            }
            bad(c, 1);
        } else if (in->n) {
            size_t n = in->n < sizeof c->held ? in->n : sizeof c->held - 1;

            keep_held(c, (eml_span){in->p, n});
            take(in, n);
        } else if (!c->num_pending) {
            return EML_OK;
        }
    }
}

int
eml_to_utf8_feed(eml_to_utf8 *c, eml_span *in, uint8_t **out, size_t *out_len,
                 bool last)
{
    int rc;

    if (!flush(c, out, out_len))
        return EML_WANT_SPACE;
    if (c->id == EML_CHARSET_UTF8)
        rc = feed_utf8(c, in, out, out_len, last);
    else if (c->id == EML_CHARSET_OTHER)
        rc = c->handle ? feed_other(c, in, out, out_len, last) : EML_OK;
    else
        rc = feed_single(c, in, out, out_len);
    if (rc != EML_OK)
        return rc;
    if (c->num_pending && !flush(c, out, out_len))
        return EML_WANT_SPACE;
    return last ? EML_END : EML_WANT_INPUT;
}
