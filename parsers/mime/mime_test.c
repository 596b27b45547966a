/* RFC 2045, 2046, RFC 5322 section 2.1: the structure of a message. */
#include "tests/mime_trace.h"
#include "tests/cx.h"
#include "tests/oom.h"

#define CT       "Content-Type: "
#define CTE      "Content-Transfer-Encoding: "
#define MULTI(b) CT "multipart/mixed; boundary=" b "\r\n"

static const struct row {
    const char *name;
    const char *in;
    size_t n;
    const char *events;
    const char *findings;
} structure[] = {
    {"nothing", BYTES(""), "(B)", "HEADER_NO_END@0+0"},
    {"empty line alone", BYTES("\r\n"), "(B)", ""},
    {"body without header", BYTES("\r\nx\r\n"), "(Bb[x/])", ""},
    {"header without body", BYTES("A: b\r\n"), "(FB)", "HEADER_NO_END@6+0"},
    {"header without line end", BYTES("A: b"), "(FB)",
     "HEADER_NO_END@4+0 LAST_LINE@4+0"},
    {"field, body", BYTES("A: b\r\n\r\nx\r\n"), "(FBb[x/])", ""},
    {"body without line end", BYTES("A: b\r\n\r\nx"), "(FBb[x])",
     "LAST_LINE@9+0"},
    {"folded field is one", BYTES("A: b\r\n c\r\n\td\r\nE: f\r\n\r\n"), "(FFB)",
     ""},
    {"lines end at LF", BYTES("A: b\n\nx\n"), "(FBb[x|])",
     "BARE_LF@4+1 BARE_LF@5+1"},
    {"CR CR LF is no empty line", BYTES("A: b\r\n\r\r\n\r\nx\r\n"),
     "(FFBb[x/])", "FIELD_NO_COLON@6+1 BARE_CR@6+1"},
    {"CR at the end of a header", BYTES("A: b\r\n\r"), "(FFB)",
     "FIELD_NO_COLON@6+1 BARE_CR@6+1 HEADER_NO_END@7+0 LAST_LINE@7+0"},
    {"line that is no field", BYTES("A: b\r\nno field\r\nC: d\r\n\r\nx\r\n"),
     "(FFFBb[x/])", "FIELD_NO_COLON@6+8"},
    {"empty Content-Type is found fault with in its place",
     BYTES("A: b\r\n" CT "\r\n\r\n"), "(FFB)", "CONTENT_TYPE_SYNTAX@20+0"},
    {"header begins with a fold", BYTES(" a\r\n b\r\nC: d\r\n\r\nx\r\n"),
     "(FFBb[x/])", "FIELD_FOLD_FIRST@0+2"},
    {"NUL in a header", BYTES("A: \0\r\n\r\n"), "(FB)", "NUL@3+1"},

    {"one part", BYTES(MULTI("b") "\r\n--b\r\n\r\nx\r\n--b--\r\n"),
     "(FBd[--b/](Bb[x])c[/--b--]e[/])", ""},
    {"preamble, two parts, epilogue",
     BYTES(MULTI("b") "\r\npre\r\n--b\r\n\r\nx\r\n--b\r\nA: b\r\n\r\ny\r\n"
                      "--b--\r\nepi\r\n"),
     "(FBp[pre]d[/--b/](Bb[x])d[/--b/](FBb[y])c[/--b--]e[/epi/])", ""},
    {"preamble of an empty line",
     BYTES(MULTI("b") "\r\n\r\n--b\r\n\r\n\r\n--b--"),
     "(FBd[/--b/](B)c[/--b--])", "LAST_LINE@61+0"},
    {"body ends with a line end of its own",
     BYTES(MULTI("b") "\r\n--b\r\n\r\nx\r\n\r\n--b--\r\n"),
     "(FBd[--b/](Bb[x/])c[/--b--]e[/])", ""},
    {"empty body", BYTES(MULTI("b") "\r\n--b\r\n\r\n--b--\r\n"),
     "(FBd[--b/](B)c[--b--]e[/])", ""},
    {"header of a part ends at a delimiter",
     BYTES(MULTI("b") "\r\n--b\r\nA: b\r\n--b\r\n--b--\r\n"),
     "(FBd[--b/](FB)d[--b/](B)c[--b--]e[/])",
     "HEADER_NO_END@56+0 HEADER_NO_END@61+0"},
    {"padding after the boundary",
     BYTES(MULTI("b") "\r\n--b \t\r\n\r\nx\r\n--b--  \r\ny\r\n"),
     "(FBd[--b \t/](Bb[x])c[/--b--  ]e[/y/])", ""},
    {"delimiter at the end, without line end",
     BYTES(MULTI("b") "\r\n--b\r\n\r\nx\r\n--b"),
     "(FBd[--b/](Bb[x])d[/--b](B))",
     "HEADER_NO_END@58+0 MULTIPART_NO_CLOSE@58+0 LAST_LINE@58+0"},
    {"LF alone ends a delimiter", BYTES(MULTI("b") "\r\n--b\n\r\nx\n--b--\n"),
     "(FBd[--b|](Bb[x])c[|--b--]e[|])", "BARE_LF@48+1 BARE_LF@52+1"},
    {"CR alone does not begin a delimiter",
     BYTES(MULTI("b") "\r\n--b\r\n\r\nx\r--b\r\n--b--\r\n"),
     "(FBd[--b/](Bb[x^--b])c[/--b--]e[/])", ""},
    {"CR alone does not end a delimiter",
     BYTES(MULTI("b") "\r\n--b\r\n\r\nx\r\n--b\ry\r\n--b--\r\n"),
     "(FBd[--b/](Bb[x/--b^y])c[/--b--]e[/])", "BOUNDARY_PREFIX@55+5"},
    {"not at the start of a line",
     BYTES(MULTI("b") "\r\n--b\r\n\r\nx --b\r\n --b\r\n--b--\r\n"),
     "(FBd[--b/](Bb[x --b/ --b])c[/--b--]e[/])", ""},
    {"boundary as a prefix: text",
     BYTES(MULTI("x") "\r\n--xy\r\n--x\r\n\r\n--xy\r\nb\r\n--x-\r\n--x--y\r\n"
                      "--x--\r\n"),
     "(FBp[--xy]d[/--x/](Bb[--xy/b/--x-/--x--y])c[/--x--]e[/])",
     "BOUNDARY_PREAMBLE@45+4 BOUNDARY_PREFIX@58+4 BOUNDARY_PREFIX@67+4 "
     "BOUNDARY_PREFIX@73+6"},
    {"boundary in other case: text",
     BYTES(MULTI("b") "\r\n--B\r\n--b\r\n\r\n--B\r\n--b--\r\n"),
     "(FBp[--B]d[/--b/](Bb[--B])c[/--b--]e[/])", ""},
    {"two dashes alone: text",
     BYTES(MULTI("b") "\r\n--\r\n--b\r\n\r\n--\r\n-- \r\n--b--\r\n"),
     "(FBp[--]d[/--b/](Bb[--/-- ])c[/--b--]e[/])", ""},
    {"boundary with spaces inside",
     BYTES(CT "multipart/mixed; boundary=\"a b\"\r\n\r\n--a b\r\n\r\nx\r\n"
              "--a\r\n--a b--\r\n"),
     "(FBd[--a b/](Bb[x/--a])c[/--a b--]e[/])", ""},
    {"boundary that ends in a space is taken as it stands",
     BYTES(CT "multipart/mixed; boundary=\"a \"\r\n\r\n--a \r\n\r\nx\r\n"
              "--a\r\n--a  \r\n\r\n--a --\r\n"),
     "(FBd[--a /](Bb[x/--a])d[/--a  /](B)c[--a --]e[/])",
     "BOUNDARY_SYNTAX@42+1"},
    {"boundary of a dash", BYTES(MULTI("-") "\r\n---\r\n\r\nx\r\n-----\r\n"),
     "(FBd[---/](Bb[x])c[/-----]e[/])", ""},
    {"boundary that ends in dashes",
     BYTES(MULTI("b--") "\r\n--b--\r\n\r\nx\r\n--b----\r\n"),
     "(FBd[--b--/](Bb[x])c[/--b----]e[/])", ""},

    {"no delimiter", BYTES(MULTI("b") "\r\nx\r\n"), "(FBp[x/])",
     "MULTIPART_NO_DELIMITER@48+0"},
    {"no delimiter, no body", BYTES(MULTI("b")), "(FB)",
     "HEADER_NO_END@43+0 MULTIPART_NO_DELIMITER@43+0"},
    {"no close", BYTES(MULTI("b") "\r\n--b\r\n\r\nx\r\n"),
     "(FBd[--b/](Bb[x/]))", "MULTIPART_NO_CLOSE@55+0"},
    {"closed without a part", BYTES(MULTI("b") "\r\np\r\n--b--\r\n"),
     "(FBp[p]c[/--b--]e[/])", "MULTIPART_EMPTY@48+5"},
    {"delimiter after close",
     BYTES(MULTI("b") "\r\n--b\r\n\r\n--b--\r\n--b\r\n\r\n--b--\r\n"),
     "(FBd[--b/](B)c[--b--]e[/--b//--b--/])",
     "DELIMITER_AFTER_CLOSE@59+3 DELIMITER_AFTER_CLOSE@66+5"},
    {"no boundary parameter: a leaf",
     BYTES(CT "multipart/mixed\r\n\r\n--b\r\n"), "(FBb[--b/])",
     "BOUNDARY_MISSING@14+15"},
    {"empty boundary: a leaf",
     BYTES(CT "multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\n----\r\n"),
     "(FBb[--//----/])", "BOUNDARY_SYNTAX@31+11"},
    {"doubled boundary: the first counts",
     BYTES(CT "multipart/mixed; boundary=a; boundary=b\r\n\r\n--a\r\n\r\n"
              "--b\r\n--a--\r\n"),
     "(FBd[--a/](Bb[--b])c[/--a--]e[/])",
     "PARAM_TWICE@43+10 BOUNDARY_TWICE@43+10"},
    {"doubled Content-Type: the first counts",
     BYTES(CT "text/plain\r\n" MULTI("b") "\r\n--b\r\n\r\n--b--\r\n"),
     "(FFBb[--b//--b--/])", ""},
    {"type and parameter in any case",
     BYTES("content-type: MULTIPART/Mixed; BOUNDARY=b\r\n\r\n--b\r\n\r\n"
           "--b--\r\n"),
     "(FBd[--b/](B)c[--b--]e[/])", ""},

    {"nested",
     BYTES(MULTI("a") "\r\n--a\r\n" MULTI("b") "\r\n--b\r\n\r\nx\r\n--b--\r\n"
                                               "--a--\r\n"),
     "(FBd[--a/](FBd[--b/](Bb[x])c[/--b--])c[/--a--]e[/])", ""},
    {"nested, epilogue between",
     BYTES(MULTI("a") "\r\n--a\r\n" MULTI("b") "\r\n--b\r\n\r\nx\r\n--b--\r\n"
                                               "e\r\n--a\r\n\r\n--a--\r\n"),
     "(FBd[--a/](FBd[--b/](Bb[x])c[/--b--]e[/e])d[/--a/](B)c[--a--]e[/])", ""},
    {"outer boundary ends inner parts",
     BYTES(MULTI("a") "\r\n--a\r\n" MULTI("b") "\r\n--b\r\n\r\nx\r\n--a--\r\n"),
     "(FBd[--a/](FBd[--b/](Bb[x]))c[/--a--]e[/])",
     "BOUNDARY_OUTER@105+5 MULTIPART_NO_CLOSE@103+0"},
    {"outer boundary in an inner preamble",
     BYTES(MULTI("a") "\r\n--a\r\n" MULTI("b") "\r\nx\r\n--a--\r\n"),
     "(FBd[--a/](FBp[x])c[/--a--]e[/])",
     "BOUNDARY_OUTER@98+5 MULTIPART_NO_DELIMITER@96+0"},
    {"outer boundary in an inner header",
     BYTES(MULTI("a") "\r\n--a\r\n" MULTI("b") "--a--\r\n"),
     "(FBd[--a/](FB)c[--a--]e[/])",
     "HEADER_NO_END@93+0 BOUNDARY_OUTER@93+5 MULTIPART_NO_DELIMITER@93+0"},
    {"inner boundary begins with the outer one",
     BYTES(MULTI("x") "\r\n--x\r\n" MULTI("xy") "\r\n--xy\r\n\r\n1\r\n--xy--"
                                                "\r\n--x--\r\n"),
     "(FBd[--x/](FBd[--xy/](Bb[1])c[/--xy--])c[/--x--]e[/])",
     "BOUNDARY_PREFIX@96+4 BOUNDARY_PREFIX@107+6"},
    {"outer boundary as a prefix, in an inner preamble and epilogue",
     BYTES(MULTI("a") "\r\n--a\r\n" MULTI("b") "\r\n--ax\r\n--bx\r\n--b\r\n"
                                               "\r\n1\r\n--b--\r\n--ay\r\n"
                                               "--a--\r\n--ax\r\n"),
     "(FBd[--a/](FBp[--ax/--bx]d[/--b/](Bb[1])c[/--b--]e[/--ay])c[/--a--]"
     "e[/--ax/])",
     "BOUNDARY_PREFIX@95+4 BOUNDARY_PREAMBLE@101+4 BOUNDARY_PREFIX@124+4"},
    {"outer boundary begins with the inner one",
     BYTES(MULTI("xy") "\r\n--xy\r\n" MULTI("x") "\r\n--x\r\n\r\n1\r\n--x--"
                                                 "\r\n--xy--\r\n"),
     "(FBd[--xy/](FBd[--x/](Bb[1])c[/--x--])c[/--xy--]e[/])", ""},
    {"boundary reused: the inner one first",
     BYTES(MULTI("b") "\r\n--b\r\n" MULTI("b") "\r\n--b\r\n\r\n1\r\n--b--"
                                               "\r\n--b\r\n\r\n2\r\n--b--\r\n"),
     "(FBd[--b/](FBd[--b/](Bb[1])c[/--b--])d[/--b/](Bb[2])c[/--b--]e[/])",
     "BOUNDARY_REUSED@63+28"},
    {"close of the outer one looks like a boundary of the inner one",
     BYTES(MULTI("a") "\r\n--a\r\n" MULTI("a--") "\r\n--a--\r\n\r\n1\r\n"
                                                 "--a----\r\n--a--\r\n"),
     "(FBd[--a/](FB)c[--a--]e[//1/--a----/--a--/])",
     "BOUNDARY_PREFIX@97+5 BOUNDARY_OUTER@97+5 MULTIPART_NO_DELIMITER@97+0 "
     "DELIMITER_AFTER_CLOSE@118+5"},
    {"close of the inner one looks like a boundary of the outer one",
     BYTES(MULTI("a--") "\r\n--a--\r\n" MULTI("a") "\r\n--a\r\n\r\n1\r\n--a--"
                                                   "\r\n\r\n2\r\n--a----\r\n"),
     "(FBd[--a--/](FBd[--a/](Bb[1]))d[/--a--/](Bb[2])c[/--a----]e[/])",
     "BOUNDARY_PREFIX@109+5 BOUNDARY_OUTER@109+5 MULTIPART_NO_CLOSE@107+0"},

    {"digest: a message by default",
     BYTES(CT "multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: x\r\n"
              "\r\ny\r\n--b--\r\n"),
     "(FBd[--b/](B(FBb[y]))c[/--b--]e[/])", ""},
    {"digest: another type is a warning",
     BYTES(CT "multipart/digest; boundary=b\r\n\r\n--b\r\n" CT
              "text/plain\r\n\r\ny\r\n--b--\r\n"),
     "(FBd[--b/](FBb[y])c[/--b--]e[/])", "DIGEST_TYPE@64+11"},
    {"digest: a type that cannot be read is text/plain",
     BYTES(CT "multipart/digest; boundary=b\r\n\r\n--b\r\n" CT "text\r\n\r\n"
              "A: b\r\n--b--\r\n"),
     "(FBd[--b/](FBb[A: b])c[/--b--]e[/])",
     "CONTENT_TYPE_SYNTAX@65+4 DIGEST_TYPE@64+5"},
    {"message in a message",
     BYTES(CT "message/rfc822\r\n\r\nA: b\r\n" CT "message/global\r\n\r\n"
              "C: d\r\n\r\nx\r\n"),
     "(FB(FFB(FBb[x/])))", ""},
    {"empty message in a message", BYTES(CT "message/rfc822\r\n\r\n"),
     "(FB(B))", "HEADER_NO_END@32+0"},
    {"message in a message without a body", BYTES(CT "message/rfc822\r\n"),
     "(FB(B))", "HEADER_NO_END@30+0 HEADER_NO_END@30+0"},
    {"message ended by a delimiter in its header",
     BYTES(MULTI("b") "\r\n--b\r\n" CT "message/rfc822\r\n\r\nA: b\r\n"
                      "--b--\r\n"),
     "(FBd[--b/](FB(FB))c[--b--]e[/])", "HEADER_NO_END@88+0"},
    {"multipart in a message in a multipart",
     BYTES(MULTI("a") "\r\n--a\r\n" CT "message/rfc822\r\n\r\n" MULTI(
         "b") "\r\n--b\r\n\r\nx\r\n--b--\r\ne\r\n--a--\r\n"),
     "(FBd[--a/](FB(FBd[--b/](Bb[x])c[/--b--]e[/e]))c[/--a--]e[/])", ""},
    {"message/partial is a leaf",
     BYTES(CT "message/partial; id=a; number=1\r\n\r\nA: b\r\n\r\nx\r\n"),
     "(FBb[A: b//x/])", ""},
    {"message/external-body is a leaf",
     BYTES(CT "message/external-body; access-type=x\r\n\r\n" CT
              "text/plain\r\n\r\n"),
     "(FBb[" CT "text/plain//])", ""},
    {"message/partial must be 7bit",
     BYTES(CTE "8bit\r\n" CT "message/partial; id=a; number=1\r\n\r\nx\r\n"),
     "(FFBb[x/])", "CTE_NOT_7BIT@26+5"},

    {"encoded multipart is opaque",
     BYTES(MULTI("b") CTE "base64\r\n\r\n--b\r\n\r\n--b--\r\n"),
     "(FFBb[--b//--b--/])", "CTE_COMPOSITE@69+7"},
    {"encoded message is opaque",
     BYTES(CT "message/rfc822\r\n" CTE "quoted-printable\r\n\r\nA: b\r\n"),
     "(FFBb[A: b/])", "CTE_COMPOSITE@56+17"},
    {"message/global may be encoded",
     BYTES(CT "message/global\r\n" CTE "quoted-printable\r\n\r\nA: b\r\n"),
     "(FFBb[A: b/])", ""},
    {"unknown encoding: opaque",
     BYTES(MULTI("b") CTE "rot13\r\n\r\n--b\r\n\r\n--b--\r\n"),
     "(FFBb[--b//--b--/])", "CTE_UNKNOWN@70+5 CTE_COMPOSITE@69+6"},
    {"8bit inside 7bit",
     BYTES(MULTI("b") "\r\n--b\r\n" CTE "8bit\r\n\r\nx\r\n--b--\r\n"),
     "(FBd[--b/](FBb[x])c[/--b--]e[/])", "CTE_INNER@76+5"},
    {"8bit inside binary",
     BYTES(CTE "binary\r\n" MULTI("b") "\r\n--b\r\n" CTE "8bit\r\n\r\nx\r\n"
                                       "--b--\r\n"),
     "(FFBd[--b/](FBb[x])c[/--b--]e[/])", ""},
    {"binary inside 8bit",
     BYTES(CTE "8bit\r\n" CT "message/rfc822\r\n\r\n" CTE "binary\r\n\r\nx"),
     "(FFB(FBb[x]))", "CTE_INNER@91+7 LAST_LINE@103+0"},
};

/* One run with findings after the events. */
static void
run(const struct row *r, bool keep, uint8_t newline, chunk_plan plan,
    mime_trace *events, mime_trace *findings)
{
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);

    t.cx.newline = newline;
    t.cx.origin = (const uint8_t *)"";
    assert_int_equal(trace_run(&t.cx, keep, in.p, in.n, &plan, events),
                     EML_END);
    trace_findings(findings, &t.cx);
    free(plan.held);
    test_cx_fini(&t);
}

static const char *
str(const mime_trace *t)
{
    return t->p ? t->p : "";
}

/* In one piece, then at every step and split in two at every place. */
static void
structure_runs(void **state)
{
    const struct row *r = *state;

    for (size_t i = 0; i <= 2 * r->n; i++)
        for (int keep = 0; keep < 2; keep++) {
            uint8_t two[] = {(uint8_t)(i - r->n - 1), 255, 255, 255};
            chunk_plan plan = {.step = i};
            mime_trace events = {0}, findings = {0};

            if (i > r->n && i <= r->n + 256)
                plan = (chunk_plan){.choices = two, .num_choices = 4};
            run(r, keep, EML_NL_CRLF, plan, &events, &findings);
            if (strcmp(str(&events), r->events) != 0 ||
                strcmp(str(&findings), r->findings) != 0)
                print_message("step %zu of %zu, keep %d\n", i, r->n, keep);
            assert_string_equal(str(&events), r->events);
            assert_string_equal(str(&findings), r->findings);
            free(events.p);
            free(findings.p);
        }
}

/* ---- lines at rest end in LF -------------------------------------------- */

static const struct row stored[] = {
    {"header and body", BYTES("A: b\n\nx\n"), "(FBb[x|])", "STORED_FORM@0+0"},
    {"no line end at all", BYTES("A: b"), "(FB)",
     "HEADER_NO_END@4+0 LAST_LINE@4+0"},
    {"multipart",
     BYTES(CT "multipart/mixed; boundary=b\n\n--b\n\nx\n"
              "--b--\n"),
     "(FBd[--b|](Bb[x])c[|--b--]e[|])", "STORED_FORM@0+0"},
    {"CR before LF",
     BYTES(CT "multipart/mixed; boundary=b\r\n\r\n--b\r\n"
              "\r\nx\r\n--b--\r\n"),
     "(FBd[--b/](Bb[x])c[/--b--]e[/])",
     "STORED_FORM@0+0 BARE_CR@41+1 BARE_CR@43+1 BARE_CR@48+1 BARE_CR@50+1 "
     "BARE_CR@53+1"},
};

static void
stored_runs(void **state)
{
    const struct row *r = *state;

    for (size_t i = 0; i <= r->n; i++) {
        mime_trace events = {0}, findings = {0};

        run(r, i % 2, EML_NL_LF, (chunk_plan){.step = i}, &events, &findings);
        assert_string_equal(str(&events), r->events);
        assert_string_equal(str(&findings), r->findings);
        free(events.p);
        free(findings.p);
    }
}

/* ---- what is large ------------------------------------------------------ */

/* A message made of `before`, `n` times `again`, and `after`. */
typedef struct made {
    uint8_t *p;
    size_t n;
} made;

static made
make(const char *before, const char *again, size_t times, const char *after)
{
    size_t b = strlen(before), a = strlen(again), c = strlen(after);
    made m = {.n = b + a * times + c};

    m.p = malloc(m.n);
    assert_non_null(m.p);
    memcpy(m.p, before, b);
    for (size_t i = 0; i < times; i++)
        memcpy(m.p + b + i * a, again, a);
    memcpy(m.p + b + times * a, after, c);
    return m;
}

/* Counts of each event and code; the input is freed. */
typedef struct counts {
    size_t events[EML_MIME_PART_END + 1];
    size_t findings, peak;
    eml_diag first;
    int rc;
} counts;

static counts
count(made in, size_t step, bool keep, const eml_limits *limits)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_arena arena;
    eml_cx cx = {.arena = &arena, .limits = limits, .origin = in.p};
    eml_mime *m;
    eml_mime_event ev;
    counts c = {0};
    size_t at = 0, bytes = 0;

    eml_arena_init(&arena, &from, 0);
    m = eml_mime_new(&cx, keep);
    assert_non_null(m);
    do {
        size_t n = step && step < in.n - at ? step : in.n - at;

        eml_mime_feed(m, (eml_span){in.p + at, n}, at + n == in.n);
        at += n;
        while ((c.rc = eml_mime_next(m, &cx, &ev)) == EML_OK) {
            c.events[ev.kind]++;
            bytes += ev.bytes.n;
        }
    } while (c.rc == EML_WANT_INPUT && at < in.n);
    if (c.rc == EML_END)
        assert_int_equal(bytes, in.n);
    c.findings = cx.num_diags;
    c.first = cx.err;
    c.peak = o.peak_bytes;
    eml_arena_fini(&arena);
    assert_int_equal(o.live, 0);
    free(in.p);
    return c;
}

static void
many_parts(void **state)
{
    made m = make(MULTI("b") "\r\n", "--b\r\n\r\nx\r\n", 99999, "--b--\r\n");
    counts c = count(m, 4096, false, NULL);

    (void)state;
    assert_int_equal(c.rc, EML_END);
    assert_int_equal(c.events[EML_MIME_PART], 100000);
    assert_int_equal(c.findings, 0);
    assert_true(c.peak < 64 << 10);
}

/* One more than the limit: what follows is text of the last part. */
static void
too_many_parts(void **state)
{
    made m = make(MULTI("b") "\r\n", "--b\r\n\r\nx\r\n", 100, "--b--\r\n");
    eml_limits l = {.parts = 11};

    (void)state;
    for (size_t step = 0; step < 3; step++) {
        made copy = make("", "", 0, "");
        counts c;

        copy.p = realloc(copy.p, m.n);
        copy.n = m.n;
        assert_non_null(copy.p);
        memcpy(copy.p, m.p, m.n);
        c = count(copy, step, false, &l);
        assert_int_equal(c.rc, EML_END);
        assert_int_equal(c.events[EML_MIME_PART], 11);
        assert_int_equal(c.findings, 1);
        assert_int_equal(c.first.code, EML_E_LIMIT_PARTS);
        assert_int_equal(c.first.off, 45 + 10 * 10);
    }
    free(m.p);
}

static void
too_many_messages(void **state)
{
    eml_limits l = {.parts = 3};
    counts c =
        count(make("", CT "message/rfc822\r\n\r\n", 9, ""), 0, false, &l);

    (void)state;
    assert_int_equal(c.events[EML_MIME_PART], 3);
    assert_int_equal(c.first.code, EML_E_LIMIT_PARTS);
    assert_int_equal(c.first.off, 32 * 2 + 13);
}

/* Nested 100,000 deep: 100 levels are read, the rest is a leaf. */
static void
deep(void **state)
{
    const char *again = "--b\r\n" MULTI("b") "\r\n";
    counts c =
        count(make(MULTI("b") "\r\n", again, 100000, ""), 1000, false, NULL);

    (void)state;
    assert_int_equal(c.rc, EML_END);
    assert_int_equal(c.events[EML_MIME_PART], 100000); /* the limit */
}

static void
deep_allowed(void **state)
{
    const char *again = "--b\r\n" MULTI("b") "\r\n";
    eml_limits l = {.depth = 200000, .parts = 200000};
    counts c = count(make(MULTI("b") "\r\n", again, 100000, ""), 0, false, &l);

    (void)state;
    assert_int_equal(c.rc, EML_END);
    assert_int_equal(c.events[EML_MIME_PART], 100001);
}

static void
long_field(void **state)
{
    counts c = count(make("A: ", "x", 1000000, "\r\n\r\n"), 5000, false, NULL);

    (void)state;
    assert_int_equal(c.rc, EML_END);
    assert_int_equal(c.events[EML_MIME_FIELD], 1);
    c = count(make("A:", " x\r\n", 1000000, "\r\n\r\n"), 5000, true, NULL);
    assert_int_equal(c.rc, EML_END);
    assert_int_equal(c.events[EML_MIME_FIELD], 1);
}

/* At the limit, and one over it, however the input is split. */
static void
field_limit(void **state)
{
    eml_limits l = {.field_bytes = 40};

    (void)state;
    for (size_t step = 0; step < 50; step++) {
        counts c =
            count(make("A: ", "x", 35, "\r\nB: c\r\n\r\n"), step, step % 2, &l);

        assert_int_equal(c.rc, EML_END);
        assert_int_equal(c.events[EML_MIME_FIELD], 2);
        c = count(make("A: ", "x", 36, "\r\nB: c\r\n\r\n"), step, step % 2, &l);
        assert_int_equal(c.rc, EML_E_LIMIT);
        assert_int_equal(c.first.code, EML_E_LIMIT_FIELD);
        assert_int_equal(c.first.off, 0);
        c = count(make("A: b\r\nC:", " x\r\n", 10, ""), step, step % 2, &l);
        assert_int_equal(c.rc, EML_E_LIMIT);
        assert_int_equal(c.first.off, 6);
    }
}

static void
too_many_fields(void **state)
{
    counts c = count(make("", "A: b\r\n", 10000, "\r\n"), 0, false, NULL);

    (void)state;
    assert_int_equal(c.rc, EML_END);
    c = count(make("", "A: b\r\n", 10001, "\r\n"), 100, false, NULL);
    assert_int_equal(c.rc, EML_E_LIMIT);
    assert_int_equal(c.first.code, EML_E_LIMIT_FIELDS);
    assert_int_equal(c.first.off, 60000);
}

static void
dashes(void **state)
{
    const char *in = MULTI("b") "\r\n--b\r\n\r\n";
    counts c = count(make(in, "--\r\n", 1000000, "--b--\r\n"), 0, false, NULL);

    (void)state;
    assert_int_equal(c.rc, EML_END);
    assert_int_equal(c.findings, 0);
    c = count(make(in, "--c\r\n", 1000000, "--b--\r\n"), 999, false, NULL);
    assert_int_equal(c.findings, 0);
    c = count(make(in, "--bc\r\n", 1000000, "--b--\r\n"), 0, false, NULL);
    assert_int_equal(c.findings, 1000000);
    c = count(make(in, "\n--", 1000000, "\r\n--b--\r\n"), 0, false, NULL);
    assert_int_equal(c.findings, 0);
}

/* 998 bytes and CRLF are a line; more are no delimiter. */
static void
long_delimiter(void **state)
{
    (void)state;
    for (size_t step = 0; step < 40; step++) {
        counts c = count(make(MULTI("b") "\r\n--b", " ", 995,
                              "\r\n\r\nx\r\n"
                              "--b--\r\n"),
                         step * 37, step % 2, NULL);

        assert_int_equal(c.events[EML_MIME_PART], 2);
        assert_int_equal(c.findings, 0);
        c = count(make(MULTI("b") "\r\n--b", " ", 996, "\r\n\r\nx\r\n"), step,
                  step % 2, NULL);
        assert_int_equal(c.events[EML_MIME_PART], 1);
        assert_int_equal(c.findings, 2);
        assert_int_equal(c.first.code, EML_E_MULTIPART_NO_DELIMITER);
    }
}

/* ---- misuse, memory ----------------------------------------------------- */

static void
misuse(void **state)
{
    test_cx t;
    eml_mime_event ev;
    eml_mime *m;

    (void)state;
    test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    m = eml_mime_new(&t.cx, false);
    assert_int_equal(eml_mime_next(m, &t.cx, &ev), EML_WANT_INPUT);
    eml_mime_feed(m, EML_LIT("A: b\r\n"), false);
    eml_mime_feed(m, EML_LIT("A: b\r\n"), false);
    assert_int_equal(eml_mime_next(m, &t.cx, &ev), EML_E_MISUSE);
    eml_mime_feed(m, EML_LIT("A: b\r\n"), false);
    assert_int_equal(eml_mime_next(m, &t.cx, &ev), EML_E_MISUSE);
    m = eml_mime_new(&t.cx, false);
    eml_mime_feed(m, EML_LIT(""), true);
    eml_mime_feed(m, EML_LIT(""), true);
    assert_int_equal(eml_mime_next(m, &t.cx, &ev), EML_E_MISUSE);
    test_cx_fini(&t);
}

/* Offsets begin where the context says. */
static void
offsets(void **state)
{
    test_cx t;
    eml_mime_event ev;
    eml_mime *m;

    (void)state;
    test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    t.cx.base = 1000;
    m = eml_mime_new(&t.cx, false);
    eml_mime_feed(m, EML_LIT("A\r\n\n"), true);
    while (eml_mime_next(m, &t.cx, &ev) == EML_OK)
        ;
    assert_string_equal(test_cx_findings(&t),
                        "FIELD_NO_COLON@1000+1 BARE_LF@1003+1");
    test_cx_fini(&t);
}

typedef struct oom_row {
    const struct row *row;
    size_t step;
    bool keep;
} oom_row;

static int
trace_with(void *user, const eml_alloc *from)
{
    const oom_row *o = user;
    eml_arena arena;
    eml_cx cx = {.arena = &arena, .origin = (const uint8_t *)""};
    chunk_plan plan = {.step = o->step};
    mime_trace t = {0};
    int rc;

    eml_arena_init(&arena, from, 0);
    rc = trace_run(&cx, o->keep, (const uint8_t *)o->row->in, o->row->n, &plan,
                   &t);
    eml_arena_fini(&arena);
    free(plan.held);
    free(t.p);
    return rc;
}

static void
memory_fails(void **state)
{
    static const struct row big = {
        "", BYTES(MULTI("b") "\r\n--b\r\n" CT "text/plain; name=\""), "", ""};
    made m = make(big.in, "x", 100000, "\"\r\n\r\n--b--\r\n");
    struct row r = {"", (const char *)m.p, m.n, "", ""};

    (void)state;
    for (size_t i = 0; i < sizeof structure / sizeof *structure; i++) {
        oom_row o = {&structure[i], i % 7, i % 2};

        assert_int_equal(oom_every_call(trace_with, &o, 1000), EML_END);
    }
    for (int keep = 0; keep < 2; keep++) {
        oom_row o = {&r, 1009, keep};

        assert_int_equal(oom_every_call(trace_with, &o, 1000), EML_END);
    }
    free(m.p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_parts),
        cmocka_unit_test(too_many_parts),
        cmocka_unit_test(too_many_messages),
        cmocka_unit_test(deep),
        cmocka_unit_test(deep_allowed),
        cmocka_unit_test(long_field),
        cmocka_unit_test(field_limit),
        cmocka_unit_test(too_many_fields),
        cmocka_unit_test(dashes),
        cmocka_unit_test(long_delimiter),
        cmocka_unit_test(misuse),
        cmocka_unit_test(offsets),
        cmocka_unit_test(memory_fails),
    };

    return RUN_TABLE(structure_runs, structure) |
           RUN_TABLE(stored_runs, stored) |
           (cmocka_run_group_tests(tests, NULL, NULL) != 0);
}
