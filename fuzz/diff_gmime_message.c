/* The structure of messages: RFC 2045, RFC 2046; against GMime. The input is
 * the choices of a valid message (its head: the profile); both readers must
 * find the same parts, and the same decoded content in the leaves. */
#include "fuzz/mutator.h"

#include <gmime/gmime.h>

#include "eml/gen.h"
#include "eml/message.h"
#include "fuzz/memory.h"

enum { ROOM = 64 << 10, DIAGS = 256 };

static eml_span
str(const char *s)
{
    return s ? (eml_span){(const uint8_t *)s, strlen(s)} : EML_NONE;
}

static void
show(const char *what, eml_span s)
{
    fprintf(stderr, "---- %s\n", what);
    fwrite(s.p, 1, s.n, stderr);
    fputc('\n', stderr);
}

static void
decode(eml_cx *cx, const eml_part *p, eml_out *out)
{
    eml_cx quiet = {.arena = cx->arena, .origin = cx->origin};
    eml_decoder *d = eml_decoder_new(&quiet, &p->info, false, 0);
    eml_span in = p->body, piece;

    FUZZ_CHECK(d);
    while (eml_decoder_feed(d, &quiet, &in, true, &piece) == EML_OK)
        eml_out_span(out, piece);
}

static void
same_content(eml_cx *cx, eml_span in, const eml_part *p, GMimePart *part)
{
    static uint8_t room[ROOM];
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *mem;
    GByteArray *bytes;
    eml_out ours = {.p = room, .cap = ROOM};
    eml_span theirs;

    if (!content)
        return;
    decode(cx, p, &ours);
    mem = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, mem);
    bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
    theirs = bytes->len ? (eml_span){bytes->data, bytes->len} : EML_NONE;
    if (!ours.full && !eml_span_eq(eml_out_view(&ours), theirs)) {
        show("message", in);
        show("body", p->body);
        show("eml", eml_out_view(&ours));
        show("GMime", theirs);
        FUZZ_CHECK(0 && "eml and GMime decode the same");
    }
    g_object_unref(mem);
}

static void
same_part(eml_cx *cx, eml_span in, const eml_part *p, GMimeObject *o)
{
    GMimeContentType *type = g_mime_object_get_content_type(o);
    const eml_part *child = p->child;

    FUZZ_CHECK(eml_span_eq_fold(p->info.type,
                                str(g_mime_content_type_get_media_type(type))));
    FUZZ_CHECK(eml_span_eq_fold(
        p->info.subtype, str(g_mime_content_type_get_media_subtype(type))));
    if (p->info.kind == EML_PART_MULTIPART) {
        int n;

        FUZZ_CHECK(GMIME_IS_MULTIPART(o));
        n = g_mime_multipart_get_count(GMIME_MULTIPART(o));
        for (int i = 0; i < n; i++, child = child->next) {
            FUZZ_CHECK(child);
            same_part(cx, in, child,
                      g_mime_multipart_get_part(GMIME_MULTIPART(o), i));
        }
        FUZZ_CHECK(!child);
    } else if (p->info.kind == EML_PART_MESSAGE) {
        GMimeMessage *m;

        FUZZ_CHECK(GMIME_IS_MESSAGE_PART(o));
        m = g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));
        FUZZ_CHECK(m && g_mime_message_get_mime_part(m));
        same_part(cx, in, child, g_mime_message_get_mime_part(m));
    } else {
        FUZZ_CHECK(GMIME_IS_PART(o));
        same_content(cx, in, p, GMIME_PART(o));
    }
}

/* What GMime 3.2.13 is known to read in another way: a comment before the token
 * of a Content- field (2045 section 5.1, 6.1: as in any structured field); the
 * line end before a close-delimiter that is the end of the input, too (2046
 * section 5.1.1: it belongs to the delimiter, and no CRLF need follow). */
static bool
is_known(eml_span in, const eml_part *p)
{
    if (in.n == 0 || in.p[in.n - 1] != '\n')
        return true;
    for (; p; p = eml_part_next(p))
        for (const eml_field *f = p->fields; f; f = f->next)
            if ((f->id == EML_FIELD_CONTENT_TYPE ||
                 f->id == EML_FIELD_CONTENT_TRANSFER_ENCODING) &&
                memchr(f->body.p, '(', f->body.n))
                return true;
    return false;
}

static void
compare(eml_cx *cx, eml_span in)
{
    GByteArray bytes = {(guint8 *)(uintptr_t)in.p, (guint)in.n};
    GMimeStream *s = g_mime_stream_mem_new_with_byte_array(&bytes);
    GMimeParser *parser;
    GMimeMessage *m;
    eml_part *root;

    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(s), FALSE);
    FUZZ_CHECK(eml_message_parse(cx, in, &root) == EML_OK);
    if (is_known(in, root)) {
        g_object_unref(s);
        return;
    }
    parser = g_mime_parser_new_with_stream(s);
    m = g_mime_parser_construct_message(parser, NULL);
    FUZZ_CHECK(m && g_mime_message_get_mime_part(m));
    same_part(cx, in, root, g_mime_message_get_mime_part(m));
    g_object_unref(m);
    g_object_unref(parser);
    g_object_unref(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t room[ROOM];
    static eml_arena arena;
    static eml_diag diags[DIAGS];
    eml_cx cx = {.arena = &arena, .diags = diags, .diags_cap = DIAGS};
    eml_gen_spec spec = {.choices = EML_NONE, .few_charsets = true};
    eml_gen_message m;

    if (size < FUZZ_HEAD)
        return 0;
    if (!arena.from) {
        g_mime_init();
        eml_arena_init(&arena, &fuzz_memory, 0);
    }
    eml_arena_reset(&arena);
    spec.profile = (eml_gen_profile)(data[0] % EML_GEN_PROFILES);
    if (size > FUZZ_HEAD)
        spec.choices = (eml_span){data + FUZZ_HEAD, size - FUZZ_HEAD};
    if (eml_gen_make(&spec, room, ROOM, &arena, NULL, &m) != EML_OK)
        return 0;
    cx.origin = m.bytes.p;
    compare(&cx, m.bytes);
    return 0;
}
