/* isemail's 164 addresses. Each is judged into one of its categories, from the
 * findings alone; which needs DNS (DNSWARN) is skipped.
 *
 *     ERR      no reading even by the obsolete grammar
 *     RFC5322  an addr-spec that SMTP cannot carry
 *     DEPREC   obsolete syntax, or what RFC 5322 says SHOULD NOT be done
 *     CFWS     comments or white space where they may be
 *     RFC5321  for SMTP, yet unusual: quoted, a literal, a top-level domain
 *     VALID */
#include "conformance/suite.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct test {
    suite_run *r;
    char id[16];
    char address[1024], category[64], diagnosis[64];
    char *into;
    size_t len, cap;
} test;

/* Codes by what they mean for SMTP (RFC 5321 section 4.1.2, 4.1.3, 4.5.3.1). */
static const int smtp_only[] = {
    EML_E_ADDR_LABEL,       EML_E_ADDR_LOCAL_64,     EML_E_ADDR_DOMAIN_255,
    EML_E_ADDR_PATH_254,    EML_E_ADDR_LITERAL_FORM, EML_E_ADDR_LITERAL_OBS,
    EML_E_ADDR_LITERAL_TAG,
};
static const int deprecated[] = {EML_E_ADDR_CFWS_AT,
                                 EML_E_ADDR_LITERAL_IPV6_ONE};

static bool
has_any(const suite_cx *c, const int *codes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (suite_cx_has(c, codes[i]))
            return true;
    return false;
}

/* obs-qp lets a backslash quote NUL, CR, LF and controls: then the finding
 * about the byte says nothing more. */
static bool
is_quoted(const suite_cx *c, const eml_diag *d)
{
    for (size_t i = 0; i < c->cx.num_diags; i++)
        if (c->diags[i].code == EML_E_QUOTED_PAIR_CTL &&
            c->diags[i].off < d->off + d->len &&
            d->off < c->diags[i].off + c->diags[i].len)
            return true;
    return false;
}

static bool
is_error(const suite_cx *c)
{
    if (suite_cx_has(c, EML_E_ADDR_LABEL_HYPHEN) ||
        suite_cx_has(c, EML_E_UTF8_HEADER)) /* RFC 5321 and 5322 alone */
        return true;
    for (size_t i = 0; i < c->cx.num_diags; i++) {
        const eml_diag *d = &c->diags[i];
        const eml_code_info *info = eml_code_info_get(d->code);

        if (info->level == EML_LEVEL_MUST && !(info->allow & EML_ALLOW_OBS) &&
            !is_quoted(c, d))
            return true;
    }
    return false;
}

static bool
is_obsolete(const suite_cx *c)
{
    for (size_t i = 0; i < c->cx.num_diags; i++)
        if (eml_code_info_get(c->diags[i].code)->allow & EML_ALLOW_OBS)
            return true;
    return false;
}

static bool
is_digits(eml_span s)
{
    size_t i = 0;

    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return s.n && i == s.n;
}

static bool
is_unusual(const eml_mailbox *m, eml_span domain)
{
    size_t at = domain.n;

    while (at && domain.p[at - 1] != '.')
        at--;
    return m->raw.p[0] == '"' || domain.p[0] == '[' || at == 0 ||
           is_digits((eml_span){domain.p + at, domain.n - at});
}

static const char *
category(suite_cx *c, eml_span in)
{
    eml_address_list *l;
    const eml_mailbox *m;
    eml_span domain;

    if (eml_addr_parse(&c->cx, in, EML_ADDR_SPEC, &l) != EML_OK || is_error(c))
        return "ISEMAIL_ERR";
    m = l->first->mailbox;
    if (has_any(c, smtp_only, sizeof smtp_only / sizeof *smtp_only))
        return "ISEMAIL_RFC5322";
    if (is_obsolete(c) ||
        has_any(c, deprecated, sizeof deprecated / sizeof *deprecated))
        return "ISEMAIL_DEPREC";
    if (m->raw.n != in.n || m->comments || l->comments)
        return "ISEMAIL_CFWS";
    if (eml_text_get(&c->cx, &m->domain, &domain) != EML_OK)
        return "no memory";
    return is_unusual(m, domain) ? "ISEMAIL_RFC5321" : "ISEMAIL_VALID_CATEGORY";
}

/* The file writes control characters as U+2400 + code. */
static size_t
undo_pictures(char *s)
{
    char *to = s;

    for (const char *p = s; *p;) {
        if (memcmp(p, "\xe2\x90", 2) == 0) {
            *to++ = (char)(p[2] & 0x3f);
            p += 3;
        } else {
            *to++ = *p++;
        }
    }
    return (size_t)(to - s);
}

static void
judge(test *t)
{
    static suite_cx c;
    size_t n = undo_pictures(t->address);
    uint8_t *exact = malloc(n ? n : 1);
    const char *got;

    if (strcmp(t->category, "ISEMAIL_DNSWARN") == 0) {
        suite_skip(t->r, t->id, "needs DNS");
        free(exact);
        return;
    }
    memcpy(exact, t->address, n);
    suite_cx_init(&c, (eml_span){exact, n}, EML_ALLOW_WILD);
    got = category(&c, (eml_span){exact, n});
    suite_case(t->r, t->id, strcmp(got, t->category) == 0,
               "%s (%s): we say %s by %s: %s", t->category, t->diagnosis, got,
               suite_cx_codes(&c), t->address);
    suite_cx_fini(&c);
    free(exact);
}

static void
begin(void *user, const char *name, const char **attr)
{
    test *t = user;

    t->into = NULL;
    if (strcmp(name, "test") == 0) {
        t->address[0] = t->category[0] = t->diagnosis[0] = '\0';
        for (; *attr; attr += 2)
            if (strcmp(attr[0], "id") == 0)
                snprintf(t->id, sizeof t->id, "%s", attr[1]);
        return;
    }
    t->len = 0;
    t->into = strcmp(name, "address") == 0     ? t->address
              : strcmp(name, "category") == 0  ? t->category
              : strcmp(name, "diagnosis") == 0 ? t->diagnosis
                                               : NULL;
    t->cap = t->into == t->address ? sizeof t->address : sizeof t->category;
}

static void
chars(void *user, const char *s, int n)
{
    test *t = user;

    if (!t->into || t->len + (size_t)n >= t->cap)
        return;
    memcpy(t->into + t->len, s, (size_t)n);
    t->len += (size_t)n;
    t->into[t->len] = '\0';
}

static void
end(void *user, const char *name)
{
    test *t = user;

    t->into = NULL;
    if (strcmp(name, "test") == 0)
        judge(t);
}

void
suite_isemail(suite_run *r)
{
    static test t;
    eml_os_file f;
    XML_Parser p = XML_ParserCreate(NULL);

    t = (test){.r = r};
    if (!p ||
        eml_os_file_open(&f, suite_path(r, "addr-isemail/test/tests.xml")))
        suite_broken(r, "tests.xml cannot be read");
    else {
        XML_SetUserData(p, &t);
        XML_SetElementHandler(p, begin, end);
        XML_SetCharacterDataHandler(p, chars);
        if (XML_Parse(p, (const char *)f.bytes.p, (int)f.bytes.n, 1) !=
            XML_STATUS_OK)
            suite_broken(r, "tests.xml is not XML");
        eml_os_file_close(&f);
    }
    XML_ParserFree(p);
}
