/* date-time: RFC 5322 section 3.3, 4.3. */
#include "fuzz/diff.h"
#include "eml/date.h"

static const int unknowable[] = {
    /* "MUST be semantically valid" */
    EML_E_DATE_DAY,      EML_E_DATE_TIME, EML_E_DATE_ZONE,
    EML_E_DATE_DAY_NAME, EML_E_DATE_YEAR, 0};

/* "Other multi-character ... alphabetic time zones" (4.3); and where reading
 * ends. */
static const int beyond[] = {EML_E_DATE_ZONE_UNKNOWN, EML_E_LIMIT_YEAR, 0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_date date;

    return eml_date_parse(cx, in, &date);
}

static const diff_target target = {
    .rule = "rfc5322/date-time",
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
