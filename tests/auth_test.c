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

#define A50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A1000                                                                  \
    A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50    \
        A50 A50

/* Signed with the same key, l=4. */
#define PARTIAL                                                                \
    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"            \
    "\td=football.example.com; s=brisbane; l=4; h=from;\r\n"                   \
    "\tbh=x8CHVQe9ltQH8Rbq9wbeBXyfHwJV8H/49X0PilJ9elA=; "                      \
    "b=mfhCRP2ThlK8SPh+R/LBspMr\r\n"                                           \
    "\ty5L4BSB0LN8TENNOVkmvyjY05VHBXj8ILNKQwmRNO5NMeyC2bsFaDoKvW9CzDg==\r\n"   \
    "From: Joe SixPack <joe@football.example.com>\r\n"                         \
    "Subject: x\r\n"                                                           \
    "\r\n"                                                                     \
    "ab\r\n"                                                                   \
    "more\r\n"

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
    {"forged results: a comment that is not closed", zone,
     "Authentication-Results: mx.test; dkim=pass (x\r\n" OF("b@a.example"),
     SESSION "-a mx.test", 0,
     "forged: Authentication-Results at byte 0 claims to be of mx.test"},
    {"two Author Domains: the strictest counts", zone,
     OF("b@a.example, c@m.example"), "-i 192.0.2.1 -e h -m x@m.example", 1,
     "DMARC  fail       a.example  no identifier that passed is aligned\n"
     "       2 Author Domains"},
    {"more Author Domains than are looked at: no pass", zone,
     OF("b@1.a.example, b@2.a.example, b@3.a.example, b@4.a.example, "
        "b@5.a.example,\r\n b@6.a.example, b@7.a.example, b@8.a.example, "
        "b@9.a.example, b@a.example,\r\n c@m.example"),
     SESSION, 1,
     "DMARC  permerror  1.a.example  not all Author Domains were looked at"},
    {"a From that cannot be read beside one that passes", zone,
     "From: c@m.example, @@\r\n" OF("b@a.example"), SESSION, 1,
     "dmarc=permerror (not all Author Domains were looked at)"},
    {"a From without an address beside one that passes", zone,
     "From: \"c@m.example\" <>\r\n" OF("b@a.example"), SESSION, 1,
     "DMARC  permerror  a.example"},
    {"a From that cannot be read beside one that fails", zone,
     "From: c@m.example, @@\r\n" OF("b@a.example"), "", 1,
     "DMARC  fail       a.example"},
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
    {"json: of SPF what eml spf says", zone, OF("b@a.example"),
     "-i 192.0.2.1 -e m.example -m joe@n.example -j", 1,
     "\"spf\":{\"result\":\"none\",\"explanation\":\"\",\"sender\":"
     "\"joe@n.example\",\"domain\":\"n.example\",\"mechanism\":\"\","
     "\"lookups\":0,\"void_lookups\":0,\"queries\":1,\"reason\":{\"code\":"
     "\"SPF_NO_DOMAIN\",\"rfc\":7208,"},
    {"json: of DMARC why", zone, OF("b@a.example"), "-j", 1,
     "\"reason\":{\"rfc\":9989,\"section\":\"5.3.5\",\"text\":\"no identifier "
     "that passed is aligned\"}"},
    {"what no property can have: a fold", zone,
     "DKIM-Signature: v=1; a=rsa-sha256; d=a.b; s=s\r\n s\r\n" OF(
         "b@a.example"),
     SESSION, 0, " header.d=a.b header.a=rsa-sha256;\n dmarc=pass"},
    {"what no property can have: 1000 bytes", zone,
     "DKIM-Signature: v=1; a=rsa-sha256; d=" A1000
     "; s=s\r\n" OF("b@a.example"),
     SESSION, 0, ") header.s=s header.a=rsa-sha256;\n dmarc=pass"},
    {"MAIL FROM that no property can have", zone, OF("b@a.example"),
     "-i 192.0.2.1 -e m.example -m joe@a\x80.example", 1,
     ");\n dkim=none;\n dmarc=fail"},
    {"a chain that fails", zone, "ARC-Seal: i=1; cv=none\r\n" OF("b@a.example"),
     SESSION, 0, "arc=fail ("},
    {"a chain without a number fails, too", zone,
     "ARC-Seal: cv=none\r\n" OF("b@a.example"), SESSION, 0, "\n arc=fail ("},
    {"a chain in JSON", zone, OF("b@a.example"), SESSION "-j", 0,
     "\"arc\":{\"result\":\"none\""},
    {"a signature that passes", signed_zone, SIGNED, "-t 1600000000", 0,
     "dkim=pass header.d=football.example.com header.i=@football.example.com\n "
     "header.s=brisbane header.a=ed25519-sha256 header.b=\"/gCrinpc\";"},
    {"a signature of a part of the body", signed_zone, PARTIAL, "", 0,
     "DKIM   pass       football.example.com  the body is not signed to its "
     "end\n"},
    {"the same in the field", signed_zone, PARTIAL, "", 0,
     "dkim=pass (the body is not signed to its end)"},
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
