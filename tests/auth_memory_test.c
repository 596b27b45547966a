/* eml dkim verify, arc verify, auth: a message at standard input streams by, in
 * memory that does not grow with it. */
#define _XOPEN_SOURCE 700
#include "tests/program.h"

#include <sys/resource.h>

enum { LARGE_LINES = 1 << 20, MORE_KB = 8 << 10 };

#define HEAD                                                                   \
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=a.b; s=s; "        \
    "h=from;\r\n bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n"  \
    "From: x@a.b\r\n\r\n"

static const struct memory_row {
    const char *name, *args;
    int status;
    const char *out;
} rows[] = {
    {"dkim", "dkim verify --dns 127.0.0.1:9", 1, "DKIM_KEY_UNAVAILABLE"},
    {"arc", "arc verify --dns 127.0.0.1:9", 0, "-: none"},
    {"all", "auth --dns 127.0.0.1:9", 1, "DKIM   temperror"},
};

/* The most that any child has used yet, for a message of so many lines. A child
 * begins as large as this program, which therefore must stay small. */
static long
most(const struct memory_row *r, size_t lines)
{
    int in = run_temporary_(HEAD, sizeof HEAD - 1);
    struct rusage use;
    char line[64];
    run got;

    memset(line, 'x', sizeof line - 2);
    memcpy(line + sizeof line - 2, "\r\n", 2);
    assert_int_equal(lseek(in, 0, SEEK_END), sizeof HEAD - 1);
    while (lines--)
        assert_int_equal(write(in, line, sizeof line), sizeof line);
    assert_int_equal(lseek(in, 0, SEEK_SET), 0);
    got = run_program_from(NULL, r->args, in);
    run_is(&got, r->status, r->out, NULL);
    run_free(&got);
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &use), 0);
    return use.ru_maxrss;
}

static void
streams(void **state)
{
    const struct memory_row *r = *state;
    long small = most(r, 64), large = most(r, LARGE_LINES);

    if (large - small > MORE_KB)
        fail_msg("%ld KiB, and of a small message %ld", large, small);
}

int
main(void)
{
    return RUN_TABLE(streams, rows);
}
