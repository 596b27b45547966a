#ifndef EML_PARSERS_AUTH_SPF_INT_H
#define EML_PARSERS_AUTH_SPF_INT_H
/* spf_int.h -- pieces of the reader of SPF records. Layer: parsers/auth. */
#include "core/cclass.h"
#include "eml/spf.h"

#include <string.h>

/* Where a macro-string stands: letters c, r and t are for explanations (7.2);
 * what is in a modifier that nobody knows is its own business. */
enum eml__spf_place {
    EML__SPF_TERM_TEXT,
    EML__SPF_MODIFIER_TEXT,
    EML__SPF_EXPLAIN_TEXT
};

/* The findings for the macros in `in`, whose bytes are VCHAR (or SP); EML_OK
 * or the last error's code. */
int eml__spf_macros(eml_cx *cx, eml_span in, enum eml__spf_place place);
/* Whether a macro-string without errors ends as a domain-spec must. */
bool eml__spf_domain_ends(eml_span in);

#endif
