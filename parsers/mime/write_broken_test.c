/* Trees that a program made and that have no form: an error, never a guess. */
#include "tests/cx.h"
#include "eml/write.h"

#define S(s)                                                                   \
    {                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                    \
    }
#define T(s)                                                                   \
    {                                                                          \
        S(s), EML_TEXT_PLAIN, true, true                                       \
    }

static const eml_text group_name = T("g"), no_name;
static eml_mailbox no_domain = {.local = T("a")};
static eml_mailbox no_local = {.domain = T("a")};
static eml_mailbox two = {
    .next = &no_domain, .local = T("a"), .domain = T("b")};
static eml_mailbox odd_local = {.local = T("\x01"), .domain = T("b")};
static eml_mailbox word_local = {.local = T("=?a?Q?b?="), .domain = T("b")};
static eml_mailbox word_domain = {.local = T("a"), .domain = T("[=?a?Q?b?=]")};
static eml_mailbox dots = {.local = T("a"), .domain = T("b..c")};
static eml_mailbox open_literal = {.local = T("a"), .domain = T("[b")};
static eml_mailbox inner_literal = {.local = T("a"), .domain = T("[b[c]")};
static eml_mailbox space = {.local = T("a"), .domain = T("b c")};
static eml_mailbox named = {.name = T("n"), .local = T("a"), .domain = T("b")};
static eml_mailbox line_name = {
    .name = T("a\nb"), .local = T("a"), .domain = T("b")};
static eml_mailbox line_local = {.local = T("a\rb"), .domain = T("b")};
static eml_mailbox line_domain = {.local = T("a"), .domain = T("b\n")};
static eml_mailbox nul_domain = {.local = T("a"), .domain = T("b\0@c")};
static eml_comment lf_comment = {.text = T("a\n")};
static eml_mailbox line_comment = {
    .local = T("a"), .domain = T("b"), .comments = &lf_comment};
static eml_comment word_comment = {.text = T("\xc3\xa9")};

#define ADDRESS(m)                                                             \
    {                                                                          \
        .kind = EML_VALUE_ADDRESSES, .u.addresses = &(eml_address_list)        \
        {                                                                      \
            .first = &(eml_address)                                            \
            {                                                                  \
                .mailbox = (m)                                                 \
            }                                                                  \
        }                                                                      \
    }
#define GROUP(...)                                                             \
    {                                                                          \
        .kind = EML_VALUE_ADDRESSES, .u.addresses = &(eml_address_list)        \
        {                                                                      \
            .first = &(eml_address)                                            \
            {                                                                  \
                __VA_ARGS__                                                    \
            }                                                                  \
        }                                                                      \
    }
#define DATE(...)                                                              \
    {                                                                          \
        .kind = EML_VALUE_DATE, .u.date = &(eml_date)                          \
        {                                                                      \
            __VA_ARGS__                                                        \
        }                                                                      \
    }
#define MSGID(...)                                                             \
    {                                                                          \
        .kind = EML_VALUE_MSGIDS, .u.msgids = &(eml_msgid_list)                \
        {                                                                      \
            .first = &(eml_msgid)                                              \
            {                                                                  \
                __VA_ARGS__                                                    \
            }                                                                  \
        }                                                                      \
    }
#define CLAUSE(...)                                                            \
    {                                                                          \
        .kind = EML_VALUE_RECEIVED, .u.received = &(eml_received)              \
        {                                                                      \
            .first = &(eml_received_clause){__VA_ARGS__}, .has_date = true,    \
            .date = {                                                          \
                .year = 2000,                                                  \
                .month = 1,                                                    \
                .day = 1,                                                      \
                .zone_known = true                                             \
            }                                                                  \
        }                                                                      \
    }
#define PARAM(...)                                                             \
    {                                                                          \
        .kind = EML_VALUE_DISPOSITION, .u.disposition = &(eml_disposition)     \
        {                                                                      \
            .type = S("inline"), .params = &(eml_param)                        \
            {                                                                  \
                __VA_ARGS__                                                    \
            }                                                                  \
        }                                                                      \
    }
#define TOKENS(...)                                                            \
    {                                                                          \
        .kind = EML_VALUE_TOKENS, .u.tokens = &(eml_token_list)                \
        {                                                                      \
            __VA_ARGS__                                                        \
        }                                                                      \
    }
#define URLS(...)                                                              \
    {                                                                          \
        .kind = EML_VALUE_LIST_URLS, .u.urls = &(eml_list_urls)                \
        {                                                                      \
            __VA_ARGS__                                                        \
        }                                                                      \
    }

static eml_list_url urn = {.text = T("urn:x")};
static eml_list_url two_urls = {.next = &urn, .text = T("urn:x")};
static eml_param other_x = {.name = S("X"), .value = S("b"), .extended = true};
static eml_param third_x = {.next = &other_x, .name = S("x"), .value = S("b")};

static const struct broken_row {
    const char *name;
    eml_field_id id;
    eml_value value;
    int rc;
    const char *out;
} broken[] = {
    {"CRLF in a Subject makes no new field",
     EML_FIELD_SUBJECT,
     {.kind = EML_VALUE_UNSTRUCTURED, .u.text = T("a\r\nBcc: e@f")},
     EML_E_WRITE_LINE,
     0},
    {"CRLF and a space in a Subject is no fold",
     EML_FIELD_SUBJECT,
     {.kind = EML_VALUE_UNSTRUCTURED, .u.text = T("a\r\n b")},
     EML_E_WRITE_LINE,
     0},
    {"LF in a name", EML_FIELD_FROM, ADDRESS(&line_name), EML_E_WRITE_LINE, 0},
    {"CR in a local-part", EML_FIELD_FROM, ADDRESS(&line_local),
     EML_E_WRITE_LINE, 0},
    {"LF in a domain", EML_FIELD_FROM, ADDRESS(&line_domain), EML_E_WRITE_LINE,
     0},
    {"NUL in a domain", EML_FIELD_FROM, ADDRESS(&nul_domain), EML_E_WRITE_NUL,
     0},
    {"LF in a comment", EML_FIELD_FROM, ADDRESS(&line_comment),
     EML_E_WRITE_LINE, 0},
    {"CRLF in a boundary",
     EML_FIELD_CONTENT_TYPE,
     {.kind = EML_VALUE_CONTENT_TYPE,
      .u.content_type =
          &(eml_content_type){.type = S("multipart"),
                              .subtype = S("mixed"),
                              .params =
                                  &(eml_param){.name = S("boundary"),
                                               .value = S("x\r\n\r\n--x")}}},
     EML_E_WRITE_LINE,
     0},
    {"LF in a parameter name", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("a\nb"), .value = S("x")), EML_E_WRITE_VALUE, 0},
    {"no domain", EML_FIELD_FROM, ADDRESS(&no_domain), EML_E_WRITE_VALUE, 0},
    {"no local-part", EML_FIELD_FROM, ADDRESS(&no_local), EML_E_WRITE_VALUE, 0},
    {"no mailbox", EML_FIELD_FROM, ADDRESS(NULL), EML_E_WRITE_VALUE, 0},
    {"two mailboxes in an address", EML_FIELD_FROM, ADDRESS(&two),
     EML_E_WRITE_VALUE, 0},
    {"no address",
     EML_FIELD_FROM,
     {.kind = EML_VALUE_ADDRESSES, .u.addresses = &(eml_address_list){0}},
     EML_E_WRITE_VALUE,
     0},
    {"two senders", EML_FIELD_SENDER,
     GROUP(.group = &group_name, .mailbox = &two), EML_E_WRITE_VALUE, 0},
    {"a group without a name", EML_FIELD_TO, GROUP(.group = &no_name),
     EML_E_WRITE_VALUE, 0},
    {"a control character in a local-part", EML_FIELD_FROM, ADDRESS(&odd_local),
     EML_E_WRITE_VALUE, 0},
    {"a local-part like an encoded-word", EML_FIELD_FROM, ADDRESS(&word_local),
     EML_E_WRITE_VALUE, 0},
    {"a domain like an encoded-word", EML_FIELD_FROM, ADDRESS(&word_domain),
     EML_E_WRITE_VALUE, 0},
    {"a domain with two dots", EML_FIELD_FROM, ADDRESS(&dots),
     EML_E_WRITE_VALUE, 0},
    {"a domain-literal without its end", EML_FIELD_FROM, ADDRESS(&open_literal),
     EML_E_WRITE_VALUE, 0},
    {"a domain-literal with a bracket", EML_FIELD_FROM, ADDRESS(&inner_literal),
     EML_E_WRITE_VALUE, 0},
    {"a domain with a space", EML_FIELD_FROM, ADDRESS(&space),
     EML_E_WRITE_VALUE, 0},
    {"a path with a name",
     EML_FIELD_RETURN_PATH,
     {.kind = EML_VALUE_PATH, .u.path = &named},
     EML_E_WRITE_VALUE,
     0},
    {"a path with half an address",
     EML_FIELD_RETURN_PATH,
     {.kind = EML_VALUE_PATH, .u.path = &no_local},
     EML_E_WRITE_VALUE,
     0},

    {"no identifier",
     EML_FIELD_REFERENCES,
     {.kind = EML_VALUE_MSGIDS, .u.msgids = &(eml_msgid_list){0}},
     EML_E_WRITE_VALUE,
     0},
    {"two identifiers", EML_FIELD_MESSAGE_ID,
     MSGID(.next = &(eml_msgid){0}, .left = T("a"), .right = T("b")),
     EML_E_WRITE_VALUE, 0},
    {"half an identifier", EML_FIELD_MESSAGE_ID, MSGID(.left = T("a")),
     EML_E_WRITE_VALUE, 0},
    {"an identifier like an encoded-word", EML_FIELD_MESSAGE_ID,
     MSGID(.left = T("=?a?Q?b?="), .right = T("b")), EML_E_WRITE_VALUE, 0},

    {"the year 1899", EML_FIELD_DATE,
     DATE(.year = 1899, .month = 1, .day = 1, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"month 0", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 0, .day = 1, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"month 13", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 13, .day = 1, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"day 0", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 0, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"29 February 1900", EML_FIELD_DATE,
     DATE(.year = 1900, .month = 2, .day = 29, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"29 February 2000", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 2, .day = 29, .zone_known = true), 0,
     "Tue, 29 Feb 2000 00:00:00 +0000"},
    {"29 February 2024", EML_FIELD_DATE,
     DATE(.year = 2024, .month = 2, .day = 29, .zone_known = true), 0,
     "Thu, 29 Feb 2024 00:00:00 +0000"},
    {"the year 10000", EML_FIELD_DATE,
     DATE(.year = 10000, .month = 1, .day = 1, .zone_known = true), 0,
     "Sat, 1 Jan 10000 00:00:00 +0000"},
    {"hour 24", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .hour = 24, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"minute 60", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .minute = 60, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"second 61", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .second = 61, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"the farthest east", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .zone_known = true,
          .offset_min = 5999),
     0, "Sat, 1 Jan 2000 00:00:00 +9959"},
    {"too far east", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .zone_known = true,
          .offset_min = 6000),
     EML_E_WRITE_VALUE, 0},
    {"too far west", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .zone_known = true,
          .offset_min = -6000),
     EML_E_WRITE_VALUE, 0},
    {"an offset in a zone that is not known", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .offset_min = 60),
     EML_E_WRITE_VALUE, 0},

    {"a clause without a name", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("b . c")), 0,
     "by b.c; Sat, 1 Jan 2000 00:00:00 +0000"},
    {"a clause of its own", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_OTHER, .name = S("tls"), .value = S("x")), 0,
     "tls x; Sat, 1 Jan 2000 00:00:00 +0000"},
    {"a clause with another's name", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .name = S("from"), .value = S("b")),
     EML_E_WRITE_VALUE, 0},
    {"a clause of nothing", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_OTHER), EML_E_WRITE_VALUE, 0},
    {"a clause whose name is no atom", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_OTHER, .name = S("a b"), .value = S("x")),
     EML_E_WRITE_VALUE, 0},
    {"a clause name like an encoded-word", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_OTHER, .name = S("=?a?Q?b?=")),
     EML_E_WRITE_VALUE, 0},
    {"a clause like an encoded-word", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_ID, .value = S("=?a?Q?b?=")),
     EML_E_WRITE_VALUE, 0},
    {"a dot at the end of a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("b.(c)")), EML_E_WRITE_VALUE,
     0},
    {"a semicolon in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("b; c")), EML_E_WRITE_VALUE, 0},
    {"what is not closed in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("\"b")), EML_E_WRITE_VALUE, 0},
    {"a control character in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("\"\x01\"")), EML_E_WRITE_VALUE,
     0},
    {"a comment that needs an encoded-word in Received", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("b"),
            .comments = &word_comment),
     EML_E_WRITE_VALUE, 0},
    {"a quoted-pair in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_ID, .value = S("\"a \\\" b\"")), 0,
     "id \"a \\\" b\"; Sat, 1 Jan 2000 00:00:00 +0000"},
    {"a clause in obsolete form", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_FOR, .value = S("<a (x) . b @ [1\r\n 2]>")), 0,
     "for <a.b@[12]>; Sat, 1 Jan 2000 00:00:00 +0000"},
    {"a fold in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_ID, .value = S("\"a\r\n b\"")), 0,
     "id \"a b\"; Sat, 1 Jan 2000 00:00:00 +0000"},
    {"a line end that is no fold in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_ID, .value = S("a\r\nb")), EML_E_WRITE_LINE,
     0},
    {"a NUL in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_ID, .value = S("\"a\0b\"")), EML_E_WRITE_NUL,
     0},

    {"no phrase",
     EML_FIELD_KEYWORDS,
     {.kind = EML_VALUE_PHRASES, .u.phrases = &(eml_phrases){0}},
     EML_E_WRITE_VALUE,
     0},

    {"a parameter without a name", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.value = S("x")), EML_E_WRITE_VALUE, 0},
    {"a parameter name with a star", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("a*0"), .value = S("x")), EML_E_WRITE_VALUE, 0},
    {"a parameter name with a space", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("a b"), .value = S("x")), EML_E_WRITE_VALUE, 0},
    {"a parameter with a language that is none", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("a"), .value = S("x"), .language = S("e n")),
     EML_E_WRITE_VALUE, 0},
    {"a parameter with an endless language", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("a"), .value = S("x"),
           .language = S("en-a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v")),
     EML_E_WRITE_VALUE, 0},
    {"plain that cannot be, and extended", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.next = &other_x, .name = S("x"), .value = S("\xc3\xa9")),
     EML_E_WRITE_VALUE, 0},
    {"plain, plain and extended", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.next = &third_x, .name = S("x"), .value = S("a")),
     EML_E_WRITE_VALUE, 0},
    {"a parameter that is not UTF-8", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("x"), .value = S("\xc3")), EML_E_WRITE_UTF8, 0},
    {"a disposition without its type",
     EML_FIELD_CONTENT_DISPOSITION,
     {.kind = EML_VALUE_DISPOSITION,
      .u.disposition = &(eml_disposition){.params = NULL}},
     EML_E_WRITE_VALUE,
     0},
    {"a type with a space",
     EML_FIELD_CONTENT_TYPE,
     {.kind = EML_VALUE_CONTENT_TYPE,
      .u.content_type =
          &(eml_content_type){.type = S("a b"), .subtype = S("c")}},
     EML_E_WRITE_VALUE,
     0},
    {"a boundary like an encoded-word",
     EML_FIELD_CONTENT_TYPE,
     {.kind = EML_VALUE_CONTENT_TYPE,
      .u.content_type =
          &(eml_content_type){.type = S("multipart"),
                              .subtype = S("mixed"),
                              .params = &(eml_param){.name = S("boundary"),
                                                     .value = S("=?a?Q?b?=")}}},
     EML_E_WRITE_VALUE,
     0},
    {"an encoding by its number",
     EML_FIELD_CONTENT_TRANSFER_ENCODING,
     {.kind = EML_VALUE_ENCODING,
      .u.encoding = &(eml_encoding){.cte = EML_CTE_QP}},
     0,
     "quoted-printable"},
    {"8bit",
     EML_FIELD_CONTENT_TRANSFER_ENCODING,
     {.kind = EML_VALUE_ENCODING,
      .u.encoding = &(eml_encoding){.cte = EML_CTE_8BIT}},
     0,
     "8bit"},
    {"binary",
     EML_FIELD_CONTENT_TRANSFER_ENCODING,
     {.kind = EML_VALUE_ENCODING,
      .u.encoding = &(eml_encoding){.cte = EML_CTE_BINARY}},
     0,
     "binary"},
    {"7bit",
     EML_FIELD_CONTENT_TRANSFER_ENCODING,
     {.kind = EML_VALUE_ENCODING, .u.encoding = &(eml_encoding){0}},
     0,
     "7bit"},
    {"an encoding that is no token",
     EML_FIELD_CONTENT_TRANSFER_ENCODING,
     {.kind = EML_VALUE_ENCODING,
      .u.encoding =
          &(eml_encoding){.cte = EML_CTE_UNKNOWN, .token = S("x-a b")}},
     EML_E_WRITE_VALUE,
     0},
    {"no language", EML_FIELD_CONTENT_LANGUAGE, TOKENS(0), EML_E_WRITE_VALUE,
     0},
    {"a language that is none", EML_FIELD_CONTENT_LANGUAGE,
     TOKENS(.first = &(eml_token){.text = T("e_n")}), EML_E_WRITE_VALUE, 0},
    {"parameters of a language", EML_FIELD_CONTENT_LANGUAGE,
     TOKENS(.first = &(eml_token){.text = T("en")}, .params = &other_x),
     EML_E_WRITE_VALUE, 0},
    {"two digests", EML_FIELD_CONTENT_MD5,
     TOKENS(.first = &(eml_token){.next = &(eml_token){0},
                                  .text = T("Q2hlY2sgSW50ZWdyaXR5IQ==")}),
     EML_E_WRITE_VALUE, 0},
    {"a digest with other characters", EML_FIELD_CONTENT_MD5,
     TOKENS(.first = &(eml_token){.text = T("Q2hlY2sgSW50ZWdyaXR5I!==")}),
     EML_E_WRITE_VALUE, 0},
    {"a digest without its padding", EML_FIELD_CONTENT_MD5,
     TOKENS(.first = &(eml_token){.text = T("Q2hlY2sgSW50ZWdyaXR5IQ=a")}),
     EML_E_WRITE_VALUE, 0},
    {"a digest with stray bits", EML_FIELD_CONTENT_MD5,
     TOKENS(.first = &(eml_token){.text = T("Q2hlY2sgSW50ZWdyaXR5IR==")}),
     EML_E_WRITE_VALUE, 0},
    {"a URI that begins as a comment does", EML_FIELD_CONTENT_LOCATION,
     TOKENS(.first = &(eml_token){.text = T("(a)")}), EML_E_WRITE_VALUE, 0},
    {"a URI with a percent that encodes nothing", EML_FIELD_CONTENT_LOCATION,
     TOKENS(.first = &(eml_token){.text = T("a%4g")}), EML_E_WRITE_VALUE, 0},
    {"a URI that ends in a percent", EML_FIELD_CONTENT_LOCATION,
     TOKENS(.first = &(eml_token){.text = T("a%4")}), EML_E_WRITE_VALUE, 0},
    {"no URI", EML_FIELD_CONTENT_LOCATION,
     TOKENS(.first = &(eml_token){.text = T("")}), EML_E_WRITE_VALUE, 0},

    {"no URL", EML_FIELD_LIST_HELP, URLS(0), EML_E_WRITE_VALUE, 0},
    {"NO and a URL", EML_FIELD_LIST_POST, URLS(.no = true, .first = &urn),
     EML_E_WRITE_VALUE, 0},
    {"two URLs where one may stand", EML_FIELD_ARCHIVED_AT,
     URLS(.first = &two_urls), EML_E_WRITE_VALUE, 0},
    {"a comment of Archived-At", EML_FIELD_ARCHIVED_AT,
     URLS(.first = &urn, .comments = &word_comment), EML_E_WRITE_VALUE, 0},
    {"a URL with an angle bracket", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("urn:>")}), EML_E_WRITE_VALUE, 0},
    {"a scheme that is none", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("a+b-c.1/x:y")}),
     EML_E_WRITE_VALUE, 0},
    {"a scheme alone", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("a+b-c.1")}), EML_E_WRITE_VALUE,
     0},
    {"a scheme with all it may have", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("a+b-c.1:x")}), 0, "<a+b-c.1:x>"},
    {"a URL of nothing", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("")}), EML_E_WRITE_VALUE, 0},
    {"a URL like an encoded-word", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("urn:=?a?Q?b?=")}),
     EML_E_WRITE_VALUE, 0},
    {"a List-Id without an id",
     EML_FIELD_LIST_ID,
     {.kind = EML_VALUE_LIST_ID, .u.list_id = &(eml_list_id){.name = T("a")}},
     EML_E_WRITE_VALUE,
     0},
    {"a List-Id that is no dot-atom",
     EML_FIELD_LIST_ID,
     {.kind = EML_VALUE_LIST_ID, .u.list_id = &(eml_list_id){.id = T("a..b")}},
     EML_E_WRITE_VALUE,
     0},
    {"a List-Id with a comment and no name",
     EML_FIELD_LIST_ID,
     {.kind = EML_VALUE_LIST_ID,
      .u.list_id = &(eml_list_id){.id = T("a.b"), .comments = &word_comment}},
     EML_E_WRITE_VALUE,
     0},
    {"a private Auto-Submitted",
     EML_FIELD_AUTO_SUBMITTED,
     {.kind = EML_VALUE_AUTO_SUBMITTED,
      .u.auto_submitted = &(eml_auto_submitted){.value = S("x-a")}},
     0,
     "x-a"},
    {"an Auto-Submitted that is no token",
     EML_FIELD_AUTO_SUBMITTED,
     {.kind = EML_VALUE_AUTO_SUBMITTED,
      .u.auto_submitted = &(eml_auto_submitted){.value = S("x-a b")}},
     EML_E_WRITE_VALUE,
     0},
    {"an Auto-Submitted with parameters that are none",
     EML_FIELD_AUTO_SUBMITTED,
     {.kind = EML_VALUE_AUTO_SUBMITTED,
      .u.auto_submitted =
          &(eml_auto_submitted){.value = S("no"), .params = S("(")}},
     EML_E_WRITE_VALUE,
     0},
};

static void
broken_runs(void **state)
{
    const struct broken_row *r = *state;
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)test_cx_init(&t, "", 0, EML_ALLOW_WILD);
    assert_int_equal(eml_write_value(&t.cx, &r->value, r->id, false, &out),
                     r->rc);
    if (r->rc < 0) {
        assert_int_equal(t.cx.err.code, r->rc);
        assert_int_equal(out.n, 0);
    } else {
        assert_string_equal(test_cx_str(&t, eml_out_view(&out)), r->out);
    }
    test_cx_fini(&t);
}

int
main(void)
{
    return RUN_TABLE(broken_runs, broken);
}
