/* check_host() with the fuzzer for its DNS: whatever is answered, it ends, and
 * within the limits of RFC 7208 section 4.6.4; nothing depends on the order in
 * which answers come; a second run gives the same. */
#include "eml/spf_check.h"
#include "fuzz/fuzz.h"
#include "fuzz/memory.h"

#include <string.h>

/* A term may ask for MX and ten hosts; once, the client may have ten names; the
 * first record; the explanation. */
enum { QUERIES_MAX = 10 * 11 + 11 + 2, RECORDS = 12, TEXT_MAX = 2048 };

static const char *const words[] = {
    "v=spf1",
    " all",
    " -all",
    " ?all",
    " ~all",
    " a",
    " mx",
    " ptr",
    " include:",
    " a:",
    " mx:",
    " ptr:",
    " exists:",
    " redirect=",
    " exp=",
    " ip4:192.0.2.0/24",
    " ip6:2001:db8::",
    "/24",
    "//64",
    "/0",
    "a.example",
    "b.example",
    "c.example",
    "d.example",
    "%{d}",
    "%{i}",
    "%{ir}.%{v}",
    "%{p}",
    "%{s}",
    "%{l1r-}",
    "%{o2}",
    "%{H}",
    ".x.example",
    "%{D1r+,}",
    " -include:",
    " -exists:%{p}.",
    " x=%{c}",
    "%%",
    "%{S}.%{L9}",
    " -mx",
    "example",
    " ",
    "%{c}%{t}%{r}",
    ".",
};

static const char *const names[] = {
    "a.example",   "b.example", "c.example", "d.example",
    "x.d.example", ".",         "",          "mx.b.example.",
};

typedef struct stranger {
    const uint8_t *data;
    size_t size, at;
    size_t from[QUERIES_MAX]; /* where the answer to a question begins */
    size_t num;
    eml_dns_record records[32];
    uint8_t text[TEXT_MAX];
    size_t text_len;
} stranger;

static uint8_t
byte(stranger *s)
{
    return s->at < s->size ? s->data[s->at++] : 0;
}

static eml_span
add(stranger *s, const void *p, size_t n)
{
    eml_span out = {s->text + s->text_len, n};

    if (n > TEXT_MAX - s->text_len)
        n = out.n = TEXT_MAX - s->text_len;
    memcpy(s->text + s->text_len, p, n);
    s->text_len += n;
    return out;
}

/* Words to a zero byte, or bytes as they are. */
static eml_span
text(stranger *s, bool record)
{
    size_t begin = s->text_len;
    uint8_t c = byte(s);

    if (c == 0xff) {
        size_t n = byte(s);

        while (n--) {
            c = byte(s);
            (void)add(s, &c, 1);
        }
    } else {
        if (record)
            (void)add(s, words[0], strlen(words[0]));
        for (; c; c = byte(s)) {
            const char *w = words[c % (sizeof words / sizeof *words)];

            (void)add(s, w, strlen(w));
        }
    }
    return (eml_span){s->text + begin, s->text_len - begin};
}

static eml_span
address(stranger *s, uint16_t type)
{
    static const uint8_t four[] = {192, 0, 2, 3},
                         six[16] = {0x20, 0x01, 0x0d, 0xb8};
    uint8_t other[20] = {0}, how = byte(s);

    if (how % 4 == 0)
        return type == EML_DNS_A ? add(s, four, 4) : add(s, six, 16);
    for (size_t i = 0; i < sizeof other; i++)
        other[i] = how;
    return add(s, other, how % 4 == 1 ? how % 20 : type == EML_DNS_A ? 4 : 16);
}

static eml_span
name(stranger *s)
{
    uint8_t c = byte(s);
    const char *n = names[c % (sizeof names / sizeof *names)];

    return c & 0x80 ? text(s, false) : add(s, n, strlen(n));
}

static eml_dns_answer
answer(stranger *s, uint32_t at, uint16_t type)
{
    eml_dns_answer a = {.outcome = EML_DNS_DATA, .records = s->records};
    uint8_t how;

    FUZZ_CHECK(at < QUERIES_MAX);
    if (at == s->num)
        s->from[s->num++] = s->at;
    FUZZ_CHECK(at < s->num);
    s->at = s->from[at];
    s->text_len = 0;
    how = byte(s);
    if (how >= 0xf0) {
        a.outcome = (eml_dns_outcome)(how % 6);
        return a;
    }
    a.num_records = type == EML_DNS_TXT ? 1 + (how > 0xe0) : how % 14;
    for (size_t i = 0; i < a.num_records; i++) {
        eml_dns_record *r = &s->records[i];

        r->preference = how;
        r->data = type == EML_DNS_TXT ? text(s, how < 0xd0)
                  : type == EML_DNS_A || type == EML_DNS_AAAA ? address(s, type)
                                                              : name(s);
    }
    return a;
}

static void
check_name(const eml_dns_query *q)
{
    size_t label = 0;

    FUZZ_CHECK(q->name.n > 0 && q->name.n <= EML_SPF_NAME_MAX);
    for (size_t i = 0; i < q->name.n; i++) {
        FUZZ_CHECK(q->name.p[i] < 0x80);
        label = q->name.p[i] == '.' ? 0 : label + 1;
        FUZZ_CHECK(label <= 63 && (label || i));
    }
    FUZZ_CHECK(label > 0);
}

/* backwards: all questions are taken first, the last one answered first. */
static void
run(eml_spf *m, const eml_spf_conf *conf, eml_arena *arena,
    eml_spf_trace *trace, stranger *s, bool backwards)
{
    eml_dns_query open[EML_SPF_SLOTS], q;
    size_t num = 0;
    int rc = eml_spf_init(m, conf, arena, trace);

    FUZZ_CHECK(rc == EML_OK);
    for (unsigned steps = 0; (rc = eml_spf_step(m, &q)) != EML_OK; steps++) {
        eml_dns_answer a;

        FUZZ_CHECK(steps < 3 * QUERIES_MAX);
        if (rc == EML_WANT_DNS) {
            check_name(&q);
            FUZZ_CHECK(num < EML_SPF_SLOTS);
            open[num++] = q;
            if (backwards)
                continue;
        }
        FUZZ_CHECK(rc == EML_WANT_DNS || (rc == EML_WANT_INPUT && num));
        while (num) {
            a = answer(s, open[num - 1].id, open[num - 1].type);
            FUZZ_CHECK(eml_spf_answer(m, open[--num].id, &a) == EML_OK);
        }
    }
}

static void
check_verdict(const eml_spf *m, const eml_arena *arena)
{
    const eml_spf_verdict *v = &m->verdict;

    FUZZ_CHECK(v->num_lookups <= 11);
    FUZZ_CHECK(v->num_lookups <= 10 || (v->result == EML_SPF_PERMERROR &&
                                        v->code == EML_E_SPF_LOOKUPS));
    FUZZ_CHECK(v->num_voids <= 3);
    FUZZ_CHECK(v->num_voids <= 2 ||
               (v->result == EML_SPF_PERMERROR && v->code == EML_E_SPF_VOIDS));
    FUZZ_CHECK(v->num_queries <= QUERIES_MAX);
    FUZZ_CHECK((v->code != 0) ==
               (v->result == EML_SPF_NONE || v->result == EML_SPF_TEMPERROR ||
                v->result == EML_SPF_PERMERROR));
    FUZZ_CHECK(v->code == 0 || eml_code_info_get(v->code));
    FUZZ_CHECK(v->explanation.n == 0 || v->result == EML_SPF_FAIL);
    FUZZ_CHECK(v->explanation.n <= EML_SPF_EXPLANATION_MAX);
    for (size_t i = 0; i < v->explanation.n; i++)
        FUZZ_CHECK(v->explanation.p[i] < 0x80);
    FUZZ_CHECK(v->mechanism.n == 0 || v->code == 0);
    (void)arena;
}

static bool
same_verdict(const eml_spf_verdict *a, const eml_spf_verdict *b)
{
    return a->result == b->result && a->code == b->code &&
           eml_span_eq(a->domain, b->domain) &&
           eml_span_eq(a->mechanism, b->mechanism) &&
           eml_span_eq(a->explanation, b->explanation) &&
           a->num_lookups == b->num_lookups && a->num_voids == b->num_voids &&
           a->num_queries == b->num_queries;
}

static void
conf_of(stranger *s, eml_spf_conf *c)
{
    static const char *const froms[] = {
        "joe@d.example",  "a-b+c@a.example",    "",
        "x@b\xc3\xbc.ch", "\xc3\xb6@d.example", "d.example"};
    uint8_t how = byte(s);
    const char *from = froms[how / 4 % (sizeof froms / sizeof *froms)];

    *c = (eml_spf_conf){.helo = EML_LIT("h.example"),
                        .mail_from = {(const uint8_t *)from, strlen(from)},
                        .receiver = how & 1 ? EML_LIT("mta") : EML_NONE,
                        .identity =
                            how & 0x40 ? EML_SPF_HELO : EML_SPF_MAILFROM};
    FUZZ_CHECK(eml_ip_parse(
        how & 2 ? EML_LIT("2001:db8::") : EML_LIT("192.0.2.3"), &c->ip));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static eml_spf m[2];
    static stranger s;
    eml_spf_event events[8];
    eml_spf_trace trace = {.events = events, .cap = 8};
    eml_arena arena[2];
    eml_spf_conf conf;

    if (size > 4096)
        return 0;
    s.data = data;
    s.size = size;
    s.at = s.num = 0;
    conf_of(&s, &conf);
    for (size_t i = 0; i < 2; i++)
        eml_arena_init(&arena[i], &fuzz_memory, 0);
    /* twice the records, one at a time and rounded up, is all it may take */
    arena[0].max = 2 * RECORDS * (TEXT_MAX + 4096) + EML_SPF_EXPLANATION_MAX;
    run(&m[0], &conf, &arena[0], NULL, &s, false);
    check_verdict(&m[0], &arena[0]);
    run(&m[1], &conf, &arena[1], &trace, &s, true);
    FUZZ_CHECK(same_verdict(&m[0].verdict, &m[1].verdict));
    for (size_t i = 0; i < 2; i++)
        eml_arena_fini(&arena[i]);
    return 0;
}
