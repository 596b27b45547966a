#include "eml/dkim.h"

/* RFC 8601 section 2.7.1. */
const char *
eml_dkim_verdict_name(eml_dkim_verdict v)
{
    static const char *const names[] = {
        "none", "pass", "fail", "policy", "neutral", "temperror", "permerror"};

    return names[v];
}

/* RFC 6376 section 3.9. */
const char *
eml_dkim_state_name(eml_dkim_state s)
{
    static const char *const names[] = {"PERMFAIL", "TEMPFAIL", "SUCCESS"};

    return names[s];
}

const char *
eml_dkim_crypto_name(eml_dkim_crypto c)
{
    static const char *const names[] = {"none", "good", "body", "signature",
                                        "both"};

    return names[c];
}
