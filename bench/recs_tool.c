/* recs -- makes record files (recs.h) from plain files.
 *
 *     recs pack OUT DIR...        every file under the DIRs, in byte order of
 *                                 their paths; nothing is converted
 *     recs crlf OUT IN            the same messages with every lone LF made
 *                                 CRLF, as they would travel by SMTP
 *     recs sample OUT IN BYTES    every k-th message, about BYTES in all
 *     recs list IN                one line a record: its index and length */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "recs.h"

enum { MAX_DIR_DEPTH = 32 };

struct paths {
    char **v;
    size_t num, cap;
};

static void
die(const char *what)
{
    perror(what);
    exit(1);
}

static void
add_path(struct paths *l, char *path)
{
    if (l->num == l->cap) {
        l->cap = l->cap != 0 ? 2 * l->cap : 256;
        l->v = realloc(l->v, l->cap * sizeof *l->v);
        if (l->v == NULL)
            die("recs");
    }
    l->v[l->num++] = path;
}

static char *
join(const char *dir, const char *name)
{
    size_t room = strlen(dir) + strlen(name) + 2;
    char *s = malloc(room);

    if (s == NULL)
        die("recs");
    snprintf(s, room, "%s/%s", dir, name);
    return s;
}

/* Names that begin with a dot are not messages. */
static void
find_files(struct paths *l, const char *dir, unsigned depth)
{
    DIR *d = opendir(dir);
    struct dirent *e;

    if (d == NULL)
        die(dir);
    while ((e = readdir(d)) != NULL) {
        struct stat st;
        char *path;

        if (e->d_name[0] == '.')
            continue;
        path = join(dir, e->d_name);
        if (lstat(path, &st) < 0)
            die(path);
        if (S_ISREG(st.st_mode) && st.st_size > 0) {
            add_path(l, path);
            continue;
        }
        if (S_ISDIR(st.st_mode) && depth < MAX_DIR_DEPTH)
            find_files(l, path, depth + 1);
        free(path);
    }
    closedir(d);
}

static int
by_bytes(const void *x, const void *y)
{
    const char *const *a = x, *const *b = y;

    return strcmp(*a, *b);
}

static void
put_record(FILE *out, const uint8_t *p, size_t n)
{
    uint8_t length[4];

    if (n > UINT32_MAX) {
        errno = EFBIG;
        die("recs");
    }
    recs_put_length(length, (uint32_t)n);
    if (fwrite(length, 1, 4, out) != 4 || fwrite(p, 1, n, out) != n)
        die("recs: write");
}

static void
pack_file(FILE *out, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    uint8_t *p;
    size_t n;

    if (f == NULL || stat(path, &st) < 0)
        die(path);
    n = (size_t)st.st_size;
    p = malloc(n);
    if (p == NULL || fread(p, 1, n, f) != n)
        die(path);
    fclose(f);
    put_record(out, p, n);
    free(p);
}

static void
pack(FILE *out, int num_dirs, char **dirs)
{
    struct paths l = {NULL, 0, 0};

    for (int i = 0; i < num_dirs; i++)
        find_files(&l, dirs[i], 0);
    if (l.num > 0)
        qsort(l.v, l.num, sizeof *l.v, by_bytes);
    for (size_t i = 0; i < l.num; i++) {
        pack_file(out, l.v[i]);
        free(l.v[i]);
    }
    fprintf(stderr, "recs: %zu files\n", l.num);
    free(l.v);
}

static void
crlf(FILE *out, const recs *in)
{
    for (size_t i = 0; i < in->num; i++) {
        const uint8_t *p = in->item[i].p;
        size_t n = in->item[i].n, m = 0;
        uint8_t *q = malloc(2 * n + 1);

        if (q == NULL)
            die("recs");
        for (size_t k = 0; k < n; k++) {
            if (p[k] == '\n' && (k == 0 || p[k - 1] != '\r'))
                q[m++] = '\r';
            q[m++] = p[k];
        }
        put_record(out, q, m);
        free(q);
    }
}

/* Every k-th record, so that long and short ones keep their shares. */
static void
sample(FILE *out, const recs *in, uint64_t want)
{
    uint64_t step = (in->num_bytes + want / 2) / want;

    for (uint64_t i = step / 2; i<in->num; i += step> 0 ? step : 1)
        put_record(out, in->item[i].p, in->item[i].n);
}

static bool
get_size(const char *s, uint64_t *out)
{
    uint64_t n = 0;

    for (; *s >= '0' && *s <= '9' && n < UINT32_MAX; s++)
        n = n * 10 + (uint64_t)(*s - '0');
    *out = n;
    return *s == '\0' && n > 0;
}

static void
list(const recs *in)
{
    for (size_t i = 0; i < in->num; i++)
        printf("%zu\t%zu\n", i, in->item[i].n);
}

static int
usage(void)
{
    fputs("usage: recs pack OUT DIR...\n"
          "       recs crlf OUT IN\n"
          "       recs sample OUT IN BYTES\n"
          "       recs list IN\n",
          stderr);
    return 2;
}

static int
convert(const char *verb, FILE *out, const char *in_path, uint64_t want)
{
    recs in;

    if (recs_open(&in, in_path) < 0)
        return 1;
    if (strcmp(verb, "crlf") == 0)
        crlf(out, &in);
    else
        sample(out, &in, want);
    recs_close(&in);
    return 0;
}

int
main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    uint64_t want = 0;
    bool is_pack = strcmp(verb, "pack") == 0 && argc > 3;
    bool is_crlf = strcmp(verb, "crlf") == 0 && argc == 4;
    bool is_sample =
        strcmp(verb, "sample") == 0 && argc == 5 && get_size(argv[4], &want);
    int rc = 0;
    FILE *out;

    if (strcmp(verb, "list") == 0 && argc == 3) {
        recs in;

        if (recs_open(&in, argv[2]) < 0)
            return 1;
        list(&in);
        recs_close(&in);
        return 0;
    }
    if (!is_pack && !is_crlf && !is_sample)
        return usage();
    out = fopen(argv[2], "wb");
    if (out == NULL)
        die(argv[2]);
    if (is_pack)
        pack(out, argc - 3, argv + 3);
    else
        rc = convert(verb, out, argv[3], want);
    if (fclose(out) != 0)
        die(argv[2]);
    return rc;
}
