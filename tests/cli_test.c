/* The program as its users meet it: arguments and standard input in; exit
 * status, standard output and standard error out. */
#define _XOPEN_SOURCE 700
#include "tests/program.h"

#define GOOD                                                                   \
    "From: Joe <joe@example.org>\r\n"                                          \
    "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n"                                \
    "Message-ID: <1@example.org>\r\n"                                          \
    "\r\n"                                                                     \
    "Hi.\r\n"
#define TWO_FROM "From: a@example.org\r\n" GOOD
#define STORED                                                                 \
    "From: joe@example.org\nDate: Fri, 21 Nov 1997 09:55:06 -0600\n"           \
    "Message-ID: <1@example.org>\n\nHi.\n"
#define MBOX                                                                   \
    "From joe@example.org Fri Nov 21 09:55:06 1997\n" STORED "\n"              \
    "From joe@example.org Fri Nov 21 09:55:07 1997\n"                          \
    "From: .joe@example.org\n\n>From here\n\n"
#define OBSOLETE                                                               \
    "From: joe@example.org\r\nDate: 21 Nov 97 09:55 GMT\r\n"                   \
    "Message-ID: <1@example.org>\r\n\r\n"

#define FROM_10                                                                \
    "From \nFrom \nFrom \nFrom \nFrom \nFrom \nFrom \nFrom \nFrom \nFrom \n"
#define WRITE_DATE(members)                                                    \
    BYTES("{\"fields\":[{\"name\":\"Date\",\"value\":{" members                \
          "}}],\"root\":{}}")

#define ZONE                                                                   \
    "{\"d.example\":{\"TXT\":[\"v=spf1 mx -all exp=e.example\"],"              \
    "\"MX\":[[1,\"m.d.example\"]]},\"m.d.example\":{\"A\":[\"192.0.2.1\"]},"   \
    "\"e.example\":{\"TXT\":[\"not %{i}\"]}}"
#define SPF(ip)                                                                \
    "spf --ip " ip " --helo h.example --mail-from joe@d.example --zone -"

#define DMARC_ZONE                                                             \
    "{\"_dmarc.d.example\":{\"TXT\":[\"v=DMARC1; p=reject; "                   \
    "sp=quarantine\"]}}"
#define RUA                                                                    \
    "<feedback><report_metadata><org_name>o</org_name><email>e</email>"        \
    "<report_id>i</report_id><date_range><begin>1</begin><end>2</end>"         \
    "</date_range></report_metadata><policy_published><domain>d</domain>"      \
    "<p>none</p></policy_published><record><row><source_ip>::1</source_ip>"    \
    "<count>3</count><policy_evaluated><disposition>none</disposition>"        \
    "<dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>"                \
    "<identifiers><header_from>f</header_from></identifiers>"                  \
    "<auth_results></auth_results></record></feedback>\r\n"
/* Stored: readme, and r.xml, an aggregate report without anything. */
#define ZIP_OF_TWO                                                             \
    "PK\003\004\024\000\000\000\000\000\000\000!\000\206\246\0206"             \
    "\005\000\000\000\005\000\000\000\006\000\000\000readmehelloP"             \
    "K\003\004\024\000\000\000\000\000\000\000!\000<\327J\372\025"             \
    "\000\000\000\025\000\000\000\005\000\000\000r.xml<feedback><"             \
    "/feedback>PK\001\002\024\003\024\000\000\000\000\000\000\000"             \
    "!\000\206\246\0206\005\000\000\000\005\000\000\000\006\000"               \
    "\000\000\000\000\000\000\000\000\000\000\200\001\000\000\000"             \
    "\000readmePK\001\002\024\003\024\000\000\000\000\000\000\000"             \
    "!\000<\327J\372\025\000\000\000\025\000\000\000\005\000\000"              \
    "\000\000\000\000\000\000\000\000\000\200\001)\000\000\000r.x"             \
    "mlPK\005\006\000\000\000\000\002\000\002\000g\000\000\000a"               \
    "\000\000\000\000\000"
/* ent.d.example exists because of x.ent.d.example (RFC 8020 section 2). */
#define EMPTY_NAMES                                                            \
    "{\"d.example\":{\"TXT\":[\"v=spf1 a:ent.d.example a:no.d.example "        \
    "a:other.d.example -all\"]},\"x.ent.d.example\":{\"A\":[\"192.0.2.7\"]},"  \
    "\"_dmarc.d.example\":{\"TXT\":[\"v=DMARC1; p=reject; sp=quarantine; "     \
    "np=none\"]}}"
#define DMARC "dmarc eval --from a.d.example --zone - "

static const struct row {
    const char *name;
    const char *args; /* separated by single spaces */
    const char *in;
    size_t in_len;
    int status;
    const char *out, *err; /* must occur; NULL: must be empty */
} rows[] = {
    {"no command", "", BYTES(""), 2, NULL, "no command"},
    {"unknown command", "chekc", BYTES(""), 2, NULL, "no command \"chekc\""},
    {"help", "--help", BYTES(""), 0, "usage: eml COMMAND", NULL},
    {"version", "--version", BYTES(""), 0, "eml ", NULL},
    {"help of check", "check --help", BYTES(""), 0, "--lenient NAME", NULL},
    {"help of parse", "parse -h", BYTES(""), 0, "--content", NULL},
    {"help of write", "write --help", BYTES(""), 0, "--utf8", NULL},
    {"help of explain", "explain --help", BYTES(""), 0, "--all", NULL},
    {"unknown option", "check --bogus", BYTES(""), 2, NULL,
     "unknown option --bogus"},
    {"unknown letter", "check -Z", BYTES(""), 2, NULL, "unknown option -Z"},
    {"unknown letter among others", "check -vZs", BYTES(""), 2, NULL,
     "unknown option -Z in -vZs"},
    {"letters together", "check -vj", BYTES(GOOD), 0, "\"verdict\":\"valid\"",
     NULL},
    {"letters together, the last with its argument", "check -son lf",
     BYTES(STORED), 0, "1 conforms", NULL},
    {"a letter with its argument", "check -nlf", BYTES(STORED), 0, "1 conforms",
     NULL},
    {"a letter without its argument", "check -vn", BYTES(""), 2, NULL,
     "--newline needs auto|crlf|lf"},
    {"help of a command", "help gen", BYTES(""), 0, "--shard I/N", NULL},
    {"help of no command", "help me", BYTES(""), 2, NULL, "no command \"me\""},
    {"option without its argument", "check --lenient", BYTES(""), 2, NULL,
     "--lenient needs NAME"},
    {"no such relaxation", "check --lenient everything", BYTES(""), 2, NULL,
     "--lenient: cannot take \"everything\" as NAME"},
    {"argument where none is taken", "check --json=yes", BYTES(""), 2, NULL,
     "takes no argument"},
    {"no such newline", "check --newline=cr", BYTES(""), 2, NULL, "cr"},
    {"no such format", "check -f tar", BYTES(""), 2, NULL, "tar"},
    {"no such colour", "check --color blue", BYTES(""), 2, NULL, "blue"},
    {"no such file", "check /no/such/file", BYTES(""), 2, "0 messages",
     "/no/such/file: No such file"},
    {"good mail conforms", "check", BYTES(GOOD), 0, "1 conforms", NULL},
    {"dash is standard input", "check -", BYTES(GOOD), 0, "1 conforms", NULL},
    {"two From fields", "check", BYTES(TWO_FROM), 1,
     "-:2:1: error: a second From field [FROM_TWICE]", NULL},
    {"both readings are named", "check", BYTES(TWO_FROM), 1,
     "ambiguous: the first From names the author; or the last", NULL},
    {"caret under the place", "check", BYTES(TWO_FROM), 1,
     "     2 | From: Joe <joe@example.org>\n       | ^~~~", NULL},
    {"advice", "check", BYTES(TWO_FROM), 1, "= keep one From field", NULL},
    {"obsolete syntax is an error", "check", BYTES(OBSOLETE), 1,
     "error: year of two or three digits", NULL},
    {"with --obs it is none", "check --obs", BYTES(OBSOLETE), 0, "1 conforms",
     NULL},
    {"with --obs -v it is a note", "check --obs -v", BYTES(OBSOLETE), 0,
     "note: year of two or three digits", NULL},
    {"lenient by name", "check -l count", BYTES(TWO_FROM), 1, "ambiguous",
     NULL},
    {"stored form is said once", "check", BYTES(STORED), 0,
     "note: 1 file without any CR", NULL},
    {"stored form not wanted", "check -n crlf", BYTES(STORED), 1,
     "LF not preceded by CR", NULL},
    {"empty input is a message", "check", BYTES(""), 1, "no From field", NULL},
    {"a NUL and an escape do not reach the terminal", "check",
     BYTES("X: a\0b\x1b[31m\r\n\r\n"), 1,
     "X: a\xc2\xb7"
     "b\xc2\xb7[31m",
     NULL},
    {"summary", "check -s", BYTES(TWO_FROM), 1, "       1  FROM_TWICE", NULL},
    {"json", "check --json", BYTES(TWO_FROM), 1,
     "\"verdict\":\"ambiguous\",\"findings\":[{\"code\":\"FROM_TWICE\","
     "\"rfc\":5322,\"section\":\"3.6\",\"level\":\"MUST\",\"severity\":\"error"
     "\",\"off\":21,",
     NULL},
    {"tap", "check --tap", BYTES(GOOD), 0, "TAP version 13\nok 1 - -\n1..1\n",
     NULL},
    {"tap of a bad one", "check --tap", BYTES(TWO_FROM), 1,
     "not ok 1 - -\n  ---\n  verdict: ambiguous\n", NULL},
    {"junit", "check --junit", BYTES(TWO_FROM), 1, "tests=\"1\" failures=\"1\"",
     NULL},
    {"sarif: the page of an appendix", "check --sarif", BYTES(GOOD), 0,
     "/rfc/rfc4155#appendix-A", NULL},
    {"sarif", "check --sarif", BYTES(TWO_FROM), 1, "\"ruleId\":\"FROM_TWICE\"",
     NULL},
    {"mbox by its first line", "check --json", BYTES(MBOX), 1, "\"index\":2",
     NULL},
    {"mboxcl: quoting where a count that is wrong ends",
     "parse --json --content -f mboxcl",
     BYTES("From a@b Mon Jan  1 00:00:00 2024\nContent-Length: 4\n\nab\n"
           ">From x\n\n"),
     1, "\"content\":\"ab\\r\\nFrom x\\r\\n\"", NULL},
    {"mbox: place in the file", "check", BYTES(MBOX), 1, "-:9:7: error", NULL},
    {"mbox: place of what an empty message lacks", "check --json",
     BYTES("From joe@example.org Fri Nov 21 09:55:06 1997\n\n"), 1,
     "\"code\":\"FROM_MISSING\",\"rfc\":5322,\"section\":\"3.6\",\"level\":"
     "\"MUST\",\"severity\":\"error\",\"off\":46,",
     NULL},
    {"obsolete white space after From begins no mbox", "check -o -v",
     BYTES("From : joe@example.org\r\n"
           "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n"
           "Message-ID: <1@example.org>\r\n\r\n"),
     0, "-:1:5: note: white space between field name", NULL},
    {"mbox without a From_ line: what there is is read", "check -f mbox",
     BYTES(STORED), 1,
     "-:1:1: error: mbox does not begin with a From_ line [MBOX_FROM]", NULL},
    {"mbox without a From_ line: nothing else is wrong", "check -f mbox",
     BYTES(STORED), 1, "1 error, 0 warnings", NULL},
    {"mbox read as one message", "check -f eml", BYTES(MBOX), 1,
     "FIELD_FROM_LINE", NULL},
    {"parse", "parse --json", BYTES(GOOD), 0,
     "\"value\":[{\"name\":\"Joe\",\"local\":\"joe\",\"domain\":\"example."
     "org\"}]",
     NULL},
    {"parse: date", "parse", BYTES(GOOD), 0,
     "{\"unix\":880127706,\"offset_min\":-360,\"zone_known\":true}", NULL},
    {"parse: body", "parse", BYTES(GOOD), 0,
     "\"decoded\":{\"size\":5,\"sha256\":", NULL},
    {"parse: content", "parse -c", BYTES(GOOD), 0, "\"content\":\"Hi.\\r\\n\"",
     NULL},
    {"help of spf", "spf --help", BYTES(""), 0, "--mail-from ADDRESS", NULL},
    {"spf passes", SPF("192.0.2.1"), BYTES(ZONE), 0, "pass: mx of d.example",
     NULL},
    {"spf fails", SPF("192.0.2.2"), BYTES(ZONE), 1,
     "d.example explains: not 192.0.2.2", NULL},
    {"spf writes the field", SPF("192.0.2.1"), BYTES(ZONE), 0,
     "\nReceived-SPF: pass (unknown: domain of joe@d.example designates "
     "192.0.2.1 as permitted sender)\n identity=mailfrom;\n "
     "client-ip=192.0.2.1;\n envelope-from=\"joe@d.example\";\n "
     "helo=h.example;\n mechanism=mx\n",
     NULL},
    {"spf --explain", SPF("192.0.2.2") " --explain", BYTES(ZONE), 1,
     "  DNS: MX of d.example: 1 m.d.example\n  DNS: A of m.d.example: "
     "192.0.2.1\n  mx does not match (RFC 7208 section 5.4)\n  -all matches "
     "(RFC 7208 "
     "section 5.1)\n  d.example: fail\n",
     NULL},
    {"spf --json", SPF("192.0.2.2") " --json", BYTES(ZONE), 1,
     "{\"result\":\"fail\",\"explanation\":\"not 192.0.2.2\",", NULL},
    {"spf --json --explain", SPF("192.0.2.1") " --json -x", BYTES(ZONE), 0,
     "{\"step\":\"term\",\"depth\":0,\"domain\":\"d.example\",\"text\":\"mx\","
     "\"matches\":true,\"section\":\"5.4\"}",
     NULL},
    {"spf of a null path", "spf -i ::1 -e d.example -z -", BYTES(ZONE), 1,
     "envelope-from=\"postmaster@d.example\"", NULL},
    {"spf of HELO", "spf -i ::1 -e d.example -H -m a@b.c -z -", BYTES(ZONE), 1,
     "identity=helo;", NULL},
    {"spf by a master file", SPF("192.0.2.1"),
     BYTES("d.example. TXT \"v=spf1 +all\"\n"), 0, "pass: +all of d.example",
     NULL},
    {"spf of no record", SPF("192.0.2.1"), BYTES("{}"), 1,
     "none: d.example: the domain does not exist [SPF_NO_DOMAIN, RFC 7208 "
     "section 4.3]",
     NULL},
    {"spf by a malformed zone", SPF("192.0.2.1"), BYTES("d.example. A x\n"), 2,
     NULL, "-:1:14: no IPv4 address: x"},
    {"spf by malformed JSON", SPF("192.0.2.1"), BYTES("{\"a\":1}"), 2, NULL,
     "-: a: no object of types"},
    {"spf: names above others are void lookups, too",
     "spf -i 192.0.2.1 -e d.example -z - -x", BYTES(EMPTY_NAMES), 1,
     "  DNS: A of ent.d.example: no such record\n", NULL},
    {"spf: with names that are not there",
     "spf -i 192.0.2.1 -e d.example -z - -x", BYTES(EMPTY_NAMES), 1,
     "3 void of 2 (RFC 7208 section 4.6.4)", NULL},
    {"spf without an address", "spf --helo a", BYTES(""), 2, NULL,
     "spf needs --ip and --helo"},
    {"spf of no address", "spf -i 1.2.3 -e a -z -", BYTES(""), 2, NULL,
     "no address: 1.2.3"},
    {"spf with both", "spf -i ::1 -e a -z - --dns ::1", BYTES(""), 2, NULL,
     "either --zone or --dns"},
    {"spf of an argument too many", "spf -i ::1 -e a -z - b", BYTES(""), 2,
     NULL, "what is \"b\"?"},
    {"spf by no server", "spf -i ::1 -e a --dns x", BYTES(""), 2, NULL,
     "no DNS server: x"},
    {"spf of no time", "spf -i ::1 -e a -z - -t x", BYTES(""), 2, NULL,
     "--now"},
    {"help of dmarc", "dmarc --help", BYTES(""), 0, "--dkim-pass DOMAIN", NULL},
    {"dmarc passes", DMARC "--dkim-pass d.example", BYTES(DMARC_ZONE), 0,
     "pass: an identifier that passed is aligned [9989 5.3.5]", NULL},
    {"dmarc fails", DMARC "--spf-fail a.d.example", BYTES(DMARC_ZONE), 1,
     "what comes of it: quarantine", NULL},
    {"dmarc --json", DMARC "--spf-pass x.example -j", BYTES(DMARC_ZONE), 1,
     "{\"result\":\"fail\",\"policy\":\"quarantine\",\"disposition\":"
     "\"quarantine\",\"record_at\":\"d.example\",\"org_domain\":\"d."
     "example\",",
     NULL},
    {"dmarc --explain", DMARC "-x", BYTES(DMARC_ZONE), 1,
     "  DNS: TXT of _dmarc.d.example: records: v=DMARC1; p=reject; "
     "sp=quarantine\n",
     NULL},
    {"dmarc --explain --json", DMARC "-x -j", BYTES(DMARC_ZONE), 1,
     "\"org_reason\":{\"rfc\":9989,\"section\":\"4.10.2 (3)\",\"text\":", NULL},
    {"dmarc of no record", "dmarc eval -f a.example -z -", BYTES("{}"), 1,
     "none: there is no policy record [9989 4.10.1]", NULL},
    {"dmarc of a name above another: it exists",
     "dmarc eval -f ent.d.example -z -", BYTES(EMPTY_NAMES), 1,
     "policy quarantine", NULL},
    {"dmarc of a name that is not there", "dmarc eval -f no.d.example -z -",
     BYTES(EMPTY_NAMES), 1, "policy none", NULL},
    {"dmarc without a domain", "dmarc eval -z -", BYTES("{}"), 2, NULL,
     "needs --from"},
    {"dmarc without a word", "dmarc -z -", BYTES("{}"), 2, NULL,
     "eml dmarc --help"},
    {"dmarc by no list", "dmarc eval -f a.b -z - -p /nowhere", BYTES("{}"), 2,
     NULL, "/nowhere"},
    {"dmarc by loaded dice", "dmarc eval -f a.b -z - -r 100", BYTES("{}"), 2,
     NULL, "0 to 99"},
    {"dmarc with SPF twice", DMARC "--spf-pass a.b --spf-fail a.b",
     BYTES(DMARC_ZONE), 2, NULL, "--spf-fail"},
    {"dmarc report", "dmarc report -", BYTES(RUA), 0,
     "-: aggregate report i of o (e)\n  from 1970-01-01 00:00:01 to "
     "1970-01-01 00:00:02 UTC, about d: p=none\n  3 from ::1, From f: none; "
     "dkim pass, spf fail\n",
     NULL},
    {"dmarc report --json", "dmarc report -j -", BYTES(RUA), 0,
     "\"kind\":\"aggregate\",\"report\":{\"version\":null,\"org_name\":\"o\"",
     NULL},
    {"dmarc report of a zip with more in it", "dmarc report -",
     BYTES(ZIP_OF_TWO), 1,
     "  it is r.xml, of 2 files in the zip; others were "
     "not read\n  byte 76: zip without one file only",
     NULL},
    {"dmarc report of a zip with more in it, --json", "dmarc report -j -",
     BYTES(ZIP_OF_TWO), 1, "\"zip\":{\"name\":\"r.xml\",\"num_files\":2}",
     NULL},
    {"dmarc report in a message", "dmarc report -",
     BYTES("Content-Type: text/xml\r\n\r\n" RUA), 0, "aggregate report i",
     NULL},
    {"dmarc report with a fault", "dmarc report -",
     BYTES("<feedback></feedback>"), 1, "[RUA_MISSING, RFC 7489 section C]",
     NULL},
    {"dmarc report of a failure", "dmarc report -",
     BYTES("Content-Type: message/feedback-report\n\n"
           "Feedback-Type: auth-failure\nUser-Agent: x\nVersion: 1\n"
           "Auth-Failure: dmarc\nIdentity-Alignment: none\n"
           "Authentication-Results: a.b; dmarc=fail\n"),
     0, "  Identity-Alignment: none\n", NULL},
    {"dmarc report of a failure, --json", "dmarc report -j -",
     BYTES("Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"),
     1, "\"code\":\"ARF_MISSING\"", NULL},
    {"dmarc report of none", "dmarc report -", BYTES("A: b\n\nc\n"), 2, NULL,
     "there is no report in it"},
    {"help of auth", "auth --help", BYTES(""), 0, "--authserv-id NAME", NULL},
    {"auth: ip without helo", "auth -i ::1", BYTES(""), 2, NULL,
     "--ip needs --helo"},
    {"auth: helo without ip", "auth -e a", BYTES(""), 2, NULL, "need --ip"},
    {"auth: a path with its brackets", "auth -i ::1 -e a -m <a@b.c>", BYTES(""),
     2, NULL, "without < and >"},
    {"spf: a path with its brackets", "spf -i ::1 -e a -m <a@b.c> -z -",
     BYTES("{}"), 2, NULL, "without < and >"},
    {"auth: no address", "auth -i x -e a", BYTES(""), 2, NULL, "no address: x"},
    {"auth: no time", "auth -t x", BYTES(""), 2, NULL, "--now"},
    {"auth: both", "auth -z - --dns ::1", BYTES(""), 2, NULL,
     "either --zone or --dns"},
    {"explain", "explain from-twice", BYTES(""), 0,
     "RFC 5322 section 3.6, MUST", NULL},
    {"explain: the relaxation as an option has it", "explain BARE_LF",
     BYTES(""), 0, "--lenient bare-lf.", NULL},
    {"explain: an appendix", "explain MBOX_FROM", BYTES(""), 0,
     "RFC 4155 appendix A, MUST", NULL},
    {"explain: a clause of no RFC", "explain MAILDIR_NAME", BYTES(""), 0,
     "maildir (no RFC), MUST", NULL},
    {"explain --json", "explain --json OBS_FWS", BYTES(""), 0,
     "\"relaxation\":\"OBS\"", NULL},
    {"explain all", "explain --all", BYTES(""), 0, "ATOM_DOT", NULL},
    {"explain what there is not", "explain NOPE", BYTES(""), 2, NULL,
     "no code \"NOPE\""},
    {"explain nothing", "explain", BYTES(""), 2, NULL, "which code?"},
    {"abnf: matches", "abnf match address-list", BYTES("a@b, c <d@e>"), 0,
     "-: matches\n", NULL},
    {"abnf: matches a part", "abnf match rfc5322/address-list",
     BYTES("a@b, , c@d"), 1, "-: matches the first 3 bytes only\n", NULL},
    {"abnf: matches nothing", "abnf match date-time", BYTES("now"), 1,
     "-: does not match\n", NULL},
    {"abnf: obsolete syntax", "abnf --obs match address-list",
     BYTES("a@b, , c@d"), 0, "-: matches\n", NULL},
    {"abnf: UTF-8", "abnf -u match addr-spec", BYTES("\xc3\xa9@b"), 0,
     "-: matches\n", NULL},
    {"abnf: letters together", "abnf -oe match address-list", BYTES("a@b, ,"),
     0, "-: matches\n3\n4\n5\n6\n", NULL},
    {"abnf: ends", "abnf -o -e match address-list", BYTES("a@b, ,"), 0,
     "-: matches\n3\n4\n5\n6\n", NULL},
    {"abnf: ends as JSON", "abnf -o -j match address-list", BYTES("a@b,,"), 0,
     "{\"file\":\"-\",\"match\":true,\"ends\":[3,4,5]}", NULL},
    {"abnf: LF as CRLF", "abnf -c match rfc5322/message",
     BYTES("Subject: x\n\ny\n"), 0, "-: matches\n", NULL},
    {"abnf: the shortest string", "abnf derive rfc5322/date-time", BYTES(""), 0,
     "0 Jan 0000 00:00 +0000", NULL},
    {"abnf: strings, a line each", "abnf derive -n 2 rfc2046/delimiter",
     BYTES(""), 0, "\\r\\n--", NULL},
    {"abnf: coverage", "abnf cover rfc5322/zone", BYTES(""), 0,
     "all of 9 rules and their alternatives are reached", NULL},
    {"abnf: gaps", "abnf cover -n 1 rfc5322/zone", BYTES(""), 1,
     "rfc5322/zone: \"-\"", NULL},
    {"abnf: list", "abnf list", BYTES(""), 0, "rfc5322/addr-spec\t3.4.1\n",
     NULL},
    {"abnf: list as JSON", "abnf list --json", BYTES(""), 0,
     "{\"grammar\":\"rfc5322\",\"rule\":\"comment\",\"clause\":\"3.2.2\"",
     NULL},
    {"abnf: own grammar", "abnf -g - match mine /dev/null",
     BYTES("mine = *\"x\"\n"), 0, "/dev/null: matches\n", NULL},
    {"abnf: own grammar that is none", "abnf -g - list", BYTES("mine := x\n"),
     2, NULL, "eml: -:1:6: rule that is not ABNF [ABNF_SYNTAX]\n"},
    {"abnf: a fault in a later line", "abnf -g - list",
     BYTES("a = \"x\"\nb = \"\xc3\xa9\n"), 2, NULL, "eml: -:2:5: "},
    {"abnf: beyond a limit", "abnf -g - list",
     BYTES("a = \"x\"\nb = *65536a\n"), 2, NULL,
     "eml: -:2:11: groups nested deeper than 32, a repetition of"},
    {"abnf: a rule too large", "abnf -g - list",
     BYTES("a = \"x\"\nb = 65535(65535(a \"y\"))\n"), 2, NULL,
     "rule \"b\" is too large (a repetition counts as often as it may come)"},
    {"abnf: no string", "abnf derive -n 0 date-time", BYTES(""), 0, NULL, NULL},
    {"abnf: the last seed", "abnf derive -j -s 18446744073709551615 atom",
     BYTES(""), 0, "{\"seed\":18446744073709551615,\"bytes\":[9", NULL},
    {"abnf: own grammar that lacks a rule", "abnf -g - list",
     BYTES("mine = nowhere\n"), 2, NULL,
     "rule \"nowhere\" is not defined (another grammar's: ;@use)"},
    {"abnf: rule there is none of", "abnf match nope", BYTES(""), 2, NULL,
     "no rule \"nope\""},
    {"abnf: nothing", "abnf", BYTES(""), 2, NULL, "what?"},
    {"abnf: nothing known", "abnf frob", BYTES(""), 2, NULL,
     "no \"frob\" with these arguments"},
    {"write", "write",
     BYTES("{\"fields\":[{\"name\":\"Subject\",\"value\":\"h\\u00e9\"}],"
           "\"root\":{\"content\":\"x\\r\\n\"}}"),
     0, "Subject: =?UTF-8?B?aMOp?=\r\n\r\nx\r\n", NULL},
    {"write: stored form", "write -n lf",
     BYTES("{\"fields\":[],\"root\":{\"content\":\"x\\r\\n\"}}"), 0, "\nx\n",
     NULL},
    {"write: no line end comes in", "write",
     BYTES("{\"fields\":[{\"name\":\"Subject\",\"value\":\"a\\r\\nBcc: x\"}],"
           "\"root\":{\"content\":\"\"}}"),
     1, NULL, "CR or LF in what is to be written [WRITE_LINE"},
    {"write: a member twice", "write",
     BYTES("{\"root\":{\"content\":\"a\"},\"root\":{\"content\":\"b\"}}"), 2,
     NULL, "duplicate object key"},
    {"write: content of the wrong type", "write",
     BYTES("{\"root\":{\"content\":3}}"), 2, NULL,
     "\"content\" must be a string"},
    {"write: content in both forms", "write",
     BYTES("{\"root\":{\"content\":\"\",\"content_base64\":\"\"}}"), 2, NULL,
     "both \"content\" and"},
    {"write: parts of the wrong type", "write",
     BYTES("{\"root\":{\"parts\":{}}}"), 2, NULL, "\"parts\" must be an array"},
    {"write: parameters of the wrong type", "write",
     BYTES("{\"fields\":[{\"name\":\"Content-Disposition\",\"value\":{\"type\":"
           "\"inline\",\"params\":[]}}],\"root\":{}}"),
     2, NULL, "field Content-Disposition: \"params\" must be an object"},
    {"write: a flag of the wrong type", "write",
     WRITE_DATE("\"unix\":0,\"leap\":1"), 2, NULL, "must be true or false"},
    {"write: the first second there is", "write",
     WRITE_DATE("\"unix\":-9223372036854775808,\"leap\":true"), 2, NULL,
     "field Date: \"unix\" is out of range"},
    {"write: a year that wraps around 32 bits to 2000", "write",
     WRITE_DATE("\"unix\":135536077748188800"), 2, NULL,
     "field Date: \"unix\" is out of range"},
    {"write: a directory", "write /", BYTES(""), 2, NULL,
     "eml: write: /: Is a directory"},
    {"write: no such file", "write /no/such/file", BYTES(""), 2, NULL,
     "eml: write: /no/such/file: No such file"},
    {"an escape asked for does not reach the terminal",
     "explain x\x1b[31m\xe2"
     "\x80\xaey",
     BYTES(""), 2, NULL, "\"x\xc2\xb7[31m\xc2\xb7y\""},
    {"mbox: all findings about it", "check -s -f mbox",
     BYTES(FROM_10 FROM_10 FROM_10 FROM_10 FROM_10 FROM_10 FROM_10 FROM_10), 1,
     "      79  MBOX_BLANK", NULL},
    {"write: not JSON", "write", BYTES("{"), 2, NULL, "write: -:1:"},
    {"write: no root", "write", BYTES("{}"), 2, NULL, "no \"root\" object"},
    {"write: not what parse prints without --content", "write",
     BYTES("{\"fields\":[],\"root\":{\"decoded\":{\"size\":5}}}"), 2, NULL,
     "a part without its content"},
    {"write: the field that cannot be written", "write",
     BYTES("{\"fields\":[{\"name\":\"Subject\",\"value\":\"a\"},{\"name\":"
           "\"X-y\",\"value\":\"a\\u0000\"}],\"root\":{}}"),
     1, NULL, "write: -: field X-y: NUL in what is to be written [WRITE_NUL"},
    {"mbox: its clause is an appendix", "check -f mbox", BYTES(GOOD), 1,
     "= RFC 4155 appendix A (MUST)", NULL},
    {"write: a field of the wrong shape", "write",
     BYTES("{\"fields\":[{\"name\":\"To\",\"value\":1}],\"root\":{}}"), 2, NULL,
     "field To: addresses must be an array"},
};

static void
program_does(void **state)
{
    const struct row *r = *state;
    run got;

    if (!getenv("EML_PROGRAM"))
        skip();
    got = run_program(NULL, r->args, r->in, r->in_len);
    run_is(&got, r->status, r->out, r->err);
    run_free(&got);
}

int
main(void)
{
    return RUN_TABLE(program_does, rows);
}
