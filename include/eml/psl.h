#ifndef EML_PSL_H
#define EML_PSL_H
/* psl.h -- public suffix lists: how RFC 7489 section 3.2 finds Organizational
 * Domains. RFC 9989 does without one. Layer: parsers/auth. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_psl is a list that was read. */
typedef struct eml_psl eml_psl;

/* eml_psl_parse reads a list as publicsuffix.org has it: a rule a line, up to
 * the first white space, "//" for comments; "*." in front is any one label, "!"
 * an exception. Rules with UTF-8 become A-labels; what is no domain is passed
 * over. The list is in cx->arena, and nothing of `text` is borrowed. Returns
 * EML_OK or EML_E_NOMEM.
 *
 *     eml_psl *list;
 *
 *     if (eml_psl_parse(&cx, text, &list) == EML_OK)
 *         org = eml_psl_org(list, EML_LIT("a.example.co.uk"));
 */
EML_MUST_CHECK int eml_psl_parse(eml_cx *cx, eml_span text, eml_psl **out);

/* eml_psl_org returns the end of `domain` (in A-labels, any case, without a
 * final dot) that is one label more than its public suffix, all of it when
 * there is no label more. Where no rule matches, the last label is the suffix.
 * Takes time by the labels of `domain`. */
eml_span eml_psl_org(const eml_psl *list, eml_span domain);
/* eml_psl_is_suffix says whether the whole of it is a public suffix. */
bool eml_psl_is_suffix(const eml_psl *list, eml_span domain);

#ifdef __cplusplus
}
#endif
#endif
