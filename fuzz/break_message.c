/* The fuzzer's bytes are the choices of a message that breaks one MUST: its
 * code is found, at the place that the generator says, and no other error but
 * those that it foretells. First byte: the profile; then two for the code. */
#include "fuzz/mutator.h"

#include "eml/charset.h"
#include "eml/gen.h"
#include "eml/message.h"
#include "fuzz/feedback.h"
#include "fuzz/memory.h"

enum { ROOM = 256 << 10, DIAGS = 1024, CODES = 512 };

typedef struct parsed {
    eml_arena arena;
    eml_diag diags[DIAGS];
    eml_cx cx;
} parsed;

static int
code_at(unsigned i)
{
    static int codes[CODES];
    static unsigned n;

    while (!n || codes[n - 1]) {
        FUZZ_CHECK(n < CODES);
        codes[n] = eml_gen_breakable(n);
        n++;
    }
    return codes[i % (n - 1)];
}

/* A converter of all other charsets, byte for byte: two errors are about where
 * in a charset text ends, which is judged only when the charset is known. */
static void *
any_open(void *user, const char *label)
{
    (void)label;
    return user;
}

static int
any_feed(void *user, void *handle, eml_span *in, uint8_t **out, size_t *out_len,
         bool last)
{
    (void)user;
    (void)handle;
    (void)last;
    for (; in->n && *out_len; in->p++, in->n--, --*out_len)
        *(*out)++ = *in->p & 0x7f;
    return in->n ? EML_WANT_SPACE : EML_OK;
}

static void
any_close(void *user, void *handle)
{
    (void)user;
    (void)handle;
}

static bool
is_foretold(const eml_gen_message *m, const eml_diag *d)
{
    for (size_t i = 0; i < m->num_findings; i++) {
        const eml_gen_finding *f = &m->findings[i];

        if (f->code == d->code && f->off == d->off && f->len == d->len)
            return true;
    }
    return false;
}

static void
show(const eml_gen_message *m, const eml_cx *cx)
{
    const char *name = eml_code_info_get(m->code)->name;

    fprintf(stderr, "broken: %s at %u; made:", name, m->at);
    for (size_t i = 0; i < m->num_findings; i++)
        fprintf(stderr, " %s@%u+%u",
                eml_code_info_get(m->findings[i].code)->name,
                m->findings[i].off, m->findings[i].len);
    fprintf(stderr, "\nfound:");
    for (size_t i = 0; i < cx->num_diags && i < DIAGS; i++)
        fprintf(stderr, " %s@%llu+%u",
                eml_code_info_get(cx->diags[i].code)->name,
                (unsigned long long)cx->diags[i].off, cx->diags[i].len);
    fprintf(stderr, "\n----\n");
    fwrite(m->bytes.p, 1, m->bytes.n, stderr);
    fprintf(stderr, "\n----\n");
}

static void
judge(const eml_gen_message *m)
{
    static parsed p;
    static const eml_charsets any = {any_open, any_feed, any_close, &p};
    eml_span in = fuzz_copy(0, m->bytes);
    eml_part *root;
    size_t errors = 0;
    bool others = false;

    if (!p.arena.from)
        eml_arena_init(&p.arena, &fuzz_memory, 0);
    eml_arena_reset(&p.arena);
    p.cx = (eml_cx){.arena = &p.arena,
                    .origin = in.p,
                    .diags = p.diags,
                    .diags_cap = DIAGS,
                    .charsets = &any};
    FUZZ_CHECK(eml_message_parse(&p.cx, in, &root) == EML_OK);
    fuzz_saw(&p.cx);
    if (p.cx.num_diags > DIAGS)
        return;
    for (size_t i = 0; i < p.cx.num_diags; i++) {
        if (eml_code_info_get(p.diags[i].code)->level != EML_LEVEL_MUST)
            continue;
        errors++;
        others |= !is_foretold(m, &p.diags[i]);
    }
    if (others || errors != m->num_findings)
        show(m, &p.cx);
    FUZZ_CHECK(!others && errors == m->num_findings);
    FUZZ_CHECK(m->num_findings && m->findings[0].code == m->code &&
               m->findings[0].off == m->at);
    FUZZ_CHECK(eml_verdict_of(p.diags, p.cx.num_diags, EML_ALLOW_NONE) !=
               EML_VERDICT_VALID);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t room[ROOM]; /* written before it is read */
    static eml_arena arena;
    eml_gen_spec spec = {.mode = EML_GEN_BREAK,
                         .choices = EML_NONE,
                         .labels = true,
                         .few_charsets = true};
    eml_gen_message m;
    int rc;

    if (size < FUZZ_HEAD)
        return 0;
    if (!arena.from)
        eml_arena_init(&arena, &fuzz_memory, 0);
    eml_arena_reset(&arena);
    spec.profile = (eml_gen_profile)(data[0] % EML_GEN_PROFILES);
    spec.code = code_at(data[1] | (unsigned)data[2] << 8);
    if (size > FUZZ_HEAD)
        spec.choices = (eml_span){data + FUZZ_HEAD, size - FUZZ_HEAD};
    rc = eml_gen_make(&spec, room, ROOM, &arena, NULL, &m);
    if (rc == EML_WANT_SPACE)
        return 0;
    FUZZ_CHECK(rc == EML_OK && m.code == spec.code);
    judge(&m);
    return 0;
}
