/* Messages of the DNS: RFC 1035 section 4. What comes in is a stranger's. */
#define _POSIX_C_SOURCE 200809L
#include "os/posix/resolver_int.h"

#include <string.h>

enum {
    HEADER = 12,
    QUESTION_TAIL = 4, /* type and class */
    RECORD_TAIL = 10,  /* type, class, time to live, length */
    CLASS_IN = 1,
    OPT = 41,
    UDP_SIZE = 1232 /* passes everywhere without fragments */
};

static uint8_t *
put16(uint8_t *p, unsigned v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
    return p + 2;
}

static unsigned
get16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

size_t
eml__res_packet(const eml_dns_query *q, uint16_t id, uint8_t to[RES_PACKET_MAX])
{
    uint8_t room[RES_NAME_MAX], *p = to;
    eml_span name = EML_NONE;

    (void)eml__res_name_fold(q->name, room, &name);
    p = put16(p, id);
    p = put16(p, 0x0100); /* recursion desired */
    p = put16(p, 1);
    p = put16(p, 0);
    p = put16(p, 0);
    p = put16(p, 1);
    for (size_t at = 0; at < name.n;) {
        const uint8_t *dot = memchr(name.p + at, '.', name.n - at);
        size_t n = dot ? (size_t)(dot - name.p) - at : name.n - at;

        *p++ = (uint8_t)n;
        memcpy(p, name.p + at, n);
        p += n;
        at += n + 1;
    }
    *p++ = 0;
    p = put16(p, q->type);
    p = put16(p, CLASS_IN);
    *p++ = 0; /* RFC 6891 section 6.1.2 */
    p = put16(p, OPT);
    p = put16(p, UDP_SIZE);
    p = put16(p, 0);
    p = put16(p, 0);
    p = put16(p, 0);
    return (size_t)(p - to);
}

typedef struct name_text {
    uint8_t text[RES_NAME_MAX];
    size_t n;
    bool plain; /* no label has a dot in it, all fits */
} name_text;

/* The name at `at`, which may jump back (section 4.1.4), only back; sets *end
 * behind it. `to` may be NULL. */
static bool
read_name(eml_span packet, size_t at, size_t *end, name_text *to)
{
    size_t lowest = at;
    bool jumped = false;

    if (to) {
        to->n = 0;
        to->plain = true;
    }
    for (;;) {
        unsigned len;

        if (at >= packet.n)
            return false;
        len = packet.p[at++];
        if (!jumped)
            *end = at;
        if (len == 0)
            return true;
        if (len >= 0xc0) {
            if (at >= packet.n)
                return false;
            if (!jumped)
                *end = at + 1;
            at = (size_t)(len & 0x3f) << 8 | packet.p[at];
            if (at >= lowest)
                return false;
            lowest = at;
            jumped = true;
            continue;
        }
        if (len > RES_LABEL_MAX || packet.n - at < len)
            return false;
        if (to && to->plain) {
            if (to->n + (to->n ? 1 : 0) + len > RES_NAME_MAX ||
                memchr(packet.p + at, '.', len))
                to->plain = false;
            else {
                if (to->n)
                    to->text[to->n++] = '.';
                memcpy(to->text + to->n, packet.p + at, len);
                to->n += len;
            }
        }
        at += len;
    }
}

typedef struct record {
    size_t name, data, end; /* offsets */
    unsigned type, data_len;
} record;

static bool
read_record(eml_span packet, size_t at, record *rec)
{
    rec->name = at;
    if (!read_name(packet, at, &at, NULL) || packet.n - at < RECORD_TAIL)
        return false;
    rec->type = get16(packet.p + at);
    if (get16(packet.p + at + 2) != CLASS_IN)
        rec->type = 0;
    rec->data_len = get16(packet.p + at + 8);
    rec->data = at + RECORD_TAIL;
    rec->end = rec->data + rec->data_len;
    return rec->end <= packet.n;
}

static bool
same_name(eml_span packet, size_t at, eml_span name)
{
    name_text is;
    size_t end;

    return read_name(packet, at, &end, &is) && is.plain &&
           eml_span_eq_fold((eml_span){is.text, is.n}, name);
}

/* A name inside a record's data. */
static int
name_of(eml_arena *a, eml_span packet, const record *rec, size_t skip,
        eml_span *out)
{
    name_text is;
    size_t end;
    uint8_t *p;

    if (rec->data_len <= skip ||
        !read_name(packet, rec->data + skip, &end, &is) || end > rec->end ||
        !is.plain)
        return EML_END;
    p = eml_arena_raw(a, is.n + 1);
    if (!p)
        return EML_E_NOMEM;
    memcpy(p, is.text, is.n);
    *out = (eml_span){p, is.n};
    return EML_OK;
}

static int
text_of(eml_arena *a, eml_span packet, const record *rec, eml_span *out)
{
    uint8_t *p = eml_arena_raw(a, rec->data_len + 1u);
    size_t n = 0;

    if (!p)
        return EML_E_NOMEM;
    for (size_t at = rec->data; at < rec->end;) {
        size_t len = packet.p[at++];

        if (len > rec->end - at)
            return EML_END;
        memcpy(p + n, packet.p + at, len);
        n += len;
        at += len;
    }
    *out = (eml_span){p, n};
    return EML_OK;
}

/* EML_END: it is no record of its type, and passed over. */
static int
data_of(eml_arena *a, eml_span packet, const record *rec, eml_dns_record *out)
{
    size_t n = rec->type == EML_DNS_A ? 4 : 16;
    uint8_t *p;

    switch (rec->type) {
    case EML_DNS_TXT:
        return text_of(a, packet, rec, &out->data);
    case EML_DNS_PTR:
        return name_of(a, packet, rec, 0, &out->data);
    case EML_DNS_MX:
        if (rec->data_len < 3)
            return EML_END;
        out->preference = (uint16_t)get16(packet.p + rec->data);
        return name_of(a, packet, rec, 2, &out->data);
    default:
        if (rec->data_len != n)
            return EML_END;
        p = eml_arena_raw(a, n);
        if (!p)
            return EML_E_NOMEM;
        memcpy(p, packet.p + rec->data, n);
        out->data = (eml_span){p, n};
        return EML_OK;
    }
}

/* Where the answers begin and how many there are; false: no answer to read. */
static bool
find_answers(eml_span packet, size_t *at, unsigned *num)
{
    unsigned num_questions;

    if (packet.n < HEADER)
        return false;
    num_questions = get16(packet.p + 4);
    *num = get16(packet.p + 6);
    *at = HEADER;
    for (unsigned i = 0; i < num_questions; i++) {
        if (!read_name(packet, *at, at, NULL) || packet.n - *at < QUESTION_TAIL)
            return false;
        *at += QUESTION_TAIL;
    }
    return true;
}

/* The name that `name` is an alias of, by the CNAMEs in the packet, in
 * whatever order; false: it is none. */
static bool
next_alias(eml_span packet, size_t at, unsigned num, eml_span name,
           name_text *to)
{
    record rec;
    size_t end;

    for (unsigned i = 0; i < num && read_record(packet, at, &rec);
         i++, at = rec.end)
        if (rec.type == RES_CNAME && same_name(packet, rec.name, name))
            return read_name(packet, rec.data, &end, to) && to->plain;
    return false;
}

static int
collect(eml_arena *a, const eml_dns_query *q, eml_span packet, size_t at,
        unsigned num, eml_span name, eml_dns_answer *out)
{
    eml_dns_record *list = NULL;
    record rec;
    size_t n = 0, most = packet.n / (1 + RECORD_TAIL);

    for (unsigned i = 0; i < num; i++, at = rec.end) {
        int rc;

        if (!read_record(packet, at, &rec)) {
            out->outcome = EML_DNS_TEMPFAIL;
            return EML_OK;
        }
        if (rec.type != q->type || !same_name(packet, rec.name, name))
            continue;
        if (!list)
            list = eml_arena_get(a, (num < most ? num : most) * sizeof *list);
        if (!list)
            return EML_E_NOMEM;
        rc = data_of(a, packet, &rec, &list[n]);
        if (rc < 0)
            return rc;
        n += rc == EML_OK;
    }
    if (n)
        *out = (eml_dns_answer){EML_DNS_DATA, list, n};
    return EML_OK;
}

int
eml__res_reply(eml_arena *a, const eml_dns_query *q, eml_span packet,
               eml_dns_answer *out)
{
    name_text alias[2];
    eml_span name = q->name;
    size_t at;
    unsigned num, rcode;

    *out = (eml_dns_answer){.outcome = EML_DNS_TEMPFAIL};
    if (!find_answers(packet, &at, &num))
        return EML_OK;
    rcode = packet.p[3] & 0x0f;
    if ((rcode != 0 && rcode != 3) ||
        eml__res_type_by_number(q->type) == RES_TYPES)
        return EML_OK;
    if (name.n && name.p[name.n - 1] == '.')
        name.n--;
    for (unsigned i = 0; next_alias(packet, at, num, name, &alias[i & 1]);
         i++) {
        if (i == RES_CNAME_MAX)
            return EML_OK;
        name = (eml_span){alias[i & 1].text, alias[i & 1].n};
    }
    out->outcome = rcode ? EML_DNS_NXDOMAIN : EML_DNS_NODATA;
    return collect(a, q, packet, at, num, name, out);
}
