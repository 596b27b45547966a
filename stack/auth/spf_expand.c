/* RFC 7208 section 7: what macros stand for. */
#include "stack/auth/spf_check_int.h"

enum {
    PARTS_MAX = 2 * EML_SPF_ARG_MAX + EML_IDN_MAX + 4,
    KEPT = EML_SPF_NAME_MAX + 2, /* of a name, with a dot behind it and one
                                  * byte more: the rest is cut away (7.3) */
    V6_TEXT = 63                 /* 32 digits and dots between */
};

/* Where text goes: a name keeps its end, an explanation its beginning. */
typedef struct sink {
    eml_out *out;           /* an explanation, or NULL */
    uint8_t tail[4 * KEPT]; /* of a name */
    size_t n;
} sink;

static void
put(sink *s, eml_span text)
{
    if (s->out) {
        eml_out_span(s->out, text);
        return;
    }
    if (text.n > KEPT) {
        text.p += text.n - KEPT;
        text.n = KEPT;
    }
    if (text.n > sizeof s->tail - s->n) {
        memmove(s->tail, s->tail + s->n - KEPT, KEPT);
        s->n = KEPT;
    }
    if (text.n)
        memcpy(s->tail + s->n, text.p, text.n);
    s->n += text.n;
}

/* 7.3: "URL escaping MUST be performed for characters not in the "unreserved"
 * set" of RFC 3986. */
static void
put_escaped(sink *s, eml_span text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i],
                e[3] = {'%', (uint8_t)hex[c >> 4], (uint8_t)hex[c & 15]};

        if (eml__is(c, EML__ALPHA | EML__DIGIT) || c == '-' || c == '.' ||
            c == '_' || c == '~')
            put(s, (eml_span){text.p + i, 1});
        else
            put(s, (eml_span){e, 3});
    }
}

static bool
is_delimiter(eml_span delimiters, uint8_t c)
{
    return delimiters.n ? memchr(delimiters.p, c, delimiters.n) != NULL
                        : c == '.';
}

/* Splits, reverses, takes parts from the right, joins with dots (7.3). */
static void
put_parts(sink *s, const eml_spf_piece *p, eml_span value)
{
    uint16_t from[PARTS_MAX + 1];
    size_t num = 0, take;
    void (*write)(sink *, eml_span) = p->upper ? put_escaped : put;

    from[num++] = 0;
    for (size_t i = 0; i < value.n; i++)
        if (is_delimiter(p->delimiters, value.p[i]))
            from[num++] = (uint16_t)(i + 1);
    from[num] = (uint16_t)(value.n + 1);
    take = p->num_right && p->num_right < num ? p->num_right : num;
    for (size_t i = 0; i < take; i++) {
        size_t at = p->reverse ? take - 1 - i : num - take + i;

        if (i)
            put(s, EML_LIT("."));
        write(s, (eml_span){value.p + from[at],
                            (size_t)(from[at + 1] - 1 - from[at])});
    }
}

static size_t
v6_text(const eml_ip *ip, uint8_t to[V6_TEXT], bool reverse)
{
    static const char hex[] = "0123456789abcdef";
    size_t n = 0;

    for (unsigned i = 0; i < 32; i++) {
        unsigned at = reverse ? 31 - i : i;
        uint8_t b = ip->bytes[at / 2];

        if (i)
            to[n++] = '.';
        to[n++] = (uint8_t)hex[at & 1 ? b & 15 : b >> 4];
    }
    return n;
}

size_t
eml__spf_reverse_name(const eml_ip *ip, uint8_t to[EML_SPF_NAME_MAX])
{
    eml_out out = {.p = to, .cap = EML_SPF_NAME_MAX};

    if (ip->is_v6) {
        out.n = v6_text(ip, to, true);
        eml_out_span(&out, EML_LIT(".ip6.arpa"));
        return out.n;
    }
    for (int i = 3; i >= 0; i--) {
        eml_out_u64(&out, ip->bytes[i], 1);
        eml_out_byte(&out, '.');
    }
    eml_out_span(&out, EML_LIT("in-addr.arpa"));
    return out.n;
}

bool
eml__spf_within(eml_span name, eml_span domain)
{
    size_t more;

    if (name.n < domain.n)
        return false;
    more = name.n - domain.n;
    return (more == 0 || name.p[more - 1] == '.') &&
           eml_span_eq_fold((eml_span){name.p + more, domain.n}, domain);
}

/* 7.3: of the validated names the domain itself, else one below it, else any;
 * else "unknown". */
static eml_span
validated(const eml_spf *m, const eml__spf_frame *f)
{
    eml_span best = EML_LIT("unknown"), domain = eml__spf_domain(f);
    int rank = 0;

    for (size_t i = 0; i < m->ptr.num; i++) {
        eml_span name = eml__spf_ptr_name(m, i);
        int r = !m->ptr.valid[i]                 ? 0
                : eml_span_eq_fold(name, domain) ? 3
                : eml__spf_within(name, domain)  ? 2
                                                 : 1;

        if (r > rank) {
            rank = r;
            best = name;
        }
    }
    return best;
}

/* 7.2: what a letter stands for; room is for what is made here. */
static eml_span
value_of(const eml_spf *m, const eml__spf_frame *f, uint8_t letter,
         uint8_t room[V6_TEXT])
{
    eml_out out = {.p = room, .cap = V6_TEXT};

    switch (letter) {
    case 's':
        return (eml_span){m->sender, m->sender_len};
    case 'l':
        return (eml_span){m->sender, m->local_len};
    case 'o':
        return (eml_span){m->sender + m->local_len + 1,
                          m->sender_len - m->local_len - 1};
    case 'd':
        return eml__spf_domain(f);
    case 'p':
        return validated(m, f);
    case 'v':
        return m->ip.is_v6 ? EML_LIT("ip6") : EML_LIT("in-addr");
    case 'h':
        return (eml_span){m->helo, m->helo_len};
    case 'r':
        return m->receiver_len ? (eml_span){m->receiver, m->receiver_len}
                               : EML_LIT("unknown");
    case 't':
        eml_out_u64(&out, m->now, 1);
        break;
    case 'i':
        if (m->ip.is_v6) {
            out.n = v6_text(&m->ip, room, false);
            break;
        }
        /* fall through */
    default: /* c */
        eml_ip_write(&m->ip, &out);
        break;
    }
    return eml_out_view(&out);
}

static enum eml__spf_expanded
expand(const eml_spf *m, const eml__spf_frame *f, eml_span in, sink *s)
{
    while (in.n) {
        uint8_t room[V6_TEXT];
        eml_spf_piece p;
        eml_span value;

        if (eml_spf_piece_next(&in, &p) != EML_OK)
            return EML__SPF_MALFORMED;
        if (!p.letter) {
            put(s, p.raw);
            continue;
        }
        if (!s->out && !m->local_is_ascii &&
            (p.letter == 's' || p.letter == 'l'))
            return EML__SPF_NEVER; /* RFC 8616 section 4 */
        value = value_of(m, f, p.letter, room);
        if (p.reverse || p.num_right || p.delimiters.n)
            put_parts(s, &p, value);
        else if (p.upper)
            put_escaped(s, value);
        else
            put(s, value);
    }
    return EML__SPF_EXPANDED;
}

bool
eml__spf_wants_ptr(eml_span in)
{
    eml_spf_piece p;

    while (in.n && eml_spf_piece_next(&in, &p) == EML_OK)
        if (p.letter == 'p')
            return true;
    return false;
}

bool
eml__spf_name_ok(eml_span name, bool multi)
{
    size_t label = 0;
    bool dot = false;

    if (name.n > EML_SPF_NAME_MAX || eml__is_high(name))
        return false;
    if (multi && name.n && name.p[0] == '[') /* a domain-literal */
        return false;
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] != '.') {
            label++;
            continue;
        }
        if (label == 0 || label > 63)
            return false;
        label = 0;
        dot = true;
    }
    return label > 0 && label <= 63 && (dot || !multi);
}

enum eml__spf_expanded
eml__spf_expand_name(const eml_spf *m, const eml__spf_frame *f, eml_span spec,
                     uint8_t to[EML_SPF_NAME_MAX], size_t *len)
{
    sink s;
    eml_span name;
    enum eml__spf_expanded how;

    s.out = NULL;
    s.n = 0;
    how = expand(m, f, spec, &s);
    if (how != EML__SPF_EXPANDED)
        return how;
    if (s.n && s.tail[s.n - 1] == '.')
        s.n--;
    name = (eml_span){s.tail, s.n};
    while (name.n > EML_SPF_NAME_MAX) {
        const uint8_t *dot = memchr(name.p, '.', name.n);

        if (!dot)
            return EML__SPF_MALFORMED;
        name.n -= (size_t)(dot + 1 - name.p);
        name.p = dot + 1;
    }
    if (!eml__spf_name_ok(name, false))
        return EML__SPF_MALFORMED;
    memcpy(to, name.p, name.n);
    *len = name.n;
    return EML__SPF_EXPANDED;
}

bool
eml__spf_expand_text(const eml_spf *m, const eml__spf_frame *f, eml_span text,
                     eml_out *out)
{
    sink s;

    s.out = out;
    s.n = 0;
    return expand(m, f, text, &s) == EML__SPF_EXPANDED &&
           !eml__is_high(eml_out_view(out));
}
