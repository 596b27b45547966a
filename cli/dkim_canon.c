/* eml dkim canon: canonical bytes, for eyes and for diff. */
#define _POSIX_C_SOURCE 200809L
#include "cli/dkim_command.h"
#include "stack/auth/hasher.h"

#include <string.h>

static void
put(eml_span s)
{
    fwrite(s.p, 1, s.n, stdout);
}

static void
put_body(eml_canon_type type, const eml__header *h, eml_span body)
{
    eml_canon_body c;
    eml_span out;

    eml_canon_body_init(&c, type, h->newline);
    while (eml_canon_body_next(&c, &body, true, &out) == EML_OK)
        put(out);
}

static void
put_header(eml_canon_type type, const eml__header *h)
{
    for (uint32_t i = 0; i < h->num_fields; i++) {
        eml_canon_field c;
        eml_span out;

        eml_canon_field_init(&c, type, h->newline, h->fields[i].raw, EML_NONE,
                             true);
        while (eml_canon_field_next(&c, &out) == EML_OK)
            put(out);
    }
}

/* A hash that shows what it is given. */
static void *
show_new(void *user, eml_hash_type type)
{
    (void)type;
    return user;
}

static bool
show_feed(void *user, void *hash, eml_span bytes)
{
    (void)user;
    (void)hash;
    put(bytes);
    return true;
}

static bool
show_end(void *user, void *hash, uint8_t out[EML_HASH_MAX])
{
    (void)user;
    (void)hash;
    memset(out, 0, EML_HASH_MAX);
    return true;
}

static int
put_signed(eml_canon_type type, const eml__header *h, eml_cx *cx)
{
    eml_crypto show = {.user = &show,
                       .hash_new = show_new,
                       .hash_feed = show_feed,
                       .hash_end = show_end};
    uint8_t digest[EML_HASH_MAX];
    eml__picker pick;

    for (uint32_t i = 0; i < h->num_fields; i++) {
        const eml__hfield *f = &h->fields[i];
        eml_signature sig;

        if (!eml_span_eq_fold(f->name, EML_LIT("dkim-signature")))
            continue;
        cx->origin = f->raw.p;
        if (eml_signature_parse(cx, EML_SIGNATURE_DKIM, f->body, &sig) ==
            EML_E_NOMEM)
            return cli_error("dkim: out of memory");
        sig.header_canon = (uint8_t)type;
        return eml__picker_init(&pick, h, cx->arena) &&
                       eml__hash_header(&show, &pick, &sig, f->raw, digest)
                   ? 0
                   : cli_error("dkim: out of memory");
    }
    return cli_error("dkim: no signature");
}

static int
canon_item(const dkim_conf *c, const source_item *item, eml_canon_type type)
{
    eml_arena arena;
    eml_cx cx = {.arena = &arena, .newline = item->newline};
    eml__header h = {.newline = (enum eml_newline)item->newline};
    eml_span rest = item->message;
    int code = 0;

    eml_arena_init(&arena, &cli_alloc, 0);
    if (eml__header_feed(&h, &cx, &rest, true) != EML_OK)
        code = cli_error("%s: header larger than the limit", item->file);
    else if (c->body)
        put_body(type, &h, rest);
    else if (c->header)
        put_header(type, &h);
    else
        code = put_signed(type, &h, &cx);
    eml_arena_fini(&arena);
    return code;
}

int
dkim_canon_file(const dkim_conf *c, int argc, char **argv)
{
    char dash[] = "-", *standard[] = {dash};
    int given = (c->body != NULL) + (c->header != NULL) + (c->sig != NULL);
    const char *name = c->body ? c->body : c->header ? c->header : c->sig;
    eml_canon_type type;
    source_item item;
    source *from;
    int code = EXIT_TROUBLE;

    if (given != 1 || argc > 1)
        return cli_error(
            "dkim: canon takes --body, --header or --sig, and one message");
    if (!dkim_canon_named(name, &type, NULL))
        return cli_error("dkim: canonical forms are simple and relaxed");
    from = source_new(argc ? argv : standard, 1, SOURCE_EML, c->newline);
    if (source_next(from, &item) == EML_OK)
        code = canon_item(c, &item, type);
    source_free(from);
    return code ? code : cli_finish(EXIT_CONFORMS);
}
