/* U-labels to A-labels. The samples are those of RFC 3492 section 7.1 that are
 * U-labels, and IDNs of common use. */
#include "tests/table.h"
#include "eml/idn.h"

static const struct row {
    const char *name, *in;
    const char *out; /* NULL: none */
} rows[] = {
    {"ASCII", "Example.ORG", "Example.ORG"},
    {"empty", "", ""},
    {"one label", "b\u00fccher.example", "xn--bcher-kva.example"},
    {"two labels, and a dot behind", "\u00fc.\u00f6.", "xn--tda.xn--nda."},
    {"empty label", "\u00fc..a", "xn--tda..a"},
    {"capital of ASCII", "B\u00fccher.Example", "xn--bcher-kva.Example"},
    {"no ASCII", "\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587",
     "xn--ihqwcrb4cv8a8dqg056pqjye"},
    {"hyphens", "3\u5e74b\u7d44\u91d1\u516b\u5148\u751f",
     "xn--3b-ww4c5e180e575a65lsy2b"},
    {"sharp s", "stra\u00dfe", "xn--strae-oqa"},
    {"capital", "B\u00dcCHER", NULL},
    {"not UTF-8",
     "b\xfc"
     "cher",
     NULL},
    {"symbol", "a\u2028", NULL},
    {"underscore beside", "_dmarc.\u00fc", "_dmarc.xn--tda"},
    {"label too long",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u00fc",
     NULL},
};

static void
converts(void **state)
{
    const struct row *r = *state;
    size_t n = strlen(r->in);
    uint8_t *in = test_exact(r->in, n), *room = test_exact("", 0);
    eml_span out = EML_LIT("was");

    room = realloc(room, EML_IDN_MAX);
    assert_non_null(room);
    assert_int_equal(eml_idn_to_ascii((eml_span){in, n}, room, &out),
                     r->out != NULL);
    if (!r->out)
        assert_true(eml_span_eq(out, EML_LIT("was")));
    else {
        assert_int_equal(out.n, strlen(r->out));
        assert_memory_equal(out.p, r->out, out.n);
    }
    free(in);
    free(room);
}

static void
is_bounded(void **state)
{
    uint8_t in[300], room[EML_IDN_MAX];
    eml_span out;

    (void)state;
    for (size_t n = 3; n < sizeof in; n++) {
        memset(in, 'a', sizeof in);
        for (size_t i = 9; i < n; i += 10)
            in[i] = '.';
        memcpy(in, "\u00fc.", 3);
        if (eml_idn_to_ascii((eml_span){in, n}, room, &out))
            assert_int_equal(out.n, n + 5);
        else
            assert_true(n + 5 > EML_IDN_MAX);
    }
}

int
main(void)
{
    const struct CMUnitTest others[] = {cmocka_unit_test(is_bounded)};

    return RUN_TABLE(converts, rows) |
           (cmocka_run_group_tests(others, NULL, NULL) != 0);
}
