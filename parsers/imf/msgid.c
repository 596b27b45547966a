/* RFC 5322 sections 3.6.4 and 4.5.4: message identifiers. */
#include "eml/msgid.h"

#include "core/arena_int.h"
#include "core/general.h"
#include "parsers/imf/front.h"
#include "parsers/imf/ident.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/strict.h"

typedef struct reader {
    eml__lex x;
    eml_msgid_list *list;
    eml_msgid **next;
    eml_msgid_rule rule;
    eml_span phrase; /* words between identifiers; n 0 when none */
} reader;

/* A node for an identifier, to be filled and linked; NULL: no memory. */
static eml_msgid *
new_id(reader *r)
{
    eml_msgid *id = eml__arena_node(r->x.cx->arena, sizeof *id);

    if (id)
        id->right.raw.p = EML_NONE.p;
    return id;
}

static int
link_id(reader *r, eml_msgid *id)
{
    if (r->rule == EML_MSGID_ONE && r->list->num_ids == 1)
        (void)eml_find(r->x.cx, EML_E_MSGID_MANY, id->raw.p, id->raw.n);
    if (r->list->num_ids == EML_LIMIT(r->x.cx, addrs)) {
        (void)eml_find(r->x.cx, EML_E_LIMIT_ADDRS, id->raw.p, id->raw.n);
        return EML_E_LIMIT;
    }
    *r->next = id;
    r->next = &id->next;
    r->list->num_ids++;
    return EML_OK;
}

/* A msg-id, x->p at "<", when it is short and has two dot-atom-texts of ASCII.
 */
static bool
short_id(reader *r, eml_msgid *id)
{
    const uint8_t *open = r->x.p, *from = open + 1, *to;
    eml__front_at found;
    eml__front f;

    if (!EML__PLAIN)
        return false;
    if (!eml__front_make(from, r->x.end, &f) || !eml__front_find(&f, 0, &found))
        return false;
    to = from + found.end;
    if (to == r->x.end || *to != '>')
        return false;
    id->raw = eml__between(open, to + 1);
    eml__text_set(&id->left, from, from + found.at, EML_TEXT_WORDS, true);
    eml__text_set(&id->right, from + found.at + 1, to, EML_TEXT_WORDS, true);
    r->x.p = to + 1;
    return true;
}

/*
 * msg-id          = [CFWS] "<" id-left "@" id-right ">" [CFWS]
 * id-left         = dot-atom-text / obs-id-left
 * id-right        = dot-atom-text / no-fold-literal / obs-id-right
 * no-fold-literal = "[" *dtext "]"
 *
 * The form that is no obsolete one, x->p at "<"; false, nothing moved, when it
 * is another.
 */
static bool
plain_id(reader *r, eml_msgid *id)
{
    eml__lex x = r->x;
    eml_span left, right;
    unsigned seen = 0;

    if (!EML__PLAIN)
        return false;
    x.p++;
    if (!eml__dot_atom(&x, &left) || !eml__take(&x, '@'))
        return false;
    if (eml__at(&x, '[')) {
        const uint8_t *from = x.p++;

        while (x.p != x.end && eml__is(*x.p, EML__DTEXT | EML__HIGH))
            x.p++;
        if (!eml__take(&x, ']'))
            return false;
        right = eml__between(from, x.p);
    } else if (!eml__dot_atom(&x, &right)) {
        return false;
    }
    if (!eml__take(&x, '>'))
        return false;
    for (const uint8_t *p = left.p; p != x.p; p++)
        seen |= eml__cclass[*p];
    id->raw = eml__between(r->x.p, x.p);
    /* RFC 2047 section 5: not "in any structured field body except within a
     * comment or phrase" */
    eml__words_misplaced(&r->x, id->raw, EML_E_WORD_PLACE);
    eml__text_set(&id->left, left.p, left.p + left.n, EML_TEXT_WORDS,
                  !(seen & EML__HIGH));
    eml__text_set(&id->right, right.p, right.p + right.n,
                  *right.p == '[' ? EML_TEXT_LITERAL : EML_TEXT_WORDS,
                  !(seen & EML__HIGH));
    r->x.p = x.p;
    return true;
}

/* An identifier in pieces: what stands between "<" and ">". */
typedef struct pieces {
    const uint8_t *open, *end; /* "<", and behind the last byte inside */
    const uint8_t *at;
    eml__run run;
    eml__dom dom;
    bool left, right; /* as the obsolete grammar has it */
} pieces;

static void
judge_left(const eml__lex *x, const pieces *i, eml_text *out)
{
    eml_cx *cx = x->cx;
    const uint8_t *from = i->open + 1, *to = i->at ? i->at : i->end;
    const eml__run *run = &i->run;

    if (!i->left) {
        eml__text_set(out, from, to, EML_TEXT_PLAIN, false);
        (void)eml_find(cx, EML_E_MSGID_LEFT, from, out->raw.n);
        return;
    }
    if (run->num_words == 1 && run->num_quoted)
        eml__text_set(out, run->quoted.p, run->quoted.p + run->quoted.n,
                      EML_TEXT_QUOTED, run->simple);
    else
        eml__text_set(out, run->from, run->to, EML_TEXT_WORDS,
                      !run->odd && !run->gap);
    if (run->gap || run->num_quoted || run->from != from || run->to != to)
        (void)eml_find(cx, EML_E_MSGID_LEFT_OBS, run->from,
                       (size_t)(run->to - run->from));
    if (run->word)
        eml__words_misplaced(x, eml__between(run->word, run->to),
                             EML_E_WORD_PLACE);
}

/* Whether a domain-literal has more than dtext, to which RFC 6532 section 3.2
 * adds UTF8-non-ascii. */
static bool
is_obs_literal(const eml__dom *d)
{
    const uint8_t *p = d->from + 1, *end = d->to - 1;

    if (!d->literal)
        return false;
    while (p != end && eml__is(*p, EML__DTEXT | EML__HIGH))
        p++;
    return p != end;
}

static void
judge_right(eml_cx *cx, const pieces *i, eml_text *out)
{
    eml__lex x = eml__lex_of(cx, eml__between(i->at + 1, i->end), NULL);
    const eml__dom *d = &i->dom;
    eml_span s;

    if (i->right) {
        eml__text_set(out, d->from, d->to,
                      d->literal ? EML_TEXT_LITERAL : EML_TEXT_WORDS,
                      d->simple);
        if (d->gap || is_obs_literal(d) || d->from != i->at + 1 ||
            d->to != i->end)
            (void)eml_find(cx, EML_E_MSGID_RIGHT_OBS, d->from,
                           (size_t)(d->to - d->from));
        if (!d->gap) /* with gaps there may be comments */
            eml__words_misplaced(&x, eml__between(d->from, d->to),
                                 EML_E_WORD_PLACE);
    } else if (eml__dot_atom(&x, &s) && x.p == x.end) {
        eml__text_set(out, s.p, s.p + s.n, EML_TEXT_WORDS, false);
    } else {
        eml__text_set(out, i->at + 1, i->end, EML_TEXT_PLAIN, false);
        (void)eml_find(cx, EML_E_MSGID_RIGHT, i->at + 1, out->raw.n);
    }
}

/*
 * obs-id-left  = local-part
 * obs-id-right = domain
 *
 * and what is not even that, up to ">". x->p at "<". Where a ">" is missing the
 * next "<" or the end of the field ends the identifier.
 */
static int
other_id(reader *r, eml_msgid *id)
{
    eml__lex *x = &r->x;
    pieces i = {.open = x->p++};
    const eml__run *run = &i.run;
    int rc = eml__cfws(x, NULL);

    if (rc == EML_OK)
        rc = eml__run_read(x, &i.run);
    if (rc == EML_OK && eml__at(x, '@')) {
        i.at = x->p++;
        rc = eml__dom_read(x, &i.dom);
    }
    if (rc < 0)
        return rc;
    i.left = run->num_words && !run->special && !run->bad_word &&
             !run->bad_dot && run->last == EML__RUN_WORD;
    i.right = i.at && i.dom.num_words && !i.dom.bad_dot;
    for (; x->p != x->end && *x->p != '>' && *x->p != '<'; x->p++) {
        if (i.at)
            i.right = false;
        else
            i.left = false;
        if (!i.at && *x->p == '@')
            i.at = x->p;
    }
    i.end = x->p;
    if (!eml__take(x, '>'))
        (void)eml_find(x->cx, EML_E_MSGID_ANGLE, i.open,
                       (size_t)(i.end - i.open));
    id->raw = eml__between(i.open, x->p);
    judge_left(x, &i, &id->left);
    if (i.at)
        judge_right(x->cx, &i, &id->right);
    else
        (void)eml_find(x->cx, EML_E_MSGID_NO_AT, id->raw.p, id->raw.n);
    return EML_OK;
}

/* An identifier without brackets. */
static int
bare_id(reader *r, const eml__ident *t)
{
    eml_cx *cx = r->x.cx;
    const uint8_t *at = t->at ? t->at : t->to;
    bool simple = !t->obs && !t->cfws_at && !t->high && !t->quoted;
    eml_msgid *id = new_id(r);

    if (!id)
        return EML_E_NOMEM;
    id->raw = eml__between(t->from, t->to);
    (void)eml_find(cx, EML_E_MSGID_ANGLE, id->raw.p, id->raw.n);
    eml__text_set(&id->left, t->from, at, EML_TEXT_WORDS, simple);
    if (t->at ? t->bad_local
              : t->bad || t->no_domain || t->lead_dot || t->trail_dot)
        (void)eml_find(cx, EML_E_MSGID_LEFT, t->from, id->left.raw.n);
    if (!t->at) {
        (void)eml_find(cx, EML_E_MSGID_NO_AT, id->raw.p, id->raw.n);
    } else {
        bool literal = t->to[-1] == ']';

        eml__text_set(&id->right, at + 1, t->to,
                      literal ? EML_TEXT_LITERAL : EML_TEXT_WORDS,
                      simple && !literal);
        if (t->bad && !t->bad_local)
            (void)eml_find(cx, EML_E_MSGID_RIGHT, at + 1, id->right.raw.n);
    }
    return link_id(r, id);
}

/* Words without brackets: an identifier that lacks them, or, among several
 * identifiers, part of a phrase. */
static int
bare(reader *r)
{
    eml__lex *x = &r->x;
    eml__ident t;
    int rc = eml__ident_read(x, &t);

    if (rc < 0)
        return rc;
    if (t.kind == EML__IDENT_JUNK || t.kind == EML__IDENT_LITERAL) {
        (void)eml_find(x->cx,
                       *t.from == ',' ? EML_E_MSGID_COMMA : EML_E_MSGID_CHAR,
                       t.from, (size_t)(t.to - t.from));
        return EML_OK;
    }
    if (t.at || r->rule == EML_MSGID_ONE)
        return bare_id(r, &t);
    if (!r->phrase.n) {
        r->phrase.p = t.from;
        if (*t.from == '.') /* no obs-phrase begins so */
            (void)eml_find(x->cx, EML_E_MSGID_CHAR, t.from, 1);
    }
    r->phrase.n = (size_t)(t.to - r->phrase.p);
    return EML_OK;
}

static void
end_phrase(reader *r)
{
    const uint8_t *p = r->phrase.p, *end = p + r->phrase.n;

    if (!r->phrase.n)
        return;
    (void)eml_find(r->x.cx, EML_E_MSGID_PHRASE, p, r->phrase.n);
    if (eml__find_word(p, end) != end)
        eml__words_in_phrase(&r->x, r->phrase);
    r->phrase.n = 0;
}

/*
 * 1*msg-id; obs: *(phrase / msg-id)
 */
static int
read_ids(reader *r)
{
    eml__lex *x = &r->x;
    int rc = eml__cfws(x, NULL);

    while (rc == EML_OK && x->p != x->end) {
        eml_msgid *id;

        if (*x->p != '<') {
            rc = bare(r);
            continue;
        }
        end_phrase(r);
        id = new_id(r);
        if (!id)
            return EML_E_NOMEM;
        if (!short_id(r, id) && !plain_id(r, id))
            rc = other_id(r, id);
        if (rc == EML_OK)
            rc = link_id(r, id);
        if (rc == EML_OK)
            rc = eml__cfws(x, NULL);
    }
    end_phrase(r);
    return rc;
}

int
eml__msgids(eml_cx *cx, eml_span in, eml_msgid_rule rule, eml_msgid_list **out)
{
    reader r;
    int rc;

    eml__zero(&r, sizeof r);
    r.rule = rule;
    r.phrase = EML_NONE;
    r.list = eml__arena_node(cx->arena, sizeof *r.list);
    if (!r.list)
        return EML_E_NOMEM;
    r.x = eml__lex_of(cx, in, &r.list->comments);
    r.next = &r.list->first;
    rc = read_ids(&r);
    if (rc < 0)
        return rc;
    if (!r.list->num_ids && eml__past_cfws(in.p, in.p + in.n) == in.p + in.n)
        (void)eml_find(
            cx, rule == EML_MSGID_ONE ? EML_E_MSGID_EMPTY : EML_E_FIELD_EMPTY,
            in.p, in.n);
    *out = r.list;
    return EML_OK;
}

int
eml_msgid_parse(eml_cx *cx, eml_span in, eml_msgid_rule rule,
                eml_msgid_list **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_msgid_list *list = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__msgids(cx, in, rule, &list));
    if (rc == EML_OK)
        *out = list;
    return rc;
}
