#define _POSIX_C_SOURCE 200809L
#include "eml/iconv.h"

#include <errno.h>
#include <iconv.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What the system may call a charset, the best first, when that is not what
 * charset_labels.c calls it. */
static const struct {
    const char *label, *names[2];
} aliases[] = {
    {"big5", {"BIG5-HKSCS", "BIG5"}},
    {"euc-jp", {"EUC-JP-MS", "EUC-JP"}},
    {"euc-kr", {"CP949", "UHC"}},
    {"hz-gb-2312", {"HZ", NULL}},
    {"ibm858", {"CP858", "IBM858"}},
    {"iso-8859-8-i", {"ISO-8859-8", NULL}},
    {"iso-8859-16", {"ISO-8859-16", "ISO8859-16"}},
    {"macintosh", {"MACINTOSH", "MAC"}},
    {"shift_jis", {"CP932", "SHIFT_JIS"}},
    {"utf-16", {"UTF-16BE", NULL}},
    {"utf-32", {"UTF-32BE", NULL}},
    {"windows-874", {"CP874", "WINDOWS-874"}},
    {"x-mac-cyrillic", {"MAC-CYRILLIC", "MACCYRILLIC"}},
};

/* Byte order marks, and the name of the charset whose mark it is. */
static const struct mark {
    const char *label, *name;
    uint8_t bytes[4];
    size_t num;
} marks[] = {
    {"utf-16", "UTF-16BE", {0xfe, 0xff}, 2},
    {"utf-16", "UTF-16LE", {0xff, 0xfe}, 2},
    {"utf-32", "UTF-32BE", {0, 0, 0xfe, 0xff}, 4},
    {"utf-32", "UTF-32LE", {0xff, 0xfe, 0, 0}, 4},
};

/* glibc's converter for windows-949 says only after it where a character is
 * that there is not: the next byte would be lost. */
static const char late[] = "euc-kr";

typedef struct converter {
    iconv_t cd;
    bool is_late;
    size_t mark_len;  /* not 0: of the mark that may still come */
    const char *mark; /* whose mark it is; static */
    char label[24];   /* to be found by when idle; empty: is closed */
} converter;

static iconv_t
open_name(const char *name)
{
    return iconv_open("UTF-8", name);
}

static iconv_t
open_any(const char *label)
{
    const iconv_t none = (iconv_t)-1;

    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        iconv_t cd = none;

        if (strcmp(aliases[i].label, label) != 0)
            continue;
        for (size_t k = 0; k < 2 && cd == none && aliases[i].names[k]; k++)
            cd = open_name(aliases[i].names[k]);
        return cd;
    }
    return open_name(label);
}

enum { POOL_MAX = 8 };

/* Converters that nobody uses, in their initial state. iconv_open(3) of glibc
 * loads a library each time: that took a tenth of the time of parsing mail. */
static struct pool {
    pthread_mutex_t lock;
    converter *idle[POOL_MAX];
    size_t next; /* the place to give up when none is free */
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

static converter *
pool_take(const char *label)
{
    converter *found = NULL;

    pthread_mutex_lock(&pool.lock);
    for (size_t i = 0; i < POOL_MAX && !found; i++)
        if (pool.idle[i] && strcmp(pool.idle[i]->label, label) == 0) {
            found = pool.idle[i];
            pool.idle[i] = NULL;
        }
    pthread_mutex_unlock(&pool.lock);
    return found;
}

/* Returns the converter that has to go for it, or NULL. */
static converter *
pool_put(converter *c)
{
    converter *gone;
    size_t at = 0;

    pthread_mutex_lock(&pool.lock);
    while (at < POOL_MAX && pool.idle[at])
        at++;
    if (at == POOL_MAX)
        at = pool.next++ % POOL_MAX;
    gone = pool.idle[at];
    pool.idle[at] = c;
    pthread_mutex_unlock(&pool.lock);
    return gone;
}

static void
destroy(converter *c)
{
    if (!c)
        return;
    iconv_close(c->cd);
    free(c);
}

static converter *
create(const char *label)
{
    converter *c = malloc(sizeof *c);

    if (!c)
        return NULL;
    *c =
        (converter){.cd = open_any(label), .is_late = strcmp(label, late) == 0};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strcmp(marks[i].label, label) == 0) {
            c->mark_len = marks[i].num;
            c->mark = marks[i].label;
        }
    if (strlen(label) < sizeof c->label && !c->mark)
        memcpy(c->label, label, strlen(label) + 1);
    if (c->cd != (iconv_t)-1)
        return c;
    free(c);
    return NULL;
}

static void *
open_label(void *user, const char *label)
{
    converter *c = pool_take(label);

    (void)user;
    return c ? c : create(label);
}

/* Looks for a byte order mark, once there are bytes enough. */
static int
take_mark(converter *c, eml_span *in, bool last)
{
    if (in->n < c->mark_len && !last)
        return EML_WANT_INPUT;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const struct mark *m = &marks[i];
        iconv_t cd;

        if (strcmp(m->label, c->mark) != 0 || in->n < m->num ||
            memcmp(in->p, m->bytes, m->num) != 0)
            continue;
        cd = open_name(m->name);
        if (cd == (iconv_t)-1)
            return EML_E_MISUSE;
        iconv_close(c->cd);
        c->cd = cd;
        in->p += m->num;
        in->n -= m->num;
        break;
    }
    c->mark_len = 0;
    return EML_OK;
}

/* iconv(3) with our pointers. Returns 0 or errno. */
static int
convert(iconv_t cd, eml_span *in, uint8_t **out, size_t *out_len)
{
    char *from = (char *)(uintptr_t)in->p, *to = (char *)*out;
    int err = iconv(cd, &from, &in->n, &to, out_len) == (size_t)-1 ? errno : 0;

    in->p = (const uint8_t *)from;
    *out = (uint8_t *)to;
    return err;
}

/* The same one character at a time, for charsets without state: so it is known
 * where the one begins that is none. */
static int
convert_singly(iconv_t cd, eml_span *in, uint8_t **out, size_t *out_len)
{
    while (in->n) {
        eml_span one = {in->p, 0};
        int err = EINVAL;

        for (size_t n = 1; n <= in->n && err == EINVAL; n++) {
            one.n = n;
            err = convert(cd, &one, out, out_len);
        }
        if (err)
            return err;
        in->n -= (size_t)(one.p - in->p);
        in->p = one.p;
    }
    return 0;
}

static int
feed(void *user, void *handle, eml_span *in, uint8_t **out, size_t *out_len,
     bool last)
{
    converter *c = handle;
    eml_span was;
    uint8_t *out_was = *out;
    size_t room = *out_len;
    int err;

    (void)user;
    if (c->mark_len) {
        int found = take_mark(c, in, last);

        if (found != EML_OK)
            return found == EML_WANT_INPUT ? EML_OK : found;
    }
    was = *in;
    err = convert(c->cd, in, out, out_len);
    if (err == EILSEQ && c->is_late) {
        *in = was;
        *out = out_was;
        *out_len = room;
        err = convert_singly(c->cd, in, out, out_len);
    }
    if (!err && last) {
        char *to = (char *)*out;

        err = iconv(c->cd, NULL, NULL, &to, out_len) == (size_t)-1 ? errno : 0;
        *out = (uint8_t *)to;
    }
    if (!err || err == EINVAL)
        return EML_OK;
    return err == E2BIG ? EML_WANT_SPACE : EML_E_MISUSE;
}

static void
close_handle(void *user, void *handle)
{
    converter *c = handle;

    (void)user;
    if (*c->label && iconv(c->cd, NULL, NULL, NULL, NULL) != (size_t)-1)
        c = pool_put(c);
    destroy(c);
}

const eml_charsets eml_iconv_charsets = {open_label, feed, close_handle, NULL};
