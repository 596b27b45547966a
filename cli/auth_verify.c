#define _POSIX_C_SOURCE 200809L
#include "cli/auth_verify.h"

#include <string.h>

typedef struct run {
    const auth_verify *v;
    eml_resolver *dns;
    eml_os_crypto *crypto;
    uint64_t now;
    int worst; /* exit code */
} run;

static bool
begin(auth_message *m, const run *r, uint8_t newline)
{
    const auth_verify *v = r->v;
    eml_dkim_options o = {.crypto = eml_os_crypto_table(r->crypto),
                          .newline = (enum eml_newline)newline,
                          .has_now = true,
                          .now = r->now,
                          .max_signatures = v->max_signatures};

    m->cx.newline = newline;
    m->header.newline = o.newline;
    if (v->steps) {
        m->dkim_steps = eml_arena_get(&m->arena, 2 * sizeof *m->dkim_steps);
        m->arc_steps = m->dkim_steps ? m->dkim_steps + 1 : NULL;
    }
    if (v->machines & AUTH_DKIM)
        m->dkim = eml_dkim_new(&m->cx, &o);
    if (v->machines & AUTH_ARC)
        m->arc = eml_arc_new(&m->cx, &o);
    return (!v->steps || m->arc_steps) &&
           (!(v->machines & AUTH_DKIM) || m->dkim) &&
           (!(v->machines & AUTH_ARC) || m->arc);
}

static int
feed(auth_message *m, bool header, eml_span piece, bool last)
{
    eml_span rest = piece;
    int rc = EML_OK;

    if (header && !m->header.done)
        rc = eml__header_feed(&m->header, &m->cx, &rest, last);
    if (rc >= 0 && m->dkim)
        rc = eml_dkim_feed(m->dkim, &m->cx, piece, last);
    if (rc >= 0 && m->arc)
        rc = eml_arc_feed(m->arc, &m->cx, piece, last);
    return rc < 0 ? rc : EML_OK;
}

static int
poll(auth_message *m, bool arc, eml_dns_query *q)
{
    if (arc)
        return m->arc ? eml_arc_poll(m->arc, q) : EML_END;
    return m->dkim ? eml_dkim_poll(m->dkim, q) : EML_END;
}

/* Asks what one of the two machines wants to know. */
static int
answer(auth_message *m, bool arc)
{
    auth_steps *steps = arc ? m->arc_steps : m->dkim_steps;
    eml_dns_query q;
    eml_dns_answer a;
    int rc;

    while ((rc = poll(m, arc, &q)) == EML_OK) {
        rc = eml_resolver_ask(m->dns, &q, 1, &a);
        if (rc == EML_OK && steps)
            auth_note(steps, &m->cx, &q, &a);
        if (rc == EML_OK)
            rc = arc ? eml_arc_dns(m->arc, &m->cx, q.id, &a)
                     : eml_dkim_dns(m->dkim, &m->cx, q.id, &a);
        if (rc != EML_OK)
            return rc;
    }
    return rc == EML_END ? EML_OK : rc;
}

/* False: it cannot be read, and a line was printed. */
static bool
read_all(auth_message *m, const run *r, const source_item *item, int *rc)
{
    eml_span piece;
    auth_stream s;
    bool last = false,
         ok = auth_stream_open(&s, item, r->v->newline, r->v->format);

    *rc = ok && !begin(m, r, s.newline) ? EML_E_NOMEM : EML_OK;
    while (ok && !last && *rc == EML_OK) {
        ok = auth_stream_next(&s, &piece, &last);
        if (ok)
            *rc = feed(m, r->v->header, piece, last);
    }
    auth_stream_close(&s);
    return ok;
}

static void
one(void *user, const char *file, size_t index, const source_item *item)
{
    run *r = user;
    auth_message m = {
        .file = file, .index = index, .dns = r->dns, .now = r->now};
    int rc, code = EXIT_TROUBLE;

    eml_arena_init(&m.arena, &cli_alloc, 0);
    m.cx.arena = &m.arena;
    if (read_all(&m, r, item, &rc)) {
        if (rc == EML_OK)
            rc = answer(&m, false);
        if (rc == EML_OK)
            rc = answer(&m, true);
        code = rc == EML_OK ? r->v->report(r->v->user, &m)
               : rc == EML_E_LIMIT
                   ? cli_error("%s: header larger than the limit", file)
                   : cli_error("%s: no memory left", file);
    }
    if (code > r->worst)
        r->worst = code;
    if (m.dkim)
        eml_dkim_fini(m.dkim);
    if (m.arc)
        eml_arc_fini(m.arc);
    eml_arena_fini(&m.arena);
}

int
auth_verify_files(const auth_verify *v, int argc, char **argv)
{
    run r = {.v = v, .worst = EXIT_CONFORMS};

    if (!auth_now(v->now, &r.now))
        return cli_error("%s: --now: \"%s\" is no number of seconds",
                         v->command, v->now);
    if (!v->dns && auth_zone_taken(v->zone, argc, argv))
        return EXIT_TROUBLE;
    r.dns = auth_resolver(v->zone, v->dns);
    if (!r.dns)
        return EXIT_TROUBLE;
    r.crypto = eml_os_crypto_new();
    if (!r.crypto || !auth_each(argc, argv, v->format, v->newline, one, &r))
        r.worst = EXIT_TROUBLE;
    eml_os_crypto_free(r.crypto);
    eml_resolver_free(r.dns);
    return cli_finish(r.worst);
}
