/* address-list: RFC 5322 section 3.4; against libEtPan. */
#include <libetpan/libetpan.h>

#include "fuzz/peer.h"

static void
put_mailbox(peer_text *t, const struct mailimf_mailbox *m)
{
    peer_put_name(t, peer_str(m->mb_display_name));
    peer_put_spec(t, peer_str(m->mb_addr_spec));
}

static void
put_group(peer_text *t, const struct mailimf_group *g)
{
    peer_put(t, '{', EML_NONE);
    peer_put_name(t, peer_str(g->grp_display_name));
    if (g->grp_mb_list)
        for (clistiter *i = clist_begin(g->grp_mb_list->mb_list); i;
             i = clist_next(i))
            put_mailbox(t, clist_content(i));
    peer_put(t, '}', EML_NONE);
}

static void
put(peer_text *t, const struct mailimf_address_list *list)
{
    for (clistiter *i = clist_begin(list->ad_list); i; i = clist_next(i)) {
        const struct mailimf_address *a = clist_content(i);

        if (a->ad_type == MAILIMF_ADDRESS_GROUP)
            put_group(t, a->ad_data.ad_group);
        else
            put_mailbox(t, a->ad_data.ad_mailbox);
    }
}

/* What libEtPan 1.9 is known to read in another way: an addr-spec ends for it
 * at the first of >,():; or white space, wherever that stands, so also in a
 * quoted local-part (3.4.1, 3.2.4), a domain-literal (3.4.1: dtext), or in CFWS
 * beside its tokens (3.2.3). Encoded-words it leaves to another function. */
static bool
is_known(eml_span in, const eml_address_list *l)
{
    for (size_t i = 0; i + 1 < in.n; i++)
        if (in.p[i] == '=' && in.p[i + 1] == '?')
            return true;
    for (const eml_address *a = l->first; a; a = a->next)
        for (const eml_mailbox *m = a->mailbox; m; m = m->next)
            if (m->cfws || m->local.form == EML_TEXT_QUOTED ||
                m->domain.form == EML_TEXT_LITERAL)
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
    struct mailimf_address_list *peer = NULL;
    size_t at = 0;

    if (!s.arena.from)
        eml_arena_init(&s.arena, &fuzz_memory, 0);
    eml_arena_reset(&s.arena);
    s.cx = (eml_cx){.origin = in.p,
                    .arena = &s.arena,
                    .diags = s.diags,
                    .diags_cap = DIFF_DIAGS};
    if (!in.n ||
        eml_addr_parse(&s.cx, in, EML_ADDR_ADDRESS_LIST, &list) != EML_OK ||
        s.cx.num_diags || is_known(in, list))
        return 0;
    /* it puts a space between all words of a phrase, also where no CFWS stands
     * between them (3.2.5: 1*word) */
    peer_begin(&ours, true);
    peer_begin(&theirs, true);
    peer_put_list(&ours, &s.cx, list);
    if (mailimf_address_list_parse((const char *)in.p, in.n, &at, &peer) ==
        MAILIMF_NO_ERROR) {
        put(&theirs, peer);
        mailimf_address_list_free(peer);
    }
    peer_compare("libEtPan", in, &ours, &theirs);
    return 0;
}
