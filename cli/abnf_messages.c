/* The grammars' rules for each piece of a message. */
#include "cli/abnf_messages.h"

#include "cli/cli.h"

#include <string.h>

/* Bodies are for samples: what a large one holds, a small one can. */
enum { MAX_BODY = 20000 };

bool
abnf_use_init(abnf_use_state *u, eml_cx *cx, const eml_abnf *g)
{
    *u = (abnf_use_state){.cx = cx, .g = g};
    eml_arena_init(&u->arena, &cli_alloc, 0);
    u->text_cx.arena = &u->arena;
    return judge_init(&u->j, EML_ALLOW_NONE) &&
           eml_abnf_cover_init(cx, g, &u->cover) == EML_OK;
}

void
abnf_use_fini(abnf_use_state *u)
{
    judge_fini(&u->j);
    eml_arena_fini(&u->arena);
}

static bool
find(const abnf_use_state *u, const char *name, uint32_t *rule)
{
    return eml_abnf_find(u->g, (eml_span){(const uint8_t *)name, strlen(name)},
                         rule);
}

/* Whether the rule derives the text; it is counted if `count`. What takes more
 * work than the limit is left out. */
static bool
derives(abnf_use_state *u, const char *name, eml_span text, bool count,
        eml_abnf_parts *out)
{
    uint32_t rule;

    *out = (eml_abnf_parts){.whole = false};
    if (!find(u, name, &rule))
        return false;
    if (eml_abnf_use(&u->text_cx, u->g, rule, text, 0, count ? &u->cover : NULL,
                     out) != EML_OK)
        out->whole = false;
    return out->whole;
}

/* ---- encoded-words: rules for pieces of what other rules derive -----------
 */

static void
use_one(abnf_use_state *u, const char *rule, eml_span text)
{
    eml_abnf_parts parts;

    (void)derives(u, rule, text, true, &parts);
}

static size_t
find_mark(eml_span s, size_t from, const char *mark)
{
    for (size_t i = from; i + 1 < s.n; i++)
        if (s.p[i] == (uint8_t)mark[0] && s.p[i + 1] == (uint8_t)mark[1])
            return i;
    return s.n;
}

/* From "=?" to the "?=" behind its third "?". */
static size_t
word_end(eml_span s, size_t from)
{
    size_t marks = 0;

    for (size_t i = from + 2; i < s.n && s.p[i] > ' '; i++) {
        if (s.p[i] != '?')
            continue;
        if (marks++ == 2)
            return i + 1 < s.n && s.p[i + 1] == '=' ? i + 2 : 0;
    }
    return 0;
}

/* `q_text`: the rule of encoded-text for Q where the words stand, or NULL. */
static void
use_words(abnf_use_state *u, eml_span s, const char *q_text)
{
    for (size_t i = find_mark(s, 0, "=?"), end; i < s.n;
         i = find_mark(s, end, "=?")) {
        eml_span word;
        uint8_t encoding;
        size_t text;

        end = word_end(s, i);
        if (!end) {
            end = i + 2;
            continue;
        }
        word = (eml_span){s.p + i, end - i};
        text = find_mark(word, 2, "?q") < word.n ? find_mark(word, 2, "?q")
                                                 : find_mark(word, 2, "?Q");
        encoding = text < word.n ? 'q' : 'b';
        use_one(u, "rfc2047/encoded-word", word);
        use_one(u, encoding == 'q' ? "rfc2047/q-word" : "rfc2047/b-word", word);
        if (encoding == 'q' && q_text)
            use_one(u, q_text,
                    (eml_span){word.p + text + 3, word.n - text - 5});
    }
}

static void
use_within(abnf_use_state *u, const eml_abnf_parts *parts)
{
    uint32_t phrase = 0, comment = 0, text = 0;

    if (!find(u, "rfc5322/phrase", &phrase) ||
        !find(u, "rfc5322/comment", &comment) ||
        !find(u, "rfc5322/unstructured", &text))
        return;
    for (uint32_t i = 0; i < parts->num_parts; i++) {
        const eml_abnf_part *p = &parts->part[i];

        if (find_mark(p->text, 0, "=?") == p->text.n)
            continue;
        if (p->rule == phrase) {
            use_one(u, "rfc2047/phrase", p->text);
            use_words(u, p->text, "rfc2047/q-phrase-text");
        } else if (p->rule == comment) {
            use_one(u, "rfc2047/comment", p->text);
            use_words(u, p->text, "rfc2047/q-comment-text");
        } else if (p->rule == text) {
            use_words(u, p->text, NULL);
        }
    }
}

/* ---- fields
 * ------------------------------------------------------------------- */

/* In the form of the network; the text lives in u->arena. */
static eml_span
as_sent(abnf_use_state *u, eml_span s)
{
    eml_out out = {.arena = &u->arena};

    if (!u->lf)
        return s;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n' && (i == 0 || s.p[i - 1] != '\r'))
            eml_out_byte(&out, '\r');
        eml_out_byte(&out, s.p[i]);
    }
    return eml_out_view(&out);
}

static eml_span
without_line_end(eml_span s)
{
    if (s.n && s.p[s.n - 1] == '\n')
        s.n--;
    if (s.n && s.p[s.n - 1] == '\r')
        s.n--;
    return s;
}

/* The rule that derives the field with the fewest obsolete rules. */
static const char *
best_rule(abnf_use_state *u, const eml_field *f, eml_span *text,
          uint32_t *num_obs)
{
    eml_span whole = as_sent(u, f->raw);
    const char *best = NULL, *rule;
    eml_abnf_parts parts;
    bool crlf;

    for (size_t i = 0; (rule = eml_abnf_field_rule(f->name, i, &crlf)); i++) {
        *text = crlf ? whole : without_line_end(whole);
        if (derives(u, rule, *text, false, &parts) &&
            (!best || parts.num_obs < *num_obs)) {
            best = rule;
            *num_obs = parts.num_obs;
        }
    }
    if (!best && f->name.n && f->raw.n > f->name.n &&
        f->raw.p[f->name.n] != ':') { /* RFC 5322 4.5.8 */
        *text = whole;
        if (derives(u, "rfc5322/obs-optional", whole, false, &parts)) {
            best = "rfc5322/obs-optional";
            *num_obs = parts.num_obs;
        }
    }
    return best;
}

static void
odd(abnf_use_state *u, const eml_field *f, const char *what)
{
    eml_span file = {(const uint8_t *)u->file, strlen(u->file)};

    u->num_odd++;
    cli_put_shown(stderr, file);
    fputs(": ", stderr);
    cli_put_shown(stderr, f->name);
    fprintf(stderr, ": %s\n", what);
}

static void
use_field(abnf_use_state *u, const eml_field *f)
{
    eml_span text = EML_NONE;
    eml_abnf_parts parts;
    uint32_t num_obs = 0;
    const char *rule;

    eml_arena_reset(&u->arena);
    if (f->id == EML_FIELD_JUNK)
        return;
    rule = best_rule(u, f, &text, &num_obs);
    if (!rule) {
        odd(u, f, "not by the grammar");
        return;
    }
    if (num_obs && u->j.verdict == EML_VERDICT_VALID)
        odd(u, f, "by obsolete rules only, in a message that is valid");
    if (derives(u, rule, text, true, &parts))
        use_within(u, &parts);
}

/* ---- bodies
 * -------------------------------------------------------------------- */

/* The line end before a delimiter is the delimiter's: the text may lack it. */
static void
use_lines(abnf_use_state *u, const char *rule, eml_span body)
{
    eml_out out = {.arena = &u->arena};
    eml_abnf_parts parts;

    if (derives(u, rule, body, true, &parts))
        return;
    eml_out_span(&out, body);
    eml_out_span(&out, EML_LIT("\r\n"));
    use_one(u, rule, eml_out_view(&out));
}

static void
use_leaf(abnf_use_state *u, const eml_part *p, eml_span body)
{
    if (p->info.cte == EML_CTE_QP)
        use_one(u, "rfc2045/quoted-printable", body);
    else if (p->info.cte == EML_CTE_BASE64)
        use_one(u, "rfc2045/base64-body", body);
    else if (eml_span_eq_fold(p->info.type, EML_LIT("message"))) {
        if (eml_span_eq_fold(p->info.subtype, EML_LIT("delivery-status")))
            use_lines(u, "rfc3464/delivery-status-content", body);
        if (eml_span_eq_fold(p->info.subtype,
                             EML_LIT("disposition-notification")))
            use_lines(u, "rfc8098/disposition-notification-content", body);
    }
}

static void
use_part(abnf_use_state *u, const eml_part *p)
{
    eml_span body, head;

    for (const eml_field *f = p->fields; f; f = f->next)
        use_field(u, f);
    eml_arena_reset(&u->arena);
    if (p->raw.n > MAX_BODY)
        return;
    body = as_sent(u, p->body);
    head = as_sent(u, (eml_span){p->raw.p, p->raw.n - p->body.n - p->blank.n});
    if (!p->parent || p->parent->info.kind == EML_PART_MESSAGE) {
        use_one(u, "rfc5322/message", as_sent(u, p->raw));
        use_one(u, "rfc2045/MIME-message-headers", head);
        /* "fields" has any field as an optional-field, though 3.6.8 forbids
         * the names of others: the order that it asks for is not asked */
        if (u->j.verdict != EML_VERDICT_VALID)
            use_one(u, "rfc5322/obs-fields", head);
    } else {
        use_one(u, "rfc2045/MIME-part-headers", head);
    }
    if (p->info.kind == EML_PART_MULTIPART) {
        use_one(u, "rfc2046/boundary", p->info.boundary);
        use_one(u, "rfc2046/multipart-body", body);
    } else if (p->info.kind == EML_PART_LEAF) {
        use_leaf(u, p, body);
    }
}

bool
abnf_use_message(abnf_use_state *u, const source_item *item)
{
    if (!judge_message(&u->j, item))
        return false;
    u->num_messages++;
    u->lf = item->newline == EML_NL_LF;
    u->file = item->file;
    for (const eml_part *p = u->j.root; p; p = eml_part_next(p))
        use_part(u, p);
    return true;
}
