/* Any bytes as parameters. Names and raw spans lie in the input, in order;
 * values are UTF-8; what is read and found is the same whatever is allowed;
 * what was read, written plainly or in sections, reads as itself without a
 * finding. First byte: bit 0 the line ends, bits 1 to 3 a limit. */
#include "fuzz/fuzz_cx.h"

#include "core/cclass.h"
#include "eml/utf8.h"
#include "parsers/mime/mime_values.h"

FUZZ_APART static void
check_list(eml_span in, const eml_param *p)
{
    for (; p; p = p->next) {
        FUZZ_CHECK(p->name.n && fuzz_within(p->name, in));
        FUZZ_CHECK(p->raw.n && fuzz_within(p->raw, in));
        FUZZ_CHECK(p->raw.p == p->name.p);
        FUZZ_CHECK(p->quoted || fuzz_within(p->charset, in));
        FUZZ_CHECK(p->quoted || fuzz_within(p->language, in));
        FUZZ_CHECK(p->extended || (!p->charset.n && !p->language.n));
        FUZZ_CHECK(eml_utf8_valid(p->value) == p->value.n);
        if (p->next)
            FUZZ_CHECK(p->raw.p < p->next->raw.p);
    }
}

FUZZ_APART static void
check_same(const eml_param *p, const eml_param *q)
{
    for (; p && q; p = p->next, q = q->next) {
        FUZZ_CHECK(eml_span_eq(p->name, q->name));
        FUZZ_CHECK(eml_span_eq(p->value, q->value));
        FUZZ_CHECK(p->extended == q->extended && p->quoted == q->quoted);
    }
    FUZZ_CHECK(!p && !q);
}

/* RFC 2045 section 5.1: without a finding no name is there twice, but for a
 * plain value beside an extended one. */
FUZZ_APART static void
check_names(const eml_param *p)
{
    for (; p; p = p->next)
        for (const eml_param *q = p->next; q; q = q->next)
            FUZZ_CHECK(p->extended != q->extended ||
                       !eml_span_eq_fold(p->name, q->name));
}

/* name=value as RFC 2231 section 7 has it; `how` is what stands between. */
FUZZ_APART static void
put(eml_out *o, const eml_param *p, eml_span how, eml_span value)
{
    static const char hex[] = "0123456789ABCDEF";

    eml_out_span(o, EML_LIT("; "));
    eml_out_span(o, p->name);
    eml_out_span(o, how);
    for (size_t i = 0; i < value.n; i++) {
        uint8_t c = value.p[i];

        if (eml__is(c, EML__ATTR)) {
            eml_out_byte(o, c);
        } else {
            eml_out_byte(o, '%');
            eml_out_byte(o, (uint8_t)hex[c >> 4]);
            eml_out_byte(o, (uint8_t)hex[c & 15]);
        }
    }
}

FUZZ_APART static bool
is_attribute(eml_span name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!eml__is(name.p[i], EML__ATTR))
            return false;
    return true;
}

FUZZ_APART static void
check_one(fuzz_cx *f, const eml_param *p, eml_span written)
{
    eml_cx cx = {.arena = &f->arena, .origin = written.p};
    eml_param *q = NULL;

    FUZZ_CHECK(eml__params(&cx, written, NULL, &q) == EML_OK);
    FUZZ_CHECK(cx.num_diags == 0);
    FUZZ_CHECK(q && !q->next && q->extended);
    FUZZ_CHECK(eml_span_eq(q->name, p->name));
    FUZZ_CHECK(eml_span_eq(q->value, p->value));
}

/* Each parameter by itself, whole or in two sections, of which the second comes
 * first: they are joined by number (RFC 2231 section 3). */
FUZZ_APART static void
check_again(fuzz_cx *f, const eml_param *p, size_t size)
{
    for (size_t i = size; p; p = p->next, i++) {
        eml_out whole = {.arena = &f->arena}, cut = {.arena = &f->arena};
        size_t n = p->value.n / 2;

        if (!is_attribute(p->name))
            continue;
        if (fuzz_turn(0, 4, i)) {
            put(&whole, p, EML_LIT("*=utf-8'en'"), p->value);
            check_one(f, p, eml_out_view(&whole));
        }
        if (fuzz_turn(2, 4, i)) {
            put(&cut, p, EML_LIT("*1*="),
                (eml_span){p->value.p + n, p->value.n - n});
            put(&cut, p, EML_LIT("*0*=utf-8'en'"), (eml_span){p->value.p, n});
            check_one(f, p, eml_out_view(&cut));
        }
    }
}

/* What anybody may call fails when it found an error. */
FUZZ_APART static void
check_public(fuzz_cx *f, eml_span in, const eml_param *p)
{
    eml_param *q = NULL;
    int rc;

    f->cx.num_diags = 0;
    f->cx.err.code = 0;
    rc = eml_params_parse(&f->cx, in, &q);
    FUZZ_CHECK((rc == EML_OK) == (f->cx.err.code == 0));
    if (rc == EML_OK)
        check_same(p, q);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cx strict, wild;
    eml_limits limits = {.params = 0};
    eml_param *p = NULL, *q = NULL;
    eml_comment *first = NULL, **link = &first;
    eml_span in;

    if (size < 1)
        return 0;
    in = (eml_span){data + 1, size - 1};
    limits.params = data[0] >> 1 & 7;
    fuzz_cx_init(&strict, in, EML_ALLOW_NONE, data[0] & 1);
    fuzz_cx_init(&wild, in, EML_ALLOW_WILD, data[0] & 1);
    strict.cx.limits = wild.cx.limits = &limits;
    FUZZ_CHECK(eml__params(&strict.cx, in, &link, &p) == EML_OK);
    fuzz_cx_check(&strict, in.n);
    check_list(in, p);
    if (!strict.cx.num_diags)
        check_names(p);
    check_again(&strict, p, size);
    if (fuzz_turn(0, 2, size)) {
        FUZZ_CHECK(eml__params(&wild.cx, in, NULL, &q) == EML_OK);
        fuzz_cx_same(&strict, &wild);
        check_same(p, q);
    }
    if (fuzz_turn(1, 2, size))
        check_public(&strict, in, p);
    fuzz_cx_fini(&strict);
    fuzz_cx_fini(&wild);
    return 0;
}
