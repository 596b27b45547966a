#ifndef EML_DMARC_DEST_H
#define EML_DMARC_DEST_H
/* dmarc_dest.h -- whether reports may go where a record says (RFC 7489 section
 * 7.1; RFC 9990), as a machine. Layer: stack/auth. */

#include "eml/dmarc.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum eml_dmarc_dest_result {
    EML_DMARC_DEST_INTERNAL, /* the same Organizational Domain: no question */
    EML_DMARC_DEST_ACCEPTED, /* the receiver of reports says so */
    EML_DMARC_DEST_REFUSED,  /* it does not: "the URI MUST be ignored" */
    EML_DMARC_DEST_UNKNOWN   /* no answer: later, perhaps */
} eml_dmarc_dest_result;

/* eml_dmarc_dest_conf is what is asked. The machine borrows `psl` alone. */
typedef struct eml_dmarc_dest_conf {
    eml_span policy_domain; /* where the record was found */
    eml_span host;          /* of the URI: eml_dmarc_uri.domain */
    bool failure;           /* ruf=, not rua= */
    eml_dmarc_rules rules;  /* how Organizational Domains are found */
    const eml_psl *psl;     /* for EML_DMARC_7489 */
} eml_dmarc_dest_conf;

/* eml_dmarc_dest is the machine; used as eml_dmarc is. It needs no cleanup and
 * must not be moved. When the receiver's record has URIs of its own (step 8 of
 * 7.1), `instead` is its rua= or ruf= value, in cx->arena, and they take the
 * place of the URI; each has the host that was asked about, or the result is
 * REFUSED ("MUST NOT generate a report to either"). */
typedef struct eml_dmarc_dest {
    eml_dmarc_dest_result result; /* when eml_dmarc_dest_poll says EML_OK */
    eml_span instead;             /* n 0: none */
    uint32_t num_queries;
    /* the machine's own */
    eml_dmarc_dest_conf conf;
    uint8_t state;
    int sticky;
    uint32_t id;
    eml__dmarc_walk walk;
    eml_span policy_org;
    size_t name_len, policy_len, host_len;
    uint8_t name[8 + 256], policy[256], host[256];
} eml_dmarc_dest;

/* EML_OK or EML_E_MISUSE (RFC 7489 without a list). A host that is no domain
 * name is REFUSED. */
EML_MUST_CHECK int eml_dmarc_dest_init(eml_dmarc_dest *m,
                                       const eml_dmarc_dest_conf *conf);
/* EML_WANT_DNS with *query, or EML_OK. At most seventeen queries. */
EML_MUST_CHECK int eml_dmarc_dest_poll(eml_dmarc_dest *m, eml_dns_query *query);
/* EML_OK, EML_E_NOMEM, EML_E_MISUSE. */
EML_MUST_CHECK int eml_dmarc_dest_dns(eml_dmarc_dest *m, eml_cx *cx,
                                      uint32_t id,
                                      const eml_dns_answer *answer);

#ifdef __cplusplus
}
#endif
#endif
