#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE /* d_type, where there is one */
#include "eml/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void *
heap_alloc(void *user, size_t n)
{
    (void)user;
    return malloc(n);
}

static void
heap_free(void *user, void *p, size_t n)
{
    (void)user;
    (void)n;
    free(p);
}

const eml_alloc eml_os_alloc = {heap_alloc, heap_free, NULL};

static int
read_all(eml_os_file *f, int fd)
{
    size_t cap = 65536, n = 0;
    uint8_t *p = malloc(cap);

    for (;;) {
        ssize_t got;

        if (!p)
            return ENOMEM;
        got = read(fd, p + n, cap - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            int err = got < 0 ? errno : 0;

            if (err) {
                free(p);
                return err;
            }
            break;
        }
        n += (size_t)got;
        if (n > EML_OS_STREAM_MAX) {
            free(p);
            return EFBIG;
        }
        if (n == cap) {
            uint8_t *more = realloc(p, cap *= 2);

            if (!more)
                free(p);
            p = more;
        }
    }
    f->heap = p;
    f->bytes = (eml_span){p, n};
    return 0;
}

/* Mapping a small file costs more than reading it. */
enum { MAP_FROM = 1 << 16 };

static int
open_fd(eml_os_file *f, int fd, const struct stat *st, bool is_stdin)
{
    bool whole;

    if (S_ISDIR(st->st_mode))
        return EISDIR;
    whole = S_ISREG(st->st_mode) && !(is_stdin && lseek(fd, 0, SEEK_CUR) != 0);
    if (whole && (uint64_t)st->st_size > SIZE_MAX)
        return EFBIG;
    if (whole && st->st_size >= MAP_FROM) {
        size_t n = (size_t)st->st_size;
        void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);

        if (p != MAP_FAILED) {
            f->map = p;
            f->size = n;
            f->bytes = (eml_span){p, n};
            return 0;
        }
    }
    if (whole && st->st_size > 0 && st->st_size < MAP_FROM) {
        size_t n = (size_t)st->st_size;
        uint8_t *p = malloc(n);
        ssize_t got = p ? read(fd, p, n) : -1;

        if (got == (ssize_t)n) {
            f->heap = p;
            f->bytes = (eml_span){p, n};
            return 0;
        }
        free(p);
        if (lseek(fd, 0, SEEK_SET) < 0)
            return errno;
    }
    return read_all(f, fd);
}

int
eml_os_file_open(eml_os_file *f, const char *path)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    int rc;

    *f = (eml_os_file){.bytes = EML_NONE};
    if (fd < 0)
        return errno;
    rc = fstat(fd, &st) != 0 ? errno : open_fd(f, fd, &st, is_stdin);
    if (!is_stdin)
        close(fd);
    return rc;
}

int
eml_os_file_open_regular(eml_os_file *f, const char *path)
{
    /* to open a FIFO would be to wait for who writes to it */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc;
    struct stat st;

    *f = (eml_os_file){.bytes = EML_NONE};
    if (fd < 0)
        return errno == ENXIO ? EAGAIN : errno; /* a socket */
    if (fstat(fd, &st) != 0)
        rc = errno;
    else
        rc = S_ISREG(st.st_mode) ? open_fd(f, fd, &st, false) : EAGAIN;
    close(fd);
    return rc;
}

void
eml_os_file_close(eml_os_file *f)
{
    if (f->map)
        munmap(f->map, f->size);
    free(f->heap);
    *f = (eml_os_file){.bytes = EML_NONE};
}

bool
eml_os_is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int
eml_os_look(const char *path, eml_os_entry *e)
{
    struct stat st, own;

    if (stat(path, &st) != 0 || lstat(path, &own) != 0)
        return errno;
    *e = (eml_os_entry){.kind = S_ISDIR(st.st_mode)   ? EML_OS_DIR
                                : S_ISREG(st.st_mode) ? EML_OS_FILE
                                                      : EML_OS_OTHER,
                        .is_link = S_ISLNK(own.st_mode),
                        .device = (uint64_t)st.st_dev,
                        .inode = (uint64_t)st.st_ino};
    return 0;
}

/* A name while the directory is read: what it is, and its bytes. */
typedef struct entry {
    uint8_t kind;
    char name[];
} entry;

static int
by_bytes(const void *a, const void *b)
{
    const entry *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

/* readdir need not know: then, as for a link, eml_os_look says it. */
static uint8_t
kind_of(const struct dirent *e)
{
#ifdef DT_REG
    if (e->d_type == DT_REG)
        return EML_OS_FILE;
    if (e->d_type == DT_DIR)
        return EML_OS_DIR;
#else
    (void)e;
#endif
    return EML_OS_UNKNOWN;
}

static entry *
entry_new(const struct dirent *e)
{
    size_t len = strlen(e->d_name) + 1;
    entry *n = malloc(sizeof *n + len);

    if (n) {
        n->kind = kind_of(e);
        memcpy(n->name, e->d_name, len);
    }
    return n;
}

/* All in one block: the pointers, the names, their kinds. */
static char **
one_block(entry *const *names, size_t n, size_t bytes, const uint8_t **kinds)
{
    char **block = malloc((n + 1) * sizeof *block + bytes + n);
    char *at, *kind;

    if (!block)
        return NULL;
    at = (char *)(block + n + 1);
    kind = at + bytes;
    if (kinds)
        *kinds = (const uint8_t *)kind;
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(names[i]->name) + 1;

        block[i] = memcpy(at, names[i]->name, len);
        at += len;
        kind[i] = (char)names[i]->kind;
    }
    block[n] = NULL;
    return block;
}

char **
eml_os_list(const char *path, size_t *num, const uint8_t **kinds)
{
    DIR *d = opendir(path);
    size_t n = 0, cap = 64, bytes = 0;
    entry **names = d ? malloc(cap * sizeof *names) : NULL;
    struct dirent *e;
    char **block = NULL;

    *num = 0;
    if (!names)
        goto done;
    for (;;) {
        errno = 0;
        e = readdir(d);
        if (!e && errno)
            goto done;
        if (!e)
            break;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (n == cap) {
            entry **more = realloc(names, (cap *= 2) * sizeof *names);

            if (!more)
                goto done;
            names = more;
        }
        names[n] = entry_new(e);
        if (!names[n])
            goto done;
        bytes += strlen(names[n++]->name) + 1;
    }
    qsort(names, n, sizeof *names, by_bytes);
    block = one_block(names, n, bytes, kinds);
    *num = block ? n : 0;
done:
    for (size_t i = 0; names && i < n; i++)
        free(names[i]);
    free(names);
    if (d)
        closedir(d);
    return block;
}
