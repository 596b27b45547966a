#ifndef EML_ADDR_H
#define EML_ADDR_H
/* addr.h -- mailboxes, groups and lists of them (RFC 5322 section 3.4 with
 * RFC 6854 and 6532; lengths by RFC 5321 section 4.5.3.1; literals 4.1.3).
 *
 * Layer: parsers/imf. */

#include "eml/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_mailbox is `name-addr / addr-spec`. `local` is without quotes once got
 * by eml_text_get; `domain` keeps the brackets of a domain-literal. */
typedef struct eml_mailbox {
    struct eml_mailbox *next;
    eml_span raw;    /* the whole mailbox, without CFWS around it */
    eml_text name;   /* display-name, PHRASE or QUOTED; !present when none */
    eml_text local;  /* WORDS or QUOTED */
    eml_text domain; /* WORDS or LITERAL; !present for what has no "@" */
    const eml_span *route; /* obs-route, ignored as 4.4 says; NULL: none */
    eml_comment *comments; /* in the order met */
    bool angle;            /* written between "<" and ">" */
    bool cfws; /* comments or white space inside of the addr-spec: beside "@",
                  between words, inside of "<" and ">" */
} eml_mailbox;

/* eml_address is a mailbox or a group. In a group `mailbox` is the first
 * member or NULL; in a lone mailbox it is that one. */
typedef struct eml_address {
    struct eml_address *next;
    const eml_text *group; /* display-name of a group; NULL: a lone mailbox */
    eml_mailbox *mailbox;
    eml_comment *comments; /* of the group, outside its members */
} eml_address;

/* eml_address_list is the value of From, To, Cc, ... */
typedef struct eml_address_list {
    eml_address *first;
    uint32_t num_addresses;
    uint32_t num_mailboxes; /* members of groups included */
    eml_comment *comments;  /* that belong to no member (", (x) ,") */
} eml_address_list;

/* What a field may hold. */
typedef enum eml_addr_rule {
    EML_ADDR_SPEC,         /* addr-spec alone, for addresses as such */
    EML_ADDR_MAILBOX,      /* mailbox */
    EML_ADDR_MAILBOX_LIST, /* mailbox-list */
    EML_ADDR_ADDRESS,      /* address: Sender after RFC 6854 */
    EML_ADDR_ADDRESS_LIST, /* address-list: From after RFC 6854, To, ... */
    EML_ADDR_BCC           /* [address-list / CFWS] */
} eml_addr_rule;

/* eml_addr_parse reads the whole of `in` by `rule`. Leaves of *out borrow from
 * `in`; nodes live in cx->arena. On error *out is untouched and cx->err says
 * why. Relaxations (cx->allow): OBS, ADDRESS, EIGHT_BIT, CONTROL, BARE_LF.
 *
 * Returns EML_OK, EML_E_NOMEM, EML_E_LIMIT, or a syntax code. */
EML_MUST_CHECK int eml_addr_parse(eml_cx *cx, eml_span in, eml_addr_rule rule,
                                  eml_address_list **out);

#ifdef __cplusplus
}
#endif
#endif
