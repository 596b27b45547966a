#ifndef EML_CLI_JUDGE_H
#define EML_CLI_JUDGE_H
/* judge.h -- one message read and judged, with room for all its findings. */
#include "cli/source.h"
#include "eml/message.h"

typedef struct judge {
    eml_cx cx;
    eml_arena arena;
    eml_diag *diags;
    size_t cap;
    eml_part *root; /* NULL when a limit stopped the parse */
    eml_verdict verdict;
    int rc;
} judge;

bool judge_init(judge *j, uint32_t allow);
/* Reads item->message. Findings stand in j->cx, in the order of their place.
 * Returns false when there is no memory. */
bool judge_message(judge *j, const source_item *item);
void judge_fini(judge *j);

/* The severities of a message's findings, counted. */
typedef struct tally {
    size_t errors, warnings, notes;
} tally;
tally judge_tally(const judge *j);

/* Adds the relaxation `name` ("obs", "bare-lf", "all") to *allow. */
bool judge_allow(uint32_t *allow, const char *name);
#endif
