#ifndef EML_SPF_CHECK_H
#define EML_SPF_CHECK_H
/* spf_check.h -- check_host() of RFC 7208 section 4 as a machine: it says what
 * it wants to know of the DNS, and what an address is worth to a domain.
 *
 * Layer: stack/auth. */

#include "eml/dns.h"
#include "eml/idn.h"
#include "eml/spf.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    EML_SPF_NAME_MAX = 253,      /* a name as text */
    EML_SPF_ARG_MAX = 512,       /* bytes of each of eml_spf_conf's spans */
    EML_SPF_RECORD_MAX = 65535,  /* bytes of a record: what the DNS can hold */
    EML_SPF_RECORD_SHORT = 1024, /* of these the terms are kept in the arena */
    EML_SPF_EXPLANATION_MAX = 512, /* bytes; a longer one is cut (6.2) */
    EML_SPF_ANSWER_MAX = 512,      /* bytes of an event's answer */
    EML_SPF_FRAMES = 12,           /* the first, and one for each lookup */
    EML_SPF_HOSTS = 10,            /* names of one MX or PTR lookup (4.6.4) */
    EML_SPF_SLOTS = 10             /* questions open at a time */
};

typedef enum eml_spf_identity {
    EML_SPF_MAILFROM, /* 2.4 */
    EML_SPF_HELO      /* 2.3 */
} eml_spf_identity;

/* eml_spf_conf is what is asked. Spans are read by eml_spf_init alone; an empty
 * one must be EML_NONE. */
typedef struct eml_spf_conf {
    eml_ip ip;     /* an IPv4-mapped IPv6 address counts as IPv4 (section 5) */
    eml_span helo; /* what came with HELO or EHLO */
    eml_span mail_from; /* without "<" and ">"; empty: the null path */
    eml_spf_identity identity;
    eml_span receiver;       /* %{r}, who checks; empty: "unknown" */
    uint64_t now;            /* %{t}: seconds since 1970 */
    uint32_t lookups, voids; /* limits of 4.6.4; 0: 10 and 2 */
    bool no_explanation;     /* "exp" is not asked for */
} eml_spf_conf;

/* ---- what happened, for people ------------------------------------------- */

typedef enum eml_spf_event_kind {
    EML_SPF_EV_RECORD, /* `text`: the record of `domain` */
    EML_SPF_EV_ANSWER, /* `text`: the name asked for; type, outcome, number */
    EML_SPF_EV_TERM,   /* `text`: the term; `matches` */
    EML_SPF_EV_RESULT, /* of the record of `domain`: result, code */
    EML_SPF_EV_EXPLAIN /* `text`: the explanation; or code, why there is none */
} eml_spf_event_kind;

typedef struct eml_spf_event {
    eml_spf_event_kind kind;
    uint32_t depth; /* of "include", from 0 */
    eml_span domain, text;
    uint16_t type;           /* of the question */
    eml_dns_outcome outcome; /* and the answer */
    uint32_t num_records;
    eml_span answer; /* its records as text, ", " between them; cut when long */
    bool matches;
    eml_spf_result result;
    int code; /* a line of codes.def, or 0 */
} eml_spf_event;

/* eml_spf_trace is room for events that the caller gives; what comes after
 * `cap` is counted and not kept. Spans are in the machine's arena. */
typedef struct eml_spf_trace {
    eml_spf_event *events;
    size_t cap, num;
} eml_spf_trace;

/* ---- the machine --------------------------------------------------------- */

/* eml_spf_verdict is what came out. Spans are in the machine's arena. */
typedef struct eml_spf_verdict {
    eml_spf_result result;
    int code;             /* why, for none, temperror, permerror; else 0 */
    eml_span domain;      /* whose record decided: of the result or of `code` */
    eml_span mechanism;   /* that matched, as it stands; empty: default */
    eml_span explanation; /* of the domain that published it; empty: none */
    uint32_t num_lookups, num_voids; /* terms and answers that count (4.6.4) */
    uint32_t num_queries;            /* all questions */
} eml_spf_verdict;

/* One level of "include"; "redirect" takes the place of what it stands in. */
typedef struct eml__spf_frame {
    uint8_t domain[EML_SPF_NAME_MAX];
    size_t domain_len;
    eml_span record;
    const eml_spf_term *next; /* terms not looked at, of a short record */
    eml_span rest;            /* of a long one: they are read once more */
    eml_spf_outline outline;
    const eml_spf_term *term; /* the one that is looked at */
    eml_spf_term read;        /* it, of a long record */
    bool redirected;
} eml__spf_frame;

/* One open question and what of the answer counts. */
typedef struct eml__spf_slot {
    uint8_t name[EML_SPF_NAME_MAX];
    size_t name_len;
    uint16_t type;
    bool handed, answered;
    bool matches; /* an address is the client's, or there is any */
    eml_dns_outcome outcome;
    uint32_t num_records;
    eml_span shown; /* the records, for events */
} eml__spf_slot;

typedef struct eml__spf_hosts {
    uint8_t names[EML_SPF_HOSTS][EML_SPF_NAME_MAX];
    uint8_t lens[EML_SPF_HOSTS];
    bool valid[EML_SPF_HOSTS]; /* of PTR: has the client's address */
    size_t num;
    bool is_void; /* there is no record */
} eml__spf_hosts;

/* eml_spf is the machine. The caller owns it and keeps it where it is; nothing
 * in it needs to be freed. Its size is fixed; records and results are in the
 * arena: at most EML_SPF_FRAMES records, and the terms of short ones. */
typedef struct eml_spf {
    eml_spf_verdict verdict; /* when eml_spf_step said EML_OK */

    /* the machine's own */
    eml_arena *arena;
    eml_spf_trace *trace;
    int state, after_ptr, sticky;
    uint32_t next_id, max_lookups, max_voids;
    eml_ip ip;
    uint64_t now;
    size_t sender_len, local_len, helo_len, receiver_len;
    bool local_is_ascii, explains, knows_ptr;
    uint32_t depth;   /* of frames[] in use */
    size_t num_slots; /* of slots[] */
    eml_span txt;     /* the first TXT record that counts */
    size_t num_txt;
    /* from here on nothing is set before it is used */
    uint8_t sender[2 * EML_SPF_ARG_MAX];
    uint8_t helo[EML_SPF_ARG_MAX], receiver[EML_SPF_ARG_MAX];
    eml__spf_frame frames[EML_SPF_FRAMES];
    eml__spf_slot slots[EML_SPF_SLOTS];
    eml__spf_hosts mx, ptr;
} eml_spf;

/* eml_spf_init begins. `arena` is where records and results are put, until the
 * caller resets it; `trace` may be NULL, and must live as long as the machine.
 *
 * The sender is `mail_from`; "postmaster" at `helo` for a null path and for the
 * identity HELO (2.4); and "postmaster" at what has no local-part (4.3).
 * U-labels become A-labels (RFC 8616 section 4).
 *
 * Returns EML_OK, or EML_E_LIMIT for spans longer than EML_SPF_ARG_MAX. */
EML_MUST_CHECK int eml_spf_init(eml_spf *m, const eml_spf_conf *conf,
                                eml_arena *arena, eml_spf_trace *trace);

/* eml_spf_step goes on as far as it can. Returns
 *
 *     EML_OK          m->verdict is set
 *     EML_WANT_DNS    *q is one more question, which is to be answered; its
 *                     name is borrowed until the answer
 *     EML_WANT_INPUT  an answer is waited for, and there is nothing to ask
 *     EML_E_NOMEM     the arena has no more
 *
 * EML_OK and errors come again with every call. */
EML_MUST_CHECK int eml_spf_step(eml_spf *m, eml_dns_query *q);

/* eml_spf_answer takes the answer to the question `id`. In which order answers
 * come does not change anything. Returns EML_OK, EML_E_NOMEM, or EML_E_MISUSE:
 * no such question is open.
 *
 *     eml_spf_conf conf = {.ip = ip, .helo = helo, .mail_from = from,
 *                          .receiver = EML_NONE, .now = now};
 *     eml_dns_query q;
 *     eml_dns_answer a;
 *     int rc = eml_spf_init(&m, &conf, &arena, NULL);
 *
 *     while (rc == EML_OK && (rc = eml_spf_step(&m, &q)) == EML_WANT_DNS)
 *         if ((rc = eml_resolver_ask(resolver, &q, 1, &a)) == EML_OK)
 *             rc = eml_spf_answer(&m, q.id, &a);
 *     if (rc == EML_OK)
 *         show(eml_spf_result_name(m.verdict.result));
 */
EML_MUST_CHECK int eml_spf_answer(eml_spf *m, uint32_t id,
                                  const eml_dns_answer *a);

#ifdef __cplusplus
}
#endif
#endif
