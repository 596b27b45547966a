"""What a label says, in the members that peers are asked for, and where a peer
says otherwise."""
import re
from dataclasses import dataclass, field


@dataclass
class Message:
    """A message, its label, and the parts and fields of the label in order."""
    name: str
    octets: bytes
    label: dict
    parts: list = field(default_factory=list)  # (path, label of the part)
    by_path: dict = field(default_factory=dict)

    def __post_init__(self):
        stack = [((), self.label["root"])]
        while stack:
            path, part = stack.pop()
            self.parts.append((path, part))
            self.by_path[path] = part
            children = part.get("parts", [])
            stack += [(path + (i,), c) for i, c in enumerate(children)][::-1]

    def fields(self, path=()):
        if not path:
            return self.label["fields"]
        return self.by_path.get(tuple(path), {}).get("fields", [])

    def raw(self, f):
        """A field's octets, of which most are ASCII, as text."""
        octets = self.octets[f["off"]:f["off"] + f["len"]]
        return octets.decode("utf-8", "surrogateescape")

    def named(self, name, path=()):
        for f in self.fields(path):
            if f["name"].lower() == name:
                return f
        return None

    def at(self, off):
        """The field that the octet at `off` is of."""
        for path, _ in self.parts:
            for f in self.fields(path):
                if f["off"] <= off < f["off"] + f["len"]:
                    return f
        return None


def type_of(part):
    return f"{part['type']}/{part['subtype']}" if part else ""


@dataclass
class Difference:
    """A complaint, or a fact that is not the label's."""
    message: Message
    peer: str
    kind: str         # "DUPLICATED_HEADER"; "differs:subject"
    want: object = None
    got: object = None
    text: str = ""    # of a complaint
    path: tuple = ()  # of the part
    field: dict = None

    @property
    def raw(self):
        return self.message.raw(self.field) if self.field else ""

    @property
    def part(self):
        return self.message.by_path.get(self.path)

    @property
    def part_type(self):
        return type_of(self.part)

    @property
    def parent_type(self):
        return type_of(self.message.by_path.get(self.path[:-1]))

    @property
    def body(self):
        """The part's, in octets as text."""
        r = self.part["body"] if self.part else {"off": 0, "len": 0}
        octets = self.message.octets[r["off"]:r["off"] + r["len"]]
        return octets.decode("utf-8", "surrogateescape")


def mailboxes(value):
    out = []
    for a in value:
        if "group" in a:
            out += [dict(m, group=a["group"]) for m in a["members"]]
        else:
            out.append(dict(a, group=None))
    return out


def fact(message, name):
    """The fact of that name as the label has it."""
    f = message.named(name)
    if f is None or f["value"] is None:
        return None
    if name in ("from", "to"):
        return mailboxes(f["value"])
    if name == "date":
        return f["value"]["unix"]
    if name == "message-id":
        return "{left}@{right}".format(**f["value"][0])
    return f["value"]


def same(want, got):
    """An empty display-name and none are the same: no clause tells them
    apart."""
    return want == got or (want or None) == (got or None)


def compare_addresses(message, peer, name, want, got):
    here = {"message": message, "peer": peer, "field": message.named(name)}
    if want is None or got is None or len(want) != len(got):
        if (want or []) != (got or []):  # none, or none in its groups
            yield Difference(kind=f"differs:{name}", want=want, got=got,
                             **here)
        return
    for w, g in zip(want, got):
        for member in ("name", "local", "domain", "group"):
            if member in g and not same(w.get(member), g[member]):
                yield Difference(kind=f"differs:{name}.{member}",
                                 want=w.get(member), got=g[member], **here)


def tree(parts):
    """The list that peers print, as a tree: each with its "parts"."""
    path = []
    for p in parts:
        p["parts"] = []
        del path[p["depth"]:]
        if path:
            path[-1]["parts"].append(p)
        path.append(p)
    return parts[0]


def compare_content(here, part, got):
    content, text = part.get("decoded"), part.get("text")
    if "sha256" not in got or not content:
        return
    if content["sha256"] != got["sha256"]:
        yield Difference(kind="differs:content", want=content["size"],
                         got=got["size"], **here)
    elif text and got.get("text", text["sha256"]) != text["sha256"]:
        yield Difference(kind="differs:text", want=text["sha256"],
                         got=got["text"], **here)


def compare_part(message, peer, path, part, got):
    """Of a part with other children than the label's, these are not looked
    into."""
    children = part.get("parts", [])
    here = {"message": message, "peer": peer, "path": path,
            "field": message.named("content-type", path)}
    if type_of(part) != got["type"]:
        yield Difference(kind="differs:type", want=type_of(part),
                         got=got["type"], **here)
    if len(children) != len(got["parts"]):
        yield Difference(kind="differs:parts", want=len(children),
                         got=[p["type"] for p in got["parts"]], **here)
        return
    if "filename" in got and not same(part["filename"], got["filename"]):
        yield Difference(kind="differs:filename", want=part["filename"],
                         got=got["filename"], **here)
    yield from compare_content(here, part, got)
    for i, (p, g) in enumerate(zip(children, got["parts"])):
        yield from compare_part(message, peer, path + (i,), p, g)


def compare_facts(message, peer, facts):
    for name in ("subject", "message-id", "date", "from", "to"):
        if name not in facts:
            continue  # not told
        want, got = fact(message, name), facts[name]
        if name in ("from", "to"):
            yield from compare_addresses(message, peer, name, want, got)
        elif want != got:
            yield Difference(message, peer, f"differs:{name}", want, got,
                             field=message.named(name))
    if "parts" in facts:
        yield from compare_part(message, peer, (), message.label["root"],
                                tree(facts["parts"]))


def complaints(message, peer, told):
    for c in told:
        path, f = tuple(c.get("path", ())), None
        fields = message.fields(path)
        if c.get("field", len(fields)) < len(fields):
            f = fields[c["field"]]
        elif "fact" in c:
            f = message.named(c["fact"])
        elif "off" in c:
            f = message.at(c["off"])
        yield Difference(message, peer, c["kind"], text=c["text"], path=path,
                         field=f)


def differences(message, peer, told):
    """All that a peer says of a message and the label does not."""
    yield from complaints(message, peer, told["complaints"])
    if "facts" in told:
        yield from compare_facts(message, peer, told["facts"])
