/* Messages, written: RFC 2045 and 2046. */
#include "tests/cx.h"
#include "eml/write.h"

/* ---- a message read, then written ---------------------------------------- */

#define FROM       "From: a@b\r\n"
#define MULTI(cte) FROM cte "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
#define TYPE(t)    "Content-Type: " t "\r\n"
#define CTE(c)     "Content-Transfer-Encoding: " c "\r\n"

static const struct message_row {
    const char *name;
    const char *in;
    size_t n;
    int rc;
    const char *out; /* NULL: the same */
    enum eml_newline newline;
} messages[] = {
    {"no fields, no body", BYTES("\r\n"), 0, NULL, EML_NL_CRLF},
    {"a body", BYTES(FROM "\r\nHello\r\n"), 0, NULL, EML_NL_CRLF},
    {"a body without its last line end", BYTES(FROM "\r\nHello"), 0, NULL,
     EML_NL_CRLF},
    {"a header without its end", BYTES(FROM), 0, FROM "\r\n", EML_NL_CRLF},
    {"an empty body", BYTES(FROM "\r\n"), 0, NULL, EML_NL_CRLF},
    {"stored form becomes CRLF", BYTES("From: a@b\nSubject: x\n y\n\nHello\n"),
     0, FROM "Subject: x y\r\n\r\nHello\r\n", EML_NL_LF},
    {"a bare LF in a body", BYTES(FROM "\r\na\nb\r\n"), EML_E_WRITE_CONTENT,
     NULL, EML_NL_CRLF},
    {"a bare CR in a body", BYTES(FROM "\r\na\rb\r\n"), EML_E_WRITE_CONTENT,
     NULL, EML_NL_CRLF},
    {"a CR at the end of a body", BYTES(FROM "\r\nab\r"), EML_E_WRITE_CONTENT,
     NULL, EML_NL_CRLF},
    {"a NUL in a body", BYTES(FROM "\r\na\0b\r\n"), EML_E_WRITE_CONTENT, NULL,
     EML_NL_CRLF},
    {"8-bit in 7bit", BYTES(FROM "\r\n\xc3\xa9\r\n"), EML_E_WRITE_CONTENT, NULL,
     EML_NL_CRLF},
    {"8-bit in 8bit", BYTES(FROM CTE("8bit") "\r\n\xc3\xa9\r\n"), 0, NULL,
     EML_NL_CRLF},
    {"anything in binary", BYTES(FROM CTE("binary") "\r\n\r\xff\0\n"), 0, NULL,
     EML_NL_CRLF},
    {"quoted-printable is written anew",
     BYTES(FROM CTE("quoted-printable") "\r\na=3db =\r\n=41 \r\n"), 0,
     FROM CTE("quoted-printable") "\r\na=3Db A\r\n", EML_NL_CRLF},
    {"quoted-printable text with a bare LF",
     BYTES(FROM CTE("quoted-printable") "\r\na=0Ab\r\n"), EML_E_WRITE_CONTENT,
     NULL, EML_NL_CRLF},
    {"quoted-printable that is no text",
     BYTES(FROM TYPE("application/x-a")
               CTE("quoted-printable") "\r\na=0Ab\r\nc"),
     0, FROM TYPE("application/x-a") CTE("quoted-printable") "\r\na=0Ab=0D=0Ac",
     EML_NL_CRLF},
    {"base64 text with a bare LF", BYTES(FROM CTE("base64") "\r\nYQpi\r\n"),
     EML_E_WRITE_CONTENT, NULL, EML_NL_CRLF},
    {"base64 that is no text",
     BYTES(FROM TYPE("application/x-a") CTE("base64") "\r\nYQpi\r\n"), 0, NULL,
     EML_NL_CRLF},
    {"stored form with a CRLF in it", BYTES("From: a@b\n\na\r\n\nb\n"), 0,
     "From: a@b\r\n\r\na\r\n\r\nb\r\n", EML_NL_LF},
    {"stored form of an empty line", BYTES("\n\na\n"), 0, "\r\n\r\na\r\n",
     EML_NL_LF},
    {"stored form of nothing but CRLF", BYTES("From: a@b\n\na\r\n"), 0,
     "From: a@b\r\n\r\na\r\n", EML_NL_LF},
    {"stored form of an empty quoted-printable body",
     BYTES("Content-Transfer-Encoding: quoted-printable\n\n"), 0,
     CTE("quoted-printable") "\r\n", EML_NL_LF},
    {"stored form of quoted-printable",
     BYTES("Content-Transfer-Encoding: quoted-printable\n\na =\nb\nc"), 0,
     CTE("quoted-printable") "\r\na b\r\nc", EML_NL_LF},
    {"stored form of a multipart",
     BYTES("Content-Type: multipart/mixed; "
           "boundary=x\n\np\np\n--x\n\na\n--x--\ne\n"),
     0,
     TYPE("multipart/mixed; boundary=x") "\r\np\r\np\r\n--x\r\n\r\na\r\n--x--"
                                         "\r\ne\r\n",
     EML_NL_LF},
    {"base64 is written anew", BYTES(FROM CTE("base64") "\r\nQU\r\nJD"), 0,
     FROM CTE("base64") "\r\nQUJD\r\n", EML_NL_CRLF},
    {"empty base64", BYTES(FROM CTE("base64") "\r\n"), 0, NULL, EML_NL_CRLF},
    {"a private encoding is left alone", BYTES(FROM CTE("x-a") "\r\n!?\r\n"), 0,
     NULL, EML_NL_CRLF},

    /* structure */
    {"multipart",
     BYTES(MULTI("") "--x\r\n\r\none\r\n--x\r\n" TYPE("a/b") "\r\n\r\n--x--"
                                                             "\r\n"),
     0, NULL, EML_NL_CRLF},
    {"preamble and epilogue",
     BYTES(MULTI("") "pre\r\n\r\n--x\r\n\r\none\r\n--x--\r\nepi\r\n--y\r\n"), 0,
     NULL, EML_NL_CRLF},
    {"padding goes, and an empty preamble",
     BYTES(MULTI("") "\r\n--x \t\r\n\r\none\r\n--x-- "), 0,
     MULTI("") "--x\r\n\r\none\r\n--x--\r\n", EML_NL_CRLF},
    {"a close-delimiter is put in", BYTES(MULTI("") "--x\r\n\r\none\r\n"), 0,
     MULTI("") "--x\r\n\r\none\r\n\r\n--x--\r\n", EML_NL_CRLF},
    {"multiparts nest",
     BYTES(MULTI("") "--x\r\n" TYPE(
         "multipart/mixed; boundary=y") "\r\npre\r\n--y\r\n\r\na\r\n--"
                                        "y\r\n\r\n\r\n--y--\r\nepi\r\n--x--"
                                        "\r\n"),
     0, NULL, EML_NL_CRLF},
    {"a nested multipart without an epilogue",
     BYTES(MULTI("") "--x\r\n" TYPE(
         "multipart/mixed; boundary=y") "\r\n--y\r\n\r\na\r\n--y--\r\n--x--"
                                        "\r\n"),
     0, NULL, EML_NL_CRLF},
    {"message/rfc822",
     BYTES(FROM TYPE("message/rfc822") "\r\n" FROM "\r\nHello\r\n"), 0, NULL,
     EML_NL_CRLF},
    {"multipart in a message in a multipart",
     BYTES(MULTI("") "--x\r\n" TYPE("message/rfc822") "\r\n" FROM TYPE(
         "multipart/mixed; boundary=y") "\r\n--y\r\n\r\na\r\n--y--\r\n--x--"
                                        "\r\n"),
     0, NULL, EML_NL_CRLF},
    {"a digest has messages by default",
     BYTES(FROM TYPE(
         "multipart/digest; boundary=x") "\r\n--x\r\n\r\n" FROM
                                         "\r\nHello\r\n--x\r\n" TYPE(
                                             "text/plain") "\r\nno "
                                                           "message\r\n--x--"
                                                           "\r\n"),
     0, NULL, EML_NL_CRLF},
    {"8bit in 8bit",
     BYTES(MULTI(CTE("8bit")) "--x\r\n" CTE("8bit") "\r\n\xc3"
                                                    "\xa9\r\n--x--\r\n"),
     0, NULL, EML_NL_CRLF},
    {"8bit in 7bit",
     BYTES(MULTI("") "--x\r\n" CTE("8bit") "\r\nabc\r\n--x--\r\n"),
     EML_E_WRITE_CONTENT, NULL, EML_NL_CRLF},
    {"binary in 8bit",
     BYTES(MULTI(CTE("8bit")) "--x\r\n" CTE("binary") "\r\nabc\r\n--x--\r\n"),
     EML_E_WRITE_CONTENT, NULL, EML_NL_CRLF},
    {"8-bit in a preamble", BYTES(MULTI("") "\xff\r\n--x\r\n\r\n\r\n--x--\r\n"),
     EML_E_WRITE_CONTENT, NULL, EML_NL_CRLF},
    {"8-bit in an epilogue", BYTES(MULTI("") "--x\r\n\r\n\r\n--x--\r\n\xff"),
     EML_E_WRITE_CONTENT, NULL, EML_NL_CRLF},
    {"multipart in base64",
     BYTES(MULTI(CTE("base64")) "--x\r\n\r\none\r\n--x--\r\n"),
     EML_E_WRITE_STRUCTURE, NULL, EML_NL_CRLF},
    {"message in base64",
     BYTES(FROM TYPE("message/rfc822") CTE("base64") "\r\nQUJD\r\n"),
     EML_E_WRITE_STRUCTURE, NULL, EML_NL_CRLF},
    {"message/global in base64",
     BYTES(FROM TYPE("message/global") CTE("base64") "\r\nQUJD\r\n"), 0, NULL,
     EML_NL_CRLF},
    {"a delivery-status in base64",
     BYTES(FROM TYPE("message/delivery-status") CTE("base64") "\r\nQUJD\r\n"),
     EML_E_WRITE_CONTENT, NULL, EML_NL_CRLF},
    {"a delivery-status in 8bit",
     BYTES(FROM TYPE("message/delivery-status") CTE("8bit") "\r\n"),
     EML_E_WRITE_CONTENT, NULL, EML_NL_CRLF},
    {"a disposition-notification in binary",
     BYTES(FROM TYPE("message/disposition-notification") CTE("binary") "\r\n"),
     EML_E_WRITE_CONTENT, NULL, EML_NL_CRLF},
    {"a feedback-report in 8bit",
     BYTES(FROM TYPE("message/feedback-report") CTE("8bit") "\r\n"),
     EML_E_WRITE_CONTENT, NULL, EML_NL_CRLF},
    {"message/partial in 8bit",
     BYTES(FROM TYPE("message/partial; id=a; number=1")
               CTE("8bit") "\r\na\r\n"),
     EML_E_WRITE_CONTENT, NULL, EML_NL_CRLF},
    {"multipart without a delimiter", BYTES(MULTI("") "text\r\n"),
     EML_E_WRITE_STRUCTURE, NULL, EML_NL_CRLF},
    {"multipart without a boundary",
     BYTES(FROM TYPE("multipart/mixed") "\r\n--x\r\n\r\n--x--\r\n"),
     EML_E_WRITE_STRUCTURE, NULL, EML_NL_CRLF},
    {"the boundary in an epilogue",
     BYTES(MULTI("") "--x\r\n\r\none\r\n--x--\r\n--x\r\n"),
     EML_E_WRITE_BOUNDARY, NULL, EML_NL_CRLF},
    {"the boundary and more in a part",
     BYTES(MULTI("") "--x\r\n\r\n--xy\r\n--x--\r\n"), EML_E_WRITE_BOUNDARY,
     NULL, EML_NL_CRLF},
    {"the boundary inside of a line",
     BYTES(MULTI("") "--x\r\n\r\n --x\r\na--x\r\n--\r\n--x--\r\n"), 0, NULL,
     EML_NL_CRLF},
    {"Content-Type twice", BYTES(FROM TYPE("a/b") TYPE("c/d") "\r\n"),
     EML_E_WRITE_VALUE, NULL, EML_NL_CRLF},
    {"Content-Transfer-Encoding twice",
     BYTES(FROM CTE("7bit") CTE("8bit") "\r\n"), EML_E_WRITE_VALUE, NULL,
     EML_NL_CRLF},
    {"a line that is no field", BYTES(FROM "nothing\r\n\r\n"), EML_E_WRITE_NAME,
     NULL, EML_NL_CRLF},
    {"a value that cannot be read", BYTES("From: (\r\n\r\n"), EML_E_WRITE_VALUE,
     NULL, EML_NL_CRLF},
};

static void
messages_runs(void **state)
{
    const struct message_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_WILD);
    eml_out out = {.arena = &t.arena};
    const eml_write_part *w;
    eml_part *p;

    t.cx.newline = (uint8_t)r->newline;
    assert_int_equal(eml_message_parse(&t.cx, in, &p), EML_OK);
    t.cx.err.code = 0;
    assert_int_equal(eml_tree_to_write(&t.cx, p, &w), EML_OK);
    assert_int_equal(eml_write_message(&t.cx, w, false, 1, &out), r->rc);
    if (r->rc < 0) {
        assert_int_equal(t.cx.err.code, r->rc);
        assert_int_equal(out.n, 0);
    } else {
        const char *expect = r->out ? r->out : r->in;
        size_t n = r->out ? strlen(r->out) : r->n;

        assert_int_equal(t.cx.err.code, 0);
        if (out.n != n || memcmp(out.p, expect, n) != 0)
            assert_string_equal(test_cx_str(&t, eml_out_view(&out)), expect);
        assert_int_equal(out.n, n);
    }
    test_cx_fini(&t);
}

/* ---- trees that a program made ------------------------------------------- */

static eml_content_type mixed = {
    .type = {(const uint8_t *)"multipart", 9},
    .subtype = {(const uint8_t *)"mixed", 5},
};
static eml_content_type rfc822 = {
    .type = {(const uint8_t *)"message", 7},
    .subtype = {(const uint8_t *)"rfc822", 6},
};
static eml_encoding eightbit = {.cte = EML_CTE_8BIT};
static eml_field mixed_field = {
    .id = EML_FIELD_CONTENT_TYPE,
    .value = {.kind = EML_VALUE_CONTENT_TYPE, .u.content_type = &mixed}};
static eml_field mixed_8bit_field = {
    .id = EML_FIELD_CONTENT_TYPE,
    .value = {.kind = EML_VALUE_CONTENT_TYPE, .u.content_type = &mixed}};
static eml_field rfc822_field = {
    .id = EML_FIELD_CONTENT_TYPE,
    .value = {.kind = EML_VALUE_CONTENT_TYPE, .u.content_type = &rfc822}};
static eml_field eightbit_field = {
    .id = EML_FIELD_CONTENT_TRANSFER_ENCODING,
    .value = {.kind = EML_VALUE_ENCODING, .u.encoding = &eightbit}};

#define S(s)                                                                   \
    {                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                    \
    }

static const eml_write_part leaf_part = {.content = S("a\r\n")};

static const struct tree_row {
    const char *name;
    eml_write_part part;
    int rc;
} built[] = {
    {"all members zero", {.fields = NULL}, 0},
    {"multipart without parts",
     {.fields = &mixed_field},
     EML_E_WRITE_STRUCTURE},
    {"multipart with content",
     {.fields = &mixed_field,
      .parts = &leaf_part,
      .num_parts = 1,
      .content = S("x")},
     EML_E_WRITE_STRUCTURE},
    {"multipart with a message",
     {.fields = &mixed_field,
      .parts = &leaf_part,
      .num_parts = 1,
      .message = &leaf_part},
     EML_E_WRITE_STRUCTURE},
    {"text with parts",
     {.parts = &leaf_part, .num_parts = 1},
     EML_E_WRITE_STRUCTURE},
    {"text with a message", {.message = &leaf_part}, EML_E_WRITE_STRUCTURE},
    {"text with a preamble", {.preamble = S("x")}, EML_E_WRITE_STRUCTURE},
    {"text with an epilogue", {.epilogue = S("x")}, EML_E_WRITE_STRUCTURE},
    {"message without a message",
     {.fields = &rfc822_field},
     EML_E_WRITE_STRUCTURE},
    {"message with content",
     {.fields = &rfc822_field, .message = &leaf_part, .content = S("x")},
     EML_E_WRITE_STRUCTURE},
    {"message with parts",
     {.fields = &rfc822_field,
      .message = &leaf_part,
      .parts = &leaf_part,
      .num_parts = 1},
     EML_E_WRITE_STRUCTURE},
    {"message", {.fields = &rfc822_field, .message = &leaf_part}, 0},
    {"multipart",
     {.fields = &mixed_field, .parts = &leaf_part, .num_parts = 1},
     0},
};

static void
built_runs(void **state)
{
    const struct tree_row *r = *state;
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    assert_int_equal(eml_write_message(&t.cx, &r->part, false, 1, &out), r->rc);
    assert_int_equal(t.cx.err.code, r->rc);
    assert_true(r->rc == 0 || out.n == 0);
    test_cx_fini(&t);
}

static int
write_content(size_t line, uint8_t byte, eml_field *field, size_t *n)
{
    test_cx t;
    uint8_t *b = malloc(line + 2);
    eml_write_part part = {.fields = field};
    eml_out out = {.arena = &t.arena};
    int rc;

    assert_non_null(b);
    memset(b, byte, line);
    memcpy(b + line, "\r\n", 2);
    part.content = (eml_span){b, line + 2};
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    rc = eml_write_message(&t.cx, &part, false, 1, &out);
    *n = out.n;
    test_cx_fini(&t);
    free(b);
    return rc;
}

static void
a_line_has_998_bytes(void **state)
{
    size_t n;

    (void)state;
    assert_int_equal(write_content(998, 'a', NULL, &n), EML_OK);
    assert_int_equal(n, 1002);
    assert_int_equal(write_content(999, 'a', NULL, &n), EML_E_WRITE_CONTENT);
    assert_int_equal(write_content(998, 0xc3, &eightbit_field, &n), EML_OK);
    assert_int_equal(write_content(999, 0xc3, &eightbit_field, &n),
                     EML_E_WRITE_CONTENT);
}

/* Without a boundary in the tree one is made: the same for the same seed, and
 * none that occurs. */
static void
a_boundary_is_made(void **state)
{
    eml_write_part parts[2] = {leaf_part, leaf_part};
    eml_write_part root = {
        .fields = &mixed_field, .parts = parts, .num_parts = 2};
    char text[200], first[64];
    test_cx t;
    eml_out a = {.arena = &t.arena}, b = a, c = a, d = a, e = a;
    eml_span made;
    const char *at;

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    assert_int_equal(eml_write_message(&t.cx, &root, false, 7, &a), EML_OK);
    assert_int_equal(eml_write_message(&t.cx, &root, false, 7, &b), EML_OK);
    assert_int_equal(eml_write_message(&t.cx, &root, false, 8, &c), EML_OK);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
    assert_int_equal(a.n, c.n);
    assert_memory_not_equal(a.p, c.p, a.n);
    at = strstr(test_cx_str(&t, eml_out_view(&a)), "boundary=\"");
    assert_non_null(at);
    snprintf(first, sizeof first, "%.26s", at + 10);
    assert_memory_equal(first, "=_", 2);

    /* it occurs: another is taken */
    snprintf(text, sizeof text, "--%s\r\n", first);
    made = (eml_span){(const uint8_t *)text, strlen(text)};
    parts[1].content = made;
    assert_int_equal(eml_write_message(&t.cx, &root, false, 7, &d), EML_OK);
    at = strstr(test_cx_str(&t, eml_out_view(&d)), "boundary=\"");
    assert_non_null(at);
    assert_memory_not_equal(at + 10, first, 26);

    /* in the preamble and in the epilogue, too */
    parts[1] = leaf_part;
    root.preamble = made;
    root.epilogue = made;
    assert_int_equal(eml_write_message(&t.cx, &root, false, 7, &e), EML_OK);
    at = strstr(test_cx_str(&t, eml_out_view(&e)), "boundary=\"");
    assert_non_null(at);
    assert_memory_not_equal(at + 10, first, 26);
    test_cx_fini(&t);
}

/* Whoever knows the seed can make every boundary occur: that is an error and
 * no endless loop. */
static void
boundaries_that_all_occur(void **state)
{
    eml_write_part leaf = {0};
    eml_write_part root = {
        .fields = &mixed_field, .parts = &leaf, .num_parts = 1};
    test_cx t;
    eml_out out = {.arena = &t.arena}, text = out;
    int rc = EML_OK;

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    for (int i = 0; i < 40 && rc == EML_OK; i++) {
        const char *at;

        out.n = 0;
        rc = eml_write_message(&t.cx, &root, false, 7, &out);
        if (rc < 0)
            break;
        at = strstr(test_cx_str(&t, eml_out_view(&out)), "boundary=\"");
        assert_non_null(at);
        eml_out_span(&text, EML_LIT("--"));
        eml_out_span(&text, (eml_span){(const uint8_t *)at + 10, 26});
        eml_out_span(&text, EML_LIT("\r\n"));
        leaf.content = eml_out_view(&text);
    }
    assert_int_equal(rc, EML_E_WRITE_BOUNDARY);
    test_cx_fini(&t);
}

/* Writes `root` with UTF-8, at the front of *out. */
static int
write_utf8(test_cx *t, const eml_write_part *root, eml_out *out)
{
    out->n = 0;
    return eml_write_message(&t->cx, root, true, 7, out);
}

static bool
has(const eml_out *out, const char *s)
{
    size_t n = strlen(s);

    for (size_t i = 0; i + n <= out->n; i++)
        if (memcmp(out->p + i, s, n) == 0)
            return true;
    return false;
}

/* An inner header in UTF-8 is 8-bit in what is around it, and has no place in
 * message/rfc822 (RFC 6532 section 3.7): there text is written in
 * encoded-words, and what cannot be is refused. */
static void
utf8_in_an_inner_header(void **state)
{
    static const char raw[] = "Subject: \xc3\xa9", word[] = "Subject: =?";
    eml_text subject = EML_TEXT_OF(EML_LIT("\xc3\xa9"));
    eml_field field = {.id = EML_FIELD_SUBJECT,
                       .value = {.kind = EML_VALUE_UNSTRUCTURED}};
    eml_write_part inner = {.fields = &field};
    eml_write_part root = {
        .fields = &mixed_field, .parts = &inner, .num_parts = 1};
    eml_mailbox joe = {.local = subject, .domain = EML_TEXT_OF(EML_LIT("b"))};
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    field.value.u.text = subject;
    assert_int_equal(eml_write_message(&t.cx, &root, false, 7, &out), EML_OK);
    assert_int_equal(write_utf8(&t, &root, &out), EML_OK);
    assert_true(has(&out, word));
    mixed_8bit_field.next = &eightbit_field;
    root.fields = &mixed_8bit_field;
    assert_int_equal(write_utf8(&t, &root, &out), EML_OK);
    assert_true(has(&out, raw));
    rfc822_field.next = &eightbit_field;
    root = (eml_write_part){.fields = &rfc822_field, .message = &inner};
    assert_int_equal(write_utf8(&t, &root, &out), EML_OK);
    assert_true(has(&out, word));
    rfc822.subtype = EML_LIT("global");
    assert_int_equal(write_utf8(&t, &root, &out), EML_OK);
    assert_true(has(&out, raw));
    rfc822.subtype = EML_LIT("rfc822");
    field = (eml_field){.id = EML_FIELD_RETURN_PATH,
                        .value = {.kind = EML_VALUE_PATH}};
    field.value.u.path = &joe;
    assert_int_equal(write_utf8(&t, &root, &out), EML_E_WRITE_VALUE);
    rfc822_field.next = NULL;
    test_cx_fini(&t);
}

static void
depth_is_limited(void **state)
{
    enum { DEEP = 300 };
    static eml_write_part part[DEEP + 1];
    test_cx t;
    eml_out out = {.arena = &t.arena};
    eml_limits limits = {.depth = DEEP};

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    for (int i = 0; i < DEEP; i++)
        part[i] = (eml_write_part){
            .fields = &mixed_field, .parts = &part[i + 1], .num_parts = 1};
    part[DEEP] = leaf_part;
    assert_int_equal(eml_write_message(&t.cx, part, false, 7, &out),
                     EML_E_LIMIT);
    assert_int_equal(out.n, 0);
    t.cx.limits = &limits;
    assert_int_equal(eml_write_message(&t.cx, part, false, 7, &out), EML_OK);
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(a_line_has_998_bytes),
        cmocka_unit_test(a_boundary_is_made),
        cmocka_unit_test(boundaries_that_all_occur),
        cmocka_unit_test(utf8_in_an_inner_header),
        cmocka_unit_test(depth_is_limited),
    };

    return RUN_TABLE(messages_runs, messages) | RUN_TABLE(built_runs, built) |
           cmocka_run_group_tests_name("messages", more, NULL, NULL);
}
