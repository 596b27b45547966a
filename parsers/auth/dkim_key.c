/* Key records: RFC 6376 section 3.6.1, RFC 8463 section 4.2. */
#include "eml/dkim_key.h"

#include <string.h>

#include "parsers/auth/signature_int.h"
#include "parsers/auth/tag_int.h"

typedef struct reader {
    eml_cx *cx;
    eml_dkim_key *out;
    bool has_p, spoilt;
} reader;

static void
bad(reader *r, int code, eml_span at)
{
    (void)eml_find(r->cx, code, at.p, at.n);
}

/* key-h-tag-alg *( [FWS] ":" [FWS] key-h-tag-alg ): words in a list. Returns
 * whether it is one. */
static bool
words(reader *r, eml_span value, bool star, int code)
{
    eml_span rest = value, item;

    while (eml_tag_item(&rest, ':', &item))
        if (!eml__hyphenated_word(item) &&
            !(star && eml_span_eq(item, EML_LIT("*")))) {
            bad(r, code, item.n ? item : value);
            return false;
        }
    if (eml__single_fws(r->cx, value))
        return true;
    bad(r, EML_E_TAG_SPACE, value);
    return false;
}

static void
read_hashes(reader *r, eml_span value)
{
    eml_span item;

    r->out->any_hash = false;
    if (!words(r, value, false, EML_E_DKIM_KEY_WORD)) {
        r->spoilt = true;
        return;
    }
    while (eml_tag_item(&value, ':', &item))
        if (eml_span_eq_fold(item, EML_LIT("sha256")))
            r->out->hashes |= EML_DKIM_HASH_SHA256;
        else if (eml_span_eq_fold(item, EML_LIT("sha1")))
            r->out->hashes |= EML_DKIM_HASH_SHA1;
}

static void
read_type(reader *r, eml_span value)
{
    r->out->type_name = value;
    r->out->type = EML_KEY_OTHER;
    if (eml_span_eq_fold(value, EML_LIT("rsa")))
        r->out->type = EML_KEY_RSA;
    else if (eml_span_eq_fold(value, EML_LIT("ed25519")))
        r->out->type = EML_KEY_ED25519;
    else if (!eml__hyphenated_word(value))
        bad(r, EML_E_DKIM_KEY_WORD, value);
}

static void
read_services(reader *r, eml_span value)
{
    eml_span item;

    r->out->email = false;
    (void)words(r, value, true, EML_E_DKIM_KEY_WORD);
    while (eml_tag_item(&value, ':', &item))
        if (eml_span_eq(item, EML_LIT("*")) ||
            eml_span_eq_fold(item, EML_LIT("email")))
            r->out->email = true;
}

static void
read_flags(reader *r, eml_span value)
{
    eml_span item;

    (void)words(r, value, false, EML_E_DKIM_KEY_WORD);
    while (eml_tag_item(&value, ':', &item))
        if (eml_span_eq_fold(item, EML_LIT("y")))
            r->out->testing = true;
        else if (eml_span_eq_fold(item, EML_LIT("s")))
            r->out->strict = true;
}

static int
read_data(reader *r, eml_span value)
{
    size_t cap = value.n / 4 * 3 + 3, len;
    uint8_t *p;

    r->has_p = true;
    r->out->revoked = !value.n;
    if (!value.n)
        return EML_OK;
    if (cap > EML_DKIM_KEY_MAX)
        cap = EML_DKIM_KEY_MAX;
    p = eml_arena_raw(r->cx->arena, cap);
    if (!p)
        return EML_E_NOMEM;
    switch (eml_base64string(r->cx, value, p, cap, &len)) {
    case EML_OK:
        r->out->data = eml__tag_span(p, p + len);
        break;
    case EML_E_LIMIT:
        bad(r, EML_E_LIMIT_SIGNATURE, value);
        r->spoilt = true;
        break;
    default:
        r->spoilt = true;
    }
    return EML_OK;
}

/* qp-section = [*(ptext / SPACE / TAB) ptext] of RFC 2045 section 6.7, with ";"
 * as "=3B": in a tag's value each "=" begins a hex-octet. */
static void
read_notes(reader *r, eml_span value)
{
    r->out->notes = value;
    if (!eml__quoted_printable(value))
        bad(r, EML_E_DKIM_KEY_NOTES, value);
}

static int
read_tag(reader *r, const eml_tag *tag, bool first)
{
    if (tag->name.n != 1)
        return EML_OK;
    switch (tag->name.p[0]) {
    case 'v':
        /* "This tag MUST be the first tag in the record. Records beginning
         * with a "v=" tag with any other value MUST be discarded." */
        if (!first || !eml_span_eq(tag->value, EML_LIT("DKIM1"))) {
            bad(r, first ? EML_E_DKIM_KEY_VERSION : EML_E_DKIM_KEY_FIRST,
                first ? tag->value : tag->name);
            r->spoilt = true;
        }
        break;
    case 'h':
        read_hashes(r, tag->value);
        break;
    case 'k':
        read_type(r, tag->value);
        break;
    case 'n':
        read_notes(r, tag->value);
        break;
    case 'p':
        return read_data(r, tag->value);
    case 's':
        read_services(r, tag->value);
        break;
    case 't':
        read_flags(r, tag->value);
        break;
    }
    return EML_OK;
}

static int
read_all(reader *r, eml_span record)
{
    eml_taglist list;
    eml_tag tag;
    bool first = true;
    int rc;

    eml_taglist_init(&list, record, EML_TAGLIST_DKIM);
    while ((rc = eml_taglist_next(&list, r->cx, &tag)) != EML_END) {
        if (rc == EML_E_LIMIT)
            return rc;
        if (rc != EML_OK)
            r->spoilt = true;
        else if ((rc = read_tag(r, &tag, first)) < 0)
            return rc;
        first = false;
    }
    if (!r->has_p) {
        (void)eml_find(r->cx, EML_E_DKIM_KEY_MISSING, record.p + record.n, 0);
        r->spoilt = true;
    }
    return EML_OK;
}

int
eml_dkim_key_parse(eml_cx *cx, eml_span record, eml_dkim_key *out)
{
    reader r = {.cx = cx, .out = out};
    eml_diag earlier = cx->err;
    int rc;

    cx->err.code = 0;
    memset(out, 0, sizeof *out);
    out->email = out->any_hash = true;
    out->type = EML_KEY_RSA;
    out->type_name = EML_LIT("rsa");
    out->notes = out->data = EML_NONE;
    rc = read_all(&r, record);
    out->readable = rc == EML_OK && !r.spoilt;
    if (rc == EML_OK)
        rc = cx->err.code;
    if (earlier.code)
        cx->err = earlier;
    return rc;
}
