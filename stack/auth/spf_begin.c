/* RFC 7208 sections 2.3, 2.4, 4.1 and 4.3: who is asked about. */
#include "stack/auth/spf_check_int.h"

enum { DEFAULT_LOOKUPS = 10, DEFAULT_VOIDS = 2 };

static void
set_sender(eml_spf *m, eml_span local, eml_span domain)
{
    eml__spf_frame *f = &m->frames[0];
    uint8_t room[EML_IDN_MAX];
    eml_out out = {.p = m->sender, .cap = sizeof m->sender};

    if (local.n == 0)
        local = EML_LIT("postmaster");
    if (domain.n && domain.p[domain.n - 1] == '.')
        domain.n--;
    (void)eml_idn_to_ascii(domain, room, &domain);
    m->local_is_ascii = !eml__is_high(local);
    eml_out_span(&out, local);
    eml_out_byte(&out, '@');
    eml_out_span(&out, domain);
    m->local_len = local.n;
    m->sender_len = out.n;
    f->domain_len = 0;
    if (domain.n <= sizeof f->domain) {
        memcpy(f->domain, domain.p, domain.n);
        f->domain_len = domain.n;
    }
}

static size_t
last_at(eml_span s)
{
    size_t i = s.n;

    while (i && s.p[i - 1] != '@')
        i--;
    return i;
}

static void
set_helo(eml_spf *m, eml_span helo)
{
    uint8_t room[EML_IDN_MAX];

    (void)eml_idn_to_ascii(helo, room, &helo);
    memcpy(m->helo, helo.p, helo.n);
    m->helo_len = helo.n;
}

int
eml_spf_init(eml_spf *m, const eml_spf_conf *conf, eml_arena *arena,
             eml_spf_trace *trace)
{
    size_t at = last_at(conf->mail_from);
    eml_span from = conf->mail_from;

    if (conf->helo.n > EML_SPF_ARG_MAX || from.n > EML_SPF_ARG_MAX ||
        conf->receiver.n > EML_SPF_ARG_MAX)
        return EML_E_LIMIT;
    memset(m, 0, offsetof(eml_spf, sender)); /* the rest is large */
    m->ptr.num = 0;
    m->arena = arena;
    m->trace = trace;
    m->ip = conf->ip;
    eml_ip_unmap(&m->ip);
    m->now = conf->now;
    m->explains = !conf->no_explanation;
    m->max_lookups = conf->lookups ? conf->lookups : DEFAULT_LOOKUPS;
    m->max_voids = conf->voids ? conf->voids : DEFAULT_VOIDS;
    m->verdict.domain = m->verdict.mechanism = m->verdict.explanation =
        EML_NONE;
    m->txt = EML_NONE;
    set_helo(m, conf->helo);
    memcpy(m->receiver, conf->receiver.p, conf->receiver.n);
    m->receiver_len = conf->receiver.n;
    if (conf->identity == EML_SPF_HELO || from.n == 0)
        set_sender(m, EML_NONE, conf->helo);
    else
        set_sender(m, (eml_span){from.p, at ? at - 1 : 0},
                   (eml_span){from.p + at, from.n - at});
    m->depth = 1;
    m->frames[0].redirected = false;
    m->frames[0].next = m->frames[0].term = NULL;
    m->frames[0].record = m->frames[0].rest = EML_NONE;
    m->frames[0].outline.redirect = m->frames[0].outline.exp = EML_NONE;
    m->state = EML__SPF_FETCH;
    return EML_OK;
}
