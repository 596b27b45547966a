/* write_field.c -- "Name: value", folded. */
#include "parsers/mime/write_int.h"

#include <string.h>

/* What a name may be: a field we know by its usual spelling; any other field
 * (RFC 5322 section 3.6.8) by 1*ftext that is not the name of one we know. */
static bool
name_of(eml_field_id id, eml_span given, eml_span *out)
{
    const char *known;

    if (id == EML_FIELD_JUNK || id < 0 || id >= EML_FIELD_END_)
        return false;
    if (id != EML_FIELD_OTHER) {
        if (id == EML_FIELD_RESENT_REPLY_TO)
            return false; /* obsolete: MUST NOT be generated (4.5.6) */
        known = eml_field_info_get(id)->name;
        *out = (eml_span){(const uint8_t *)known, 0};
        while (known[out->n])
            out->n++;
        return true;
    }
    *out = given;
    for (size_t i = 0; i < given.n; i++)
        if (!eml__is(given.p[i], EML__FTEXT))
            return false;
    return given.n > 0 && eml_field_id_of(given) == EML_FIELD_OTHER;
}

int
eml_write_field(eml_cx *cx, eml_field_id id, eml_span name, const eml_value *v,
                bool utf8, eml_out *out)
{
    eml_out line = {.arena = cx->arena};
    size_t body;
    int rc;

    if (!name_of(id, name, &name))
        return eml_find_at(cx, EML_E_WRITE_NAME, 0, 0);
    eml_out_span(&line, name);
    eml_out_span(&line, EML_LIT(": "));
    body = line.n;
    rc = eml_write_value(cx, v, id, utf8, &line);
    if (rc < 0)
        return rc;
    if (line.full)
        return EML_E_NOMEM;
    if (line.n == body) /* no white space at the end of a line */
        line.n--;
    return eml_fold(cx, eml_out_view(&line), v->kind != EML_VALUE_UNSTRUCTURED,
                    out);
}
