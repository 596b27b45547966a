/* RFC 2045 section 6, RFC 2046 section 4.1.2: the content of a leaf. */
#include "eml/charset.h"
#include "parsers/mime/decoder_lines.h"
#include "tests/cx.h"
#include "tests/decode_run.h"
#include "tests/oom.h"

static const struct row {
    const char *name;
    eml_cte cte;
    const char *charset; /* NULL: not text */
    const char *in;
    size_t n;
    const char *out;
    size_t out_n;
    const char *findings; /* with the body at offset 1000 */
} rows[] = {
    {"7bit", EML_CTE_7BIT, "us-ascii", BYTES("a\r\nb"), BYTES("a\r\nb"), ""},
    {"7bit, not text", EML_CTE_7BIT, NULL, BYTES("a\r\nb\xe9"),
     BYTES("a\r\nb\xe9"), "BODY_8BIT@1004+1"},
    {"7bit, bare LF, NUL", EML_CTE_7BIT, NULL, BYTES("a\nb\0"), BYTES("a\nb\0"),
     "BARE_LF@1001+1 BODY_NUL@1003+1"},
    {"8bit, not text", EML_CTE_8BIT, NULL, BYTES("\xff\r\n\0"),
     BYTES("\xff\r\n\0"), "BODY_NUL@1003+1"},
    {"binary: nothing is wrong", EML_CTE_BINARY, NULL, BYTES("\r\0\n\xff"),
     BYTES("\r\0\n\xff"), ""},
    {"unknown: nothing is known", EML_CTE_UNKNOWN, NULL, BYTES("\r\0\n\xff"),
     BYTES("\r\0\n\xff"), ""},
    {"8bit UTF-8", EML_CTE_8BIT, "UTF-8", BYTES("a\xc3\xa9\xe2\x82\xac\r\n"),
     BYTES("a\xc3\xa9\xe2\x82\xac\r\n"), ""},
    {"8bit in us-ascii", EML_CTE_8BIT, "us-ascii", BYTES("a\xe9 b\xe9"),
     BYTES("a\xef\xbf\xbd b\xef\xbf\xbd"), "BODY_CHARSET@1001+1"},
    {"UTF-8 that breaks off", EML_CTE_8BIT, "utf-8", BYTES("ab\xe2\x82"),
     BYTES("ab\xef\xbf\xbd"), "BODY_CHARSET@1002+1"},
    {"UTF-8 that is not", EML_CTE_8BIT, "utf-8", BYTES("ab\xe2\x82xy\xff"),
     BYTES("ab\xef\xbf\xbdxy\xef\xbf\xbd"), "BODY_CHARSET@1002+1"},
    {"latin-1", EML_CTE_8BIT, "iso-8859-1", BYTES("a\xe9 b"),
     BYTES("a\xc3\xa9 b"), ""},
    {"windows-1252", EML_CTE_8BIT, "windows-1252", BYTES("\x80"),
     BYTES("\xe2\x82\xac"), ""},
    {"unknown charset: as it came", EML_CTE_8BIT, "x-none", BYTES("\x80"),
     BYTES("\x80"), "CHARSET_UNKNOWN@1000+0"},

    {"base64", EML_CTE_BASE64, NULL, BYTES("AAEC\r\n/w=="), BYTES("\0\1\2\xff"),
     ""},
    {"base64: bare LF", EML_CTE_BASE64, NULL, BYTES("AAEC\n/w=="),
     BYTES("\0\1\2\xff"), "BARE_LF@1004+1"},
    {"base64: not in the alphabet", EML_CTE_BASE64, NULL,
     BYTES("AA!E\xff"
           "C"),
     BYTES("\0\1\2"), "B64_CHAR@1002+1"},
    {"base64: no padding", EML_CTE_BASE64, NULL, BYTES("AAECAA"),
     BYTES("\0\1\2\0"), "B64_PAD@1006+0"},
    {"base64: after the padding", EML_CTE_BASE64, NULL, BYTES("AA==AAEC"),
     BYTES("\0\0\1\2"), "B64_AFTER@1004+1"},
    {"base64: unused bits", EML_CTE_BASE64, NULL, BYTES("AB=="), BYTES("\0"),
     "B64_BITS@1001+1"},
    {"base64: a line of 80", EML_CTE_BASE64, NULL,
     BYTES("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
     BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
           "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     "B64_LINE@1076+1"},
    {"base64 of UTF-8", EML_CTE_BASE64, "utf-8", BYTES("w6nDqcOp"),
     BYTES("\xc3\xa9\xc3\xa9\xc3\xa9"), ""},
    {"base64 of what is not UTF-8", EML_CTE_BASE64, "utf-8",
     BYTES("YWJj\r\nYelh\r\n"),
     BYTES("abca\xef\xbf\xbd"
           "a"),
     "BODY_CHARSET@1009+1"},
    {"base64 of UTF-8 that breaks off", EML_CTE_BASE64, "utf-8",
     BYTES("YWJj\r\n4oI="), BYTES("abc\xef\xbf\xbd"), "BODY_CHARSET@1009+1"},

    {"quoted-printable", EML_CTE_QP, NULL, BYTES("a=3D=\r\nb=\r\n\r\n"),
     BYTES("a=b\r\n"), ""},
    {"quoted-printable: lower case", EML_CTE_QP, NULL, BYTES("=3d"), BYTES("="),
     "QP_LOWER@1000+1"},
    {"quoted-printable: no escape", EML_CTE_QP, NULL, BYTES("a=xy"),
     BYTES("a=xy"), "QP_ESCAPE@1001+1"},
    {"quoted-printable: white space at the end", EML_CTE_QP, NULL,
     BYTES("a \t\r\nb"), BYTES("a\r\nb"), "QP_SPACE@1001+1"},
    {"quoted-printable: raw", EML_CTE_QP, NULL, BYTES("a\xe9"), BYTES("a\xe9"),
     "QP_RAW@1001+1"},
    {"quoted-printable: soft line break at the end", EML_CTE_QP, NULL,
     BYTES("a=\r\n"), BYTES("a"), "QP_END@1001+1"},
    {"quoted-printable: a line of 77", EML_CTE_QP, NULL,
     BYTES("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
     BYTES("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
     "QP_LINE@1076+1"},
    {"quoted-printable UTF-8", EML_CTE_QP, "utf-8", BYTES("=C3=A9=C3=\r\n=A9"),
     BYTES("\xc3\xa9\xc3\xa9"), ""},
    {"quoted-printable that is not UTF-8", EML_CTE_QP, "utf-8", BYTES("ab=E9c"),
     BYTES("ab\xef\xbf\xbd"
           "c"),
     "BODY_CHARSET@1002+3"},
    {"quoted-printable UTF-8 that breaks off", EML_CTE_QP, "utf-8",
     BYTES("ab=E2=\r\n=82=\r\n"), BYTES("ab\xef\xbf\xbd"),
     "QP_END@1011+1 BODY_CHARSET@1002+3"},
    {"quoted-printable with a raw byte", EML_CTE_QP, "utf-8",
     BYTES("ab\xe9"
           "c"),
     BYTES("ab\xef\xbf\xbd"
           "c"),
     "QP_RAW@1002+1 BODY_CHARSET@1002+1"},

    {"base64 of CRLF", EML_CTE_BASE64, "us-ascii", BYTES("YQ0KDQpi"),
     BYTES("a\r\n\r\nb"), ""},
    {"base64 of LF alone", EML_CTE_BASE64, "us-ascii", BYTES("YQpiCmM="),
     BYTES("a\nb\nc"), "TEXT_NEWLINE@1003+1"},
    {"base64 of LF alone, not text", EML_CTE_BASE64, NULL, BYTES("YQpiCmM="),
     BYTES("a\nb\nc"), ""},
    {"base64 of CR alone", EML_CTE_BASE64, "us-ascii", BYTES("YQ1i"),
     BYTES("a\rb"), "TEXT_NEWLINE@1003+1"},
    {"base64 of CR CR LF", EML_CTE_BASE64, "us-ascii", BYTES("DQ0K"),
     BYTES("\r\r\n"), "TEXT_NEWLINE@1003+1"},
    {"base64 of LF CR", EML_CTE_BASE64, "us-ascii", BYTES("YQoN"),
     BYTES("a\n\r"), "TEXT_NEWLINE@1003+1"},
    {"base64 of CR at the end", EML_CTE_BASE64, "us-ascii", BYTES("YWIN"),
     BYTES("ab\r"), "TEXT_NEWLINE@1003+1"},
    {"base64 of CR at the end, padded", EML_CTE_BASE64, "us-ascii",
     BYTES("DQ=="), BYTES("\r"), "TEXT_NEWLINE@1002+1"},
    {"base64 of CR at the end, unpadded", EML_CTE_BASE64, "us-ascii",
     BYTES("DQ"), BYTES("\r"), "B64_PAD@1002+0 TEXT_NEWLINE@1002+0"},
    {"base64: CR, line end, LF", EML_CTE_BASE64, "us-ascii",
     BYTES("YWIN\r\nCmM="), BYTES("ab\r\nc"), ""},
    {"base64 of UTF-16: no line break is CRLF", EML_CTE_BASE64, "x-utf-16",
     BYTES("AGEADQAK"), BYTES("\0a\0\r\0\n"),
     "CHARSET_UNKNOWN@1000+0 TEXT_NEWLINE@1007+1"},

    {"quoted-printable: =0D=0A", EML_CTE_QP, "us-ascii",
     BYTES("a=0D=0Ab=0d=0a"), BYTES("a\r\nb\r\n"), "QP_LOWER@1008+1"},
    {"quoted-printable: =0A", EML_CTE_QP, "us-ascii", BYTES("a=0Ab=0Ac"),
     BYTES("a\nb\nc"), "TEXT_NEWLINE@1001+3"},
    {"quoted-printable: =0A, not text", EML_CTE_QP, NULL, BYTES("a=0Ab"),
     BYTES("a\nb"), ""},
    {"quoted-printable: =0D", EML_CTE_QP, "us-ascii", BYTES("a=0Db=0A"),
     BYTES("a\rb\n"), "TEXT_NEWLINE@1001+3"},
    {"quoted-printable: =0D at the end", EML_CTE_QP, "us-ascii", BYTES("a=0D"),
     BYTES("a\r"), "TEXT_NEWLINE@1001+3"},
    {"quoted-printable: =0D and white space at the end", EML_CTE_QP, "us-ascii",
     BYTES("a=0D \t"), BYTES("a\r"), "QP_SPACE@1004+1 TEXT_NEWLINE@1001+3"},
    {"quoted-printable: =0A at the beginning", EML_CTE_QP, "us-ascii",
     BYTES("=0A"), BYTES("\n"), "TEXT_NEWLINE@1000+3"},
    {"quoted-printable: =0D and =0A on two lines", EML_CTE_QP, "us-ascii",
     BYTES("=0D=\r\n=0A="), BYTES("\r\n="), "QP_ESCAPE@1009+1 QP_END@1009+1"},
    {"quoted-printable: =0D before a line end", EML_CTE_QP, "us-ascii",
     BYTES("a=0D\r\nb"), BYTES("a\r\r\nb"), "TEXT_NEWLINE@1001+3"},
    {"quoted-printable: =0D before white space and a line end", EML_CTE_QP,
     "us-ascii", BYTES("a=0D \r\nb"), BYTES("a\r\r\nb"),
     "QP_SPACE@1004+1 TEXT_NEWLINE@1001+3"},
    {"quoted-printable: =0D before LF alone", EML_CTE_QP, "us-ascii",
     BYTES("a=0D\nb"), BYTES("a\r\nb"), "BARE_LF@1004+1"},
    {"quoted-printable: CR before =0A", EML_CTE_QP, "us-ascii",
     BYTES("a\r=0Ab"), BYTES("a\r\nb"), "BARE_CR@1001+1 QP_RAW@1001+1"},
    {"quoted-printable: LF alone is no encoded LF", EML_CTE_QP, "us-ascii",
     BYTES("a\nb"), BYTES("a\nb"), "BARE_LF@1001+1"},
    {"quoted-printable: =0A after a line end", EML_CTE_QP, "us-ascii",
     BYTES("a\r\n=0A"), BYTES("a\r\n\n"), "TEXT_NEWLINE@1003+3"},
    {"quoted-printable: ==0A is no escape", EML_CTE_QP, "us-ascii",
     BYTES("==0A"), BYTES("==0A"), "QP_ESCAPE@1000+1"},
    {"quoted-printable: ===0A is one", EML_CTE_QP, "us-ascii", BYTES("===0A"),
     BYTES("==\n"), "QP_ESCAPE@1000+1 TEXT_NEWLINE@1002+3"},
    {"quoted-printable: =09 =0B =0E", EML_CTE_QP, "us-ascii",
     BYTES("=09=0B=0E=00"), BYTES("\t\v\x0e\0"), ""},
};

/* The same with lines that end in LF alone. */
static const struct row stored[] = {
    {"base64 of CRLF", EML_CTE_BASE64, "us-ascii", BYTES("YQ0K\nDQpi\n"),
     BYTES("a\r\n\r\nb"), ""},
    {"base64 of LF alone", EML_CTE_BASE64, "us-ascii", BYTES("YQpi\n"),
     BYTES("a\nb"), "TEXT_NEWLINE@1003+1"},
    {"quoted-printable: line ends", EML_CTE_QP, "us-ascii", BYTES("a\n\nb\n"),
     BYTES("a\n\nb\n"), ""},
    {"quoted-printable: =0D=0A", EML_CTE_QP, "us-ascii", BYTES("a=0D=0Ab"),
     BYTES("a\r\nb"), ""},
    {"quoted-printable: =0A", EML_CTE_QP, "us-ascii", BYTES("a\nb=0Ac"),
     BYTES("a\nb\nc"), "TEXT_NEWLINE@1003+3"},
    {"quoted-printable: =0D before a line end, which is CRLF", EML_CTE_QP,
     "us-ascii", BYTES("a=0D\nb"), BYTES("a\r\nb"), "TEXT_NEWLINE@1001+3"},
    {"quoted-printable: soft break", EML_CTE_QP, "us-ascii",
     BYTES("a=0D=\n=0Ab"), BYTES("a\r\nb"), ""},
};

static eml_part_info
info_of(eml_cte cte, const char *charset)
{
    return (eml_part_info){
        .type = charset ? EML_LIT("text") : EML_LIT("image"),
        .subtype = EML_LIT("x"),
        .cte = cte,
        .boundary = EML_NONE,
        .charset = charset
                       ? (eml_span){(const uint8_t *)charset, strlen(charset)}
                       : EML_NONE,
    };
}

static void
decode(test_cx *t, const struct row *r, uint8_t newline, chunk_plan plan,
       chunk_result *out)
{
    eml_part_info info = info_of(r->cte, r->charset);
    eml_decoder *d;

    test_cx_init(t, "", 0, EML_ALLOW_NONE);
    t->cx.newline = newline;
    d = eml_decoder_new(&t->cx, &info, true, 1000);
    assert_non_null(d);
    decode_run(d, &t->cx, (const uint8_t *)r->in, r->n, &plan, out);
    free(plan.held);
}

static void
run_all(const struct row *r, uint8_t newline)
{
    for (size_t i = 0; i <= 2 * r->n; i++) {
        uint8_t two[] = {(uint8_t)(i - r->n - 1), 255};
        chunk_plan plan = {.step = i};
        chunk_result out = {0};
        test_cx t;

        if (i > r->n)
            plan = (chunk_plan){.choices = two, .num_choices = 2};
        decode(&t, r, newline, plan, &out);
        assert_int_equal(out.out_len, r->out_n);
        if (r->out_n)
            assert_memory_equal(out.out, r->out, r->out_n);
        assert_string_equal(test_cx_findings(&t), r->findings);
        chunk_result_fini(&out);
        test_cx_fini(&t);
    }
}

static void
rows_run(void **state)
{
    run_all(*state, EML_NL_CRLF);
}

static void
stored_run(void **state)
{
    run_all(*state, EML_NL_LF);
}

/* Every instruction set finds CR, LF and escapes wherever they are. */
static void
scans(void **state)
{
    enum { N = 400 };
    uint8_t *b = malloc(N);

    (void)state;
    for (size_t at = 0; at + 3 <= N; at++)
        for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
            bool cr = false;

            memset(b, '=', N);
            memcpy(b + at, "=0d", 3);
            assert_int_equal(eml__lines_escape(b, N, (enum eml__isa)isa), at);
            memset(b, '0', N);
            assert_int_equal(eml__lines_escape(b, N, (enum eml__isa)isa), N);
            memcpy(b + at, "\r\na", 3);
            assert_int_equal(eml__lines_crlf(b, N, &cr, (enum eml__isa)isa), N);
            b[at + 1] = '0';
            assert_int_equal(eml__lines_crlf(b, N, &cr, (enum eml__isa)isa),
                             at + 1);
            assert_true(cr);
            b[at] = '\n';
            cr = false;
            assert_int_equal(eml__lines_crlf(b, N, &cr, (enum eml__isa)isa),
                             at);
            assert_false(cr);
        }
    free(b);
}

/* What needs no change is not copied. */
static void
zero_copy(void **state)
{
    static const struct {
        const char *charset, *in;
    } same[] = {{NULL, "abc\r\n\xff"},
                {"us-ascii", "abc\r\n"},
                {"utf-8", "\xc3\xa9\r\n"},
                {"iso-8859-1", "abc\r\n"}};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        test_cx t;
        eml_part_info info = info_of(EML_CTE_8BIT, same[i].charset);
        eml_span in = test_cx_init(&t, same[i].in, strlen(same[i].in), 0), out;
        eml_decoder *d = eml_decoder_new(&t.cx, &info, true, 0);

        assert_int_equal(eml_decoder_feed(d, &t.cx, &in, true, &out), EML_OK);
        assert_ptr_equal(out.p, t.bytes);
        assert_int_equal(out.n, strlen(same[i].in));
        assert_int_equal(eml_decoder_feed(d, &t.cx, &in, true, &out), EML_END);
        in.n = 1;
        assert_int_equal(eml_decoder_feed(d, &t.cx, &in, true, &out),
                         EML_E_MISUSE);
        test_cx_fini(&t);
    }
}

/* One decoder for several bodies, left in the middle. */
static void
used_again(void **state)
{
    test_cx t;
    eml_part_info b64 = info_of(EML_CTE_BASE64, "utf-8");
    eml_part_info text = info_of(EML_CTE_8BIT, "us-ascii");
    eml_span in = EML_LIT("w6"), out;
    eml_decoder *d;

    (void)state;
    test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    d = eml_decoder_new(&t.cx, &b64, true, 0);
    assert_int_equal(eml_decoder_feed(d, &t.cx, &in, false, &out),
                     EML_WANT_INPUT);
    eml_decoder_reset(d, &t.cx, &text, true, 50);
    in = EML_LIT("\xff\xff.");
    assert_int_equal(eml_decoder_feed(d, &t.cx, &in, true, &out), EML_OK);
    assert_int_equal(out.n, 7);
    assert_int_equal(eml_decoder_num_bad(d), 2);
    assert_int_equal(eml_decoder_feed(d, &t.cx, &in, true, &out), EML_END);
    assert_string_equal(test_cx_findings(&t), "BODY_CHARSET@50+1");
    eml_decoder_close(d);
    test_cx_fini(&t);
}

/* A body of many blocks with one bad character, wherever it is. */
static void
place_in_blocks(void **state)
{
    enum { LINES = 300 };
    char in[LINES * 34 + 1], want[64];

    (void)state;
    for (size_t at = 0; at < LINES; at += 7) {
        static const size_t steps[] = {0, 1, 63, 4095, 4097};

        for (size_t i = 0; i < LINES; i++)
            memcpy(in + i * 34, "4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs\r\n", 34);
        memcpy(in + at * 34 + 8, "4oJB", 4);
        snprintf(want, sizeof want, "BODY_CHARSET@%zu+1", 1000 + at * 34 + 11);
        for (size_t i = 0; i < 5; i++) {
            struct row r = {"",         EML_CTE_BASE64, "utf-8", in,
                            LINES * 34, NULL,           0,       ""};
            chunk_result out = {0};
            test_cx t;

            decode(&t, &r, EML_NL_CRLF, (chunk_plan){.step = steps[i]}, &out);
            assert_int_equal(out.out_len, LINES * 24 + 1);
            assert_string_equal(test_cx_findings(&t), want);
            chunk_result_fini(&out);
            test_cx_fini(&t);
        }
    }
}

/* ---- a charset from elsewhere ------------------------------------------- */

/* Characters of two bytes, both over 127, are "X"; bytes below are themselves;
 * all else is not in the charset. */
static void *
pairs_open(void *user, const char *label)
{
    int *open = user;

    if (strcmp(label, "shift_jis") != 0)
        return NULL;
    ++*open;
    return open;
}

static int
pairs_feed(void *user, void *handle, eml_span *in, uint8_t **out,
           size_t *out_len, bool last)
{
    assert_ptr_equal(user, handle);
    (void)last;
    while (in->n) {
        size_t n = in->p[0] < 0x80 ? 1 : 2;

        if (n > in->n)
            return EML_OK;
        if (n == 2 && in->p[1] < 0x80)
            return EML_E_MISUSE;
        if (!*out_len)
            return EML_WANT_SPACE;
        *(*out)++ = n == 1 ? in->p[0] : 'X';
        --*out_len;
        in->p += n;
        in->n -= n;
    }
    return EML_OK;
}

static void
pairs_close(void *user, void *handle)
{
    assert_ptr_equal(user, handle);
    --*(int *)user;
}

static const struct row pairs[] = {
    {"8bit", EML_CTE_8BIT, "shift_jis", BYTES("a\x81\x82z\x83\x84"),
     BYTES("aXzX"), ""},
    {"8bit, not in it", EML_CTE_8BIT, "Shift_JIS", BYTES("a\x81\x82\x83z"),
     BYTES("aX\xef\xbf\xbdz"), "BODY_CHARSET@1003+1"},
    {"8bit, breaks off", EML_CTE_8BIT, "shift_jis", BYTES("a\x81\x82\x83"),
     BYTES("aX\xef\xbf\xbd"), "BODY_CHARSET@1003+1"},
    {"base64", EML_CTE_BASE64, "shift_jis", BYTES("YYGCg4QK"), BYTES("aXX\n"),
     "TEXT_NEWLINE@1007+1"},
    {"base64, not in it", EML_CTE_BASE64, "shift_jis",
     BYTES("YYGC\r\ng4SF\r\nCg=="), BYTES("aXX\xef\xbf\xbd\n"),
     "TEXT_NEWLINE@1014+1 BODY_CHARSET@1009+1"},
    {"quoted-printable, not in it", EML_CTE_QP, "shift_jis",
     BYTES("a=81=82=\r\n=83=\r\nz"), BYTES("aX\xef\xbf\xbdz"),
     "BODY_CHARSET@1010+3"},
    {"another", EML_CTE_QP, "euc-jp", BYTES("=81"), BYTES("\x81"),
     "CHARSET_UNKNOWN@1000+0"},
};

static void
pairs_run(void **state)
{
    const struct row *r = *state;

    for (size_t step = 0; step <= r->n; step++) {
        int open = 0;
        const eml_charsets table = {pairs_open, pairs_feed, pairs_close, &open};
        eml_part_info info = info_of(r->cte, r->charset);
        chunk_plan plan = {.step = step};
        chunk_result out = {0};
        eml_decoder *d;
        eml_span in = EML_LIT("a"), piece;
        test_cx t;

        test_cx_init(&t, "", 0, EML_ALLOW_NONE);
        t.cx.charsets = &table;
        d = eml_decoder_new(&t.cx, &info, true, 1000);
        decode_run(d, &t.cx, (const uint8_t *)r->in, r->n, &plan, &out);
        assert_int_equal(open, 0);
        assert_int_equal(out.out_len, r->out_n);
        assert_memory_equal(out.out, r->out, r->out_n);
        assert_string_equal(test_cx_findings(&t), r->findings);
        /* left in the middle */
        eml_decoder_reset(d, &t.cx, &info, true, 1000);
        assert_true(eml_decoder_feed(d, &t.cx, &in, false, &piece) >= 0);
        eml_decoder_reset(d, &t.cx, &info, true, 1000);
        eml_decoder_close(d);
        assert_int_equal(open, 0);
        free(plan.held);
        chunk_result_fini(&out);
        test_cx_fini(&t);
    }
}

static void
no_memory(void **state)
{
    oom o = {.fail_at = 1};
    eml_alloc from = oom_alloc(&o);
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    eml_part_info info = info_of(EML_CTE_8BIT, NULL);

    (void)state;
    eml_arena_init(&arena, &from, 0);
    assert_null(eml_decoder_new(&cx, &info, true, 0));
    eml_arena_fini(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zero_copy),  cmocka_unit_test(scans),
        cmocka_unit_test(used_again), cmocka_unit_test(place_in_blocks),
        cmocka_unit_test(no_memory),
    };

    return RUN_TABLE(rows_run, rows) | RUN_TABLE(stored_run, stored) |
           RUN_TABLE(pairs_run, pairs) |
           (cmocka_run_group_tests(tests, NULL, NULL) != 0);
}
