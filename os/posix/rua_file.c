/* Aggregate reports: XML by expat. */
#include "os/posix/rua_unpack.h"

#include <expat.h>
#include <string.h>

enum { MAX_DEPTH = 100 }; /* of elements that nobody knows */

typedef struct parse {
    XML_Parser xml;
    eml_rua_reader reader;
    int rc;
} parse;

static uint64_t
here(const parse *p)
{
    XML_Index at = XML_GetCurrentByteIndex(p->xml);

    return at < 0 ? 0 : (uint64_t)at;
}

static void
check(parse *p, int rc)
{
    if (rc < 0 && p->rc == EML_OK) {
        p->rc = rc;
        XML_StopParser(p->xml, XML_FALSE);
    }
}

static void
element(void *user, const XML_Char *name, const XML_Char **attributes)
{
    parse *p = user;

    (void)attributes;
    if (p->reader.unknown > MAX_DEPTH)
        check(p, EML_E_LIMIT);
    check(p, eml_rua_open(&p->reader,
                          (eml_span){(const uint8_t *)name, strlen(name)},
                          here(p)));
}

static void
element_end(void *user, const XML_Char *name)
{
    parse *p = user;

    (void)name;
    check(p, eml_rua_close(&p->reader, here(p)));
}

static void
text(void *user, const XML_Char *s, int n)
{
    parse *p = user;

    check(p,
          eml_rua_text(&p->reader, (eml_span){(const uint8_t *)s, (size_t)n}));
}

static void
doctype(void *user, const XML_Char *name, const XML_Char *system,
        const XML_Char *public_id, int internal)
{
    (void)name;
    (void)system;
    (void)public_id;
    (void)internal;
    check(user, EML_E_RUA_XML);
}

/* Programs on Windows write it; expat knows UTF-8, UTF-16 and Latin-1. */
static int
other_encoding(void *user, const XML_Char *name, XML_Encoding *to)
{
    static const uint16_t high[32] = {
        0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
        0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
        0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

    (void)user;
    if (!eml_span_eq_fold((eml_span){(const uint8_t *)name, strlen(name)},
                          EML_LIT("windows-1252")))
        return XML_STATUS_ERROR;
    for (int i = 0; i < 256; i++)
        to->map[i] = i >= 0x80 && i < 0xa0 ? high[i - 0x80] : i;
    to->convert = NULL;
    to->release = NULL;
    return XML_STATUS_OK;
}

static int
read_xml(eml_cx *cx, eml_span xml, const eml_rua **out)
{
    parse p = {.rc = EML_OK};
    enum XML_Status status;
    int rc = eml_rua_begin(&p.reader, cx);

    if (rc < 0)
        return rc;
    if (xml.n > EML_RUA_XML_MAX)
        return EML_E_LIMIT;
    p.xml = XML_ParserCreate(NULL);
    if (!p.xml)
        return EML_E_NOMEM;
    XML_SetUserData(p.xml, &p);
    XML_SetElementHandler(p.xml, element, element_end);
    XML_SetCharacterDataHandler(p.xml, text);
    XML_SetStartDoctypeDeclHandler(p.xml, doctype);
    XML_SetUnknownEncodingHandler(p.xml, other_encoding, NULL);
    status = XML_Parse(p.xml, (const char *)xml.p, (int)xml.n, 1);
    rc = p.rc;
    if (rc == EML_OK && status != XML_STATUS_OK)
        rc = XML_GetErrorCode(p.xml) == XML_ERROR_NO_MEMORY ? EML_E_NOMEM
                                                            : EML_E_RUA_XML;
    if (rc == EML_E_RUA_XML)
        (void)eml_find_at(cx, rc, here(&p) < xml.n ? here(&p) : xml.n, 0);
    else if (rc == EML_OK)
        rc = eml_rua_end(&p.reader, xml.n, out);
    XML_ParserFree(p.xml);
    return rc;
}

int
eml_rua_read(eml_cx *cx, eml_span bytes, const eml_rua **out,
             eml_rua_from *from)
{
    eml_span xml;
    int rc = eml__rua_unpack(cx, bytes, from, &xml);

    return rc < 0 ? rc : read_xml(cx, xml, out);
}
