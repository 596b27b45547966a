/* Reading record files: the whole file in one piece. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recs.h"

void
recs_put_length(uint8_t out[4], uint32_t n)
{
    for (unsigned i = 0; i < 4; i++)
        out[i] = (uint8_t)(n >> (8 * i));
}

static size_t
get_length(const uint8_t *p)
{
    return (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 |
           (size_t)p[3] << 24;
}

static uint8_t *
read_all(FILE *f, size_t *len)
{
    size_t cap = (size_t)1 << 20, n = 0, got;
    uint8_t *p = malloc(cap);

    while (p != NULL && (got = fread(p + n, 1, cap - n, f)) > 0) {
        n += got;
        if (n == cap) {
            uint8_t *bigger = realloc(p, cap *= 2);

            if (bigger == NULL)
                free(p);
            p = bigger;
        }
    }
    *len = n;
    return p;
}

/* Finds the records; with `item` NULL it only counts them. */
static int
split(const uint8_t *p, size_t len, recs_item *item, size_t *num)
{
    size_t at = 0, i = 0;

    while (at < len) {
        size_t n;

        if (len - at < 4)
            return -1;
        n = get_length(p + at);
        at += 4;
        if (n > len - at)
            return -1;
        if (item != NULL)
            item[i] = (recs_item){p + at, n};
        i++;
        at += n;
    }
    *num = i;
    return 0;
}

int
recs_open(recs *r, const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t len = 0;

    memset(r, 0, sizeof *r);
    if (f == NULL) {
        perror(path);
        return -1;
    }
    r->base = read_all(f, &len);
    if (ferror(f) || r->base == NULL) {
        perror(path);
        fclose(f);
        recs_close(r);
        return -1;
    }
    fclose(f);
    if (split(r->base, len, NULL, &r->num) < 0 || r->num == 0) {
        fprintf(stderr, "%s: not a record file\n", path);
        recs_close(r);
        return -1;
    }
    r->item = calloc(r->num, sizeof *r->item);
    if (r->item == NULL) {
        perror(path);
        recs_close(r);
        return -1;
    }
    (void)split(r->base, len, r->item, &r->num);
    r->num_bytes = len - 4 * (uint64_t)r->num;
    return 0;
}

void
recs_close(recs *r)
{
    free(r->item);
    free(r->base);
    memset(r, 0, sizeof *r);
}
