/* RFC 2045 section 6.8: base64. */
#include "tests/table.h"
#include "tests/feed.h"
#include "core/base64_int.h"

enum { MAX = 4096 };

/* ---- a second reading of 6.8, slow and in the order of its text ---------- */

typedef struct reading {
    uint8_t out[MAX];
    size_t len;
    uint64_t num_bad, bad_at, long_line_at, after_pad_at, padding_at, stray_at;
    bool long_line, after_pad, padding, stray_bits;
} reading;

static const char table_1[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
first(bool *flag, uint64_t *at, uint64_t off)
{
    if (!*flag)
        *at = off;
    *flag = true;
}

static void
read_lines(reading *r, const uint8_t *in, size_t n)
{
    for (size_t begin = 0, i; begin < n; begin = i + 1) {
        size_t len;

        for (i = begin; i < n && in[i] != '\n'; i++)
            continue;
        len = i - begin;
        if (i < n && len && in[i - 1] == '\r')
            len--;
        if (len > 76)
            first(&r->long_line, &r->long_line_at, begin + 76);
    }
}

/* The bits of a group, whole bytes of them kept, the rest looked at. */
static void
read_group(reading *r, const unsigned *values, unsigned num, uint64_t at)
{
    unsigned bits = 0;

    for (unsigned i = 0; i < 4; i++)
        bits = bits * 64 + (i < num ? values[i] : 0);
    for (unsigned i = 0; i < num * 6 / 8; i++) {
        r->out[r->len++] = (uint8_t)(bits >> 16);
        bits = bits << 8 & 0xffffff;
    }
    if (bits)
        first(&r->stray_bits, &r->stray_at, at);
}

static void
read_base64(reading *r, const uint8_t *in, size_t n)
{
    unsigned values[4], num = 0, pads_due = 0;
    uint64_t last_at = 0;
    bool seen_end = false;

    memset(r, 0, sizeof *r);
    read_lines(r, in, n);
    for (size_t i = 0; i < n; i++) {
        const char *c = in[i] ? strchr(table_1, in[i]) : NULL;

        if (pads_due && (c || in[i] == '=')) {
            pads_due = 0;
            if (in[i] == '=')
                continue;
            first(&r->padding, &r->padding_at, i);
        }
        if (c) {
            if (seen_end)
                first(&r->after_pad, &r->after_pad_at, i);
            values[num++] = (unsigned)(c - table_1);
            last_at = i;
            if (num == 4) {
                read_group(r, values, 4, i);
                num = 0;
            }
        } else if (in[i] == '=' && num >= 2) {
            pads_due = 3 - num;
            read_group(r, values, num, last_at);
            num = 0;
            seen_end = true;
        } else if (in[i] == '=') {
            first(&r->padding, &r->padding_at, i);
        } else if (!in[i] || !strchr("\r\n \t", in[i])) {
            if (!r->num_bad++)
                r->bad_at = i;
        }
    }
    if (pads_due || num)
        first(&r->padding, &r->padding_at, n);
    read_group(r, values, num, last_at);
}

static void
same_flags(const eml_b64_dec *d, const reading *r)
{
    assert_int_equal(d->num_bad, r->num_bad);
    assert_int_equal(d->long_line, r->long_line);
    assert_int_equal(d->after_pad, r->after_pad);
    assert_int_equal(d->padding, r->padding);
    assert_int_equal(d->stray_bits, r->stray_bits);
    if (r->num_bad)
        assert_int_equal(d->bad_at, r->bad_at);
    if (r->long_line)
        assert_int_equal(d->long_line_at, r->long_line_at);
    if (r->after_pad)
        assert_int_equal(d->after_pad_at, r->after_pad_at);
    if (r->padding)
        assert_int_equal(d->padding_at, r->padding_at);
    if (r->stray_bits)
        assert_int_equal(d->stray_at, r->stray_at);
}

/* ---- driving the machines ----------------------------------------------- */

typedef struct run {
    enum eml__isa isa;
    uint8_t line_len;
    eml_b64_dec d;
    eml_b64_enc e;
} run;

static int
feed_dec(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    run *u = machine;

    return eml__b64_dec_feed(&u->d, in, out, out_len, last, u->isa);
}

static int
feed_enc(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    run *u = machine;

    return eml__b64_enc_feed(&u->e, in, out, out_len, last, u->isa);
}

static void
decode_chunks(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
              chunk_result *r)
{
    run *u = user;

    u->d = (eml_b64_dec){0};
    feed_all(feed_dec, u, in, n, plan, r);
    assert_int_equal(u->d.off, n);
    r->extra = u->d.num_bad | (uint64_t)u->d.long_line << 60 |
               (uint64_t)u->d.after_pad << 61 | (uint64_t)u->d.padding << 62 |
               (uint64_t)u->d.stray_bits << 63;
    r->err_off = u->d.bad_at + 3 * u->d.long_line_at + 5 * u->d.after_pad_at +
                 7 * u->d.padding_at + 11 * u->d.stray_at;
}

static void
encode_chunks(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
              chunk_result *r)
{
    run *u = user;

    u->e = (eml_b64_enc){.line_len = u->line_len};
    feed_all(feed_enc, u, in, n, plan, r);
}

/* Decodes in one piece by every instruction set; compares with the reading. */
static void
check_decode(const uint8_t *in, size_t n)
{
    static reading want;

    read_base64(&want, in, n);
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        run u = {.isa = (enum eml__isa)isa};
        chunk_plan plan = {0};
        chunk_result r = {0};

        decode_chunks(&u, in, n, &plan, &r);
        assert_int_equal(r.rc, EML_END);
        assert_int_equal(r.out_len, want.len);
        if (want.len)
            assert_memory_equal(r.out, want.out, want.len);
        same_flags(&u.d, &want);
        free(plan.held);
        chunk_result_fini(&r);
    }
}

/* ---- rows --------------------------------------------------------------- */

#define A4  "QUJD"
#define A16 A4 A4 A4 A4
#define A64 A16 A16 A16 A16
#define A76 A64 A4 A4 A4
#define D12 "ABCABCABCABC"
#define D57 D12 D12 D12 D12 "ABCABCABC"

/* `flags` is what is flagged: a letter and an offset each, in the order
 * bad, long line, after padding, padding, stray bits. */
static const struct decode_row {
    const char *name;
    const char *in;
    size_t in_len;
    const char *out;
    size_t out_len;
    const char *flags;
} decode[] = {
    {"empty", BYTES(""), BYTES(""), ""},
    {"three bytes", BYTES("QUJD"), BYTES("ABC"), ""},
    {"two bytes", BYTES("QUI="), BYTES("AB"), ""},
    {"one byte", BYTES("QQ=="), BYTES("A"), ""},
    {"all ones", BYTES("////"), BYTES("\xff\xff\xff"), ""},
    {"NUL bytes", BYTES("AAAA"), BYTES("\0\0\0"), ""},
    {"final line end", BYTES("QUJD\r\n"), BYTES("ABC"), ""},
    {"group over two lines", BYTES("QU\r\nJD"), BYTES("ABC"), ""},
    {"lone LF ends a line", BYTES("QU\nJD"), BYTES("ABC"), ""},
    {"lone CR is skipped", BYTES("QU\rJD"), BYTES("ABC"), ""},
    {"white space is skipped", BYTES(" Q\tU J\tD "), BYTES("ABC"), ""},
    {"line of 76", BYTES(A76 "\r\n"), BYTES(D57), ""},
    {"line of 77", BYTES(A76 "Q\r\nUJD"), BYTES(D57 "ABC"), "l76 "},
    {"line of 76 and a space", BYTES(A76 " \r\n"), BYTES(D57), "l76 "},
    {"line of 76 and a lone CR", BYTES(A76 "\r\r\n"), BYTES(D57), "l76 "},
    {"line of 76 and a lone CR at the end", BYTES(A76 "\r"), BYTES(D57),
     "l76 "},
    {"second line of 77", BYTES("\r\n" A76 " "), BYTES(D57), "l78 "},
    {"NUL", BYTES("QU\0JD"), BYTES("ABC"), "b2 "},
    {"8-bit", BYTES("QU\xc3\xa9JD"), BYTES("ABC"), "b2 "},
    {"URL-safe alphabet is not this one", BYTES("QU-JD_"), BYTES("ABC"), "b2 "},
    {"DEL", BYTES("\x7fQUJD"), BYTES("ABC"), "b0 "},
    {"data after padding", BYTES("QQ==QUJD"), BYTES("AABC"), "a4 "},
    {"data after one pad", BYTES("QUI=\r\nQUJD"), BYTES("ABABC"), "a6 "},
    {"space after padding is none", BYTES("QQ== \r\n\r\n"), BYTES("A"), ""},
    {"no padding, 2 characters", BYTES("QQ"), BYTES("A"), "p2 "},
    {"no padding, 3 characters", BYTES("QUI\r\n"), BYTES("AB"), "p5 "},
    {"one character", BYTES("Q"), BYTES(""), "p1 s0 "},
    {"one character of no bits", BYTES("QUJDA"), BYTES("ABC"), "p5 "},
    {"padding short at the end", BYTES("QQ="), BYTES("A"), "p3 "},
    {"padding short before data", BYTES("QQ=QUJD"), BYTES("AABC"), "a3 p3 "},
    {"padding in two lines", BYTES("QQ=\r\n="), BYTES("A"), ""},
    {"padding alone", BYTES("="), BYTES(""), "p0 "},
    {"padding after a full group", BYTES("QUJD="), BYTES("ABC"), "p4 "},
    {"padding after one character", BYTES("Q=UJD"), BYTES("ABC"), "p1 "},
    {"third pad", BYTES("QQ==="), BYTES("A"), "p4 "},
    {"second pad too many", BYTES("QUI=="), BYTES("AB"), "p4 "},
    {"stray bits, 4", BYTES("QR=="), BYTES("A"), "s1 "},
    {"stray bits, 2", BYTES("QU J=="), BYTES("AB"), "p5 s3 "},
    {"stray bits without padding", BYTES("QR"), BYTES("A"), "p2 s1 "},
};

static size_t
add_flag(char *to, size_t room, bool set, char name, uint64_t at)
{
    return set ? (size_t)snprintf(to, room, "%c%llu ", name,
                                  (unsigned long long)at)
               : 0;
}

static void
flags_text(const eml_b64_dec *d, char *to, size_t room)
{
    size_t n = 0;

    to[0] = '\0';
    n += add_flag(to + n, room - n, d->num_bad != 0, 'b', d->bad_at);
    n += add_flag(to + n, room - n, d->long_line, 'l', d->long_line_at);
    n += add_flag(to + n, room - n, d->after_pad, 'a', d->after_pad_at);
    n += add_flag(to + n, room - n, d->padding, 'p', d->padding_at);
    n += add_flag(to + n, room - n, d->stray_bits, 's', d->stray_at);
}

static void
decodes(void **state)
{
    const struct decode_row *r = *state;
    uint8_t *in = test_exact(r->in, r->in_len);
    uint8_t *out = malloc(r->in_len / 4 * 3 + 3);
    eml_b64_dec d;
    char flags[128];

    assert_int_equal(eml_b64_decode_all(&d, (eml_span){in, r->in_len}, out),
                     r->out_len);
    assert_memory_equal(out, r->out, r->out_len);
    flags_text(&d, flags, sizeof flags);
    assert_string_equal(flags, r->flags);
    check_decode(in, r->in_len);
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        run u = {.isa = (enum eml__isa)isa};

        assert_int_equal(chunk_differs(decode_chunks, &u, in, r->in_len), 0);
    }
    free(out);
    free(in);
}

static const struct encode_row {
    const char *name;
    uint8_t line_len;
    const char *in;
    size_t in_len;
    const char *out;
} encode[] = {
    {"empty", 76, BYTES(""), ""},
    {"one byte", 76, BYTES("A"), "QQ=="},
    {"two bytes", 76, BYTES("AB"), "QUI="},
    {"three bytes", 76, BYTES("ABC"), "QUJD"},
    {"NUL", 76, BYTES("\0"), "AA=="},
    {"8-bit", 76, BYTES("\xff\xfe\xfd"), "//79"},
    {"CRLF is data", 76, BYTES("\r\n"), "DQo="},
    {"a full line has no line end", 76, BYTES(D57), A76},
    {"one byte more has", 76, BYTES(D57 "A"), A76 "\r\nQQ=="},
    {"two lines", 76, BYTES(D57 D57), A76 "\r\n" A76},
    {"lines of 4", 4, BYTES("ABCABCA"), "QUJD\r\nQUJD\r\nQQ=="},
    {"lines of 64", 64, BYTES(D12 D12 D12 D12 "ABC"), A64 "\r\nQUJD"},
    {"no lines", 0, BYTES(D57 D57 "AB"), A76 A76 "QUI="},
};

static void
encodes(void **state)
{
    const struct encode_row *r = *state;
    uint8_t *in = test_exact(r->in, r->in_len);

    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        run u = {.isa = (enum eml__isa)isa, .line_len = r->line_len};
        chunk_plan plan = {0};
        chunk_result c = {0};

        encode_chunks(&u, in, r->in_len, &plan, &c);
        assert_int_equal(c.rc, EML_END);
        assert_int_equal(c.out_len, strlen(r->out));
        if (c.out_len)
            assert_memory_equal(c.out, r->out, c.out_len);
        assert_int_equal(chunk_differs(encode_chunks, &u, in, r->in_len), 0);
        free(plan.held);
        chunk_result_fini(&c);
    }
    free(in);
}

/* ---- properties --------------------------------------------------------- */

/* Every string of up to 6 of these. */
static void
all_short_strings(void **state)
{
    static const char letters[] = {'A', '/', '=', '\r', '\n', ' ', '*'};
    enum { NUM = sizeof letters };
    uint8_t in[6];

    (void)state;
    for (size_t n = 0, total = 1; n <= sizeof in; n++, total *= NUM)
        for (size_t k = 0; k < total; k++) {
            size_t rest = k;

            for (size_t i = 0; i < n; i++, rest /= NUM)
                in[i] = (uint8_t)letters[rest % NUM];
            check_decode(in, n);
        }
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Mostly clean lines of about the longest length, with what the vector path
 * must notice put somewhere into them. */
static size_t
make_text(uint8_t *in, uint32_t *seed)
{
    static const char odd[] = "=\r\n -*\0\xff\n/+";
    uint32_t lines = next_random(seed) % 5, len = 56 + next_random(seed) % 24;
    size_t n = 0;

    for (uint32_t i = 0; i <= lines; i++) {
        for (uint32_t k = 0; k < len; k++)
            in[n++] = (uint8_t)table_1[next_random(seed) % 64];
        if (next_random(seed) % 4)
            in[n++] = '\r';
        in[n++] = '\n';
    }
    for (uint32_t i = next_random(seed) % 4; i; i--)
        in[next_random(seed) % n] =
            (uint8_t)odd[next_random(seed) % sizeof odd];
    return n - next_random(seed) % 4;
}

static void
random_texts(void **state)
{
    uint32_t seed = 1;
    uint8_t in[MAX];

    (void)state;
    for (int i = 0; i < 20000; i++) {
        size_t n = make_text(in, &seed);
        run u = {.isa = eml__best_isa()};
        chunk_plan plan = {.step = 1 + next_random(&seed) % 200,
                           .room = 1 + next_random(&seed) % 200};

        check_decode(in, n);
        assert_false(chunk_differs_by(decode_chunks, &u, in, n, plan));
    }
}

/* Each place of a line, each byte: what is not of the alphabet is seen. */
static void
every_byte_everywhere(void **state)
{
    uint8_t in[78 * 2];

    (void)state;
    for (size_t at = 0; at < 76; at++)
        for (unsigned c = 0; c < 256; c++) {
            memcpy(in, A76 "\r\n" A76 "\r\n", sizeof in);
            in[at] = (uint8_t)c;
            check_decode(in, sizeof in);
        }
}

static void
round_trips(void **state)
{
    static const uint8_t line_lens[] = {76, 0, 72, 64, 60, 32, 28, 4};
    uint32_t seed = 2;
    uint8_t in[400];

    (void)state;
    for (size_t n = 0; n <= sizeof in; n++)
        for (size_t k = 0; k < sizeof line_lens; k++) {
            chunk_result text[EML__AVX512 + 1] = {{0}}, back = {0};
            chunk_plan plan = {0};

            for (size_t i = 0; i < n; i++)
                in[i] = (uint8_t)next_random(&seed);
            for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
                run u = {.isa = (enum eml__isa)isa, .line_len = line_lens[k]};

                encode_chunks(&u, in, n, &plan, &text[isa]);
                decode_chunks(&u, text[isa].out ? text[isa].out : in,
                              text[isa].out_len, &plan, &back);
                assert_int_equal(back.out_len, n);
                if (n)
                    assert_memory_equal(back.out, in, n);
                if (line_lens[k]) /* one long line is flagged */
                    assert_int_equal(back.extra, 0);
                chunk_result_fini(&back);
            }
            for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++)
                assert_true(chunk_same(&text[0], &text[isa], &plan));
            for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++)
                chunk_result_fini(&text[isa]);
            free(plan.held);
        }
}

static void
misuse_is_told(void **state)
{
    eml_b64_dec d = {0};
    eml_b64_enc e = {.line_len = 76}, odd = {.line_len = 75},
                wide = {.line_len = 80};
    eml_span none = EML_NONE, some = EML_LIT("QUJD");
    uint8_t buf[8], *out = buf;
    size_t room = sizeof buf;

    (void)state;
    assert_int_equal(eml_b64_dec_feed(&d, &none, &out, &room, true), EML_END);
    assert_int_equal(eml_b64_dec_feed(&d, &none, &out, &room, true), EML_END);
    assert_int_equal(eml_b64_dec_feed(&d, &some, &out, &room, true),
                     EML_E_MISUSE);
    assert_int_equal(eml_b64_enc_feed(&e, &none, &out, &room, true), EML_END);
    assert_int_equal(eml_b64_enc_feed(&e, &none, &out, &room, true), EML_END);
    assert_int_equal(eml_b64_enc_feed(&e, &some, &out, &room, true),
                     EML_E_MISUSE);
    assert_int_equal(eml_b64_enc_feed(&odd, &some, &out, &room, true),
                     EML_E_MISUSE);
    assert_int_equal(eml_b64_enc_feed(&wide, &some, &out, &room, true),
                     EML_E_MISUSE);
    assert_int_equal(some.n, 4);
    assert_int_equal(room, sizeof buf);
}

/* A line that is longer than can be counted is a long line for good. */
static void
endless_line(void **state)
{
    eml_b64_dec d = {.line = UINT32_MAX - 3, .long_line = true};
    eml_span in = EML_LIT("QUJDQUJD\n" A76 "Q");
    uint8_t buf[128], *out = buf;
    size_t room = sizeof buf;

    (void)state;
    assert_int_equal(eml_b64_dec_feed(&d, &in, &out, &room, true), EML_END);
    assert_int_equal(d.line, 77);
    assert_int_equal(d.long_line_at, 0);
}

/* With no room at all it takes what makes no byte, and says what it wants. */
static void
no_room_is_no_error(void **state)
{
    eml_b64_dec d = {0};
    eml_span in = EML_LIT("QQ== \r\n");
    uint8_t buf[1], *out = buf;
    size_t room = 0;

    (void)state;
    assert_int_equal(eml_b64_dec_feed(&d, &in, &out, &room, true),
                     EML_WANT_SPACE);
    room = 1;
    assert_int_equal(eml_b64_dec_feed(&d, &in, &out, &room, true), EML_END);
    assert_int_equal(buf[0], 'A');
    assert_int_equal(room, 0);
}

int
main(void)
{
    const struct CMUnitTest properties[] = {
        cmocka_unit_test(all_short_strings),     cmocka_unit_test(random_texts),
        cmocka_unit_test(every_byte_everywhere), cmocka_unit_test(round_trips),
        cmocka_unit_test(misuse_is_told),        cmocka_unit_test(endless_line),
        cmocka_unit_test(no_room_is_no_error),
    };

    return RUN_TABLE(decodes, decode) | RUN_TABLE(encodes, encode) |
           (cmocka_run_group_tests(properties, NULL, NULL) != 0);
}
