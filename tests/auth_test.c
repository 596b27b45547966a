/* eml auth: what it says of a message, a zone and a session. */
#define _XOPEN_SOURCE 700
#include "tests/folder.h"
#include "tests/program.h"

#define HEAD     "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\nMessage-ID: <1@x.y>\r\n"
#define OF(from) HEAD "From: " from "\r\n\r\nx\r\n"
#define TEN(s)   s s s s s s s s s s
#define LONG     TEN(TEN(TEN("a")))
#define SESSION  "-i 192.0.2.1 -e m.example -m joe@a.example "

static const char zone[] =
    "{\"a.example\":{\"TXT\":[\"v=spf1 ip4:192.0.2.1 -all\"]},"
    "\"m.example\":{\"TXT\":[\"v=spf1 ip4:192.0.2.1 -all\"]},"
    "\"_dmarc.a.example\":{\"TXT\":[\"v=DMARC1; p=reject\"]},"
    "\"_dmarc.m.example\":{\"TXT\":[\"v=DMARC1; p=none\"]},"
    "\"_dmarc.slow.example\":\"TIMEOUT\"}";

/* RFC 8463 appendix A, with the keys of its section A.2 */
static const char signed_zone[] =
    "{\"brisbane._domainkey.football.example.com\":{\"TXT\":[\"v=DKIM1; "
    "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"]},"
    "\"_dmarc.football.example.com\":{\"TXT\":[\"v=DMARC1; p=reject\"]}}";
#define SIGNED                                                                 \
    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"            \
    " d=football.example.com; i=@football.example.com;\r\n"                    \
    " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"                  \
    " subject : date : message-id : from : subject : date;\r\n"                \
    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"                    \
    " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"          \
    " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"                                    \
    "From: Joe SixPack <joe@football.example.com>\r\n"                         \
    "To: Suzie Q <suzie@shopping.example.net>\r\n"                             \
    "Subject: Is dinner ready?\r\n"                                            \
    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"                          \
    "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n"     \
    "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n"

static const struct auth_row {
    const char *name;
    const char *zone, *message;
    const char *args;
    int status;
    const char *out; /* must occur */
} rows[] = {
    {"SPF aligned", zone, OF("b@a.example"), SESSION, 0,
     "SPF    pass       a.example\nDKIM   none       -\nARC    none       -\n"
     "DMARC  pass       a.example"},
    {"SPF of another domain", zone, OF("b@m.example"), SESSION, 1,
     "DMARC  fail       m.example"},
    {"the field", zone, OF("b@sub.a.example"), SESSION "-a mx.test", 0,
     "Authentication-Results: mx.test; spf=pass smtp.mailfrom=a.example; "
     "dkim=none;\n dmarc=pass header.from=sub.a.example\n"},
    {"the null path", zone, OF("b@m.example"), "-i 192.0.2.1 -e m.example", 0,
     "spf=pass smtp.helo=m.example"},
    {"no session: no SPF", zone, OF("b@a.example"), "", 1,
     "DKIM   none       -\nARC    none       -\nDMARC  fail       a.example"},
    {"the disposition", zone, OF("b@a.example"), "", 1,
     "policy.dmarc=reject\n"},
    {"forged results", zone,
     "Authentication-Results: MX.test; dkim=pass\r\n"
     "Authentication-Results: other.test; dkim=pass\r\n" OF("b@a.example"),
     SESSION "-a mx.test", 0,
     "forged: Authentication-Results at byte 0 claims to be of mx.test"},
    {"two Author Domains: the strictest counts", zone,
     OF("b@a.example, c@m.example"), "-i 192.0.2.1 -e h -m x@m.example", 1,
     "DMARC  fail       a.example  no identifier that passed is aligned\n"
     "       2 Author Domains"},
    {"more Author Domains than are evaluated: no pass", zone,
     OF("b@a.a.example, b@b.a.example, b@c.a.example, b@d.a.example, "
        "b@e.a.example, b@f.a.example, b@g.a.example, b@h.a.example, "
        "b@i.a.example, b@j.a.example, c@m.example"),
     SESSION, 1,
     "DMARC  none       a.a.example  not all Author Domains were "
     "evaluated\n       11 Author Domains"},
    {"a second From that nobody can read: no pass", zone,
     OF("b@a.example\r\nFrom: <<c@m.example"), SESSION, 1,
     "DMARC  none       a.example  not all Author Domains were evaluated"},
    {"no From", zone, HEAD "\r\nx\r\n", SESSION, 1,
     "DMARC  none       -  there is no Author Domain"},
    {"a signature too long to be told hides nothing else", zone,
     "DKIM-Signature: v=1; d=a.example; s=x; a=" LONG "; i=" LONG
     "\r\n" OF("b@a.example"),
     SESSION, 0, "Authentication-Results: localhost; spf=pass"},
    {"no answer", zone, OF("b@slow.example"), SESSION, 1,
     "DMARC  temperror  slow.example"},
    {"explained", zone, OF("b@sub.a.example"), SESSION "-x", 0,
     "  Organizational Domain of sub.a.example: a.example: it has the record "
     "with the fewest labels [9989 4.10.2 (3)]"},
    {"json", zone, OF("b@a.example"), SESSION "-j", 0,
     "\"spf\":{\"result\":\"pass\",\"explanation\":\"\""},
    {"a chain that fails", zone, "ARC-Seal: i=1; cv=none\r\n" OF("b@a.example"),
     SESSION, 0, "arc=fail ("},
    {"a chain in JSON", zone, OF("b@a.example"), SESSION "-j", 0,
     "\"arc\":{\"result\":\"none\""},
    {"a signature that passes", signed_zone, SIGNED, "-t 1600000000", 0,
     "dkim=pass header.d=football.example.com header.i=@football.example.com\n "
     "header.s=brisbane header.a=ed25519-sha256 header.b=\"/gCrinpc\";"},
    {"a signature in JSON, with its steps", signed_zone, SIGNED,
     "-t 1600000000 -xj", 0,
     "\"name\":\"brisbane._domainkey.football.example.com\""},
};

static void
put_file(const folder *f, const char *name, const char *bytes)
{
    char path[128];
    FILE *to;

    snprintf(path, sizeof path, "%s/%s", f->path, name);
    to = fopen(path, "wb");
    assert_non_null(to);
    assert_int_equal(fwrite(bytes, 1, strlen(bytes), to), strlen(bytes));
    assert_int_equal(fclose(to), 0);
}

static void
says(void **state)
{
    const struct auth_row *r = *state;
    folder f = folder_make();
    char args[256];
    run got;

    put_file(&f, "zone", r->zone);
    put_file(&f, "m.eml", r->message);
    snprintf(args, sizeof args, "auth m.eml -z zone%s%s", *r->args ? " " : "",
             r->args);
    while (args[strlen(args) - 1] == ' ')
        args[strlen(args) - 1] = 0;
    got = run_program(f.path, args, "", 0);
    if (!strstr(got.out, r->out))
        fail_msg("no \"%s\" in\n%s%s", r->out, got.out, got.err);
    assert_string_equal(got.err, "");
    assert_true(WIFEXITED(got.status));
    assert_int_equal(WEXITSTATUS(got.status), r->status);
    run_free(&got);
    folder_remove(&f);
}

int
main(void)
{
    return RUN_TABLE(says, rows);
}
