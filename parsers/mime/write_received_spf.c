/* Writing Received-SPF (RFC 7208 section 9.1). */
#include "parsers/auth/received_spf_int.h"
#include "parsers/mime/write_int.h"

/* header-field = "Received-SPF:" [CFWS] result FWS [comment FWS]
 *                [ key-value-list ] CRLF
 *
 * Of several comments the last stands behind the result, the others before it:
 * there is no other place for them that keeps their order. */
void
eml__w_received_spf(eml__writer *w, const eml_received_spf *r)
{
    const eml_comment *c = r->comments;
    const char *name;
    eml_span s;

    if ((unsigned)r->result > EML_SPF_PERMERROR) {
        eml__w_fail(w, EML_E_WRITE_VALUE);
        return;
    }
    for (; c && c->next && w->rc == EML_OK; c = c->next)
        eml__w_comment(w, c);
    if (w->out->n > w->start)
        eml__w_byte(w, ' ');
    for (name = eml_spf_result_name(r->result); *name; name++)
        eml__w_byte(w, (uint8_t)*name);
    if (c)
        eml__w_comment(w, c);
    eml__w_byte(w, ' ');
    for (const eml_received_spf_pair *p = r->first; p && w->rc == EML_OK;
         p = p->next) {
        if (!eml__is_spf_key(p->key))
            eml__w_fail(w, EML_E_WRITE_VALUE);
        eml__w_raw(w, p->key);
        eml__w_byte(w, '=');
        if (eml__w_get(w, &p->value, &s))
            eml__w_dot_atom_or_quote(w, s);
        if (p->next)
            eml__w_lit(w, "; ");
    }
}
