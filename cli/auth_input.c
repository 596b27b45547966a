#define _POSIX_C_SOURCE 200809L
#include "cli/auth_input.h"

#include "cli/advice.h"
#include "cli/cli.h"
#include "eml/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

/* Reads behind what is held until there are bytes more, or the end. */
static bool
fill(auth_stream *s)
{
    ssize_t n;

    do
        n = read(STDIN_FILENO, s->room + s->held.n, PIECE - s->held.n);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        (void)cli_error("-: %s", strerror(errno));
        return false;
    }
    s->held = (eml_span){s->room, s->held.n + (size_t)n};
    s->ended = n == 0;
    return true;
}

/* A pipe may give less than a line at once. */
static bool
fill_line(auth_stream *s)
{
    do
        if (!fill(s))
            return false;
    while (!s->ended && s->held.n < PIECE &&
           !memchr(s->held.p, '\n', s->held.n));
    return true;
}

/* Whether it is standard input alone that is asked for, as one message. */
static bool
streams(int argc, char **argv, source_format format)
{
    return format <= SOURCE_EML &&
           (argc == 0 || (argc == 1 && strcmp(argv[0], "-") == 0));
}

bool
auth_stream_open(auth_stream *s, const source_item *item,
                 source_newline newline, source_format format)
{
    const uint8_t *lf;

    *s = (auth_stream){.item = item, .held = EML_NONE};
    if (item) {
        s->newline = item->newline;
        return true;
    }
    s->room = malloc(PIECE);
    if (!s->room)
        return cli_error("no memory left"), false;
    if (!fill_line(s))
        return false;
    if (format == SOURCE_AUTO && source_begins_mbox(s->held))
        return cli_error("-: an mbox: --format mbox reads its messages, "
                         "--format eml takes it for one"),
               false;
    lf = memchr(s->held.p, '\n', s->held.n);
    s->newline =
        newline == SOURCE_NL_LF || (newline == SOURCE_NL_AUTO && lf &&
                                    (lf == s->held.p || lf[-1] != '\r'))
            ? EML_NL_LF
            : EML_NL_CRLF;
    return true;
}

bool
auth_stream_next(auth_stream *s, eml_span *piece, bool *last)
{
    if (s->item) {
        *piece = s->item->message;
        *last = true;
        return true;
    }
    if (!s->held.n && !s->ended && !fill(s))
        return false;
    *piece = s->held;
    *last = s->ended;
    s->held = EML_NONE;
    return true;
}

void
auth_stream_close(auth_stream *s)
{
    free(s->room);
}

bool
auth_each(int argc, char **argv, source_format format, source_newline newline,
          auth_one one, void *user)
{
    char dash[] = "-", *standard[] = {dash};
    bool read = true;
    source_item item;
    source *s;
    int rc;

    if (streams(argc, argv, format)) {
        one(user, "-", 0, NULL);
        return true;
    }
    s = source_new(argc ? argv : standard, argc ? (size_t)argc : 1, format,
                   newline);
    while ((rc = source_next(s, &item)) != EML_END)
        if (rc == EML_OK)
            one(user, item.file, item.index, &item);
        else
            read = false;
    source_free(s);
    return read;
}

int
auth_sign_file(const char *what, int argc, char **argv, source_newline newline,
               auth_signer sign, void *user)
{
    char dash[] = "-", *standard[] = {dash};
    int code = EXIT_TROUBLE; /* and a line was printed */
    source_item item;
    source *s;
    bool read;

    if (argc > 1)
        return cli_error("%s takes one message", what);
    s = source_new(argc ? argv : standard, 1, SOURCE_EML, newline);
    read = source_next(s, &item) == EML_OK;
    if (read && source_begins_mbox(item.message))
        code = cli_error("%s: an mbox: one message is signed", item.file);
    else if (read)
        code = sign(user, &item);
    source_free(s);
    return code;
}

void
auth_put_signed(eml_span fields, const source_item *item, bool only_fields)
{
    for (size_t i = 0; i < fields.n; i++)
        if (fields.p[i] != '\r' || item->newline != EML_NL_LF)
            putchar(fields.p[i]);
    if (!only_fields)
        fwrite(item->message.p, 1, item->message.n, stdout);
}

bool
auth_file(const char *path, eml_os_file *f)
{
    int why = eml_os_file_open(f, path);

    if (why)
        (void)cli_error("%s: %s", path, strerror(why));
    return !why;
}

bool
auth_zone_taken(const char *zone, int argc, char **argv)
{
    bool taken = argc == 0;

    for (int i = 0; i < argc; i++)
        taken |= strcmp(argv[i], "-") == 0;
    taken &= zone && strcmp(zone, "-") == 0;
    if (taken)
        (void)cli_error("--zone - leaves no message at standard input");
    return taken;
}

eml_resolver *
auth_resolver(const char *zone, const char *server)
{
    eml_resolver_error error = {""};
    eml_resolver *r = NULL;
    eml_os_file f;
    const char *why;
    int rc;

    if (zone && server)
        return cli_error("either --zone or --dns"), NULL;
    if (zone) {
        if (!auth_file(zone, &f))
            return NULL;
        rc = eml_resolver_zone(&r, &cli_alloc, f.bytes, &error);
        eml_os_file_close(&f);
    } else {
        rc = eml_resolver_live(&r, &cli_alloc, server, 0, &error);
    }
    why = rc == EML_E_NOMEM ? "out of memory" : error.text;
    if (rc != EML_OK) /* a line of the file has its number in front */
        (void)cli_error("%s:%s%s", zone ? zone : "the DNS",
                        *why >= '0' && *why <= '9' ? "" : " ", why);
    return r;
}

bool
auth_now(const char *text, uint64_t *now)
{
    if (text)
        return cli_number(now, text);
    *now = (uint64_t)time(NULL);
    return true;
}

const char *
dns_outcome_name(eml_dns_outcome o)
{
    static const char *const names[] = {"records", "no such record",
                                        "no such name", "no answer"};

    return names[o];
}

const char *
dns_type_name(uint16_t type)
{
    return type == EML_DNS_TXT    ? "TXT"
           : type == EML_DNS_AAAA ? "AAAA"
           : type == EML_DNS_MX   ? "MX"
           : type == EML_DNS_PTR  ? "PTR"
                                  : "A";
}

void
auth_cannot(const char *file, const char *what, int rc)
{
    const eml_code_info *info = eml_code_info_get(rc);
    char clause[CLI_CLAUSE_MAX];

    if (info)
        (void)cli_error("%s: cannot be %s: %s [%s, %s]", file, what, info->text,
                        info->name, cli_clause(info, clause));
    else
        (void)cli_error("%s: cannot be %s: no memory, or a limit", file, what);
}

json_t *
auth_reason(int code)
{
    const eml_code_info *info = eml_code_info_get(code);

    return info ? json_pack("{s:s, s:i, s:s, s:s, s:s}", "code", info->name,
                            "rfc", (int)info->rfc, "section", info->section,
                            "level", eml_level_name(info->level), "text",
                            info->text)
                : json_null();
}

json_t *
auth_reason_clause(const char *clause, const char *text)
{
    const char *space = strchr(clause, ' ');
    int rfc = 0;

    for (const char *p = clause; *p >= '0' && *p <= '9'; p++)
        rfc = rfc * 10 + (*p - '0');
    return json_pack("{s:i, s:s, s:s}", "rfc", rfc, "section",
                     space ? space + 1 : "", "text", text);
}

json_t *
auth_text(eml_span s)
{
    eml_arena arena;
    eml_out out = {.arena = &arena};
    json_t *o;

    eml_arena_init(&arena, &cli_alloc, 0);
    (void)eml_utf8_clean(s, &out);
    o = json_stringn((const char *)eml_out_view(&out).p, out.n);
    eml_arena_fini(&arena);
    return o;
}
