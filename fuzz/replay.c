/* Stands in for a fuzzing engine: runs the target on the empty input, then on
 * every file that its arguments name, going down into directories. So `make
 * check` replays saved inputs with any compiler. Options, before the files:
 *
 *     -volume=N     then N more inputs, made from those (volume.h)
 *     -seed=N       other ones
 *     -save=FILE    where the one that breaks something goes */
#define _POSIX_C_SOURCE 200809L
#include "fuzz/volume.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

static unsigned long inputs;
static uint64_t volume, seed = 1;
static const char *save = "volume.input";

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
        if (volume) {
            volume_keep(buf, n);
        } else { /* flushed: after a crash it is the last line of the log */
            printf("%s (%zu bytes)\n", path, n);
            fflush(stdout);
        }
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

static uint64_t
number(const char *s)
{
    uint64_t n = 0;

    for (; *s >= '0' && *s <= '9'; s++)
        n = n * 10 + (uint64_t)(*s - '0');
    return n;
}

/* Whether `arg` is an option. */
static int
option(const char *arg)
{
    if (strncmp(arg, "-volume=", 8) == 0)
        volume = number(arg + 8);
    else if (strncmp(arg, "-seed=", 6) == 0)
        seed = number(arg + 6);
    else if (strncmp(arg, "-save=", 6) == 0)
        save = arg + 6;
    else
        return 0;
    return 1;
}

int
main(int argc, char **argv)
{
    int bad = 0, i = 1;

    while (i < argc && option(argv[i]))
        i++;
    run((const uint8_t *)"", 0);
    for (; i < argc; i++)
        bad |= replay(argv[i]);
    if (volume)
        volume_run(volume, seed, save);
    printf("%s: %llu inputs\n", argv[0], inputs + (unsigned long long)volume);
    return bad;
}
