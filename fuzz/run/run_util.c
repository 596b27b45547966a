/* run_util.c -- see run.h. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz/run/run.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void
room_for(text *t, size_t n)
{
    if (t->n + n + 1 <= t->cap)
        return;
    t->cap = 2 * (t->n + n + 1);
    t->p = realloc(t->p, t->cap);
    if (!t->p)
        abort();
}

void
text_put(text *t, const char *p, size_t n)
{
    room_for(t, n);
    if (n)
        memcpy(t->p + t->n, p, n);
    t->n += n;
    t->p[t->n] = 0;
}

void
text_add(text *t, const char *format, ...)
{
    char none[1];
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(none, sizeof none, format, args);
    va_end(args);
    if (n < 0)
        abort();
    room_for(t, (size_t)n);
    va_start(args, format);
    vsnprintf(t->p + t->n, (size_t)n + 1, format, args);
    va_end(args);
    t->n += (size_t)n;
}

void
text_free(text *t)
{
    free(t->p);
    *t = (text){0};
}

bool
text_load(text *t, const char *path, size_t max)
{
    FILE *f = fopen(path, "rb");
    char some[8192];
    struct stat st;
    size_t n;

    *t = (text){0};
    text_put(t, "", 0);
    if (!f)
        return false;
    if (fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) &&
        (size_t)st.st_size > max)
        fseek(f, -(long)max, SEEK_END);
    while ((n = fread(some, 1, sizeof some, f)) > 0)
        text_put(t, some, n);
    n = (size_t)ferror(f);
    fclose(f);
    return n == 0;
}

bool
text_save(const char *path, const void *p, size_t n)
{
    FILE *f = fopen(path, "wb");
    bool good;

    if (!f)
        return false;
    good = fwrite(p, 1, n, f) == n;
    return fclose(f) == 0 && good;
}

enum { ROOMS = 64 };

const char *
fmt(const char *format, ...)
{
    static char rooms[ROOMS][1024];
    static unsigned turn;
    char *room = rooms[turn++ % ROOMS];
    va_list args;

    va_start(args, format);
    vsnprintf(room, sizeof rooms[0], format, args);
    va_end(args);
    return room;
}

uint64_t
number_of(const char *s)
{
    uint64_t n = 0;

    for (; *s >= '0' && *s <= '9'; s++)
        n = n * 10 + (uint64_t)(*s - '0');
    return n;
}

bool
number_whole(uint64_t *to, const char *s)
{
    size_t n = strspn(s, "0123456789");

    if (!n || n > 9 || s[n])
        return false;
    *to = number_of(s);
    return true;
}

const char *
short_number(uint64_t n)
{
    static const char unit[] = " kMGT";
    uint64_t whole = n, parts = 0; /* thousandths */
    size_t u = 0;

    if (n < 10000)
        return fmt("%llu", (unsigned long long)n);
    for (; whole >= 1000 && u < 4; u++) {
        parts = whole % 1000;
        whole /= 1000;
    }
    if (whole < 10)
        return fmt("%llu.%02llu%c", (unsigned long long)whole,
                   (unsigned long long)parts / 10, unit[u]);
    if (whole < 100)
        return fmt("%llu.%llu%c", (unsigned long long)whole,
                   (unsigned long long)parts / 100, unit[u]);
    return fmt("%llu%c", (unsigned long long)whole, unit[u]);
}

const char *
clock_of(uint64_t ms)
{
    unsigned long long s = ms / 1000;

    if (s >= 3600)
        return fmt("%llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
    return fmt("%llu:%02llu", s / 60, s % 60);
}

uint64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

uint64_t
hash_of(uint64_t h, const void *p, size_t n)
{
    const unsigned char *c = p;

    if (!h)
        h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ c[i]) * 0x100000001b3u;
    return h;
}

bool
file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool
make_dirs(const char *path)
{
    char room[1024];
    size_t n = strlen(path);

    if (n >= sizeof room)
        return false;
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i])
            continue;
        memcpy(room, path, i);
        room[i] = 0;
        if (mkdir(room, 0777) != 0 && errno != EEXIST)
            return false;
    }
    return true;
}

static int
not_dots(const struct dirent *e)
{
    return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

void
remove_tree(const char *path)
{
    struct dirent **all;
    int n = scandir(path, &all, not_dots, alphasort);
    char child[1024];

    for (int i = 0; i < n; i++) {
        snprintf(child, sizeof child, "%s/%s", path, all[i]->d_name);
        if (unlink(child) != 0)
            remove_tree(child);
        free(all[i]);
    }
    if (n >= 0) {
        free(all);
        rmdir(path);
    }
}

size_t
each_file(const char *dir, void (*f)(void *user, const char *path), void *user)
{
    char here[1024];
    struct dirent **all;
    int n;
    char child[2048];
    struct stat st;
    size_t files = 0;

    /* `dir` may be a room of fmt() that `f` uses. */
    snprintf(here, sizeof here, "%s", dir);
    n = scandir(here, &all, not_dots, alphasort);

    for (int i = 0; i < n; i++) {
        snprintf(child, sizeof child, "%s/%s", here, all[i]->d_name);
        if (stat(child, &st) == 0 && S_ISREG(st.st_mode)) {
            files++;
            if (f)
                f(user, child);
        }
        free(all[i]);
    }
    if (n >= 0)
        free(all);
    return files;
}

bool
glob_match(const char *pattern, const char *s)
{
    for (; *pattern && *pattern != '*'; pattern++, s++)
        if (!*s || (*pattern != '?' && *pattern != *s))
            return false;
    if (!*pattern)
        return !*s;
    for (;; s++) {
        if (glob_match(pattern + 1, s))
            return true;
        if (!*s)
            return false;
    }
}
