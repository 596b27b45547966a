#include "tests/cx.h"
#include "tests/oom.h"

#include "eml/mbox.h"

#define F "From a@b Sat Jan  3 01:05:34 1996\n"

/* ---- from-lines ---------------------------------------------------------- */

struct from_row {
    const char *name; /* the line */
    const char *out;  /* NULL: none */
};

static void
from_row(void **state)
{
    const struct from_row *r = *state;
    size_t n = strlen(r->name);
    uint8_t *line = test_exact(r->name, n);
    eml_mbox_from f;
    char text[128];

    if (!r->out) {
        assert_false(eml_mbox_from_parse((eml_span){line, n}, &f));
    } else {
        assert_true(eml_mbox_from_parse((eml_span){line, n}, &f));
        snprintf(text, sizeof text, "%.*s %d %04d-%02u-%02u %02u:%02u:%02u%s%d",
                 (int)f.sender.n, (const char *)f.sender.p, f.date.day_name,
                 (int)f.date.year, f.date.month, f.date.day, f.date.hour,
                 f.date.minute, f.date.second, f.date.zone_known ? " " : " ?",
                 f.date.offset_min);
        assert_string_equal(text, r->out);
    }
    free(line);
}

static const struct from_row froms[] = {
    {"From a@b Sat Jan  3 01:05:34 1996\n", "a@b 6 1996-01-03 01:05:34 ?0"},
    {"From a@b Sat Jan  3 01:05:34 1996\r\n", "a@b 6 1996-01-03 01:05:34 ?0"},
    {"From a@b Sat Jan  3 01:05:34 1996", "a@b 6 1996-01-03 01:05:34 ?0"},
    {"From - Sat Jan 13 01:05 1996", "- 6 1996-01-13 01:05:00 ?0"},
    {"From a@b  sat jan 3 1:5:4 1996", "a@b 6 1996-01-03 01:05:04 ?0"},
    {"From a@b\tSat\tJan\t3 01:05:34\t1996", "a@b 6 1996-01-03 01:05:34 ?0"},
    {"From a@b Sat Jan  3 01:05:34 EST 1996", "a@b 6 1996-01-03 01:05:34 ?0"},
    {"From a@b Sat Jan  3 01:05:34 1996 +0130", "a@b 6 1996-01-03 01:05:34 90"},
    {"From a@b Sat Jan  3 01:05:34 -0130 1996",
     "a@b 6 1996-01-03 01:05:34 -90"},
    {"From a@b Sat Jan  3 01:05:60 1996", "a@b 6 1996-01-03 01:05:60 ?0"},
    {"From a@b Sat Jan  3 01:05:34 1996 remote from c",
     "a@b 6 1996-01-03 01:05:34 ?0"},
    {"From \"a b\"@c Sat Jan  3 01:05:34 1996",
     "\"a b\"@c 6 1996-01-03 01:05:34 ?0"},
    {"From Sat Jan 3 Sat Jan  3 01:05:34 1996",
     "Sat Jan 3 6 1996-01-03 01:05:34 ?0"},
    {"From a Wed Dec 31 23:59:59 9999", "a 3 9999-12-31 23:59:59 ?0"},
    {"From a Sat Jan  3 01:05:34 1996 9", NULL},
    {"From a Sat Jan  3 01:05:34 1996 +9960", NULL},
    {"From a Sat Jan  3 01:05:34 1996 +99", NULL},
    {"From a Sat Jan  3 01:05:34 1996 +99999", NULL},
    {"From a Sat Jan  3 01:05:34 +1 1996", NULL},
    {"From a Sat Jan  3 01:05:34 +0100", NULL},
    {"From a Sat Jan  3 01:05:34 EST", NULL},
    {"From a Sat Jan  3 01:05:34 ", NULL},
    {"From a Sat Jan  3 01:05:34 !", NULL},
    {"From a Sat Jan  3 01:05:34", NULL},
    {"From a Sat Jan  3 01:05:34 96", NULL},
    {"From a Sat Jan  3 01:05:34 19960", NULL},
    {"From a Sat Jan  3 24:05:34 1996", NULL},
    {"From a Sat Jan  3 01:60:34 1996", NULL},
    {"From a Sat Jan  3 01:05:61 1996", NULL},
    {"From a Sat Jan  3 01:05: 1996", NULL},
    {"From a Sat Jan  3 01: 1996", NULL},
    {"From a Sat Jan  3 01 1996", NULL},
    {"From a Sat Jan  3 123:05:34 1996", NULL},
    {"From a Sat Jan  3 x 1996", NULL},
    {"From a Sat Jan  0 01:05:34 1996", NULL},
    {"From a Sat Jan 32 01:05:34 1996", NULL},
    {"From a Sat Jan x 01:05:34 1996", NULL},
    {"From a Sat Jan 3", NULL},
    {"From a Sat Jan", NULL},
    {"From a Sat Jam 3 01:05:34 1996", NULL},
    {"From a Sat", NULL},
    {"From a Sax Jan 3 01:05:34 1996", NULL},
    {"From a SatJan 3 01:05:34 1996", NULL},
    {"From a Sat Jan3 01:05:34 1996", NULL},
    {"From Sat Jan  3 01:05:34 1996", NULL},
    {"From a@b", NULL},
    {"From ", NULL},
    {"From", NULL},
    {"from a@b Sat Jan  3 01:05:34 1996", NULL},
    {"", NULL},
};

/* ---- one message at a time ----------------------------------------------- */

struct split_row {
    const char *name;
    eml_mbox_variant variant;
    const char *in;
    size_t n;
    const char *out; /* "junk|from|message|blank|quotes/" for each */
    const char *findings;
};

static void
split_row(void **state)
{
    const struct split_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_out o = {.arena = &t.arena};
    eml_mbox_message m;
    size_t cursor = 0, covered = 0;

    t.cx.base = 100;
    while (eml_mbox_split(&t.cx, in, r->variant, &cursor, &m) == EML_OK) {
        eml_span parts[4] = {m.junk, m.from, m.message, m.blank};

        for (int i = 0; i < 4; i++) {
            if (parts[i].n || (i == 2 && m.from.n))
                assert_ptr_equal(parts[i].p, in.p + covered);
            covered += parts[i].n;
            eml_out_span(&o, parts[i]);
            eml_out_byte(&o, '|');
        }
        eml_out_u64(&o, m.num_quotes, 1);
        eml_out_byte(&o, '/');
        assert_int_equal(cursor, covered);
    }
    assert_int_equal(covered, r->n);
    assert_string_equal(test_cx_str(&t, eml_out_view(&o)), r->out);
    assert_string_equal(test_cx_findings(&t), r->findings);
    test_cx_fini(&t);
}

static const struct split_row splits[] = {
    {"nothing", EML_MBOX_AUTO, BYTES(""), "", ""},
    {"two", EML_MBOX_AUTO, BYTES(F "a\n\n" F "b\n>From c\n\n"),
     "|" F "|a\n|\n|0/|" F "|b\n>From c\n|\n|1/", ""},
    {"no message has a place", EML_MBOX_AUTO, BYTES(F "\n" F),
     "|" F "||\n|0/|" F "|||0/", ""},
    {"junk", EML_MBOX_AUTO, BYTES("x\n\n" F "a\n"), "x\n\n|" F "|a\n||0/",
     "MBOX_FROM@100+1"},
    {"junk alone", EML_MBOX_AUTO, BYTES("x\n"), "x\n||||0/", "MBOX_FROM@100+1"},
    {"findings once each", EML_MBOX_RD, BYTES("From a\nb\nFrom c\nd\n"),
     "|From a\n|b\n||0/|From c\n|d\n||0/",
     "MBOX_FROM_SYNTAX@100+7 MBOX_BLANK@109+5 MBOX_FROM_SYNTAX@109+7"},
    {"Content-Length", EML_MBOX_CL2,
     BYTES(F "Content-Length: 8\n\n\nFrom b\n\n" F "x\n"),
     "|" F "|Content-Length: 8\n\n\nFrom b\n|\n|0/|" F "|x\n||0/", ""},
};

/* From-lines of more than 1000 bytes are one span again. */
static void
long_from_line(void **state)
{
    char in[3000];
    test_cx t;
    eml_span s;
    eml_mbox_message m;
    size_t cursor = 0;

    (void)state;
    memset(in, 'x', sizeof in);
    memcpy(in, "From ", 5);
    memcpy(in + 2990, "\n12345678\n", 10);
    s = test_cx_init(&t, in, sizeof in, EML_ALLOW_NONE);
    assert_int_equal(eml_mbox_split(&t.cx, s, EML_MBOX_AUTO, &cursor, &m),
                     EML_OK);
    assert_int_equal(m.from.n, 2991);
    assert_int_equal(m.message.n, 9);
    assert_int_equal(cursor, 3000);
    test_cx_fini(&t);
}

/* ---- quoting ------------------------------------------------------------- */

struct quote_row {
    const char *name;
    eml_mbox_variant variant;
    const char *in;
    size_t n;
    const char *out;
};

static void
quote_row(void **state)
{
    const struct quote_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE), out;

    assert_int_equal(eml_mbox_unquote(&t.cx, r->variant, in, &out), EML_OK);
    assert_int_equal(out.n, strlen(r->out));
    assert_memory_equal(out.p, r->out, out.n);
    test_cx_fini(&t);
}

#define Q ">From a\n>>From b\nx >From c\n>Fro\n>>>From "
static const struct quote_row quotes[] = {
    {"RD", EML_MBOX_RD, BYTES(Q), "From a\n>From b\nx >From c\n>Fro\n>>From "},
    {"AUTO", EML_MBOX_AUTO, BYTES(Q),
     "From a\n>From b\nx >From c\n>Fro\n>>From "},
    {"CL", EML_MBOX_CL, BYTES(Q), "From a\n>From b\nx >From c\n>Fro\n>>From "},
    {"O", EML_MBOX_O, BYTES(Q), "From a\n>>From b\nx >From c\n>Fro\n>>>From "},
    {"CL2", EML_MBOX_CL2, BYTES(Q), Q},
    {"none", EML_MBOX_RD, BYTES("a\nb"), "a\nb"},
    {"empty", EML_MBOX_RD, BYTES(""), ""},
    {"quoting alone", EML_MBOX_RD, BYTES(">From "), "From "},
};

static int
unquote_with(void *user, const eml_alloc *from)
{
    eml_arena a;
    eml_cx cx = {.arena = &a};
    eml_span out;
    int rc;

    (void)user;
    eml_arena_init(&a, from, 0);
    rc = eml_mbox_unquote(&cx, EML_MBOX_RD, EML_LIT(">From x"), &out);
    eml_arena_fini(&a);
    return rc;
}

static void
no_memory(void **state)
{
    (void)state;
    assert_int_equal(oom_every_call(unquote_with, NULL, 10), EML_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_from_line),
        cmocka_unit_test(no_memory),
    };

    return RUN_TABLE(from_row, froms) | RUN_TABLE(split_row, splits) |
           RUN_TABLE(quote_row, quotes) |
           (cmocka_run_group_tests_name("mbox files", tests, NULL, NULL) != 0);
}
