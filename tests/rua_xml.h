#ifndef EML_TESTS_RUA_XML_H
#define EML_TESTS_RUA_XML_H
/* rua_xml.h -- as much XML as eml_rua_write writes, for tests without a library
 * for it: tags without attributes, texts, three entities, one declaration. */
#include <string.h>

#include "eml/rua.h"

static inline int
rua_xml_text_(eml_rua_reader *r, const uint8_t *p, const uint8_t *end)
{
    static const struct {
        const char *name;
        uint8_t c;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
    int rc = EML_OK;

    while (p != end && rc == EML_OK) {
        eml_span one = {p, 1};

        for (size_t i = 0; i < 3; i++) {
            size_t n = strlen(entities[i].name);

            if ((size_t)(end - p) >= n && memcmp(p, entities[i].name, n) == 0) {
                one.p = &entities[i].c;
                p += n - 1;
                break;
            }
        }
        p++;
        rc = eml_rua_text(r, one);
    }
    return rc;
}

/* <name> or <name/> */
static inline int
rua_xml_tag_(eml_rua_reader *r, const uint8_t *p, const uint8_t *gt,
             uint64_t off)
{
    bool empty = gt != p && gt[-1] == '/';
    int rc = eml_rua_open(r, (eml_span){p, (size_t)(gt - p) - empty}, off);

    return rc == EML_OK && empty ? eml_rua_close(r, off) : rc;
}

static inline int
rua_xml_read(eml_cx *cx, eml_span in, const eml_rua **out)
{
    const uint8_t *p = in.p, *end = p + in.n;
    eml_rua_reader r;
    int rc = eml_rua_begin(&r, cx);

    while (p != end && rc == EML_OK) {
        const uint8_t *lt = memchr(p, '<', (size_t)(end - p)), *gt;

        rc = rua_xml_text_(&r, p, lt ? lt : end);
        gt = lt ? memchr(lt, '>', (size_t)(end - lt)) : NULL;
        if (!gt || rc < 0)
            break;
        if (lt[1] == '/')
            rc = eml_rua_close(&r, (uint64_t)(lt - in.p));
        else if (lt[1] != '?')
            rc = rua_xml_tag_(&r, lt + 1, gt, (uint64_t)(lt - in.p));
        p = gt + 1;
    }
    return rc < 0 ? rc : eml_rua_end(&r, in.n, out);
}
#endif
