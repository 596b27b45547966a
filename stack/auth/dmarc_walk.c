/* RFC 9989 section 4.10: the DNS Tree Walk. */
#include "stack/auth/dmarc_walk.h"

#include <string.h>

#include "core/cclass.h"
#include "eml/idn.h"

/* ---- names -----------------------------------------------------------------
 */

size_t
eml__dmarc_name(eml_span domain, uint8_t room[256])
{
    uint8_t ascii[EML_IDN_MAX];
    eml_span s;
    size_t label = 0;

    if (domain.n && domain.p[domain.n - 1] == '.')
        domain.n--;
    if (!eml_idn_to_ascii(domain, ascii, &s) || s.n == 0 ||
        s.n > EML_DMARC_NAME_MAX)
        return 0;
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];

        if (c == '.' ? label == 0
                     : ++label > 63 || !eml__is(c, EML__VCHAR) || c == '[')
            return 0;
        if (c == '.')
            label = 0;
        room[i] = eml__lower(c);
    }
    return label ? s.n : 0;
}

bool
eml__dmarc_ends_in(eml_span name, eml_span end)
{
    size_t more;

    if (end.n == 0 || name.n < end.n)
        return false;
    more = name.n - end.n;
    return memcmp(name.p + more, end.p, end.n) == 0 &&
           (more == 0 || name.p[more - 1] == '.');
}

unsigned
eml__dmarc_labels(eml_span name)
{
    unsigned n = name.n != 0;

    for (size_t i = 0; i < name.n; i++)
        n += name.p[i] == '.';
    return n;
}

eml_span
eml__dmarc_last(eml_span name, unsigned labels)
{
    const uint8_t *end = name.p + name.n, *p = end;

    while (p != name.p && (p[-1] != '.' || --labels))
        p--;
    return (eml_span){p, (size_t)(end - p)};
}

size_t
eml__dmarc_query_name(eml_span domain, uint8_t room[8 + 256])
{
    static const char label[] = "_dmarc.";
    size_t n = sizeof label - 1;

    if (n + domain.n > EML_DMARC_NAME_MAX)
        return 0;
    memcpy(room, label, n);
    memcpy(room + n, domain.p, domain.n);
    return n + domain.n;
}

/* ---- records ---------------------------------------------------------------
 */

static bool
is_record(eml_span data, eml_dmarc_rules rules, eml_dmarc_record *out)
{
    eml_cx aside = {.origin = data.p};

    return data.n <= EML_DMARC_RECORD_MAX &&
           eml_dmarc_record_parse(&aside, data, rules, out) == EML_OK;
}

int
eml__dmarc_pick(eml_cx *cx, const eml_dns_answer *answer, eml_dmarc_rules rules,
                unsigned *num, eml_dmarc_record *out)
{
    eml_span one = EML_NONE;
    uint8_t *p;

    *num = 0;
    if (answer->outcome != EML_DNS_DATA)
        return EML_OK;
    /* "Records that do not start with a "v" tag that identifies the current
     * version of DMARC are discarded." */
    for (size_t i = 0; i < answer->num_records && *num < 2; i++)
        if (is_record(answer->records[i].data, rules, out)) {
            one = answer->records[i].data;
            ++*num;
        }
    if (*num != 1)
        return EML_OK;
    p = eml_arena_raw(cx->arena, one.n);
    if (!p)
        return EML_E_NOMEM;
    memcpy(p, one.p, one.n);
    (void)is_record((eml_span){p, one.n}, rules, out);
    return EML_OK;
}

/* ---- the walk --------------------------------------------------------------
 */

void
eml__dmarc_walk_begin(eml__dmarc_walk *w, eml_span start)
{
    memset(w, 0, sizeof *w);
    w->start = w->target = start;
    w->org = EML_NONE;
}

/* Steps 3, 4 and 7: "If x < 8, remove the left-most label from the subject
 * domain. If x >= 8, remove the left-most labels until 7 labels remain." */
static void
go_up(eml__dmarc_walk *w)
{
    unsigned x = eml__dmarc_labels(w->target);

    if (x < 2)
        w->done = true;
    else
        w->target = eml__dmarc_last(
            w->target, x < EML_DMARC_WALK_MAX ? x - 1 : EML_DMARC_WALK_MAX - 1);
}

/* Section 4.10.2, where psd= has not decided. */
static void
conclude(eml__dmarc_walk *w)
{
    if (w->rule != EML_DMARC_ORG_UNKNOWN || w->failed)
        return;
    if (w->has_fewest) {
        w->org = w->fewest_at;
        w->rule = EML_DMARC_ORG_FEWEST;
    } else {
        w->org = w->start;
        w->rule = EML_DMARC_ORG_START;
    }
}

bool
eml__dmarc_walk_next(eml__dmarc_walk *w, eml_span *target)
{
    uint8_t room[8 + 256];

    /* a name too long for the DNS has no record */
    while (!w->done && !eml__dmarc_query_name(w->target, room))
        go_up(w);
    if (w->done) {
        conclude(w);
        return false;
    }
    *target = w->target;
    return true;
}

/* A record was found at w->target. */
static void
keep(eml__dmarc_walk *w, const eml_dmarc_record *r)
{
    bool is_start = w->target.n == w->start.n;

    if (is_start) {
        w->has_first = true;
        w->first_at = w->target;
        w->first = *r;
    }
    if (r->psd == EML_DMARC_PSD_Y && !is_start) {
        unsigned x = eml__dmarc_labels(w->target);

        w->has_psd = true;
        w->psd_at = w->target;
        w->psd = *r;
        w->org = eml__dmarc_last(w->start, x + 1);
        w->rule = EML_DMARC_ORG_PSD_Y;
        w->has_below = w->has_fewest && w->fewest_at.n == w->org.n;
    } else {
        w->has_fewest = true;
        w->fewest_at = w->target;
        w->fewest = *r;
        if (r->psd == EML_DMARC_PSD_N) {
            w->org = w->target;
            w->rule = EML_DMARC_ORG_PSD_N;
        }
    }
    /* "If a single record remains and it contains a "psd=n" or "psd=y" tag,
     * stop." */
    w->done = r->psd != EML_DMARC_PSD_U;
}

int
eml__dmarc_walk_answer(eml__dmarc_walk *w, eml_cx *cx,
                       const eml_dns_answer *answer)
{
    eml_dmarc_record r;
    unsigned num;
    int rc = eml__dmarc_pick(cx, answer, EML_DMARC_9989, &num, &r);

    if (rc < 0)
        return rc;
    w->asked++;
    if (answer->outcome == EML_DNS_TEMPFAIL) {
        w->failed = w->done = true;
        return EML_OK;
    }
    if (num == 1)
        keep(w, &r);
    if (!w->done)
        go_up(w);
    return EML_OK;
}
