/* The parser against the generator: what one makes, the other must read, and as
 * the same tree. EML_GEN_COUNT messages of each profile and mode. */
#define _GNU_SOURCE
#include "tests/table.h"

#include "cli/gen_signed.h"
#include "cli/json_tree.h"
#include "eml/iconv.h"

typedef struct bench {
    judge j;
    eml_arena arena;
    eml_os_sha256 *sha;
    gen_label label;
    uint8_t *room;
    size_t room_len;
    eml_gen_message m;
    gen_signer *signer; /* or NULL */
} bench;

static void
bench_init(bench *b, uint32_t allow)
{
    memset(b, 0, sizeof *b);
    assert_true(judge_init(&b->j, allow));
    eml_arena_init(&b->arena, &eml_os_alloc, 0);
    b->sha = eml_os_sha256_new();
    b->room_len = 1 << 16;
    b->room = malloc(b->room_len);
    assert_non_null(b->sha);
    assert_non_null(b->room);
}

static void
bench_fini(bench *b)
{
    judge_fini(&b->j);
    eml_arena_fini(&b->arena);
    eml_os_sha256_free(b->sha);
    gen_signer_free(b->signer);
    free(b->label.p);
    free(b->room);
}

static void
make(bench *b, const eml_gen_spec *spec)
{
    int rc;

    eml_arena_reset(&b->arena);
    while ((rc = eml_gen_make(spec, b->room, b->room_len, &b->arena, NULL,
                              &b->m)) == EML_WANT_SPACE) {
        b->room_len *= 4;
        b->room = realloc(b->room, b->room_len);
        assert_non_null(b->room);
        eml_arena_reset(&b->arena);
    }
    assert_int_equal(rc, EML_OK);
    if (b->signer)
        assert_true(gen_signer_sign(b->signer, spec->index, &b->arena, &b->m));
}

/* A finding that the generator foretells: see eml_gen_finding. */
static bool
foretold(const eml_diag *d)
{
    const char *readings[2];

    return eml_code_info_get(d->code)->level != EML_LEVEL_NOTE ||
           eml_code_readings(d->code, readings);
}

static bool
same_findings(bench *b)
{
    size_t k = 0;

    for (size_t i = 0; i < b->j.cx.num_diags; i++) {
        const eml_diag *d = &b->j.diags[i];
        const eml_gen_finding *f;

        if (!foretold(d))
            continue;
        if (k == b->m.num_findings)
            return false;
        f = &b->m.findings[k++];
        if (f->code != d->code || f->off != d->off || f->len != d->len)
            return false;
    }
    return k == b->m.num_findings;
}

/* The parser's reading as the label has it. */
static char *
reading(bench *b, const source_item *item)
{
    json_t *o = json_pack("{s:s}", "verdict", eml_verdict_name(b->j.verdict));
    char *s;

    assert_true(json_add_tree(o, item, &b->j, b->sha, false));
    s = json_dumps(o, JSON_COMPACT);
    json_decref(o);
    return s;
}

static void
show(const bench *b, const eml_gen_spec *spec, const char *theirs)
{
    fprintf(stderr, "---- profile %s, mode %s, message %llu: they differ\n",
            eml_gen_profile_name(spec->profile), eml_gen_mode_name(spec->mode),
            (unsigned long long)spec->index);
    fwrite(b->m.bytes.p, 1, b->m.bytes.n, stderr);
    fprintf(stderr, "\n---- made: %.*s\n---- read: %s\n", (int)b->label.n,
            b->label.p, theirs);
    for (size_t i = 0; i < b->j.cx.num_diags; i++)
        fprintf(stderr, " %s@%llu+%u",
                eml_code_info_get(b->j.diags[i].code)->name,
                (unsigned long long)b->j.diags[i].off, b->j.diags[i].len);
    fprintf(stderr, "\n");
}

/* Whether the label without its findings is `theirs`. */
static bool
same_tree(const gen_label *l, const char *theirs)
{
    const char *findings = memmem(l->p, l->n, BYTES("\"findings\":["));
    const char *fields = memmem(l->p, l->n, BYTES("\"fields\":["));
    size_t front, back;

    if (!findings || !fields)
        return false;
    front = (size_t)(findings - l->p);
    back = (size_t)(l->p + l->n - fields);
    return strlen(theirs) == front + back && memcmp(l->p, theirs, front) == 0 &&
           memcmp(fields, theirs + front, back) == 0;
}

static bool
agrees(bench *b, const eml_gen_spec *spec, uint32_t allow)
{
    source_item item = {.file = "-"};
    char *theirs;
    bool same;

    make(b, spec);
    assert_true(gen_label_of(&b->label, &b->m, allow, b->sha));
    item.message = item.stored = item.whole = b->m.bytes;
    assert_true(judge_message(&b->j, &item));
    theirs = reading(b, &item);
    same = same_findings(b) && same_tree(&b->label, theirs);
    if (!same)
        show(b, spec, theirs);
    free(theirs);
    return same;
}

static uint64_t
how_many(void)
{
    const char *s = getenv("EML_GEN_COUNT");
    uint64_t n = 0;

    for (; s && *s >= '0' && *s <= '9'; s++)
        n = n * 10 + (uint64_t)(*s - '0');
    return n ? n : 2000;
}

static const struct kind {
    const char *name;
    eml_gen_profile profile;
    eml_gen_mode mode;
    bool is_signed;
} kinds[] = {
    {"imf", EML_GEN_IMF, EML_GEN_VALID, false},
    {"mime", EML_GEN_MIME, EML_GEN_VALID, false},
    {"eai", EML_GEN_EAI, EML_GEN_VALID, false},
    {"list", EML_GEN_LIST, EML_GEN_VALID, false},
    {"dsn", EML_GEN_DSN, EML_GEN_VALID, false},
    {"wild", EML_GEN_WILD, EML_GEN_VALID, false},
    {"imf, obsolete", EML_GEN_IMF, EML_GEN_OBS, false},
    {"mime, obsolete", EML_GEN_MIME, EML_GEN_OBS, false},
    {"eai, obsolete", EML_GEN_EAI, EML_GEN_OBS, false},
    {"list, obsolete", EML_GEN_LIST, EML_GEN_OBS, false},
    {"dsn, obsolete", EML_GEN_DSN, EML_GEN_OBS, false},
    {"wild, obsolete", EML_GEN_WILD, EML_GEN_OBS, false},
    {"signed", EML_GEN_MIME, EML_GEN_VALID, true},
};

static void
kind_runs(void **state)
{
    const struct kind *k = *state;
    uint32_t allow = k->mode == EML_GEN_OBS ? EML_ALLOW_OBS : EML_ALLOW_NONE;
    uint64_t n = how_many(), bad = 0;
    bench b;

    bench_init(&b, allow);
    if (k->is_signed)
        assert_non_null(b.signer = gen_signer_new());
    for (uint64_t i = 0; i < n && bad < 3; i++) {
        eml_gen_spec spec = {.seed = 1,
                             .index = i,
                             .profile = k->profile,
                             .mode = k->mode,
                             .choices = EML_NONE,
                             .random = true,
                             .labels = true};

        bad += !agrees(&b, &spec, allow);
        if (k->mode == EML_GEN_OBS) /* strictly it is wrong */
            assert_string_not_equal(gen_label_verdict(&b.m, 0), "valid");
    }
    bench_fini(&b);
    assert_int_equal(bad, 0);
}

/* ---- mode BREAK: one error, and that one
 * ------------------------------------------------------------------------- */

/* The errors found are those foretold, and the verdict is the label's. */
static bool
same_errors(bench *b)
{
    size_t k = 0;

    for (size_t i = 0; i < b->j.cx.num_diags; i++) {
        const eml_diag *d = &b->j.diags[i];
        bool is = false;

        if (eml_code_info_get(d->code)->level != EML_LEVEL_MUST)
            continue;
        for (size_t f = 0; f < b->m.num_findings; f++)
            is |= b->m.findings[f].code == d->code &&
                  b->m.findings[f].off == d->off &&
                  b->m.findings[f].len == d->len;
        if (!is)
            return false;
        k++;
    }
    return k == b->m.num_findings;
}

static bool
found(bench *b, const eml_gen_spec *spec)
{
    source_item item = {.file = "-"};

    make(b, spec);
    assert_true(gen_label_of(&b->label, &b->m, EML_ALLOW_NONE, b->sha));
    item.message = item.stored = item.whole = b->m.bytes;
    assert_true(judge_message(&b->j, &item));
    if (b->m.code == spec->code && b->m.at == b->m.findings[0].off &&
        same_errors(b) &&
        strcmp(gen_label_verdict(&b->m, EML_ALLOW_NONE), "valid") != 0)
        return true;
    show(b, spec, "(no tree in this mode)");
    return false;
}

static struct violation {
    const char *name;
    int code;
} violations[256];

static void
violation_runs(void **state)
{
    const struct violation *v = *state;
    uint64_t n = how_many() / 40 + 1, bad = 0;
    bench b;

    bench_init(&b, EML_ALLOW_NONE);
    for (uint64_t i = 0; i < n && bad < 2; i++) {
        eml_gen_spec spec = {.seed = 1,
                             .index = i,
                             .profile = (eml_gen_profile)(i % EML_GEN_PROFILES),
                             .mode = EML_GEN_BREAK,
                             .code = v->code,
                             .choices = EML_NONE,
                             .random = true,
                             .labels = true};

        bad += !found(&b, &spec);
    }
    bench_fini(&b);
    assert_int_equal(bad, 0);
}

/* Every MUST is broken by some row, or there is a reason why none can be. */
static void
every_must_can_be_broken(void **state)
{
    int code;

    (void)state;
    for (size_t i = 0; (code = eml_code_at(i)) != 0; i++) {
        bool can = false, must;

        must = eml_code_info_get(code)->level == EML_LEVEL_MUST;
        for (size_t k = 0; violations[k].name; k++)
            can |= violations[k].code == code;
        if (must == (can != (eml_gen_unbreakable(code) != NULL)))
            continue;
        fail_msg("%s", eml_code_info_get(code)->name);
    }
}

int
main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(every_must_can_be_broken)};
    size_t n = 0;

    for (int code; (code = eml_gen_breakable(n)) != 0; n++)
        violations[n] = (struct violation){eml_code_info_get(code)->name, code};
    return RUN_TABLE(kind_runs, kinds) |
           run_table_("violations", violation_runs, violations, n,
                      sizeof violations[0]) |
           cmocka_run_group_tests(all, NULL, NULL);
}
