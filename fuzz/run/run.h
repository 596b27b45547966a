#ifndef EML_FUZZ_RUN_H
#define EML_FUZZ_RUN_H
/* run.h -- the program behind `make fuzz`: runs the fuzz targets in turns on
 * all cores, shows how far they are, and makes a report of what they find.
 *
 *   run_main.c    arguments; what is said at the end
 *   run_loop.c    whose turn it is, and for how long
 *   run_job.c     one process: its arguments, its output, its end
 *   run_target.c  what targets there are, and their .options
 *   run_status.c  what libFuzzer and AFL++ say of themselves
 *   run_screen.c  the table on a terminal
 *   run_triage.c  an input that broke something: again, and smaller
 *   run_report.c  what broke, and the report of it
 *   run_util.c    text, files, time */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* ---- run_util.c ---------------------------------------------------------- */
typedef struct text { /* grows; p ends in a NUL that n does not count */
    char *p;
    size_t n, cap;
} text;

void text_put(text *t, const char *p, size_t n);
void text_add(text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void text_free(text *t);
/* text_load reads a file, at most `max` bytes of its end. */
bool text_load(text *t, const char *path, size_t max);
bool text_save(const char *path, const void *p, size_t n);

/* A path or command of parts, in one of 64 static rooms that take turns: what
 * is kept for longer than a few calls is copied. */
const char *fmt(const char *format, ...) __attribute__((format(printf, 1, 2)));
uint64_t number_of(const char *s); /* digits in front; 0 when there are none */
/* number_whole: digits and nothing else, no more than nine of them. */
bool number_whole(uint64_t *to, const char *s);
const char *short_number(uint64_t n); /* 987, 12.3k, 4.56M; as fmt() */
const char *clock_of(uint64_t ms);    /* 0:07, 12:34, 3:12:34; as fmt() */
uint64_t now_ms(void);
uint64_t hash_of(uint64_t h, const void *p, size_t n); /* FNV-1a, h 0 first */
bool make_dirs(const char *path);
void remove_tree(const char *path);
/* each_file calls `f` with the path of each plain file, sorted by name. */
size_t each_file(const char *dir, void (*f)(void *user, const char *path),
                 void *user);
bool file_exists(const char *path);
bool glob_match(const char *pattern, const char *s); /* only * and ? */

/* ---- run_target.c -------------------------------------------------------- */
enum { NAME_SIZE = 64, OPTIONS_MAX = 16, FAMILIES = 6 };

typedef struct options {
    struct {
        char key[32], value[96];
    } at[OPTIONS_MAX];
    size_t n;
} options;

typedef struct progress { /* of one process, as last said */
    uint64_t runs, rate, edges, features, corpus;
} progress;

typedef struct target {
    char name[NAME_SIZE];
    unsigned family; /* index of families[] */
    options opt;
    bool lanes;            /* has a mutator of its own (fuzz/mutator.h) */
    unsigned round, ended; /* turns begun in the round; turns ended */
    unsigned running;
    uint64_t runs; /* of processes that have ended */
    uint64_t edges, features, corpus, rate;
    uint64_t first_corpus, news; /* corpus at first; new inputs since then */
    uint64_t new_ms;             /* when the last was; 0: never */
    unsigned found, again;       /* different findings; findings seen before */
    bool parked;                 /* nothing but what is known: no more turns */
} target;

typedef struct family_info {
    const char *name, *what;
} family_info;
extern const family_info families[FAMILIES];

/* options_parse reads the lines of [libfuzzer]. */
void options_parse(options *o, const char *p, size_t n);
const char *option_of(const options *o, const char *key, const char *none);
/* targets_find lists the sources fuzz/FAMILY_*.c that are built in `dir` and
 * match one of the patterns (separated by blanks), family by family. */
size_t targets_find(target **all, const char *dir, const char *patterns);

/* ---- run_status.c -------------------------------------------------------- */
typedef enum said { SAID_NOTHING, SAID_STATUS, SAID_INITED, SAID_NEW } said;
said status_libfuzzer(progress *s, const char *line);
/* status_afl takes the text of AFL++'s plot_data. */
bool status_afl(progress *s, const char *plot);

/* ---- run_report.c -------------------------------------------------------- */
typedef struct broke { /* what broke, from what the target printed */
    char kind[24];     /* check, undefined, address, leak, timeout, ... */
    char what[160];    /* in words, without place */
    char place[160];   /* file:line of our own code; may be empty */
    char frames[512];  /* of our own code, " < " between them */
    uint64_t key;      /* same property, same place; lines do not count */
    uint64_t exact;    /* with addresses: within one build, unsymbolised */
} broke;

bool broke_of(broke *b, const char *log, size_t n, int wait_status);
/* The first comment of a source, one line. */
void first_comment(text *out, const char *path);

typedef struct evidence {
    const char *target, *engine, *binary; /* binary: what shows it again */
    const char *dir;                      /* build/findings/TARGET/ID */
    const uint8_t *input;
    size_t n, n_before; /* bytes; before it was made smaller */
    bool repeats;       /* it broke again when run alone */
    const char *log;
} evidence;
void report_write(text *out, const broke *b, const evidence *e);

/* ---- run_triage.c -------------------------------------------------------- */
/* triage_main is a process of its own: `run --triage ENGINE BINARY TARGET
 * INPUT [LOG]`. It prints one line, "finding ID new|again WHAT", tabs between.
 */
int triage_main(int argc, char **argv);

/* ---- run_job.c ----------------------------------------------------------- */
typedef enum engine { LIBFUZZER, AFL } engine;

typedef struct setup {
    engine engine;
    const char *dir;    /* of the targets' programs */
    const char *triage; /* of those that show a finding again */
    const char *cmplog; /* AFL++'s second ones; NULL: none */
    const char *self;
    unsigned jobs, workers; /* processes at a time; of one target */
    uint64_t seconds, runs; /* runs: 0 is no limit, else seed 1 */
} setup;

typedef enum job_kind { JOB_NONE, JOB_FUZZ, JOB_TRIAGE } job_kind;

typedef struct job {
    job_kind kind;
    target *t;
    unsigned worker;
    pid_t pid;
    int fd; /* its output; -1 after its end */
    FILE *log;
    char line[4096];
    size_t line_len;
    progress now;
    bool inited, ours; /* whether we ended it */
    unsigned asked;    /* how often it was asked to end */
    uint64_t began_ms, end_ms, asked_ms, polled_ms;
    char answer[1024], input[512]; /* JOB_TRIAGE: its line, what it is about */
} job;

bool job_fuzz(job *j, const setup *s, target *t, unsigned worker,
              uint64_t turn_ms);
bool job_triage(job *j, const setup *s, target *t, const char *input);
void job_read(job *j);
uint64_t job_rate(const job *j); /* runs a second */
void job_last_words(job *j);     /* what is left of its output; closes it */
/* job_adopt makes what a process leaves running a child of ours; job_orphans
 * ends that: AFL++ leaves its CMPLOG program. */
void job_adopt(void);
void job_orphans(const job *jobs, size_t n);
void job_poll(job *j, const setup *s); /* AFL++ writes files */
/* job_stop asks it to end, and after a while makes it. */
void job_stop(job *j, const setup *s);
const char *job_work(const target *t, unsigned worker);
const char *job_log(const target *t, unsigned worker);
/* job_harvest brings what AFL++ found into the target's corpus. */
void job_harvest(const setup *s, const job *j);

/* ---- run_loop.c ---------------------------------------------------------- */
typedef struct finding {
    target *t;
    char id[40], what[400];
    unsigned times;
    bool known; /* was there before this run */
} finding;

typedef struct run {
    setup set;
    target *targets;
    size_t n;
    job *jobs;
    finding *findings;
    size_t num_findings;
    struct {
        target *t;
        char input[512];
    } * waiting; /* inputs to be looked at */
    size_t num_waiting;
    unsigned round;
    bool stopping;
    uint64_t began_ms, end_ms;
    FILE *log;
} run;

void run_loop(run *r);
/* How long the next turn is to be: a share of what is left for those of this
 * round that have not begun, and not past the end of the run, unless a turn
 * needs longer to begin. */
uint64_t run_turn_ms(const run *r);
/* run_say prints a line, and keeps it in the log of the run. */
void run_say(run *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
extern volatile int run_interrupted; /* set by a signal */

/* ---- run_screen.c -------------------------------------------------------- */
typedef struct screen_size {
    unsigned rows, columns;
} screen_size;
bool screen_is(void); /* whether there is a terminal to draw on */
void screen_draw(const run *r);
void screen_clear(void); /* before something else is printed, or the end */
/* screen_text makes the table's lines, none wider than the terminal. */
void screen_text(text *out, const run *r, screen_size size, bool colours);
void run_totals(const run *r, unsigned of, target *sum, unsigned *members,
                unsigned *begun);
#endif
