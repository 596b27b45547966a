#ifndef EML_STACK_SPF_CHECK_INT_H
#define EML_STACK_SPF_CHECK_INT_H
/* spf_check_int.h -- pieces of the SPF machine. Layer: stack/auth. */
#include "core/cclass.h"
#include "eml/spf_check.h"
#include "eml/utf8.h"

#include <string.h>

/* Whether there is a byte over 127. */
static inline bool
eml__is_high(eml_span s)
{
    return eml_ascii_len(s) != s.n;
}

/* A domain of 4.3: labels of 1 to 63 bytes of US-ASCII, 253 in all, without the
 * dot at its end. `multi`: of more than one label. */
bool eml__spf_name_ok(eml_span name, bool multi);

/* Whether a macro-string holds the letter p, which asks the DNS. */
bool eml__spf_wants_ptr(eml_span in);

enum eml__spf_expanded {
    EML__SPF_EXPANDED,
    EML__SPF_MALFORMED, /* nothing that can be asked for */
    EML__SPF_NEVER      /* it may not match (RFC 8616 section 4) */
};

/* Expands a domain-spec (section 7) for the frame into to[0..*len), without a
 * dot at its end and cut to 253 bytes as 7.3 has it. */
enum eml__spf_expanded
eml__spf_expand_name(const eml_spf *m, const eml__spf_frame *f, eml_span spec,
                     uint8_t to[EML_SPF_NAME_MAX], size_t *len);

/* Expands an explain-string into `out`, which drops what does not fit. False:
 * the result is not US-ASCII. */
bool eml__spf_expand_text(const eml_spf *m, const eml__spf_frame *f,
                          eml_span text, eml_out *out);

/* The name under which the client's address is looked up, "1.2.0.192.in-addr
 * .arpa"; returns its length. */
size_t eml__spf_reverse_name(const eml_ip *ip, uint8_t to[EML_SPF_NAME_MAX]);

/* Whether `name` is `domain` or below it. */
bool eml__spf_within(eml_span name, eml_span domain);

enum eml__spf_state {
    EML__SPF_FETCH,    /* 4.4: ask for the record of the frame's domain */
    EML__SPF_RECORD,   /* 4.5, 4.6 */
    EML__SPF_TERM,     /* 4.6.1: the next term */
    EML__SPF_EVALUATE, /* section 5: a term that asks the DNS */
    EML__SPF_ADDRESS,  /* 5.3, 5.7 */
    EML__SPF_MX,       /* 5.4 */
    EML__SPF_MX_HOSTS,
    EML__SPF_PTR, /* 5.5 */
    EML__SPF_PTR_NAMES,
    EML__SPF_PTR_HOSTS,
    EML__SPF_REDIRECT, /* 6.1 */
    EML__SPF_EXP,      /* 6.2 */
    EML__SPF_EXP_TEXT,
    EML__SPF_EXPLAIN,
    EML__SPF_DONE
};

static inline eml__spf_frame *
eml__spf_top(eml_spf *m)
{
    return &m->frames[m->depth - 1];
}

/* A copy in the arena; without memory the machine's error. */
eml_span eml__spf_keep(eml_spf *m, eml_span s);
/* One more event of the frame in hand; NULL when nobody looks. */
eml_spf_event *eml__spf_new_event(eml_spf *m, eml_spf_event_kind kind,
                                  eml_span text);
static inline eml_spf_event *
eml__spf_event(eml_spf *m, eml_spf_event_kind kind, eml_span text)
{
    return m->trace ? eml__spf_new_event(m, kind, text) : NULL;
}

/* One more open question. */
void eml__spf_ask(eml_spf *m, uint16_t type, eml_span name);
/* All have their answers: their ids will not come again; the slots are as they
 * were until the next question. */
void eml__spf_close(eml_spf *m);
/* What the client's kind of address is asked by. */
uint16_t eml__spf_address_type(const eml_spf *m);

static inline eml_span
eml__spf_domain(const eml__spf_frame *f)
{
    return (eml_span){f->domain, f->domain_len};
}

static inline eml_span
eml__spf_ptr_name(const eml_spf *m, size_t i)
{
    return (eml_span){m->ptr.names[i], m->ptr.lens[i]};
}

#endif
