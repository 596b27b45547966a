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

/* eml_os_file_open reads `path` ("-": standard input) whole. Returns 0 or an
 * errno value; close what was opened with eml_os_file_close. */
int eml_os_file_open(eml_os_file *f, const char *path);
void eml_os_file_close(eml_os_file *f);

/* eml_os_is_dir says whether path is a directory, following links. */
bool eml_os_is_dir(const char *path);

/* eml_os_list returns the names in a directory, sorted by bytes, without "."
 * and "..", NULL at the end, all in one block to be given to free(); *num is
 * their number. NULL with errno set when it cannot be read. */
char **eml_os_list(const char *path, size_t *num);

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
