"""dkimpy as a peer of signers.py, which says how it is called."""
import base64
import json
import os
import sys

import dkim


def seed(path):
    """The 32 octets of an Ed25519 key (RFC 8410 section 7), as dkimpy wants
    them."""
    with open(path, encoding="ascii") as f:
        lines = [s for s in f.read().split("\n") if s and s[0] != "-"]
    return base64.b64encode(base64.b64decode("".join(lines))[-32:])


def sign(algorithm, canon, domain, selector, key, source, target):
    if algorithm == "ed25519-sha256":
        secret = seed(key)
    else:
        with open(key, "rb") as f:
            secret = f.read()
    for name in sorted(os.listdir(source)):
        with open(os.path.join(source, name), "rb") as f:
            message = f.read()
        field = dkim.sign(
            message, selector.encode(), domain.encode(), secret,
            canonicalize=tuple(c.encode() for c in canon.split("/")),
            signature_algorithm=algorithm.encode())
        with open(os.path.join(target, name), "wb") as f:
            f.write(field + message)


def verify(zone, source):
    with open(zone, encoding="utf-8") as f:
        names = json.load(f)

    def txt(name, timeout=5):
        name = (name.decode() if isinstance(name, bytes) else name).rstrip(".")
        record = names.get(name, {}).get("TXT", [None])[0]
        return record.encode() if record else None

    for name in sorted(os.listdir(source)):
        with open(os.path.join(source, name), "rb") as f:
            message = f.read()
        try:
            said = "pass" if dkim.DKIM(message).verify(dnsfunc=txt) else "fail"
        except dkim.DKIMException as e:
            said = f"fail: {type(e).__name__}: {e}"
        print(name, said.replace("\n", " "), sep="\t")


if sys.argv[1] == "sign":
    sign(*sys.argv[2:])
else:
    verify(*sys.argv[2:])
