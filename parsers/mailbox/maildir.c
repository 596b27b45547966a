/* Names in a Maildir: https://cr.yp.to/proto/maildir.html, and what Maildir++
 * added (",S=", folders that begin with a dot). */
#include "eml/maildir.h"

#include <string.h>

#include "core/cclass.h"
#include "parsers/imf/strict.h"

/* In ASCII order, as their bits are. */
static const uint8_t flag_letters[] = {'D', 'F', 'P', 'R', 'S', 'T'};
enum { NUM_FLAGS = sizeof flag_letters };

/* Where `unique` breaks its rule, or its end. */
static const uint8_t *
check_unique(eml_span unique)
{
    const uint8_t *p = unique.p, *end = p + unique.n;

    if (p == end || *p == '.')
        return p;
    while (p != end && *p != '/' && *p != ':' && *p != 0)
        p++;
    return p;
}

/* ",S=123" anywhere in the unique part, as Courier and Dovecot write it. */
static void
read_size(eml_maildir_name *m)
{
    const uint8_t *p = m->unique.p, *end = p + m->unique.n;

    while (end - p > 3) {
        p = memchr(p, ',', (size_t)(end - p) - 3);
        if (!p)
            return;
        p++;
        if (p[0] != 'S' || p[1] != '=' || !eml__is(p[2], EML__DIGIT))
            continue;
        m->has_size = true;
        for (p += 2; p != end && eml__is(*p, EML__DIGIT); p++)
            if (m->size <= UINT64_MAX / 10 - 1)
                m->size = m->size * 10 + (uint64_t)(*p - '0');
        return;
    }
}

/* The letters after "2,": each once, in ASCII order. */
static void
read_flags(eml_cx *cx, eml_maildir_name *m)
{
    const uint8_t *end = m->info.p + m->info.n;
    uint8_t before = 0;

    for (const uint8_t *p = m->info.p + 2; p != end; p++) {
        bool known = *p >= 'a' && *p <= 'z';

        if (known)
            m->keywords |= (uint32_t)1 << (*p - 'a');
        for (unsigned i = 0; i < NUM_FLAGS; i++)
            if (*p == flag_letters[i]) {
                m->flags |= (uint32_t)1 << i;
                known = true;
            }
        if (!known || *p <= before)
            (void)eml_find(cx, EML_E_MAILDIR_FLAGS, p, 1);
        before = *p;
    }
}

static int
read_name(eml_cx *cx, eml_span name, eml_maildir_name *m)
{
    const uint8_t *colon = name.n ? memchr(name.p, ':', name.n) : NULL;
    const uint8_t *end = name.p + name.n, *bad;

    m->info = EML_NONE;
    m->unique = name;
    if (colon) {
        m->unique.n = (size_t)(colon - name.p);
        m->info.p = colon + 1;
        m->info.n = (size_t)(end - colon) - 1;
    }
    bad = check_unique(m->unique);
    if (bad != m->unique.p + m->unique.n || m->unique.n == 0)
        return eml_fail(cx, EML_E_MAILDIR_NAME, bad, bad != end);
    read_size(m);
    if (!colon)
        return EML_OK;
    if (m->info.n < 2 || m->info.p[1] != ',' ||
        (m->info.p[0] != '1' && m->info.p[0] != '2')) {
        (void)eml_find(cx, EML_E_MAILDIR_INFO, colon, (size_t)(end - colon));
        return EML_OK;
    }
    m->experimental = m->info.p[0] == '1';
    if (!m->experimental)
        read_flags(cx, m);
    return EML_OK;
}

int
eml_maildir_name_parse(eml_cx *cx, eml_span name, eml_maildir_name *out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_maildir_name m = {.flags = 0};
    int rc = eml__strict_end(cx, earlier, read_name(cx, name, &m));

    if (rc == EML_OK)
        *out = m;
    return rc;
}

int
eml_maildir_name_write(eml_cx *cx, eml_span unique, uint32_t flags,
                       uint32_t keywords, eml_out *out)
{
    const uint8_t *bad = check_unique(unique);

    if (bad != unique.p + unique.n || unique.n == 0)
        return eml_find_at(cx, EML_E_WRITE_MAILDIR, cx->base, 0);
    eml_out_span(out, unique);
    eml_out_span(out, EML_LIT(":2,"));
    for (unsigned i = 0; i < NUM_FLAGS; i++)
        if (flags >> i & 1)
            eml_out_byte(out, flag_letters[i]);
    for (unsigned i = 0; i < 26; i++)
        if (keywords >> i & 1)
            eml_out_byte(out, (uint8_t)('a' + i));
    return out->full ? EML_E_NOMEM : EML_OK;
}

/* "." name *("." name): no part is empty. */
static bool
is_folder(eml_span name)
{
    if (name.n < 2 || name.p[0] != '.' || name.p[name.n - 1] == '.')
        return false;
    for (size_t i = 1; i < name.n; i++)
        if (name.p[i] == '/' || name.p[i] == 0 ||
            (name.p[i] == '.' && name.p[i - 1] == '.'))
            return false;
    return true;
}

eml_maildir_dir
eml_maildir_dir_of(eml_span name)
{
    if (eml_span_eq(name, EML_LIT("cur")))
        return EML_MAILDIR_CUR;
    if (eml_span_eq(name, EML_LIT("new")))
        return EML_MAILDIR_NEW;
    if (eml_span_eq(name, EML_LIT("tmp")))
        return EML_MAILDIR_TMP;
    return is_folder(name) ? EML_MAILDIR_FOLDER : EML_MAILDIR_NONE;
}
