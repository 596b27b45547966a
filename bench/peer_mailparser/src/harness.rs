//! What both programs share: bench/recs.h and bench/timing.h in Rust.

use std::time::Instant;

/// `PROGRAM FILE.recs [rounds [what]]`
pub struct Args {
    pub data: Vec<u8>,
    pub corpus: String,
    pub rounds: usize,
    pub what: String,
}

pub fn args(whats: &str) -> Args {
    let args: Vec<String> = std::env::args().collect();
    let rounds = args.get(2).map_or(Some(7), |s| s.parse().ok());
    let (Some(file), Some(rounds @ 1..=10000)) = (args.get(1), rounds) else {
        eprintln!("usage: {} FILE.recs [rounds [{whats}]]", args[0]);
        std::process::exit(2);
    };
    let data = std::fs::read(file).unwrap_or_else(|e| {
        eprintln!("{file}: {e}");
        std::process::exit(1);
    });
    let base = file.rsplit('/').next().unwrap_or(file);
    Args {
        data,
        corpus: base.strip_suffix(".recs").unwrap_or(base).to_string(),
        rounds,
        what: args.get(3).map_or("full", |s| s).to_string(),
    }
}

pub fn records(data: &[u8]) -> Vec<&[u8]> {
    let mut items = Vec::new();
    let mut rest = data;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let n = u32::from_le_bytes(*length) as usize;
        let Some((item, after)) = after.split_at_checked(n) else {
            break;
        };
        items.push(item);
        rest = after;
    }
    if !rest.is_empty() || items.is_empty() {
        eprintln!("not a record file");
        std::process::exit(1);
    }
    items
}

/// One untimed pass, then the timed ones, then the line of output.
pub fn run<T: AsRef<[u8]>>(
    a: &Args,
    peer: &str,
    what: &str,
    items: &[T],
    mut pass: impl FnMut(&[T]) -> u64,
) {
    let bytes: usize = items.iter().map(|i| i.as_ref().len()).sum();
    let first = pass(items);
    let mut ns = Vec::with_capacity(a.rounds);
    for _ in 0..a.rounds {
        let began = Instant::now();
        let sum = pass(items);
        ns.push(began.elapsed().as_nanos() as u64);
        assert_eq!(first, sum, "{peer} {what}: two passes disagree");
    }
    ns.sort_unstable();
    let half = ns.len() / 2;
    let median = if ns.len() % 2 != 0 {
        ns[half]
    } else {
        (ns[half - 1] + ns[half]) / 2
    };
    println!(
        "{peer}\t{what}\t{}\t{bytes}\t{}\t{}\t{median}\t-",
        a.corpus,
        items.len(),
        ns[0]
    );
}

/// What a pass finds.
#[derive(Default)]
pub struct Found {
    pub messages: u64,
    pub multiparts: u64,
    pub leaves: u64,
    pub text_leaves: u64,
    pub fields: u64,
    pub mailboxes: u64,
    pub name_bytes: u64,
    pub subject_bytes: u64,
    pub references: u64,
    pub filename_bytes: u64,
    pub decoded_bytes: Option<u64>, // None: the peer does not tell
    pub utf8_bytes: u64,
    pub utf8_hash: u64,
    pub other: u64,
}

impl Found {
    pub fn sum(&self) -> u64 {
        self.messages
            .wrapping_add(self.leaves)
            .wrapping_add(self.fields)
            .wrapping_add(self.mailboxes)
            .wrapping_add(self.name_bytes)
            .wrapping_add(self.subject_bytes)
            .wrapping_add(self.utf8_bytes)
            .wrapping_add(self.other)
    }

    pub fn print(&self, peer: &str, items: &[&[u8]]) {
        let bytes = items.iter().map(|i| i.len() as u64).sum();
        if let Some(decoded) = self.decoded_bytes {
            println!("stat\t{peer}\tdecoded_bytes\t{decoded}");
        }
        for (key, value) in [
            ("records", items.len() as u64),
            ("bytes", bytes),
            ("messages", self.messages),
            ("multiparts", self.multiparts),
            ("leaves", self.leaves),
            ("text_leaves", self.text_leaves),
            ("fields", self.fields),
            ("mailboxes", self.mailboxes),
            ("name_bytes", self.name_bytes),
            ("subject_bytes", self.subject_bytes),
            ("references", self.references),
            ("filename_bytes", self.filename_bytes),
            ("utf8_bytes", self.utf8_bytes),
            ("utf8_hash", self.utf8_hash),
        ] {
            println!("stat\t{peer}\t{key}\t{value}");
        }
    }
}

pub fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, &b| {
        (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
    })
}

pub fn no_such(what: &str) -> ! {
    eprintln!("there is no {what:?}");
    std::process::exit(2);
}
