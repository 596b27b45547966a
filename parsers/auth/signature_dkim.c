/* DKIM-Signature: RFC 6376 sections 3.5, 5.4 and 6.1.1. */
#include "eml/idn.h"
#include "parsers/auth/signature_int.h"
#include "parsers/auth/tag_int.h"

static const eml__sig_tag tags[] = {
    {"v", EML_TAG_V, eml__sig_v}, {"a", EML_TAG_A, eml__sig_a},
    {"b", EML_TAG_B, eml__sig_b}, {"bh", EML_TAG_BH, eml__sig_bh},
    {"c", EML_TAG_C, eml__sig_c}, {"d", EML_TAG_D, eml__sig_d},
    {"h", EML_TAG_H, eml__sig_h}, {"i", EML_TAG_I, eml__sig_auid},
    {"l", EML_TAG_L, eml__sig_l}, {"q", EML_TAG_Q, eml__sig_q},
    {"s", EML_TAG_S, eml__sig_s}, {"t", EML_TAG_T, eml__sig_t},
    {"x", EML_TAG_X, eml__sig_x}, {"z", EML_TAG_Z, eml__sig_z},
};

/* In A-labels, or as it stands when it cannot be: RFC 8616 section 5 has both
 * kinds in d= and i=. */
static eml_span
ascii_of(eml_span domain, uint8_t room[EML_IDN_MAX])
{
    eml_span out = domain;

    (void)eml_idn_to_ascii(domain, room, &out);
    return out;
}

/* "the same as, or a subdomain of" */
bool
eml__domain_under(eml_span domain, eml_span parent, bool *same)
{
    uint8_t room[2][EML_IDN_MAX];
    size_t n;

    domain = ascii_of(domain, room[0]);
    parent = ascii_of(parent, room[1]);
    n = domain.n - parent.n;
    *same = n == 0;
    if (domain.n < parent.n ||
        !eml_span_eq_fold(eml__tag_span(domain.p + n, domain.p + domain.n),
                          parent))
        return false;
    return n == 0 || domain.p[n - 1] == '.';
}

static void
check(eml__sig *s, eml_span body)
{
    eml_signature *o = s->out;
    uint32_t t = o->tags;
    size_t want = o->hash == EML_HASH_SHA1 ? 20 : 32;
    bool same;

    (void)body;
    if (t & EML_TAG_H && !eml__sig_lists(o->fields, EML_LIT("from")))
        (void)eml_find(s->cx, EML_E_DKIM_FROM, o->fields.p, o->fields.n);
    if (!(t & EML_TAG_I))
        o->auid_domain = o->domain;
    else if (t & EML_TAG_D &&
             !eml__domain_under(o->auid_domain, o->domain, &same))
        (void)eml_find(s->cx, EML_E_DKIM_AUID_DOMAIN, o->auid.p, o->auid.n);
    if (t & EML_TAG_T && t & EML_TAG_X && o->expires <= o->time)
        (void)eml_find(s->cx, EML_E_DKIM_EXPIRES, s->x_at.p, s->x_at.n);
    if (t & EML_TAG_A && t & EML_TAG_BH && o->body_hash_len != want)
        (void)eml_find(s->cx, EML_E_DKIM_HASH_LENGTH, s->bh_at.p, s->bh_at.n);
}

const eml__sig_kind eml__sig_dkim = {
    .field = "DKIM-Signature",
    .tags = tags,
    .num_tags = sizeof tags / sizeof *tags,
    .required = EML_TAG_V | EML_TAG_A | EML_TAG_B | EML_TAG_BH | EML_TAG_D |
                EML_TAG_H | EML_TAG_S,
    .needed =
        EML_TAG_A | EML_TAG_B | EML_TAG_BH | EML_TAG_D | EML_TAG_H | EML_TAG_S,
    .spoils = EML_TAG_C | EML_TAG_L | EML_TAG_Q,
    .missing = EML_E_DKIM_MISSING,
    .check = check,
};
