//! mail-parser 1.x as a peer.
//!
//!     peer_mailparser FILE.recs [rounds [full|text|parse|stats|CODEC]]
//!
//! full   (the default) `MessageParser::default()`; the value of every header
//!        field; every leaf transfer-decoded, text converted to UTF-8
//! text   full, with the fields that the default keeps raw decoded as
//!        unstructured text, which is what GMime does to them
//! parse  full without the bodies
//! stats  no times: what was found
//! CODEC  qp-decode, qp-encode, b64-decode or b64-encode: its codec (encodify)
//!        alone, over records that are encoded bodies; qp and b64 do both ways
//!
//! In its favour: one parser, one set of message buffers and one body buffer
//! serve all messages, so that in the long run nothing is allocated.

mod harness;

use encodify::{base64, qp};
use harness::{args, fnv1a, no_such, records, run, Found};
use mail_parser::{
    Charset, Encoding, Header, HeaderForm, HeaderName, HeaderValue, MessageBuffers, MessageParser,
    MessagePart, PartKind,
};
use std::hint::black_box;

const PEER: &str = "mail-parser";

#[derive(Clone, Copy, PartialEq)]
enum Bodies {
    Skip,
    Decode,
    Hash,
}

fn visit_field(f: &mut Found, header: &Header) {
    f.fields += 1;
    match header.value() {
        HeaderValue::Empty => {}
        HeaderValue::Text(text) => {
            let text = black_box(text);
            if header.name() == HeaderName::Subject {
                f.subject_bytes += text.len() as u64;
            }
            f.other += text.len() as u64;
        }
        HeaderValue::TextList(list) => {
            if header.name() == HeaderName::References {
                f.references += list.len() as u64;
            }
            f.other += list
                .iter()
                .map(|item| black_box(item).len() as u64)
                .sum::<u64>();
        }
        HeaderValue::Address(list) => {
            let of_message = matches!(
                header.name(),
                HeaderName::From
                    | HeaderName::Sender
                    | HeaderName::ReplyTo
                    | HeaderName::To
                    | HeaderName::Cc
            );
            for mailbox in list.mailboxes() {
                let name = black_box(mailbox.name()).map_or(0, str::len) as u64;
                f.other += black_box(mailbox.address()).map_or(0, str::len) as u64;
                if of_message {
                    f.mailboxes += 1;
                    f.name_bytes += name;
                }
            }
        }
        HeaderValue::DateTime(date) => {
            f.other = f.other.wrapping_add(black_box(date).to_timestamp() as u64);
        }
        HeaderValue::ContentType(content_type) => {
            f.other += content_type
                .attributes()
                .map(|(_, value)| black_box(value).len() as u64)
                .sum::<u64>();
        }
        HeaderValue::Received(received) => {
            black_box((received.from(), received.by(), received.id()));
            f.other = f
                .other
                .wrapping_add(received.date().map_or(0, |date| date.to_timestamp() as u64));
        }
    }
}

/// The text of a part by way of `scratch`, so that only a charset other than
/// UTF-8 allocates.
fn text_of<R>(part: &MessagePart, scratch: &mut Vec<u8>, then: impl FnOnce(&str) -> R) -> R {
    let charset = part
        .content_type()
        .and_then(|t| t.attribute("charset"))
        .and_then(|label| Charset::from_label(label.as_bytes()))
        .unwrap_or_default();
    if part.encoding() == Encoding::None {
        return then(&charset.decode(part.raw_body()));
    }
    scratch.clear();
    part.decode_into(scratch);
    then(&charset.decode(scratch))
}

fn visit_body(f: &mut Found, part: &MessagePart, bodies: Bodies, scratch: &mut Vec<u8>) {
    f.leaves += 1;
    f.text_leaves += u64::from(part.is_text());
    f.filename_bytes += part.attachment_name().map_or(0, str::len) as u64;
    if bodies == Bodies::Skip {
        return;
    }
    if bodies == Bodies::Hash {
        *f.decoded_bytes.get_or_insert(0) += part.decoded().len() as u64;
    }
    let mut count = |bytes: &[u8]| {
        f.utf8_bytes += black_box(bytes).len() as u64;
        if bodies == Bodies::Hash {
            f.utf8_hash = f.utf8_hash.wrapping_add(fnv1a(bytes));
        }
    };
    if part.is_text() {
        text_of(part, scratch, |text| count(text.as_bytes()));
    } else if part.encoding() == Encoding::None {
        count(part.raw_body());
    } else {
        scratch.clear();
        part.decode_into(scratch);
        count(scratch);
    }
}

struct Bench {
    parser: MessageParser,
    buffers: MessageBuffers,
    scratch: Vec<u8>,
    bodies: Bodies,
}

impl Bench {
    fn pass(&mut self, items: &[&[u8]]) -> Found {
        let mut f = Found::default();
        for item in items {
            let Some(message) = self.parser.parse_with(*item, &mut self.buffers) else {
                continue;
            };
            f.messages += message.messages().len() as u64;
            for part in message.parts() {
                for header in part.headers() {
                    visit_field(&mut f, &header);
                }
                match part.kind() {
                    PartKind::Multipart => f.multiparts += 1,
                    PartKind::Message(_) => {}
                    _ => visit_body(&mut f, &part, self.bodies, &mut self.scratch),
                }
            }
            self.buffers = message.into_buffers();
        }
        f
    }
}

fn run_codec(a: &harness::Args, items: &[&[u8]]) {
    let is_qp = a.what.starts_with("qp");
    let encoding = if is_qp {
        Encoding::QuotedPrintable
    } else {
        Encoding::Base64
    };
    let mut out = Vec::new();
    if !a.what.ends_with("-encode") {
        let name = if is_qp { "qp-decode" } else { "b64-decode" };
        run(a, PEER, name, items, |items| {
            let mut sum = 0;
            for item in items {
                out.clear();
                encoding.decode_append(item, &mut out);
                sum += black_box(&out).len() as u64;
            }
            sum
        });
    }
    if !a.what.ends_with("-decode") {
        let name = if is_qp { "qp-encode" } else { "b64-encode" };
        let plain: Vec<Vec<u8>> = items
            .iter()
            .map(|item| encoding.decode(item).into_owned())
            .collect();
        run(a, PEER, name, &plain, |items| {
            let mut sum = 0;
            for item in items {
                out.clear();
                if is_qp {
                    qp::BODY.encode_append(item, &mut out);
                } else {
                    base64::MIME.encode_append(item, &mut out);
                }
                sum += black_box(&out).len() as u64;
            }
            sum
        });
    }
}

fn main() {
    let a = args("full|text|parse|stats|CODEC");
    let items = records(&a.data);
    let mut bench = Bench {
        parser: MessageParser::default(),
        buffers: MessageBuffers::default(),
        scratch: Vec::new(),
        bodies: Bodies::Decode,
    };
    match a.what.as_str() {
        "qp" | "qp-decode" | "qp-encode" | "b64" | "b64-decode" | "b64-encode" => {
            return run_codec(&a, &items);
        }
        "stats" => {
            bench.bodies = Bodies::Hash;
            return bench.pass(&items).print(PEER, &items);
        }
        "parse" => bench.bodies = Bodies::Skip,
        "text" => {
            bench.parser = bench.parser.unknown_headers(HeaderForm::Text);
        }
        "full" => {}
        what => no_such(what),
    }
    run(&a, PEER, &a.what, &items, |items| bench.pass(items).sum());
}
