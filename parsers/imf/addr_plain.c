/* RFC 5322 sections 3.4 and 3.4.1: most of all mailboxes, of which nothing can
 * be found. What is not beyond doubt is left to the readers of everything. */
#include "core/general.h"
#include "parsers/imf/addr_int.h"

typedef struct name {
    const uint8_t *from, *to;
    eml_text_form form;
} name;

/* 1*(atom SP) "<": returns where "<" is, NULL when it is another. */
static const uint8_t *
atoms(const eml__front *f, name *out)
{
    uint64_t stops = f->stops;
    const uint8_t *p = f->p;

    for (size_t word = 0, to;; word = to + 1) {
        to = eml__lowest_bit(stops);
        stops &= stops - 1;
        if (to == word || to + 1 >= f->n || p[to] != ' ')
            return NULL;
        if (p[to + 1] != '<')
            continue;
        if (eml__front_part(f->map[EML__INDEX_DOT], 0, to))
            return NULL; /* PHRASE_DOT */
        *out = (name){p, p + to, EML_TEXT_PHRASE};
        return p + to + 1;
    }
}

/* quoted-string [SP] "<", p at the DQUOTE and nothing to be undone between
 * that and the next: likewise. */
static const uint8_t *
quoted(const uint8_t *p, const uint8_t *end, name *out)
{
    const uint8_t *from = ++p, *to;

    for (; p != end && *p != '"'; p++)
        if (!eml__is(*p, EML__QTEXT | EML__WSP) || *p == '=')
            return NULL;
    to = p;
    if (end - p < 3)
        return NULL;
    p += p[1] == ' ' ? 2 : 1;
    *out = (name){from, to, EML_TEXT_QUOTED};
    return *p == '<' ? p : NULL;
}

/* [display-name] "<" at p, of which `f` is: likewise; out->from is NULL when
 * there is no name. */
static const uint8_t *
before_angle(const uint8_t *p, const uint8_t *end, const eml__front *f,
             name *out)
{
    out->from = NULL;
    if (*p == '<')
        return p;
    if (*p == '"')
        return quoted(p, end, out);
    return f ? atoms(f, out) : NULL;
}

bool
eml__plain_name(eml__lex *x, eml_text *out)
{
    eml__front front;
    bool made = eml__front_make(x->p, x->end, &front);
    name n;
    const uint8_t *open = before_angle(x->p, x->end, made ? &front : NULL, &n);

    if (!EML__PLAIN || !open)
        return false;
    if (n.from)
        eml__text_set(out, n.from, n.to, n.form, true);
    x->p = open;
    return true;
}

/* The label at p, of letters, digits and hyphens; NULL when it needs a closer
 * look. */
static const uint8_t *
plain_label(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *from = p;

    while (p != end && (eml__is(*p, EML__ALPHA | EML__DIGIT) || *p == '-'))
        p++;
    if (p == from || p - from > 63 || *from == '-' || p[-1] == '-')
        return NULL;
    if (p - from > 3 && from[2] == '-' && from[3] == '-')
        return NULL; /* perhaps an A-label */
    return p;
}

/* dot-atom-text of ASCII up to "@"; NULL when it is another, or may have an
 * encoded-word in it. */
static const uint8_t *
plain_local(const uint8_t *p, const uint8_t *end)
{
    unsigned all = EML__TOKEN; /* "=" and "?" are atext, but not of a token */

    for (;; p++) {
        const uint8_t *from = p;

        for (; p != end; p++) {
            unsigned c = eml__cclass[*p];

            if (!(c & EML__ATEXT))
                break;
            all &= c;
        }
        if (p == from || p == end || !all)
            return NULL;
        if (*p != '.')
            return *p == '@' ? p : NULL;
    }
}

/* The "@" and the end of an addr-spec at `from` with a domain beyond doubt, by
 * `f`, of what begins at or before it, or, when its bytes are too few, by those
 * from there on. */
static bool
front_spec(const eml__front *f, const uint8_t *from, const uint8_t *end,
           const uint8_t **at, const uint8_t **to)
{
    size_t i = f ? (size_t)(from - f->p) : 0;
    eml__front_at found;
    eml__front own;

    if (!f || i > f->n || !eml__front_find(f, i, &found)) {
        if ((f && i == 0) || !eml__front_make(from, end, &own) ||
            !eml__front_find(&own, 0, &found))
            return false;
        i = 0;
        f = &own;
    }
    *at = f->p + found.at;
    *to = f->p + found.end;
    return found.is_domain;
}

/* local-part "@" domain at `from`, with `stop` behind it. */
static inline bool
addr_spec(eml__lex *x, const eml__front *f, const uint8_t *from, uint8_t stop,
          eml_mailbox *m)
{
    const uint8_t *end = x->end, *p, *at;

    if (!front_spec(f, from, end, &at, &p)) {
        at = plain_local(from, end);
        if (!at || at - from > 64)
            return false;
        p = at;
        do {
            p = plain_label(p + 1, end);
        } while (p && p != end && *p == '.');
        if (!p || p - from > 254)
            return false;
    }
    if (p == end ? stop != ',' : *p != stop)
        return false;
    eml__text_set(&m->local, from, at, EML_TEXT_WORDS, true);
    eml__text_set(&m->domain, at + 1, p, EML_TEXT_WORDS, true);
    x->p = p;
    return true;
}

bool
eml__plain_addr_spec(eml__lex *x, uint8_t stop, eml_mailbox *m)
{
    if (!EML__PLAIN)
        return false;
    return addr_spec(x, NULL, x->p, stop, m);
}

bool
eml__plain_mailbox(eml__lex *x, bool only_spec, eml_mailbox *m)
{
    const uint8_t *from = x->p, *open = NULL;
    eml__front front;
    const eml__front *f = eml__front_make(from, x->end, &front) ? &front : NULL;
    name n;

    if (!EML__PLAIN)
        return false;
    if (!only_spec)
        open = before_angle(from, x->end, f, &n);
    if (!addr_spec(x, f, open ? open + 1 : from, open ? '>' : ',', m))
        return false;
    if (open) {
        m->angle = true;
        if (n.from)
            eml__text_set(&m->name, n.from, n.to, n.form, true);
        x->p++;
    }
    m->raw = eml__between(from, x->p);
    return true;
}
