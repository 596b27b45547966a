/* What no grammar of the corpus says about generated parameters. */
#include "eml/gen.h"
#include "tests/cx.h"

enum { MESSAGES = 2000, ROOM = 1 << 22 };

/* "%1B%28B", the return to ASCII of ISO-2022-JP, in either case. */
static bool
is_return(const uint8_t *p)
{
    return p[0] == '%' && p[1] == '1' && (p[2] | 32) == 'b' &&
           !memcmp(p + 3, "%28B", 4);
}

/* RFC 1468, "line": a single-byte-seq has single-byte-chars behind it, unless
 * it is the last. Sections are joined before they are decoded (RFC 2231
 * section 4.1), so that the next one may begin with an escape sequence. */
static void
jis_escapes_have_text_between(void **state)
{
    uint8_t *room = malloc(ROOM);
    unsigned seen = 0;
    test_cx t;
    eml_arena arena;

    (void)state;
    assert_non_null(room);
    (void)test_cx_init(&t, "", 0, 0);
    eml_arena_init(&arena, &t.alloc, 0);
    for (uint64_t i = 0; i < MESSAGES; i++) {
        eml_gen_spec spec = {.seed = 1,
                             .index = i,
                             .profile = EML_GEN_MIME,
                             .mode = EML_GEN_VALID,
                             .choices = EML_NONE,
                             .random = true};
        eml_gen_message m;

        eml_arena_reset(&arena);
        assert_int_equal(eml_gen_make(&spec, room, ROOM, &arena, NULL, &m),
                         EML_OK);
        for (size_t at = 0; at + 8 <= m.bytes.n; at++)
            if (is_return(m.bytes.p + at)) {
                assert_int_equal(m.bytes.p[at + 7], '_');
                seen++;
            }
    }
    assert_true(seen > 0);
    eml_arena_fini(&arena);
    test_cx_fini(&t);
    free(room);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jis_escapes_have_text_between),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
