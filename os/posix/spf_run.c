#include "eml/spf_run.h"

int
eml_spf_run(eml_spf *m, eml_resolver *r)
{
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
        rc = eml_resolver_ask(r, q, num, a);
        for (size_t i = 0; i < num && rc == EML_OK; i++)
            rc = eml_spf_answer(m, q[i].id, &a[i]);
        if (rc < 0)
            return rc;
    }
}
