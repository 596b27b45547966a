/* RFC 5322 section 3.6.7 and RFC 5321 section 4.4: Received and Return-Path. */
#include "eml/trace.h"

#include "core/arena_int.h"
#include "parsers/imf/date_int.h"
#include "parsers/imf/ident.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/strict.h"

typedef struct reader {
    eml__lex x;
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

#define KEY(a, b, c, d)                                                        \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))

/* The keywords of section 4.4. TLS is registered by RFC 8314 section 4.4. */
static int
keyword(const eml__ident *t)
{
    const uint8_t *p = t->from;
    size_t n = (size_t)(t->to - p);
    uint32_t key = 0;

    if (t->kind != EML__IDENT_ATOM || n < 2 || n > 4)
        return -1;
    for (size_t i = 0; i < n; i++)
        key = key << 8 | p[i] | 32; /* in lower case, if a letter */
    switch (key) {
    case KEY('f', 'r', 'o', 'm'):
        return EML_RECEIVED_FROM;
    case KEY(0, 0, 'b', 'y'):
        return EML_RECEIVED_BY;
    case KEY('w', 'i', 't', 'h'):
        return EML_RECEIVED_WITH;
    case KEY(0, 0, 'i', 'd'):
        return EML_RECEIVED_ID;
    case KEY(0, 'f', 'o', 'r'):
        return EML_RECEIVED_FOR;
    case KEY(0, 'v', 'i', 'a'):
        return EML_RECEIVED_VIA;
    case KEY(0, 't', 'l', 's'):
        return EML_RECEIVED_OTHER;
    default:
        return -1;
    }
}

static void
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

/*
 * Extended-Domain = Domain / ( Domain FWS "(" TCP-info ")" ) /
 *                   ( address-literal FWS "(" TCP-info ")" )
 *
 * The FROM clause SHOULD have the TCP-info.
 */
static void
judge_domain(reader *r, int code)
{
    const eml_received_clause *c = r->clause;
    bool literal = eml__is_address_literal(c->value);

    if (!r->num_tokens) {
        find_in(r, code, c->name);
        return;
    }
    if (r->num_tokens > 1 || (!literal && !eml__is_domain(c->value)))
        find_in(r, code, c->value);
    if ((literal || c->kind == EML_RECEIVED_FROM) && !is_tcp_info(c->comments))
        find_in(r, EML_E_RECEIVED_TCP_INFO, c->name);
}

/*
 * Opt-info = [Via] [With] [ID] [For] [Additional-Registered-Clauses]
 * Via      = CFWS "VIA" FWS Link      ; an atom
 * With     = CFWS "WITH" FWS Protocol ; an atom
 * ID       = CFWS "ID" FWS ( Atom / msg-id )
 * For      = CFWS "FOR" FWS ( Path / Mailbox )
 */
static void
judge_option(reader *r)
{
    const eml_received_clause *c = r->clause;
    eml__ident_kind kind = r->value;
    bool good = r->num_tokens == 1;

    switch (c->kind) {
    case EML_RECEIVED_VIA:
    case EML_RECEIVED_WITH:
        good = good && kind == EML__IDENT_ATOM;
        break;
    case EML_RECEIVED_ID:
        good = good && (kind == EML__IDENT_ATOM || kind == EML__IDENT_ANGLE);
        break;
    case EML_RECEIVED_FOR:
        good = good && (kind == EML__IDENT_ADDRESS || kind == EML__IDENT_ANGLE);
        break;
    case EML_RECEIVED_FROM:
    case EML_RECEIVED_BY:
    case EML_RECEIVED_OTHER:
    default:
        break;
    }
    if (c->kind <= r->last)
        find_in(r, EML_E_RECEIVED_CLAUSE, c->name);
    else if (!good)
        find_in(r, EML_E_RECEIVED_CLAUSE, r->num_tokens ? c->value : c->name);
    r->last = (uint8_t)c->kind;
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
    uint32_t index = r->num_clauses;

    if (!c)
        return;
    r->num_clauses = index + 1;
    if (index == 0 && c->kind != EML_RECEIVED_FROM)
        find_in(r, EML_E_RECEIVED_FROM, c->name);
    if (c->kind == EML_RECEIVED_FROM) {
        if (index == 0)
            judge_domain(r, EML_E_RECEIVED_FROM);
        else
            find_in(r, EML_E_RECEIVED_CLAUSE, c->name);
    } else if (c->kind == EML_RECEIVED_BY) {
        if (r->has_by || index > 1)
            find_in(r, EML_E_RECEIVED_CLAUSE, c->name);
        else
            judge_domain(r, EML_E_RECEIVED_BY);
        r->has_by = true;
    } else {
        judge_option(r);
    }
    r->clause = NULL;
}

/* Opens the clause of that name. */
static int
open_clause(reader *r, eml_span name, eml_received_kind kind)
{
    eml_received_clause *c = eml__arena_node(r->x.cx->arena, sizeof *c);

    if (!c)
        return EML_E_NOMEM;
    end_clause(r);
    c->kind = kind;
    c->value = EML_NONE;
    c->name = name;
    *r->next = c;
    r->next = &c->next;
    r->clause = c;
    r->tail = &c->comments;
    r->num_tokens = 0;
    return EML_OK;
}

static void
add_value(reader *r, const eml__ident *t)
{
    eml_received_clause *c = r->clause;

    if (r->num_tokens++ == 0) {
        c->value.p = t->from;
        r->value = t->kind;
    }
    c->value.n = (size_t)(t->to - c->value.p);
}

/* What RFC 5322 says of a token: 3.6.7, or 4.4 for obs-domain and the like,
 * which has dots between words apart from them. */
static void
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
static int
token(reader *r)
{
    eml__lex *x = &r->x;
    eml_comment *head = NULL;
    eml__ident t;
    int rc, kind;

    x->comments = &head;
    rc = eml__ident_read(x, &t);
    if (rc < 0)
        return rc;
    judge_token(r, &t);
    kind = keyword(&t);
    if (kind >= 0 || !r->clause) {
        bool name = t.kind == EML__IDENT_ATOM;

        rc = open_clause(r, eml__between(t.from, name ? t.to : t.from),
                         kind >= 0 ? (eml_received_kind)kind
                                   : EML_RECEIVED_OTHER);
        if (rc < 0)
            return rc;
        if (!name)
            add_value(r, &t);
    } else {
        add_value(r, &t);
    }
    if (head) {
        *r->tail = head;
        r->tail = x->comments;
    }
    return EML_OK;
}

/* Whether a date-time begins behind the ";" at p. */
static bool
date_follows(const uint8_t *p, const uint8_t *end)
{
    p = eml__past_cfws(p + 1, end);
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

/* ";" at x->p: the date-time behind it, unless it is plain that it begins
 * behind a later ";" only. */
static int
semicolon(reader *r)
{
    eml__lex *x = &r->x;
    int rc;

    if (!date_follows(x->p, x->end) && has_another(x->p + 1, x->end)) {
        (void)eml_find(x->cx, EML_E_RECEIVED_TOKEN, x->p, 1);
        x->p++;
        x->comments = r->tail;
        rc = eml__cfws(x, NULL);
        r->tail = x->comments;
        return rc;
    }
    end_clause(r);
    x->p++;
    rc = eml__date_read(x, &r->received->date);
    if (rc == EML_E_NOMEM)
        return rc;
    r->received->has_date = rc == EML_OK;
    x->p = x->end; /* without a date: DATE_SYNTAX or the like was found */
    r->has_semicolon = true;
    return EML_OK;
}

/*
 * received     = "Received:" *received-token ";" date-time CRLF
 * obs-received = "Received" *WSP ":" *received-token CRLF
 */
static int
read_received(reader *r)
{
    eml__lex *x = &r->x;
    int rc;

    x->comments = r->tail;
    rc = eml__cfws(x, NULL);
    r->tail = x->comments;
    while (rc == EML_OK && x->p != x->end)
        rc = *x->p == ';' ? semicolon(r) : token(r);
    if (rc < 0)
        return rc;
    end_clause(r);
    if (!r->num_clauses) {
        /* CFWS is part of the tokens: comments alone are free only by the
         * second paragraph of section 4 */
        const eml_comment *c = r->received->comments;

        (void)eml_find(x->cx, EML_E_RECEIVED_EMPTY, x->begin, 0);
        if (c)
            (void)eml_find(x->cx, EML_E_OBS_CFWS, c->text.raw.p - 1,
                           c->text.raw.n + 2);
        (void)eml_find(x->cx, EML_E_RECEIVED_FROM, x->begin, 0);
    }
    if (!r->has_by)
        (void)eml_find(x->cx, EML_E_RECEIVED_BY, x->begin, 0);
    if (!r->has_semicolon)
        (void)eml_find(x->cx, EML_E_RECEIVED_NO_DATE, x->end, 0);
    return EML_OK;
}

int
eml__received(eml_cx *cx, eml_span in, eml_received **out)
{
    reader r = {0};
    int rc;

    r.received = eml__arena_node(cx->arena, sizeof *r.received);
    if (!r.received)
        return EML_E_NOMEM;
    r.x = eml__lex_of(cx, in, NULL);
    r.x.no_words = true;
    r.next = &r.received->first;
    r.tail = &r.received->comments;
    /* "MUST NOT be used in a Received header field" (RFC 2047 section 5) */
    eml__words_misplaced(&r.x, in, EML_E_WORD_PLACE);
    rc = read_received(&r);
    if (rc < 0)
        return rc;
    *out = r.received;
    return EML_OK;
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
