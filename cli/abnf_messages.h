#ifndef EML_CLI_ABNF_MESSAGES_H
#define EML_CLI_ABNF_MESSAGES_H
/* abnf_messages.h -- which rules and alternatives of the grammars messages use.
 */
#include "cli/judge.h"
#include "eml/abnf.h"

typedef struct abnf_use_state {
    eml_cx *cx; /* its arena keeps the counters */
    const eml_abnf *g;
    eml_abnf_cover cover;
    eml_arena arena; /* of one text */
    eml_cx text_cx;
    judge j;
    bool lf; /* the message's lines end in LF */
    const char *file;
    size_t num_messages, num_odd; /* fields that no rule of theirs matches */
} abnf_use_state;

/* eml_abnf_use for every field and body of the message, with the rules that are
 * for each. A field that none of its rules matches, and one that needs obsolete
 * syntax in a message that the parser finds nothing obsolete in, is named on
 * standard error. False: no memory. */
bool abnf_use_init(abnf_use_state *u, eml_cx *cx, const eml_abnf *g);
bool abnf_use_message(abnf_use_state *u, const source_item *item);
void abnf_use_fini(abnf_use_state *u);

/* Prints what was used and what was not. `except` is a file of lines
 *
 *     @ rfc5322               all rules of this grammar are to be used
 *     rfc5322/specials	why     but not this one
 *
 * with what abnf cover prints before the tab; NULL: all rules that fields need.
 * Exit code: 1 when something is missing, or used that the file excepts. */
int abnf_use_report(abnf_use_state *u, const char *except, bool json);
#endif
