/* Charset labels, and conversion to UTF-8 by what is built in and by a table of
 * the caller's. RFC 2045 section 5.1, RFC 2047 sections 2 and 3. */
#include "tests/table.h"
#include "tests/feed.h"
#include "core/charset_int.h"
#include "eml/utf8.h"

#define FFFD "\xef\xbf\xbd"

static eml_span
span(const char *s)
{
    return (eml_span){(const uint8_t *)s, strlen(s)};
}

/* ---- labels -------------------------------------------------------------- */

static const struct label_row {
    const char *name;
    const char *label;
    eml_charset_id id;
    const char *canonical; /* NULL: none */
} labels[] = {
    {"utf-8", "utf-8", EML_CHARSET_UTF8, "utf-8"},
    {"case does not matter", "UTF-8", EML_CHARSET_UTF8, "utf-8"},
    {"case does not matter in an alias", "UtF8", EML_CHARSET_UTF8, "utf-8"},
    {"us-ascii stays", "US-ASCII", EML_CHARSET_ASCII, "us-ascii"},
    {"an alias of us-ascii", "ANSI_X3.4-1968", EML_CHARSET_ASCII, "us-ascii"},
    {"iso-8859-1 stays", "ISO-8859-1", EML_CHARSET_LATIN1, "iso-8859-1"},
    {"an alias of iso-8859-1", "ISO_8859-1:1987", EML_CHARSET_LATIN1,
     "iso-8859-1"},
    {"not taken for iso-8859-1", "iso-8859-10", EML_CHARSET_OTHER,
     "iso-8859-10"},
    {"windows-1252", "windows-1252", EML_CHARSET_WINDOWS_1252, "windows-1252"},
    {"cp1252", "CP1252", EML_CHARSET_WINDOWS_1252, "windows-1252"},
    {"gb2312 is read as gbk", "gb2312", EML_CHARSET_OTHER, "gbk"},
    {"ks_c_5601-1987", "ks_c_5601-1987", EML_CHARSET_OTHER, "euc-kr"},
    {"windows-949", "windows-949", EML_CHARSET_OTHER, "euc-kr"},
    {"cp932", "cp932", EML_CHARSET_OTHER, "shift_jis"},
    {"sjis", "SJIS", EML_CHARSET_OTHER, "shift_jis"},
    {"iso-2022-jp", "ISO-2022-JP", EML_CHARSET_OTHER, "iso-2022-jp"},
    {"iso-2022-kr is no replacement", "iso-2022-kr", EML_CHARSET_OTHER,
     "iso-2022-kr"},
    {"hz-gb-2312", "HZ-GB-2312", EML_CHARSET_OTHER, "hz-gb-2312"},
    {"utf-7", "UTF-7", EML_CHARSET_OTHER, "utf-7"},
    {"visual order", "iso-8859-8", EML_CHARSET_OTHER, "iso-8859-8"},
    {"logical order", "iso-8859-8-i", EML_CHARSET_OTHER, "iso-8859-8-i"},
    {"iso-8859-9 is windows-1254", "latin5", EML_CHARSET_OTHER, "windows-1254"},
    {"tis-620 is windows-874", "TIS-620", EML_CHARSET_OTHER, "windows-874"},
    {"x-user-defined", "x-user-defined", EML_CHARSET_OTHER, "x-user-defined"},
    {"first of the table", "437", EML_CHARSET_OTHER, "ibm437"},
    {"last of the table", "x-x-big5", EML_CHARSET_OTHER, "big5"},
    {"empty", "", EML_CHARSET_UNKNOWN, NULL},
    {"unknown", "x-klingon", EML_CHARSET_UNKNOWN, NULL},
    {"before the first", "!", EML_CHARSET_UNKNOWN, NULL},
    {"after the last", "zzz", EML_CHARSET_UNKNOWN, NULL},
    {"prefix of a label", "utf-", EML_CHARSET_UNKNOWN, NULL},
    {"label and more", "utf-8x", EML_CHARSET_UNKNOWN, NULL},
    {"a space is not skipped", " utf-8", EML_CHARSET_UNKNOWN, NULL},
    {"8-bit", "utf-8\xc3\xa9", EML_CHARSET_UNKNOWN, NULL},
    {"as long as the longest room", "aaaaaaaaaaaaaaaaaaaaaaaa",
     EML_CHARSET_UNKNOWN, NULL},
    {"very long", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     EML_CHARSET_UNKNOWN, NULL},
};

static void
finds(void **state)
{
    const struct label_row *r = *state;
    uint8_t *label = test_exact(r->label, strlen(r->label));
    const char *canonical = "was";

    assert_int_equal(
        eml_charset_find((eml_span){label, strlen(r->label)}, &canonical),
        r->id);
    if (r->canonical)
        assert_string_equal(canonical, r->canonical);
    else
        assert_null(canonical);
    assert_int_equal(
        eml_charset_find((eml_span){label, strlen(r->label)}, NULL), r->id);
    free(label);
}

/* Sorted, in lower case, found in either case; what a canonical name is called
 * is that name. */
static void
table_is_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < eml__num_charset_labels; i++) {
        const eml__charset_label *l = &eml__charset_labels[i];
        char upper[EML__CHARSET_LABEL_MAX];
        const char *name;
        size_t n = strlen(l->label);

        if (i)
            assert_true(strcmp(l[-1].label, l->label) < 0);
        for (size_t k = 0; k <= n; k++) {
            bool is_lower = l->label[k] >= 'a' && l->label[k] <= 'z';

            assert_false(l->label[k] >= 'A' && l->label[k] <= 'Z');
            upper[k] = (char)(is_lower ? l->label[k] - 32 : l->label[k]);
        }
        assert_int_not_equal(eml_charset_find(span(upper), &name),
                             EML_CHARSET_UNKNOWN);
        assert_string_equal(name, l->canonical);
        assert_int_not_equal(eml_charset_find(span(l->canonical), &name),
                             EML_CHARSET_UNKNOWN);
        assert_string_equal(name, l->canonical);
    }
}

/* ---- a converter of the caller's -----------------------------------------
 *
 * A charset made up for what a converter may do:
 *
 *     00-7F        themselves
 *     80 80-FF     U+0400 and on; 80 00-7F is no character
 *     81           with 14 bytes after it, U+20AC; 15 are the most a converter
 *                  may leave
 *     82           never complete
 *     83           eight times U+20AC: 24 bytes
 *     84           the converter says that there is no room, and does nothing
 *     85           held back; comes before the next character or at the end
 *     86-FF        not in the charset
 */
typedef struct toy {
    bool held_back;
    bool bad_at_end; /* says EML_E_MISUSE when there is nothing left */
    int num_open;
} toy;

static void *
toy_open(void *user, const char *label)
{
    toy *t = user;

    if (strcmp(label, "iso-2022-jp") != 0 && strcmp(label, "koi8-r") != 0)
        return NULL;
    t->held_back = false;
    t->num_open++;
    return t;
}

static void
toy_close(void *user, void *handle)
{
    assert_ptr_equal(user, handle);
    ((toy *)user)->num_open--;
}

static bool
toy_put(uint8_t **out, size_t *out_len, const char *s, size_t n)
{
    if (n > *out_len)
        return false;
    memcpy(*out, s, n);
    *out += n;
    *out_len -= n;
    return true;
}

#define EURO "\xe2\x82\xac"

/* Returns the number of bytes a character takes, 0 for one not complete. */
static int
toy_character(const uint8_t *p, size_t n, char *utf8, size_t *utf8_len)
{
    uint8_t two[4];

    *utf8_len = 3;
    memcpy(utf8, EURO, 3);
    switch (p[0]) {
    case 0x80:
        if (n < 2)
            return 0;
        if (p[1] < 0x80)
            return -1;
        *utf8_len = eml_utf8_put(two, 0x400u + p[1]);
        memcpy(utf8, two, *utf8_len);
        return 2;
    case 0x81:
        return n < 15 ? 0 : 15;
    case 0x82:
        return 0;
    case 0x83:
        *utf8_len = 24;
        memcpy(utf8, EURO EURO EURO EURO EURO EURO EURO EURO, 24);
        return 1;
    default:
        *utf8_len = 1;
        utf8[0] = (char)p[0];
        return p[0] < 0x80 ? 1 : -1;
    }
}

static int
toy_feed(void *user, void *handle, eml_span *in, uint8_t **out, size_t *out_len,
         bool last)
{
    toy *t = handle;
    char utf8[24];
    size_t n;

    (void)user;
    for (; in->n; in->p++, in->n--) {
        int took;

        if (in->p[0] == 0x84)
            return EML_WANT_SPACE;
        took = toy_character(in->p, in->n, utf8, &n);
        if (took == 0 && in->n <= 15)
            return EML_OK;
        if (t->held_back) {
            if (!toy_put(out, out_len, "~", 1))
                return EML_WANT_SPACE;
            t->held_back = false;
        }
        if (in->p[0] == 0x85) {
            t->held_back = true;
            continue;
        }
        if (took <= 0)
            return took < 0 ? EML_E_MISUSE : EML_OK;
        if (!toy_put(out, out_len, utf8, n))
            return EML_WANT_SPACE;
        in->p += took - 1;
        in->n -= (size_t)took - 1;
    }
    if (last && t->held_back) {
        if (!toy_put(out, out_len, "~", 1))
            return EML_WANT_SPACE;
        t->held_back = false;
    }
    return last && t->bad_at_end ? EML_E_MISUSE : EML_OK;
}

/* ---- rows ---------------------------------------------------------------- */

typedef struct run {
    const char *charset;
    toy toy;
    eml_to_utf8 c;
} run;

static int
feed(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    return eml_to_utf8_feed(machine, in, out, out_len, last);
}

static void
convert_chunks(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
               chunk_result *r)
{
    run *u = user;
    const eml_charsets table = {toy_open, toy_feed, toy_close, &u->toy};

    assert_int_equal(eml_to_utf8_open(&u->c, &table, span(u->charset)), EML_OK);
    feed_all(feed, &u->c, in, n, plan, r);
    assert_int_equal(u->c.off, n);
    r->extra = u->c.num_bad << 1 | u->c.not_initial;
    r->err_off = u->c.first_bad;
    eml_to_utf8_close(&u->c);
    assert_int_equal(u->toy.num_open, 0);
}

#define L16 "bbbbbbbbbbbbbbbb"
#define L64 L16 L16 L16 L16

static const struct convert_row {
    const char *name;
    const char *charset;
    const char *in;
    size_t in_len;
    const char *out;
    size_t out_len;
    uint64_t num_bad, first_bad;
    bool not_initial;
} converts[] = {
    {"empty", "utf-8", BYTES(""), BYTES(""), 0, 0, 0},
    {"empty, other", "koi8-r", BYTES(""), BYTES(""), 0, 0, 0},
    {"ascii", "us-ascii", BYTES("a\0\r\n\x7f"), BYTES("a\0\r\n\x7f"), 0, 0, 0},
    {"8-bit in ascii", "us-ascii",
     BYTES("a\xe9\xff"
           "b"),
     BYTES("a" FFFD FFFD "b"), 2, 1, 0},
    {"long ascii", "us-ascii", BYTES(L64 "\x80" L64), BYTES(L64 FFFD L64), 1,
     64, 0},
    {"latin1", "iso-8859-1", BYTES("a\xe9\x80\xff"),
     BYTES("a\xc3\xa9\xc2\x80\xc3\xbf"), 0, 0, 0},
    {"windows-1252", "windows-1252", BYTES("\x80\x92\xe9\x9f"),
     BYTES("\xe2\x82\xac\xe2\x80\x99\xc3\xa9\xc5\xb8"), 0, 0, 0},
    {"holes of windows-1252", "windows-1252", BYTES("a\x81\x8d\x8f\x90\x9dz"),
     BYTES("a" FFFD FFFD FFFD FFFD FFFD "z"), 5, 1, 0},
    {"utf-8", "utf-8", BYTES("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
     BYTES("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 0, 0, 0},
    {"byte order mark is kept", "utf-8",
     BYTES("\xef\xbb\xbf"
           "a"),
     BYTES("\xef\xbb\xbf"
           "a"),
     0, 0, 0},
    {"not utf-8", "utf-8",
     BYTES("a\x80\xff"
           "b"),
     BYTES("a" FFFD FFFD "b"), 2, 1, 0},
    {"subparts count by byte", "utf-8",
     BYTES("\xe2\x82\xf0\x9f\x98"
           "b"),
     BYTES(FFFD FFFD "b"), 5, 0, 0},
    {"subpart before a lead byte", "utf-8", BYTES("\xe2\x82\xe2\x82\xac"),
     BYTES(FFFD "\xe2\x82\xac"), 2, 0, 0},
    {"utf-8 cut at the end", "utf-8", BYTES(L64 "\xe2\x82"), BYTES(L64 FFFD), 2,
     64, 0},
    {"other", "koi8-r",
     BYTES("a\x80\x90"
           "b"),
     BYTES("a\xd2\x90"
           "b"),
     0, 0, 0},
    {"other, not in the charset", "koi8-r",
     BYTES("a\xff\x80"
           "b\xfe"),
     BYTES("a" FFFD FFFD "b" FFFD), 3, 1, 0},
    {"other, cut at the end", "koi8-r", BYTES("a\x80"), BYTES("a" FFFD), 1, 1,
     0},
    {"other, several bytes cut", "koi8-r",
     BYTES("\x81"
           "abc"),
     BYTES(FFFD "abc"), 1, 0, 0},
    {"a character of 15 bytes", "koi8-r",
     BYTES("\x81"
           "aaaaaaaaaaaaaab"),
     BYTES(EURO "b"), 0, 0, 0},
    {"a character without end", "koi8-r",
     BYTES("\x82"
           "aaaaaaaaaaaaaaaaaaa"),
     BYTES(FFFD "aaaaaaaaaaaaaaaaaaa"), 1, 0, 0},
    {"24 bytes at a time", "koi8-r",
     BYTES("\x83"
           "a\x83"),
     BYTES(EURO EURO EURO EURO EURO EURO EURO EURO
           "a" EURO EURO EURO EURO EURO EURO EURO EURO),
     0, 0, 0},
    {"a converter that never has room", "koi8-r",
     BYTES("a\x84"
           "b"),
     BYTES("a" FFFD "b"), 1, 1, 0},
    {"held back to the end", "koi8-r", BYTES("a\x85"), BYTES("a~"), 0, 0, 0},
    {"held back to the next", "koi8-r", BYTES("\x85" L64), BYTES("~" L64), 0, 0,
     0},
    {"long other", "koi8-r", BYTES(L64 "\x80\x80" L64 L64),
     BYTES(L64 "\xd2\x80" L64 L64), 0, 0, 0},
    {"ISO 2022: ASCII", "iso-2022-jp", BYTES("abc"), BYTES("abc"), 0, 0, 0},
    {"ISO 2022: JIS X 0208 and back", "iso-2022-jp", BYTES("\x1b$B##\x1b(Ba"),
     BYTES("\x1b$B##\x1b(Ba"), 0, 0, 0},
    {"ISO 2022: JIS X 0208 to the end", "iso-2022-jp", BYTES("a\x1b$B##"),
     BYTES("a\x1b$B##"), 0, 0, 1},
    {"ISO 2022: JIS Roman is not ASCII", "iso-2022-jp",
     BYTES("\x1b$B##\x1b(Ja"), BYTES("\x1b$B##\x1b(Ja"), 0, 0, 1},
    {"ISO 2022: JIS X 0212", "iso-2022-jp", BYTES("\x1b$(D"), BYTES("\x1b$(D"),
     0, 0, 1},
    {"ISO 2022: JIS C 6226", "iso-2022-jp", BYTES("\x1b$@"), BYTES("\x1b$@"), 0,
     0, 1},
    {"ISO 2022: a set of two bytes called B is not ASCII", "iso-2022-jp",
     BYTES("\x1b$(B"), BYTES("\x1b$(B"), 0, 0, 1},
    {"ISO 2022: a set in G1 is not yet used", "iso-2022-jp", BYTES("\x1b$)C"),
     BYTES("\x1b$)C"), 0, 0, 0},
    {"ISO 2022: nor one in G2", "iso-2022-jp", BYTES("\x1b.A"), BYTES("\x1b.A"),
     0, 0, 0},
    {"ISO 2022: single shift", "iso-2022-jp", BYTES("\x1bNa"), BYTES("\x1bNa"),
     0, 0, 0},
    {"ISO 2022: shift out", "iso-2022-jp", BYTES("\x1b$)C\x0e##"),
     BYTES("\x1b$)C\x0e##"), 0, 0, 1},
    {"ISO 2022: shift out and in", "iso-2022-jp", BYTES("\x0e##\x0f"),
     BYTES("\x0e##\x0f"), 0, 0, 0},
    {"ISO 2022: within a sequence", "iso-2022-jp", BYTES("a\x1b("),
     BYTES("a\x1b("), 0, 0, 1},
    {"ISO 2022: sequence broken off", "iso-2022-jp", BYTES("\x1b$\na"),
     BYTES("\x1b$\na"), 0, 0, 0},
    {"ISO 2022: sequence begun again", "iso-2022-jp", BYTES("\x1b$\x1b(B"),
     BYTES("\x1b$\x1b(B"), 0, 0, 0},
    {"ISO 2022: sequence with 8-bit", "iso-2022-jp", BYTES("\x1b\xff"),
     BYTES("\x1b" FFFD), 1, 1, 0},
    {"escapes of other charsets do not matter", "koi8-r", BYTES("\x1b$B"),
     BYTES("\x1b$B"), 0, 0, 0},
};

static void
converts_bytes(void **state)
{
    const struct convert_row *r = *state;
    uint8_t *in = test_exact(r->in, r->in_len);
    run u = {.charset = r->charset};
    chunk_plan plan = {0};
    chunk_result got = {0};

    convert_chunks(&u, in, r->in_len, &plan, &got);
    assert_int_equal(got.out_len, r->out_len);
    if (got.out_len)
        assert_memory_equal(got.out, r->out, got.out_len);
    assert_int_equal(u.c.num_bad, r->num_bad);
    assert_int_equal(u.c.first_bad, r->first_bad);
    assert_int_equal(u.c.not_initial, r->not_initial);
    assert_int_equal(chunk_differs(convert_chunks, &u, in, r->in_len), 0);
    free(plan.held);
    chunk_result_fini(&got);
    free(in);
}

/* ---- properties ---------------------------------------------------------- */

/* windows-1252 from 80 to 9F, as UTF-8. */
static const char *const cp1252[32] = {
    "\u20ac", FFFD,     "\u201a", "\u0192", "\u201e", "\u2026", "\u2020",
    "\u2021", "\u02c6", "\u2030", "\u0160", "\u2039", "\u0152", FFFD,
    "\u017d", FFFD,     FFFD,     "\u2018", "\u2019", "\u201c", "\u201d",
    "\u2022", "\u2013", "\u2014", "\u02dc", "\u2122", "\u0161", "\u203a",
    "\u0153", FFFD,     "\u017e", "\u0178"};

static void
every_single_byte(void **state)
{
    static const char *const charsets[] = {"us-ascii", "iso-8859-1",
                                           "windows-1252"};

    (void)state;
    for (size_t k = 0; k < 3; k++)
        for (unsigned b = 0; b < 256; b++) {
            uint8_t in = (uint8_t)b, want[4];
            size_t n = eml_utf8_put(want, b >= 128 && k == 0 ? 0xfffd : b);
            run u = {.charset = charsets[k]};
            chunk_plan plan = {0};
            chunk_result got = {0};

            if (k == 2 && b >= 0x80 && b < 0xa0) {
                n = strlen(cp1252[b - 0x80]);
                memcpy(want, cp1252[b - 0x80], n);
            }
            convert_chunks(&u, &in, 1, &plan, &got);
            assert_int_equal(got.out_len, n);
            assert_memory_equal(got.out, want, n);
            assert_int_equal(u.c.num_bad,
                             b != 0 && n == 3 && memcmp(want, FFFD, 3) == 0);
            free(plan.held);
            chunk_result_fini(&got);
        }
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* As a stream gives what eml_utf8_clean gives, however it is split. */
static void
utf8_as_cleaned(void **state)
{
    static const uint8_t bytes[] = {'a',  'a',  'a',  0x80, 0xbf, 0xc2, 0xc3,
                                    0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98,
                                    0xed, 0xa0, 0xf4, 0x90, 0xff};
    uint32_t seed = 5;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        uint8_t in[90], clean[270];
        size_t n = next_random(&seed) % sizeof in;
        eml_out out = {.p = clean, .cap = sizeof clean};
        run u = {.charset = "utf-8"};
        chunk_plan plan = {0};
        chunk_result got = {0};

        for (size_t k = 0; k < n; k++)
            in[k] = bytes[next_random(&seed) % sizeof bytes];
        eml_utf8_clean((eml_span){in, n}, &out);
        convert_chunks(&u, in, n, &plan, &got);
        assert_int_equal(got.out_len, out.n);
        if (out.n)
            assert_memory_equal(got.out, clean, out.n);
        plan = (chunk_plan){.step = 1 + next_random(&seed) % 40,
                            .room = 1 + next_random(&seed) % 40,
                            .held = plan.held};
        free(plan.held);
        plan.held = NULL;
        assert_false(chunk_differs_by(convert_chunks, &u, in, n, plan));
        chunk_result_fini(&got);
    }
}

static void
random_charsets(void **state)
{
    static const char *const charsets[] = {
        "us-ascii", "iso-8859-1", "windows-1252", "koi8-r", "iso-2022-jp"};
    uint32_t seed = 6;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        uint8_t in[90];
        size_t n = next_random(&seed) % sizeof in;
        run u = {.charset = charsets[i % 5]};
        chunk_plan plan = {.step = 1 + next_random(&seed) % 20,
                           .room = 1 + next_random(&seed) % 70};

        for (size_t k = 0; k < n; k++)
            in[k] = (uint8_t)(next_random(&seed) % 3
                                  ? 0x7e + next_random(&seed) % 10
                                  : next_random(&seed));
        assert_false(chunk_differs_by(convert_chunks, &u, in, n, plan));
    }
}

static void
misuse_is_told(void **state)
{
    eml_to_utf8 never = {0}, closed = {0};
    toy t = {0};
    const eml_charsets table = {toy_open, toy_feed, toy_close, &t};
    eml_span in = EML_LIT("abc");
    uint8_t buf[8], *out = buf;
    size_t room = sizeof buf;

    (void)state;
    assert_int_equal(eml_to_utf8_feed(&never, &in, &out, &room, true),
                     EML_E_MISUSE);
    eml_to_utf8_close(&never);
    assert_int_equal(eml_to_utf8_open(&closed, NULL, EML_LIT("koi8-r")),
                     EML_END);
    assert_int_equal(eml_to_utf8_open(&closed, &table, EML_LIT("big5")),
                     EML_END);
    assert_int_equal(eml_to_utf8_open(&closed, &table, EML_LIT("x-none")),
                     EML_END);
    assert_int_equal(eml_to_utf8_open(&closed, &table, EML_LIT("koi8-r")),
                     EML_OK);
    eml_to_utf8_close(&closed);
    eml_to_utf8_close(&closed);
    assert_int_equal(t.num_open, 0);
    assert_int_equal(eml_to_utf8_feed(&closed, &in, &out, &room, true),
                     EML_E_MISUSE);
    assert_int_equal(in.n, 3);
}

/* A converter that finds fault with the end itself: no bytes, no U+FFFD. */
static void
fault_at_the_end(void **state)
{
    toy t = {.bad_at_end = true};
    const eml_charsets table = {toy_open, toy_feed, toy_close, &t};
    eml_to_utf8 c = {0};
    eml_span in = EML_LIT("abc");
    uint8_t buf[64], *out = buf;
    size_t room = sizeof buf;

    (void)state;
    assert_int_equal(eml_to_utf8_open(&c, &table, EML_LIT("koi8-r")), EML_OK);
    assert_int_equal(eml_to_utf8_feed(&c, &in, &out, &room, true), EML_END);
    assert_int_equal(eml_to_utf8_feed(&c, &in, &out, &room, true), EML_END);
    assert_int_equal(out - buf, 3);
    assert_int_equal(c.num_bad, 0);
    eml_to_utf8_close(&c);
}

/* Every byte at every place of a text of any length, by every instruction set;
 * `want` is made of eml_utf8_put. */
static void
latin(void **state)
{
    enum { N = 70 };

    (void)state;
    for (unsigned c = 0; c < 256; c++)
        for (size_t at = 0; at < N; at++)
            for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
                bool c1 = at % 2 != 0;
                size_t n = at + c % (N - at) + 1, num, num_want = 0;
                size_t stop = !c1 && c >= 0x80 && c < 0xa0 ? at : n;
                uint8_t want[2 * N], in[N], out[2 * N];

                for (size_t i = 0; i < n; i++)
                    in[i] = (uint8_t)(i == at ? c : i % 3 ? 'a' : 0xe9);
                for (size_t i = 0; i < stop; i++)
                    num_want += eml_utf8_put(want + num_want, in[i]);
                assert_int_equal(
                    eml__latin((enum eml__isa)isa, in, n, out, c1, &num), stop);
                assert_int_equal(num, num_want);
                if (num)
                    assert_memory_equal(out, want, num);
            }
}

int
main(void)
{
    const struct CMUnitTest properties[] = {
        cmocka_unit_test(table_is_sound),  cmocka_unit_test(every_single_byte),
        cmocka_unit_test(utf8_as_cleaned), cmocka_unit_test(random_charsets),
        cmocka_unit_test(misuse_is_told),  cmocka_unit_test(fault_at_the_end),
        cmocka_unit_test(latin),
    };

    return RUN_TABLE(finds, labels) | RUN_TABLE(converts_bytes, converts) |
           (cmocka_run_group_tests(properties, NULL, NULL) != 0);
}
