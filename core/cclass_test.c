/* The class table, derived again from the RFCs' own words. */
#include "core/cclass.h"
#include "tests/table.h"

static bool
in(const char *set, int c)
{
    return c && strchr(set, c) != NULL;
}

static unsigned
expected(int c)
{
    bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool digit = c >= '0' && c <= '9', vchar = c >= 33 && c <= 126;
    /* RFC 2045 section 5.1 */
    bool token = vchar && !in("()<>@,;:\\\"/[]?=", c);
    unsigned e = 0;

    e |= alpha || digit || in("!#$%&'*+-/=?^_`{|}~", c) ? EML__ATEXT : 0;
    e |= c == 33 || (c >= 35 && c <= 91) || (c >= 93 && c <= 126) ? EML__QTEXT
                                                                  : 0;
    e |= (c >= 33 && c <= 39) || (c >= 42 && c <= 91) || (c >= 93 && c <= 126)
             ? EML__CTEXT
             : 0;
    e |= (c >= 33 && c <= 90) || (c >= 94 && c <= 126) ? EML__DTEXT : 0;
    e |= token ? EML__TOKEN : 0;
    e |= (c >= 33 && c <= 57) || (c >= 59 && c <= 126) ? EML__FTEXT : 0;
    e |= c == ' ' || c == '\t' ? EML__WSP : 0;
    e |= (c <= 8 || c == 11 || c == 12 || (c >= 14 && c <= 31) || c == 127)
             ? EML__CTL
             : 0;
    e |= alpha ? EML__ALPHA : 0;
    e |= digit ? EML__DIGIT : 0;
    e |= digit || in("abcdefABCDEF", c) ? EML__HEX : 0;
    e |= c > 127 ? EML__HIGH : 0;
    e |= vchar ? EML__VCHAR : 0;
    e |= alpha || digit || in("'()+_,-./:=? ", c) ? EML__BCHARS : 0;
    e |= token && !in("*'%", c) ? EML__ATTR : 0; /* RFC 2231 section 7 */
    e |= c == '\r' || c == '\n' ? EML__NL : 0;
    return e;
}

static void
table_is_what_the_rfcs_say(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++)
        assert_int_equal(eml__cclass[c], expected(c));
}

static void
digits_and_letters(void **state)
{
    static const char lower[] = "0123456789abcdef",
                      upper[] = "0123456789ABCDEF";

    (void)state;
    for (int c = 0; c < 256; c++) {
        const char *at = c ? strchr(lower, c) : NULL;
        const char *up = c ? strchr(upper, c) : NULL;

        assert_int_equal(eml__hex((uint8_t)c), at   ? at - lower
                                               : up ? up - upper
                                                    : -1);
        assert_int_equal(eml__lower((uint8_t)c),
                         c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_is_what_the_rfcs_say),
        cmocka_unit_test(digits_and_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
