#ifndef EML_OUTSIDE_SPF_DNS_H
#define EML_OUTSIDE_SPF_DNS_H
/* spf_dns.h -- a DNS in which every answer follows from the question: the same
 * here and in spf_peers.py, which has a twin of each function. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "eml/dns.h"
#include "eml/ip.h"

enum { PEER_RECORDS = 12, PEER_TEXT = 64 };

typedef struct peer_dns {
    const char *record; /* TXT of d.example */
    eml_dns_record records[PEER_RECORDS];
    char text[PEER_RECORDS][PEER_TEXT];
    uint8_t bytes[PEER_RECORDS][16];
    size_t num;
} peer_dns;

static const char *const peer_texts[] = {
    "v=spf1 -all",
    "v=spf1 ?all",
    "v=spf1 +all",
    "v=spf1 ip4:192.0.2.0/24 -all",
    "v=spf1 a mx",
    "v=spf1 include:%{d1r}.i.example ~all",
    "v=spf1 redirect=r.example",
    "v=spf1 a:%{l}.x.example -exists:%{ir}.y.example",
    "%{i} may not send for %{d}",
    "no record of SPF",
    "v=spf1 foo",
    "v=spf1 mx:m.example a:a.example ptr",
};

static inline uint64_t
peer_hash(const char *name, size_t n, const char *type)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < n; i++) {
        uint8_t c = (uint8_t)name[i];

        h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 0x100000001b3u;
    }
    for (; *type; type++)
        h = (h ^ (uint8_t)*type) * 0x100000001b3u;
    return h ^ h >> 29;
}

static inline void
peer_put(peer_dns *d, const char *text)
{
    snprintf(d->text[d->num], PEER_TEXT, "%s", text);
    d->num++;
}

static inline eml_dns_outcome
peer_fill(peer_dns *d, const char *name, size_t n, uint16_t type)
{
    static const char *const fours[] = {"192.0.2.3", "192.0.2.77", "10.0.0.1"},
                             *const sixes[] = {"2001:db8::cb01", "2001:db8::77",
                                               "fd00::1"};
    const char *label = type == EML_DNS_A      ? "/A"
                        : type == EML_DNS_AAAA ? "/AAAA"
                        : type == EML_DNS_MX   ? "/MX"
                        : type == EML_DNS_PTR  ? "/PTR"
                                               : "/TXT";
    uint64_t all = peer_hash(name, n, ""), h = peer_hash(name, n, label);
    char host[PEER_TEXT];

    d->num = 0;
    if (type == EML_DNS_TXT && n == 9 && strncmp(name, "d.example", 9) == 0) {
        d->num = 1;
        return EML_DNS_DATA;
    }
    if (all % 8 == 0)
        return EML_DNS_NXDOMAIN;
    if (all % 64 == 1)
        return EML_DNS_TEMPFAIL;
    switch (type) {
    case EML_DNS_A:
    case EML_DNS_AAAA:
        for (unsigned i = 0; i < 3; i++)
            if (h >> i & 1)
                peer_put(d, (type == EML_DNS_A ? fours : sixes)[i]);
        break;
    case EML_DNS_MX:
        for (uint64_t i = 0; i < (h % 16 == 15 ? 11 : h % 4); i++) {
            snprintf(host, sizeof host, "m%u.example",
                     (unsigned)((h >> 8) + i) % 32);
            peer_put(d, host);
        }
        break;
    case EML_DNS_PTR:
        for (unsigned i = 0; i < h % 4; i++)
            peer_put(d, i == 0   ? "p.example"
                        : i == 1 ? "x.d.example"
                                 : "d.example");
        break;
    default:
        if (h % 16 < sizeof peer_texts / sizeof *peer_texts)
            peer_put(d, peer_texts[h % 16]);
        if (h % 256 == 255) {
            peer_put(d, "v=spf1 a");
            peer_put(d, "v=spf1 mx");
        }
        break;
    }
    return d->num ? EML_DNS_DATA : EML_DNS_NODATA;
}

/* The answer is good until the next question. */
static inline eml_dns_answer
peer_answer(peer_dns *d, const eml_dns_query *q)
{
    eml_dns_answer a = {.records = d->records};

    a.outcome = peer_fill(d, (const char *)q->name.p, q->name.n, q->type);
    a.num_records = d->num;
    for (size_t i = 0; i < d->num; i++) {
        const char *s = d->record && q->type == EML_DNS_TXT && q->name.n == 9 &&
                                memcmp(q->name.p, "d.example", 9) == 0
                            ? d->record
                            : d->text[i];
        eml_span text = {(const uint8_t *)s, strlen(s)};
        eml_ip ip;

        d->records[i] = (eml_dns_record){.preference = 10, .data = text};
        if (q->type == EML_DNS_A || q->type == EML_DNS_AAAA) {
            (void)eml_ip_parse(text, &ip);
            memcpy(d->bytes[i], ip.bytes, 16);
            d->records[i].data = (eml_span){d->bytes[i], ip.is_v6 ? 16 : 4};
        }
    }
    return a;
}
#endif
