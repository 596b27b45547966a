/* gen_break.c -- mode BREAK: one violation, put down by a row of breaks.def. */
#include "generators/gen_break.h"

#define F(own) (1u << EML__OWN_##own)

static const struct eml__break breaks[] = {
#define EML_BREAK(code, where, fields, also, template)                         \
    {EML_E_##code, EML__BREAK_##where, fields,                                 \
     also,         template,           sizeof(template) - 1},
#include "generators/breaks.def"
#undef EML_BREAK
};
enum { BREAKS = sizeof breaks / sizeof breaks[0] };

/* ---- which
 * ------------------------------------------------------------------- */

int
eml_gen_breakable(size_t i)
{
    size_t k = 0;

    /* the rows of a code stand together */
    for (size_t r = 0; r < BREAKS; r++) {
        if (r && breaks[r].code == breaks[r - 1].code)
            continue;
        if (k++ == i)
            return breaks[r].code;
    }
    return 0;
}

const char *
eml_gen_unbreakable(int code)
{
    static const struct {
        int first, last;
        const char *why;
    } whys[] = {
        {EML_E_FIELD_LINE, EML_E_FIELD_LINE,
         "in a message such a line end ends the field"},
        {EML_E_GROUP_PLACE, EML_E_GROUP_PLACE,
         "since RFC 6854 every address field of a message may have groups"},
        {EML_E_MBOX_FROM, EML_E_MAILDIR_FLAGS,
         "about what holds messages, not about one"},
        {EML_E_TAG_NAME, EML_E_TAG_TWICE,
         "about a list of tags, in a record of the DNS or a signature"},
        {EML_E_DKIM_MISSING, EML_E_ARC_AS,
         "about a signature, a key record or a chain: no reader of messages "
         "judges them"},
        {EML_E_SPF_VERSION, EML_E_SPF_EXP_TWICE, "about a record of the DNS"},
        {EML_E_DMARC_VERSION, EML_E_DMARC_RF, "about a record of the DNS"},
        {EML_E_WRITE_LINE, EML_E_WRITE_MAILDIR,
         "about a tree that is to be written"},
        {EML_E_ABNF_SYNTAX, EML_E_ABNF_ENDLESS, "about a grammar"},
    };
    const eml_code_info *info = eml_code_info_get(code);

    if (!info || info->level != EML_LEVEL_MUST)
        return NULL;
    for (size_t i = 0; i < sizeof whys / sizeof whys[0]; i++)
        /* codes are in the order of codes.def */
        if (code >= whys[i].first && code <= whys[i].last)
            return whys[i].why;
    return NULL;
}

bool
eml__g_break_choose(eml__gen *g, uint64_t index)
{
    int code = g->code;
    size_t first = 0, n = 0;

    if (!code) {
        uint64_t codes = 0;

        while (eml_gen_breakable((size_t)codes))
            codes++;
        code = eml_gen_breakable((size_t)(index % codes));
    }
    while (first < BREAKS && breaks[first].code != code)
        first++;
    while (first + n < BREAKS && breaks[first + n].code == code)
        n++;
    if (!n)
        return false;
    g->how = &breaks[first + shape(g, (uint32_t)n)];
    g->code = code;
    return true;
}

bool
eml__g_breaks_part(const eml__gen *g)
{
    return eml__g_breaks(g, EML__BREAK_ENTITY) ||
           eml__g_breaks(g, EML__BREAK_ENTITY8);
}

bool
eml__g_breaks_entity(const eml__gen *g)
{
    return eml__g_breaks_part(g) || eml__g_breaks(g, EML__BREAK_TOP);
}

/* ---- the template
 * ------------------------------------------------------------ */

typedef struct filling {
    eml_span boundary, other, word;
    bool header;    /* in a header section, whose lines are looked at */
    const char *at; /* what is left of the template */
    const char *end;
} filling;

static eml_span
word(eml__gen *g)
{
    static const char words[16][8] = {
        "a",  "Joe",   "list", "today",   "x-1",  "mail",  "Q",     "report",
        "b2", "Smith", "Mary", "archive", "no-1", "users", "owner", "zz"};
    const char *w = words[pick(g, 16)];
    size_t n = 0;

    while (w[n])
        n++;
    return (eml_span){(const uint8_t *)w, n};
}

static void
put_words(eml__gen *g, const char *between)
{
    put_span(g, word(g));
    put_c(g, *between);
    put_span(g, word(g));
}

static void
put_domain(eml__gen *g)
{
    static const char ends[4][5] = {".org", ".com", ".net", ".edu"};

    put_span(g, word(g));
    put_span(g, (eml_span){(const uint8_t *)ends[pick(g, 4)], 4});
}

/* addr-spec */
static void
put_address(eml__gen *g)
{
    put_span(g, word(g));
    if (pick(g, 2)) {
        put_c(g, '.');
        put_span(g, word(g));
    }
    put_c(g, '@');
    put_domain(g);
}

/* mailbox */
static void
put_mailbox(eml__gen *g)
{
    switch (pick(g, 4)) {
    case 0:
        put_address(g);
        return;
    case 1:
        put_words(g, " ");
        put_c(g, ' ');
        break;
    case 2:
        put_c(g, '"');
        put_words(g, ",");
        PUT(g, "\" ");
        break;
    default:
        break;
    }
    put_c(g, '<');
    put_address(g);
    put_c(g, '>');
}

static void
put_unique(eml__gen *g)
{
    eml__buf b;

    b.n = 0;
    eml__g_unique(g, &b);
    put_buf(g, &b);
}

static void
put_id(eml__gen *g)
{
    put_c(g, '<');
    put_unique(g);
    put_c(g, '@');
    put_domain(g);
    put_c(g, '>');
}

static void
put_received(eml__gen *g)
{
    PUT(g, "from ");
    put_domain(g);
    PUT(g, " ([192.0.2.1]) by ");
    put_domain(g);
    PUT(g, " with ESMTP id ");
    put_unique(g);
}

/* date-time, without what not every field may have in a comment */
static void
put_date(eml__gen *g)
{
    uint8_t traits = g->traits;

    g->traits &= (uint8_t) ~(EML__COMMENTED | EML__ENCODED);
    eml__g_date_time(g, EML_GEN_NO_KEY);
    g->traits = traits;
}

static void
put_base64(eml__gen *g)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                 "tuvwxyz0123456789+/";

    for (uint32_t n = 4 * (1 + pick_body(g, 19)); n; n--)
        put_c(g, digits[pick_body(g, 64)]);
}

/* "%*12a": a twelve times */
static void
put_many(eml__gen *g, filling *f)
{
    uint32_t n = 0;

    for (; *f->at >= '0' && *f->at <= '9'; f->at++)
        n = n * 10 + (uint32_t)(*f->at - '0');
    for (; n; n--)
        put_c(g, *f->at);
    f->at++;
}

static void
put_directive(eml__gen *g, filling *f)
{
    switch (*f->at++) {
    case 'w':
    case 'l':
        put_span(g, word(g));
        break;
    case 'W': /* the same word in all of the template */
        put_span(g, f->word);
        break;
    case 'd':
        put_domain(g);
        break;
    case 'e':
        put_address(g);
        break;
    case 'm':
        put_mailbox(g);
        break;
    case 'i':
        put_id(g);
        break;
    case 'u':
        put_unique(g);
        break;
    case 'D':
        put_date(g);
        break;
    case 'r':
        put_received(g);
        break;
    case 't': /* lines of text, the last without its end */
        eml__g_lines(g, 1 + pick_body(g, 4));
        break;
    case '6': /* a line of base64 */
        put_base64(g);
        break;
    case 'b':
        put_span(g, f->boundary);
        break;
    case 'B':
        put_span(g, f->other);
        break;
    case 'c':
        put_c(g, (char)('a' + pick(g, 26)));
        break;
    case '9': /* a digit that is not 0 */
        put_c(g, (char)('1' + pick(g, 9)));
        break;
    case '0':
        put_c(g, '\0');
        break;
    case '*':
        put_many(g, f);
        break;
    default: /* "%%" */
        put_c(g, f->at[-1]);
        break;
    }
}

static void
put_line_end(eml__gen *g, filling *f)
{
    if (!f->header) {
        PUT(g, "\r\n");
        return;
    }
    if (column(g) == 0)
        f->header = false;
    newline(g);
}

typedef struct place {
    uint32_t from, to;
} place;

/* Notes the places of the violation and of the second code. */
static void
put_template(eml__gen *g, filling *f, place *first, place *second)
{
    while (f->at != f->end && !g->full) {
        char c = *f->at++;

        if (c == '{')
            first->from = offset(g);
        else if (c == '}')
            first->to = offset(g);
        else if (c == '\1')
            second->from = offset(g);
        else if (c == '\2')
            second->to = offset(g);
        else if (c == '%')
            put_directive(g, f);
        else if (c == '\r' && f->at != f->end && *f->at == '\n') {
            f->at++;
            put_line_end(g, f);
        } else
            put_c(g, c);
    }
}

static eml_gen_finding
finding(int code, const place *p)
{
    return (eml_gen_finding){
        .code = code, .off = p->from, .len = p->to - p->from};
}

void
eml__g_break(eml__gen *g, bool header)
{
    const struct eml__break *how = g->how;
    filling f = {.header = header,
                 .at = how->template,
                 .end = how->template + how->len,
                 .word = word(g)};
    place first = {0, 0}, second = {0, 0};

    eml__g_boundary(g, &f.boundary);
    eml__g_boundary(g, &f.other);
    g->line = g->p;
    put_template(g, &f, &first, &second);
    g->line = g->p;
    g->broken = true;
    g->fault = finding(g->code, &first);
    g->fault_too = finding(how->also, second.to ? &second : &first);
}
