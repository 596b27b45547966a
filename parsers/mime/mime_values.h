#ifndef EML_PARSERS_MIME_VALUES_H
#define EML_PARSERS_MIME_VALUES_H
/* mime_values.h -- as parsers/imf/imf_values.h, for MIME. Internal. */
#include "eml/content.h"
#include "core/cclass.h"
#include "parsers/imf/imf_values.h"

/* eml_value_parse that leaves cx->err to its caller: the result is negative
 * only when there is no value. */
int eml__value_read(eml_cx *cx, eml_field_id id, eml_span body, eml_value *out);
int eml__params(eml_cx *cx, eml_span in, eml_comment ***comments,
                eml_param **out);
int eml__content_type(eml_cx *cx, eml_span in, eml_content_type **out);
int eml__disposition(eml_cx *cx, eml_span in, eml_disposition **out);
int eml__encoding(eml_cx *cx, eml_span in, eml_encoding **out);
int eml__mime_version(eml_cx *cx, eml_span in, eml_mime_version **out);
int eml__language(eml_cx *cx, eml_span in, eml_token_list **out);
int eml__md5(eml_cx *cx, eml_span in, eml_token_list **out);
int eml__location(eml_cx *cx, eml_span in, eml_token_list **out);

/* Parameters that a media type requires, and the grammar of those it defines;
 * `at` is the type/subtype in the input. EML_OK or EML_E_NOMEM. */
int eml__content_type_check(eml_cx *cx, const eml_content_type *c, eml_span at);
/* Likewise for a disposition (RFC 2183 section 2). */
int eml__disposition_check(eml_cx *cx, const eml_disposition *d);
/* Whether `in` looks like a language tag (RFC 5646 section 2.1). */
bool eml__language_tag(eml_span in);

/* eml_span_eq_fold with a literal in lower case, in line: no branch a byte. The
 * bit that tells lower case from upper counts where the literal has no letter.
 */
static inline bool
eml__same(eml_span a, const char *lower, size_t n)
{
    unsigned differ = 0;

    if (a.n != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned c = (uint8_t)lower[i];
        unsigned fold = c >= 'a' && c <= 'z' ? 0x20 : 0;

        differ |= (a.p[i] | fold) ^ c;
    }
    return differ == 0;
}
#define EML__IS(span, lower) eml__same((span), (lower), sizeof(lower) - 1)

#endif
