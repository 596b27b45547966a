"""What other readers of mail say of generated messages; see doc/outside.md.

    outside.py --labels FILE.jsonl --peer NAME COMMAND... [--peer ...]
        [--corpus DIR] [--expected FILE] [--keep DIR] [--markdown] [--known]

Each complaint of a peer, and each difference between what it tells and the
label, must be one that expected.tsv explains, and each row of expected.tsv
must be shown by its kept case. Exit: 0 they are, 1 not, 2 usage or a peer that
does not work.
"""
import argparse
import base64
import collections
import json
import os
import subprocess
import sys

import facts
import table

HERE = os.path.dirname(os.path.abspath(__file__))


def read_messages(path):
    messages = []
    with open(path, encoding="utf-8") as f:
        for line in f:
            label = json.loads(line)
            name = "{profile}-{seed}-{index}".format(**label)
            octets = base64.b64decode(label["message"])
            messages.append(facts.Message(name, octets, label))
    return messages


def read_cases(corpus, rows):
    """The kept cases that the rows name."""
    cases = {}
    for path in sorted({r.case for r in rows}):
        base = os.path.join(corpus, path)
        with open(base + ".json", encoding="utf-8") as f:
            label = json.load(f)["message"]
        with open(base + ".eml", "rb") as f:
            cases[path] = facts.Message(path, f.read(), label)
    return cases


def run_peer(command, messages):
    """What the peer says of itself, and one object a message."""
    records = b"".join(len(m.octets).to_bytes(4, "little") + m.octets
                       for m in messages)
    run = subprocess.run(command, input=records, stdout=subprocess.PIPE)
    lines = run.stdout.decode("utf-8").split("\n")[:-1]
    if run.returncode or len(lines) != len(messages) + 1:
        at = len(lines) - 1
        where = messages[at].name if 0 <= at < len(messages) else "the end"
        sys.stderr.write(f"outside: {command}: exit {run.returncode} at "
                         f"{where}\n")
        sys.exit(2)
    said = [json.loads(line) for line in lines]
    return said[0], said[1:]


class Report:
    def __init__(self, rows, keep):
        self.rows, self.keep = rows, keep
        self.explained = collections.defaultdict(set)  # line: names
        self.unexplained = collections.Counter()
        self.wrong = 0

    def judge(self, d):
        for row in self.rows:
            if row.explains(d):
                self.explained[row.line].add(d.message.name)
                return
        self.wrong += 1
        self.unexplained[d.peer, d.kind] += 1
        if self.unexplained[d.peer, d.kind] <= 3:
            self.show(d)

    def show(self, d):
        os.makedirs(self.keep, exist_ok=True)
        path = os.path.join(self.keep, f"{d.peer}-{d.message.name}.eml")
        with open(path, "wb") as f:
            f.write(d.message.octets)
        print(f"UNEXPLAINED {d.peer}: {d.kind} {d.text}".rstrip())
        print(f"    in     {path}, part {list(d.path)}")
        if d.field:
            print(f"    field  {d.raw!r}")
        if d.kind.startswith("differs:"):
            print(f"    label  {d.want!r}\n    {d.peer:<6} {d.got!r}")

    def check_case(self, row, told, case, strict):
        shown = any(row.explains(d)
                    for d in facts.differences(case, told["peer"],
                                               told["said"][case.name]))
        if shown:
            return
        print(f"{'NOT SHOWN' if strict else '*** not shown'}: {row.title} by "
              f"corpus/{row.case}.eml, {told['peer']} {told['version']}")
        self.wrong += strict

    def totals(self):
        for (peer, kind), n in sorted(self.unexplained.items()):
            print(f"unexplained {n:6} {peer} {kind}")


def judge_peer(report, command, messages, cases, versions):
    everything = messages + list(cases.values())
    about, said = run_peer(command, everything)
    peer, version = about["peer"], about["version"]
    for m, told in zip(messages, said):
        for d in facts.differences(m, peer, told):
            report.judge(d)
    by_case = dict(zip(cases, said[len(messages):]))
    for row in report.rows:
        if row.peer == peer:
            told = {"peer": peer, "version": version, "said": by_case}
            report.check_case(row, told, cases[row.case],
                              version in versions.get(peer, ()))
    mine = [r for r in report.rows if r.peer == peer]
    hit = set().union(*(report.explained[r.line] for r in mine), set())
    print(f"{peer} {version}: {len(messages)} messages, {len(hit)} of them "
          f"with explained differences of "
          f"{sum(bool(report.explained[r.line]) for r in mine)} kinds of "
          f"{len(mine)}")


def is_known(command, versions):
    about, _ = run_peer(command, [])
    if about["version"] in versions.get(about["peer"], ()):
        return True
    print("*" * 68)
    print(f"*** SKIPPED: {about['peer']} {about['version']}: not one of the "
          "versions that expected.tsv names")
    print("*" * 68)
    return False


def print_markdown(report):
    """A line for each class of each peer: that of its first row."""
    classes = {}
    for r in report.rows:
        first, names = classes.setdefault((r.peer, r.title), (r, set()))
        names |= report.explained[r.line]
    print("| peer | class | messages | verdict | clause | case | why |")
    print("|---|---|---|---|---|---|---|")
    for (peer, title), (r, names) in classes.items():
        print(f"| {peer} | {title} | {len(names)} | {r.verdict} | {r.clause} "
              f"| {r.case} | {r.why} |")


def arguments():
    p = argparse.ArgumentParser(description="see doc/outside.md")
    p.add_argument("--labels", required=True)
    p.add_argument("--peer", nargs="+", action="append", required=True)
    p.add_argument("--corpus", default=os.path.join(HERE, "../../corpus"))
    p.add_argument("--expected", default=os.path.join(HERE, "expected.tsv"))
    p.add_argument("--keep", default="build/outside/unexplained")
    p.add_argument("--markdown", action="store_true")
    p.add_argument("--known", action="store_true",
                   help="do not ask a peer in a version that expected.tsv "
                   "does not name")
    return p.parse_args()


def main():
    a = arguments()
    rows, versions = table.read_table(a.expected)
    messages = read_messages(a.labels)
    cases = read_cases(a.corpus, rows)
    report = Report(rows, a.keep)
    for command in a.peer:
        if not a.known or is_known(command, versions):
            judge_peer(report, command, messages, cases, versions)
    report.totals()
    if a.markdown:
        print_markdown(report)
    return 1 if report.wrong else 0


sys.exit(main())
