/* ARC-Message-Signature and ARC-Seal: RFC 8617 sections 3.9, 4.1.2, 4.1.3. */
#include "parsers/auth/signature_int.h"
#include "parsers/auth/tag_int.h"

enum { INSTANCE_MAX = 50 }; /* 4.2.1 */

static bool
bad(eml__sig *s, int code, eml_span at)
{
    (void)eml_find(s->cx, code, at.p, at.n);
    return false;
}

/* Behind the comments and white space at p; p itself when a comment is not
 * closed. Nesting is counted (RFC 5322 section 3.2.2). */
static const uint8_t *
cfws(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *from = p;
    size_t depth = 0;

    for (; p != end; p++) {
        if (*p == '(')
            depth++;
        else if (depth && *p == ')')
            depth--;
        else if (depth && *p == '\\' && p + 1 != end)
            p++;
        else if (!depth && !eml__tag_blank(*p))
            break;
    }
    return depth ? from : p;
}

/* position = 1*2DIGIT ; 1 - 50, CFWS around it */
static bool
position(eml_span in, uint32_t *out)
{
    const uint8_t *end = in.p + in.n, *p = cfws(in.p, end), *q = p;
    uint64_t v;

    while (q != end && eml__is(*q, EML__DIGIT))
        q++;
    if (!eml__digits(eml__tag_span(p, q), 2, &v) || v < 1 || v > INSTANCE_MAX ||
        cfws(q, end) != end)
        return false;
    *out = (uint32_t)v;
    return true;
}

int
eml_arc_instance(eml_cx *cx, eml_span body, uint32_t *instance,
                 eml_span *payload)
{
    const uint8_t *end = body.p + body.n, *p = cfws(body.p, end), *q;

    if (p != end && *p == 'i') {
        p = cfws(p + 1, end);
        if (p != end && *p == '=') {
            q = cfws(p + 1, end);
            while (q != end && eml__is(*q, EML__DIGIT))
                q++;
            q = cfws(q, end);
            if (q != end && *q == ';' &&
                position(eml__tag_span(p + 1, q), instance)) {
                *payload = eml__tag_span(q + 1, end);
                return EML_OK;
            }
        }
    }
    return eml_fail(cx, EML_E_ARC_INSTANCE, body.p, body.n);
}

static bool
instance(eml__sig *s, eml_span value)
{
    if (position(value, &s->out->instance))
        return true;
    return bad(s, EML_E_ARC_INSTANCE, value);
}

/* chain-status = ("none" / "fail" / "pass") */
static bool
chain_status(eml__sig *s, eml_span value)
{
    static const struct {
        eml_span name;
        uint8_t cv;
    } all[] = {{{(const uint8_t *)"none", 4}, EML_ARC_CV_NONE},
               {{(const uint8_t *)"fail", 4}, EML_ARC_CV_FAIL},
               {{(const uint8_t *)"pass", 4}, EML_ARC_CV_PASS}};
    const uint8_t *end = value.p + value.n, *p = cfws(value.p, end);

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if ((size_t)(end - p) >= all[i].name.n &&
            eml_span_eq_fold(eml__tag_span(p, p + all[i].name.n),
                             all[i].name) &&
            cfws(p + all[i].name.n, end) == end) {
            s->out->cv = all[i].cv;
            return true;
        }
    return bad(s, EML_E_ARC_CV, value);
}

static const eml__sig_tag ams_tags[] = {
    {"a", EML_TAG_A, eml__sig_a},    {"b", EML_TAG_B, eml__sig_b},
    {"bh", EML_TAG_BH, eml__sig_bh}, {"c", EML_TAG_C, eml__sig_c},
    {"d", EML_TAG_D, eml__sig_d},    {"h", EML_TAG_H, eml__sig_h},
    {"i", EML_TAG_I, instance},      {"l", EML_TAG_L, eml__sig_l},
    {"q", EML_TAG_Q, eml__sig_q},    {"s", EML_TAG_S, eml__sig_s},
    {"t", EML_TAG_T, eml__sig_t},    {"x", EML_TAG_X, eml__sig_x},
    {"z", EML_TAG_Z, eml__sig_z},
};

static const eml__sig_tag seal_tags[] = {
    {"a", EML_TAG_A, eml__sig_a},     {"b", EML_TAG_B, eml__sig_b},
    {"cv", EML_TAG_CV, chain_status}, {"d", EML_TAG_D, eml__sig_d},
    {"h", EML_TAG_H, NULL},           {"i", EML_TAG_I, instance},
    {"s", EML_TAG_S, eml__sig_s},     {"t", EML_TAG_T, eml__sig_t},
};

static void
check_ams(eml__sig *s, eml_span body)
{
    eml_signature *o = s->out;
    uint32_t t = o->tags;
    size_t want = o->hash == EML_HASH_SHA1 ? 20 : 32;

    (void)body;
    if (t & EML_TAG_T && t & EML_TAG_X && o->expires <= o->time)
        (void)eml_find(s->cx, EML_E_DKIM_EXPIRES, s->x_at.p, s->x_at.n);
    if (t & EML_TAG_A && t & EML_TAG_BH && o->body_hash_len != want)
        (void)eml_find(s->cx, EML_E_DKIM_HASH_LENGTH, s->bh_at.p, s->bh_at.n);
    if (!(t & EML_TAG_H))
        return;
    /* "ARC-related header fields MUST NOT be included", 4.1.2. What a validator
     * overlooks (doc/rulings.md) comes last. */
    if (eml__sig_lists(o->fields, EML_LIT("arc-seal")))
        (void)eml_find(s->cx, EML_E_ARC_SIGNS_SEAL, o->fields.p, o->fields.n);
    if (eml__sig_lists(o->fields, EML_LIT("arc-authentication-results")) ||
        eml__sig_lists(o->fields, EML_LIT("arc-message-signature")))
        (void)eml_find(s->cx, EML_E_ARC_SIGNS_ARC, o->fields.p, o->fields.n);
    if (eml__sig_lists(o->fields, EML_LIT("authentication-results")))
        (void)eml_find(s->cx, EML_E_ARC_SIGNS_RESULTS, o->fields.p,
                       o->fields.n);
    /* "the same syntax and semantics as the DKIM-Signature field" */
    if (!eml__sig_lists(o->fields, EML_LIT("from")))
        (void)eml_find(s->cx, EML_E_ARC_FROM, o->fields.p, o->fields.n);
}

static void
check_seal(eml__sig *s, eml_span body)
{
    (void)body;
    s->out->header_canon = EML_CANON_RELAXED;
}

const eml__sig_kind eml__sig_ams = {
    .field = "ARC-Message-Signature",
    .tags = ams_tags,
    .num_tags = sizeof ams_tags / sizeof *ams_tags,
    .required = EML_TAG_I | EML_TAG_A | EML_TAG_B | EML_TAG_BH | EML_TAG_D |
                EML_TAG_H | EML_TAG_S,
    .needed = EML_TAG_I | EML_TAG_A | EML_TAG_B | EML_TAG_BH | EML_TAG_D |
              EML_TAG_H | EML_TAG_S,
    .spoils = EML_TAG_C | EML_TAG_L | EML_TAG_Q,
    .missing = EML_E_ARC_MISSING,
    .check = check_ams,
};

const eml__sig_kind eml__sig_seal = {
    .field = "ARC-Seal",
    .tags = seal_tags,
    .num_tags = sizeof seal_tags / sizeof *seal_tags,
    .required =
        EML_TAG_I | EML_TAG_CV | EML_TAG_A | EML_TAG_B | EML_TAG_D | EML_TAG_S,
    .needed =
        EML_TAG_I | EML_TAG_CV | EML_TAG_A | EML_TAG_B | EML_TAG_D | EML_TAG_S,
    .forbidden = EML_TAG_H,
    .missing = EML_E_ARC_MISSING,
    .forbids = EML_E_ARC_SEAL_H,
    .check = check_seal,
};
