/* DMARC records, and the values of their tags: RFC 9989 section 4.8. Bits 5 to
 * 7 of the first byte say which rule. */
#include <string.h>

#include "fuzz/diff.h"
#include "eml/dmarc_record.h"
#include "parsers/auth/dmarc_int.h"

/* What a tag's value is, is said in a table and not in the rules; tags twice
 * are forbidden in words. */
static const int of_values[] = {EML_E_DMARC_POLICY, EML_E_DMARC_ALIGNMENT,
                                EML_E_DMARC_FO,     EML_E_DMARC_FO_TWICE,
                                EML_E_DMARC_PSD,    EML_E_DMARC_TEST,
                                EML_E_DMARC_URI,    EML_E_DMARC_URI_ENCODE,
                                EML_E_TAG_TWICE,    0};
/* "MUST be encoded" */
static const int in_words[] = {EML_E_DMARC_URI_ENCODE, 0};
/* "each may appear at most once": the rules have some of that */
static const int beyond[] = {EML_E_DMARC_FO_TWICE, 0};
/* The rule is obs-dmarc-uri, which to the engine is no grammar to generate by;
 * and a "!" may be of the URI. */
static const int sizes[] = {EML_E_DMARC_URI_SIZE, 0};

static int
record(eml_cx *cx, eml_span in)
{
    eml_dmarc_record r;

    return eml_dmarc_record_parse(cx, in, EML_DMARC_9989, &r);
}

/* A tag of that name with `in` as its value. */
static int
tag(eml_cx *cx, const char *name, eml_span in)
{
    eml_dmarc_record r;
    uint8_t room[2 * DIFF_MAX];
    eml_out out = {.p = room, .cap = sizeof room};
    eml_cx aside = {.origin = room};

    eml_out_span(&out, EML_LIT("v=DMARC1;"));
    eml_out_span(&out, (eml_span){(const uint8_t *)name, strlen(name)});
    eml_out_byte(&out, '=');
    eml_out_span(&out, in);
    FUZZ_CHECK(!out.full);
    FUZZ_CHECK(eml_dmarc_record_parse(&aside, eml_out_view(&out),
                                      EML_DMARC_9989, &r) == EML_OK);
    return aside.err.code ? eml_fail(cx, aside.err.code, in.p, 0) : EML_OK;
}

static int
request(eml_cx *cx, eml_span in)
{
    return tag(cx, "np", in);
}

static int
rors(eml_cx *cx, eml_span in)
{
    return tag(cx, "aspf", in);
}

static int
psd(eml_cx *cx, eml_span in)
{
    return tag(cx, "psd", in);
}

static int
fo(eml_cx *cx, eml_span in)
{
    (void)eml__dmarc_fo(cx, in, EML_DMARC_9989);
    return cx->err.code;
}

static int
uris(eml_cx *cx, eml_span in)
{
    if (!in.n)
        return eml_fail(cx, EML_E_DMARC_URI, in.p, 0);
    (void)eml__dmarc_uris(cx, in, EML_DMARC_9989);
    return cx->err.code;
}

/* By the ABNF a space is a dmarc-value, so "a= " has one: it is taken for white
 * space of `equals`, and the value for missing. */
static bool
empty_value(eml_span in)
{
    for (size_t i = 0; i < in.n; i++) {
        size_t k = i + 1;

        if (in.p[i] != '=')
            continue;
        while (k < in.n && (in.p[k] == ' ' || in.p[k] == '\t'))
            k++;
        if (k == in.n || in.p[k] == ';')
            return true;
    }
    return false;
}

/* White space and ";" at the ends are not the value's. */
static bool
not_of_value(eml_span in)
{
    return !in.n || memchr(in.p, ';', in.n) || in.p[0] == ' ' ||
           in.p[0] == '\t' || in.p[in.n - 1] == ' ' || in.p[in.n - 1] == '\t';
}

/* By the ABNF a "," is of a URI as well as between two; in words it "MUST be
 * encoded". White space is beside "," alone. */
static bool
not_of_uris(eml_span in)
{
    return not_of_value(in) || memchr(in.p, ',', in.n) != NULL;
}

static const diff_target targets[] = {
    {.rule = "rfc9989/dmarc-record",
     .parse = record,
     .unknowable = of_values,
     .skip = empty_value},
    {.rule = "rfc9989/dmarc-fo",
     .parse = fo,
     .unknowable = in_words,
     .beyond = beyond},
    {.rule = "rfc9989/dmarc-urilist",
     .parse = uris,
     .unknowable = in_words,
     .beyond = sizes,
     .skip = not_of_uris},
    {.rule = "rfc9989/dmarc-request",
     .parse = request,
     .unknowable = in_words,
     .skip = not_of_value},
    {.rule = "rfc9989/dmarc-rors",
     .parse = rors,
     .unknowable = in_words,
     .skip = not_of_value},
    {.rule = "rfc9989/dmarc-psd",
     .parse = psd,
     .unknowable = in_words,
     .skip = not_of_value},
    {.rule = "rfc9989/dmarc-record",
     .parse = record,
     .unknowable = of_values,
     .skip = empty_value},
    {.rule = "rfc9989/dmarc-urilist",
     .parse = uris,
     .unknowable = in_words,
     .beyond = sizes,
     .skip = not_of_uris},
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size)
        diff_run(&targets[data[0] >> 5], data, size);
    return 0;
}
