#ifndef EML_TESTS_PARAM_DUMP_H
#define EML_TESTS_PARAM_DUMP_H
/* param_dump.h -- parameters as a line: "name=value|name=value"; before the
 * value "q" when it was quoted, {charset,language} when it was extended. */
#include "eml/param.h"

static inline void
param_dump(eml_out *o, const eml_param *p)
{
    for (; p; p = p->next) {
        eml_out_span(o, p->name);
        eml_out_byte(o, '=');
        if (p->quoted)
            eml_out_byte(o, 'q');
        if (p->extended) {
            eml_out_byte(o, '{');
            eml_out_span(o, p->charset);
            eml_out_byte(o, ',');
            eml_out_span(o, p->language);
            eml_out_byte(o, '}');
        }
        eml_out_span(o, p->value);
        if (p->next)
            eml_out_byte(o, '|');
    }
}
#endif
