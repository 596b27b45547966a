/* The tags of key records: RFC 6376 section 3.6.1. First byte: which. k= is
 * compared by its value, for its rule begins with "v" (doc/rulings.md). */
#include "eml/dkim_key.h"
#include "fuzz/diff_tag.h"

static const int unknowable[] = {EML_E_DKIM_KEY_MISSING, 0};
/* base64 that may lack its padding; n= is quoted-printable of RFC 2045, where
 * the rule has characters that no tag value has */
static const int either[] = {EML_E_DKIM_BASE64, EML_E_DKIM_KEY_NOTES, 0};
static const int beyond[] = {EML_E_TAG_LAST_SPACE, 0};

#define TAG(name)                                                              \
    static int parse_##name(eml_cx *cx, eml_span in)                           \
    {                                                                          \
        eml_dkim_key key;                                                      \
                                                                               \
        if (!diff_tag_is(in, #name))                                           \
            return EML_E_TAG_NAME;                                             \
        return eml_dkim_key_parse(cx, in, &key);                               \
    }
TAG(v)
TAG(h)
TAG(p)
TAG(s)
TAG(t)

static int
parse_k(eml_cx *cx, eml_span in)
{
    eml_dkim_key key;
    uint8_t room[80] = "k=";

    memcpy(room + 2, in.p, in.n);
    cx->origin = room;
    return eml_dkim_key_parse(cx, (eml_span){room, in.n + 2}, &key);
}

#define ROW(name)                                                              \
    {                                                                          \
        .rule = "rfc6376/key-" #name "-tag", .parse = parse_##name,            \
        .unknowable = unknowable, .beyond = beyond, .either = either,          \
        .skip = diff_tag_skip                                                  \
    }
static const diff_target targets[] = {
    ROW(v),
    ROW(h),
    ROW(p),
    ROW(s),
    ROW(t),
    {.rule = "rfc6376/key-k-tag-type",
     .parse = parse_k,
     .unknowable = unknowable,
     .beyond = beyond,
     .either = either,
     .skip = diff_tag_skip},
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1)
        diff_run(&targets[data[0] % (sizeof targets / sizeof *targets)],
                 data + 1, size - 1);
    return 0;
}
