#ifndef EML_EQUAL_H
#define EML_EQUAL_H
/* equal.h -- whether two trees mean the same. Layer: parsers/mime.
 *
 * Meaning: texts as eml_text_get gives them, dates by their numbers (the day of
 * week and whether seconds are there follow from them), parameters joined and
 * decoded, comments in order, contents decoded. Not meaning: how a text was
 * quoted, encoded or folded, a source route (RFC 5322 section 4.4), in which
 * charset a parameter came, and letter case where the standards say that it
 * means nothing. */

#include "eml/write.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_value_eq sets *same to whether two values of the same kind of field mean
 * the same. Values of kind EML_VALUE_NONE have no meaning that could be
 * compared: they are never the same. Takes memory from cx->arena and gives it
 * back. Returns EML_OK or EML_E_NOMEM. */
EML_MUST_CHECK int eml_value_eq(eml_cx *cx, const eml_value *a,
                                const eml_value *b, bool *same);

/* eml_field_eq compares two fields: which they are, and their values; fields
 * whose value could not be read by their bytes. */
EML_MUST_CHECK int eml_field_eq(eml_cx *cx, const eml_field *a,
                                const eml_field *b, bool *same);

/* eml_write_part_eq compares two trees to be written: fields in order,
 * structure, contents, preambles and epilogues. The boundary parameter of a
 * multipart is not compared: it is no more than how its parts are kept apart,
 * and eml_write_message makes one where none is given. */
EML_MUST_CHECK int eml_write_part_eq(eml_cx *cx, const eml_write_part *a,
                                     const eml_write_part *b, bool *same);

/* eml_part_eq compares two parsed trees, as eml_write_part_eq does what
 * eml_tree_to_write makes of them. */
EML_MUST_CHECK int eml_part_eq(eml_cx *cx, const eml_part *a, const eml_part *b,
                               bool *same);

#ifdef __cplusplus
}
#endif
#endif
