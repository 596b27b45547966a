#ifndef EML_TESTS_FOLDER_H
#define EML_TESTS_FOLDER_H
/* folder.h -- a folder of a test's own. The file that includes it first defines
 * _XOPEN_SOURCE 700. */
#include "tests/table.h"

#include <ftw.h>
#include <sys/stat.h>

typedef struct folder {
    char path[64];
} folder;

static inline folder
folder_make(void)
{
    folder f = {"/tmp/eml-test-XXXXXX"};

    assert_non_null(mkdtemp(f.path));
    return f;
}

static inline int
folder_remove_one_(const char *path, const struct stat *st, int type,
                   struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* With all that is in it. */
static inline void
folder_remove(folder *f)
{
    nftw(f->path, folder_remove_one_, 16, FTW_DEPTH | FTW_PHYS);
}
#endif
