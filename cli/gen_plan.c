/* Which messages, and making them. */
#include "cli/gen_plan.h"

#include <stdlib.h>
#include <string.h>

/* Enough for most messages; generators/ says that 4 MiB is for all. */
enum { FIRST_ROOM = 1 << 16, MOST_ROOM = 1 << 26 };

static unsigned
index_of(const char *(*name_of)(unsigned), unsigned end, const char *name)
{
    for (unsigned i = 0; i < end; i++)
        if (strcmp(name_of(i), name) == 0)
            return i;
    return end;
}

bool
gen_plan_profile(gen_plan *p, const char *name)
{
    if (strcmp(name, "signed") == 0) {
        p->profile = GEN_SIGNED;
        return true;
    }
    p->profile = index_of(eml_gen_profile_name, EML_GEN_PROFILES, name);
    return p->profile < EML_GEN_PROFILES || strcmp(name, "all") == 0;
}

static bool
breakable(int code)
{
    int is;

    for (size_t i = 0; (is = eml_gen_breakable(i)) != 0; i++)
        if (is == code)
            return true;
    return false;
}

bool
gen_plan_mode(gen_plan *p, const char *name)
{
    const char *code = strchr(name, ':');

    p->code = 0;
    if (code && strncmp(name, "break:", 6) == 0) {
        p->mode = EML_GEN_BREAK;
        code++;
        p->code =
            eml_code_by_name((eml_span){(const uint8_t *)code, strlen(code)});
        return p->code && breakable(p->code);
    }
    p->mode = index_of(eml_gen_mode_name, EML_GEN_MODES, name);
    return p->mode < EML_GEN_MODES || strcmp(name, "all") == 0;
}

static bool
number(const char **s, uint64_t *out)
{
    uint64_t v = 0;
    const char *p = *s;

    for (; *p >= '0' && *p <= '9' && p - *s < 9; p++)
        v = v * 10 + (uint64_t)(*p - '0');
    if (p == *s)
        return false;
    *s = p;
    *out = v;
    return true;
}

bool
gen_plan_shard(gen_plan *p, const char *text)
{
    return number(&text, &p->shard) && *text++ == '/' &&
           number(&text, &p->shards) && !*text && p->shard >= 1 &&
           p->shard <= p->shards;
}

const char *
gen_plan_profile_name(const gen_plan *p)
{
    if (p->profile == GEN_SIGNED)
        return "signed";
    return p->profile < EML_GEN_PROFILES ? eml_gen_profile_name(p->profile)
                                         : "all";
}

const char *
gen_plan_mode_name(const gen_plan *p)
{
    return p->mode < EML_GEN_MODES ? eml_gen_mode_name(p->mode) : "all";
}

eml_gen_spec
gen_plan_spec(const gen_plan *p, uint64_t index)
{
    uint64_t turn = index;
    eml_gen_spec spec = {.seed = p->seed,
                         .index = index,
                         .profile = (eml_gen_profile)p->profile,
                         .mode = (eml_gen_mode)p->mode,
                         .code = p->code,
                         .choices = EML_NONE,
                         .random = true};

    if (p->profile == GEN_SIGNED)
        spec.profile = EML_GEN_MIME;
    if (p->profile == EML_GEN_PROFILES) {
        spec.profile = (eml_gen_profile)(turn % EML_GEN_PROFILES);
        turn /= EML_GEN_PROFILES;
    }
    if (p->mode == EML_GEN_MODES) {
        spec.mode = (eml_gen_mode)(turn % EML_GEN_MODES);
        turn /= EML_GEN_MODES;
    }
    if (spec.mode == EML_GEN_BREAK && !p->code)
        spec.code = p->codes[turn % p->num_codes];
    else if (spec.mode != EML_GEN_BREAK)
        spec.code = 0;
    return spec;
}

void
gen_plan_settle(gen_plan *p)
{
    const size_t room = sizeof p->codes / sizeof p->codes[0];

    p->num_codes = 0;
    while (p->num_codes < room &&
           (p->codes[p->num_codes] = eml_gen_breakable(p->num_codes)) != 0)
        p->num_codes++;
}

uint64_t
gen_plan_first(const gen_plan *p)
{
    uint64_t off = p->start % p->shards, want = p->shard - 1;

    return p->start + (want >= off ? want - off : p->shards - off + want);
}

bool
gen_plan_next(const gen_plan *p, uint64_t *index)
{
    if (p->start + (p->count - 1) - *index < p->shards)
        return false;
    *index += p->shards;
    return true;
}

bool
gen_maker_init(gen_maker *k, const gen_plan *plan, bool counting)
{
    memset(k, 0, sizeof *k);
    k->counting = counting;
    eml_arena_init(&k->arena, &eml_os_alloc, 0);
    k->sha = eml_os_sha256_new();
    k->room_len = FIRST_ROOM;
    k->room = malloc(k->room_len);
    if (plan->profile == GEN_SIGNED && !(k->signer = gen_signer_new()))
        return false;
    return k->sha && k->room;
}

void
gen_maker_fini(gen_maker *k)
{
    eml_arena_fini(&k->arena);
    eml_os_sha256_free(k->sha);
    gen_signer_free(k->signer);
    free(k->room);
    free(k->label.p);
}

bool
gen_maker_make(gen_maker *k, const eml_gen_spec *spec)
{
    for (;;) {
        eml_gen_counts counts;
        int rc;

        if (k->counting)
            counts = k->counts;
        eml_arena_reset(&k->arena);
        rc = eml_gen_make(spec, k->room, k->room_len, &k->arena,
                          k->counting ? &counts : NULL, &k->m);
        if (rc == EML_OK && k->counting)
            k->counts = counts;
        if (rc != EML_WANT_SPACE)
            return rc == EML_OK &&
                   (!k->signer ||
                    gen_signer_sign(k->signer, spec->index, &k->arena, &k->m));
        if (k->room_len > MOST_ROOM)
            return false;
        k->room_len *= 4;
        free(k->room);
        k->room = malloc(k->room_len);
        if (!k->room)
            return false;
    }
}

bool
gen_maker_line(gen_maker *k, const eml_gen_spec *spec, unsigned what)
{
    bool made;

    gen_label_begin(&k->label, spec,
                    k->signer ? "signed" : eml_gen_profile_name(spec->profile));
    if (what & GEN_BYTES)
        gen_label_message(&k->label, k->m.bytes);
    made = what & GEN_LABEL ? gen_label_end(&k->label, &k->m,
                                            gen_label_allow(spec->mode), k->sha)
                            : gen_label_end_without(&k->label);
    if (made && k->signer && what & GEN_LABEL)
        gen_signer_label(spec->index, &k->label);
    return made && !k->label.failed;
}
