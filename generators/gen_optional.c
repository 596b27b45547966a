/* gen_optional.c -- optional fields (RFC 5322 section 3.6.8): those that mail
 * has, and names that nobody knows. */
#include "generators/gen_int.h"

typedef struct named {
    const char *name;
    const char *value; /* NULL: words */
} named;

#define UNKNOWN_FIELDS                                                         \
    {"X-A", "a"}, {"X-Mailer", "eml gen 1.0"}, {"User-Agent", NULL},           \
        {"Organization", NULL}, {"X-Priority", "3 (Normal)"},                  \
        {"Importance", "normal"}, {"Precedence", "bulk"},                      \
        {"X-Spam-Status", "No, score=-1.9 required=5.0"},                      \
        {"Thread-Topic", NULL}, {"X-Originating-IP", "[192.0.2.7]"},           \
        {"Accept-Language", "en-US, de"}, {"X-MS-Has-Attach", "yes"},          \
        {"Feedback-ID", "123:campaign:example"},                               \
        {"DKIM-Signature",                                                     \
         "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1; "         \
         "h=from:to:subject:date; "                                            \
         "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; "                   \
         "b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+"                               \
         "yuU4zGeeruD00lszZVoG4ZHRNiYzR"},                                     \
        {"Authentication-Results", NULL},                                      \
    {                                                                          \
        "X-Report-Abuse", NULL                                                 \
    }

static size_t
length(const char *s)
{
    size_t n = 0;

    while (s[n])
        n++;
    return n;
}

/* A word of a known value is whatever stands between two spaces. */
static void
known(eml__gen *g, const char *value)
{
    text_begin(g);
    while (*value) {
        size_t n = 0;

        while (value[n] && value[n] != ' ')
            n++;
        both(g, value, n);
        value += n;
        if (*value == ' ') {
            size_t next = 1;

            while (value[next] && value[next] != ' ')
                next++;
            eml__g_fws(g, next - 1, EML__WS_KEEP);
            value++;
        }
    }
}

/*
 * optional-field = field-name ":" unstructured CRLF
 * field-name     = 1*ftext
 */
void
eml__g_optional_field(eml__gen *g)
{
    static const named fields[16] = {UNKNOWN_FIELDS};
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
        eml__g_field(g, (const char *)name.p, name.n, 0);
    } else if (f->name[0] == 'A' && f->name[1] == 'u') {
        eml__g_authres(g);
        return;
    } else {
        eml__g_field(g, f->name, length(f->name), f->value ? 20 : 0);
        if (f->value) {
            eml_gen_mode mode = g->mode;

            /* RFC 6376 section 2.8: its FWS has no obs-FWS */
            if (f->value[0] == 'v')
                g->mode = EML_GEN_VALID;
            known(g, f->value);
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
