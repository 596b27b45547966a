#include "parsers/mime/body_scan.h"

#include <string.h>

enum run { RUN_NONE, RUN_NUL, RUN_HIGH };

void
eml__body_scan_init(eml__body_scan *s, const eml_cx *cx, uint64_t off,
                    bool high_ok, bool soft, bool utf8)
{
    *s = (eml__body_scan){
        .off = off,
        .soft = soft ? EML__LINE_SOFT : UINT64_MAX,
        .stored = cx->newline == EML_NL_LF,
        .high_ok = high_ok,
        .utf8 = utf8,
    };
}

static void
end_run(eml__body_scan *s, eml_cx *cx)
{
    uint64_t len = s->off - s->run_at;
    size_t n = len > UINT32_MAX ? UINT32_MAX : (size_t)len;

    if (s->run == RUN_NUL)
        eml_find_at(cx, EML_E_BODY_NUL, s->run_at, n);
    if (s->run == RUN_HIGH) {
        eml_find_at(cx, EML_E_BODY_8BIT, s->run_at, n);
        s->high_ok = true;
    }
    s->run = RUN_NONE;
}

/* RFC 5322 section 2.1.1: "Each line of characters MUST be no more than 998
 * characters, and SHOULD be no more than 78 characters, excluding the CRLF."
 * RFC 6532 section 3.4: the 998 are octets, the 78 characters. `n` of them are
 * the line, which ended before s->off - eol. */
static void
end_line(eml__body_scan *s, eml_cx *cx, uint64_t eol)
{
    uint64_t n = s->line - eol, at = s->off - s->line;
    size_t len = n > UINT32_MAX ? UINT32_MAX : (size_t)n;

    if (n > EML__LINE_HARD)
        eml_find_at(cx, EML_E_LINE_998, at, len);
    else if (n - s->tail > s->soft) {
        eml_find_at(cx, EML_E_LINE_78, at, len);
        s->soft = UINT64_MAX;
    }
    s->line = 0;
    s->tail = 0;
}

static void
one_byte(eml__body_scan *s, eml_cx *cx, uint8_t c)
{
    enum run run = c == 0                   ? RUN_NUL
                   : c > 127 && !s->high_ok ? RUN_HIGH
                                            : RUN_NONE;

    s->high |= c > 127;
    if (s->run != RUN_NONE && run != s->run)
        end_run(s, cx);
    if (run != RUN_NONE && s->run == RUN_NONE) {
        s->run = (uint8_t)run;
        s->run_at = s->off;
    }
    if (c == '\n') {
        if (!s->after_cr && !s->stored)
            eml_find_at(cx, EML_E_BARE_LF, s->off, 1);
        end_line(s, cx, s->after_cr ? 1 : 0);
        s->after_cr = false;
        s->off++;
        return;
    }
    if (s->after_cr)
        eml_find_at(cx, EML_E_BARE_CR, s->off - 1, 1);
    s->after_cr = false;
    if (c == '\r') {
        if (s->stored)
            eml_find_at(cx, EML_E_BARE_CR, s->off, 1);
        else
            s->after_cr = true;
    }
    s->line++;
    s->off++;
    if (s->utf8 && (c & 0xc0) == 0x80)
        s->tail++;
}

/* Whether a line of `n` bytes, line end not counted, is no finding. */
static inline bool
fits(const eml__body_scan *s, uint64_t n)
{
    return n <= EML__LINE_HARD && n - s->tail <= s->soft;
}

/* Which of eight bytes are below 16 or over 127: what NUL, CR and LF are
 * among. One too many does no harm. */
static inline bool
plain8(const uint8_t *p)
{
    const uint64_t high = 0x8080808080808080u;
    uint64_t v;

    memcpy(&v, p, 8);
    return ((v | (v - 0x1010101010101010u)) & high) == 0;
}

/* The length of the line end at p[0..n), 0 when there is no right one. */
static inline size_t
line_end(const eml__body_scan *s, const uint8_t *p, size_t n)
{
    if (s->stored)
        return n && p[0] == '\n';
    return n > 1 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

size_t
eml__body_clean(eml__body_scan *s, const uint8_t *p, size_t n)
{
    size_t i = 0, eol;

    if (s->run != RUN_NONE || s->after_cr)
        return 0;
    while (i != n) {
        uint8_t c = p[i];

        if (n - i >= 8 && plain8(p + i)) {
            i += 8;
            s->line += 8;
            continue;
        }
        if (c == 0 || (c > 127 && !s->high_ok))
            break;
        if (c != '\r' && c != '\n') {
            i++;
            s->line++;
            s->high |= c > 127;
            s->tail += s->utf8 && (c & 0xc0) == 0x80;
            continue;
        }
        eol = line_end(s, p + i, n - i);
        if (!eol || !fits(s, s->line))
            break;
        i += eol;
        s->line = 0;
        s->tail = 0;
    }
    s->off += i;
    return i;
}

/* Goes through a word byte by byte where something is to be said. */
static void
word(eml__body_scan *s, eml_cx *cx, const uint8_t *p, size_t n)
{
    const uint8_t *end = p + n;

    while (p != end) {
        p += eml__body_clean(s, p, (size_t)(end - p));
        if (p != end)
            one_byte(s, cx, *p++);
    }
}

void
eml__body_scan_feed(eml__body_scan *s, eml_cx *cx, eml_span in,
                    enum eml__isa isa)
{
    const uint8_t *p = in.p, *end = in.p + in.n;

    while (p != end) {
        size_t n = (size_t)(end - p);
#ifdef EML__HAS_AVX2
        if (isa >= EML__AVX2) {
            p += eml__body_clean_avx2(s, p, n);
            n = end - p < 64 ? (size_t)(end - p) : 64;
        }
#else
        (void)isa;
#endif
        word(s, cx, p, n);
        p += n;
    }
}

void
eml__body_scan_end(eml__body_scan *s, eml_cx *cx)
{
    if (s->run != RUN_NONE)
        end_run(s, cx);
    if (s->after_cr)
        eml_find_at(cx, EML_E_BARE_CR, s->off - 1, 1);
    s->after_cr = false;
    if (s->line)
        end_line(s, cx, 0);
}
