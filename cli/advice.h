#ifndef EML_CLI_ADVICE_H
#define EML_CLI_ADVICE_H
/* advice.h -- what to do about a finding: one line, for people. */

/* Returns a phrase in the imperative without a full stop, or NULL. */
const char *cli_advice(int code);
#endif
