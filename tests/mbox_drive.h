#ifndef EML_TESTS_MBOX_DRIVE_H
#define EML_TESTS_MBOX_DRIVE_H
/* mbox_drive.h -- runs the mbox machine as a chunk_plan says and writes down
 * what it does, in a form that the split of the input must not change. */
#include "eml/mbox.h"
#include "tests/chunks.h"

typedef struct mbox_drive_user {
    eml_mbox_variant variant;
    eml_cx *cx; /* its arena is used */
} mbox_drive_user;

#define MBOX_DRIVE_CHECK(c)                                                    \
    do {                                                                       \
        if (!(c)) {                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #c);            \
            abort();                                                           \
        }                                                                      \
    } while (0)

/* Out: for each run of events of one kind, the kind's letter, its offset and
 * "=" and its bytes; then the findings. Events must tile the input. */
static inline void
mbox_drive(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
           chunk_result *r)
{
    static const char letters[] = "JF+MQBE";
    mbox_drive_user *u = user;
    eml_diag diags[64];
    eml_cx cx = *u->cx;
    eml_mbox *m;
    eml_mbox_event ev;
    size_t at = 0, covered = 0;
    int before = -1;

    cx.origin = in;
    cx.diags = diags;
    cx.diags_cap = sizeof diags / sizeof diags[0];
    cx.num_diags = 0;
    m = eml_mbox_new(&cx, u->variant, 0);
    MBOX_DRIVE_CHECK(m);
    do {
        size_t take = chunk_take(plan, n - at);
        const uint8_t *piece = chunk_piece(plan, in + at, take);

        at += take;
        eml_mbox_feed(m, (eml_span){piece, take}, at == n);
        while ((r->rc = eml_mbox_next(m, &cx, &ev)) == EML_OK) {
            char head[32];
            int mergeable = ev.kind == EML_MBOX_JUNK ||
                            ev.kind == EML_MBOX_MESSAGE ||
                            ev.kind == EML_MBOX_FROM_MORE;

            MBOX_DRIVE_CHECK(ev.off == covered);
            MBOX_DRIVE_CHECK(ev.bytes.n <= n - covered);
            MBOX_DRIVE_CHECK(ev.bytes.n == 0 ||
                             memcmp(in + covered, ev.bytes.p, ev.bytes.n) == 0);
            MBOX_DRIVE_CHECK((ev.bytes.n == 0) == (ev.kind == EML_MBOX_END));
            covered += ev.bytes.n;
            if (!mergeable || before != (int)ev.kind) {
                int len = snprintf(
                    head, sizeof head, "%s%c%llu=", before < 0 ? "" : "|",
                    letters[ev.kind], (unsigned long long)ev.off);
                chunk_put(r, (const uint8_t *)head, (size_t)len);
            }
            chunk_put(r, ev.bytes.p, ev.bytes.n);
            before = (int)ev.kind;
        }
    } while (r->rc == EML_WANT_INPUT && at < n);
    if (r->rc == EML_WANT_INPUT) {
        eml_mbox_feed(m, EML_NONE, true);
        r->rc = eml_mbox_next(m, &cx, &ev);
    }
    MBOX_DRIVE_CHECK(r->rc == EML_END);
    MBOX_DRIVE_CHECK(covered == n);
    for (size_t i = 0; i < cx.num_diags && i < cx.diags_cap; i++) {
        char text[64];
        int len =
            snprintf(text, sizeof text, " %s@%llu+%u",
                     eml_code_info_get(diags[i].code)->name,
                     (unsigned long long)diags[i].off, (unsigned)diags[i].len);

        chunk_put(r, (const uint8_t *)text, (size_t)len);
    }
    r->extra = cx.num_diags;
}
#endif
