/* Every file of every suite, mail or not: nothing lost, nothing dependent on
 * how it is cut into pieces, and what we write of it is a fixpoint.
 *
 *     tiles     the spans of the tree are the input, each byte once
 *     chunks    the machine, fed 1, 7, 64 bytes at a time, gives the events and
 *               findings that it gives fed all at once (mails under 20 KB)
 *     fixpoint  write(parse(b)) = write(parse(write(parse(b))))
 *     meaning   what we write means what came
 *     valid     and is valid and unambiguous, if that was */
#include "conformance/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eml/equal.h"
#include "eml/write.h"

static suite_cx c;

/* ---- tiles --------------------------------------------------------------- */

static void
tiles(suite_run *r, const char *path, eml_span in, uint8_t newline)
{
    eml_part *m;
    char id[1200];
    size_t lost = 1;
    int rc;

    suite_cx_init(&c, in, EML_ALLOW_NONE);
    c.cx.newline = newline;
    rc = eml_message_parse(&c.cx, in, &m);
    if (rc == EML_OK)
        lost = eml_part_tiles(m);
    snprintf(id, sizeof id, "%s tiles%s", path,
             newline == EML_NL_LF ? "" : " CRLF");
    suite_case(r, id, rc == EML_OK && lost == 0, "%d, %zu bytes lost", rc,
               lost);
    suite_cx_fini(&c);
}

/* ---- chunks -------------------------------------------------------------- */

/* What happened, one after another, in pieces joined. */
typedef struct record {
    eml_out bytes; /* kind, depth, offset, bytes */
    eml_mime_event_kind last;
    uint32_t depth;
    size_t num_diags;
} record;

static bool
joins(eml_mime_event_kind k)
{
    return k == EML_MIME_PREAMBLE || k == EML_MIME_BODY ||
           k == EML_MIME_EPILOGUE;
}

static void
put(record *t, const eml_mime_event *ev)
{
    if (!joins(ev->kind) || t->last != ev->kind || t->depth != ev->depth) {
        eml_out_byte(&t->bytes, 0xff);
        eml_out_u64(&t->bytes, ev->kind, 1);
        eml_out_byte(&t->bytes, ' ');
        eml_out_u64(&t->bytes, ev->depth, 1);
        eml_out_byte(&t->bytes, ' ');
        eml_out_u64(&t->bytes, ev->off, 1);
        eml_out_byte(&t->bytes, ' ');
    }
    eml_out_span(&t->bytes, ev->bytes);
    t->last = ev->kind;
    t->depth = ev->depth;
}

static void
play(record *t, eml_span in, size_t step, uint8_t newline)
{
    eml_mime *m;
    eml_mime_event ev;
    int rc = EML_WANT_INPUT;

    c.cx.newline = newline;
    c.cx.origin = in.p;
    t->bytes.arena = &c.arena;
    m = eml_mime_new(&c.cx, false);
    while (m && rc == EML_WANT_INPUT) {
        size_t n = step && step < in.n ? step : in.n;

        eml_mime_feed(m, (eml_span){in.p, n}, n == in.n);
        in.p += n;
        in.n -= n;
        while ((rc = eml_mime_next(m, &c.cx, &ev)) == EML_OK)
            put(t, &ev);
    }
    for (size_t i = 0; i < c.cx.num_diags && i < c.cx.diags_cap; i++) {
        eml_out_byte(&t->bytes, 0xfe);
        eml_out_u64(&t->bytes, (uint64_t)-c.diags[i].code, 1);
        eml_out_byte(&t->bytes, '@');
        eml_out_u64(&t->bytes, c.diags[i].off, 1);
        eml_out_byte(&t->bytes, '+');
        eml_out_u64(&t->bytes, c.diags[i].len, 1);
    }
    t->num_diags = c.cx.num_diags;
}

static void
chunks(suite_run *r, const char *path, eml_span in, uint8_t newline)
{
    static const size_t steps[] = {1, 7, 64};
    static suite_cx whole;
    record a = {.num_diags = 0};
    char id[1200];

    suite_cx_init(&c, in, EML_ALLOW_NONE);
    play(&a, in, 0, newline);
    whole = c;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        record b = {.num_diags = 0};
        eml_span x = eml_out_view(&a.bytes), y;
        size_t at = 0;

        suite_cx_init(&c, in, EML_ALLOW_NONE);
        play(&b, in, steps[i], newline);
        y = eml_out_view(&b.bytes);
        while (at < x.n && at < y.n && x.p[at] == y.p[at])
            at++;
        snprintf(id, sizeof id, "%s chunks %zu", path, steps[i]);
        suite_case(r, id, eml_span_eq(x, y) && a.num_diags == b.num_diags,
                   "differ at %zu: \"%s\", \"%s\"", at,
                   suite_show((eml_span){x.p + at, x.n - at}),
                   suite_show((eml_span){y.p + at, y.n - at}));
        suite_cx_fini(&c);
    }
    c = whole;
    suite_cx_fini(&c);
}

/* ---- fixpoint ------------------------------------------------------------ */

/* The first finding that makes what came invalid or ambiguous; 0 when it is
 * neither. */
static int
fault(void)
{
    size_t n =
        c.cx.num_diags < c.cx.diags_cap ? c.cx.num_diags : c.cx.diags_cap;

    for (size_t i = 0; i < n; i++)
        if (eml_verdict_of(&c.diags[i], 1, EML_ALLOW_NONE) != EML_VERDICT_VALID)
            return c.diags[i].code;
    return 0;
}

/* A message, what it is made of, and what we write of that. */
typedef struct round {
    const eml_write_part *tree;
    eml_span out;
    int fault;
} round;

static int
rewrite(eml_span in, round *t)
{
    eml_out o = {.arena = &c.arena};
    eml_part *m;
    bool utf8;
    int rc;

    c.cx.origin = in.p;
    c.cx.num_diags = 0;
    rc = eml_message_parse(&c.cx, in, &m);
    t->fault = fault();
    utf8 = suite_cx_has(&c, EML_E_UTF8_HEADER);
    if (rc == EML_OK)
        rc = eml_tree_to_write(&c.cx, m, &t->tree);
    if (rc == EML_OK)
        rc = eml_write_message(&c.cx, t->tree, utf8, 1, &o);
    t->out = eml_out_view(&o);
    return rc;
}

static const char *
name_of(int rc)
{
    const eml_code_info *info = eml_code_info_get(rc);

    return info ? info->name : rc == EML_OK ? "" : "?";
}

/* What breaks the standard may have no way to be written: then it is refused
 * by a code. What keeps it must be written. */
static void
refused(suite_run *r, const char *id, int rc, int first)
{
    char why[128];

    if (!first || strncmp(name_of(rc), "WRITE_", 6) != 0) {
        suite_case(r, id, false, "%s (%d) though nothing is wrong with it",
                   name_of(rc), rc);
        return;
    }
    snprintf(why, sizeof why, "%s: it is wrong, by %s", name_of(rc),
             name_of(first));
    suite_skip(r, id, why);
}

/* Without the From_ line that a mailbox put in front. */
static eml_span
without_from(eml_span in)
{
    const uint8_t *lf = memchr(in.p, '\n', in.n);
    size_t n = lf ? (size_t)(lf - in.p) + 1 : 0;

    if (n < 5 || memcmp(in.p, "From ", 5) != 0)
        return in;
    return (eml_span){in.p + n, in.n - n};
}

/* What is written means the same, and is valid if what came was. */
static void
meaning(suite_run *r, const char *path, const round *one, const round *two)
{
    char id[1200];
    bool same = false;
    int rc = EML_E_MISUSE;

    if (two->tree)
        rc = eml_write_part_eq(&c.cx, one->tree, two->tree, &same);
    snprintf(id, sizeof id, "%s meaning", path);
    suite_case(r, id, rc == EML_OK && same, "not the same (%d), by %s", rc,
               name_of(one->fault));
    snprintf(id, sizeof id, "%s valid", path);
    suite_case(r, id, one->fault || !two->fault, "%s in what we write",
               name_of(two->fault));
}

static void
fixpoint(suite_run *r, const char *path, eml_span in, uint8_t newline)
{
    eml_span x, y;
    round one = {.out = EML_NONE}, two = one;
    char id[1200];
    size_t at = 0;
    int rc;

    snprintf(id, sizeof id, "%s fixpoint", path);
    in = without_from(in);
    suite_cx_init(&c, in, EML_ALLOW_NONE);
    c.cx.newline = newline;
    rc = rewrite(in, &one);
    if (rc != EML_OK) {
        refused(r, id, rc, one.fault);
        suite_cx_fini(&c);
        return;
    }
    c.cx.newline = EML_NL_CRLF;
    rc = rewrite(one.out, &two);
    x = one.out;
    y = two.out;
    while (at < x.n && at < y.n && x.p[at] == y.p[at])
        at++;
    suite_case(r, id, rc == EML_OK && eml_span_eq(x, y),
               "%s; differ at %zu: \"%s\", \"%s\"", name_of(rc), at,
               suite_show((eml_span){x.p + at, x.n - at}),
               suite_show((eml_span){y.p + at, y.n - at}));
    meaning(r, path, &one, &two);
    suite_cx_fini(&c);
}

/* ---- the run ------------------------------------------------------------- */

static void
each(void *user, const char *path, eml_span bytes)
{
    uint8_t *exact = malloc(bytes.n ? bytes.n : 1);
    eml_span in = {exact, bytes.n};
    const uint8_t *lf = memchr(bytes.p, '\n', bytes.n);
    uint8_t newline =
        lf && (lf == bytes.p || lf[-1] != '\r') ? EML_NL_LF : EML_NL_CRLF;

    if (!exact)
        return;
    memcpy(exact, bytes.p, bytes.n);
    tiles(user, path, in, newline);
    if (newline == EML_NL_LF)
        tiles(user, path, in, EML_NL_CRLF);
    if (in.n < 20 * 1024)
        chunks(user, path, in, newline);
    fixpoint(user, path, in, newline);
    free(exact);
}

void
suite_tiles(suite_run *r)
{
    size_t num;
    char **names = eml_os_list(suite_path(r, "."), &num, NULL);

    for (size_t i = 0; names && i < num; i++)
        if (eml_os_is_dir(suite_path(r, names[i])))
            suite_files(r, names[i], each, r);
    free(names);
}
