#ifndef EML_MIME_H
#define EML_MIME_H
/* mime.h -- the structure of a message as a stream of events (RFC 2045, 2046;
 * RFC 5322 section 2.1). Layer: parsers/mime. */

#include "eml/content.h"
#include "eml/field.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_value_parse reads a field body by what the field is. It does not repeat
 * the findings of eml_field_split. What has no reading at all leaves
 * out->kind EML_VALUE_NONE; what could be read is in *out whatever errors were
 * found in it. Returns EML_OK, EML_E_NOMEM, or the first error found. */
EML_MUST_CHECK int eml_value_parse(eml_cx *cx, eml_field_id id, eml_span body,
                                   eml_value *out);

typedef enum eml_mime_event_kind {
    EML_MIME_PART,      /* a message or a part begins; no bytes */
    EML_MIME_FIELD,     /* one header field (or header line that is none) */
    EML_MIME_BLANK,     /* the line that ends the header; no bytes when the
                           header ended without one */
    EML_MIME_PREAMBLE,  /* bytes before the first delimiter */
    EML_MIME_BODY,      /* bytes of a leaf, still transfer-encoded */
    EML_MIME_DELIMITER, /* line end, "--", boundary, padding, line end: the
                           line end before belongs to the delimiter (2046
                           5.1.1); also when it is the first thing in a body */
    EML_MIME_CLOSE,     /* line end, "--", boundary, "--", padding; the line end
                           after it is the epilogue's, or the next outer
                           delimiter's: close-delimiter transport-padding
                           [CRLF epilogue] */
    EML_MIME_EPILOGUE,  /* bytes after the close-delimiter */
    EML_MIME_PART_END   /* the part is over; no bytes */
} eml_mime_event_kind;

/* eml_mime_event: the events' bytes, in order, are the input: each byte once.
 * `bytes` and `field` are good until the next call.
 *
 *   message = PART FIELD* BLANK body PART_END
 *   body    = BODY*                                     a leaf
 *           / message                                   EML_PART_MESSAGE
 *           / PREAMBLE* *(DELIMITER message) [CLOSE EPILOGUE*]
 *
 * with each message one deeper. PREAMBLE, BODY and EPILOGUE have at least one
 * byte. */
typedef struct eml_mime_event {
    eml_mime_event_kind kind;
    uint32_t depth; /* of the part, 0 the message */
    uint64_t off;   /* stream offset of bytes */
    eml_span bytes;
    const eml_field *field; /* FIELD: split and its value parsed */
    /* BLANK, BODY: what the part is, defaults filled in (2045 5.2, 2046
     * 5.1.5 for digests); valid until the part ends */
    const struct eml_part_info *info;
} eml_mime_event;

/* How a part's body is made up. */
typedef enum eml_part_kind {
    EML_PART_LEAF,
    EML_PART_MULTIPART, /* with a usable boundary */
    EML_PART_MESSAGE    /* message/rfc822, /global, /news, not encoded */
} eml_part_kind;

typedef struct eml_part_info {
    eml_part_kind kind;
    eml_span type, subtype; /* effective: as written or the default */
    const eml_content_type *content_type; /* NULL: default */
    eml_cte cte;
    eml_span boundary; /* MULTIPART, as it stands */
    eml_span charset;  /* of text/ parts; "us-ascii" when absent */
} eml_part_info;

/* eml_mime is the machine. Create it in cx->arena by eml_mime_new; feed it
 * chunks; pull events. State is bounded by the limits (depth, field_bytes,
 * boundary lines), never by the message: field values of an earlier part are
 * forgotten, unless `keep_fields` asks for them to stay in cx->arena. Then
 * fields are copied there, too, but not when the message is fed in one piece.
 *
 *     eml_mime *m = eml_mime_new(&cx, false);
 *     while ((n = read(...)) >= 0) {
 *         eml_mime_feed(m, (eml_span){buf, n}, n == 0);
 *         while ((rc = eml_mime_next(m, &cx, &ev)) == EML_OK)
 *             ...;
 *         if (rc != EML_WANT_INPUT)
 *             break;           // EML_END, or an error
 *     }
 *
 * However the input is split over calls, the same events come with the same
 * bytes and findings, except that one PREAMBLE, BODY or EPILOGUE may come in
 * several pieces. A message fed in one piece is not copied. Stream offsets
 * begin at cx->base as it is in eml_mime_new; findings are placed by them.
 *
 * It makes the findings about structure and about each field by itself. Header
 * sections as a whole are for eml_header_check, bodies for eml_decoder,
 * preambles and epilogues too (RFC 5322 2.1.1 holds for their lines).
 * eml_message_parse does all of that. */
typedef struct eml_mime eml_mime;

eml_mime *eml_mime_new(eml_cx *cx, bool keep_fields); /* NULL: no memory */
/* Gives the next bytes, which must stay where they are until eml_mime_next
 * returns EML_WANT_INPUT. May only be called first or after that. */
void eml_mime_feed(eml_mime *m, eml_span chunk, bool last);
/* Returns EML_OK with *ev, EML_WANT_INPUT, EML_END, EML_E_NOMEM, EML_E_LIMIT
 * (a field over limits.field_bytes, more than limits.fields) or EML_E_MISUSE;
 * all but the first two are sticky. */
EML_MUST_CHECK int eml_mime_next(eml_mime *m, eml_cx *cx, eml_mime_event *ev);

/* ---- a leaf's content --------------------------------------------------- */

/* eml_decoder undoes a leaf's transfer encoding and, for text, its charset,
 * streaming. It makes the findings about the body, placed in the input as it
 * came: bare CR and LF, NUL and lines over 998 each; the first run of 8-bit
 * bytes in a 7bit body, the first line over 78 characters, the first of each
 * thing that breaks the encoding, the first byte that is not in the charset
 * (the last four kinds once a body). */
typedef struct eml_decoder eml_decoder;
/* In cx->arena, about 9 KB; NULL: no memory. `to_utf8` asks for charset
 * conversion of text. `off` is the stream offset of the first body byte.
 * `info` is not kept. */
eml_decoder *eml_decoder_new(eml_cx *cx, const eml_part_info *info,
                             bool to_utf8, uint64_t off);
/* Begins another leaf with the same memory. */
void eml_decoder_reset(eml_decoder *d, eml_cx *cx, const eml_part_info *info,
                       bool to_utf8, uint64_t off);
/* Takes from the front of *in, whose bytes must stay where they are until all
 * of *in is taken and this returns another thing than EML_OK. When the content
 * needs no change, *out is a piece of the input itself; else it is in the
 * decoder's buffer; good until the next call. Returns EML_OK with *out (n > 0),
 * EML_WANT_INPUT, or EML_END when `last` and all was given; EML_E_MISUSE for
 * input after that. */
EML_MUST_CHECK int eml_decoder_feed(eml_decoder *d, eml_cx *cx, eml_span *in,
                                    bool last, eml_span *out);
/* How many bytes were not in the charset. */
uint64_t eml_decoder_num_bad(const eml_decoder *d);
/* For a decoder that is left before its EML_END: gives the charset converter
 * back to cx->charsets. */
void eml_decoder_close(eml_decoder *d);

#ifdef __cplusplus
}
#endif
#endif
