/* gen_authres.c -- Authentication-Results (RFC 8601 section 2.2) and
 * ARC-Authentication-Results (RFC 8617 section 4.1.1). */
#include "generators/gen_int.h"

#define L(s)                                                                   \
    {                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                    \
    }

/* How a value is written, and what it says. */
typedef struct spelling {
    eml_span written, means;
} spelling;

/* value / [ [ local-part ] "@" ] domain-name */
static const spelling values[] = {
    {L("example.org"), L("example.org")},
    {L("joe@example.org"), L("joe@example.org")},
    {L("@example.org"), L("@example.org")},
    {L("\"a b\"@example.org"), L("\"a b\"@example.org")},
    {L("SRS0=x/y=z=a@example.net"), L("SRS0=x/y=z=a@example.net")},
    {L("192.0.2.7"), L("192.0.2.7")},
    {L("\"dzdV/+A=\""), L("dzdV/+A=")},
    {L("\"\""), L("")}};
static const spelling reasons[] = {
    {L("ok"), L("ok")},
    {L("\"good signature\""), L("good signature")},
    {L("\"\\\"no\\\" key\""), L("\"no\" key")},
    {L("512"), L("512")}};
static const spelling ids[] = {{L("mx.example.org"), L("mx.example.org")},
                               {L("example-auth"), L("example-auth")},
                               {L("\"mx/1.example\""), L("mx/1.example")},
                               {L("1"), L("1")}};
static const eml_span methods[] = {L("spf"),   L("dkim"),  L("dmarc"),
                                   L("iprev"), L("x-a-1"), L("none")};
static const eml_span results[] = {L("pass"), L("fail"),      L("softfail"),
                                   L("none"), L("temperror"), L("x-1")};
/* different ones: the members of an object */
static const struct {
    eml_span ptype, property, name;
} properties[] = {{L("smtp"), L("mailfrom"), L("smtp.mailfrom")},
                  {L("header"), L("d"), L("header.d")},
                  {L("header"), L("i"), L("header.i")},
                  {L("policy"), L("x-y"), L("policy.x-y")}};

static void
put_spelling(eml__gen *g, const spelling *s, eml_gen_key key)
{
    put_span(g, s->written);
    eml__g_item_text(g, key, s->means);
}

static void
keyword(eml__gen *g, eml_span s, eml_gen_key key)
{
    put_span(g, s);
    eml__g_item_text(g, key, s);
}

/*
 * propspec = ptype [CFWS] "." [CFWS] property [CFWS] "=" pvalue
 */
static void
propspecs(eml__gen *g)
{
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_KEY_PROPS);
    for (uint32_t i = 0; i < 4; i++) {
        const spelling *v;

        if (!odd(g, 2))
            continue;
        v = &values[pick(g, 8)];
        eml__g_item_name(g, properties[i].name);
        eml__g_cfws(g, properties[i].name.n + 1, true);
        put_span(g, properties[i].ptype);
        eml__g_cfws(g, 1, false);
        put_c(g, '.');
        eml__g_cfws(g, properties[i].property.n, false);
        put_span(g, properties[i].property);
        eml__g_cfws(g, 1, false);
        put_c(g, '=');
        eml__g_cfws(g, v->written.n, false);
        put_spelling(g, v, EML_GEN_NO_KEY);
    }
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}

/*
 * resinfo    = [CFWS] ";" methodspec [ CFWS reasonspec ] [ CFWS 1*propspec ]
 * methodspec = [CFWS] method [CFWS] "=" [CFWS] result
 * method     = Keyword [ [CFWS] "/" [CFWS] method-version ]
 */
static void
resinfo(eml__gen *g, bool last)
{
    eml_span method = methods[pick(g, 6)];

    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    put_c(g, ';');
    eml__g_cfws(g, method.n + 2, false);
    keyword(g, method, EML_GEN_KEY_METHOD);
    eml__g_cfws(g, 1, false);
    if (odd(g, 16)) {
        put_c(g, '/');
        eml__g_cfws(g, 1, false);
        keyword(g, EML_LIT("1"), EML_GEN_KEY_METHOD_VERSION);
        eml__g_cfws(g, 1, false);
    }
    put_c(g, '=');
    eml__g_cfws(g, 8, false);
    keyword(g, results[pick(g, 6)], EML_GEN_KEY_RESULT);
    if (odd(g, 4)) {
        const spelling *r = &reasons[pick(g, 4)];

        eml__g_cfws(g, 7, true);
        PUT(g, "reason");
        eml__g_cfws(g, 1, false);
        put_c(g, '=');
        eml__g_cfws(g, r->written.n, false);
        put_spelling(g, r, EML_GEN_KEY_REASON);
    } else {
        eml__g_item(g, EML_GEN_NULL, EML_GEN_KEY_REASON);
    }
    propspecs(g);
    if (last)
        eml__g_cfws_end(g);
    else
        eml__g_cfws(g, 1, false);
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}

/*
 * authres-payload = [CFWS] authserv-id [ CFWS authres-version ]
 *                   ( no-result / 1*resinfo ) [CFWS] CRLF
 */
static void
payload(eml__gen *g)
{
    const spelling *id = &ids[pick(g, 4)];
    uint32_t n = 1 + pick(g, 3);

    eml__g_cfws(g, id->written.n, false);
    put_spelling(g, id, EML_GEN_KEY_AUTHSERV_ID);
    if (odd(g, 4)) {
        eml__g_cfws(g, 1, true);
        keyword(g, EML_LIT("1"), EML_GEN_KEY_VERSION);
    } else {
        eml__g_item(g, EML_GEN_NULL, EML_GEN_KEY_VERSION);
    }
    eml__g_cfws(g, 1, false);
    if (odd(g, 8)) { /* no-result = [CFWS] ";" [CFWS] "none" */
        MADE(g, AUTHRES_NONE);
        put_c(g, ';');
        eml__g_cfws(g, 4, false);
        PUT(g, "none");
        eml__g_cfws_end(g);
        n = 0;
    }
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_KEY_RESULTS);
    while (n--)
        resinfo(g, n == 0);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}

/*
 * instance = [CFWS] %s"i" [CFWS] "=" [CFWS] position
 * arc-info = instance [CFWS] ";" authres-payload
 */
static void
instance(eml__gen *g)
{
    uint32_t i = 1 + pick(g, 50);

    MADE(g, AAR);
    eml__g_cfws(g, 1, false);
    put_c(g, 'i');
    eml__g_cfws(g, 1, false);
    put_c(g, '=');
    eml__g_cfws(g, 3, false);
    eml__g_put_u32(g, i, 1);
    eml__g_item_int(g, EML_GEN_KEY_INSTANCE, i);
    eml__g_cfws(g, 1, false);
    put_c(g, ';');
}

void
eml__g_authres(eml__gen *g)
{
    bool arc = odd(g, 4);

    MADE(g, AUTHRES);
    if (arc)
        FIELD(g, "ARC-Authentication-Results", 4);
    else
        FIELD(g, "Authentication-Results", 16);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    if (arc)
        instance(g);
    payload(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}
