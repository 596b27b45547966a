/* Any bytes as a Received-SPF field: findings in place; what is read is written
 * and read again as the same. */
#include "eml/received_spf.h"
#include "fuzz/imf.h"

static void
plain(fuzz_cx *f, const eml_text *t, eml_text *out)
{
    eml_span s;

    fuzz_text_check(f, t, &s);
    *out = (eml_text)EML_TEXT_OF(s);
}

static void
check_written(fuzz_cx *f, const eml_received_spf *r)
{
    static uint8_t room[8192];
    static eml_received_spf_pair pairs[300];
    eml_out out = {.p = room, .cap = sizeof room};
    eml_received_spf copy = *r, *again = NULL;
    eml_comment comment = {0};
    size_t n = 0;
    int rc;
    fuzz_cx g;

    for (const eml_received_spf_pair *p = r->first; p; p = p->next, n++) {
        if (n == sizeof pairs / sizeof *pairs)
            return;
        pairs[n].key = p->key;
        pairs[n].next = p->next ? &pairs[n + 1] : NULL;
        plain(f, &p->value, &pairs[n].value);
    }
    copy.first = n ? pairs : NULL;
    copy.comments = r->comments ? &comment : NULL;
    if (r->comments)
        plain(f, &r->comments->text, &comment.text);
    rc = eml_received_spf_write(&copy, &out);
    FUZZ_CHECK(rc <= 0);
    if (rc < 0)
        return;
    /* what looks like an encoded-word is as long as it is (RFC 2047 2) */
    fuzz_cx_init(&g, (eml_span){room + 13, out.n - 15}, EML_ALLOW_WORD);
    FUZZ_CHECK(eml_received_spf_parse(&g.cx, g.in, &again) == EML_OK);
    FUZZ_CHECK(again->result == r->result && again->num_pairs == n);
    n = 0;
    for (const eml_received_spf_pair *p = again->first; p; p = p->next, n++) {
        FUZZ_CHECK(eml_span_eq(p->key, pairs[n].key));
        FUZZ_CHECK(fuzz_same_text(f, &pairs[n].value, &g, &p->value));
    }
    fuzz_cx_fini(&g);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint32_t allow[] = {EML_ALLOW_NONE, EML_ALLOW_WILD};
    size_t num_diags = 0;

    if (size > 1024)
        return 0;
    for (size_t i = 0; i < 2; i++) {
        eml_span in = {data, size};
        eml_received_spf *r = NULL;
        fuzz_cx f;
        int rc;

        fuzz_cx_init(&f, in, allow[i]);
        rc = eml_received_spf_parse(&f.cx, in, &r);
        fuzz_cx_check(&f, rc);
        FUZZ_CHECK((rc == EML_OK) == (r != NULL));
        FUZZ_CHECK(i == 0 || f.cx.num_diags == num_diags);
        num_diags = f.cx.num_diags;
        if (r) {
            fuzz_comments_check(&f, r->comments);
            check_written(&f, r);
        }
        fuzz_cx_fini(&f);
    }
    return 0;
}
