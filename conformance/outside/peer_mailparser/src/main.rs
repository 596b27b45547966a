//! mail-parser as a peer; the protocol is in doc/outside.md.
//!
//!     outside_mailparser <records >lines

use mail_parser::{Address, AddressList, Mailbox, MessageParser, MessagePart, PartKind};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use std::io::{self, BufWriter, Read, Write};

const VERSION: &str = "1.0.1"; // as Cargo.toml asks for

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn mailbox(m: &Mailbox, group: Option<&str>) -> Value {
    let (local, domain) = match m.address() {
        None => (None, None),
        Some(a) => match a.rsplit_once('@') {
            None => (Some(a), None),
            Some((local, domain)) => (Some(local), Some(domain)),
        },
    };
    json!({"group": group, "name": m.name(), "local": local.map(unquoted), "domain": domain})
}

fn addresses(list: Option<AddressList>) -> Value {
    let Some(list) = list else { return Value::Null };
    let mut out = Vec::new();
    for a in list.iter() {
        match a {
            Address::Mailbox(m) => out.push(mailbox(&m, None)),
            Address::Group(g) => {
                out.extend(g.mailboxes().map(|m| mailbox(&m, Some(g.name().unwrap_or("")))));
            }
        }
    }
    Value::Array(out)
}

/// Without a Content-Type mail-parser tells the type by what it made of the
/// part.
fn type_of(part: &MessagePart) -> String {
    match part.content_type() {
        Some(t) => match t.subtype() {
            Some(subtype) => format!("{}/{subtype}", t.ctype()).to_ascii_lowercase(),
            None => t.ctype().to_ascii_lowercase(),
        },
        None if part.is_message() => "message/rfc822".to_string(),
        None => "text/plain".to_string(),
    }
}

/// Quoted-pairs are undone in an address, but its quotes are there.
fn unquoted(local: &str) -> &str {
    match local.strip_prefix('"').and_then(|s| s.strip_suffix('"')) {
        Some(inner) => inner,
        None => local,
    }
}

struct Reading {
    complaints: Vec<Value>,
    parts: Vec<Value>,
}

impl Reading {
    fn complain(&mut self, kind: &str, path: &[usize]) {
        self.complaints.push(json!({"kind": kind, "text": "", "path": path}));
    }

    fn content(&mut self, part: &MessagePart, path: &[usize], facts: &mut Value) {
        let (data, mut problems) = part.decoded_checked();
        facts["size"] = json!(data.len());
        facts["sha256"] = json!(sha256(&data));
        if let Some((text, of_text)) = part.text_checked() {
            facts["text"] = json!(sha256(text.as_bytes()));
            problems = of_text;
        }
        for name in problems.names() {
            self.complain(name, path);
        }
    }

    fn walk(&mut self, part: &MessagePart, path: &mut Vec<usize>) {
        let mut facts = json!({"depth": path.len(), "type": type_of(part),
            "filename": part.attachment_name()});
        let at = self.parts.len();
        self.parts.push(Value::Null);
        for name in part.flags().names() {
            self.complain(name, path);
        }
        match part.kind() {
            PartKind::Multipart => {
                for (i, child) in part.children().enumerate() {
                    path.push(i);
                    self.walk(&child, path);
                    path.pop();
                }
            }
            PartKind::Message(nested) => {
                path.push(0);
                self.walk(&nested.root_part(), path);
                path.pop();
            }
            _ => self.content(part, path, &mut facts),
        }
        self.parts[at] = facts;
    }
}

fn read(octets: &[u8]) -> Value {
    let mut r = Reading { complaints: Vec::new(), parts: Vec::new() };
    let Some(message) = MessageParser::default().parse(octets) else {
        r.complain("NO_MESSAGE", &[]);
        return json!({"complaints": r.complaints});
    };
    r.walk(&message.root_part(), &mut Vec::new());
    let facts = json!({
        "subject": message.subject(),
        "message-id": message.message_id(),
        "date": message.date().map(|d| d.to_timestamp()),
        "from": addresses(message.from()),
        "to": addresses(message.to()),
        "parts": r.parts,
    });
    json!({"complaints": r.complaints, "facts": facts})
}

fn main() -> io::Result<()> {
    let mut input = Vec::new();
    io::stdin().read_to_end(&mut input)?;
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "{}", json!({"peer": "mailparser", "version": VERSION}))?;
    let mut rest = &input[..];
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let n = u32::from_le_bytes(*length) as usize;
        writeln!(out, "{}", read(&after[..n]))?;
        rest = &after[n..];
    }
    Ok(())
}
