#include "tests/table.h"

#include "eml/field.h"

typedef struct name_row {
    const char *name;
    eml_field_id id;
    eml_value_kind value;
    unsigned rfc;
    const char *section;
} name_row;

static const name_row names[] = {
#define EML_FIELD(id, name, value, rfc, section)                               \
    {name, EML_FIELD_##id, EML_VALUE_##value, rfc, section},
#include "eml/fields.def"
#undef EML_FIELD
};
enum { NUM_NAMES = sizeof names / sizeof names[0] };

static eml_field_id
id_of(const char *s, size_t n)
{
    uint8_t *b = test_exact(s, n);
    eml_field_id id = eml_field_id_of((eml_span){b, n});

    free(b);
    return id;
}

/* What the definition says, one name after the other. */
static eml_field_id
slow_id_of(const char *s, size_t n)
{
    for (size_t i = 0; i < NUM_NAMES; i++)
        if (strlen(names[i].name) == n &&
            eml_span_eq_fold((eml_span){(const uint8_t *)s, n},
                             (eml_span){(const uint8_t *)names[i].name, n}))
            return names[i].id;
    return EML_FIELD_OTHER;
}

static void
found_with_its_line(void **state)
{
    const name_row *r = *state;
    const eml_field_info *info = eml_field_info_get(r->id);

    assert_int_equal(id_of(r->name, strlen(r->name)), r->id);
    assert_non_null(info);
    assert_string_equal(info->name, r->name);
    assert_int_equal(info->value, r->value);
    assert_int_equal(info->rfc, r->rfc);
    assert_string_equal(info->section, r->section);
}

static void
found_in_every_mix_of_cases(void **state)
{
    const name_row *r = *state;
    size_t n = strlen(r->name);
    char s[32];

    /* all mixes of the first twelve letters, then of the last twelve */
    for (int back = 0; back < 2; back++)
        for (unsigned mix = 0; mix < 1u << 12; mix++) {
            for (size_t i = 0; i < n; i++) {
                size_t bit = back ? n - 1 - i : i;
                char c = r->name[i];

                if (((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) &&
                    bit < 12)
                    c = (char)(mix >> bit & 1 ? c | 32 : c & ~32);
                s[i] = c;
            }
            assert_int_equal(eml_field_id_of((eml_span){(uint8_t *)s, n}),
                             r->id);
        }
}

/* Every byte changed to every other, cut short, and made longer. */
static void
nothing_near_it_is_found(void **state)
{
    const name_row *r = *state;
    size_t n = strlen(r->name);
    char s[32];

    for (size_t i = 0; i < n; i++)
        for (unsigned c = 0; c < 256; c++) {
            memcpy(s, r->name, n);
            s[i] = (char)c;
            assert_int_equal(eml_field_id_of((eml_span){(uint8_t *)s, n}),
                             slow_id_of(s, n));
        }
    for (unsigned c = 0; c < 256; c++) {
        memcpy(s, r->name, n);
        s[n] = (char)c;
        assert_int_equal(id_of(s, n + 1), slow_id_of(s, n + 1));
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            assert_int_equal(id_of(r->name + i, j - i),
                             slow_id_of(r->name + i, j - i));
}

static void
lengths_that_no_name_has(void **state)
{
    char s[300];

    (void)state;
    memset(s, 'a', sizeof s);
    for (size_t n = 0; n <= sizeof s; n++)
        assert_int_equal(id_of(s, n), EML_FIELD_OTHER);
}

static void
all_short_names(void **state)
{
    char s[3];

    (void)state;
    for (unsigned a = 0; a < 256; a++)
        for (unsigned b = 0; b < 256; b++) {
            s[0] = (char)a;
            s[1] = (char)b;
            assert_int_equal(eml_field_id_of((eml_span){(uint8_t *)s, 2}),
                             slow_id_of(s, 2));
            for (unsigned c = 'A'; c <= 'z'; c++) {
                s[2] = (char)c;
                assert_int_equal(eml_field_id_of((eml_span){(uint8_t *)s, 3}),
                                 slow_id_of(s, 3));
            }
        }
}

static void
info_of_what_has_no_line(void **state)
{
    (void)state;
    assert_string_equal(eml_field_info_get(EML_FIELD_OTHER)->name, "");
    assert_int_equal(eml_field_info_get(EML_FIELD_OTHER)->value,
                     EML_VALUE_UNSTRUCTURED);
    assert_string_equal(eml_field_info_get(EML_FIELD_JUNK)->name, "");
    assert_null(eml_field_info_get(EML_FIELD_END_));
}

static unsigned
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned)c | 32 : (unsigned char)c;
}

/* Prints what fieldnames.c needs when a new name took a slot that is taken. */
static void
print_slots(void)
{
    for (unsigned x = 1; x < 1u << 20; x++) {
        unsigned f[4] = {x & 31, x >> 5 & 31, x >> 10 & 31, x >> 15};
        int slot[128] = {0}, i = 0;

        for (; i < NUM_NAMES; i++) {
            const char *s = names[i].name;
            size_t n = strlen(s);
            unsigned h = (unsigned)n * f[0] + lower(s[0]) * f[1] +
                         lower(s[n - 1]) * f[2] + lower(s[n / 2]) * f[3];

            if (slot[h % 128])
                break;
            slot[h % 128] = i + 1;
        }
        if (i != NUM_NAMES)
            continue;
        printf("BY_LENGTH %u BY_FIRST %u BY_LAST %u BY_MIDDLE %u\n", f[0], f[1],
               f[2], f[3]);
        for (i = 0; i < 128; i++)
            if (slot[i])
                printf("    [%d] = %d, (%s)\n", i, (int)names[slot[i] - 1].id,
                       names[slot[i] - 1].name);
        return;
    }
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(lengths_that_no_name_has),
        cmocka_unit_test(all_short_names),
        cmocka_unit_test(info_of_what_has_no_line),
    };
    int failed = RUN_TABLE(found_with_its_line, names);

    if (failed)
        print_slots();
    return failed | RUN_TABLE(found_in_every_mix_of_cases, names) |
           RUN_TABLE(nothing_near_it_is_found, names) |
           cmocka_run_group_tests(others, NULL, NULL);
}
