/* What the runner reads: options, the engines' lines, and what broke. */
#include "fuzz/run/run.h"
#include "tests/table.h"

static const struct glob_row {
    const char *name, *pattern, *s;
    bool match;
} globs[] = {
    {"the same", "fuzz_addr", "fuzz_addr", true},
    {"shorter", "fuzz_add", "fuzz_addr", false},
    {"star at the end", "fuzz_*", "fuzz_addr", true},
    {"star of nothing", "fuzz_addr*", "fuzz_addr", true},
    {"stars around", "*mime*", "diff_mime_version", true},
    {"star goes back", "*_a*x", "fuzz_aba_ax", true},
    {"question mark", "gen_?", "gen_x", true},
    {"question mark of nothing", "gen_?", "gen_", false},
    {"empty", "", "x", false},
};

static void
glob_runs(void **state)
{
    const struct glob_row *r = *state;

    assert_int_equal(glob_match(r->pattern, r->s), r->match);
}

static const struct options_row {
    const char *name, *in, *key, *value;
    size_t n;
} option_rows[] = {
    {"one", "[libfuzzer]\nmax_len = 12\n", "max_len", "12", 1},
    {"no end of line", "[libfuzzer]\ndict=x.dict", "dict", "x.dict", 1},
    {"other sections", "[asan]\na = 1\n[libfuzzer]\nb = 2\n[env]\nc = 3\n", "b",
     "2", 1},
    {"another section's", "[asan]\na = 1\n[libfuzzer]\nb = 2\n", "a", NULL, 1},
    {"comments", "[libfuzzer]\n# a = 1\n; b = 2\n  c = 3 \r\n", "c", "3", 1},
    {"a line without =", "[libfuzzer]\nnothing\n", "nothing", NULL, 0},
    {"nothing", "", "a", NULL, 0},
};

static void
options_runs(void **state)
{
    const struct options_row *r = *state;
    options o;

    options_parse(&o, r->in, strlen(r->in));
    assert_int_equal(o.n, r->n);
    if (r->value)
        assert_string_equal(option_of(&o, r->key, ""), r->value);
    else
        assert_null(option_of(&o, r->key, NULL));
}

static const struct status_row {
    const char *name, *line;
    said what;
    progress is;
} statuses[] = {
    {"new",
     "#96706\tNEW    cov: 910 ft: 4321 corp: 388/12Kb lim: 128 exec/s: 16117 "
     "rss: 393Mb L: 12/128 MS: 1 ChangeBit-",
     SAID_NEW,
     {96706, 16117, 910, 4321, 388}},
    {"inited",
     "#2\tINITED cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 30Mb",
     SAID_INITED,
     {2, 0, 3, 4, 1}},
    {"pulse",
     "#8\tpulse  cov: 3 ft: 4 corp: 1/1b lim: 4 exec/s: 4 rss: 30Mb",
     SAID_STATUS,
     {8, 4, 3, 4, 1}},
    {"a frame is no status", "    #0 0x55 in main x.c:1", SAID_NOTHING, {0}},
    {"the end",
     "stat::number_of_executed_units: 77",
     SAID_NOTHING,
     {77, 0, 0, 0, 0}},
    {"the target's own words", "cov: 12 parts", SAID_NOTHING, {0}},
};

static void
status_runs(void **state)
{
    const struct status_row *r = *state;
    progress p = {0};

    assert_int_equal(status_libfuzzer(&p, r->line), r->what);
    assert_memory_equal(&p, &r->is, sizeof p);
}

static const struct afl_row {
    const char *name, *in;
    bool good;
    progress is;
} afls[] = {
    {"4.04",
     "# relative_time, cycles_done, cur_item, corpus_count, pending_total, "
     "pending_favs, map_size, saved_crashes, saved_hangs, max_depth, "
     "execs_per_sec, total_execs, edges_found\n"
     "5, 0, 3, 900, 1, 1, 40.1%, 0, 0, 2, 600.1, 4000, 1400\n"
     "24, 0, 585, 1034, 1025, 236, 49.16%, 0, 0, 2, 683.29, 95084, 1514\n",
     true,
     {95084, 683, 1514, 0, 1034}},
    {"no line yet", "# relative_time, total_execs\n", false, {0}},
    {"empty", "", false, {0}},
    {"a line cut short", "# a, b, total_execs\n1, 2\n", true, {0}},
};

static void
afl_runs(void **state)
{
    const struct afl_row *r = *state;
    progress p = {0};

    assert_int_equal(status_afl(&p, r->in), r->good);
    assert_memory_equal(&p, &r->is, sizeof p);
}

static const struct broke_row {
    const char *name, *log;
    int how; /* as wait() gives it */
    const char *kind, *what, *place, *frames;
} brokes[] = {
    {"FUZZ_CHECK",
     "INFO: x\nfuzz/fuzz_date.c:31: FUZZ_CHECK(a < b)\n"
     "==1== ERROR: libFuzzer: deadly signal\n"
     "    #6 0x7f in abort stdlib/abort.c:79:7\n"
     "    #7 0x55 in check fuzz/fuzz_date.c:31:5\n"
     "    #8 0x55 in LLVMFuzzerTestOneInput fuzz/fuzz_date.c:44:5\n\n",
     0x100, "check", "FUZZ_CHECK(a < b)", "fuzz/fuzz_date.c:31",
     "check fuzz/fuzz_date.c:31 < LLVMFuzzerTestOneInput fuzz/fuzz_date.c:44"},
    {"UBSan",
     "core/utf8.c:7:89: runtime error: load of address 0x5020 with\n"
     "    #0 0x55 in eml_utf8_next core/utf8.c:7:89\n",
     0x100, "undefined", "load of address 0x5020 with", "core/utf8.c:7",
     "eml_utf8_next core/utf8.c:7"},
    {"ASan, the first stack counts",
     "==4==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60 at\n"
     "WRITE of size 1\n    #0 0x55 in memcpy (x+0x1)\n"
     "    #1 0x55 in eml_a parsers/imf/addr.c:9:1\n\nallocated by\n"
     "    #0 0x55 in eml_b parsers/imf/addr.c:8:1\n",
     0x100, "address", "heap-buffer-overflow", "parsers/imf/addr.c:9",
     "eml_a parsers/imf/addr.c:9"},
    {"leak",
     "==5==ERROR: LeakSanitizer: detected memory leaks\n\nDirect leak\n"
     "    #0 0x55 in malloc (x+0x1)\n    #1 0x55 in take fuzz/memory.h:9:1\n",
     0x100, "leak", "memory is not given back", "fuzz/memory.h:9",
     "take fuzz/memory.h:9"},
    {"time",
     "ALARM: x\n==6== ERROR: libFuzzer: timeout after 12 seconds\n"
     "    #4 0x55 in eml_slow core/utf8.c:55:5\n",
     0x4600, "timeout", "it takes too long", "core/utf8.c:55",
     "eml_slow core/utf8.c:55"},
    {"a signal and no word", "x.eml (2 bytes)\n", 11, "signal", "signal 11", "",
     ""},
    {"an exit status and no word", "", 0x300, "exit", "exit status 3", "", ""},
};

static void
broke_runs(void **state)
{
    const struct broke_row *r = *state;
    broke b;

    assert_true(broke_of(&b, r->log, strlen(r->log), r->how));
    assert_string_equal(b.kind, r->kind);
    assert_string_equal(b.what, r->what);
    assert_string_equal(b.place, r->place);
    assert_string_equal(b.frames, r->frames);
}

static const struct same_row {
    const char *name, *one, *other;
    bool same;
} sames[] = {
    {"another line, the same check", "fuzz/x.c:3: FUZZ_CHECK(a)\n",
     "fuzz/x.c:9: FUZZ_CHECK(a)\n", true},
    {"another check", "fuzz/x.c:3: FUZZ_CHECK(a)\n",
     "fuzz/x.c:3: FUZZ_CHECK(b)\n", false},
    {"another file", "fuzz/x.c:3: FUZZ_CHECK(a)\n",
     "fuzz/y.c:3: FUZZ_CHECK(a)\n", false},
    {"another address", "core/x.c:3:1: runtime error: load of 0xab\n",
     "core/x.c:3:1: runtime error: load of 0x7\n", true},
    {"another kind", "ERROR: AddressSanitizer: heap-buffer-overflow on\n",
     "ERROR: AddressSanitizer: heap-use-after-free on\n", false},
    {"another caller",
     "ERROR: AddressSanitizer: SEGV on\n #0 0x1 in a core/a.c:1\n"
     " #1 0x1 in b core/b.c:1\n",
     "ERROR: AddressSanitizer: SEGV on\n #0 0x1 in a core/a.c:1\n"
     " #1 0x1 in c core/b.c:1\n",
     false},
    {"time is one, wherever it went",
     "ERROR: libFuzzer: timeout after 12\n #0 0x1 in a core/a.c:1\n",
     "ERROR: libFuzzer: timeout after 11\n #0 0x1 in b core/b.c:1\n", true},
};

static void
same_runs(void **state)
{
    const struct same_row *r = *state;
    broke a, b;

    assert_true(broke_of(&a, r->one, strlen(r->one), 0x100));
    assert_true(broke_of(&b, r->other, strlen(r->other), 0x100));
    assert_int_equal(a.key == b.key, r->same);
}

static const struct number_row {
    const char *name;
    uint64_t n;
    const char *out;
} numbers[] = {
    {"none", 0, "0"},
    {"four digits", 9999, "9999"},
    {"thousands", 12345, "12.3k"},
    {"hundred thousands", 999999, "999k"},
    {"millions", 1234567, "1.23M"},
    {"thousand millions", 7000000000u, "7.00G"},
};

static void
number_runs(void **state)
{
    const struct number_row *r = *state;

    assert_string_equal(short_number(r->n), r->out);
}

static const struct whole_row {
    const char *name, *s;
    uint64_t n; /* 1: it is no number */
} wholes[] = {
    {"nought", "0", 0},
    {"sixty", "60", 60},
    {"most", "999999999", 999999999},
    {"more", "1000000000", 1},
    {"letters", "abc", 1},
    {"a unit", "60s", 1},
    {"a sign", "-2", 1},
    {"nothing", "", 1},
    {"a blank", " 2", 1},
};

static void
whole_runs(void **state)
{
    const struct whole_row *r = *state;
    uint64_t n = 1;

    assert_int_equal(number_whole(&n, r->s), r->n != 1);
    assert_int_equal(n, r->n);
}

/* How long a turn is. `begun` of the turns of this round have begun; one that
 * runs has `promised` left. */
static const struct turn_row {
    const char *name;
    engine engine;
    unsigned jobs, workers, targets, begun;
    uint64_t left, promised, turn;
} turns[] = {
    {"one target, two jobs", LIBFUZZER, 2, 2, 1, 0, 5000, 0, 5000},
    {"its second job ends with it", LIBFUZZER, 2, 2, 1, 1, 5000, 5000, 5000},
    {"three targets, two jobs", LIBFUZZER, 2, 1, 3, 0, 10000, 0, 6666},
    {"the second has as long", LIBFUZZER, 2, 1, 3, 1, 10000, 6666, 6667},
    {"the third has what is left", LIBFUZZER, 2, 1, 3, 2, 3333, 0, 3333},
    {"one target, one job", LIBFUZZER, 1, 1, 1, 0, 7000, 0, 7000},
    {"not past the longest", LIBFUZZER, 2, 1, 2, 0, 90000, 0, 30000},
    {"not below the shortest", LIBFUZZER, 2, 1, 60, 0, 5000, 0, 1000},
    {"the time is over", LIBFUZZER, 2, 1, 2, 1, 0, 0, 1000},
    {"AFL++ needs longer", AFL, 2, 1, 60, 0, 5000, 0, 4000},
};

static void
turn_runs(void **state)
{
    const struct turn_row *r = *state;
    target t[60] = {{.round = 0}};
    job jobs[2] = {{.kind = r->promised ? JOB_FUZZ : JOB_NONE}};
    run all = {.set = {.engine = r->engine,
                       .jobs = r->jobs,
                       .workers = r->workers,
                       .seconds = 60},
               .targets = t,
               .n = r->targets,
               .jobs = jobs};
    uint64_t turn;

    for (unsigned i = 0; i < r->begun; i++)
        t[i / r->workers].round++;
    all.end_ms = now_ms() + r->left;
    jobs[0].end_ms = now_ms() + r->promised;
    turn = run_turn_ms(&all);
    assert_in_range(turn, r->turn - (r->turn > 100 ? 100 : 0), r->turn + 100);
    all.set.runs = 1;
    assert_int_equal(run_turn_ms(&all), 60000);
}

static const struct screen_row {
    const char *name;
    unsigned rows, columns;
    size_t num_targets, num_findings;
} screens[] = {
    {"a small terminal", 24, 80, 65, 0}, {"with findings", 24, 80, 65, 7},
    {"a large one", 80, 200, 65, 2},     {"few lines", 8, 80, 65, 9},
    {"one line", 1, 80, 65, 1},          {"two lines", 2, 20, 3, 1},
    {"narrow", 24, 10, 65, 1},           {"one target", 24, 80, 1, 0},
};

/* Nothing is wider or higher than the terminal, or would scroll it. */
static void
screen_runs(void **state)
{
    const struct screen_row *r = *state;
    target *t = calloc(r->num_targets, sizeof *t);
    finding *f = calloc(r->num_findings + 1, sizeof *f);
    job jobs[2] = {{.kind = JOB_FUZZ, .fd = -1},
                   {.kind = JOB_TRIAGE, .fd = -1}};
    run all = {.set = {.jobs = 2, .workers = 1}, .targets = t, .jobs = jobs};
    text out = {0};
    unsigned lines = 0;

    assert_non_null(t);
    assert_non_null(f);
    all.n = r->num_targets;
    all.findings = f;
    all.num_findings = r->num_findings;
    jobs[0].t = jobs[1].t = t;
    for (size_t i = 0; i < all.n; i++) {
        snprintf(t[i].name, sizeof t[i].name, "diff_content_disposition_%zu",
                 i);
        t[i].ended = 1;
        t[i].runs = t[i].edges = t[i].features = t[i].news = 1234567890;
        t[i].corpus = 123456789;
        t[i].family = (unsigned)(i % FAMILIES);
    }
    for (size_t i = 0; i < all.num_findings; i++) {
        f[i].t = t;
        memset(f[i].what, 'w', sizeof f[i].what - 1);
    }
    screen_text(&out, &all, (screen_size){r->rows, r->columns}, false);
    for (const char *p = out.p ? out.p : ""; *p; lines++) {
        size_t n = strcspn(p, "\n");

        assert_true(n < r->columns);
        p += n + 1;
    }
    assert_true(lines < r->rows);
    assert_true(r->rows < 4 || lines >= 2);
    text_free(&out);
    free(t);
    free(f);
}

static void
report_has_all(void **state)
{
    static const uint8_t input[] = "a\r\n\x80";
    broke b;
    const char *log = "words of the target\n"
                      "fuzz/diff_date_time.c:9: FUZZ_CHECK(x)\n";
    evidence e = {.target = "diff_date_time",
                  .engine = "libfuzzer",
                  .dir = "build/findings/diff_date_time/check-1",
                  .input = input,
                  .n = 4,
                  .n_before = 9,
                  .repeats = true,
                  .log = log};
    static const char *const parts[] = {
        "# diff_date_time: FUZZ_CHECK(x) at fuzz/diff_date_time.c:9\n",
        "- clause: RFC 5322 section 3.3, 4.3\n",
        "- input: 4 bytes, made smaller from 9; ",
        "echo 'YQ0KgA==' | base64 -d >input\n",
        "build/fuzz/fuzz/diff_date_time input\n",
        "make PROFILE=asan build/asan/fuzz/diff_date_time",
        "    000000  61 0d 0a 80 ",
        "  a...\n",
        "check-1/input corpus/regress/diff_date_time/$(sha256sum",
        "    words of the target\n    fuzz/diff_date_time.c:9: FUZZ_CHECK(x)\n",
    };
    text out = {0};

    (void)state;
    assert_true(broke_of(&b, log, strlen(log), 0x100));
    report_write(&out, &b, &e);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!strstr(out.p, parts[i])) {
            print_error("%s\nhas no: %s\n", out.p, parts[i]);
            fail();
        }
    text_free(&out);
}

int
main(void)
{
    const struct CMUnitTest whole[] = {cmocka_unit_test(report_has_all)};

    return RUN_TABLE(glob_runs, globs) | RUN_TABLE(options_runs, option_rows) |
           RUN_TABLE(status_runs, statuses) | RUN_TABLE(afl_runs, afls) |
           RUN_TABLE(broke_runs, brokes) | RUN_TABLE(same_runs, sames) |
           RUN_TABLE(number_runs, numbers) | RUN_TABLE(whole_runs, wholes) |
           RUN_TABLE(turn_runs, turns) | RUN_TABLE(screen_runs, screens) |
           cmocka_run_group_tests(whole, NULL, NULL);
}
