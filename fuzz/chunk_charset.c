/* The first bytes choose a charset and how input and output are split: neither
 * the bytes nor the counts may change. One charset is a converter made up here:
 * C2-DF and a byte over 127 are a character, E0 and two, all else as it is, FF
 * in no place. */
#include <string.h>

#include "eml/charset.h"
#include "fuzz/fuzz.h"
#include "tests/feed.h"

static void *
made_up_open(void *user, const char *label)
{
    (void)label;
    return user;
}

static void
made_up_close(void *user, void *handle)
{
    FUZZ_CHECK(handle == user);
}

static int
made_up_feed(void *user, void *handle, eml_span *in, uint8_t **out,
             size_t *out_len, bool last)
{
    (void)user;
    (void)handle;
    (void)last;
    for (; in->n; in->p++, in->n--) {
        uint8_t c = in->p[0];
        size_t n = c >= 0xc2 && c < 0xe0 ? 2 : c == 0xe0 ? 3 : 1;

        for (size_t i = 1; i < n && i < in->n; i++)
            if (in->p[i] < 0x80)
                return EML_E_MISUSE;
        if (c == 0xff)
            return EML_E_MISUSE;
        if (in->n < n)
            return EML_OK;
        if (*out_len < 2)
            return EML_WANT_SPACE;
        (*out)[0] = (uint8_t)n;
        (*out)[1] = (uint8_t)(c + in->p[n - 1]);
        *out += 2;
        *out_len -= 2;
        in->p += n - 1;
        in->n -= n - 1;
    }
    return EML_OK;
}

static int
feed(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    return eml_to_utf8_feed(machine, in, out, out_len, last);
}

static void
convert(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
        chunk_result *r)
{
    const char *charset = user;
    int handle = 0;
    const eml_charsets table = {made_up_open, made_up_feed, made_up_close,
                                &handle};
    eml_to_utf8 c;

    FUZZ_CHECK(eml_to_utf8_open(&c, &table,
                                (eml_span){(const uint8_t *)charset,
                                           strlen(charset)}) == EML_OK);
    feed_all(feed, &c, in, n, plan, r);
    FUZZ_CHECK(c.off == n);
    r->extra = c.num_bad << 1 | c.not_initial;
    r->err_off = c.first_bad;
    eml_to_utf8_close(&c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { NUM_CHOICES = 4 };
    static const char charsets[][16] = {"utf-8", "us-ascii", "iso-8859-1",
                                        "windows-1252", "iso-2022-jp"};
    chunk_plan plan = {.choices = data, .num_choices = NUM_CHOICES};
    char charset[16];

    if (size < NUM_CHOICES + 1)
        return 0;
    memcpy(charset, charsets[data[NUM_CHOICES] % 5], sizeof charset);
    FUZZ_CHECK(!chunk_differs_by(convert, charset, data + NUM_CHOICES + 1,
                                 size - NUM_CHOICES - 1, plan));
    return 0;
}
