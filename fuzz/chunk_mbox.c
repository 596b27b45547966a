/* Any bytes as an mbox, in pieces: the split over calls changes nothing. First
 * byte: the variant; then eight bytes that choose the sizes. */
#include "fuzz/fuzz_cx.h"

#include "tests/mbox_drive.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cx f;
    mbox_drive_user u;

    if (size < 9)
        return 0;
    fuzz_cx_init(&f, (eml_span){data + 9, size - 9}, EML_ALLOW_NONE, false);
    u.variant = (eml_mbox_variant)(data[0] % (EML_MBOX_CL2 + 1));
    u.cx = &f.cx;
    FUZZ_CHECK(
        !chunk_differs_by(mbox_drive, &u, data + 9, size - 9,
                          (chunk_plan){.choices = data + 1, .num_choices = 8}));
    /* a byte at a time; of long ones the choices may say so, too */
    if (size < 128)
        FUZZ_CHECK(!chunk_differs_by(mbox_drive, &u, data + 9, size - 9,
                                     (chunk_plan){.step = 1}));
    fuzz_cx_fini(&f);
    return 0;
}
