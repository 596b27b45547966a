#ifndef EML_CLI_ADVICE_H
#define EML_CLI_ADVICE_H
/* advice.h -- of a finding, for people: what to do about it, and where its
 * clause is. */

#include "eml/base.h"

/* Returns a phrase in the imperative without a full stop, or NULL. */
const char *cli_advice(int code);

/* Writes "RFC 5322 section 3.4", "RFC 4155 appendix A" or, of what has no RFC,
 * "maildir (no RFC)" to buf; returns buf. */
enum { CLI_CLAUSE_MAX = 64 };
const char *cli_clause(const eml_code_info *info, char buf[CLI_CLAUSE_MAX]);
#endif
