/* check_host(): RFC 7208 sections 2 to 7, RFC 8616 section 4. */
#include "tests/mini_dns.h"
#include "tests/oom.h"
#include "tests/table.h"
#include "eml/spf_check.h"

enum { NOW = 1234567890 };

typedef struct run {
    eml_spf m;
    mini_dns dns;
    eml_spf_trace trace;
    eml_spf_event events[256];
} run;

static eml_span
span(const char *s)
{
    return (eml_span){(const uint8_t *)s, strlen(s)};
}

/* Asks all that is open, and answers the `turn`-th of it first, then the next
 * ones in a circle. */
static int
drive(run *r, const eml_spf_conf *conf, eml_arena *arena, size_t turn)
{
    eml_dns_query open[EML_SPF_SLOTS], q;
    int rc = eml_spf_init(&r->m, conf, arena, &r->trace);

    while (rc == EML_OK) {
        size_t num = 0;

        while ((rc = eml_spf_step(&r->m, &q)) == EML_WANT_DNS) {
            assert_true(num < EML_SPF_SLOTS);
            open[num++] = q;
        }
        if (num == 0)
            break;
        assert_true(rc == EML_WANT_INPUT || rc < 0);
        if (rc == EML_WANT_INPUT)
            rc = EML_OK;
        for (size_t i = 0; i < num && rc == EML_OK; i++) {
            const eml_dns_query *one = &open[(i + turn) % num];
            eml_dns_answer a = mini_ask(&r->dns, one);

            rc = eml_spf_answer(&r->m, one->id, &a);
            if (rc == EML_OK)
                assert_int_equal(eml_spf_answer(&r->m, one->id, &a),
                                 EML_E_MISUSE);
        }
    }
    return rc;
}

/* "fail -all", "permerror SPF_LOOKUPS", "fail -all: explanation" */
static const char *
shown(const eml_spf_verdict *v)
{
    static char buf[1024];

    snprintf(buf, sizeof buf, "%s%s%s%s%.*s%s%.*s",
             eml_spf_result_name(v->result), v->code ? " " : "",
             v->code ? eml_code_info_get(v->code)->name : "",
             v->mechanism.n ? " " : "", (int)v->mechanism.n,
             (const char *)v->mechanism.p, v->explanation.n ? ": " : "",
             (int)v->explanation.n, (const char *)v->explanation.p);
    return buf;
}

#define D         "d.example"
#define FROM      "joe@d.example"
#define V4        "192.0.2.3"
#define V6        "2001:db8::cb01"
#define REC(r)    "d.example TXT v=spf1 " r "\n"
#define EXP(text) REC("-all exp=e.example") "e.example TXT " text "\n"
#define R742                                                                   \
    "email.example.com TXT v=spf1 -all exp=e.example\n"                        \
    "3.2.0.192.in-addr.arpa PTR mx.example.org\nmx.example.org A 192.0.2.3\n"  \
    "e.example TXT "
#define SB        "strong-bad@email.example.com"
#define INC(n, m) "i" #n ".example TXT v=spf1 include:i" #m ".example\n"
#define CHAIN                                                                  \
    INC(1, 2)                                                                  \
    INC(2, 3)                                                                  \
    INC(3, 4) INC(4, 5) INC(5, 6) INC(6, 7) INC(7, 8) INC(8, 9) INC(9, 10)
#define MX(n)                                                                  \
    "d.example MX 10 m" #n ".example\nm" #n ".example A 192.0.2." #n "\n"
#define PTR(n) "3.2.0.192.in-addr.arpa PTR p" #n ".x.example\n"
#define PTRS   PTR(1) PTR(2) PTR(3) PTR(4) PTR(5) PTR(6) PTR(7) PTR(8) PTR(9)

/* clang-format off */
static const struct row {
    const char *name, *ip, *helo, *from, *zone, *want;
} rows[] = {
    {"no record", V4, "h", FROM, "d.example TXT other\n", "none SPF_NO_RECORD"},
    {"no domain", V4, "h", FROM, "", "none SPF_NO_DOMAIN"},
    {"no TXT", V4, "h", FROM, "d.example A 192.0.2.3\n", "none SPF_NO_RECORD"},
    {"DNS fails", V4, "h", FROM, "d.example TIMEOUT\n", "temperror SPF_TIMEOUT"},
    {"two records", V4, "h", FROM, REC("+all") REC("-all"), "permerror SPF_MANY"},
    {"another record beside", V4, "h", FROM, REC("+all") "d.example TXT v=spf10\n", "pass +all"},
    {"version in upper case", V4, "h", FROM, "d.example TXT V=SPF1 -all\n", "fail -all"},
    {"malformed", V4, "h", FROM, REC("+all foo"), "permerror SPF_TERM"},
    {"one label", V4, "h", "joe@example", "example TXT v=spf1 +all\n", "none SPF_SENDER"},
    {"empty label", V4, "h", "joe@a..example", "", "none SPF_SENDER"},
    {"dot behind", V4, "h", "joe@d.example.", REC("+all"), "pass +all"},
    {"domain literal", V4, "h", "joe@[192.0.2.3]", "", "none SPF_SENDER"},
    {"long label", V4, "h", "joe@a123456789b123456789c123456789d123456789e123456789f123456789g123.example", "", "none SPF_SENDER"},
    {"null path", V4, "d.example", "", EXP("%{s}"), "fail -all: postmaster@d.example"},
    {"null path and no name", V4, "", "", "", "none SPF_SENDER"},
    {"no local-part", V4, "h", "@d.example", EXP("%{l}"), "fail -all: postmaster"},
    {"no at", V4, "h", "d.example", EXP("%{s}"), "fail -all: postmaster@d.example"},
    {"two ats", V4, "h", "\"a@b\"@d.example", EXP("%{l} %{o}"), "fail -all: \"a@b\" d.example"},

    {"default", V4, "h", FROM, REC(""), "neutral"},
    {"qualifiers", V4, "h", FROM, REC("-ip4:1.2.3.4 ~ip4:192.0.2.0/24 +all"), "softfail ~ip4:192.0.2.0/24"},
    {"neutral", V4, "h", FROM, REC("?all"), "neutral ?all"},
    {"behind all", V4, "h", FROM, REC("-all +all"), "fail -all"},
    {"unknown modifiers", V4, "h", FROM, REC("x=y redirector=z -all x=%{c}"), "fail -all"},
    {"ip6", V6, "h", FROM, REC("ip4:0.0.0.0/0 ip6:2001:db8::/32"), "pass ip6:2001:db8::/32"},
    {"ip6 of an IPv4 address", V4, "h", FROM, REC("ip6:::/0 -all"), "fail -all"},
    {"mapped", "::ffff:192.0.2.3", "h", FROM, REC("ip6:::/0 ip4:192.0.2.3"), "pass ip4:192.0.2.3"},

    {"a", V4, "h", FROM, REC("a -all") "d.example A 192.0.2.9\nd.example A 192.0.2.3\n", "pass a"},
    {"a with a prefix length", V4, "h", FROM, REC("a/24//8 -all") "d.example A 192.0.2.99\n", "pass a/24//8"},
    {"a of all", V4, "h", FROM, REC("a/0 -all") "d.example A 1.2.3.4\n", "pass a/0"},
    {"a by IPv6", V6, "h", FROM, REC("a/0//32 -all") "d.example A 1.2.3.4\nd.example AAAA 2001:db8::\n", "pass a/0//32"},
    {"a fails", V4, "h", FROM, REC("a:t.example +all") "t.example TIMEOUT\n", "temperror SPF_TIMEOUT"},
    {"a of a malformed name", V4, "h", FROM, REC("a:a..example -a:%{l}.%{l}..x +all"), "pass +all"},
    {"mx", V4, "h", FROM, REC("mx -all") MX(9) MX(3), "pass mx"},
    {"no implicit mx", V4, "h", FROM, REC("mx -all") "d.example A 192.0.2.3\n", "fail -all"},
    {"null MX", V4, "h", FROM, REC("mx -all") "d.example MX 0 .\n", "fail -all"},
    {"ten mx hosts", V4, "h", FROM, REC("mx -all") MX(11) MX(12) MX(13) MX(14) MX(15) MX(16) MX(17) MX(18) MX(19) MX(3), "pass mx"},
    {"eleven mx hosts", V4, "h", FROM, REC("mx -all") MX(3) MX(11) MX(12) MX(13) MX(14) MX(15) MX(16) MX(17) MX(18) MX(19) MX(20), "permerror SPF_HOSTS"},
    {"mx host before one that fails", V4, "h", FROM, REC("mx -all") MX(3) "d.example MX 5 t.example\nt.example TIMEOUT\n", "pass mx"},
    {"mx host behind one that fails", V4, "h", FROM, REC("mx -all") "d.example MX 5 t.example\nt.example TIMEOUT\n" MX(3), "temperror SPF_TIMEOUT"},
    {"ptr", V4, "h", FROM, REC("ptr -all") PTR(0) "3.2.0.192.in-addr.arpa PTR Mx.D.example\nmx.d.example A 192.0.2.3\n", "pass ptr"},
    {"ptr of another domain", V4, "h", FROM, REC("ptr -all") "3.2.0.192.in-addr.arpa PTR mx.bad-d.example\nmx.bad-d.example A 192.0.2.3\n", "fail -all"},
    {"ptr without the address", V4, "h", FROM, REC("ptr -all") "3.2.0.192.in-addr.arpa PTR mx.d.example\nmx.d.example A 192.0.2.4\n", "fail -all"},
    {"ptr fails", V4, "h", FROM, REC("ptr -all") "3.2.0.192.in-addr.arpa TIMEOUT\n", "fail -all"},
    {"ptr host fails", V4, "h", FROM, REC("ptr:x.example -all") PTR(1) PTR(2) "p1.x.example TIMEOUT\np2.x.example A 192.0.2.3\n", "pass ptr:x.example"},
    {"tenth name", V4, "h", FROM, REC("ptr:x.example -all") PTRS PTR(10) "p10.x.example A 192.0.2.3\n", "pass ptr:x.example"},
    {"eleventh name", V4, "h", FROM, REC("ptr:x.example -all") PTRS PTR(0) PTR(10) "p10.x.example A 192.0.2.3\n", "fail -all"},
    {"ptr by IPv6", V6, "h", FROM, REC("ptr -all") "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR d.example\nd.example AAAA 2001:db8::cb01\n", "pass ptr"},
    {"exists", V6, "h", FROM, REC("exists:%{l}.%{d} -all") "joe.d.example A 127.0.0.2\n", "pass exists:%{l}.%{d}"},
    {"exists needs A", V6, "h", FROM, REC("exists:x.example -all") "x.example AAAA ::1\n", "fail -all"},

    {"include passes", V4, "h", FROM, REC("-include:i.example ?all") "i.example TXT v=spf1 ip4:192.0.2.3\n", "fail -include:i.example"},
    {"include fails", V4, "h", FROM, REC("include:i.example ?all") "i.example TXT v=spf1 -all exp=e.example\n", "neutral ?all"},
    {"include is neutral", V4, "h", FROM, REC("include:i.example -all") "i.example TXT v=spf1\n", "fail -all"},
    {"include of nothing", V4, "h", FROM, REC("include:i.example +all"), "permerror SPF_INCLUDE_NONE"},
    {"include of one label", V4, "h", FROM, REC("include:%{l} +all"), "permerror SPF_INCLUDE_NONE"},
    {"include is malformed", V4, "h", FROM, REC("include:i.example +all") "i.example TXT v=spf1 foo\n", "permerror SPF_TERM"},
    {"include fails in the DNS", V4, "h", FROM, REC("include:i.example +all") "i.example TIMEOUT\n", "temperror SPF_TIMEOUT"},
    {"include of itself", V4, "h", FROM, REC("include:d.example +all"), "permerror SPF_LOOKUPS"},
    {"domain in an include", V4, "h", FROM, REC("include:i.example ?all") "i.example TXT v=spf1 exists:%{d}.%{o}\ni.example.d.example A 127.0.0.1\n", "pass include:i.example"},
    {"redirect", V4, "h", FROM, REC("redirect=r.example") "r.example TXT v=spf1 -all\n", "fail -all"},
    {"redirect and a match", V4, "h", FROM, REC("redirect=r.example ip4:192.0.2.3"), "pass ip4:192.0.2.3"},
    {"redirect beside all", V4, "h", FROM, REC("redirect=r.example ?all"), "neutral ?all"},
    {"redirect to nothing", V4, "h", FROM, REC("redirect=r.example"), "permerror SPF_REDIRECT_NONE"},
    {"redirect to one label", V4, "h", FROM, REC("redirect=%{l}"), "permerror SPF_REDIRECT_NONE"},
    {"redirect within an include", V4, "h", FROM, REC("include:i.example ?all") "i.example TXT v=spf1 redirect=r.example\nr.example TXT v=spf1 +all\n", "pass include:i.example"},
    {"redirect to itself", V4, "h", FROM, REC("redirect=d.example"), "permerror SPF_LOOKUPS"},

    {"ten lookups", V4, "h", FROM, REC("include:i1.example ?all") CHAIN "i10.example TXT v=spf1 +all\n", "pass include:i1.example"},
    {"terms that ask nothing do not count", V4, "h", FROM, REC("ip4:1.0.0.1 ip4:1.0.0.2 ip4:1.0.0.3 ip4:1.0.0.4 ip4:1.0.0.5 ip4:1.0.0.6 ip4:1.0.0.7 ip4:1.0.0.8 ip4:1.0.0.9 ip6:::1 x=y -all"), "fail -all"},
    {"eleven lookups", V4, "h", FROM, REC("include:i1.example ?all") CHAIN "i10.example TXT v=spf1 a\ni10.example A 192.0.2.3\n", "permerror SPF_LOOKUPS"},
    {"lookups not needed", V4, "h", FROM, REC("ip4:192.0.2.3 a a a a a a a a a a a"), "pass ip4:192.0.2.3"},
    {"two void lookups", V4, "h", FROM, REC("a:n.example mx:n.example -all"), "fail -all"},
    {"three void lookups", V4, "h", FROM, REC("a:n.example mx exists:n.example +all"), "permerror SPF_VOIDS"},
    {"void hosts", V4, "h", FROM, REC("mx +all") "d.example MX 1 a.x\nd.example MX 2 b.x\nd.example MX 3 c.x\n", "permerror SPF_VOIDS"},

    {"7.4: s", V4, "h", SB, R742 "%{s}", "fail -all: strong-bad@email.example.com"},
    {"7.4: domains", V4, "h", SB, R742 "%{o} %{d} %{d4} %{d3} %{d2} %{d1} %{dr} %{d2r}", "fail -all: email.example.com email.example.com email.example.com email.example.com example.com com com.example.email example.email"},
    {"7.4: local parts", V4, "h", SB, R742 "%{l} %{l-} %{lr} %{lr-} %{l1r-}", "fail -all: strong-bad strong.bad strong-bad bad.strong strong"},
    {"7.4: strings", V4, "h", SB, R742 "%{ir}.%{v}._spf.%{d2} %{lr-}.lp._spf.%{d2} %{lr-}.lp.%{ir}.%{v}._spf.%{d2} %{ir}.%{v}.%{l1r-}.lp._spf.%{d2} %{d2}.trusted-domains.example.net",
     "fail -all: 3.2.0.192.in-addr._spf.example.com bad.strong.lp._spf.example.com bad.strong.lp.3.2.0.192.in-addr._spf.example.com 3.2.0.192.in-addr.strong.lp._spf.example.com example.com.trusted-domains.example.net"},
    {"7.4: IPv6", V6, "h", SB, R742 "%{ir}.%{v}._spf.%{d2}", "fail -all: 1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"},
    {"other letters", V6, "h.example", SB, R742 "%{c} %{h} %{r} %{t}", "fail -all: 2001:db8::cb01 h.example mta.example 1234567890"},
    {"escaped", V4, "h", "a b~c/d@d.example", EXP("%{S} %{L} %{L1/}"), "fail -all: a%20b~c%2Fd%40d.example a%20b~c%2Fd d"},
    {"percents", V4, "h", FROM, EXP("100%%%_a%-b"), "fail -all: 100% a%20b"},
    {"delimiters", V4, "h", "a-b+c,d/e_f=g@d.example", EXP("%{l-+,/_=} %{l2,r} %{lr+,}"), "fail -all"},
    {"delimiters in order", V4, "h", "a-b+c,d/e_f=g@d.example", EXP("%{l-+,/_=} %{lr+,} %{l2r-}"), "fail -all: a.b.c.d.e.f.g d/e_f=g.c.a-b b+c,d/e_f=g.a"},
    {"empty parts", V4, "h", "..a..@d.example", EXP("%{l1}<%{lr}>"), "fail -all: <..a..>"},
    {"p is the domain", V4, "h", FROM, EXP("%{p}") PTR(1) "3.2.0.192.in-addr.arpa PTR x.d.example\n3.2.0.192.in-addr.arpa PTR d.example\np1.x.example A 192.0.2.3\nx.d.example A 192.0.2.3\nd.example A 192.0.2.3\n", "fail -all: d.example"},
    {"p is below it", V4, "h", FROM, EXP("%{p}") PTR(1) "3.2.0.192.in-addr.arpa PTR x.d.example\np1.x.example A 192.0.2.3\nx.d.example A 192.0.2.3\n", "fail -all: x.d.example"},
    {"p is another", V4, "h", FROM, EXP("%{p1r}") PTR(1) PTR(2) "p2.x.example A 192.0.2.3\n", "fail -all: p2"},
    {"p is unknown", V4, "h", FROM, EXP("%{p}") PTR(1), "fail -all: unknown"},
    {"p in a term", V4, "h", FROM, REC("exists:%{p}.d.example -all") PTR(1) "p1.x.example A 192.0.2.3\np1.x.example.d.example A 127.0.0.1\n", "pass exists:%{p}.d.example"},
    {"long name is cut", V4, "h", "12345678901234567890123456789012345678901234567890@d.example", REC("exists:%{l}.%{l}.%{l}.%{l}.%{l}.x.example -all")
     "12345678901234567890123456789012345678901234567890.12345678901234567890123456789012345678901234567890.12345678901234567890123456789012345678901234567890.12345678901234567890123456789012345678901234567890.x.example A 127.0.0.1\n",
     "pass exists:%{l}.%{l}.%{l}.%{l}.%{l}.x.example"},

    {"exp of a redirect", V4, "h", FROM, REC("redirect=r.example exp=e.example") "r.example TXT v=spf1 -all\ne.example TXT no\n", "fail -all"},
    {"exp behind a redirect", V4, "h", FROM, REC("redirect=r.example") "r.example TXT v=spf1 -all exp=e.example\ne.example TXT %{d}\n", "fail -all: r.example"},
    {"exp of no failure", V4, "h", FROM, REC("~all exp=e.example") "e.example TXT no\n", "softfail ~all"},
    {"two explanations", V4, "h", FROM, EXP("one") "e.example TXT two\n", "fail -all"},
    {"no explanation", V4, "h", FROM, REC("-all exp=e.example"), "fail -all"},
    {"explanation fails", V4, "h", FROM, REC("-all exp=e.example") "e.example TIMEOUT\n", "fail -all"},
    {"explanation malformed", V4, "h", FROM, EXP("100%"), "fail -all"},
    {"explanation not ASCII", V4, "h", FROM, EXP("\xc3\xa9"), "fail -all"},

    {"8616: U-labels", V4, "h", "joe@b\u00fccher.example", "xn--bcher-kva.example TXT v=spf1 exists:%{o} -all\nxn--bcher-kva.example A 127.0.0.1\n", "pass exists:%{o}"},
    {"8616: no U-label", V4, "h", "joe@B\u00dcCHER.example", "", "none SPF_SENDER"},
    {"8616: local-part", V4, "h", "j\u00f6@d.example", REC("exists:%{l}.d.example -exists:%{S}.d.example include:%{l}.d.example ?all"), "neutral ?all"},
    {"8616: local-part explained", V4, "h", "j\u00f6@d.example", EXP("%{L}"), "fail -all: j%C3%B6"},
    {"8616: local-part explained as it is", V4, "h", "j\u00f6@d.example", EXP("%{l}"), "fail -all"},
    {"8616: local-part and redirect", V4, "h", "j\u00f6@d.example", REC("redirect=%{l}.d.example"), "permerror SPF_REDIRECT_NONE"},
};
/* clang-format on */

static run the;

static eml_spf_conf
conf_of(const struct row *r)
{
    eml_spf_conf c = {.helo = span(r->helo),
                      .mail_from = span(r->from),
                      .receiver = EML_LIT("mta.example"),
                      .now = NOW};

    assert_true(eml_ip_parse(span(r->ip), &c.ip));
    return c;
}

static int
check(void *user, const eml_alloc *from)
{
    const struct row *r = user;
    eml_spf_conf conf = conf_of(r);
    eml_arena arena;
    int rc;

    eml_arena_init(&arena, from, 0);
    the.dns.zone = r->zone;
    the.trace = (eml_spf_trace){.events = the.events, .cap = 256};
    rc = drive(&the, &conf, &arena, 0);
    eml_arena_fini(&arena);
    return rc;
}

static void
judges(void **state)
{
    const struct row *r = *state;
    eml_spf_conf conf = conf_of(r);
    eml_arena arena;
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_dns_query q;

    eml_arena_init(&arena, &from, 0);
    the.dns.zone = r->zone;
    for (size_t turn = 0; turn < 11; turn++) { /* any order of answers */
        the.trace =
            (eml_spf_trace){.events = the.events, .cap = turn ? turn * 2 : 256};
        assert_int_equal(drive(&the, &conf, &arena, turn), EML_OK);
        assert_string_equal(shown(&the.m.verdict), r->want);
        assert_int_equal(eml_spf_step(&the.m, &q), EML_OK);
    }
    conf.no_explanation = true;
    assert_int_equal(drive(&the, &conf, &arena, 0), EML_OK);
    assert_int_equal(the.m.verdict.explanation.n, 0);
    eml_arena_fini(&arena);
    assert_int_equal(o.live, 0);
    assert_int_equal(oom_every_call(check, (void *)(uintptr_t)r, 1000), EML_OK);
}

/* The steps, as a line each. */
static void
put_event(char *to, size_t cap, const eml_spf_event *e)
{
    static const char *const kinds[] = {"record", "answer", "term", "result",
                                        "explain"};
    size_t n = strlen(to);

    n += (size_t)snprintf(to + n, cap - n, "%u %.*s %s %.*s", e->depth,
                          (int)e->domain.n, (const char *)e->domain.p,
                          kinds[e->kind], (int)e->text.n,
                          (const char *)e->text.p);
    if (e->kind == EML_SPF_EV_ANSWER)
        n += (size_t)snprintf(to + n, cap - n, " %u %d %u: %.*s", e->type,
                              (int)e->outcome, e->num_records, (int)e->answer.n,
                              (const char *)e->answer.p);
    if (e->kind == EML_SPF_EV_TERM)
        n += (size_t)snprintf(to + n, cap - n, " %d", e->matches);
    if (e->kind == EML_SPF_EV_RESULT)
        n += (size_t)snprintf(to + n, cap - n, "%s",
                              eml_spf_result_name(e->result));
    snprintf(to + n, cap - n, "\n");
}

static void
is_traced(void **state)
{
    static const struct row r = {
        "",
        V4,
        "h",
        FROM,
        REC("include:i.example mx -all exp=e.example") "d.example MX 10 "
                                                       "m.example\nd.example "
                                                       "MX 20 "
                                                       "n.example\nm.example "
                                                       "NONE\n"
                                                       "i.example TXT v=spf1 "
                                                       "a\ni.example A "
                                                       "192.0.2.9\ne.example "
                                                       "TXT "
                                                       "no\n",
        ""};
    static const char want[] =
        "0 d.example answer d.example 16 0 1: v=spf1 include:i.example mx -all "
        "exp=e.example\n"
        "0 d.example record v=spf1 include:i.example mx -all exp=e.example\n"
        "1 i.example answer i.example 16 0 1: v=spf1 a\n"
        "1 i.example record v=spf1 a\n"
        "1 i.example answer i.example 1 0 1: 192.0.2.9\n"
        "1 i.example term a 0\n"
        "1 i.example result neutral\n"
        "0 d.example term include:i.example 0\n"
        "0 d.example answer d.example 15 0 2: 10 m.example, 20 n.example\n"
        "0 d.example answer m.example 1 1 0: \n"
        "0 d.example answer n.example 1 2 0: \n"
        "0 d.example term mx 0\n"
        "0 d.example term -all 1\n"
        "0 d.example result fail\n"
        "0 d.example answer e.example 16 0 1: no\n"
        "0 d.example explain no\n";
    eml_spf_conf conf = conf_of(&r);
    eml_arena arena;
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    char got[2048] = "";

    (void)state;
    eml_arena_init(&arena, &from, 0);
    the.dns.zone = r.zone;
    the.trace = (eml_spf_trace){.events = the.events, .cap = 256};
    assert_int_equal(drive(&the, &conf, &arena, 0), EML_OK);
    for (size_t i = 0; i < the.trace.num; i++)
        put_event(got, sizeof got, &the.events[i]);
    assert_string_equal(got, want);
    assert_int_equal(the.m.verdict.num_lookups, 3);
    assert_int_equal(the.m.verdict.num_voids, 2);
    assert_int_equal(the.m.verdict.num_queries, 7);
    eml_arena_fini(&arena);
}

static void
helo_is_checked(void **state)
{
    static const struct row r = {"",
                                 V4,
                                 "h.example",
                                 FROM,
                                 "h.example TXT v=spf1 +a:%{l}.example\n"
                                 "postmaster.example A 192.0.2.3\n",
                                 ""};
    eml_spf_conf conf = conf_of(&r);
    eml_arena arena;
    oom o = {0};
    eml_alloc from = oom_alloc(&o);

    (void)state;
    conf.identity = EML_SPF_HELO;
    eml_arena_init(&arena, &from, 0);
    the.dns.zone = r.zone;
    assert_int_equal(drive(&the, &conf, &arena, 0), EML_OK);
    assert_string_equal(shown(&the.m.verdict), "pass +a:%{l}.example");
    eml_arena_fini(&arena);
}

static void
arguments_are_bounded(void **state)
{
    static const char long_one[EML_SPF_ARG_MAX + 2] = {0};
    eml_span s = {(const uint8_t *)long_one, EML_SPF_ARG_MAX + 1};
    eml_spf_conf c = {.helo = s, .mail_from = EML_NONE, .receiver = EML_NONE};
    eml_arena arena = {0};

    (void)state;
    assert_int_equal(eml_spf_init(&the.m, &c, &arena, NULL), EML_E_LIMIT);
    c.helo = EML_NONE;
    c.mail_from = s;
    assert_int_equal(eml_spf_init(&the.m, &c, &arena, NULL), EML_E_LIMIT);
    c.mail_from = EML_NONE;
    c.receiver = s;
    assert_int_equal(eml_spf_init(&the.m, &c, &arena, NULL), EML_E_LIMIT);
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(is_traced),
        cmocka_unit_test(helo_is_checked),
        cmocka_unit_test(arguments_are_bounded),
    };

    return RUN_TABLE(judges, rows) |
           (cmocka_run_group_tests(others, NULL, NULL) != 0);
}
