/* Ours: every message parsed whole, every field structured, every text of a
 * field made, every body decoded to UTF-8 and judged.
 *
 * `message` measures time, with one arena for all messages; `memory` measures
 * what parsing takes beyond the message, with an arena for each: the most by
 * which that is over a quarter of the message, and what it is on average. */
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
    uint64_t findings, texts, bytes;
} bench;

/* By its first line end. */
static uint8_t
newline_of(const recs_item *m)
{
    const uint8_t *lf = memchr(m->p, '\n', m->n);

    return lf && (lf == m->p || lf[-1] != '\r') ? EML_NL_LF : EML_NL_CRLF;
}

static bool
parse(bench *b, const recs_item *m, eml_cx *cx, eml_part **root)
{
    *cx = (eml_cx){
        .origin = m->p,
        .newline = newline_of(m),
        .diags = b->diags,
        .diags_cap = sizeof b->diags / sizeof *b->diags,
        .arena = &b->arena,
        .charsets = &eml_iconv_charsets,
    };
    return eml_message_parse(cx, (eml_span){m->p, m->n}, root) == EML_OK;
}

static void
one(bench *b, const recs_item *m)
{
    eml_part *root;
    eml_cx cx;

    eml_arena_reset(&b->arena);
    if (!parse(b, m, &cx, &root))
        return;
    b->bytes += touch_message(&cx, root, &b->texts);
    b->findings += cx.num_diags;
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

static void
memory(bench *b, const char *corpus)
{
    uint64_t all = 0, most = 0, at = 0;

    for (size_t i = 0; i < b->r.num; i++) {
        const recs_item *m = &b->r.item[i];
        uint64_t over = 0;
        eml_part *root;
        eml_cx cx;

        eml_arena_init(&b->arena, &eml_os_alloc, 0);
        (void)parse(b, m, &cx, &root);
        all += b->arena.taken;
        if (b->arena.taken > m->n / 4)
            over = b->arena.taken - m->n / 4;
        if (over > most) {
            most = over;
            at = i;
        }
        eml_arena_fini(&b->arena);
    }
    printf("memory\t%s\tover a quarter of a message, at most\t%llu\n", corpus,
           (unsigned long long)most);
    printf("memory\t%s\tin message\t%llu, of\t%zu\n", corpus,
           (unsigned long long)at, b->r.num ? b->r.item[at].n : 0);
    printf("memory\t%s\tfor each octet of mail\t%.3f\n", corpus,
           b->r.num_bytes ? (double)all / (double)b->r.num_bytes : 0.0);
}

int
main(int argc, char **argv)
{
    static bench b;
    bench_args args;
    int rc;

    if (bench_args_get(&args, argc, argv, "message|memory") ||
        recs_open(&b.r, args.file))
        return 2;
    if (args.what && strcmp(args.what, "memory") == 0) {
        memory(&b, args.corpus);
        recs_close(&b.r);
        return 0;
    }
    eml_arena_init(&b.arena, &eml_os_alloc, 0);
    rc = bench_run(&args, "eml", "message", b.r.num_bytes, b.r.num, pass, &b);
    fprintf(stderr, "eml: %llu findings, %llu texts, %llu bytes\n",
            (unsigned long long)b.findings, (unsigned long long)b.texts,
            (unsigned long long)b.bytes);
    eml_arena_fini(&b.arena);
    recs_close(&b.r);
    return rc ? 1 : 0;
}
