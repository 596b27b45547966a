/* Quoted-printable: Go's mime/quotedprintable, Dovecot's qp-decoder,
 * qp-encoder and quoted-printable. */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>

#include "eml/qp.h"
#include "eml/word.h"

static suite_cx c;

static eml_span
begin(suite_run *r, const json_t *v)
{
    eml_span in;

    suite_cx_init(&c, EML_NONE, EML_ALLOW_NONE);
    in = suite_cx_exact(&c, suite_value(r, &c.arena, v));
    return in;
}

static const char *
id_of(const char *table, const char *name, size_t i)
{
    static char buf[128];

    snprintf(buf, sizeof buf, "%s/%s/%zu", table, name, i);
    return buf;
}

/* Decodes in steps of `step` bytes (0: all at once). */
static eml_span
decode_in(eml_span in, size_t step, eml_qp_dec *d)
{
    eml_out out = {.arena = &c.arena};
    int rc = EML_WANT_INPUT;

    *d = (eml_qp_dec){0};
    while (rc != EML_END) {
        size_t n = step && step < in.n ? step : in.n;
        eml_span piece = {in.p, n};
        bool last = n == in.n;

        do {
            uint8_t buf[256], *p = buf;
            size_t room = step ? 1 : sizeof buf;

            rc = eml_qp_dec_feed(d, &piece, &p, &room, last);
            eml_out_span(&out, (eml_span){buf, (size_t)(p - buf)});
        } while (rc == EML_WANT_SPACE);
        if (rc < 0)
            return EML_LIT("(decoder fails)");
        in.p += n;
        in.n -= n;
    }
    return eml_out_view(&out);
}

static eml_span
decode(eml_span in, eml_qp_dec *d)
{
    eml_qp_dec slow;
    eml_span a = decode_in(in, 0, d), b = decode_in(in, 1, &slow);

    return eml_span_eq(a, b) ? a : EML_LIT("(splits change it)");
}

static eml_span
encode(eml_span in, bool binary)
{
    eml_qp_enc e = {.binary = binary};
    eml_out out = {.arena = &c.arena};
    uint8_t buf[256];
    int rc;

    do {
        uint8_t *p = buf;
        size_t room = sizeof buf;

        rc = eml_qp_enc_feed(&e, &in, &p, &room, true);
        eml_out_span(&out, (eml_span){buf, (size_t)(p - buf)});
    } while (rc == EML_WANT_SPACE);
    return rc == EML_END ? eml_out_view(&out) : EML_LIT("(encoder fails)");
}

static bool
is_flagged(const eml_qp_dec *d)
{
    return d->bad_escape || d->raw || d->soft_end || d->long_line;
}

static bool
begins(eml_span s, eml_span with)
{
    return s.n >= with.n && memcmp(s.p, with.p, with.n) == 0;
}

/* Every line end as CRLF. */
static eml_span
crlf(eml_span s)
{
    eml_out out = {.arena = &c.arena};

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n' && (i == 0 || s.p[i - 1] != '\r'))
            eml_out_byte(&out, '\r');
        eml_out_byte(&out, s.p[i]);
    }
    return eml_out_view(&out);
}

/* ---- decoding ------------------------------------------------------------ */

/* {in, want, err}: where they stop with an error, we flag it and go on. */
static void
go_decode(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/go_mime_quotedprintable_reader.json");
    const json_t *rows = json_object_get(json_object_get(o, "data"), "tests");

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        bool bad = json_object_get(row, "err") != NULL;
        eml_span in = begin(r, json_object_get(row, "in")), want, got;
        eml_qp_dec d;

        want = suite_value(r, &c.arena, json_object_get(row, "want"));
        got = decode(in, &d);
        suite_case(
            r, id_of("go", "reader", i),
            bad ? is_flagged(&d) && begins(got, want) : eml_span_eq(got, want),
            "\"%s\": they \"%s\"%s, we \"%s\"", suite_show(in),
            suite_show(want), bad ? " and an error" : "", suite_show(got));
        suite_cx_fini(&c);
    }
    json_decref(o);
}

/* [in, out, offset of the error, -1 for an error]; they write CRLF. */
static void
dovecot_decode(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/core_test-qp-decoder.json");
    const json_t *rows = json_object_get(json_object_get(o, "data"), "tests");

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        bool bad = suite_number(suite_at(row, 3)) < 0;
        eml_span in = begin(r, suite_at(row, 0)), want, got;
        eml_qp_dec d;

        want = suite_value(r, &c.arena, suite_at(row, 1));
        got = decode(in, &d);
        /* "=0A" is the character LF, not a line end: as it came */
        if (!eml_span_eq(got, want))
            got = crlf(got);
        suite_case(r, id_of("dovecot", "decoder", i),
                   eml_span_eq(got, want) && (!bad || is_flagged(&d)),
                   "\"%s\": they \"%s\"%s, we \"%s\"%s", suite_show(in),
                   suite_show(want), bad ? " and an error" : "",
                   suite_show(got), is_flagged(&d) ? " and an error" : "");
        suite_cx_fini(&c);
    }
    json_decref(o);
}

/* in, out, in, out ...: the Q encoding. */
static void
dovecot_q(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/core_test-quoted-printable.json");
    const json_t *v = json_object_get(json_object_get(o, "data"), "data");

    for (size_t i = 0; i + 1 < json_array_size(v); i += 2) {
        eml_out word = {.arena = NULL}, out = {.arena = NULL};
        eml_span in = begin(r, suite_at(v, i)), want;
        eml_word w;
        bool is;

        word.arena = out.arena = &c.arena;
        eml_out_span(&word, EML_LIT("=?iso-8859-1?q?"));
        eml_out_span(&word, in);
        eml_out_span(&word, EML_LIT("?="));
        want = suite_to_utf8(&c.arena, "iso-8859-1",
                             suite_value(r, &c.arena, suite_at(v, i + 1)));
        if (memchr(in.p, ' ', in.n)) {
            suite_skip(r, id_of("dovecot", "q", i / 2),
                       "a space: no encoded-text (RFC 2047 section 2)");
            suite_cx_fini(&c);
            continue;
        }
        is = eml_word_match(eml_out_view(&word), &w);
        if (!is || eml_word_decode(&c.cx, &w, &out) != EML_OK)
            eml_out_span(&out, EML_LIT("(no word)"));
        suite_case(r, id_of("dovecot", "q", i / 2),
                   eml_span_eq(eml_out_view(&out), want),
                   "\"%s\": they \"%s\", we \"%s\"", suite_show(in),
                   suite_show(want), suite_show(eml_out_view(&out)));
        suite_cx_fini(&c);
    }
    json_decref(o);
}

/* ---- encoding ------------------------------------------------------------ */

/* Theirs and ours decode to `text`; ours without a fault. */
static bool
both(eml_span text, eml_span their, eml_span ours)
{
    eml_qp_dec d;

    if (!eml_span_eq(decode(their, &d), text))
        return false;
    return eml_span_eq(decode(ours, &d), text) && !is_flagged(&d) &&
           !d.trailing_ws && !d.lower_hex;
}

/* {in, want, wantB}: text (line ends of any kind become CRLF), binary. */
static void
go_encode(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/go_mime_quotedprintable_writer.json");
    const json_t *rows = json_object_get(json_object_get(o, "data"), "tests");

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i),
                     *binary = json_object_get(row, "wantB");
        eml_span in = begin(r, json_object_get(row, "in")), text, their, ours;
        eml_out out = {.arena = &c.arena};

        for (size_t k = 0; k < in.n; k++)
            if (in.p[k] != '\r' && in.p[k] != '\n')
                eml_out_byte(&out, in.p[k]);
            else if (in.p[k] == '\r' || k == 0 || in.p[k - 1] != '\r')
                eml_out_span(&out, EML_LIT("\r\n"));
        text = eml_out_view(&out);
        their = suite_value(r, &c.arena, json_object_get(row, "want"));
        ours = encode(text, false);
        suite_case(r, id_of("go", "writer", i), both(text, their, ours),
                   "\"%s\": they %s, we %s", suite_show(text),
                   suite_show(their), suite_show(ours));
        if (binary) {
            their = suite_value(r, &c.arena, binary);
            ours = encode(in, true);
            suite_case(r, id_of("go", "writer/binary", i),
                       both(in, their, ours), "\"%s\": they %s, we %s",
                       suite_show(in), suite_show(their), suite_show(ours));
        }
        suite_cx_fini(&c);
    }
    json_decref(o);
}

/* [in, length, out, longest line]; LF becomes CRLF in theirs. */
static void
dovecot_encode(suite_run *r, const char *name, const json_t *rows, bool binary)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i), *v = suite_at(row, 0),
                     *id = json_object_get(v, "id");
        eml_span in = begin(r, v), text, their, ours;

        if (id) { /* a literal whose first and last NUL got lost */
            eml_out lit = {.arena = &c.arena};

            eml_out_byte(&lit, 0);
            eml_out_span(&lit,
                         (eml_span){(const uint8_t *)json_string_value(id),
                                    json_string_length(id)});
            eml_out_byte(&lit, 0);
            in = eml_out_view(&lit);
        }
        text = binary ? in : crlf(in);
        their = suite_value(r, &c.arena, suite_at(row, 2));
        ours = encode(text, binary);
        suite_case(r, id_of("dovecot", name, i), both(text, their, ours),
                   "\"%s\": they %s, we %s", suite_show(text),
                   suite_show(their), suite_show(ours));
        suite_cx_fini(&c);
    }
}

/* [text, length, words, longest]: theirs decodes to the text. */
static void
dovecot_words(suite_run *r, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        eml_span text = begin(r, suite_at(row, 0)), their, got = EML_NONE;
        eml_text t;

        their = suite_value(r, &c.arena, suite_at(row, 2));
        c.cx.origin = their.p;
        if (eml_unstructured_parse(&c.cx, their, &t) == EML_OK)
            got = suite_text(&c, &t);
        suite_case(r, id_of("dovecot", "tests_3", i), eml_span_eq(got, text),
                   "%s: we \"%s\" by %s", suite_show(their), suite_show(got),
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
}

void
suite_qp(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/core_test-qp-encoder.json");
    const json_t *data = json_object_get(o, "data");

    go_decode(r);
    go_encode(r);
    dovecot_decode(r);
    dovecot_q(r);
    dovecot_encode(r, "tests", json_object_get(data, "tests"), false);
    dovecot_encode(r, "tests_2", json_object_get(data, "tests_2"), true);
    dovecot_words(r, json_object_get(data, "tests_3"));
    json_decref(o);
}
