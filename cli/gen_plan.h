#ifndef EML_CLI_GEN_PLAN_H
#define EML_CLI_GEN_PLAN_H
/* gen_plan.h -- which messages a run of eml gen makes, and making them. */
#include "cli/gen_signed.h"

/* A profile besides those of the generator, and not one of "all". */
enum { GEN_SIGNED = EML_GEN_PROFILES + 1 };

/* What is taken by turns of the index: profiles first, then modes, then (BREAK,
 * without a code) codes. So 18 messages in a row have each profile in each
 * mode. */
typedef struct gen_plan {
    uint64_t seed, start, count;
    uint64_t shard,
        shards;       /* 1..shards: indexes that are shard - 1 mod shards */
    unsigned profile; /* EML_GEN_PROFILES: all, by turns; GEN_SIGNED */
    unsigned mode;    /* EML_GEN_MODES: all, by turns */
    int code;         /* BREAK; 0: by turns */
    int codes[512];   /* those, once gen_plan_settle was called */
    size_t num_codes;
} gen_plan;

/* "imf" .. "wild", "signed", "all". */
bool gen_plan_profile(gen_plan *p, const char *name);
/* "valid", "obs", "break", "break:CODE", "all". */
bool gen_plan_mode(gen_plan *p, const char *name);
/* "I/N" */
bool gen_plan_shard(gen_plan *p, const char *text);

const char *gen_plan_profile_name(const gen_plan *p);
const char *gen_plan_mode_name(const gen_plan *p);

/* To be called once all is said. */
void gen_plan_settle(gen_plan *p);

eml_gen_spec gen_plan_spec(const gen_plan *p, uint64_t index);

/* The first index of the shard, and the next. */
uint64_t gen_plan_first(const gen_plan *p);
/* False: `index` was the last. */
bool gen_plan_next(const gen_plan *p, uint64_t *index);

/* One message after another; memory is that of the largest. */
typedef struct gen_maker {
    eml_arena arena;
    uint8_t *room;
    size_t room_len;
    eml_gen_counts counts;
    eml_os_sha256 *sha;
    eml_gen_message m;
    gen_label label;
    bool counting;
    gen_signer *signer; /* NULL: profile is not "signed" */
} gen_maker;

/* `counting`: keep k->counts. */
bool gen_maker_init(gen_maker *k, const gen_plan *plan, bool counting);
void gen_maker_fini(gen_maker *k);
/* Sets k->m. False: no memory. */
bool gen_maker_make(gen_maker *k, const eml_gen_spec *spec);
/* Sets k->label to a line of what is asked for: where k->m comes from, its
 * bytes, what it means. */
typedef enum gen_line { GEN_LABEL = 1, GEN_BYTES = 2 } gen_line;
bool gen_maker_line(gen_maker *k, const eml_gen_spec *spec, unsigned what);
#endif
