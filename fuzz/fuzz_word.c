/* Any bytes as an encoded-word: what matches has its parts in order, decodes to
 * UTF-8 within bounds, and means the same when encoded again; findings lie
 * within. First byte: its place. */
#include "fuzz/memory.h"

#include "eml/utf8.h"
#include "eml/word.h"

static void
check_parts(eml_span in, const eml_word *w)
{
    FUZZ_CHECK(w->raw.p == in.p && w->raw.n <= in.n && w->raw.n >= 9);
    FUZZ_CHECK(w->charset.p == in.p + 2 && w->charset.n);
    FUZZ_CHECK(w->language.p >= w->charset.p + w->charset.n);
    FUZZ_CHECK(w->text.p >= w->language.p + w->language.n + 3 && w->text.n);
    FUZZ_CHECK(w->text.p + w->text.n + 2 == in.p + w->raw.n);
    FUZZ_CHECK(w->encoding == 'Q' || w->encoding == 'B' || w->encoding == 0);
}

/* What was decoded can be encoded and gives itself back. */
static void
check_again(eml_cx *cx, eml_span text, eml_word_place place)
{
    static const uint8_t forms[] = {EML_TEXT_UNSTRUCTURED, EML_TEXT_COMMENT,
                                    EML_TEXT_PHRASE};
    eml_out out = {.arena = cx->arena};
    eml_text t = {EML_NONE, forms[place], true, false};
    eml_cx quiet = {.arena = cx->arena};
    eml_span back;
    int rc = eml_word_encode(&quiet, text, place, &out);

    if (rc == EML_E_WRITE_LINE || rc == EML_E_WRITE_NUL)
        return;
    FUZZ_CHECK(rc == EML_OK);
    t.raw = eml_out_view(&out);
    FUZZ_CHECK(eml_text_get(cx, &t, &back) == EML_OK);
    FUZZ_CHECK(eml_span_eq(back, text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_diag diags[16];
    eml_arena a;
    eml_cx cx = {.origin = data, .arena = &a, .diags = diags, .diags_cap = 16};
    eml_out out = {.arena = &a};
    eml_word_place place;
    eml_span in;
    eml_word w;

    if (!size)
        return 0;
    place = (eml_word_place)(data[0] % 3);
    in = (eml_span){data + 1, size - 1};
    if (!eml_word_match(in, &w))
        return 0;
    check_parts(in, &w);
    eml_arena_init(&a, &fuzz_memory, 0);
    eml_word_check(&cx, &w, place);
    FUZZ_CHECK(cx.num_diags <= 16);
    for (size_t i = 0; i < cx.num_diags; i++)
        FUZZ_CHECK(diags[i].off >= 1 &&
                   diags[i].off + diags[i].len <= 1 + w.raw.n);
    FUZZ_CHECK(eml_word_decode(&cx, &w, &out) == EML_OK);
    FUZZ_CHECK(out.n <= 3 * w.raw.n);
    FUZZ_CHECK(eml_utf8_valid(eml_out_view(&out)) == out.n);
    check_again(&cx, eml_out_view(&out), place);
    eml_arena_fini(&a);
    return 0;
}
