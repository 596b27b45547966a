#!/usr/bin/python3
"""Reads what spf_peers prints, asks pyspf the same, and says where eml, pyspf
and libspf2 differ and by which ruling (doc/spf-peers.md). Fails when a difference
has none.

    spf_peers 100000 1 | spf_peers.py [-v] [--keep FILE]
"""
import collections
import json
import re
import socket
import sys

import spf

RECORD = None
TEXTS = [
    "v=spf1 -all", "v=spf1 ?all", "v=spf1 +all", "v=spf1 ip4:192.0.2.0/24 -all",
    "v=spf1 a mx", "v=spf1 include:%{d1r}.i.example ~all",
    "v=spf1 redirect=r.example",
    "v=spf1 a:%{l}.x.example -exists:%{ir}.y.example",
    "%{i} may not send for %{d}", "no record of SPF", "v=spf1 foo",
    "v=spf1 mx:m.example a:a.example ptr"]
MASK = (1 << 64) - 1


def hash_of(name, label):
    """The label is not folded; lower() of names is that of ASCII."""
    h = 0xcbf29ce484222325
    for c in name.encode("utf-8", "surrogateescape"):
        c = c + 32 if 65 <= c <= 90 else c
        h = (h ^ c) * 0x100000001b3 & MASK
    for c in label.encode():
        h = (h ^ c) * 0x100000001b3 & MASK
    return h ^ h >> 29


def answer(name, qtype):
    """The twin of peer_fill: a list of data; raises spf.TempError."""
    if qtype == "TXT" and name == "d.example":
        return [RECORD]
    every, h = hash_of(name, ""), hash_of(name, "/" + qtype)
    if every % 8 == 0:
        return []
    if every % 64 == 1:
        raise spf.TempError("DNS timeout")
    if qtype == "A":
        return [a for i, a in enumerate(("192.0.2.3", "192.0.2.77", "10.0.0.1"))
                if h >> i & 1]
    if qtype == "AAAA":
        return [a for i, a in enumerate(("2001:db8::cb01", "2001:db8::77",
                                         "fd00::1")) if h >> i & 1]
    if qtype == "MX":
        return [(10, "m%d.example" % ((((h >> 8) + i) & 0xffffffff) % 32))
                for i in range(11 if h % 16 == 15 else h % 4)]
    if qtype == "PTR":
        return ["p.example", "x.d.example", "d.example"][:h % 4]
    out = [TEXTS[h % 16]] if h % 16 < len(TEXTS) else []
    if h % 256 == 255:
        out += ["v=spf1 a", "v=spf1 mx"]
    return out


def lookup(name, qtype, strict=True, timeout=None):
    for v in answer(name, qtype):
        if qtype == "AAAA":
            v = socket.inet_pton(socket.AF_INET6, v)
        elif qtype == "TXT":
            v = (v.encode(),)
        yield (name, qtype), v


def ask_pyspf(case):
    global RECORD
    RECORD = case["record"]
    q = spf.query(i=case["ip"], s="joe-b@d.example", h="h.example", strict=True)
    try:
        result, _, why = q.check()
    except Exception as e:  # what it does not catch itself
        return "crash", repr(e)[:80]
    return result, why


MECHANISM = re.compile(
    r"[-+?~]?(all|include|a|mx|ptr|ip4|ip6|exists)([:/]\S*)?$", re.I)


def terms(case):
    return case["record"].split()[1:]


def redirect_first(case):
    """A mechanism behind "redirect"."""
    seen = False
    for t in terms(case):
        if seen and MECHANISM.match(t):
            return True
        seen |= t.lower().startswith("redirect=")
    return False


def has(pattern):
    found = re.compile(pattern, re.I)
    return lambda case: found.search(case["record"])


def exact(pattern):
    """With the case of letters."""
    found = re.compile(pattern)
    return lambda case: found.search(case["record"])


def code(*codes):
    return lambda case: case["code"] in codes


def says(peer, text):
    return lambda case: text in case[peer + "_why"]


def permerror(peer, condition):
    """The peer alone finds fault, and the condition holds."""
    return lambda case: case[peer] == "permerror" and condition(case)


# Where the peers leave RFC 7208: peer, clause and what they do, condition. The
# first that holds is the ruling.
RULINGS = [
    ("pyspf", '7.1: refuses "%%" at the end of a term',
     permerror("pyspf", says("pyspf", "invalid-macro-char"))),
    ("pyspf", "6: letters c, r, t in unknown modifiers are an error",
     permerror("pyspf", says("pyspf", "macros allowed in exp= text only"))),
    ("pyspf", "4.6.1: names of modifiers are compared with their case",
     code("SPF_REDIRECT_TWICE", "SPF_EXP_TWICE")),
    ("pyspf", "7.3: takes %{d00} for a number of parts",
     code("SPF_MACRO_ZERO")),
    ("pyspf", "4.3: asks for targets of one label",
     code("SPF_INCLUDE_NONE", "SPF_REDIRECT_NONE")),
    ("pyspf", "6: an unknown modifier that occurs again is an error",
     says("pyspf", "MUST appear at most once")),
    ("pyspf", "4.8: a name with a space or without a dot is an error",
     says("pyspf", "Invalid domain found")),
    ("pyspf", "5.2: an include of the domain itself is an error that is found"
     " before others", says("pyspf", "trivial recursion")),
    ("pyspf", "4.6.1: names of modifiers are compared with their case",
     exact(r"\b(?!redirect=|exp=)([Rr][Ee][Dd][Ii][Rr][Ee][Cc][Tt]|[Ee][Xx][Pp])=")),
    ("pyspf", '7.1: "R" in upper case does not reverse',
     exact(r"%\{[A-Za-z]\d*R")),
    ("pyspf", "4.6.4: counts void lookups for the client's own names",
     says("pyspf", "Void lookup limit")),
    ("pyspf", '7.3: joins the parts of "in-addr" with the delimiter',
     has(r"%\{v[0-9r]*[^}]*-")),
    ("pyspf", '7.1: expands the names of "include" and "redirect" twice',
     has(r"(include:|redirect=)\S*%%")),
    ("pyspf", "7.3: names of more than 253 bytes are cut before the last macro",
     has(r"(%\{i.*){4}")),
    ("libspf2", "7.1: takes any text for a domain-spec", code("SPF_DOMAIN")),
    ("libspf2", "4.6.4: asks for the first ten of more MX hosts",
     code("SPF_HOSTS")),
    ("libspf2", '6: takes a second "redirect" or "exp"',
     code("SPF_REDIRECT_TWICE", "SPF_EXP_TWICE")),
    ("libspf2", "7.2: takes letters c, r, t in terms", code("SPF_MACRO_EXP")),
    ("libspf2", "5.6: refuses prefix lengths of 0",
     permerror("libspf2", has(r"/0(?=[\s/]|$)"))),
    ("libspf2", '6.1: follows "redirect" where it stands', redirect_first),
    ("libspf2", "7.3: loses the first byte of a macro of as many parts as there"
     " are, or more", has(r"%\{[slodiphcrtv]\d+")),
    ("libspf2", "4.3: asks for targets of one label",
     code("SPF_INCLUDE_NONE", "SPF_REDIRECT_NONE")),
    ("libspf2", "4.6.4: has no limit for void lookups", code("SPF_VOIDS")),
    ("libspf2", '12: refuses modifiers with "." or "_" in their names',
     permerror("libspf2", has(r"\s[a-z][a-z0-9]*[-_.][-_.a-z0-9]*="))),
    ("libspf2", "5.6: passes over what is behind an address",
     code("SPF_CIDR", "SPF_IP4", "SPF_IP6")),
    ("libspf2", "4.8: asks for names with an empty label",
     has(r"[:=.]\.|\.\.|[:=]\S*%\{")),
]


def ruling(peer, case):
    for who, what, condition in RULINGS:
        if who == peer and condition(case):
            return what
    return None


def main():
    spf.DNSLookup = lookup
    args = sys.argv[1:]
    keep = open(args[args.index("--keep") + 1], "w") if "--keep" in args \
        else None
    count, unruled, total = collections.Counter(), collections.Counter(), 0
    for line in sys.stdin:
        case = json.loads(line)
        case["pyspf"], case["pyspf_why"] = ask_pyspf(case)
        if case["libspf2"] == "(invalid)":
            case["libspf2"] = "permerror"  # what it says of what it cannot read
        total += 1
        for peer in ("pyspf", "libspf2"):
            if case[peer] == case["eml"]:
                count[peer, "agrees"] += 1
                continue
            why = ruling(peer, case)
            count[peer, why or "NO RULING"] += 1
            if not why:
                unruled[peer, case["eml"], case["code"], case[peer]] += 1
                if keep:
                    json.dump([(peer, case["eml"], case["code"], case[peer]),
                               case], keep)
                    keep.write("\n")
    print("%d records" % total)
    for (peer, what), n in sorted(count.items(), key=lambda x: (x[0][0], -x[1])):
        print("%8d  %-8s %s" % (n, peer, what))
    for key, n in sorted(unruled.items(), key=lambda x: -x[1]):
        print("no ruling: %s says %s by %s, not %s: %d" % (
            key[0], key[3], key[2] or "-", key[1], n))
    return 1 if unruled else 0


sys.exit(main())
