/* gen_addr.c -- mailboxes, groups and lists of them (RFC 5322 sections 3.4 and
 * 4.4). */
#include "generators/gen_int.h"

static bool
warned(eml__gen *g, uint32_t n)
{
    return (g->traits & EML__WARNED) && g->num_findings < EML__FINDINGS / 2 &&
           odd(g, n);
}

/* ---- local-part
 * ------------------------------------------------------------------ */

/* A quoted-string that must be one; as text without its quoting. */
static void
quoted_local(eml__gen *g, eml__buf *raw, eml__buf *value)
{
    static const char must[] = " @,;:<>()[].";
    eml_span w = eml__g_first_name(g);
    char c = must[pick(g, sizeof must - 1)];

    MADE(g, LOCAL_QUOTED);
    buf_c(raw, '"');
    buf_token(raw, w);
    buf_token(value, w);
    if (odd(g, 4)) {
        static const char pairs[] = "\"\\ a";
        char p = pairs[pick(g, 4)];

        MADE(g, QUOTED_PAIR);
        buf_c(raw, '\\');
        buf_c(raw, p);
        buf_c(value, p);
    }
    buf_c(raw, c); /* a dot at the end needs the quotes, too */
    buf_c(value, c);
    buf_c(raw, '"');
}

/*
 * obs-local-part = word *("." word)
 */
static void
obs_local(eml__gen *g, eml__buf *raw, eml__buf *value)
{
    eml_span a = eml__g_first_name(g), b = eml__g_last_name(g);

    buf(raw, a.p, a.n);
    buf(value, a.p, a.n);
    buf_c(value, '.');
    if (pick(g, 2)) {
        buf(raw, " . ", 3);
        buf(raw, b.p, b.n);
        buf(value, b.p, b.n);
    } else {
        buf(raw, ".\"", 2);
        buf(raw, b.p, b.n);
        buf(raw, " x\"", 3);
        buf(value, b.p, b.n);
        buf(value, " x", 2);
    }
    g->obs++;
}

typedef struct spec {
    eml__buf local, local_value, domain, domain_value, route;
    bool same_local, same_domain; /* values are the bytes */
    bool obs_local, obs_domain;
    uint32_t obs_pair; /* its place in an obsolete domain-literal */
    int local_code;    /* a warning for the local-part */
    int domain_code;
} spec;

/*
 * local-part = dot-atom / quoted-string / obs-local-part
 */
static void
choose_local(eml__gen *g, spec *s)
{
    if (g->transmitter) {
        /* nobody else is named so: RFC 5322 section 3.6.2 */
        static const char names[4][12] = {"s", "owner-list", "secretary",
                                          "bounces-42"};
        const char *name = names[pick(g, 4)];

        while (*name)
            buf_c(&s->local, *name++);
    } else if (g->mode == EML_GEN_OBS && obsolete(g)) {
        s->obs_local = true;
        s->same_local = false;
        obs_local(g, &s->local, &s->local_value);
    } else if (odd(g, 64)) {
        s->same_local = false;
        quoted_local(g, &s->local, &s->local_value);
    } else if (warned(g, 32)) {
        /* "SHOULD be a dot-atom" where it can be (3.4.1) */
        s->same_local = false;
        s->local_code = EML_E_ADDR_LOCAL_QUOTED;
        eml__g_dot_atom(g, &s->local_value);
        buf_c(&s->local, '"');
        buf(&s->local, s->local_value.p, s->local_value.n);
        buf_c(&s->local, '"');
    } else {
        eml__g_local(g, &s->local);
    }
}

/* Nothing that RFC 5321 has a meaning for. */
static void
obs_literal(eml__gen *g, spec *s)
{
    static const char quoted[4] = {']', '[', '\\', '.'};
    char c = quoted[pick(g, 4)];

    s->domain_code = EML_E_ADDR_LITERAL_FORM;
    s->obs_pair = 2;
    buf(&s->domain, "[a\\", 3);
    buf_c(&s->domain, c);
    buf(&s->domain, "b]", 2);
    buf(&s->domain_value, "[a", 2);
    buf_c(&s->domain_value, c);
    buf(&s->domain_value, "b]", 2);
}

/*
 * domain     = dot-atom / domain-literal / obs-domain
 * obs-domain = atom *("." atom)
 * obs-dtext  = obs-NO-WS-CTL / quoted-pair
 */
static void
choose_domain(eml__gen *g, spec *s)
{
    eml_span name = eml__g_domain_name(g);

    if (g->mode == EML_GEN_OBS && obsolete(g)) {
        s->same_domain = false;
        g->obs++;
        if (odd(g, 4)) {
            obs_literal(g, s);
            return;
        }
        s->obs_domain = true;
        buf(&s->domain, "sub. ", 5);
        buf_token(&s->domain, name);
        buf(&s->domain_value, "sub.", 4);
        buf(&s->domain_value, name.p, name.n);
    } else if (odd(g, 64)) {
        eml__g_literal(g, &s->domain);
    } else if (warned(g, 64)) {
        /* RFC 5321 section 4.1.3: no address literal */
        s->domain_code = EML_E_ADDR_LITERAL_FORM;
        buf(&s->domain, "[any]", 5);
    } else {
        buf_token(&s->domain, name);
    }
}

/*
 * obs-route = obs-domain-list ":"
 */
static void
choose_route(eml__gen *g, spec *s)
{
    if (g->mode != EML_GEN_OBS || !obsolete(g))
        return;
    for (uint32_t n = 1 + pick(g, 2), i = 0; i < n; i++) {
        eml_span name = eml__g_domain_name(g);

        if (i)
            buf_c(&s->route, ',');
        buf_c(&s->route, '@');
        buf_token(&s->route, name);
    }
    buf_c(&s->route, ':');
    g->obs++;
}

static void
choose_spec(eml__gen *g, spec *s)
{
    s->local.n = s->local_value.n = s->domain.n = s->domain_value.n = 0;
    s->route.n = 0;
    s->same_local = s->same_domain = true;
    s->obs_local = s->obs_domain = false;
    s->local_code = s->domain_code = 0;
    s->obs_pair = 0;
    choose_local(g, s);
    choose_domain(g, s);
}

/* What was put down from `off` on. */
static void
find_from(eml__gen *g, int code, uint32_t off)
{
    eml__g_find(g, code, off, offset(g) - off);
}

static void
value_of(eml__gen *g, eml_gen_key key, bool same, const eml__buf *value,
         const uint8_t *at)
{
    if (same) {
        eml__g_item_text(g, key,
                         (eml_span){at, at < g->p ? (size_t)(g->p - at) : 0});
        return;
    }
    text_begin(g);
    text(g, value->p, value->n);
    eml__g_text_end(g, key);
}

/*
 * addr-spec = local-part "@" domain
 */
static void
put_spec(eml__gen *g, const spec *s)
{
    uint32_t off = offset(g);
    const uint8_t *at = g->p;
    bool around = false;

    MADE(g, ADDR_SPEC);
    put_buf(g, &s->local);
    if (s->obs_local)
        find_from(g, EML_E_ADDR_LOCAL_OBS, off);
    if (s->local_code)
        find_from(g, s->local_code, off);
    value_of(g, EML_GEN_KEY_LOCAL, s->same_local, &s->local_value, at);
    if (warned(g, 64)) {
        /* "SHOULD NOT be used around the "@"" (3.4.1) */
        around = true;
        eml__g_fws(g, 1, EML__WS_DROP);
    }
    if (around)
        eml__g_find(g, EML_E_ADDR_CFWS_AT, offset(g), 1);
    put_c(g, '@');
    if (around && pick(g, 2))
        eml__g_fws(g, s->domain.n, EML__WS_DROP);
    off = offset(g);
    at = g->p;
    put_buf(g, &s->domain);
    if (s->obs_domain)
        find_from(g, EML_E_ADDR_DOMAIN_OBS, off);
    if (s->domain_code)
        find_from(g, s->domain_code, off);
    if (s->obs_pair)
        eml__g_find(g, EML_E_ADDR_LITERAL_OBS, off + s->obs_pair, 2);
    value_of(g, EML_GEN_KEY_DOMAIN, s->same_domain, &s->domain_value, at);
}

/*
 * angle-addr = [CFWS] "<" addr-spec ">" [CFWS] / obs-angle-addr
 */
static void
put_angle(eml__gen *g, const spec *s)
{
    /* CFWS of the dot-atoms and quoted-strings */
    bool around = g->mode == EML_GEN_VALID && (g->traits & EML__SPACED) &&
                  odd(g, 64) && s->domain.p[0] != '[' &&
                  !eml__g_tight(g, s->local.n + s->domain.n + 16);

    put_c(g, '<');
    if (around)
        put_c(g, ' ');
    if (s->route.n) {
        uint32_t off = offset(g);

        put_buf(g, &s->route);
        find_from(g, EML_E_ADDR_ROUTE, off);
    }
    put_spec(g, s);
    if (around)
        put_c(g, ' ');
    put_c(g, '>');
}

/* ---- mailboxes
 * ------------------------------------------------------------------- */

/*
 * mailbox   = name-addr / addr-spec
 * name-addr = [display-name] angle-addr
 */
void
eml__g_mailbox(eml__gen *g)
{
    spec s;
    uint32_t how = pick(g, 4);
    bool named = how > 1, angle = named || (how == 1 && odd(g, 8));
    size_t room;

    choose_spec(g, &s);
    if (angle)
        choose_route(g, &s);
    room = s.local.n + s.domain.n + s.route.n + 4;
    MADE(g, MAILBOX);
    g->comment_found = false;
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_cfws(g, named ? 20 : room, false);
    if (named) {
        text_begin(g);
        eml__g_phrase(g);
        eml__g_text_end(g, EML_GEN_KEY_NAME);
        eml__g_apart(g);
        eml__g_cfws(g, room,
                    (g->p == g->line || g->p[-1] != ' ') && !odd(g, 64));
    } else {
        eml__g_item(g, EML_GEN_NULL, EML_GEN_KEY_NAME);
    }
    if (angle) {
        MADE(g, NAME_ADDR);
        put_angle(g, &s);
    } else {
        put_spec(g, &s);
    }
    eml__g_cfws_end(g);
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}

/* A comma; RFC 5322 section 4.4 has elements of nothing, too. */
static void
comma(eml__gen *g)
{
    put_c(g, ',');
    if (g->mode == EML_GEN_OBS && obsolete(g)) {
        eml__g_find(g, EML_E_ADDR_NULL, offset(g), 1);
        put_c(g, ',');
        g->obs++;
    }
    if (!odd(g, 64) || eml__g_tight(g, 32))
        eml__g_fws(g, 32, EML__WS_DROP);
}

static void
mailbox_list(eml__gen *g, uint32_t n)
{
    MADE(g, MAILBOX_LIST);
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            comma(g);
        eml__g_mailbox(g);
    }
}

/* Members of a group, each with comments of its own. */
static void
members(eml__gen *g, uint32_t n)
{
    uint32_t first = g->first_comment;
    bool found = g->comment_found;

    g->first_comment = g->num_comments;
    eml__g_fws(g, 32, EML__WS_DROP);
    mailbox_list(g, n);
    g->first_comment = first;
    g->comment_found = found;
}

/* obs-group-list = 1*([CFWS] ",") [CFWS] */
static void
no_members(eml__gen *g)
{
    MADE(g, GROUP_EMPTY);
    if (g->mode == EML_GEN_OBS && obsolete(g)) {
        eml__g_find(g, EML_E_GROUP_NULL, offset(g), 1);
        PUT(g, ",,");
        g->obs++;
    } else {
        eml__g_cfws(g, 1, false);
    }
}

/* Behind the name of a group. */
static uint32_t
group_rest(eml__gen *g, uint32_t most)
{
    uint32_t n = pick(g, most + 1);

    put_c(g, ':');
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_KEY_MEMBERS);
    if (n)
        members(g, n);
    else
        no_members(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    put_c(g, ';');
    eml__g_cfws_end(g);
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    return n;
}

/*
 * group      = display-name ":" [group-list] ";" [CFWS]
 * group-list = mailbox-list / CFWS / obs-group-list
 */
static uint32_t
group(eml__gen *g)
{
    MADE(g, GROUP);
    g->comment_found = false;
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    text_begin(g);
    eml__g_phrase(g);
    eml__g_text_end(g, EML_GEN_KEY_GROUP);
    eml__g_apart(g);
    return group_rest(g, 3);
}

/* RFC 6854 section 2.1: "SHOULD NOT use group syntax"; of one mailbox at most,
 * so that no Sender is needed. */
static void
originator_group(eml__gen *g)
{
    eml_span name = eml__g_last_name(g);

    MADE(g, GROUP_ORIGINATOR);
    g->comment_found = false;
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_find(g, EML_E_GROUP_ORIGINATOR, offset(g), (uint32_t)name.n);
    text_begin(g);
    both_token(g, name);
    eml__g_text_end(g, EML_GEN_KEY_GROUP);
    (void)group_rest(g, 1);
}

/*
 * address-list = (address *("," address)) / obs-addr-list
 */
static uint32_t
address_list(eml__gen *g, uint32_t n)
{
    uint32_t count = 0;

    MADE(g, ADDRESS_LIST);
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            comma(g);
        if (odd(g, 32)) {
            count += group(g);
        } else {
            eml__g_mailbox(g);
            count++;
        }
    }
    return count;
}

uint32_t
eml__g_addresses(eml__gen *g, eml__addresses rule, uint32_t n)
{
    g->in_addresses = true;
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_NO_KEY);
    switch (rule) {
    case EML__TRANSMITTER:
        g->transmitter = true;
        eml__g_mailbox(g);
        g->transmitter = false;
        break;
    case EML__MAILBOXES:
        if (n == 1 && warned(g, 64))
            originator_group(g);
        else
            mailbox_list(g, n);
        break;
    case EML__ADDRESS_LIST:
        n = address_list(g, n);
        break;
    }
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    g->in_addresses = false;
    return n;
}

/*
 * path = angle-addr / ([CFWS] "<" [CFWS] ">" [CFWS])
 */
void
eml__g_path(eml__gen *g)
{
    spec s;

    if (odd(g, 8)) {
        MADE(g, NULL_PATH);
        PUT(g, "<>");
        eml__g_item(g, EML_GEN_NULL, EML_GEN_NO_KEY);
        return;
    }
    choose_spec(g, &s);
    choose_route(g, &s);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_item(g, EML_GEN_NULL, EML_GEN_KEY_NAME);
    put_angle(g, &s);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}

/* An address alone, as Received and reports have it. */
void
eml__g_address(eml__gen *g, eml__buf *b)
{
    eml_span domain = eml__g_domain_name(g);

    eml__g_local(g, b);
    buf_c(b, '@');
    buf_token(b, domain);
}
