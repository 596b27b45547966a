/* Any bytes as Authentication-Results: the same findings under every
 * relaxation; what is accepted is written, and read again as the same; taking
 * out forged fields leaves every other byte; no quoted-string is lost. First
 * byte: bit 0 ARC, bit 1 the line ends, bits 2-4 what is taken out. */
#include "fuzz/imf.h"
#include "eml/authres.h"
#include "eml/equal.h"
#include "eml/write.h"

FUZZ_APART static void
check_round(fuzz_cx *f, eml_field_id id, eml_authres *a)
{
    eml_value v = {.kind = EML_VALUE_AUTHRES, .u.authres = a}, w = v;
    eml_out out = {.arena = &f->arena};
    fuzz_cx g;
    bool same = false;
    int rc = eml_write_value(&f->cx, &v, id, true, &out);

    if (rc < 0) /* 8-bit that is no UTF-8, too long to be folded */
        return;
    fuzz_cx_init(&g, eml_out_view(&out), EML_ALLOW_NONE);
    rc = id == EML_FIELD_ARC_AUTH_RESULTS
             ? eml_aar_parse(&g.cx, g.in, &w.u.authres)
             : eml_authres_parse(&g.cx, g.in, &w.u.authres);
    /* it is not folded */
    FUZZ_CHECK(rc == EML_OK || rc == EML_E_LINE_998 || rc == EML_E_WORD_LINE);
    if (rc == EML_OK) {
        FUZZ_CHECK(eml_value_eq(&f->cx, &v, &w, &same) == EML_OK);
        FUZZ_CHECK(same);
    }
    fuzz_cx_fini(&g);
}

FUZZ_APART static void
check_tree(fuzz_cx *f, const eml_authres *a)
{
    uint32_t n = 0;
    eml_span s;

    fuzz_comments_check(f, a->comments);
    fuzz_text_check(f, &a->authserv_id, &s);
    fuzz_span_check(f, a->version);
    for (const eml_authres_result *r = a->first; r; r = r->next, n++) {
        uint32_t props = 0;

        fuzz_span_check(f, r->method);
        fuzz_span_check(f, r->method_version);
        fuzz_span_check(f, r->result);
        fuzz_text_check(f, &r->reason, &s);
        fuzz_comments_check(f, r->comments);
        for (const eml_authres_prop *p = r->props; p; p = p->next, props++) {
            fuzz_span_check(f, p->ptype);
            fuzz_span_check(f, p->property);
            fuzz_text_check(f, &p->value, &s);
        }
        FUZZ_CHECK(props == r->num_props);
    }
    FUZZ_CHECK(n == a->num_results && (!a->none || n == 0));
}

/* The next quoted-string of *rest, without its quotes; false: there is none. */
FUZZ_APART static bool
next_quoted(eml_span *rest, eml_span *inside)
{
    const uint8_t *p = rest->p, *end = p + rest->n, *from;

    while (p != end && *p != '"')
        p++;
    if (p == end)
        return false;
    for (from = ++p; p != end && *p != '"'; p++)
        p += *p == '\\' && p + 1 != end;
    *inside = (eml_span){from, (size_t)(p - from)};
    *rest = (eml_span){p + 1, p == end ? 0 : (size_t)(end - p - 1)};
    return p != end;
}

FUZZ_APART static void
check_quoted(eml_span *rest, const eml_text *t)
{
    eml_span inside;

    if (t->present && t->form == EML_TEXT_QUOTED)
        FUZZ_CHECK(next_quoted(rest, &inside) && inside.p == t->raw.p &&
                   inside.n == t->raw.n);
}

/* Where there are no comments and no addresses, the quoted-strings of the field
 * are, one after another, the values that are read as such. */
FUZZ_APART static void
check_all_quoted(eml_span in, const eml_authres *a)
{
    eml_span rest = in, inside;

    if (in.n == 0 || memchr(in.p, '(', in.n) || memchr(in.p, '@', in.n))
        return;
    check_quoted(&rest, &a->authserv_id);
    for (const eml_authres_result *r = a->first; r; r = r->next) {
        check_quoted(&rest, &r->reason);
        for (const eml_authres_prop *p = r->props; p; p = p->next)
            check_quoted(&rest, &p->value);
    }
    FUZZ_CHECK(!next_quoted(&rest, &inside));
}

FUZZ_APART static void
check_strip(eml_span in, unsigned what)
{
    static const eml_span id = {(const uint8_t *)"a.b", 3};
    fuzz_cx f;
    eml_out once, twice;
    uint32_t gone, again;

    fuzz_cx_init(&f, in, EML_ALLOW_NONE);
    once = twice = (eml_out){.arena = &f.arena};
    FUZZ_CHECK(eml_authres_strip(&f.cx, in, &id, 1, what, &once, &gone) ==
               EML_OK);
    FUZZ_CHECK(once.n <= in.n && (gone || once.n == in.n));
    FUZZ_CHECK(eml_authres_strip(&f.cx, eml_out_view(&once), &id, 1, what,
                                 &twice, &again) == EML_OK);
    FUZZ_CHECK(again == 0 && twice.n == once.n);
    fuzz_cx_fini(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t num_diags = 0;
    uint32_t allow;
    eml_span in;

    if (size < 1)
        return 0;
    in = (eml_span){data + 1, size - 1};
    for (size_t i = 0; fuzz_reading(i, size, &allow); i++) {
        eml_field_id id =
            data[0] & 1 ? EML_FIELD_ARC_AUTH_RESULTS : EML_FIELD_AUTH_RESULTS;
        eml_authres *a = NULL;
        fuzz_cx f;
        int rc;

        fuzz_cx_init(&f, in, allow);
        f.cx.newline = data[0] & 2 ? EML_NL_LF : EML_NL_CRLF;
        rc = data[0] & 1 ? eml_aar_parse(&f.cx, in, &a)
                         : eml_authres_parse(&f.cx, in, &a);
        fuzz_cx_check(&f, rc);
        FUZZ_CHECK((rc == EML_OK) == (a != NULL));
        FUZZ_CHECK(i == 0 || f.cx.num_diags == num_diags);
        num_diags = f.cx.num_diags;
        if (a) {
            check_tree(&f, a);
            if (i == 0) {
                check_all_quoted(in, a);
                check_round(&f, id, a);
            }
        }
        fuzz_cx_fini(&f);
    }
    if (fuzz_turn(0, 2, size))
        check_strip(in, data[0] >> 2 & 7);
    return 0;
}
