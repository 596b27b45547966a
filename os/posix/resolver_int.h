#ifndef EML_OS_RESOLVER_INT_H
#define EML_OS_RESOLVER_INT_H
/* resolver_int.h -- the table behind a resolver that knows a zone, and what
 * its readers and the one that asks the DNS share. Layer: os/posix. */
#include "eml/resolver.h"

enum {
    RES_NAME_MAX = 253,   /* octets of a name as text (RFC 1035 section 3.1) */
    RES_LABEL_MAX = 63,   /* and of a label */
    RES_DATA_MAX = 65535, /* octets of RDATA (3.2.1) */
    RES_STRING_MAX = 255, /* octets of a string in it (3.3) */
    RES_CNAME_MAX = 16,   /* followed for one question */
    RES_TYPES = 6,        /* those of eml__resolver_types */
    RES_CNAME = 5         /* type of record, RFC 1035 section 3.2.2 */
};

/* The types there are, CNAME last. */
extern const struct res_type {
    const char *name;
    uint16_t type;
} eml__resolver_types[RES_TYPES];

typedef struct res_record {
    struct res_record *next;
    eml_dns_record is;
} res_record;

typedef struct res_set {
    res_record *first, **end;
    size_t num;
    bool fails; /* TIMEOUT, SERVFAIL */
} res_set;

typedef struct res_node {
    struct res_node *next; /* of the same bucket */
    eml_span name;         /* lower case, without a final dot */
    bool given;            /* else a name below is */
    bool fails;            /* whatever is asked */
    res_set *sets; /* of RES_TYPES, for reading alone unless eml__res_node
                    * gave the node */
} res_node;

struct eml_resolver {
    const eml_alloc *from;
    eml_arena table, answers;
    res_node **buckets;
    size_t num_buckets, num_nodes;
    res_set no_sets[RES_TYPES]; /* of all names that only others are below */
    bool wildcards;             /* RFC 4592 */
    struct res_live *live;
};

/* The place of `name` (text, lower case) in the table, made when it is not
 * there, and those of the names above it, which exist because of it (RFC 8020
 * section 2: "empty non-terminals"); NULL without memory. */
res_node *eml__res_node(eml_resolver *r, eml_span name);
/* Adds a record; copies data. */
int eml__res_add(eml_resolver *r, res_node *node, size_t type,
                 uint16_t preference, eml_span data);
/* Index into eml__resolver_types by name or number; RES_TYPES when there is
 * none. */
size_t eml__res_type_by_name(eml_span name);
size_t eml__res_type_by_number(uint16_t type);

/* Whether `name` can be asked for: labels of 1 to 63 octets. */
bool eml__res_name_ok(eml_span name);
/* `name` in lower case without a final dot, into `to`; false when it is too
 * long or no name. */
bool eml__res_name_fold(eml_span name, uint8_t to[RES_NAME_MAX], eml_span *out);

/* Writes the error; returns EML_E_MISUSE. Line 0: no place. */
int eml__res_error(eml_resolver_error *e, unsigned long line,
                   unsigned long column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

int eml__res_read_json(eml_resolver *r, eml_span text, eml_resolver_error *e);
int eml__res_read_master(eml_resolver *r, eml_span text, eml_resolver_error *e);

eml_resolver *eml__res_new(const eml_alloc *from);

/* ---- the DNS ------------------------------------------------------------- */

enum { RES_PACKET_MAX = 12 + 255 + 4 + 11 };

/* Writes the packet that asks `q`, with an OPT record last (RFC 6891); its name
 * must be one. Returns the length. */
size_t eml__res_packet(const eml_dns_query *q, uint16_t id,
                       uint8_t to[RES_PACKET_MAX]);
/* Reads the answer to `q` out of a packet, whatever is in it. EML_OK or
 * EML_E_NOMEM. */
int eml__res_reply(eml_arena *a, const eml_dns_query *q, eml_span packet,
                   eml_dns_answer *out);

int eml__res_live_ask(eml_resolver *r, const eml_dns_query *queries, size_t num,
                      eml_dns_answer *answers);
void eml__res_live_free(struct res_live *live, const eml_alloc *from);

#endif
