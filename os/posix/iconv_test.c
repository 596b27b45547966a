/* The charsets that come through iconv. What a system does not have is passed
 * over; on glibc all of these are there. */
#include "tests/table.h"
#include "tests/feed.h"
#include "core/charset_int.h"
#include "eml/iconv.h"

#define FFFD "\xef\xbf\xbd"

typedef struct run {
    const char *charset;
    eml_to_utf8 c;
} run;

static int
feed(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    return eml_to_utf8_feed(machine, in, out, out_len, last);
}

static int
open_run(run *u)
{
    eml_span label = {(const uint8_t *)u->charset, strlen(u->charset)};

    return eml_to_utf8_open(&u->c, &eml_iconv_charsets, label);
}

static void
convert_chunks(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
               chunk_result *r)
{
    run *u = user;

    assert_int_equal(open_run(u), EML_OK);
    feed_all(feed, &u->c, in, n, plan, r);
    assert_int_equal(u->c.off, n);
    r->extra = u->c.num_bad << 1 | u->c.not_initial;
    r->err_off = u->c.first_bad;
    eml_to_utf8_close(&u->c);
}

/* ABC in the letters of the charset, where there is a choice. */
static const struct row {
    const char *name;
    const char *charset;
    const char *in;
    size_t in_len;
    const char *out;
    uint64_t num_bad, first_bad;
    bool not_initial;
} rows[] = {
    {"koi8-r", "koi8-r", BYTES("\xf0\xd2\xc9"), "\u041f\u0440\u0438", 0, 0, 0},
    {"windows-1251", "windows-1251", BYTES("\xcf\xf0\xe8"),
     "\u041f\u0440\u0438", 0, 0, 0},
    {"hole of windows-1251", "windows-1251", BYTES("a\x98z"), "a" FFFD "z", 1,
     1, 0},
    {"iso-8859-15", "latin-9", BYTES("\xa4"), "\u20ac", 0, 0, 0},
    {"iso-8859-8-i", "iso-8859-8-i", BYTES("\xe0"), "\u05d0", 0, 0, 0},
    {"tis-620", "tis-620", BYTES("\xa1"), "\u0e01", 0, 0, 0},
    {"macintosh", "macintosh", BYTES("\x8e"), "\u00e9", 0, 0, 0},
    {"x-mac-cyrillic", "x-mac-cyrillic", BYTES("\x80"), "\u0410", 0, 0, 0},
    {"cp850", "cp850", BYTES("\x82"), "\u00e9", 0, 0, 0},
    {"cp858", "ibm00858", BYTES("\xd5"), "\u20ac", 0, 0, 0},
    {"shift_jis", "shift_jis", BYTES("\x93\xfa\x96\x7b"), "\u65e5\u672c", 0, 0,
     0},
    {"shift_jis has NEC's row 13", "shift_jis", BYTES("\x87\x40"), "\u2460", 0,
     0, 0},
    {"shift_jis keeps the backslash", "shift_jis", BYTES("\\"), "\\", 0, 0, 0},
    {"shift_jis cut", "shift_jis", BYTES("a\x93"), "a" FFFD, 1, 1, 0},
    {"euc-jp", "euc-jp", BYTES("\xc6\xfc\xcb\xdc"), "\u65e5\u672c", 0, 0, 0},
    {"gb2312", "gb2312", BYTES("\xd6\xd0"), "\u4e2d", 0, 0, 0},
    {"gb2312 is read as gbk", "gb2312", BYTES("\x81\x40"), "\u4e02", 0, 0, 0},
    {"gb18030, four bytes", "gb18030", BYTES("\x90\x30\x81\x30"), "\U00010000",
     0, 0, 0},
    {"gb18030, cut in four bytes", "gb18030", BYTES("\x90\x30\x81"),
     FFFD "0" FFFD, 2, 0, 0},
    {"big5", "big5", BYTES("\xa4\xa4"), "\u4e2d", 0, 0, 0},
    {"big5 with hkscs, two for one", "big5", BYTES("\x88\x62"), "\u00ca\u0304",
     0, 0, 0},
    {"big5, what may go on is not lost", "big5", BYTES("a\x88\x66"), "a\u00ca",
     0, 0, 0},
    {"euc-kr", "euc-kr", BYTES("\xc7\xd1"), "\ud55c", 0, 0, 0},
    {"euc-kr is read as windows-949", "ks_c_5601-1987", BYTES("\x81\x41"),
     "\uac02", 0, 0, 0},
    {"euc-kr, what is no character costs no other", "euc-kr",
     BYTES("a\xa2\xe8"
           "bc\xc7\xd1"),
     "a" FFFD FFFD "bc\ud55c", 2, 1, 0},
    {"tcvn, what may go on is not lost", "tcvn", BYTES("ca"), "ca", 0, 0, 0},
    {"viscii", "viscii", BYTES("\xd5"), "\u1ea1", 0, 0, 0},
    {"iso-2022-jp", "iso-2022-jp", BYTES("a\x1b$BF|K\\\x1b(Bz"),
     "a\u65e5\u672cz", 0, 0, 0},
    {"iso-2022-jp, not back in ASCII", "iso-2022-jp", BYTES("\x1b$BF|K\\"),
     "\u65e5\u672c", 0, 0, 1},
    {"iso-2022-jp, JIS Roman", "iso-2022-jp", BYTES("\x1b(J\\\x1b(B"), "\u00a5",
     0, 0, 0},
    {"iso-2022-jp, cut in a character", "iso-2022-jp",
     BYTES("\x1b$BF|K\x1b(Bz"), "\u65e5" FFFD "z", 1, 5, 0},
    {"iso-2022-kr", "iso-2022-kr", BYTES("\x1b$)C\x0eGQ\x0f."), "\ud55c.", 0, 0,
     0},
    {"iso-2022-kr, not shifted in", "iso-2022-kr", BYTES("\x1b$)C\x0eGQ"),
     "\ud55c", 0, 0, 1},
    {"iso-2022-cn", "iso-2022-cn", BYTES("\x1b$)A\x0eVP\x0f"), "\u4e2d", 0, 0,
     0},
    {"utf-7", "utf-7", BYTES("a+2D3eAA-b"), "a\U0001f600b", 0, 0, 0},
    {"utf-16, big-endian mark", "utf-16", BYTES("\xfe\xff\0a\x20\xac"),
     "a\u20ac", 0, 0, 0},
    {"utf-16, little-endian mark", "utf-16",
     BYTES("\xff\xfe"
           "a\0\xac\x20"),
     "a\u20ac", 0, 0, 0},
    {"utf-16, no mark", "utf-16", BYTES("\0a\x20\xac"), "a\u20ac", 0, 0, 0},
    {"utf-16, a second mark is text", "utf-16", BYTES("\xfe\xff\xfe\xff\0a"),
     "\ufeff"
     "a",
     0, 0, 0},
    {"utf-16, a mark alone", "utf-16", BYTES("\xff\xfe"), "", 0, 0, 0},
    {"utf-16, one byte", "utf-16", BYTES("\xff"), FFFD, 1, 0, 0},
    {"utf-16, empty", "utf-16", BYTES(""), "", 0, 0, 0},
    {"utf-16, surrogates", "utf-16", BYTES("\xd8\x3d\xde\x00"), "\U0001f600", 0,
     0, 0},
    {"utf-16le", "utf-16le", BYTES("\xac\x20"), "\u20ac", 0, 0, 0},
    {"utf-16be", "utf-16be", BYTES("\x20\xac"), "\u20ac", 0, 0, 0},
    {"utf-32, little-endian mark", "utf-32", BYTES("\xff\xfe\0\0\xac\x20\0\0"),
     "\u20ac", 0, 0, 0},
    {"utf-32, big-endian mark", "utf-32", BYTES("\0\0\xfe\xff\0\0\x20\xac"),
     "\u20ac", 0, 0, 0},
    {"utf-32, no mark", "utf-32", BYTES("\0\0\x20\xac"), "\u20ac", 0, 0, 0},
};

static void
converts(void **state)
{
    const struct row *r = *state;
    uint8_t *in = test_exact(r->in, r->in_len);
    run u = {.charset = r->charset};
    chunk_plan plan = {0};
    chunk_result got = {0};

    if (open_run(&u) != EML_OK) {
        free(in);
        skip();
    }
    eml_to_utf8_close(&u.c);
    convert_chunks(&u, in, r->in_len, &plan, &got);
    assert_int_equal(got.out_len, strlen(r->out));
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

/* Whatever the bytes are, every charset takes them, in any pieces. */
static void
random_bytes_in_any_charset(void **state)
{
    uint32_t seed = 1;
    size_t num_open = 0;

    (void)state;
    for (size_t i = 0; i < eml__num_charset_labels; i++) {
        run u = {.charset = eml__charset_labels[i].label};

        if (open_run(&u) != EML_OK)
            continue;
        eml_to_utf8_close(&u.c);
        num_open++;
        for (int k = 0; k < 20; k++) {
            uint8_t in[60];
            chunk_plan plan;

            for (size_t j = 0; j < sizeof in; j++) {
                seed = seed * 1664525u + 1013904223u;
                in[j] = (uint8_t)(seed >> 24);
                if (k % 2 && seed >> 10 & 1)
                    in[j] =
                        (uint8_t) "\x1b$B(J)\x0e\x0f+-AK~{}"[seed >> 12 & 15];
            }
            plan = (chunk_plan){.step = 1 + (seed >> 20) % 9,
                                .room = 1 + (seed >> 16) % 9};
            if (chunk_differs_by(convert_chunks, &u, in, sizeof in, plan))
                fail_msg("%s", u.charset);
        }
    }
    assert_true(num_open > 20);
}

/* What is missing is nothing that WHATWG's table has, HZ apart, which it
 * refuses. */
static void
glibc_has_them(void **state)
{
#ifdef __GLIBC__
    static const char *const missing[] = {"hz-gb-2312", "iso-2022-jp-1",
                                          "x-user-defined"};

    for (size_t i = 0; i < eml__num_charset_labels; i++) {
        run u = {.charset = eml__charset_labels[i].label};
        bool expected = true;

        for (size_t k = 0; k < sizeof missing / sizeof missing[0]; k++)
            if (strcmp(eml__charset_labels[i].canonical, missing[k]) == 0)
                expected = false;
        if (expected != (open_run(&u) == EML_OK))
            fail_msg("%s", u.charset);
        eml_to_utf8_close(&u.c);
    }
#endif
    (void)state;
}

/* What is closed in the midst of a character, or shifted, and with more
 * charsets in use than are kept, is as new when it is opened again. */
static void
closed_anywhere(void **state)
{
    uint8_t room[64];

    for (size_t turn = 0; turn < 3; turn++)
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            const struct row *w = &rows[i];
            run all = {.charset = w->charset}, cut = all;
            eml_span in = {(const uint8_t *)w->in, w->in_len};
            uint8_t *to = room;
            size_t left = sizeof room;

            if (open_run(&all) != EML_OK)
                continue;
            assert_int_equal(eml_to_utf8_feed(&all.c, &in, &to, &left, true),
                             EML_END);
            assert_int_equal((size_t)(to - room), strlen(w->out));
            assert_memory_equal(room, w->out, strlen(w->out));
            eml_to_utf8_close(&all.c);
            assert_int_equal(open_run(&cut), EML_OK);
            in = (eml_span){(const uint8_t *)w->in,
                            w->in_len - (w->in_len && turn % 2)};
            to = room;
            left = sizeof room;
            assert_int_equal(eml_to_utf8_feed(&cut.c, &in, &to, &left, false),
                             EML_WANT_INPUT);
            eml_to_utf8_close(&cut.c);
        }
    (void)state;
}

/* What is passed by the converter because it is US-ASCII would have come out of
 * it the same, whatever byte was before it. */
static void
singles_are_ascii(void **state)
{
    for (size_t i = 0; i < eml__num_charset_labels; i++) {
        run u = {.charset = eml__charset_labels[i].label};

        if (open_run(&u) != EML_OK)
            continue;
        for (unsigned k = 0; u.c.single && k < 128 * 128; k++) {
            uint8_t pair[2] = {(uint8_t)(128 + k / 128), (uint8_t)(k % 128)};
            uint8_t room[16], *to = room;
            size_t left = sizeof room;
            eml_span in = {pair, 1};

            assert_int_equal(eml_to_utf8_feed(&u.c, &in, &to, &left, false),
                             EML_WANT_INPUT);
            assert_true(to > room + 1);
            to = room;
            in = (eml_span){pair + 1, 1};
            assert_int_equal(eml_to_utf8_feed(&u.c, &in, &to, &left, false),
                             EML_WANT_INPUT);
            assert_ptr_equal(to, room + 1);
            assert_int_equal(*room, pair[1]);
        }
        eml_to_utf8_close(&u.c);
    }
    (void)state;
}

int
main(void)
{
    const struct CMUnitTest properties[] = {
        cmocka_unit_test(singles_are_ascii),
        cmocka_unit_test(closed_anywhere),
        cmocka_unit_test(random_bytes_in_any_charset),
        cmocka_unit_test(glibc_has_them),
    };

    return RUN_TABLE(converts, rows) |
           (cmocka_run_group_tests(properties, NULL, NULL) != 0);
}
