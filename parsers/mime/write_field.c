/* write_field.c -- "Name: value", folded. */
#include "parsers/mime/write_int.h"

#include <string.h>

/* optional-field (RFC 5322 section 3.6.8): 1*ftext that is not the name of a
 * field we know, and in which nobody could see an encoded-word. */
static bool
is_other_name(eml_span s)
{
    eml_word word;

    for (size_t i = 0; i < s.n; i++)
        if (!eml__is(s.p[i], EML__FTEXT) ||
            (s.p[i] == '=' &&
             eml_word_match((eml_span){s.p + i, s.n - i}, &word)))
            return false;
    return s.n > 0 && eml_field_id_of(s) == EML_FIELD_OTHER;
}

/* The name of a field to write: a field we know has its usual spelling. */
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
        /* not compared with 0, which compilers make strlen() of */
        while ((uint8_t)known[out->n] > ' ')
            out->n++;
        return true;
    }
    *out = given;
    return is_other_name(given);
}

int
eml_write_field(eml_cx *cx, eml_field_id id, eml_span name, const eml_value *v,
                bool utf8, eml_out *out)
{
    eml_out line = {.arena = cx->arena};
    eml_cx was = *cx;
    size_t body;
    int rc;

    if (!name_of(id, name, &name))
        return eml_find_at(cx, EML_E_WRITE_NAME, 0, 0);
    eml_out_span(&line, name);
    eml_out_span(&line, EML_LIT(": "));
    body = line.n;
    rc = eml_write_value(cx, v, id, utf8, &line);
    if (rc < 0) {
        eml__w_move(cx, &was, body);
        return rc;
    }
    if (line.full)
        return EML_E_NOMEM;
    if (line.n == body) /* no white space at the end of a line */
        line.n--;
    return eml_fold(cx, eml_out_view(&line), v->kind != EML_VALUE_UNSTRUCTURED,
                    out);
}
