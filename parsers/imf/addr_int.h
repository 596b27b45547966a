#ifndef EML_PARSERS_IMF_ADDR_INT_H
#define EML_PARSERS_IMF_ADDR_INT_H
/* addr_int.h -- the pieces of addresses, for all fields that have some.
 * Internal. Layer: parsers/imf.
 *
 * Whether words are a display-name, a local-part or a group's name shows only
 * behind them. So they are read first (eml__run, eml__dom: facts, no findings
 * but those of tokens as such), and judged when it is known what they are. */
#include "eml/addr.h"
#include "parsers/imf/front.h"
#include "parsers/imf/lex.h"

/* Words, dots and other characters up to one that delimits. Places are NULL
 * when there is no such thing. Zero-initialise. */
typedef struct eml__run {
    const uint8_t *from, *to; /* from the first token to behind the last */
    const uint8_t *gap;       /* the first CFWS between two tokens */
    const uint8_t *dot;       /* the first dot */
    const uint8_t *bad_dot;   /* the first dot at the front or behind a dot */
    const uint8_t *bad_word;  /* the first word directly behind a word */
    const uint8_t *special;   /* the first character that no word has */
    const uint8_t *word;      /* the first "=?" that may be an encoded-word */
    size_t octets;            /* of words and dots */
    eml_span quoted;          /* inside of the last quoted-string */
    uint32_t num_words, num_quoted;
    bool simple; /* the last quoted-string has nothing to undo */
    bool odd;    /* has what must be undone when it is a phrase */
    bool high;   /* has bytes over 127 */
    uint8_t last;
} eml__run;

enum { EML__RUN_NONE, EML__RUN_WORD, EML__RUN_DOT };

/* Reads on until one of < > , ; : @, a line end that is no fold, or the end.
 * x->p must not be at CFWS; trailing CFWS is skipped, not part of the run. */
int eml__run_read(eml__lex *x, eml__run *r);

/* Judges a run as phrase; `at` is the "@" in it when there is one. */
void eml__phrase(eml__lex *x, const eml__run *r, const uint8_t *at,
                 eml_text *out);
/* The findings for encoded-words in a phrase: a second look at its bytes. */
void eml__words_in_phrase(const eml__lex *x, eml_span in);
/* Judges a run as local-part. ADDR_LOCAL has no reading. */
int eml__local(eml__lex *x, const eml__run *r, eml_text *out);

/* A domain, read as far as it goes. */
typedef struct eml__dom {
    const uint8_t *from, *to, *gap, *bad_dot;
    size_t octets;
    uint32_t num_words;
    bool literal;
    bool simple; /* no FWS, quoted-pair or byte over 127 */
    uint8_t last;
} eml__dom;

/* x->p behind the "@"; skips CFWS before and after. */
int eml__dom_read(eml__lex *x, eml__dom *d);
/* Judges it; ADDR_DOMAIN_EMPTY has no reading. Without `smtp` the host name
 * rules of RFC 5321 are left out. */
int eml__domain(eml__lex *x, const eml__dom *d, bool smtp, eml_text *out);

/* Takes what stands before an angle-addr, x->p at neither CFWS nor the end, and
 * fills *out, when that is a display-name that nothing can be found about, or
 * nothing. False, nothing moved, when it is another, or no angle-addr. */
bool eml__plain_name(eml__lex *x, eml_text *out);

/* Takes local-part "@" domain when it is dot-atoms of ASCII that nothing can be
 * found about, up to `stop` (or, for ",", the end); fills m->local and
 * m->domain. False, nothing moved, when it is another. */
bool eml__plain_addr_spec(eml__lex *x, uint8_t stop, eml_mailbox *m);
/* Both: a mailbox, or, with `only_spec`, one without a name and angle brackets,
 * which "," or the end follows. Fills all of it but m->comments. */
bool eml__plain_mailbox(eml__lex *x, bool only_spec, eml_mailbox *m);
/* Judges local-part "@" domain and fills m->local and m->domain. */
int eml__addr_spec(eml__lex *x, const eml__run *r, const uint8_t *at,
                   const eml__dom *d, eml_mailbox *m);
/* angle-addr without CFWS around it, x->p at "<". `no_at` is the code for an
 * address without "@". Sets route, local, domain, cfws. */
int eml__angle(eml__lex *x, int no_at, eml_mailbox *m);

/* Makes the absent parts of a zeroed mailbox point somewhere. */
static inline void
eml__mailbox_init(eml_mailbox *m)
{
    m->raw.p = m->name.raw.p = m->local.raw.p = m->domain.raw.p = EML_NONE.p;
}

/* The SHOULDs of RFC 5321 and 5890 for the labels of a domain, CFWS between
 * them or not; and for a domain-literal with its brackets. */
void eml__labels(eml_cx *cx, eml_span domain);
void eml__address_literal(eml_cx *cx, eml_span literal);
/* Whether every label is a sub-domain of RFC 5321 4.1.2 or may be a U-label. */
bool eml__is_domain(eml_span domain);
bool eml__is_address_literal(eml_span literal);

/* RFC 5890: the label after "xn--" decodes to what may be a U-label; a label
 * with bytes over 127 may be a U-label. */
bool eml__alabel(eml_span label);
bool eml__ulabel(eml_span label);

enum { EML__MAX_LABEL = 63 }; /* octets, in the DNS */
/* RFC 3492 section 6.2: the code points of at most EML__MAX_LABEL characters of
 * Punycode, those of ASCII in lower case. Returns their number, 0 when `in` is
 * no Punycode. */
unsigned eml__punycode_decode(eml_span in, uint32_t out[EML__MAX_LABEL]);
/* RFC 3492 section 6.3: writes the Punycode of at most 252 code points and
 * returns its length; when it is longer than EML__MAX_LABEL, some number over
 * that. */
size_t eml__punycode_encode(const uint32_t *in, unsigned len,
                            uint8_t to[EML__MAX_LABEL]);

#endif
