/* A resolver that asks the DNS, by c-ares: sockets, retries, TCP are its. */
#define _DEFAULT_SOURCE /* getentropy */
#define CARES_NO_DEPRECATED
#include "os/posix/resolver_int.h"

#include <sys/types.h>
#include <sys/select.h>
#include <ares.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TRY_MS = 2000, TRIES = 3, DEFAULT_MS = 20000, SERVER_MAX = 128 };

struct res_live {
    ares_channel channel;
    uint32_t timeout_ms;
};

typedef struct asked {
    eml_arena *answers;
    const eml_dns_query *query;
    eml_dns_answer *answer;
    size_t *num_open;
    int *rc;
} asked;

static uint64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void
take_reply(void *arg, int status, int timeouts, unsigned char *packet, int n)
{
    asked *a = arg;
    int rc = EML_OK;

    (void)timeouts;
    --*a->num_open;
    if (status == ARES_ENOMEM)
        rc = EML_E_NOMEM;
    else if (status == ARES_SUCCESS && packet && n > 0)
        rc = eml__res_reply(a->answers, a->query, (eml_span){packet, (size_t)n},
                            a->answer);
    if (rc < 0)
        *a->rc = rc;
}

/* One round: until a socket has something to say, or a retry is due. */
static void
wait_and_process(ares_channel channel, uint64_t left_ms)
{
    ares_socket_t socks[ARES_GETSOCK_MAXNUM];
    struct pollfd fds[ARES_GETSOCK_MAXNUM];
    /* ARES_GETSOCK_WRITABLE shifts an int into its sign */
    unsigned bits = (unsigned)ares_getsock(channel, socks, ARES_GETSOCK_MAXNUM);
    struct timeval most = {(time_t)(left_ms / 1000),
                           (suseconds_t)(left_ms % 1000 * 1000)},
                   tv, *wait = ares_timeout(channel, &most, &tv);
    nfds_t num = 0;
    int ms = wait ? (int)(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1) : 1;

    for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
        short events = 0;

        if (bits >> i & 1)
            events |= POLLIN;
        if (bits >> (i + ARES_GETSOCK_MAXNUM) & 1)
            events |= POLLOUT;
        if (events)
            fds[num++] = (struct pollfd){.fd = socks[i], .events = events};
    }
    if (poll(fds, num, ms) <= 0) {
        ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        return;
    }
    for (nfds_t i = 0; i < num; i++) {
        bool in = (fds[i].revents & ~POLLOUT) != 0,
             out = (fds[i].revents & POLLOUT) != 0;

        ares_process_fd(channel, in ? fds[i].fd : ARES_SOCKET_BAD,
                        out ? fds[i].fd : ARES_SOCKET_BAD);
    }
}

static int
send_all(eml_resolver *r, asked *list, const eml_dns_query *queries, size_t num,
         eml_dns_answer *answers, size_t *num_open, int *rc)
{
    for (size_t i = 0; i < num && *rc == EML_OK; i++) {
        uint8_t packet[RES_PACKET_MAX], room[RES_NAME_MAX];
        uint16_t id;
        eml_span name;

        answers[i] = (eml_dns_answer){.outcome = EML_DNS_TEMPFAIL};
        if (!eml__res_name_fold(queries[i].name, room, &name)) {
            answers[i].outcome = EML_DNS_NXDOMAIN;
            continue;
        }
        if (getentropy(&id, sizeof id) != 0)
            continue;
        list[i] = (asked){&r->answers, &queries[i], &answers[i], num_open, rc};
        ++*num_open;
        ares_send(r->live->channel, packet,
                  (int)eml__res_packet(&queries[i], id, packet), take_reply,
                  &list[i]);
    }
    return *rc;
}

int
eml__res_live_ask(eml_resolver *r, const eml_dns_query *queries, size_t num,
                  eml_dns_answer *answers)
{
    asked *list = eml_arena_get(&r->answers, num * sizeof *list);
    uint64_t end = now_ms() + r->live->timeout_ms, now;
    size_t num_open = 0;
    int rc = list ? EML_OK : EML_E_NOMEM;

    if (rc == EML_OK)
        rc = send_all(r, list, queries, num, answers, &num_open, &rc);
    while (num_open && rc == EML_OK && (now = now_ms()) < end)
        wait_and_process(r->live->channel, end - now);
    if (num_open)
        ares_cancel(r->live->channel); /* calls take_reply for each */
    return rc;
}

void
eml__res_live_free(struct res_live *live, const eml_alloc *from)
{
    ares_destroy(live->channel);
    ares_library_cleanup();
    from->free(from->user, live, sizeof *live);
}

static int
open_channel(struct res_live *live, const char *server)
{
    struct ares_options o = {.flags = ARES_FLAG_EDNS,
                             .timeout = TRY_MS,
                             .tries = TRIES,
                             .ednspsz = 1232};
    int status;

    if (live->timeout_ms < TRY_MS * TRIES)
        o.timeout = (int)(live->timeout_ms / TRIES) + 1;
    status = ares_init_options(&live->channel, &o,
                               ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS |
                                   ARES_OPT_TRIES | ARES_OPT_EDNSPSZ);
    if (status == ARES_SUCCESS && server) {
        status = *server ? ares_set_servers_ports_csv(live->channel, server)
                         : ARES_EBADSTR;
        if (status != ARES_SUCCESS)
            ares_destroy(live->channel);
    }
    return status;
}

int
eml_resolver_live(eml_resolver **out, const eml_alloc *from, const char *server,
                  uint32_t timeout_ms, eml_resolver_error *error)
{
    eml_resolver *r = eml__res_new(from);
    struct res_live *live;
    int status;

    *out = NULL;
    if (!r)
        return EML_E_NOMEM;
    live = from->alloc(from->user, sizeof *live);
    if (!live) {
        eml_resolver_free(r);
        return EML_E_NOMEM;
    }
    memset(live, 0, sizeof *live);
    live->timeout_ms = timeout_ms ? timeout_ms : DEFAULT_MS;
    status = ares_library_init(ARES_LIB_INIT_ALL);
    if (status == ARES_SUCCESS) {
        status = open_channel(live, server);
        if (status != ARES_SUCCESS)
            ares_library_cleanup();
    }
    if (status != ARES_SUCCESS) {
        from->free(from->user, live, sizeof *live);
        eml_resolver_free(r);
        return status == ARES_ENOMEM
                   ? EML_E_NOMEM
                   : eml__res_error(error, 0, 0, "no DNS server: %.100s: %s",
                                    server ? server : "the system's",
                                    ares_strerror(status));
    }
    r->live = live;
    *out = r;
    return EML_OK;
}
