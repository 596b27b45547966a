/* RFC 6376 section 3.4: canonicalization, against a second reading of the text
 * over every short body and field, and its examples. */
#include "eml/canon.h"
#include "stack/auth/canon_scan.h"
#include "tests/canon_ref.h"
#include "tests/table.h"

enum { ROOM = 256 };

static size_t
body(eml_canon_type type, enum eml_newline nl, const char *in, size_t n,
     size_t step, char *out)
{
    eml_canon_body c;
    eml_span piece = EML_NONE, got;
    size_t at = 0, len = 0;
    char held[ROOM];
    int rc;

    eml_canon_body_init(&c, type, nl);
    for (;;) {
        bool last;

        piece.n = n - at < step ? n - at : step;
        memcpy(held, in + at, piece.n); /* pieces do not lie side by side */
        piece.p = (const uint8_t *)held;
        at += piece.n;
        last = at == n;
        while ((rc = eml_canon_body_next(&c, &piece, last, &got)) == EML_OK) {
            assert_true(got.n > 0 && len + got.n <= ROOM);
            memcpy(out + len, got.p, got.n);
            len += got.n;
        }
        if (last)
            break;
        assert_int_equal(rc, EML_WANT_INPUT);
    }
    assert_int_equal(rc, EML_END);
    assert_true(c.len == len);
    assert_int_equal(eml_canon_body_next(&c, &piece, true, &got), EML_END);
    return len;
}

static void
same_body(eml_canon_type type, const char *in, size_t n)
{
    char want[ROOM], got[ROOM];
    size_t len = ref_body(type == EML_CANON_RELAXED, in, n, want);

    for (size_t step = 1; step < 4; step++) {
        size_t k = body(type, EML_NL_CRLF, in, n, step == 3 ? n : step, got);

        if (k != len || memcmp(want, got, len) != 0) {
            print_error("step %zu, type %d, of", step, (int)type);
            for (size_t i = 0; i < n; i++)
                print_error(" %02x", in[i]);
            fail_msg("%zu bytes instead of %zu", k, len);
        }
    }
}

/* Every string over {a, SP, HTAB, CR, LF} up to length 8. */
static void
every_body(void **state)
{
    static const char alphabet[] = "a \t\r\n";
    char in[8];

    (void)state;
    for (size_t n = 0, count = 1; n <= 8; n++, count *= 5)
        for (size_t i = 0; i < count; i++) {
            size_t rest = i;

            for (size_t k = 0; k < n; k++, rest /= 5)
                in[k] = alphabet[rest % 5];
            same_body(EML_CANON_SIMPLE, in, n);
            same_body(EML_CANON_RELAXED, in, n);
        }
}

static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 16;
}

/* Long enough for vectors: mostly letters, and all that matters. */
static void
long_bodies(void **state)
{
    static const char alphabet[] = " \t\r\n \x80";
    char in[ROOM / 2];
    uint32_t seed = 1;

    (void)state;
    for (int i = 0; i < 60000; i++) {
        size_t n = next_random(&seed) % sizeof in;
        uint32_t rare = 2 + next_random(&seed) % 60;

        for (size_t k = 0; k < n; k++)
            in[k] = next_random(&seed) % rare
                        ? 'a'
                        : alphabet[next_random(&seed) % 6];
        for (size_t k = 1; k < n; k++) /* most are line ends */
            if (in[k] == '\n' && next_random(&seed) % 8)
                in[k - 1] = '\r';
        same_body(EML_CANON_RELAXED, in, n);
        same_body(EML_CANON_SIMPLE, in, n);
        for (int stop = 0; stop < 2; stop++) {
            uint8_t *exact = test_exact(in, n), s = stop ? '\n' : '\t';

            assert_int_equal(eml__canon_plain(exact, n, s, EML__SCALAR),
                             eml__canon_plain(exact, n, s, eml__best_isa()));
            free(exact);
        }
    }
}

/* In stored form, what the same lines with CRLF give. */
static void
every_stored_body(void **state)
{
    static const char alphabet[] = "a \t\n";
    char in[7], crlf[14], want[ROOM], got[ROOM];

    (void)state;
    for (size_t n = 0, count = 1; n <= 7; n++, count *= 4)
        for (size_t i = 0; i < count; i++) {
            size_t rest = i, m = 0;

            for (size_t k = 0; k < n; k++, rest /= 4) {
                in[k] = alphabet[rest % 4];
                if (in[k] == '\n')
                    crlf[m++] = '\r';
                crlf[m++] = in[k];
            }
            for (int type = 0; type < 2; type++) {
                size_t len = ref_body(type, crlf, m, want);

                assert_int_equal(body((eml_canon_type)type, EML_NL_LF, in, n,
                                      1 + i % 3, got),
                                 len);
                assert_memory_equal(got, want, len);
            }
        }
}

static size_t
field(eml_canon_type type, enum eml_newline nl, const char *in, size_t n,
      eml_span cut, char *out)
{
    eml_canon_field c;
    eml_span got;
    size_t len = 0;

    eml_canon_field_init(&c, type, nl, (eml_span){(const uint8_t *)in, n}, cut,
                         true);
    while (eml_canon_field_next(&c, &got) == EML_OK) {
        assert_true(got.n > 0 && len + got.n <= ROOM);
        memcpy(out + len, got.p, got.n);
        len += got.n;
    }
    return len;
}

/* Every field "X:" and its like: strings over {A, :, SP, HTAB, fold} up to
 * length 8, whole and with each piece of them cut out. */
static void
every_field(void **state)
{
    static const char *const alphabet[] = {"A", ":", " ", "\t", "\r\n "};
    char in[32], left[32], want[ROOM], got[ROOM];

    (void)state;
    for (size_t n = 0, count = 1; n <= 8; n++, count *= 5)
        for (size_t i = 0; i < count; i++) {
            size_t rest = i, m = 0, len;

            for (size_t k = 0; k < n; k++, rest /= 5) {
                memcpy(in + m, alphabet[rest % 5], strlen(alphabet[rest % 5]));
                m += strlen(alphabet[rest % 5]);
            }
            for (int type = 0; type < 2; type++) {
                len = ref_field(type, in, m, want);
                assert_int_equal(field((eml_canon_type)type, EML_NL_CRLF, in, m,
                                       EML_NONE, got),
                                 len);
                assert_memory_equal(got, want, len);
            }
            if (m < 3)
                continue;
            memcpy(left, in, m - 2); /* all but one byte, and the last */
            left[m - 2] = in[m - 1];
            if (in[m - 3] == '\r' || in[m - 2] == '\r' || in[m - 1] == '\n')
                continue;
            len = ref_field(true, left, m - 1, want);
            assert_int_equal(field(EML_CANON_RELAXED, EML_NL_CRLF, in, m,
                                   (eml_span){(const uint8_t *)in + m - 2, 1},
                                   got),
                             len);
            assert_memory_equal(got, want, len);
        }
}

/* clang-format off */
static const struct field_row {
    const char *name;
    const char *in;
    size_t n;
    eml_canon_type type;
    enum eml_newline newline;
    const char *out;
} fields[] = {
    {"3.4.5, A relaxed", BYTES("A: X "), EML_CANON_RELAXED, EML_NL_CRLF, "a:X\r\n"},
    {"3.4.5, B relaxed", BYTES("B : Y\t\r\n\tZ  "), EML_CANON_RELAXED, EML_NL_CRLF, "b:Y Z\r\n"},
    {"3.4.5, B simple", BYTES("B : Y\t\r\n\tZ  "), EML_CANON_SIMPLE, EML_NL_CRLF, "B : Y\t\r\n\tZ  \r\n"},
    {"3.4.2, its example", BYTES("SUBJect: AbC"), EML_CANON_RELAXED, EML_NL_CRLF, "subject:AbC\r\n"},
    {"stored form, relaxed", BYTES("B : Y\n Z"), EML_CANON_RELAXED, EML_NL_LF, "b:Y Z\r\n"},
    {"stored form, simple", BYTES("B : Y\n Z\n"), EML_CANON_SIMPLE, EML_NL_LF, "B : Y\r\n Z\r\n\r\n"},
    {"name of 64 bytes and more", BYTES("ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJ \t: x"), EML_CANON_RELAXED, EML_NL_CRLF, "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij:x\r\n"},
    {"lone CR and LF stay", BYTES("a:b\rc\nd"), EML_CANON_RELAXED, EML_NL_CRLF, "a:b\rc\nd\r\n"},
    {"8-bit stays", BYTES("a: \303\234"), EML_CANON_RELAXED, EML_NL_CRLF, "a:\303\234\r\n"},
    {"a colon in the value", BYTES("a : b : c"), EML_CANON_RELAXED, EML_NL_CRLF, "a:b : c\r\n"},
};

static const struct body_row {
    const char *name;
    const char *in;
    size_t n;
    eml_canon_type type;
    const char *out;
} bodies[] = {
    {"3.4.5, relaxed", BYTES(" C \r\nD \t E\r\n\r\n\r\n"), EML_CANON_RELAXED, " C\r\nD E\r\n"},
    {"3.4.5, simple", BYTES(" C \r\nD \t E\r\n\r\n\r\n"), EML_CANON_SIMPLE, " C \r\nD \t E\r\n"},
    {"empty, simple", BYTES(""), EML_CANON_SIMPLE, "\r\n"},
    {"empty, relaxed", BYTES(""), EML_CANON_RELAXED, ""},
    {"white space alone, relaxed", BYTES(" \t"), EML_CANON_RELAXED, ""},
    {"lines of white space alone, relaxed", BYTES(" \r\n\t\r\n"), EML_CANON_RELAXED, ""},
    {"no line end at the end", BYTES("a"), EML_CANON_RELAXED, "a\r\n"},
    {"CR at the end", BYTES("a\r"), EML_CANON_SIMPLE, "a\r\r\n"},
    {"60 empty lines inside", BYTES("a\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\nb"), EML_CANON_RELAXED, "a\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\nb\r\n"},
};
/* clang-format on */

static void
fields_run(void **state)
{
    const struct field_row *r = *state;
    char *in = (char *)test_exact(r->in, r->n), got[ROOM];
    size_t n = field(r->type, r->newline, in, r->n, EML_NONE, got);

    assert_int_equal(n, strlen(r->out));
    assert_memory_equal(got, r->out, n);
    free(in);
}

static void
bodies_run(void **state)
{
    const struct body_row *r = *state;
    char got[ROOM];

    for (size_t step = 1; step <= r->n + 1; step++) {
        size_t n = body(r->type, EML_NL_CRLF, r->in, r->n, step, got);

        assert_int_equal(n, strlen(r->out));
        assert_memory_equal(got, r->out, n);
    }
}

int
main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(every_body),
        cmocka_unit_test(long_bodies),
        cmocka_unit_test(every_stored_body),
        cmocka_unit_test(every_field),
    };

    return RUN_TABLE(bodies_run, bodies) | RUN_TABLE(fields_run, fields) |
           cmocka_run_group_tests(all, NULL, NULL);
}
