"""What a message is like, for the rows of expected.tsv."""
import re


def header(message):
    return message.split(b"\r\n\r\n", 1)[0] + b"\r\n"


def body(message):
    return (message.split(b"\r\n\r\n", 1) + [b""])[1]


CONDITIONS = {
    "any": lambda m: True,
    "no line end behind the body": lambda m: body(m)[-2:] != b"\r\n",
    "no body": lambda m: not body(m),
    "bare CR or LF in the body": lambda m: re.search(
        rb"\r(?!\n)|(?<!\r)\n", body(m)) is not None,
    "NUL in the body": lambda m: b"\0" in body(m),
    "white space before the colon": lambda m: re.search(
        rb"^[!-9;-~]+[ \t]+:", header(m), re.M) is not None,
    "8 bit in the header": lambda m: re.search(
        rb"[\x80-\xff]", header(m)) is not None,
}


def meets(condition, message):
    return CONDITIONS[condition](message)
