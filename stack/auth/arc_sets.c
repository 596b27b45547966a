/* RFC 8617 sections 4.2, 5.1.1 and 5.2: the sets of a chain, and its structure.
 */
#include "stack/auth/arc_sets.h"

#include <string.h>

static void
fault(eml__arc_sets *s, int reason, uint32_t instance, uint32_t field)
{
    if (s->reason)
        return;
    s->reason = reason;
    s->instance = instance;
    s->field = field;
}

/* Puts a field into its set; each has one of each (4.2.1). */
static void
place(eml__arc_sets *s, uint32_t *at, uint32_t instance, uint32_t field)
{
    if (*at != EML__NO_FIELD)
        fault(s, EML_E_ARC_TWICE, instance, field);
    *at = field;
    if (instance > s->num)
        s->num = instance;
}

static int
read_results(eml__arc_sets *s, const eml__header *h, uint32_t i)
{
    const eml__hfield *f = &h->fields[i];
    eml_cx own = {.origin = f->raw.p, .base = f->off};
    uint32_t instance;
    eml_span payload;
    int rc = eml_arc_instance(&own, f->body, &instance, &payload);

    if (rc != EML_OK) {
        fault(s, rc, 0, i);
        return EML_OK;
    }
    s->set[instance - 1].results = payload;
    place(s, &s->set[instance - 1].aar, instance, i);
    return EML_OK;
}

static int
read_signature(eml__arc_sets *s, eml_cx *cx, const eml__header *h, uint32_t i,
               eml_signature_kind kind)
{
    const eml__hfield *f = &h->fields[i];
    eml__check k;
    eml__arc_set *set;
    int rc;

    memset(&k, 0, sizeof k);
    rc = eml__check_parse(&k, cx, h, f, kind);
    if (rc != EML_OK)
        return rc;
    if (!k.r.sig.instance) {
        fault(s, k.r.reason ? k.r.reason : EML_E_ARC_INSTANCE, 0, i);
        return EML_OK;
    }
    set = &s->set[k.r.sig.instance - 1];
    if (kind == EML_SIGNATURE_AMS) {
        set->of_ams = k;
        place(s, &set->ams, k.r.sig.instance, i);
    } else {
        set->of_seal = k;
        place(s, &set->seal, k.r.sig.instance, i);
    }
    return EML_OK;
}

static int
read_field(eml__arc_sets *s, eml_cx *cx, const eml__header *h, uint32_t i)
{
    eml_span name = h->fields[i].name;

    if (name.n < 8 || (name.p[0] | 32) != 'a')
        return EML_OK;
    if (eml_span_eq_fold(name, EML_LIT("arc-authentication-results"))) {
        s->num_fields++;
        return read_results(s, h, i);
    }
    for (int kind = EML_SIGNATURE_AMS; kind <= EML_SIGNATURE_SEAL; kind++)
        if (eml_span_eq_fold(name,
                             eml_signature_field((eml_signature_kind)kind))) {
            s->num_fields++;
            return read_signature(s, cx, h, i, (eml_signature_kind)kind);
        }
    return EML_OK;
}

/* Step 3: "A continuous sequence from 1..N", one of each, the values of cv=. */
static void
judge_sets(eml__arc_sets *s)
{
    for (uint32_t i = 0; i < s->num; i++) {
        const eml__arc_set *set = &s->set[i];
        uint8_t cv = set->of_seal.r.sig.cv;
        uint32_t any = set->aar != EML__NO_FIELD   ? set->aar
                       : set->ams != EML__NO_FIELD ? set->ams
                                                   : set->seal;

        if (any == EML__NO_FIELD)
            fault(s, EML_E_ARC_GAP, i + 1, any);
        else if (set->aar == EML__NO_FIELD || set->ams == EML__NO_FIELD ||
                 set->seal == EML__NO_FIELD)
            fault(s, EML_E_ARC_SET, i + 1, any);
        else if (cv != (i ? EML_ARC_CV_PASS : EML_ARC_CV_NONE))
            fault(s, EML_E_ARC_CV_ORDER, i + 1, set->seal);
    }
}

int
eml__arc_collect(eml__arc_sets *s, eml_cx *cx, const eml__header *h)
{
    memset(s, 0, sizeof *s);
    s->field = EML__NO_FIELD;
    s->set = eml_arena_get(cx->arena, EML_ARC_MAX * sizeof *s->set);
    if (!s->set)
        return EML_E_NOMEM;
    for (uint32_t i = 0; i < EML_ARC_MAX; i++) {
        s->set[i].aar = s->set[i].ams = s->set[i].seal = EML__NO_FIELD;
        s->set[i].results = EML_NONE;
    }
    for (uint32_t i = 0; i < h->num_fields; i++) {
        int rc = read_field(s, cx, h, i);

        if (rc != EML_OK)
            return rc;
        /* each set has three: more than that is no chain, whatever it is */
        if (s->num_fields > 3 * EML_ARC_MAX) {
            fault(s, EML_E_ARC_TWICE, 0, i);
            break;
        }
    }
    /* step 2 comes before the structure */
    if (s->num && s->set[s->num - 1].of_seal.r.sig.cv == EML_ARC_CV_FAIL) {
        s->reason = EML_OK;
        fault(s, EML_E_ARC_FAILED, s->num, s->set[s->num - 1].seal);
    }
    judge_sets(s);
    return EML_OK;
}

bool
eml__arc_hash(const eml_crypto *c, const eml__header *h, const eml__arc_sets *s,
              uint32_t instance, uint8_t out[EML_HASH_MAX])
{
    const eml__arc_set *own = &s->set[instance - 1];
    eml__hasher hash;

    if (!eml__hasher_init(&hash, c, (eml_hash_type)own->of_seal.r.sig.hash))
        return false;
    for (uint32_t i = 0; i < instance; i++) {
        const eml__arc_set *set = &s->set[i];
        bool last = i + 1 == instance;

        eml__hash_field(&hash, EML_CANON_RELAXED, h->newline,
                        h->fields[set->aar].raw, EML_NONE, true);
        eml__hash_field(&hash, EML_CANON_RELAXED, h->newline,
                        h->fields[set->ams].raw, EML_NONE, true);
        eml__hash_field(&hash, EML_CANON_RELAXED, h->newline,
                        h->fields[set->seal].raw,
                        last ? set->of_seal.r.sig.b_value : EML_NONE, !last);
    }
    return eml__hasher_end(&hash, out);
}
