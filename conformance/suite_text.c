/* Values of the published tables, and text to compare. */
#include "conformance/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eml/base64.h"
#include "eml/charset.h"
#include "eml/iconv.h"

eml_span
suite_str(const char *s)
{
    return (eml_span){(const uint8_t *)s, strlen(s)};
}

const char *
suite_id(const json_t *v)
{
    const char *id = json_string_value(json_object_get(v, "id"));

    return id ? id : "";
}

long long
suite_number(const json_t *v)
{
    const char *s = suite_id(v);
    bool minus = *s == '-';
    int base = 10;
    long long n = 0;

    if (minus)
        s++;
    if (s[0] == '0' && s[1] == 'x') {
        base = 16;
        s += 2;
    }
    for (; *s; s++) {
        int d = *s >= '0' && *s <= '9'   ? *s - '0'
                : *s >= 'a' && *s <= 'f' ? *s - 'a' + 10
                                         : base;

        if (d >= base)
            break;
        n = n * base + d;
    }
    return minus ? -n : n;
}

const json_t *
suite_at(const json_t *v, size_t i)
{
    return json_array_get(v, i);
}

/* ---- expressions --------------------------------------------------------- */

typedef struct expression {
    suite_run *r;
    const json_t *list;
    size_t i;
    eml_out out;
    eml_arena *arena;
} expression;

/* Names that the tables use. */
static const struct {
    const char *name, *text;
} constants[] = {
    {"WHITESPACE10", "   \t   \t \t"},
    {"WHITESPACE70", "   \t   \t \t   \t   \t \t   \t   \t \t   \t   \t \t"
                     "   \t   \t \t   \t   \t \t   \t   \t \t"},
    {"TEXT30", "123456789012345678901234567890"},
    {"X10", "xxxxxxxxxx"},
};

static const char *
constant(const char *name)
{
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (strcmp(constants[i].name, name) == 0)
            return constants[i].text;
    return NULL;
}

static void
base64(expression *e, const char *s)
{
    eml_b64_dec d;
    size_t n = strlen(s);
    uint8_t *to = eml_arena_raw(e->arena, n / 4 * 3 + 3);

    if (to)
        eml_out_span(&e->out,
                     (eml_span){to, eml_b64_decode_all(&d, suite_str(s), to)});
}

/* A count: terms to add, and len(s) to take away, up to the next string. */
static size_t
count(expression *e)
{
    long long n = 0;

    for (; e->i < json_array_size(e->list); e->i++) {
        const json_t *v = suite_at(e->list, e->i);
        const char *id = suite_id(v);

        if (strcmp(id, "len") == 0) {
            v = suite_at(e->list, ++e->i);
            n -= (long long)json_string_length(v);
        } else if (strcmp(id, "peekBufferSize") == 0) {
            n += 4096;
        } else if (*id && (*id == '-' || (*id >= '0' && *id <= '9'))) {
            n += n && *id != '-' ? -suite_number(v) : suite_number(v);
        } else {
            break;
        }
    }
    return n > 0 ? (size_t)n : 0;
}

static void term(expression *e);

static eml_span
next_term(expression *e)
{
    eml_out outer = e->out;
    eml_span s;

    e->out = (eml_out){.arena = e->arena};
    if (e->i < json_array_size(e->list))
        term(e);
    s = eml_out_view(&e->out);
    e->out = outer;
    return s;
}

static void
repeat(expression *e)
{
    eml_span s = next_term(e);

    for (size_t n = count(e); n; n--)
        eml_out_span(&e->out, s);
}

/* Replace's first argument may be a sum: all up to the three last. */
static void
replace(expression *e)
{
    eml_out outer = e->out;
    eml_span s, was, by;

    e->out = (eml_out){.arena = e->arena};
    while (e->i < json_array_size(e->list)) {
        const char *t = json_string_value(suite_at(e->list, e->i));

        if (t && strcmp(t, "\n") == 0)
            break;
        term(e);
    }
    s = eml_out_view(&e->out);
    e->out = outer;
    was = next_term(e);
    by = next_term(e);
    e->i++; /* -1 */
    for (size_t i = 0; i < s.n;) {
        if (was.n && i + was.n <= s.n && !memcmp(s.p + i, was.p, was.n)) {
            eml_out_span(&e->out, by);
            i += was.n;
        } else {
            eml_out_byte(&e->out, s.p[i++]);
        }
    }
}

static void
named(expression *e, const char *id)
{
    const json_t *next = suite_at(e->list, e->i);

    if (strcmp(id, "strings") == 0) {
        e->i++;
        if (strcmp(suite_id(next), "Repeat") == 0)
            repeat(e);
        else if (strcmp(suite_id(next), "Replace") == 0)
            replace(e);
        else
            suite_broken(e->r, "a name of strings that is not known");
    } else if (strcmp(id, "byte") == 0) {
        for (size_t i = 0; i < json_array_size(next); i++)
            eml_out_byte(&e->out, (uint8_t)suite_number(suite_at(next, i)));
        e->i++;
    } else if (constant(id)) {
        eml_out_span(&e->out, suite_str(constant(id)));
    } else if (strchr(id, ' ') || strlen(id) != strcspn(id, "\"")) {
        suite_broken(e->r, id);
    }
}

static void
term(expression *e)
{
    const json_t *v = suite_at(e->list, e->i++);

    if (json_is_string(v)) {
        eml_out_span(&e->out, (eml_span){(const uint8_t *)json_string_value(v),
                                         json_string_length(v)});
    } else if (json_is_object(v) && json_object_get(v, "b64")) {
        base64(e, json_string_value(json_object_get(v, "b64")));
    } else if (json_is_object(v)) {
        named(e, suite_id(v));
    }
}

eml_span
suite_value(suite_run *r, eml_arena *arena, const json_t *v)
{
    json_t *one = NULL;
    expression e = {.r = r, .list = v, .out = {.arena = arena}, .arena = arena};

    if (!json_is_array(v)) {
        one = json_array();
        json_array_append(one, (json_t *)(uintptr_t)v);
        e.list = one;
    }
    while (e.i < json_array_size(e.list))
        term(&e);
    if (e.out.full)
        suite_broken(r, "no memory");
    json_decref(one);
    return eml_out_view(&e.out);
}

/* ---- text ---------------------------------------------------------------- */

const char *
suite_show(eml_span s)
{
    static char bufs[8][600];
    static unsigned turn;
    char *buf = bufs[turn++ % 8], *to = buf;

    for (size_t i = 0; i < s.n && to < buf + sizeof *bufs - 8; i++) {
        uint8_t c = s.p[i];

        if (c == '\n' || c == '\r' || c == '\t') {
            *to++ = '\\';
            *to++ = c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
        } else if (c < ' ' || c == 127) {
            to += snprintf(to, 5, "\\x%02x", c);
        } else {
            *to++ = (char)c;
        }
    }
    *to = '\0';
    return buf;
}

static bool
is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

eml_span
suite_trim(eml_span s)
{
    while (s.n && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

eml_span
suite_lf(eml_arena *arena, eml_span s)
{
    eml_out out = {.arena = arena};

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r')
            eml_out_byte(&out, s.p[i]);
        else if (i + 1 == s.n || s.p[i + 1] != '\n')
            eml_out_byte(&out, '\n');
    return eml_out_view(&out);
}

eml_span
suite_one_fffd(eml_arena *arena, eml_span s)
{
    eml_out out = {.arena = arena};
    bool was = false;

    for (size_t i = 0; i < s.n; i++) {
        bool is = i + 3 <= s.n && memcmp(s.p + i, "\xef\xbf\xbd", 3) == 0;

        if (!is) {
            eml_out_byte(&out, s.p[i]);
        } else {
            if (!was)
                eml_out_span(&out, EML_LIT("\xef\xbf\xbd"));
            i += 2;
        }
        was = is;
    }
    return eml_out_view(&out);
}

eml_span
suite_join(eml_arena *arena, const char *const *s)
{
    eml_out out = {.arena = arena};

    for (; *s; s++)
        eml_out_span(&out, suite_str(*s));
    return eml_out_view(&out);
}

eml_span
suite_to_utf8(eml_arena *arena, const char *charset, eml_span s)
{
    eml_to_utf8 c = {0};
    eml_out out = {.arena = arena};
    uint8_t buf[512];
    int rc = EML_WANT_SPACE;

    if (eml_to_utf8_open(&c, &eml_iconv_charsets, suite_str(charset)) != EML_OK)
        return EML_LIT("(charset not known)");
    while (rc == EML_WANT_SPACE) {
        uint8_t *p = buf;
        size_t room = sizeof buf;

        rc = eml_to_utf8_feed(&c, &s, &p, &room, true);
        eml_out_span(&out, (eml_span){buf, (size_t)(p - buf)});
    }
    eml_to_utf8_close(&c);
    return eml_out_view(&out);
}

bool
suite_cx_error(const suite_cx *c)
{
    return c->cx.err.code != 0;
}

eml_span
suite_text(suite_cx *c, const eml_text *t)
{
    eml_span s;

    return eml_text_get(&c->cx, t, &s) == EML_OK ? s : EML_LIT("(no memory)");
}

void
suite_newline(suite_cx *c, eml_span in)
{
    const uint8_t *lf = memchr(in.p, '\n', in.n);

    c->cx.newline =
        lf && (lf == in.p || lf[-1] != '\r') ? EML_NL_LF : EML_NL_CRLF;
}

/* ---- files --------------------------------------------------------------- */

void
suite_files(suite_run *r, const char *folder, suite_file_fn *f, void *user)
{
    char path[2048];
    size_t num;
    char **names = eml_os_list(suite_path(r, folder), &num, NULL);

    if (!names) {
        suite_broken(r, folder);
        return;
    }
    for (size_t i = 0; i < num; i++) {
        eml_os_file file;

        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (eml_os_is_dir(suite_path(r, path))) {
            suite_files(r, path, f, user);
        } else if (eml_os_file_open(&file, suite_path(r, path)) == 0) {
            f(user, path, file.bytes);
            eml_os_file_close(&file);
        } else {
            suite_broken(r, path);
        }
    }
    free(names);
}
