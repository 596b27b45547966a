/* Any bytes as an SPF record: findings in place, terms in order, and what is
 * one is written and read again as the same. */
#include "eml/spf.h"
#include "fuzz/imf.h"

static bool
same_term(const eml_spf_term *a, const eml_spf_term *b)
{
    return a->kind == b->kind && a->qualifier == b->qualifier &&
           (a->kind != EML_SPF_UNKNOWN || eml_span_eq(a->name, b->name)) &&
           a->has_value == b->has_value && eml_span_eq(a->value, b->value) &&
           a->cidr4 == b->cidr4 && a->cidr6 == b->cidr6 &&
           memcmp(&a->ip, &b->ip, sizeof a->ip) == 0;
}

static void
check_pieces(eml_span in)
{
    while (in.n) {
        eml_spf_piece p;
        size_t n = in.n;

        FUZZ_CHECK(eml_spf_piece_next(&in, &p) == EML_OK);
        FUZZ_CHECK(in.n < n);
    }
}

static void
check_written(const eml_spf_record *r)
{
    static uint8_t room[2][4096];
    eml_out out = {.p = room[0], .cap = sizeof room[0]}, twice = {0};
    eml_spf_record *again = NULL;
    const eml_spf_term *a, *b;
    fuzz_cx f;

    FUZZ_CHECK(eml_spf_write(r->first, &out) == EML_OK);
    fuzz_cx_init(&f, eml_out_view(&out), 0);
    FUZZ_CHECK(eml_spf_parse(&f.cx, eml_out_view(&out), &again) == EML_OK);
    FUZZ_CHECK(again->num_terms == r->num_terms);
    for (a = r->first, b = again->first; a; a = a->next, b = b->next)
        FUZZ_CHECK(same_term(a, b));
    twice = (eml_out){.p = room[1], .cap = sizeof room[1]};
    FUZZ_CHECK(eml_spf_write(again->first, &twice) == EML_OK);
    FUZZ_CHECK(eml_span_eq(eml_out_view(&out), eml_out_view(&twice)));
    fuzz_cx_fini(&f);
}

static void
check_record(fuzz_cx *f, eml_span in, const eml_spf_record *r)
{
    const uint8_t *last = in.p;
    eml_span rest = in;
    eml_spf_term t;
    int rc = EML_OK;

    FUZZ_CHECK(eml_spf_is_record(in) && eml_spf_terms(&rest));
    for (const eml_spf_term *x = r->first; x; x = x->next) {
        fuzz_span_check(f, x->raw);
        FUZZ_CHECK(x->raw.p > last);
        last = x->raw.p;
        FUZZ_CHECK(eml_spf_next(&f->cx, &rest, &t) == EML_OK);
        FUZZ_CHECK(same_term(x, &t));
        if (x->has_value)
            check_pieces(x->value);
    }
    rc = eml_spf_next(&f->cx, &rest, &t);
    FUZZ_CHECK(rc == EML_END && rest.n == 0);
    check_written(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span in = {data, size};
    eml_spf_record *r = NULL;
    fuzz_cx f, g;
    int rc;

    if (size > 1024)
        return 0;
    fuzz_cx_init(&f, in, 0);
    rc = eml_spf_parse(&f.cx, in, &r);
    fuzz_cx_check(&f, rc);
    FUZZ_CHECK((rc == EML_OK) == (r != NULL));
    fuzz_cx_init(&g, in, 0);
    FUZZ_CHECK(eml_spf_check_record(&g.cx, in, NULL) == rc);
    fuzz_cx_same(&f, &g);
    fuzz_cx_fini(&g);
    if (r)
        check_record(&f, in, r);
    fuzz_cx_init(&g, in, 0);
    fuzz_cx_check(&g, eml_spf_explain_check(&g.cx, in));
    if (!g.cx.num_diags)
        check_pieces(in);
    fuzz_cx_fini(&g);
    fuzz_cx_fini(&f);
    return 0;
}
