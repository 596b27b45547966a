#ifndef EML_TESTS_MINI_DNS_H
#define EML_TESTS_MINI_DNS_H
/* mini_dns.h -- a DNS of a few lines, for tests of machines, which know of no
 * resolver:
 *
 *     "example.org TXT v=spf1 mx -all\n"
 *     "example.org MX 10 mx.example.org\n"
 *     "mx.example.org A 192.0.2.1\n"
 *     "example.org AAAA TIMEOUT\n"     one type has no answer
 *     "slow.example.org TIMEOUT\n"     nor has any
 *     "empty.example.org NONE\n"       the name exists
 *
 * Names are compared without regard to case. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eml/dns.h"
#include "eml/ip.h"

typedef struct mini_dns {
    const char *zone;
    eml_dns_record records[64];
    uint8_t addresses[64][16];
    size_t num;
} mini_dns;

static inline eml_span
mini_word_(eml_span *line)
{
    const uint8_t *sp = memchr(line->p, ' ', line->n);
    eml_span word = {line->p, sp ? (size_t)(sp - line->p) : line->n};

    line->p += word.n + (sp != NULL);
    line->n -= word.n + (sp != NULL);
    return word;
}

static inline uint16_t
mini_type_(eml_span s)
{
    return eml_span_eq(s, EML_LIT("A"))      ? EML_DNS_A
           : eml_span_eq(s, EML_LIT("AAAA")) ? EML_DNS_AAAA
           : eml_span_eq(s, EML_LIT("MX"))   ? EML_DNS_MX
           : eml_span_eq(s, EML_LIT("TXT"))  ? EML_DNS_TXT
           : eml_span_eq(s, EML_LIT("PTR"))  ? EML_DNS_PTR
                                             : 0;
}

static inline void
mini_add_(mini_dns *d, uint16_t type, eml_span data)
{
    eml_dns_record *r = &d->records[d->num];
    eml_ip ip;

    if (d->num == sizeof d->records / sizeof *d->records)
        abort();
    *r = (eml_dns_record){.data = data};
    if (type == EML_DNS_MX) {
        eml_span n = mini_word_(&data);

        for (size_t i = 0; i < n.n; i++)
            r->preference = (uint16_t)(r->preference * 10 + n.p[i] - '0');
        r->data = data;
    } else if (type == EML_DNS_A || type == EML_DNS_AAAA) {
        if (!eml_ip_parse(data, &ip))
            abort();
        memcpy(d->addresses[d->num], ip.bytes, 16);
        r->data = (eml_span){d->addresses[d->num], ip.is_v6 ? 16 : 4};
    }
    d->num++;
}

/* The answer is good until the next question. */
static inline eml_dns_answer
mini_ask(mini_dns *d, const eml_dns_query *q)
{
    eml_dns_answer a = {.outcome = EML_DNS_NXDOMAIN};
    const char *p = d->zone;

    d->num = 0;
    while (*p) {
        size_t n = strcspn(p, "\n");
        eml_span line = {(const uint8_t *)p, n}, name = mini_word_(&line),
                 type = mini_word_(&line);

        p += n + (p[n] != 0);
        if (!eml_span_eq_fold(name, q->name))
            continue;
        if (a.outcome == EML_DNS_NXDOMAIN)
            a.outcome = EML_DNS_NODATA;
        if (eml_span_eq(type, EML_LIT("TIMEOUT")) ||
            (mini_type_(type) == q->type &&
             eml_span_eq(line, EML_LIT("TIMEOUT"))))
            return (eml_dns_answer){.outcome = EML_DNS_TEMPFAIL};
        if (mini_type_(type) == q->type)
            mini_add_(d, q->type, line);
    }
    if (d->num) {
        a.outcome = EML_DNS_DATA;
        a.records = d->records;
        a.num_records = d->num;
    }
    return a;
}
#endif
