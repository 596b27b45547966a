#include "tests/table.h"

#include "parsers/mime/media.h"

struct row {
    const char *name; /* type/subtype */
    bool known;
};

static void
known(void **state)
{
    const struct row *r = *state;
    size_t n = strlen(r->name);
    uint8_t *b = test_exact(r->name, n);
    const uint8_t *slash = memchr(b, '/', n);
    eml_span type = {b, (size_t)(slash - b)};
    eml_span subtype = {slash + 1, n - type.n - 1};

    assert_int_equal(eml_media_known(type, subtype), r->known);
    free(b);
}

static const struct row rows[] = {
    {"text/plain", true},
    {"Text/HTML", true},
    {"multipart/mixed", true},
    {"multipart/report", true},
    {"message/rfc822", true},
    {"message/global", true},
    {"message/delivery-status", true},
    {"application/octet-stream", true},
    {"application/pdf", true},
    {"application/1d-interleaved-parityfec", true},
    {"application/zstd", true},
    {"application/vnd.ms-excel", true},
    {"Application/VND.ms-excel", true},
    {"application/vnd.1000minds.decision-model+xml", true},
    {"application/vnd.zzazz.deck+xml", true},
    {"image/jpeg", true},
    {"image/jpg", false},
    {"font/woff2", true},
    {"video/mp4", true},
    {"audio/ogg", true},
    {"model/gltf+json", true},
    {"text/", false},
    {"/plain", false},
    {"/", false},
    {"text/plai", false},
    {"text/plain2", false},
    {"text/plain ", false},
    {"text/plain html", false},
    {"tex/plain", false},
    {"texts/plain", false},
    {"text/aaa", false},
    {"text/zzz", false},
    {"application/vnd.", false},
    {"application/vnd", false},
    {"application/vnd.aaaaaaaa", false},
    {"application/vnd.zzzzzzzz", false},
    {"application/zzzzzz", false},
    {"application/0", false},
    {"chemical/x-pdb", false},
};

/* Each word of each block is found, and the words are sorted. */
static void
every_word(void **state)
{
    size_t num = 0;

    (void)state;
    for (size_t i = 0; i < eml__media_num; i++) {
        eml_span prefix = eml__media[i].prefix, words = eml__media[i].words;
        const uint8_t *slash = memchr(prefix.p, '/', prefix.n);
        eml_span type = {prefix.p, (size_t)(slash - prefix.p)};
        const uint8_t *p = words.p, *end = p + words.n, *before = NULL;

        while (p != end) {
            const uint8_t *space = memchr(p, ' ', (size_t)(end - p));
            size_t n = (size_t)((space ? space : end) - p);
            uint8_t name[256];
            size_t rest = prefix.n - type.n - 1;

            assert_in_range(n, 1, 127);
            memcpy(name, slash + 1, rest);
            memcpy(name + rest, p, n);
            assert_true(eml_media_known(type, (eml_span){name, rest + n}));
            name[rest + n] = '!';
            assert_false(eml_media_known(type, (eml_span){name, rest + n + 1}));
            if (before)
                assert_true(memcmp(before, p, n) <= 0);
            before = p;
            p = space ? space + 1 : end;
            num++;
        }
    }
    assert_int_equal(num, 2136);
    assert_int_equal(strlen(eml_media_date), 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_word)};

    return RUN_TABLE(known, rows) |
           (cmocka_run_group_tests_name("media", tests, NULL, NULL) != 0);
}
