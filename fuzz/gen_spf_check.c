/* Records and a DNS made from choices, with the result that they must have (RFC
 * 7208 sections 4.6, 4.7, 5, 6.1): each term is made to match the client or
 * not, and the first that matches decides. */
#include "eml/spf_check.h"
#include "fuzz/fuzz.h"
#include "fuzz/memory.h"

#include <string.h>

enum {
    NODES_MAX = 12, /* domains with a record: n0.example, n1.example ... */
    TERMS_MAX = 6,
    ANSWERS_MAX = 2048,
    TEXT_MAX = 65536,
    LOOKUPS = 10,
    VOIDS = 2
};

typedef struct entry {
    size_t name, name_len, data, data_len; /* in text[] */
    uint16_t type;
} entry;

typedef struct maker {
    const uint8_t *data;
    size_t size, at;
    uint8_t text[TEXT_MAX];
    eml_out out; /* over text */
    entry entries[ANSWERS_MAX];
    size_t num_entries;
    eml_ip ip;
    unsigned lookups, voids; /* left */
    unsigned num_nodes, num_hosts, depth;
    bool ended; /* by a limit or an error: nothing more is evaluated */
    eml_spf_result end;
} maker;

static unsigned
choice(maker *g, unsigned n)
{
    return g->at < g->size ? g->data[g->at++] % n : 0;
}

static void
put(eml_out *o, const char *s)
{
    eml_out_span(o, (eml_span){(const uint8_t *)s, strlen(s)});
}

/* ---- the DNS ------------------------------------------------------------- */

static void
add(maker *g, eml_span name, uint16_t type, eml_span data)
{
    entry *e = &g->entries[g->num_entries++];

    FUZZ_CHECK(g->num_entries < ANSWERS_MAX);
    *e = (entry){.name = g->out.n, .name_len = name.n, .type = type};
    eml_out_span(&g->out, name);
    e->data = g->out.n;
    e->data_len = data.n;
    eml_out_span(&g->out, data);
    FUZZ_CHECK(!g->out.full);
}

static void
add_address(maker *g, eml_span name, bool matches)
{
    eml_ip ip = g->ip;

    ip.bytes[0] ^= matches ? 0 : 0x40;
    add(g, name, ip.is_v6 ? EML_DNS_AAAA : EML_DNS_A,
        (eml_span){ip.bytes, ip.is_v6 ? 16 : 4});
}

static eml_dns_answer
answer(const maker *g, const eml_dns_query *q, eml_dns_record *records)
{
    eml_dns_answer a = {.outcome = EML_DNS_NXDOMAIN, .records = records};

    for (size_t i = 0; i < g->num_entries; i++) {
        const entry *e = &g->entries[i];

        if (!eml_span_eq_fold((eml_span){g->text + e->name, e->name_len},
                              q->name))
            continue;
        if (a.outcome == EML_DNS_NXDOMAIN)
            a.outcome = EML_DNS_NODATA;
        if (e->type == 0)
            return (eml_dns_answer){.outcome = EML_DNS_TEMPFAIL};
        if (e->type == q->type) {
            a.outcome = EML_DNS_DATA;
            records[a.num_records++] =
                (eml_dns_record){.data = {g->text + e->data, e->data_len}};
        }
    }
    return a;
}

/* ---- names --------------------------------------------------------------- */

static eml_span
numbered(eml_out *o, const char *letter, unsigned n)
{
    put(o, letter);
    eml_out_u64(o, n, 1);
    put(o, ".example");
    return eml_out_view(o);
}

/* A domain-spec that stands for a host of its own name. */
static eml_span
new_host(maker *g, uint8_t *room, size_t cap, eml_out *record)
{
    eml_out o = {.p = room, .cap = cap};
    unsigned n = g->num_hosts++;

    eml_out_byte(record, ':');
    switch (choice(g, 8)) {
    case 1: /* the sender is joe@n0.example */
        put(&o, "joe.h");
        put(record, "%{l}.h");
        break;
    case 2:
        put(&o, "example.n0.h");
        put(record, "%{or}.h");
        break;
    case 3:
        put(&o, "%20.h");
        put(record, "%-.h");
        break;
    case 4: /* of the parts, in the order asked for, the last ones */
        put(&o, "example.h");
        put(record, "%{o1}.h");
        break;
    case 5:
        put(&o, "n0.h");
        put(record, "%{o1r}.h");
        break;
    case 6:
        put(&o, "example.n0.h");
        put(record, "%{o2r}.h");
        break;
    default:
        put(&o, "h");
        eml_out_byte(record, 'h');
        break;
    }
    eml_out_u64(&o, n, 1);
    eml_out_u64(record, n, 1);
    put(&o, ".example");
    put(record, ".example");
    return eml_out_view(&o);
}

/* ---- terms --------------------------------------------------------------- */

static void
finish(maker *g, eml_spf_result r)
{
    if (!g->ended) {
        g->ended = true;
        g->end = r;
    }
}

/* A term that asks: false when the limit is met by it. */
static bool
counts(maker *g, bool evaluated)
{
    if (!evaluated || g->ended)
        return false;
    if (g->lookups == 0) {
        finish(g, EML_SPF_PERMERROR);
        return false;
    }
    g->lookups--;
    return true;
}

static bool
is_void(maker *g)
{
    if (g->voids == 0) {
        finish(g, EML_SPF_PERMERROR);
        return true;
    }
    g->voids--;
    return false;
}

static eml_spf_result node(maker *g, unsigned n, bool evaluated);

static bool
address_term(maker *g, eml_out *record, bool evaluated)
{
    uint8_t room[64];
    bool exists = choice(g, 2) != 0, matches;
    unsigned how = choice(g, 5);
    eml_span name;

    put(record, exists ? "exists" : "a");
    name = new_host(g, room, sizeof room, record);
    if (how == 4) {
        add(g, name, 0, EML_NONE);
        if (counts(g, evaluated))
            finish(g, EML_SPF_TEMPERROR);
        return false;
    }
    if (how == 3) { /* there is no such name */
        if (counts(g, evaluated))
            (void)is_void(g);
        return false;
    }
    matches = how == 1 || (exists && how == 2);
    if (exists)
        add(g, name, matches ? EML_DNS_A : EML_DNS_TXT, EML_LIT("\x7f\0\0\2"));
    else
        add_address(g, name, matches);
    if (counts(g, evaluated) && exists && !matches)
        (void)is_void(g);
    return matches && !g->ended;
}

/* MX: some hosts, of which one may match. */
static bool
mx_term(maker *g, eml_out *record, bool evaluated)
{
    uint8_t room[64], host[64];
    unsigned num = choice(g, 12), right = choice(g, 12);
    eml_span name;

    put(record, "mx");
    name = new_host(g, room, sizeof room, record);
    for (unsigned i = 0; i < num; i++) {
        eml_out o = {.p = host, .cap = sizeof host};
        eml_span one = numbered(&o, "m", g->num_hosts++);

        add(g, name, EML_DNS_MX, one);
        add_address(g, one, i == right);
    }
    if (!counts(g, evaluated))
        return false;
    if (num == 0)
        return is_void(g) && false;
    if (num > 10)
        finish(g, EML_SPF_PERMERROR);
    return right < num && !g->ended;
}

static bool
net_term(maker *g, eml_out *record)
{
    bool matches = choice(g, 2) != 0;
    unsigned bits = 2 + choice(g, 30), other = matches ? bits : bits - 1;
    eml_ip ip = g->ip;

    /* the last bit that counts is another one, or the first that does not */
    ip.bytes[other / 8] ^= (uint8_t)(0x80 >> other % 8);
    put(record, ip.is_v6 ? "ip6:" : "ip4:");
    eml_ip_write(&ip, record);
    eml_out_byte(record, '/');
    eml_out_u64(record, bits, 1);
    return matches;
}

static bool
include_term(maker *g, eml_out *record, bool evaluated)
{
    uint8_t room[32];
    eml_out o = {.p = room, .cap = sizeof room};
    unsigned n = g->num_nodes;
    bool asked;

    put(record, "include:");
    eml_out_span(record, numbered(&o, "n", n));
    asked = counts(g, evaluated);
    if (n >= NODES_MAX) { /* has no record */
        if (asked)
            finish(g, EML_SPF_PERMERROR);
        return false;
    }
    g->num_nodes++;
    return node(g, n, asked) == EML_SPF_PASS && asked && !g->ended;
}

static bool
term(maker *g, eml_out *record, bool evaluated)
{
    switch (choice(g, 6)) {
    case 1:
        return net_term(g, record);
    case 2:
        return address_term(g, record, evaluated);
    case 3:
        return mx_term(g, record, evaluated);
    case 4:
        return include_term(g, record, evaluated);
    case 5: /* a modifier: nothing */
        put(record, "x-");
        eml_out_u64(record, choice(g, 256), 1);
        put(record, "=%{c}%%");
        return false;
    default:
        put(record, "all");
        return true;
    }
}

/* ---- records ------------------------------------------------------------- */

static eml_spf_result
redirect(maker *g, eml_out *record, bool evaluated)
{
    uint8_t room[32];
    eml_out o = {.p = room, .cap = sizeof room};
    unsigned n = g->num_nodes;
    bool asked = counts(g, evaluated);

    put(record, " redirect=");
    eml_out_span(record, numbered(&o, "n", n));
    if (n >= NODES_MAX) {
        if (asked)
            finish(g, EML_SPF_PERMERROR);
        return EML_SPF_PERMERROR;
    }
    g->num_nodes++;
    return node(g, n, asked);
}

/* Makes the record of a domain; its result if it is evaluated. */
static eml_spf_result
node(maker *g, unsigned n, bool evaluated)
{
    static const struct {
        const char *mark;
        eml_spf_result result;
    } marks[] = {{" ", EML_SPF_PASS},
                 {" +", EML_SPF_PASS},
                 {" -", EML_SPF_FAIL},
                 {"  ~", EML_SPF_SOFTFAIL},
                 {" ?", EML_SPF_NEUTRAL}};
    uint8_t room[1024], name_room[32];
    eml_out record = {.p = room, .cap = sizeof room};
    eml_out name = {.p = name_room, .cap = sizeof name_room};
    eml_spf_result result = EML_SPF_NEUTRAL;
    unsigned num = choice(g, TERMS_MAX);
    bool decided = false, all = false;

    put(&record, choice(g, 2) ? "V=spF1" : "v=spf1");
    for (unsigned i = 0; i < num; i++) {
        unsigned mark = choice(g, 5);
        size_t from = record.n;
        bool modifier, matches;

        put(&record, marks[mark].mark);
        from = record.n;
        matches = term(g, &record, evaluated && !decided);
        modifier = room[from] == 'x';
        all |= eml_span_eq((eml_span){room + from, record.n - from},
                           EML_LIT("all"));
        if (modifier) { /* has no qualifier */
            size_t len = record.n - from;

            while (room[from - 1] != ' ')
                from--;
            memmove(room + from, room + record.n - len, len);
            record.n = from + len;
        }
        if (matches && !decided) {
            decided = true;
            result = marks[mark].result;
        }
    }
    if (choice(g, 4) == 1) {
        eml_spf_result r =
            redirect(g, &record, evaluated && !decided && !all && !g->ended);

        if (!decided && !all)
            result = r;
    }
    FUZZ_CHECK(!record.full);
    add(g, numbered(&name, "n", n), EML_DNS_TXT, eml_out_view(&record));
    return result;
}

/* ---- both ---------------------------------------------------------------- */

static eml_spf_result
check(const maker *g, eml_span *why)
{
    static eml_spf m;
    eml_spf_conf conf = {.ip = g->ip,
                         .helo = EML_LIT("helo.example"),
                         .mail_from = EML_LIT("joe@n0.example"),
                         .receiver = EML_NONE};
    eml_dns_record records[16];
    eml_arena arena;
    eml_dns_query q;
    int rc;

    eml_arena_init(&arena, &fuzz_memory, 0);
    rc = eml_spf_init(&m, &conf, &arena, NULL);
    while (rc == EML_OK && (rc = eml_spf_step(&m, &q)) == EML_WANT_DNS) {
        eml_dns_answer a = answer(g, &q, records);

        rc = eml_spf_answer(&m, q.id, &a);
    }
    FUZZ_CHECK(rc == EML_OK);
    *why = m.verdict.code
               ? (eml_span){(const uint8_t *)eml_code_info_get(m.verdict.code)
                                ->name,
                            16}
               : EML_NONE;
    eml_arena_fini(&arena);
    return m.verdict.result;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static maker g;
    eml_spf_result want, got;
    eml_span why;

    if (size > 512)
        return 0;
    g.data = data;
    g.size = size;
    g.at = g.num_entries = 0;
    g.out = (eml_out){.p = g.text, .cap = TEXT_MAX};
    g.num_nodes = 1;
    g.num_hosts = 0;
    g.lookups = LOOKUPS;
    g.voids = VOIDS;
    g.ended = false;
    FUZZ_CHECK(eml_ip_parse(
        choice(&g, 2) ? EML_LIT("2001:db8::1") : EML_LIT("192.0.2.1"), &g.ip));
    want = node(&g, 0, true);
    if (g.ended)
        want = g.end;
    got = check(&g, &why);
    if (got != want) {
        for (size_t i = 0; i < g.num_entries; i++)
            if (g.entries[i].type == EML_DNS_TXT)
                fprintf(stderr, "  %.*s: %.*s\n", (int)g.entries[i].name_len,
                        (const char *)g.text + g.entries[i].name,
                        (int)g.entries[i].data_len,
                        (const char *)g.text + g.entries[i].data);
        fprintf(stderr, "must be %s, is %s %.*s\n", eml_spf_result_name(want),
                eml_spf_result_name(got), (int)why.n, (const char *)why.p);
    }
    FUZZ_CHECK(got == want);
    return 0;
}
