/* Any bytes as a signature (RFC 6376 3.5, RFC 8617 4.1): values lie in the
 * field; what is accepted is written and reads back as it was; z= ends. A
 * DKIM-Signature that is accepted signs From (5.4). */
#include "eml/signature.h"
#include "fuzz/fuzz_cx.h"

static bool
same(eml_span a, eml_span b)
{
    return eml_span_eq(a, b);
}

/* h= as it is written: without white space. */
static eml_span
squeezed(fuzz_cx *f, eml_span in)
{
    eml_out out = {.arena = &f->arena};
    eml_span item;
    bool first = true;

    while (eml_tag_item(&in, ':', &item)) {
        if (!first)
            eml_out_byte(&out, ':');
        first = false;
        eml_out_span(&out, item);
    }
    return eml_out_view(&out);
}

static void
check_written(fuzz_cx *f, const eml_signature *sig)
{
    eml_signature s = *sig, again;
    eml_out out = {.arena = &f->arena};
    eml_cx cx = {.arena = &f->arena};
    size_t head = eml_signature_field(s.kind).n + 1;
    int rc;

    s.fields = squeezed(f, s.fields);
    if (s.body_len == UINT64_MAX) /* was larger */
        s.tags &= ~(uint32_t)EML_TAG_L;
    s.copied = s.query = EML_NONE; /* may have folds */
    rc = eml_signature_write(&f->cx, &s, &out);
    if (rc == EML_E_WRITE_LONG)
        return;
    FUZZ_CHECK(rc == EML_OK);
    cx.origin = out.p;
    FUZZ_CHECK(eml_signature_parse(&cx, s.kind,
                                   (eml_span){out.p + head, out.n - head - 2},
                                   &again) == EML_OK);
    FUZZ_CHECK(again.readable && same(again.domain, s.domain) &&
               same(again.selector, s.selector) && same(again.auid, s.auid) &&
               same(again.signature, s.signature) &&
               same(squeezed(f, again.fields), s.fields) &&
               again.time == s.time && again.instance == s.instance &&
               again.cv == s.cv && again.body_hash_len == s.body_hash_len);
}

/* "The From header field MUST be signed" (5.4): it is in h=, and with another
 * name there the signature is not accepted. */
static void
check_from(fuzz_cx *f, eml_span in, eml_span fields)
{
    uint8_t *p = fuzz_room(0, in.n);
    eml_span item;
    eml_cx cx = {.origin = p, .newline = f->cx.newline, .arena = &f->arena};
    eml_signature s;
    unsigned num = 0;

    memcpy(p, in.p, in.n);
    while (eml_tag_item(&fields, ':', &item))
        if (item.n == 4 && (item.p[0] | 32) == 'f' && (item.p[1] | 32) == 'r' &&
            (item.p[2] | 32) == 'o' && (item.p[3] | 32) == 'm') {
            p[item.p - in.p] = 'x';
            num++;
        }
    FUZZ_CHECK(num);
    FUZZ_CHECK(eml_signature_parse(&cx, EML_SIGNATURE_DKIM, (eml_span){p, in.n},
                                   &s) != EML_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_signature s;
    eml_span in, rest, name, value;
    fuzz_cx f;
    int rc;

    if (size < 1)
        return 0;
    in = (eml_span){data + 1, size - 1};
    fuzz_cx_init(&f, in, 0, data[0] & 4);
    rc = eml_signature_parse(&f.cx, (eml_signature_kind)((data[0] & 3) % 3), in,
                             &s);
    FUZZ_CHECK(rc == EML_OK || f.cx.num_diags);
    fuzz_cx_check(&f, in.n);
    FUZZ_CHECK(fuzz_within(s.domain, in) && fuzz_within(s.selector, in));
    FUZZ_CHECK(fuzz_within(s.b_value, in) && fuzz_within(s.fields, in));
    FUZZ_CHECK(fuzz_within(s.auid, in) && fuzz_within(s.auid_domain, in));
    FUZZ_CHECK(rc != EML_OK || s.readable);
    if (rc == EML_OK && s.kind == EML_SIGNATURE_DKIM)
        check_from(&f, in, s.fields);
    for (rest = s.copied;
         eml_signature_copy(&f.cx, &rest, &name, &value) == EML_OK;)
        FUZZ_CHECK(fuzz_within(name, in) && name.n);
    if (rc == EML_OK)
        check_written(&f, &s);
    fuzz_cx_fini(&f);
    return 0;
}
