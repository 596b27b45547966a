#ifndef EML_WRITE_H
#define EML_WRITE_H
/* write.h -- trees to bytes. Layer: parsers/mime.
 *
 * An invalid tree is an error with a code, never a guess: CR, LF and NUL
 * cannot be brought in through any text, name, parameter or boundary. Same
 * tree, same bytes. */

#include "eml/fold.h"
#include "eml/message.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_write_value appends the unfolded text of a value as its grammar in
 * RFC 5322 section 3 (never 4) writes it: no CFWS where only obs- rules have
 * it, comments after what they belong to, quoting only where needed,
 * encoded-words where the text is not ASCII (unless `utf8`, RFC 6532, which
 * writes UTF-8 as it is). */
EML_MUST_CHECK int eml_write_value(eml_cx *cx, const eml_value *v,
                                   eml_field_id id, bool utf8, eml_out *out);

/* eml_write_field appends "Name: value" folded, with its line end. For OTHER
 * `name` must be ftext. */
EML_MUST_CHECK int eml_write_field(eml_cx *cx, eml_field_id id, eml_span name,
                                   const eml_value *v, bool utf8, eml_out *out);

/* eml_write_part is what a program wants written. */
typedef struct eml_write_part {
    const eml_field *fields;     /* id, name, value used; in this order */
    const struct eml_write_part *parts; /* multipart: its parts ... */
    size_t num_parts;
    const struct eml_write_part *message; /* message/rfc822: the message */
    eml_span content;            /* leaf: decoded content */
    eml_span preamble, epilogue; /* multipart; usually empty */
} eml_write_part;

/* eml_write_message appends a whole message. The transfer encoding of a leaf is
 * the one its Content-Transfer-Encoding says (7bit when none): content that it
 * cannot carry is EML_E_WRITE_CONTENT. A multipart's boundary is the one its
 * Content-Type gives; one that occurs in its parts is EML_E_WRITE_BOUNDARY;
 * without one, a boundary is made from `seed` and proven absent. */
EML_MUST_CHECK int eml_write_message(eml_cx *cx, const eml_write_part *part,
                                     bool utf8, uint64_t seed, eml_out *out);

/* eml_tree_to_write makes a tree to write from a parsed one (leaf contents
 * decoded, byte for byte, into cx->arena). write(parse(b)) is a fixpoint after
 * one step. */
EML_MUST_CHECK int eml_tree_to_write(eml_cx *cx, const eml_part *part,
                                     const eml_write_part **out);

#ifdef __cplusplus
}
#endif
#endif
