#ifndef EML_PARSERS_MIME_BODY_SCAN_H
#define EML_PARSERS_MIME_BODY_SCAN_H
/* body_scan.h -- the rules for lines and bytes of a body as it came: line ends,
 * line lengths (RFC 5322 section 2.1.1 and 2.3, RFC 6532 section 3.4), NUL and
 * bytes over 127 (RFC 2045 sections 2.7 and 2.8). Streaming; one pass.
 * Internal. Layer: parsers/mime. */
#include "core/isa.h"
#include "eml/base.h"

typedef struct eml__body_scan {
    uint64_t off;  /* of the next byte */
    uint64_t line; /* bytes of this line so far, a CR included */
    uint64_t tail; /* UTF-8 continuation bytes among them */
    uint64_t soft; /* LINE_78 for more characters than this */
    uint64_t run_at;
    uint8_t run;   /* what run of bytes is under way (enum in body_scan.c) */
    bool stored;   /* lines end in LF alone */
    bool high_ok;  /* bytes over 127 are no finding (any more) */
    bool high;     /* there was a byte over 127 */
    bool utf8;     /* count characters, not bytes, for LINE_78 */
    bool after_cr; /* the last byte was a CR that nothing is said of yet */
} eml__body_scan;

enum { EML__LINE_SOFT = 78, EML__LINE_HARD = 998 };

/* Begins a body at `off`. `high_ok` false: the first run of bytes over 127 is
 * BODY_8BIT. `soft` says whether lines over 78 are a finding: the first is. */
void eml__body_scan_init(eml__body_scan *s, const eml_cx *cx, uint64_t off,
                         bool high_ok, bool soft, bool utf8);
void eml__body_scan_feed(eml__body_scan *s, eml_cx *cx, eml_span in,
                         enum eml__isa isa);
/* Passes over `n` bytes of which it is known that they have no finding, nor had
 * those before them: no NUL, no byte over 127, line ends as they should be, no
 * line over 76. `line` characters of the last line are among them, not counting
 * a CR that `after_cr` says is the last of them. */
static inline void
eml__body_scan_pass(eml__body_scan *s, size_t n, uint32_t line, bool after_cr)
{
    s->off += n;
    s->line = (uint64_t)line + after_cr;
    s->after_cr = after_cr;
}
void eml__body_scan_end(eml__body_scan *s, eml_cx *cx);

/* The fast paths: pass over bytes that nothing can be said of; return how
 * many. */
size_t eml__body_clean(eml__body_scan *s, const uint8_t *p, size_t n);
#ifdef EML__HAS_AVX2
size_t eml__body_clean_avx2(eml__body_scan *s, const uint8_t *p, size_t n);
#endif
#endif
