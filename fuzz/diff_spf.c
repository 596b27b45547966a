/* SPF records: RFC 7208 section 12. */
#include "fuzz/diff.h"
#include "eml/spf.h"

/* Comments of the grammar, and 7.2 and 7.3. */
static const int unknowable[] = {EML_E_SPF_CIDR_RANGE, EML_E_SPF_REDIRECT_TWICE,
                                 EML_E_SPF_EXP_TWICE,  EML_E_SPF_MACRO_EXP,
                                 EML_E_SPF_MACRO_ZERO, 0};

/* "name is not any known modifier", says a comment: the grammar takes what is
 * no "redirect" or "exp" for an unknown one. */
static bool
known_modifier(eml_span in)
{
    for (size_t i = 6; i < in.n; i++) {
        eml_span rest = {in.p + i, in.n - i};
        size_t n = 0;

        if (in.p[i - 1] != ' ')
            continue;
        if (rest.n > 9 &&
            eml_span_eq_fold((eml_span){rest.p, 9}, EML_LIT("redirect=")))
            n = 9;
        else if (rest.n > 4 &&
                 eml_span_eq_fold((eml_span){rest.p, 4}, EML_LIT("exp=")))
            n = 4;
        else if ((rest.n == 9 &&
                  eml_span_eq_fold(rest, EML_LIT("redirect="))) ||
                 (rest.n == 4 && eml_span_eq_fold(rest, EML_LIT("exp="))))
            return true;
        if (n) {
            oracle *o = oracle_for(EML_ABNF_UTF8);
            const uint8_t *sp = memchr(rest.p, ' ', rest.n);
            eml_span value = {rest.p + n,
                              (sp ? (size_t)(sp - rest.p) : rest.n) - n};

            if (!oracle_matches(o, oracle_rule(o, "rfc7208/domain-spec"),
                                value))
                return true;
        }
    }
    return false;
}

static int
parse(eml_cx *cx, eml_span in)
{
    return eml_spf_check_record(cx, in, NULL);
}

static const diff_target target = {
    .rule = "rfc7208/record",
    .parse = parse,
    .unknowable = unknowable,
    .skip = known_modifier,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
