/* RFC 5322 section 3.6.7 and RFC 5321 section 4.4: Received and Return-Path. */
#include "eml/trace.h"

#include <string.h>

#include "core/arena_int.h"
#include "core/general.h"
#include "parsers/imf/date_int.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/strict.h"
#include "parsers/imf/trace_piece.h"

typedef struct reader {
    eml__lex x;
    const eml__index *index; /* NULL: none */
    eml_received *received;
    eml_received_clause **next;
    eml_received_clause *clause; /* the one that is open */
    eml_comment **tail;          /* where its next comment goes */
    uint32_t num_clauses;
    uint32_t num_tokens;   /* of the open one's value */
    eml__ident_kind value; /* what the first of them is */
    uint8_t last;          /* the highest kind from VIA on seen so far */
    bool has_by, has_semicolon;
    bool word_before;   /* a dot may go on with obs-domain here */
    bool dot_before;    /* ... and a word */
    bool quoted_before; /* but then with obs-local-part, up to an "@" */
} reader;

EML__COLD static void
find_in(reader *r, int code, eml_span s)
{
    (void)eml_find(r->x.cx, code, s.p, s.n);
}

/*
 * TCP-info = address-literal / ( Domain FWS address-literal )
 */
static bool
is_tcp_info(const eml_comment *c)
{
    const uint8_t *p, *q, *end;

    if (!c)
        return false;
    p = q = c->text.raw.p;
    end = p + c->text.raw.n;
    while (q != end && *q != '[')
        q++;
    if (!eml__is_address_literal(eml__between(q, end)))
        return false;
    if (q == p)
        return true;
    end = q;
    while (q != p && eml__is(q[-1], EML__WSP | EML__NL))
        q--;
    return q != end && eml__is_domain(eml__between(p, q));
}

static bool
is_domain(const eml__index *x, eml_span value)
{
    if (x) {
        size_t i = (size_t)(value.p - x->p), n = value.n;

        if (eml__piece_is_domain(x, i, n))
            return true;
        if (n <= 64 && eml__index_bits(x, EML__INDEX_NO_LDH, i, n))
            return false;
    }
    return eml__is_domain(value);
}

/* The same of a comment of the index. */
static bool
has_tcp_info(const eml__index *x, eml_span in)
{
    size_t i = (size_t)(in.p - x->p),
           to = eml__index_next(x, EML__INDEX_END, i);
    const uint8_t *end = in.p + in.n, *p = x->p + to;

    if (to != i) {
        while (p != end && eml__is(*p, EML__WSP | EML__NL))
            p++;
        if (p == x->p + to || p == end || *p != '[')
            return false;
        in.n = to - i;
        return is_domain(x, in) &&
               eml__is_address_literal(eml__between(p, end));
    }
    return p < end && *p == '[' && eml__is_address_literal(in);
}

/*
 * Extended-Domain = Domain / ( Domain FWS "(" TCP-info ")" ) /
 *                   ( address-literal FWS "(" TCP-info ")" )
 *
 * The FROM clause SHOULD have the TCP-info.
 */
static inline void
judge_domain(reader *r, const eml_received_clause *c, int code)
{
    bool literal =
        c->value.n && c->value.p[0] == '[' && eml__is_address_literal(c->value);

    if (!r->num_tokens) {
        find_in(r, code, c->name);
        return;
    }
    if (r->num_tokens > 1 || (!literal && !is_domain(r->index, c->value)))
        find_in(r, code, c->value);
    if ((literal || c->kind == EML_RECEIVED_FROM) &&
        !(c->comments && r->index
              ? has_tcp_info(r->index, c->comments->text.raw)
              : is_tcp_info(c->comments)))
        find_in(r, EML_E_RECEIVED_TCP_INFO, c->name);
}

/*
 * Opt-info = [Via] [With] [ID] [For] [Additional-Registered-Clauses]
 * Via      = CFWS "VIA" FWS Link      ; an atom
 * With     = CFWS "WITH" FWS Protocol ; an atom
 * ID       = CFWS "ID" FWS ( Atom / msg-id )
 * For      = CFWS "FOR" FWS ( Path / Mailbox )
 */
static inline void
judge_option(reader *r, const eml_received_clause *c)
{
    static const uint8_t allowed[] = {
        [EML_RECEIVED_VIA] = 1 << EML__IDENT_ATOM,
        [EML_RECEIVED_WITH] = 1 << EML__IDENT_ATOM,
        [EML_RECEIVED_ID] = 1 << EML__IDENT_ATOM | 1 << EML__IDENT_ANGLE,
        [EML_RECEIVED_FOR] = 1 << EML__IDENT_ADDRESS | 1 << EML__IDENT_ANGLE,
        [EML_RECEIVED_OTHER] = 0xff,
    };
    const eml__index *x = r->index;
    unsigned kind = r->value;
    uint8_t last = r->last;

    r->last = (uint8_t)c->kind;
    if (r->num_tokens == 1 && x && kind == EML__IDENT_ATOM &&
        eml__piece_has_dot(x, (size_t)(c->value.p - x->p), c->value.n))
        kind = EML__IDENT_DOTTED;
    if (c->kind <= last)
        find_in(r, EML_E_RECEIVED_CLAUSE, c->name);
    else if (r->num_tokens != 1 || !(allowed[c->kind] >> kind & 1))
        find_in(r, EML_E_RECEIVED_CLAUSE, r->num_tokens ? c->value : c->name);
}

/*
 * What RFC 5321 section 4.4 says of the clause that ends here.
 *
 * Stamp = From-domain By-domain Opt-info [CFWS] ";" FWS date-time
 */
static void
end_clause(reader *r)
{
    const eml_received_clause *c = r->clause;
    bool by = c->kind == EML_RECEIVED_BY;
    uint32_t index = r->num_clauses;

    r->clause = NULL;
    r->num_clauses = index + 1;
    if (index == 0 && c->kind != EML_RECEIVED_FROM)
        find_in(r, EML_E_RECEIVED_FROM, c->name);
    if (c->kind > EML_RECEIVED_BY)
        judge_option(r, c);
    else if (by ? r->has_by || index > 1 : index > 0)
        find_in(r, EML_E_RECEIVED_CLAUSE, c->name);
    else
        judge_domain(r, c, by ? EML_E_RECEIVED_BY : EML_E_RECEIVED_FROM);
    r->has_by |= by;
}

/* Opens the clause of that name; what is known of its value. */
static inline int
open_clause(reader *r, eml_span name, eml_received_kind kind, eml_span value)
{
    eml_received_clause *c = eml__arena_node(r->x.cx->arena, sizeof *c);

    if (!c)
        return EML_E_NOMEM;
    if (r->clause)
        end_clause(r);
    c->kind = kind;
    c->value = value;
    c->name = name;
    *r->next = c;
    r->next = &c->next;
    r->clause = c;
    r->tail = &c->comments;
    r->num_tokens = value.n != 0;
    return EML_OK;
}

static void
add_value(reader *r, eml_span token, eml__ident_kind kind)
{
    eml_received_clause *c = r->clause;

    if (r->num_tokens++ == 0) {
        c->value.p = token.p;
        r->value = kind;
    }
    c->value.n = (size_t)(token.p + token.n - c->value.p);
}

/* The first token, when it is no keyword: an atom is the name of another
 * clause. */
EML__COLD static int
open_other(reader *r, eml_span token, eml__ident_kind kind)
{
    const eml__index *x = r->index;
    bool atom =
        kind == EML__IDENT_ATOM &&
        !(x && eml__piece_has_dot(x, (size_t)(token.p - x->p), token.n));
    int rc = open_clause(r, (eml_span){token.p, atom ? token.n : 0},
                         EML_RECEIVED_OTHER, EML_NONE);

    if (rc == EML_OK && !atom)
        add_value(r, token, kind);
    return rc;
}

/* A token that is no keyword belongs to the clause that is open. With an index
 * a DOTTED one may be called ATOM. */
static inline int
place(reader *r, eml_span token, eml__ident_kind kind)
{
    if (!r->clause)
        return open_other(r, token, kind);
    add_value(r, token, kind);
    return EML_OK;
}

/* What RFC 5322 says of a token: 3.6.7, or 4.4 for obs-domain and the like,
 * which has dots between words apart from them. */
EML__COLD static void
judge_token(reader *r, const eml__ident *t)
{
    const eml__lex *x = &r->x;
    bool words = t->kind <= EML__IDENT_DOTTED, joins, goes_on;
    int code = 0;

    if (!(t->bad | t->obs | t->lead_dot | t->trail_dot | t->route | t->cfws_at |
          t->quoted | r->quoted_before)) {
        r->word_before = words;
        r->dot_before = false;
        return;
    }
    joins = t->lead_dot ? r->word_before : r->dot_before;
    goes_on =
        x->p != x->end &&
        (t->trail_dot ? eml__is(*x->p, EML__ATEXT | EML__HIGH) || *x->p == '"'
                      : *x->p == '.');
    r->quoted_before = words && (t->quoted || (joins && r->quoted_before));
    if (t->bad || (t->lead_dot && !joins) || (t->trail_dot && !goes_on) ||
        (r->quoted_before && !goes_on &&
         (joins || t->kind == EML__IDENT_DOTTED)))
        code = EML_E_RECEIVED_TOKEN;
    else if (t->obs || t->lead_dot || t->trail_dot)
        code = EML_E_OBS_CFWS;
    else if (t->route)
        code = EML_E_ADDR_ROUTE;
    if (code)
        find_in(r, code, eml__between(t->from, t->to));
    if (t->cfws_at && code != EML_E_RECEIVED_TOKEN)
        (void)eml_find(x->cx, EML_E_ADDR_CFWS_AT, t->from,
                       (size_t)(t->to - t->from));
    r->dot_before = t->trail_dot && goes_on && !t->bad;
    r->word_before = words && !t->bad && !t->trail_dot;
}

/* One received-token, and the comments behind it. */
EML__COLD static int
token(reader *r)
{
    eml__lex *x = &r->x;
    eml_comment *head = NULL;
    eml__ident t;
    int rc, kw = -1;

    x->comments = &head;
    rc = eml__ident_read(x, &t);
    if (rc < 0)
        return rc;
    judge_token(r, &t);
    if (t.kind == EML__IDENT_ATOM && t.to - t.from <= 4) {
        uint8_t word[4] = {0};

        memcpy(word, t.from, (size_t)(t.to - t.from));
        kw = eml__received_keyword(word, (size_t)(t.to - t.from));
    }
    rc = kw >= 0 ? open_clause(r, eml__between(t.from, t.to),
                               (eml_received_kind)kw, EML_NONE)
                 : place(r, eml__between(t.from, t.to), t.kind);
    if (rc < 0)
        return rc;
    if (head) {
        *r->tail = head;
        r->tail = x->comments;
    }
    return EML_OK;
}

/* What the piece is to the clauses. */
static inline int
place_piece(reader *r, const eml__piece *t)
{
    const uint8_t *p = r->index->p;
    eml_span in = eml__between(p + t->from, p + t->to), value = EML_NONE;
    int rc;

    if (t->word < 0)
        return place(r, in, t->kind);
    if (t->value)
        value = eml__between(p + t->to + 1, p + t->value);
    rc = open_clause(r, in, (eml_received_kind)t->word, value);
    r->value = t->kind;
    return rc;
}

/* The comments behind a piece, and what is then behind that ends it. 0: it may
 * be another thing, and none is kept, for all of it is read again. */
static int
piece_comments(reader *r, size_t *next, eml_comment **head)
{
    eml_arena_mark mark = eml_arena_note(r->x.cx->arena);
    int rc;

    r->x.comments = head;
    rc = eml__piece_comments(r->index, next, &r->x);
    if (rc < 0 || (rc > 0 && eml__piece_ends(r->index, *next)))
        return rc;
    eml_arena_release(r->x.cx->arena, mark);
    return 0;
}

/* Tokens as long as the index is enough to read them. None of them has, or goes
 * on with, what judge_token looks for. */
static int
pieces(reader *r)
{
    const eml__index *x = r->index;
    size_t i = (size_t)(r->x.p - x->p);
    eml__piece t;
    int rc = EML_OK;

    while (eml__piece_read(x, i, &t)) {
        eml_comment *head = NULL;
        size_t next = t.next;

        rc = x->p[next] == '(' ? piece_comments(r, &next, &head)
                               : eml__piece_ends(x, next);
        if (rc <= 0)
            break;
        rc = place_piece(r, &t);
        if (rc < 0)
            break;
        if (head) {
            *r->tail = head;
            r->tail = r->x.comments;
        }
        i = next;
    }
    r->x.p = x->p + i;
    return rc;
}

/* Whether a date-time begins behind the ";" at p. */
static bool
date_follows(const uint8_t *p, const uint8_t *end)
{
    p++;
    if (end - p > 4 && *p == ' ' && p[4] == ',' && eml__day_name(p + 1) >= 0)
        return true;
    p = eml__past_cfws(p, end);
    if (p == end || eml__is(*p, EML__DIGIT))
        return true;
    if (end - p < 4 || !eml__is(p[1], EML__ALPHA) ||
        !eml__is(p[2], EML__ALPHA) || eml__is(p[3], EML__ALPHA))
        return false;
    return eml__day_name(p) >= 0;
}

static bool
has_another(const uint8_t *p, const uint8_t *end)
{
    while (p != end)
        if (*p++ == ';')
            return true;
    return false;
}

/* Whether a date-time in the form that everybody writes is behind the ";" at
 * x->p: takes both. */
static bool
plain_date(reader *r, eml__date_at *at)
{
    eml__lex *x = &r->x;
    eml_date *d = &r->received->date;

    x->p++;
    if (eml__date_plain(x, d, at))
        return true;
    x->p--;
    *d = (eml_date){0};
    return false;
}

/* All that is behind it. */
static int
plain_date_end(reader *r, const eml__date_at *at)
{
    eml__lex *x = &r->x;
    const eml__index *ix = r->index;
    eml_date *d = &r->received->date;
    int rc = 0;

    x->comments = &d->comments;
    if (ix) {
        size_t i = eml__piece_space(ix, (size_t)(x->p - ix->p));

        if (i && i != ix->n && ix->p[i] == '(') {
            eml_arena_mark mark = eml_arena_note(x->cx->arena);

            rc = eml__piece_comments(ix, &i, x);
            if (rc == 0)
                eml_arena_release(x->cx->arena, mark);
        }
        if (rc > 0)
            x->p = ix->p + i;
    }
    if (rc == 0) { /* all is read again */
        d->comments = NULL;
        x->comments = &d->comments;
    }
    if (rc >= 0)
        rc = eml__date_finish(x, d, at);
    if (rc < 0)
        *d = (eml_date){0};
    return rc;
}

/* ";" at x->p: the date-time behind it, unless it is plain that it begins
 * behind a later ";" only. */
static int
semicolon(reader *r)
{
    eml__lex *x = &r->x;
    eml__date_at at;
    bool plain = plain_date(r, &at);
    int rc;

    if (!plain && !date_follows(x->p, x->end) &&
        has_another(x->p + 1, x->end)) {
        (void)eml_find(x->cx, EML_E_RECEIVED_TOKEN, x->p, 1);
        x->p++;
        x->comments = r->tail;
        rc = eml__cfws(x, NULL);
        r->tail = x->comments;
        return rc;
    }
    if (r->clause)
        end_clause(r);
    if (plain) {
        rc = plain_date_end(r, &at);
    } else {
        x->p++;
        rc = eml__date_read(x, &r->received->date);
    }
    if (rc == EML_E_NOMEM)
        return rc;
    r->received->has_date = rc == EML_OK;
    x->p = x->end; /* without a date: DATE_SYNTAX or the like was found */
    r->has_semicolon = true;
    return EML_OK;
}

/* With erratum 3979:
 *
 * received     = "Received:" [1*received-token / CFWS] ";" date-time CRLF
 * obs-received = "Received" *WSP ":" [1*received-token / CFWS] CRLF
 */
static int
read_received(reader *r)
{
    eml__lex *x = &r->x;
    int rc;

    x->comments = r->tail;
    rc = eml__cfws(x, NULL);
    r->tail = x->comments;
    while (rc == EML_OK && x->p != x->end) {
        if (r->index)
            rc = pieces(r);
        if (rc == EML_OK && x->p != x->end)
            rc = *x->p == ';' ? semicolon(r) : token(r);
    }
    if (rc < 0)
        return rc;
    if (r->clause)
        end_clause(r);
    if (!r->num_clauses) {
        (void)eml_find(x->cx, EML_E_RECEIVED_EMPTY, x->begin, 0);
        (void)eml_find(x->cx, EML_E_RECEIVED_FROM, x->begin, 0);
    }
    if (!r->has_by)
        (void)eml_find(x->cx, EML_E_RECEIVED_BY, x->begin, 0);
    if (!r->has_semicolon)
        (void)eml_find(x->cx, EML_E_RECEIVED_NO_DATE, x->end, 0);
    return EML_OK;
}

int
eml__received_by(eml_cx *cx, eml_span in, const eml__index *index,
                 eml_received **out)
{
    reader r;
    int rc;

    eml__zero(&r, sizeof r);
    r.received = eml__arena_node(cx->arena, sizeof *r.received);
    if (!r.received)
        return EML_E_NOMEM;
    r.x = eml__lex_of(cx, in, NULL);
    r.x.no_words = true;
    r.index = index;
    r.next = &r.received->first;
    r.tail = &r.received->comments;
    /* "MUST NOT be used in a Received header field" (RFC 2047 section 5) */
    if (!index || index->equals)
        eml__words_misplaced(&r.x, in, EML_E_WORD_PLACE);
    rc = read_received(&r);
    if (rc < 0)
        return rc;
    *out = r.received;
    return EML_OK;
}

int
eml__received(eml_cx *cx, eml_span in, eml_received **out)
{
    eml__index index;

    if (!EML__PLAIN || EML_LIMIT(cx, comments) < EML__PIECE_DEPTH ||
        !eml__index_make(in, &index, eml__best_isa()))
        return eml__received_by(cx, in, NULL, out);
    return eml__received_by(cx, in, &index, out);
}

int
eml_received_parse(eml_cx *cx, eml_span in, eml_received **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_received *received = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__received(cx, in, &received));
    if (rc == EML_OK)
        *out = received;
    return rc;
}
