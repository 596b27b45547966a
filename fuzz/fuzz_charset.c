/* Up to the first LF the input is a label; what follows is converted by each
 * charset that is built in: always valid UTF-8, and the bad bytes as another
 * way of counting has them. */
#include <string.h>

#include "eml/charset.h"
#include "eml/utf8.h"
#include "fuzz/fuzz.h"

typedef struct text {
    uint8_t *p;
    size_t n;
    uint64_t num_bad;
} text;

static text
convert(const char *charset, eml_span in)
{
    size_t room = 3 * in.n + 4;
    text t = {.p = malloc(room), .n = room};
    eml_to_utf8 c;
    uint8_t *at = t.p;

    FUZZ_CHECK(t.p);
    FUZZ_CHECK(eml_to_utf8_open(&c, NULL,
                                (eml_span){(const uint8_t *)charset,
                                           strlen(charset)}) == EML_OK);
    FUZZ_CHECK(eml_to_utf8_feed(&c, &in, &at, &room, true) == EML_END);
    eml_to_utf8_close(&c);
    t.n -= room;
    t.num_bad = c.num_bad;
    FUZZ_CHECK(eml_utf8_valid((eml_span){t.p, t.n}) == t.n);
    return t;
}

static size_t
num_over_127(eml_span in)
{
    size_t num = 0;

    for (size_t i = 0; i < in.n; i++)
        num += in.p[i] >= 0x80;
    return num;
}

static void
check_utf8(eml_span in)
{
    text t = convert("utf-8", in);
    uint8_t *clean = malloc(3 * in.n + 1);
    eml_out out = {.p = clean, .cap = 3 * in.n + 1};
    size_t num;

    FUZZ_CHECK(clean);
    num = eml_utf8_clean(in, &out);
    FUZZ_CHECK(out.n == t.n && memcmp(clean, t.p, t.n) == 0);
    FUZZ_CHECK(t.num_bad >= num && (num || !t.num_bad));
    free(clean);
    free(t.p);
}

/* What the registration of windows-1252 leaves undefined. */
static size_t
num_undefined(eml_span in)
{
    size_t num = 0;

    for (size_t i = 0; i < in.n; i++)
        num += in.p[i] == 0x81 || in.p[i] == 0x8d || in.p[i] == 0x8f ||
               in.p[i] == 0x90 || in.p[i] == 0x9d;
    return num;
}

static void
check_single(eml_span in)
{
    text a = convert("us-ascii", in), l = convert("iso-8859-1", in),
         w = convert("windows-1252", in);
    size_t high = num_over_127(in);

    FUZZ_CHECK(a.num_bad == high && a.n == in.n + 2 * high);
    FUZZ_CHECK(l.num_bad == 0 && l.n == in.n + high);
    FUZZ_CHECK(w.num_bad == num_undefined(in) && w.n >= l.n && w.n <= a.n);
    free(a.p);
    free(l.p);
    free(w.p);
}

static void
check_label(eml_span label)
{
    const char *name, *again;
    eml_charset_id id = eml_charset_find(label, &name);

    FUZZ_CHECK((id == EML_CHARSET_UNKNOWN) == (name == NULL));
    if (!name)
        return;
    FUZZ_CHECK(eml_charset_find((eml_span){(const uint8_t *)name, strlen(name)},
                                &again) == id);
    FUZZ_CHECK(strcmp(name, again) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *lf = size ? memchr(data, '\n', size) : NULL;
    size_t n = lf ? (size_t)(lf - data) : size;

    check_label((eml_span){data, n});
    n += lf != NULL;
    check_utf8((eml_span){data + n, size - n});
    check_single((eml_span){data + n, size - n});
    return 0;
}
