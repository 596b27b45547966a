/* RFC 5321 sections 4.1.2 and 4.1.3, RFC 5890: labels and literals. */
#include "tests/imf_dump.h"

#include "parsers/imf/imf_values.h"
#include "parsers/imf/addr_int.h"

/* clang-format off */
static const imf_row domains[] = {
    {"A-label", BYTES("a@xn--bcher-kva.example"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=xn--bcher-kva.example}"},
    {"A-label in upper case", BYTES("a@XN--BCHER-KVA.example"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=XN--BCHER-KVA.example}"},
    {"A-labels in Greek", BYTES("a@xn--hxajbheg2az3al.xn--jxalpdlp"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=xn--hxajbheg2az3al.xn--jxalpdlp}"},
    {"A-label that decodes to nothing but ASCII", BYTES("a@xn--abc-"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL_HYPHEN@2+8", "{l=a d=xn--abc-}"},
    {"A-label of the prefix alone", BYTES("a@xn--.b"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL_HYPHEN@2+4", "{l=a d=xn--.b}"},
    {"A-label with a delimiter in front", BYTES("a@xn---abc.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ALABEL@2+8", "{l=a d=xn---abc.b}"},
    {"A-label with a character that is no digit of Punycode", BYTES("a@xn--a_b.b"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL@2+7", "{l=a d=xn--a_b.b}"},
    {"A-label that stops in mid-number", BYTES("a@xn--99999.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ALABEL@2+9", "{l=a d=xn--99999.b}"},
    {"A-label that overflows", BYTES("a@xn--99999999999.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ALABEL@2+15", "{l=a d=xn--99999999999.b}"},
    {"A-label of a surrogate or beyond", BYTES("a@xn--0ca999999b.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ALABEL@2+14", "{l=a d=xn--0ca999999b.b}"},
    {"A-label of a capital letter beyond ASCII", BYTES("a@xn--bcher-2pa.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ALABEL@2+13", "{l=a d=xn--bcher-2pa.b}"},
    {"A-label of 63", BYTES("a@xn--a-0fabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabc.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ALABEL@2+63", "{l=a d=xn--a-0fabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabc.b}"},
    {"label of 64 that begins with xn--", BYTES("a@xn--a-0fabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcd.b"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL@2+64", "{l=a d=xn--a-0fabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcd.b}"},
    {"U-label", BYTES("a@b\303\274cher.example"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=b%C3%BCcher.example}"},
    {"U-label with a capital", BYTES("a@B\303\274cher.example"), EML_ADDR_ADDRESS_LIST, "ADDR_ULABEL@2+7", "{l=a d=B%C3%BCcher.example}"},
    {"U-label with a capital beyond ASCII", BYTES("a@\303\234ber.example"), EML_ADDR_ADDRESS_LIST, "ADDR_ULABEL@2+5", "{l=a d=%C3%9Cber.example}"},
    {"U-label with a hyphen in front", BYTES("a@-\303\274.example"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL_HYPHEN@2+3", "{l=a d=-%C3%BC.example}"},
    {"U-label with hyphens in places 3 and 4", BYTES("a@\303\274b--c.example"), EML_ADDR_ADDRESS_LIST, "ADDR_ULABEL@2+6", "{l=a d=%C3%BCb--c.example}"},
    {"U-label that is not UTF-8", BYTES("a@b\374.example"), EML_ADDR_ADDRESS_LIST, "ADDR_ULABEL@2+2", "{l=a d=b%EF%BF%BD.example}"},
    {"U-label with an underscore", BYTES("a@b_\303\274.example"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL@2+4", "{l=a d=b_%C3%BC.example}"},
    {"U-label with a zero width space", BYTES("a@b\342\200\213b.example"), EML_ADDR_ADDRESS_LIST, "ADDR_ULABEL@2+5", "{l=a d=b%E2%80%8Bb.example}"},
    {"U-label with an ideographic full stop", BYTES("a@b\343\200\202b.example"), EML_ADDR_ADDRESS_LIST, "ADDR_ULABEL@2+5", "{l=a d=b%E3%80%82b.example}"},
    {"U-label with a private character", BYTES("a@\356\200\200.example"), EML_ADDR_ADDRESS_LIST, "ADDR_ULABEL@2+3", "{l=a d=%EE%80%80.example}"},
    {"U-label with a noncharacter", BYTES("a@\360\237\277\276.example"), EML_ADDR_ADDRESS_LIST, "ADDR_ULABEL@2+4", "{l=a d=%F0%9F%BF%BE.example}"},
    {"U-label in Greek", BYTES("a@\317\200\316\261\317\201\316\254\316\264\316\265\316\271\316\263\316\274\316\261.\316\264\316\277\316\272\316\271\316\274\316\256"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=%CF%80%CE%B1%CF%81%CE%AC%CE%B4%CE%B5%CE%B9%CE%B3%CE%BC%CE%B1.%CE%B4%CE%BF%CE%BA%CE%B9%CE%BC%CE%AE}"},
    {"U-label whose A-label is over 63", BYTES("a@\344\270\200\344\272\200\344\273\200\344\274\200\344\275\200\344\276\200\344\277\200\345\200\200\345\201\200\345\202\200\345\203\200\345\204\200\345\205\200\345\206\200\345\207\200\345\210\200\345\211\200\345\212\200\345\213\200\345\214\200\345\215\200\345\216\200\345\217\200\345\220\200.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ULABEL@2+72", "{l=a d=%E4%B8%80%E4%BA%80%E4%BB%80%E4%BC%80%E4%BD%80%E4%BE%80%E4%BF%80%E5%80%80%E5%81%80%E5%82%80%E5%83%80%E5%84%80%E5%85%80%E5%86%80%E5%87%80%E5%88%80%E5%89%80%E5%8A%80%E5%8B%80%E5%8C%80%E5%8D%80%E5%8E%80%E5%8F%80%E5%90%80.b}"},
    {"U-label of more than 63 octets", BYTES("a@\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200\344\270\200.b"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80%E4%B8%80.b}"},
    {"label of 63", BYTES("a@abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk}"},
    {"label of 64", BYTES("a@abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL@2+64", "{l=a d=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl}"},
    {"label with an underscore", BYTES("a@b_c.d"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL@2+3", "{l=a d=b_c.d}"},
    {"label with a slash", BYTES("a@b/c"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL@2+3", "{l=a d=b/c}"},
    {"label with a hyphen in front", BYTES("a@-b.c"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL_HYPHEN@2+2", "{l=a d=-b.c}"},
    {"label with a hyphen behind", BYTES("a@b-.c"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL_HYPHEN@2+2", "{l=a d=b-.c}"},
    {"hyphen alone", BYTES("a@b.-"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL_HYPHEN@4+1", "{l=a d=b.-}"},
    {"two bad labels", BYTES("a@b_c.d_e"), EML_ADDR_ADDRESS_LIST, "ADDR_LABEL@2+3 ADDR_LABEL@6+3", "{l=a d=b_c.d_e}"},
    {"bad label among CFWS", BYTES("a@b_c (x.y) . d_e"), EML_ADDR_ADDRESS_LIST, "ADDR_DOMAIN_OBS@2+15 ADDR_LABEL@2+3 ADDR_LABEL@14+3 ADDR_COMMENT@6+5", "{l=a d=b_c.d_e cfws (x.y)}"},
    {"IPv4 out of range", BYTES("a@[192.0.2.256]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+13", "{l=a d=[192.0.2.256]}"},
    {"IPv4 of three numbers", BYTES("a@[192.0.2]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+9", "{l=a d=[192.0.2]}"},
    {"IPv4 of five numbers", BYTES("a@[192.0.2.1.1]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+13", "{l=a d=[192.0.2.1.1]}"},
    {"IPv4 number of four digits", BYTES("a@[192.0.2.0001]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+14", "{l=a d=[192.0.2.0001]}"},
    {"IPv4 with leading zeros", BYTES("a@[192.000.002.001]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[192.000.002.001]}"},
    {"IPv4 with an empty number", BYTES("a@[192..2.1]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+10", "{l=a d=[192..2.1]}"},
    {"IPv6 in full", BYTES("a@[IPv6:1:2:3:4:5:6:7:8]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[IPv6:1:2:3:4:5:6:7:8]}"},
    {"IPv6 tag in lower case", BYTES("a@[ipv6:1:2:3:4:5:6:7:8]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[ipv6:1:2:3:4:5:6:7:8]}"},
    {"IPv6 of seven groups", BYTES("a@[IPv6:1:2:3:4:5:6:7]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+20", "{l=a d=[IPv6:1:2:3:4:5:6:7]}"},
    {"IPv6 of nine groups", BYTES("a@[IPv6:1:2:3:4:5:6:7:8:9]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+24", "{l=a d=[IPv6:1:2:3:4:5:6:7:8:9]}"},
    {"IPv6 compressed alone", BYTES("a@[IPv6:::]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[IPv6:::]}"},
    {"IPv6 compressed in front", BYTES("a@[IPv6:::3:4:5:6:7:8]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[IPv6:::3:4:5:6:7:8]}"},
    {"IPv6 compressed behind", BYTES("a@[IPv6:1:2:3:4:5:6::]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[IPv6:1:2:3:4:5:6::]}"},
    {"IPv6 compressed in the middle", BYTES("a@[IPv6:2001:DB8::1]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[IPv6:2001:DB8::1]}"},
    {"IPv6 compressed to one group", BYTES("a@[IPv6:1:2:3:4:5:6::8]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_IPV6_ONE@2+21", "{l=a d=[IPv6:1:2:3:4:5:6::8]}"},
    {"IPv6 compressed to no group", BYTES("a@[IPv6:1:2:3:4:5:6::7:8]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+23", "{l=a d=[IPv6:1:2:3:4:5:6::7:8]}"},
    {"IPv6 compressed twice", BYTES("a@[IPv6:1::2::3]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+14", "{l=a d=[IPv6:1::2::3]}"},
    {"IPv6 with three colons", BYTES("a@[IPv6:1:::2]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+12", "{l=a d=[IPv6:1:::2]}"},
    {"IPv6 with a colon in front", BYTES("a@[IPv6::1:2:3:4:5:6:7:8]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+23", "{l=a d=[IPv6::1:2:3:4:5:6:7:8]}"},
    {"IPv6 with a colon behind", BYTES("a@[IPv6:1::2:]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+12", "{l=a d=[IPv6:1::2:]}"},
    {"IPv6 group of five digits", BYTES("a@[IPv6:12345::1]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+15", "{l=a d=[IPv6:12345::1]}"},
    {"IPv6 with a letter past f", BYTES("a@[IPv6:1::g]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+11", "{l=a d=[IPv6:1::g]}"},
    {"IPv6 and IPv4 in full", BYTES("a@[IPv6:1:2:3:4:5:6:192.0.2.1]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[IPv6:1:2:3:4:5:6:192.0.2.1]}"},
    {"IPv6 and IPv4 compressed", BYTES("a@[IPv6:::FFFF:192.0.2.1]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[IPv6:::FFFF:192.0.2.1]}"},
    {"IPv6 and IPv4 compressed alone", BYTES("a@[IPv6:::192.0.2.1]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[IPv6:::192.0.2.1]}"},
    {"IPv6 and IPv4 compressed to one group", BYTES("a@[IPv6:1:2:3:4:5::192.0.2.1]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_IPV6_ONE@2+27", "{l=a d=[IPv6:1:2:3:4:5::192.0.2.1]}"},
    {"IPv6 and IPv4 with a group too few", BYTES("a@[IPv6:1:2:3:4:5:192.0.2.1]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+26", "{l=a d=[IPv6:1:2:3:4:5:192.0.2.1]}"},
    {"IPv6 and IPv4 with a group too many", BYTES("a@[IPv6:1:2:3:4:5:6:7:192.0.2.1]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+30", "{l=a d=[IPv6:1:2:3:4:5:6:7:192.0.2.1]}"},
    {"IPv6 and IPv4 out of range", BYTES("a@[IPv6:::192.0.2.256]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+20", "{l=a d=[IPv6:::192.0.2.256]}"},
    {"IPv6 and IPv4 in front", BYTES("a@[IPv6:192.0.2.1::1]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+19", "{l=a d=[IPv6:192.0.2.1::1]}"},
    {"IPv6 of nothing", BYTES("a@[IPv6:]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+7", "{l=a d=[IPv6:]}"},
    {"literal with an unregistered tag", BYTES("a@[x-y:z]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_TAG@2+7", "{l=a d=[x-y:z]}"},
    {"literal with a tag that ends in a hyphen", BYTES("a@[x-:z]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+6", "{l=a d=[x-:z]}"},
    {"literal with an empty tag", BYTES("a@[:z]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+4", "{l=a d=[:z]}"},
    {"literal with a tag and nothing", BYTES("a@[x:]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+4", "{l=a d=[x:]}"},
    {"literal with a tag and 8-bit", BYTES("a@[x:\303\274]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+6", "{l=a d=[x:%C3%BC]}"},
    {"empty literal", BYTES("a@[]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+2", "{l=a d=[]}"},
    {"literal of words", BYTES("a@[x y]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+5", "{l=a d=[xy]}"},
    {"A-label of a label that begins with a hyphen", BYTES("a@xn----eha.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ALABEL@2+9", "{l=a d=xn----eha.b}"},
    {"A-label of a label with hyphens in places 3 and 4", BYTES("a@xn--ab---3ra.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ALABEL@2+12", "{l=a d=xn--ab---3ra.b}"},
    {"U-label with digits and hyphens", BYTES("a@1-\303\274-2.b"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=1-%C3%BC-2.b}"},
    {"A-label of a label that ends in a hyphen", BYTES("a@xn----dha.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ALABEL@2+9", "{l=a d=xn----dha.b}"},
    {"U-label of more than 252 octets", BYTES("a@\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274\303\274.b"), EML_ADDR_ADDRESS_LIST, "ADDR_ULABEL@2+120", "{l=a d=%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC.b}"},
};
/* clang-format on */

static int
reads(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_address_list *l = NULL;
    int rc = eml__addr(cx, in, (eml_addr_rule)arg, &l);

    if (rc == EML_OK)
        dump_addresses(d, l);
    else
        assert_null(l);
    return rc;
}

static int
parses(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_address_list *l = NULL;
    int rc = eml_addr_parse(cx, in, (eml_addr_rule)arg, &l);

    if (rc == EML_OK)
        dump_addresses(d, l);
    else
        assert_null(l);
    return rc;
}

static void
reads_and_parses(void **state)
{
    imf_row_check(*state, reads, parses);
}

static const struct name_row {
    const char *name, *in;
    bool is;
} names[] = {
    {"one label", "a", true},
    {"two labels", "a.b-c", true},
    {"digits", "1.2.3.4", true},
    {"U-label", "b\303\274cher.example", true},
    {"A-label", "xn--bcher-kva", true},
    {"no A-label", "xn--bcher-", false},
    {"nothing", "", false},
    {"dot", ".", false},
    {"dot first", ".a", false},
    {"dot last", "a.", false},
    {"doubled dot", "a..b", false},
    {"underscore", "a_b", false},
    {"space", "a b", false},
    {"hyphen last", "a-", false},
};

static void
is_domain(void **state)
{
    const struct name_row *r = *state;
    size_t n = strlen(r->in);
    uint8_t *b = test_exact(r->in, n);

    assert_int_equal(eml__is_domain((eml_span){b, n}), r->is);
    free(b);
}

static const struct name_row literals[] = {
    {"IPv4", "[192.0.2.1]", true},
    {"IPv6", "[IPv6:::1]", true},
    {"no brackets", "192.0.2.1", false},
    {"no closing bracket", "[192.0.2.1", false},
    {"brackets alone", "[]", false},
    {"bracket alone", "[", false},
    {"nothing", "", false},
    {"unregistered tag", "[x:y]", false},
};

static void
is_literal(void **state)
{
    const struct name_row *r = *state;
    size_t n = strlen(r->in);
    uint8_t *b = test_exact(r->in, n);

    assert_int_equal(eml__is_address_literal((eml_span){b, n}), r->is);
    free(b);
}

/* Lengths at the limits of RFC 5321 section 4.5.3.1: a local-part of `local`
 * octets, then labels of 49 and a dot each up to `domain` octets. */
static const struct length_row {
    const char *name;
    size_t local, domain;
    const char *findings;
} lengths[] = {
    {"address of 254", 64, 189, ""},
    {"address of 255", 64, 190, "ADDR_PATH_254@0+255"},
    {"domain of 255", 1, 255, "ADDR_PATH_254@0+257"},
    {"domain of 256", 1, 256, "ADDR_DOMAIN_255@2+256 ADDR_PATH_254@0+258"},
    {"local-part of 65 and domain of 256", 65, 256,
     "ADDR_LOCAL_64@0+65 ADDR_DOMAIN_255@66+256 ADDR_PATH_254@0+322"},
};

static void
has_length(void **state)
{
    const struct length_row *r = *state;
    uint8_t s[1024];
    test_cx t;
    eml_span in;
    eml_address_list *l;

    memset(s, 'a', sizeof s);
    s[r->local] = '@';
    for (size_t i = 49; i < r->domain - 1; i += 50)
        s[r->local + 1 + i] = '.';
    in = test_cx_init(&t, s, r->local + 1 + r->domain, EML_ALLOW_NONE);
    assert_int_equal(eml__addr(&t.cx, in, EML_ADDR_SPEC, &l), EML_OK);
    assert_string_equal(test_cx_findings(&t), r->findings);
    test_cx_fini(&t);
}

/* The samples of RFC 3492 section 7.1 that fit in a label, in lower case. */
static const struct puny_row {
    const char *name, *punycode;
    uint32_t c[64];
} samples[] = {
    {"(A)",
     "egbpdaj6bu4bxfgehfvwxn",
     {0x644, 0x64a, 0x647, 0x645, 0x627, 0x628, 0x62a, 0x643, 0x644, 0x645,
      0x648, 0x634, 0x639, 0x631, 0x628, 0x64a, 0x61f}},
    {"(B)",
     "ihqwcrb4cv8a8dqg056pqjye",
     {0x4ed6, 0x4eec, 0x4e3a, 0x4ec0, 0x4e48, 0x4e0d, 0x8bf4, 0x4e2d, 0x6587}},
    {"(C)",
     "ihqwctvzc91f659drss3x8bo0yb",
     {0x4ed6, 0x5011, 0x7232, 0x4ec0, 0x9ebd, 0x4e0d, 0x8aaa, 0x4e2d, 0x6587}},
    {"(D)",
     "proprostnemluvesky-uyb24dma41a",
     {0x70, 0x72, 0x6f, 0x10d, 0x70, 0x72, 0x6f,  0x73, 0x74, 0x11b, 0x6e,
      0x65, 0x6d, 0x6c, 0x75,  0x76, 0xed, 0x10d, 0x65, 0x73, 0x6b,  0x79}},
    {"(E)",
     "4dbcagdahymbxekheh6e0a7fei0b",
     {0x5dc, 0x5de, 0x5d4, 0x5d4, 0x5dd, 0x5e4, 0x5e9, 0x5d5,
      0x5d8, 0x5dc, 0x5d0, 0x5de, 0x5d3, 0x5d1, 0x5e8, 0x5d9,
      0x5dd, 0x5e2, 0x5d1, 0x5e8, 0x5d9, 0x5ea}},
    {"(F)",
     "i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd",
     {0x92f, 0x939, 0x932, 0x94b, 0x917, 0x939, 0x93f, 0x928, 0x94d, 0x926,
      0x940, 0x915, 0x94d, 0x92f, 0x94b, 0x902, 0x928, 0x939, 0x940, 0x902,
      0x92c, 0x94b, 0x932, 0x938, 0x915, 0x924, 0x947, 0x939, 0x948, 0x902}},
    {"(G)",
     "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
     {0x306a, 0x305c, 0x307f, 0x3093, 0x306a, 0x65e5, 0x672c, 0x8a9e, 0x3092,
      0x8a71, 0x3057, 0x3066, 0x304f, 0x308c, 0x306a, 0x3044, 0x306e, 0x304b}},
    {"(I)",
     "b1abfaaepdrnnbgefbadotcwatmq2g4l",
     {0x43f, 0x43e, 0x447, 0x435, 0x43c, 0x443, 0x436, 0x435, 0x43e, 0x43d,
      0x438, 0x43d, 0x435, 0x433, 0x43e, 0x432, 0x43e, 0x440, 0x44f, 0x442,
      0x43f, 0x43e, 0x440, 0x443, 0x441, 0x441, 0x43a, 0x438}},
    {"(J)",
     "porqunopuedensimplementehablarenespaol-fmd56a",
     {0x70, 0x6f, 0x72, 0x71, 0x75, 0xe9, 0x6e, 0x6f, 0x70, 0x75,
      0x65, 0x64, 0x65, 0x6e, 0x73, 0x69, 0x6d, 0x70, 0x6c, 0x65,
      0x6d, 0x65, 0x6e, 0x74, 0x65, 0x68, 0x61, 0x62, 0x6c, 0x61,
      0x72, 0x65, 0x6e, 0x65, 0x73, 0x70, 0x61, 0xf1, 0x6f, 0x6c}},
    {"(K)",
     "tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g",
     {0x74, 0x1ea1, 0x69,   0x73, 0x61,   0x6f, 0x68, 0x1ecd, 0x6b, 0x68, 0xf4,
      0x6e, 0x67,   0x74,   0x68, 0x1ec3, 0x63, 0x68, 0x1ec9, 0x6e, 0xf3, 0x69,
      0x74, 0x69,   0x1ebf, 0x6e, 0x67,   0x76, 0x69, 0x1ec7, 0x74}},
    {"(L)",
     "3b-ww4c5e180e575a65lsy2b",
     {0x33, 0x5e74, 0x62, 0x7d44, 0x91d1, 0x516b, 0x5148, 0x751f}},
    {"(M)",
     "-with-super-monkeys-pc58ag80a8qai00g7n9n",
     {0x5b89, 0x5ba4, 0x5948, 0x7f8e, 0x6075, 0x2d, 0x77, 0x69,
      0x74,   0x68,   0x2d,   0x73,   0x75,   0x70, 0x65, 0x72,
      0x2d,   0x6d,   0x6f,   0x6e,   0x6b,   0x65, 0x79, 0x73}},
    {"(N)",
     "hello-another-way--fc4qua05auwb3674vfr0b",
     {0x68,   0x65,   0x6c,   0x6c,   0x6f,   0x2d,   0x61,  0x6e, 0x6f,
      0x74,   0x68,   0x65,   0x72,   0x2d,   0x77,   0x61,  0x79, 0x2d,
      0x305d, 0x308c, 0x305e, 0x308c, 0x306e, 0x5834, 0x6240}},
    {"(O)",
     "2-u9tlzr9756bt3uc0v",
     {0x3072, 0x3068, 0x3064, 0x5c4b, 0x6839, 0x306e, 0x4e0b, 0x32}},
    {"(P)",
     "majikoi5-783gue6qz075azm5e",
     {0x6d, 0x61, 0x6a, 0x69, 0x3067, 0x6b, 0x6f, 0x69, 0x3059, 0x308b, 0x35,
      0x79d2, 0x524d}},
    {"(Q)",
     "de-jg4avhby1noc0d",
     {0x30d1, 0x30d5, 0x30a3, 0x30fc, 0x64, 0x65, 0x30eb, 0x30f3, 0x30d0}},
    {"(R)",
     "d9juau41awczczp",
     {0x305d, 0x306e, 0x30b9, 0x30d4, 0x30fc, 0x30c9, 0x3067}},
};

static void
sample_decodes(void **state)
{
    const struct puny_row *r = *state;
    size_t n = strlen(r->punycode);
    uint8_t *b = test_exact(r->punycode, n);
    uint32_t c[EML__MAX_LABEL];
    uint8_t out[EML__MAX_LABEL];
    unsigned len = eml__punycode_decode((eml_span){b, n}, c);

    assert_memory_equal(c, r->c, len * sizeof *c);
    assert_int_equal(r->c[len], 0);
    assert_int_equal(eml__punycode_encode(c, len, out), n);
    assert_memory_equal(out, r->punycode, n);
    free(b);
}

/* Four numbers of 1 to 3 digits, 255 at most, with dots between, by the letter
 * of RFC 5321 section 4.1.3. */
static bool
four_numbers(const char *s)
{
    for (unsigned i = 0; i < 4; i++) {
        unsigned v = 0, digits = 0;

        for (; *s >= '0' && *s <= '9'; s++, digits++)
            v = digits < 3 ? v * 10 + (unsigned)(*s - '0') : 999;
        if (digits == 0 || v > 255 || *s != (i < 3 ? '.' : '\0'))
            return false;
        s += i < 3;
    }
    return true;
}

static void
addresses_as_a_loop_judges_them(void **state)
{
    uint32_t seed = 1, good = 0;

    (void)state;
    for (unsigned round = 0; round < 400000; round++) {
        static const char often[] = "0122345556789../:a";
        char s[24] = "[";
        size_t n = 1;
        uint8_t *b;
        bool want;

        for (unsigned part = 0; part < 4; part++) {
            seed = seed * 1664525u + 1013904223u;
            n += (size_t)snprintf(s + n, sizeof s - n, "%s%u", part ? "." : "",
                                  (seed >> 8) % (round % 3 ? 300 : 12));
        }
        seed = seed * 1664525u + 1013904223u;
        if (round % 4) /* one byte of another kind */
            s[1 + (seed >> 8) % (n - 1)] =
                often[(seed >> 20) % (sizeof often - 1)];
        want = four_numbers(s + 1);
        good += want;
        s[n++] = ']';
        b = test_exact(s, n);
        /* what has a colon may be another kind */
        if (!memchr(b, ':', n))
            assert_int_equal(eml__is_address_literal((eml_span){b, n}), want);
        free(b);
    }
    assert_true(good > 10000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_as_a_loop_judges_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) +
           RUN_TABLE(reads_and_parses, domains) + RUN_TABLE(is_domain, names) +
           RUN_TABLE(is_literal, literals) + RUN_TABLE(has_length, lengths) +
           RUN_TABLE(sample_decodes, samples);
}
