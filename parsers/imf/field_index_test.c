/* The maps, by every instruction set there is, against the classes of RFC 5322
 * byte for byte; and the readers that go by them against loops. */
#include "core/cclass.h"
#include "parsers/imf/front.h"
#include "tests/table.h"

static uint32_t seed = 1;

static unsigned
below(unsigned n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

/* Bytes of which many are those that tokens end at. */
static void
fill(uint8_t *p, size_t n, bool odd)
{
    static const char often[] = "abcXYZ019-.-.@@  \t\r\n()<>,;:[]=?_~/";

    for (size_t i = 0; i < n; i++)
        p[i] = odd && below(40) == 0 ? (uint8_t)below(256)
                                     : (uint8_t)often[below(sizeof often - 1)];
}

static bool
is_in(uint8_t c, eml__index_map map)
{
    bool ldh = eml__is(c, EML__ALPHA | EML__DIGIT) || c == '-' || c == '.';

    switch (map) {
    case EML__INDEX_END:
        return !eml__is(c, EML__ATEXT) && c != '.';
    case EML__INDEX_BREAK:
        return c == '(' || c == ')' || c == '\r' || c == '\n';
    case EML__INDEX_DOT:
        return c == '.';
    case EML__INDEX_DOT_HYPHEN:
        return c == '.' || c == '-';
    case EML__INDEX_NO_LDH:
        return !ldh;
    case EML__INDEX_WHITE:
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    case EML__INDEX_MAPS:
        break;
    }
    return false;
}

static bool
is_odd(uint8_t c)
{
    return eml__is(c, EML__HIGH | EML__CTL) || c == '"' || c == '\\';
}

static unsigned
seen_in(const uint8_t *p, size_t n)
{
    unsigned has = 0;

    for (size_t i = 0; i < n; i++)
        has |= (is_odd(p[i]) ? EML__INDEX_HAS_ODD : 0u) |
               (p[i] == '=' ? EML__INDEX_HAS_EQUALS : 0u);
    return has;
}

static void
check_word(const uint8_t *p, size_t n, const uint64_t word[EML__INDEX_FEW])
{
    for (unsigned m = 0; m < EML__INDEX_FEW; m++)
        for (size_t i = 0; i < 64; i++)
            assert_int_equal(word[m] >> i & 1,
                             i < n && is_in(p[i], (eml__index_map)m));
}

/* Each byte at each place of 64, and of less. */
static void
every_byte_everywhere(void **state)
{
    (void)state;
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++)
        for (unsigned c = 0; c < 256; c++)
            for (size_t n = 0; n <= 64; n += n < 20 ? 1 : 11) {
                uint64_t word[EML__INDEX_FEW];
                uint8_t buf[64], *p;
                unsigned has;

                memset(buf, 'a', sizeof buf);
                if (n)
                    buf[below((unsigned)n)] = (uint8_t)c;
                p = test_exact(buf, n);
                has = eml__index_short(p, n, word, (enum eml__isa)isa);
                assert_int_equal(has, seen_in(p, n));
                check_word(p, n, word);
                free(p);
            }
}

static bool
dots_join(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] == '.' &&
            (i == 0 || i + 1 == n || !eml__is(p[i - 1], EML__ATEXT) ||
             !eml__is(p[i + 1], EML__ATEXT)))
            return false;
    return true;
}

static void
check_reading(const eml__index *x, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i <= n; i++) {
        size_t end = i, stop = i;

        while (end < n && !is_in(p[end], EML__INDEX_END))
            end++;
        while (stop < n && !is_in(p[stop], EML__INDEX_BREAK))
            stop++;
        assert_int_equal(eml__index_next(x, EML__INDEX_END, i), end);
        assert_int_equal(eml__index_next(x, EML__INDEX_BREAK, i), stop);
        for (size_t k = 1; k <= 64 && i + k <= n; k += 9)
            for (unsigned m = 0; m < EML__INDEX_MAPS; m++) {
                eml__index_map map = (eml__index_map)m;
                uint64_t bits = eml__index_bits(x, map, i, k), want = 0;

                for (size_t j = 0; j < k; j++)
                    want |= (uint64_t)is_in(p[i + j], map) << j;
                assert_true(bits == want);
            }
    }
}

static void
bodies_of_every_length(void **state)
{
    (void)state;
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++)
        for (size_t n = 0; n < 300; n++)
            for (unsigned round = 0; round < 6; round++) {
                static eml__index x;
                uint8_t buf[300], *p;
                bool made;

                fill(buf, n, round % 2);
                if (round < 4) /* dots with neighbours */
                    for (size_t i = 0; i < n; i++)
                        if (buf[i] == '.')
                            buf[i] = i % 3 || i == 0 || i + 1 == n ? 'd' : '.';
                for (size_t i = 1; round < 4 && i + 1 < n; i++)
                    if (buf[i] == '.')
                        buf[i - 1] = buf[i + 1] = 'e';
                p = test_exact(buf, n);
                made =
                    eml__index_make((eml_span){p, n}, &x, (enum eml__isa)isa);
                assert_int_equal(made,
                                 dots_join(p, n) &&
                                     !(seen_in(p, n) & EML__INDEX_HAS_ODD));
                if (made) {
                    assert_int_equal(x.equals, memchr(p, '=', n) != NULL);
                    check_reading(&x, p, n);
                }
                free(p);
            }
}

static void
longest_body(void **state)
{
    static eml__index x;
    uint8_t *p = malloc(EML__INDEX_MAX + 1);

    (void)state;
    memset(p, 'a', EML__INDEX_MAX + 1);
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        assert_true(eml__index_make((eml_span){p, EML__INDEX_MAX}, &x,
                                    (enum eml__isa)isa));
        assert_int_equal(eml__index_next(&x, EML__INDEX_END, 0),
                         EML__INDEX_MAX);
        assert_false(eml__index_make((eml_span){p, EML__INDEX_MAX + 1}, &x,
                                     (enum eml__isa)isa));
    }
    free(p);
}

/* ---- one addr-spec or msg-id -------------------------------------------- */

static size_t
dot_atom(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (i < n && !is_in(p[i], EML__INDEX_END))
        i++;
    return i && dots_join(p, i) ? i : 0;
}

static bool
is_domain(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool mark = p[i] == '.' || p[i] == '-';

        if (is_in(p[i], EML__INDEX_NO_LDH) ||
            (mark &&
             (i == 0 || i + 1 == n || p[i - 1] == '.' || p[i - 1] == '-')))
            return false;
    }
    return true;
}

static void
addresses_as_a_loop_finds_them(void **state)
{
    (void)state;
    if (eml__best_isa() == EML__SCALAR)
        skip();
    for (unsigned round = 0; round < 200000; round++) {
        static const char often[] = "ab.c-d@@e>,";
        size_t n = below(80), left, right;
        eml__front_at found;
        eml__front front;
        uint8_t buf[80], *p;

        for (size_t i = 0; i < n; i++)
            buf[i] = (uint8_t)(below(4) ? "abcdefgh"[below(8)]
                                        : often[below(sizeof often - 1)]);
        p = test_exact(buf, n);
        left = dot_atom(p, n);
        right = left && left < n && p[left] == '@'
                    ? dot_atom(p + left + 1, n - left - 1)
                    : 0;
        if (eml__front_make(p, p + n, &front) &&
            eml__front_find(&front, 0, &found)) {
            assert_true(right);
            assert_int_equal(found.at, left);
            assert_int_equal(found.end, left + 1 + right);
            assert_int_equal(found.is_domain, is_domain(p + left + 1, right));
        } else {
            /* only what is short or goes on behind 63 bytes is not taken */
            assert_true(!right || n < 8 || left + 1 + right >= 63);
        }
        free(p);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_everywhere),
        cmocka_unit_test(bodies_of_every_length),
        cmocka_unit_test(longest_body),
        cmocka_unit_test(addresses_as_a_loop_finds_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
