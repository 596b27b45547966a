/* RFC 5965 section 3, RFC 6591 section 3: feedback reports. */
#include "eml/arf.h"

#include <string.h>

#include "eml/date.h"
#include "eml/fold.h"
#include "eml/ip.h"
#include "parsers/auth/authres_int.h"
#include "parsers/auth/tag_int.h"

/* What a value may be. */
enum { ANY, TOKEN, NUMBER, IP, DATE, FAILURE, DELIVERY, ALIGNMENT };

static const char *const names[EML_ARF_END_] = {[EML_ARF_OTHER] = "",
#define EML_ARF(id, name) [EML_ARF_##id] = name,
                                                EML_ARF_FIELDS(EML_ARF)
#undef EML_ARF
};

const char *
eml_arf_name(eml_arf_id id)
{
    return names[id];
}

/* RFC 5965 section 3.3, RFC 6591 section 3.2.6; the others once (5965 sections
 * 3.1, 3.2; 6591 section 5.2). */
static bool
may_repeat(eml_arf_id id)
{
    return id == EML_ARF_OTHER || id >= EML_ARF_SPF_DNS;
}

static unsigned
kind_of(eml_arf_id id)
{
    switch ((int)id) {
    case EML_ARF_FEEDBACK_TYPE:
        return TOKEN;
    case EML_ARF_VERSION:
    case EML_ARF_INCIDENTS:
        return NUMBER;
    case EML_ARF_SOURCE_IP:
        return IP;
    case EML_ARF_ARRIVAL_DATE:
    case EML_ARF_RECEIVED_DATE:
        return DATE;
    case EML_ARF_AUTH_FAILURE:
        return FAILURE;
    case EML_ARF_DELIVERY_RESULT:
        return DELIVERY;
    case EML_ARF_IDENTITY_ALIGNMENT:
        return ALIGNMENT;
    default:
        return ANY;
    }
}

/* ---- values ------------------------------------------------------------ */

static bool
one_of(eml_span word, const char *const *list)
{
    for (; *list; list++)
        if (eml_span_eq_fold(word, eml__tag_text(*list)))
            return true;
    return false;
}

/* 1*DIGIT, of 32 bits; a Version does not begin with 0. */
static bool
is_number(eml_span s, bool version)
{
    uint64_t n = 0;

    if (s.n == 0 || s.n > 10 || (version && *s.p == '0'))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!eml__is(s.p[i], EML__DIGIT))
            return false;
        n = n * 10 + (uint64_t)(s.p[i] - '0');
    }
    return n <= UINT32_MAX;
}

/* IPv4-address-literal / IPv6-address-literal (RFC 5321 section 4.1.3), and
 * without the brackets and the tag, as everybody writes it. */
static bool
is_ip(eml_span s)
{
    eml_span tag = EML_LIT("IPv6:");
    bool tagged = false;
    eml_ip ip;

    if (s.n > 1 && *s.p == '[' && s.p[s.n - 1] == ']') {
        s.p++;
        s.n -= 2;
    }
    if (s.n > tag.n && eml_span_eq_fold((eml_span){s.p, tag.n}, tag)) {
        s.p += tag.n;
        s.n -= tag.n;
        tagged = true;
    }
    return eml_ip_parse(s, &ip) && (ip.is_v6 || !tagged);
}

/*
 * id-align = "none" / dmarc-method *( [CFWS] "," [CFWS] dmarc-method )
 */
static bool
is_alignment(eml_span s)
{
    unsigned seen = 0;
    eml_span item;

    if (eml_span_eq_fold(s, EML_LIT("none")))
        return true;
    while (eml_tag_item(&s, ',', &item)) {
        unsigned bit = eml_span_eq_fold(item, EML_LIT("dkim"))  ? 1
                       : eml_span_eq_fold(item, EML_LIT("spf")) ? 2
                                                                : 0;

        if (!bit || seen & bit)
            return false;
        seen |= bit;
    }
    return seen != 0;
}

/* date-time, obsolete or with another day of the week, as in the example of RFC
 * 5965 appendix B.2. Encoded-words in its comments are on one line here, as
 * the value is unfolded. */
static bool
is_date(eml_arena *arena, eml_span s)
{
    eml_cx aside = {.origin = s.p,
                    .arena = arena,
                    .allow = EML_ALLOW_OBS | EML_ALLOW_DATE | EML_ALLOW_WORD};
    eml_date date;
    int rc = eml_date_parse(&aside, s, &date);

    return rc == EML_OK || rc == EML_E_NOMEM;
}

/* [CFWS] word [CFWS]; false: there is more behind. */
static bool
only_word(eml_span s, eml_span *word)
{
    eml_cx aside = {.origin = s.p};
    eml__lex x = eml__lex_of(&aside, s, NULL);
    const uint8_t *from;

    *word = s;
    if (eml__cfws(&x, NULL) < 0)
        return true;
    from = x.p;
    while (x.p != x.end && !eml__cfws_begins(&x))
        x.p++;
    *word = eml__between(from, x.p);
    return eml__cfws(&x, NULL) == EML_OK && x.p == x.end;
}

static eml_span
bare(eml_span s)
{
    eml_span word;

    (void)only_word(s, &word);
    return word;
}

static bool
is_value(eml_arena *arena, eml_arf_id id, eml_span value)
{
    static const char *const failures[] = {
        "adsp", "bodyhash", "revoked", "signature", "spf", "dmarc", NULL};
    static const char *const results[] = {"delivered", "spam",  "policy",
                                          "reject",    "other", NULL};
    unsigned kind = kind_of(id);
    eml_span word;

    if (!only_word(value, &word) && kind != ANY && kind != DATE &&
        kind != ALIGNMENT)
        return false;
    switch (kind) {
    case TOKEN:
        for (size_t i = 0; i < word.n; i++)
            if (!eml__is(word.p[i], EML__TOKEN))
                return false;
        return word.n != 0;
    case NUMBER:
        return is_number(word, id == EML_ARF_VERSION);
    case IP:
        return is_ip(word);
    case DATE:
        return is_date(arena, value);
    case FAILURE:
        return one_of(word, failures);
    case DELIVERY:
        return one_of(word, results);
    case ALIGNMENT:
        return is_alignment(value);
    default:
        return value.n != 0;
    }
}

/* ---- reading ----------------------------------------------------------- */

static eml_arf_id
id_of(eml_span name)
{
    for (unsigned i = 1; i < EML_ARF_END_; i++)
        if (eml_span_eq_fold(name, eml__tag_text(names[i])))
            return (eml_arf_id)i;
    return EML_ARF_OTHER;
}

/* The line at the front with what is folded to it, without its line end. */
static eml_span
take_line(eml_span *rest)
{
    const uint8_t *p = rest->p, *end = p + rest->n, *to;
    eml_span line;

    do {
        const uint8_t *lf = memchr(p, '\n', (size_t)(end - p));

        p = lf ? lf + 1 : end;
    } while (p != end && eml__is(*p, EML__WSP));
    to = p;
    if (to != rest->p && to[-1] == '\n')
        to--;
    if (to != rest->p && to[-1] == '\r')
        to--;
    line = eml__between(rest->p, to);
    *rest = eml__between(p, end);
    return line;
}

static void
trim(eml_span *s)
{
    while (s->n && eml__is(*s->p, EML__WSP | EML__NL)) {
        s->p++;
        s->n--;
    }
    while (s->n && eml__is(s->p[s->n - 1], EML__WSP | EML__NL))
        s->n--;
}

/* The historic Received-Date is Arrival-Date: "if both are present, the report
 * is malformed", RFC 5965 section 3.2. */
static bool
is_again(eml_arf_id id, uint64_t seen)
{
    const uint64_t dates = UINT64_C(1) << EML_ARF_ARRIVAL_DATE |
                           UINT64_C(1) << EML_ARF_RECEIVED_DATE;
    uint64_t bit = UINT64_C(1) << id;

    return !may_repeat(id) && seen & (bit & dates ? dates : bit);
}

/* field-name = 1*ftext (RFC 5322 section 3.6.8) */
static bool
is_name(eml_span s)
{
    size_t i = 0;

    while (i < s.n && eml__is(s.p[i], EML__FTEXT))
        i++;
    return i == s.n && s.n;
}

static int
read_field(eml_cx *cx, eml_span line, uint64_t *seen, eml_arf_field **out)
{
    const uint8_t *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
    eml_arf_field *f;
    int rc;

    *out = NULL;
    if (!colon || colon == line.p) {
        (void)eml_find(cx, EML_E_ARF_SYNTAX, line.p, line.n);
        return EML_OK;
    }
    f = eml_arena_get(cx->arena, sizeof *f);
    if (!f)
        return EML_E_NOMEM;
    f->name = eml__between(line.p, colon);
    if (!is_name(f->name))
        (void)eml_find(cx, EML_E_ARF_SYNTAX, f->name.p, f->name.n);
    trim(&f->name);
    f->id = id_of(f->name);
    rc = eml_unfold(cx, eml__between(colon + 1, line.p + line.n), &f->value);
    if (rc < 0)
        return rc;
    trim(&f->value);
    if (is_again(f->id, *seen))
        (void)eml_find(cx, EML_E_ARF_TWICE, line.p, f->name.n);
    else if (f->id != EML_ARF_OTHER && !is_value(cx->arena, f->id, f->value))
        (void)eml_find(cx, EML_E_ARF_SYNTAX, line.p, line.n);
    *seen |= UINT64_C(1) << f->id;
    *out = f;
    return EML_OK;
}

static void
need(eml_cx *cx, uint64_t seen, eml_arf_id id, int code, const uint8_t *end)
{
    if (!(seen >> id & 1))
        (void)eml_find(cx, code, end, 0);
}

/* RFC 5965 section 3.1; RFC 6591 sections 3.1, 3.2.1 and 3.3; RFC 7489 section
 * 7.3.1. */
static void
check_needed(eml_cx *cx, eml_arf *a, uint64_t seen, const uint8_t *end)
{
    const eml_arf_field *type = eml_arf_find(a, EML_ARF_FEEDBACK_TYPE);
    const eml_arf_field *failure = eml_arf_find(a, EML_ARF_AUTH_FAILURE);
    eml_span why = failure ? bare(failure->value) : EML_NONE;

    need(cx, seen, EML_ARF_FEEDBACK_TYPE, EML_E_ARF_MISSING, end);
    need(cx, seen, EML_ARF_USER_AGENT, EML_E_ARF_MISSING, end);
    need(cx, seen, EML_ARF_VERSION, EML_E_ARF_MISSING, end);
    a->auth_failure =
        type && eml_span_eq_fold(bare(type->value), EML_LIT("auth-failure"));
    if (!a->auth_failure)
        return;
    need(cx, seen, EML_ARF_AUTH_FAILURE, EML_E_AUTH_FAILURE_MISSING, end);
    need(cx, seen, EML_ARF_AUTH_RESULTS, EML_E_AUTH_FAILURE_MISSING, end);
    if (eml_span_eq_fold(why, EML_LIT("adsp")))
        need(cx, seen, EML_ARF_DKIM_ADSP_DNS, EML_E_AUTH_FAILURE_MISSING, end);
    if (eml_span_eq_fold(why, EML_LIT("revoked")) ||
        eml_span_eq_fold(why, EML_LIT("signature"))) {
        need(cx, seen, EML_ARF_DKIM_DOMAIN, EML_E_AUTH_FAILURE_MISSING, end);
        need(cx, seen, EML_ARF_DKIM_SELECTOR, EML_E_AUTH_FAILURE_MISSING, end);
    }
    if (eml_span_eq_fold(why, EML_LIT("spf")))
        need(cx, seen, EML_ARF_SPF_DNS, EML_E_AUTH_FAILURE_MISSING, end);
    if (eml_span_eq_fold(why, EML_LIT("dmarc")))
        need(cx, seen, EML_ARF_IDENTITY_ALIGNMENT, EML_E_AUTH_FAILURE_MISSING,
             end);
}

int
eml_arf_parse(eml_cx *cx, eml_span body, eml_arf **out)
{
    eml_arf *a = eml_arena_get(cx->arena, sizeof *a);
    const uint8_t *end = body.p + body.n;
    eml_arf_field **next;
    const uint8_t *empty = NULL; /* the first empty line */
    uint64_t seen = 0;
    uint32_t lines = 0; /* that are no field count, too: each is a finding */

    if (!a)
        return EML_E_NOMEM;
    next = &a->first;
    while (body.n) {
        eml_span line = take_line(&body);
        eml_arf_field *f;
        int rc;

        if (!line.n) {
            empty = empty ? empty : line.p;
            continue;
        }
        if (empty) /* not at the end */
            (void)eml_find(cx, EML_E_ARF_SYNTAX, empty, 0);
        empty = NULL;
        if (lines++ == EML_LIMIT(cx, fields))
            return EML_E_LIMIT;
        rc = read_field(cx, line, &seen, &f);
        if (rc < 0)
            return rc;
        if (!f)
            continue;
        *next = f;
        next = &f->next;
        a->num_fields++;
    }
    check_needed(cx, a, seen, end);
    *out = a;
    return EML_OK;
}

const eml_arf_field *
eml_arf_find(const eml_arf *a, eml_arf_id id)
{
    const eml_arf_field *f = a->first;

    while (f && f->id != id)
        f = f->next;
    return f;
}

/* ---- writing ----------------------------------------------------------- */

static int
write_field(eml_cx *cx, const eml_arf_field *f, eml_out *out)
{
    eml_out line = {.arena = cx->arena};

    eml_out_span(&line, f->id == EML_ARF_OTHER ? f->name
                                               : eml__tag_text(names[f->id]));
    eml_out_span(&line, EML_LIT(": "));
    eml_out_span(&line, f->value);
    return line.full ? EML_E_NOMEM
                     : eml_fold(cx, eml_out_view(&line), false, out);
}

int
eml_arf_write(eml_cx *cx, const eml_arf *a, eml_out *out)
{
    eml_cx aside = {.origin = EML_NONE.p, .arena = cx->arena};
    size_t start = out->n;
    eml_arf *again;
    eml_span made;
    int rc = EML_OK;

    for (const eml_arf_field *f = a->first; f && rc == EML_OK; f = f->next)
        rc = write_field(cx, f, out);
    if (rc == EML_OK && out->full)
        rc = EML_E_NOMEM;
    if (rc == EML_OK) {
        made = (eml_span){out->n ? out->p + start : EML_NONE.p, out->n - start};
        aside.origin = made.p;
        rc = eml_arf_parse(&aside, made, &again);
        if (rc == EML_OK && aside.err.code) {
            rc = aside.err.code;
            (void)eml_find_at(cx, rc, aside.err.off, aside.err.len);
        }
    }
    if (rc < 0)
        out->n = start;
    return rc;
}
