"""What a signed message is like, for the rows of expected.tsv."""
import re


def header(message):
    return message.split(b"\r\n\r\n", 1)[0]


def body(message):
    return (message.split(b"\r\n\r\n", 1) + [b""])[1]


CONDITIONS = {
    "no line end behind the body": lambda m: body(m)[-2:] != b"\r\n",
    "bare CR or LF in the body": lambda m: re.search(
        rb"\r(?!\n)|(?<!\r)\n", body(m)) is not None,
    "a semicolon in a field name": lambda m: re.search(
        rb"^[!-9;-~]*;[!-9;-~]*[ \t]*:", header(m), re.M) is not None,
    "a From without a mailbox": lambda m: re.search(
        rb"^from[ \t]*:[^@]*$(?!\n[ \t])", header(m), re.M | re.I) is not None,
    "no empty line behind the header": lambda m: b"\r\n\r\n" not in m,
    "Ed25519 over a simple header": lambda m: re.match(
        rb"DKIM-Signature: [^:]*a=ed25519-sha256;\s*c=simple/", m) is not None,
}


def meets(condition, message):
    return CONDITIONS[condition](message)
