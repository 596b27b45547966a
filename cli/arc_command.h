#ifndef EML_CLI_ARC_COMMAND_H
#define EML_CLI_ARC_COMMAND_H
/* arc_command.h -- chains of ARC shown, for commands that validate one among
 * others. */
#include <jansson.h>

#include "eml/arc.h"

/* {"result","reason","num_sets","oldest_pass","sets"} */
json_t *arc_json(const eml_arc *m);
/* ": pass" and lines with the details, behind what the caller printed. */
void arc_show(const eml_arc *m);
#endif
