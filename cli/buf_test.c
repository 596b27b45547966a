/* What is gathered comes out as it was put, wherever the buffer is full. */
#define _POSIX_C_SOURCE 200809L
#include "cli/buf.h"
#include "tests/table.h"

static const struct row {
    const char *name;
    const char *in;
    size_t in_len;
    const char *shown;
} rows[] = {
    {"nothing", BYTES(""), ""},
    {"plain", BYTES("Return-Path: <a@b.example>"),
     "Return-Path: <a@b.example>"},
    {"tab", BYTES("12345678\t12345678"), "12345678 12345678"},
    {"escape in each of eight places",
     BYTES("\033bcdefghi\033klmnopqr\033tuvwxyz12\0334567890123\033"),
     "\302\267bcdefghi\302\267klmnopqr\302\267tuvwxyz12\302\267"
     "4567890123\302\267"},
    {"DEL", BYTES("abcdefg\177abcdefgh"), "abcdefg\302\267abcdefgh"},
    {"space and tilde are shown", BYTES("~~~~~~~~        ~ ~"),
     "~~~~~~~~        ~ ~"},
    {"UTF-8", BYTES("abc\303\251defgh\342\202\254"),
     "abc\303\251defgh\342\202\254"},
    {"bidi", BYTES("a\342\200\256b"), "a\302\267b"},
    {"no UTF-8", BYTES("abcdefgh\377abcdefgh\200"),
     "abcdefgh\302\267abcdefgh\302\267"},
    {"NUL", BYTES("abc\0def"), "abc\302\267def"},
};

/* Shown with `before` bytes in the buffer already. */
static void
shown_behind(const struct row *r, size_t before)
{
    uint8_t *in = test_exact(r->in, r->in_len);
    char *out = NULL;
    size_t n = 0;
    cli_buf b;

    b.to = open_memstream(&out, &n);
    b.n = 0;
    assert_non_null(b.to);
    cli_buf_fill(&b, 'x', before);
    cli_buf_shown(&b, (eml_span){in, r->in_len});
    cli_buf_flush(&b);
    assert_int_equal(fclose(b.to), 0);
    assert_int_equal(n, before + strlen(r->shown));
    for (size_t i = 0; i < before; i++)
        assert_int_equal(out[i], 'x');
    assert_memory_equal(out + before, r->shown, n - before);
    free(out);
    free(in);
}

static void
is_shown(void **state)
{
    shown_behind(*state, 0);
    for (size_t i = 0; i < 60; i++)
        shown_behind(*state, CLI_BUF - i);
    shown_behind(*state, 3 * CLI_BUF);
}

static void
numbers_and_much(void **state)
{
    char *out = NULL, *much = malloc(3 * CLI_BUF);
    size_t n = 0;
    cli_buf b;

    (void)state;
    assert_non_null(much);
    memset(much, 'y', 3 * CLI_BUF);
    b.to = open_memstream(&out, &n);
    b.n = 0;
    assert_non_null(b.to);
    cli_buf_u64(&b, 0, 0);
    cli_buf_u64(&b, UINT64_MAX, 6);
    cli_buf_u64(&b, 12345, 6);
    cli_buf_u64(&b, 1234567, 6);
    cli_buf_u64(&b, 7, 3);
    cli_buf_put(&b, much, 3 * CLI_BUF);
    cli_buf_text(&b, "end");
    cli_buf_flush(&b);
    cli_buf_flush(&b);
    assert_int_equal(fclose(b.to), 0);
    assert_int_equal(n, 1 + 20 + 6 + 7 + 3 + 3 * CLI_BUF + 3);
    assert_memory_equal(out, "018446744073709551615 123451234567  7y", 38);
    assert_memory_equal(out + n - 4, "yend", 4);
    free(out);
    free(much);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_much),
    };

    return RUN_TABLE(is_shown, rows) |
           cmocka_run_group_tests(tests, NULL, NULL);
}
