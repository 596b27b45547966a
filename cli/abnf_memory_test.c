/* eml abnf with too little memory: it says so, or it is right. */
#define _XOPEN_SOURCE 700
#include "tests/program.h"

#include <signal.h>
#include <sys/resource.h>

enum { LINES = 1 << 21, FROM_MB = 4, TO_MB = 64 };

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define OWN_MEMORY 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(OWN_MEMORY)
static const bool can_limit = false; /* they need it for themselves */
#else
static const bool can_limit = true;
#endif

static run
run_within(size_t bytes, const char *args, const char *in, size_t n)
{
    struct rlimit was, limit;
    run r;

    getrlimit(RLIMIT_AS, &was);
    limit = was;
    limit.rlim_cur = bytes;
    /* what this program allocates for itself is little beside it */
    setrlimit(RLIMIT_AS, &limit);
    r = run_program(NULL, args, in, n);
    setrlimit(RLIMIT_AS, &was);
    return r;
}

/* Lines and one byte too many, which is not to be lost where line ends are made
 * CRLF. */
static void
never_half_a_text(void **state)
{
    size_t n = LINES + 1, right = 0, said = 0;
    char *in = malloc(n);

    (void)state;
    assert_non_null(in);
    memset(in, '\n', LINES);
    in[LINES] = 'Q';
    for (size_t mb = FROM_MB; mb <= TO_MB; mb++) {
        run r = run_within(mb << 20, "abnf -c match CRLF", in, n);

        if (WIFEXITED(r.status) && WEXITSTATUS(r.status) == 1) {
            assert_string_equal(r.out, "-: matches the first 2 bytes only\n");
            right++;
        } else if (WIFEXITED(r.status) && WEXITSTATUS(r.status) == 2) {
            assert_true(strstr(r.err, "emory") != NULL);
            said++;
        } else { /* not even started */
            assert_true(WIFEXITED(r.status) ? WEXITSTATUS(r.status) == 127
                                            : WTERMSIG(r.status) == SIGKILL);
        }
        run_free(&r);
    }
    assert_true(right && said);
    free(in);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(never_half_a_text)};

    if (!getenv("EML_PROGRAM") || !can_limit)
        return 77;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
