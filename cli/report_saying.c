/* What a report says of a code is the same wherever it is found. */
#define _POSIX_C_SOURCE 200809L
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

static void
split(saying *s, size_t n)
{
    const char *at = s->text, *end = s->text + n;

    for (size_t i = 0; i < SAYING_PIECES; i++) {
        const char *nul = memchr(at, '\0', (size_t)(end - at));
        size_t len = (size_t)((nul ? nul : end) - at);

        s->piece[i] = (eml_span){(const uint8_t *)at, len};
        at = nul ? nul + 1 : end;
    }
}

const saying *
report_saying(report *r, int code, report_says says)
{
    saying *s = &r->sayings[code - EML_E_SYNTAX_FIRST_ - 1];
    size_t n = 0;
    FILE *to;
    bool good;

    if (s->text)
        return s;
    to = open_memstream(&s->text, &n);
    if (!to)
        return NULL;
    says(r, code, eml_severity_of(code, r->allow), to);
    good = !ferror(to);
    if (fclose(to) != 0 || !good || !n) {
        free(s->text);
        s->text = NULL;
        return NULL;
    }
    split(s, n);
    return s;
}

void
report_put_around(FILE *to, const char *text, const char *middle)
{
    const char *at = text ? strstr(text, middle) : NULL;

    if (!at) /* there was no memory for it: nothing is said */
        return;
    fwrite(text, 1, (size_t)(at - text), to);
    fputc('\0', to);
    fputs(at + strlen(middle), to);
}

bool
report_sayings_new(report *r)
{
    r->sayings = calloc((size_t)(EML_E_SYNTAX_LAST_ - EML_E_SYNTAX_FIRST_),
                        sizeof *r->sayings);
    return r->sayings != NULL;
}

void
report_sayings_free(report *r)
{
    for (size_t i = 0; r->sayings && eml_code_at(i); i++)
        free(r->sayings[i].text);
    free(r->sayings);
}
