/* RFC 8601 section 5: taking out Authentication-Results fields that claim to
 * come from within the trust boundary. */
#include "eml/utf8.h"
#include "parsers/auth/authres_int.h"
#include "parsers/imf/addr_int.h"

/* ---- identifiers ----------------------------------------------------------
 */

/* The code points of a label, ASCII in lower case; an A-label's are those of
 * its U-label. */
static unsigned
points_of(eml_span label, uint32_t out[EML__MAX_LABEL])
{
    unsigned n = 0;

    if (label.n > 4 && eml__lower(label.p[0]) == 'x' &&
        eml__lower(label.p[1]) == 'n' && label.p[2] == '-' &&
        label.p[3] == '-' && label.n <= EML__MAX_LABEL)
        n = eml__punycode_decode((eml_span){label.p + 4, label.n - 4}, out);
    while (n == 0 && label.n) {
        for (; label.n && n < EML__MAX_LABEL; n++) {
            int32_t c = eml_utf8_next(&label);

            out[n] = c < 0 ? 0xfffd : (uint32_t)c;
            if (out[n] < 128)
                out[n] = eml__lower((uint8_t)out[n]);
        }
        break;
    }
    return label.n && n == EML__MAX_LABEL ? 0 : n;
}

static bool
same_label(eml_span a, eml_span b)
{
    uint32_t x[EML__MAX_LABEL], y[EML__MAX_LABEL];
    unsigned n;

    if (eml_span_eq_fold(a, b))
        return true;
    n = points_of(a, x);
    if (n == 0 || points_of(b, y) != n)
        return false;
    for (unsigned i = 0; i < n; i++)
        if (x[i] != y[i])
            return false;
    return true;
}

static eml_span
label_of(eml_span *rest)
{
    size_t n = 0;
    eml_span label = *rest;

    while (n < rest->n && rest->p[n] != '.')
        n++;
    label.n = n;
    n += n < rest->n;
    rest->p += n;
    rest->n -= n;
    return label;
}

static size_t
num_dots(eml_span s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '.';
    return n;
}

bool
eml_authres_same_id(eml_span a, eml_span b)
{
    if (num_dots(a) != num_dots(b))
        return false;
    while (a.n || b.n)
        if (!same_label(label_of(&a), label_of(&b)))
            return false;
    return true;
}

/* ---- fields ----------------------------------------------------------------
 */

typedef struct stripper {
    eml_cx *cx;
    const eml_span *ids;
    size_t num_ids;
    unsigned what;
} stripper;

/* The field at the front of `in`, with its folded lines and line end. */
static eml_span
first_field(eml_span in)
{
    size_t n = 0;

    do {
        while (n < in.n && in.p[n] != '\n')
            n++;
        n += n < in.n;
    } while (n < in.n && eml__is(in.p[n], EML__WSP));
    return (eml_span){in.p, n};
}

/* The body of `field`, without its last line end; n 0 with *is false when its
 * name is another. */
static eml_span
body_of(eml_span field, bool *is)
{
    eml_span name = EML_LIT("Authentication-Results");
    size_t n = name.n;
    eml_span body = EML_NONE;

    *is = field.n > n && eml_span_eq_fold((eml_span){field.p, n}, name);
    while (*is && n < field.n && eml__is(field.p[n], EML__WSP))
        n++; /* RFC 5322 section 4.5 */
    *is = *is && n < field.n && field.p[n] == ':';
    if (!*is)
        return body;
    body = (eml_span){field.p + n + 1, field.n - n - 1};
    if (body.n && body.p[body.n - 1] == '\n')
        body.n--;
    if (body.n && body.p[body.n - 1] == '\r')
        body.n--;
    return body;
}

static bool
is_ours(const stripper *s, eml_span id)
{
    for (size_t i = 0; i < s->num_ids; i++)
        if (eml_authres_same_id(id, s->ids[i]))
            return true;
    return false;
}

/* Whether the field is to go: *gone. EML_OK or EML_E_NOMEM. */
static int
judge(const stripper *s, eml_span body, bool *gone)
{
    eml_cx aside = {.origin = body.p,
                    .allow = EML_ALLOW_WILD,
                    .newline = s->cx->newline,
                    .arena = s->cx->arena};
    eml_authres *a = NULL;
    eml_span id;
    int rc;

    *gone = s->what & EML_AUTHRES_STRIP_ALL;
    if (*gone)
        return EML_OK;
    rc = eml__authres_head(&aside, body, &a);
    if (rc == EML_OK && a->authserv_id.present)
        rc = eml_text_get(&aside, &a->authserv_id, &id);
    else if (rc != EML_E_NOMEM) {
        *gone = s->what & EML_AUTHRES_STRIP_UNREAD;
        return EML_OK;
    }
    if (rc < 0)
        return rc;
    *gone = is_ours(s, id) ||
            (a->version.n && (s->what & EML_AUTHRES_STRIP_VERSION) &&
             !eml_span_eq(a->version, EML_LIT("1")));
    return EML_OK;
}

int
eml_authres_strip(eml_cx *cx, eml_span header, const eml_span *ids,
                  size_t num_ids, unsigned what, eml_out *out,
                  uint32_t *num_gone)
{
    stripper s = {cx, ids, num_ids, what};
    const uint8_t *end = header.p + header.n;

    *num_gone = 0;
    while (header.n && *header.p != '\n' &&
           !(header.n > 1 && header.p[0] == '\r' && header.p[1] == '\n')) {
        eml_span field = first_field(header), body;
        bool is, gone = false;

        body = body_of(field, &is);
        if (is) {
            eml_arena_mark mark = eml_arena_note(cx->arena);
            int rc = judge(&s, body, &gone);

            eml_arena_release(cx->arena, mark);
            if (rc < 0)
                return rc;
        }
        if (!gone)
            eml_out_span(out, field);
        *num_gone += gone;
        header.p += field.n;
        header.n = (size_t)(end - header.p);
    }
    eml_out_span(out, header);
    return out->full ? EML_E_NOMEM : EML_OK;
}
