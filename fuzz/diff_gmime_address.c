/* address-list: RFC 5322 section 3.4; against GMime. */
#include <gmime/gmime.h>

#include "fuzz/peer.h"

static GMimeParserOptions *
options(void)
{
    static GMimeParserOptions *o;

    if (!o) {
        g_mime_init();
        o = g_mime_parser_options_new();
        g_mime_parser_options_set_address_compliance_mode(
            o, GMIME_RFC_COMPLIANCE_STRICT);
        g_mime_parser_options_set_rfc2047_compliance_mode(
            o, GMIME_RFC_COMPLIANCE_STRICT);
    }
    return o;
}

static void
put(peer_text *t, InternetAddressList *list)
{
    int n = internet_address_list_length(list);

    for (int i = 0; i < n; i++) {
        InternetAddress *a = internet_address_list_get_address(list, i);
        const char *name = internet_address_get_name(a);

        if (INTERNET_ADDRESS_IS_GROUP(a)) {
            peer_put(t, '{', EML_NONE);
            peer_put_name(t, peer_str(name));
            put(t,
                internet_address_group_get_members(INTERNET_ADDRESS_GROUP(a)));
            peer_put(t, '}', EML_NONE);
            continue;
        }
        peer_put_name(t, peer_str(name));
        peer_put_spec(t, peer_str(internet_address_mailbox_get_idn_addr(
                             INTERNET_ADDRESS_MAILBOX(a))));
    }
}

/* What GMime 3.2.13 is known to read in another way. */
static bool
is_known(eml_span in)
{
    for (size_t i = 0; i + 1 < in.n; i++)
        /* a word of nothing (3.2.4: *qcontent) leaves no space in a name; an
         * A-label becomes a U-label (5890 2.3.2.1): an address is what stands
         * there */
        if ((in.p[i] == '"' && in.p[i + 1] == '"') ||
            (in.n - i >= 4 && (in.p[i] | 0x20) == 'x' &&
             (in.p[i + 1] | 0x20) == 'n' && in.p[i + 2] == '-' &&
             in.p[i + 3] == '-'))
            return true;
    return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static diff_state s;
    static peer_text ours, theirs;
    eml_span in = peer_input("rfc5322/address-list", data, size);
    eml_address_list *list;
    InternetAddressList *peer;

    if (!s.arena.from)
        eml_arena_init(&s.arena, &fuzz_memory, 0);
    eml_arena_reset(&s.arena);
    s.cx = (eml_cx){.origin = in.p,
                    .arena = &s.arena,
                    .diags = s.diags,
                    .diags_cap = DIFF_DIAGS};
    if (!in.n ||
        eml_addr_parse(&s.cx, in, EML_ADDR_ADDRESS_LIST, &list) != EML_OK ||
        s.cx.num_diags || is_known(in))
        return 0;
    peer_begin(&ours, false);
    peer_begin(&theirs, false);
    peer_put_list(&ours, &s.cx, list);
    peer = internet_address_list_parse(options(), (const char *)in.p);
    if (peer) {
        put(&theirs, peer);
        g_object_unref(peer);
    }
    peer_compare("GMime", in, &ours, &theirs);
    return 0;
}
