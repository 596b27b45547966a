"""DKIM across implementations: each signs, all verify; see doc/signers.md.

    signers.py --eml PROGRAM --mail DIR --work DIR --peer NAME COMMAND...
        [--peer ...] [--expected FILE] [--known]

A peer is called as

    COMMAND sign ALGORITHM CANON DOMAIN SELECTOR KEY DIR OUT
    COMMAND verify ZONE DIR

The first writes each message of DIR, signed, into OUT under the same name, or
leaves it out when it cannot be signed; the second prints a line for each: its
name, a tab, and "pass" or "fail: why". ZONE is JSON as `--zone` reads it.

Every message that a signer signed must pass with every verifier, unless a row
of expected.tsv explains that: signer, verifier, a pattern for what the verifier
says, a condition that the message meets, and why. Each row must be met. Exit: 0
all as expected, 1 not, 2 usage or a peer that does not work.
"""
import argparse
import base64
import collections
import json
import os
import re
import shutil
import subprocess
import sys

import conditions

DOMAIN = "example.org"
KEYS = {"rsa-sha256": ("rsa", ["genpkey", "-algorithm", "rsa"]),
        "ed25519-sha256": ("ed", ["genpkey", "-algorithm", "ed25519"])}
CANONS = ("simple/simple", "simple/relaxed", "relaxed/simple",
          "relaxed/relaxed")
Row = collections.namedtuple("Row", "signer verifier says condition why")


def die(what):
    sys.stderr.write(f"signers: {what}\n")
    sys.exit(2)


def run(command):
    got = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8",
                         errors="replace")
    if got.returncode not in (0, 1):
        die(f"{' '.join(command[:6])}: exit {got.returncode}")
    return got.stdout


def make_keys(work):
    """Private keys in PEM, and the zone with the public ones, for all."""
    zone = {}
    for selector, how in KEYS.values():
        key = os.path.join(work, selector + ".pem")
        if not os.path.exists(key):
            subprocess.run(["openssl", *how, "-out", key], check=True,
                           stderr=subprocess.DEVNULL)
        public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout",
                                 "-outform", "DER"], check=True,
                                stdout=subprocess.PIPE).stdout
        kind, data = (("rsa", public) if selector == "rsa"
                      else ("ed25519", public[-32:]))
        record = f"v=DKIM1; k={kind}; p={base64.b64encode(data).decode()}"
        zone[f"{selector}._domainkey.{DOMAIN}"] = {"TXT": [record]}
    path = os.path.join(work, "zone.json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(zone, f)
    with open(path + ".opendkim", "w", encoding="utf-8") as f:
        for name, types in zone.items():
            f.write(f"{name} {types['TXT'][0]}\n")
    return path


class Peer:
    def __init__(self, name, command):
        self.name, self.command = name, command

    def sign(self, algorithm, canon, key, source, target):
        run([*self.command, "sign", algorithm, canon, DOMAIN,
             KEYS[algorithm][0], key, source, target])

    def verify(self, zone, source):
        lines = run([*self.command, "verify", zone, source]).split("\n")[:-1]
        return dict(line.split("\t", 1) for line in lines)


class Eml(Peer):
    def __init__(self, program):
        super().__init__("eml", [program])

    def sign(self, algorithm, canon, key, source, target):
        for name in sorted(os.listdir(source)):
            with open(os.path.join(target, name), "wb") as out:
                subprocess.run(
                    [*self.command, "dkim", "sign", "--domain", DOMAIN,
                     "--key", f"{KEYS[algorithm][0]}:{key}",
                     "--canon", canon, os.path.join(source, name)],
                    check=True, stdout=out)

    def verify(self, zone, source):
        files = [os.path.join(source, n) for n in sorted(os.listdir(source))]
        said = {}
        for line in run([*self.command, "dkim", "verify", "--json", "--zone",
                         zone, *files]).split("\n")[:-1]:
            seen = json.loads(line)
            first = seen["dkim"][0]
            said[os.path.basename(seen["file"])] = (
                "pass" if first["result"] == "pass"
                else f"fail: {first['result']} {first.get('reason', '')}")
        return said


def read_rows(path):
    rows = []
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                rows.append(Row(*line.rstrip("\n").split("\t")))
    return rows


def explains(row, signer, verifier, said, message):
    return (row.signer in ("*", signer) and row.verifier in ("*", verifier) and
            re.search(row.says, said) and
            conditions.meets(row.condition, message))


class Tally:
    def __init__(self, rows):
        self.rows, self.met = rows, collections.Counter()
        self.unexplained = []
        self.table = collections.OrderedDict()

    def add(self, signer, verifier, where, name, said, path):
        cell = self.table.setdefault((signer, verifier), collections.Counter())
        cell["signed"] += 1
        if said == "pass":
            cell["pass"] += 1
            return
        with open(path, "rb") as f:
            message = f.read()
        for row in self.rows:
            if explains(row, signer, verifier, said, message):
                self.met[row] += 1
                cell["ruled"] += 1
                return
        cell["unexplained"] += 1
        self.unexplained.append((signer, verifier, where, name, said))

    def show(self):
        print(f"{'signed by':<10} {'verified by':<12} {'signed':>7} "
              f"{'pass':>7} {'ruled':>6} {'unexplained':>11}")
        for (signer, verifier), n in self.table.items():
            print(f"{signer:<10} {verifier:<12} {n['signed']:>7} "
                  f"{n['pass']:>7} {n['ruled']:>6} {n['unexplained']:>11}")
        for seen in self.unexplained[:40]:
            print("unexplained:", *seen)
        if len(self.unexplained) > 40:
            print(f"... and {len(self.unexplained) - 40} more")
        unmet = [r for r in self.rows if not self.met[r]]
        for row in unmet:
            print("never met:", *row)
        return 1 if self.unexplained or unmet else 0


def main():
    args = argparse.ArgumentParser(usage=__doc__)
    args.add_argument("--eml", required=True)
    args.add_argument("--mail", required=True)
    args.add_argument("--work", required=True)
    args.add_argument("--peer", nargs="+", action="append", default=[])
    args.add_argument("--expected", default=os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "expected.tsv"))
    args = args.parse_args()
    zone = make_keys(args.work)
    peers = [Eml(args.eml)] + [Peer(p[0], p[1:]) for p in args.peer]
    tally = Tally(read_rows(args.expected))
    for algorithm, (selector, _) in KEYS.items():
        key = os.path.join(args.work, selector + ".pem")
        for canon in CANONS:
            for signer in peers:
                signed = os.path.join(args.work, "signed")
                shutil.rmtree(signed, ignore_errors=True)
                os.makedirs(signed)
                signer.sign(algorithm, canon, key, args.mail, signed)
                for verifier in peers:
                    # two strangers' quarrels are not ours to settle
                    if signer.name != "eml" and verifier.name != "eml":
                        continue
                    said = verifier.verify(zone, signed)
                    for name in sorted(os.listdir(signed)):
                        tally.add(signer.name, verifier.name,
                                  f"{algorithm} {canon}", name,
                                  said.get(name, "fail: said nothing"),
                                  os.path.join(signed, name))
    return tally.show()


if __name__ == "__main__":
    sys.exit(main())
