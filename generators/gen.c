/* gen.c -- one message from its choices. */
#include "generators/gen_break.h"

const char *
eml_gen_profile_name(unsigned profile)
{
    static const char *const names[] = {"imf",  "mime", "eai",
                                        "list", "dsn",  "wild"};

    return profile < EML_GEN_PROFILES ? names[profile] : NULL;
}

const char *
eml_gen_mode_name(unsigned mode)
{
    static const char *const names[] = {"valid", "obs", "break"};

    return mode < EML_GEN_MODES ? names[mode] : NULL;
}

const char *
eml_gen_key_name(eml_gen_key key)
{
    static const char *const names[] = {
        "",
#define EML_GEN_KEY(id, name) name,
#include "eml/gen_keys.def"
#undef EML_GEN_KEY
    };

    return key < EML_GEN_KEYS ? names[key] : NULL;
}

const char *
eml_gen_production(size_t i)
{
    static const char *const names[] = {
#define EML_PRODUCTION(id, clause, name) clause " " name,
#include "generators/productions.def"
#undef EML_PRODUCTION
    };

    return i < EML__PRODUCTIONS ? names[i] : NULL;
}

/* ---- the choices of one message
 * -------------------------------------------------- */

static uint64_t
seed_of(const eml_gen_spec *spec)
{
    uint64_t state = spec->seed;
    uint64_t seed = eml_choice_mix(&state);

    state = seed ^ spec->index * 0x9e3779b97f4a7c15u;
    seed = eml_choice_mix(&state);
    state = seed + spec->profile * 0xd1342543de82ef95u +
            spec->mode * 0xaf251af3b0f025b5u;
    return eml_choice_mix(&state);
}

/* Once in n messages; in WILD ones once in two. */
static bool
trait(eml__gen *g, uint32_t n)
{
    return eml_choice_rare(&g->c, EML_LANE_SHAPE, g->wild ? 2 : n);
}

static void
choose_traits(eml__gen *g)
{
    g->traits |= trait(g, 8) ? EML__COMMENTED : 0;
    g->traits |= trait(g, 4) ? EML__FOLDED : 0;
    g->traits |= trait(g, 8) ? EML__SPACED : 0;
    g->traits |= trait(g, 24) ? EML__WARNED : 0;
    if (g->profile != EML_GEN_IMF)
        g->traits |= trait(g, 3) ? EML__ENCODED : 0;
    if (g->profile == EML_GEN_EAI || (g->wild && trait(g, 4)))
        g->traits |= EML__UTF8;
}

static void
begin(eml__gen *g, const eml_gen_spec *spec)
{
    uint64_t seed = seed_of(spec);

    g->profile = spec->profile;
    g->mode = spec->mode;
    g->wild = spec->profile == EML_GEN_WILD;
    g->labels = spec->labels && spec->mode != EML_GEN_BREAK;
    g->charsets = spec->few_charsets ? EML__CS_W1252 + 1 : EML__CHARSETS;
    g->limit = 78;
    eml_choice_init(&g->c, spec->choices, spec->random ? &seed : NULL);
    choose_traits(g);
    if (g->labels) { /* fields point at their first item before it is made */
        eml__g_item(g, EML_GEN_STOP, EML_GEN_NO_KEY);
        text_begin(g);
    }
}

/* ---- findings
 * ------------------------------------------------------------------------ */

static bool
before(const eml_gen_finding *a, const eml_gen_finding *b)
{
    return a->off != b->off ? a->off < b->off : a->code < b->code;
}

/* They were made nearly in order. */
static void
sort(eml_gen_finding *f, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        eml_gen_finding x = f[i];
        uint32_t k = i;

        for (; k && before(&x, &f[k - 1]); k--)
            f[k] = f[k - 1];
        f[k] = x;
    }
}

static bool
keep_findings(eml__gen *g, eml_gen_message *out)
{
    size_t size = g->num_findings * sizeof g->findings[0];
    eml_gen_finding *f = NULL;

    if (size) {
        f = eml_arena_get(g->arena, size);
        if (!f)
            return false;
        if (g->mode != EML_GEN_BREAK) /* there the code broken is first */
            sort(g->findings, g->num_findings);
        memcpy(f, g->findings, size);
    }
    out->findings = f;
    out->num_findings = g->num_findings;
    return true;
}

/* In BREAK the fault is all that is told. */
static void
only_fault(eml__gen *g, eml_gen_message *out)
{
    out->code = g->code;
    out->at = g->fault.off;
    g->findings[0] = g->fault;
    g->num_findings = 1;
    if (g->how->also) {
        g->findings[1] = g->fault_too;
        g->num_findings = 2;
    }
}

int
eml_gen_make(const eml_gen_spec *spec, uint8_t *room, size_t room_len,
             eml_arena *arena, eml_gen_counts *counts, eml_gen_message *out)
{
    eml_gen_counts own;
    eml__gen g;

    if (spec->profile >= EML_GEN_PROFILES || spec->mode >= EML_GEN_MODES)
        return EML_E_MISUSE;
    if (room_len < EML__SLACK)
        return EML_WANT_SPACE;
    memset(&g, 0, offsetof(eml__gen, findings));
    g.begin = g.p = g.line = room;
    g.end = room + room_len - EML__SLACK;
    g.arena = arena;
    g.made = counts ? counts->made : own.made;
    begin(&g, spec);
    g.code = spec->code;
    if (spec->mode == EML_GEN_BREAK && !eml__g_break_choose(&g, spec->index))
        return EML_E_MISUSE;
    eml__g_message(&g);
    if (g.oom)
        return EML_E_NOMEM;
    if (g.full)
        return EML_WANT_SPACE;
    *out = (eml_gen_message){.root = g.labels ? g.root : NULL,
                             .bytes = {room, (size_t)(g.p - room)}};
    if (spec->mode == EML_GEN_BREAK)
        only_fault(&g, out);
    return keep_findings(&g, out) ? EML_OK : EML_E_NOMEM;
}
