#ifndef EML_PARSERS_IMF_VALUES_H
#define EML_PARSERS_IMF_VALUES_H
/* imf_values.h -- the value parsers without the findings about bytes as such,
 * for eml_value_parse: eml_field_split has made those. The public *_parse
 * functions are eml_field_bytes and then these. Internal. Layer: parsers/imf.
 */
#include "eml/field.h"

int eml__addr(eml_cx *cx, eml_span in, eml_addr_rule rule,
              eml_address_list **out);
int eml__date(eml_cx *cx, eml_span in, eml_date *out);
int eml__msgids(eml_cx *cx, eml_span in, eml_msgid_rule rule,
                eml_msgid_list **out);
int eml__received(eml_cx *cx, eml_span in, eml_received **out);
int eml__path(eml_cx *cx, eml_span in, eml_mailbox **out);
int eml__unstructured(eml_cx *cx, eml_span in, eml_text *out);
int eml__phrases(eml_cx *cx, eml_span in, eml_phrases **out);
int eml__list_urls(eml_cx *cx, eml_span in, bool may_be_no,
                   eml_list_urls **out);
int eml__list_id(eml_cx *cx, eml_span in, eml_list_id **out);
int eml__auto_submitted(eml_cx *cx, eml_span in, eml_auto_submitted **out);
int eml__one_click(eml_cx *cx, eml_span in);
int eml__archived_at(eml_cx *cx, eml_span in, eml_list_urls **out);

/* eml__is_language says whether `tag` is a language tag in outline
 * (RFC 1766, RFC 5646). */
bool eml__is_language(eml_span tag);
#endif
