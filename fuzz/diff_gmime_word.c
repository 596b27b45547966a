/* Unstructured text with encoded-words: RFC 5322 section 2.2.3 and 3.2.5,
 * RFC 2047 section 6.2; against GMime. */
#include <gmime/gmime.h>

#include "eml/word.h"
#include "fuzz/peer.h"

static GMimeParserOptions *
options(void)
{
    static GMimeParserOptions *o;

    if (!o) {
        g_mime_init();
        o = g_mime_parser_options_new();
        g_mime_parser_options_set_rfc2047_compliance_mode(
            o, GMIME_RFC_COMPLIANCE_STRICT);
    }
    return o;
}

/* Encoded-words, white space and letters, by choice: what any bytes hardly
 * give. */
static eml_span
make(const uint8_t *data, size_t size)
{
    static const char *const pieces[16] = {" ",
                                           "a",
                                           "=?utf-8?Q?a=C3=A9?=",
                                           "=?utf-8?B?w6k=?=",
                                           "\r\n ",
                                           "\t",
                                           "=?us-ascii?q?x_y?=",
                                           "=?iso-8859-1?Q?=E9?=",
                                           "=?",
                                           "?=",
                                           "=?utf-8?Q?=20?=",
                                           "=?utf-8*en?Q?b?=",
                                           "b c",
                                           "\"d e\"",
                                           "(f)",
                                           "=?utf-8?b?YQ==?="};
    static uint8_t room[DIFF_MAX + 1];
    eml_out out = {.p = room, .cap = DIFF_MAX};

    for (size_t i = 0; i < size; i++)
        eml_out_span(&out, peer_str(pieces[data[i] % 16]));
    room[out.n] = 0;
    return out.full ? EML_NONE : eml_out_view(&out);
}

/* GMime 3.2.13 joins neighbours in base64 before it decodes them, up to the
 * padding of the first; by 2047 section 2 each is decoded by itself. */
static bool
is_known(eml_span in)
{
    size_t words = 0;
    bool padded = false;

    for (size_t i = 0; i + 2 < in.n; i++) {
        words +=
            in.p[i] == '?' && (in.p[i + 1] | 0x20) == 'b' && in.p[i + 2] == '?';
        padded |= in.p[i] == '=' && in.p[i + 1] == '?' && in.p[i + 2] == '=';
    }
    return words > 1 && padded;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static diff_state s;
    static peer_text ours, theirs;
    eml_span in, out;
    eml_text text;
    char *unfolded, *peer;

    if (size < 2)
        return 0;
    in = data[0] & 8 ? make(data + 1, size - 1)
                     : peer_input("rfc5322/unstructured", data, size);
    if (!s.arena.from)
        eml_arena_init(&s.arena, &fuzz_memory, 0);
    eml_arena_reset(&s.arena);
    s.cx = (eml_cx){.origin = in.p,
                    .arena = &s.arena,
                    .diags = s.diags,
                    .diags_cap = DIFF_DIAGS};
    if (!in.n || eml_unstructured_parse(&s.cx, in, &text) != EML_OK ||
        s.cx.num_diags || is_known(in))
        return 0;
    FUZZ_CHECK(eml_text_get(&s.cx, &text, &out) == EML_OK);
    unfolded = g_mime_utils_header_unfold((const char *)in.p);
    peer = g_mime_utils_header_decode_text(options(), unfolded);
    peer_begin(&ours, false);
    peer_begin(&theirs, false);
    peer_put_name(&ours, out);
    peer_put_name(&theirs, peer_str(peer));
    g_free(unfolded);
    g_free(peer);
    peer_compare("GMime", in, &ours, &theirs);
    return 0;
}
