/* RFC 2231: parameters in pieces, with charset, language and percent-encoding;
 * and parameters given more than once. */
#include <string.h>

#include "eml/charset.h"
#include "eml/utf8.h"
#include "parsers/mime/param_int.h"

/*
 * regular-parameter-name := attribute [section]
 * extended-initial-name  := attribute [initial-section] "*"
 * extended-other-names   := attribute other-sections "*"
 * section                := initial-section / other-sections
 * initial-section        := "*0"
 * other-sections         := "*" ("1" / ... / "9") *DIGIT
 * attribute-char         := <any (US-ASCII) CHAR except SPACE, CTLs, "*", "'",
 *                           "%", or tspecials>
 */
bool
eml__param_name(eml_cx *cx, struct eml__piece *q)
{
    eml_span all = q->p.name;
    const uint8_t *end = all.p + all.n, *p = all.p, *star, *digits, *after;
    uint64_t n = 0;

    while (p != end && eml__is(*p, EML__ATTR))
        p++;
    star = p;
    if (p == all.p || p == end || *p != '*')
        goto other;
    digits = ++p;
    for (; p != end && eml__is(*p, EML__DIGIT); p++)
        n = n > UINT32_MAX ? n : n * 10 + (uint64_t)(*p - '0');
    after = p;
    q->kind = p == digits ? EML__EXTENDED : EML__SECTION;
    q->starred = p == digits;
    if (p != digits && p != end && *p == '*') {
        q->starred = true;
        p++;
    }
    if (p != end)
        goto other;
    q->section = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
    if (after - digits > 1 && *digits == '0')
        (void)eml_find(cx, EML_E_PARAM_PIECE, digits, (size_t)(after - digits));
    q->p.name = eml__between(all.p, star);
    return true;
other:
    q->kind = EML__WHOLE;
    q->starred = false;
    (void)eml_find(cx, EML_E_PARAM_NAME, star, (size_t)(end - star));
    return false;
}

/*
 * RFC 5646 section 2.1 (which took the place of RFC 1766), in outline:
 * Language-Tag = 1*8ALPHA *("-" 1*8alphanum)
 */
bool
eml__language_tag(eml_span in)
{
    size_t run = 0;
    unsigned classes = EML__ALPHA;

    for (size_t i = 0; i < in.n; i++) {
        if (in.p[i] == '-') {
            if (run == 0 || run > 8)
                return false;
            run = 0;
            classes = EML__ALPHA | EML__DIGIT;
        } else if (eml__is(in.p[i], classes)) {
            run++;
        } else {
            return false;
        }
    }
    return run != 0 && run <= 8;
}

/* ---- decoding ------------------------------------------------------------ */

/* The value being put together. */
struct joiner {
    eml_cx *cx;
    eml_out out;
    eml_to_utf8 charset;
    bool as_is; /* the charset is not known: percents stand */
};

static void
find_in(const struct joiner *j, const struct eml__piece *q, int code,
        const uint8_t *at, size_t len)
{
    if (q->borrowed)
        (void)eml_find(j->cx, code, at, len);
    else
        (void)eml_find(j->cx, code, q->p.raw.p, q->p.raw.n);
}

static void
put(struct joiner *j, eml_span in, bool last)
{
    uint8_t buf[256], *out;
    size_t room;
    int rc;

    do {
        out = buf;
        room = sizeof buf;
        rc = eml_to_utf8_feed(&j->charset, &in, &out, &room, last);
        eml_out_span(&j->out, eml__between(buf, out));
    } while (rc == EML_WANT_SPACE);
}

/*
 * extended-other-values := *(ext-octet / attribute-char)
 * ext-octet             := "%" 2(DIGIT / "A" / "B" / "C" / "D" / "E" / "F")
 *
 * Letters in ABNF strings stand for either case (RFC 822 section 2.1).
 */
static void
put_extended(struct joiner *j, const struct eml__piece *q, eml_span in)
{
    const uint8_t *end = in.p + in.n, *p = in.p;
    uint8_t buf[256];
    size_t n = 0;

    while (p != end) {
        uint8_t c = *p;
        size_t len = 1;

        if (c == '%' && end - p >= 3 && eml__is(p[1], EML__HEX) &&
            eml__is(p[2], EML__HEX)) {
            c = (uint8_t)(eml__hex(p[1]) << 4 | eml__hex(p[2]));
            len = 3;
        } else if (c == '%' || !(q->p.quoted || eml__is(c, EML__ATTR))) {
            find_in(j, q, EML_E_PARAM_PERCENT, p, 1);
        }
        if (j->as_is) {
            put(j, eml__between(p, p + len), false);
        } else {
            buf[n++] = c;
            if (n == sizeof buf) {
                put(j, eml__between(buf, buf + n), false);
                n = 0;
            }
        }
        p += len;
    }
    put(j, eml__between(buf, buf + n), false);
}

/*
 * extended-initial-value := [charset] "'" [language] "'" extended-other-values
 *
 * Takes charset and language from the front of *in.
 */
static void
charset_and_language(struct joiner *j, struct eml__piece *q, eml_span *in)
{
    const uint8_t *end = in->p + in->n, *second = NULL;
    const uint8_t *first = memchr(in->p, '\'', in->n);

    if (first)
        second = memchr(first + 1, '\'', (size_t)(end - first) - 1);
    if (!second) {
        find_in(j, q, EML_E_PARAM_EXTENDED, in->p, in->n);
        return;
    }
    q->p.charset = eml__between(in->p, first);
    q->p.language = eml__between(first + 1, second);
    *in = eml__between(second + 1, end);
    for (size_t i = 0; i < q->p.charset.n; i++)
        if (!eml__is(q->p.charset.p[i], EML__ATTR)) {
            find_in(j, q, EML_E_CHARSET_SYNTAX, q->p.charset.p, q->p.charset.n);
            break;
        }
    if (q->p.language.n && !eml__language_tag(q->p.language))
        find_in(j, q, EML_E_PARAM_LANGUAGE, q->p.language.p, q->p.language.n);
}

static int
open_charset(struct joiner *j, const struct eml__piece *q)
{
    eml_span label = q->p.charset.n ? q->p.charset : EML_LIT("utf-8");
    int rc = eml_to_utf8_open(&j->charset, j->cx->charsets, label);

    if (rc != EML_END)
        return rc;
    j->as_is = true;
    find_in(j, q, EML_E_CHARSET_UNKNOWN, q->p.charset.p, q->p.charset.n);
    return eml_to_utf8_open(&j->charset, NULL, EML_LIT("utf-8"));
}

/* Whether an extended value stands for itself. */
static bool
nothing_to_undo(const struct eml__piece *q, eml_span in)
{
    if (q->p.charset.n && !eml_span_eq_fold(q->p.charset, EML_LIT("utf-8")) &&
        !eml_span_eq_fold(q->p.charset, EML_LIT("us-ascii")))
        return false;
    for (size_t i = 0; i < in.n; i++)
        if (!eml__is(in.p[i], EML__ATTR))
            return false;
    return true;
}

/* Makes the value of `to` from the pieces p[0..n). */
static int
join(eml_cx *cx, struct eml__piece *to, struct eml__piece **p, size_t n)
{
    struct joiner j = {.cx = cx, .out = {.arena = cx->arena}};
    struct eml__piece *head = p[0];
    eml_span value = head->p.value;
    int rc;

    if (n == 1 && !head->starred)
        return EML_OK;
    if (head->starred) {
        if (head->p.quoted)
            find_in(&j, head, EML_E_PARAM_EXT_QUOTED, value.p, value.n);
        if (head->kind == EML__EXTENDED || head->section == 0)
            charset_and_language(&j, head, &value);
        if (n == 1 && nothing_to_undo(head, value)) {
            to->p.value = value;
            return EML_OK;
        }
    }
    rc = open_charset(&j, head);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n; i++) {
        if (i) {
            value = p[i]->p.value;
            if (p[i]->starred && p[i]->p.quoted)
                find_in(&j, p[i], EML_E_PARAM_EXT_QUOTED, value.p, value.n);
        }
        if (p[i]->starred)
            put_extended(&j, p[i], value);
        else
            put(&j, value, false);
    }
    put(&j, EML_NONE, true);
    if (j.charset.num_bad)
        (void)eml_find(cx, EML_E_PARAM_CHARSET, head->p.raw.p, head->p.raw.n);
    eml_to_utf8_close(&j.charset);
    to->p.value = eml_out_view(&j.out);
    to->p.charset = head->p.charset;
    to->p.language = head->p.language;
    return j.out.full ? EML_E_NOMEM : EML_OK;
}

/* ---- which pieces belong together ---------------------------------------- */

/* By name, then what they are, then section, then as they came. */
static int
compare(const struct eml__piece *a, const struct eml__piece *b, bool names_only)
{
    if (a->p.name.n != b->p.name.n)
        return a->p.name.n < b->p.name.n ? -1 : 1;
    for (size_t i = 0; i < a->p.name.n; i++) {
        uint8_t c = eml__lower(a->p.name.p[i]), d = eml__lower(b->p.name.p[i]);

        if (c != d)
            return c < d ? -1 : 1;
    }
    if (names_only)
        return 0;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->section != b->section)
        return a->section < b->section ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

/* Merge sort, from the bottom up: n log n whatever the input. */
static struct eml__piece **
sort(struct eml__piece **a, struct eml__piece **b, size_t n)
{
    for (size_t width = 1; width < n; width *= 2) {
        struct eml__piece **t;

        for (size_t from = 0; from < n; from += 2 * width) {
            size_t mid = n - from < width ? n : from + width;
            size_t to = n - from < 2 * width ? n : from + 2 * width;
            size_t i = from, k = mid;

            for (size_t at = from; at < to; at++)
                b[at] = i < mid && (k == to || compare(a[i], a[k], false) < 0)
                            ? a[i++]
                            : a[k++];
        }
        t = a;
        a = b;
        b = t;
    }
    return a;
}

/* The sections p[0..n) of one parameter, in order of their numbers. *out is the
 * one that stands for all. */
static int
sections(eml_cx *cx, struct eml__piece **p, size_t n, struct eml__piece **out)
{
    struct eml__piece *to = p[0];
    uint64_t expected = 0;
    size_t kept = 0;
    int rc;

    for (size_t i = 0; i < n; i++) {
        bool again = kept && p[i]->section == p[kept - 1]->section;

        if (again || p[i]->section != expected)
            (void)eml_find(cx, EML_E_PARAM_PIECE, p[i]->p.raw.p, p[i]->p.raw.n);
        expected = (uint64_t)p[i]->section + 1;
        if (p[i]->order < to->order)
            to = p[i];
        p[i]->gone = true;
        if (!again)
            p[kept++] = p[i];
    }
    to->gone = false;
    *out = to;
    rc = join(cx, to, p, kept);
    for (size_t i = 0; i < kept; i++) {
        to->p.extended |= p[i]->starred;
        to->p.quoted |= p[i]->p.quoted;
    }
    return rc;
}

/* All that has one name: p[0..n), sorted. */
static int
group(eml_cx *cx, struct eml__piece **p, size_t n)
{
    struct eml__piece *plain = NULL, *extended = NULL, *q;
    size_t i;
    int rc;

    for (i = 0; i < n && p[i]->kind != EML__SECTION; i++) {
        struct eml__piece **first =
            p[i]->kind == EML__WHOLE ? &plain : &extended;

        if (p[i]->kind == EML__EXTENDED) {
            p[i]->p.extended = true;
            rc = join(cx, p[i], p + i, 1);
            if (rc < 0)
                return rc;
        }
        if (*first)
            (void)eml_find(cx, EML_E_PARAM_TWICE, p[i]->p.raw.p, p[i]->p.raw.n);
        else
            *first = p[i];
    }
    if (i < n) {
        rc = sections(cx, p + i, n - i, &q);
        if (rc < 0)
            return rc;
        if (extended || (plain && !q->p.extended)) {
            struct eml__piece *other = extended ? extended : plain;
            struct eml__piece *later = other->order < q->order ? q : other;

            (void)eml_find(cx, EML_E_PARAM_TWICE, later->p.raw.p,
                           later->p.raw.n);
        }
        if (!extended && q->p.extended)
            extended = q;
    }
    if (plain && extended && !eml_span_eq(plain->p.value, extended->p.value)) {
        q = plain->order < extended->order ? extended : plain;
        (void)eml_find(cx, EML_E_PARAM_BOTH, q->p.raw.p, q->p.raw.n);
    }
    return EML_OK;
}

/* Whether any two of the few parameters in the list have the same name. */
static bool
doubled(const eml_param *list)
{
    for (; list; list = list->next)
        for (const eml_param *q = list->next; q; q = q->next)
            if (q->name.n == list->name.n &&
                eml_span_eq_fold(q->name, list->name))
                return true;
    return false;
}

int
eml__params_join(eml_cx *cx, eml_param **list, uint32_t n, bool stars)
{
    struct eml__piece **a, **sorted;
    size_t i = 0;
    int rc;

    if (!stars && n <= 8 && !doubled(*list))
        return EML_OK;
    a = eml_arena_get(cx->arena, 2 * (size_t)n * sizeof *a);
    if (!a)
        return EML_E_NOMEM;
    for (eml_param *q = *list; q; q = q->next)
        a[i++] = (struct eml__piece *)(void *)q;
    sorted = sort(a, a + n, n);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1;
             to < n && compare(sorted[from], sorted[to], true) == 0;)
            to++;
        if (to - from == 1 && sorted[from]->kind == EML__WHOLE)
            continue;
        rc = group(cx, sorted + from, to - from);
        if (rc < 0)
            return rc;
    }
    while (*list)
        if (((struct eml__piece *)(void *)*list)->gone)
            *list = (*list)->next;
        else
            list = &(*list)->next;
    return EML_OK;
}
