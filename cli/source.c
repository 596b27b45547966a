#define _POSIX_C_SOURCE 200809L
#include "cli/source.h"

#include "cli/cli.h"
#include "eml/mbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A directory that a link led to: once is enough, or links that lead to each
 * other would make a walk without end. */
typedef struct linked {
    struct linked *next;
    uint64_t device, inode;
} linked;

/* A directory being walked: an explicit stack, not recursion. */
typedef struct walk {
    struct walk *outer;
    char *path;
    char **names;
    const uint8_t *kinds;
    size_t at;
    bool maildir;
    eml_os_entry self;
} walk;

struct source {
    char **args;
    size_t num_args, at;
    source_format format;
    source_newline newline;
    walk *dirs;
    linked *links;
    char *path; /* of the open file, when found in a directory */
    const char *shown;
    eml_os_file file;
    bool is_open;
    size_t index;
    bool in_mbox;
    size_t cursor; /* in an mbox */
    eml_cx cx;     /* of the container */
    eml_arena arena;
    eml_diag *diags;
    place place;
    eml_mbox_variant variant;
    uint8_t nl;
    bool nl_auto;
    uint64_t seen;
};

source *
source_new(char **args, size_t num_args, source_format format,
           source_newline newline)
{
    source *s = calloc(1, sizeof *s);

    if (s) {
        s->args = args;
        s->num_args = num_args;
        s->format = format;
        s->newline = newline;
        eml_arena_init(&s->arena, &cli_alloc, 0);
    }
    return s;
}

uint64_t
source_bytes_seen(const source *s)
{
    return s->seen;
}

static void
close_file(source *s)
{
    if (s->is_open) {
        s->seen += s->file.bytes.n;
        eml_os_file_close(&s->file);
    }
    s->is_open = false;
    s->in_mbox = false;
    free(s->path);
    s->path = NULL;
}

static void
leave_dir(source *s)
{
    walk *w = s->dirs;

    s->dirs = w->outer;
    free(w->names);
    free(w->path);
    free(w);
}

static void
forget_links(source *s)
{
    while (s->links) {
        linked *l = s->links;

        s->links = l->next;
        free(l);
    }
}

void
source_free(source *s)
{
    if (!s)
        return;
    close_file(s);
    while (s->dirs)
        leave_dir(s);
    forget_links(s);
    free(s->diags);
    eml_arena_fini(&s->arena);
    free(s);
}

static char *
join(const char *dir, const char *name)
{
    size_t a = strlen(dir), b = strlen(name);
    char *p = malloc(a + b + 2);

    if (!p)
        return NULL;
    memcpy(p, dir, a);
    if (a && dir[a - 1] != '/')
        p[a++] = '/';
    memcpy(p + a, name, b + 1);
    return p;
}

static bool
has_subdir(const char *dir, const char *name)
{
    char *p = join(dir, name);
    bool is = p && eml_os_is_dir(p);

    free(p);
    return is;
}

static bool
push_dir(source *s, char *path, bool maildir)
{
    walk *w = calloc(1, sizeof *w);
    size_t n;

    if (!w)
        return false;
    w->path = path;
    w->maildir = maildir;
    errno = eml_os_look(path, &w->self);
    w->names = errno ? NULL : eml_os_list(path, &n, &w->kinds);
    if (!w->names) {
        free(w);
        return false;
    }
    w->outer = s->dirs;
    s->dirs = w;
    return true;
}

static int
cannot_read(const char *path, int err, char *owned)
{
    cli_error("%s: %s", path, strerror(err));
    free(owned);
    return EML_E_MISUSE;
}

/* A Maildir has cur, new and tmp; messages lie in the first two. */
static int
enter_dir(source *s, char *path)
{
    bool maildir = has_subdir(path, "cur") && has_subdir(path, "new") &&
                   has_subdir(path, "tmp");

    if (s->format == SOURCE_MAILDIR && !maildir && !s->dirs) {
        cli_error("%s: not a Maildir", path);
        free(path);
        return EML_E_MISUSE;
    }
    if (!push_dir(s, path, maildir))
        return cannot_read(path, errno, path);
    return EML_OK;
}

/* In a Maildir, tmp holds what is not delivered yet; files beside the three
 * folders are not messages, but an index of somebody's. */
static bool
skipped(const walk *w, const char *name)
{
    return name[0] == '.' || (w->maildir && strcmp(name, "tmp") == 0);
}

/* The label of a generated message lies beside it: X.json, and X.eml. Names are
 * in the order of their bytes, so those that begin with "X." are side by side,
 * and X.eml comes first. */
static bool
is_label(const walk *w, size_t at)
{
    const char *name = w->names[at];
    size_t n = strlen(name);

    if (n < 5 || memcmp(name + n - 5, ".json", 5) != 0)
        return false;
    n -= 4;
    while (at-- > 0 && strncmp(w->names[at], name, n) == 0)
        if (strcmp(w->names[at] + n, "eml") == 0)
            return true;
    return false;
}

/* The form in which lines end at rest (--newline): no CR anywhere, and at least
 * one LF, is LF. */
static void
choose_newline(source *s)
{
    eml_span b = s->file.bytes;

    s->nl = s->newline == SOURCE_NL_LF ? EML_NL_LF : EML_NL_CRLF;
    s->nl_auto = false;
    if (s->newline == SOURCE_NL_AUTO && b.n && !memchr(b.p, '\r', b.n) &&
        memchr(b.p, '\n', b.n)) {
        s->nl = EML_NL_LF;
        s->nl_auto = true;
    }
}

bool
source_begins_mbox(eml_span b)
{
    size_t i = 5;

    if (b.n < 5 || memcmp(b.p, "From ", 5) != 0)
        return false;
    while (i < b.n && (b.p[i] == ' ' || b.p[i] == '\t'))
        i++;
    return i == b.n || b.p[i] != ':';
}

static bool
choose_mbox(source *s)
{
    eml_span b = s->file.bytes;

    switch (s->format) {
    case SOURCE_MBOX:
        s->variant = EML_MBOX_RD;
        return true;
    case SOURCE_MBOXO:
        s->variant = EML_MBOX_O;
        return true;
    case SOURCE_MBOXCL:
        s->variant = EML_MBOX_CL;
        return true;
    case SOURCE_MBOXCL2:
        s->variant = EML_MBOX_CL2;
        return true;
    case SOURCE_AUTO:
        s->variant = EML_MBOX_AUTO;
        return source_begins_mbox(b);
    case SOURCE_EML:
    case SOURCE_MAILDIR:
        break;
    }
    return false;
}

/* s->file is open. */
static void
begin_file(source *s, const char *shown, char *owned)
{
    s->is_open = true;
    s->path = owned;
    s->shown = shown;
    s->cursor = s->index = 0;
    choose_newline(s);
    s->cx = (eml_cx){.origin = s->file.bytes.p,
                     .newline = s->nl,
                     .diags = s->diags,
                     .diags_cap = s->cx.diags_cap,
                     .arena = &s->arena};
    s->in_mbox = choose_mbox(s);
    place_init(&s->place, s->file.bytes);
}

static int
open_file(source *s, const char *shown, char *owned)
{
    int err = eml_os_file_open(&s->file, shown);

    if (err)
        return cannot_read(shown, err, owned);
    begin_file(s, shown, owned);
    return EML_OK;
}

/* Whether a link leads to where the walk is, or one has led there before. */
static bool
seen_link(source *s, const eml_os_entry *e)
{
    linked *l;

    for (const walk *w = s->dirs; w; w = w->outer)
        if (w->self.device == e->device && w->self.inode == e->inode)
            return true;
    for (l = s->links; l; l = l->next)
        if (l->device == e->device && l->inode == e->inode)
            return true;
    l = cli_alloc.alloc(NULL, sizeof *l);
    *l = (linked){s->links, e->device, e->inode};
    s->links = l;
    return false;
}

static int
next_in_dir(source *s)
{
    walk *w = s->dirs;
    const char *name = w->names[w->at];
    eml_os_entry e = {.kind = EML_OS_UNKNOWN};
    char *path;
    int err;

    if (!name) {
        leave_dir(s);
        return EML_OK;
    }
    e.kind = w->kinds[w->at++];
    if (skipped(w, name) || (!w->maildir && is_label(w, w->at - 1)))
        return EML_OK;
    path = join(w->path, name);
    if (!path)
        return cannot_read(name, ENOMEM, NULL);
    if (e.kind == EML_OS_FILE && !w->maildir) {
        err = eml_os_file_open_regular(&s->file, path);
        if (!err) {
            begin_file(s, path, path);
            return EML_OK;
        }
        if (err != EAGAIN)
            return cannot_read(path, err, path);
        e.kind = EML_OS_UNKNOWN; /* it is another thing by now */
    }
    if (e.kind == EML_OS_UNKNOWN && (err = eml_os_look(path, &e)) != 0)
        return cannot_read(path, err, path);
    if (e.kind == EML_OS_FILE && !w->maildir)
        return open_file(s, path, path);
    if (e.kind == EML_OS_DIR && !(e.is_link && seen_link(s, &e)))
        return enter_dir(s, path);
    free(path); /* a FIFO or a socket is no message either */
    return EML_OK;
}

static int
next_argument(source *s)
{
    char *arg;

    if (s->at == s->num_args)
        return EML_END;
    arg = s->args[s->at++];
    if (strcmp(arg, "-") != 0 && eml_os_is_dir(arg)) {
        char *path = strdup(arg);

        forget_links(s);
        return path ? enter_dir(s, path) : cannot_read(arg, ENOMEM, NULL);
    }
    return open_file(s, arg, NULL);
}

static void
fill(source *s, eml_span stored, eml_span message, source_item *item)
{
    *item = (source_item){
        .file = s->shown,
        .index = s->in_mbox ? s->index : 0,
        .message = message,
        .stored = stored,
        .whole = s->file.bytes,
        .base = (uint64_t)(stored.p - s->file.bytes.p),
        .newline = s->nl,
        .stored_form = s->nl_auto,
        .at = &s->place,
        .container = s->diags,
        .num_container = s->cx.num_diags,
    };
}

/* More room for the container's findings; true when there was not enough. */
static bool
make_room(source *s)
{
    size_t n = s->cx.num_diags;

    if (n <= s->cx.diags_cap)
        return false;
    free(s->diags);
    s->diags = cli_alloc.alloc(NULL, n * sizeof *s->diags);
    s->cx.diags = s->diags;
    s->cx.diags_cap = n;
    return true;
}

/* The next message of the open file; EML_END when there is none left. */
static int
next_in_file(source *s, source_item *item)
{
    eml_mbox_message m;
    eml_span message;
    size_t start = s->cursor;

    s->cx.num_diags = 0;
    if (!s->in_mbox) {
        if (s->index++)
            return EML_END;
        fill(s, s->file.bytes, s->file.bytes, item);
        return EML_OK;
    }
    do {
        s->cx.num_diags = 0;
        s->cursor = start;
        eml_arena_reset(&s->arena);
        if (eml_mbox_split(&s->cx, s->file.bytes, s->variant, &s->cursor, &m) !=
            EML_OK)
            return EML_END;
        if (m.from.n == 0) /* MBOX_FROM was said; the message is all there is */
            m.message = m.junk;
        message = m.message;
        /* what the splitter took for counted bytes is quoted all the same */
        if ((m.num_quotes || m.from.n == 0 || s->variant == EML_MBOX_CL) &&
            eml_mbox_unquote(&s->cx, s->variant, m.message, &message) != EML_OK)
            return cannot_read(s->shown, ENOMEM, NULL);
    } while (make_room(s));
    s->index++;
    fill(s, m.message, message, item);
    return EML_OK;
}

int
source_next(source *s, source_item *item)
{
    for (;;) {
        int rc;

        if (s->is_open) {
            rc = next_in_file(s, item);
            if (rc != EML_END)
                return rc;
            close_file(s);
        }
        rc = s->dirs ? next_in_dir(s) : next_argument(s);
        if (rc != EML_OK)
            return rc;
    }
}

bool
source_format_named(const char *name, source_format *out)
{
    static const char *const names[] = {"auto",   "eml",     "mbox",   "mboxo",
                                        "mboxcl", "mboxcl2", "maildir"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) {
            *out = (source_format)i;
            return true;
        }
    return false;
}

bool
source_newline_named(const char *name, source_newline *out)
{
    static const char *const names[] = {"auto", "crlf", "lf"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) {
            *out = (source_newline)i;
            return true;
        }
    return false;
}
