#ifndef EML_ABNF_H
#define EML_ABNF_H
/* abnf.h -- the standards' own grammars (RFC 5234, RFC 7405 %s strings): read
 * them, match bytes with them, derive bytes from them. Layer: grammar.
 *
 * It is the oracle beside the hand-written parsers and generators: it shares
 * no code with them. A match gives *every* end that a rule has from a place,
 * never the first alternative that fits: the grammars of mail are ambiguous
 * around white space and comments.
 *
 * A grammar is made of texts in ABNF. Comments of a line of their own may be
 * directives, which plain ABNF readers skip:
 *
 *     ;@grammar rfc6376         the rules below are those of "rfc6376"
 *     ;@use rfc5322 FWS CFWS    these names, where not defined here, are
 *                               those of rfc5322; without names: all of its
 *     ;@replace                 from here to the next ;@grammar, "=" replaces
 *                               what was defined before (updates, errata)
 *     ;@obs                     the next rule is obsolete syntax
 *     ;@utf8                    in a first line: read by eml_abnf_mail only
 *                               under EML_ABNF_UTF8
 *     ; 3.2.3                   the clause of the rules below; "RFC 6854 2.1"
 *                               when of another standard
 *
 * Names are compared without regard to case (RFC 5234 section 2.1). */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- reading grammars --------------------------------------------------- */

/* eml_abnf is a set of grammars. It lives in the arena that it was made in. */
typedef struct eml_abnf eml_abnf;

/* eml_abnf_new makes an empty set in cx->arena; NULL: no memory. */
eml_abnf *eml_abnf_new(eml_cx *cx);

/* eml_abnf_add reads rules, RFC 5234 section 4 `rulelist` but that lines may
 * end in LF, and that white lines may stand anywhere between rules. Names are
 * borrowed: `text` must outlive the set. cx->origin must be text.p for the
 * offsets of findings to be of use.
 *
 * Returns EML_OK; EML_E_ABNF_SYNTAX, EML_E_ABNF_VALUE (a character beyond
 * 255, a range or repetition from more to less), EML_E_ABNF_PROSE,
 * EML_E_ABNF_TWICE; EML_E_LIMIT (groups nested deeper than 32, repetitions of
 * more than 65535, more than a million elements, 4095 grammars with a name,
 * 4096 names in ;@use), with the place in cx->err; EML_E_NOMEM; EML_E_MISUSE
 * after eml_abnf_link. After an error the set is of no use. */
EML_MUST_CHECK int eml_abnf_add(eml_cx *cx, eml_abnf *g, eml_span text);

/* EML_ABNF_OBS keeps obsolete syntax: rules named "obs-...", and those after
 * ;@obs. Without it they are taken out, with every alternative that needs one:
 * for RFC 5322, section 3 alone, the grammar by which to generate; with it,
 * section 4 too, the grammar by which to interpret. */
enum eml_abnf_flag { EML_ABNF_OBS = 1, EML_ABNF_UTF8 = 2 };

/* eml_abnf_link resolves names and makes the set ready for use; it does not
 * change any more after that. Returns EML_OK; EML_E_ABNF_UNDEFINED, with the
 * name in eml_abnf_missing; EML_E_LIMIT (a rule that is too large when its
 * repetitions are written out); EML_E_NOMEM; EML_E_MISUSE. */
EML_MUST_CHECK int eml_abnf_link(eml_cx *cx, eml_abnf *g, uint32_t flags);

/* eml_abnf_missing is the name that eml_abnf_link found no rule for, or that of
 * the rule that is too large. */
eml_span eml_abnf_missing(const eml_abnf *g);

/* eml_abnf_mail makes a linked set of all grammars in the library: `flags` as
 * for eml_abnf_link; EML_ABNF_UTF8 adds RFC 6532 and RFC 6531 (UTF-8 in header
 * fields and addresses). NULL: no memory. */
eml_abnf *eml_abnf_mail(eml_cx *cx, uint32_t flags);

/* eml_abnf_text returns the i-th text that eml_abnf_mail reads and its file
 * name, both static; false past the end. `needs` is the flag under which it is
 * read, 0 for always. */
bool eml_abnf_text(size_t i, const char **file, eml_span *text,
                   uint32_t *needs);

/* ---- rules --------------------------------------------------------------- */

/* eml_abnf_find sets *rule to the number of the rule `name`: "address-list",
 * or with its grammar "rfc5322/address-list". A bare name that several
 * grammars define is that of the one added first. False: no such rule, or it
 * is taken out as obsolete. */
bool eml_abnf_find(const eml_abnf *g, eml_span name, uint32_t *rule);

typedef struct eml_abnf_rule {
    eml_span grammar, name, clause;
    uint32_t shortest; /* length of its shortest string */
    bool gone;         /* not there: an alias, or taken out as obsolete */
    bool endless;      /* derives no finite string */
    bool recursive;    /* needs itself */
} eml_abnf_rule;

/* eml_abnf_rule_at describes rule number `rule`; false past the end. */
bool eml_abnf_rule_at(const eml_abnf *g, uint32_t rule, eml_abnf_rule *out);

/* ---- matching -------------------------------------------------------------
 */

/* eml_abnf_matcher matches with the rules of one set. What it learns about a
 * rule it keeps, up to a bound, so use one for many inputs. Results do not
 * depend on what it matched before. */
typedef struct eml_abnf_matcher eml_abnf_matcher;

/* eml_abnf_matcher_new makes a matcher in cx->arena; its tables come from the
 * same allocator, and eml_abnf_matcher_free gives those back. `max_items`
 * bounds the tables (of 4 bytes an item; 0: 16 Mi items). NULL: no memory. */
eml_abnf_matcher *eml_abnf_matcher_new(eml_cx *cx, const eml_abnf *g,
                                       uint32_t max_items);
void eml_abnf_matcher_free(eml_abnf_matcher *m);
/* eml_abnf_matcher_work bounds the steps of one match; 0: 64 a byte + 16 Mi. A
 * step is one open rule taken over one byte, or one call or return of a rule.
 * An unambiguous grammar needs a few a byte; an ambiguous one up to the cube
 * of the length. */
void eml_abnf_matcher_work(eml_abnf_matcher *m, uint64_t max_work);

/* eml_abnf_ends is where a rule ends that begins at the first byte. */
typedef struct eml_abnf_ends {
    bool any, whole;      /* some end; one at the end of the input */
    size_t longest;       /* the last end, when any */
    const uint64_t *bits; /* bit i: an end after i bytes; until the next match*/
} eml_abnf_ends;

/* eml_abnf_match finds all ends of `rule` in `in`. *out is set on EML_OK only.
 * Returns EML_OK (also when there is no end), EML_E_LIMIT, EML_E_NOMEM.
 *
 *     eml_abnf_ends e;
 *     if (eml_abnf_match(m, rule, value, &e) == EML_OK && e.whole)
 *         ...the value is in the language...
 */
EML_MUST_CHECK int eml_abnf_match(eml_abnf_matcher *m, uint32_t rule,
                                  eml_span in, eml_abnf_ends *out);

/* ---- deriving --------------------------------------------------------------
 */

/* eml_abnf_choices is where a derivation takes its choices from: `bytes`, then
 * `num_random` numbers of a generator (xoshiro256**) seeded by
 * eml_abnf_seed, then 0 for ever. 0 is always the shortest way. */
typedef struct eml_abnf_choices {
    eml_span bytes;
    uint64_t num_random;
    uint64_t rng[4];
} eml_abnf_choices;

void eml_abnf_seed(eml_abnf_choices *c, uint64_t seed, uint64_t num_random);

/* eml_abnf_cover counts what derivations used. */
typedef struct eml_abnf_cover {
    uint64_t *rules;        /* by number of the rule */
    uint64_t *nodes, *arms; /* internal */
} eml_abnf_cover;

/* eml_abnf_derive writes a string of `rule` to `out` by choices; past
 * `max_depth` nested rules (0: 40) or `max_len` bytes (0: 4096) it takes the
 * shortest way that is left. `cover` may be NULL. What it allocates from
 * cx->arena is of no use after it.
 *
 * Returns EML_OK; EML_E_ABNF_ENDLESS; EML_E_NOMEM; EML_E_LIMIT when the string
 * cannot be ended within 16 Mi steps. */
EML_MUST_CHECK int eml_abnf_derive(eml_cx *cx, const eml_abnf *g, uint32_t rule,
                                   eml_abnf_choices *choices,
                                   uint32_t max_depth, size_t max_len,
                                   eml_abnf_cover *cover, eml_out *out);

/* ---- coverage
 * ---------------------------------------------------------------- */

/* eml_abnf_cover_init makes zeroed counters in cx->arena. Returns EML_OK or
 * EML_E_NOMEM. */
EML_MUST_CHECK int eml_abnf_cover_init(eml_cx *cx, const eml_abnf *g,
                                       eml_abnf_cover *out);
/* eml_abnf_reach sets reached[rule] for every rule that `start` can need;
 * `reached` has room for eml_abnf_num_rules entries, false in all to begin
 * with. Returns how many. Call it with the same array again to add a start. */
uint32_t eml_abnf_reach(const eml_abnf *g, uint32_t start, bool *reached);
uint32_t eml_abnf_num_rules(const eml_abnf *g);

/* What can be used: a rule, an alternative, and of an element that may occur
 * fewer or more times ("[a]", "*a", "1*2a") both ways. */
typedef enum eml_abnf_point_kind {
    EML_ABNF_RULE,
    EML_ABNF_ALTERNATIVE,
    EML_ABNF_FEWEST, /* as few times as it may occur */
    EML_ABNF_MORE    /* more than that */
} eml_abnf_point_kind;

typedef struct eml_abnf_point {
    eml_abnf_point_kind kind;
    uint32_t rule;
    eml_span text; /* as written; of RULE: the rule's name */
    uint32_t nth;  /* from 1, of those of this kind and text in the rule */
    uint64_t used;
} eml_abnf_point;

/* eml_abnf_cover_next gives the points one by one, those of a rule together
 * and the rule first; *at is 0 at first. False: no more. What was taken out
 * as obsolete is none. */
bool eml_abnf_cover_next(const eml_abnf *g, const eml_abnf_cover *cover,
                         uint64_t *at, eml_abnf_point *out);
/* eml_abnf_cover_gap finds the next rule or alternative that is reached and
 * not used, alternatives only of rules that are used. */
bool eml_abnf_cover_gap(const eml_abnf *g, const eml_abnf_cover *cover,
                        const bool *reached, uint64_t *at, eml_abnf_point *out);

/* ---- what a text uses -----------------------------------------------------
 */

/* eml_abnf_part is a piece of a text that a rule derives. */
typedef struct eml_abnf_part {
    uint32_t rule;
    eml_span text;
} eml_abnf_part;

typedef struct eml_abnf_parts {
    bool whole;          /* the rule derives all of the text */
    uint32_t num_obs;    /* obsolete rules in the derivations that count */
    eml_abnf_part *part; /* in no order; in cx->arena */
    uint32_t num_parts;
} eml_abnf_parts;

/* eml_abnf_use finds what takes part in the derivations of `in`, whole, from
 * `rule`: of an ambiguous text all derivations count, but for those that have
 * more obsolete rules in them than others. It adds one to each point of
 * `cover` (NULL: none) for each place where it is used, and sets *out.
 * `max_items` bounds what it looks at (0: 2 Mi, of some 40 bytes); a grammar
 * as of a header field needs a few hundred a byte, an ambiguous one up to the
 * square of the length.
 *
 * Returns EML_OK (also when out->whole is false: nothing is marked then),
 * EML_E_LIMIT, EML_E_NOMEM, EML_E_MISUSE. */
EML_MUST_CHECK int eml_abnf_use(eml_cx *cx, const eml_abnf *g, uint32_t rule,
                                eml_span in, uint32_t max_items,
                                eml_abnf_cover *cover, eml_abnf_parts *out);

/* ---- header fields ---------------------------------------------------------
 */

/* eml_abnf_field_rule names the rules by which a header field of that name is
 * read: the i-th, NULL past the last; those that are there in a set with
 * EML_ABNF_OBS only come last, and eml_abnf_find may not find them. The text
 * is the field from its name on, with its line end when *crlf. A field that no
 * grammar in the library knows is an optional-field (RFC 5322 3.6.8) or a
 * MIME-extension-field (RFC 2045 9). */
const char *eml_abnf_field_rule(eml_span name, size_t i, bool *crlf);
/* eml_abnf_field_name is the name of the i-th field that has rules of its own,
 * NULL past the end. */
const char *eml_abnf_field_name(size_t i);

#ifdef __cplusplus
}
#endif
#endif
