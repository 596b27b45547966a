"""Python's email package as a peer; the protocol is in doc/outside.md.

    peer_python.py default|strict <records >lines

default  policy.default: defects of the message, of each part and of each
         header field's object, exceptions, and what it all means
strict   policy.strict: what it raises, nothing else
"""
import email.parser
import email.policy
import hashlib
import json
import platform
import re
import sys
from datetime import timezone


def records(f):
    while length := f.read(4):
        yield f.read(int.from_bytes(length, "little"))


def utf8(s):
    """8-bit octets are kept as surrogates: octets again, then UTF-8."""
    return str(s).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class Reading:
    """One message as policy.default has it."""

    def __init__(self, octets):
        parser = email.parser.BytesParser(policy=email.policy.default)
        self.complaints = []
        self.msg = parser.parsebytes(octets)
        self.parts = []

    def complain(self, what, path, **where):
        self.complaints.append({"kind": type(what).__name__,
                                "text": utf8(what), "path": path, **where})

    def safe(self, path, call, **where):
        """What call() returns; None, and a complaint, when it raises."""
        try:
            return call()
        except Exception as e:  # any exception at all is what is asked for
            self.complain(e, path, **where)
            return None

    def fields(self, part, path):
        for i, (name, source) in enumerate(part.raw_items()):
            make = part.policy.header_fetch_parse
            value = self.safe(path, lambda: make(name, source), field=i)
            for d in getattr(value, "defects", ()):
                self.complain(d, path, field=i)

    def content(self, part, path, facts):
        data = self.safe(path, lambda: part.get_payload(decode=True))
        if data is not None:
            facts["size"] = len(data)
            facts["sha256"] = hashlib.sha256(data).hexdigest()
        if data is not None and part.get_content_maintype() == "text":
            text = self.safe(path, part.get_content)
            if text is not None:
                facts["text"] = hashlib.sha256(
                    text.encode("utf-8", "surrogatepass")).hexdigest()

    def filename(self, part, path):
        for field, name in (("content-disposition", "filename"),
                            ("content-type", "name")):
            value = self.safe(path, lambda: part[field])
            if value is not None and name in getattr(value, "params", ()):
                return utf8(value.params[name])
        return None

    def walk(self, part, path):
        facts = {"depth": len(path), "type": part.get_content_type()}
        self.parts.append(facts)
        self.fields(part, path)
        facts["filename"] = self.filename(part, path)
        if not part.is_multipart():
            self.content(part, path, facts)
        elif facts["type"] != "message/delivery-status":
            # The groups of fields of a delivery status are no parts.
            for i, child in enumerate(part.get_payload()):
                self.walk(child, path + [i])
        for d in part.defects:
            self.complain(d, path)

    def addresses(self, name):
        value = self.msg[name]
        if value is None:
            return None
        return [{"group": None if g.display_name is None or
                 len(g.addresses) == 1 and g.display_name == "" else
                 utf8(g.display_name),
                 "name": utf8(a.display_name), "local": utf8(a.username),
                 "domain": utf8(a.domain)}
                for g in value.groups for a in g.addresses]

    def date(self):
        value = self.msg["date"]
        if value is None or value.datetime is None:
            return None
        when = value.datetime
        if when.tzinfo is None:  # -0000
            when = when.replace(tzinfo=timezone.utc)
        return round(when.timestamp())

    def message_id(self):
        """The object for Message-ID has the field's text and nothing else:
        told when there is no more in it than the msg-id."""
        value = self.text("message-id")
        if value is None:
            return None
        only = re.fullmatch(r"\s*<([^<>]*)>\s*", value)
        return only and only[1]

    def text(self, name):
        value = self.msg[name]
        return None if value is None else utf8(value)

    def facts(self):
        self.walk(self.msg, [])
        facts = {"parts": self.parts}
        for name, call in (("subject", lambda: self.text("subject")),
                           ("message-id", self.message_id),
                           ("date", self.date),
                           ("from", lambda: self.addresses("from")),
                           ("to", lambda: self.addresses("to"))):
            facts[name] = self.safe([], call, fact=name)
        if facts["message-id"] is None and "message-id" in self.msg:
            del facts["message-id"]
        return facts


def read_default(octets):
    r = Reading(octets)
    facts = r.facts()
    return {"complaints": r.complaints, "facts": facts}


def read_strict(octets):
    parser = email.parser.BytesParser(policy=email.policy.strict)
    try:
        parser.parsebytes(octets)
    except Exception as e:
        return {"complaints": [{"kind": type(e).__name__, "text": utf8(e)}]}
    return {"complaints": []}


def main():
    policy = sys.argv[1]
    read = {"default": read_default, "strict": read_strict}[policy]
    print(json.dumps({"peer": f"python-{policy}",
                      "version": platform.python_version()}))
    for octets in records(sys.stdin.buffer):
        print(json.dumps(read(octets)))


main()
