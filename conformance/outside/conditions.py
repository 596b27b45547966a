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


@named("fold-at")
def fold_at(d):
    """One of the words beside an "@" with a fold beside it: told in the wrong
    place, or not told."""
    m = re.findall(r"([^\s,;:<]+)([ \t\r\n]*)@([ \t\r\n]*)([^\s,;>]+)",
                   without_comments(d.raw))
    words = [w.strip('<"') for a, before, behind, b in m
             if "\r\n" in before + behind for w in (a, b)]
    told = (d.want or d.got).split()
    return set(told) <= set(words) and not (d.want and d.got)


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


@named("runs-or-ends-only")
def runs_or_ends_only(d):
    return strings(d) and spaced(d.want).strip() == spaced(d.got).strip()


@named("ends-only-unquoted")
def ends_only_unquoted(d):
    """The same but for white space at the ends, and for quotes."""
    return strings(d) and (d.want or "").strip() == (
        d.got or "").strip().strip('"').strip()


@named("adjacent-words")
def adjacent_words(d):
    return bool(re.search(r"\?=[ \t\r\n]+=\?", d.raw))


# ---- comments in names ---------------------------------------------------
def comments_out(s):
    out, at = "", 0
    while at < len(s):
        end = comment_end(s, at) if s[at] == "(" else at + 1
        out += s[at:end] if s[at] != "(" else " "
        at = end
    return out


@named("comments-kept")
def comments_kept(d):
    """The label's name, when comments are taken out of it."""
    return (has("comment")(d) and strings(d) and "(" in (d.got or "")
            and squeezed(comments_out(d.got)) == squeezed(
                comments_out(d.want or "")))


@named("words-in-order")
def words_in_order(d):
    """The words of the label's name, and others between."""
    at = 0
    for word in (d.want or "").split():
        at = (d.got or "").find(word, at)
        if at < 0:
            return False
    return len(squeezed(d.got)) > len(squeezed(d.want))


@named("comment-behind")
def comment_behind(d):
    """The label's name, with comments in brackets behind it (U+FFFD: see
    iso-2022-jp-joined)."""
    got, want = squeezed(d.got).replace("\ufffd", ""), squeezed(d.want)
    return (has("comment")(d) and got.startswith(want + "(")
            and got.endswith(")"))


@named("replaced-only")
def replaced_only(d):
    """The same but for U+FFFD and how long runs of white space are."""
    return spaced((d.got or "").replace("\ufffd", "")) == spaced(d.want)


@named("replaced-and-joined")
def replaced_and_joined(d):
    """The same but for U+FFFD and white space."""
    return squeezed((d.got or "").replace("\ufffd", "")) == squeezed(d.want)


# ---- encoded-words -------------------------------------------------------
WORD = r"=\?([^?*]+)(?:\*[^?]*)?\?([QqBb])\?([^?]*)\?="


SAME_CHARSET = {"gb2312": "gbk"}  # to GMime


@named("padded-then-same")
def padded_then_same(d):
    """A padded B-encoded word before another B word of its charset."""
    words = re.findall(WORD + r"(?=[ \t\r\n]+" + WORD + ")", d.raw)
    return any(
        w[1] in "Bb" and w[2].endswith("=") and w[4] in "Bb"
        and SAME_CHARSET.get(w[0].lower(), w[0].lower())
        == SAME_CHARSET.get(w[3].lower(), w[3].lower()) for w in words)


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
    """As many octets as the body has: nothing was decoded. (One more: GMime at
    the end of a multipart, see closed-at-end.)"""
    return d.got - d.part["body"]["len"] in (0, 1)


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
CONDITIONS["some-boundary-comment"] = some_part(
    lambda message, path, part: part["type"] == "multipart"
    and re.search(r"(?i)boundary=[^\";\s]+[ \t\r\n]*\(",
                  message.raw(message.named("content-type", path))))
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


@named("one-more")
def one_more(d):
    return d.got == d.want + 1


@named("closed-at-end")
def closed_at_end(d):
    """The last part in a multipart that ends with its close-delimiter."""
    for n in range(len(d.path)):
        outer = d.message.by_path[d.path[:n]]
        r = outer["body"]
        if (outer["type"] == "multipart"
                and d.message.octets[:r["off"] + r["len"]].rstrip(
                    b" \t").endswith(b"--")):
            return is_last(d.message, d.path, n)
    return False


def is_last(message, path, n):
    """The part is the last of the one that path[:n] names."""
    return all(path[i] == len(message.by_path[path[:i]]["parts"]) - 1
               for i in range(n, len(path)))


def comment_of_type(pattern):
    """In the fields of the part's type and name."""
    p = re.compile(pattern, re.S)

    def found(d):
        fields = (d.message.named(n, d.path)
                  for n in ("content-type", "content-disposition"))
        return any(k == "comment" and p.search(t)
                   for f in fields if f for k, t in tokens(d.message.raw(f)))
    return found


CONDITIONS["comment-folded"] = comment_of_type(r"\r\n")
CONDITIONS["comment-with-pair"] = comment_of_type(r"\\")


@named("comment-behind-group")
def comment_behind_group(d):
    kinds = [(k, t) for k, t in tokens(d.raw) if k != "ws"]
    return any(t == ";" and behind[0] == "comment"
               for (_, t), behind in zip(kinds, kinds[1:]))


@named("comment-in-group")
def comment_in_group(d):
    kinds = [t if k != "comment" else "c" for k, t in tokens(d.raw)
             if k != "ws"]
    return bool(re.search(r":\0(c\0)+;", "\0".join(kinds)))


# ---- quoted local-parts --------------------------------------------------
@named("quoted-local")
def quoted_local(d):
    """A quoted local-part, and not between angle brackets."""
    kinds = [(k, t) for k, t in tokens(d.raw) if k not in ("ws", "comment")]
    for before, here, behind in zip([("special", ":")] + kinds, kinds,
                                    kinds[1:]):
        if (here[0] == "quoted" and behind[1] == "@"
                and before[1] in (",", ":", ";")):
            return True
    return False


@named("special-in-quoted-local")
def special_in_quoted_local(d):
    kinds = [(k, t) for k, t in tokens(d.raw) if k not in ("ws", "comment")]
    return any(k == "quoted" and behind[1] == "@"
               and re.search(r"[()<>:;,@\[\]]", t)
               for (k, t), behind in zip(kinds, kinds[1:]))
