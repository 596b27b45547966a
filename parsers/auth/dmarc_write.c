/* Writing DMARC policy records (RFC 9989 section 4.8, RFC 7489 section 6.4). */
#include "parsers/auth/dmarc_int.h"
#include "parsers/auth/tag_int.h"

static void
tag(eml_out *out, const char *name, eml_span value)
{
    if (!value.n)
        return;
    eml_out_span(out, EML_LIT("; "));
    eml_out_span(out, eml__tag_text(name));
    eml_out_byte(out, '=');
    eml_out_span(out, value);
}

static void
policy(eml_out *out, const char *name, uint8_t p)
{
    if (p > EML_DMARC_INVALID && p <= EML_DMARC_REJECT)
        tag(out, name, eml__tag_text(eml_dmarc_policy_name(p)));
}

static void
number(eml_out *out, const char *name, uint64_t n)
{
    uint8_t room[20];
    eml_out digits = {.p = room, .cap = sizeof room};

    eml_out_u64(&digits, n, 1);
    tag(out, name, eml_out_view(&digits));
}

/* 0 or 1, d, s */
static void
fo(eml_out *out, unsigned bits)
{
    static const uint8_t letters[4] = {'0', '1', 'd', 's'};
    uint8_t room[8];
    size_t n = 0;

    for (unsigned i = 0; i < 4; i++)
        if (bits & 1u << i) {
            if (n)
                room[n++] = ':';
            room[n++] = letters[i];
        }
    tag(out, "fo", (eml_span){room, n});
}

static void
write_tags(const eml_dmarc_record *r, eml_dmarc_rules rules, eml_out *out)
{
    eml_out_span(out, EML_LIT("v=DMARC1"));
    policy(out, "p", r->p);
    policy(out, "sp", r->sp);
    if (rules == EML_DMARC_9989)
        policy(out, "np", r->np);
    if (r->strict_dkim)
        tag(out, "adkim", EML_LIT("s"));
    if (r->strict_spf)
        tag(out, "aspf", EML_LIT("s"));
    if (r->fo != EML_DMARC_FO_0)
        fo(out, r->fo);
    tag(out, "rua", r->rua);
    tag(out, "ruf", r->ruf);
    if (rules == EML_DMARC_9989) {
        if (r->psd != EML_DMARC_PSD_U)
            tag(out, "psd",
                r->psd == EML_DMARC_PSD_Y ? EML_LIT("y") : EML_LIT("n"));
        if (r->testing)
            tag(out, "t", EML_LIT("y"));
        return;
    }
    if (r->pct != 100)
        number(out, "pct", r->pct);
    if (r->ri != 86400)
        number(out, "ri", r->ri);
    if (r->rf.n && !eml_span_eq(r->rf, EML_LIT("afrf")))
        tag(out, "rf", r->rf);
}

/* Whether what was written says what `r` says. */
static bool
same(const eml_dmarc_record *a, const eml_dmarc_record *b)
{
    return a->p == b->p && a->sp == b->sp && a->np == b->np &&
           a->psd == b->psd && a->strict_dkim == b->strict_dkim &&
           a->strict_spf == b->strict_spf && a->testing == b->testing &&
           a->fo == b->fo && a->rua.n == b->rua.n && a->ruf.n == b->ruf.n &&
           a->pct == b->pct && a->ri == b->ri;
}

int
eml_dmarc_record_write(eml_cx *cx, const eml_dmarc_record *r,
                       eml_dmarc_rules rules, eml_out *out)
{
    size_t start = out->n;
    eml_cx aside = {.origin = EML_NONE.p};
    eml_dmarc_record again;
    eml_span made;
    int rc;

    write_tags(r, rules, out);
    if (out->full)
        return EML_E_NOMEM;
    made = (eml_span){out->p + start, out->n - start};
    aside.origin = made.p;
    rc = eml_dmarc_record_parse(&aside, made, rules, &again);
    if (aside.err.code)
        rc = aside.err.code;
    else if (rc == EML_OK && !same(r, &again)) /* it has no form */
        rc = EML_E_DMARC_POLICY;
    if (rc < 0) {
        out->n = start;
        (void)eml_find_at(cx, rc, aside.err.off, aside.err.len);
    }
    return rc;
}
