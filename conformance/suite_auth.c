/* What the suites of DKIM and ARC share. */
#include "conformance/suite_auth.h"

#include <stdio.h>
#include <string.h>

enum eml_newline
suite_auth_newline(eml_span message)
{
    return memchr(message.p, '\r', message.n) ? EML_NL_CRLF : EML_NL_LF;
}

void
suite_auth_init(suite_auth *a)
{
    memset(a, 0, sizeof *a);
    eml_arena_init(&a->arena, &eml_os_alloc, 0);
    a->cx.arena = &a->arena;
    a->os = eml_os_crypto_new();
    a->crypto = a->os ? eml_os_crypto_table(a->os) : NULL;
}

void
suite_auth_fini(suite_auth *a)
{
    eml_arena_fini(&a->arena);
    eml_os_crypto_free(a->os);
}

static int
verify(suite_auth *a, eml_dkim *m, eml_span message, eml_resolver *dns)
{
    eml_dns_query q;
    eml_dns_answer answer;
    int rc = eml_dkim_feed(m, &a->cx, message, true);

    while (rc == EML_OK && (rc = eml_dkim_poll(m, &q)) == EML_OK) {
        rc = eml_resolver_ask(dns, &q, 1, &answer);
        if (rc == EML_OK)
            rc = eml_dkim_dns(m, &a->cx, q.id, &answer);
    }
    return rc;
}

const eml_dkim *
suite_auth_verify(suite_auth *a, eml_span message, eml_span zone,
                  uint32_t max_signatures)
{
    eml_dkim_options o = {.crypto = a->crypto,
                          .newline = suite_auth_newline(message),
                          .max_signatures = max_signatures};
    eml_resolver *dns;
    eml_dkim *m;
    int rc;

    eml_arena_reset(&a->arena);
    if (!a->crypto ||
        eml_resolver_zone(&dns, &eml_os_alloc, zone, NULL) != EML_OK)
        return NULL;
    m = eml_dkim_new(&a->cx, &o);
    rc = m ? verify(a, m, message, dns) : EML_E_NOMEM;
    eml_resolver_free(dns);
    if (m)
        eml_dkim_fini(m);
    return rc == EML_END ? m : NULL;
}

const char *
suite_auth_told(const eml_dkim *m)
{
    static char text[2048];
    const eml_dkim_result *d;
    size_t n = 0;

    text[0] = '\0';
    for (size_t i = 0; m && (d = eml_dkim_result_at(m, i)); i++) {
        const eml_code_info *info = eml_code_info_get(d->reason);

        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s%s%s",
                              i ? " " : "", eml_dkim_verdict_name(d->verdict),
                              info ? ":" : "", info ? info->name : "");
        if (n >= sizeof text)
            break;
    }
    return text;
}
