/* GMime as a peer: the same work in process, through its public interface.
 *
 *     peer_gmime FILE.recs [rounds [full|parse|stats|CODEC]]
 *
 * full   (the default) parse; every header field as far as GMime can take it
 *        apart; every leaf transfer-decoded and text converted to UTF-8, into
 *        a stream that only counts
 * parse  the same without the bodies
 * stats  no times: what was found, to compare with what mkcorpus says
 * CODEC  qp-decode, qp-encode, b64-decode or b64-encode: GMime's step functions
 *        alone, over a file whose records are encoded bodies (mkcorpus KIND);
 *        qp and b64 do both ways
 *
 * In GMime's favour: the message is read in place, content streams are windows
 * on it, one parser and one null stream serve all messages, and text that
 * declares UTF-8 or US-ASCII is not converted. */
#include <gmime/gmime.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recs.h"
#include "timing.h"

/* What a pass finds; summed up into one number it must not change. */
typedef struct found {
    uint64_t messages, multiparts, leaves, text_leaves, fields, mailboxes,
        name_bytes, subject_bytes, references, filename_bytes, decoded_bytes,
        utf8_bytes, utf8_hash, other;
} found;

typedef struct bench {
    const recs *in;
    GMimeParser *parser;
    GMimeStream *null;
    gboolean with_bodies, with_hash;
    found f;
} bench;

/* ---- header fields ---- */
static void
count_addresses(bench *b, InternetAddressList *list)
{
    int n = list != NULL ? internet_address_list_length(list) : 0;

    for (int i = 0; i < n; i++) {
        InternetAddress *a = internet_address_list_get_address(list, i);
        const char *name;

        if (INTERNET_ADDRESS_IS_GROUP(a)) {
            count_addresses(b, internet_address_group_get_members(
                                   INTERNET_ADDRESS_GROUP(a)));
            continue;
        }
        b->f.mailboxes++;
        name = internet_address_get_name(a);
        b->f.name_bytes += name != NULL ? strlen(name) : 0;
    }
}

static void
count_params(bench *b, GMimeParamList *list)
{
    int n = list != NULL ? g_mime_param_list_length(list) : 0;

    for (int i = 0; i < n; i++) {
        GMimeParam *p = g_mime_param_list_get_parameter_at(list, i);

        b->f.other += strlen(g_mime_param_get_value(p));
    }
}

static void
parse_addresses(bench *b, GMimeHeader *h)
{
    InternetAddressList *list =
        internet_address_list_parse(NULL, g_mime_header_get_raw_value(h));

    if (list == NULL)
        return;
    b->f.other += (uint64_t)internet_address_list_length(list);
    g_object_unref(list);
}

static void
parse_references(bench *b, GMimeHeader *h, uint64_t *count)
{
    GMimeReferences *r =
        g_mime_references_parse(NULL, g_mime_header_get_raw_value(h));

    (void)b;
    if (r == NULL)
        return;
    *count += (uint64_t)g_mime_references_length(r);
    g_mime_references_free(r);
}

static void
parse_date(bench *b, GMimeHeader *h)
{
    GDateTime *t =
        g_mime_utils_header_decode_date(g_mime_header_get_raw_value(h));

    if (t == NULL)
        return;
    b->f.other += (uint64_t)g_date_time_to_unix(t);
    g_date_time_unref(t);
}

static int
is_name(const char *name, const char *want)
{
    return g_ascii_strcasecmp(name, want) == 0;
}

/* Fields that GMime has parsed by itself, while parsing, are read through its
 * getters in visit_message and visit_part; FALSE for all others. */
static gboolean
is_gmimes_own(const char *name)
{
    switch (name[0] | 0x20) {
    case 'b':
        return is_name(name, "Bcc");
    case 'c':
        return is_name(name, "Cc") || is_name(name, "Content-Type") ||
               is_name(name, "Content-Disposition") ||
               is_name(name, "Content-Id") ||
               is_name(name, "Content-Transfer-Encoding");
    case 'd':
        return is_name(name, "Date");
    case 'f':
        return is_name(name, "From");
    case 'm':
        return is_name(name, "Message-Id");
    case 'r':
        return is_name(name, "Reply-To");
    case 's':
        return is_name(name, "Sender") || is_name(name, "Subject");
    case 't':
        return is_name(name, "To");
    default:
        return FALSE;
    }
}

static void
visit_field(bench *b, GMimeHeader *h)
{
    const char *name = g_mime_header_get_name(h);

    b->f.fields++;
    if (is_gmimes_own(name))
        return;
    if ((name[0] | 0x20) == 'r') {
        if (is_name(name, "References")) {
            parse_references(b, h, &b->f.references);
            return;
        }
        if (is_name(name, "Resent-From") || is_name(name, "Resent-To") ||
            is_name(name, "Resent-Cc") || is_name(name, "Resent-Sender")) {
            parse_addresses(b, h);
            return;
        }
        if (is_name(name, "Resent-Date")) {
            parse_date(b, h);
            return;
        }
    }
    if (is_name(name, "In-Reply-To")) {
        parse_references(b, h, &b->f.other);
        return;
    }
    /* Unfolds and decodes (g_mime_utils_header_decode_text). */
    b->f.other += strlen(g_mime_header_get_value(h));
}

static void
visit_fields(bench *b, GMimeObject *o)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(o);
    int n = g_mime_header_list_get_count(list);

    for (int i = 0; i < n; i++)
        visit_field(b, g_mime_header_list_get_header_at(list, i));
}

/* ---- bodies ---- */
static gboolean
is_utf8_already(const char *charset)
{
    return charset == NULL || is_name(charset, "utf-8") ||
           is_name(charset, "us-ascii");
}

static uint64_t
fnv1a(const uint8_t *p, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < n; i++)
        h = (h ^ p[i]) * 0x100000001b3u;
    return h;
}

/* Writes the content to `sink`, through a conversion when it needs one. */
static void
decode_to(GMimeDataWrapper *content, const char *charset, GMimeStream *sink)
{
    GMimeFilter *convert = is_utf8_already(charset)
                               ? NULL
                               : g_mime_filter_charset_new(charset, "utf-8");
    GMimeStream *filtered;

    if (convert == NULL) {
        g_mime_data_wrapper_write_to_stream(content, sink);
        return;
    }
    filtered = g_mime_stream_filter_new(sink);
    g_mime_stream_filter_add(GMIME_STREAM_FILTER(filtered), convert);
    g_object_unref(convert);
    g_mime_data_wrapper_write_to_stream(content, filtered);
    g_mime_stream_flush(filtered);
    g_object_unref(filtered);
}

/* For stats alone: the bytes themselves. */
static void
hash_body(bench *b, GMimeDataWrapper *content, const char *charset)
{
    GMimeStream *mem = g_mime_stream_mem_new();
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));

    decode_to(content, NULL, mem);
    b->f.decoded_bytes += bytes->len;
    g_mime_stream_reset(mem);
    g_byte_array_set_size(bytes, 0);
    decode_to(content, charset, mem);
    b->f.utf8_hash += fnv1a(bytes->data, bytes->len);
    g_object_unref(mem);
}

static void
visit_body(bench *b, GMimePart *part, GMimeContentType *type)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    gboolean is_text = g_mime_content_type_is_type(type, "text", "*");
    const char *charset =
        is_text ? g_mime_content_type_get_parameter(type, "charset") : NULL;

    b->f.leaves++;
    b->f.text_leaves += is_text ? 1 : 0;
    if (content == NULL || !b->with_bodies)
        return;
    g_mime_stream_reset(b->null);
    GMIME_STREAM_NULL(b->null)->written = 0;
    decode_to(content, charset, b->null);
    b->f.utf8_bytes += GMIME_STREAM_NULL(b->null)->written;
    if (b->with_hash)
        hash_body(b, content, charset);
}

/* ---- structure ---- */
static void visit_message(bench *b, GMimeMessage *m);

static void
visit_part(bench *b, GMimeObject *o)
{
    GMimeContentType *type = g_mime_object_get_content_type(o);
    GMimeContentDisposition *d = g_mime_object_get_content_disposition(o);
    const char *id = g_mime_object_get_content_id(o);

    count_params(b, g_mime_content_type_get_parameters(type));
    if (d != NULL)
        count_params(b, g_mime_content_disposition_get_parameters(d));
    b->f.other += id != NULL ? strlen(id) : 0;
    visit_fields(b, o);
    if (GMIME_IS_PART(o)) {
        const char *name = g_mime_part_get_filename(GMIME_PART(o));

        b->f.filename_bytes += name != NULL ? strlen(name) : 0;
        visit_body(b, GMIME_PART(o), type);
    } else if (GMIME_IS_MULTIPART(o)) {
        int n = g_mime_multipart_get_count(GMIME_MULTIPART(o));

        b->f.multiparts++;
        for (int i = 0; i < n; i++)
            visit_part(b, g_mime_multipart_get_part(GMIME_MULTIPART(o), i));
    } else if (GMIME_IS_MESSAGE_PART(o)) {
        GMimeMessage *m =
            g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));

        if (m != NULL)
            visit_message(b, m);
    }
}

static void
visit_message(bench *b, GMimeMessage *m)
{
    const char *subject = g_mime_message_get_subject(m);
    const char *id = g_mime_message_get_message_id(m);
    GDateTime *date = g_mime_message_get_date(m);
    GMimeObject *top = g_mime_message_get_mime_part(m);

    b->f.messages++;
    b->f.subject_bytes += subject != NULL ? strlen(subject) : 0;
    b->f.other += id != NULL ? strlen(id) : 0;
    b->f.other += date != NULL ? (uint64_t)g_date_time_to_unix(date) : 0;
    count_addresses(b, g_mime_message_get_from(m));
    count_addresses(b, g_mime_message_get_sender(m));
    count_addresses(b, g_mime_message_get_reply_to(m));
    count_addresses(b, g_mime_message_get_to(m));
    count_addresses(b, g_mime_message_get_cc(m));
    count_addresses(b, g_mime_message_get_bcc(m));
    visit_fields(b, GMIME_OBJECT(m));
    if (top != NULL)
        visit_part(b, top);
}

static uint64_t
pass(void *user)
{
    bench *b = user;

    memset(&b->f, 0, sizeof b->f);
    for (size_t i = 0; i < b->in->num; i++) {
        /* A byte array that is not the stream's own is neither copied nor
         * freed; GMime does not write to it. */
        GByteArray bytes = {(guint8 *)(uintptr_t)b->in->item[i].p,
                            (guint)b->in->item[i].n};
        GMimeStream *s = g_mime_stream_mem_new_with_byte_array(&bytes);
        GMimeMessage *m;

        g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(s), FALSE);
        g_mime_parser_init_with_stream(b->parser, s);
        m = g_mime_parser_construct_message(b->parser, NULL);
        if (m != NULL) {
            visit_message(b, m);
            g_object_unref(m);
        }
        g_object_unref(s);
    }
    return b->f.messages + b->f.leaves + b->f.fields + b->f.mailboxes +
           b->f.name_bytes + b->f.subject_bytes + b->f.utf8_bytes + b->f.other;
}

static void
print_stats(const bench *b, const recs *in)
{
    const struct {
        const char *key;
        uint64_t value;
    } stats[] = {
        {"records", in->num},
        {"bytes", in->num_bytes},
        {"messages", b->f.messages},
        {"multiparts", b->f.multiparts},
        {"leaves", b->f.leaves},
        {"text_leaves", b->f.text_leaves},
        {"fields", b->f.fields},
        {"mailboxes", b->f.mailboxes},
        {"name_bytes", b->f.name_bytes},
        {"subject_bytes", b->f.subject_bytes},
        {"references", b->f.references},
        {"filename_bytes", b->f.filename_bytes},
        {"decoded_bytes", b->f.decoded_bytes},
        {"utf8_bytes", b->f.utf8_bytes},
        {"utf8_hash", b->f.utf8_hash},
    };

    for (size_t i = 0; i < sizeof stats / sizeof stats[0]; i++)
        printf("stat\tgmime\t%s\t%" PRIu64 "\n", stats[i].key, stats[i].value);
}

static int
run_messages(const bench_args *a, const recs *in)
{
    const char *what = a->what != NULL ? a->what : "full";
    bench b = {.in = in};
    int rc = 0;

    b.with_hash = strcmp(what, "stats") == 0;
    b.with_bodies = b.with_hash || strcmp(what, "full") == 0;
    b.parser = g_mime_parser_new();
    b.null = g_mime_stream_null_new();
    g_mime_stream_null_set_count_newlines(GMIME_STREAM_NULL(b.null), FALSE);
    if (b.with_hash) {
        (void)pass(&b);
        print_stats(&b, in);
    } else
        rc = bench_run(a, "gmime", what, in->num_bytes, in->num, pass, &b);
    g_object_unref(b.null);
    g_object_unref(b.parser);
    return rc;
}

/* ---- codecs ---- */
typedef struct codec {
    const recs_item *item;
    size_t num;
    uint8_t *out;
    GMimeContentEncoding encoding;
    gboolean encode;
} codec;

static size_t
codec_one(const codec *c, const recs_item *in)
{
    GMimeEncoding state;

    if (c->encode)
        g_mime_encoding_init_encode(&state, c->encoding);
    else
        g_mime_encoding_init_decode(&state, c->encoding);
    return g_mime_encoding_flush(&state, (const char *)in->p, in->n,
                                 (char *)c->out);
}

static uint64_t
codec_pass(void *user)
{
    codec *c = user;
    uint64_t sum = 0;

    for (size_t i = 0; i < c->num; i++)
        sum += codec_one(c, &c->item[i]);
    return sum;
}

static uint64_t
total(const codec *c)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < c->num; i++)
        sum += c->item[i].n;
    return sum;
}

/* Encoding takes what decoding the records gives. */
static int
encode_decoded(const bench_args *a, codec *c, const char *what)
{
    const recs_item *coded = c->item;
    recs_item *plain = g_new0(recs_item, c->num);
    int rc;

    for (size_t i = 0; i < c->num; i++) {
        size_t n = codec_one(c, &coded[i]);

        plain[i] = (recs_item){memcpy(g_malloc(n + 1), c->out, n), n};
    }
    c->item = plain;
    c->encode = TRUE;
    rc = bench_run(a, "gmime", what, total(c), c->num, codec_pass, c);
    for (size_t i = 0; i < c->num; i++)
        g_free((void *)(uintptr_t)plain[i].p);
    g_free(plain);
    return rc;
}

static int
run_codec(const bench_args *a, const recs *in)
{
    gboolean is_qp = a->what[0] == 'q';
    codec c = {.encoding = is_qp ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
                                 : GMIME_CONTENT_ENCODING_BASE64};
    size_t longest = 0;
    int rc = 0;

    for (size_t i = 0; i < in->num; i++)
        longest = in->item[i].n > longest ? in->item[i].n : longest;
    c.item = in->item;
    c.num = in->num;
    c.out = g_malloc(longest * 4 + 1024);
    if (strstr(a->what, "-encode") == NULL)
        rc = bench_run(a, "gmime", is_qp ? "qp-decode" : "b64-decode",
                       total(&c), c.num, codec_pass, &c);
    if (strstr(a->what, "-decode") == NULL)
        rc |= encode_decoded(a, &c, is_qp ? "qp-encode" : "b64-encode");
    g_free(c.out);
    return rc;
}

static gboolean
is_one_of(const char *what, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcmp(what, *list) == 0)
            return TRUE;
    return FALSE;
}

int
main(int argc, char **argv)
{
    static const char *const codecs[] = {"qp",  "qp-decode",  "qp-encode",
                                         "b64", "b64-decode", "b64-encode",
                                         NULL};
    static const char *const others[] = {"full", "parse", "stats", NULL};
    const char *what;
    bench_args a;
    recs in;
    int rc;

    if (bench_args_get(&a, argc, argv, "full|parse|stats|CODEC") < 0)
        return 2;
    what = a.what != NULL ? a.what : "full";
    if (recs_open(&in, a.file) < 0)
        return 1;
    g_mime_init();
    if (is_one_of(what, codecs))
        rc = run_codec(&a, &in);
    else if (is_one_of(what, others))
        rc = run_messages(&a, &in);
    else {
        fprintf(stderr, "%s: there is no \"%s\"\n", argv[0], what);
        rc = 2;
    }
    g_mime_shutdown();
    recs_close(&in);
    return rc < 0 ? 1 : rc;
}
