#ifndef EML_CORE_UTF8_TABLES_H
#define EML_CORE_UTF8_TABLES_H
/* utf8_tables.h -- the tables of J. Keiser and D. Lemire, "Validating UTF-8 In
 * Less Than One Instruction Per Byte" (2020). Only for the vector paths.
 * Layer: core. */
#include <stdint.h>

/* What can be wrong with two bytes in a row. A fault is there when all three
 * tables name it. PAIR is a fault only where no third or fourth byte is due,
 * and one that is missing there is found as its absence. */
enum {
    SHORT = 1 << 0,      /* a lead byte, then no continuation */
    LONG = 1 << 1,       /* ASCII, then a continuation */
    OVERLONG_3 = 1 << 2, /* E0 80-9F */
    LARGE = 1 << 3,      /* F4 90-BF, F5-FF 90-BF */
    SURROGATE = 1 << 4,  /* ED A0-BF */
    OVERLONG_2 = 1 << 5, /* C0-C1 80-BF */
    FOUR_80 = 1 << 6,    /* F0 80-8F is overlong, F5-FF 80-8F too large */
    PAIR = 1 << 7,       /* two continuations */
    ANY = SHORT | LONG | PAIR,
    TAIL = LONG | OVERLONG_2 | PAIR
};

/* By the high and the low nibble of the first byte, and the high nibble of the
 * second. */
static const uint8_t eml__first_high[16] = {LONG,
                                            LONG,
                                            LONG,
                                            LONG,
                                            LONG,
                                            LONG,
                                            LONG,
                                            LONG,
                                            PAIR,
                                            PAIR,
                                            PAIR,
                                            PAIR,
                                            SHORT | OVERLONG_2,
                                            SHORT,
                                            SHORT | OVERLONG_3 | SURROGATE,
                                            SHORT | LARGE | FOUR_80};
static const uint8_t eml__first_low[16] = {ANY | OVERLONG_2 | OVERLONG_3 |
                                               FOUR_80,
                                           ANY | OVERLONG_2,
                                           ANY,
                                           ANY,
                                           ANY | LARGE,
                                           ANY | LARGE | FOUR_80,
                                           ANY | LARGE | FOUR_80,
                                           ANY | LARGE | FOUR_80,
                                           ANY | LARGE | FOUR_80,
                                           ANY | LARGE | FOUR_80,
                                           ANY | LARGE | FOUR_80,
                                           ANY | LARGE | FOUR_80,
                                           ANY | LARGE | FOUR_80,
                                           ANY | LARGE | FOUR_80 | SURROGATE,
                                           ANY | LARGE | FOUR_80,
                                           ANY | LARGE | FOUR_80};
static const uint8_t eml__second_high[16] = {SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             TAIL | OVERLONG_3 | FOUR_80,
                                             TAIL | OVERLONG_3 | LARGE,
                                             TAIL | SURROGATE | LARGE,
                                             TAIL | SURROGATE | LARGE,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT};
#endif
