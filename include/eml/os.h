#ifndef EML_OS_H
#define EML_OS_H
/* os.h -- what a program on a Unix needs around the library: files in memory,
 * directories, memory, digests. Layer: os/posix. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_os_alloc is malloc and free. */
extern const eml_alloc eml_os_alloc;

/* eml_os_file is a file's bytes: mapped, or read when it cannot be mapped. */
typedef struct eml_os_file {
    eml_span bytes;
    void *map;  /* unmapped on close */
    void *heap; /* freed on close */
    size_t size;
} eml_os_file;

/* eml_os_file_open reads `path` ("-": standard input) whole, from where it
 * stands. What has no end but is no file ends at EML_OS_STREAM_MAX bytes, with
 * EFBIG. Returns 0 or an errno value; close what was opened with
 * eml_os_file_close. A mapped file that is made shorter while it is open raises
 * SIGBUS when read past its end. */
#define EML_OS_STREAM_MAX ((uint64_t)4 << 30)
int eml_os_file_open(eml_os_file *f, const char *path);
/* eml_os_file_open_regular opens what was a regular file when it was looked
 * at: EAGAIN when another thing is there by now, for which it does not wait. */
int eml_os_file_open_regular(eml_os_file *f, const char *path);
void eml_os_file_close(eml_os_file *f);

/* eml_os_is_dir says whether path is a directory, following links. */
bool eml_os_is_dir(const char *path);

typedef enum eml_os_kind {
    EML_OS_FILE,
    EML_OS_DIR,
    EML_OS_OTHER,
    EML_OS_UNKNOWN
} eml_os_kind;

/* eml_os_entry says what a path is; `is_link` when it is a symbolic link, the
 * other members being of what that leads to. */
typedef struct eml_os_entry {
    eml_os_kind kind; /* never EML_OS_UNKNOWN */
    bool is_link;
    uint64_t device, inode;
} eml_os_entry;

/* eml_os_look returns 0 or an errno value. */
int eml_os_look(const char *path, eml_os_entry *e);

/* eml_os_list returns the names in a directory, sorted by bytes, without "."
 * and "..", NULL at the end, all in one block to be given to free(); *num is
 * their number. *kinds, unless `kinds` is NULL, is what each one is as far as
 * the directory says it (enum eml_os_kind), in the same block: of what is
 * neither a file nor a directory, and on some file systems of all,
 * EML_OS_UNKNOWN. NULL with errno set when it cannot be read. */
char **eml_os_list(const char *path, size_t *num, const uint8_t **kinds);

/* SHA-256 (FIPS 180-4) over pieces. `new` may return NULL. */
typedef struct eml_os_sha256 eml_os_sha256;
eml_os_sha256 *eml_os_sha256_new(void);
bool eml_os_sha256_begin(eml_os_sha256 *s);
bool eml_os_sha256_feed(eml_os_sha256 *s, eml_span bytes);
bool eml_os_sha256_end(eml_os_sha256 *s, uint8_t out[32]);
void eml_os_sha256_free(eml_os_sha256 *s);

#ifdef __cplusplus
}
#endif
#endif
