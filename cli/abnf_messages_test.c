/* Which rules messages use, and that the kept corpus uses all of them. */
#define _XOPEN_SOURCE 700
#include "tests/program.h"

#define HEAD "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\nFrom: a@b.test\r\n"

static const struct use_row {
    const char *name;
    const char *except; /* the file, NULL: none */
    const char *message;
    size_t n;
    int status;
    const char *out;  /* is in what is printed; NULL: any */
    const char *lack; /* is not */
    const char *err;
} uses[] = {
    {"what is used is not named", NULL, BYTES(HEAD "\r\n"), 1,
     "not used: rfc5322/sender\n", "not used: rfc5322/from\n", ""},
    {"one alternative of two", NULL, BYTES(HEAD "\r\n"), 1,
     "not used: rfc5322/zone = \"+\"\n", "rfc5322/zone = \"-\"\n", ""},
    {"a repetition as few times as may be", NULL, BYTES(HEAD "\r\n"), 1,
     "not used: rfc5322/mailbox-list + *(\",\" mailbox)\n",
     "rfc5322/mailbox-list - ", ""},
    {"the second of two alike", NULL, BYTES(HEAD "\r\n"), 1,
     "not used: rfc5322/dot-atom + [CFWS] #2\n", "dot-atom + [CFWS]\n", ""},
    {"counts", "@ rfc5322\n", BYTES(HEAD "\r\n"), 1,
     "1 messages; 0 fields not by their rules; ", NULL, ""},
    {"only the grammars named", "@ rfc8058\n", BYTES(HEAD "\r\n"), 1,
     "not used: rfc8058/postarg\n", "rfc5322", ""},
    {"all of a grammar", "@ rfc8058\n",
     BYTES(HEAD "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                "List-Unsubscribe-Post:List-Unsubscribe=One-Click\r\n\r\n"),
     0, "rfc8058       2/2          2/2              0\n", "not used:", ""},
    {"LF line ends", "@ rfc8058\n",
     BYTES("List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
           "List-Unsubscribe-Post:List-Unsubscribe=One-Click\n\n"),
     0, NULL, "not used:", ""},
    {"an exception", "@ rfc8058\nrfc8058/list-unsubscribe-post - 0*1WSP\tx\n",
     BYTES(HEAD "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\n"), 0,
     NULL, "not used:", ""},
    {"an exception that is used",
     "@ rfc8058\n# c\n\nrfc8058/list-unsubscribe-post - 0*1WSP\tx\n",
     BYTES(HEAD "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                "List-Unsubscribe-Post:List-Unsubscribe=One-Click\r\n\r\n"),
     1, NULL, "not used:", ":4: is used\n"},
    {"an exception that is nothing", "@ rfc8058\nrfc8058/none\tx\n",
     BYTES(HEAD "\r\n"), 1, NULL, NULL, ":2: no such rule or alternative\n"},
    {"an exception without a reason", "rfc8058/postarg\n", BYTES(HEAD "\r\n"),
     2, "", NULL, ":1: not a name, a tab, and why\n"},
    {"a field by no rule of its own", NULL, BYTES(HEAD "Sender: a@b@c\r\n\r\n"),
     1, "1 fields not by their rules", NULL, ": Sender: not by the grammar\n"},
    {"JSON", "@ rfc8058\n", BYTES(HEAD "\r\n"), 1,
     "{\"grammar\":\"rfc8058\",\"rules_used\":0,\"rules\":2,", NULL, ""},
    {"encoded-words", "@ rfc2047\n",
     BYTES(HEAD "To: =?utf-8?q?a?= (=?utf-8*en?B?YQ==?=) <a@b.test>\r\n\r\n"),
     1, "not used: rfc2047/b-text = 3b-char \"=\"\n", "rfc2047/q-phrase-text\n",
     ""},
};

static void
temporary(char *path, const void *s, size_t n)
{
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, s, n), n);
    close(fd);
}

static void
use_runs(void **state)
{
    const struct use_row *r = *state;
    char message[] = "/tmp/eml-use-test-XXXXXX",
         except[] = "/tmp/eml-use-test-XXXXXX", args[256];
    bool json = strcmp(r->name, "JSON") == 0;
    run got;

    temporary(message, r->message, r->n);
    temporary(except, r->except ? r->except : "",
              r->except ? strlen(r->except) : 0);
    if (r->except)
        snprintf(args, sizeof args, "abnf %s-E %s use %s", json ? "-j " : "",
                 except, message);
    else
        snprintf(args, sizeof args, "abnf use %s", message);
    got = run_program(NULL, args, "", 0);
    unlink(message);
    unlink(except);
    assert_int_equal(WEXITSTATUS(got.status), r->status);
    if (r->out && !strstr(got.out, r->out))
        fail_msg("\"%s\" is not in\n%s", r->out, got.out);
    if (r->lack && strstr(got.out, r->lack))
        fail_msg("\"%s\" is in\n%s", r->lack, got.out);
    if (*r->err ? !strstr(got.err, r->err) : *got.err)
        fail_msg("\"%s\" is not\n%s", r->err, got.err);
    run_free(&got);
}

/* "100 % of reachable alternatives": the run of `make grammar-cover`. */
static const struct corpus_row {
    const char *name;
} corpus[] = {{"every rule and alternative has a case"}};

static void
corpus_runs(void **state)
{
    char command[1024];

    (void)state;
    snprintf(command, sizeof command, "ci/grammar-cover.sh %s",
             getenv("EML_PROGRAM"));
    assert_int_equal(system(command), 0);
}

int
main(void)
{
    return RUN_TABLE(use_runs, uses) | RUN_TABLE(corpus_runs, corpus);
}
