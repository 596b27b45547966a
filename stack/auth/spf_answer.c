/* What the SPF machine asks, what it keeps of the answers, what it says that
 * happened. */
#include "stack/auth/spf_check_int.h"

/* ---- events -------------------------------------------------------------- */

eml_span
eml__spf_keep(eml_spf *m, eml_span s)
{
    uint8_t *p;

    if (s.n == 0)
        return EML_NONE;
    p = eml_arena_raw(m->arena, s.n);
    if (!p) {
        m->sticky = EML_E_NOMEM;
        return EML_NONE;
    }
    memcpy(p, s.p, s.n);
    return (eml_span){p, s.n};
}

eml_spf_event *
eml__spf_new_event(eml_spf *m, eml_spf_event_kind kind, eml_span text)
{
    eml_spf_event *e;

    if (m->trace->num++ >= m->trace->cap)
        return NULL;
    e = &m->trace->events[m->trace->num - 1];
    *e = (eml_spf_event){
        .kind = kind, .depth = m->depth - 1, .answer = EML_NONE};
    e->domain = eml__spf_keep(m, eml__spf_domain(eml__spf_top(m)));
    e->text = eml__spf_keep(m, text);
    return e;
}

static void
note_answer(eml_spf *m, const eml__spf_slot *s)
{
    eml_spf_event *e =
        eml__spf_event(m, EML_SPF_EV_ANSWER, (eml_span){s->name, s->name_len});

    if (!e)
        return;
    e->type = s->type;
    e->outcome = s->outcome;
    e->num_records = s->num_records;
    e->answer = s->shown;
    e->matches = s->matches;
}

/* ---- questions ----------------------------------------------------------- */

void
eml__spf_ask(eml_spf *m, uint16_t type, eml_span name)
{
    eml__spf_slot *s = &m->slots[m->num_slots++];

    memcpy(s->name, name.p, name.n);
    s->name_len = name.n;
    s->type = type;
    s->handed = s->answered = s->matches = false;
    s->outcome = EML_DNS_NODATA;
    s->num_records = 0;
    s->shown = EML_NONE;
    m->verdict.num_queries++;
}

/* All have their answers: their ids will not come again. */
void
eml__spf_close(eml_spf *m)
{
    for (size_t i = 0; i < m->num_slots; i++)
        note_answer(m, &m->slots[i]);
    m->next_id += (uint32_t)m->num_slots;
    m->num_slots = 0;
}

uint16_t
eml__spf_address_type(const eml_spf *m)
{
    return m->ip.is_v6 ? EML_DNS_AAAA : EML_DNS_A;
}

/* ---- answers ------------------------------------------------------------- */

/* Whether one of the addresses is what the state looks for; those of another
 * size are none. */
static void
take_addresses(eml_spf *m, eml__spf_slot *s, const eml_dns_answer *a)
{
    const eml_spf_term *t = eml__spf_top(m)->term;
    size_t size = s->type == EML_DNS_A ? 4 : 16;
    unsigned bits = 128;

    if (m->state == EML__SPF_ADDRESS || m->state == EML__SPF_MX_HOSTS)
        bits = m->ip.is_v6 ? t->cidr6 : t->cidr4;
    for (size_t i = 0; i < a->num_records; i++) {
        eml_ip ip = {{0}, size == 16};

        if (a->records[i].data.n != size)
            continue;
        memcpy(ip.bytes, a->records[i].data.p, size);
        s->num_records++;
        s->matches |=
            (m->state == EML__SPF_ADDRESS && t->kind == EML_SPF_EXISTS) ||
            eml_ip_in(&m->ip, &ip, bits);
    }
}

static void
take_names(eml__spf_hosts *to, eml__spf_slot *s, const eml_dns_answer *a)
{
    s->num_records =
        a->num_records > UINT32_MAX ? UINT32_MAX : (uint32_t)a->num_records;
    for (size_t i = 0; i < a->num_records && i < EML_SPF_HOSTS; i++) {
        eml_span name = a->records[i].data;

        if (name.n && name.p[name.n - 1] == '.')
            name.n--;
        if (!eml__spf_name_ok(name, false)) /* "." among them: RFC 7505 */
            continue;
        memcpy(to->names[to->num], name.p, name.n);
        to->lens[to->num] = (uint8_t)name.n;
        to->valid[to->num++] = false;
    }
}

/* 4.5: of those for the record, what is none is discarded. */
static int
take_texts(eml_spf *m, eml__spf_slot *s, const eml_dns_answer *a)
{
    for (size_t i = 0; i < a->num_records; i++) {
        eml_span txt = a->records[i].data;

        s->num_records += s->num_records != UINT32_MAX;
        if (m->state == EML__SPF_RECORD && !eml_spf_is_record(txt))
            continue;
        if (txt.n > EML_SPF_RECORD_MAX) {
            s->outcome = EML_DNS_TEMPFAIL;
            return EML_OK;
        }
        if (m->num_txt++ == 0)
            m->txt = eml__spf_keep(m, txt);
    }
    return m->sticky;
}

static void
show_record(uint16_t type, const eml_dns_record *r, eml_out *out)
{
    eml_ip ip = {{0}, type == EML_DNS_AAAA};

    if (type == EML_DNS_A || type == EML_DNS_AAAA) {
        if (r->data.n == (ip.is_v6 ? 16 : 4)) {
            memcpy(ip.bytes, r->data.p, r->data.n);
            eml_ip_write(&ip, out);
        }
        return;
    }
    if (type == EML_DNS_MX) {
        eml_out_u64(out, r->preference, 1);
        eml_out_byte(out, ' ');
    }
    for (size_t i = 0; i < r->data.n && !out->full; i++)
        eml_out_byte(out, r->data.p[i]);
}

static void
show_answer(eml_spf *m, eml__spf_slot *s, const eml_dns_answer *a)
{
    uint8_t room[EML_SPF_ANSWER_MAX];
    eml_out out = {.p = room, .cap = sizeof room};

    for (size_t i = 0; i < a->num_records && !out.full; i++) {
        if (i)
            eml_out_span(&out, EML_LIT(", "));
        show_record(s->type, &a->records[i], &out);
    }
    s->shown = eml__spf_keep(m, eml_out_view(&out));
}

static int
take(eml_spf *m, eml__spf_slot *s, const eml_dns_answer *a)
{
    int rc = EML_OK;

    s->answered = true;
    s->outcome = a->outcome;
    if ((unsigned)a->outcome > EML_DNS_TEMPFAIL)
        s->outcome = EML_DNS_TEMPFAIL;
    if (s->outcome != EML_DNS_DATA)
        return EML_OK;
    switch (s->type) {
    case EML_DNS_TXT:
        rc = take_texts(m, s, a);
        break;
    case EML_DNS_MX:
        take_names(&m->mx, s, a);
        break;
    case EML_DNS_PTR:
        take_names(&m->ptr, s, a);
        break;
    default:
        take_addresses(m, s, a);
        break;
    }
    if (s->num_records == 0)
        s->outcome = EML_DNS_NODATA;
    if (m->trace && rc == EML_OK) {
        show_answer(m, s, a);
        rc = m->sticky;
    }
    return rc;
}

int
eml_spf_answer(eml_spf *m, uint32_t id, const eml_dns_answer *a)
{
    uint32_t at = id - m->next_id;

    if (m->sticky < 0)
        return m->sticky;
    if (at >= m->num_slots || !m->slots[at].handed || m->slots[at].answered)
        return EML_E_MISUSE;
    return take(m, &m->slots[at], a);
}
