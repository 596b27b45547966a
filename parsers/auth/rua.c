/* RFC 7489 appendix C: aggregate reports read, element by element. What RFC
 * 9990 adds (np, testing, discovery_method, generator, the disposition "pass",
 * the reason "policy_test_mode") is known, too. */
#include "eml/rua.h"

#include <string.h>

#include "core/cclass.h"
#include "parsers/auth/rua_int.h"
#include "parsers/auth/tag_int.h"

#define ONCE   false, false
#define NEEDED true, false
#define MANY   false, true
#define SOME   true, true
const eml__rua_element eml__rua_elements[EML__RUA_NUM] = {
#define X(id, parent, name, type, of, offset, times)                           \
    {name, EML__RUA_E_##parent, EML__RUA_##type, EML__RUA_##of, times, offset},
    EML__RUA_ELEMENTS(X)
#undef X
};

/* ---- texts ------------------------------------------------------------------
 */

static const char *const words[] = {
    [EML__RUA_ALIGNMENT] = "r s ",
    [EML__RUA_POLICY] = "none quarantine reject ",
    [EML__RUA_DISPOSITION] = "none quarantine reject pass ",
    [EML__RUA_PASS_FAIL] = "pass fail ",
    [EML__RUA_DKIM] = "none pass fail policy neutral temperror permerror ",
    [EML__RUA_SPF] = "none neutral pass fail softfail temperror permerror ",
    [EML__RUA_SCOPE] = "helo mfrom ",
    [EML__RUA_YES_NO] = "y n ",
    [EML__RUA_METHOD] = "psl treewalk ",
    [EML__RUA_REASON] = "forwarded sampled_out trusted_forwarder mailing_list "
                        "local_policy policy_test_mode other ",
};

static bool
is_word(const char *list, eml_span text)
{
    while (*list) {
        size_t n = 0;

        while (list[n] != ' ')
            n++;
        if (n == text.n && memcmp(list, text.p, n) == 0)
            return true;
        list += n + 1;
    }
    return false;
}

bool
eml__rua_is(eml__rua_type type, eml_span text, uint64_t *number)
{
    uint64_t n = 0;

    if (type == EML__RUA_GROUP || type == EML__RUA_STRING)
        return true;
    if (type != EML__RUA_NUMBER)
        return is_word(words[type], text);
    if (text.n == 0 || text.n > 19)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (!eml__is(text.p[i], EML__DIGIT))
            return false;
        n = n * 10 + (uint64_t)(text.p[i] - '0');
    }
    *number = n;
    return true;
}

/* ---- the tree ---------------------------------------------------------- */

static const eml__rua_element *
top(const eml_rua_reader *r)
{
    return &eml__rua_elements[r->path[r->depth - 1]];
}

static int
stop(eml_rua_reader *r, int rc)
{
    return r->sticky = rc;
}

static void *
node(eml_rua_reader *r, size_t n)
{
    void *p = eml_arena_get(r->cx->arena, n);

    if (!p)
        r->sticky = EML_E_NOMEM;
    return p;
}

/* A structure of its own begins with some elements. */
static int
begin_part(eml_rua_reader *r, unsigned id)
{
    switch (id) {
    case EML__RUA_E_RECORD:
        r->record = node(r, sizeof *r->record);
        if (!r->record)
            return r->sticky;
        *r->next_record = r->record;
        r->next_record = &r->record->next;
        r->next_reason = &r->record->reasons;
        r->next_dkim = &r->record->dkim_auth;
        r->next_spf = &r->record->spf_auth;
        r->report->num_records++;
        break;
    case EML__RUA_E_REASON:
        r->reason = node(r, sizeof *r->reason);
        if (!r->reason)
            return r->sticky;
        *r->next_reason = r->reason;
        r->next_reason = &r->reason->next;
        break;
    case EML__RUA_E_ERROR:
        r->error = node(r, sizeof *r->error);
        if (!r->error)
            return r->sticky;
        *r->next_error = r->error;
        r->next_error = &r->error->next;
        break;
    case EML__RUA_E_R_DKIM:
    case EML__RUA_E_R_SPF:
        r->auth = node(r, sizeof *r->auth);
        if (!r->auth)
            return r->sticky;
        if (id == EML__RUA_E_R_DKIM) {
            *r->next_dkim = r->auth;
            r->next_dkim = &r->auth->next;
        } else {
            *r->next_spf = r->auth;
            r->next_spf = &r->auth->next;
        }
        break;
    default:
        break;
    }
    return EML_OK;
}

int
eml_rua_begin(eml_rua_reader *r, eml_cx *cx)
{
    memset(r, 0, sizeof *r);
    r->cx = cx;
    r->report = node(r, sizeof *r->report);
    if (!r->report)
        return r->sticky;
    r->next_record = &r->report->records;
    r->next_error = &r->report->errors;
    return EML_OK;
}

/* The element of that name below what is open; EML__RUA_NUM: none. */
static unsigned
child_of(const eml_rua_reader *r, eml_span name)
{
    unsigned parent = r->depth ? r->path[r->depth - 1] : EML__RUA_NUM;

    if (!r->depth)
        return eml_span_eq(name, EML_LIT("feedback")) ? EML__RUA_E_FEEDBACK
                                                      : EML__RUA_NUM;
    for (unsigned i = 1; i < EML__RUA_NUM; i++) {
        const eml__rua_element *e = &eml__rua_elements[i];

        if (e->parent == parent && eml_span_eq(eml__tag_text(e->name), name))
            return i;
    }
    return EML__RUA_NUM;
}

static eml_span
without_prefix(eml_span name)
{
    const uint8_t *colon = name.n ? memchr(name.p, ':', name.n) : NULL;

    if (!colon)
        return name;
    return (eml_span){colon + 1, (size_t)(name.p + name.n - colon - 1)};
}

int
eml_rua_open(eml_rua_reader *r, eml_span name, uint64_t off)
{
    unsigned id;
    uint64_t bit;

    if (r->sticky < 0)
        return r->sticky;
    name = without_prefix(name);
    id = r->unknown || r->depth == EML_RUA_DEPTH ? EML__RUA_NUM
                                                 : child_of(r, name);
    if (id == EML__RUA_NUM) {
        if (!r->unknown++ && r->depth)
            (void)eml_find_at(r->cx, EML_E_RUA_UNKNOWN, off, 0);
        return EML_OK;
    }
    bit = UINT64_C(1) << id;
    if (r->depth && r->seen[r->depth - 1] & bit &&
        !eml__rua_elements[id].many) {
        (void)eml_find_at(r->cx, EML_E_RUA_TWICE, off, 0);
        r->unknown++;
        return EML_OK;
    }
    if (r->depth)
        r->seen[r->depth - 1] |= bit;
    r->seen_ever |= bit;
    r->path[r->depth] = (uint8_t)id;
    r->off[r->depth] = off;
    r->seen[r->depth++] = 0;
    r->text = (eml_out){.arena = r->cx->arena};
    return begin_part(r, id);
}

int
eml_rua_text(eml_rua_reader *r, eml_span text)
{
    if (r->sticky < 0)
        return r->sticky;
    if (r->unknown || !r->depth || top(r)->type == EML__RUA_GROUP)
        return EML_OK;
    if (r->text.n + text.n > EML_RUA_TEXT_MAX)
        return stop(r, EML_E_LIMIT);
    eml_out_span(&r->text, text);
    return r->text.full ? stop(r, EML_E_NOMEM) : EML_OK;
}

static uint8_t *
owner(eml_rua_reader *r, unsigned of)
{
    switch (of) {
    case EML__RUA_REPORT:
        return (uint8_t *)r->report;
    case EML__RUA_RECORD:
        return (uint8_t *)r->record;
    case EML__RUA_WHY:
        return (uint8_t *)r->reason;
    case EML__RUA_ERROR:
        return (uint8_t *)r->error;
    default:
        return (uint8_t *)r->auth;
    }
}

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The text of a leaf, without white space around it. */
static void
set_leaf(eml_rua_reader *r, const eml__rua_element *e, uint64_t off)
{
    uint8_t *to = owner(r, e->of) + e->offset;
    eml_span s = eml_out_view(&r->text);
    uint64_t number = 0;

    while (s.n && is_blank(*s.p)) {
        s.p++;
        s.n--;
    }
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    if (!eml__rua_is((eml__rua_type)e->type, s, &number))
        (void)eml_find_at(r->cx, EML_E_RUA_VALUE, off, 0);
    if (e->type == EML__RUA_NUMBER)
        memcpy(to, &number, sizeof number);
    else
        memcpy(to, &s, sizeof s);
    if (e->offset == offsetof(eml_rua, pct) && e->of == EML__RUA_REPORT)
        r->report->has_pct = true;
}

/* What must be in the element that ends. */
static void
check_needed(eml_rua_reader *r, unsigned id, uint64_t seen, uint64_t off)
{
    for (unsigned i = 1; i < EML__RUA_NUM; i++)
        if (eml__rua_elements[i].parent == id && eml__rua_elements[i].needed &&
            !(seen >> i & 1))
            (void)eml_find_at(r->cx, EML_E_RUA_MISSING, off, 0);
}

int
eml_rua_close(eml_rua_reader *r, uint64_t off)
{
    const eml__rua_element *e;

    if (r->sticky < 0)
        return r->sticky;
    if (r->unknown || !r->depth) {
        r->unknown -= r->unknown != 0;
        return EML_OK;
    }
    e = top(r);
    r->depth--;
    if (e->type == EML__RUA_GROUP)
        check_needed(r, r->path[r->depth], r->seen[r->depth], off);
    else
        set_leaf(r, e, r->off[r->depth]);
    return EML_OK;
}

int
eml_rua_end(eml_rua_reader *r, uint64_t off, const eml_rua **out)
{
    if (r->sticky < 0)
        return r->sticky;
    if (!(r->seen_ever & 1)) {
        (void)eml_find_at(r->cx, EML_E_RUA_FEEDBACK, off, 0);
        return EML_E_RUA_FEEDBACK;
    }
    while (r->depth) { /* XML that ends too early */
        int rc = eml_rua_close(r, off);

        if (rc < 0)
            return rc;
    }
    *out = r->report;
    return EML_OK;
}
