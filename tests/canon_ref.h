#ifndef EML_TESTS_CANON_REF_H
#define EML_TESTS_CANON_REF_H
/* canon_ref.h -- RFC 6376 section 3.4 once more, slow, whole strings, straight
 * from the text: what canon.h is compared with. Results are at most twice as
 * long as the input, and two bytes more. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool
ref_wsp_(char c)
{
    return c == ' ' || c == '\t';
}

/* "Reduce whitespace": of the whole, a line end being CRLF. */
static inline size_t
ref_reduce_(const char *in, size_t n, char *out)
{
    size_t len = 0;

    for (size_t i = 0; i < n;) {
        size_t j = i;

        while (j < n && ref_wsp_(in[j]))
            j++;
        if (j == i) {
            out[len++] = in[i++];
            continue;
        }
        i = j;
        if (j < n && !(j + 1 < n && in[j] == '\r' && in[j + 1] == '\n'))
            out[len++] = ' ';
    }
    return len;
}

static inline bool
ref_ends_(const char *s, size_t n, const char *end)
{
    return n >= strlen(end) &&
           memcmp(s + n - strlen(end), end, strlen(end)) == 0;
}

static inline size_t
ref_body(bool relaxed, const char *in, size_t n, char *out)
{
    if (relaxed) {
        n = ref_reduce_(in, n, out);
    } else if (n) {
        memcpy(out, in, n);
    }
    /* "If there is no body or no trailing CRLF on the message body, a CRLF is
     * added"; relaxed: "If the body is non-empty but ..." */
    if ((n || !relaxed) && !ref_ends_(out, n, "\r\n")) {
        memcpy(out + n, "\r\n", 2);
        n += 2;
    }
    /* "ignores all empty lines at the end" */
    while (ref_ends_(out, n, "\r\n\r\n"))
        n -= 2;
    if (relaxed && n == 2 && ref_ends_(out, n, "\r\n"))
        n = 0;
    return n;
}

/* `in` without its last CRLF; the result with it. */
static inline size_t
ref_field(bool relaxed, const char *in, size_t n, char *out)
{
    size_t len = 0, colon = 0, kept = 0;
    bool seen = false;

    if (!relaxed) {
        if (n)
            memcpy(out, in, n);
        memcpy(out + n, "\r\n", 2);
        return n + 2;
    }
    for (size_t i = 0; i < n; i++) { /* lower case, unfold, reduce */
        if (i + 1 < n && in[i] == '\r' && in[i + 1] == '\n') {
            i++;
            continue;
        }
        if (in[i] == ':' && !seen) {
            seen = true;
            colon = len;
        }
        if (ref_wsp_(in[i]) && len && out[len - 1] == ' ')
            continue;
        out[len++] = ref_wsp_(in[i]) ? ' '
                     : !seen && in[i] >= 'A' && in[i] <= 'Z'
                         ? (char)(in[i] | 32)
                         : in[i];
    }
    while (len && out[len - 1] == ' ') /* at the end of the value */
        len--;
    for (size_t i = 0; i < len; i++) /* beside the colon */
        if (!(out[i] == ' ' && ((seen && (i + 1 == colon || i == colon + 1)))))
            out[kept++] = out[i];
    memcpy(out + kept, "\r\n", 2);
    return kept + 2;
}
#endif
