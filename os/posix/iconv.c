#define _POSIX_C_SOURCE 200809L
#include "eml/iconv.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

/* Where the name is another, or the superset that WHATWG means by the label. */
static const struct {
    const char *label, *name;
} names[] = {
    {"big5", "BIG5-HKSCS"},
    {"euc-kr", "CP949"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"macintosh", "MACINTOSH"},
    {"shift_jis", "CP932"},
    {"windows-874", "CP874"},
    {"x-mac-cyrillic", "MAC-CYRILLIC"},
};

static void *
open_label(void *user, const char *label)
{
    iconv_t h;

    (void)user;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].label, label) == 0)
            label = names[i].name;
    h = iconv_open("UTF-8", label);
    return h == (iconv_t)-1 ? NULL : (void *)h;
}

static int
feed(void *user, void *handle, eml_span *in, uint8_t **out, size_t *out_len,
     bool last)
{
    char *from = (char *)(uintptr_t)in->p, *to = (char *)*out;
    size_t left = in->n;
    size_t rc = iconv((iconv_t)handle, &from, &left, &to, out_len);
    int err = errno;

    (void)user;
    in->p = (const uint8_t *)from;
    in->n = left;
    if (rc != (size_t)-1 && last) {
        rc = iconv((iconv_t)handle, NULL, NULL, &to, out_len);
        err = errno;
    }
    *out = (uint8_t *)to;
    if (rc != (size_t)-1 || err == EINVAL)
        return EML_OK;
    return err == E2BIG ? EML_WANT_SPACE : EML_E_MISUSE;
}

static void
close_handle(void *user, void *handle)
{
    (void)user;
    iconv_close((iconv_t)handle);
}

const eml_charsets eml_iconv_charsets = {open_label, feed, close_handle, NULL};
