/* Any bytes as the body of a Content- field or MIME-Version. Leaves lie in the
 * input; what is found is the same whatever is allowed; a public parser fails
 * when it found an error; an accepted type, written again, reads as itself.
 * First byte: which field; bit 7 the line ends. */
#include "fuzz/fuzz_cx.h"

#include "parsers/mime/mime_values.h"

static int
type(eml_cx *cx, eml_span in, eml_out *o, bool public)
{
    eml_content_type *c = NULL;
    int rc = public ? eml_content_type_parse(cx, in, &c)
                    : eml__content_type(cx, in, &c);

    FUZZ_CHECK((rc == EML_OK) == (c != NULL));
    if (!c)
        return rc;
    FUZZ_CHECK(fuzz_within(c->type, in) && fuzz_within(c->subtype, in));
    FUZZ_CHECK(c->type.n || c->subtype.n || c->params || cx->num_diags);
    eml_out_span(o, c->type);
    eml_out_byte(o, '/');
    eml_out_span(o, c->subtype);
    if (rc == EML_OK && public) { /* accepted: fit to be written */
        eml_cx quiet = {.origin = o->p, .arena = cx->arena};
        eml_content_type *again = NULL;
        eml_span text = eml_out_view(o);

        quiet.allow = EML_ALLOW_WILD;
        if (c->type.n && c->subtype.n) {
            FUZZ_CHECK(eml_content_type_parse(&quiet, text, &again) == EML_OK);
            FUZZ_CHECK(eml_span_eq(again->type, c->type));
            FUZZ_CHECK(eml_span_eq(again->subtype, c->subtype));
            (void)eml_media_known(c->type, c->subtype);
        }
    }
    return rc;
}

static int
disposition(eml_cx *cx, eml_span in, eml_out *o, bool public)
{
    eml_disposition *d = NULL;
    int rc = public ? eml_disposition_parse(cx, in, &d)
                    : eml__disposition(cx, in, &d);

    FUZZ_CHECK((rc == EML_OK) == (d != NULL));
    if (d) {
        FUZZ_CHECK(fuzz_within(d->type, in));
        eml_out_span(o, d->type);
    }
    return rc;
}

static int
encoding(eml_cx *cx, eml_span in, eml_out *o, bool public)
{
    eml_encoding *e = NULL;
    int rc =
        public ? eml_encoding_parse(cx, in, &e) : eml__encoding(cx, in, &e);

    FUZZ_CHECK((rc == EML_OK) == (e != NULL));
    if (e) {
        FUZZ_CHECK(fuzz_within(e->token, in));
        eml_out_span(o, e->token);
        eml_out_u64(o, (uint64_t)e->cte, 1);
    }
    return rc;
}

static int
version(eml_cx *cx, eml_span in, eml_out *o, bool public)
{
    eml_mime_version *v = NULL;
    int rc = public ? eml_mime_version_parse(cx, in, &v)
                    : eml__mime_version(cx, in, &v);

    FUZZ_CHECK((rc == EML_OK) == (v != NULL));
    if (v) {
        eml_out_u64(o, v->major, 1);
        eml_out_byte(o, '.');
        eml_out_u64(o, v->minor, 1);
    }
    return rc;
}

static int
tokens(eml_cx *cx, eml_span in, eml_out *o, int which, bool public)
{
    typedef int reader(eml_cx *, eml_span, eml_token_list **);
    static reader *const readers[3][2] = {
        {eml__language, eml_language_parse},
        {eml__md5, eml_md5_parse},
        {eml__location, eml_location_parse},
    };
    eml_token_list *l = NULL;
    uint32_t n = 0;
    int rc = readers[which][public](cx, in, &l);

    FUZZ_CHECK((rc == EML_OK) == (l != NULL));
    if (!l)
        return rc;
    for (const eml_token *t = l->first; t; t = t->next, n++) {
        FUZZ_CHECK(t->text.present && t->text.raw.n);
        eml_out_span(o, t->text.raw);
        eml_out_byte(o, '|');
    }
    FUZZ_CHECK(n && n == l->num_tokens);
    FUZZ_CHECK(which == 0 || n == 1);
    return rc;
}

static int
read_as(unsigned which, eml_cx *cx, eml_span in, eml_out *o, bool public)
{
    switch (which % 7) {
    case 0:
        return type(cx, in, o, public);
    case 1:
        return disposition(cx, in, o, public);
    case 2:
        return encoding(cx, in, o, public);
    case 3:
        return version(cx, in, o, public);
    default:
        return tokens(cx, in, o, (int)(which % 7) - 4, public);
    }
}

/* `text` is what was read of it without a public parser. */
static void
check_public(unsigned which, fuzz_cx *f, eml_span in, eml_span text)
{
    eml_out out = {.arena = &f->arena};
    int rc;

    f->cx.num_diags = 0;
    f->cx.err.code = 0;
    rc = read_as(which, &f->cx, in, &out, true);
    FUZZ_CHECK((rc == EML_OK) == (f->cx.err.code == 0));
    if (rc == EML_OK)
        FUZZ_CHECK(eml_span_eq(eml_out_view(&out), text));
    fuzz_cx_check(f, in.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cx strict, wild;
    eml_out a, b;
    eml_span in;
    unsigned which;
    int rc;

    if (size < 1)
        return 0;
    which = data[0] & 0x7f;
    in = (eml_span){data + 1, size - 1};
    fuzz_cx_init(&strict, in, EML_ALLOW_NONE, data[0] & 0x80);
    fuzz_cx_init(&wild, in, EML_ALLOW_WILD, data[0] & 0x80);
    a = (eml_out){.arena = &strict.arena};
    b = (eml_out){.arena = &wild.arena};
    rc = read_as(which, &strict.cx, in, &a, false);
    fuzz_cx_check(&strict, in.n);
    if (fuzz_turn(0, 2, size)) {
        FUZZ_CHECK(rc == read_as(which, &wild.cx, in, &b, false));
        FUZZ_CHECK(eml_span_eq(eml_out_view(&a), eml_out_view(&b)));
        fuzz_cx_same(&strict, &wild);
        if (rc < 0)
            FUZZ_CHECK(strict.cx.err.code && wild.cx.err.code);
    }
    if (fuzz_turn(1, 2, size))
        check_public(which, &strict, in, eml_out_view(&a));
    fuzz_cx_fini(&strict);
    fuzz_cx_fini(&wild);
    return 0;
}
