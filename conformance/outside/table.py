"""expected.tsv: which complaints and differences are explained, and by what."""
import json
import re
from dataclasses import dataclass

from conditions import CONDITIONS

COLUMNS = ("class", "peer", "kind", "condition", "verdict", "clause", "case",
           "why")
VERDICTS = {
    "theirs": "the clause decides against the peer",
    "scope": "the peer does not implement the clause, or tells another thing",
    "open": "no clause decides",
}


def as_text(value):
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def header(name):
    def raw(d):
        f = d.message.named(name, d.path)
        return d.message.raw(f) if f else ""
    return raw


# What a pattern is looked for in: "raw ~ ^To:".
SUBJECTS = {
    "text": lambda d: d.text,
    "raw": lambda d: d.raw,
    "want": lambda d: as_text(d.want),
    "got": lambda d: as_text(d.got),
    "cte": header("content-transfer-encoding"),
    "type": header("content-type"),
    "disposition": header("content-disposition"),
    "names": lambda d: (header("content-disposition")(d)
                        + header("content-type")(d)),
    "body": lambda d: d.body,
    "part": lambda d: d.part_type,
    "parent": lambda d: d.parent_type,
}


def condition(source):
    """A function of a difference; ValueError when there is no such
    condition."""
    m = re.fullmatch(r"(\w+) ([~!]) (.+)", source)
    if not m:
        if source not in CONDITIONS:
            raise ValueError(f"no such condition: {source}")
        return CONDITIONS[source]
    if m[1] not in SUBJECTS:
        raise ValueError(f"no such subject: {m[1]}")
    of, found, pattern = SUBJECTS[m[1]], m[2] == "~", re.compile(m[3])
    return lambda d: bool(pattern.search(of(d))) == found


@dataclass
class Row:
    line: int
    values: dict
    conditions: list

    def __getattr__(self, name):
        if name in COLUMNS:
            return self.values[name]
        raise AttributeError(name)

    @property
    def title(self):
        return self.values["class"]

    def explains(self, d):
        return (d.peer == self.peer
                and d.kind in self.kind.split("|")
                and all(c(d) for c in self.conditions))


def read_row(number, line):
    cells = line.split("\t")
    if len(cells) != len(COLUMNS) or not all(cells):
        raise ValueError(f"{len(cells)} columns of {len(COLUMNS)}")
    values = dict(zip(COLUMNS, cells))
    if values["verdict"] not in VERDICTS:
        raise ValueError(f"no such verdict: {values['verdict']}")
    conditions = [condition(c) for c in values["condition"].split(" && ")]
    return Row(number, values, conditions)


def read_table(path):
    """The rows, and the versions of the peers that they were written for:
    "#version PEER VERSION"."""
    rows, versions = [], {}
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if line.startswith("#version "):
                _, peer, version = line.split(" ")
                versions.setdefault(peer, set()).add(version)
            elif line and not line.startswith("#"):
                try:
                    rows.append(read_row(number, line))
                except (ValueError, re.error) as e:
                    raise SystemExit(f"{path}:{number}: {e}")
    return rows, versions
