/* RFC 2045 section 6.7: quoted-printable. */
#include "tests/table.h"
#include "tests/feed.h"
#include "core/qp_int.h"

enum { MAX = 8192 };

/* ---- a second reading of 6.7, line by line on the whole text ------------- */

typedef struct reading {
    uint8_t out[MAX];
    size_t len;
    bool bad_escape, long_line, trailing_ws, raw, lower_hex, soft_end;
    uint64_t bad_escape_at, long_line_at, trailing_ws_at, raw_at, lower_hex_at,
        soft_end_at;
} reading;

static void
first(bool *flag, uint64_t *at, uint64_t off)
{
    if (!*flag)
        *at = off;
    *flag = true;
}

static int
digit(uint8_t c)
{
    const char *digits = "0123456789ABCDEFabcdef";
    const char *p = c ? strchr(digits, c) : NULL;

    if (!p)
        return -1;
    return (int)(p - digits) < 16 ? (int)(p - digits) : (int)(p - digits) - 6;
}

static void
put_literal(reading *r, const uint8_t *in, size_t at)
{
    if (in[at] > 126 || (in[at] < 32 && in[at] != '\t'))
        first(&r->raw, &r->raw_at, at);
    r->out[r->len++] = in[at];
}

/* in[i..end) is a line without its end and its trailing white space. Returns
 * whether it ends in a soft break's "=". */
static bool
read_line(reading *r, const uint8_t *in, size_t i, size_t end, bool has_end)
{
    while (i < end) {
        size_t at = i++;

        if (in[at] != '=') {
            put_literal(r, in, at);
        } else if (i == end && has_end) {
            first(&r->soft_end, &r->soft_end_at, at); /* if it is the last */
            return true;
        } else if (end - i >= 2 && digit(in[i]) >= 0 && digit(in[i + 1]) >= 0) {
            if (in[i] > 'F' || in[i + 1] > 'F')
                first(&r->lower_hex, &r->lower_hex_at, at);
            r->out[r->len++] = (uint8_t)(digit(in[i]) * 16 + digit(in[i + 1]));
            i += 2;
        } else {
            first(&r->bad_escape, &r->bad_escape_at, at);
            r->out[r->len++] = '=';
            if (i < end)
                put_literal(r, in, i++);
            else
                first(&r->soft_end, &r->soft_end_at, at);
        }
    }
    return false;
}

static void
read_qp(reading *r, const uint8_t *in, size_t n)
{
    size_t next;

    memset(r, 0, sizeof *r);
    for (size_t begin = 0; begin < n; begin = next) {
        size_t lf = begin, end, text;
        bool soft;

        while (lf < n && in[lf] != '\n')
            lf++;
        next = lf < n ? lf + 1 : n;
        end = lf;
        if (lf < n && end > begin && in[end - 1] == '\r')
            end--;
        if (end - begin > 76)
            first(&r->long_line, &r->long_line_at, begin + 76);
        text = end;
        while (text > begin && (in[text - 1] == ' ' || in[text - 1] == '\t'))
            text--;
        if (end - text > EML_QP_SPACE)
            text = end;
        if (text < end)
            first(&r->trailing_ws, &r->trailing_ws_at, text);
        soft = read_line(r, in, begin, text, lf < n);
        if (soft && next < n)
            r->soft_end = false;
        for (size_t i = end; !soft && i < next; i++)
            r->out[r->len++] = in[i];
    }
}

/* ---- driving the machines ----------------------------------------------- */

typedef struct run {
    enum eml__isa isa;
    bool binary;
    eml_qp_dec d;
    eml_qp_enc e;
} run;

static int
feed_dec(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    run *u = machine;

    return eml__qp_dec_feed(&u->d, in, out, out_len, last, u->isa);
}

static int
feed_enc(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    run *u = machine;

    return eml__qp_enc_feed(&u->e, in, out, out_len, last, u->isa);
}

static void
decode_chunks(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
              chunk_result *r)
{
    run *u = user;
    const eml_qp_dec *d = &u->d;

    u->d = (eml_qp_dec){0};
    feed_all(feed_dec, u, in, n, plan, r);
    assert_int_equal(d->off, n);
    r->extra =
        (uint64_t)(d->bad_escape | d->long_line << 1 | d->trailing_ws << 2 |
                   d->raw << 3 | d->lower_hex << 4 | d->soft_end << 5);
    r->err_off = d->bad_escape_at + 3 * d->long_line_at +
                 5 * d->trailing_ws_at + 7 * d->raw_at + 11 * d->lower_hex_at +
                 13 * d->soft_end_at;
}

static void
encode_chunks(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
              chunk_result *r)
{
    run *u = user;

    u->e = (eml_qp_enc){.binary = u->binary};
    feed_all(feed_enc, u, in, n, plan, r);
}

static void
same_flags(const eml_qp_dec *d, const reading *r)
{
#define SAME(name)                                                             \
    assert_int_equal(d->name, r->name);                                        \
    if (r->name)                                                               \
    assert_int_equal(d->name##_at, r->name##_at)
    SAME(bad_escape);
    SAME(long_line);
    SAME(trailing_ws);
    SAME(raw);
    SAME(lower_hex);
    SAME(soft_end);
#undef SAME
}

/* Decodes in one piece by every instruction set; compares with the reading. */
static void
check_decode(const uint8_t *in, size_t n)
{
    static reading want;

    read_qp(&want, in, n);
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        run u = {.isa = (enum eml__isa)isa};
        chunk_plan plan = {0};
        chunk_result r = {0};

        decode_chunks(&u, in, n, &plan, &r);
        assert_int_equal(r.out_len, want.len);
        if (want.len)
            assert_memory_equal(r.out, want.out, want.len);
        same_flags(&u.d, &want);
        free(plan.held);
        chunk_result_fini(&r);
    }
}

/* ---- rows --------------------------------------------------------------- */

#define S10   "          "
#define S100  S10 S10 S10 S10 S10 S10 S10 S10 S10 S10
#define S1000 S100 S100 S100 S100 S100 S100 S100 S100 S100 S100
#define L70                                                                    \
    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg"
#define L75 L70 "hhhhh"

/* `flags` is what is flagged: a letter and an offset each, in the order
 * escape, long line, space, raw, case (of hex digits), end. */
static const struct decode_row {
    const char *name;
    const char *in;
    size_t in_len;
    const char *out;
    size_t out_len;
    const char *flags;
} decode[] = {
    {"empty", BYTES(""), BYTES(""), ""},
    {"text", BYTES("abc"), BYTES("abc"), ""},
    {"rule 1", BYTES("=0C=3D=00=FF"), BYTES("\f=\0\xff"), ""},
    {"rule 5, as the RFC shows it",
     BYTES("Now's the time =\r\nfor all folk to come=\r\n to the aid of "
           "their country."),
     BYTES("Now's the time for all folk to come to the aid of their country."),
     ""},
    {"no CRLF at the end", BYTES("a=20"), BYTES("a "), ""},
    {"lower case is read", BYTES("a=3d=3D=aF"), BYTES("a==\xaf"), "c1 "},
    {"CRLF stays", BYTES("a\r\nb\r\n"), BYTES("a\r\nb\r\n"), ""},
    {"LF stays", BYTES("a\nb\n"), BYTES("a\nb\n"), ""},
    {"soft break with LF", BYTES("a=\nb"), BYTES("ab"), ""},
    {"space at a line end", BYTES("a \t\r\nb"), BYTES("a\r\nb"), "s1 "},
    {"space before LF", BYTES("a \nb"), BYTES("a\nb"), "s1 "},
    {"space at the end", BYTES("a\r\nb  "), BYTES("a\r\nb"), "s4 "},
    {"line of space", BYTES(" \r\n"), BYTES("\r\n"), "s0 "},
    {"space inside", BYTES(" a\t b"), BYTES(" a\t b"), ""},
    {"encoded space at a line end stays", BYTES("a=20\r\n"), BYTES("a \r\n"),
     ""},
    {"padding of a soft break", BYTES("a= \t\r\nb"), BYTES("ab"), "s2 "},
    {"space before a soft break stays", BYTES("a =\r\nb"), BYTES("a b"), ""},
    {"1000 spaces at a line end", BYTES("a" S1000 "\r\n"), BYTES("a\r\n"),
     "l76 s1 "},
    {"1001 spaces are data", BYTES("a" S1000 "\t\r\n"),
     BYTES("a" S1000 "\t\r\n"), "l76 "},
    {"1001 spaces after = are data", BYTES("=" S1000 " \r\n"),
     BYTES("=" S1000 " \r\n"), "e0 l76 "},
    {"1000 spaces, a lone CR, one more", BYTES(S1000 "\r \r\n"),
     BYTES(S1000 "\r\r\n"), "l76 s1001 r1000 "},
    {"= and another character", BYTES("a=b"), BYTES("a=b"), "e1 "},
    {"= and two that are no digits", BYTES("=zz=41"), BYTES("=zzA"), "e0 "},
    {"= and one digit", BYTES("=4z=41"), BYTES("=4zA"), "e0 "},
    {"= and one digit before CRLF", BYTES("=4\r\n"), BYTES("=4\r\n"), "e0 "},
    {"= and = are both literal", BYTES("==41"), BYTES("==41"), "e0 "},
    {"digit between two =", BYTES("=4=41"), BYTES("=4A"), "e0 "},
    {"= and space", BYTES("= 41"), BYTES("= 41"), "e0 "},
    {"= and 8-bit", BYTES("=\xc3\xa9"), BYTES("=\xc3\xa9"), "e0 r1 "},
    {"= and NUL", BYTES("=\0"), BYTES("=\0"), "e0 r1 "},
    {"= and lone CR", BYTES("=\r41"), BYTES("=\r41"), "e0 r1 "},
    {"= and two CR", BYTES("=\r\r\n"), BYTES("=\r\r\n"), "e0 r1 "},
    {"=, space and lone CR", BYTES("= \rx"), BYTES("= \rx"), "e0 r2 "},
    {"= at the end", BYTES("ab="), BYTES("ab="), "e2 t2 "},
    {"= and space at the end", BYTES("ab= "), BYTES("ab="), "e2 s3 t2 "},
    {"= and a digit at the end", BYTES("ab=4"), BYTES("ab=4"), "e2 "},
    {"= and CR at the end", BYTES("ab=\r"), BYTES("ab=\r"), "e2 r3 "},
    {"soft break at the end", BYTES("ab=\r\n"), BYTES("ab"), "t2 "},
    {"soft break with padding at the end", BYTES("ab= \n"), BYTES("ab"),
     "s3 t2 "},
    {"soft break, then space at the end", BYTES("ab=\n "), BYTES("ab"), "s4 "},
    {"two soft breaks at the end", BYTES("ab=\r\n=\r\n"), BYTES("ab"), "t5 "},
    {"lone CR is a control", BYTES("a\rb"), BYTES("a\rb"), "r1 "},
    {"lone CR at the end", BYTES("a\r"), BYTES("a\r"), "r1 "},
    {"CR CR LF", BYTES("a\r\r\nb"), BYTES("a\r\r\nb"), "r1 "},
    {"space, then CR CR LF", BYTES("a \r\r\n"), BYTES("a \r\r\n"), "r2 "},
    {"8-bit", BYTES("caf\xc3\xa9"), BYTES("caf\xc3\xa9"), "r3 "},
    {"NUL, DEL and controls", BYTES("\t\0\x7f\x1f"), BYTES("\t\0\x7f\x1f"),
     "r1 "},
    {"126 stands for itself", BYTES("~!"), BYTES("~!"), ""},
    {"line of 76", BYTES(L75 "x\r\ny"), BYTES(L75 "x\r\ny"), ""},
    {"line of 77", BYTES("\r\n" L75 "xy\r\n"), BYTES("\r\n" L75 "xy\r\n"),
     "l78 "},
    {"line of 76 with soft break", BYTES(L75 "=\r\ny"), BYTES(L75 "y"), ""},
    {"line of 77 with soft break", BYTES(L75 "x=\r\ny"), BYTES(L75 "xy"),
     "l76 "},
    {"lone CR is the 77th", BYTES(L75 "x\r\r\n"), BYTES(L75 "x\r\r\n"),
     "l76 r76 "},
};

static size_t
add_flag(char *to, size_t room, bool set, char name, uint64_t at)
{
    return set ? (size_t)snprintf(to, room, "%c%llu ", name,
                                  (unsigned long long)at)
               : 0;
}

static void
flags_text(const eml_qp_dec *d, char *to, size_t room)
{
    size_t n = 0;

    to[0] = '\0';
    n += add_flag(to + n, room - n, d->bad_escape, 'e', d->bad_escape_at);
    n += add_flag(to + n, room - n, d->long_line, 'l', d->long_line_at);
    n += add_flag(to + n, room - n, d->trailing_ws, 's', d->trailing_ws_at);
    n += add_flag(to + n, room - n, d->raw, 'r', d->raw_at);
    n += add_flag(to + n, room - n, d->lower_hex, 'c', d->lower_hex_at);
    n += add_flag(to + n, room - n, d->soft_end, 't', d->soft_end_at);
}

static void
decodes(void **state)
{
    const struct decode_row *r = *state;
    uint8_t *in = test_exact(r->in, r->in_len), buf[MAX], *out = buf;
    size_t room = sizeof buf;
    eml_span s = {in, r->in_len};
    eml_qp_dec d = {0};
    char flags[128];

    assert_int_equal(eml_qp_dec_feed(&d, &s, &out, &room, true), EML_END);
    assert_int_equal(out - buf, r->out_len);
    assert_memory_equal(buf, r->out, r->out_len);
    flags_text(&d, flags, sizeof flags);
    assert_string_equal(flags, r->flags);
    check_decode(in, r->in_len);
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        run u = {.isa = (enum eml__isa)isa};

        assert_int_equal(chunk_differs(decode_chunks, &u, in, r->in_len), 0);
    }
    free(in);
}

static const struct encode_row {
    const char *name;
    const char *in;
    size_t in_len;
    const char *text;   /* as text */
    const char *binary; /* as binary data; NULL: the same */
} encode[] = {
    {"empty", BYTES(""), "", NULL},
    {"plain", BYTES("abc ~!"), "abc ~!", NULL},
    {"equals sign", BYTES("a=b"), "a=3Db", NULL},
    {"8-bit, NUL, DEL", BYTES("\xc3\xa9\0\x7f"), "=C3=A9=00=7F", NULL},
    {"CRLF", BYTES("a\r\nb\r\n"), "a\r\nb\r\n", "a=0D=0Ab=0D=0A"},
    {"lone CR", BYTES("a\rb"), "a=0Db", NULL},
    {"lone CR at the end", BYTES("a\r"), "a=0D", NULL},
    {"lone LF", BYTES("a\nb"), "a=0Ab", NULL},
    {"CR CR LF", BYTES("\r\r\n"), "=0D\r\n", "=0D=0D=0A"},
    {"space at a line end", BYTES("a \t\r\n"), "a =09\r\n", "a \t=0D=0A"},
    {"space at the end", BYTES("a  "), "a =20", NULL},
    {"space before a lone CR", BYTES("a \r"), "a =0D", NULL},
    {"tab inside", BYTES("\ta\tb"), "\ta\tb", NULL},
    {"From at a line start", BYTES("From me\r\nFrom you"),
     "=46rom me\r\n=46rom you", "=46rom me=0D=0AFrom you"},
    {"From inside", BYTES("a From b"), "a From b", NULL},
    {"Fro, From and Fromage", BYTES("Fro\r\nFrom\r\nFromage"),
     "Fro\r\nFrom\r\nFromage", "Fro=0D=0AFrom=0D=0AFromage"},
    {"From and space at the end", BYTES("From "), "=46rom=20", NULL},
    {"lone dot", BYTES(".\r\n.\r\n"), "=2E\r\n=2E\r\n", ".=0D=0A.=0D=0A"},
    {"lone dot at the end", BYTES("."), "=2E", NULL},
    {"dot with more", BYTES(".a\r\n..\r\n"), ".a\r\n..\r\n",
     ".a=0D=0A..=0D=0A"},
    {"76 characters", BYTES(L75 "x"), L75 "x", NULL},
    {"76 characters and CRLF", BYTES(L75 "x\r\n"), L75 "x\r\n",
     L75 "=\r\nx=0D=0A"},
    {"77 characters", BYTES(L75 "xy"), L75 "=\r\nxy", NULL},
    {"escape up to 76", BYTES(L70 "abc="), L70 "abc=3D", NULL},
    {"escape up to 77", BYTES(L70 "abcd="), L70 "abcd=\r\n=3D", NULL},
    {"escape up to 76 and more", BYTES(L70 "abc=x"), L70 "abc=\r\n=3Dx", NULL},
    {"escape up to 75 and more", BYTES(L70 "ab=xy"), L70 "ab=3D=\r\nxy", NULL},
    {"space in column 76", BYTES(L75 " "), L75 "=\r\n=20", NULL},
    {"space before a soft break", BYTES(L70 "aaaa xy"), L70 "aaaa =\r\nxy",
     NULL},
    {"lone dot after a soft break", BYTES(L75 "ab."), L75 "=\r\nab.", NULL},
    {"From after a soft break", BYTES(L75 "From me"), L75 "=\r\n=46rom me",
     NULL},
    {"From and more after a soft break", BYTES(L75 "From me to you and back"),
     L75 "=\r\n=46rom me to you and back", NULL},
    {"From after escapes and a soft break",
     BYTES(L70 "\xc3\xa9"
               "From me to you"),
     L70 "=C3=\r\n=A9From me to you", NULL},
    {"dot and more after a soft break", BYTES(L75 "..............."),
     L75 "=\r\n...............", NULL},
};

static void
encodes(void **state)
{
    const struct encode_row *r = *state;
    uint8_t *in = test_exact(r->in, r->in_len);

    for (int i = EML__SCALAR; i <= 2 * (int)eml__best_isa() + 1; i++) {
        run u = {.isa = (enum eml__isa)(i / 2), .binary = i % 2 != 0};
        const char *want = u.binary && r->binary ? r->binary : r->text;
        chunk_plan plan = {0};
        chunk_result c = {0};

        encode_chunks(&u, in, r->in_len, &plan, &c);
        assert_int_equal(c.out_len, strlen(want));
        if (c.out_len)
            assert_memory_equal(c.out, want, c.out_len);
        assert_int_equal(chunk_differs(encode_chunks, &u, in, r->in_len), 0);
        free(plan.held);
        chunk_result_fini(&c);
    }
    free(in);
}

/* ---- properties --------------------------------------------------------- */

/* Output breaks no rule, and means the input. */
static void
check_encode(const uint8_t *in, size_t n, bool binary)
{
    static reading back;
    chunk_result text[EML__AVX512 + 1] = {{0}};
    chunk_plan plan = {0};

    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        run u = {.isa = (enum eml__isa)isa, .binary = binary};

        encode_chunks(&u, in, n, &plan, &text[isa]);
    }
    for (int isa = EML__SCALAR + 1; isa <= (int)eml__best_isa(); isa++)
        assert_true(chunk_same(&text[0], &text[isa], &plan));
    read_qp(&back, text[0].out ? text[0].out : in, text[0].out_len);
    assert_int_equal(back.len, n);
    assert_memory_equal(back.out, in, n);
    assert_false(back.bad_escape | back.long_line | back.trailing_ws |
                 back.raw | back.lower_hex | back.soft_end);
    for (size_t i = 0; i < text[0].out_len; i++) {
        const uint8_t *p = text[0].out + i;
        size_t left = text[0].out_len - i;

        if (i && p[-1] != '\n')
            continue;
        assert_false(left >= 5 && memcmp(p, "From ", 5) == 0);
        assert_false(p[0] == '.' && (left == 1 || p[1] == '\r'));
    }
    free(plan.held);
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++)
        chunk_result_fini(&text[isa]);
}

/* The k-th string of n of these letters. */
static void
spell(uint8_t *in, size_t n, size_t k, const char *letters, size_t num)
{
    for (size_t i = 0; i < n; i++, k /= num)
        in[i] = (uint8_t)letters[k % num];
}

static void
all_short_texts(void **state)
{
    static const char letters[] = {'=',  '4',  'd',    ' ', '\t',
                                   '\r', '\n', '\x80', 'x'};
    enum { NUM = sizeof letters };
    uint8_t in[5];

    (void)state;
    for (size_t n = 0, total = 1; n <= sizeof in; n++, total *= NUM)
        for (size_t k = 0; k < total; k++) {
            spell(in, n, k, letters, NUM);
            check_decode(in, n);
        }
}

/* The same at every place of the vectors that a long text goes through. */
static void
short_texts_in_vectors(void **state)
{
    static const char letters[] = {'=', '4', ' ', '\r', '\n', '\x80'};
    enum { NUM = sizeof letters, LEN = 5, AFTER = 150 };
    uint8_t in[70 + LEN + AFTER];

    (void)state;
    memset(in, 'a', sizeof in);
    in[20] = '\n';
    for (size_t at = 56; at <= 70; at++)
        for (size_t k = 0; k < NUM * NUM * NUM * NUM * NUM; k++) {
            memset(in + 56, 'a', sizeof in - 56);
            spell(in + at, LEN, k, letters, NUM);
            in[at + LEN + 5] = '\n';
            in[at + LEN + 75] = '\n';
            check_decode(in, sizeof in);
        }
}

/* The same at the end of a line that is as long as may be. */
static void
all_line_ends(void **state)
{
    static const char letters[] = {'=', ' ', '\r', '\n', '4'};
    enum { NUM = sizeof letters, TAIL = 5 };
    uint8_t in[80];

    (void)state;
    for (size_t n = 70; n <= 75; n++)
        for (size_t k = 0; k < NUM * NUM * NUM * NUM * NUM; k++) {
            memset(in, 'a', sizeof in);
            spell(in + n, TAIL, k, letters, NUM);
            check_decode(in, n + TAIL);
        }
}

static void
all_short_data(void **state)
{
    static const char letters[] = {'F', '.', ' ', '\r', '\n', '=', 'a'};
    enum { NUM = sizeof letters };
    uint8_t in[80];

    (void)state;
    for (size_t n = 0, total = 1; n <= 5; n++, total *= NUM)
        for (size_t k = 0; k < total; k++) {
            spell(in, n, k, letters, NUM);
            check_encode(in, n, false);
            check_encode(in, n, true);
        }
    for (size_t n = 70; n <= 76; n++)
        for (size_t k = 0; k < NUM * NUM * NUM * NUM; k++) {
            memset(in, 'a', sizeof in);
            spell(in + n, 4, k, letters, NUM);
            check_encode(in, n + 4, false);
            check_encode(in, n + 4, true);
        }
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* `odd` in 16 is how often something else than a letter comes. */
static void
make_text(uint8_t *in, size_t n, uint32_t odd, uint32_t *seed)
{
    static const char what[] = "== \t\r\n\n\xc3\xa9\0\x7f.From 4fA";

    for (size_t i = 0; i < n; i++)
        if (next_random(seed) % 16 < odd)
            in[i] = (uint8_t)what[next_random(seed) % (sizeof what - 1)];
        else if (next_random(seed) % 40 == 0 && n - i >= 2) {
            in[i++] = '\r';
            in[i] = '\n';
        } else
            in[i] = (uint8_t)('a' + next_random(seed) % 26);
}

static void
random_texts(void **state)
{
    uint32_t seed = 1;
    uint8_t in[400];

    (void)state;
    for (int i = 0; i < 10000; i++) {
        size_t n = next_random(&seed) % (sizeof in + 1);
        run u = {.isa = eml__best_isa(), .binary = i % 3 == 0};
        chunk_plan plan = {.step = 1 + next_random(&seed) % 200,
                           .room = 1 + next_random(&seed) % 200};

        make_text(in, n, next_random(&seed) % 17, &seed);
        check_decode(in, n);
        check_encode(in, n, u.binary);
        assert_false(chunk_differs_by(decode_chunks, &u, in, n, plan));
        assert_false(chunk_differs_by(encode_chunks, &u, in, n, plan));
    }
}

/* Room that escapes leave unused is no reason to take what follows for
 * something special. */
static void
room_after_escapes(void **state)
{
    char in[210];
    uint8_t out[sizeof in];

    (void)state;
    memset(in, 'a', sizeof in);
    for (size_t i = 0; i < 30; i += 3)
        memcpy(in + i, "=3D", 3);
    memcpy(in + 60, "=\r\n", 3);
    memcpy(in + 130, "=\r\n", 3);
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++)
        for (size_t room = 1; room < sizeof in; room++) {
            eml_qp_dec d = {0};
            eml_span s = {(const uint8_t *)in, sizeof in};
            uint8_t *at = out;
            size_t left = room;

            (void)eml__qp_dec_feed(&d, &s, &at, &left, true,
                                   (enum eml__isa)isa);
            assert_false(d.raw);
        }
}

static void
every_byte(void **state)
{
    uint8_t in[100];

    (void)state;
    for (unsigned c = 0; c < 256; c++)
        for (size_t at = 0; at < sizeof in; at += 11) {
            memset(in, 'a', sizeof in);
            in[50] = '\r';
            in[51] = '\n';
            in[at] = (uint8_t)c;
            check_decode(in, sizeof in);
            check_encode(in, sizeof in, false);
            check_encode(in, sizeof in, true);
            in[0] = '=';
            in[1] = (uint8_t)c;
            check_decode(in, sizeof in);
        }
}

/* A run of white space of any kind, split anywhere, comes out as it was. */
static void
long_spaces(void **state)
{
    static const char *const after[] = {"",    "x", "\r\n",  "\n", "\r",
                                        "\rx", "=", "=\r\n", "=41"};
    uint32_t seed = 3;
    uint8_t in[1100];

    (void)state;
    for (size_t n = 990; n < 1010; n++)
        for (size_t k = 0; k < sizeof after / sizeof after[0]; k++) {
            size_t len = strlen(after[k]);
            run u = {.isa = eml__best_isa()};

            for (size_t i = 0; i < n; i++)
                in[i] = next_random(&seed) % 3 ? ' ' : '\t';
            if (next_random(&seed) % 2)
                in[0] = '=';
            memcpy(in + n, after[k], len);
            check_decode(in, n + len);
            for (size_t room = 1; room < 5; room++)
                assert_false(chunk_differs_by(
                    decode_chunks, &u, in, n + len,
                    (chunk_plan){.step = 1 + next_random(&seed) % 600,
                                 .room = room}));
        }
}

/* A line that is longer than can be counted is a long line for good. */
static void
endless_line(void **state)
{
    eml_qp_dec d = {.line = UINT32_MAX - 3, .long_line = true};
    eml_span in = EML_LIT("abcdefgh\n" L75 "xyz");
    uint8_t buf[128], *out = buf;
    size_t room = sizeof buf;

    (void)state;
    assert_int_equal(eml_qp_dec_feed(&d, &in, &out, &room, true), EML_END);
    assert_int_equal(d.line, 78);
    assert_int_equal(d.long_line_at, 0);
}

static void
misuse_is_told(void **state)
{
    eml_qp_dec d = {0};
    eml_qp_enc e = {0};
    eml_span none = EML_NONE, some = EML_LIT("abc");
    uint8_t buf[8], *out = buf;
    size_t room = sizeof buf;

    (void)state;
    assert_int_equal(eml_qp_dec_feed(&d, &none, &out, &room, true), EML_END);
    assert_int_equal(eml_qp_dec_feed(&d, &none, &out, &room, true), EML_END);
    assert_int_equal(eml_qp_dec_feed(&d, &some, &out, &room, true),
                     EML_E_MISUSE);
    assert_int_equal(eml_qp_enc_feed(&e, &none, &out, &room, true), EML_END);
    assert_int_equal(eml_qp_enc_feed(&e, &none, &out, &room, true), EML_END);
    assert_int_equal(eml_qp_enc_feed(&e, &some, &out, &room, true),
                     EML_E_MISUSE);
    assert_int_equal(some.n, 3);
    assert_int_equal(room, sizeof buf);
}

int
main(void)
{
    const struct CMUnitTest properties[] = {
        cmocka_unit_test(all_short_texts),
        cmocka_unit_test(short_texts_in_vectors),
        cmocka_unit_test(all_line_ends),
        cmocka_unit_test(all_short_data),
        cmocka_unit_test(random_texts),
        cmocka_unit_test(room_after_escapes),
        cmocka_unit_test(every_byte),
        cmocka_unit_test(long_spaces),
        cmocka_unit_test(misuse_is_told),
        cmocka_unit_test(endless_line),
    };

    return RUN_TABLE(decodes, decode) | RUN_TABLE(encodes, encode) |
           (cmocka_run_group_tests(properties, NULL, NULL) != 0);
}
