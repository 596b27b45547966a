/* What a person is told to do: for every code that asks for something. */
#include "cli/advice.h"
#include "tests/table.h"

static void
every_requirement_has_its_advice(void **state)
{
    int code, missing = 0;

    (void)state;
    for (size_t i = 0; (code = eml_code_at(i)) != 0; i++) {
        const eml_code_info *info = eml_code_info_get(code);
        const char *advice = cli_advice(code);

        if (advice) {
            assert_true(strlen(advice) > 8);
            assert_true(advice[strlen(advice) - 1] != '.');
        } else if (info->level == EML_LEVEL_MUST ||
                   info->level == EML_LEVEL_SHOULD) {
            print_message("%s has no advice\n", info->name);
            missing++;
        }
    }
    assert_int_equal(missing, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_requirement_has_its_advice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
