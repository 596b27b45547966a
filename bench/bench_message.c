/* Ours: every message parsed whole, every field structured, every text of a
 * field made, every body decoded to UTF-8 and judged. */
#include "bench/recs.h"
#include "bench/timing.h"
#include "bench/touch.h"
#include "eml/iconv.h"
#include "eml/os.h"

#include <stdio.h>
#include <string.h>

typedef struct bench {
    recs r;
    eml_arena arena;
    eml_diag diags[4096];
    uint64_t findings, texts, bytes, worst_over;
} bench;

static void
one(bench *b, const recs_item *m)
{
    eml_part *root;
    eml_cx cx = {
        .origin = m->p,
        .newline = memchr(m->p, '\r', m->n) ? EML_NL_CRLF : EML_NL_LF,
        .diags = b->diags,
        .diags_cap = sizeof b->diags / sizeof *b->diags,
        .arena = &b->arena,
        .charsets = &eml_iconv_charsets,
    };

    eml_arena_reset(&b->arena);
    if (eml_message_parse(&cx, (eml_span){m->p, m->n}, &root) != EML_OK)
        return;
    b->bytes += touch_message(&cx, root, &b->texts);
    b->findings += cx.num_diags;
    if (b->arena.taken > m->n / 4 && b->arena.taken - m->n / 4 > b->worst_over)
        b->worst_over = b->arena.taken - m->n / 4;
}

static uint64_t
pass(void *user)
{
    bench *b = user;

    b->findings = b->texts = b->bytes = 0;
    for (size_t i = 0; i < b->r.num; i++)
        one(b, &b->r.item[i]);
    return b->bytes + b->findings;
}

int
main(int argc, char **argv)
{
    static bench b;
    bench_args args;
    int rc;

    if (bench_args_get(&args, argc, argv, "message") ||
        recs_open(&b.r, args.file))
        return 2;
    eml_arena_init(&b.arena, &eml_os_alloc, 0);
    rc = bench_run(&args, "eml", "message", b.r.num_bytes, b.r.num, pass, &b);
    fprintf(stderr,
            "eml: %llu findings, %llu texts, %llu bytes; arena at most a "
            "quarter of a message + %llu bytes\n",
            (unsigned long long)b.findings, (unsigned long long)b.texts,
            (unsigned long long)b.bytes, (unsigned long long)b.worst_over);
    eml_arena_fini(&b.arena);
    recs_close(&b.r);
    return rc ? 1 : 0;
}
