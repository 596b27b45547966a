#include "cli/advice.h"

#include <stdio.h>

const char *
cli_advice(int code)
{
    switch (code) {
#define EML_ADVICE(name, text)                                                 \
    case EML_E_##name:                                                         \
        return text;
#include "cli/advice.def"
#undef EML_ADVICE
    default:
        return NULL;
    }
}

const char *
cli_clause(const eml_code_info *info, char buf[CLI_CLAUSE_MAX])
{
    bool appendix = info->section[0] >= 'A' && info->section[0] <= 'Z';

    if (info->rfc)
        snprintf(buf, CLI_CLAUSE_MAX, "RFC %u %s %s", info->rfc,
                 appendix ? "appendix" : "section", info->section);
    else
        snprintf(buf, CLI_CLAUSE_MAX, "%s (no RFC)", info->section);
    return buf;
}
