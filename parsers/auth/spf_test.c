/* SPF records: RFC 7208 sections 3 to 7. */
#include "tests/cx.h"
#include "tests/oom.h"
#include "eml/spf.h"

static const char *const kinds[] = {"all",      "include", "a",      "mx",
                                    "ptr",      "ip4",     "ip6",    "exists",
                                    "redirect", "exp",     "unknown"};

static void
put(char *to, size_t cap, const eml_spf_term *t)
{
    size_t n = strlen(to);
    uint8_t room[40];
    eml_out ip = {.p = room, .cap = sizeof room};

    n += (size_t)snprintf(to + n, cap - n, "%s%c%s", n ? " " : "",
                          "?"
                          "?+-~"[t->qualifier],
                          kinds[t->kind]);
    if (t->kind == EML_SPF_UNKNOWN)
        n += (size_t)snprintf(to + n, cap - n, "(%.*s)", (int)t->name.n,
                              (const char *)t->name.p);
    if (t->has_value)
        n += (size_t)snprintf(to + n, cap - n, "=%.*s", (int)t->value.n,
                              (const char *)t->value.p);
    if (t->kind == EML_SPF_IP4 || t->kind == EML_SPF_IP6) {
        eml_ip_write(&t->ip, &ip);
        n += (size_t)snprintf(to + n, cap - n, "=%.*s", (int)ip.n,
                              (const char *)room);
    }
    if (t->cidr4 != 32)
        n += (size_t)snprintf(to + n, cap - n, "/%u", t->cidr4);
    if (t->cidr6 != 128)
        n += (size_t)snprintf(to + n, cap - n, "//%u", t->cidr6);
}

/* clang-format off */
static const struct row {
    const char *name;
    const char *in;
    size_t in_len;
    const char *findings;
    const char *terms;   /* NULL: it is no record */
    const char *written; /* NULL: as it came */
} rows[] = {
    {"empty", BYTES("v=spf1"), "", "", NULL},
    {"spaces", BYTES("v=spf1   "), "", "", "v=spf1"},
    {"version in upper case", BYTES("V=SPF1 -ALL"), "", "-all", "v=spf1 -all"},
    {"version 10", BYTES("v=spf10 -all"), "SPF_VERSION@0+6", NULL, NULL},
    {"tab behind the version", BYTES("v=spf1\t-all"), "SPF_VERSION@0+6", NULL, NULL},
    {"nothing", BYTES(""), "SPF_VERSION@0+0", NULL, NULL},
    {"space in front", BYTES(" v=spf1"), "SPF_VERSION@0+6", NULL, NULL},
    {"qualifiers", BYTES("v=spf1 +a -mx ~ip4:1.2.3.4 ?all"), "", "+a -mx ~ip4=1.2.3.4 ?all", "v=spf1 a -mx ~ip4:1.2.3.4 ?all"},
    {"every mechanism", BYTES("v=spf1 include:a.b a a:b.c mx mx:d.e ip4:1.2.3.4 ip6:::1 exists:f.g all"), "",
     "+include=a.b +a +a=b.c +mx +mx=d.e +ip4=1.2.3.4 +ip6=::1 +exists=f.g +all", NULL},
    {"ptr", BYTES("v=spf1 ptr ptr:a.b"), "SPF_PTR@7+3 SPF_PTR@11+7", "+ptr +ptr=a.b", NULL},
    {"prefix lengths", BYTES("v=spf1 a/0 a//0 a/8//64 mx:a.b/32//128 ip4:1.0.0.0/8 ip6:1::/16"), "",
     "+a/0 +a//0 +a/8//64 +mx=a.b +ip4=1.0.0.0/8 +ip6=1:://16", "v=spf1 a/0 a//0 a/8//64 mx:a.b ip4:1.0.0.0/8 ip6:1::/16"},
    {"slash in a domain", BYTES("v=spf1 a:x/1.com/24"), "", "+a=x/1.com/24", NULL},
    {"prefix lengths of all bits", BYTES("v=spf1 a//64 ip6:1::/128 ip4:1.2.3.4/32"), "", "+a//64 +ip6=1:: +ip4=1.2.3.4", "v=spf1 a//64 ip6:1:: ip4:1.2.3.4"},
    {"prefix length out of range", BYTES("v=spf1 a/33 a//129 ip4:1.2.3.4/33 ip6:::/129"),
     "SPF_CIDR_RANGE@8+3 SPF_CIDR_RANGE@13+5 SPF_CIDR_RANGE@30+3 SPF_CIDR_RANGE@40+4", NULL, NULL},
    {"out of range before no prefix length", BYTES("v=spf1 a/33/x a/33//129"), "SPF_CIDR_RANGE@8+3 SPF_CIDR@8+5 SPF_CIDR_RANGE@15+3 SPF_CIDR_RANGE@18+5", NULL, NULL},
    {"no prefix length", BYTES("v=spf1 a/ a// a/032 a/8/8 a/8// a/128 ip4:1.2.3.4/ ip6:::/0x"),
     "SPF_CIDR@8+1 SPF_CIDR@11+2 SPF_CIDR@15+4 SPF_CIDR@21+4 SPF_CIDR@27+4 SPF_CIDR@33+4 SPF_CIDR@49+1 SPF_CIDR@57+3", NULL, NULL},
    {"prefix length behind a domain", BYTES("v=spf1 a:b.c/"), "SPF_CIDR@12+1", NULL, NULL},
    {"argument missing", BYTES("v=spf1 include exists ip4 ip6"), "SPF_ARGUMENT@7+7 SPF_ARGUMENT@15+6 SPF_ARGUMENT@22+3 SPF_ARGUMENT@26+3", NULL, NULL},
    {"argument too many", BYTES("v=spf1 all:a.b ptr/8 all/8 include/8"), "SPF_ARGUMENT@7+7 SPF_PTR@15+5 SPF_ARGUMENT@15+5 SPF_ARGUMENT@21+5 SPF_ARGUMENT@27+9", NULL, NULL},
    {"argument empty", BYTES("v=spf1 a: include: ip4: redirect="), "SPF_DOMAIN@9+0 SPF_DOMAIN@18+0 SPF_IP4@23+0 SPF_DOMAIN@33+0", NULL, NULL},
    {"address", BYTES("v=spf1 ip4:1.2.3 ip4:1.2.3.256 ip6:1.2.3.4 ip4:::1/8"), "SPF_IP4@11+5 SPF_IP4@21+9 SPF_IP6@35+7 SPF_IP4@47+3", NULL, NULL},
    {"no such mechanism", BYTES("v=spf1 b a.b -foo:bar.baz"), "SPF_TERM@7+1 SPF_TERM@9+3 SPF_TERM@13+12", NULL, NULL},
    {"name of no mechanism", BYTES("v=spf1 - 4 :a ="), "SPF_TERM@7+1 SPF_TERM@9+1 SPF_TERM@11+2 SPF_TERM@14+1", NULL, NULL},
    {"qualifier on a modifier", BYTES("v=spf1 +exp=a.b"), "SPF_TERM@7+8", NULL, NULL},
    {"two qualifiers", BYTES("v=spf1 --all"), "SPF_TERM@7+5", NULL, NULL},
    {"modifiers", BYTES("v=spf1 redirect=a.b exp=c.d"), "", "+redirect=a.b +exp=c.d", NULL},
    {"unknown modifiers", BYTES("v=spf1 ra=1 RA=%{c}%% all=x a-_.9="), "", "+unknown(ra)=1 +unknown(RA)=%{c}%% +unknown(all)=x +unknown(a-_.9)=", NULL},
    {"redirect twice", BYTES("v=spf1 redirect=a.b Redirect=a.b"), "SPF_REDIRECT_TWICE@20+12", NULL, NULL},
    {"exp twice", BYTES("v=spf1 exp=a.b exp=a.b"), "SPF_EXP_TWICE@15+7", NULL, NULL},
    {"modifiers before mechanisms", BYTES("v=spf1 exp=c.d a redirect=a.b -mx"), "SPF_MODIFIER_PLACE@7+7 SPF_MODIFIER_PLACE@17+12", "+exp=c.d +a +redirect=a.b -mx", NULL},
    {"behind all", BYTES("v=spf1 -all a redirect=a.b"), "SPF_AFTER_ALL@12+1 SPF_REDIRECT_ALL@14+12", "-all +a +redirect=a.b", NULL},
    {"macros", BYTES("v=spf1 exists:%{ir}.%{v}.%{L2r+-}._spf.%{d2} exists:%%%_%-"), "", "+exists=%{ir}.%{v}.%{L2r+-}._spf.%{d2} +exists=%%%_%-", NULL},
    {"every letter", BYTES("v=spf1 exists:%{s}%{l}%{o}%{d}%{i}%{v}%{H}"), "", "+exists=%{s}%{l}%{o}%{d}%{i}%{v}%{H}", NULL},
    {"letter p", BYTES("v=spf1 exists:%{P}"), "SPF_MACRO_P@14+4", "+exists=%{P}", NULL},
    {"letters of explanations", BYTES("v=spf1 a:%{c} exp=%{R} a:%{t}.x"), "SPF_MACRO_EXP@9+4 SPF_MACRO_EXP@18+4 SPF_MACRO_EXP@25+4", NULL, NULL},
    {"no macro", BYTES("v=spf1 a:%{x} a:% a:%a.b a:%{} a:%{d a:%{d3-r} a:%{d;} a:%(d)"),
     "SPF_MACRO@9+4 SPF_MACRO@16+1 SPF_MACRO@20+2 SPF_MACRO@27+3 SPF_MACRO@33+3 SPF_MACRO@39+7 SPF_MACRO@49+5 SPF_MACRO@57+2", NULL, NULL},
    {"no macro in an unknown modifier", BYTES("v=spf1 x=%"), "SPF_MACRO@9+1", NULL, NULL},
    {"no parts", BYTES("v=spf1 a:%{d0} a:%{d00r}.b a:%{d007}"), "SPF_MACRO_ZERO@9+5 SPF_MACRO_ZERO@17+7", NULL, NULL},
    {"no parts before another fault", BYTES("v=spf1 a:%{d0}%{c}%% a:%{d0}x"), "SPF_MACRO_ZERO@9+5 SPF_MACRO_EXP@14+4 SPF_MACRO_ZERO@23+5 SPF_DOMAIN@23+6", NULL, NULL},
    {"no parts before no prefix length", BYTES("v=spf1 a:%{v00}/"), "SPF_MACRO_ZERO@9+6 SPF_CIDR@15+1", NULL, NULL},
    {"large number", BYTES("v=spf1 a:%{d99999999999999999999}"), "", "+a=%{d99999999999999999999}", NULL},
    {"domains", BYTES("v=spf1 a:a.b-c a:a.1a a:.x a:a..b a:-.x a:a.1-2"), "", "+a=a.b-c +a=a.1a +a=.x +a=a..b +a=-.x +a=a.1-2", NULL},
    {"no domains", BYTES("v=spf1 a:b a:a.1 a:a.-b a:a.b- a:a.b_c a:%{d}. a:%{d}c a:a.b.."),
     "SPF_DOMAIN@9+1 SPF_DOMAIN@13+3 SPF_DOMAIN@19+4 SPF_DOMAIN@26+4 SPF_DOMAIN@33+5 SPF_DOMAIN@41+5 SPF_DOMAIN@49+5 SPF_DOMAIN@57+5", NULL, NULL},
    {"dot at the end", BYTES("v=spf1 a:b.c."), "SPF_DOT@12+1", "+a=b.c.", NULL},
    {"bytes", BYTES("v=spf1 a\t a:\xc3\xbc.b x=\0 a\x7f"), "SPF_BYTE@8+1 SPF_BYTE@12+1 SPF_BYTE@19+1 SPF_BYTE@22+1", NULL, NULL},
    {"version again", BYTES("v=spf1 v=spf1"), "", "+unknown(v)=spf1", NULL},
};
/* clang-format on */

static void
reads_and_writes(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->in_len, EML_ALLOW_NONE);
    eml_spf_record *rec = NULL;
    char text[1024] = "";
    size_t n = 0;
    int rc = eml_spf_parse(&t.cx, in, &rec);

    assert_string_equal(test_cx_findings(&t), r->findings);
    if (!r->terms) {
        assert_int_equal(rc, t.cx.err.code);
        assert_true(rc < 0);
        assert_null(rec);
    } else {
        uint8_t room[1024];
        eml_out out = {.p = room, .cap = sizeof room};
        const char *want = r->written ? r->written : r->in;

        assert_int_equal(rc, EML_OK);
        for (const eml_spf_term *x = rec->first; x; x = x->next, n++)
            put(text, sizeof text, x);
        assert_string_equal(text, r->terms);
        assert_int_equal(rec->num_terms, n);
        assert_int_equal(eml_spf_write(rec->first, &out), EML_OK);
        assert_int_equal(out.n, strlen(want));
        assert_memory_equal(room, want, out.n);
    }
    n = t.cx.num_diags;
    assert_int_equal(eml_spf_check_record(&t.cx, in, NULL), rc);
    assert_int_equal(t.cx.num_diags, 2 * n);
    test_cx_fini(&t);
}

static void
size_is_noted(void **state)
{
    char record[460];
    test_cx t;
    eml_span in;

    (void)state;
    memset(record, ' ', sizeof record);
    memcpy(record, "v=spf1", 6);
    in = test_cx_init(&t, record, 450, 0);
    assert_int_equal(eml_spf_check_record(&t.cx, in, NULL), EML_OK);
    assert_string_equal(test_cx_findings(&t), "");
    test_cx_fini(&t);
    in = test_cx_init(&t, record, 451, 0);
    assert_int_equal(eml_spf_check_record(&t.cx, in, NULL), EML_OK);
    assert_string_equal(test_cx_findings(&t), "SPF_SIZE@0+451");
    test_cx_fini(&t);
}

#define TEXT(s)                                                                \
    {                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                    \
    }

static const struct write_row {
    const char *name;
    eml_spf_term term;
    int rc;
} writes[] = {
    {"space in a value",
     {.kind = EML_SPF_A,
      .qualifier = EML_SPF_PASS,
      .value = TEXT("a.b -all"),
      .has_value = true,
      .cidr4 = 32,
      .cidr6 = 128},
     EML_E_SPF_TERM},
    {"no domain",
     {.kind = EML_SPF_A,
      .qualifier = EML_SPF_PASS,
      .value = TEXT("a"),
      .has_value = true,
      .cidr4 = 32,
      .cidr6 = 128},
     EML_E_SPF_DOMAIN},
    {"domain missing",
     {.kind = EML_SPF_INCLUDE,
      .qualifier = EML_SPF_PASS,
      .cidr4 = 32,
      .cidr6 = 128,
      .value = TEXT("")},
     EML_E_SPF_ARGUMENT},
    {"prefix length",
     {.kind = EML_SPF_A,
      .qualifier = EML_SPF_PASS,
      .cidr4 = 33,
      .cidr6 = 128,
      .value = TEXT("")},
     EML_E_SPF_CIDR_RANGE},
    {"prefix length of all",
     {.kind = EML_SPF_ALL,
      .qualifier = EML_SPF_PASS,
      .cidr4 = 8,
      .cidr6 = 128,
      .value = TEXT("")},
     EML_E_SPF_ARGUMENT},
    {"known name of an unknown modifier",
     {.kind = EML_SPF_UNKNOWN,
      .qualifier = EML_SPF_PASS,
      .cidr4 = 32,
      .cidr6 = 128,
      .name = TEXT("exp"),
      .value = TEXT("a.b"),
      .has_value = true},
     EML_E_SPF_TERM},
    {"qualifier",
     {.kind = EML_SPF_ALL,
      .qualifier = EML_SPF_TEMPERROR,
      .cidr4 = 32,
      .cidr6 = 128,
      .value = TEXT("")},
     EML_E_MISUSE},
    {"kind",
     {.kind = (eml_spf_kind)11,
      .qualifier = EML_SPF_PASS,
      .cidr4 = 32,
      .cidr6 = 128,
      .value = TEXT("")},
     EML_E_MISUSE},
};

static void
is_not_written(void **state)
{
    const struct write_row *r = *state;
    uint8_t room[64] = "x";
    eml_out out = {.p = room, .n = 1, .cap = sizeof room};

    assert_int_equal(eml_spf_write(&r->term, &out), r->rc);
    assert_int_equal(out.n, 1);
}

static const struct explain_row {
    const char *name, *in, *findings;
} explains[] = {
    {"text", "See http://%{d}/why.html?s=%{S}&i=%{I} %{c} %{r} %{t}", ""},
    {"empty", "", ""},
    {"percent", "100%", "SPF_MACRO@3+1"},
    {"byte", "caf\xc3\xa9", "SPF_BYTE@3+1"},
};

static void
explains_so(void **state)
{
    const struct explain_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, strlen(r->in), 0);
    int rc = eml_spf_explain_check(&t.cx, in);

    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(rc, t.cx.err.code);
    test_cx_fini(&t);
}

static const struct name_row {
    const char *name;
    int result; /* -1: none */
} names[] = {
    {"none", EML_SPF_NONE},
    {"neutral", EML_SPF_NEUTRAL},
    {"pass", EML_SPF_PASS},
    {"fail", EML_SPF_FAIL},
    {"softfail", EML_SPF_SOFTFAIL},
    {"temperror", EML_SPF_TEMPERROR},
    {"permerror", EML_SPF_PERMERROR},
    {"error", -1},
    {"", -1},
};

static void
has_name(void **state)
{
    const struct name_row *r = *state;
    eml_spf_result got = EML_SPF_NONE;
    bool is = eml_spf_result_by_name(
        (eml_span){(const uint8_t *)r->name, strlen(r->name)}, &got);

    assert_int_equal(is, r->result >= 0);
    if (is) {
        assert_int_equal(got, r->result);
        assert_string_equal(eml_spf_result_name(got), r->name);
    }
}

static int
parse(void *user, const eml_alloc *from)
{
    eml_arena a;
    eml_cx cx = {.arena = &a};
    eml_span in = {user, strlen(user)};
    eml_spf_record *rec;
    int rc;

    eml_arena_init(&a, from, 0);
    cx.origin = in.p;
    rc = eml_spf_parse(&cx, in, &rec);
    eml_arena_fini(&a);
    return rc;
}

static void
no_memory(void **state)
{
    static char many[6 + 3 * 400 + 1] = "v=spf1";

    (void)state;
    for (size_t i = 0; i < 400; i++)
        memcpy(many + 6 + 3 * i, " mx", 4);
    assert_int_equal(oom_every_call(parse, many, 1000), EML_OK);
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(size_is_noted),
        cmocka_unit_test(no_memory),
    };

    return RUN_TABLE(reads_and_writes, rows) |
           RUN_TABLE(is_not_written, writes) |
           RUN_TABLE(explains_so, explains) | RUN_TABLE(has_name, names) |
           (cmocka_run_group_tests(others, NULL, NULL) != 0);
}
