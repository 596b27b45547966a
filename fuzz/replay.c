/* Stands in for a fuzzing engine: runs the target on the empty input, then on
 * every file that its arguments name, going down into directories. So `make
 * check` replays saved inputs with any compiler. With -random=N it runs N more,
 * always the same: for targets that make something of any bytes. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

static unsigned long inputs;

/* The target gets an exact-size heap copy, so that ASan sees an over-read. */
static void
run(const uint8_t *data, size_t n)
{
    uint8_t *exact = malloc(n);

    if (!exact) {
        if (n)
            abort();
        exact = malloc(1);
        if (!exact)
            abort();
    }
    if (n)
        memcpy(exact, data, n);
    (void)LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    inputs++;
}

static int
replay_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *buf = NULL;
    size_t n = 0, cap = 0;
    int bad = 0;

    if (!f) {
        perror(path);
        return 1;
    }
    for (;;) {
        if (n == cap) {
            uint8_t *more;

            cap = cap ? 2 * cap : 1 << 16;
            more = realloc(buf, cap);
            if (!more)
                abort();
            buf = more;
        }
        size_t got = fread(buf + n, 1, cap - n, f);
        if (got == 0)
            break;
        n += got;
    }
    if (ferror(f)) {
        perror(path);
        bad = 1;
    }
    fclose(f);
    if (!bad) {
        /* flushed first: after a crash it is the last line of the log */
        printf("%s (%zu bytes)\n", path, n);
        fflush(stdout);
        run(buf, n);
    }
    free(buf);
    return bad;
}

static int replay(const char *path);

static int
replay_dir(const char *path)
{
    struct dirent **entry;
    int n = scandir(path, &entry, NULL, alphasort), bad = 0;

    if (n < 0) {
        perror(path);
        return 1;
    }
    for (int i = 0; i < n; i++) {
        size_t len = strlen(path) + strlen(entry[i]->d_name) + 2;
        char *child = malloc(len);

        if (!child)
            abort();
        snprintf(child, len, "%s/%s", path, entry[i]->d_name);
        if (entry[i]->d_name[0] != '.')
            bad |= replay(child);
        free(child);
        free(entry[i]);
    }
    free(entry);
    return bad;
}

static int
replay(const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        perror(path);
        return 1;
    }
    return S_ISDIR(st.st_mode) ? replay_dir(path) : replay_file(path);
}

/* xorshift64* */
static uint32_t
next_random(uint64_t *x)
{
    *x ^= *x >> 12;
    *x ^= *x << 25;
    *x ^= *x >> 27;
    return (uint32_t)(*x * UINT64_C(0x2545f4914f6cdd1d) >> 32);
}

/* Input k depends on k alone. */
static void
run_random(unsigned long k)
{
    uint64_t x = UINT64_C(0x9e3779b97f4a7c15) * (k + 1);
    uint8_t bytes[256];
    size_t n = 1 + next_random(&x) % (k % 4 ? 40 : sizeof bytes);

    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)next_random(&x);
    printf("random input %lu (%zu bytes)\n", k, n);
    fflush(stdout);
    run(bytes, n);
}

int
main(int argc, char **argv)
{
    int bad = 0;

    run((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        unsigned long num;

        if (sscanf(argv[i], "-random=%lu", &num) != 1)
            bad |= replay(argv[i]);
        else
            for (unsigned long k = 0; k < num; k++)
                run_random(k);
    }
    printf("%s: %lu inputs\n", argv[0], inputs);
    return bad;
}
