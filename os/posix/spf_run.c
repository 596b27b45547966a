#define _POSIX_C_SOURCE 200809L
#include "eml/spf_run.h"

#include <time.h>

/* RFC 7208 section 4.6.4: "SHOULD impose a limit on the maximum amount of
 * elapsed time", "at least 20 seconds", and then "temperror". */
enum { MOST_MS = 20000 };

static uint64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* What is asked too late has no answer. */
static int
ask(eml_resolver *r, const eml_dns_query *q, size_t num, eml_dns_answer *a,
    uint64_t end)
{
    if (now_ms() < end)
        return eml_resolver_ask(r, q, num, a);
    for (size_t i = 0; i < num; i++)
        a[i] = (eml_dns_answer){.outcome = EML_DNS_TEMPFAIL};
    return EML_OK;
}

int
eml_spf_run(eml_spf *m, eml_resolver *r)
{
    uint64_t end = now_ms() + MOST_MS;
    eml_dns_query q[EML_SPF_SLOTS];
    eml_dns_answer a[EML_SPF_SLOTS];
    int rc = EML_OK;

    for (;;) {
        size_t num = 0;

        while (num < EML_SPF_SLOTS &&
               (rc = eml_spf_step(m, &q[num])) == EML_WANT_DNS)
            num++;
        if (num == 0 || rc < 0)
            return rc;
        rc = ask(r, q, num, a, end);
        for (size_t i = 0; i < num && rc == EML_OK; i++)
            rc = eml_spf_answer(m, q[i].id, &a[i]);
        if (rc < 0)
            return rc;
    }
}
