#ifndef EML_FUZZ_PEER_H
#define EML_FUZZ_PEER_H
/* peer.h -- for comparisons with other libraries in this process. Peers read
 * loosely: only what we read strictly and without any finding is compared, and
 * then the peer must say the same. What a peer is known to read in another way
 * is left out by the narrowest condition, with the clause that decides.
 *
 * Addresses are compared as text: of each mailbox its display name, local-part
 * and domain, as what they stand for. */
#include "eml/addr.h"
#include "fuzz/diff.h"

enum { PEER_TEXT = 16 << 10 };

typedef struct peer_text {
    uint8_t room[PEER_TEXT];
    eml_out out;
    bool solid; /* names without any white space */
} peer_text;

static inline void
peer_begin(peer_text *t, bool solid)
{
    t->solid = solid;
    t->out = (eml_out){.p = t->room, .cap = PEER_TEXT};
}

static inline void
peer_put(peer_text *t, char mark, eml_span s)
{
    eml_out_byte(&t->out, (uint8_t)mark);
    eml_out_byte(&t->out, ' ');
    eml_out_span(&t->out, s);
    eml_out_byte(&t->out, '\n');
}

/* A display name: every run of white space, folds among it, as one space, and
 * none at the ends. Between words it is CFWS (5322 section 3.2.5), which peers
 * keep as it came; that of quoted-strings, which they trim, is lost to the
 * comparison with it. */
static inline void
peer_put_name(peer_text *t, eml_span s)
{
    bool space = false, any = false;

    eml_out_span(&t->out, EML_LIT("n "));
    for (size_t i = 0; i < s.n; i++) {
        if (memchr(" \t\r\n", s.p[i], 4)) {
            space = any && !t->solid;
            continue;
        }
        if (space)
            eml_out_byte(&t->out, ' ');
        eml_out_byte(&t->out, s.p[i]);
        any = true;
        space = false;
    }
    eml_out_byte(&t->out, '\n');
}

static inline eml_span
peer_str(const char *s)
{
    return s ? (eml_span){(const uint8_t *)s, strlen(s)} : EML_NONE;
}

/* A local-part as it is written: what it stands for. */
static inline void
peer_put_local(peer_text *t, eml_span raw)
{
    bool quoted = raw.n >= 2 && raw.p[0] == '"';

    eml_out_span(&t->out, EML_LIT("l "));
    for (size_t i = quoted; i < raw.n - quoted; i++) {
        if (quoted && raw.p[i] == '\\' && i + 1 < raw.n - quoted)
            i++;
        eml_out_byte(&t->out, raw.p[i]);
    }
    eml_out_byte(&t->out, '\n');
}

/* An addr-spec as a peer gives it, in one piece. */
static inline void
peer_put_spec(peer_text *t, eml_span spec)
{
    size_t at = spec.n;

    while (at && spec.p[at - 1] != '@')
        at--;
    peer_put_local(t, (eml_span){spec.p, at ? at - 1 : 0});
    peer_put(t, 'd', (eml_span){spec.p + at, spec.n - at});
}

/* ---- our reading ----------------------------------------------------------
 */

static inline eml_span
peer_get_(eml_cx *cx, const eml_text *text)
{
    eml_span s;

    FUZZ_CHECK(eml_text_get(cx, text, &s) == EML_OK);
    return s;
}

static inline void
peer_put_mailbox_(peer_text *t, eml_cx *cx, const eml_mailbox *m)
{
    peer_put_name(t, peer_get_(cx, &m->name));
    peer_put(t, 'l', peer_get_(cx, &m->local));
    peer_put(t, 'd', peer_get_(cx, &m->domain));
}

static inline void
peer_put_list(peer_text *t, eml_cx *cx, const eml_address_list *l)
{
    for (const eml_address *a = l->first; a; a = a->next) {
        if (a->group) {
            peer_put(t, '{', EML_NONE);
            peer_put_name(t, peer_get_(cx, a->group));
        }
        for (const eml_mailbox *m = a->mailbox; m; m = m->next)
            peer_put_mailbox_(t, cx, m);
        if (a->group)
            peer_put(t, '}', EML_NONE);
    }
}

/* ---- inputs ---------------------------------------------------------------
 */

/* The input of a target as diff_run has it: raw, or derived by `rule` of the
 * grammar to generate and perhaps changed. n 0: none. It is followed by a
 * NUL. */
static inline eml_span
peer_input(const char *rule, const uint8_t *data, size_t size)
{
    static uint8_t room[DIFF_MAX + 1];
    eml_out out = {.p = room, .cap = DIFF_MAX};
    size_t change;

    if (size < 2 || size > DIFF_MAX)
        return EML_NONE;
    if (data[0] & 1) {
        oracle *o = oracle_for(0);

        change = data[0] & 4 && size > 4 ? 3 : 0;
        oracle_derive(o, oracle_rule(o, rule),
                      (eml_span){data + 1 + change, size - 1 - change}, 200,
                      &out);
        if (out.full)
            return EML_NONE;
        if (change)
            diff_change_(data + 1, &out);
    } else {
        eml_out_span(&out, (eml_span){data + 1, size - 1});
    }
    room[out.n] = 0;
    return eml_out_view(&out);
}

static inline void
peer_compare(const char *peer, eml_span in, const peer_text *ours,
             const peer_text *theirs)
{
    if (ours->out.full || theirs->out.full ||
        eml_span_eq(eml_out_view(&ours->out), eml_out_view(&theirs->out)))
        return;
    fprintf(stderr, "---- input\n%.*s\n---- eml\n%.*s---- %s\n%.*s", (int)in.n,
            (const char *)in.p, (int)ours->out.n, (const char *)ours->room,
            peer, (int)theirs->out.n, (const char *)theirs->room);
    FUZZ_CHECK(0 && "eml and its peer read the same");
}
#endif
