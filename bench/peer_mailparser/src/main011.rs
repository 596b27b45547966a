//! mail-parser 0.11 as a peer: it decodes all bodies while parsing.
//!
//!     peer_mailparser011 FILE.recs [rounds [full|stats]]

mod harness;

use harness::{args, fnv1a, no_such, records, run, Found};
use mail_parser_011::{
    Address, Header, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders, PartType,
};
use std::hint::black_box;

const PEER: &str = "mail-parser-0.11";

fn visit_addresses(f: &mut Found, header: &Header, address: &Address) {
    let of_message = matches!(
        header.name,
        HeaderName::From
            | HeaderName::Sender
            | HeaderName::ReplyTo
            | HeaderName::To
            | HeaderName::Cc
    );
    for mailbox in address.iter() {
        let name = black_box(&mailbox.name).as_ref().map_or(0, |s| s.len()) as u64;
        f.other += black_box(&mailbox.address).as_ref().map_or(0, |s| s.len()) as u64;
        if of_message {
            f.mailboxes += 1;
            f.name_bytes += name;
        }
    }
}

fn visit_field(f: &mut Found, header: &Header) {
    f.fields += 1;
    match black_box(&header.value) {
        HeaderValue::Empty => {}
        HeaderValue::Text(text) => {
            if header.name == HeaderName::Subject {
                f.subject_bytes += text.len() as u64;
            }
            if header.name == HeaderName::References {
                f.references += 1;
            }
            f.other += text.len() as u64;
        }
        HeaderValue::TextList(list) => {
            if header.name == HeaderName::References {
                f.references += list.len() as u64;
            }
            f.other += list.iter().map(|item| item.len() as u64).sum::<u64>();
        }
        HeaderValue::Address(address) => visit_addresses(f, header, address),
        HeaderValue::DateTime(date) => {
            f.other = f.other.wrapping_add(date.to_timestamp() as u64);
        }
        HeaderValue::ContentType(content_type) => {
            f.other += content_type.attributes().map_or(0, |list| {
                list.iter().map(|a| a.value.len() as u64).sum::<u64>()
            });
        }
        HeaderValue::Received(received) => {
            f.other = f
                .other
                .wrapping_add(received.date.map_or(0, |date| date.to_timestamp() as u64));
        }
    }
}

fn visit_message(f: &mut Found, message: &Message, hash: bool) {
    f.messages += 1;
    for part in &message.parts {
        for header in &part.headers {
            visit_field(f, header);
        }
        let (bytes, is_text): (&[u8], bool) = match black_box(&part.body) {
            PartType::Text(text) | PartType::Html(text) => (text.as_bytes(), true),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => (bytes, false),
            PartType::Message(nested) => {
                visit_message(f, nested, hash);
                continue;
            }
            PartType::Multipart(_) => {
                f.multiparts += 1;
                continue;
            }
        };
        f.leaves += 1;
        f.text_leaves += u64::from(is_text);
        f.filename_bytes += part.attachment_name().map_or(0, str::len) as u64;
        f.utf8_bytes += bytes.len() as u64;
        if hash {
            f.utf8_hash = f.utf8_hash.wrapping_add(fnv1a(bytes));
        }
    }
}

fn pass(parser: &MessageParser, items: &[&[u8]], hash: bool) -> Found {
    let mut f = Found::default();
    for item in items {
        if let Some(message) = parser.parse(*item) {
            visit_message(&mut f, &message, hash);
        }
    }
    f
}

fn main() {
    let a = args("full|stats");
    let items = records(&a.data);
    let parser = MessageParser::default();
    match a.what.as_str() {
        "stats" => pass(&parser, &items, true).print(PEER, &items),
        "full" => run(&a, PEER, &a.what, &items, |items| {
            pass(&parser, items, false).sum()
        }),
        what => no_such(what),
    }
}
