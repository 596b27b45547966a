#ifndef EML_PARSERS_MIME_REPORTS_INT_H
#define EML_PARSERS_MIME_REPORTS_INT_H
/* reports_int.h -- groups of fields in a report's content. Internal. Layer:
 * parsers/mime. */
#include "eml/reports.h"

/* What message parsing says of a part that has ended: the structure of a
 * multipart/report, the content of a delivery-status, disposition-notification
 * or feedback-report. Keeps no memory. EML_OK or EML_E_NOMEM. */
int eml__report_judge(eml_cx *cx, const eml_part *part);

/* A content being read. Fields are taken apart quietly: whoever judges the body
 * has told of its bytes and lines. */
typedef struct eml__groups {
    eml_cx *cx;
    eml_cx quiet;
    const uint8_t *p, *end;
    /* Where findings go when the content was decoded: they have no place of
     * their own in the input. */
    bool decoded;
    uint64_t at;
    size_t len;
    /* the codes of this kind of report */
    int missing, syntax, twice;
} eml__groups;

typedef enum eml__report_value {
    EML__REPORT_TYPED,      /* eml_typed */
    EML__REPORT_TEXT,       /* eml_text */
    EML__REPORT_DATE,       /* eml_report_date */
    EML__REPORT_ACTION,     /* eml_dsn_recipient */
    EML__REPORT_STATUS,     /* eml_dsn_recipient */
    EML__REPORT_MSGID,      /* eml_msgid_list * */
    EML__REPORT_DISPOSITION /* eml_mdn_disposition */
} eml__report_value;

/* A field that we know: what its value is and where that goes. */
typedef struct eml__report_field {
    const char *name;
    uint8_t name_len;
    uint8_t value;
    bool required;
    uint16_t offset;
} eml__report_field;

void eml__groups_find(eml__groups *g, int code, const uint8_t *p, size_t n);
/* Reads the fields up to an empty line or the end into *fields and, by `table`
 * (at most 32 rows), into `target`. EML_OK or EML_E_NOMEM. */
int eml__groups_read(eml__groups *g, const eml__report_field *table, size_t n,
                     void *target, eml_field **fields);
/* Takes the empty lines at hand; more than one of them is a finding. */
void eml__groups_gap(eml__groups *g);

/* reports_value.c: false, when the body cannot be read. */
int eml__report_value_read(eml__groups *g, const eml__report_field *row,
                           eml_span body, void *target, bool *readable);

int eml__dsn(eml__groups *g, eml_dsn **out);
int eml__mdn(eml__groups *g, eml_mdn **out);
#endif
