/* The tags of DKIM-Signature: RFC 6376 section 3.5. First byte: which. */
#include "eml/signature.h"
#include "fuzz/diff_tag.h"

/* what the other tags are, what is known here, no grammar says */
static const int unknowable[] = {EML_E_DKIM_MISSING,
                                 EML_E_DKIM_ALGORITHM_UNKNOWN,
                                 EML_E_DKIM_CANON_UNKNOWN,
                                 EML_E_DKIM_QUERY_UNKNOWN,
                                 EML_E_DKIM_FROM,
                                 EML_E_DKIM_AUID_DOMAIN,
                                 0};
/* "1*DIGIT" that must be 1; base64 that may lack its padding, or is more than
 * any hash and not looked at to its end */
static const int either[] = {EML_E_DKIM_VERSION, EML_E_DKIM_BASE64,
                             EML_E_DKIM_HASH_LENGTH, 0};
static const int beyond[] = {EML_E_TAG_LAST_SPACE, 0};

#define TAG(name)                                                              \
    static int parse_##name(eml_cx *cx, eml_span in)                           \
    {                                                                          \
        eml_signature sig;                                                     \
                                                                               \
        if (!diff_tag_is(in, #name))                                           \
            return EML_E_TAG_NAME;                                             \
        return eml_signature_parse(cx, EML_SIGNATURE_DKIM, in, &sig);          \
    }
TAG(v)
TAG(a)
TAG(b)
TAG(bh)
TAG(c)
TAG(d)
TAG(h)
TAG(i)
TAG(l)
TAG(q)
TAG(s)
TAG(t)
TAG(x)
TAG(z)

/* By their rules names and values may have a "|"; by the words it parts copies
 * and is encoded elsewhere. */
static bool
skip_z(eml_span in)
{
    return memchr(in.p, '|', in.n) || diff_tag_skip(in);
}

/* By its rule the options of a method may have colons; by the words these part
 * methods. */
static bool
skip_q(eml_span in)
{
    const uint8_t *slash = memchr(in.p, '/', in.n);

    return (slash &&
            memchr(slash, ':', in.n - (size_t)(slash - in.p)) != NULL) ||
           diff_tag_skip(in);
}

#define ROW(name, skipped)                                                     \
    {                                                                          \
        .rule = "rfc6376/sig-" #name "-tag", .parse = parse_##name,            \
        .unknowable = unknowable, .beyond = beyond, .either = either,          \
        .skip = skipped                                                        \
    }
static const diff_target targets[] = {
    ROW(v, diff_tag_skip),  ROW(a, diff_tag_skip), ROW(b, diff_tag_skip),
    ROW(bh, diff_tag_skip), ROW(c, diff_tag_skip), ROW(d, diff_tag_skip),
    ROW(h, diff_tag_skip),  ROW(i, diff_tag_skip), ROW(l, diff_tag_skip),
    ROW(q, skip_q),         ROW(s, diff_tag_skip), ROW(t, diff_tag_skip),
    ROW(x, diff_tag_skip),  ROW(z, skip_z),
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1)
        diff_run(&targets[data[0] % (sizeof targets / sizeof *targets)],
                 data + 1, size - 1);
    return 0;
}
