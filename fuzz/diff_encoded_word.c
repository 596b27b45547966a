/* Encoded-words: RFC 2047 section 2 and 4, RFC 2231 section 5. What
 * eml_word_match takes as a whole is an encoded-word by the grammar; and one in
 * B or Q in which eml_word_check finds no fault of the encoding is one by what
 * section 4 says of that encoding. */
#include "eml/word.h"
#include "fuzz/diff.h"

/* 1: a finding of the encoding itself; 0: none; -1: the language is no language
 * tag, which is a warning to the parser and no encoded-word to the grammar. */
static int
is_faulty(eml_span in, const eml_word *w)
{
    eml_diag diags[DIFF_DIAGS];
    eml_cx cx = {.origin = in.p, .diags = diags, .diags_cap = DIFF_DIAGS};
    int bad = 0;
    size_t n;

    eml_word_check(&cx, w, EML_WORD_TEXT);
    n = cx.num_diags < DIFF_DIAGS ? cx.num_diags : DIFF_DIAGS;
    for (size_t i = 0; i < n; i++)
        if (diags[i].code == EML_E_WORD_LANGUAGE)
            return -1;
        else if (diags[i].code == EML_E_WORD_B ||
                 diags[i].code == EML_E_WORD_Q ||
                 diags[i].code == EML_E_WORD_CHAR)
            bad = 1;
    return bad;
}

static void
compare(eml_span in)
{
    oracle *o = oracle_for(0);
    eml_word w = {.encoding = 0};
    bool whole = eml_word_match(in, &w) && w.raw.n == in.n;
    int bad = whole ? is_faulty(in, &w) : 0;

    if (bad < 0)
        return;
    FUZZ_CHECK(whole ==
               oracle_matches(o, oracle_rule(o, "rfc2047/encoded-word"), in));
    if (whole && w.encoding == 'B')
        FUZZ_CHECK(!bad ==
                   oracle_matches(o, oracle_rule(o, "rfc2047/b-word"), in));
    if (whole && w.encoding == 'Q')
        FUZZ_CHECK(!bad ==
                   oracle_matches(o, oracle_rule(o, "rfc2047/q-word"), in));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const rules[] = {"rfc2047/encoded-word",
                                        "rfc2047/b-word", "rfc2047/q-word"};
    uint8_t room[DIFF_MAX];
    eml_out out = {.p = room, .cap = sizeof room};
    eml_span in = {data + 1, size - 1};

    if (size < 4 || size > DIFF_MAX)
        return 0;
    if (data[0] & 1) {
        oracle *o = oracle_for(0);

        oracle_derive(o, oracle_rule(o, rules[data[0] / 8 % 3]),
                      (eml_span){data + 4, size - 4}, 100, &out);
        if (data[0] & 4)
            diff_change_(data + 1, &out);
        in = fuzz_copy(0, eml_out_view(&out));
    }
    compare(in);
    return 0;
}
