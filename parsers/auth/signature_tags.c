/* The values of a signature's tags: RFC 6376 section 3.5, RFC 8463 section 4.1,
 * RFC 8616 section 5. */
#include "parsers/auth/signature_int.h"
#include "parsers/auth/tag_int.h"

enum { DOMAIN_MAX = 253, LABEL_MAX = 63 }; /* octets, RFC 1035 2.3.4 */

static bool
bad(eml__sig *s, int code, eml_span at)
{
    (void)eml_find(s->cx, code, at.p, at.n);
    return false;
}

static bool
alnum(uint8_t c)
{
    return eml__is(c, EML__ALPHA | EML__DIGIT);
}

/* ---- pieces ---------------------------------------------------------------
 */

/* hyphenated-word = ALPHA [ *(ALPHA / DIGIT / "-") (ALPHA / DIGIT) ] */
bool
eml__hyphenated_word(eml_span in)
{
    if (!in.n || !eml__is(in.p[0], EML__ALPHA) || !alnum(in.p[in.n - 1]))
        return false;
    for (size_t i = 0; i < in.n; i++)
        if (!alnum(in.p[i]) && in.p[i] != '-')
            return false;
    return true;
}

bool
eml__single_fws(const eml_cx *cx, eml_span value)
{
    const uint8_t *p = value.p, *end = p + value.n;

    while (p != end) {
        if (!eml__tag_blank(*p)) {
            p++;
            continue;
        }
        p = eml__tag_fws(p, end, cx->newline == EML_NL_LF);
        if (p != end && eml__tag_blank(*p))
            return false;
    }
    return true;
}

bool
eml__digits(eml_span in, size_t max, uint64_t *out)
{
    uint64_t v = 0;

    if (!in.n || in.n > max)
        return false;
    for (size_t i = 0; i < in.n; i++) {
        unsigned digit = (unsigned)in.p[i] - '0';

        if (digit > 9)
            return false;
        v = v > (UINT64_MAX - digit) / 10 ? UINT64_MAX : v * 10 + digit;
    }
    *out = v;
    return true;
}

static bool
label(eml_span in)
{
    if (!in.n || in.n > LABEL_MAX || in.p[0] == '-' || in.p[in.n - 1] == '-')
        return false;
    for (size_t i = 0; i < in.n; i++)
        if (!alnum(in.p[i]) && in.p[i] != '-' && in.p[i] < 128)
            return false;
    return true;
}

/* domain-name = sub-domain 1*("." sub-domain) */
bool
eml_domain_name(eml_span in, bool one)
{
    const uint8_t *from = in.p, *end = in.p + in.n;
    size_t labels = 0;

    if (in.n > DOMAIN_MAX)
        return false;
    for (const uint8_t *p = from;; p++) {
        if (p != end && *p != '.')
            continue;
        if (!label(eml__tag_span(from, p)))
            return false;
        labels++;
        if (p == end)
            return one || labels > 1;
        from = p + 1;
    }
}

/* ---- tags -----------------------------------------------------------------
 */

/* "It MUST have the value "1"" */
bool
eml__sig_v(eml__sig *s, eml_span value)
{
    if (eml_span_eq(value, EML_LIT("1")))
        return true;
    return bad(s, EML_E_DKIM_VERSION, value);
}

static bool
alg_word(eml_span in)
{
    if (!in.n || !eml__is(in.p[0], EML__ALPHA))
        return false;
    for (size_t i = 0; i < in.n; i++)
        if (!alnum(in.p[i]))
            return false;
    return true;
}

/* sig-a-tag-alg = sig-a-tag-k "-" sig-a-tag-h */
bool
eml__sig_a(eml__sig *s, eml_span value)
{
    eml_signature *o = s->out;
    const uint8_t *end = value.p + value.n, *p = value.p;
    eml_span k, h;

    while (p != end && *p != '-')
        p++;
    k = eml__tag_span(value.p, p);
    h = p == end ? EML_NONE : eml__tag_span(p + 1, end);
    if (!alg_word(k) || !alg_word(h))
        return bad(s, EML_E_DKIM_ALGORITHM, value);
    o->algorithm = value;
    if (eml_span_eq_fold(k, EML_LIT("rsa")))
        o->key_type = EML_KEY_RSA;
    else if (eml_span_eq_fold(k, EML_LIT("ed25519")))
        o->key_type = EML_KEY_ED25519;
    if (eml_span_eq_fold(h, EML_LIT("sha256")))
        o->hash = EML_HASH_SHA256;
    else if (eml_span_eq_fold(h, EML_LIT("sha1")) &&
             o->key_type != EML_KEY_ED25519) /* 8463: sha256 only */
        o->hash = EML_HASH_SHA1;
    if (o->key_type != EML_KEY_OTHER && o->hash != EML_HASH_OTHER)
        return true;
    return bad(s, EML_E_DKIM_ALGORITHM_UNKNOWN, value);
}

bool
eml__sig_b(eml__sig *s, eml_span value)
{
    size_t len, cap = value.n / 4 * 3 + 3;
    uint8_t *p;

    if (s->unsigned_ && !value.n)
        return true;
    if (cap > EML_SIGNATURE_MAX)
        cap = EML_SIGNATURE_MAX;
    p = eml_arena_raw(s->cx->arena, cap);
    if (!p) {
        s->cx->err.code = EML_E_NOMEM;
        return false;
    }
    switch (eml_base64string(s->cx, value, p, cap, &len)) {
    case EML_OK:
        s->out->signature = eml__tag_span(p, p + len);
        return true;
    case EML_E_LIMIT:
        return bad(s, EML_E_LIMIT_SIGNATURE, value);
    default:
        return false;
    }
}

bool
eml__sig_bh(eml__sig *s, eml_span value)
{
    size_t len;

    s->bh_at = value;
    switch (
        eml_base64string(s->cx, value, s->out->body_hash, EML_HASH_MAX, &len)) {
    case EML_OK:
        s->out->body_hash_len = (uint32_t)len;
        return true;
    case EML_E_LIMIT:
        return bad(s, EML_E_DKIM_HASH_LENGTH, value);
    default:
        return false;
    }
}

static bool
canon(eml_span in, uint8_t *out)
{
    if (eml_span_eq_fold(in, EML_LIT("simple")))
        *out = EML_CANON_SIMPLE;
    else if (eml_span_eq_fold(in, EML_LIT("relaxed")))
        *out = EML_CANON_RELAXED;
    else
        *out = EML_CANON_OTHER;
    return *out != EML_CANON_OTHER || eml__hyphenated_word(in);
}

/* sig-c-tag-alg ["/" sig-c-tag-alg] */
bool
eml__sig_c(eml__sig *s, eml_span value)
{
    eml_signature *o = s->out;
    const uint8_t *end = value.p + value.n, *p = value.p;

    while (p != end && *p != '/')
        p++;
    o->canonicalization = value;
    if (!canon(eml__tag_span(value.p, p), &o->header_canon) ||
        (p != end && !canon(eml__tag_span(p + 1, end), &o->body_canon)))
        return bad(s, EML_E_DKIM_CANON, value);
    if (o->header_canon == EML_CANON_OTHER || o->body_canon == EML_CANON_OTHER)
        return bad(s, EML_E_DKIM_CANON_UNKNOWN, value);
    return true;
}

bool
eml__sig_d(eml__sig *s, eml_span value)
{
    s->out->domain = value;
    if (!eml_domain_name(value, false))
        return bad(s, EML_E_DKIM_DOMAIN, value);
    return true;
}

bool
eml__sig_s(eml__sig *s, eml_span value)
{
    s->out->selector = value;
    if (!eml_domain_name(value, true))
        return bad(s, EML_E_DKIM_SELECTOR, value);
    return true;
}

static bool
field_name(eml_span in)
{
    for (size_t i = 0; i < in.n; i++)
        if (!eml__is(in.p[i], EML__FTEXT))
            return false;
    return in.n != 0;
}

/* hdr-name *( [FWS] ":" [FWS] hdr-name ). In an ARC-Message-Signature the list
 * can be used when names are missing from it: they select nothing. */
bool
eml__sig_h(eml__sig *s, eml_span value)
{
    eml_span rest = value, item;
    bool found = false;

    while (eml_tag_item(&rest, ':', &item)) {
        if (field_name(item))
            continue;
        if (!found)
            (void)eml_find(s->cx, EML_E_DKIM_FIELDS, item.n ? item.p : value.p,
                           item.n ? item.n : value.n);
        if (item.n || s->out->kind != EML_SIGNATURE_AMS)
            return false;
        found = true;
    }
    if (!eml__single_fws(s->cx, value))
        return bad(s, EML_E_TAG_SPACE, value);
    s->out->fields = value;
    return true;
}

/* Dot-string / Quoted-string of RFC 5321 section 4.1.2, RFC 6531 section 3.3.
 */
static bool
local_part(eml_span in)
{
    const uint8_t *p = in.p, *end = p + in.n;

    if (p != end && *p == '"') {
        for (p++; p != end && *p != '"'; p++)
            if ((*p == '\\' && ++p == end) || *p < 32 || *p == 127)
                return false;
        return p != end && p + 1 == end;
    }
    for (; p != end; p++)
        if (*p == '.' ? p == in.p || p + 1 == end || p[1] == '.'
                      : !eml__is(*p, EML__ATEXT) && *p < 128)
            return false;
    return true;
}

/* sig-i-tag = %x69 [FWS] "=" [FWS] [ Local-part ] "@" domain-name */
bool
eml__sig_auid(eml__sig *s, eml_span value)
{
    const uint8_t *end = value.p + value.n, *at = end;

    s->out->auid = value;
    while (at != value.p && *--at != '@')
        ;
    if (at == end || *at != '@' || !local_part(eml__tag_span(value.p, at)) ||
        !eml_domain_name(eml__tag_span(at + 1, end), false))
        return bad(s, EML_E_DKIM_AUID, value);
    s->out->auid_domain = eml__tag_span(at + 1, end);
    return true;
}

bool
eml__sig_l(eml__sig *s, eml_span value)
{
    if (eml__digits(value, 76, &s->out->body_len))
        return true;
    return bad(s, EML_E_DKIM_LENGTH, value);
}

/* x-sig-q-tag-type ["/" x-sig-q-tag-args] */
static bool
query_method(eml_span in)
{
    const uint8_t *end = in.p + in.n, *p = in.p;

    while (p != end && *p != '/')
        p++;
    if (!eml__hyphenated_word(eml__tag_span(in.p, p)))
        return false;
    return p == end || eml__quoted_printable(eml__tag_span(p + 1, end));
}

/* White space beside the colons is one FWS each; options have their own. */
static bool
query_fws(const eml_cx *cx, eml_span value)
{
    const uint8_t *from = value.p, *end = from + value.n;

    for (const uint8_t *p = from; from != end; p++) {
        if (p != end && *p != '/' && *p != ':')
            continue;
        if (!eml__single_fws(cx, eml__tag_span(from, p)))
            return false;
        while (p != end && *p != ':')
            p++;
        from = p == end ? end : p + 1;
    }
    return true;
}

bool
eml__sig_q(eml__sig *s, eml_span value)
{
    eml_span rest = value, item;

    s->out->query = value;
    s->out->query_known = false;
    while (eml_tag_item(&rest, ':', &item)) {
        if (!query_method(item))
            return bad(s, EML_E_DKIM_QUERY, item.n ? item : value);
        if (eml_span_eq_fold(item, EML_LIT("dns/txt")))
            s->out->query_known = true;
    }
    if (!query_fws(s->cx, value))
        return bad(s, EML_E_TAG_SPACE, value);
    if (!s->out->query_known)
        return bad(s, EML_E_DKIM_QUERY_UNKNOWN, value);
    return true;
}

bool
eml__sig_t(eml__sig *s, eml_span value)
{
    if (eml__digits(value, 12, &s->out->time))
        return true;
    return bad(s, EML_E_DKIM_TIME, value);
}

bool
eml__sig_x(eml__sig *s, eml_span value)
{
    s->x_at = value;
    if (eml__digits(value, 12, &s->out->expires))
        return true;
    return bad(s, EML_E_DKIM_TIME, value);
}
