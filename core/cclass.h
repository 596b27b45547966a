#ifndef EML_CORE_CCLASS_H
#define EML_CORE_CCLASS_H
/* cclass.h -- character classes, one bit a production. Layer: core. */
#include <stdbool.h>
#include <stdint.h>

enum {
    EML__ATEXT = 1 << 0, /* RFC 5322 3.2.3 */
    EML__QTEXT = 1 << 1, /* RFC 5322 3.2.4 */
    EML__CTEXT = 1 << 2, /* RFC 5322 3.2.2 */
    EML__DTEXT = 1 << 3, /* RFC 5322 3.4.1 */
    EML__TOKEN = 1 << 4, /* RFC 2045 5.1: token */
    EML__FTEXT = 1 << 5, /* RFC 5322 3.6.8 */
    EML__WSP = 1 << 6,   /* SP HTAB */
    EML__CTL = 1 << 7,   /* obs-NO-WS-CTL, and NUL */
    EML__ALPHA = 1 << 8,
    EML__DIGIT = 1 << 9,
    EML__HEX = 1 << 10,   /* either case */
    EML__HIGH = 1 << 11,  /* over 127: UTF8-non-ascii when the field is UTF-8 */
    EML__VCHAR = 1 << 12, /* 33-126 */
    EML__BCHARS = 1 << 13, /* RFC 2046 5.1.1, space included */
    EML__ATTR = 1 << 14,   /* RFC 2231 7: attribute-char */
    EML__NL = 1 << 15      /* CR LF */
};
extern const uint16_t eml__cclass[256];

static inline bool
eml__is(uint8_t c, unsigned classes)
{
    return (eml__cclass[c] & classes) != 0;
}
static inline uint8_t
eml__lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 32) : c;
}
/* value of a hexadecimal digit, -1 for anything else; those of letters end in
 * 1 to 6 and begin in 4 or 6 */
static inline int
eml__hex(uint8_t c)
{
    return eml__is(c, EML__HEX) ? (c & 15) + 9 * (c >> 6) : -1;
}
#endif
