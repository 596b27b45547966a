/* run_report.c -- see run.h. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz/run/run.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OWN_FRAMES = 3, RAW_FRAMES = 6, DUMP_MAX = 512, PASTE_MAX = 2048 };

/* What the run-time libraries say, and what it is called here. `from`: where in
 * the line the words begin that tell one from another; NULL: at none. */
static const struct say {
    const char *mark, *kind, *from, *what;
} says[] = {
    {": FUZZ_CHECK(", "check", "FUZZ_CHECK(", NULL},
    {": runtime error: ", "undefined", "runtime error: ", NULL},
    {"ERROR: AddressSanitizer: ", "address", "AddressSanitizer: ", NULL},
    {"ERROR: LeakSanitizer", "leak", NULL, "memory is not given back"},
    {"WARNING: MemorySanitizer: ", "memory", "MemorySanitizer: ", NULL},
    {"ERROR: libFuzzer: timeout", "timeout", NULL, "it takes too long"},
    {"ERROR: libFuzzer: out-of-memory", "oom", NULL,
     "it takes too much memory"},
    {"ERROR: libFuzzer: fuzz target exited", "exit", NULL, "it calls exit()"},
    {"ERROR: libFuzzer: deadly signal", "signal", NULL, "a deadly signal"},
};

static const char *const own_folders[] = {"core/",       "parsers/", "grammar/",
                                          "generators/", "stack/",   "os/",
                                          "fuzz/",       "tests/"};

/* `path` from the root of the project on; NULL when it is none of ours. */
static const char *
own_path(const char *path)
{
    char here[1024];
    size_t n;

    if (getcwd(here, sizeof here)) {
        n = strlen(here);
        if (strncmp(path, here, n) == 0 && path[n] == '/')
            path += n + 1;
    }
    for (size_t i = 0; i < sizeof own_folders / sizeof own_folders[0]; i++)
        if (strncmp(path, own_folders[i], strlen(own_folders[i])) == 0)
            return path;
    return NULL;
}

static void
set_text(char *to, size_t room, const char *p, size_t n)
{
    if (n >= room)
        n = room - 1;
    memcpy(to, p, n);
    to[n] = 0;
}

/* "fuzz/x.c:61:5" without the column. */
static size_t
place_len(const char *p, size_t n)
{
    size_t colons = 0, i = 0;

    for (; i < n && p[i] != ' '; i++)
        if (p[i] == ':' && ++colons == 2)
            break;
    while (i && p[i - 1] == ':')
        i--;
    return i;
}

/* The line that names what broke. */
static bool
take_what(broke *b, const char *line, size_t n, const struct say *s)
{
    char room[512];
    const char *at, *place;

    set_text(room, sizeof room, line, n);
    at = strstr(room, s->mark);
    if (!at)
        return false;
    set_text(b->kind, sizeof b->kind, s->kind, strlen(s->kind));
    if (s->what) {
        set_text(b->what, sizeof b->what, s->what, strlen(s->what));
        return true;
    }
    at = strstr(room, s->from);
    if (at && s->kind[0] != 'c')
        at += strlen(s->from);
    n = strlen(at);
    if (s->kind[0] == 'a' || s->kind[0] == 'm') /* one word, then addresses */
        n = strcspn(at, " ");
    set_text(b->what, sizeof b->what, at, n);
    place = own_path(room);
    if (place && (s->kind[0] == 'c' || s->kind[0] == 'u'))
        set_text(b->place, sizeof b->place, place,
                 place_len(place, strlen(place)));
    return true;
}

static void
add_frame(broke *b, const char *name, size_t name_len, const char *place)
{
    size_t n = strlen(b->frames);

    snprintf(b->frames + n, sizeof b->frames - n, "%s%.*s %s", n ? " < " : "",
             (int)name_len, name, place);
}

/* "    #1 0x55.. in eml_x /work/eml/core/x.c:12:3" or, without names,
 * "    #1 0x55..  (/path/fuzz_x+0x1234)". Returns whether it is a frame. */
static bool
take_frame(broke *b, const char *line, size_t n, unsigned *own, unsigned *raw)
{
    char room[512], place[160];
    const char *at, *name, *file;

    set_text(room, sizeof room, line, n);
    at = room + strspn(room, " ");
    if (*at != '#' || at[1] < '0' || at[1] > '9')
        return false;
    if (*raw < RAW_FRAMES && (name = strstr(at, "+0x")) != NULL) {
        (*raw)++;
        b->exact = hash_of(b->exact, name, strcspn(name, ")"));
    }
    name = strstr(at, " in ");
    if (!name || *own == OWN_FRAMES)
        return true;
    name += 4;
    file = own_path(name + strcspn(name, " ") +
                    strspn(name + strcspn(name, " "), " "));
    if (!file || strncmp(file, "fuzz/replay.c", 13) == 0)
        return true;
    set_text(place, sizeof place, file, place_len(file, strlen(file)));
    add_frame(b, name, strcspn(name, " "), place);
    b->key = hash_of(b->key, name, strcspn(name, " "));
    if (!b->place[0])
        set_text(b->place, sizeof b->place, place, strlen(place));
    (*own)++;
    return true;
}

/* The words alone: numbers and addresses differ from run to run. */
static uint64_t
hash_words(uint64_t h, const char *s)
{
    for (; *s; s++) {
        if (s[0] == '0' && s[1] == 'x')
            s += 1 + strspn(s + 2, "0123456789abcdef");
        else if (*s < '0' || *s > '9')
            h = hash_of(h, s, 1);
    }
    return h;
}

static void
died(broke *b, int wait_status)
{
    if (WIFSIGNALED(wait_status)) {
        snprintf(b->kind, sizeof b->kind, "%s",
                 WTERMSIG(wait_status) == SIGALRM ? "timeout" : "signal");
        snprintf(b->what, sizeof b->what, "signal %d", WTERMSIG(wait_status));
    } else {
        snprintf(b->kind, sizeof b->kind, "exit");
        snprintf(b->what, sizeof b->what, "exit status %d",
                 WEXITSTATUS(wait_status));
    }
}

bool
broke_of(broke *b, const char *log, size_t n, int wait_status)
{
    const size_t num = sizeof says / sizeof says[0];
    unsigned own = 0, raw = 0;
    size_t which = num;
    bool stack = false, past = false;

    *b = (broke){0};
    while (n) {
        const char *end = memchr(log, '\n', n);
        size_t len = end ? (size_t)(end - log) : n;

        /* FUZZ_CHECK comes before the signal that it raises. */
        for (size_t i = 0; i < num && which == num; i++)
            if (take_what(b, log, len, &says[i]))
                which = i;
        if (which < num && !past) { /* the first stack after it */
            bool frame = take_frame(b, log, len, &own, &raw);

            past = stack && !frame;
            stack = frame;
        }
        n -= len + (end != NULL);
        log += len + (end != NULL);
    }
    if (which == num) {
        if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0)
            return false;
        died(b, wait_status);
    }
    /* Where it was when the time was up says nothing. */
    if (strcmp(b->kind, "timeout") == 0 || strcmp(b->kind, "oom") == 0) {
        b->key = 0;
        b->exact = 0;
    }
    b->key = hash_of(b->key, b->kind, strlen(b->kind));
    b->key = hash_words(b->key, b->what);
    if (b->kind[0] == 'c' || b->kind[0] == 'u') { /* the place says it all */
        b->exact = hash_of(0, b->place, strlen(b->place));
        b->key = hash_of(b->key, b->place, strcspn(b->place, ":"));
    }
    b->exact = hash_of(b->exact, b->kind, strlen(b->kind));
    b->exact = hash_words(b->exact, b->what);
    return true;
}

void
first_comment(text *out, const char *path)
{
    const char *at, *end;
    bool blank = false;
    text file;

    *out = (text){0};
    text_put(out, "", 0);
    if (text_load(&file, path, 1 << 20) && (at = strstr(file.p, "/*")) &&
        (end = strstr(at, "*/"))) {
        for (at += 2; at < end; at++) {
            bool skip = *at == ' ' || *at == '\n' || *at == '\t' ||
                        (*at == '*' && (at[-1] == ' ' || at[-1] == '\n'));

            if (!skip && blank && out->n)
                text_put(out, " ", 1);
            if (!skip)
                text_put(out, at, 1);
            blank = skip;
        }
    }
    text_free(&file);
}

/* Each "RFC 5322 section 3.4" of a comment, once; as much as is there. */
static void
clauses(text *out, const char *s)
{
    while ((s = strstr(s, "RFC "))) {
        static const char word[] = " section ";
        size_t n = 4 + strspn(s + 4, "0123456789");

        if (n > 4) {
            if (strncmp(s + n, word, sizeof word - 1) == 0)
                n += sizeof word - 1;
            else if (s[n] == ' ')
                n++;
            while ((s[n] >= '0' && s[n] <= '9') ||
                   (s[n] == '.' && s[n + 1] >= '0' && s[n + 1] <= '9') ||
                   (s[n] == ',' && s[n + 1] == ' ' && s[n + 2] >= '0' &&
                    s[n + 2] <= '9') ||
                   (s[n] == ' ' && s[n - 1] == ','))
                n++;
            while (s[n - 1] == ' ')
                n--;
            text_add(out, "%s%.*s", out->n ? "; " : "", (int)n, s);
        }
        s += n;
    }
}

static void
dump(text *out, const uint8_t *p, size_t n)
{
    size_t all = n;

    if (n > DUMP_MAX)
        n = DUMP_MAX;
    for (size_t i = 0; i < n; i += 16) {
        text_add(out, "    %06zx ", i);
        for (size_t j = i; j < i + 16; j++)
            text_add(out, j < n ? " %02x" : "   ", j < n ? p[j] : 0u);
        text_add(out, "  ");
        for (size_t j = i; j < i + 16 && j < n; j++)
            text_add(out, "%c", p[j] >= 0x20 && p[j] < 0x7f ? p[j] : '.');
        text_add(out, "\n");
    }
    if (all > n)
        text_add(out, "    ... %zu bytes more\n", all - n);
}

static void
base64(text *out, const uint8_t *p, size_t n)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16;
        size_t have = n - i < 3 ? n - i : 3;

        v |= have > 1 ? (uint32_t)p[i + 1] << 8 : 0;
        v |= have > 2 ? p[i + 2] : 0u;
        for (size_t j = 0; j < 4; j++)
            text_put(out, j <= have ? &digit[v >> (18 - 6 * j) & 63] : "=", 1);
    }
}

static void
commands(text *out, const broke *b, const evidence *e)
{
    bool slow = strcmp(b->kind, "timeout") == 0;

    const char *input = "input";

    text_add(out, "## Again\n\n");
    if (e->n <= PASTE_MAX) {
        text_add(out, "    echo '");
        base64(out, e->input, e->n);
        text_add(out, "' | base64 -d >input\n");
    } else {
        input = fmt("%s/input", e->dir);
    }
    text_add(out,
             "    make PROFILE=fuzz build/fuzz/fuzz/%s && "
             "build/fuzz/fuzz/%s %s\n",
             e->target, e->target, input);
    text_add(out, "\nor with any compiler and no engine:\n\n");
    text_add(out,
             "    make PROFILE=asan build/asan/fuzz/%s && "
             "%sbuild/asan/fuzz/%s %s\n\n",
             e->target, slow ? "timeout 20 " : "", e->target, input);
    if (!e->repeats)
        text_add(out, "It did not break again when the input was run alone: "
                      "something is kept\nfrom one input to the next.\n\n");
}

/* Frames of the engine and of the C library, and what the engine says of
 * itself, are the same in every report. */
static bool
dull(const char *line)
{
    static const char *const words[] = {"INFO: ",
                                        " in fuzzer::",
                                        "libc.so",
                                        "/sysdeps/",
                                        "stdlib/abort.c",
                                        "nptl/",
                                        "__sanitizer_print_stack_trace",
                                        " in _start ",
                                        "NOTE: ",
                                        "Combine libFuzzer with",
                                        "inputs 1 time(s) each",
                                        "Running: "};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strstr(line, words[i]))
            return true;
    return false;
}

/* A line, without this machine's paths. */
static void
log_line(text *out, char *line)
{
    char here[1024], *at;

    if (dull(line))
        return;
    if ((at = strstr(line, " (BuildId: ")))
        *at = 0;
    if (getcwd(here, sizeof here - 1)) {
        memcpy(here + strlen(here), "/", 2);
        while ((at = strstr(line, here)))
            memmove(at, at + strlen(here), strlen(at + strlen(here)) + 1);
    }
    text_add(out, "    %.200s\n", line);
}

/* The line that says what broke, ten before it, for what the target says of
 * it, and the stack after it. */
static void
log_end(text *out, const char *log)
{
    const char *from = log, *at;
    char line[1024];
    size_t lines = 0;

    for (size_t i = 0; i < sizeof says / sizeof says[0] && from == log; i++)
        if ((at = strstr(log, says[i].mark)))
            from = at;
    for (; from > log; from--)
        if (from[-1] == '\n' && ++lines == 11)
            break;
    for (lines = 0;
         *from && lines < 70 && strncmp(from, "Shadow byte legend", 18) != 0;
         lines++) {
        size_t n = strcspn(from, "\n");

        set_text(line, sizeof line, from, n);
        log_line(out, line);
        from += n + (from[n] == '\n');
    }
}

void
report_write(text *out, const broke *b, const evidence *e)
{
    text about, rfc = {0};

    first_comment(&about, fmt("fuzz/%s.c", e->target));
    text_put(&rfc, "", 0);
    clauses(&rfc, about.p);
    text_add(out, "# %s: %s%s%s\n\n", e->target, b->what,
             b->place[0] ? " at " : "", b->place);
    text_add(out, "- kind: %s\n- target: %s (fuzz/%s.c)\n", b->kind, about.p,
             e->target);
    if (rfc.n)
        text_add(out, "- clause: %s\n", rfc.p);
    if (b->frames[0])
        text_add(out, "- where: %s\n", b->frames);
    text_add(out, "- engine: %s\n", e->engine);
    text_add(out, "- input: %zu bytes", e->n);
    if (e->n_before != e->n)
        text_add(out, ", made smaller from %zu", e->n_before);
    text_add(out, "; %s/input\n\n", e->dir);
    commands(out, b, e);
    text_add(out, "## Input\n\n");
    dump(out, e->input, e->n);
    text_add(out,
             "\n## To keep it as a regression (make check replays it)\n\n"
             "    mkdir -p corpus/regress/%s\n"
             "    cp %s/input corpus/regress/%s/"
             "$(sha256sum <%s/input | cut -c 1-64)\n",
             e->target, e->dir, e->target, e->dir);
    text_add(out, "\n## What it printed\n\n");
    log_end(out, e->log);
    text_free(&about);
    text_free(&rfc);
}
