/* Signatures and key records to bytes: RFC 6376 sections 3.5 and 3.6.1. What is
 * written is read again before it is given out. */
#include "eml/dkim_key.h"
#include "parsers/auth/signature_int.h"
#include "parsers/auth/tag_int.h"

enum { COLUMNS = 78, LINE_MAX_ = 998, CHUNK = 64 }; /* RFC 5322 2.1.1 */

typedef struct writer {
    eml_out *out;
    size_t column;
    bool first; /* no tag yet */
    bool one_line;
} writer;

static void
put(writer *w, eml_span s)
{
    eml_out_span(w->out, s);
    w->column += s.n;
}

static void
fold(writer *w)
{
    eml_out_span(w->out, EML_LIT("\r\n\t"));
    w->column = 1;
}

/* Goes before a tag whose unbreakable front has n characters. */
static void
begin(writer *w, size_t n)
{
    if (!w->first)
        put(w, EML_LIT(";"));
    if (w->column + 1 + n + 1 > COLUMNS && !w->one_line)
        fold(w);
    else
        put(w, EML_LIT(" "));
    w->first = false;
}

static void
tag(writer *w, const char *name, eml_span value)
{
    eml_span n = eml__tag_text(name);

    begin(w, n.n + 1 + value.n);
    put(w, n);
    put(w, EML_LIT("="));
    put(w, value);
}

static void
number(writer *w, const char *name, uint64_t v)
{
    uint8_t room[20];
    eml_out digits = {.p = room, .cap = sizeof room};

    eml_out_u64(&digits, v, 1);
    tag(w, name, eml_out_view(&digits));
}

/* Up to and with each `separator` is a piece that is not broken. */
static void
list(writer *w, eml_span name, eml_span value, uint8_t separator)
{
    const uint8_t *p = value.p, *end = p + value.n;
    bool first = true;

    while (first || p != end) {
        const uint8_t *q = p;

        while (q != end && *q != separator)
            q++;
        q += q != end;
        if (first) {
            begin(w, name.n + 1 + (size_t)(q - p));
            put(w, name);
            put(w, EML_LIT("="));
        } else if (w->column + (size_t)(q - p) + 1 > COLUMNS && !w->one_line) {
            fold(w);
        }
        put(w, eml__tag_span(p, q));
        p = q;
        first = false;
    }
}

static uint8_t
digit64(unsigned v)
{
    return (uint8_t) "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                     "0123456789+/"[v & 63];
}

/* base64, broken wherever the line is full; `fold_` false: never. */
static void
base64(writer *w, eml_span in, bool fold_)
{
    for (size_t i = 0; i < in.n; i += 3) {
        size_t n = in.n - i < 3 ? in.n - i : 3;
        uint32_t v = (uint32_t)in.p[i] << 16 |
                     (n > 1 ? (uint32_t)in.p[i + 1] << 8 : 0) |
                     (n > 2 ? in.p[i + 2] : 0u);
        uint8_t four[4];

        four[0] = digit64(v >> 18);
        four[1] = digit64(v >> 12);
        four[2] = n > 1 ? digit64(v >> 6) : '=';
        four[3] = n > 2 ? digit64(v) : '=';
        if (fold_ && w->column + 4 > COLUMNS - 2)
            fold(w);
        put(w, eml__tag_span(four, four + 4));
    }
}

static void
base64_tag(writer *w, const char *name, eml_span value, bool fold_)
{
    begin(w, eml__tag_text(name).n + 1 + (value.n + 2) / 3 * 4);
    put(w, eml__tag_text(name));
    put(w, EML_LIT("="));
    base64(w, value, fold_);
}

static eml_span
cv_name(uint8_t cv)
{
    switch (cv) {
    case EML_ARC_CV_NONE:
        return EML_LIT("none");
    case EML_ARC_CV_FAIL:
        return EML_LIT("fail");
    case EML_ARC_CV_PASS:
        return EML_LIT("pass");
    default:
        return EML_NONE;
    }
}

static bool
is(const eml_signature *s, uint32_t bit)
{
    switch (bit) {
    case EML_TAG_V:
        return s->kind == EML_SIGNATURE_DKIM;
    case EML_TAG_I:
        return s->kind != EML_SIGNATURE_DKIM || s->auid.n;
    case EML_TAG_CV:
        return s->kind == EML_SIGNATURE_SEAL;
    case EML_TAG_C:
        return s->kind != EML_SIGNATURE_SEAL && s->canonicalization.n;
    case EML_TAG_H:
    case EML_TAG_BH:
        return s->kind != EML_SIGNATURE_SEAL;
    case EML_TAG_Z:
        return s->kind != EML_SIGNATURE_SEAL && s->copied.n;
    case EML_TAG_Q:
        return s->query.n != 0;
    case EML_TAG_T:
    case EML_TAG_X:
    case EML_TAG_L:
        return (s->tags & bit) != 0;
    default:
        return true;
    }
}

static void
write_tag(writer *w, const eml_signature *s, uint32_t bit)
{
    switch (bit) {
    case EML_TAG_V:
        number(w, "v", 1);
        break;
    case EML_TAG_I:
        if (s->kind == EML_SIGNATURE_DKIM)
            tag(w, "i", s->auid);
        else
            number(w, "i", s->instance);
        break;
    case EML_TAG_A:
        tag(w, "a", s->algorithm);
        break;
    case EML_TAG_CV:
        tag(w, "cv", cv_name(s->cv));
        break;
    case EML_TAG_C:
        tag(w, "c", s->canonicalization);
        break;
    case EML_TAG_D:
        tag(w, "d", s->domain);
        break;
    case EML_TAG_S:
        tag(w, "s", s->selector);
        break;
    case EML_TAG_T:
        number(w, "t", s->time);
        break;
    case EML_TAG_X:
        number(w, "x", s->expires);
        break;
    case EML_TAG_L:
        number(w, "l", s->body_len);
        break;
    case EML_TAG_Q:
        tag(w, "q", s->query);
        break;
    case EML_TAG_H:
        list(w, EML_LIT("h"), s->fields, ':');
        break;
    case EML_TAG_Z:
        list(w, EML_LIT("z"), s->copied, '|');
        break;
    case EML_TAG_BH:
        base64_tag(w, "bh",
                   eml__tag_span(s->body_hash, s->body_hash + s->body_hash_len),
                   false);
        break;
    case EML_TAG_B: /* the same whether it is empty or not */
        begin(w, 2 + 8);
        put(w, EML_LIT("b="));
        base64(w, s->signature, !w->one_line);
        break;
    }
}

static void
write_tags(writer *w, const eml_signature *s)
{
    enum { NUM = 15 };
    static const uint32_t dkim[NUM] = {
        EML_TAG_V, EML_TAG_A, EML_TAG_C, EML_TAG_CV, EML_TAG_D,
        EML_TAG_S, EML_TAG_T, EML_TAG_X, EML_TAG_I,  EML_TAG_L,
        EML_TAG_Q, EML_TAG_H, EML_TAG_Z, EML_TAG_BH, EML_TAG_B};
    static const uint32_t arc[NUM] = {
        EML_TAG_I, EML_TAG_V, EML_TAG_A, EML_TAG_CV, EML_TAG_C,
        EML_TAG_D, EML_TAG_S, EML_TAG_T, EML_TAG_X,  EML_TAG_L,
        EML_TAG_Q, EML_TAG_H, EML_TAG_Z, EML_TAG_BH, EML_TAG_B};
    static const uint32_t by_name[NUM] = {
        EML_TAG_A, EML_TAG_B, EML_TAG_BH, EML_TAG_C, EML_TAG_CV,
        EML_TAG_D, EML_TAG_H, EML_TAG_I,  EML_TAG_L, EML_TAG_Q,
        EML_TAG_S, EML_TAG_T, EML_TAG_V,  EML_TAG_X, EML_TAG_Z};
    const uint32_t *order = s->sorted                       ? by_name
                            : s->kind == EML_SIGNATURE_DKIM ? dkim
                                                            : arc;

    for (size_t i = 0; i < NUM; i++)
        if (is(s, order[i]))
            write_tag(w, s, order[i]);
}

/* Lines of at most 998 octets. */
static bool
lines_fit(eml_span in)
{
    size_t n = 0;

    for (size_t i = 0; i < in.n; i++) {
        n = in.p[i] == '\n' ? 0 : n + 1;
        if (n > LINE_MAX_ + 1)
            return false;
    }
    return true;
}

/* What is wrong with what was written. */
static int
read_back(eml_cx *cx, const eml_signature *sig, eml_span body)
{
    eml_cx own = {.origin = body.p, .arena = cx->arena};
    eml_signature again;
    eml__sig s = {.cx = &own,
                  .out = &again,
                  .unsigned_ = !sig->signature.n,
                  .bh_at = EML_NONE,
                  .x_at = EML_NONE};
    int rc = eml__signature_read(&s, sig->kind, body);

    if (rc == EML_OK && !lines_fit(body))
        rc = EML_E_WRITE_LONG;
    if (rc < 0 && rc != EML_E_NOMEM && !cx->err.code)
        cx->err =
            (eml_diag){.code = rc, .off = own.err.off, .len = own.err.len};
    return rc;
}

int
eml_signature_write(eml_cx *cx, const eml_signature *sig, eml_out *out)
{
    eml_out own = {.arena = cx->arena};
    writer w = {.out = &own, .first = true, .one_line = sig->sorted};
    size_t head;
    int rc;

    put(&w, eml_signature_field(sig->kind));
    put(&w, EML_LIT(":"));
    head = own.n;
    write_tags(&w, sig);
    if (own.full)
        return EML_E_NOMEM;
    rc = read_back(cx, sig, eml__tag_span(own.p + head, own.p + own.n));
    if (rc != EML_OK)
        return rc;
    put(&w, EML_LIT("\r\n"));
    if (own.full)
        return EML_E_NOMEM;
    eml_out_span(out, eml_out_view(&own));
    return out->full ? EML_E_NOMEM : EML_OK;
}

/* ---- key records ----------------------------------------------------------
 */

static void
plain(writer *w, const char *name, eml_span value)
{
    if (!w->first)
        put(w, EML_LIT("; "));
    w->first = false;
    put(w, eml__tag_text(name));
    put(w, EML_LIT("="));
    put(w, value);
}

int
eml_dkim_key_write(eml_cx *cx, const eml_dkim_key *key, eml_out *out)
{
    static const eml_span flags[] = {{(const uint8_t *)"", 0},
                                     {(const uint8_t *)"y", 1},
                                     {(const uint8_t *)"s", 1},
                                     {(const uint8_t *)"y:s", 3}};
    eml_out own = {.arena = cx->arena};
    writer w = {.out = &own, .first = true};
    eml_cx again = {.arena = cx->arena};
    eml_dkim_key read;
    int rc;

    plain(&w, "v", EML_LIT("DKIM1"));
    if (!key->any_hash)
        plain(&w, "h",
              key->hashes == EML_DKIM_HASH_SHA1     ? EML_LIT("sha1")
              : key->hashes == EML_DKIM_HASH_SHA256 ? EML_LIT("sha256")
              : key->hashes                         ? EML_LIT("sha1:sha256")
                                                    : EML_LIT("other"));
    plain(&w, "k", key->type_name);
    if (key->notes.n)
        plain(&w, "n", key->notes);
    if (!key->email)
        plain(&w, "s", EML_LIT("other"));
    if (key->testing || key->strict)
        plain(&w, "t", flags[key->testing | key->strict << 1]);
    plain(&w, "p", EML_NONE);
    base64(&w, key->data, false);
    if (own.full)
        return EML_E_NOMEM;
    again.origin = own.p;
    rc = eml_dkim_key_parse(&again, eml_out_view(&own), &read);
    if (rc != EML_OK) {
        if (!cx->err.code)
            cx->err = again.err;
        return rc;
    }
    eml_out_span(out, eml_out_view(&own));
    return out->full ? EML_E_NOMEM : EML_OK;
}
