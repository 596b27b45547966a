/* codes, findings, spans, the out-buffer. */
#include "tests/cx.h"

static void
every_code_has_its_line_and_name(void **state)
{
    int code;
    size_t n = 0;

    (void)state;
    for (; (code = eml_code_at(n)) != 0; n++) {
        const eml_code_info *info = eml_code_info_get(code);

        assert_non_null(info);
        assert_int_equal(eml_code_by_name((eml_span){
                             (const uint8_t *)info->name, strlen(info->name)}),
                         code);
        assert_true(strlen(info->text) >= 7);
        assert_true(info->text[strlen(info->text) - 1] != '.');
        assert_true(strlen(info->section) > 0);
    }
    assert_true(n > 150);
    assert_int_equal(eml_code_at(n), 0);
    assert_null(eml_code_info_get(0));
    assert_null(eml_code_info_get(EML_E_NOMEM));
    assert_null(eml_code_info_get(EML_E_SYNTAX_FIRST_));
    assert_null(eml_code_info_get(EML_E_SYNTAX_LAST_));
}

static void
names_are_found_in_any_case(void **state)
{
    (void)state;
    assert_int_equal(eml_code_by_name(EML_LIT("atom_dot")), EML_E_ATOM_DOT);
    assert_int_equal(eml_code_by_name(EML_LIT("Atom-Dot")), EML_E_ATOM_DOT);
    assert_int_equal(eml_code_by_name(EML_LIT("ATOM_DO")), 0);
    assert_int_equal(eml_code_by_name(EML_LIT("ATOM_DOTS")), 0);
    assert_int_equal(eml_code_by_name(EML_NONE), 0);
    assert_int_equal(eml_allow_by_name(EML_LIT("bare-lf")), EML_ALLOW_BARE_LF);
    assert_int_equal(eml_allow_by_name(EML_LIT("OBS")), EML_ALLOW_OBS);
    assert_int_equal(eml_allow_by_name(EML_LIT("nothing")), 0);
}

static void
relaxations_are_listed_once_each(void **state)
{
    uint32_t seen = 0, bit;
    const char *name, *text;

    (void)state;
    for (size_t i = 0; (bit = eml_allow_at(i, &name, &text)) != 0; i++) {
        assert_int_equal(seen & bit, 0);
        assert_int_equal(bit & (bit - 1), 0);
        assert_int_equal(
            eml_allow_by_name((eml_span){(const uint8_t *)name, strlen(name)}),
            bit);
        assert_true(strlen(text) > 8);
        assert_int_equal(eml_allow_at(i, NULL, NULL), bit);
        seen |= bit;
    }
    assert_int_equal(seen & ~(uint32_t)EML_ALLOW_WILD, 0);
}

static void
ambiguous_codes_have_both_readings(void **state)
{
    const char *r[2] = {NULL, NULL};

    (void)state;
    assert_true(eml_code_readings(EML_E_FROM_TWICE, r));
    assert_true(strlen(r[0]) > 8 && strlen(r[1]) > 8);
    assert_string_not_equal(r[0], r[1]);
    assert_false(eml_code_readings(EML_E_LINE_78, r));
}

static void
severity_follows_level_and_relaxation(void **state)
{
    (void)state;
    assert_int_equal(eml_severity_of(EML_E_OBS_FWS, 0), EML_SEVERITY_ERROR);
    assert_int_equal(eml_severity_of(EML_E_OBS_FWS, EML_ALLOW_OBS),
                     EML_SEVERITY_NOTE);
    assert_int_equal(eml_severity_of(EML_E_OBS_FWS, EML_ALLOW_BARE_LF),
                     EML_SEVERITY_ERROR);
    assert_int_equal(eml_severity_of(EML_E_LINE_78, 0), EML_SEVERITY_WARNING);
    assert_int_equal(eml_severity_of(EML_E_UTF8_HEADER, 0), EML_SEVERITY_NOTE);
    assert_int_equal(eml_severity_of(EML_E_LIMIT_DEPTH, EML_ALLOW_WILD),
                     EML_SEVERITY_ERROR);
    assert_int_equal(eml_severity_of(EML_E_NOMEM, 0), EML_SEVERITY_ERROR);
    assert_string_equal(eml_level_name(EML_LEVEL_MUST), "MUST");
    assert_string_equal(eml_level_name(EML_LEVEL_LIMIT), "LIMIT");
}

static void
findings_are_kept_in_order_and_counted_past_the_room(void **state)
{
    eml_diag room[2];
    static const uint8_t bytes[10];
    eml_cx cx = {.origin = bytes,
                 .base = 100,
                 .diags = room,
                 .diags_cap = 2,
                 .allow = EML_ALLOW_OBS};

    (void)state;
    assert_int_equal(eml_find(&cx, EML_E_OBS_FWS, bytes + 1, 2), EML_OK);
    assert_int_equal(cx.err.code, 0);
    assert_int_equal(eml_find(&cx, EML_E_ATOM_DOT, bytes + 3, 1),
                     EML_E_ATOM_DOT);
    assert_int_equal(eml_fail(&cx, EML_E_OBS_CFWS, bytes + 4, 1),
                     EML_E_OBS_CFWS);
    assert_int_equal(eml_find_at(&cx, EML_E_LINE_78, 7, SIZE_MAX), EML_OK);
    assert_int_equal(cx.num_diags, 4);
    assert_int_equal(room[0].code, EML_E_OBS_FWS);
    assert_int_equal(room[0].off, 101);
    assert_int_equal(room[0].len, 2);
    assert_int_equal(room[1].code, EML_E_ATOM_DOT);
    assert_int_equal(cx.err.code, EML_E_ATOM_DOT);
    assert_int_equal(cx.err.off, 103);
}

static void
lengths_over_32_bits_are_kept_at_the_most(void **state)
{
    eml_cx cx = {.origin = (const uint8_t *)""};

    (void)state;
    assert_int_equal(eml_find_at(&cx, EML_E_ATOM_DOT, 1, SIZE_MAX),
                     EML_E_ATOM_DOT);
    assert_int_equal(cx.err.len, UINT32_MAX);
    cx.err.code = 0;
    assert_int_equal(eml_fail(&cx, EML_E_ATOM_DOT, cx.origin, SIZE_MAX),
                     EML_E_ATOM_DOT);
    assert_int_equal(cx.err.len, UINT32_MAX);
}

static void
limits_have_defaults(void **state)
{
    eml_limits some = {.depth = 3};
    eml_cx cx = {0};

    (void)state;
    assert_int_equal(EML_LIMIT(&cx, depth), eml_limits_default.depth);
    cx.limits = &some;
    assert_int_equal(EML_LIMIT(&cx, depth), 3);
    assert_int_equal(EML_LIMIT(&cx, parts), eml_limits_default.parts);
}

static void
spans_compare(void **state)
{
    (void)state;
    assert_true(eml_span_eq(EML_LIT("a\0b"), EML_LIT("a\0b")));
    assert_false(eml_span_eq(EML_LIT("a"), EML_LIT("ab")));
    assert_false(eml_span_eq(EML_LIT("a"), EML_LIT("A")));
    assert_true(eml_span_eq(EML_NONE, EML_NONE));
    assert_true(eml_span_eq_fold(EML_LIT("aZ{"), EML_LIT("Az{")));
    assert_false(eml_span_eq_fold(EML_LIT("@"), EML_LIT("`")));
    assert_false(eml_span_eq_fold(EML_LIT("["), EML_LIT("{")));
    assert_false(eml_span_eq_fold(EML_LIT("\xc0"), EML_LIT("\xe0")));
    assert_false(eml_span_eq_fold(EML_LIT("a"), EML_LIT("aa")));
}

static void
out_buffer_stops_at_its_end(void **state)
{
    uint8_t room[8];
    eml_out o = {.p = room, .cap = sizeof room};

    (void)state;
    assert_int_equal(eml_out_view(&o).n, 0);
    eml_out_span(&o, EML_LIT("abcde"));
    eml_out_byte(&o, 'f');
    eml_out_span(&o, EML_NONE);
    assert_false(o.full);
    eml_out_span(&o, EML_LIT("ghi"));
    assert_true(o.full);
    eml_out_byte(&o, 'x'); /* nothing after what was dropped */
    assert_true(eml_span_eq(eml_out_view(&o), EML_LIT("abcdef")));
}

static void
out_buffer_grows_in_an_arena(void **state)
{
    test_cx t;
    eml_out o;

    (void)state;
    test_cx_init(&t, "", 0, 0);
    o = (eml_out){.arena = &t.arena};
    for (size_t i = 0; i < 5000; i++)
        eml_out_byte(&o, (uint8_t)i);
    eml_out_u64(&o, 0, 1);
    assert_false(o.full);
    assert_int_equal(o.n, 5001);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(o.p[i], (uint8_t)i);
    t.arena.max = 1;
    o = (eml_out){.arena = &t.arena};
    while (!o.full)
        eml_out_span(&o, EML_LIT("0123456789"));
    test_cx_fini(&t);
}

static void
numbers_have_their_digits(void **state)
{
    uint8_t room[64];
    eml_out o = {.p = room, .cap = sizeof room};

    (void)state;
    eml_out_u64(&o, 0, 2);
    eml_out_byte(&o, ' ');
    eml_out_u64(&o, 7, 2);
    eml_out_byte(&o, ' ');
    eml_out_u64(&o, UINT64_MAX, 4);
    assert_true(
        eml_span_eq(eml_out_view(&o), EML_LIT("00 07 18446744073709551615")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_its_line_and_name),
        cmocka_unit_test(names_are_found_in_any_case),
        cmocka_unit_test(relaxations_are_listed_once_each),
        cmocka_unit_test(ambiguous_codes_have_both_readings),
        cmocka_unit_test(severity_follows_level_and_relaxation),
        cmocka_unit_test(findings_are_kept_in_order_and_counted_past_the_room),
        cmocka_unit_test(lengths_over_32_bits_are_kept_at_the_most),
        cmocka_unit_test(limits_have_defaults),
        cmocka_unit_test(spans_compare),
        cmocka_unit_test(out_buffer_stops_at_its_end),
        cmocka_unit_test(out_buffer_grows_in_an_arena),
        cmocka_unit_test(numbers_have_their_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
