/* Any bytes as an mbox in memory. The messages' spans tile it; unquoting takes
 * out as many bytes as there are quotes; a message that can be written is read
 * back as it was. First byte: the variant; bit 7 the line ends of writing. */
#include "fuzz/fuzz_cx.h"

#include "eml/mbox.h"

static void
check_written(fuzz_cx *f, eml_mbox_variant v, eml_span message)
{
    eml_out o = {.arena = &f->arena};
    eml_cx cx = {.arena = &f->arena, .newline = f->cx.newline};
    eml_mbox_message m;
    eml_span back;
    size_t cursor = 0;
    int rc = eml_mbox_write(&cx, v, EML_LIT("a@b"), 0, message, &o);

    if (rc != EML_OK) {
        FUZZ_CHECK(rc == EML_E_WRITE_MBOX && o.n == 0);
        return;
    }
    cx.origin = o.p;
    FUZZ_CHECK(eml_mbox_split(&cx, eml_out_view(&o), v, &cursor, &m) == EML_OK);
    FUZZ_CHECK(cx.num_diags == 0);
    FUZZ_CHECK(cursor == o.n && m.junk.n == 0 && m.blank.n);
    FUZZ_CHECK(eml_mbox_unquote(&cx, v, m.message, &back) == EML_OK);
    FUZZ_CHECK(v >= EML_MBOX_CL ? back.n >= message.n
                                : eml_span_eq(back, message));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cx f;
    eml_mbox_variant v;
    eml_mbox_message m;
    eml_span in, message;
    size_t cursor = 0, covered = 0;

    if (size < 1)
        return 0;
    v = (eml_mbox_variant)((data[0] & 0x7f) % (EML_MBOX_CL2 + 1));
    in = (eml_span){data + 1, size - 1};
    fuzz_cx_init(&f, in, EML_ALLOW_NONE, data[0] & 0x80);
    while (eml_mbox_split(&f.cx, in, v, &cursor, &m) == EML_OK) {
        const eml_span parts[4] = {m.junk, m.from, m.message, m.blank};

        FUZZ_CHECK(m.from.n || (covered == 0 && m.junk.n == in.n));
        for (int i = 0; i < 4; i++) {
            FUZZ_CHECK(parts[i].n == 0 || parts[i].p == in.p + covered);
            covered += parts[i].n;
        }
        FUZZ_CHECK(cursor == covered);
        FUZZ_CHECK(eml_mbox_unquote(&f.cx, v, m.message, &message) == EML_OK);
        /* a wrong Content-Length may cut through what looks like quoting */
        if (v != EML_MBOX_CL)
            FUZZ_CHECK(message.n + m.num_quotes == m.message.n);
        check_written(&f, v, message);
        /* one pass is enough for a fuzzer's small inputs */
        if (f.arena.taken > (size_t)1 << 24)
            break;
    }
    if (f.arena.taken <= (size_t)1 << 24)
        FUZZ_CHECK(covered == in.n);
    fuzz_cx_check(&f, in.n);
    fuzz_cx_fini(&f);
    return 0;
}
