#include "cli/advice.h"

#include "eml/base.h"

#include <stddef.h>

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
