/* The kept corpus, corpus/rfcNNNN and corpus/maildir: each case a test of its
 * own, named by its path. EML_CORPUS is another folder to read.
 *
 *     y_  accepted, strictly or under "allow", and read as "message" says
 *     n_  the only MUSTs broken are "code", at byte "at", and "also"
 *     i_  recorded: read to its end, all bytes accounted for
 *
 * A member of a label that nothing here has read fails its case. */
#define _POSIX_C_SOURCE 200809L
#include "tests/corpus_input.h"
#include "tests/schema.h"

typedef struct corpus_case {
    const char *name; /* "rfc5322/3.4.1-addr-spec/n_doubled_dot" */
    char *path;       /* without extension; NULL: a file without a label */
    const char *ext;  /* of the input; NULL: there is none */
} corpus_case;

typedef struct corpus {
    const char *root;
    corpus_case *cases;
    size_t num, cap;
    schema schema;
    eml_cx rules_cx;
    eml_arena rules_arena;
    const eml_abnf *rules;
} corpus;

static corpus all;

/* ---- labels ---------------------------------------------------------------
 */

typedef struct label {
    json_t *o, *used;
    const char *format; /* of an mbox or a value */
} label;

static json_t *
take(label *l, const char *key)
{
    json_t *v = json_object_get(l->o, key);

    if (v)
        json_object_set_new(l->used, key, json_true());
    return v;
}

static const char *
take_string(label *l, const char *key)
{
    return json_string_value(take(l, key));
}

static int
code_named(const json_t *s)
{
    size_t n = json_string_length(s);
    int code = n ? eml_code_by_name(
                       (eml_span){(const uint8_t *)json_string_value(s), n})
                 : 0;

    if (!code)
        fail_msg("no such code: %s", n ? json_string_value(s) : "");
    return code;
}

/* The clause is the one that the folder names: "5322 3.4.1" in
 * rfc5322/3.4.1-addr-spec, "maildir" in maildir/. */
static void
check_clause(const corpus_case *c, const char *clause)
{
    char want[128];
    const char *space = strchr(clause, ' ');

    if (!space)
        snprintf(want, sizeof want, "%s/", clause);
    else
        snprintf(want, sizeof want, "rfc%.*s/%s-", (int)(space - clause),
                 clause, space + 1);
    if (strncmp(c->name, want, strlen(want)) != 0)
        fail_msg("clause %s: not in a folder %s", clause, want);
}

static void
check_rules(const json_t *rules)
{
    size_t i;
    json_t *r;
    uint32_t rule;

    json_array_foreach(rules, i, r)
    {
        eml_span name = {(const uint8_t *)json_string_value(r),
                         json_string_length(r)};

        if (!eml_abnf_find(all.rules, name, &rule))
            fail_msg("no such rule: %s", json_string_value(r));
    }
}

static void
open_label(const corpus_case *c, label *l)
{
    char file[1024];
    json_error_t err;

    snprintf(file, sizeof file, "%s.json", c->path);
    l->o = json_load_file(file, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &err);
    if (!l->o)
        fail_msg("%s:%d: %s", file, err.line, err.text);
    l->used = json_object();
    if (!schema_valid(&all.schema, "case.json", l->o))
        fail_msg("%s: %s", file, all.schema.why);
    check_clause(c, take_string(l, "clause"));
    assert_non_null(take(l, "level"));
    assert_non_null(take(l, "source"));
    assert_non_null(take(l, "hunts"));
    if (strcmp(c->ext, ".mbox") == 0 || strcmp(c->ext, ".value") == 0)
        l->format = take_string(l, "format");
}

static void
close_label(label *l)
{
    const char *key;
    json_t *v;

    json_object_foreach(l->o, key, v)
    {
        if (!json_object_get(l->used, key))
            fail_msg("\"%s\" is in the label, and nothing reads it", key);
    }
    json_decref(l->o);
    json_decref(l->used);
}

/* ---- judging: what was found ------------------------------------------- */

static void
show(const findings *f)
{
    for (size_t i = 0; i < f->n; i++)
        print_message("    found %s@%llu+%u\n",
                      eml_code_info_get(f->d[i].code)->name,
                      (unsigned long long)f->d[i].off, f->d[i].len);
}

/* ---- judging --------------------------------------------------------------
 */

static size_t
num_errors(const findings *f, uint32_t allow)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++)
        n += eml_severity_of(f->d[i].code, allow) == EML_SEVERITY_ERROR;
    return n;
}

/* Without what "allow" names a case would not be valid: it shows that. */
static uint32_t
allowed(const corpus_case *c, label *l)
{
    json_t *names = take(l, "allow"), *name;
    uint32_t allow = 0;
    reading strict;
    size_t i;

    json_array_foreach(names, i, name)
    {
        if (!judge_allow(&allow, json_string_value(name)))
            fail_msg("no such relaxation: %s", json_string_value(name));
    }
    if (allow) {
        strict = input_read(c->path, c->ext, l->format, 0);
        if (!num_errors(&strict.found, 0))
            fail_msg("is valid without what it allows");
        input_close(&strict);
    }
    return allow;
}

static void
same_message(const json_t *want, json_t *got)
{
    static const char *const members[] = {"verdict", "findings", "fields",
                                          "root"};

    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const json_t *a = json_object_get(want, members[i]);
        const json_t *b = json_object_get(got, members[i]);
        char *as, *bs;

        if (json_equal(a, b))
            continue;
        as = json_dumps(a, JSON_COMPACT | JSON_ENCODE_ANY);
        bs = json_dumps(b, JSON_COMPACT | JSON_ENCODE_ANY);
        fail_msg("%s is\n%s\nnot\n%s", members[i], bs, as);
    }
}

static void
judge_y(const corpus_case *c, label *l)
{
    uint32_t allow = allowed(c, l);
    json_t *one = take(l, "message"), *list = take(l, "messages"), *m;
    reading r = input_read(c->path, c->ext, l->format, allow);
    size_t i;

    check_rules(take(l, "rules"));
    if (num_errors(&r.found, allow)) {
        show(&r.found);
        fail_msg("is not accepted");
    }
    if (one) {
        assert_int_equal(json_array_size(r.messages), 1);
        same_message(one, json_array_get(r.messages, 0));
    }
    if (list)
        assert_int_equal(json_array_size(list), json_array_size(r.messages));
    json_array_foreach(list, i, m)
    {
        same_message(m, json_array_get(r.messages, i));
    }
    /* a message has its meaning in the label; other inputs have none */
    assert_true(one || list || !json_array_size(r.messages));
    input_close(&r);
}

static bool
named(const json_t *codes, int code)
{
    size_t i;
    json_t *s;

    json_array_foreach(codes, i, s)
    {
        if (code_named(s) == code)
            return true;
    }
    return false;
}

static bool
occurs(const findings *f, int code)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->d[i].code == code)
            return true;
    return false;
}

/* Whether the finding that an n_ case is about is among `f`. */
static bool
found_there(const findings *f, const label *l, int code)
{
    json_int_t at = json_integer_value(json_object_get(l->o, "at"));
    const json_t *len = json_object_get(l->o, "len");

    for (size_t i = 0; i < f->n; i++)
        if (f->d[i].code == code && f->d[i].off == (uint64_t)at &&
            (!len || f->d[i].len == json_integer_value(len)))
            return true;
    return false;
}

/* What is wrong with the findings of an n_ case; NULL: nothing. */
static const char *
wrong_with(const findings *f, const label *l, int code, const json_t *also)
{
    size_t i;
    json_t *s;

    if (!found_there(f, l, code))
        return "is not found there";
    for (i = 0; i < f->n; i++)
        if (eml_severity_of(f->d[i].code, 0) == EML_SEVERITY_ERROR &&
            f->d[i].code != code && !named(also, f->d[i].code))
            return "is not all that is found";
    json_array_foreach(also, i, s)
    {
        if (!occurs(f, code_named(s)))
            return "is found, and not all of \"also\"";
    }
    return NULL;
}

/* A relaxation that is taken leaves its finding, and the tree as it is. */
static void
judge_relaxed(const corpus_case *c, label *l, int code)
{
    uint32_t allow = eml_code_info_get(code)->allow;
    reading strict = input_read(c->path, c->ext, l->format, 0);
    reading r = input_read(c->path, c->ext, l->format, allow);
    size_t i;
    json_t *m;

    if (!found_there(&r.found, l, code)) {
        show(&r.found);
        fail_msg("%s is not found when it is allowed",
                 eml_code_info_get(code)->name);
    }
    json_array_foreach(strict.messages, i, m)
    {
        if (!json_equal(json_object_get(m, "root"),
                        json_object_get(json_array_get(r.messages, i), "root")))
            fail_msg("is another tree when it is allowed");
    }
    input_close(&strict);
    input_close(&r);
}

static void
judge_n(const corpus_case *c, label *l)
{
    int code = code_named(take(l, "code"));
    const json_t *also = take(l, "also");
    reading r = input_read(c->path, c->ext, l->format, 0);
    const char *wrong = wrong_with(&r.found, l, code, also);

    (void)take(l, "at");
    (void)take(l, "len");
    assert_string_equal(json_string_value(json_object_get(l->o, "level")),
                        eml_level_name(eml_code_info_get(code)->level));
    if (wrong) {
        show(&r.found);
        fail_msg("%s@%lld %s", eml_code_info_get(code)->name,
                 (long long)json_integer_value(json_object_get(l->o, "at")),
                 wrong);
    }
    input_close(&r);
    judge_relaxed(c, l, code);
}

static void
judge_i(const corpus_case *c, label *l)
{
    reading r = input_read(c->path, c->ext, l->format, 0);

    assert_non_null(take_string(l, "note"));
    input_close(&r);
}

static void
case_runs(void **state)
{
    const corpus_case *c = *state;
    label l;

    if (!c->path)
        fail_msg("has no label, or is no input that is known here");
    if (!c->ext)
        fail_msg("is a label without its input");
    open_label(c, &l);
    switch (strrchr(c->name, '/')[1]) {
    case 'y':
        judge_y(c, &l);
        break;
    case 'n':
        judge_n(c, &l);
        break;
    case 'i':
        judge_i(c, &l);
        break;
    }
    close_label(&l);
}

/* ---- the folders ----------------------------------------------------------
 */

static char *
join(const char *dir, const char *name)
{
    size_t n = strlen(dir) + strlen(name) + 2;
    char *s = malloc(n);

    assert_non_null(s);
    snprintf(s, n, "%s/%s", dir, name);
    return s;
}

static bool
ends(const char *s, const char *end)
{
    size_t n = strlen(s), k = strlen(end);

    return n > k && strcmp(s + n - k, end) == 0;
}

static bool
has(char **names, const char *stem, size_t n, const char *ext)
{
    for (; *names; names++)
        if (strncmp(*names, stem, n) == 0 && strcmp(*names + n, ext) == 0)
            return true;
    return false;
}

static void
add_case(char *name, char *path, const char *ext)
{
    if (all.num == all.cap) {
        all.cap = all.cap ? 2 * all.cap : 256;
        all.cases = realloc(all.cases, all.cap * sizeof *all.cases);
        if (!all.cases)
            abort();
    }
    all.cases[all.num++] = (corpus_case){name, path, ext};
}

/* A label becomes a case; so does what has none, to fail. */
static void
add_file(const char *dir, char **names, const char *name)
{
    bool kind = strchr("yni", name[0]) && name[1] == '_';
    char *full = join(dir + strlen(all.root) + 1, name);
    size_t num = sizeof inputs / sizeof *inputs, n;

    if (kind && ends(name, ".json") && !ends(name, ".write.json")) {
        const char *ext = NULL;

        n = strlen(name) - 5;
        full[strlen(full) - 5] = '\0';
        for (size_t i = 0; i < num; i++)
            if (has(names, name, n, inputs[i].ext))
                ext = inputs[i].ext;
        add_case(full, join(all.root, full), ext);
        return;
    }
    for (size_t i = 0; i < num; i++)
        if (kind && ends(name, inputs[i].ext) &&
            has(names, name, strlen(name) - strlen(inputs[i].ext), ".json")) {
            free(full);
            return;
        }
    add_case(full, NULL, NULL);
}

static void
walk(const char *dir, unsigned depth)
{
    size_t n;
    char **names = eml_os_list(dir, &n, NULL);

    if (!names)
        return;
    for (size_t i = 0; i < n; i++) {
        char *path = join(dir, names[i]);

        if (depth || strncmp(names[i], "rfc", 3) == 0 ||
            strcmp(names[i], "maildir") == 0) {
            if (eml_os_is_dir(path))
                walk(path, depth + 1);
            else
                add_file(dir, names, names[i]);
        }
        free(path);
    }
    free(names);
}

static void
finish(void)
{
    for (size_t i = 0; i < all.num; i++) {
        free((void *)(uintptr_t)all.cases[i].name);
        free(all.cases[i].path);
    }
    free(all.cases);
    json_decref(all.schema.docs);
    eml_arena_fini(&all.rules_arena);
}

int
main(void)
{
    const char *root = getenv("EML_CORPUS");
    int failed;

    all.root = root ? root : "corpus";
    all.schema.dir = "corpus/schema";
    eml_arena_init(&all.rules_arena, &eml_os_alloc, 0);
    all.rules_cx = (eml_cx){.arena = &all.rules_arena};
    all.rules = eml_abnf_mail(&all.rules_cx, EML_ABNF_OBS | EML_ABNF_UTF8);
    walk(all.root, 0);
    if (!all.num || !all.rules) {
        fprintf(stderr, "corpus_test: %s: no cases\n", all.root);
        return 1;
    }
    failed =
        run_table_("corpus", case_runs, all.cases, all.num, sizeof *all.cases);
    finish();
    return failed;
}
