/* RFC 3629: UTF-8; Unicode 3.9: what U+FFFD replaces. */
#include "tests/table.h"
#include "core/utf8_int.h"

/* A second reading: the definition in RFC 3629 section 3, by number. Returns
 * the code point that the first `len` of `p` encode, -1 when none. */
static int32_t
encoded_by(const uint8_t *p, size_t len)
{
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    int32_t cp;

    if (len == 1)
        return p[0] < 0x80 ? p[0] : -1;
    /* the lead byte has `len` ones and a zero */
    if (p[0] >> (7 - len) != (0xff >> (7 - len) & ~1))
        return -1;
    cp = p[0] & (0x7f >> len);
    for (size_t i = 1; i < len; i++) {
        if (p[i] >> 6 != 2)
            return -1;
        cp = cp * 64 + p[i] % 64;
    }
    if (cp < least[len] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
        return -1;
    return cp;
}

static size_t
read_char(const uint8_t *p, size_t n)
{
    for (size_t len = 1; len <= 4 && len <= n; len++)
        if (encoded_by(p, len) >= 0)
            return len;
    return 0;
}

static size_t
read_valid(const uint8_t *p, size_t n)
{
    size_t i = 0, len;

    while (i < n && (len = read_char(p + i, n - i)) > 0)
        i += len;
    return i;
}

static size_t
read_ascii(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (i < n && p[i] < 0x80)
        i++;
    return i;
}

/* Is there a character that begins with the `n` bytes at `p`? */
static bool
begins_character(const uint8_t *p, size_t n)
{
    /* at least one of both ends of each range of continuations */
    static const uint8_t tails[] = {0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf};
    uint8_t full[4] = {0};

    memcpy(full, p, n);
    if (n == 4)
        return false;
    for (size_t i = 0; i < sizeof tails; i++) {
        full[n] = tails[i];
        if (read_char(full, n + 1) == n + 1 || begins_character(full, n + 1))
            return true;
    }
    return false;
}

static void
check(const uint8_t *p, size_t n)
{
    eml_span in = {p, n};
    size_t valid = read_valid(p, n), ascii = read_ascii(p, n);

    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        assert_int_equal(eml__utf8_valid(in, (enum eml__isa)isa), valid);
        assert_int_equal(eml__ascii_len(in, (enum eml__isa)isa), ascii);
    }
}

/* ---- rows --------------------------------------------------------------- */

#define FFFD "\xef\xbf\xbd"

static const struct clean_row {
    const char *name;
    const char *in;
    size_t in_len;
    size_t valid, ascii, num;
    const char *out;
    size_t out_len;
} clean[] = {
    {"empty", BYTES(""), 0, 0, 0, BYTES("")},
    {"ASCII", BYTES("abc"), 3, 3, 0, BYTES("abc")},
    {"NUL", BYTES("a\0b"), 3, 3, 0, BYTES("a\0b")},
    {"CR, LF and DEL", BYTES("\r\n\x7f"), 3, 3, 0, BYTES("\r\n\x7f")},
    {"two bytes", BYTES("\xc2\x80\xdf\xbf"), 4, 0, 0,
     BYTES("\xc2\x80\xdf\xbf")},
    {"three bytes", BYTES("\xe0\xa0\x80\xef\xbf\xbf"), 6, 0, 0,
     BYTES("\xe0\xa0\x80\xef\xbf\xbf")},
    {"four bytes", BYTES("a\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), 9, 1, 0,
     BYTES("a\xf0\x90\x80\x80\xf4\x8f\xbf\xbf")},
    {"around the surrogates", BYTES("\xed\x9f\xbf\xee\x80\x80"), 6, 0, 0,
     BYTES("\xed\x9f\xbf\xee\x80\x80")},
    {"lone continuation", BYTES("a\x80z"), 1, 1, 1, BYTES("a" FFFD "z")},
    {"overlong slash", BYTES("\xc0\xaf"), 0, 0, 2, BYTES(FFFD FFFD)},
    {"overlong, 3 bytes", BYTES("\xe0\x9f\xbf"), 0, 0, 3,
     BYTES(FFFD FFFD FFFD)},
    {"overlong, 4 bytes", BYTES("\xf0\x8f\xbf\xbf"), 0, 0, 4,
     BYTES(FFFD FFFD FFFD FFFD)},
    {"surrogate", BYTES("\xed\xa0\x80"), 0, 0, 3, BYTES(FFFD FFFD FFFD)},
    {"past 10FFFF", BYTES("\xf4\x90\x80\x80"), 0, 0, 4,
     BYTES(FFFD FFFD FFFD FFFD)},
    {"five bytes are no character", BYTES("\xf8\x88\x80\x80\x80"), 0, 0, 5,
     BYTES(FFFD FFFD FFFD FFFD FFFD)},
    {"FE and FF", BYTES("\xfe\xff"), 0, 0, 2, BYTES(FFFD FFFD)},
    {"subpart of 2 at the end", BYTES("\xe2\x82"), 0, 0, 1, BYTES(FFFD)},
    {"subpart of 3 before ASCII", BYTES("\xf0\x9f\x98z"), 0, 0, 1,
     BYTES(FFFD "z")},
    {"subparts next to each other", BYTES("\xf0\x9f\xe2\x82\xc3z"), 0, 0, 3,
     BYTES(FFFD FFFD FFFD "z")},
    {"Unicode table 3-8", BYTES("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41"), 0, 0,
     8, BYTES(FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A")},
    {"Unicode table 3-11", BYTES("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41"), 0, 0,
     4, BYTES(FFFD FFFD FFFD FFFD "A")},
};

static void
cleans(void **state)
{
    const struct clean_row *r = *state;
    uint8_t *b = test_exact(r->in, r->in_len), out[64];
    eml_span in = {b, r->in_len};
    eml_out o = {.p = out, .cap = sizeof out};

    assert_int_equal(eml_utf8_valid(in), r->valid);
    assert_int_equal(eml_ascii_len(in), r->ascii);
    assert_int_equal(eml_utf8_clean(in, &o), r->num);
    assert_int_equal(o.n, r->out_len);
    assert_memory_equal(o.p, r->out, o.n);
    check(b, r->in_len);
    free(b);
}

static const struct put_row {
    const char *name;
    uint32_t cp;
    const char *out;
    size_t out_len;
} put[] = {
    {"NUL", 0, BYTES("\0")},
    {"7F", 0x7f, BYTES("\x7f")},
    {"80", 0x80, BYTES("\xc2\x80")},
    {"7FF", 0x7ff, BYTES("\xdf\xbf")},
    {"800", 0x800, BYTES("\xe0\xa0\x80")},
    {"D7FF", 0xd7ff, BYTES("\xed\x9f\xbf")},
    {"D800 is no scalar value", 0xd800, BYTES(FFFD)},
    {"DFFF is no scalar value", 0xdfff, BYTES(FFFD)},
    {"E000", 0xe000, BYTES("\xee\x80\x80")},
    {"FFFF", 0xffff, BYTES("\xef\xbf\xbf")},
    {"10000", 0x10000, BYTES("\xf0\x90\x80\x80")},
    {"10FFFF", 0x10ffff, BYTES("\xf4\x8f\xbf\xbf")},
    {"110000 is no scalar value", 0x110000, BYTES(FFFD)},
    {"all bits", 0xffffffff, BYTES(FFFD)},
};

static void
puts_bytes(void **state)
{
    const struct put_row *r = *state;
    uint8_t out[4];

    assert_int_equal(eml_utf8_put(out, r->cp), r->out_len);
    assert_memory_equal(out, r->out, r->out_len);
}

/* ---- properties --------------------------------------------------------- */

static void
every_scalar_value(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        uint8_t out[4];
        eml_span in = {out, 0};

        if (cp == 0xd800)
            cp = 0xe000;
        in.n = eml_utf8_put(out, cp);
        assert_int_equal(encoded_by(out, in.n), cp);
        assert_int_equal(eml_utf8_valid(in), in.n);
        assert_int_equal(eml_utf8_next(&in), cp);
        assert_int_equal(in.n, 0);
    }
}

/* One byte of each row of RFC 3629's ABNF, at both ends of its range. */
static const uint8_t kinds[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
                                0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed,
                                0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};

/* eml_utf8_next over the whole: characters as the second reading has them, and
 * between them maximal subparts. */
static void
check_next(const uint8_t *p, size_t n)
{
    eml_span in = {p, n};

    while (in.n) {
        const uint8_t *at = in.p;
        size_t want = read_char(at, in.n), len;
        int32_t cp = eml_utf8_next(&in);

        if (want) {
            assert_int_equal(cp, encoded_by(at, want));
        } else {
            assert_int_equal(cp, -1);
            want = 1;
            for (len = 1; len <= 3 && at + len <= p + n; len++)
                if (begins_character(at, len))
                    want = len;
                else
                    break;
        }
        assert_int_equal(in.p - at, want);
    }
}

/* At each place of a text that is longer than two vectors, each pair of
 * kinds of byte, and each four of them at the front. */
static void
kinds_everywhere(void **state)
{
    enum { NUM = sizeof kinds };
    uint8_t in[70];

    (void)state;
    for (size_t k = 0; k < NUM * NUM * NUM * NUM; k++) {
        uint8_t four[4] = {kinds[k % NUM], kinds[k / NUM % NUM],
                           kinds[k / NUM / NUM % NUM],
                           kinds[k / NUM / NUM / NUM]};

        check(four, 4);
        memset(in, 'a', sizeof in);
        memcpy(in + 26 + k % 9, four, 4);
        check(in, sizeof in);
        if (k % 7 == 0)
            check_next(four, 4);
    }
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Valid text of every length up to 300, then with one byte changed. */
static void
random_texts(void **state)
{
    static const uint32_t widest[] = {0x80, 0x800, 0x10000, 0x110000};
    uint32_t seed = 7;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        uint32_t bound = widest[next_random(&seed) % 4];
        size_t want = next_random(&seed) % 300, n = 0;
        uint8_t in[304], *exact;

        while (n < want)
            n += eml_utf8_put(in + n, next_random(&seed) % 4
                                          ? 'a'
                                          : next_random(&seed) % bound);
        exact = test_exact(in, n);
        check(exact, n);
        assert_int_equal(eml_utf8_valid((eml_span){exact, n}), n);
        if (n) {
            exact[next_random(&seed) % n] = (uint8_t)next_random(&seed);
            check(exact, n);
            check_next(exact, n);
            check(exact + 1, n - 1);
            check(exact, n - 1);
        }
        free(exact);
    }
}

static void
clean_is_valid_and_stable(void **state)
{
    uint32_t seed = 9;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        uint8_t in[100], once[300], twice[300];
        eml_out a = {.p = once, .cap = sizeof once};
        eml_out b = {.p = twice, .cap = sizeof twice};

        for (size_t k = 0; k < sizeof in; k++)
            in[k] = kinds[next_random(&seed) % sizeof kinds];
        eml_utf8_clean((eml_span){in, sizeof in}, &a);
        assert_false(a.full);
        assert_int_equal(eml_utf8_valid(eml_out_view(&a)), a.n);
        assert_int_equal(eml_utf8_clean(eml_out_view(&a), &b), 0);
        assert_int_equal(b.n, a.n);
        assert_memory_equal(once, twice, a.n);
    }
}

int
main(void)
{
    const struct CMUnitTest properties[] = {
        cmocka_unit_test(every_scalar_value),
        cmocka_unit_test(kinds_everywhere),
        cmocka_unit_test(random_texts),
        cmocka_unit_test(clean_is_valid_and_stable),
    };

    return RUN_TABLE(cleans, clean) | RUN_TABLE(puts_bytes, put) |
           (cmocka_run_group_tests(properties, NULL, NULL) != 0);
}
