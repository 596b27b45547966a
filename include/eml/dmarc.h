#ifndef EML_DMARC_H
#define EML_DMARC_H
/* dmarc.h -- what a message is worth by DMARC (RFC 9989; RFC 7489 where it is
 * asked for), as a machine: it says what it wants to know of the DNS.
 *
 * Layer: stack/auth.
 *
 *     eml_dmarc m;
 *     eml_dns_query q;
 *     int rc = eml_dmarc_init(&m, &conf);
 *
 *     while (rc == EML_OK && (rc = eml_dmarc_poll(&m, &q)) == EML_WANT_DNS)
 *         rc = eml_dmarc_dns(&m, &cx, q.id, answer_to(&q));
 *     if (rc == EML_OK)
 *         use(m.verdict.result, m.verdict.disposition);
 */

#include "eml/dmarc_record.h"
#include "eml/dns.h"
#include "eml/psl.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    EML_DMARC_NAME_MAX = 253,     /* bytes of a name in the DNS, as text */
    EML_DMARC_WALK_MAX = 8,       /* queries of one tree walk (4.10) */
    EML_DMARC_RECORD_MAX = 65535, /* bytes of a record */
    EML_DMARC_FROM_MAX = 10       /* Author Domains of one message: see 11.5 */
};

/* What a mechanism says of an identifier. */
typedef enum eml_dmarc_auth {
    EML_DMARC_AUTH_FAIL,
    EML_DMARC_AUTH_PASS,
    EML_DMARC_AUTH_TEMPERROR /* the mechanism could not say */
} eml_dmarc_auth;

/* eml_dmarc_id is one identifier: d= of a DKIM signature, or the domain of MAIL
 * FROM, or of HELO where SPF used that. */
typedef struct eml_dmarc_id {
    eml_span domain;
    uint8_t auth; /* eml_dmarc_auth */
    /* set by the machine: */
    bool aligned; /* with the Author Domain; for `auth` PASS */
    eml_span org; /* its Organizational Domain; n 0: it was not looked for */
} eml_dmarc_id;

/* eml_dmarc_conf is what is asked. The machine borrows all of it. */
typedef struct eml_dmarc_conf {
    eml_span from; /* the Author Domain, of RFC5322.From */
    eml_dmarc_id *dkim;
    size_t num_dkim;
    eml_dmarc_id *spf; /* NULL: SPF was not checked */
    eml_dmarc_rules rules;
    const eml_psl *psl; /* for EML_DMARC_7489 */
    uint8_t roll;       /* for pct= of RFC 7489: 0 to 99, by chance */
    bool all_orgs;      /* look for the Organizational Domain of each identifier
                           that passed, though it decide nothing */
} eml_dmarc_conf;

/* RFC 9989 section 9.2 */
typedef enum eml_dmarc_result {
    EML_DMARC_RESULT_NONE,
    EML_DMARC_RESULT_PASS,
    EML_DMARC_RESULT_FAIL,
    EML_DMARC_RESULT_TEMPERROR,
    EML_DMARC_RESULT_PERMERROR
} eml_dmarc_result;

/* Why it is so: for people, with the clause. */
typedef enum eml_dmarc_why {
    EML_DMARC_WHY_ALIGNED,   /* 5.3.5: an identifier that passed is aligned */
    EML_DMARC_WHY_UNALIGNED, /* 5.3.5: none is */
    EML_DMARC_WHY_NO_RECORD, /* 4.10.1: there is no policy record */
    EML_DMARC_WHY_MANY,      /* 7489 6.6.3: there are several */
    EML_DMARC_WHY_NO_POLICY, /* 4.10.1: no valid policy and no rua= in it */
    EML_DMARC_WHY_DNS,       /* 5.3.6: a query had no answer */
    EML_DMARC_WHY_MECHANISM, /* 5.3.6: SPF or DKIM could not say */
    EML_DMARC_WHY_NO_DOMAIN, /* 5.3.1: the Author Domain is none */
    EML_DMARC_WHY_INCOMPLETE /* 11.5: not all Author Domains were evaluated; the
                              * machine, which has one, never says so */
} eml_dmarc_why;

/* How an Organizational Domain was found (4.10.2). */
typedef enum eml_dmarc_org_rule {
    EML_DMARC_ORG_UNKNOWN, /* a query had no answer */
    EML_DMARC_ORG_PSD_N,   /* 1: psd=n */
    EML_DMARC_ORG_PSD_Y,   /* 2: one label below psd=y */
    EML_DMARC_ORG_FEWEST,  /* 3: the record with the fewest labels */
    EML_DMARC_ORG_START,   /* no record: the domain itself */
    EML_DMARC_ORG_PSL      /* RFC 7489 section 3.2 */
} eml_dmarc_org_rule;

/* Whose record it is (4.10.1). */
typedef enum eml_dmarc_place {
    EML_DMARC_AT_NONE,
    EML_DMARC_AT_AUTHOR,
    EML_DMARC_AT_ORG,
    EML_DMARC_AT_PSD
} eml_dmarc_place;

/* eml_dmarc_verdict is what came out. Spans are in the machine or cx->arena. */
typedef struct eml_dmarc_verdict {
    eml_dmarc_result result;
    eml_dmarc_why why;
    eml_dmarc_policy policy;      /* asked for; UNSET without a record */
    eml_dmarc_policy disposition; /* what it comes to: NONE unless `result` is
                                     FAIL; t= and pct= applied */
    const char *tag;              /* "p", "sp" or "np": where from */
    eml_span from;                /* the Author Domain, in A-labels */
    eml_span org;                 /* its Organizational Domain; n 0: unknown */
    eml_dmarc_org_rule org_rule;
    eml_dmarc_place place;
    eml_span record_at; /* the domain; without "_dmarc." */
    eml_dmarc_record record;
    bool assumed_none; /* 4.10.1: as if it were p=none */
    bool absent;       /* the Author Domain does not exist (np) */
    bool sampled_out;  /* pct= let it go */
    uint32_t num_queries;
} eml_dmarc_verdict;

/* ---- the machine -----------------------------------------------------------
 */

typedef struct eml__dmarc_walk {
    eml_span start;  /* A-labels in lower case */
    eml_span target; /* the end of it that is asked next */
    uint32_t asked;
    bool done, failed; /* failed: an answer was missing */
    bool has_first, has_fewest, has_below, has_psd;
    eml_span first_at, fewest_at, psd_at;
    eml_dmarc_record first;  /* of the start */
    eml_dmarc_record fewest; /* of the fewest labels so far, psd=y left out */
    eml_dmarc_record psd;    /* with psd=y, not of the start */
    eml_span org;
    uint8_t rule; /* eml_dmarc_org_rule */
} eml__dmarc_walk;

/* eml_dmarc is the machine. It needs no cleanup; memory for records found comes
 * from cx->arena: at most eight of EML_DMARC_RECORD_MAX for each walk. It must
 * not be moved: the verdict points into it. */
typedef struct eml_dmarc {
    eml_dmarc_conf conf;
    eml_dmarc_verdict verdict;
    uint8_t state;
    int sticky;
    bool unsure;  /* whether an identifier is aligned cannot be known */
    bool maybe;   /* an identifier that may align has no result */
    bool unknown; /* whether the Author Domain exists */
    uint32_t id;  /* of the open query; 0: none */
    size_t at;    /* identifier under way; num_dkim: SPF */
    eml__dmarc_walk author, other;
    uint16_t query_type;
    size_t name_len;
    uint8_t name[8 + 256];
    uint8_t from[256], ident[256];
    size_t from_len, ident_len;
} eml_dmarc;

/* eml_dmarc_init begins. `conf` is copied, what it points to borrowed.
 * Returns EML_OK, or EML_E_MISUSE: rules of RFC 7489 without a list, `roll`
 * over 99. */
EML_MUST_CHECK int eml_dmarc_init(eml_dmarc *m, const eml_dmarc_conf *conf);

/* eml_dmarc_poll says what is next: EML_WANT_DNS with *query, again the same
 * until it is answered; EML_OK: m->verdict is there; or an error. At most eight
 * queries are made for the Author Domain and for each identifier that passed
 * (4.10), and one for whether the Author Domain exists. */
EML_MUST_CHECK int eml_dmarc_poll(eml_dmarc *m, eml_dns_query *query);

/* eml_dmarc_dns hands over the answer to the query `id`. Any answer will do.
 * Returns EML_OK, EML_E_NOMEM, or EML_E_MISUSE for an id that is not open; the
 * first two kinds of error stay. */
EML_MUST_CHECK int eml_dmarc_dns(eml_dmarc *m, eml_cx *cx, uint32_t id,
                                 const eml_dns_answer *answer);

/* eml_dmarc_stricter says whether `a` is to count rather than `b`, for a From
 * field with several domains (11.5: "apply the most strict policy selected
 * among the checks that fail"). */
bool eml_dmarc_stricter(const eml_dmarc_verdict *a, const eml_dmarc_verdict *b);

const char *eml_dmarc_result_name(eml_dmarc_result r); /* "pass" ... */
/* One phrase in lower case, and the clause ("9989 4.10.1"). */
const char *eml_dmarc_why_text(eml_dmarc_why w, const char **clause);
const char *eml_dmarc_org_text(eml_dmarc_org_rule r, const char **clause);

#ifdef __cplusplus
}
#endif
#endif
