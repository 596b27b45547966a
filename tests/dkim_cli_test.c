/* eml dkim and eml arc as their users run them: exit codes, what is printed,
 * what one makes the other verifies. */
#define _XOPEN_SOURCE 700
#include "tests/folder.h"
#include "tests/program.h"

#include "tests/dkim_vectors.h"

static folder own;

static void
put_file(const char *name, const char *text)
{
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", own.path, name);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static const char broken[] = "DKIM-Signature: v=1; a=rsa-sha256; d=com\r\n"
                             "From: a@b.c\r\n\r\nx\r\n";

/* A set of which nothing can be wrong but the mathematics. */
#define ARC_SET                                                                \
    "ARC-Seal: i=1; a=ed25519-sha256; cv=none; d=a.b; s=s; b=AAAA\r\n"         \
    "ARC-Message-Signature: i=1; a=ed25519-sha256; c=relaxed/relaxed; d=a.b;"  \
    " s=s; h=from;\r\n bh=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=;"       \
    " b=AAAA\r\nARC-Authentication-Results: i=1; x.y; none\r\n"
static const char chain[] = ARC_SET "From: a@b.c\r\n\r\nx\r\n";
static const char judged[] = "Authentication-Results: a.b; arc=pass\r\n" ARC_SET
                             "From: a@b.c\r\n\r\nx\r\n";

/* clang-format off */
static const struct row {
    const char *name, *args, *in;
    int status;
    const char *out, *err; /* occurs; NULL: nothing is printed */
} rows[] = {
    {"verify passes", "dkim verify --zone zone", rfc8463_message, 0, "football.example.com/test rsa-sha256: pass\n", NULL},
    {"verify of a file", "dkim verify -z zone message.eml", "", 0, "message.eml\n  football.example.com/brisbane ed25519-sha256: pass\n", NULL},
    {"verify in JSON", "dkim verify --json --zone zone", rfc8463_message, 0, "{\"file\":\"-\",\"index\":0,\"dkim\":[{\"result\":\"pass\",\"state\":\"SUCCESS\",\"crypto\":\"good\",\"domain\":\"football.example.com\"", NULL},
    {"verify without a key", "dkim verify --zone empty", rfc8463_message, 1, "[DKIM_KEY_NONE]", NULL},
    {"verify of no signature", "dkim verify --zone empty", "From: a@b.c\r\n\r\nx\r\n", 1, "-: no signature", NULL},
    {"verify of a faulty signature", "dkim verify --json --zone empty", broken, 1, "\"reason\":{\"code\":\"DKIM_DOMAIN\",\"rfc\":6376,\"section\":\"3.5\",\"level\":\"MUST\"", NULL},
    {"verify one, and not all", "dkim verify --zone one", rfc8463_message, 0, "[DKIM_KEY_NONE]", NULL},
    {"verify all", "dkim verify --all --zone one", rfc8463_message, 1, "[DKIM_KEY_NONE]", NULL},
    {"more signatures than are ever verified", "dkim verify --zone zone --max-signatures 33 message.eml", "", 2, NULL, "--max-signatures is 1 to 32"},
    {"no signature to be verified", "dkim verify --zone zone --max-signatures 0 message.eml", "", 2, NULL, "--max-signatures is 1 to 32"},
    {"a number of signatures beyond 32 bits", "dkim verify --zone zone --max-signatures 4294967297 message.eml", "", 2, NULL, "--max-signatures is 1 to 32"},
    {"an mbox of all at standard input", "auth --format mbox --zone empty", "From a\nFrom: a@b.c\n\nx\n\nFrom a\nFrom: a@b.c\n\nx\n", 1, "- (2)\nDKIM ", NULL},
    {"an mbox of all that nobody named", "auth --zone empty -", "From a\nFrom: a@b.c\n\nx\n", 2, NULL, "an mbox: --format mbox"},
    {"zone that is not there", "dkim verify --zone nowhere", "", 2, NULL, "nowhere"},
    {"zone that is none", "dkim verify --zone message.eml", "", 2, NULL, "message.eml:"},
    {"no number of seconds", "dkim verify --zone zone --now x", "", 2, NULL, "--now"},
    {"no such thing to do", "dkim verifies", "", 2, NULL, "cannot \"verifies\""},
    {"nothing to do", "dkim", "", 2, NULL, "verify, sign, gen-key or canon?"},
    {"canonical body", "dkim canon --body relaxed", "A: b\r\n\r\n x  y \r\n\r\n", 0, " x y\r\n", NULL},
    {"canonical header", "dkim canon --header relaxed", "A : b\r\n\tc \r\n\r\nx", 0, "a:b c\r\n", NULL},
    {"canonical bytes of a signature", "dkim canon --sig relaxed message.eml", "", 0, "dkim-signature:v=1; a=ed25519-sha256;", NULL},
    {"canonical what", "dkim canon message.eml", "", 2, NULL, "--body, --header or --sig"},
    {"canonical how", "dkim canon --body nofws message.eml", "", 2, NULL, "simple and relaxed"},
    {"sign without a key", "dkim sign -d a.b message.eml", "", 2, NULL, "--domain and --key"},
    {"sign without From", "dkim sign -d football.example.com -k s:seed", "To: x\r\n\r\n", 2, NULL, "cannot be signed: From is not among the fields signed [DKIM_FROM, RFC 6376 section 5.4]"},
    {"sign for no domain", "dkim sign -d com -k s:seed message.eml", "", 2, NULL, "[DKIM_DOMAIN, RFC 6376 section 3.5]"},
    {"sign with no key", "dkim sign -d a.b -k s:message.eml message.eml", "", 2, NULL, "no private key"},
    {"sign, only fields", "dkim sign -d a.b -k s:seed --only-fields -t 1 message.eml", "", 0, "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=a.b; s=s; t=1;", NULL},
    {"sign the fields of -H", "dkim sign -d a.b -k s:seed -t 1 -H from:to message.eml", "", 0, "h=from:to;", NULL},
    {"sign two messages", "dkim sign -d a.b -k s:seed message.eml message.eml", "", 2, NULL, "dkim: sign takes one message"},
    {"seal two messages", "arc seal -d a.b -k s:seed -a a.b message.eml message.eml", "", 2, NULL, "arc: seal takes one message"},
    {"sign what is not there", "dkim sign -d a.b -k s:seed nowhere.eml", "", 2, NULL, "nowhere.eml: "},
    {"sign with a short key", "dkim sign -d a.b -k s:short message.eml", "", 2, NULL, "short: RSA key of less than 1024 bits (RFC 8301 section 3.2)"},
    {"seal with a short key", "arc seal -d a.b -k s:short -a a.b message.eml", "", 2, NULL, "short: RSA key of less than 1024 bits (RFC 8301 section 3.2)"},
    {"seal the fields of -H", "arc seal -d a.b -k s:seed -a a.b --no-time -H from:to message.eml", "", 0, "h=from:to;", NULL},
    {"seal without From in h=", "arc seal -d a.b -k s:seed -a a.b -H to message.eml", "", 2, NULL, "cannot be sealed: From is not among the fields that ARC-Message-Signature signs [ARC_FROM, RFC 8617 section 4.1.2]"},
    {"seal a message without From", "arc seal -d a.b -k s:seed -a a.b", "To: x\r\n\r\n", 2, NULL, "[ARC_FROM, RFC 8617 section 4.1.2]"},
    {"seal with Authentication-Results in h=", "arc seal -d a.b -k s:seed -a a.b -H from:authentication-results message.eml", "", 2, NULL, "[ARC_SIGNS_RESULTS, RFC 8617 section 4.1.2]"},
    {"seal by a name with a space", "arc seal -d a.b -k s:seed -a (x) message.eml", "", 0, "ARC-Authentication-Results: i=1; \"(x)\"; none\r\n", NULL},
    {"seal by what is no name", "arc seal -d a.b -k s:seed -a a\001b message.eml", "", 2, NULL, "cannot be sealed"},
    {"seal a chain that nobody judged", "arc seal -d a.b -k s:seed -a a.b", chain, 2, NULL, "no arc= of a.b says what the chain is worth: --cv"},
    {"seal a chain as none", "arc seal -d a.b -k s:seed -a a.b --cv none", chain, 2, NULL, "--cv none: there is a chain"},
    {"seal a chain that was judged", "arc seal -d a.b -k s:seed -a a.b", judged, 0, "; cv=pass;", NULL},
    {"seal what is no chain", "arc seal -d a.b -k s:seed -a a.b", "ARC-Seal: i=1; cv=none\r\nFrom: a@b\r\n\r\n", 0, "; cv=fail;", NULL},
    {"gen-key without a file", "dkim gen-key -d a.b -s s", "", 2, NULL, "needs"},
    {"gen-key over a file", "dkim gen-key -d a.b -s s --type ed25519 --out seed", "", 2, NULL, "seed:"},
    {"gen-key for a domain of U-labels", "dkim gen-key -d b\xc3\xbc" "cher.example -s s --type ed25519 --out u-key", "", 0, "s._domainkey.xn--bcher-kva.example. IN TXT (", NULL},
    {"gen-key for no U-label", "dkim gen-key -d B\xc3\x9c" "CHER.example -s s --out no-key", "", 2, NULL, "no name of the DNS"},
    {"gen-key that is short", "dkim gen-key -d a.b -s s --bits 512 --out new", "", 2, NULL, "RFC 8301"},
    {"sign with fields of one's own", "dkim sign -d a.b -k s:seed -H from:to --only-fields -t 1 message.eml", "", 0, "h=from:to;", NULL},
    {"-h is help, here too", "dkim sign -h", "", 0, "-H  --fields", NULL},
    {"the name of a file is no UTF-8", "dkim verify -j -z zone \xff.eml", "", 0, "{\"file\":\"\xef\xbf\xbd.eml\",\"index\":0,", NULL},
    {"the same for a chain", "arc verify -j -z zone \xff.eml", "", 0, "{\"file\":\"\xef\xbf\xbd.eml\",\"index\":0,", NULL},
    {"the same for all", "auth -j -z zone \xff.eml", "", 1, "{\"file\":\"\xef\xbf\xbd.eml\",\"index\":0,", NULL},
    {"the same for a report", "dmarc report -j \xff.xml", "", 1, "{\"file\":\"\xef\xbf\xbd.xml\",\"kind\":", NULL},
    {"a report is not of a control character", "dmarc report \033.xml", "", 1, "\xc2\xb7.xml: ", NULL},
    {"an authserv-id that no field has", "auth -z zone -a a\r\nb message.eml", "", 2, NULL, "--authserv-id: no name for a field"},
    {"an mbox at standard input", "dkim verify --format mbox --zone empty", "From a\nFrom: a@b.c\n\nx\n\nFrom a\nFrom: a@b.c\n\nx\n", 1, "- (2): no signature", NULL},
    {"an mbox of chains at standard input", "arc verify --format mbox --zone empty", "From a\nFrom: a@b.c\n\nx\n\nFrom a\nFrom: a@b.c\n\nx\n", 0, "- (2): none", NULL},
    {"an mbox is not signed", "dkim sign -d a.b -k s:seed", "From a\nFrom: a@b.c\n\nx\n", 2, NULL, "-: an mbox: one message is signed"},
    {"an mbox is not sealed", "arc seal -d a.b -k s:seed -a a.b", "From a\nFrom: a@b.c\n\nx\n", 2, NULL, "-: an mbox: one message is signed"},
    {"From with a space is signed", "dkim sign -d a.b -k s:seed -t 1", "From : a@b.c\n\nx\n", 0, "DKIM-Signature:", NULL},
    {"a zone and a server", "dkim verify --zone zone --dns ::1 message.eml", "", 2, NULL, "either --zone or --dns"},
    {"a zone and a server for a chain", "arc verify --zone zone --dns ::1 message.eml", "", 2, NULL, "either --zone or --dns"},
    {"a zone and a server for a policy", "dmarc eval --from a.b --zone zone --dns ::1", "", 2, NULL, "either --zone or --dns"},
    {"zone and message are one", "dkim verify --zone -", "{}", 2, NULL, "--zone - leaves no message"},
    {"zone and message are one, of a chain", "arc verify --zone - -", "{}", 2, NULL, "--zone - leaves no message"},
    {"zone and message are one, of all", "auth -z -", "{}", 2, NULL, "--zone - leaves no message"},
    {"zone at standard input", "dkim verify --zone - message.eml", "{}", 1, "[DKIM_KEY_NONE]", NULL},
    {"an mbox that nobody named", "dkim verify --zone empty", "From a\nFrom: a@b.c\n\nx\n", 2, NULL, "an mbox: --format mbox"},
    {"a chain in an mbox that nobody named", "arc verify --zone empty -", "From a\nFrom: a@b.c\n\nx\n", 2, NULL, "an mbox: --format mbox"},
    {"arc without a chain", "arc verify --zone zone", rfc8463_message, 0, "-: none\n", NULL},
    {"arc that fails", "arc verify --json --zone zone", "ARC-Seal: i=1; cv=none\r\n\r\n", 1, "\"result\":\"fail\",\"reason\":{\"code\":\"ARC_SET\"", NULL},
    {"seal without a key", "arc seal -d a.b message.eml", "", 2, NULL, "arc: seal needs"},
    {"seal with another status", "arc seal -d a.b -k s:seed -a a.b --cv good message.eml", "", 2, NULL, "--cv"},
    {"nothing to do with a chain", "arc", "", 2, NULL, "verify or seal?"},
};
/* clang-format on */

static void
rows_run(void **state)
{
    const struct row *r = *state;
    run got = run_program(own.path, r->args, r->in, strlen(r->in));

    run_is(&got, r->status, r->out, r->err);
    run_free(&got);
}

/* What is signed verifies, with the record that gen-key prints; the same in
 * stored form; a chain on top passes; a changed message does not. */
static void
makes_and_verifies(void **state)
{
    static const char *const types[] = {"rsa", "ed25519"};
    static const char letter[] = "From: a@football.example.com\n"
                                 "Subject: x\n\nHello\n";

    (void)state;
    for (int i = 0; i < 2; i++) {
        char args[256];
        run key, sig, seal, got;

        snprintf(args, sizeof args,
                 "dkim gen-key -d a.b -s s%d --type %s -b 1024 --out key%d", i,
                 types[i], i);
        key = run_program(own.path, args, "", 0);
        assert_int_equal(key.status, 0);
        put_file("made.zone", key.out);
        snprintf(args, sizeof args, "dkim sign -d a.b -k s%d:key%d -t 5", i, i);
        sig = run_program(own.path, args, letter, sizeof letter - 1);
        assert_int_equal(sig.status, 0);
        assert_null(strchr(sig.out, '\r'));
        got = run_program(own.path, "dkim verify --zone made.zone -t 5",
                          sig.out, strlen(sig.out));
        run_is(&got, 0, ": pass\n", NULL);
        run_free(&got);
        snprintf(args, sizeof args, "arc seal -d a.b -k s%d:key%d -a a.b", i,
                 i);
        seal = run_program(own.path, args, sig.out, strlen(sig.out));
        got = run_program(own.path, "arc verify --zone made.zone", seal.out,
                          strlen(seal.out));
        run_is(&got, 0, "-: pass\n", NULL);
        run_free(&got);
        *strstr(seal.out, "Hello") = 'J';
        got = run_program(own.path, "arc verify --zone made.zone", seal.out,
                          strlen(seal.out));
        run_is(&got, 1, "[ARC_AMS]", NULL);
        run_free(&got);
        run_free(&key);
        run_free(&sig);
        run_free(&seal);
    }
}

/* A key whose record could not be printed is none; a file that was there stays.
 */
static void
no_key_without_its_record(void **state)
{
    static const char *const files[] = {"fresh", "seed"};
    char path[512];

    (void)state;
    for (int i = 0; i < 2; i++) {
        int full = open("/dev/full", O_RDWR);
        run got;

        if (full < 0)
            skip();
        snprintf(path, sizeof path,
                 "dkim gen-key -d a.b -s s --type ed25519 --out %s", files[i]);
        got = run_program_between(own.path, path, run_temporary_("", 0), full);
        run_is(&got, 2, NULL, i ? "seed: " : "standard output");
        run_free(&got);
        snprintf(path, sizeof path, "%s/%s", own.path, files[i]);
        assert_int_equal(access(path, F_OK), i ? 0 : -1);
    }
}

int
main(void)
{
    const struct CMUnitTest whole[] = {
        cmocka_unit_test(makes_and_verifies),
        cmocka_unit_test(no_key_without_its_record)};
    int failed;

    own = folder_make();
    put_file("message.eml", rfc8463_message);
    put_file("zone", rfc8463_zone);
    put_file("\xff.eml", rfc8463_message);
    put_file("\xff.xml", "<feedback></feedback>");
    put_file("\033.xml", "<feedback></feedback>");
    put_file("empty", "{}");
    put_file("one",
             "{\"brisbane._domainkey.football.example.com\": {\"TXT\": "
             "[\"k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo"
             "=\"]}}");
    put_file("seed", rfc8463_ed25519);
    put_file(
        "short", /* RSA of 512 bits, made for this test */
        "-----BEGIN RSA PRIVATE KEY-----\n"
        "MIIBOwIBAAJBAKq0ZJ1PYT0vy9TWluXRFHLBVpzYusYWJ+oxqupdy+SA3eKsL/Uk\n"
        "G7smVl7mJAz79yLVKJUkheSp6QoLQmnZHU8CAwEAAQJAAVlnqi6kcB1emRIRI0Ph\n"
        "y35nttmnsEUgj6NQ3IVdRTMUPxhZpVbT15c9gjduY0m4gLlcfV1Wv19r6ljZxxFG\n"
        "MQIhANppTkyR7srh2ciRcdrARznNaUzx/+OKvAaFkZCnEqQFAiEAyBU95IeLtnL1\n"
        "B6Vz/NYK1dMEdnXCubi70846X8M+cEMCIQCdwQH0/FLl50tOOv9paQgJD/zGvuR8\n"
        "jXBRpZgGSyaDoQIgAo+7DhzqHfjUyDdHB9qZoukjqnyRdJ030ltWhflS6E8CIQCD\n"
        "7BHMoL49TTpzataBlhG8U/0kNrhF/EBnX/Ll9DTc0A==\n"
        "-----END RSA PRIVATE KEY-----\n");
    failed =
        RUN_TABLE(rows_run, rows) | cmocka_run_group_tests(whole, NULL, NULL);
    folder_remove(&own);
    return failed;
}
