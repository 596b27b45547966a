/* A zone as a master file: RFC 1035 section 5. */
#define _POSIX_C_SOURCE 200809L
#include "os/posix/resolver_int.h"

#include <arpa/inet.h>
#include <string.h>

enum token { END, NEWLINE, BLANK, WORD, STRING };

typedef struct reader {
    eml_resolver *r;
    eml_resolver_error *error;
    eml_span in;            /* what is left */
    const uint8_t *line_at; /* where the line began */
    unsigned long line;     /* from 1 */
    unsigned depth;         /* of parentheses */
    enum token token;       /* the one in hand: */
    eml_span word;          /* as it stands, quotes apart */
    unsigned long at_line, at_column;
    uint8_t origin[RES_NAME_MAX], owner[RES_NAME_MAX];
    size_t origin_len, owner_len;
    bool has_owner;
} reader;

/* Of these there is nothing to be asked here. */
static const char *const passed_over[] = {
    "SOA",        "NS",    "SRV",     "CAA",   "SPF",    "HINFO",
    "TLSA",       "DS",    "DNSKEY",  "RRSIG", "NSEC",   "NSEC3",
    "NSEC3PARAM", "NAPTR", "SSHFP",   "URI",   "LOC",    "SVCB",
    "HTTPS",      "CDS",   "CDNSKEY", "RP",    "SMIMEA", "OPENPGPKEY",
};

static int
wrong(const reader *d, const char *what)
{
    int n = d->word.n > 80 ? 80 : (int)d->word.n;

    if (d->token != WORD && d->token != STRING)
        return eml__res_error(d->error, d->at_line, d->at_column, "%s", what);
    return eml__res_error(d->error, d->at_line, d->at_column, "%s: %.*s", what,
                          n, (const char *)d->word.p);
}

/* ---- tokens -------------------------------------------------------------- */

static int
peek(const reader *d)
{
    return d->in.n ? d->in.p[0] : -1;
}

static void
skip(reader *d)
{
    if (d->in.p[0] == '\n') {
        d->line++;
        d->line_at = d->in.p + 1;
    }
    d->in.p++;
    d->in.n--;
}

static void
place(reader *d)
{
    d->at_line = d->line;
    d->at_column = (unsigned long)(d->in.p - d->line_at) + 1;
    d->word = (eml_span){d->in.p, 0};
}

static bool
ends_word(int c)
{
    return c < 0 || c == ' ' || c == '\t' || c == '\r' || c == '\n' ||
           c == ';' || c == '(' || c == ')' || c == '"';
}

static int
quoted(reader *d)
{
    skip(d);
    d->token = STRING;
    d->word.p = d->in.p;
    while (peek(d) >= 0 && peek(d) != '"') {
        if (peek(d) == '\\' && d->in.n > 1)
            skip(d);
        skip(d);
    }
    d->word.n = (size_t)(d->in.p - d->word.p);
    if (peek(d) < 0)
        return wrong(d, "quoted string without an end");
    skip(d);
    return EML_OK;
}

/* Sets d->token and d->word. Within parentheses line ends are blanks; a blank
 * is a token of its own only at the beginning of a line. */
static int
next(reader *d)
{
    for (;;) {
        int c = peek(d);
        bool first = d->in.p == d->line_at && d->depth == 0;

        place(d);
        if (c < 0) {
            d->token = END;
            return d->depth ? wrong(d, "parenthesis without an end") : EML_OK;
        }
        if (c == ';') {
            while (peek(d) >= 0 && peek(d) != '\n')
                skip(d);
        } else if (c == '\n') {
            skip(d);
            d->token = NEWLINE;
            if (d->depth == 0)
                return EML_OK;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            skip(d);
            d->token = BLANK;
            if (first && c != '\r')
                return EML_OK;
        } else if (c == '(' || c == ')') {
            d->token = BLANK;
            if (c == ')' && d->depth == 0)
                return wrong(d, "parenthesis without a beginning");
            d->depth = c == '(' ? d->depth + 1 : d->depth - 1;
            skip(d);
        } else if (c == '"') {
            return quoted(d);
        } else {
            d->token = WORD;
            while (!ends_word(peek(d))) {
                if (peek(d) == '\\' && d->in.n > 1)
                    skip(d);
                skip(d);
            }
            d->word.n = (size_t)(d->in.p - d->word.p);
            return EML_OK;
        }
    }
}

static bool
is_word(const reader *d, const char *s)
{
    return d->token == WORD &&
           eml_span_eq_fold(d->word, (eml_span){(const uint8_t *)s, strlen(s)});
}

/* One character of `s`, from *i on; -1 when an escape is none. *plain: it was
 * not escaped. */
static int
character(eml_span s, size_t *i, bool *plain)
{
    unsigned n = 0;

    *plain = s.p[*i] != '\\';
    if (*plain)
        return s.p[(*i)++];
    if (++*i == s.n)
        return -1;
    if (s.p[*i] < '0' || s.p[*i] > '9')
        return s.p[(*i)++];
    if (s.n - *i < 3)
        return -1;
    for (size_t end = *i + 3; *i < end; ++*i) {
        if (s.p[*i] < '0' || s.p[*i] > '9')
            return -1;
        n = n * 10 + (unsigned)(s.p[*i] - '0');
    }
    return n < 256 ? (int)n : -1;
}

/* ---- fields -------------------------------------------------------------- */

/* The name in hand, absolute, into `to`; `fold`: in lower case. */
static int
read_name(const reader *d, uint8_t to[RES_NAME_MAX], size_t *len, bool fold)
{
    uint8_t room[RES_NAME_MAX + 1], folded[RES_NAME_MAX];
    eml_span name;
    size_t n = 0;
    bool absolute = false;

    if (d->token != WORD)
        return wrong(d, "a name is missing");
    if (is_word(d, "@")) {
        *len = d->origin_len;
        memcpy(to, d->origin, d->origin_len);
        return EML_OK;
    }
    for (size_t i = 0; i < d->word.n;) {
        bool plain;
        int c = character(d->word, &i, &plain);

        if (c < 0)
            return wrong(d, "no escape");
        if (c == '.' && !plain)
            return wrong(d, "a dot within a label");
        absolute = c == '.';
        if (n == sizeof room)
            return wrong(d, "no name");
        room[n++] = (uint8_t)c;
    }
    if (absolute)
        n--;
    else if (d->origin_len) {
        if (n + 1 + d->origin_len > sizeof room)
            return wrong(d, "no name");
        room[n++] = '.';
        memcpy(room + n, d->origin, d->origin_len);
        n += d->origin_len;
    }
    if (!eml__res_name_fold((eml_span){room, n}, folded, &name) || name.n != n)
        return wrong(d, "no name");
    *len = n;
    memcpy(to, fold ? folded : room, n);
    return EML_OK;
}

static bool
read_number(eml_span s, uint32_t max, uint32_t *out)
{
    uint64_t v = 0;

    if (s.n == 0 || s.n > 10)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    }
    *out = (uint32_t)v;
    return v <= max;
}

/* Seconds, or "1h30m" as many servers' files have it. */
static bool
is_ttl(eml_span s)
{
    bool digit = false;

    if (s.n == 0 || s.p[0] < '0' || s.p[0] > '9')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i] | 0x20;

        if (s.p[i] >= '0' && s.p[i] <= '9')
            digit = true;
        else if (digit && memchr("wdhms", c, 5))
            digit = false;
        else
            return false;
    }
    return true;
}

static int
add_address(reader *d, res_node *node, size_t type)
{
    bool four = eml__resolver_types[type].type == EML_DNS_A;
    char text[INET6_ADDRSTRLEN];
    uint8_t bytes[16];
    size_t n = d->word.n < sizeof text ? d->word.n : 0;

    memcpy(text, d->word.p, n);
    text[n] = '\0';
    if (d->token != WORD ||
        inet_pton(four ? AF_INET : AF_INET6, text, bytes) != 1)
        return wrong(d, four ? "no IPv4 address" : "no IPv6 address");
    return eml__res_add(d->r, node, type, 0, (eml_span){bytes, four ? 4 : 16});
}

static int
add_txt(reader *d, res_node *node, size_t type)
{
    eml_arena_mark mark = eml_arena_note(&d->r->answers);
    eml_out out = {.arena = &d->r->answers};
    size_t num = 0; /* strings: each has an octet more, its length */
    int rc = EML_OK;

    if (d->token != WORD && d->token != STRING)
        return wrong(d, "a string is missing");
    while (rc == EML_OK && (d->token == WORD || d->token == STRING)) {
        size_t before = out.n;

        for (size_t i = 0; i < d->word.n;) {
            bool plain;
            int c = character(d->word, &i, &plain);

            if (c < 0)
                return wrong(d, "no escape");
            eml_out_byte(&out, (uint8_t)c);
        }
        if (out.n - before > RES_STRING_MAX)
            return wrong(d, "string of more than 255 bytes");
        if (out.n + ++num > RES_DATA_MAX)
            return wrong(d, "record of more than 65535 octets (RFC 1035 "
                            "section 3.2.1)");
        rc = next(d);
    }
    if (out.full)
        rc = EML_E_NOMEM;
    if (rc == EML_OK)
        rc = eml__res_add(d->r, node, type, 0, eml_out_view(&out));
    eml_arena_release(&d->r->answers, mark);
    return rc;
}

static int
add_name(reader *d, res_node *node, size_t type, uint16_t preference)
{
    uint8_t name[RES_NAME_MAX];
    size_t n = 0;
    int rc =
        read_name(d, name, &n, eml__resolver_types[type].type == RES_CNAME);

    return rc < 0 ? rc
                  : eml__res_add(d->r, node, type, preference,
                                 (eml_span){name, n});
}

static int
add_mx(reader *d, res_node *node, size_t type)
{
    uint32_t preference;
    int rc;

    if (d->token != WORD || !read_number(d->word, UINT16_MAX, &preference))
        return wrong(d, "no preference");
    rc = next(d);
    return rc < 0 ? rc : add_name(d, node, type, (uint16_t)preference);
}

static int
add_data(reader *d, res_node *node, size_t type)
{
    int rc;

    switch (eml__resolver_types[type].type) {
    case EML_DNS_TXT:
        return add_txt(d, node, type);
    case EML_DNS_MX:
        rc = add_mx(d, node, type);
        break;
    case EML_DNS_A:
    case EML_DNS_AAAA:
        rc = add_address(d, node, type);
        break;
    default:
        rc = add_name(d, node, type, 0);
        break;
    }
    return rc < 0 ? rc : next(d);
}

/* RFC 1034 section 3.6.2: where there is a CNAME there is nothing else. */
static bool
cname_alone(const res_node *node)
{
    size_t others = 0, cnames = node->sets[RES_TYPES - 1].num;

    for (size_t i = 0; i + 1 < RES_TYPES; i++)
        others += node->sets[i].num;
    return cnames == 0 || (cnames == 1 && others == 0);
}

/* ---- lines --------------------------------------------------------------- */

static bool
is_passed_over(const reader *d)
{
    uint32_t number;

    for (size_t i = 0; i < sizeof passed_over / sizeof *passed_over; i++)
        if (is_word(d, passed_over[i]))
            return true;
    return d->token == WORD && d->word.n > 4 &&
           eml_span_eq_fold((eml_span){d->word.p, 4}, EML_LIT("TYPE")) &&
           read_number((eml_span){d->word.p + 4, d->word.n - 4}, UINT16_MAX,
                       &number);
}

static int
rest_of_line(reader *d)
{
    int rc = EML_OK;

    while (rc == EML_OK && d->token != NEWLINE && d->token != END)
        rc = next(d);
    return rc;
}

/* [TTL] [class] type data, in either order of the first two; the first of them
 * in hand. */
static int
read_record(reader *d)
{
    res_node *node;
    size_t type;
    int rc = EML_OK;

    for (int ttl = 0, class = 0; rc == EML_OK; rc = next(d)) {
        if (d->token == WORD && !ttl && is_ttl(d->word))
            ttl = 1;
        else if (!class && is_word(d, "IN"))
            class = 1;
        else
            break;
    }
    if (rc < 0)
        return rc;
    if (is_passed_over(d))
        return rest_of_line(d);
    type = d->token == WORD ? eml__res_type_by_name(d->word) : RES_TYPES;
    if (type == RES_TYPES)
        return wrong(d, "no type of record known here");
    node = eml__res_node(d->r, (eml_span){d->owner, d->owner_len});
    if (!node)
        return EML_E_NOMEM;
    rc = next(d);
    if (rc == EML_OK)
        rc = add_data(d, node, type);
    if (rc < 0)
        return rc;
    if (!cname_alone(node))
        return wrong(d, "CNAME beside other records "
                        "(RFC 1034 section 3.6.2)");
    return d->token == NEWLINE || d->token == END
               ? EML_OK
               : wrong(d, "what is this behind the record");
}

static int
read_directive(reader *d)
{
    bool origin = is_word(d, "$ORIGIN");
    int rc;

    if (!origin && !is_word(d, "$TTL"))
        return wrong(d, "no directive known here");
    rc = next(d);
    if (rc < 0)
        return rc;
    if (origin)
        rc = read_name(d, d->origin, &d->origin_len, true);
    else if (d->token != WORD || !is_ttl(d->word))
        return wrong(d, "no time to live");
    if (rc == EML_OK)
        rc = next(d);
    if (rc < 0)
        return rc;
    return d->token == NEWLINE || d->token == END
               ? EML_OK
               : wrong(d, "what is this behind the directive");
}

/* A line, its first token in hand. */
static int
read_line(reader *d)
{
    bool same = d->token == BLANK;
    int rc = EML_OK;

    if (same)
        rc = next(d);
    if (rc < 0 || d->token == NEWLINE || d->token == END)
        return rc;
    if (!same && d->token == WORD && d->word.p[0] == '$')
        return read_directive(d);
    if (!same) {
        rc = read_name(d, d->owner, &d->owner_len, true);
        d->has_owner = true;
        if (rc == EML_OK)
            rc = next(d);
    } else if (!d->has_owner)
        return wrong(d, "no name before this");
    return rc < 0 ? rc : read_record(d);
}

int
eml__res_read_master(eml_resolver *r, eml_span text, eml_resolver_error *e)
{
    reader d = {.r = r, .error = e, .in = text, .line_at = text.p, .line = 1};
    int rc;

    do {
        rc = next(&d);
        if (rc == EML_OK)
            rc = read_line(&d);
    } while (rc == EML_OK && d.token != END);
    return rc;
}
