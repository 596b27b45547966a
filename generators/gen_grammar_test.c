/* The generator against the grammars, two readings of the standards that share
 * no code: every header field that one makes is in the language of the other,
 * and so are bodies that have a grammar. EML_GEN_COUNT messages of each profile
 * and mode. */
#include "eml/abnf.h"
#include "eml/gen.h"
#include "tests/cx.h"

/* Larger bodies cost more than they show. */
enum { MAX_BODY = 4000 };

typedef struct bench {
    test_cx t; /* keeps the grammar */
    eml_abnf *g;
    eml_abnf_matcher *m;
    bool obs;
    eml_arena arena; /* of a message */
    uint8_t *room;
    size_t room_len;
    const eml_gen_spec *spec;
    eml_gen_message msg;
    unsigned bad;
    uint64_t fields, bodies;
} bench;

static eml_span
lit(const char *s)
{
    return (eml_span){(const uint8_t *)s, strlen(s)};
}

static void
bench_init(bench *b, bool obs, bool utf8)
{
    memset(b, 0, sizeof *b);
    (void)test_cx_init(&b->t, "", 0, 0);
    b->g = eml_abnf_mail(&b->t.cx, (obs ? EML_ABNF_OBS : 0u) |
                                       (utf8 ? EML_ABNF_UTF8 : 0u));
    assert_non_null(b->g);
    b->m = eml_abnf_matcher_new(&b->t.cx, b->g, 0);
    assert_non_null(b->m);
    b->obs = obs;
    eml_arena_init(&b->arena, &b->t.alloc, 0);
    b->room_len = 1 << 16;
    b->room = malloc(b->room_len);
    assert_non_null(b->room);
}

static void
bench_fini(bench *b)
{
    eml_abnf_matcher_free(b->m);
    eml_arena_fini(&b->arena);
    test_cx_fini(&b->t);
    free(b->room);
}

static void
make(bench *b)
{
    int rc;

    eml_arena_reset(&b->arena);
    while ((rc = eml_gen_make(b->spec, b->room, b->room_len, &b->arena, NULL,
                              &b->msg)) == EML_WANT_SPACE) {
        b->room_len *= 4;
        b->room = realloc(b->room, b->room_len);
        assert_non_null(b->room);
        eml_arena_reset(&b->arena);
    }
    assert_int_equal(rc, EML_OK);
}

static bool
matches(bench *b, const char *name, eml_span text)
{
    eml_abnf_ends e;
    uint32_t rule;

    if (!eml_abnf_find(b->g, lit(name), &rule))
        return false; /* obsolete */
    assert_int_equal(eml_abnf_match(b->m, rule, text, &e), EML_OK);
    return e.whole;
}

static void
report(bench *b, const char *what, eml_span text)
{
    b->bad++;
    print_error("profile %s, mode %s, message %llu: no %s: \"",
                eml_gen_profile_name(b->spec->profile),
                eml_gen_mode_name(b->spec->mode),
                (unsigned long long)b->spec->index, what);
    for (size_t i = 0; i < text.n && i < 2000; i++)
        if (text.p[i] < ' ' || text.p[i] > '~')
            print_error("\\x%02x", text.p[i]);
        else
            print_error("%c", text.p[i]);
    print_error("\"\n");
}

/* ---- fields
 * ------------------------------------------------------------------- */

/* What section 4 of RFC 5322 allows in words only: white space before the colon
 * of a field that has no obs- rule with all of its value (4.5: Received with a
 * date, the fields of other RFCs), and "other multi-character ... alphabetic
 * time zones" (4.3). A copy of the field without them. */
static eml_span
in_letters(bench *b, eml_span text, size_t name)
{
    size_t colon = name, n;
    uint8_t *p = eml_arena_raw(&b->arena, text.n);

    assert_non_null(p);
    while (colon < text.n && (text.p[colon] == ' ' || text.p[colon] == '\t'))
        colon++;
    n = text.n - (colon - name);
    memcpy(p, text.p, name);
    memcpy(p + name, text.p + colon, text.n - colon);
    for (size_t i = name; i + 4 < n; i++)
        if ((p[i] == ' ' || p[i] == '\t') &&
            (memcmp(p + i + 1, "CET", 3) == 0 ||
             memcmp(p + i + 1, "JST", 3) == 0))
            memcpy(p + i + 1, "GMT", 3);
    return (eml_span){p, n};
}

static bool
by_own_rule(bench *b, const eml_gen_field *f, eml_span text)
{
    const char *rule;
    bool crlf;

    for (size_t i = 0; (rule = eml_abnf_field_rule(f->name, i, &crlf)); i++)
        if (matches(b, rule, (eml_span){text.p, text.n - (crlf ? 0 : 2)}))
            return true;
    return false;
}

static void
check_field(bench *b, const eml_gen_field *f)
{
    eml_span whole = {b->msg.bytes.p + f->off, f->len};

    b->fields++;
    if (!by_own_rule(b, f, whole) &&
        !(b->obs && matches(b, "rfc5322/obs-optional", whole) &&
          by_own_rule(b, f, in_letters(b, whole, f->name.n))))
        report(b, "field by the grammar", whole);
}

/* ---- bodies
 * -------------------------------------------------------------------- */

static void
check_body(bench *b, const char *rule, eml_span body)
{
    eml_out out = {.arena = &b->arena};

    if (body.n > MAX_BODY)
        return;
    b->bodies++;
    if (matches(b, rule, body))
        return;
    /* the line end before a delimiter is the delimiter's */
    eml_out_span(&out, body);
    eml_out_span(&out, EML_LIT("\r\n"));
    if (!matches(b, rule, eml_out_view(&out)))
        report(b, rule, body);
}

static void
check_part(bench *b, const eml_gen_part *p)
{
    eml_span body = {b->msg.bytes.p + p->body.off, p->body.len};

    for (const eml_gen_field *f = p->fields; f; f = f->next)
        check_field(b, f);
    if (p->kind == EML_GEN_MULTIPART)
        check_body(b, "rfc2046/multipart-body", body);
    else if (strcmp(p->cte, "quoted-printable") == 0)
        check_body(b, "rfc2045/quoted-printable", body);
    else if (strcmp(p->cte, "base64") == 0)
        check_body(b, "rfc2045/base64-body", body);
    else if (eml_span_eq(p->subtype, EML_LIT("delivery-status")))
        check_body(b, "rfc3464/delivery-status-content", body);
    else if (eml_span_eq(p->subtype, EML_LIT("disposition-notification")))
        check_body(b, "rfc8098/disposition-notification-content", body);
}

static const eml_gen_part *
next_part(const eml_gen_part *p)
{
    if (p->child)
        return p->child;
    while (p && !p->next)
        p = p->parent;
    return p ? p->next : NULL;
}

/* ---- all
 * ----------------------------------------------------------------------- */

static uint64_t
how_many(void)
{
    const char *s = getenv("EML_GEN_COUNT");
    uint64_t n = 0;

    for (; s && *s >= '0' && *s <= '9'; s++)
        n = n * 10 + (uint64_t)(*s - '0');
#ifdef NDEBUG
    return n ? n : 5000;
#else
    return n ? n : 500;
#endif
}

static const struct kind {
    const char *name;
    eml_gen_profile profile;
    eml_gen_mode mode;
    bool utf8;
} kinds[] = {
    {"imf", EML_GEN_IMF, EML_GEN_VALID, false},
    {"mime", EML_GEN_MIME, EML_GEN_VALID, false},
    {"eai", EML_GEN_EAI, EML_GEN_VALID, true},
    {"list", EML_GEN_LIST, EML_GEN_VALID, false},
    {"dsn", EML_GEN_DSN, EML_GEN_VALID, false},
    {"wild", EML_GEN_WILD, EML_GEN_VALID, true},
    {"imf, obsolete", EML_GEN_IMF, EML_GEN_OBS, false},
    {"mime, obsolete", EML_GEN_MIME, EML_GEN_OBS, false},
    {"eai, obsolete", EML_GEN_EAI, EML_GEN_OBS, true},
    {"list, obsolete", EML_GEN_LIST, EML_GEN_OBS, false},
    {"dsn, obsolete", EML_GEN_DSN, EML_GEN_OBS, false},
    {"wild, obsolete", EML_GEN_WILD, EML_GEN_OBS, true},
};

static void
kind_runs(void **state)
{
    const struct kind *k = *state;
    uint64_t n = how_many();
    bench b;

    bench_init(&b, k->mode == EML_GEN_OBS, k->utf8);
    for (uint64_t i = 0; i < n && b.bad < 5; i++) {
        eml_gen_spec spec = {.seed = 1,
                             .index = i,
                             .profile = k->profile,
                             .mode = k->mode,
                             .choices = EML_NONE,
                             .random = true,
                             .labels = true};

        b.spec = &spec;
        make(&b);
        for (const eml_gen_part *p = b.msg.root; p; p = next_part(p))
            check_part(&b, p);
    }
    print_message("%llu fields, %llu bodies\n", (unsigned long long)b.fields,
                  (unsigned long long)b.bodies);
    assert_true(b.fields >= 2 * n || b.bad);
    bench_fini(&b);
    assert_int_equal(b.bad, 0);
}

int
main(void)
{
    return RUN_TABLE(kind_runs, kinds);
}
