/* Any bytes as a key record (RFC 6376 3.6.1): what is accepted is written and
 * reads back as it was; tags that the section does not name change nothing. */
#include "eml/dkim_key.h"
#include "eml/taglist.h"
#include "fuzz/fuzz_cx.h"

static bool
same(const eml_dkim_key *a, const eml_dkim_key *b)
{
    return eml_span_eq(a->data, b->data) && a->type == b->type &&
           eml_span_eq(a->notes, b->notes) && a->email == b->email &&
           a->testing == b->testing && a->strict == b->strict &&
           a->any_hash == b->any_hash && a->hashes == b->hashes;
}

/* "Unrecognized tags MUST be ignored." (3.2) */
static void
check_unknown(fuzz_cx *f, eml_span in, const eml_dkim_key *k)
{
    eml_out out = {.arena = &f->arena};
    eml_cx cx = {.origin = in.p, .arena = &f->arena};
    eml_dkim_key known;
    eml_taglist list;
    eml_tag tag;

    eml_taglist_init(&list, in, EML_TAGLIST_DKIM);
    while (eml_taglist_next(&list, &cx, &tag) == EML_OK)
        if (tag.name.n == 1 && memchr("vhknpst", tag.name.p[0], 7)) {
            eml_out_span(&out, tag.raw);
            eml_out_byte(&out, ';');
        }
    cx.origin = out.p;
    FUZZ_CHECK(eml_dkim_key_parse(&cx, eml_out_view(&out), &known) == EML_OK);
    FUZZ_CHECK(same(k, &known));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span in = {data, size};
    eml_dkim_key k, again;
    eml_out out;
    fuzz_cx f;
    int rc;

    fuzz_cx_init(&f, in, 0, false);
    rc = eml_dkim_key_parse(&f.cx, in, &k);
    FUZZ_CHECK(rc == EML_OK || f.cx.num_diags);
    fuzz_cx_check(&f, size);
    FUZZ_CHECK(fuzz_within(k.notes, in));
    FUZZ_CHECK(rc != EML_OK || k.readable);
    if (rc == EML_OK) {
        out = (eml_out){.arena = &f.arena};
        FUZZ_CHECK(eml_dkim_key_write(&f.cx, &k, &out) == EML_OK);
        f.cx.origin = out.p;
        FUZZ_CHECK(eml_dkim_key_parse(&f.cx, eml_out_view(&out), &again) ==
                   EML_OK);
        FUZZ_CHECK(same(&k, &again));
        check_unknown(&f, in, &k);
    }
    fuzz_cx_fini(&f);
    return 0;
}
