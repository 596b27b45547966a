#include "eml/os.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct eml_os_sha256 {
    EVP_MD_CTX *cx;
    EVP_MD *md; /* fetched once: EVP_sha256() would be looked up each time */
};

eml_os_sha256 *
eml_os_sha256_new(void)
{
    eml_os_sha256 *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->cx = EVP_MD_CTX_new();
    s->md = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (s->cx && s->md)
        return s;
    eml_os_sha256_free(s);
    return NULL;
}

bool
eml_os_sha256_begin(eml_os_sha256 *s)
{
    return EVP_DigestInit_ex2(s->cx, s->md, NULL) == 1;
}

bool
eml_os_sha256_feed(eml_os_sha256 *s, eml_span bytes)
{
    return EVP_DigestUpdate(s->cx, bytes.p, bytes.n) == 1;
}

bool
eml_os_sha256_end(eml_os_sha256 *s, uint8_t out[32])
{
    return EVP_DigestFinal_ex(s->cx, out, NULL) == 1;
}

void
eml_os_sha256_free(eml_os_sha256 *s)
{
    if (!s)
        return;
    EVP_MD_CTX_free(s->cx);
    EVP_MD_free(s->md);
    free(s);
}
