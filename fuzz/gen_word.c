/* The fuzzer's bytes are a text and a place: encoding it never fails, gives
 * words of at most 75 bytes without fault, and decodes to the text. */
#include "fuzz/memory.h"

#include "eml/utf8.h"
#include "eml/word.h"

/* Valid UTF-8 without NUL, CR and LF, made of any bytes. */
static eml_span
make_text(eml_span in, eml_out *out)
{
    size_t n = 0;

    (void)eml_utf8_clean(in, out);
    for (size_t i = 0; i < out->n; i++)
        if (out->p[i] && out->p[i] != '\r' && out->p[i] != '\n')
            out->p[n++] = out->p[i];
    out->n = n;
    return eml_out_view(out);
}

/* Each word is right; between two there is one SP. */
static void
check_words(eml_cx *cx, eml_span in, eml_word_place place)
{
    eml_word w;

    cx->origin = in.p;
    while (in.n) {
        FUZZ_CHECK(eml_word_match(in, &w) && w.raw.n <= 75);
        eml_word_check(cx, &w, place);
        in.p += w.raw.n;
        in.n -= w.raw.n;
        if (in.n) {
            FUZZ_CHECK(*in.p == ' ' && in.n > 1);
            in.p++;
            in.n--;
        }
    }
    FUZZ_CHECK(cx->err.code == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t forms[] = {EML_TEXT_UNSTRUCTURED, EML_TEXT_COMMENT,
                                    EML_TEXT_PHRASE};
    eml_arena a;
    eml_cx cx = {.arena = &a};
    eml_out text = {.arena = &a}, out = {.arena = &a}, again = {.arena = &a};
    eml_text t = {.present = true};
    eml_word_place place;
    eml_span in, back;

    if (!size)
        return 0;
    eml_arena_init(&a, &fuzz_memory, 0);
    place = (eml_word_place)(data[0] % 3);
    in = make_text((eml_span){data + 1, size - 1}, &text);
    FUZZ_CHECK(eml_word_encode(&cx, in, place, &out) == EML_OK);
    if (fuzz_turn(0, 2, size)) {
        FUZZ_CHECK(eml_word_encode(&cx, in, place, &again) == EML_OK);
        FUZZ_CHECK(eml_span_eq(eml_out_view(&out), eml_out_view(&again)));
    }
    t.raw = eml_out_view(&out);
    t.form = forms[place];
    FUZZ_CHECK(eml_text_get(&cx, &t, &back) == EML_OK);
    FUZZ_CHECK(eml_span_eq(back, in));
    if (fuzz_turn(1, 2, size))
        check_words(&cx, eml_out_view(&out), place);
    eml_arena_fini(&a);
    return 0;
}
