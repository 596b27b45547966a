/* write_body.c -- a leaf's content, encoded (RFC 2045 sections 2.7 to 2.9,
 * 6.7, 6.8). */
#include "eml/base64.h"
#include "eml/qp.h"
#include "eml/utf8.h"
#include "parsers/mime/write_part.h"

#include <string.h>

enum { LINE_HARD = 998, PIECE = 4096 };

/* Whether CR and LF occur as CRLF only; the longest line is not looked at. */
static bool
is_canonical(eml_span s)
{
    const uint8_t *p = s.p, *end = s.p + s.n;

    while (p != end) {
        const uint8_t *lf = memchr(p, '\n', (size_t)(end - p));
        const uint8_t *to = lf ? lf : end;
        const uint8_t *cr = memchr(p, '\r', (size_t)(to - p));

        if (!lf)
            return !cr;
        if (!cr || cr + 1 != lf)
            return false;
        p = lf + 1;
    }
    return true;
}

static bool
is_short(eml_span s)
{
    const uint8_t *p = s.p, *end = s.p + s.n;

    while ((size_t)(end - p) > LINE_HARD) {
        const uint8_t *cr = memchr(p, '\r', LINE_HARD + 1);

        if (!cr)
            return false;
        p = cr + 2; /* is_canonical: LF follows */
    }
    return true;
}

bool
eml__w_plain(eml_span s, eml_cte cte)
{
    if (cte == EML_CTE_BINARY || s.n == 0)
        return true;
    if (cte != EML_CTE_8BIT && eml_ascii_len(s) != s.n)
        return false;
    return !memchr(s.p, 0, s.n) && is_canonical(s) && is_short(s);
}

static int
base64(eml_span in, eml_out *out)
{
    eml_b64_enc e = {.line_len = 76};
    uint8_t buf[PIECE];
    int rc;

    do {
        uint8_t *p = buf;
        size_t room = sizeof buf;

        rc = eml_b64_enc_feed(&e, &in, &p, &room, true);
        eml_out_span(out, (eml_span){buf, (size_t)(p - buf)});
    } while (rc == EML_WANT_SPACE && !out->full);
    return out->full ? EML_E_NOMEM : EML_OK;
}

static int
quoted_printable(eml_span in, bool binary, eml_out *out)
{
    eml_qp_enc e = {.binary = binary};
    uint8_t buf[PIECE];
    int rc;

    do {
        uint8_t *p = buf;
        size_t room = sizeof buf;

        rc = eml_qp_enc_feed(&e, &in, &p, &room, true);
        eml_out_span(out, (eml_span){buf, (size_t)(p - buf)});
    } while (rc == EML_WANT_SPACE && !out->full);
    return out->full ? EML_E_NOMEM : EML_OK;
}

int
eml__w_body(eml_span content, eml_cte cte, bool is_text, eml_out *out)
{
    if (content.n == 0)
        return EML_OK;
    switch (cte) {
    case EML_CTE_BASE64:
        if (is_text && !is_canonical(content))
            return EML_E_WRITE_CONTENT;
        return base64(content, out);
    case EML_CTE_QP:
        if (is_text && !is_canonical(content))
            return EML_E_WRITE_CONTENT;
        return quoted_printable(content, !is_text, out);
    case EML_CTE_7BIT:
    case EML_CTE_8BIT:
    case EML_CTE_BINARY:
    case EML_CTE_UNKNOWN: /* x-token: encoded already, for all we know */
    default:
        if (!eml__w_plain(content, cte))
            return EML_E_WRITE_CONTENT;
        eml_out_span(out, content);
        return out->full ? EML_E_NOMEM : EML_OK;
    }
}
