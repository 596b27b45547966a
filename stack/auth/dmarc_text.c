/* What DMARC's verdicts are called, and the clauses behind them. */
#include "eml/dmarc.h"

const char *
eml_dmarc_result_name(eml_dmarc_result r)
{
    static const char *const names[] = {"none", "pass", "fail", "temperror",
                                        "permerror"};

    return names[r];
}

typedef struct phrase {
    const char *text, *clause;
} phrase;

const char *
eml_dmarc_why_text(eml_dmarc_why w, const char **clause)
{
    static const phrase phrases[] = {
        [EML_DMARC_WHY_ALIGNED] = {"an identifier that passed is aligned",
                                   "9989 5.3.5"},
        [EML_DMARC_WHY_UNALIGNED] = {"no identifier that passed is aligned",
                                     "9989 5.3.5"},
        [EML_DMARC_WHY_NO_RECORD] = {"there is no policy record",
                                     "9989 4.10.1"},
        [EML_DMARC_WHY_MANY] = {"there are several policy records",
                                "7489 6.6.3"},
        [EML_DMARC_WHY_NO_POLICY] =
            {"the record has no valid policy and no URI for reports",
             "9989 4.10.1"},
        [EML_DMARC_WHY_DNS] = {"a query had no answer", "9989 5.3.6"},
        [EML_DMARC_WHY_MECHANISM] =
            {"SPF or DKIM could not say whether an aligned identifier passes",
             "9989 5.3.6"},
        [EML_DMARC_WHY_NO_DOMAIN] = {"there is no Author Domain", "9989 5.3.1"},
        [EML_DMARC_WHY_INCOMPLETE] = {"not all Author Domains were evaluated",
                                      "9989 11.5"},
    };

    if (clause)
        *clause = phrases[w].clause;
    return phrases[w].text;
}

const char *
eml_dmarc_org_text(eml_dmarc_org_rule r, const char **clause)
{
    static const phrase phrases[] = {
        [EML_DMARC_ORG_UNKNOWN] = {"a query had no answer", "9989 5.3.6"},
        [EML_DMARC_ORG_PSD_N] = {"its record has psd=n", "9989 4.10.2 (1)"},
        [EML_DMARC_ORG_PSD_Y] = {"it is one label below a record with psd=y",
                                 "9989 4.10.2 (2)"},
        [EML_DMARC_ORG_FEWEST] = {"it has the record with the fewest labels",
                                  "9989 4.10.2 (3)"},
        [EML_DMARC_ORG_START] = {"no record was found above it", "9989 4.10.2"},
        [EML_DMARC_ORG_PSL] = {"by the public suffix list", "7489 3.2"},
    };

    if (clause)
        *clause = phrases[r].clause;
    return phrases[r].text;
}
