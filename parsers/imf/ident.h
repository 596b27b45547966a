#ifndef EML_PARSERS_IMF_IDENT_H
#define EML_PARSERS_IMF_IDENT_H
/* ident.h -- the tokens of Received, and of identifiers that lack their
 * brackets. Internal. Layer: parsers/imf.
 *
 *     received-token = word / angle-addr / addr-spec / domain
 */
#include "parsers/imf/addr_int.h"

typedef enum eml__ident_kind {
    EML__IDENT_ATOM,    /* one atom */
    EML__IDENT_QUOTED,  /* one quoted-string */
    EML__IDENT_DOTTED,  /* words with dots between: a domain */
    EML__IDENT_LITERAL, /* domain-literal */
    EML__IDENT_ADDRESS, /* with an "@" */
    EML__IDENT_ANGLE,   /* between "<" and ">" */
    EML__IDENT_JUNK     /* characters that begin no token */
} eml__ident_kind;

typedef struct eml__ident {
    const uint8_t *from, *to; /* without CFWS around it */
    const uint8_t *at;        /* the "@", or NULL */
    eml__ident_kind kind;
    bool bad;                 /* as it stands it is none of received-token */
    bool bad_local;           /* the same of what stands before "@" */
    bool no_domain;           /* without "@" and with dots and quoted-strings:
                                 bad, unless obs-local-part goes on there */
    bool lead_dot, trail_dot; /* bad, unless obs-domain goes on there */
    bool obs;     /* has CFWS between words and dots, or several words */
    bool cfws_at; /* has CFWS beside the "@" */
    bool route;   /* has an obs-route */
    bool in_angle;
    bool high;
    bool quoted; /* has a quoted-string */
} eml__ident;

/* A dot with CFWS on one side only is read as part of the word that it touches
 * ("host.example. by"), with CFWS on both sides as obs-domain has it; within
 * "<" and ">", where no other token follows, always as that.
 *
 * Reads one token (x->p at neither CFWS nor the end) and skips CFWS behind it.
 * It makes no findings but those of quoted-strings, literals and comments as
 * such, whose unclosed forms have no reading. */
int eml__ident_read(eml__lex *x, eml__ident *t);

#endif
