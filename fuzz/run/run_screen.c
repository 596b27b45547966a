/* run_screen.c -- see run.h. */
#define _DEFAULT_SOURCE
#include "fuzz/run/run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_MAX = 100, BAR = 16 };

static unsigned drawn; /* lines on the screen that are ours */

bool
screen_is(void)
{
    const char *term = getenv("TERM");

    return isatty(1) && term && strcmp(term, "dumb") != 0;
}

static screen_size
size_now(void)
{
    struct winsize w = {0};
    screen_size s = {24, 80};

    if (ioctl(1, TIOCGWINSZ, &w) == 0 && w.ws_row && w.ws_col) {
        s.rows = w.ws_row;
        s.columns = w.ws_col;
    }
    return s;
}

typedef struct table {
    text *out;
    unsigned columns, rows, used;
    bool colours;
} table;

enum look { PLAIN, BOLD, DIM, RED, GREEN };

static void
line(table *t, enum look look, const char *s)
{
    static const char *const codes[] = {"", "\033[1m", "\033[2m", "\033[1;31m",
                                        "\033[32m"};
    size_t n = strlen(s);

    if (t->used == t->rows)
        return;
    t->used++;
    while (n && s[n - 1] == ' ')
        n--;
    if (n > t->columns)
        n = t->columns;
    if (t->colours && look != PLAIN)
        text_add(t->out, "%s%.*s\033[0m\n", codes[look], (int)n, s);
    else
        text_add(t->out, "%.*s\n", (int)n, s);
}

static void
heading(table *t, const run *r)
{
    uint64_t now = now_ms(), gone = now - r->began_ms,
             all = r->end_ms - r->began_ms;
    unsigned full = (unsigned)(all ? gone * BAR / all : BAR), members, begun;
    char bar[BAR + 1];
    target sum;

    for (unsigned i = 0; i < BAR; i++)
        bar[i] = i < full ? '#' : ' ';
    bar[BAR] = 0;
    run_totals(r, FAMILIES, &sum, &members, &begun);
    line(t, BOLD,
         fmt("eml fuzz  %s  %u/%u targets  round %u  [%s] %s/%s%s",
             r->set.engine == AFL ? "AFL++" : "libFuzzer", begun, members,
             r->round + 1, bar, clock_of(gone), clock_of(all),
             r->stopping ? " ending" : ""));
    line(t, sum.found ? RED : PLAIN,
         fmt("%s runs, %s/s, %llu new inputs, %u finding%s",
             short_number(sum.runs),
             short_number(sum.runs * 1000 / (gone ? gone : 1)),
             (unsigned long long)sum.news, sum.found,
             sum.found == 1 ? "" : "s"));
}

static void
by_family(table *t, const run *r)
{
    line(t, PLAIN, "");
    line(t, DIM,
         fmt("%-37s %9s %8s %7s %6s %5s", "family", "targets", "runs", "exec/s",
             "new", "found"));
    for (unsigned f = 0; f < FAMILIES; f++) {
        unsigned members, begun;
        target sum;

        run_totals(r, f, &sum, &members, &begun);
        if (!members)
            continue;
        line(t, sum.found ? RED : PLAIN,
             fmt("%-5s %-31.31s %9s %8s %7s %6s %5s", families[f].name,
                 families[f].what, fmt("%u/%u", begun, members),
                 short_number(sum.runs),
                 sum.running ? short_number(sum.rate) : "-",
                 short_number(sum.news),
                 sum.found ? fmt("%u", sum.found) : "-"));
    }
}

static const char *
ago(uint64_t ms)
{
    return ms ? clock_of(now_ms() - ms) : "-";
}

static void
target_row(table *t, const target *g, const job *j)
{
    uint64_t runs = g->runs + (j ? j->now.runs : 0),
             rate = j ? job_rate(j) : g->rate;

    line(t,
         g->found ? RED
         : j      ? GREEN
                  : PLAIN,
         fmt("%s %-24.24s %6s %7s %6s %6s %7s %5s %5s",
             g->parked ? "x"
             : j       ? ">"
                       : " ",
             g->name, short_number(rate), short_number(runs),
             g->edges ? short_number(g->edges) : "-",
             g->features ? short_number(g->features) : "-",
             g->corpus ? short_number(g->corpus) : "-",
             g->found ? fmt("%u", g->found) : "-", ago(g->new_ms)));
}

static const run *sorted; /* for qsort */
static int
by_news(const void *a, const void *b)
{
    const target *x = &sorted->targets[*(const size_t *)a],
                 *y = &sorted->targets[*(const size_t *)b];

    if ((x->found > 0) != (y->found > 0))
        return x->found ? -1 : 1;
    if (x->new_ms != y->new_ms)
        return x->new_ms > y->new_ms ? -1 : 1;
    return x < y ? -1 : 1;
}

/* Those that run, then those where something happened last. */
static void
by_target(table *t, const run *r, unsigned below)
{
    size_t *order = malloc((r->n + 1) * sizeof *order), n = 0, shown = 0;

    line(t, PLAIN, "");
    line(t, DIM,
         fmt("  %-24s %6s %7s %6s %6s %7s %5s %5s", "target", "exec/s", "runs",
             "edges", "feat", "corpus", "found", "since"));
    for (size_t i = 0; i < r->set.jobs; i++) {
        const job *j = &r->jobs[i];

        if (j->kind == JOB_TRIAGE)
            line(t, RED,
                 fmt("! %-24.24s making what was found smaller", j->t->name));
        else if (j->kind == JOB_FUZZ && t->used + below < t->rows)
            target_row(t, j->t, j);
    }
    for (size_t i = 0; order && i < r->n; i++)
        if (r->targets[i].ended && !r->targets[i].running)
            order[n++] = i;
    sorted = r;
    if (order)
        qsort(order, n, sizeof *order, by_news);
    for (; shown < n && t->used + below < t->rows; shown++)
        target_row(t, &r->targets[order[shown]], NULL);
    free(order);
}

static void
at_the_end(table *t, const run *r, unsigned lines)
{
    size_t waiting = 0, i = r->num_findings;

    for (size_t k = 0; k < r->n; k++)
        waiting += !r->targets[k].ended && !r->targets[k].running;
    if (lines)
        line(t, DIM,
             waiting ? fmt("  %zu have not had a turn yet", waiting)
                     : "  all have had a turn; the corpora are kept in "
                       "build/corpus");
    for (; i && --lines; i--)
        line(t, RED,
             fmt("%s/%s %s", r->findings[i - 1].t->name, r->findings[i - 1].id,
                 r->findings[i - 1].what));
}

void
screen_text(text *out, const run *r, screen_size size, bool colours)
{
    unsigned columns = size.columns < WIDTH_MAX ? size.columns : WIDTH_MAX;
    /* The last column and the last line stay free: nothing may scroll. */
    table t = {out, columns ? columns - 1 : 0, size.rows ? size.rows - 1 : 0, 0,
               colours};
    unsigned below = r->num_findings > 3 ? 4 : 1 + (unsigned)r->num_findings;

    heading(&t, r);
    if (size.rows >= 20 && r->n > 1)
        by_family(&t, r);
    if (t.used + 4 + below > t.rows)
        below = t.used < t.rows ? 1 : 0;
    by_target(&t, r, below);
    at_the_end(&t, r, below);
}

void
screen_clear(void)
{
    if (drawn)
        printf("\033[%uA\r\033[J", drawn);
    drawn = 0;
}

void
screen_draw(const run *r)
{
    static screen_size last;
    screen_size size;
    text t = {0};

    if (!screen_is())
        return;
    size = size_now();
    screen_text(&t, r, size, !getenv("NO_COLOR"));
    /* Lines broken anew by a change of width cannot be counted. */
    if (drawn && (size.rows != last.rows || size.columns != last.columns)) {
        printf("\033[H\033[2J");
        drawn = 0;
    }
    last = size;
    if (drawn)
        printf("\033[%uA\r", drawn);
    drawn = 0;
    for (const char *p = t.p; p && *p; drawn++) {
        size_t n = strcspn(p, "\n");

        printf("%.*s\033[K\n", (int)n, p);
        p += n + 1;
    }
    printf("\033[J");
    fflush(stdout);
    text_free(&t);
}
