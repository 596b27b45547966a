/* Packets of the DNS, whatever is in them; and a server on the loopback, nsd,
 * that has the same answers as the reader of master files. */
#define _DEFAULT_SOURCE
#include "tests/table.h"
#include "eml/os.h"
#include "os/posix/resolver_int.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static eml_span
span(const char *s)
{
    return (eml_span){(const uint8_t *)s, strlen(s)};
}

static const char *
shown(const eml_dns_query *q, const eml_dns_answer *a)
{
    static const char *const outcomes[] = {"data", "nodata", "nxdomain",
                                           "tempfail"};
    static char bufs[2][4096];
    static int turn;
    char *buf = bufs[turn++ & 1];
    size_t n = 0;

    if (a->outcome != EML_DNS_DATA)
        return outcomes[a->outcome];
    buf[0] = '\0';
    for (size_t i = 0; i < a->num_records; i++) {
        const eml_dns_record *r = &a->records[i];

        n += (size_t)snprintf(buf + n, 64, "%s", i ? "|" : "");
        if (q->type == EML_DNS_MX)
            n += (size_t)snprintf(buf + n, 64, "%u ", r->preference);
        for (size_t k = 0; k < r->data.n && n + 8 < sizeof bufs[0]; k++)
            n += (size_t)snprintf(
                buf + n, 8,
                q->type == EML_DNS_A || q->type == EML_DNS_AAAA ? "%02x" : "%c",
                r->data.p[k]);
    }
    return buf;
}

/* Header, question a.b/MX (12 to 20), answers. */
#define HEAD(rcode, num)                                                       \
    "\0\1\x81" rcode "\0\1\0" num "\0\0\0\0\1a\1b\0\0\x0f\0\1"
#define MX(owner, preference, host_len, host)                                  \
    owner "\0\x0f\0\1\0\0\0\1\0" host_len preference host
#define ALIAS(owner, len, to) owner "\0\5\0\1\0\0\0\1\0" len to

static const struct packet_row {
    const char *name, *packet;
    size_t n;
    int type;
    const char *want;
} packets[] = {
    {"empty", BYTES(""), EML_DNS_MX, "tempfail"},
    {"header alone", BYTES("\0\1\x81\x80\0\0\0\0\0\0\0\0"), EML_DNS_MX,
     "nodata"},
    {"no records", BYTES(HEAD("\x80", "\0")), EML_DNS_MX, "nodata"},
    {"no such name", BYTES(HEAD("\x83", "\0")), EML_DNS_MX, "nxdomain"},
    {"refused", BYTES(HEAD("\x85", "\0")), EML_DNS_MX, "tempfail"},
    {"MX", BYTES(HEAD("\x80", "\1") MX("\xc0\x0c", "\1\2", "\4", "\xc0\x0e")),
     EML_DNS_MX, "258 b"},
    {"root for a host",
     BYTES(HEAD("\x80", "\1") MX("\xc0\x0c", "\0\0", "\3", "\0")), EML_DNS_MX,
     "0 "},
    {"another owner",
     BYTES(HEAD("\x80", "\1") MX("\xc0\x0e", "\1\2", "\4", "\xc0\x0e")),
     EML_DNS_MX, "nodata"},
    {"upper case",
     BYTES(HEAD("\x80", "\1") MX("\1A\1B\0", "\1\2", "\4", "\xc0\x0e")),
     EML_DNS_MX, "258 b"},
    {"record cut",
     BYTES(HEAD("\x80", "\1") MX("\xc0\x0c", "\1\2", "\5", "\xc0\x0e")),
     EML_DNS_MX, "tempfail"},
    {"fewer records than it says",
     BYTES(HEAD("\x80", "\2") MX("\xc0\x0c", "\1\2", "\4", "\xc0\x0e")),
     EML_DNS_MX, "tempfail"},
    {"name to itself",
     BYTES(HEAD("\x80", "\1") MX("\xc0\x14", "\1\2", "\4", "\xc0\x0e")),
     EML_DNS_MX, "tempfail"},
    {"host to itself",
     BYTES(HEAD("\x80", "\1") MX("\xc0\x0c", "\1\2", "\4", "\xc0\x22")),
     EML_DNS_MX, "nodata"},
    {"dot in a label",
     BYTES(HEAD("\x80", "\1") MX("\xc0\x0c", "\1\2", "\7", "\3x.y\0")),
     EML_DNS_MX, "nodata"},
    {"alias, its record first",
     BYTES(HEAD("\x80", "\2") MX("\1c\0", "\0\1", "\4", "\xc0\x0e")
               ALIAS("\xc0\x0c", "\3", "\1C\0")),
     EML_DNS_MX, "1 b"},
    {"alias of itself",
     BYTES(HEAD("\x80", "\1") ALIAS("\xc0\x0c", "\2", "\xc0\x0c")), EML_DNS_MX,
     "tempfail"},
    {"text",
     BYTES(HEAD("\x80", "\1") "\xc0\x0c\0\x10\0\1\0\0\0\1\0\6\2ab\0\1c"),
     EML_DNS_TXT, "abc"},
    {"text past its end",
     BYTES(HEAD("\x80", "\1") "\xc0\x0c\0\x10\0\1\0\0\0\1\0\3\3ab"),
     EML_DNS_TXT, "nodata"},
    {"address",
     BYTES(HEAD("\x80", "\1") "\xc0\x0c\0\1\0\1\0\0\0\1\0\4\1\2\3\4"),
     EML_DNS_A, "01020304"},
    {"address of three bytes",
     BYTES(HEAD("\x80", "\1") "\xc0\x0c\0\1\0\1\0\0\0\1\0\3\1\2\3"), EML_DNS_A,
     "nodata"},
    {"another class",
     BYTES(HEAD("\x80", "\1") "\xc0\x0c\0\1\0\3\0\0\0\1\0\4\1\2\3\4"),
     EML_DNS_A, "nodata"},
};

static void
reads_packets(void **state)
{
    const struct packet_row *r = *state;
    uint8_t *p = test_exact(r->packet, r->n);
    eml_dns_query q = {.type = (uint16_t)r->type, .name = span("a.b")};
    eml_dns_answer a;
    eml_arena arena;
    uint64_t seed = 1;

    eml_arena_init(&arena, &eml_os_alloc, 0);
    assert_int_equal(eml__res_reply(&arena, &q, (eml_span){p, r->n}, &a),
                     EML_OK);
    assert_string_equal(shown(&q, &a), r->want);
    free(p);
    for (size_t i = 0; i < 3000; i++) { /* any bytes */
        p = test_exact(r->packet, r->n);
        for (size_t k = 0; k < 3 && r->n; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            p[(seed >> 40) % r->n] = (uint8_t)(seed >> 56);
        }
        eml_arena_reset(&arena);
        assert_int_equal(eml__res_reply(&arena, &q,
                                        (eml_span){p, r->n - i % (r->n + 1)},
                                        &a),
                         EML_OK);
        free(p);
    }
    eml_arena_fini(&arena);
}

/* ---- servers ------------------------------------------------------------- */

/* A port of the loopback that is free now. */
static int
free_port(int *sock)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof to;

    *sock = socket(AF_INET, SOCK_DGRAM, 0);
    assert_true(*sock >= 0);
    assert_int_equal(bind(*sock, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(getsockname(*sock, (struct sockaddr *)&to, &n), 0);
    return ntohs(to.sin_port);
}

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
silent_server(void **state)
{
    int sock, port = free_port(&sock);
    char server[32];
    double start = seconds();
    eml_resolver *r;
    eml_dns_query q[2] = {{.type = EML_DNS_TXT, .name = span("a.example")},
                          {.type = EML_DNS_A, .name = span("b..example")}};
    eml_dns_answer a[2];

    (void)state;
    snprintf(server, sizeof server, "127.0.0.1:%d", port);
    assert_int_equal(eml_resolver_live(&r, &eml_os_alloc, server, 300, NULL),
                     EML_OK);
    assert_int_equal(eml_resolver_ask(r, q, 2, a), EML_OK);
    assert_int_equal(a[0].outcome, EML_DNS_TEMPFAIL);
    assert_int_equal(a[1].outcome, EML_DNS_NXDOMAIN);
    assert_true(seconds() - start < 5);
    eml_resolver_free(r);
    close(sock);
}

static void
no_server(void **state)
{
    eml_resolver *r;
    eml_resolver_error e;

    (void)state;
    assert_int_equal(
        eml_resolver_live(&r, &eml_os_alloc, "not an address", 0, &e),
        EML_E_MISUSE);
    assert_null(r);
    assert_non_null(strstr(e.text, "no DNS server: not an address"));
}

static const char zone[] =
    "$ORIGIN example.org.\n$TTL 1h\n"
    "@ IN SOA ns hostmaster (\n  1 ; serial\n 2 3 4 5 )\n  NS ns\n"
    "ns A 127.0.0.1\n"
    "@ TXT \"v=spf1 \" \"-all\" ; two\n"
    "  3600 IN MX 10 mx\n  IN 3600 MX 20 mx.example.net.\n"
    "mx A 192.0.2.1\n   A 192.0.2.2\n   AAAA 2001:db8::1\n"
    "www CNAME web\nweb.example.org. A 192.0.2.3\n"
    "*.wild TXT (wild\n \"c;a r(d\" ) \n"
    "a.b.c TXT x\\\"y\\065\\;\n"
    "odd\\032\\\\name TXT odd\n"
    "empty TXT \"\"\nptr PTR Mx.Example.Org.\n"
    "long TXT ("
#define FIFTY "\"12345678901234567890123456789012345678901234567890\" "
#define TEN   FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY
    TEN TEN TEN TEN ")\n";

static const char *const names[] = {
    "example.org",         "EXAMPLE.org",
    "mx.example.org",      "www.example.org",
    "web.example.org",     "x.y.wild.example.org",
    "wild.example.org",    "a.b.c.example.org",
    "c.example.org",       "odd \\name.example.org",
    "empty.example.org",   "long.example.org",
    "nothing.example.org", "ptr.example.org",
};

typedef struct server {
    char folder[64], file[128];
    pid_t pid;
    int port;
} server;

static void
put_file(server *s, const char *name, const char *text)
{
    FILE *f;

    snprintf(s->file, sizeof s->file, "%s/%s", s->folder, name);
    f = fopen(s->file, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void
start_nsd(server *s)
{
    char conf[2048];
    int sock;

    snprintf(s->folder, sizeof s->folder, "/tmp/eml-nsd-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    s->port = free_port(&sock);
    close(sock);
    put_file(s, "zone", zone);
    snprintf(conf, sizeof conf,
             "server:\n ip-address: 127.0.0.1@%d\n username: \"\"\n"
             " chroot: \"\"\n zonesdir: \"%s\"\n pidfile: \"%s/pid\"\n"
             " xfrdfile: \"%s/xfrd\"\n zonelistfile: \"%s/list\"\n"
             " xfrdir: \"%s\"\n database: \"\"\n server-count: 1\n"
             " logfile: \"%s/log\"\n"
             "remote-control:\n control-enable: no\n"
             "zone:\n name: example.org\n zonefile: zone\n",
             s->port, s->folder, s->folder, s->folder, s->folder, s->folder,
             s->folder);
    put_file(s, "conf", conf);
    s->pid = fork();
    if (s->pid == 0) {
        int null = open("/dev/null", O_RDWR);

        dup2(null, 1);
        dup2(null, 2);
        setpgid(0, 0);
        execlp("nsd", "nsd", "-d", "-c", s->file, (char *)NULL);
        execl("/usr/sbin/nsd", "nsd", "-d", "-c", s->file, (char *)NULL);
        _exit(127);
    }
    assert_true(s->pid > 0);
}

static void
stop_nsd(server *s)
{
    char command[128];

    if (waitpid(s->pid, NULL, WNOHANG) == 0) {
        kill(s->pid, SIGTERM);
        waitpid(s->pid, NULL, 0);
    }
    snprintf(command, sizeof command, "rm -rf '%s'", s->folder);
    assert_int_equal(system(command), 0);
}

static eml_resolver *
reach(server *s)
{
    char at[32];
    eml_resolver *r;
    eml_dns_query q = {.type = EML_DNS_TXT, .name = span("example.org")};
    eml_dns_answer a;

    snprintf(at, sizeof at, "127.0.0.1:%d", s->port);
    assert_int_equal(eml_resolver_live(&r, &eml_os_alloc, at, 5000, NULL),
                     EML_OK);
    for (int i = 0; i < 100 && waitpid(s->pid, NULL, WNOHANG) == 0; i++) {
        assert_int_equal(eml_resolver_ask(r, &q, 1, &a), EML_OK);
        if (a.outcome == EML_DNS_DATA)
            return r;
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    eml_resolver_free(r);
    return NULL;
}

/* The records of an answer come in any order. */
static bool
same_answers(const eml_dns_answer *a, const eml_dns_answer *b)
{
    if (a->outcome != b->outcome || a->num_records != b->num_records)
        return false;
    for (size_t i = 0; i < a->num_records; i++) {
        size_t k = 0;

        while (k < b->num_records &&
               !(a->records[i].preference == b->records[k].preference &&
                 eml_span_eq_fold(a->records[i].data, b->records[k].data)))
            k++;
        if (k == b->num_records)
            return false;
    }
    return true;
}

static void
as_nsd_answers(void **state)
{
    enum { N = sizeof names / sizeof *names, T = RES_TYPES - 1 };
    static eml_dns_query q[N * T];
    static eml_dns_answer live[N * T], ours[N * T];
    server s;
    eml_resolver *r, *z;

    (void)state;
    start_nsd(&s);
    r = reach(&s);
    if (!r) {
        stop_nsd(&s);
        print_message("no nsd to be asked\n");
        skip();
    }
    for (size_t i = 0; i < N * T; i++)
        q[i] = (eml_dns_query){.type = eml__resolver_types[i % T].type,
                               .name = span(names[i / T])};
    assert_int_equal(eml_resolver_zone(&z, &eml_os_alloc, span(zone), NULL),
                     EML_OK);
    assert_int_equal(eml_resolver_ask(r, q, N * T, live), EML_OK);
    assert_int_equal(eml_resolver_ask(z, q, N * T, ours), EML_OK);
    stop_nsd(&s); /* before anything fails */
    for (size_t i = 0; i < N * T; i++)
        if (!same_answers(&live[i], &ours[i]))
            fail_msg("%s %s: nsd and zone differ: %d with %zu, %d with %zu",
                     names[i / T], eml__resolver_types[i % T].name,
                     (int)live[i].outcome, live[i].num_records,
                     (int)ours[i].outcome, ours[i].num_records);
    eml_resolver_free(r);
    eml_resolver_free(z);
}

int
main(void)
{
    const struct CMUnitTest servers[] = {
        cmocka_unit_test(silent_server),
        cmocka_unit_test(no_server),
        cmocka_unit_test(as_nsd_answers),
    };

    return RUN_TABLE(reads_packets, packets) |
           (cmocka_run_group_tests(servers, NULL, NULL) != 0);
}
