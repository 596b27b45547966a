/* Messages of a repeated piece (cost.h) through the machines of DKIM and ARC:
 * memory and bytes hashed stay in bounds of the size. First byte: which. */
#include "fuzz/cost.h"
#include "tests/auth_drive.h"

static void
run(void *user, eml_cx *cx, eml_span in)
{
    static const char key[] = "k=rsa;p=QUFB";
    uint8_t what = *(const uint8_t *)user;
    auth_drive d = {.kind = (enum auth_drive_kind)(what & 3),
                    .flags = what >> 3,
                    .dns = {(const uint8_t *)key, sizeof key - 1},
                    .from = cx->arena->from};
    chunk_plan once = {0};
    chunk_result r = {0};

    auth_drive_run(&d, in.p, in.n, &once, &r);
    /* 20 signatures of all fields; a chain of 50 sets, each of all before it */
    FUZZ_CHECK(d.fed <= 110 * (in.n + 4096));
    free(once.held);
    chunk_result_fini(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t what;

    if (size < 2)
        return 0;
    what = data[0];
    cost_compare(run, &what, (eml_span){data + 1, size - 1}, 256);
    return 0;
}
