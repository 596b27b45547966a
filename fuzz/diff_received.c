/* Received: RFC 5322 section 3.6.7, 4.5.7. */
#include "fuzz/diff.h"
#include "eml/trace.h"

static const int unknowable[] = {
    /* "MUST be semantically valid" */
    EML_E_DATE_DAY, EML_E_DATE_TIME, EML_E_DATE_ZONE, EML_E_DATE_DAY_NAME,
    EML_E_DATE_YEAR,
    /* RFC 5321 section 4.4, a grammar of its own */
    EML_E_RECEIVED_FROM, EML_E_RECEIVED_BY, EML_E_RECEIVED_CLAUSE,
    EML_E_RECEIVED_TCP_INFO, 0};

/* "Other multi-character ... alphabetic time zones" (4.3); where reading ends.
 */
static const int beyond[] = {EML_E_DATE_ZONE_UNKNOWN, EML_E_LIMIT_YEAR, 0};

static size_t
past_comment(eml_span in, size_t i)
{
    size_t depth = 0;

    for (; i < in.n; i++) {
        if (in.p[i] == '\\')
            i++;
        else if (in.p[i] == '(')
            depth++;
        else if (in.p[i] == ')' && --depth == 0)
            return i + 1;
    }
    return in.n;
}

static size_t
past_quoted(eml_span in, size_t i, uint8_t close)
{
    for (i++; i < in.n && in.p[i] != close; i++)
        i += in.p[i] == '\\';
    return i < in.n ? i + 1 : in.n;
}

/* By the ABNF "a@bc@d" is the tokens "a@b" and "c@d", for nothing need stand
 * between two; but an atom is a unit, the longest run of its characters
 * (3.2.3). So nothing is said of two "@" between which no token can end. */
static bool
cuts_an_atom(eml_span in)
{
    bool at = false, dot = false, space = false;

    for (size_t i = 0; i < in.n;) {
        uint8_t c = in.p[i];

        if (c == '(' || c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            i = c == '(' ? past_comment(in, i) : i + 1;
            space = true;
            continue;
        }
        if (c == '"' || c == '[') {
            i = past_quoted(in, i, c == '"' ? '"' : ']');
            at = at && dot; /* else a token begins with it */
            dot = space = false;
            continue;
        }
        if (space && !dot && c != '.' && c != '@')
            at = false;
        if (c == '@' && at)
            return true;
        at = at || c == '@';
        if (c == '<' || c == '>' || c == ';')
            at = false;
        dot = c == '.' || c == '@';
        space = false;
        i++;
    }
    return false;
}

static int
parse(eml_cx *cx, eml_span in)
{
    eml_received *out;

    return eml_received_parse(cx, in, &out);
}

static const diff_target target = {
    .generate = "rfc5322/received",
    .interpret = {"rfc5322/received", "rfc5322/obs-received"},
    .head = "Received:",
    .tail = "\r\n",
    .parse = parse,
    .unknowable = unknowable,
    .beyond = beyond,
    .skip = cuts_an_atom,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
