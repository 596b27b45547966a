#ifndef EML_TAGLIST_H
#define EML_TAGLIST_H
/* taglist.h -- tag=value lists (RFC 6376 section 3.2): the syntax of DKIM
 * signatures and keys, of ARC's fields, and nearly that of DMARC records (RFC
 * 9989 section 4.8). Layer: parsers/auth.
 *
 *     tag-list  =  tag-spec *( ";" tag-spec ) [ ";" ]
 *     tag-spec  =  [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]
 *     tag-name  =  ALPHA *ALNUMPUNC
 *     tag-value =  [ tval *( 1*(WSP / FWS) tval ) ]
 *     tval      =  1*VALCHAR
 *     VALCHAR   =  %x21-3A / %x3C-7E
 *     ALNUMPUNC =  ALPHA / DIGIT / "_"
 *     FWS       =  [*WSP CRLF] 1*WSP             ; section 2.8
 *
 * White space after the last ";" is taken, too: "WSP is allowed anywhere around
 * tags". Names and values are compared with regard to case. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is different for the list at hand; bits. */
enum eml_taglist_rule {
    EML_TAGLIST_DKIM = 0,
    /* RFC 8616 section 5: UTF-8 in values (header fields; not records) */
    EML_TAGLIST_UTF8 = 1,
    /* RFC 9989 section 4.8: names have letters only, no value is empty, spaces
     * are as good as other characters, and there are no folds:
     *
     *     dmarc-record  = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep]
     *     dmarc-tag     = 1*ALPHA equals 1*dmarc-value
     *     equals        = *WSP "=" *WSP
     *     dmarc-sep     = *WSP ";" *WSP
     *     dmarc-value   = %x20-3A / %x3C-7E
     *
     * That the first is v=DMARC1 is for the reader to look at. */
    EML_TAGLIST_DMARC = 2
};

enum { EML_TAGLIST_MAX = 64 }; /* tags in one list */

/* eml_tag is one tag-spec. All spans lie in the list. */
typedef struct eml_tag {
    eml_span name;
    eml_span value; /* without white space around it, folds inside as they are;
                       of an empty one, where it would stand */
    eml_span raw;   /* all of tag-spec, with white space, without ";" */
} eml_tag;

/* eml_taglist is a reader of one list. It borrows the list's bytes and needs no
 * cleanup. Of fixed size; it does not allocate. */
typedef struct eml_taglist {
    eml_span list, rest;
    uint32_t rule;
    uint32_t num; /* tags so far */
    bool done;
    eml_span names[EML_TAGLIST_MAX];
} eml_taglist;

/* eml_taglist_init begins with `in`, the whole of a field body or record.
 * `rule` is of enum eml_taglist_rule. */
void eml_taglist_init(eml_taglist *t, eml_span in, uint32_t rule);

/* eml_taglist_next pulls one tag. A line ends as cx->newline says. Returns
 *
 *     EML_OK           *out is the next tag
 *     EML_END          there is none
 *     EML_E_TAG_NAME   no name, or one with other characters
 *     EML_E_TAG_EQUALS no "=" after the name
 *     EML_E_TAG_VALUE  a character that no value has, or (DMARC) no value
 *     EML_E_TAG_SPACE  white space that is no FWS
 *     EML_E_TAG_EMPTY  nothing between two ";", or in the whole list
 *     EML_E_TAG_TWICE  a name that was there before: "the entire tag-list is
 *                      invalid"
 *     EML_E_LIMIT      more than EML_TAGLIST_MAX (finding LIMIT_TAGS)
 *
 * Each error but EML_E_LIMIT is about one tag-spec: the next call goes on
 * behind it, for readers that ignore what they cannot read. *out is then not
 * touched, but for TAG_TWICE, which sets it.
 *
 *     eml_taglist t;
 *     eml_tag tag;
 *     int rc;
 *
 *     eml_taglist_init(&t, field_body, EML_TAGLIST_UTF8);
 *     while ((rc = eml_taglist_next(&t, &cx, &tag)) == EML_OK)
 *         use(tag.name, tag.value);
 *     if (rc != EML_END)
 *         the list is invalid
 */
EML_MUST_CHECK int eml_taglist_next(eml_taglist *t, eml_cx *cx, eml_tag *out);

/* eml_tag_item takes what is before the next `separator` from the front of
 * *value, without the white space around it:
 *
 *     value = [FWS] item [FWS] *( separator [FWS] item [FWS] )
 *
 * Returns false when nothing is left. An item may be empty: "a::b" has three.
 * An empty value has one, empty. *value begins as tag.value and is private in
 * between. */
bool eml_tag_item(eml_span *value, uint8_t separator, eml_span *item);

#ifdef __cplusplus
}
#endif
#endif
