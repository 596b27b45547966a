#ifndef EML_DNS_H
#define EML_DNS_H
/* dns.h -- what a machine asks of the DNS, and the answers: numbers and names,
 * no packets. Layer: core. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Types of records, by their numbers (RFC 1035 section 3.2.2, RFC 3596). */
enum eml_dns_type {
    EML_DNS_A = 1,
    EML_DNS_PTR = 12,
    EML_DNS_MX = 15,
    EML_DNS_TXT = 16,
    EML_DNS_AAAA = 28
};

/* eml_dns_query is one question: all records of `type` at `name`. The name is
 * text without a final dot ("selector._domainkey.example.org"), borrowed until
 * the machine is called again. `id` is for the answer: several questions may
 * be open. */
typedef struct eml_dns_query {
    uint32_t id;
    uint16_t type; /* enum eml_dns_type */
    eml_span name;
} eml_dns_query;

/* eml_dns_outcome tells apart what RFC 7208 section 4.4 and RFC 6376 section
 * 6.1.2 tell apart. */
typedef enum eml_dns_outcome {
    EML_DNS_DATA,     /* there are records */
    EML_DNS_NODATA,   /* the name exists, without a record of this type */
    EML_DNS_NXDOMAIN, /* the name does not exist (RCODE 3) */
    EML_DNS_TEMPFAIL  /* no answer in time, or another RCODE */
} eml_dns_outcome;

/* eml_dns_record is one record's data:
 *
 *     A, AAAA   `data` is the address, 4 or 16 bytes, network order
 *     MX        `preference`, and `data` the host's name, as in a query
 *     PTR       `data` is the name
 *     TXT       `data` is the record's strings joined with nothing between
 *               them (RFC 6376 section 3.6.2.2, RFC 7208 section 3.3)
 *
 * A machine takes any bytes here: the answer comes from a stranger. */
typedef struct eml_dns_record {
    uint16_t preference;
    eml_span data;
} eml_dns_record;

/* eml_dns_answer is borrowed for the call that hands it over. `records` may be
 * NULL when there are none; with an outcome that is not EML_DNS_DATA they are
 * not looked at, and EML_DNS_DATA without records is EML_DNS_NODATA. CNAMEs
 * have been followed by who asked. */
typedef struct eml_dns_answer {
    eml_dns_outcome outcome;
    const eml_dns_record *records;
    size_t num_records;
} eml_dns_answer;

#ifdef __cplusplus
}
#endif
#endif
