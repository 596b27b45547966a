/* RFC 8601 sections 2.2 and 5, appendix B; RFC 8617 section 4.1.1. */
#include "eml/authres.h"

#include "eml/write.h"
#include "parsers/auth/authres_int.h"
#include "tests/imf_dump.h"

/* arg */
enum { PLAIN, ARC };

/* clang-format off */
static const imf_row rows[] = {
    /* RFC 8601 appendix B */
    {"B.2", BYTES("example.org 1; none"), PLAIN, "", "example.org 1; none"},
    {"B.3", BYTES("example.com;\r\n          spf=pass smtp.mailfrom=example.net"), PLAIN, "", "example.com; spf=pass smtp.mailfrom=example.net"},
    {"B.4", BYTES("example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net"), PLAIN, "", "example.com; auth=pass smtp.auth=sender@example.net (cram-md5); spf=pass smtp.mailfrom=example.net"},
    {"B.4, the second", BYTES("example.com; iprev=pass\r\n   policy.iprev=192.0.2.200"), PLAIN, "", "example.com; iprev=pass policy.iprev=192.0.2.200"},
    {"B.5", BYTES("example.com;\r\n dkim=pass (good signature) header.d=example.com"), PLAIN, "", "example.com; dkim=pass header.d=example.com (good signature)"},
    {"B.6", BYTES("example.com;\r\n dkim=pass reason=\"good signature\"\r\n header.i=@mail-router.example.net;\r\n dkim=fail reason=\"bad signature\"\r\n header.i=@newyork.example.com"), PLAIN, "", "example.com; dkim=pass r=good signature header.i=@mail-router.example.net; dkim=fail r=bad signature header.i=@newyork.example.com"},
    {"B.7", BYTES("foo.example.net (foobar) 1 (baz);\r\n    dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n      policy (A dot can go here) . (like that) expired\r\n      (this surprised me) = (as I wasn't expecting it) 1362471462"), PLAIN, "", "foo.example.net 1 (foobar) (baz); dkim/1=fail policy.expired=1362471462 (Because I like it) (One yay) (wait for it) (A dot can go here) (like that) (this surprised me) (as I wasn't expecting it)"},
    /* the grammar */
    {"id in a quoted-string", BYTES("\"a b\\\"c\"; none"), PLAIN, "", "a b\"c; none"},
    {"UTF-8 in a quoted-string", BYTES("\"\303\274.example\"; none"), PLAIN, "", "%C3%BC.example; none"},
    {"none in any case, comments", BYTES("a (b); (c) NonE (d)"), PLAIN, "", "a; none (b) (c) (d)"},
    {"a method named none", BYTES("a; none=pass"), PLAIN, "", "a; none=pass"},
    {"no space at all", BYTES("a;b=c"), PLAIN, "", "a; b=c"},
    {"property behind a quoted-string", BYTES("a;b=c d.e=\"f g\"h.i=j"), PLAIN, "", "a; b=c d.e=f g h.i=j"},
    {"a reason that is a property", BYTES("a;b=c reason.d=e"), PLAIN, "", "a; b=c reason.d=e"},
    {"empty quoted value", BYTES("a;b=c d.e=\"\""), PLAIN, "", "a; b=c d.e="},
    {"quoted local-part", BYTES("a;b=c d.e=\"x y\"@f.g"), PLAIN, "", "a; b=c d.e=\"x y\"@f.g"},
    {"quoted local-part that needs none", BYTES("a;b=c d.e=\"x\"(c)@f.g"), PLAIN, "", "a; b=c d.e=x@f.g (c)"},
    {"local-part with \"=\" and \"/\"", BYTES("a;b=c d.e=SRS0=x/y=z@f.g"), PLAIN, "", "a; b=c d.e=SRS0=x/y=z@f.g"},
    {"U-labels in an identity", BYTES("a;b=c d.e=\303\274@\303\274.de f.g=\303\274.de"), PLAIN, "", "a; b=c d.e=%C3%BC@%C3%BC.de f.g=%C3%BC.de"},
    {"obsolete local-part", BYTES("a;b=c d.e=x . \"y\"@f.g"), PLAIN, "ADDR_LOCAL_OBS@10+7", "a; b=c d.e=x.y@f.g"},
    {"version that is not known", BYTES("a 2; none"), PLAIN, "AUTHRES_VERSION_UNKNOWN@2+1", "a 2; none"},
    /* what is none */
    {"empty", BYTES(""), PLAIN, "AUTHRES_ID@0+0 AUTHRES_EMPTY@0+0", "-"},
    {"white space and a comment", BYTES(" (a) "), PLAIN, "AUTHRES_ID@5+0 AUTHRES_EMPTY@5+0", "- (a)"},
    {"no id", BYTES("; spf=pass"), PLAIN, "AUTHRES_ID@0+0", "-; spf=pass"},
    {"id with a slash", BYTES("a/b; none"), PLAIN, "AUTHRES_ID@0+3", "a/b; none"},
    {"UTF-8 id without quotes", BYTES("\303\274.de; none"), PLAIN, "AUTHRES_ID@0+5", "%C3%BC.de; none"},
    {"no result", BYTES("a 1"), PLAIN, "AUTHRES_EMPTY@3+0", "a 1"},
    {"semicolon behind the last", BYTES("a; b=c;"), PLAIN, "AUTHRES_METHOD@7+0", "a; b=c"},
    {"none and a result", BYTES("a; none; b=c"), PLAIN, "AUTHRES_NONE@3+4", "a; b=c"},
    {"a result and none", BYTES("a; b=c; none"), PLAIN, "AUTHRES_NONE@8+4", "a; b=c"},
    {"none and more", BYTES("a; none x"), PLAIN, "AUTHRES_NONE@3+4", "a"},
    {"words behind the id", BYTES("a b; c=d"), PLAIN, "AUTHRES_VERSION@2+1", "a; c=d"},
    {"version with letters", BYTES("a 1x; c=d"), PLAIN, "AUTHRES_VERSION@2+1", "a 1; c=d"},
    {"method ends in a hyphen", BYTES("a; b-=c"), PLAIN, "AUTHRES_METHOD@3+2", "a"},
    {"method version is none", BYTES("a; b/x=c; d=e"), PLAIN, "AUTHRES_METHOD@3+2", "a; d=e"},
    {"method without a result", BYTES("a; b; d=e"), PLAIN, "AUTHRES_METHOD@3+1", "a; d=e"},
    {"empty result", BYTES("a; b=; d=e"), PLAIN, "AUTHRES_RESULT@5+1", "a; d=e"},
    {"result with an underscore", BYTES("a; b=c_d; d=e"), PLAIN, "AUTHRES_RESULT@5+1", "a; d=e"},
    {"reason not quoted", BYTES("a; b=c reason=x/y d.e=f; g=h"), PLAIN, "AUTHRES_REASON@14+3", "a; b=c r=x/y; g=h"},
    {"property directly behind a quoted reason", BYTES("a; b=c reason=\"x\"d.e=f"), PLAIN, "AUTHRES_REASON@17+1", "a; b=c r=x"},
    {"reason behind a property", BYTES("a; b=c d.e=f reason=x"), PLAIN, "AUTHRES_PROPERTY@13+6", "a; b=c d.e=f"},
    {"property without a dot", BYTES("a; b=c d=e"), PLAIN, "AUTHRES_PROPERTY@7+1", "a; b=c"},
    {"property of other characters", BYTES("a; b=c <d>; e=f"), PLAIN, "AUTHRES_PROPERTY@7+1", "a; b=c; e=f"},
    {"empty value", BYTES("a; b=c d.e=; f=g"), PLAIN, "AUTHRES_VALUE@11+1", "a; b=c d.e=; f=g"},
    {"value with a slash", BYTES("a; b=c d.e=x/y; f=g"), PLAIN, "AUTHRES_VALUE@11+3", "a; b=c d.e=x/y; f=g"},
    {"base64 with padding", BYTES("a; b=c header.b=xy==; f=g"), PLAIN, "AUTHRES_JOINED@16+4", "a; b=c header.b=xy==; f=g"},
    {"properties without a space between", BYTES("a; b=c d.e=xf.g=y; h=i"), PLAIN, "AUTHRES_JOINED@11+6", "a; b=c d.e=xf.g=y; h=i"},
    {"no space between, cut at the dot", BYTES("a; b=c d.e=xf. g=y; h=i"), PLAIN, "AUTHRES_JOINED@11+4", "a; b=c d.e=xf.; h=i"},
    {"no space behind a domain", BYTES("a; b=c d.e=@x.yf. g=y; h=i"), PLAIN, "AUTHRES_JOINED@11+6", "a; b=c d.e=@x.yf.; h=i"},
    {"dot behind a token", BYTES("a; b=c d.e=x."), PLAIN, "", "a; b=c d.e=x."},
    {"domain of one label", BYTES("a; b=c d.e=x@y; f=g"), PLAIN, "AUTHRES_VALUE@13+1", "a; b=c d.e=x@y; f=g"},
    {"nothing behind the at", BYTES("a; b=c d.e=x@; f=g"), PLAIN, "AUTHRES_VALUE@13+1", "a; b=c d.e=x@; f=g"},
    {"comment not closed", BYTES("a; b=c (d"), PLAIN, "COMMENT_OPEN@7+1", NULL},
    {"quoted-string not closed", BYTES("\"a; b=c"), PLAIN, "QUOTED_OPEN@0+1", NULL},
    {"semicolon in what is skipped", BYTES("a; b \"x;\" (;) y; c=d"), PLAIN, "AUTHRES_METHOD@3+2", "a; c=d"},
    {"NUL", BYTES("a\0; b=c"), PLAIN, "AUTHRES_ID@0+2", "a%00; b=c"},
    /* ARC */
    {"instance", BYTES(" i=1; a; none"), ARC, "", "i=1 a; none"},
    {"instance with CFWS", BYTES("(x) i (y) = 50 (z) ; a; b=c"), ARC, "", "i=50 a (x) (y) (z); b=c"},
    {"instance 0", BYTES("i=0; a; none"), ARC, "AAR_INSTANCE_RANGE@2+1", "a; none"},
    {"instance 51", BYTES("i=51; a; none"), ARC, "AAR_INSTANCE_RANGE@2+2", "i=51 a; none"},
    {"instance of three digits", BYTES("i=001; a; none"), ARC, "AAR_INSTANCE@0+5", "i=1 a; none"},
    {"instance in upper case", BYTES("I=1; a; none"), ARC, "AAR_INSTANCE@0+1", "a; none"},
    {"no instance", BYTES("a; none"), ARC, "AAR_INSTANCE@0+1 AUTHRES_EMPTY@7+0", "none"},
};
/* clang-format on */

static void
dump_authres(dump *d, const eml_authres *a)
{
    char n[32];
    uint32_t num = 0;

    if (a->instance) {
        snprintf(n, sizeof n, "i=%u ", (unsigned)a->instance);
        dump_str(d, n);
    }
    dump_text(d, "", &a->authserv_id);
    if (!a->authserv_id.present)
        dump_str(d, "-");
    if (a->version.n)
        dump_str(d, " ");
    dump_span(d, a->version);
    if (a->none)
        dump_str(d, "; none");
    dump_comments(d, a->comments);
    for (const eml_authres_result *r = a->first; r; r = r->next, num++) {
        uint32_t props = 0;

        dump_str(d, "; ");
        dump_span(d, r->method);
        if (r->method_version.n)
            dump_str(d, "/");
        dump_span(d, r->method_version);
        dump_str(d, "=");
        dump_span(d, r->result);
        dump_text(d, " r=", &r->reason);
        for (const eml_authres_prop *p = r->props; p; p = p->next, props++) {
            dump_str(d, " ");
            dump_span(d, p->ptype);
            dump_str(d, ".");
            dump_span(d, p->property);
            dump_text(d, "=", &p->value);
        }
        dump_comments(d, r->comments);
        assert_int_equal(props, r->num_props);
    }
    assert_int_equal(num, a->num_results);
}

static int
reads(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_authres *a = NULL;
    int rc = arg == ARC ? eml__aar(cx, in, &a) : eml__authres(cx, in, &a);

    if (rc == EML_OK)
        dump_authres(d, a);
    else
        assert_null(a);
    return rc;
}

static int
parses(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_authres *a = NULL;
    int rc =
        arg == ARC ? eml_aar_parse(cx, in, &a) : eml_authres_parse(cx, in, &a);

    if (rc == EML_OK)
        dump_authres(d, a);
    else
        assert_null(a);
    return rc;
}

static void
reads_and_parses(void **state)
{
    imf_row_check(*state, reads, parses);
}

/* `head`, then `body` n times: cost must stay linear. */
static const struct large_row {
    const char *name, *head, *body;
    size_t n;
    int rc;
} larges[] = {
    {"results", "a", "; b=c", 1000, EML_OK},
    {"results over the limit", "a", "; b=c", 1001, EML_E_LIMIT},
    {"properties over the limit", "a; b=c", " d.e=f", 1000, EML_E_LIMIT},
    {"words of a local-part", "a; b=c d.e=", "x . ", 300000, EML_OK},
    {"dots", "a; b=c d.e=", "x.", 300000, EML_OK},
    {"quotes", "a; b=c d.e=", "\"\" . ", 300000, EML_OK},
    {"comments", "a; b=c d.e=f", "(x)", 300000, EML_OK},
    {"comments opened", "a; b=c d.e=f", "(", 300000, EML_E_COMMENT_OPEN},
};

static void
stays_linear(void **state)
{
    const struct large_row *r = *state;
    size_t head = strlen(r->head), body = strlen(r->body);
    size_t n = head + body * r->n;
    char *s = malloc(n + 1);
    test_cx t;
    eml_span in;
    eml_authres *a;

    assert_non_null(s);
    memcpy(s, r->head, head);
    for (size_t i = 0; i < r->n; i++)
        memcpy(s + head + i * body, r->body, body);
    in = test_cx_init(&t, s, n, EML_ALLOW_NONE);
    free(s);
    assert_int_equal(eml__authres(&t.cx, in, &a), r->rc);
    test_cx_fini(&t);
}

/* ---- stripping -------------------------------------------------------------
 */

#define AR "Authentication-Results: "

static const struct strip_row {
    const char *name;
    const char *header, *id;
    unsigned what;
    const char *out;
    uint32_t gone;
} strips[] = {
    {"ours goes", "A: b\r\n" AR "mx.a.b; spf=pass\r\nC: d\r\n", "mx.a.b", 0,
     "A: b\r\nC: d\r\n", 1},
    {"another stays", AR "mx.c.d; spf=pass\r\n", "mx.a.b", 0,
     AR "mx.c.d; spf=pass\r\n", 0},
    {"with its folded lines", AR "MX.A.b\r\n\t; spf=pass\r\n x.y=z\r\nC: d\r\n",
     "mx.a.b", 0, "C: d\r\n", 1},
    {"id on a folded line, behind a comment",
     "authentication-results:\r\n (x\r\n y) mx.a.b; spf=pass\r\n\r\nbody",
     "mx.a.b", 0, "\r\nbody", 1},
    {"quoted id, name with a space before the colon",
     "Authentication-Results : \"mx.\\a.b\"; none\r\nC: d", "mx.a.b", 0, "C: d",
     1},
    {"an A-label is its U-label",
     AR "xn--mller-kva.example; none\r\n" AR
        "\"m\303\274ller.example\"; none\r\n",
     "m\303\274ller.example", 0, "", 2},
    {"not a part of a name", AR "a.b; none\r\n" AR "x.mx.a.b; none\r\n",
     "mx.a.b", 0, AR "a.b; none\r\n" AR "x.mx.a.b; none\r\n", 0},
    {"results that cannot be read", AR "mx.a.b; \001\"\r\nC: d\r\n", "mx.a.b",
     0, "C: d\r\n", 1},
    {"version", AR "c.d 2; none\r\n", "mx.a.b", EML_AUTHRES_STRIP_VERSION, "",
     1},
    {"version 1", AR "c.d 1; none\r\n", "mx.a.b", EML_AUTHRES_STRIP_VERSION,
     AR "c.d 1; none\r\n", 0},
    {"no id", AR ";none\r\n", "mx.a.b", EML_AUTHRES_STRIP_UNREAD, "", 1},
    {"no id stays", AR ";none\r\n", "mx.a.b", 0, AR ";none\r\n", 0},
    {"all", AR "c.d; none\nA: b\n", "mx.a.b", EML_AUTHRES_STRIP_ALL, "A: b\n",
     1},
    {"not in the body", "A: b\n\n" AR "mx.a.b; none\n", "mx.a.b", 0,
     "A: b\n\n" AR "mx.a.b; none\n", 0},
    {"not ARC's", "ARC-" AR "mx.a.b; none\n", "mx.a.b", EML_AUTHRES_STRIP_ALL,
     "ARC-" AR "mx.a.b; none\n", 0},
    {"a line that is no field", "junk\r\n" AR "mx.a.b; none\r\n", "mx.a.b", 0,
     "junk\r\n", 1},
};

static void
strips_forged(void **state)
{
    const struct strip_row *r = *state;
    test_cx t;
    eml_span in =
        test_cx_init(&t, r->header, strlen(r->header), EML_ALLOW_NONE);
    eml_span id = {(const uint8_t *)r->id, strlen(r->id)};
    eml_out out = {.arena = &t.arena};
    uint32_t gone;

    assert_int_equal(eml_authres_strip(&t.cx, in, &id, 1, r->what, &out, &gone),
                     EML_OK);
    assert_string_equal(test_cx_str(&t, eml_out_view(&out)), r->out);
    assert_int_equal(gone, r->gone);
    assert_int_equal(t.cx.num_diags, 0);
    test_cx_fini(&t);
}

/* ---- writing ---------------------------------------------------------------
 */

static const struct write_row {
    const char *name, *in, *out;
} writes[] = {
    {"short", "a;b=c d.e=\"f\"", "Authentication-Results: a; b=c d.e=f\r\n"},
    {"comments behind the result", "a(1);(2)b=c(3)reason=\"x y\"d.e=\"f/\"(4)",
     NULL /* not of the grammar: no CFWS behind the reason */},
    {"comments apart", "a(1);(2)b=c(3)reason=\"x y\" d.e=\"f/\"(4)",
     "Authentication-Results: a (1); b=c (2) (3) (4) reason=\"x y\" "
     "d.e=\"f/\"\r\n"},
    {"a value's last dot is no property's", "a; b=c d.e=\"f.\" g.h=\"i.\"",
     "Authentication-Results: a; b=c d.e=\"f.\" g.h=i.\r\n"},
    {"folded",
     "mx.example.org; dkim=pass header.d=example.org header.s=selector "
     "header.b=abcdefgh; spf=pass smtp.mailfrom=example.org",
     "Authentication-Results: mx.example.org;\r\n dkim=pass "
     "header.d=example.org header.s=selector header.b=abcdefgh;\r\n spf=pass "
     "smtp.mailfrom=example.org\r\n"},
};

static void
writes_again(void **state)
{
    const struct write_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, strlen(r->in), EML_ALLOW_NONE);
    eml_value v = {.kind = EML_VALUE_AUTHRES};
    eml_out out = {.arena = &t.arena};
    int rc = eml_authres_parse(&t.cx, in, &v.u.authres);

    assert_int_equal(rc == EML_OK, r->out != NULL);
    if (rc == EML_OK) {
        assert_int_equal(eml_write_field(&t.cx, EML_FIELD_AUTH_RESULTS,
                                         EML_NONE, &v, false, &out),
                         EML_OK);
        assert_string_equal(test_cx_str(&t, eml_out_view(&out)), r->out);
    }
    test_cx_fini(&t);
}

int
main(void)
{
    return RUN_TABLE(reads_and_parses, rows) + RUN_TABLE(stays_linear, larges) +
           RUN_TABLE(strips_forged, strips) + RUN_TABLE(writes_again, writes);
}
