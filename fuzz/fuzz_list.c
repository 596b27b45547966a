/* Any bytes as the fields of lists and automatic mail: the same findings under
 * every relaxation, leaves in the input. */
#include "fuzz/imf.h"

static void
check_urls(fuzz_cx *f, const eml_list_urls *l)
{
    uint32_t n = 0;

    fuzz_comments_check(f, l->comments);
    for (const eml_list_url *u = l->first; u; u = u->next, n++) {
        eml_span s;

        fuzz_span_check(f, u->url);
        fuzz_text_check(f, &u->text, &s);
        for (size_t i = 0; i < s.n; i++)
            FUZZ_CHECK(s.p[i] != ' ' && s.p[i] != '\n');
    }
    FUZZ_CHECK(n == l->num_urls);
}

/* RFC 2919 section 3: "The list identifier MUST NOT be longer than 255 octets".
 * So the same one with a longer label is one up to that length. */
static void
check_length(eml_span id)
{
    enum { MAX = 255 };
    uint8_t text[MAX + 3];

    FUZZ_CHECK(id.n <= MAX);
    for (size_t i = 1; i < id.n; i++)
        if (id.p[i - 1] == '=' && id.p[i] == '?')
            return; /* it counts with what is around it (RFC 2047 section 2) */
    for (size_t n = MAX; n <= MAX + 1; n++) {
        eml_span in = {text, n + 2};
        eml_list_id *l;
        fuzz_cx f;

        memset(text, 'a', n + 2);
        memcpy(text + 1 + n - id.n, id.p, id.n);
        text[0] = '<';
        text[n + 1] = '>';
        fuzz_cx_init(&f, in, EML_ALLOW_NONE);
        FUZZ_CHECK(eml_list_id_parse(&f.cx, in, &l) ==
                   (n > MAX ? EML_E_LIST_ID_255 : EML_OK));
        fuzz_cx_fini(&f);
    }
}

static int
parse_one(fuzz_cx *f, uint8_t which)
{
    eml_list_urls *l = NULL;
    eml_list_id *id = NULL;
    eml_auto_submitted *a = NULL;
    eml_span s;
    int rc;

    switch (which % 6) {
    case 0:
    case 1:
        rc = eml_list_urls_parse(&f->cx, f->in, which % 6 == 1, &l);
        break;
    case 2:
        rc = eml_archived_at_parse(&f->cx, f->in, &l);
        break;
    case 3:
        rc = eml_list_id_parse(&f->cx, f->in, &id);
        break;
    case 4:
        rc = eml_auto_submitted_parse(&f->cx, f->in, &a);
        break;
    default:
        return eml_one_click_parse(&f->cx, f->in);
    }
    FUZZ_CHECK((rc == EML_OK) == (l || id || a));
    if (l)
        check_urls(f, l);
    if (id) {
        fuzz_text_check(f, &id->name, &s);
        fuzz_text_check(f, &id->id, &s);
        if (rc == EML_OK && !f->cx.allow)
            check_length(s);
        fuzz_comments_check(f, id->comments);
    }
    if (a) {
        fuzz_span_check(f, a->value);
        fuzz_span_check(f, a->params);
        fuzz_comments_check(f, a->comments);
    }
    return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t num_diags = 0;
    uint32_t allow;

    if (size < 1)
        return 0;
    for (size_t i = 0; fuzz_reading(i, size, &allow); i++) {
        fuzz_cx f;

        fuzz_cx_init(&f, (eml_span){data + 1, size - 1}, allow);
        fuzz_cx_check(&f, parse_one(&f, data[0]));
        FUZZ_CHECK(i == 0 || f.cx.num_diags == num_diags);
        num_diags = f.cx.num_diags;
        fuzz_cx_fini(&f);
    }
    return 0;
}
