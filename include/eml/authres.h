#ifndef EML_AUTHRES_H
#define EML_AUTHRES_H
/* authres.h -- Authentication-Results (RFC 8601 section 2.2) and
 * ARC-Authentication-Results (RFC 8617 section 4.1.1).
 *
 * Layer: parsers/auth. */

#include "eml/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_authres_prop is one propspec: ptype "." property "=" pvalue. The value's
 * text is a token, what stands in a quoted-string, or a mail identity:
 * [local-part] "@" domain-name, the local-part in the shortest form that says
 * the same (a quoted-string when it is no dot-atom). */
typedef struct eml_authres_prop {
    struct eml_authres_prop *next;
    eml_span ptype, property;
    eml_text value; /* PLAIN or QUOTED */
} eml_authres_prop;

/* eml_authres_result is one resinfo. */
typedef struct eml_authres_result {
    struct eml_authres_result *next;
    eml_span method;
    eml_span method_version; /* digits; n 0: none is given, it is 1 */
    eml_span result;
    eml_text reason; /* PLAIN or QUOTED; present when there is one */
    eml_authres_prop *props;
    uint32_t num_props;
    eml_comment *comments; /* in it, in the order in which they came */
} eml_authres_result;

/* eml_authres is the whole field body. `none` is no-result: "no message
 * authentication was performed". */
typedef struct eml_authres {
    uint32_t instance;    /* i= of ARC-Authentication-Results; 0: none */
    eml_text authserv_id; /* PLAIN or QUOTED */
    eml_span version;     /* digits; n 0: none is given, it is 1 */
    bool none;
    eml_authres_result *first;
    uint32_t num_results;
    eml_comment *comments; /* before the first result */
} eml_authres;

/* eml_authres_parse reads the body of an Authentication-Results field.
 *
 *     authres-payload = [CFWS] authserv-id [ CFWS authres-version ]
 *                       ( no-result / 1*resinfo ) [CFWS] CRLF
 *
 * eml_aar_parse reads that of an ARC-Authentication-Results field, which has
 * an instance ("i=3;") before it. Spans of the tree lie in `in`; nodes, and
 * identities that had to be written again, in cx->arena. On error *out is
 * not touched.
 *
 * Returns EML_OK, EML_E_NOMEM, EML_E_LIMIT (results and properties: params of
 * eml_limits), or a syntax code.
 *
 *     eml_authres *a;
 *     if (eml_authres_parse(&cx, body, &a) == EML_OK)
 *         for (const eml_authres_result *r = a->first; r; r = r->next)
 *             show(r->method, r->result);
 */
EML_MUST_CHECK int eml_authres_parse(eml_cx *cx, eml_span in,
                                     eml_authres **out);
EML_MUST_CHECK int eml_aar_parse(eml_cx *cx, eml_span in, eml_authres **out);

/* eml_authres_same_id says whether two authentication service identifiers are
 * the same: ASCII letters without regard to case, and a label that begins with
 * "xn--" is the U-label that it stands for (RFC 8601 section 5). */
bool eml_authres_same_id(eml_span a, eml_span b);

/* What eml_authres_strip takes out besides fields that claim one of the ids. */
enum eml_authres_strip_what {
    EML_AUTHRES_STRIP_VERSION = 1, /* a version that is not 1 (section 5) */
    EML_AUTHRES_STRIP_UNREAD = 2,  /* an authserv-id that cannot be read */
    EML_AUTHRES_STRIP_ALL = 4      /* every Authentication-Results field */
};

/* eml_authres_strip appends `header`, the fields of a header section as they
 * came, to `out`, without the Authentication-Results fields that claim to come
 * from one of `ids` (RFC 8601 section 5: an MTA "MUST delete any discovered
 * instance of this header field that claims ... to have been added within its
 * trust boundary"): whole fields with their folded lines and line end; every
 * other byte as it came. `out` gets all after an empty line as it is, so a
 * whole message may be passed. ARC-Authentication-Results is never taken out.
 * *num_gone is the number of fields left out.
 *
 * Memory comes from cx->arena and is given back; findings are not made.
 * Returns EML_OK or EML_E_NOMEM (*out is then without meaning). */
EML_MUST_CHECK int eml_authres_strip(eml_cx *cx, eml_span header,
                                     const eml_span *ids, size_t num_ids,
                                     unsigned what, eml_out *out,
                                     uint32_t *num_gone);

#ifdef __cplusplus
}
#endif
#endif
