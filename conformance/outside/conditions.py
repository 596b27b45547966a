"""Conditions that a pattern cannot say; each is a function of a difference.

Most are models: they say what a peer with one certain defect would have told,
so that a row with them explains that defect and no other.
"""
import re

CONDITIONS = {}


def named(name):
    def add(f):
        CONDITIONS[name] = f
        return f
    return add


# ---- fields, taken apart -------------------------------------------------
TOKEN = re.compile(r'''(?P<ws>[ \t\r\n]+)
    |(?P<quoted>"(?:[^"\\]|\\.)*")
    |(?P<literal>\[(?:[^\[\]\\]|\\.)*\])
    |(?P<special>[()<>:;,@.=/])
    |(?P<word>[^ \t\r\n"\[\]()<>:;,@.=/]+)|(?P<other>.)''', re.X | re.S)


def tokens(raw):
    """(kind, text) of a structured field's body; a comment is one token."""
    body, out, at = raw[raw.find(":") + 1:], [], 0
    while at < len(body):
        if body[at] == "(":
            end = comment_end(body, at)
            out.append(("comment", body[at:end]))
        else:
            m = TOKEN.match(body, at)
            end = m.end()
            out.append((m.lastgroup, m.group()))
        at = end
    return out


def comment_end(body, at):
    depth = 0
    while at < len(body):
        c = body[at]
        at += 2 if c == "\\" else 1
        depth += (c == "(") - (c == ")")
        if not depth:
            break
    return at


def has(kind):
    return lambda d: any(k == kind for k, _ in tokens(d.raw))


CONDITIONS["comment"] = has("comment")
CONDITIONS["quoted"] = has("quoted")
CONDITIONS["literal"] = has("literal")


def without_comments(raw):
    return "".join(t for k, t in tokens(raw) if k != "comment")


def holds(pattern):
    """The pattern is found in the field without its comments."""
    p = re.compile(pattern, re.S)
    return lambda d: bool(p.search(without_comments(d.raw)))


CONDITIONS["cfws-at"] = lambda d: bool(
    re.search(r"[ \t\r\n]@|@[ \t\r\n]", without_comments(d.raw))
    or re.search(r"\)@|@\(", "".join(t for k, t in tokens(d.raw))))
CONDITIONS["empty-group"] = holds(r":[ \t\r\n]*;")


@named("special-in-quoted")
def special_in_quoted(d):
    return any(k == "quoted" and re.search(r"[()<>:;,@\[\]]", t)
               for k, t in tokens(d.raw))


@named("pair-in-quoted")
def pair_in_quoted(d):
    return any(k == "quoted" and "\\" in t for k, t in tokens(d.raw))


@named("pair-in-comment")
def pair_in_comment(d):
    return any(k == "comment" and "\\" in t for k, t in tokens(d.raw))


# ---- white space ---------------------------------------------------------
def squeezed(s):
    return re.sub(r"[ \t\r\n]+", "", s or "")


def spaced(s):
    return re.sub(r"[ \t\r\n]+", " ", s or "")


def strings(d):
    return isinstance(d.want or "", str) and isinstance(d.got or "", str)


@named("spaces-only")
def spaces_only(d):
    """The same but for white space."""
    return strings(d) and squeezed(d.want) == squeezed(d.got)


@named("runs-only")
def runs_only(d):
    """The same but for how long runs of white space are."""
    return strings(d) and spaced(d.want) == spaced(d.got)


@named("ends-only")
def ends_only(d):
    """The same but for white space at both ends."""
    return strings(d) and (d.want or "").strip() == (d.got or "").strip()


@named("adjacent-words")
def adjacent_words(d):
    return bool(re.search(r"\?=[ \t\r\n]+=\?", d.raw))


# ---- encoded-words -------------------------------------------------------
WORD = r"=\?([^?*]+)(?:\*[^?]*)?\?([QqBb])\?([^?]*)\?="


@named("padded-then-same")
def padded_then_same(d):
    """A padded B-encoded word before another B word of its charset."""
    words = re.findall(WORD + r"(?=[ \t\r\n]+" + WORD + ")", d.raw)
    return any(w[1] in "Bb" and w[2].endswith("=") and w[4] in "Bb"
               and w[0].lower() == w[3].lower() for w in words)


# ---- names ---------------------------------------------------------------
@named("a-labels")
def a_labels(d):
    """The label's domain with each A-label as its U-label."""
    def u_label(s):
        return (s[4:].encode().decode("punycode")
                if s.lower().startswith("xn--") else s)
    return strings(d) and d.got == ".".join(
        map(u_label, (d.want or "").split(".")))


@named("mixed-case-sections")
def mixed_case_sections(d):
    names = re.findall(r"(\w+)\*", without_comments(d.raw))
    return any(a != b and a.lower() == b.lower() for a in names for b in names)


@named("mixed-case-sections-of-name")
def mixed_case_sections_of_name(d):
    """In the parameter that the file name is of."""
    raws = [d.message.raw(f) for f in map(
        lambda n: d.message.named(n, d.path),
        ("content-disposition", "content-type")) if f]
    names = [n for raw in raws
             for n in re.findall(r"((?i:file)?(?i:name))\*",
                                 without_comments(raw))]
    return any(a != b and a.lower() == b.lower() for a in names for b in names)


# ---- MIME ----------------------------------------------------------------
@named("type-with-comment")
def type_with_comment(d):
    """What stands before the first ";", its quoted-pairs undone or not."""
    body = squeezed(d.raw[d.raw.find(":") + 1:]).replace("\\", "").lower()
    got = squeezed(d.got).replace("\\", "")
    return got == body.split(";")[0] or (
        got == "text/plain" and body.split(";")[0].count("/") != 1)


@named("undecoded")
def undecoded(d):
    """As many octets as the body has: nothing was decoded."""
    return d.got == d.part["body"]["len"]


def some_part(wanted):
    """Of complaints that come without a place."""
    def holds_for_some(d):
        return any(wanted(d.message, path, part)
                   for path, part in d.message.parts)
    return holds_for_some


def multipart_with_encoding(pattern):
    p = re.compile(pattern, re.S)

    def wanted(message, path, part):
        f = message.named("content-transfer-encoding", path)
        return bool(part["type"] == "multipart" and f
                    and p.search(message.raw(f)))
    return some_part(wanted)


FOLDED_OR_SPACED = r":[ \t]*\r\n|[ \t]\r\n$"
CONDITIONS["some-multipart-cte-comment"] = multipart_with_encoding(r"\(")
CONDITIONS["some-multipart-cte-folded"] = multipart_with_encoding(
    FOLDED_OR_SPACED)
CONDITIONS["some-message-subtype"] = some_part(
    lambda message, path, part: part["type"] == "message"
    and part["subtype"] not in ("rfc822", "global"))


@named("no-body")
def no_body(d):
    """The message, or one inside, ends with its header."""
    return any(part["body"]["len"] == 0
               and not d.message.octets[:part["body"]["off"]].endswith(
                   b"\r\n\r\n")
               for _, part in d.message.parts)


@named("zone-ignored")
def zone_ignored(d):
    """The clock time is told, as if its zone were +0000."""
    offset = d.field["value"]["offset_min"]
    return d.got == d.want + offset * 60


@named("comment-kept")
def comment_kept(d):
    return bool(d.got and d.want and d.got.startswith(d.want)
                and d.got[len(d.want):].strip().startswith("("))
