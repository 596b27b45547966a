/* Encoded-words: Go's mime, Dovecot's message-header-decode and -encode. */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>

#include "eml/word.h"

static suite_cx c;

static eml_span
begin(suite_run *r, const json_t *v)
{
    eml_span in;

    suite_cx_init(&c, EML_NONE, EML_ALLOW_NONE);
    in = suite_cx_exact(&c, suite_value(r, &c.arena, v));
    suite_newline(&c, in);
    return in;
}

static const char *
id_of(const char *table, const char *name, size_t i)
{
    static char buf[128];

    snprintf(buf, sizeof buf, "%s/%s/%zu", table, name, i);
    return buf;
}

/* What `in` stands for as unstructured text. */
static eml_span
decoded(eml_span in)
{
    eml_text t;
    eml_cx cx = {.origin = in.p,
                 .allow = EML_ALLOW_WILD,
                 .newline = c.cx.newline,
                 .arena = &c.arena,
                 .charsets = c.cx.charsets};

    if (eml_unstructured_parse(&cx, in, &t) != EML_OK)
        return EML_LIT("(no reading)");
    return suite_text(&c, &t);
}

/* Our encoding of `text`, or why there is none. */
static int
encoded(eml_span text, eml_span *out)
{
    eml_out o = {.arena = &c.arena};
    int rc = eml_word_encode(&c.cx, text, EML_WORD_TEXT, &o);

    *out = eml_out_view(&o);
    return rc;
}

static bool
is_utf8(eml_span s)
{
    return !memchr(s.p, 0xff, s.n) &&
           eml_span_eq(suite_to_utf8(&c.arena, "utf-8", s), s);
}

/* ---- Go ------------------------------------------------------------------ */

/* [encoding, charset, text, what they write]: both decode to the text. Text
 * that is not in its charset must be refused. */
static void
go_encode(suite_run *r, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        bool utf8 = strcmp(suite_id(suite_at(row, 1)), "utf8") == 0;
        eml_span their = begin(r, suite_at(row, 3)), ours, text, want;
        bool refuse, agrees;
        int rc;

        text = suite_value(r, &c.arena, suite_at(row, 2));
        want = suite_to_utf8(&c.arena, utf8 ? "utf-8" : "iso-8859-1", text);
        refuse = utf8 && !is_utf8(text);
        rc = encoded(refuse ? text : want, &ours);
        agrees = eml_span_eq(suite_trim(decoded(their)), suite_trim(want)) &&
                 (refuse ? rc == EML_E_WRITE_UTF8
                         : rc == EML_OK && eml_span_eq(decoded(ours), want));
        suite_case(r, id_of("go", "tests", i), agrees,
                   "\"%s\": they write %s (%s), we %s (%s)", suite_show(want),
                   suite_show(their), suite_show(decoded(their)),
                   suite_show(ours), suite_show(decoded(ours)));
        suite_cx_fini(&c);
    }
}

/* Each word of `s` is at most 75 bytes and decodes alone. */
static bool
words_fit(eml_span s)
{
    eml_word w;

    while (s.n) {
        if (!eml_word_match(s, &w) || w.raw.n > 75)
            return false;
        eml_word_check(&c.cx, &w, EML_WORD_TEXT);
        s.p += w.raw.n;
        s.n -= w.raw.n;
        s = suite_trim(s);
    }
    return !suite_cx_error(&c);
}

/* [encoding, text]: words of at most 75 that give the text back. */
static void
go_length(suite_run *r, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        eml_span text = begin(r, suite_at(suite_at(rows, i), 1)), ours;
        int rc = encoded(text, &ours);
        bool agrees = is_utf8(text)
                          ? rc == EML_OK && eml_span_eq(decoded(ours), text) &&
                                (c.cx.origin = ours.p, words_fit(ours))
                          : rc == EML_E_WRITE_UTF8;

        suite_case(r, id_of("go", "tests_2", i), agrees, "%s: %s",
                   suite_show(text), suite_show(ours));
        suite_cx_fini(&c);
    }
}

/* [word, text, is an error] */
static void
go_word(suite_run *r, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        eml_span in = begin(r, suite_at(row, 0)), want, got = EML_NONE;
        bool bad = strcmp(suite_id(suite_at(row, 2)), "true") == 0, ok;
        eml_out out = {.arena = &c.arena};
        eml_word w;

        want = suite_value(r, &c.arena, suite_at(row, 1));
        ok = eml_word_match(in, &w) && w.raw.n == in.n;
        if (ok) {
            eml_word_check(&c.cx, &w, EML_WORD_TEXT);
            ok = !suite_cx_error(&c) &&
                 eml_word_decode(&c.cx, &w, &out) == EML_OK;
            got = eml_out_view(&out);
        }
        suite_case(r, id_of("go", "tests_3", i),
                   ok == !bad && (bad || eml_span_eq(got, want)),
                   "%s: they %s \"%s\", we %s \"%s\" by %s", suite_show(in),
                   bad ? "reject" : "accept", suite_show(want),
                   ok ? "accept" : "reject", suite_show(got),
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
}

/* [header, text, charsets or nil, contents or nil]: where contents are given
 * the text is not UTF-8, but those contents in those charsets. */
static void
go_header(suite_run *r, const char *name, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        const json_t *charsets = suite_at(suite_at(row, 2), 2);
        const json_t *contents = suite_at(suite_at(row, 3), 2);
        eml_span in = begin(r, suite_at(row, 0)), want, got;

        want = suite_value(r, &c.arena, suite_at(row, 1));
        if (json_is_array(contents)) {
            eml_out out = {.arena = &c.arena};

            for (size_t k = 0; k < json_array_size(contents); k++)
                eml_out_span(
                    &out,
                    suite_to_utf8(
                        &c.arena, json_string_value(suite_at(charsets, k)),
                        suite_value(r, &c.arena, suite_at(contents, k))));
            want = eml_out_view(&out);
        }
        got = decoded(in);
        suite_case(r, id_of("go", name, i), eml_span_eq(got, want),
                   "%s: they \"%s\", we \"%s\"", suite_show(in),
                   suite_show(want), suite_show(got));
        suite_cx_fini(&c);
    }
}

/* ---- Dovecot ------------------------------------------------------------- */

/* Text as a field body stands for it: folds and the white space at both ends
 * taken away, bytes that are no UTF-8 one U+FFFD a run. */
static eml_span
plain(eml_span s)
{
    eml_out out = {.arena = &c.arena};

    s = suite_trim(s);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r' && s.p[i] != '\n')
            eml_out_byte(&out, s.p[i]);
    return suite_one_fffd(&c.arena,
                          suite_to_utf8(&c.arena, "utf-8", eml_out_view(&out)));
}

/* in, out, in, out ... */
static void
dovecot_decode(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/core_test-message-header-decode.json");
    const json_t *v = json_object_get(json_object_get(o, "data"), "data");

    for (size_t i = 0; i + 1 < json_array_size(v); i += 2) {
        eml_span in = begin(r, suite_at(v, i)), want, got;

        want = plain(suite_value(r, &c.arena, suite_at(v, i + 1)));
        c.cx.newline = EML_NL_CRLF;
        got = plain(decoded(in));
        suite_case(r, id_of("dovecot", "decode", i / 2), eml_span_eq(got, want),
                   "%s: they \"%s\", we \"%s\"", suite_show(in),
                   suite_show(want), suite_show(got));
        suite_cx_fini(&c);
    }
    json_decref(o);
}

/* Text, what they write ... Theirs decodes to the text, and so does ours; we
 * must refuse line ends and what is not UTF-8. */
static void
dovecot_encode(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/core_test-message-header-encode.json");
    const json_t *v = json_object_get(json_object_get(o, "data"), "data");

    for (size_t i = 0; i + 1 < json_array_size(v); i += 2) {
        eml_span text = begin(r, suite_at(v, i)), their, theirs, ours, want;
        bool good;
        int rc;

        their = suite_value(r, &c.arena, suite_at(v, i + 1));
        suite_newline(&c, their);
        want = plain(text);
        theirs = plain(decoded(their));
        rc = encoded(text, &ours);
        good = memchr(text.p, '\n', text.n) ? rc == EML_E_WRITE_LINE
               : is_utf8(text)
                   ? rc == EML_OK && eml_span_eq(decoded(ours), text)
                   : rc == EML_E_WRITE_UTF8;
        suite_case(r, id_of("dovecot", "encode", i / 2),
                   good && eml_span_eq(theirs, want),
                   "\"%s\": they write %s (\"%s\"), we %s %s", suite_show(want),
                   suite_show(their), suite_show(theirs),
                   rc == EML_OK ? "" : eml_code_info_get(rc)->name,
                   suite_show(ours));
        suite_cx_fini(&c);
    }
    json_decref(o);
}

void
suite_words(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/go_mime_encodedword.json");
    const json_t *data = json_object_get(o, "data");

    go_encode(r, json_object_get(data, "tests"));
    go_length(r, json_object_get(data, "tests_2"));
    go_word(r, json_object_get(data, "tests_3"));
    go_header(r, "tests_4", json_object_get(data, "tests_4"));
    go_header(r, "tests_5", json_object_get(data, "tests_5"));
    json_decref(o);
    dovecot_decode(r);
    dovecot_encode(r);
}
