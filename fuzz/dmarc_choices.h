#ifndef EML_FUZZ_DMARC_CHOICES_H
#define EML_FUZZ_DMARC_CHOICES_H
/* dmarc_choices.h -- a DMARC record made of choices, and what it means. It
 * knows RFC 9989 section 4.8 and no parser. */
#include <string.h>

#include "eml/dmarc_record.h"
#include "fuzz/fuzz.h"

typedef struct dmarc_choices {
    const uint8_t *p, *end;
    uint8_t text[4096];
    size_t n;
    eml_dmarc_record means; /* p, sp, np, psd, strict_*, testing, fo, num_* */
    bool has_fo;
    const char *broken; /* put instead of a valid tag; NULL: none */
    size_t broken_at;   /* where it stands */
} dmarc_choices;

static inline unsigned
dmarc_choose(dmarc_choices *c, unsigned n)
{
    return c->p == c->end ? 0 : *c->p++ % n;
}

static inline void
dmarc_put(dmarc_choices *c, const char *s)
{
    size_t n = strlen(s);

    FUZZ_CHECK(c->n + n < sizeof c->text);
    memcpy(c->text + c->n, s, n);
    c->n += n;
}

/* *WSP */
static inline void
dmarc_space(dmarc_choices *c)
{
    static const char *const spaces[] = {"", "", " ", "\t", " \t  "};

    dmarc_put(c, spaces[dmarc_choose(c, 5)]);
}

/* Letters in any case (RFC 5234 section 2.3). */
static inline void
dmarc_word(dmarc_choices *c, const char *s)
{
    size_t from = c->n;

    dmarc_put(c, s);
    if (dmarc_choose(c, 8) == 7)
        for (size_t i = from; i < c->n; i++)
            if (c->text[i] >= 'a' && c->text[i] <= 'z' && (i & 1))
                c->text[i] = (uint8_t)(c->text[i] - 32);
}

static inline void
dmarc_name(dmarc_choices *c, const char *name)
{
    dmarc_put(c, name);
    dmarc_space(c);
    dmarc_put(c, "=");
    dmarc_space(c);
}

static inline uint8_t
dmarc_policy(dmarc_choices *c, const char *name)
{
    static const char *const words[] = {"none", "quarantine", "reject"};
    unsigned i = dmarc_choose(c, 3);

    dmarc_name(c, name);
    dmarc_word(c, words[i]);
    return (uint8_t)(EML_DMARC_NONE + i);
}

static inline uint32_t
dmarc_uris(dmarc_choices *c, const char *name)
{
    static const char *const uris[] = {
        "mailto:a@b.example", "MAILTO:c@d.example?subject=x%2Cy",
        "https://e.example:443/f?g#h", "mailto:a@b.example!10m", "x://[::1]/"};
    uint32_t n = 1 + dmarc_choose(c, 3);

    dmarc_name(c, name);
    for (uint32_t i = 0; i < n; i++) {
        /* *WSP "," *WSP, and a dmarc-value has no tab */
        if (i)
            dmarc_put(c, dmarc_choose(c, 2) ? " ,  " : ",");
        dmarc_put(c, uris[dmarc_choose(c, 5)]);
    }
    return n;
}

static inline void
dmarc_fo(dmarc_choices *c)
{
    static const struct {
        const char *text;
        uint8_t bits;
    } values[] = {{"0", 1},   {"1", 2},      {"d", 4},      {"s", 8},
                  {"1:d", 6}, {"d:0:s", 13}, {"s:d:1", 14}, {"s:d", 12}};
    unsigned i = dmarc_choose(c, 8);

    dmarc_name(c, "fo");
    dmarc_word(c, values[i].text);
    c->means.fo = values[i].bits;
    c->has_fo = true;
}

static inline void
dmarc_tag(dmarc_choices *c, unsigned which)
{
    eml_dmarc_record *m = &c->means;
    unsigned i;

    switch (which) {
    case 0:
        m->p = dmarc_policy(c, "p");
        break;
    case 1:
        m->sp = dmarc_policy(c, "sp");
        break;
    case 2:
        m->np = dmarc_policy(c, "np");
        break;
    case 3:
    case 4:
        i = dmarc_choose(c, 2);
        dmarc_name(c, which == 3 ? "adkim" : "aspf");
        dmarc_word(c, i ? "s" : "r");
        *(which == 3 ? &m->strict_dkim : &m->strict_spf) = i;
        break;
    case 5:
        m->num_rua = dmarc_uris(c, "rua");
        break;
    case 6:
        m->num_ruf = dmarc_uris(c, "ruf");
        break;
    case 7:
        dmarc_fo(c);
        break;
    case 8:
        i = dmarc_choose(c, 3);
        dmarc_name(c, "psd");
        dmarc_word(c, i == 0 ? "u" : i == 1 ? "y" : "n");
        m->psd = (uint8_t)i;
        break;
    case 9:
        i = dmarc_choose(c, 2);
        dmarc_name(c, "t");
        dmarc_word(c, i ? "y" : "n");
        m->testing = i;
        break;
    default:
        dmarc_name(c, "unknown");
        dmarc_put(c, "any thing, at = all");
        break;
    }
}

/* dmarc-record, tags in some order, each at most once; `broken` takes the place
 * of one. */
static inline void
dmarc_make(dmarc_choices *c)
{
    unsigned first = dmarc_choose(c, 11), step = dmarc_choose(c, 10) + 1;
    unsigned where = dmarc_choose(c, 11);

    c->means.fo = EML_DMARC_FO_0;
    dmarc_name(c, dmarc_choose(c, 4) == 3 ? "V" : "v");
    dmarc_put(c, "DMARC1");
    for (unsigned i = 0; i < 11; i++) {
        bool here = c->broken && i == where;

        if (!here && dmarc_choose(c, 2))
            continue;
        dmarc_space(c);
        dmarc_put(c, ";");
        dmarc_space(c);
        if (here) {
            c->broken_at = c->n;
            dmarc_put(c, c->broken);
        } else {
            dmarc_tag(c, (first + i * step) % 11);
        }
    }
    if (dmarc_choose(c, 2)) {
        dmarc_space(c);
        dmarc_put(c, ";");
        dmarc_space(c);
    }
    if (!c->means.num_ruf) /* "MUST be ignored if a "ruf" tag is not" there */
        c->means.fo = EML_DMARC_FO_0;
}
#endif
