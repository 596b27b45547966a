/* GMime as a peer; the protocol is in doc/outside.md.
 *
 *     outside_gmime <records >lines */
#include <gmime/gmime.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reading {
    json_t *complaints, *parts;
    GMimeParserOptions *options;
    GMimeMessage *message;
} reading;

static const char *const warnings[] = {
    [GMIME_WARN_DUPLICATED_HEADER] = "DUPLICATED_HEADER",
    [GMIME_WARN_DUPLICATED_PARAMETER] = "DUPLICATED_PARAMETER",
    [GMIME_WARN_UNENCODED_8BIT_HEADER] = "UNENCODED_8BIT_HEADER",
    [GMIME_WARN_INVALID_CONTENT_TYPE] = "INVALID_CONTENT_TYPE",
    [GMIME_WARN_INVALID_RFC2047_HEADER_VALUE] = "INVALID_RFC2047_HEADER_VALUE",
    [GMIME_WARN_MALFORMED_MULTIPART] = "MALFORMED_MULTIPART",
    [GMIME_WARN_TRUNCATED_MESSAGE] = "TRUNCATED_MESSAGE",
    [GMIME_WARN_MALFORMED_MESSAGE] = "MALFORMED_MESSAGE",
    [GMIME_CRIT_INVALID_HEADER_NAME] = "INVALID_HEADER_NAME",
    [GMIME_CRIT_CONFLICTING_HEADER] = "CONFLICTING_HEADER",
    [GMIME_CRIT_CONFLICTING_PARAMETER] = "CONFLICTING_PARAMETER",
    [GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY] = "MULTIPART_WITHOUT_BOUNDARY",
    [GMIME_WARN_INVALID_PARAMETER] = "INVALID_PARAMETER",
    [GMIME_WARN_INVALID_ADDRESS_LIST] = "INVALID_ADDRESS_LIST",
    [GMIME_CRIT_NESTING_OVERFLOW] = "NESTING_OVERFLOW",
    [GMIME_WARN_PART_WITHOUT_CONTENT] = "PART_WITHOUT_CONTENT",
    [GMIME_CRIT_PART_WITHOUT_HEADERS_OR_CONTENT] =
        "PART_WITHOUT_HEADERS_OR_CONTENT",
};

/* ---- values ---- */
static json_t *
text(const char *s)
{
    char *valid;
    json_t *v;

    if (s == NULL)
        return json_null();
    valid = g_utf8_make_valid(s, -1);
    v = json_string(valid);
    g_free(valid);
    return v;
}

static void
warned(gint64 offset, GMimeParserWarning code, const gchar *item, gpointer user)
{
    reading *r = user;
    json_t *c = json_object();
    const char *kind =
        code < G_N_ELEMENTS(warnings) && warnings[code] ? warnings[code] : "?";

    json_object_set_new(c, "kind", json_string(kind));
    json_object_set_new(c, "text", text(item ? item : ""));
    if (offset >= 0)
        json_object_set_new(c, "off", json_integer(offset));
    json_array_append_new(r->complaints, c);
}

/* GMime tells an address as it would be written: quotes and quoted-pairs are
 * undone here. */
static char *
unquoted(const char *p, size_t n)
{
    char *out = g_malloc(n + 1);
    size_t len = 0;

    if (n < 2 || p[0] != '"' || p[n - 1] != '"')
        return g_strndup(p, n);
    for (size_t i = 1; i < n - 1; i++) {
        if (p[i] == '\\' && i + 2 < n)
            i++;
        out[len++] = p[i];
    }
    out[len] = '\0';
    return out;
}

static void
add_mailbox(json_t *out, InternetAddress *a, const char *group)
{
    const char *addr =
        internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(a));
    const char *at = addr ? strrchr(addr, '@') : NULL;
    json_t *o = json_object();
    char *local = at     ? unquoted(addr, (size_t)(at - addr))
                  : addr ? unquoted(addr, strlen(addr))
                         : NULL;

    json_object_set_new(o, "group", text(group));
    json_object_set_new(o, "name", text(internet_address_get_name(a)));
    json_object_set_new(o, "local", text(local));
    json_object_set_new(o, "domain", text(at ? at + 1 : NULL));
    g_free(local);
    json_array_append_new(out, o);
}

static void
add_addresses(json_t *out, InternetAddressList *list, const char *group)
{
    int n = list ? internet_address_list_length(list) : 0;

    for (int i = 0; i < n; i++) {
        InternetAddress *a = internet_address_list_get_address(list, i);

        if (INTERNET_ADDRESS_IS_GROUP(a))
            add_addresses(
                out,
                internet_address_group_get_members(INTERNET_ADDRESS_GROUP(a)),
                internet_address_get_name(a));
        else
            add_mailbox(out, a, group);
    }
}

static json_t *
addresses(reading *r, GMimeAddressType type, const char *field)
{
    json_t *out;

    if (g_mime_object_get_header(GMIME_OBJECT(r->message), field) == NULL)
        return json_null();
    out = json_array();
    add_addresses(out, g_mime_message_get_addresses(r->message, type), NULL);
    return out;
}

/* ---- parts ---- */
static void
content(json_t *facts, GMimePart *part)
{
    GMimeDataWrapper *w = g_mime_part_get_content(part);
    GMimeStream *mem = g_mime_stream_mem_new();
    GByteArray *b;
    gchar *sum;

    if (w != NULL)
        g_mime_data_wrapper_write_to_stream(w, mem);
    b = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
    sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, b->data, b->len);
    json_object_set_new(facts, "size", json_integer(b->len));
    json_object_set_new(facts, "sha256", json_string(sum));
    g_free(sum);
    g_object_unref(mem);
}

static void
walk(reading *r, GMimeObject *o, int depth)
{
    GMimeContentType *t = g_mime_object_get_content_type(o);
    char *type = g_mime_content_type_get_mime_type(t);
    char *lower = g_ascii_strdown(type, -1);
    json_t *facts = json_object();

    json_array_append_new(r->parts, facts);
    json_object_set_new(facts, "depth", json_integer(depth));
    json_object_set_new(facts, "type", text(lower));
    if (GMIME_IS_PART(o))
        json_object_set_new(facts, "filename",
                            text(g_mime_part_get_filename(GMIME_PART(o))));
    g_free(lower);
    g_free(type);
    if (GMIME_IS_MULTIPART(o)) {
        int n = g_mime_multipart_get_count(GMIME_MULTIPART(o));

        for (int i = 0; i < n; i++)
            walk(r, g_mime_multipart_get_part(GMIME_MULTIPART(o), i),
                 depth + 1);
    } else if (GMIME_IS_MESSAGE_PART(o)) {
        GMimeMessage *m =
            g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));

        if (m != NULL && g_mime_message_get_mime_part(m) != NULL)
            walk(r, g_mime_message_get_mime_part(m), depth + 1);
    } else if (GMIME_IS_PART(o)) {
        content(facts, GMIME_PART(o));
    }
}

/* ---- messages ---- */
static json_t *
facts_of(reading *r)
{
    json_t *f = json_object();
    GDateTime *date = g_mime_message_get_date(r->message);

    json_object_set_new(f, "subject",
                        text(g_mime_message_get_subject(r->message)));
    json_object_set_new(f, "message-id",
                        text(g_mime_message_get_message_id(r->message)));
    json_object_set_new(f, "date",
                        date ? json_integer(g_date_time_to_unix(date))
                             : json_null());
    json_object_set_new(f, "from",
                        addresses(r, GMIME_ADDRESS_TYPE_FROM, "From"));
    json_object_set_new(f, "to", addresses(r, GMIME_ADDRESS_TYPE_TO, "To"));
    if (g_mime_message_get_mime_part(r->message) != NULL)
        walk(r, g_mime_message_get_mime_part(r->message), 0);
    json_object_set(f, "parts", r->parts);
    return f;
}

static json_t *
read_message(GMimeParserOptions *options, const char *p, size_t n)
{
    reading r = {json_array(), json_array(), options, NULL};
    GMimeStream *s = g_mime_stream_mem_new_with_buffer(p, n);
    GMimeParser *parser = g_mime_parser_new_with_stream(s);
    json_t *line = json_object();

    g_mime_parser_options_set_warning_callback(options, warned, &r);
    r.message = g_mime_parser_construct_message(parser, options);
    if (r.message != NULL) {
        json_object_set_new(line, "facts", facts_of(&r));
        g_object_unref(r.message);
    } else {
        json_t *c = json_pack("{s:s, s:s}", "kind", "NO_MESSAGE", "text", "");

        json_array_append_new(r.complaints, c);
    }
    json_object_set_new(line, "complaints", r.complaints);
    json_decref(r.parts);
    g_object_unref(parser);
    g_object_unref(s);
    return line;
}

static void
print(json_t *line)
{
    json_dumpf(line, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(line);
}

int
main(void)
{
    GMimeParserOptions *options;
    uint8_t length[4];
    char version[32];

    g_mime_init();
    options = g_mime_parser_options_new();
    snprintf(version, sizeof version, "%u.%u.%u", gmime_major_version,
             gmime_minor_version, gmime_micro_version);
    print(json_pack("{s:s, s:s}", "peer", "gmime", "version", version));
    while (fread(length, 1, 4, stdin) == 4) {
        size_t n = (size_t)length[0] | (size_t)length[1] << 8 |
                   (size_t)length[2] << 16 | (size_t)length[3] << 24;
        char *p = g_malloc(n + 1);

        if (fread(p, 1, n, stdin) != n)
            return 2;
        print(read_message(options, p, n));
        g_free(p);
    }
    g_mime_parser_options_free(options);
    return 0;
}
