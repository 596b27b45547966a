#include "tests/cx.h"
#include "tests/mbox_drive.h"

#define F "From a@b Sat Jan  3 01:05:34 1996\n"

/* What mbox_drive writes: F a from-line, M message, Q quoting, B the empty
 * line, E the end, J junk, + a long from-line's rest. */
struct row {
    const char *name;
    eml_mbox_variant variant;
    const char *in;
    size_t n;
    const char *out;
};

static void
run_row(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    mbox_drive_user u = {r->variant, &t.cx};
    chunk_plan once = {0};
    chunk_result got = {0};

    mbox_drive(&u, in.p, in.n, &once, &got);
    chunk_put(&got, (const uint8_t *)"", 1);
    assert_string_equal((const char *)got.out, r->out);
    assert_int_equal(chunk_differs(mbox_drive, &u, in.p, in.n), 0);
    free(once.held);
    chunk_result_fini(&got);
    test_cx_fini(&t);
}

#define A   EML_MBOX_AUTO
#define O   EML_MBOX_O
#define RD  EML_MBOX_RD
#define CL  EML_MBOX_CL
#define CL2 EML_MBOX_CL2

static const struct row common[] = {
    {"nothing", A, BYTES(""), ""},
    {"one message", A, BYTES(F "a: b\n\nc\n\n"),
     "F0=" F "|M34=a: b\n\nc\n|B42=\n|E43="},
    {"two messages", A, BYTES(F "a\n\n" F "b\n\n"),
     "F0=" F "|M34=a\n|B36=\n|E37=|F37=" F "|M71=b\n|B73=\n|E74="},
    {"CRLF", A, BYTES(F "a\r\n\r\n" F "b\r\n\r\n"),
     "F0=" F "|M34=a\r\n|B37=\r\n|E39=|F39=" F "|M73=b\r\n|B76=\r\n|E78="},
    {"From within lines and what begins like it", A,
     BYTES(F "a From b\nF\nFro\n>x From \n\n" F "\n"),
     "F0=" F "|M34=a From b\nF\nFro\n>x From \n|B58=\n|E59=|F59=" F
     "|B93=\n|E94="},
    {"no empty line at the end", A, BYTES(F "a\n"), "F0=" F "|M34=a\n|E36="},
    {"no line end at the end", A, BYTES(F "a"), "F0=" F "|M34=a|E35="},
    {"several empty lines: the last one separates", A, BYTES(F "a\n\n\n\n" F),
     "F0=" F "|M34=a\n\n\n|B38=\n|E39=|F39=" F "|E73="},
    {"several empty lines at the end", A, BYTES(F "a\n\n\n"),
     "F0=" F "|M34=a\n\n|B37=\n|E38="},
    {"empty message", A, BYTES(F "\n" F "\n"),
     "F0=" F "|B34=\n|E35=|F35=" F "|B69=\n|E70="},
    {"from-line alone", A, BYTES(F), "F0=" F "|E34="},
    {"from-line without its end", A, BYTES("From a@b Sat Jan  3 01:05:34 1996"),
     "F0=From a@b Sat Jan  3 01:05:34 1996|E33="},
    {"From and nothing", A, BYTES("From "),
     "F0=From |E5= MBOX_FROM_SYNTAX@0+5"},
    {"not quite From", A, BYTES(F "Fro\n>Fro\nFrom\n>From\nFROM x\n>>x"),
     "F0=" F "|M34=Fro\n>Fro\nFrom\n>From\nFROM x\n>>x|E64="},
    {"beginnings of from-lines at the end", A, BYTES(F "a\n\nFrom"),
     "F0=" F "|M34=a\n\nFrom|E41="},
    {"empty line and quotation mark at the end", A, BYTES(F "a\n\n>"),
     "F0=" F "|M34=a\n\n>|E38="},
    {"bare CR is no empty line", A, BYTES(F "a\n\rFrom b\n\r"),
     "F0=" F "|M34=a\n\rFrom b\n\r|E45="},
    {"two CRs", A, BYTES(F "a\n\r\r\nFrom b"),
     "F0=" F "|M34=a\n\r\r\nFrom b|E45= MBOX_BLANK@39+5"},
    {"junk", A, BYTES("x\ny\n\n" F "a\n\n"),
     "J0=x\ny\n\n|F5=" F "|M39=a\n|B41=\n|E42= MBOX_FROM@0+1"},
    {"junk alone", A, BYTES("x\n\n"), "J0=x\n\n MBOX_FROM@0+1"},
    {"junk, then what is no from-line", A, BYTES("x\n" F),
     "J0=x\n" F " MBOX_FROM@0+1 MBOX_BLANK@2+5"},
    {"empty line first", A, BYTES("\n" F), "J0=\n|F1=" F "|E35= MBOX_FROM@0+1"},
    {"quoted junk is not unquoted", A, BYTES(">From a\n>>From b\n"),
     "J0=>From a\n>>From b\n MBOX_FROM@0+1"},
    {"from-line without a date", A, BYTES("From a@b\nx\n"),
     "F0=From a@b\n|M9=x\n|E11= MBOX_FROM_SYNTAX@0+9"},
    {"from-line without a sender", A,
     BYTES("From Sat Jan  3 01:05:34 1996\nx\n"),
     "F0=From Sat Jan  3 01:05:34 1996\n|M30=x\n|E32= "
     "MBOX_FROM_SYNTAX@0+30"},
};

static const struct row variants[] = {
    {"AUTO: from-line without an empty line is text", A,
     BYTES(F "a\n" F "b\n\n"),
     "F0=" F "|M34=a\n" F "b\n|B72=\n|E73= MBOX_BLANK@36+5"},
    {"RD: from-line without an empty line", RD, BYTES(F "a\n" F "b\n\n"),
     "F0=" F "|M34=a\n|E36=|F36=" F "|M70=b\n|B72=\n|E73= MBOX_BLANK@36+5"},
    {"O: from-line right behind another", O, BYTES(F F),
     "F0=" F "|E34=|F34=" F "|E68= MBOX_BLANK@34+5"},
    {"RD: junk, from-line without an empty line", RD, BYTES("x\n" F),
     "J0=x\n|F2=" F "|E36= MBOX_FROM@0+1 MBOX_BLANK@2+5"},
    {"RD: one less", RD, BYTES(F ">From a\n>>From b\n>>>From c\n"),
     "F0=" F "|Q34=>|M35=From a\n>|Q43=>|M44=From b\n>>|Q53=>|M54=From "
     "c\n|E61="},
    {"AUTO: as RD", A, BYTES(F ">From a\n>>From b\n"),
     "F0=" F "|Q34=>|M35=From a\n>|Q43=>|M44=From b\n|E51="},
    {"O: exactly one", O, BYTES(F ">From a\n>>From b\n"),
     "F0=" F "|Q34=>|M35=From a\n>>From b\n|E51="},
    {"CL: as RD", CL, BYTES(F ">>From b\n"),
     "F0=" F "|M34=>|Q35=>|M36=From b\n|E43="},
    {"CL2: none", CL2, BYTES(F ">From b\n"), "F0=" F "|M34=>From b\n|E42="},
    {"quoting and an empty line before", RD, BYTES(F "\n>From a\n\n>x\n"),
     "F0=" F "|M34=\n|Q35=>|M36=From a\n\n>x\n|E47="},
    {"quoting at the end", RD, BYTES(F ">From "),
     "F0=" F "|Q34=>|M35=From |E40="},
    {"a long run of quotation marks", RD,
     BYTES(F ">>>>>>>>>>>>>>>>>>>>>>>>From \n>>>>>>>>>>>>>>>>>>>>>>>>>x\n"),
     "F0=" F "|M34=>>>>>>>>>>>>>>>>>>>>>>>|Q57=>|M58=From "
     "\n>>>>>>>>>>>>>>>>>>>>>>>>>x\n|E91="},
    {"a run of quotation marks to the end", RD, BYTES(F ">>>>>>>>>"),
     "F0=" F "|M34=>>>>>>>>>|E43="},
};

#define H8 F "Content-Length: 8\n\n"
static const struct row lengths[] = {
    {"body with a from-line in it", CL2,
     BYTES(F "content-LENGTH : 9 \n\na\n\nFrom b\n\n" F),
     "F0=" F "|M34=content-LENGTH : 9 \n\na\n\nFrom b\n|B65=\n|E66=|F66=" F
     "|E100= MBOX_LENGTH@64+0"},
    {"body with a from-line in it, counted", CL2,
     BYTES(H8 "\nFrom b\n\n" F "x\n\n"),
     "F0=" F "|M34=Content-Length: 8\n\n\nFrom b\n|B61=\n|E62=|F62=" F
     "|M96=x\n|B98=\n|E99="},
    {"CRLF", CL2, BYTES(F "Content-Length: 7\r\n\r\nFrom b\n\r\n" F),
     "F0=" F "|M34=Content-Length: 7\r\n\r\nFrom b\n|B62=\r\n|E64=|F64=" F
     "|E98="},
    {"CL: from-line within what is counted, and quoting", CL,
     BYTES(F "Content-Length: 16\n\nFrom b\n\n>From c\n" F),
     "F0=" F "|M34=Content-Length: 16\n\nFrom b\n\n|Q62=>|M63=From c\n"
     "|E70=|F70=" F "|E104= MBOX_BLANK@70+5"},
    {"CL: what looks like quoting goes over the end", CL,
     BYTES(F "Content-Length: 3\n\n>From\n"),
     "F0=" F "|M34=Content-Length: 3\n\n>From\n|E59= MBOX_LENGTH@56+0"},
    {"no body", CL2, BYTES(F "Content-Length: 0\n\n\n" F),
     "F0=" F "|M34=Content-Length: 0\n\n|B53=\n|E54=|F54=" F "|E88="},
    {"no body, no empty line", CL2, BYTES(F "Content-Length: 0\n\n" F),
     "F0=" F "|M34=Content-Length: 0\n\n|E53=|F53=" F "|E87= MBOX_BLANK@53+5"},
    {"body without a line end", CL2, BYTES(F "Content-Length: 1\n\nx\n" F),
     "F0=" F "|M34=Content-Length: 1\n\nx|B54=\n|E55=|F55=" F "|E89="},
    {"body without a line end, then From", CL2,
     BYTES(F "Content-Length: 1\n\nxFrom y\n\n" F),
     "F0=" F "|M34=Content-Length: 1\n\nxFrom y\n|B61=\n|E62=|F62=" F
     "|E96= MBOX_LENGTH@54+0"},
    {"body without a line end, then a quotation mark", CL,
     BYTES(F "Content-Length: 1\n\nx>From y\n"),
     "F0=" F "|M34=Content-Length: 1\n\nx>From y\n|E62= MBOX_LENGTH@54+0"},
    {"at the end", CL2, BYTES(H8 "1234567\n"),
     "F0=" F "|M34=Content-Length: 8\n\n1234567\n|E61="},
    {"empty line at the end", CL2, BYTES(H8 "1234567\n\n"),
     "F0=" F "|M34=Content-Length: 8\n\n1234567\n|B61=\n|E62="},
    {"two empty lines at the end", CL2, BYTES(H8 "1234567\n\n\n"),
     "F0=" F "|M34=Content-Length: 8\n\n1234567\n\n|B62=\n|E63= "
     "MBOX_LENGTH@61+0"},
    {"longer than it says", CL2, BYTES(H8 "1234567\nx\n\n" F),
     "F0=" F "|M34=Content-Length: 8\n\n1234567\nx\n|B63=\n|E64=|F64=" F
     "|E98= MBOX_LENGTH@61+0"},
    {"longer, by a quoted line", CL, BYTES(H8 "1234567\n>From \n"),
     "F0=" F "|M34=Content-Length: 8\n\n1234567\n|Q61=>|M62=From \n|E68= "
     "MBOX_LENGTH@61+0"},
    {"longer, in the middle of a line", CL2, BYTES(H8 "123456789\n\n" F),
     "F0=" F "|M34=Content-Length: 8\n\n123456789\n|B63=\n|E64=|F64=" F
     "|E98= MBOX_LENGTH@61+0"},
    {"shorter than it says", CL2, BYTES(H8 "123\n"),
     "F0=" F "|M34=Content-Length: 8\n\n123\n|E57= MBOX_LENGTH@57+0"},
    {"none", CL2, BYTES(F "x: y\n\na\n\n" F),
     "F0=" F "|M34=x: y\n\na\n|B42=\n|E43=|F43=" F "|E77="},
    {"the first counts", CL2,
     BYTES(F "Content-Length: 2\nContent-Length: 5\n\na\n\n" F),
     "F0=" F "|M34=Content-Length: 2\nContent-Length: 5\n\na\n|B73=\n|E74=|"
     "F74=" F "|E108="},
    {"not of another name", CL2,
     BYTES(F "Content-Lengt: 9\nContent-Lengths: 9\nX-Content-Length: 9\n"
             " Content-Length: 9\nContent-Length 9\n\na\n\n" F),
     "F0=" F "|M34=Content-Lengt: 9\nContent-Lengths: 9\n"
     "X-Content-Length: 9\n Content-Length: 9\nContent-Length 9\n\na\n"
     "|B129=\n|E130=|F130=" F "|E164="},
    {"not what is no number", CL2,
     BYTES(F "Content-Length: x\nContent-Length: 1x\nContent-Length: 1 2\n"
             "Content-Length\r: 1\nContent-Length:\n\na\n\n" F),
     "F0=" F "|M34=Content-Length: x\nContent-Length: 1x\n"
     "Content-Length: 1 2\nContent-Length\r: 1\nContent-Length:\n\na\n"
     "|B129=\n|E130=|F130=" F "|E164="},
    {"more than fits", CL2,
     BYTES(F "Content-Length: 99999999999999999999999\n\na\n"),
     "F0=" F "|M34=Content-Length: 99999999999999999999999\n\na\n|E77= "
     "MBOX_LENGTH@77+0"},
    {"of the first message alone", CL2,
     BYTES(F "Content-Length: 2\n\na\n\n" F "\n" F),
     "F0=" F "|M34=Content-Length: 2\n\na\n|B55=\n|E56=|F56=" F
     "|B90=\n|E91=|F91=" F "|E125="},
    {"RD does not count", RD, BYTES(H8 "a\n\n" F),
     "F0=" F "|M34=Content-Length: 8\n\na\n|B55=\n|E56=|F56=" F "|E90="},
};

/* A from-line of `n` bytes, then "x\n". */
static void
long_from_line(void **state)
{
    static const size_t sizes[] = {998, 999, 1000, 1001, 1002, 2500};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char in[2600];
        size_t n = sizes[i];
        test_cx t;
        eml_span s;
        mbox_drive_user u;
        eml_mbox_event ev;
        eml_mbox *m;

        memset(in, 'y', sizeof in);
        memcpy(in, "From ", 5);
        memcpy(in + n - 26, " Sat Jan  3 01:05:34 1996\nx\n", 28);
        s = test_cx_init(&t, in, n + 2, EML_ALLOW_NONE);
        u = (mbox_drive_user){A, &t.cx};
        assert_int_equal(chunk_differs(mbox_drive, &u, s.p, s.n), 0);
        m = eml_mbox_new(&t.cx, A, 0);
        eml_mbox_feed(m, s, true);
        assert_int_equal(eml_mbox_next(m, &t.cx, &ev), EML_OK);
        assert_int_equal(ev.kind, EML_MBOX_FROM);
        assert_int_equal(ev.bytes.n, n > 1000 ? 1000 : n);
        assert_int_equal(t.cx.num_diags, n > 1000);
        test_cx_fini(&t);
    }
}

static void
nul_and_8_bit(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES(F "\xff\0\n>From \0\n"), 0);
    mbox_drive_user u = {RD, &t.cx};
    chunk_plan once = {0};
    chunk_result got = {0};
    static const char out[] = "F0=" F "|M34=\xff\0\n|Q37=>|M38=From \0\n|E45=";

    (void)state;
    mbox_drive(&u, in.p, in.n, &once, &got);
    assert_int_equal(got.out_len, sizeof out - 1);
    assert_memory_equal(got.out, out, got.out_len);
    assert_int_equal(chunk_differs(mbox_drive, &u, in.p, in.n), 0);
    free(once.held);
    chunk_result_fini(&got);
    test_cx_fini(&t);
}

/* The same results whatever the split, for what the rows have not. */
static void
splits(void **state)
{
    static const char in[] = F "Content-Length: 20\n\n>>From x\n\nFrom y\n\n"
                               ">a\n\n\r\n" F "x\n>From \n\nFrom z\r\n\r\n" F;

    (void)state;
    for (int v = EML_MBOX_AUTO; v <= EML_MBOX_CL2; v++)
        for (size_t n = 0; n < sizeof in; n++) {
            test_cx t;
            eml_span s = test_cx_init(&t, in, n, EML_ALLOW_NONE);
            mbox_drive_user u = {(eml_mbox_variant)v, &t.cx};

            assert_int_equal(chunk_differs(mbox_drive, &u, s.p, s.n), 0);
            test_cx_fini(&t);
        }
}

static void
fixed_state(void **state)
{
    test_cx t;
    eml_mbox_event ev;
    eml_mbox *m;

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    m = eml_mbox_new(&t.cx, A, 7);
    assert_in_range(t.arena.num_calls, 1, 1);
    eml_mbox_feed(m, EML_LIT("From"), false);
    assert_int_equal(eml_mbox_next(m, &t.cx, &ev), EML_WANT_INPUT);
    assert_int_equal(eml_mbox_next(m, &t.cx, &ev), EML_WANT_INPUT);
    eml_mbox_feed(m, EML_NONE, false);
    assert_int_equal(eml_mbox_next(m, &t.cx, &ev), EML_WANT_INPUT);
    eml_mbox_feed(m, EML_LIT(" a\n"), true);
    assert_int_equal(eml_mbox_next(m, &t.cx, &ev), EML_OK);
    assert_int_equal(ev.kind, EML_MBOX_FROM);
    assert_int_equal(ev.off, 7);
    assert_int_equal(t.diags[0].off, 7);
    assert_int_equal(eml_mbox_next(m, &t.cx, &ev), EML_OK);
    assert_int_equal(ev.kind, EML_MBOX_END);
    assert_int_equal(eml_mbox_next(m, &t.cx, &ev), EML_END);
    assert_int_equal(eml_mbox_next(m, &t.cx, &ev), EML_END);
    t.arena.max = t.arena.taken;
    while (eml_arena_raw(&t.arena, 64))
        ;
    assert_null(eml_mbox_new(&t.cx, A, 0));
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_from_line),
        cmocka_unit_test(splits),
        cmocka_unit_test(nul_and_8_bit),
        cmocka_unit_test(fixed_state),
    };

    return RUN_TABLE(run_row, common) | RUN_TABLE(run_row, variants) |
           RUN_TABLE(run_row, lengths) |
           (cmocka_run_group_tests_name("mbox", tests, NULL, NULL) != 0);
}
