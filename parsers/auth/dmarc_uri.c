/* RFC 3986 section 3 and RFC 9989 section 4.8: where reports go. */
#include <string.h>

#include "eml/ip.h"
#include "parsers/auth/dmarc_int.h"
#include "parsers/auth/tag_int.h"

/* ---- URIs ------------------------------------------------------------------
 */

/* What is in a part of a URI besides unreserved, pct-encoded and sub-delims. */
enum { COLON = 1, AT = 2, SLASH = 4, QUESTION = 8 };

static bool
is_sub_delim(uint8_t c)
{
    return c && memchr("!$&'()*+,;=", c, 11);
}

static bool
is_unreserved(uint8_t c)
{
    return eml__is(c, EML__ALPHA | EML__DIGIT) || (c && memchr("-._~", c, 4));
}

/* The first byte of [p, end) that is not of such a part. */
static const uint8_t *
skip_part(const uint8_t *p, const uint8_t *end, unsigned more)
{
    for (; p != end; p++) {
        if (is_unreserved(*p) || is_sub_delim(*p) ||
            (*p == ':' && more & COLON) || (*p == '@' && more & AT) ||
            (*p == '/' && more & SLASH) || (*p == '?' && more & QUESTION))
            continue;
        if (*p != '%' || end - p < 3 || !eml__is(p[1], EML__HEX) ||
            !eml__is(p[2], EML__HEX))
            break;
        p += 2;
    }
    return p;
}

/*
 * IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
 */
static bool
is_ip_future(eml_span s)
{
    const uint8_t *p = s.p, *end = p + s.n, *from;

    if (p == end || eml__lower(*p++) != 'v')
        return false;
    for (from = p; p != end && eml__is(*p, EML__HEX); p++)
        ;
    if (p == from || p == end || *p++ != '.' || p == end)
        return false;
    for (; p != end; p++)
        if (!is_unreserved(*p) && !is_sub_delim(*p) && *p != ':')
            return false;
    return true;
}

/*
 * authority  = [ userinfo "@" ] host [ ":" port ]
 * host       = IP-literal / IPv4address / reg-name
 * IP-literal = "[" ( IPv6address / IPvFuture  ) "]"
 *
 * Returns what is behind it, NULL when there is none.
 */
static const uint8_t *
authority(const uint8_t *p, const uint8_t *end, eml_span *host)
{
    const uint8_t *to = skip_part(p, end, COLON);

    if (to != end && *to == '@')
        p = to + 1;
    if (p != end && *p == '[') {
        const uint8_t *close = memchr(p, ']', (size_t)(end - p));
        eml_ip ip;

        if (!close)
            return NULL;
        *host = eml__tag_span(p + 1, close);
        if (!eml_ip6_parse(*host, &ip) && !is_ip_future(*host))
            return NULL;
        *host = eml__tag_span(p, close + 1);
        p = close + 1;
    } else {
        to = skip_part(p, end, 0);
        *host = eml__tag_span(p, to);
        p = to;
    }
    if (p != end && *p == ':')
        for (p++; p != end && eml__is(*p, EML__DIGIT); p++)
            ;
    return p;
}

/*
 * hier-part = "//" authority path-abempty / path-absolute / path-rootless /
 *             path-empty
 */
static const uint8_t *
hier_part(const uint8_t *p, const uint8_t *end, eml_span *host)
{
    if (end - p >= 2 && p[0] == '/' && p[1] == '/') {
        p = authority(p + 2, end, host);
        if (!p || (p != end && !memchr("/?#", *p, 3)))
            return NULL;
    }
    return skip_part(p, end, COLON | AT | SLASH);
}

/*
 * URI    = scheme ":" hier-part [ "?" query ] [ "#" fragment ]
 * scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
 */
bool
eml__uri_host(eml_span s, eml_span *host)
{
    const uint8_t *p = s.p, *end = p + s.n;
    unsigned any = COLON | AT | SLASH | QUESTION;

    *host = EML_NONE;
    if (p == end || !eml__is(*p, EML__ALPHA))
        return false;
    while (p != end && (eml__is(*p, EML__ALPHA | EML__DIGIT) ||
                        (*p && memchr("+-.", *p, 3))))
        p++;
    if (p == end || *p != ':')
        return false;
    p = hier_part(p + 1, end, host);
    if (p && p != end && *p == '?')
        p = skip_part(p + 1, end, any);
    if (p && p != end && *p == '#')
        p = skip_part(p + 1, end, any);
    return p == end;
}

/* ---- lists of them ---------------------------------------------------------
 */

/*
 * obs-dmarc-report-size = "!" 1*DIGIT [ "k" / "m" / "g" / "t" ]
 *
 * Behind the last "!" of `item`, which is then cut there. RFC 7489 section 6.4:
 * "the units are considered to be powers of two", and the number "MUST fit
 * within an unsigned 64-bit integer".
 */
static bool
take_size(eml_span *item, eml_dmarc_uri *out, bool *fits)
{
    const uint8_t *p = item->p, *end = p + item->n, *from;
    unsigned shift = 0;
    uint64_t n = 0;

    for (from = end; from != p && from[-1] != '!'; from--)
        ;
    *fits = true;
    if (from == p || from == end)
        return false;
    for (p = from; p != end && eml__is(*p, EML__DIGIT); p++) {
        if (n > (UINT64_MAX - (uint64_t)(*p - '0')) / 10)
            *fits = false;
        n = n * 10 + (uint64_t)(*p - '0');
    }
    if (p == from || end - p > 1)
        return false;
    if (p != end) {
        static const uint8_t units[] = {'k', 'm', 'g', 't'};

        while (shift < 4 && units[shift] != eml__lower(*p))
            shift++;
        if (shift++ == 4)
            return false;
    }
    shift *= 10;
    if (n > UINT64_MAX >> shift)
        n = UINT64_MAX;
    out->has_max = true;
    out->max_bytes = *fits ? n << shift : UINT64_MAX;
    item->n = (size_t)(from - 1 - item->p);
    return true;
}

/* RFC 6068 section 2: mailto:addr-spec; to several it goes nowhere. */
static void
read_mailto(eml_dmarc_uri *u)
{
    static const char scheme[] = "mailto:";
    size_t n = sizeof scheme - 1;
    const uint8_t *p = u->uri.p + n, *end = u->uri.p + u->uri.n, *q;

    if (u->uri.n < n ||
        !eml_span_eq_fold((eml_span){u->uri.p, n},
                          (eml_span){(const uint8_t *)scheme, n}))
        return;
    for (q = p; q != end && *q != '?' && *q != '#'; q++)
        ;
    u->address = eml__tag_span(p, q);
    for (; p != q && q[-1] != '@'; q--)
        ;
    if (q - p < 2)
        return;
    u->domain = eml__tag_span(q, u->address.p + u->address.n);
    u->mailto = u->domain.n != 0 && !memchr(q, '%', u->domain.n) &&
                !memchr(p, '@', (size_t)(q - 1 - p));
    for (; u->mailto && p + 2 < q; p++) /* "," of a list of addresses */
        if (p[0] == '%' && p[1] == '2' && eml__lower(p[2]) == 'c')
            u->mailto = false;
}

static void
find(eml_cx *cx, int code, eml_span at)
{
    if (cx)
        (void)eml_find(cx, code, at.p, at.n);
}

/* One item, without white space around it; false when it is no URI. */
static bool
read_uri(eml_cx *cx, eml_dmarc_rules rules, eml_span item, eml_dmarc_uri *out)
{
    eml_span all = item;
    bool fits;

    memset(out, 0, sizeof *out);
    out->address = out->domain = EML_NONE;
    if (take_size(&item, out, &fits)) {
        if (rules == EML_DMARC_9989)
            find(cx, EML_E_DMARC_URI_SIZE, all);
        else if (!fits)
            find(cx, EML_E_DMARC_URI_RANGE, all);
    }
    out->uri = item;
    if (!eml__uri_host(item, &out->domain)) {
        find(cx, EML_E_DMARC_URI, all);
        return false;
    }
    if (memchr(item.p, '!', item.n))
        find(cx, EML_E_DMARC_URI_ENCODE, item);
    read_mailto(out);
    return true;
}

bool
eml_dmarc_uri_next(eml_cx *cx, eml_dmarc_rules rules, eml_span *rest,
                   eml_dmarc_uri *out)
{
    while (rest->n) {
        const uint8_t *p = rest->p, *end = p + rest->n;
        const uint8_t *comma = memchr(p, ',', rest->n);
        const uint8_t *to = comma ? comma : end;

        *rest = comma ? eml__tag_span(comma + 1, end) : eml__tag_span(end, end);
        if (comma && !rest->n) /* nothing behind the last comma */
            find(cx, EML_E_DMARC_URI, eml__tag_span(comma, end));
        while (p != to && eml__is(*p, EML__WSP))
            p++;
        while (to != p && eml__is(to[-1], EML__WSP))
            to--;
        if (read_uri(cx, rules, eml__tag_span(p, to), out))
            return true;
    }
    return false;
}

uint32_t
eml__dmarc_uris(eml_cx *cx, eml_span value, eml_dmarc_rules rules)
{
    eml_dmarc_uri u;
    uint32_t n = 0;

    while (eml_dmarc_uri_next(cx, rules, &value, &u))
        n++;
    return n;
}
