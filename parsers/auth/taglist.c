/* RFC 6376 section 3.2: tag=value lists; RFC 9989 section 4.8: how DMARC
 * records differ. */
#include "eml/taglist.h"

#include <string.h>

#include "eml/utf8.h"
#include "parsers/auth/tag_int.h"

void
eml_taglist_init(eml_taglist *t, eml_span in, uint32_t rule)
{
    t->list = t->rest = in;
    t->rule = rule;
    t->num = 0;
    t->done = false;
}

/* The list without its next tag-spec, which is *spec. */
static void
cut(eml_taglist *t, eml_span *spec)
{
    const uint8_t *p = t->rest.p, *end = p + t->rest.n;
    const uint8_t *semicolon = memchr(p, ';', t->rest.n);

    if (!semicolon) {
        *spec = t->rest;
        t->rest = eml__tag_span(end, end);
        t->done = true;
        return;
    }
    *spec = eml__tag_span(p, semicolon);
    t->rest = eml__tag_span(semicolon + 1, end);
    t->done = !t->rest.n;
}

/* One [FWS], or *WSP in a DMARC record. */
static const uint8_t *
space(const eml_taglist *t, const eml_cx *cx, const uint8_t *p,
      const uint8_t *end)
{
    if (t->rule & EML_TAGLIST_DMARC) {
        while (p != end && eml__is(*p, EML__WSP))
            p++;
        return p;
    }
    return eml__tag_fws(p, end, cx->newline == EML_NL_LF);
}

static int
fail(eml_cx *cx, int code, const uint8_t *from, const uint8_t *to)
{
    return eml_fail(cx, code, from, (size_t)(to - from));
}

/* tag-name = ALPHA *ALNUMPUNC, and white space around it. */
static int
read_name(const eml_taglist *t, eml_cx *cx, eml_span spec, eml_tag *tag,
          const uint8_t **value)
{
    const uint8_t *end = spec.p + spec.n, *p = space(t, cx, spec.p, end), *q;
    bool dmarc = t->rule & EML_TAGLIST_DMARC;

    if (p != end && eml__tag_blank(*p))
        return fail(cx, EML_E_TAG_SPACE, spec.p, p + 1);
    for (q = p; q != end &&
                (eml__is(*q, EML__ALPHA) ||
                 (!dmarc && q != p && (eml__is(*q, EML__DIGIT) || *q == '_')));
         q++)
        ;
    if (q == p)
        return fail(cx, EML_E_TAG_NAME, p, p != end && *p != '=' ? p + 1 : p);
    tag->name = eml__tag_span(p, q);
    p = space(t, cx, q, end);
    if (p != end && eml__tag_blank(*p))
        return fail(cx, EML_E_TAG_SPACE, q, p + 1);
    if (p == end)
        return fail(cx, EML_E_TAG_EQUALS, tag->name.p, q);
    if (*p != '=')
        return p == q ? fail(cx, EML_E_TAG_NAME, tag->name.p, p + 1)
                      : fail(cx, EML_E_TAG_EQUALS, tag->name.p, p + 1);
    *value = p + 1;
    return EML_OK;
}

/* The characters of a value, which begins and ends with one that is no white
 * space: between two of them any number of WSP and FWS. */
static int
check_value(const eml_taglist *t, eml_cx *cx, eml_span value)
{
    const uint8_t *p = value.p, *end = p + value.n;

    while (p != end) {
        if (eml__is(*p, EML__VCHAR)) {
            p++;
        } else if (eml__tag_blank(*p)) {
            const uint8_t *q = space(t, cx, p, end);

            if (q == p || (t->rule & EML_TAGLIST_DMARC && *p != ' '))
                return fail(cx, EML_E_TAG_SPACE, p, p + 1);
            p = t->rule & EML_TAGLIST_DMARC ? p + 1 : q;
        } else {
            eml_span rest = eml__tag_span(p, end);

            if (!(t->rule & EML_TAGLIST_UTF8) || *p < 128 ||
                eml_utf8_next(&rest) < 0)
                return fail(cx, EML_E_TAG_VALUE, p, p + 1);
            p = rest.p;
        }
    }
    return EML_OK;
}

/* [FWS] tag-value [FWS] */
static int
read_value(const eml_taglist *t, eml_cx *cx, const uint8_t *p,
           const uint8_t *end, eml_tag *tag)
{
    const uint8_t *from = space(t, cx, p, end), *to = end;
    int rc;

    /* an empty value has one FWS before it and one behind it */
    if (from != end && eml__tag_blank(*from) && space(t, cx, from, end) != end)
        return fail(cx, EML_E_TAG_SPACE, p, from + 1);
    while (to != from && eml__tag_blank(to[-1]))
        to--;
    if (from == to && t->rule & EML_TAGLIST_DMARC)
        return fail(cx, EML_E_TAG_VALUE, tag->name.p, end);
    tag->value = eml__tag_span(from, to);
    rc = check_value(t, cx, tag->value);
    if (rc == EML_OK && space(t, cx, to, end) != end)
        rc = fail(cx, EML_E_TAG_SPACE, to, end);
    return rc;
}

/* "Tags with duplicate names MUST NOT occur within a single tag-list". */
static int
add_name(eml_taglist *t, eml_cx *cx, eml_span name)
{
    for (uint32_t i = 0; i < t->num; i++)
        if (eml_span_eq(t->names[i], name))
            return eml_fail(cx, EML_E_TAG_TWICE, name.p, name.n);
    if (t->num == EML_TAGLIST_MAX) {
        (void)eml_find(cx, EML_E_LIMIT_TAGS, name.p, name.n);
        t->done = true;
        return EML_E_LIMIT;
    }
    t->names[t->num++] = name;
    return EML_OK;
}

/* Nothing but white space: no tag-spec. Behind the last ";" that is no error.
 */
static int
empty(eml_taglist *t, eml_cx *cx, eml_span spec)
{
    bool last = spec.p + spec.n == t->list.p + t->list.n;

    if (!last || spec.p == t->list.p)
        return eml_fail(cx, EML_E_TAG_EMPTY, spec.p, spec.n);
    if (!(t->rule & EML_TAGLIST_DMARC)) /* which ends in [dmarc-sep] */
        (void)eml_find(cx, EML_E_TAG_LAST_SPACE, spec.p, spec.n);
    return EML_END;
}

int
eml_taglist_next(eml_taglist *t, eml_cx *cx, eml_tag *out)
{
    const uint8_t *value = t->rest.p, *end;
    eml_span spec;
    eml_tag tag;
    int rc;

    if (t->done)
        return EML_END;
    cut(t, &spec);
    end = spec.p + spec.n;
    if (space(t, cx, spec.p, end) == end)
        return empty(t, cx, spec);
    tag.raw = spec;
    rc = read_name(t, cx, spec, &tag, &value);
    if (rc == EML_OK)
        rc = read_value(t, cx, value, end, &tag);
    if (rc == EML_OK)
        rc = add_name(t, cx, tag.name);
    if (rc == EML_OK || rc == EML_E_TAG_TWICE)
        *out = tag;
    return rc;
}

bool
eml_tag_item(eml_span *value, uint8_t separator, eml_span *item)
{
    const uint8_t *from = value->p, *to, *end, *next = NULL;

    if (value->n == SIZE_MAX)
        return false;
    end = from + value->n;
    for (to = from; to != end && *to != separator; to++)
        ;
    if (to != end)
        next = to + 1;
    while (from != to && eml__tag_blank(*from))
        from++;
    while (to != from && eml__tag_blank(to[-1]))
        to--;
    *item = eml__tag_span(from, to);
    if (next)
        *value = eml__tag_span(next, end);
    else
        value->n = SIZE_MAX;
    return true;
}
