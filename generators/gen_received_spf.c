/* gen_received_spf.c -- Received-SPF (RFC 7208 section 9.1). */
#include "generators/gen_int.h"

#define T(lit) EML__TOKEN_INIT(lit)

/* How a value is written, and what it says. */
typedef struct spelling {
    eml_span written, means;
} spelling;
#define SAME(lit)                                                              \
    {                                                                          \
        T(lit), T(lit)                                                         \
    }

/* What the value of a key is: dot-atom / quoted-string. */
typedef enum what {
    A_DOMAIN, /* any */
    A_TEXT,   /* a quoted-string of words */
    ONE_OF
} what;

typedef struct key {
    spelling name;
    what what;
    spelling values[4]; /* ONE_OF them */
} key;

/* clang-format off */
static const key keys[8] = {
    {SAME("client-ip"), ONE_OF,
     {SAME("192.0.2.7"), {T("\"2001:db8::7\""), T("2001:db8::7")},
      {T("\"192.0.2.7\""), T("192.0.2.7")}, SAME("198.51.100.23")}},
    {SAME("envelope-from"), ONE_OF,
     {{T("\"joe@example.org\""), T("joe@example.org")},
      {T("\"\""), T("")},
      {T("\"\\\"a b\\\"@example.org\""), T("\"a b\"@example.org")},
      {T("\"postmaster@mx.example.org\""), T("postmaster@mx.example.org")}}},
    {SAME("helo"), A_DOMAIN, {{{NULL, 0}, {NULL, 0}}}},
    {SAME("receiver"), A_DOMAIN, {{{NULL, 0}, {NULL, 0}}}},
    {SAME("identity"), ONE_OF,
     {SAME("mailfrom"), SAME("helo"), SAME("x-a"),
      {T("\"mailfrom\""), T("mailfrom")}}},
    {SAME("mechanism"), ONE_OF,
     {SAME("-all"), {T("\"ip4:192.0.2.0/24\""), T("ip4:192.0.2.0/24")},
      {T("\"include:example.net\""), T("include:example.net")}, SAME("a")}},
    {SAME("problem"), A_TEXT, {{{NULL, 0}, {NULL, 0}}}},
    {{T("X-Key_1.a"), T("x-key_1.a")}, ONE_OF,
     {SAME("a"), SAME("a.b.1"), {T("\"a\\b; c=d\""), T("ab; c=d")},
      SAME("!#$%&'*+-/=?^_`{|}~")}}};

static const spelling results[16] = {
    SAME("pass"), SAME("pass"), SAME("pass"), SAME("pass"), SAME("pass"),
    SAME("pass"), SAME("pass"), {T("Pass"), T("pass")}, SAME("none"),
    SAME("none"), SAME("neutral"), SAME("softfail"), SAME("softfail"),
    SAME("fail"), SAME("temperror"), SAME("permerror")};

static const eml_span explanations[4] = {
    T("example.org: 192.0.2.7 is a permitted sender"),
    T("mx.example.org: no SPF record"),
    T("SPF record at example.net does not designate 192.0.2.7"),
    T("domain owner discourages use of this host")};
/* clang-format on */

static void
keyword(eml__gen *g, const spelling *s, eml_gen_key as)
{
    put_token(g, s->written);
    eml__g_item_text(g, as, s->means);
}

/* The comment behind the result, with the white space before it. */
static void
explanation(eml__gen *g)
{
    eml_span s;

    if (odd(g, 8)) {
        eml__g_fws(g, 16, EML__WS_DROP);
        eml__g_comment(g);
        return;
    }
    s = explanations[pick(g, 4)];
    eml__g_fws(g, s.n + 2, EML__WS_DROP);
    MADE(g, COMMENT);
    put_c(g, '(');
    if (g->num_comments < EML__COMMENTS)
        g->comments[g->num_comments++] = s;
    put_token(g, s);
    put_c(g, ')');
}

/*
 * key-value-pair = key [CFWS] "=" ( dot-atom / quoted-string )
 */
static void
pair(eml__gen *g, const key *k)
{
    spelling s = k->values[pick(g, 4)];

    if (k->what == A_DOMAIN)
        s.written = s.means = eml__g_domain_name(g);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    keyword(g, &k->name, EML_GEN_KEY_KEY);
    eml__g_cfws(g, 1, false);
    put_c(g, '=');
    if (k->what == A_TEXT) {
        eml__g_cfws(g, 30, false);
        text_begin(g);
        eml__g_quoted_string(g);
        eml__g_text_end(g, EML_GEN_KEY_VALUE);
    } else {
        eml__g_cfws(g, s.written.n + 1, false);
        keyword(g, &s, EML_GEN_KEY_VALUE);
    }
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}

/*
 * key-value-list = key-value-pair *( ";" [CFWS] key-value-pair ) [";"]
 *
 * Before the first one FWS is needed, and no comment may stand there.
 */
static void
pairs(eml__gen *g)
{
    uint32_t in = pick(g, 256);

    if (!in) {
        put_c(g, ' '); /* FWS: a fold would leave a line of nothing else */
        return;
    }
    eml__g_fws(g, 45, EML__WS_DROP);
    for (uint32_t i = 0; i < 8; i++) {
        if (!(in >> i & 1u))
            continue;
        pair(g, &keys[i]);
        if (in >> i == 1)
            break;
        eml__g_cfws(g, 1, false);
        put_c(g, ';');
        eml__g_cfws(g, 45, true);
    }
    if (odd(g, 4)) {
        eml__g_cfws(g, 1, false);
        put_c(g, ';');
    } else {
        eml__g_cfws_end(g);
    }
}

/*
 * header-field = "Received-SPF:" [CFWS] result FWS [comment FWS]
 *                [ key-value-list ] CRLF
 */
void
eml__g_received_spf(eml__gen *g)
{
    MADE(g, RECEIVED_SPF);
    FIELD(g, "Received-SPF", 10);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_cfws(g, 10, false);
    keyword(g, &results[pick(g, 16)], EML_GEN_KEY_RESULT);
    if (pick(g, 2))
        explanation(g);
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_KEY_PAIRS);
    pairs(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}
