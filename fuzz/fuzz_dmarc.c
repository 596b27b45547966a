/* The fuzzer is the DNS: DMARC's machine ends after a bounded number of queries
 * whatever the answers are, and says what a second reading of RFC 9989 sections
 * 4.10 and 5.3 says, which knows all answers at once.
 *
 * The first bytes choose the domains; what a name has, is chosen by the sum of
 * its bytes. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/memory.h"
#include "eml/dmarc.h"

enum { IDS = 3, TABLE = 16 };

typedef struct world {
    uint8_t table[TABLE]; /* kinds of answers */
    eml_span raw;         /* a record of any bytes */
} world;

static const char *const texts[] = {
    "v=DMARC1; p=reject",
    "v=DMARC1; p=quarantine; sp=none; np=reject",
    "v=DMARC1; p=reject; psd=y; sp=quarantine",
    "v=DMARC1; p=none; psd=n; t=y",
    "v=DMARC1; adkim=s",
    "v=DMARC1; p=x; rua=mailto:a@b.c",
    "v=DMARC1; p=reject; adkim=s; aspf=s; t=y",
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

/* The answer for a name. Kinds: 0 no such name, 1 nothing there, 2 no answer, 3
 * two records, 4 the input's own, then the texts. */
static void
answer(const world *w, eml_span name, uint16_t type, eml_dns_record r[2],
       eml_dns_answer *a)
{
    unsigned sum = type, kind;
    const char *text;

    for (size_t i = 0; i < name.n; i++)
        sum = sum * 31 + name.p[i];
    kind = w->table[sum % TABLE] % (5 + TEXTS);
    memset(a, 0, sizeof *a);
    a->records = r;
    a->outcome = kind == 0   ? EML_DNS_NXDOMAIN
                 : kind == 1 ? EML_DNS_NODATA
                 : kind == 2 ? EML_DNS_TEMPFAIL
                             : EML_DNS_DATA;
    if (kind < 3)
        return;
    text = texts[kind < 5 ? 0 : kind - 5];
    r[0].data = (eml_span){(const uint8_t *)text, strlen(text)};
    r[1].data = r[0].data;
    if (kind == 4)
        r[0].data = w->raw;
    a->num_records = kind == 3 ? 2 : 1;
}

/* ---- the second reading -----------------------------------------------------
 */

typedef struct seen {
    eml_span at;
    eml_dmarc_record r;
} seen;

typedef struct walked {
    seen all[8];
    size_t n;
    bool failed, failed_first;
    eml_span org;
} walked;

/* Step 2: 0, or 1 with the record, or -1: no answer. */
static int
record_at(const world *w, eml_span domain, eml_dmarc_record *out)
{
    uint8_t name[7 + 256];
    eml_dns_record r[2];
    eml_dns_answer a;
    size_t found = 0;

    memcpy(name, "_dmarc.", 7);
    memcpy(name + 7, domain.p, domain.n);
    if (7 + domain.n > 253)
        return 0;
    answer(w, (eml_span){name, 7 + domain.n}, EML_DNS_TXT, r, &a);
    if (a.outcome == EML_DNS_TEMPFAIL)
        return -1;
    for (size_t i = 0; i < a.num_records; i++) {
        eml_cx cx = {.origin = r[i].data.p};
        eml_dmarc_record one;

        if (eml_dmarc_record_parse(&cx, r[i].data, EML_DMARC_9989, &one) ==
            EML_OK) {
            *out = one;
            found++;
        }
    }
    return found == 1;
}

static unsigned
labels(eml_span s)
{
    unsigned n = 1;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '.';
    return n;
}

static eml_span
up(eml_span s)
{
    while (s.n && *s.p != '.') {
        s.p++;
        s.n--;
    }
    if (s.n) {
        s.p++;
        s.n--;
    }
    return s;
}

static walked
walk(const world *w, eml_span start)
{
    walked out = {.org = EML_NONE};
    eml_span s = start;

    while (s.n) {
        seen *one = &out.all[out.n];
        int rc = record_at(w, s, &one->r);

        if (rc < 0) {
            out.failed = true;
            out.failed_first = s.n == start.n;
            return out;
        }
        one->at = s;
        out.n += rc == 1;
        if (rc == 1 && one->r.psd != EML_DMARC_PSD_U)
            break;
        if (labels(s) < 8)
            s = up(s);
        else
            while (labels(s) > 7)
                s = up(s);
    }
    for (size_t i = 0; i < out.n && !out.org.n; i++) {
        const seen *one = &out.all[i];

        if (one->r.psd == EML_DMARC_PSD_N) {
            out.org = one->at;
        } else if (one->r.psd == EML_DMARC_PSD_Y && one->at.n != start.n) {
            out.org = start;
            while (up(out.org).n > one->at.n)
                out.org = up(out.org);
        }
    }
    if (!out.org.n)
        out.org = out.n ? out.all[out.n - 1].at : start;
    return out;
}

static const seen *
policy_of(const walked *a, eml_span from)
{
    const seen *org = NULL;

    if (a->n && a->all[0].at.n == from.n)
        return &a->all[0];
    if (a->failed)
        return NULL;
    for (size_t i = 0; i < a->n; i++)
        if (a->all[i].at.n == a->org.n)
            org = &a->all[i];
    return org ? org : a->n ? &a->all[a->n - 1] : NULL;
}

static bool
same(eml_span a, eml_span b)
{
    return eml_span_eq(a, b);
}

/* Whether `id` is aligned: 1, 0, or -1: nobody knows. */
static int
is_aligned(const world *w, const walked *author, eml_span from, eml_span id,
           bool strict)
{
    walked other;

    if (same(from, id))
        return 1;
    if (strict)
        return 0;
    if (author->failed)
        return -1;
    if (id.n < author->org.n ||
        !same(author->org,
              (eml_span){id.p + id.n - author->org.n, author->org.n}) ||
        (id.n > author->org.n && id.p[id.n - author->org.n - 1] != '.'))
        return 0; /* no end of it is the Author Domain's organization */
    other = walk(w, id);
    return other.failed ? -1 : same(other.org, author->org);
}

static void
check(const world *w, const eml_dmarc_conf *c, const eml_dmarc_verdict *v)
{
    walked a = walk(w, c->from);
    const seen *p = policy_of(&a, c->from);
    bool pass = false, unsure = false;

    if (!p) {
        FUZZ_CHECK(v->result == (a.failed ? EML_DMARC_RESULT_TEMPERROR
                                          : EML_DMARC_RESULT_NONE));
        return;
    }
    FUZZ_CHECK(a.failed ? v->org.n == 0 : same(v->org, a.org));
    FUZZ_CHECK(same(v->record_at, p->at));
    if ((p->r.p <= EML_DMARC_INVALID || p->r.sp == EML_DMARC_INVALID ||
         p->r.np == EML_DMARC_INVALID) &&
        p->r.num_rua == 0) {
        FUZZ_CHECK(v->result == EML_DMARC_RESULT_NONE);
        return;
    }
    for (size_t i = 0; i <= c->num_dkim; i++) {
        const eml_dmarc_id *id = i < c->num_dkim ? &c->dkim[i] : c->spf;
        int aligned;

        if (!id || id->auth == EML_DMARC_AUTH_FAIL)
            continue;
        aligned =
            is_aligned(w, &a, c->from, id->domain,
                       i < c->num_dkim ? p->r.strict_dkim : p->r.strict_spf);
        if (id->auth == EML_DMARC_AUTH_PASS) {
            pass |= aligned == 1;
            unsure |= aligned < 0;
            FUZZ_CHECK(id->aligned == (aligned == 1));
        }
    }
    FUZZ_CHECK((v->result == EML_DMARC_RESULT_PASS) == pass);
    if (!pass && unsure)
        FUZZ_CHECK(v->result == EML_DMARC_RESULT_TEMPERROR);
    FUZZ_CHECK(
        v->disposition == EML_DMARC_UNSET ||
        (v->result == EML_DMARC_RESULT_FAIL && v->disposition <= v->policy));
}

/* ---- the input --------------------------------------------------------- */

static const char *const domains[] = {
    "a.example", "b.a.example",      "c.b.a.example",
    "example",   "nota.example",     "1.2.3.4.5.6.7.8.9.example",
    "9.example", "5.6.7.8.9.example"};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    world w;
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    eml_dmarc_id ids[IDS];
    eml_dmarc_conf c = {.dkim = ids, .num_dkim = IDS - 1, .spf = &ids[IDS - 1]};
    eml_dmarc m;
    eml_dns_query q;
    unsigned queries = 0;
    int rc;

    if (size < 1 + IDS + TABLE)
        return 0;
    c.from = (eml_span){(const uint8_t *)domains[data[0] % 8],
                        strlen(domains[data[0] % 8])};
    c.all_orgs = data[0] & 8;
    for (size_t i = 0; i < IDS; i++) {
        const char *d = domains[data[1 + i] % 8];

        ids[i] = (eml_dmarc_id){.domain = {(const uint8_t *)d, strlen(d)},
                                .auth = (uint8_t)(data[1 + i] / 8 % 3)};
    }
    memcpy(w.table, data + 1 + IDS, TABLE);
    w.raw = (eml_span){data + 1 + IDS + TABLE, size - 1 - IDS - TABLE};
    eml_arena_init(&arena, &fuzz_memory, 0);
    FUZZ_CHECK(eml_dmarc_init(&m, &c) == EML_OK);
    while ((rc = eml_dmarc_poll(&m, &q)) == EML_WANT_DNS) {
        eml_dns_record r[2];
        eml_dns_answer a;

        FUZZ_CHECK(++queries <= 8 * (1 + IDS) + 1);
        FUZZ_CHECK(q.name.n && q.name.n <= 253);
        memset(r, 0, sizeof r);
        answer(&w, q.name, q.type, r, &a);
        FUZZ_CHECK(eml_dmarc_dns(&m, &cx, q.id, &a) == EML_OK);
    }
    FUZZ_CHECK(rc == EML_OK && m.verdict.num_queries == queries);
    check(&w, &c, &m.verdict);
    eml_arena_fini(&arena);
    return 0;
}
