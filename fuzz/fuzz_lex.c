/* Any bytes as each token of RFC 5322 section 3.2: the reader takes what it
 * says, and what it takes is that token again. */
#include "fuzz/imf.h"
#include "parsers/imf/lex.h"

static int
read_token(eml__lex *x, uint8_t which, eml_span *out)
{
    bool simple;

    switch (which % 7) {
    case 0:
        return eml__cfws(x, NULL);
    case 1:
        eml__fws(x, NULL);
        return EML_OK;
    case 2:
        return eml__atom(x, out) ? EML_OK : EML_E_ATOM_EMPTY;
    case 3:
        return eml__dot_atom(x, out) ? EML_OK : EML_E_ATOM_EMPTY;
    case 4:
        return eml__token(x, out) ? EML_OK : EML_E_ATOM_EMPTY;
    case 5:
        return eml__at(x, '"') ? eml__quoted(x, out, &simple)
                               : EML_E_ATOM_EMPTY;
    default:
        return eml__at(x, '[') ? eml__literal(x, out, &simple)
                               : EML_E_ATOM_EMPTY;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cx f, g;
    eml_comment *c = NULL, *again = NULL;
    eml_span in, out = EML_NONE, same = EML_NONE, taken;
    eml__lex x, y;
    int rc;

    if (size < 1)
        return 0;
    in = (eml_span){data + 1, size - 1};
    fuzz_cx_init(&f, in, EML_ALLOW_NONE);
    x = eml__lex_of(&f.cx, in, &c);
    rc = read_token(&x, data[0], &out);
    FUZZ_CHECK(x.p >= in.p && x.p <= in.p + in.n);
    fuzz_comments_check(&f, c);
    if (data[0] % 7 == 0 && rc == EML_OK)
        FUZZ_CHECK(eml__past_cfws(in.p, in.p + in.n) == x.p);
    if (rc == EML_OK) {
        /* A fold at the very end needs the white space behind it: taken. */
        taken = eml__between(in.p, x.p);
        fuzz_cx_init(&g, taken, EML_ALLOW_NONE);
        y = eml__lex_of(&g.cx, taken, &again);
        FUZZ_CHECK(read_token(&y, data[0], &same) == EML_OK);
        FUZZ_CHECK(y.p == x.p && eml_span_eq(out, same));
        FUZZ_CHECK(f.cx.num_diags == g.cx.num_diags);
        fuzz_cx_fini(&g);
    }
    fuzz_cx_fini(&f);
    return 0;
}
