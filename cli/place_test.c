/* Offsets to lines, columns and what is shown of a line. */
#include "cli/place.h"
#include "tests/table.h"

#define X10 "xxxxxxxxxx"
#define X50 X10 X10 X10 X10 X10

static const struct row {
    const char *name;
    const char *in;
    size_t in_len;
    uint64_t before, off; /* the place before; the place looked for */
    size_t line, column;
    const char *shown; /* of at most 40 characters */
    bool left, right;
} rows[] = {
    {"empty", BYTES(""), 0, 0, 1, 1, "", false, false},
    {"past the end", BYTES("ab"), 0, 9, 1, 3, "ab", false, false},
    {"start", BYTES("ab\r\ncd\r\n"), 0, 0, 1, 1, "ab", false, false},
    {"forward over lines", BYTES("ab\r\ncd\nef"), 0, 8, 3, 2, "ef", false,
     false},
    {"at the LF", BYTES("ab\r\ncd"), 0, 3, 1, 4, "ab", false, false},
    {"empty line at the end", BYTES("ab\r\n"), 0, 4, 2, 1, "", false, false},
    {"forward in a line", BYTES("a\nbcde\n"), 3, 5, 2, 4, "bcde", false, false},
    {"back in a line", BYTES("a\nbcde\n"), 5, 3, 2, 2, "bcde", false, false},
    {"back by a line", BYTES("a\nbc\nd\n"), 6, 3, 2, 2, "bc", false, false},
    {"back by two", BYTES("a\nbc\nd\ne"), 7, 1, 1, 2, "a", false, false},
    {"back to an empty line", BYTES("\n\n\n"), 3, 1, 2, 1, "", false, false},
    {"back to the start", BYTES("\n\n\n"), 3, 0, 1, 1, "", false, false},
    {"a column is a character", BYTES("\xc3\xa9\xe2\x82\xac!"), 0, 5, 1, 3,
     "\xc3\xa9\xe2\x82\xac!", false, false},
    {"CR alone ends no line", BYTES("a\rb"), 0, 2, 1, 3, "a\rb", false, false},
    {"CR at the end of all", BYTES("ab\r"), 0, 1, 1, 2, "ab", false, false},
    {"a long line from its start", BYTES(X50), 0, 0, 1, 1, X10 X10 X10 X10,
     false, true},
    {"a long line from its middle", BYTES("a" X10 X10 X10 "bc" X50), 0, 31, 1,
     32, X10 X10 "xxxxbc" X10 "xxxx", true, true},
    {"a long line to its end", BYTES(X50 "ab\n"), 0, 51, 1, 52,
     "xxxxxxxx" X10 X10 X10 "ab", true, false},
    {"a line as wide as the window", BYTES(X10 X10 X10 X10 "\r\nb"), 0, 2, 1, 3,
     X10 X10 X10 X10, false, false},
    {"one byte less", BYTES(X10 X10 X10 "xxxxxxxxx\r\nb"), 0, 2, 1, 3,
     X10 X10 X10 "xxxxxxxxx", false, false},
    {"CR in the window's last place", BYTES(X10 X10 X10 "xxxxxxxxx\rb"), 0, 2,
     1, 3, X10 X10 X10 "xxxxxxxxx\r", false, true},
    {"UTF-8 before and behind", BYTES("\xc3\xa9" X10 "b" X10 "\xc3\xa9\n"), 0,
     12, 1, 12, "\xc3\xa9" X10 "b" X10 "\xc3\xa9", false, false},
    {"no UTF-8: a character a byte", BYTES("\x80\x80\x80\x80\x80\x80"), 0, 5, 1,
     1, "\x80\x80\x80\x80\x80\x80", false, false},
};

static void
place_is(void **state)
{
    const struct row *r = *state;
    uint8_t *in = test_exact(r->in, r->in_len);
    place p;
    bool cut[2];
    eml_span s;

    place_init(&p, (eml_span){in, r->in_len});
    (void)place_seek(&p, r->before);
    assert_int_equal(place_seek(&p, r->off), r->column);
    assert_int_equal(p.line, r->line);
    s = place_window(&p, 40, cut);
    assert_int_equal(s.n, strlen(r->shown));
    assert_memory_equal(s.p, r->shown, s.n);
    assert_int_equal(cut[0], r->left);
    assert_int_equal(cut[1], r->right);
    free(in);
}

/* 4 MB in one line, a place at every byte: by the square it would take days. */
static void
a_long_line_costs_no_square(void **state)
{
    enum { N = 4 << 20 };
    uint8_t *in = malloc(N);
    place p;
    bool cut[2];

    (void)state;
    assert_non_null(in);
    memset(in, 0xff, N);
    place_init(&p, (eml_span){in, N});
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(place_seek(&p, i), i + 1);
        if (i % 16 == 0)
            assert_true(place_window(&p, 76, cut).n >= 76);
    }
    free(in);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_line_costs_no_square),
    };

    return RUN_TABLE(place_is, rows) |
           cmocka_run_group_tests(tests, NULL, NULL);
}
