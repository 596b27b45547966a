/* gen_optional.c -- optional fields (RFC 5322 section 3.6.8): those that mail
 * has, and names that nobody knows. */
#include "generators/gen_int.h"

typedef struct named {
    eml_span name;
    eml_span value[8]; /* with a space between two; none: words of any kind */
} named;

/* clang-format off */
#define T(lit) EML__TOKEN_INIT(lit)
static const named fields[16] = {
    {T("X-A"), {T("a")}},
    {T("X-Mailer"), {T("eml"), T("gen"), T("1.0")}},
    {T("User-Agent"), {{NULL, 0}}},
    {T("Organization"), {{NULL, 0}}},
    {T("X-Priority"), {T("3"), T("(Normal)")}},
    {T("Importance"), {T("normal")}},
    {T("Precedence"), {T("bulk")}},
    {T("X-Spam-Status"), {T("No,"), T("score=-1.9"), T("required=5.0")}},
    {T("Thread-Topic"), {{NULL, 0}}},
    {T("X-Originating-IP"), {T("[192.0.2.7]")}},
    {T("Accept-Language"), {T("en-US,"), T("de")}},
    {T("X-MS-Has-Attach"), {T("yes")}},
    {T("Feedback-ID"), {T("123:campaign:example")}},
    {T("DKIM-Signature"),
     {T("v=1;"), T("a=rsa-sha256;"), T("c=relaxed/relaxed;"),
      T("d=example.org;"), T("s=s1;"), T("h=from:to:subject:date;"),
      T("bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;"),
      T("b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+"
        "yuU4zGeeruD00lszZVoG4ZHRNiYzR")}},
    {T("Authentication-Results"), {{NULL, 0}}},
    {T("X-Report-Abuse"), {{NULL, 0}}},
};
/* clang-format on */

static void
known(eml__gen *g, const named *f)
{
    text_begin(g);
    for (size_t i = 0; i < 8 && f->value[i].n; i++) {
        if (i)
            eml__g_fws(g, f->value[i].n, EML__WS_KEEP);
        both_token(g, f->value[i]);
    }
}

/*
 * optional-field = field-name ":" unstructured CRLF
 * field-name     = 1*ftext
 */
void
eml__g_optional_field(eml__gen *g)
{
    static const char ftext[] = "aZ9!#$%&'*+-./;<=>?@[]^_`{|}~\"(),\\";
    const named *f = &fields[pick(g, 16)];
    eml__buf name;
    uint32_t words;

    name.n = 0;
    MADE(g, OPTIONAL_FIELD);
    if (odd(g, 64)) {
        buf(&name, "Q-", 2);
        for (uint32_t n = pick(g, 12); n; n--)
            buf_c(&name, ftext[pick(g, sizeof ftext - 1)]);
        eml__g_field(g, (eml_span){name.p, name.n}, 0);
    } else if (f->name.p[0] == 'A' && f->name.p[1] == 'u') {
        eml__g_authres(g);
        return;
    } else {
        eml__g_field(g, f->name, f->value->n ? 20 : 0);
        if (f->value->n) {
            eml_gen_mode mode = g->mode;

            /* RFC 6376 section 2.8: its FWS has no obs-FWS */
            if (f->value->p[0] == 'v')
                g->mode = EML_GEN_VALID;
            known(g, f);
            g->mode = mode;
            eml__g_text_end(g, EML_GEN_NO_KEY);
            eml__g_field_end(g);
            return;
        }
    }
    words = pick(g, 8);
    text_begin(g);
    eml__g_words(g, words, true);
    eml__g_text_end(g, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}
