/* RFC 5321 sections 4.1.2, 4.1.3: what a domain must be to be used in SMTP. */
#include "parsers/imf/addr_int.h"
#include "parsers/imf/scan.h"

#define ATOM (EML__ATEXT | EML__HIGH)

static bool
is_let_dig(uint8_t c)
{
    return eml__is(c, EML__ALPHA | EML__DIGIT);
}

static bool
has_ace_prefix(eml_span s)
{
    return s.n >= 4 && eml__lower(s.p[0]) == 'x' && eml__lower(s.p[1]) == 'n' &&
           s.p[2] == '-' && s.p[3] == '-';
}

/*
 * sub-domain = Let-dig [Ldh-str] / U-label    (RFC 5321 4.1.2, RFC 6531 3.3)
 * Ldh-str    = *( ALPHA / DIGIT / "-" ) Let-dig
 *
 * The code of what is wrong with a label of atext, 0 when it is one.
 */
static int
label_code(eml_span s)
{
    unsigned seen = 0;
    bool ldh = true;

    for (size_t i = 0; i < s.n; i++) {
        seen |= eml__cclass[s.p[i]];
        if (!eml__is(s.p[i], EML__ALPHA | EML__DIGIT | EML__HIGH) &&
            s.p[i] != '-')
            ldh = false;
    }
    if (!ldh || (s.n > 63 && !(seen & EML__HIGH)))
        return EML_E_ADDR_LABEL;
    if (s.p[0] == '-' || s.p[s.n - 1] == '-')
        return EML_E_ADDR_LABEL_HYPHEN;
    if (seen & EML__HIGH)
        return eml__ulabel(s) ? 0 : EML_E_ADDR_ULABEL;
    if (has_ace_prefix(s))
        return eml__alabel(s) ? 0 : EML_E_ADDR_ALABEL;
    return 0;
}

/* The same of a domain of letters, digits, dots and hyphens, at once: whether
 * it is right beyond doubt. */
static bool
is_plain_domain(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *from = p;

    for (;;) {
        const uint8_t *at = p;

        while (p != end && is_let_dig(*p))
            p++;
        if (p == at || p - from > EML__MAX_LABEL)
            return false;
        if (p == end)
            return true;
        /* "xn--" is a matter for label_code */
        if (*p == '.')
            from = p + 1;
        else if (*p != '-')
            return false;
        p++;
    }
}

/* The next label in [*p, end), which starts after dots and CFWS; false when
 * there is none. */
static bool
next_label(const uint8_t **p, const uint8_t *end, eml_span *out)
{
    const uint8_t *at = *p;

    while (at != end && !eml__is(*at, ATOM)) {
        const uint8_t *cfws = eml__past_cfws(at, end);

        at = cfws == at ? at + 1 : cfws; /* a dot, or CFWS */
    }
    *p = at;
    while (*p != end && eml__is(**p, ATOM))
        (*p)++;
    *out = eml__between(at, *p);
    return out->n != 0;
}

void
eml__labels(eml_cx *cx, eml_span domain)
{
    const uint8_t *p = domain.p, *end = p + domain.n;
    eml_span s;

    if (is_plain_domain(p, end))
        return;
    while (next_label(&p, end, &s)) {
        int code = label_code(s);

        if (code)
            (void)eml_find(cx, code, s.p, s.n);
    }
}

/*
 * Domain = sub-domain *("." sub-domain)
 */
bool
eml__is_domain(eml_span domain)
{
    const uint8_t *end = domain.p + domain.n, *p = domain.p;

    if (is_plain_domain(p, end))
        return true;
    for (;;) {
        eml_span s = {p, 0};

        while (p != end && *p != '.')
            p++;
        s.n = (size_t)(p - s.p);
        if (s.n == 0 || label_code(s))
            return false;
        if (p == end)
            return true;
        p++;
    }
}

/* The number of the 1 to 3 digits at *p, which it moves behind them; more than
 * 255 when there is none. */
static unsigned
snum(const uint8_t **p, const uint8_t *end)
{
    const uint8_t *q = *p;
    unsigned v, c;

    if (q == end || (v = *q - (unsigned)'0') > 9)
        return 256;
    if (++q != end && (c = *q - (unsigned)'0') <= 9) {
        v = v * 10 + c;
        if (++q != end && (c = *q - (unsigned)'0') <= 9) {
            v = v * 10 + c;
            q++;
        }
    }
    *p = q;
    return v;
}

#ifdef EML__SCAN_SSE2
/* is_ipv4 of n bytes, 8 to 15: bit i is for byte i. */
static inline bool
is_ipv4_short(const uint8_t *p, size_t n)
{
    uint64_t low, high;
    unsigned all = (1u << n) - 1, digits, dots, third, two, five, three, over;
    __m128i x, v;

    memcpy(&low, p, 8);
    memcpy(&high, p + n - 8, 8);
    high = high >> 8 * (15 - n) >> 8;
    x = _mm_set_epi64x((int64_t)high, (int64_t)low);
    v = _mm_sub_epi8(x, _mm_set1_epi8('0'));
#define EML__BITS(v) ((unsigned)_mm_movemask_epi8(v))
    digits = EML__BITS(_mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(9)), v));
    dots = EML__BITS(_mm_cmpeq_epi8(x, _mm_set1_epi8('.')));
    two = EML__BITS(_mm_cmpeq_epi8(v, _mm_set1_epi8(2)));
    five = EML__BITS(_mm_cmpeq_epi8(v, _mm_set1_epi8(5)));
    over = EML__BITS(_mm_cmpgt_epi8(v, _mm_set1_epi8(5)));
    /* three digits, which are 256 at least */
    three = digits & digits >> 1 & digits >> 2;
    third = EML__BITS(_mm_cmpgt_epi8(v, _mm_set1_epi8(2)));
#undef EML__BITS
    third |= two & (over >> 1 | (five >> 1 & over >> 2));
    if ((digits | dots) != all || (three & (three >> 1 | third)) ||
        (dots & (dots << 1 | 1)) || dots >> (n - 1))
        return false;
    dots &= dots - 1;
    dots &= dots - 1;
    return dots && !(dots & (dots - 1));
}
#endif

/*
 * IPv4-address-literal = Snum 3("." Snum)
 * Snum                 = 1*3DIGIT ; 0 through 255
 */
static bool
is_ipv4(const uint8_t *p, const uint8_t *end)
{
#ifdef EML__SCAN_SSE2
    if (end - p >= 8 && end - p <= 15)
        return is_ipv4_short(p, (size_t)(end - p));
#endif
    for (unsigned i = 0; i < 3; i++)
        if (snum(&p, end) > 255 || p == end || *p++ != '.')
            return false;
    return snum(&p, end) <= 255 && p == end;
}

enum { NO_IPV6, IPV6, IPV6_ONE };

/*
 * IPv6-addr   = IPv6-full / IPv6-comp / IPv6v4-full / IPv6v4-comp
 * IPv6-hex    = 1*4HEXDIG
 * IPv6-full   = IPv6-hex 7(":" IPv6-hex)
 * IPv6-comp   = [IPv6-hex *5(":" IPv6-hex)] "::" [IPv6-hex *5(":" IPv6-hex)]
 *               ; "::" stands for at least 2 groups
 * IPv6v4-full = IPv6-hex 5(":" IPv6-hex) ":" IPv4-address-literal
 * IPv6v4-comp = [IPv6-hex *3(":" IPv6-hex)] "::"
 *               [IPv6-hex *3(":" IPv6-hex) ":"] IPv4-address-literal
 */
static int
ipv6(const uint8_t *p, const uint8_t *end)
{
    unsigned groups = 0, want = 8;
    bool comp = false;

    if (end - p >= 2 && p[0] == ':' && p[1] == ':') {
        comp = true;
        p += 2;
    }
    while (p != end) {
        const uint8_t *at = p;

        while (p != end && eml__is(*p, EML__HEX) && p - at < 5)
            p++;
        if (p != end && *p == '.') {
            if (!is_ipv4(at, end))
                return NO_IPV6;
            want = 6;
            break;
        }
        if (p == at || p - at > 4 || ++groups > 8)
            return NO_IPV6;
        if (p == end)
            break;
        if (*p++ != ':' || p == end)
            return NO_IPV6;
        if (*p == ':') {
            if (comp)
                return NO_IPV6;
            comp = true;
            p++;
        }
    }
    if (!comp)
        return groups == want ? IPV6 : NO_IPV6;
    if (groups == want - 1)
        return IPV6_ONE;
    return groups < want ? IPV6 : NO_IPV6;
}

/*
 * address-literal = "[" ( IPv4-address-literal / IPv6-address-literal /
 *                   General-address-literal ) "]"
 * General-address-literal = Standardized-tag ":" 1*dcontent
 * Standardized-tag        = Ldh-str ; MUST be registered
 * dcontent                = %d33-90 / %d94-126
 */
static int
literal_code(eml_span in)
{
    const uint8_t *p = in.p + 1, *end = in.p + in.n - 1, *tag = p;

    if (is_ipv4(p, end))
        return 0;
    while (p != end && (is_let_dig(*p) || *p == '-'))
        p++;
    if (p == end || *p != ':' || p == tag || p[-1] == '-' || p + 1 == end)
        return EML_E_ADDR_LITERAL_FORM;
    if (eml_span_eq_fold(eml__between(tag, p), EML_LIT("IPv6"))) {
        int kind = ipv6(p + 1, end);

        return kind == IPV6       ? 0
               : kind == IPV6_ONE ? EML_E_ADDR_LITERAL_IPV6_ONE
                                  : EML_E_ADDR_LITERAL_FORM;
    }
    for (p++; p != end; p++)
        if (!eml__is(*p, EML__DTEXT) || eml__is(*p, EML__HIGH))
            return EML_E_ADDR_LITERAL_FORM;
    return EML_E_ADDR_LITERAL_TAG;
}

void
eml__address_literal(eml_cx *cx, eml_span literal)
{
    int code = literal_code(literal);

    if (code)
        (void)eml_find(cx, code, literal.p, literal.n);
}

bool
eml__is_address_literal(eml_span literal)
{
    return literal.n >= 2 && literal.p[0] == '[' &&
           literal.p[literal.n - 1] == ']' && literal_code(literal) == 0;
}
