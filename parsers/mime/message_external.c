#include "parsers/mime/message_int.h"
#include "parsers/mime/mime_values.h"

#include <string.h>

/* Whether the line at `in` begins a Content-ID field. */
static bool
is_content_id(eml_span in)
{
    const eml_span name = EML_LIT("Content-ID");
    size_t n = name.n;

    if (in.n <= n || !eml_span_eq_fold((eml_span){in.p, n}, name))
        return false;
    while (n < in.n && (in.p[n] == ' ' || in.p[n] == '\t'))
        n++;
    return n < in.n && in.p[n] == ':';
}

/* "The encapsulated headers in ALL "message/external-body" entities MUST
 * include a Content-ID header field to give a unique identifier by which to
 * reference the data." The body is that header, then a "phantom body", which no
 * rules are given for: so the part is a leaf (doc/rulings.md). */
void
eml__external_judge(eml_cx *cx, const eml_part *part)
{
    const uint8_t *p = part->body.p, *end = p + part->body.n;

    if (part->info.kind != EML_PART_LEAF ||
        !EML__IS(part->info.type, "message") ||
        !EML__IS(part->info.subtype, "external-body"))
        return;
    while (p != end && *p != '\n' &&
           !(*p == '\r' && p + 1 != end && p[1] == '\n')) {
        const uint8_t *lf = memchr(p, '\n', (size_t)(end - p));

        if (is_content_id((eml_span){p, (size_t)(end - p)}))
            return;
        p = lf ? lf + 1 : end;
    }
    eml_find(cx, EML_E_EXTERNAL_ID, p, 0);
}
