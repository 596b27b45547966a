/* Profile "signed": what is made verifies, it does after every change that RFC
 * 6376 allows, and does not after one that it forbids. EML_GEN_COUNT messages,
 * each changed in every way below. */
#define _GNU_SOURCE
#include "tests/dkim_run.h"

#include "cli/gen_plan.h"

/* A message taken apart, and another built. */
typedef struct change {
    eml_span header, body; /* the empty line belongs to neither */
    bool has_body;         /* there is an empty line */
    uint8_t *p;
    size_t n;
    bool done; /* the message has what is to be changed */
} change;

static void
put(change *c, const void *s, size_t n)
{
    memcpy(c->p + c->n, s, n);
    c->n += n;
}

#define PUT(c, lit) put((c), (lit), sizeof(lit) - 1)

static void
put_header(change *c)
{
    put(c, c->header.p, c->header.n);
}

static void
put_body(change *c)
{
    if (c->has_body)
        PUT(c, "\r\n");
    put(c, c->body.p, c->body.n);
}

static bool
is_upper(uint8_t b)
{
    return b >= 'A' && b <= 'Z';
}

static bool
is_letter(uint8_t b)
{
    return (b >= 'a' && b <= 'z') || is_upper(b);
}

static bool
is_alnum(uint8_t b)
{
    return is_letter(b) || (b >= '0' && b <= '9');
}

static bool
is_blank(uint8_t b)
{
    return b == ' ' || b == '\t';
}

/* ---- header ---------------------------------------------------------------
 */

static void
another_field(change *c)
{
    PUT(c, "X-Another: field\r\n");
    put_header(c);
    put_body(c);
    c->done = true;
}

static void
case_of_names(change *c)
{
    bool name = true;

    for (size_t i = 0; i < c->header.n; i++) {
        uint8_t b = c->header.p[i];

        if (i && c->header.p[i - 1] == '\n')
            name = !is_blank(b);
        if (b == ':')
            name = false;
        c->p[c->n++] = name && is_letter(b) ? b ^ 32 : b;
    }
    put_body(c);
    c->done = true;
}

static void
space_before_colons(change *c)
{
    bool name = true;

    for (size_t i = 0; i < c->header.n; i++) {
        uint8_t b = c->header.p[i];

        if (i && c->header.p[i - 1] == '\n')
            name = !is_blank(b);
        if (b == ':' && name) {
            PUT(c, " \t");
            name = false;
        }
        c->p[c->n++] = b;
    }
    put_body(c);
    c->done = true;
}

/* Each space alone between two other characters becomes a fold. */
static void
folds(change *c)
{
    for (size_t i = 0; i < c->header.n; i++) {
        const uint8_t *p = c->header.p + i;

        if (*p == ' ' && i && i + 1 < c->header.n && p[-1] > ' ' &&
            p[1] > ' ') {
            PUT(c, "\r\n\t");
            c->done = true;
        } else {
            c->p[c->n++] = *p;
        }
    }
    put_body(c);
}

static void
unfolds(change *c)
{
    for (size_t i = 0; i < c->header.n; i++) {
        const uint8_t *p = c->header.p + i;

        if (*p == '\r' && i + 2 < c->header.n && is_blank(p[2])) {
            i++;
            c->done = true;
        } else {
            c->p[c->n++] = *p;
        }
    }
    put_body(c);
}

static void
spaces_at_field_ends(change *c)
{
    for (size_t i = 0; i < c->header.n; i++) {
        const uint8_t *p = c->header.p + i;

        if (*p == '\r' && !(i + 2 < c->header.n && is_blank(p[2])))
            PUT(c, " \t ");
        c->p[c->n++] = *p;
    }
    put_body(c);
    c->done = true;
}

/* The body of the field From: every message has one. */
static size_t
from_body(const change *c)
{
    static const char name[] = "\nfrom";

    for (size_t i = 0; i + 5 < c->header.n; i++) {
        size_t k = 0;

        while (k < 5 && (c->header.p[i + k] | 32) == (name[k] | 32))
            k++;
        while (k >= 5 && is_blank(c->header.p[i + k]))
            k++;
        if (k >= 5 && c->header.p[i + k] == ':')
            return i + k + 1;
    }
    fail_msg("no From");
    return 0;
}

static void
letter_of_from(change *c)
{
    size_t at = from_body(c);

    while (!is_alnum(c->header.p[at]))
        at++;
    put_header(c);
    c->p[at] ^= is_letter(c->p[at]) ? 0x20 : 1;
    put_body(c);
    c->done = true;
}

static void
space_in_from(change *c)
{
    size_t at = from_body(c);

    while (!is_alnum(c->header.p[at]) || !is_alnum(c->header.p[at + 1]))
        at++;
    put(c, c->header.p, at + 1);
    PUT(c, " ");
    put(c, c->header.p + at + 1, c->header.n - at - 1);
    put_body(c);
    c->done = true;
}

static void
no_from(change *c)
{
    size_t at = from_body(c), end = at;

    while (c->header.p[end] != '\n' ||
           (end + 1 < c->header.n && is_blank(c->header.p[end + 1])))
        end++;
    while (c->header.p[at - 1] != '\n')
        at--;
    put(c, c->header.p, at);
    put(c, c->header.p + end + 1, c->header.n - end - 1);
    put_body(c);
    c->done = true;
}

static void
from_on_top(change *c)
{
    PUT(c, "From: somebody@else.example\r\n");
    another_field(c);
}

static void
from_at_the_end(change *c)
{
    put_header(c);
    PUT(c, "From: somebody@else.example\r\n");
    put_body(c);
    c->done = true;
}

/* ---- body -----------------------------------------------------------------
 */

static void
empty_lines(change *c)
{
    put_header(c);
    put_body(c);
    PUT(c, "\r\n\r\n\r\n");
    c->done = true;
}

static void
another_line(change *c)
{
    put_header(c);
    put_body(c);
    if (!c->has_body)
        PUT(c, "\r\n");
    PUT(c, ".\r\n");
    c->done = true;
}

static bool
is_line_end(const change *c, size_t i)
{
    return c->body.p[i] == '\r' && i + 1 < c->body.n &&
           c->body.p[i + 1] == '\n';
}

/* ... of lines that have something in them. */
static void
spaces_at_line_ends(change *c)
{
    bool any = false;

    put_header(c);
    if (c->has_body)
        PUT(c, "\r\n");
    for (size_t i = 0; i < c->body.n; i++) {
        if (is_line_end(c, i)) {
            if (any) {
                PUT(c, "\t ");
                c->done = true;
            }
            any = false;
        } else if (c->body.p[i] != '\n' || !i || c->body.p[i - 1] != '\r') {
            any = true;
        }
        c->p[c->n++] = c->body.p[i];
    }
}

/* The first white space inside of a line, to `more`. */
static void
first_space(change *c, const char *more, size_t n)
{
    put_header(c);
    if (c->has_body)
        PUT(c, "\r\n");
    for (size_t i = 0; i < c->body.n; i++) {
        const uint8_t *p = c->body.p + i;

        if (!c->done && *p == ' ' && i && i + 1 < c->body.n && p[-1] > ' ' &&
            p[1] > ' ') {
            put(c, more, n);
            c->done = true;
        } else {
            c->p[c->n++] = *p;
        }
    }
}

static void
two_spaces(change *c)
{
    first_space(c, "  ", 2);
}

static void
tab_for_space(change *c)
{
    first_space(c, "\t", 1);
}

static void
no_space(change *c)
{
    first_space(c, "", 0);
}

static void
fold_in_body(change *c)
{
    first_space(c, "\r\n ", 3);
}

/* The last byte that is no white space. */
static void
last_byte(change *c)
{
    size_t at = c->body.n;

    put_header(c);
    put_body(c);
    while (at && c->body.p[at - 1] <= ' ')
        at--;
    if (!at)
        return;
    c->p[c->n - c->body.n + at - 1] ^= 1;
    c->done = c->p[c->n - c->body.n + at - 1] > ' ';
}

static void
body_cut(change *c)
{
    size_t at = c->body.n;

    while (at && c->body.p[at - 1] <= ' ')
        at--;
    put_header(c);
    if (c->has_body)
        PUT(c, "\r\n");
    put(c, c->body.p, at ? at - 1 : 0);
    c->done = at != 0;
}

/* ---- all of them ----------------------------------------------------------
 */

/* When a signature still has to be good (RFC 6376 sections 3.4 and 5.4). */
typedef enum allowed {
    ALWAYS,
    NEVER,
    RELAXED_HEADER,
    RELAXED_BODY,
    NOT_OVERSIGNED
} allowed;

static const struct change_row {
    const char *name;
    void (*make)(change *c);
    allowed when;
} changes[] = {
    {"another field", another_field, ALWAYS},
    {"case of names", case_of_names, RELAXED_HEADER},
    {"white space before colons", space_before_colons, RELAXED_HEADER},
    {"fields folded", folds, RELAXED_HEADER},
    {"fields unfolded", unfolds, RELAXED_HEADER},
    {"white space at field ends", spaces_at_field_ends, RELAXED_HEADER},
    {"a letter of From", letter_of_from, NEVER},
    {"a space in From", space_in_from, NEVER},
    {"no From", no_from, NEVER},
    /* the lowest one is signed (5.4.2) */
    {"a From on top", from_on_top, NOT_OVERSIGNED},
    {"a From at the end", from_at_the_end, NEVER},
    {"empty lines at the end", empty_lines, ALWAYS},
    {"another line", another_line, NEVER},
    {"white space at line ends", spaces_at_line_ends, RELAXED_BODY},
    {"two spaces for one", two_spaces, RELAXED_BODY},
    {"a tab for a space", tab_for_space, RELAXED_BODY},
    {"a space left out", no_space, NEVER},
    {"a fold in the body", fold_in_body, NEVER},
    {"the last byte", last_byte, NEVER},
    {"the body cut short", body_cut, NEVER},
};
enum { CHANGES = sizeof changes / sizeof changes[0] };

static bool
is_allowed(allowed when, const char *label, bool oversigned)
{
    switch (when) {
    case ALWAYS:
        return true;
    case NEVER:
        return false;
    case RELAXED_HEADER:
        return strstr(label, "\"canonicalization\":\"relaxed/") != NULL;
    case RELAXED_BODY:
        return strstr(label, "/relaxed\"") != NULL;
    case NOT_OVERSIGNED:
        break;
    }
    return !oversigned;
}

static change
open_change(eml_span message, uint8_t *room)
{
    const uint8_t *p = memmem(message.p, message.n, "\r\n\r\n", 4);
    change c = {.p = room, .has_body = p != NULL, .body = EML_NONE};

    c.header = message;
    if (p) {
        c.header.n = (size_t)(p + 2 - message.p);
        c.body = (eml_span){p + 4, message.n - c.header.n - 2};
    }
    return c;
}

/* All pass, or none. */
static bool
verifies(dkim_run *r, eml_span message, size_t num)
{
    static const eml_dkim_options plain = {.has_now = true, .now = 1900000000};
    const char *told = dkim_verify(r, message, gen_signed_zone, &plain, 0);
    size_t pass = 0;

    while ((told = strstr(told, "pass/")) != NULL) {
        told++;
        pass++;
    }
    if (pass != 0 && pass != num)
        fail_msg("%zu of %zu pass", pass, num);
    return pass == num;
}

static size_t
count_of(const char *s, const char *what)
{
    size_t n = 0;

    for (; (s = strstr(s, what)) != NULL; s++)
        n++;
    return n;
}

/* One message, in every way. */
static void
changed(gen_maker *k, uint64_t index, uint64_t *made)
{
    size_t room_len = 4 * k->m.bytes.n + 4096, num;
    uint8_t *room = malloc(room_len);
    bool oversigned = index / 12 % 2 != 0;
    const char *label;
    dkim_run r;

    assert_non_null(room);
    k->label.p[k->label.n - 1] = 0;
    label = strstr(k->label.p, ",\"dkim\":[");
    assert_non_null(label);
    num = count_of(label, "\"result\":\"pass\"");
    dkim_run_init(&r);
    assert_true(verifies(&r, k->m.bytes, num));
    for (size_t i = 0; i < CHANGES; i++) {
        change c = open_change(k->m.bytes, room);
        bool good = is_allowed(changes[i].when, label, oversigned);

        changes[i].make(&c);
        assert_true(c.n <= room_len);
        if (!c.done)
            continue;
        made[i]++;
        if (verifies(&r, (eml_span){c.p, c.n}, num) != good)
            fail_msg("message %llu, %s: %s", (unsigned long long)index,
                     changes[i].name, good ? "fails" : "passes");
        eml_arena_reset(&r.arena);
    }
    dkim_run_fini(&r);
    free(room);
}

/* A quarter of EML_GEN_COUNT. */
static uint64_t
how_many(void)
{
    const char *s = getenv("EML_GEN_COUNT");
    uint64_t n = 0;

    for (; s && *s >= '0' && *s <= '9'; s++)
        n = n * 10 + (uint64_t)(*s - '0');
    return n ? n / 4 : 600;
}

static void
changes_are_seen(void **state)
{
    gen_plan plan = {.shard = 1, .shards = 1, .seed = 3, .count = 600};
    uint64_t made[CHANGES] = {0};
    gen_maker k;

    (void)state;
    plan.count = how_many();
    assert_true(gen_plan_profile(&plan, "signed"));
    assert_true(gen_maker_init(&k, &plan, false));
    for (uint64_t i = 0; i < plan.count; i++) {
        eml_gen_spec spec = gen_plan_spec(&plan, i);

        spec.labels = true;
        assert_true(gen_maker_make(&k, &spec));
        assert_true(gen_maker_line(&k, &spec, GEN_LABEL));
        changed(&k, i, made);
    }
    gen_maker_fini(&k);
    for (size_t i = 0; i < CHANGES; i++)
        if (made[i] < plan.count / 4)
            fail_msg("%s: in %llu messages of %llu alone", changes[i].name,
                     (unsigned long long)made[i],
                     (unsigned long long)plan.count);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(changes_are_seen)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
