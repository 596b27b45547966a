/* RFC 9989 sections 4.7 and 4.8, RFC 7489 sections 6.3 and 6.4: DMARC policy
 * records. */
#include <string.h>

#include "eml/taglist.h"
#include "parsers/auth/authres_int.h"
#include "parsers/auth/dmarc_int.h"
#include "parsers/auth/tag_int.h"

typedef struct reader {
    eml_cx *cx;
    eml_dmarc_rules rules;
    eml_dmarc_record *r;
    uint32_t num; /* tags */
    bool has_fo;
} reader;

static void
bad(reader *r, int code, eml_span at)
{
    (void)eml_find(r->cx, code, at.p, at.n);
}

/* ---- values ----------------------------------------------------------------
 */

const char *
eml_dmarc_policy_name(eml_dmarc_policy p)
{
    static const char *const names[] = {"", "", "none", "quarantine", "reject"};

    return names[p];
}

/*
 * dmarc-request = "none" / "quarantine" / "reject"
 */
static void
read_policy(reader *r, eml_span value, uint8_t *out)
{
    for (unsigned p = EML_DMARC_NONE; p <= EML_DMARC_REJECT; p++)
        if (eml_span_eq_fold(value, eml__tag_text(eml_dmarc_policy_name(p)))) {
            *out = (uint8_t)p;
            return;
        }
    *out = EML_DMARC_INVALID;
    bad(r, EML_E_DMARC_POLICY, value);
}

static void
read_p(reader *r, eml_span value)
{
    /* RFC 7489 section 6.3: "the "v" and "p" tags MUST be present and MUST
     * appear in that order" */
    if (r->rules == EML_DMARC_7489 && r->num != 2)
        bad(r, EML_E_DMARC_P_PLACE, value);
    read_policy(r, value, &r->r->p);
}

static void
read_sp(reader *r, eml_span value)
{
    read_policy(r, value, &r->r->sp);
}

static void
read_np(reader *r, eml_span value)
{
    read_policy(r, value, &r->r->np);
}

/* One letter of `letters`, in any case: its index; or -1 and the finding. */
static int
letter(reader *r, eml_span value, const char *letters, int code)
{
    for (int i = 0; value.n == 1 && letters[i]; i++)
        if (eml__lower(*value.p) == (uint8_t)letters[i])
            return i;
    bad(r, code, value);
    return -1;
}

/*
 * dmarc-rors = "r" / "s"
 */
static void
read_adkim(reader *r, eml_span value)
{
    r->r->strict_dkim = letter(r, value, "rs", EML_E_DMARC_ALIGNMENT) == 1;
}

static void
read_aspf(reader *r, eml_span value)
{
    r->r->strict_spf = letter(r, value, "rs", EML_E_DMARC_ALIGNMENT) == 1;
}

/*
 * dmarc-psd  = "y" / "n" / "u"
 * dmarc-yorn = "y" / "n"
 */
static void
read_psd(reader *r, eml_span value)
{
    int i = letter(r, value, "uyn", EML_E_DMARC_PSD);

    r->r->psd = (uint8_t)(i < 0 ? EML_DMARC_PSD_U : i);
}

static void
read_t(reader *r, eml_span value)
{
    r->r->testing = letter(r, value, "yn", EML_E_DMARC_TEST) == 0;
}

/*
 * dmarc-fo   = ("0" / "1") *(":" dmarc-afrf)
 *            / dmarc-afrf [":" ("0" / "1")] [":" dmarc-afrf]
 *            / *(dmarc-afrf ":") ("0" / "1")
 * dmarc-afrf = "d" / "s"    ; each may appear at most once in dmarc-fo
 *
 * RFC 7489: any of the four, any number of times, *WSP beside ":".
 */
uint8_t
eml__dmarc_fo(eml_cx *cx, eml_span value, eml_dmarc_rules rules)
{
    const uint8_t *p = value.p, *end = p + value.n;
    unsigned bits = 0, twice = 0;

    for (;;) {
        static const char letters[] = "01ds";
        const char *at = NULL;
        unsigned bit;

        while (rules == EML_DMARC_7489 && p != end && eml__is(*p, EML__WSP))
            p++;
        if (p != end && *p)
            at = memchr(letters, eml__lower(*p), 4);
        if (!at)
            break;
        bit = 1u << (at - letters);
        twice |= bits & bit;
        bits |= bit;
        p++;
        while (rules == EML_DMARC_7489 && p != end && eml__is(*p, EML__WSP))
            p++;
        if (p == end || *p != ':')
            break;
        p++;
        if (p == end) /* nothing behind the last ":" */
            bits = 0;
    }
    if (p != end || !bits ||
        (rules == EML_DMARC_9989 &&
         ((bits & EML_DMARC_FO_0 && bits & EML_DMARC_FO_1) ||
          twice & (EML_DMARC_FO_0 | EML_DMARC_FO_1)))) {
        (void)eml_find(cx, EML_E_DMARC_FO, value.p, value.n);
        return 0;
    }
    if (twice && rules == EML_DMARC_9989)
        (void)eml_find(cx, EML_E_DMARC_FO_TWICE, value.p, value.n);
    return (uint8_t)bits;
}

static void
read_fo(reader *r, eml_span value)
{
    uint8_t fo = eml__dmarc_fo(r->cx, value, r->rules);

    r->has_fo = true;
    if (fo)
        r->r->fo = fo;
}

static void
read_rua(reader *r, eml_span value)
{
    r->r->rua = value;
    r->r->num_rua = eml__dmarc_uris(r->cx, value, r->rules);
}

static void
read_ruf(reader *r, eml_span value)
{
    r->r->ruf = value;
    r->r->num_ruf = eml__dmarc_uris(r->cx, value, r->rules);
}

/* Decimal digits, at most `digits` of them, to at most `max`. */
static bool
number(eml_span value, size_t digits, uint32_t max, uint32_t *out)
{
    uint64_t n = 0;

    if (value.n == 0 || value.n > digits)
        return false;
    for (size_t i = 0; i < value.n; i++) {
        if (!eml__is(value.p[i], EML__DIGIT))
            return false;
        n = n * 10 + (uint64_t)(value.p[i] - '0');
        if (n > max)
            return false;
    }
    *out = (uint32_t)n;
    return true;
}

/* "plain-text integer between 0 and 100, inclusive"; 1*3DIGIT */
static void
read_pct(reader *r, eml_span value)
{
    uint32_t n;

    if (number(value, 3, 100, &n))
        r->r->pct = (uint8_t)n;
    else
        bad(r, EML_E_DMARC_PCT, value);
}

/* "plain-text 32-bit unsigned integer"; 1*DIGIT */
static void
read_ri(reader *r, eml_span value)
{
    while (value.n > 1 && *value.p == '0') {
        value.p++;
        value.n--;
    }
    if (!number(value, 10, UINT32_MAX, &r->r->ri))
        bad(r, EML_E_DMARC_RI, value);
}

/* Keyword *(*WSP ":" Keyword); only "afrf" is registered, "iodef" was once. */
static void
read_rf(reader *r, eml_span value)
{
    eml_span rest = value, item;

    while (eml_tag_item(&rest, ':', &item))
        if (!eml__is_keyword(item)) {
            bad(r, EML_E_DMARC_RF, value);
            return;
        }
    r->r->rf = value;
}

/* ---- tags ------------------------------------------------------------------
 */

enum { OLD = 1, NEW = 2, BOTH = OLD | NEW };

static const struct {
    const char *name;
    unsigned in; /* which text has it */
    void (*read)(reader *r, eml_span value);
} tags[] = {
    {"adkim", BOTH, read_adkim}, {"aspf", BOTH, read_aspf},
    {"fo", BOTH, read_fo},       {"np", NEW, read_np},
    {"p", BOTH, read_p},         {"pct", OLD, read_pct},
    {"psd", NEW, read_psd},      {"rf", OLD, read_rf},
    {"ri", OLD, read_ri},        {"rua", BOTH, read_rua},
    {"ruf", BOTH, read_ruf},     {"sp", BOTH, read_sp},
    {"t", NEW, read_t},
};

static void
read_tag(reader *r, const eml_tag *tag)
{
    unsigned in = r->rules == EML_DMARC_9989 ? NEW : OLD;

    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (eml_span_eq(tag->name, eml__tag_text(tags[i].name))) {
            if (tags[i].in & in)
                tags[i].read(r, tag->value);
            else
                bad(r,
                    in == NEW ? EML_E_DMARC_TAG_OLD : EML_E_DMARC_TAG_UNKNOWN,
                    tag->name);
            return;
        }
    bad(r, EML_E_DMARC_TAG_UNKNOWN, tag->name);
}

/* White space at either end of the record, which the grammar has only beside
 * ";" and "=". */
static void
check_ends(reader *r, eml_span in)
{
    const uint8_t *end = in.p + in.n, *p = end;

    if (eml__is(*in.p, EML__WSP))
        bad(r, EML_E_DMARC_SPACE, (eml_span){in.p, 1});
    while (p != in.p && eml__is(p[-1], EML__WSP))
        p--;
    /* behind the value of a last tag spaces are of dmarc-value */
    if (p != end && p[-1] != ';' &&
        (r->num < 2 || memchr(p, '\t', (size_t)(end - p))))
        bad(r, EML_E_DMARC_SPACE, eml__tag_span(p, end));
}

static void
defaults(eml_dmarc_record *r, eml_span in)
{
    memset(r, 0, sizeof *r);
    r->raw = in;
    r->rua = r->ruf = EML_NONE;
    r->fo = EML_DMARC_FO_0;
    r->pct = 100;
    r->ri = 86400;
    r->rf = EML_LIT("afrf");
}

/* What the record has, or lacks, as a whole. */
static void
check_whole(reader *r, eml_span in)
{
    eml_span end = {in.p + in.n, 0};

    if (r->r->p == EML_DMARC_UNSET)
        bad(r,
            r->rules == EML_DMARC_9989 ? EML_E_DMARC_P_MISSING
                                       : EML_E_DMARC_P_PLACE,
            end);
    /* "This tag's content MUST be ignored if a "ruf" tag is not also
     * specified." */
    if (r->has_fo && !r->r->ruf.n) {
        r->r->fo = EML_DMARC_FO_0;
        bad(r, EML_E_DMARC_FO_ALONE, end);
    }
}

int
eml_dmarc_record_parse(eml_cx *cx, eml_span in, eml_dmarc_rules rules,
                       eml_dmarc_record *out)
{
    eml_dmarc_record record;
    reader r = {.cx = cx, .rules = rules, .r = &record};
    eml_cx aside = {.origin = in.p};
    eml_taglist list;
    eml_tag tag;
    int rc;

    eml_taglist_init(&list, in, EML_TAGLIST_DMARC);
    rc = eml_taglist_next(&list, &aside, &tag);
    if (rc != EML_OK || !eml_span_eq_fold(tag.name, EML_LIT("v")) ||
        !eml_span_eq(tag.value, EML_LIT("DMARC1")))
        return eml_fail(cx, EML_E_DMARC_VERSION, in.p, in.n);
    defaults(&record, in);
    r.num = 1;
    while ((rc = eml_taglist_next(&list, cx, &tag)) != EML_END) {
        r.num++;
        if (rc == EML_E_LIMIT)
            break;
        if (rc == EML_OK)
            read_tag(&r, &tag);
    }
    check_ends(&r, in);
    check_whole(&r, in);
    *out = record;
    return EML_OK;
}
