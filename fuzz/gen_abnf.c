/* The fuzzer's bytes choose a set of grammars, a rule and a derivation: the
 * rule matches what it derives, and the grammar to interpret matches what the
 * grammar to generate derives. */
#define FUZZ_POINTS 8192
#include "fuzz/oracle.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t room[8192];
    eml_out out = {.p = room, .cap = sizeof room};
    uint32_t rule, flags, also;
    eml_abnf_rule info;
    char name[128];
    oracle *o, *wide;

    if (size < 3)
        return 0;
    flags = data[0] & 3;
    o = oracle_for(flags);
    rule = (data[1] | (uint32_t)data[2] << 8) % eml_abnf_num_rules(o->g);
    FUZZ_CHECK(eml_abnf_rule_at(o->g, rule, &info));
    if (info.gone)
        return 0;
    oracle_derive(o, rule, (eml_span){data + 3, size - 3}, 1000, &out);
    FUZZ_CHECK(!out.full && out.n >= info.shortest);
    FUZZ_CHECK(oracle_matches(o, rule, eml_out_view(&out)));
    if (out.n <= 200) {
        eml_arena_mark mark = eml_arena_note(&o->arena);
        eml_abnf_parts parts;

        FUZZ_CHECK(eml_abnf_use(&o->cx, o->g, rule, eml_out_view(&out), 0, NULL,
                                &parts) == EML_OK &&
                   parts.whole);
        eml_arena_release(&o->arena, mark);
    }
    wide = oracle_for(flags | EML_ABNF_OBS);
    snprintf(name, sizeof name, "%.*s/%.*s", (int)info.grammar.n,
             (const char *)info.grammar.p, (int)info.name.n,
             (const char *)info.name.p);
    also = oracle_rule(wide, name);
    FUZZ_CHECK(oracle_matches(wide, also, eml_out_view(&out)));
    return 0;
}
