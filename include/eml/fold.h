#ifndef EML_FOLD_H
#define EML_FOLD_H
/* fold.h -- folding of header fields (RFC 5322 sections 2.1.1, 2.2.3).
 * Layer: parsers/imf. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_fold appends `line`, one unfolded field "Name: body" without its line
 * end, folded and with its line end: CRLF goes in front of white space that is
 * there already, so unfolding gives the same bytes back.
 *
 * Lines keep to 78 bytes (76 when they hold an encoded-word, RFC 2047 section
 * 2) where the white space allows, and always to 998. No line is white space
 * alone (3.2.2). A break comes before the first byte of a run of white space,
 * and after the field name only when the first piece fits on a line thereby.
 * In `structured` fields it comes after a comma or semicolon by preference,
 * then outside of quoted-strings, comments and literals, then inside of them,
 * and never between a backslash and what that quotes.
 *
 * On error nothing is appended. Errors have the offset in `line`. Linear time;
 * does not allocate but by growing `out`.
 *
 * Returns EML_OK, EML_E_WRITE_LINE (CR or LF in `line`), EML_E_WRITE_NUL,
 * EML_E_WRITE_NAME (nothing there, or white space in front),
 * EML_E_WRITE_LONG (no place to break within 998), EML_E_NOMEM (out full).
 *
 *     eml_out out = {.arena = cx.arena};
 *     if (eml_fold(&cx, EML_LIT("Subject: hello"), false, &out) == EML_OK)
 *         send(eml_out_view(&out));
 */
EML_MUST_CHECK int eml_fold(eml_cx *cx, eml_span line, bool structured,
                            eml_out *out);

#ifdef __cplusplus
}
#endif
#endif
