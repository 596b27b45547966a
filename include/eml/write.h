#ifndef EML_WRITE_H
#define EML_WRITE_H
/* write.h -- trees to bytes. Layer: parsers/mime.
 *
 * An invalid tree is an error with a code, never a guess: CR, LF and NUL
 * cannot be brought in through any text, name, parameter or boundary. Same
 * tree, same bytes. On error nothing is appended to `out`. cx->err.off is the
 * offset of the trouble in what would have been written: a value's text, a
 * field with its name (not yet folded), a message. Memory comes from
 * cx->arena.
 *
 * Parts of a value that a program makes have form EML_TEXT_PLAIN
 * (EML_TEXT_OF); spans of length 0 may be left zero. */

#include "eml/fold.h"
#include "eml/message.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_write_value appends the unfolded text of a value as its grammar in
 * RFC 5322 section 3 (never 4) writes it: no CFWS where only obs- rules have
 * it, comments after what they belong to, quoting only where needed,
 * encoded-words where the text is not ASCII (unless `utf8`, RFC 6532, which
 * writes UTF-8 as it is). What is written is read back as the same value, for
 * eml_value_eq.
 *
 *     unstructured  text that is not printable, that has "=?" in it, white
 *                   space at either end: encoded-words, word by word
 *     phrases       atoms, else a quoted-string, else encoded-words as a whole
 *     addresses     "name <local@domain>", "local@domain", "name: ...;" A
 *                   source route is dropped (4.4: "ignored")
 *     dates         with day of week and seconds; -0000 when no zone is known
 *     parameters    token, quoted-string, or by RFC 2231: what is not ASCII or
 *                   has a language; what is over a line, in pieces; never so
 *                   the boundary
 *
 * The kind of v must be that of the field. Returns EML_OK, EML_E_NOMEM,
 * EML_E_LIMIT (parameters), EML_E_WRITE_VALUE (it has no form: 8-bit in an
 * address without `utf8`, a quoted id-left, a date that is none ...),
 * EML_E_WRITE_LINE, EML_E_WRITE_NUL, EML_E_WRITE_UTF8. */
EML_MUST_CHECK int eml_write_value(eml_cx *cx, const eml_value *v,
                                   eml_field_id id, bool utf8, eml_out *out);

/* eml_write_field appends "Name: value" folded, with its line end. A field that
 * we know has its usual name, whatever `name` is; for OTHER, `name` must be
 * 1*ftext and no name of a field we know. Resent-Reply-To is not written
 * (4.5.6). Returns what eml_write_value does, EML_E_WRITE_NAME,
 * EML_E_WRITE_LONG.
 *
 *     eml_text text = EML_TEXT_OF(EML_LIT("Hello"));
 *     eml_value v = {.kind = EML_VALUE_UNSTRUCTURED, .u.text = text};
 *     eml_out out = {.arena = cx.arena};
 *     rc = eml_write_field(&cx, EML_FIELD_SUBJECT, EML_NONE, &v, false, &out);
 */
EML_MUST_CHECK int eml_write_field(eml_cx *cx, eml_field_id id, eml_span name,
                                   const eml_value *v, bool utf8, eml_out *out);

/* eml_write_part is what a program wants written. */
typedef struct eml_write_part {
    const eml_field *fields; /* id, name, value used; in this order */
    const struct eml_write_part *parts; /* multipart: its parts ... */
    size_t num_parts;
    const struct eml_write_part *message; /* message/rfc822: the message */
    eml_span content;                     /* leaf: decoded content */
    eml_span preamble, epilogue;          /* multipart; usually empty */
} eml_write_part;

/* eml_write_message appends a whole message. The transfer encoding of a leaf is
 * the one its Content-Transfer-Encoding says (7bit when none): content that it
 * cannot carry is EML_E_WRITE_CONTENT, and so is text in any encoding but
 * binary whose line ends are not all CRLF, and an encoding that the type or
 * what is around the part forbids (RFC 2045 section 6.4). With `utf8`, an inner
 * header that must be ASCII by what is around it (RFC 6532 section 3.7) is
 * written as without. A multipart's boundary is the one its
 * Content-Type gives; one that occurs in its parts at the beginning of a line
 * is EML_E_WRITE_BOUNDARY; without one, a boundary is made from `seed` and
 * proven absent. Parts where the type has none, or none where it has some, are
 * EML_E_WRITE_STRUCTURE. What the header must have as a whole
 * (eml_header_check) is the caller's to see to. */
EML_MUST_CHECK int eml_write_message(eml_cx *cx, const eml_write_part *part,
                                     bool utf8, uint64_t seed, eml_out *out);

/* eml_tree_to_write makes a tree to write from a parsed one (leaf contents
 * decoded, byte for byte, into cx->arena; what is not decoded is borrowed).
 * write(parse(b)) is a fixpoint after one step. In stored form (EML_NL_LF) LF
 * becomes the CRLF that it stands for, but in base64 and binary. It makes no
 * findings; what cannot be written is found by eml_write_message. Returns
 * EML_OK or EML_E_NOMEM. */
EML_MUST_CHECK int eml_tree_to_write(eml_cx *cx, const eml_part *part,
                                     const eml_write_part **out);

#ifdef __cplusplus
}
#endif
#endif
