#ifndef EML_DMARC_RECORD_H
#define EML_DMARC_RECORD_H
/* dmarc_record.h -- DMARC policy records (RFC 9989 sections 4.7 and 4.8; RFC
 * 7489 sections 6.3 and 6.4), records that accept reports for others among
 * them. Layer: parsers/auth. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Which text a record is read by. */
typedef enum eml_dmarc_rules {
    EML_DMARC_9989,
    EML_DMARC_7489 /* with pct, rf and ri; p must be there, behind v; "psd",
                      "np" and "t" are not known */
} eml_dmarc_rules;

/* What a domain owner asks for; the order is that of strictness. */
typedef enum eml_dmarc_policy {
    EML_DMARC_UNSET,   /* the tag is not there */
    EML_DMARC_INVALID, /* it is, with another value */
    EML_DMARC_NONE,
    EML_DMARC_QUARANTINE,
    EML_DMARC_REJECT
} eml_dmarc_policy;

typedef enum eml_dmarc_psd {
    EML_DMARC_PSD_U,
    EML_DMARC_PSD_Y,
    EML_DMARC_PSD_N
} eml_dmarc_psd;

/* fo=, bits */
enum {
    EML_DMARC_FO_0 = 1, /* no mechanism gave an aligned pass */
    EML_DMARC_FO_1 = 2, /* some mechanism did not */
    EML_DMARC_FO_D = 4, /* a DKIM signature failed */
    EML_DMARC_FO_S = 8  /* SPF failed */
};

/* eml_dmarc_record is one record, defaults filled in. Spans lie in it. */
typedef struct eml_dmarc_record {
    eml_span raw;
    uint8_t p, sp, np; /* eml_dmarc_policy */
    uint8_t psd;       /* eml_dmarc_psd */
    bool strict_dkim;  /* adkim=s */
    bool strict_spf;   /* aspf=s */
    bool testing;      /* t=y */
    uint8_t fo;        /* EML_DMARC_FO_; FO_0 by default, and without ruf= */
    eml_span rua, ruf; /* as they stand, for eml_dmarc_uri_next; n 0: none */
    uint32_t num_rua, num_ruf; /* URIs in them that are such */
    /* RFC 7489 */
    uint8_t pct; /* 0 to 100; 100 by default */
    uint32_t ri; /* seconds; 86400 by default */
    eml_span rf; /* as it stands; "afrf" by default */
} eml_dmarc_record;

/* eml_dmarc_record_parse reads a TXT record, its strings joined:
 *
 *     dmarc-record  = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep]
 *     dmarc-tag     = 1*ALPHA equals 1*dmarc-value
 *     dmarc-version = "v" equals %s"DMARC1"
 *
 * "Unknown tags MUST be ignored. Syntax errors in the remainder of the record
 * MUST be discarded in favor of default values (if any) or ignored outright":
 * so the result is EML_OK, and *out is set, for any record of this version of
 * DMARC, whatever the findings; set cx->origin to the record. A tag that is
 * there again is left out.
 *
 * Returns EML_OK, or EML_E_DMARC_VERSION, with that finding and *out as it was,
 * for what is no DMARC record ("the entire record MUST be ignored"). Allocates
 * nothing.
 *
 *     eml_cx cx = {.origin = txt.p};
 *     eml_dmarc_record r;
 *
 *     if (eml_dmarc_record_parse(&cx, txt, EML_DMARC_9989, &r) == EML_OK)
 *         use(r.p);       // cx.err is what is wrong with it, if anything is
 */
EML_MUST_CHECK int eml_dmarc_record_parse(eml_cx *cx, eml_span in,
                                          eml_dmarc_rules rules,
                                          eml_dmarc_record *out);

/* eml_dmarc_record_write appends a record: v and p, then what differs from the
 * defaults, by the given rules. p, when UNSET, is left out (RFC 9989 only).
 * Returns EML_OK, or the code that eml_dmarc_record_parse would find, or
 * EML_E_NOMEM; then nothing is appended. */
EML_MUST_CHECK int eml_dmarc_record_write(eml_cx *cx, const eml_dmarc_record *r,
                                          eml_dmarc_rules rules, eml_out *out);

/* eml_dmarc_uri is one destination of reports. */
typedef struct eml_dmarc_uri {
    eml_span uri;       /* without the size behind it */
    bool mailto;        /* RFC 6068, with one address in it */
    eml_span address;   /* of mailto: as it stands, before any "?" */
    eml_span domain;    /* behind its "@", or the authority's host; n 0: none */
    bool has_max;       /* a size was given (obsolete in RFC 9989) */
    uint64_t max_bytes; /* it */
} eml_dmarc_uri;

/* eml_dmarc_uri_next takes the next URI from the front of *rest, which begins
 * as the value of rua= or ruf=:
 *
 *     dmarc-urilist = (dmarc-uri / obs-dmarc-uri)
 *                     *(*WSP "," *WSP (dmarc-uri / obs-dmarc-uri))
 *
 * What is no URI (RFC 3986) is passed over, with a finding when `cx` is not
 * NULL. Returns false when there is none left. */
bool eml_dmarc_uri_next(eml_cx *cx, eml_dmarc_rules rules, eml_span *rest,
                        eml_dmarc_uri *out);

const char *eml_dmarc_policy_name(eml_dmarc_policy p); /* "none" ... */

#ifdef __cplusplus
}
#endif
#endif
