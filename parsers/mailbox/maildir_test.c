#include "tests/cx.h"

#include "eml/maildir.h"

struct row {
    const char *name;
    const char *in;
    size_t n;
    uint32_t allow;
    int rc;
    const char *findings;
    const char *out; /* unique|info|flags|keywords|size */
};

static void
name_row(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, r->allow);
    eml_maildir_name m = {.flags = 77};
    char text[256];

    assert_int_equal(eml_maildir_name_parse(&t.cx, in, &m), r->rc);
    assert_string_equal(test_cx_findings(&t), r->findings);
    if (!r->out) {
        assert_int_equal(m.flags, 77);
    } else {
        snprintf(text, sizeof text, "%.*s|%.*s|%x|%x|%s%llu%s", (int)m.unique.n,
                 (const char *)m.unique.p, (int)m.info.n,
                 (const char *)m.info.p, (unsigned)m.flags,
                 (unsigned)m.keywords, m.has_size ? "" : "?",
                 (unsigned long long)m.size, m.experimental ? "!" : "");
        assert_string_equal(text, r->out);
    }
    test_cx_fini(&t);
}

#define U "1703.M1P2.h"
static const struct row names[] = {
    {"new", BYTES(U), 0, EML_OK, "", U "||0|0|?0"},
    {"no flags", BYTES(U ":2,"), 0, EML_OK, "", U "|2,|0|0|?0"},
    {"seen", BYTES(U ":2,S"), 0, EML_OK, "", U "|2,S|10|0|?0"},
    {"all", BYTES(U ":2,DFPRST"), 0, EML_OK, "", U "|2,DFPRST|3f|0|?0"},
    {"keywords", BYTES(U ":2,Saz"), 0, EML_OK, "", U "|2,Saz|10|2000001|?0"},
    {"not in order", BYTES(U ":2,SR"), 0, EML_OK, "MAILDIR_FLAGS@15+1",
     U "|2,SR|18|0|?0"},
    {"doubled", BYTES(U ":2,SS"), 0, EML_OK, "MAILDIR_FLAGS@15+1",
     U "|2,SS|10|0|?0"},
    {"not known", BYTES(U ":2,AS"), 0, EML_OK, "MAILDIR_FLAGS@14+1",
     U "|2,AS|10|0|?0"},
    {"size", BYTES(U ",S=123,W=130:2,"), 0, EML_OK, "",
     U ",S=123,W=130|2,|0|0|123"},
    {"size that is none", BYTES(U ",S=x,S,,S=5"), 0, EML_OK, "",
     U ",S=x,S,,S=5||0|0|5"},
    {"size that fits nowhere", BYTES(U ",S=99999999999999999999"), 0, EML_OK,
     "", U ",S=99999999999999999999||0|0|9999999999999999999"},
    {"no digits at the end", BYTES(U ",S="), 0, EML_OK, "", U ",S=||0|0|?0"},
    {"experimental", BYTES(U ":1,anything"), 0, EML_OK, "",
     U "|1,anything|0|0|?0!"},
    {"other info", BYTES(U ":3,x"), 0, EML_E_MAILDIR_INFO, "MAILDIR_INFO@11+4",
     NULL},
    {"other info, allowed", BYTES(U ":3,x"), EML_ALLOW_CONTAINER, EML_OK,
     "MAILDIR_INFO@11+4", U "|3,x|0|0|?0"},
    {"no comma", BYTES(U ":2S"), 0, EML_E_MAILDIR_INFO, "MAILDIR_INFO@11+3",
     NULL},
    {"empty info", BYTES(U ":"), 0, EML_E_MAILDIR_INFO, "MAILDIR_INFO@11+1",
     NULL},
    {"empty", BYTES(""), EML_ALLOW_WILD, EML_E_MAILDIR_NAME, "MAILDIR_NAME@0+0",
     NULL},
    {"nothing before the colon", BYTES(":2,S"), 0, EML_E_MAILDIR_NAME,
     "MAILDIR_NAME@0+1", NULL},
    {"dot first", BYTES(".x:2,S"), 0, EML_E_MAILDIR_NAME, "MAILDIR_NAME@0+1",
     NULL},
    {"slash", BYTES("a/b"), 0, EML_E_MAILDIR_NAME, "MAILDIR_NAME@1+1", NULL},
    {"NUL", BYTES("a\0b"), 0, EML_E_MAILDIR_NAME, "MAILDIR_NAME@1+1", NULL},
    {"8-bit", BYTES("a\xe9"), 0, EML_OK, "", "a\xe9||0|0|?0"},
};

struct dir_row {
    const char *name;
    eml_maildir_dir dir;
};

static void
dir_row(void **state)
{
    const struct dir_row *r = *state;
    size_t n = strlen(r->name);
    uint8_t *name = test_exact(r->name, n);

    assert_int_equal(eml_maildir_dir_of((eml_span){name, n}), r->dir);
    free(name);
}

static const struct dir_row dirs[] = {
    {"cur", EML_MAILDIR_CUR},       {"new", EML_MAILDIR_NEW},
    {"tmp", EML_MAILDIR_TMP},       {".a", EML_MAILDIR_FOLDER},
    {".a.b c", EML_MAILDIR_FOLDER}, {"", EML_MAILDIR_NONE},
    {".", EML_MAILDIR_NONE},        {"..", EML_MAILDIR_NONE},
    {"..a", EML_MAILDIR_NONE},      {".a.", EML_MAILDIR_NONE},
    {".a..b", EML_MAILDIR_NONE},    {".a/b", EML_MAILDIR_NONE},
    {"CUR", EML_MAILDIR_NONE},      {"a", EML_MAILDIR_NONE},
};

static void
nul_in_a_folder(void **state)
{
    (void)state;
    assert_int_equal(eml_maildir_dir_of(EML_LIT(".a\0b")), EML_MAILDIR_NONE);
}

static void
written(void **state)
{
    test_cx t;
    uint8_t buf[64];
    eml_out o = {.p = buf, .cap = sizeof buf};

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    assert_int_equal(
        eml_maildir_name_write(&t.cx, EML_LIT(U), 0x7f, 0x6000001, &o), EML_OK);
    assert_int_equal(o.n, strlen(U ":2,DFPRSTaz"));
    assert_memory_equal(o.p, U ":2,DFPRSTaz", o.n);
    o = (eml_out){.p = buf, .cap = 3};
    assert_int_equal(eml_maildir_name_write(&t.cx, EML_LIT(U), 0, 0, &o),
                     EML_E_NOMEM);
    o = (eml_out){.p = buf, .cap = sizeof buf};
    assert_int_equal(eml_maildir_name_write(&t.cx, EML_LIT("a:b"), 0, 0, &o),
                     EML_E_WRITE_MAILDIR);
    assert_int_equal(eml_maildir_name_write(&t.cx, EML_LIT(""), 0, 0, &o),
                     EML_E_WRITE_MAILDIR);
    assert_int_equal(o.n, 0);
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nul_in_a_folder),
        cmocka_unit_test(written),
    };

    return RUN_TABLE(name_row, names) | RUN_TABLE(dir_row, dirs) |
           (cmocka_run_group_tests_name("maildir", tests, NULL, NULL) != 0);
}
