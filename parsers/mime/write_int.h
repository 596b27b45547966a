#ifndef EML_PARSERS_MIME_WRITE_INT_H
#define EML_PARSERS_MIME_WRITE_INT_H
/* write_int.h -- what the writers of values share. Internal.
 * Layer: parsers/mime.
 *
 * A writer appends to `out` and keeps the first error in `rc`; after one,
 * nothing it does matters, for who began it takes back what was written. */
#include "core/cclass.h"
#include "eml/write.h"

typedef struct eml__writer {
    eml_cx *cx;
    eml_out *out;
    size_t start;        /* out->n when this value began */
    bool utf8;           /* RFC 6532: UTF-8 as it is */
    bool no_words;       /* no encoded-word may be written */
    uint32_t num_params; /* and pieces of them */
    int rc;
} eml__writer;

/* ---- write_text.c ---- */

/* eml__w_fail makes `code` the writer's error, unless it has one. */
void eml__w_fail(eml__writer *w, int code);
/* eml__w_move moves the findings made since `was` by `by` bytes: to the
 * beginning of what the value is in. */
void eml__w_move(eml_cx *cx, const eml_cx *was, uint64_t by);
/* eml__w_finish ends what eml_write_* began: EML_OK, or everything written
 * since w->start taken back and the error. */
int eml__w_finish(eml__writer *w);
/* Appends bytes that are right in every field. */
void eml__w_raw(eml__writer *w, eml_span s);
void eml__w_byte(eml__writer *w, uint8_t c);
#define eml__w_lit(w, s) eml__w_raw((w), EML_LIT(s))
/* eml__w_get sets *out to the text that t stands for. False, and the writer has
 * an error, when it is no UTF-8 or has CR, LF or NUL. */
bool eml__w_get(eml__writer *w, const eml_text *t, eml_span *out);
/* eml__w_check says whether `s` has no CR, LF or NUL and is UTF-8. */
bool eml__w_check(eml__writer *w, eml_span s);
/* eml__w_all says whether each byte of `s` is of one of `classes`, or, in an
 * internationalized message, over 127. */
bool eml__w_all(const eml__writer *w, eml_span s, unsigned classes);
/* eml__w_has_pair says whether the bytes `a` `b` stand side by side in s. */
bool eml__w_has_pair(eml_span s, uint8_t a, uint8_t b);
/* eml__w_no_word fails when there is what looks like an encoded-word in `s`,
 * which is to stand where none may be (RFC 2047 section 5). */
bool eml__w_no_word(eml__writer *w, eml_span s);
/* 1*atext *("." 1*atext) */
bool eml__w_is_dot_atom(const eml__writer *w, eml_span s);
/* eml__w_quote writes `s` between DQUOTEs; eml__w_can_quote says whether it
 * may: VCHAR and white space only, and not too long to be folded. */
void eml__w_quote(eml__writer *w, eml_span s);
bool eml__w_can_quote(const eml__writer *w, eml_span s);
/* The one if it may be, else the other: a local-part, a value of Received-SPF.
 */
void eml__w_dot_atom_or_quote(eml__writer *w, eml_span s);
/* Unstructured text, a phrase (which "," or ":" may follow), and the comments
 * of a list, each with a space before it. */
void eml__w_unstructured(eml__writer *w, eml_span text);
void eml__w_phrase(eml__writer *w, eml_span text, bool special_follows);
void eml__w_comments(eml__writer *w, const eml_comment *c);
/* The first of a list alone. */
void eml__w_comment(eml__writer *w, const eml_comment *c);

/* ---- the rest: one function a kind of value ---- */

void eml__w_addresses(eml__writer *w, const eml_address_list *l,
                      eml_field_id id);
void eml__w_path(eml__writer *w, const eml_mailbox *m);
void eml__w_msgids(eml__writer *w, const eml_msgid_list *l, eml_field_id id);
void eml__w_date(eml__writer *w, const eml_date *d);
void eml__w_received(eml__writer *w, const eml_received *r);
void eml__w_phrases(eml__writer *w, const eml_phrases *p);
/* `multipart`: a parameter named boundary is one. */
void eml__w_params(eml__writer *w, const eml_param *first, bool multipart);
void eml__w_content_type(eml__writer *w, const eml_content_type *t);
void eml__w_disposition(eml__writer *w, const eml_disposition *d);
void eml__w_encoding(eml__writer *w, const eml_encoding *e);
void eml__w_mime_version(eml__writer *w, const eml_mime_version *v);
void eml__w_tokens(eml__writer *w, const eml_token_list *l, eml_field_id id);
void eml__w_list_urls(eml__writer *w, const eml_list_urls *l, eml_field_id id);
void eml__w_list_id(eml__writer *w, const eml_list_id *l);
void eml__w_auto_submitted(eml__writer *w, const eml_auto_submitted *a);
void eml__w_authres(eml__writer *w, const struct eml_authres *a,
                    eml_field_id id);
void eml__w_received_spf(eml__writer *w, const struct eml_received_spf *r);
/* The parameters of Auto-Submitted, kept as they came, read. Returns EML_OK,
 * EML_E_NOMEM, or EML_E_WRITE_VALUE when they cannot be. */
int eml__auto_params(eml_cx *cx, eml_span raw, eml_param **out);
/* eml__w_is_uri says whether `s` has nothing but what RFC 3986 has in URIs. */
bool eml__w_is_uri(eml_span s);
/* Takes the next token from the front of a Received clause's value, *out being
 * what it is without CFWS in it. Returns EML_OK, EML_END, EML_E_NOMEM, or
 * EML_E_WRITE_VALUE. */
int eml__received_token(eml_cx *cx, eml_span *rest, eml_span *out);
/* The name of a clause; its keyword when none is given. */
eml_span eml__received_name(const eml_received_clause *c);
/* local-part and domain, as in addr-spec; used by message identifiers, too. */
void eml__w_domain(eml__writer *w, eml_span s);

#endif
