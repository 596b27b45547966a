/* run_status.c -- see run.h. */
#include "fuzz/run/run.h"

#include <string.h>

/* The number after `key`, when the line has it. */
static void
take(uint64_t *to, const char *line, const char *key)
{
    const char *at = strstr(line, key);

    if (at) {
        at += strlen(key);
        at += strspn(at, " ");
        if (*at >= '0' && *at <= '9')
            *to = number_of(at);
    }
}

/* "#96706\tNEW    cov: 910 ft: 4321 corp: 388/12Kb lim: 128 exec/s: 16117
 * rss: 393Mb ...", and at the end "stat::number_of_executed_units: 96706". */
said
status_libfuzzer(progress *s, const char *line)
{
    const char *word;

    take(&s->runs, line, "stat::number_of_executed_units:");
    if (line[0] != '#' || line[1] < '0' || line[1] > '9')
        return SAID_NOTHING;
    word = line + 1 + strspn(line + 1, "0123456789");
    if (*word != '\t')
        return SAID_NOTHING;
    word += strspn(word, " \t");
    s->runs = number_of(line + 1);
    take(&s->edges, line, " cov:");
    take(&s->features, line, " ft:");
    take(&s->corpus, line, " corp:");
    take(&s->rate, line, " exec/s:");
    if (strncmp(word, "INITED", 6) == 0)
        return SAID_INITED;
    return strncmp(word, "NEW", 3) == 0 ? SAID_NEW : SAID_STATUS;
}

/* The columns are named in the first line, "# relative_time, cycles_done, ...";
 * AFL++ has changed them more than once. */
static bool
column(uint64_t *to, const char *head, const char *row, const char *name)
{
    const char *at = strstr(head, name);

    if (!at || at > strchr(head, '\n'))
        return false;
    for (; head < at; head++)
        if (*head == ',') {
            row = strchr(row, ',');
            if (!row)
                return false;
            row++;
        }
    *to = number_of(row + strspn(row, " "));
    return true;
}

bool
status_afl(progress *s, const char *plot)
{
    const char *row = strchr(plot, '\n'), *next;

    if (plot[0] != '#' || !row)
        return false;
    for (row++; (next = strchr(row, '\n')) && next[1]; row = next + 1)
        ;
    if (!*row)
        return false;
    column(&s->runs, plot, row, "total_execs");
    column(&s->rate, plot, row, "execs_per_sec");
    column(&s->edges, plot, row, "edges_found");
    column(&s->corpus, plot, row, "corpus_count");
    return true;
}
