/* Authentication-Results and ARC-Authentication-Results: RFC 8601 section 2.2,
 * RFC 8617 section 4.1.1. The first byte's top bit says which. */
#include "fuzz/diff.h"
#include "eml/authres.h"

/* 1 - 50 is a comment in the grammar */
static const int unknowable[] = {EML_E_AAR_INSTANCE_RANGE, 0};

/* By the ABNF nothing need stand between a value and the ptype behind it, so
 * "d.e=xf.g=y" is two properties, cut anywhere (see doc/rulings.md), and what
 * looks like an obsolete local-part may be. */
static const int beyond[] = {EML_E_AUTHRES_JOINED, 0};
static const int either[] = {EML_E_ADDR_LOCAL_OBS, 0};

static int
authres(eml_cx *cx, eml_span in)
{
    eml_authres *out;

    return eml_authres_parse(cx, in, &out);
}

static int
aar(eml_cx *cx, eml_span in)
{
    eml_authres *out;

    return eml_aar_parse(cx, in, &out);
}

static const diff_target targets[] = {
    {.rule = "rfc8601/authres-header-field",
     .head = "Authentication-Results:",
     .tail = "\r\n",
     .parse = authres,
     .beyond = beyond,
     .either = either,
     .unknowable = unknowable},
    {.rule = "rfc8617/arc-authres-header",
     .head = "ARC-Authentication-Results:",
     .tail = "\r\n",
     .parse = aar,
     .beyond = beyond,
     .either = either,
     .unknowable = unknowable},
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size)
        diff_run(&targets[data[0] >> 7], data, size);
    return 0;
}
