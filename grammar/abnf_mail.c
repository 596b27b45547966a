/* The grammars that are in the library. */
#include "grammar/abnf_int.h"

#include "abnf_files.inc" /* made by ci/embed.sh of grammar/abnf/ */

#define NUM_FILES (sizeof files / sizeof files[0])

/* What is read only when UTF-8 is asked for says so in its first line. */
static uint32_t
needs_of(eml_span text)
{
    eml_span mark = EML_LIT(";@utf8");

    if (text.n > mark.n)
        text.n = mark.n;
    return eml_span_eq(text, mark) ? EML_ABNF_UTF8 : 0;
}

bool
eml_abnf_text(size_t i, const char **file, eml_span *text, uint32_t *needs)
{
    if (i >= NUM_FILES)
        return false;
    *file = files[i].name;
    *text = (eml_span){files[i].p, files[i].n};
    *needs = needs_of(*text);
    return true;
}

eml_abnf *
eml_abnf_mail(eml_cx *cx, uint32_t flags)
{
    eml_abnf *g = eml_abnf_new(cx);
    const uint8_t *origin = cx->origin;
    const char *file;
    uint32_t needs;
    eml_span text;
    int rc = EML_OK;

    if (!g)
        return NULL;
    for (size_t i = 0; eml_abnf_text(i, &file, &text, &needs); i++) {
        if (needs & ~flags)
            continue;
        cx->origin = text.p;
        rc = eml_abnf_add(cx, g, text);
        if (rc < 0)
            break;
    }
    cx->origin = origin;
    if (rc == EML_OK)
        rc = eml_abnf_link(cx, g, flags);
    return rc == EML_OK ? g : NULL;
}
