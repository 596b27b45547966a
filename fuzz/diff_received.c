/* Received: RFC 5322 section 3.6.7, 4.5.7. */
#include "fuzz/diff.h"
#include "eml/trace.h"

static const int unknowable[] = {
    /* "MUST be semantically valid" */
    EML_E_DATE_DAY, EML_E_DATE_TIME, EML_E_DATE_ZONE, EML_E_DATE_DAY_NAME,
    EML_E_DATE_YEAR,
    /* RFC 5321 section 4.4, a grammar of its own */
    EML_E_RECEIVED_FROM, EML_E_RECEIVED_BY, EML_E_RECEIVED_CLAUSE,
    EML_E_RECEIVED_TCP_INFO, 0};

/* "Other multi-character ... alphabetic time zones" (4.3); and where reading
 * ends. */
static const int beyond[] = {EML_E_DATE_ZONE_UNKNOWN, EML_E_LIMIT_YEAR, 0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_received *out;

    return eml_received_parse(cx, in, &out);
}

static const diff_target target = {
    .generate = "rfc5322/received",
    .interpret = {"rfc5322/received", "rfc5322/obs-received"},
    .head = "Received:",
    .tail = "\r\n",
    .parse = parse,
    .unknowable = unknowable,
    .beyond = beyond,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
