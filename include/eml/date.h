#ifndef EML_DATE_H
#define EML_DATE_H
/* date.h -- date-time (RFC 5322 sections 3.3 and 4.3). Layer: parsers/imf. */

#include "eml/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_date is a date-time as written; eml_date_unix gives the instant. */
typedef struct eml_date {
    int32_t year;                 /* 1900 and later; obs years made full */
    uint8_t month, day;           /* from 1 */
    uint8_t hour, minute, second; /* second may be 60 */
    bool has_second;
    bool has_day_name;
    uint8_t day_name;   /* 0 Sunday .. 6; valid when has_day_name */
    bool zone_known;    /* false: -0000 (3.3) and zones 4.3 says to take so */
    int16_t offset_min; /* east of Greenwich; -0030 is -30 */
    eml_comment *comments;
} eml_date;

/* eml_date_parse reads the whole of `in`. It checks ranges, days of the month
 * (leap years too), the day of week, and zones to +-9959 with minutes 00-59.
 *
 * Returns EML_OK, EML_E_NOMEM or a syntax code; on error *out is untouched. */
EML_MUST_CHECK int eml_date_parse(eml_cx *cx, eml_span in, eml_date *out);

/* eml_date_unix is seconds since 1970-01-01 00:00 UTC; a leap second counts as
 * the first second of the next minute. */
int64_t eml_date_unix(const eml_date *d);
/* eml_date_from_unix fills a date for writing; day_name and has_* set. Times
 * whose year has no room in 32 bits become the nearest that has. */
void eml_date_from_unix(int64_t unix_s, int16_t offset_min, bool zone_known,
                        eml_date *out);
/* eml_date_day_name is the day of week that a calendar date falls on. */
uint8_t eml_date_day_name(int32_t year, uint8_t month, uint8_t day);

#ifdef __cplusplus
}
#endif
#endif
