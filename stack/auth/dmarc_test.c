/* RFC 9989 sections 4.10 and 5.3, appendix B; RFC 7489 section 6.6. */
#include "eml/dmarc.h"
#include "tests/cx.h"
#include "tests/oom.h"

/* zone: lines "name TXT data", "name A" for a name that is there, "name FAIL"
 * for one that has no answer. ids: "dkim=", "spf=", each with a domain and "!"
 * behind it when the mechanism failed, "?" when it could not say. */
static const struct dmarc_row {
    const char *name;
    const char *zone, *from, *ids;
    const char *out;     /* result why policy/disposition tag at org */
    const char *aligned; /* identifiers that are, with their org */
    const char *queries; /* without "_dmarc.", first the Author Domain's; NULL:
                            not looked at */
} rows[] = {
    /* B.4.1 */
    {"B.4.1",
     "_dmarc.example.com TXT v=DMARC1; p=reject\n"
     "_dmarc.signing.example.com TXT v=DMARC1; p=none\n",
     "example.com", "spf=example.com dkim=signing.example.com",
     "pass ALIGNED reject/unset p example.com org=example.com",
     "dkim:example.com spf",
     "example.com com signing.example.com example.com com"},
    {"B.4.2",
     "_dmarc.example.com TXT v=DMARC1; p=reject\n"
     "_dmarc.signing.example.com TXT v=DMARC1; p=none\n",
     "a.b.c.d.e.f.g.h.i.j.k.example.com", "dkim=signing.example.com!",
     "fail UNALIGNED reject/reject p example.com org=example.com", "",
     "a.b.c.d.e.f.g.h.i.j.k.example.com g.h.i.j.k.example.com "
     "h.i.j.k.example.com i.j.k.example.com j.k.example.com k.example.com "
     "example.com com"},
    {"B.4.3",
     "_dmarc.bank.example TXT v=DMARC1; p=reject; psd=y\n"
     "_dmarc.giant.bank.example TXT v=DMARC1; p=quarantine\n",
     "giant.bank.example",
     "spf=mail.giant.bank.example dkim=mail.mega.bank.example",
     "pass ALIGNED quarantine/unset p giant.bank.example "
     "org=giant.bank.example",
     "spf:giant.bank.example",
     "giant.bank.example bank.example mail.giant.bank.example "
     "giant.bank.example bank.example"},
    /* 4.10 */
    {"thirteen labels", "", "a.b.c.d.e.f.g.h.i.j.mail.example.com", "",
     "none NO_RECORD unset/unset  - org=a.b.c.d.e.f.g.h.i.j.mail.example.com",
     "",
     "a.b.c.d.e.f.g.h.i.j.mail.example.com g.h.i.j.mail.example.com "
     "h.i.j.mail.example.com i.j.mail.example.com j.mail.example.com "
     "mail.example.com example.com com"},
    {"eight labels", "", "a.b.c.d.e.f.g.h", "",
     "none NO_RECORD unset/unset  - org=a.b.c.d.e.f.g.h", "",
     "a.b.c.d.e.f.g.h b.c.d.e.f.g.h c.d.e.f.g.h d.e.f.g.h e.f.g.h f.g.h g.h "
     "h"},
    {"seven labels", "", "a.b.c.d.e.f.g", "",
     "none NO_RECORD unset/unset  - org=a.b.c.d.e.f.g", "",
     "a.b.c.d.e.f.g b.c.d.e.f.g c.d.e.f.g d.e.f.g e.f.g f.g g"},
    {"one label", "_dmarc.com TXT v=DMARC1; p=none\n", "com", "spf=com",
     "pass ALIGNED none/unset p com org=com", "spf", "com"},
    {"psd=n ends it",
     "_dmarc.mail.example.com TXT v=DMARC1; p=none; psd=n\n"
     "_dmarc.example.com TXT v=DMARC1; p=reject\n",
     "a.mail.example.com", "spf=b.example.com",
     "fail UNALIGNED none/none p mail.example.com org=mail.example.com", "",
     "a.mail.example.com mail.example.com"},
    {"psd=y ends it, and the record there is the policy",
     "_dmarc.com TXT v=DMARC1; p=reject; psd=y\n", "a.mail.example.com",
     "spf=example.com", "pass ALIGNED reject/unset p com org=example.com",
     "spf:example.com",
     "a.mail.example.com mail.example.com example.com com example.com com"},
    {"a record between the Author Domain and the Organizational Domain",
     "_dmarc.com TXT v=DMARC1; p=reject; psd=y\n"
     "_dmarc.mail.example.com TXT v=DMARC1; p=none\n",
     "a.mail.example.com", "spf=example.net",
     "fail UNALIGNED reject/reject p com org=example.com", "",
     "a.mail.example.com mail.example.com example.com com"},
    {"a PSD as Author Domain",
     "_dmarc.bank.example TXT v=DMARC1; p=reject; psd=y; sp=none\n",
     "bank.example", "spf=a.bank.example",
     "fail UNALIGNED reject/reject p bank.example org=bank.example", "",
     "bank.example a.bank.example bank.example"},
    {"the fewest labels",
     "_dmarc.mail.example.com TXT v=DMARC1; p=none\n"
     "_dmarc.example.com TXT v=DMARC1; p=reject\n",
     "a.mail.example.com", "dkim=b.example.com",
     "pass ALIGNED reject/unset p example.com org=example.com",
     "dkim:example.com", NULL},
    {"several records are none",
     "_dmarc.a.example TXT v=DMARC1; p=none\n"
     "_dmarc.a.example TXT v=DMARC1; p=reject\n"
     "_dmarc.example TXT v=DMARC1; p=quarantine\n",
     "a.example", "",
     "fail UNALIGNED quarantine/quarantine p example org=example", "", NULL},
    {"other records do not count",
     "_dmarc.a.example TXT v=spf1 -all\n"
     "_dmarc.a.example TXT v=DMARC1; p=reject\n"
     "_dmarc.a.example TXT v=DMARC2; p=none\n",
     "a.example", "", "fail UNALIGNED reject/reject p a.example org=a.example",
     "", NULL},
    /* 4.10.1 */
    {"sp for a subdomain",
     "_dmarc.a.example TXT v=DMARC1; p=reject; sp=quarantine\n", "b.a.example",
     "", "fail UNALIGNED quarantine/quarantine sp a.example org=a.example", "",
     "b.a.example a.example example"},
    {"np for one that is not there",
     "_dmarc.a.example TXT v=DMARC1; p=none; sp=quarantine; np=reject\n",
     "b.a.example", "",
     "fail UNALIGNED reject/reject np absent a.example org=a.example", "",
     "b.a.example a.example example A:b.a.example"},
    {"not np for one that is",
     "_dmarc.a.example TXT v=DMARC1; p=none; sp=quarantine; np=reject\n"
     "b.a.example A\n",
     "b.a.example", "",
     "fail UNALIGNED quarantine/quarantine sp a.example org=a.example", "",
     NULL},
    {"np that says the same is not asked about",
     "_dmarc.a.example TXT v=DMARC1; p=reject; np=reject\n", "b.a.example", "",
     "fail UNALIGNED reject/reject p a.example org=a.example", "",
     "b.a.example a.example example"},
    {"np and no answer",
     "_dmarc.a.example TXT v=DMARC1; p=none; np=reject\nb.a.example FAIL\n",
     "b.a.example", "", "temperror DNS none/unset p a.example org=a.example",
     "", NULL},
    {"np and no answer, but a pass",
     "_dmarc.a.example TXT v=DMARC1; p=none; np=reject\nb.a.example FAIL\n",
     "b.a.example", "spf=b.a.example",
     "pass ALIGNED none/unset p a.example org=a.example", "spf", NULL},
    {"no p, but reports", "_dmarc.a.example TXT v=DMARC1; rua=mailto:x@y.z\n",
     "a.example", "", "fail UNALIGNED none/none  a.example org=a.example", "",
     NULL},
    {"no p and no reports", "_dmarc.a.example TXT v=DMARC1; adkim=s\n",
     "a.example", "spf=a.example",
     "none NO_POLICY unset/unset  a.example org=a.example", "", NULL},
    {"no p, and reports to what is no URI",
     "_dmarc.a.example TXT v=DMARC1; rua=x@y.z\n", "a.example", "",
     "none NO_POLICY unset/unset  a.example org=a.example", "", NULL},
    {"sp that is none, with reports",
     "_dmarc.a.example TXT v=DMARC1; p=reject; sp=x; rua=mailto:x@y.z\n",
     "a.example", "", "fail UNALIGNED none/none  a.example org=a.example", "",
     NULL},
    {"t", "_dmarc.a.example TXT v=DMARC1; p=reject; t=y\n", "a.example", "",
     "fail UNALIGNED reject/quarantine p a.example org=a.example", "", NULL},
    {"t and quarantine", "_dmarc.a.example TXT v=DMARC1; p=quarantine; t=y\n",
     "a.example", "",
     "fail UNALIGNED quarantine/none p a.example org=a.example", "", NULL},
    /* 4.4 */
    {"strict and a subdomain",
     "_dmarc.a.example TXT v=DMARC1; p=reject; adkim=s; aspf=s\n", "a.example",
     "dkim=b.a.example spf=c.a.example",
     "fail UNALIGNED reject/reject p a.example org=a.example", "",
     "a.example example"},
    {"strict for DKIM alone",
     "_dmarc.a.example TXT v=DMARC1; p=reject; adkim=s\n", "a.example",
     "dkim=b.a.example spf=c.a.example",
     "pass ALIGNED reject/unset p a.example org=a.example", "spf:a.example",
     NULL},
    {"strict and the same", "_dmarc.a.example TXT v=DMARC1; p=reject; aspf=s\n",
     "A.Example.", "spf=a.EXAMPLE",
     "pass ALIGNED reject/unset p a.example org=a.example", "spf",
     "a.example example"},
    {"mechanisms that failed", "_dmarc.a.example TXT v=DMARC1; p=none\n",
     "a.example", "dkim=a.example! dkim=a.example! spf=a.example!",
     "fail UNALIGNED none/none p a.example org=a.example", "", NULL},
    {"one of several signatures", "_dmarc.a.example TXT v=DMARC1; p=none\n",
     "a.example", "dkim=b.example dkim=a.example! dkim=a.example",
     "pass ALIGNED none/unset p a.example org=a.example", "dkim", NULL},
    {"an end of the name that is no label",
     "_dmarc.a.example TXT v=DMARC1; p=none\n", "a.example", "spf=xa.example",
     "fail UNALIGNED none/none p a.example org=a.example", "",
     "a.example example"},
    {"U-labels", "_dmarc.xn--bcher-kva.example TXT v=DMARC1; p=none\n",
     "b\303\274cher.example", "dkim=mail.b\303\274cher.example",
     "pass ALIGNED none/unset p xn--bcher-kva.example "
     "org=xn--bcher-kva.example",
     "dkim:b\303\274cher.example", NULL},
    /* 5.3.6 */
    {"no answer for the Author Domain", "_dmarc.a.example FAIL\n", "a.example",
     "spf=a.example", "temperror DNS unset/unset  - org=", "", "a.example"},
    {"no answer above a record, which is not needed",
     "_dmarc.a.example TXT v=DMARC1; p=none\n_dmarc.example FAIL\n",
     "a.example", "spf=a.example",
     "pass ALIGNED none/unset p a.example org=", "spf", "a.example example"},
    {"no answer above a record, which is needed",
     "_dmarc.a.example TXT v=DMARC1; p=none\n_dmarc.example FAIL\n",
     "a.example", "spf=b.example",
     "temperror DNS none/unset p a.example org=", "", "a.example example"},
    {"no answer for an identifier",
     "_dmarc.a.example TXT v=DMARC1; p=none\n_dmarc.b.a.example FAIL\n",
     "a.example", "spf=b.a.example",
     "temperror DNS none/unset p a.example org=a.example", "", NULL},
    {"no answer for one of two identifiers",
     "_dmarc.a.example TXT v=DMARC1; p=none\n_dmarc.b.a.example FAIL\n",
     "a.example", "dkim=b.a.example spf=a.example",
     "pass ALIGNED none/unset p a.example org=a.example", "spf", NULL},
    {"SPF cannot say", "_dmarc.a.example TXT v=DMARC1; p=reject\n", "a.example",
     "spf=b.a.example?",
     "temperror MECHANISM reject/unset p a.example org=a.example", "", NULL},
    {"SPF cannot say of a domain that is not aligned",
     "_dmarc.a.example TXT v=DMARC1; p=reject\n", "a.example", "spf=b.example?",
     "fail UNALIGNED reject/reject p a.example org=a.example", "", NULL},
    /* 5.3.1 */
    {"no domain", "", "", "", "none NO_DOMAIN unset/unset  - org=", "", ""},
    {"a literal", "", "[192.0.2.1]", "",
     "none NO_DOMAIN unset/unset  - org=", "", ""},
    {"empty labels", "", "a..example", "",
     "none NO_DOMAIN unset/unset  - org=", "", ""},
    {"an identifier that is no domain",
     "_dmarc.a.example TXT v=DMARC1; p=none\n", "a.example",
     "spf=a..example dkim=-",
     "fail UNALIGNED none/none p a.example org=a.example", "", NULL},
};

/* By RFC 7489: the list has "example" and "co.example". */
static const struct dmarc_row old_rows[] = {
    {"the Author Domain's record, not that above it",
     "_dmarc.b.a.co.example TXT v=DMARC1; p=reject; pct=30\n"
     "_dmarc.a.co.example TXT v=DMARC1; p=none\n",
     "b.a.co.example", "spf=c.a.co.example",
     "pass ALIGNED reject/unset p b.a.co.example org=a.co.example",
     "spf:a.co.example", "b.a.co.example"},
    {"the Organizational Domain's record",
     "_dmarc.a.co.example TXT v=DMARC1; p=none; sp=reject\n", "b.a.co.example",
     "", "fail UNALIGNED reject/reject sp a.co.example org=a.co.example", "",
     "b.a.co.example a.co.example"},
    {"a public suffix", "", "co.example", "",
     "none NO_RECORD unset/unset  - org=co.example", "", "co.example"},
    {"pct, and the dice say no",
     "_dmarc.a.example TXT v=DMARC1; p=reject; pct=30\n", "a.example", "",
     "fail UNALIGNED reject/quarantine p out a.example org=a.example", "",
     NULL},
    {"pct, and the dice say yes",
     "_dmarc.a.example TXT v=DMARC1; p=reject; pct=31\n", "a.example", "",
     "fail UNALIGNED reject/reject p a.example org=a.example", "", NULL},
    {"psd, t and np are not known",
     "_dmarc.a.example TXT v=DMARC1; p=reject; t=y; psd=y; np=none\n",
     "a.example", "", "fail UNALIGNED reject/reject p a.example org=a.example",
     "", NULL},
    {"several records end it",
     "_dmarc.b.a.example TXT v=DMARC1; p=none\n"
     "_dmarc.b.a.example TXT v=DMARC1; p=none\n"
     "_dmarc.a.example TXT v=DMARC1; p=reject\n",
     "b.a.example", "", "none MANY unset/unset  - org=a.example", "",
     "b.a.example"},
    {"no answer", "_dmarc.a.example FAIL\n", "a.example", "",
     "temperror DNS unset/unset  - org=a.example", "", "a.example"},
};

/* ---- the DNS of a row -------------------------------------------------------
 */

static bool
is_name(const char *line, eml_span name)
{
    return strncmp(line, (const char *)name.p, name.n) == 0 &&
           line[name.n] == ' ';
}

static void
answer(const char *zone, const eml_dns_query *q, eml_dns_record records[8],
       eml_dns_answer *a)
{
    memset(a, 0, sizeof *a);
    a->outcome = EML_DNS_NXDOMAIN;
    a->records = records;
    for (const char *line = zone; *line; line = strchr(line, '\n') + 1) {
        const char *rest = line + q->name.n + 1;

        if (!is_name(line, q->name))
            continue;
        if (strncmp(rest, "FAIL", 4) == 0) {
            a->outcome = EML_DNS_TEMPFAIL;
        } else if (strncmp(rest, "TXT ", 4) == 0 && q->type == EML_DNS_TXT) {
            a->outcome = EML_DNS_DATA;
            records[a->num_records++].data =
                (eml_span){(const uint8_t *)rest + 4,
                           (size_t)(strchr(rest, '\n') - rest - 4)};
        } else if (a->outcome == EML_DNS_NXDOMAIN) {
            a->outcome = EML_DNS_NODATA;
        }
    }
}

typedef struct run {
    eml_dmarc m;
    eml_dmarc_id dkim[8], spf;
    char queries[1024];
    size_t n;
} run;

static void
add(run *r, const char *s, size_t n)
{
    assert_true(r->n + n < sizeof r->queries);
    memcpy(r->queries + r->n, s, n);
    r->queries[r->n += n] = 0;
}

static int
drive(run *r, eml_cx *cx, const char *zone)
{
    eml_dns_query q, again;
    int rc;

    while ((rc = eml_dmarc_poll(&r->m, &q)) == EML_WANT_DNS) {
        eml_dns_record records[8];
        eml_dns_answer a;
        eml_span name = q.name;

        assert_int_equal(eml_dmarc_poll(&r->m, &again), EML_WANT_DNS);
        assert_int_equal(again.id, q.id);
        assert_int_equal(eml_dmarc_dns(&r->m, cx, q.id + 1, &a), EML_E_MISUSE);
        if (r->n)
            add(r, " ", 1);
        if (q.type == EML_DNS_A) {
            add(r, "A:", 2);
        } else {
            assert_memory_equal(name.p, "_dmarc.", 7);
            name.p += 7;
            name.n -= 7;
        }
        add(r, (const char *)name.p, name.n);
        answer(zone, &q, records, &a);
        rc = eml_dmarc_dns(&r->m, cx, q.id, &a);
        if (rc < 0) {
            assert_int_equal(eml_dmarc_poll(&r->m, &q), rc);
            return rc;
        }
    }
    return rc;
}

static void
ids_of(run *r, const char *ids, eml_dmarc_conf *conf)
{
    conf->dkim = r->dkim;
    while (*ids) {
        size_t n = strcspn(ids, " ");
        bool spf = *ids == 's';
        eml_dmarc_id *id = spf ? &r->spf : &r->dkim[conf->num_dkim];
        const char *domain = ids + (spf ? 4 : 5);
        size_t len = n - (spf ? 4 : 5);
        char last = domain[len - 1];

        id->auth = last == '!'   ? EML_DMARC_AUTH_FAIL
                   : last == '?' ? EML_DMARC_AUTH_TEMPERROR
                                 : EML_DMARC_AUTH_PASS;
        id->domain = (eml_span){(const uint8_t *)domain,
                                len - (last == '!' || last == '?')};
        if (spf)
            conf->spf = id;
        else
            conf->num_dkim++;
        ids += n;
        ids += *ids == ' ';
    }
}

static void
show(const eml_dmarc_verdict *v, char *out, size_t n)
{
    static const char *const whys[] = {"ALIGNED",   "UNALIGNED", "NO_RECORD",
                                       "MANY",      "NO_POLICY", "DNS",
                                       "MECHANISM", "NO_DOMAIN"};
    static const char *const policies[] = {"unset", "invalid", "none",
                                           "quarantine", "reject"};

    snprintf(out, n, "%s %s %s/%s %s%s%s %.*s%s org=%.*s",
             eml_dmarc_result_name(v->result), whys[v->why],
             policies[v->policy], policies[v->disposition], v->tag,
             v->absent ? " absent" : "", v->sampled_out ? " out" : "",
             (int)v->record_at.n, v->record_at.p, v->record_at.n ? "" : "-",
             (int)v->org.n, v->org.p);
}

static void
show_ids(const run *r, const eml_dmarc_conf *conf, char *out, size_t n)
{
    size_t at = 0;

    out[0] = 0;
    for (size_t i = 0; i <= conf->num_dkim; i++) {
        const eml_dmarc_id *id =
            i < conf->num_dkim ? &conf->dkim[i] : conf->spf;

        (void)r;
        if (id && id->aligned)
            at += (size_t)snprintf(
                out + at, n - at, "%s%s%s%.*s", at ? " " : "",
                i < conf->num_dkim ? "dkim" : "spf", id->org.n ? ":" : "",
                (int)id->org.n, id->org.p);
    }
}

static eml_psl *
list_of(test_cx *t)
{
    eml_psl *list;

    assert_int_equal(
        eml_psl_parse(&t->cx, EML_LIT("example\nco.example\n"), &list), EML_OK);
    return list;
}

static void
check(const struct dmarc_row *row, eml_dmarc_rules rules)
{
    static run r;
    char text[512];
    test_cx t;
    eml_dmarc_conf conf = {.rules = rules, .roll = 30};

    memset(&r, 0, sizeof r);
    conf.from = test_cx_init(&t, row->from, strlen(row->from), EML_ALLOW_NONE);
    if (rules == EML_DMARC_7489)
        conf.psl = list_of(&t);
    ids_of(&r, row->ids, &conf);
    assert_int_equal(eml_dmarc_init(&r.m, &conf), EML_OK);
    assert_int_equal(drive(&r, &t.cx, row->zone), EML_OK);
    show(&r.m.verdict, text, sizeof text);
    assert_string_equal(text, row->out);
    show_ids(&r, &conf, text, sizeof text);
    assert_string_equal(text, row->aligned);
    if (row->queries)
        assert_string_equal(r.queries, row->queries);
    assert_true(r.m.verdict.num_queries <= 8 * (2 + conf.num_dkim) + 1);
    test_cx_fini(&t);
}

static void
evaluates(void **state)
{
    check(*state, EML_DMARC_9989);
}

static void
evaluates_as_7489_had_it(void **state)
{
    check(*state, EML_DMARC_7489);
}

/* All Organizational Domains change no result. */
static void
all_orgs_change_nothing(void **state)
{
    const struct dmarc_row *row = *state;
    static run r;
    char text[512];
    test_cx t;
    eml_dmarc_conf conf = {.all_orgs = true};

    memset(&r, 0, sizeof r);
    conf.from = test_cx_init(&t, row->from, strlen(row->from), EML_ALLOW_NONE);
    ids_of(&r, row->ids, &conf);
    assert_int_equal(eml_dmarc_init(&r.m, &conf), EML_OK);
    assert_int_equal(drive(&r, &t.cx, row->zone), EML_OK);
    show(&r.m.verdict, text, sizeof text);
    assert_string_equal(text, row->out);
    test_cx_fini(&t);
}

static int
once(void *user, const eml_alloc *from)
{
    static run r;
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    eml_dmarc_conf conf = {.from = EML_LIT("a.b.example")};
    int rc;

    (void)user;
    memset(&r, 0, sizeof r);
    eml_arena_init(&arena, from, 0);
    ids_of(&r, "spf=c.b.example", &conf);
    rc = eml_dmarc_init(&r.m, &conf);
    if (rc == EML_OK)
        rc = drive(&r, &cx,
                   "_dmarc.a.b.example TXT v=DMARC1; p=none\n"
                   "_dmarc.b.example TXT v=DMARC1; p=none\n");
    eml_arena_fini(&arena);
    return rc;
}

static void
memory_runs_out(void **state)
{
    (void)state;
    assert_int_equal(oom_every_call(once, NULL, 1000), EML_OK);
}

static void
misuse_is_an_error(void **state)
{
    eml_dmarc m;
    eml_dns_query q;
    eml_dmarc_conf old = {.from = EML_LIT("a.b"), .rules = EML_DMARC_7489};
    eml_dmarc_conf roll = {.from = EML_LIT("a.b"), .roll = 100};

    (void)state;
    assert_int_equal(eml_dmarc_init(&m, &old), EML_E_MISUSE);
    assert_int_equal(eml_dmarc_poll(&m, &q), EML_E_MISUSE);
    assert_int_equal(eml_dmarc_init(&m, &roll), EML_E_MISUSE);
}

static void
the_strictest_counts(void **state)
{
    eml_dmarc_verdict fail = {.result = EML_DMARC_RESULT_FAIL,
                              .policy = EML_DMARC_REJECT,
                              .disposition = EML_DMARC_REJECT},
                      mild = {.result = EML_DMARC_RESULT_FAIL,
                              .policy = EML_DMARC_NONE,
                              .disposition = EML_DMARC_NONE},
                      pass = {.result = EML_DMARC_RESULT_PASS,
                              .policy = EML_DMARC_REJECT};

    (void)state;
    assert_true(eml_dmarc_stricter(&fail, &mild));
    assert_false(eml_dmarc_stricter(&mild, &fail));
    assert_true(eml_dmarc_stricter(&mild, &pass));
    assert_false(eml_dmarc_stricter(&pass, &mild));
    assert_false(eml_dmarc_stricter(&fail, &fail));
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(misuse_is_an_error),
        cmocka_unit_test(the_strictest_counts),
    };

    return RUN_TABLE(evaluates, rows) +
           RUN_TABLE(evaluates_as_7489_had_it, old_rows) +
           RUN_TABLE(all_orgs_change_nothing, rows) +
           cmocka_run_group_tests(more, NULL, NULL);
}
