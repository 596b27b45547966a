/* RFC 7208 section 12: records. */
#include "parsers/auth/spf_int.h"

#include "core/arena_int.h"
#include "parsers/imf/scan.h"

enum {
    SIZE = 450,        /* section 3.4 */
    ARG_NONE = 1 << 0, /* may stand alone */
    ARG_DOMAIN = 1 << 1 /* may have ":" domain-spec */,
    ARG_CIDR = 1 << 2, /* may have a dual-cidr-length */
    ARG_NET = 1 << 3   /* has ":" and an address */
};

static const struct mechanism {
    const char *name;
    size_t len;
    unsigned args;
} mechanisms[] = {
    {"all", 3, ARG_NONE},
    {"include", 7, ARG_DOMAIN},
    {"a", 1, ARG_NONE | ARG_DOMAIN | ARG_CIDR},
    {"mx", 2, ARG_NONE | ARG_DOMAIN | ARG_CIDR},
    {"ptr", 3, ARG_NONE | ARG_DOMAIN},
    {"ip4", 3, ARG_NET},
    {"ip6", 3, ARG_NET},
    {"exists", 6, ARG_DOMAIN},
    {"redirect", 8, 0},
    {"exp", 3, 0},
};

static const char *const results[] = {
    "none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"};

const char *
eml_spf_result_name(eml_spf_result r)
{
    return (size_t)r < sizeof results / sizeof *results ? results[r] : "?";
}

static eml_span
span_of(const char *s)
{
    size_t n = 0;

    while (s[n])
        n++;
    return (eml_span){(const uint8_t *)s, n};
}

bool
eml_spf_result_by_name(eml_span name, eml_spf_result *out)
{
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (eml_span_eq_fold(name, span_of(results[i]))) {
            *out = (eml_spf_result)i;
            return true;
        }
    return false;
}

bool
eml_spf_is_record(eml_span txt)
{
    return txt.n >= 6 && (txt.p[0] | 0x20) == 'v' && txt.p[1] == '=' &&
           (txt.p[2] | 0x20) == 's' && (txt.p[3] | 0x20) == 'p' &&
           (txt.p[4] | 0x20) == 'f' && txt.p[5] == '1' &&
           (txt.n == 6 || txt.p[6] == ' ');
}

bool
eml_spf_terms(eml_span *in)
{
    if (!eml_spf_is_record(*in))
        return false;
    in->p += 6;
    in->n -= 6;
    return true;
}

static eml_span
between(const uint8_t *p, const uint8_t *end)
{
    return (eml_span){p, (size_t)(end - p)};
}

/* ---- arguments ----------------------------------------------------------- */

/* A prefix length at p: "0" / %x31-39 0*nDIGIT. Returns what is behind it, NULL
 * when it is none; *bits is more than 255 for none that is in range. */
static const uint8_t *
read_bits(const uint8_t *p, const uint8_t *end, int digits, unsigned *bits)
{
    const uint8_t *from = p;

    *bits = 0;
    while (p != end && p - from < digits && eml__is(*p, EML__DIGIT))
        *bits = *bits * 10 + (unsigned)(*p++ - '0');
    return p == from || (*from == '0' && p - from > 1) ? NULL : p;
}

static int
set_bits(eml_cx *cx, eml_span at, unsigned bits, unsigned max, uint8_t *to)
{
    if (bits > max)
        return eml_fail(cx, EML_E_SPF_CIDR_RANGE, at.p, at.n);
    *to = (uint8_t)bits;
    return EML_OK;
}

/* dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ], all of `in`,
 * which begins with "/". */
static int
read_dual(eml_cx *cx, eml_span in, eml_spf_term *t)
{
    const uint8_t *p = in.p, *end = in.p + in.n, *to;
    unsigned bits;
    int rc = EML_OK;

    if (in.n < 2 || p[1] != '/') {
        to = read_bits(p + 1, end, 2, &bits);
        if (!to)
            return eml_fail(cx, EML_E_SPF_CIDR, in.p, in.n);
        rc = set_bits(cx, between(p, to), bits, 32, &t->cidr4);
        p = to;
    }
    if (p == end)
        return rc;
    if (end - p < 2 || p[0] != '/' || p[1] != '/')
        return eml_fail(cx, EML_E_SPF_CIDR, in.p, in.n);
    to = read_bits(p + 2, end, 3, &bits);
    if (to != end)
        return eml_fail(cx, EML_E_SPF_CIDR, in.p, in.n);
    if (set_bits(cx, between(p, to), bits, 128, &t->cidr6) < 0)
        rc = EML_E_SPF_CIDR_RANGE;
    return rc;
}

/* Where a dual-cidr-length begins at the end of `in`: behind it are only
 * digits and slashes, and a domain-spec ends in neither. */
static const uint8_t *
find_dual(eml_span in)
{
    const uint8_t *p = in.p + in.n, *slash = p;

    while (p != in.p && (p[-1] == '/' || eml__is(p[-1], EML__DIGIT))) {
        p--;
        if (*p == '/')
            slash = p;
    }
    return slash;
}

static int
read_domain(eml_cx *cx, eml_span in, eml_spf_term *t)
{
    int rc = eml__spf_macros(cx, in, EML__SPF_TERM_TEXT);

    if (rc == EML_E_SPF_MACRO)
        return rc;
    if (!eml__spf_domain_ends(in))
        return eml_fail(cx, EML_E_SPF_DOMAIN, in.p, in.n);
    if (rc == EML_OK && in.p[in.n - 1] == '.')
        (void)eml_find(cx, EML_E_SPF_DOT, in.p + in.n - 1, 1);
    t->value = in;
    t->has_value = true;
    return rc;
}

/* ip4 = "ip4" ":" ip4-network [ ip4-cidr-length ], and ip6: behind the colon */
static int
read_net(eml_cx *cx, eml_span in, eml_spf_term *t)
{
    bool six = t->kind == EML_SPF_IP6;
    const uint8_t *end = in.p + in.n, *to, *slash = memchr(in.p, '/', in.n);
    eml_span net = between(in.p, slash ? slash : end);
    unsigned bits;

    if (six ? !eml_ip6_parse(net, &t->ip) : !eml_ip4_parse(net, &t->ip))
        return eml_fail(cx, six ? EML_E_SPF_IP6 : EML_E_SPF_IP4, net.p,
                        net.n ? net.n : in.n);
    if (!slash)
        return EML_OK;
    to = read_bits(slash + 1, end, six ? 3 : 2, &bits);
    if (to != end)
        return eml_fail(cx, EML_E_SPF_CIDR, slash, (size_t)(end - slash));
    return set_bits(cx, between(slash, end), bits, six ? 128 : 32,
                    six ? &t->cidr6 : &t->cidr4);
}

/* What is behind a mechanism's name. */
static int
read_argument(eml_cx *cx, eml_span in, eml_spf_term *t)
{
    unsigned args = mechanisms[t->kind].args;
    const uint8_t *end = in.p + in.n, *dual;

    if (in.n == 0)
        return args & ARG_NONE
                   ? EML_OK
                   : eml_fail(cx, EML_E_SPF_ARGUMENT, t->raw.p, t->raw.n);
    if (in.p[0] == ':' && args & ARG_NET)
        return read_net(cx, between(in.p + 1, end), t);
    if (in.p[0] == ':' && args & ARG_DOMAIN) {
        int rc, bits = EML_OK;

        dual = args & ARG_CIDR ? find_dual(in) : end;
        rc = read_domain(cx, between(in.p + 1, dual), t);
        if (dual != end)
            bits = read_dual(cx, between(dual, end), t);
        return rc < 0 ? rc : bits;
    }
    if (in.p[0] == '/' && args & ARG_CIDR)
        return read_dual(cx, in, t);
    return eml_fail(cx, EML_E_SPF_ARGUMENT, t->raw.p, t->raw.n);
}

/* ---- terms --------------------------------------------------------------- */

/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ); p when there is none */
static const uint8_t *
name_end(const uint8_t *p, const uint8_t *end)
{
    if (p == end || !eml__is(*p, EML__ALPHA))
        return p;
    while (p != end && (eml__is(*p, EML__ALPHA | EML__DIGIT) || *p == '-' ||
                        *p == '_' || *p == '.'))
        p++;
    return p;
}

static bool
qualifier(uint8_t c, eml_spf_result *out)
{
    switch (c) {
    case '+':
        *out = EML_SPF_PASS;
        return true;
    case '-':
        *out = EML_SPF_FAIL;
        return true;
    case '~':
        *out = EML_SPF_SOFTFAIL;
        return true;
    case '?':
        *out = EML_SPF_NEUTRAL;
        return true;
    default:
        return false;
    }
}

/* Letters without regard to case; all of a name's characters but "_" have the
 * bit that small letters have. */
static bool
is_named(eml_span name, const struct mechanism *m)
{
    if (name.n != m->len)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((name.p[i] | 0x20) != (uint8_t)m->name[i])
            return false;
    return true;
}

static eml_spf_kind
kind_named(eml_span name, eml_spf_kind from, eml_spf_kind to)
{
    for (int k = (int)from; k < (int)to; k++)
        if (is_named(name, &mechanisms[k]))
            return (eml_spf_kind)k;
    return to;
}

static int
read_modifier(eml_cx *cx, eml_span value, eml_spf_term *t)
{
    t->kind = kind_named(t->name, EML_SPF_REDIRECT, EML_SPF_UNKNOWN);
    if (t->kind != EML_SPF_UNKNOWN)
        return read_domain(cx, value, t);
    t->value = value;
    t->has_value = true;
    return eml__spf_macros(cx, value, EML__SPF_MODIFIER_TEXT);
}

/* One term, all of `in`, which holds no SP; it is visible US-ASCII up to
 * `bad`. */
static int
read_term(eml_cx *cx, eml_span in, const uint8_t *bad, eml_spf_term *t)
{
    const uint8_t *p = in.p, *end = in.p + in.n, *to;
    bool qualified;

    *t = (eml_spf_term){.raw = in,
                        .name = EML_NONE,
                        .value = EML_NONE,
                        .qualifier = EML_SPF_PASS,
                        .cidr4 = 32,
                        .cidr6 = 128};
    if (bad != end)
        return eml_fail(cx, EML_E_SPF_BYTE, bad, 1);
    qualified = qualifier(*p, &t->qualifier);
    p += qualified;
    to = name_end(p, end);
    t->name = between(p, to);
    if (!qualified && to != end && *to == '=' && to != p)
        return read_modifier(cx, between(to + 1, end), t);
    t->kind = kind_named(t->name, EML_SPF_ALL, EML_SPF_REDIRECT);
    if (t->kind == EML_SPF_REDIRECT)
        return eml_fail(cx, EML_E_SPF_TERM, in.p, in.n);
    if (t->kind == EML_SPF_PTR)
        (void)eml_find(cx, EML_E_SPF_PTR, in.p, in.n);
    return read_argument(cx, between(to, end), t);
}

/* The next run without SP off the front; false: there is none. *bad is its
 * first byte that is not visible US-ASCII, or its end. */
static bool
take_token(eml_span *in, eml_span *out, const uint8_t **bad)
{
    const uint8_t *p = in->p, *end = in->p + in->n, *sp;

    while (p != end && *p == ' ')
        p++;
    *bad = sp = eml__stop(p, p, end, ' ');
    if (sp != end && *sp != ' ') {
        sp = memchr(sp, ' ', (size_t)(end - sp));
        if (!sp)
            sp = end;
    }
    *out = between(p, sp);
    *in = between(sp, end);
    return out->n != 0;
}

int
eml_spf_next(eml_cx *cx, eml_span *in, eml_spf_term *out)
{
    eml_span rest = *in, token;
    const uint8_t *bad;
    eml_spf_term t;
    int rc;

    if (!take_token(&rest, &token, &bad)) {
        *in = rest;
        return EML_END;
    }
    rc = read_term(cx, token, bad, &t);
    if (rc < 0)
        return rc;
    *out = t;
    *in = rest;
    return EML_OK;
}

/* ---- records ------------------------------------------------------------- */

typedef struct reader {
    eml_cx *cx;
    eml_arena *arena; /* NULL: terms are not kept */
    eml_spf_record rec;
    eml_spf_term **next;
    eml_spf_outline outline;
    eml_span early; /* a "redirect" or "exp" with no mechanism behind it yet */
    eml_span redirect; /* the whole term */
} reader;

/* What a term means among the others. */
static void
judge_term(reader *r, const eml_spf_term *t)
{
    eml_cx *cx = r->cx;

    if (t->kind == EML_SPF_REDIRECT && r->redirect.n)
        (void)eml_fail(cx, EML_E_SPF_REDIRECT_TWICE, t->raw.p, t->raw.n);
    if (t->kind == EML_SPF_EXP && r->outline.exp.n)
        (void)eml_fail(cx, EML_E_SPF_EXP_TWICE, t->raw.p, t->raw.n);
    if (t->kind < EML_SPF_REDIRECT) {
        if (r->early.n)
            (void)eml_find(cx, EML_E_SPF_MODIFIER_PLACE, r->early.p,
                           r->early.n);
        if (r->outline.has_all)
            (void)eml_find(cx, EML_E_SPF_AFTER_ALL, t->raw.p, t->raw.n);
        r->early = EML_NONE;
    } else if (t->kind != EML_SPF_UNKNOWN && !r->early.n)
        r->early = t->raw;
    if (t->kind == EML_SPF_REDIRECT && !r->redirect.n) {
        r->redirect = t->raw;
        r->outline.redirect = t->value;
    }
    if (t->kind == EML_SPF_EXP)
        r->outline.exp = t->value;
    r->outline.has_all |= t->kind == EML_SPF_ALL;
    r->outline.num_terms++;
}

static void
keep_term(reader *r, eml_spf_term *node)
{
    *r->next = node;
    r->next = &node->next;
    r->rec.num_terms++;
    if (node->kind == EML_SPF_REDIRECT)
        r->rec.redirect = node;
    if (node->kind == EML_SPF_EXP)
        r->rec.exp = node;
    if (node->kind == EML_SPF_ALL && !r->rec.all)
        r->rec.all = node;
}

static int
read_terms(reader *r, eml_span rest)
{
    eml_span token;
    const uint8_t *bad;

    while (take_token(&rest, &token, &bad)) {
        eml_spf_term here, *t = &here;

        if (r->arena) {
            t = eml__arena_node(r->arena, sizeof *t);
            if (!t)
                return EML_E_NOMEM;
        }
        if (read_term(r->cx, token, bad, t) < 0)
            continue;
        judge_term(r, t);
        if (r->arena)
            keep_term(r, t);
    }
    return EML_OK;
}

static int
read_record(reader *r, eml_span in)
{
    eml_diag was = r->cx->err;
    eml_span rest = in;
    int rc = EML_OK, first;

    r->cx->err = (eml_diag){0, 0, 0}; /* to know this record's first */
    if (!eml_spf_terms(&rest)) {
        rc = eml_fail(r->cx, EML_E_SPF_VERSION, in.p, in.n < 6 ? in.n : 6);
    } else {
        if (in.n > SIZE)
            (void)eml_find(r->cx, EML_E_SPF_SIZE, in.p, in.n);
        rc = read_terms(r, rest);
        if (r->outline.has_all && r->redirect.n)
            (void)eml_find(r->cx, EML_E_SPF_REDIRECT_ALL, r->redirect.p,
                           r->redirect.n);
    }
    first = r->cx->err.code;
    if (was.code)
        r->cx->err = was;
    return rc < 0 ? rc : first;
}

static void
start(reader *r, eml_cx *cx)
{
    *r = (reader){.cx = cx, .early = EML_NONE, .redirect = EML_NONE};
    r->next = &r->rec.first;
    r->outline.redirect = r->outline.exp = EML_NONE;
}

int
eml_spf_check_record(eml_cx *cx, eml_span in, eml_spf_outline *out)
{
    reader r;
    int rc;

    start(&r, cx);
    rc = read_record(&r, in);
    if (rc == EML_OK && out)
        *out = r.outline;
    return rc;
}

int
eml_spf_parse(eml_cx *cx, eml_span in, eml_spf_record **out)
{
    eml_spf_record *rec;
    reader r;
    int rc;

    start(&r, cx);
    r.arena = cx->arena;
    rc = read_record(&r, in);
    if (rc < 0)
        return rc;
    rec = eml__arena_node(cx->arena, sizeof *rec);
    if (!rec)
        return EML_E_NOMEM;
    *rec = r.rec;
    *out = rec;
    return EML_OK;
}

/* ---- writing ------------------------------------------------------------- */

static void
write_bits(eml_out *out, unsigned bits)
{
    eml_out_byte(out, '/');
    eml_out_u64(out, bits, 1);
}

static void
write_term(const eml_spf_term *t, eml_out *out)
{
    static const char marks[] = {[EML_SPF_FAIL] = '-',
                                 [EML_SPF_SOFTFAIL] = '~',
                                 [EML_SPF_NEUTRAL] = '?',
                                 [EML_SPF_PERMERROR] = 0};
    bool modifier = t->kind >= EML_SPF_REDIRECT;

    if (!modifier && marks[t->qualifier])
        eml_out_byte(out, (uint8_t)marks[t->qualifier]);
    if (t->kind == EML_SPF_UNKNOWN)
        eml_out_span(out, t->name);
    else
        eml_out_span(out, (eml_span){(const uint8_t *)mechanisms[t->kind].name,
                                     mechanisms[t->kind].len});
    if (modifier)
        eml_out_byte(out, '=');
    else if (t->has_value || t->kind == EML_SPF_IP4 || t->kind == EML_SPF_IP6)
        eml_out_byte(out, ':');
    if (t->kind == EML_SPF_IP4 || t->kind == EML_SPF_IP6)
        eml_ip_write(&t->ip, out);
    else if (t->has_value)
        eml_out_span(out, t->value);
    if (t->cidr4 != 32)
        write_bits(out, t->cidr4);
    if (t->cidr6 != 128) {
        if (t->kind != EML_SPF_IP6)
            eml_out_byte(out, '/');
        write_bits(out, t->cidr6);
    }
}

static bool
same_term(const eml_spf_term *a, const eml_spf_term *b)
{
    return a->kind == b->kind && a->has_value == b->has_value &&
           (a->kind != EML_SPF_UNKNOWN || eml_span_eq(a->name, b->name)) &&
           eml_span_eq(a->value, b->value) && a->cidr4 == b->cidr4 &&
           a->cidr6 == b->cidr6;
}

/* A term as it was written, read again: another, or two, is an error. */
static int
check_written(const eml_spf_term *t, eml_span written)
{
    eml_cx cx = {.origin = written.p};
    eml_spf_term again;
    eml_span in = written;
    int rc;

    if ((unsigned)t->kind > EML_SPF_UNKNOWN)
        return EML_E_MISUSE;
    rc = eml_spf_next(&cx, &in, &again);
    if (rc != EML_OK)
        return rc < 0 ? rc : EML_E_SPF_TERM;
    return in.n == 0 && same_term(t, &again) ? EML_OK : EML_E_SPF_TERM;
}

int
eml_spf_write(const eml_spf_term *first, eml_out *out)
{
    size_t begin = out->n;
    eml_span all;
    int rc = EML_OK;

    eml_out_span(out, EML_LIT("v=spf1"));
    for (const eml_spf_term *t = first; t && rc == EML_OK; t = t->next) {
        size_t from;

        if ((unsigned)t->kind > EML_SPF_UNKNOWN ||
            (unsigned)t->qualifier > EML_SPF_SOFTFAIL ||
            t->qualifier == EML_SPF_NONE) {
            rc = EML_E_MISUSE;
            break;
        }
        eml_out_byte(out, ' ');
        from = out->n;
        write_term(t, out);
        if (!out->full)
            rc = check_written(t, (eml_span){out->p + from, out->n - from});
    }
    if (rc == EML_OK && !out->full) {
        eml_cx own = {.origin = out->p + begin};

        all = (eml_span){out->p + begin, out->n - begin};
        rc = eml_spf_check_record(&own, all, NULL); /* what occurs twice */
    }
    if (rc == EML_OK && out->full)
        rc = EML_E_NOMEM;
    if (rc < 0)
        out->n = begin;
    return rc;
}
