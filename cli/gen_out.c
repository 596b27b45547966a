#define _POSIX_C_SOURCE 200809L
#include "cli/gen_out.h"
#include "cli/cli.h"

#include "eml/mbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gen_format
gen_format_named(const char *name)
{
    static const char *const names[] = {"eml", "dir", "maildir", "mbox",
                                        "jsonl"};

    for (unsigned i = 0; i < GEN_FORMATS; i++)
        if (strcmp(names[i], name) == 0)
            return (gen_format)i;
    return GEN_FORMATS;
}

static int
trouble(const char *path, const char *what)
{
    return cli_error("gen: %s%s: %s", path, what, strerror(errno));
}

/* ---- folders
 * -------------------------------------------------------------------- */

/* Opens the folder `name` in `in`, made if need be. */
static int
folder(int in, const char *name)
{
    if (mkdirat(in, name, 0777) != 0 && errno != EEXIST)
        return -1;
    return openat(in, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int
open_dir(gen_out *o)
{
    o->messages_dir = folder(AT_FDCWD, o->path);
    if (o->messages_dir < 0)
        return trouble(o->path, "");
    o->labels_dir = o->messages_dir;
    return 0;
}

/* PATH with an ending. */
static int
name_labels(gen_out *o, const char *ending)
{
    size_t n = strlen(o->path) + strlen(ending) + 1;

    o->label_path = malloc(n);
    if (!o->label_path)
        return cli_error("gen: out of memory");
    snprintf(o->label_path, n, "%s%s", o->path, ending);
    return 0;
}

/* Labels are not in it, where they could be taken for messages. */
static int
open_maildir(gen_out *o)
{
    static const char *const others[] = {"/cur", "/tmp"};
    int dir = folder(AT_FDCWD, o->path), rc = 0;

    if (dir < 0)
        return trouble(o->path, "");
    for (size_t i = 0; i < 2 && !rc; i++) {
        int fd = folder(dir, others[i] + 1);

        if (fd < 0)
            rc = trouble(o->path, others[i]);
        else
            close(fd);
    }
    if (!rc && (o->messages_dir = folder(dir, "new")) < 0)
        rc = trouble(o->path, "/new");
    close(dir);
    if (rc || !o->labels)
        return rc;
    rc = name_labels(o, ".labels");
    if (!rc && (o->labels_dir = folder(AT_FDCWD, o->label_path)) < 0)
        rc = trouble(o->label_path, "");
    return rc;
}

static bool
write_all(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;

    while (n) {
        ssize_t wrote = write(fd, p, n);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return false;
        p += wrote;
        n -= (size_t)wrote;
    }
    return true;
}

static bool
write_file(int dir, const char *name, const void *bytes, size_t n)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool ok;
    int why;

    if (fd < 0)
        return false;
    ok = write_all(fd, bytes, n);
    why = errno;
    if (close(fd) == 0 && ok)
        return true;
    if (!ok)
        errno = why;
    why = errno;
    unlinkat(dir, name, 0);
    errno = why;
    return false;
}

static int
put_files(gen_out *o, gen_maker *k, const eml_gen_spec *spec)
{
    const char *in = o->format == GEN_DIR ? "/" : "/new/";
    char name[32];
    int n =
        snprintf(name, sizeof name, "%08llx", (unsigned long long)spec->index);

    if (o->format == GEN_DIR)
        memcpy(name + n, ".eml", 5);
    if (!write_file(o->messages_dir, name, k->m.bytes.p, k->m.bytes.n))
        return cli_error("gen: %s%s%s: %s", o->path, in, name, strerror(errno));
    if (!o->labels)
        return 0;
    memcpy(name + n, ".json", 6);
    if (!write_file(o->labels_dir, name, k->label.p, k->label.n))
        return cli_error("gen: %s/%s: %s",
                         o->label_path ? o->label_path : o->path, name,
                         strerror(errno));
    return 0;
}

/* ---- streams
 * -------------------------------------------------------------------- */

/* Until the program ends: standard output may have one. */
static char buffers[2][1 << 18];

static FILE *
open_stream(const char *path, char *buffer)
{
    FILE *f = strcmp(path, "-") == 0 ? stdout : fopen(path, "wb");

    if (f)
        setvbuf(f, buffer, _IOFBF, sizeof buffers[0]);
    return f;
}

static int
open_streams(gen_out *o)
{
    int rc;

    o->stream = open_stream(o->path, buffers[0]);
    if (!o->stream)
        return trouble(o->path, "");
    if (o->format != GEN_MBOX || !o->labels)
        return 0;
    rc = name_labels(o, ".jsonl");
    if (rc)
        return rc;
    o->label_stream = open_stream(o->label_path, buffers[1]);
    return o->label_stream ? 0 : trouble(o->label_path, "");
}

/* A message that does not end its last line gets a line end: an mbox has no way
 * to say that there is none. */
static bool
put_mbox(gen_out *o, gen_maker *k)
{
    eml_cx cx = {.arena = &k->arena, .newline = EML_NL_LF};
    eml_out out = {.arena = &k->arena};
    eml_span m = k->m.bytes;

    if (!m.n || m.p[m.n - 1] != '\n') {
        eml_out whole = {.arena = &k->arena};

        eml_out_span(&whole, m);
        eml_out_span(&whole, EML_LIT("\r\n"));
        m = eml_out_view(&whole);
    }
    if (eml_mbox_write(&cx, EML_MBOX_RD, EML_LIT("eml@example.org"), 0, m,
                       &out) != EML_OK)
        return false;
    fwrite(out.p, 1, out.n, o->stream);
    return true;
}

static int
put_stream(gen_out *o, gen_maker *k)
{
    if (o->format == GEN_EML)
        fwrite(k->m.bytes.p, 1, k->m.bytes.n, o->stream);
    else if (o->format == GEN_JSONL)
        fwrite(k->label.p, 1, k->label.n, o->stream);
    else if (!put_mbox(o, k))
        return cli_error("gen: out of memory");
    if (o->label_stream)
        fwrite(k->label.p, 1, k->label.n, o->label_stream);
    if (ferror(o->stream))
        return trouble(o->path, "");
    if (o->label_stream && ferror(o->label_stream))
        return trouble(o->label_path, "");
    return 0;
}

/* ---- all
 * ------------------------------------------------------------------------ */

int
gen_out_open(gen_out *o, gen_format format, const char *path, bool labels)
{
    *o = (gen_out){.format = format,
                   .path = path,
                   .labels = labels,
                   .messages_dir = -1,
                   .labels_dir = -1};
    if (format == GEN_DIR)
        return open_dir(o);
    if (format == GEN_MAILDIR)
        return open_maildir(o);
    return open_streams(o);
}

int
gen_out_put(gen_out *o, gen_maker *k, const eml_gen_spec *spec)
{
    return o->messages_dir >= 0 ? put_files(o, k, spec) : put_stream(o, k);
}

static int
close_stream(FILE *f, const char *path, int rc)
{
    bool bad;

    if (!f)
        return rc;
    bad = f == stdout ? fflush(f) != 0 : fclose(f) != 0;
    return bad && !rc ? trouble(path, "") : rc;
}

int
gen_out_close(gen_out *o, int rc)
{
    rc = close_stream(o->stream, o->path, rc);
    rc = close_stream(o->label_stream, o->label_path, rc);
    free(o->label_path);
    if (o->labels_dir >= 0 && o->labels_dir != o->messages_dir)
        close(o->labels_dir);
    if (o->messages_dir >= 0)
        close(o->messages_dir);
    return rc;
}
