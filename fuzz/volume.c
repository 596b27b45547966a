/* volume.c -- see volume.h. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz/volume.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct input {
    size_t n;
    uint8_t p[VOLUME_MAX];
} input;

static input *kept;
static size_t num_kept, cap_kept;

/* for the signal handler */
static const uint8_t *now;
static size_t now_len;
static const char *save_to;

void
volume_keep(const uint8_t *data, size_t n)
{
    if (n > VOLUME_MAX)
        return;
    if (num_kept == cap_kept) {
        cap_kept = cap_kept ? 2 * cap_kept : 256;
        kept = realloc(kept, cap_kept * sizeof *kept);
        if (!kept)
            abort();
    }
    kept[num_kept].n = n;
    if (n)
        memcpy(kept[num_kept].p, data, n);
    num_kept++;
}

/* splitmix64 */
static uint64_t state;
static uint64_t
next(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
static size_t
below(size_t n)
{
    return (size_t)(((next() >> 32) * n) >> 32);
}

/* Half of the bytes that are put in are those that mean something in mail. */
static uint8_t
some_byte(void)
{
    static const char known[] =
        " \t\r\n()<>@,;:\\\".[]=?*'%-+_/&!#0a9Z~\x80\xc3"
        "\xa9\xff";

    return next() & 1 ? (uint8_t)known[below(sizeof known - 1)]
                      : (uint8_t)next();
}

static void
put_in(input *in, size_t at, const uint8_t *p, size_t n)
{
    if (n > VOLUME_MAX - in->n)
        n = VOLUME_MAX - in->n;
    memmove(in->p + at + n, in->p + at, in->n - at);
    memcpy(in->p + at, p, n);
    in->n += n;
}

static void
take_out(input *in, size_t at, size_t n)
{
    if (n > in->n - at)
        n = in->n - at;
    memmove(in->p + at, in->p + at + n, in->n - at - n);
    in->n -= n;
}

/* Bytes of another input, or of this one. */
static void
splice(input *in, size_t at)
{
    const input *from = num_kept && next() & 1 ? &kept[below(num_kept)] : in;
    uint8_t some[64];
    size_t off, n;

    if (!from->n)
        return;
    off = below(from->n);
    n = 1 + below(from->n - off < sizeof some ? from->n - off : sizeof some);
    memcpy(some, from->p + off, n);
    put_in(in, at, some, n);
}

static void
change(input *in)
{
    size_t at = below(in->n + 1);
    uint8_t c = some_byte();

    switch (below(6)) {
    case 0:
    case 1:
        if (at < in->n)
            in->p[at] = c;
        break;
    case 2:
        put_in(in, at, &c, 1);
        break;
    case 3:
        take_out(in, at, 1 + below(4));
        break;
    case 4:
        splice(in, at);
        break;
    default:
        if (at < in->n)
            in->p[at] ^= (uint8_t)(1u << below(8));
        break;
    }
}

static void
make(input *in)
{
    if (num_kept && below(4)) {
        *in = kept[below(num_kept)];
    } else {
        in->n = below(2 + below(96));
        for (size_t i = 0; i < in->n; i++)
            in->p[i] = (uint8_t)next();
    }
    for (size_t n = below(5); n; n--)
        change(in);
}

static void
on_signal(int sig)
{
    int fd = open(save_to, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    static const char text[] = "volume: the input is in ";

    if (fd >= 0 && write(fd, now, now_len) == (ssize_t)now_len &&
        write(2, text, sizeof text - 1) > 0 &&
        write(2, save_to, strlen(save_to)) > 0 && write(2, "\n", 1) > 0)
        close(fd);
    signal(sig, SIG_DFL);
    raise(sig);
}

void
volume_run(uint64_t runs, uint64_t seed, const char *save)
{
    static input in;
    uint8_t *exact = malloc(VOLUME_MAX); /* ASan sees a read past its end */

    if (!exact)
        abort();
    state = seed;
    save_to = save;
    signal(SIGABRT, on_signal);
    signal(SIGSEGV, on_signal);
    for (; runs; runs--) {
        make(&in);
        now = memcpy(exact + VOLUME_MAX - in.n, in.p, in.n);
        now_len = in.n;
        (void)LLVMFuzzerTestOneInput(now, in.n);
    }
    free(exact);
    free(kept);
    kept = NULL;
    num_kept = cap_kept = 0;
}
