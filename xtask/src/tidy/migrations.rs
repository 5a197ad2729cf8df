//! Landed migrations never change, and both databases have the same ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::{Finding, Tree};

const DIRECTORY: &str = "crates/store/migrations/";
/// One line a landed migration: SHA-256 in hex, two spaces, path below the directory.
pub const CHECKSUMS: &str = "crates/store/migrations/CHECKSUMS";
const DATABASES: [&str; 2] = ["postgres/", "sqlite/"];

/// Landed migrations that are gone or hold other bytes than when they landed.
pub fn changed(tree: &Tree) -> Vec<String> {
    let present = present(tree);
    let differs = |(name, sum): &(String, String)| present.get(name) != Some(sum);
    recorded(tree)
        .into_iter()
        .filter(differs)
        .map(|(name, _)| name)
        .collect()
}

/// The record with new migrations at its end, and their names.
pub fn with_new(tree: &Tree) -> (String, Vec<String>) {
    let mut text = tree.text(CHECKSUMS).unwrap_or_default().to_owned();
    let new = new(tree);
    for (name, sum) in &new {
        text.push_str(&format!("{sum}  {name}\n"));
    }
    (text, new.into_iter().map(|(name, _)| name).collect())
}

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in changed(tree) {
        let text = format!("{name} has landed and was edited since; write a new migration");
        findings.push(Finding::refused(CHECKSUMS, None, text));
    }
    for (name, _) in new(tree) {
        let text = format!("{name} is not recorded; run `cargo xtask checksums`");
        findings.push(Finding::refused(CHECKSUMS, None, text));
    }
    let [left, right] = DATABASES.map(|database| names_for(tree, database));
    for name in left.symmetric_difference(&right) {
        let text = format!("{name} exists for one database only");
        findings.push(Finding::refused(DIRECTORY, None, text));
    }
    findings
}

fn names_for(tree: &Tree, database: &str) -> BTreeSet<String> {
    let names = present(tree).into_keys();
    names
        .filter_map(|name| Some(name.strip_prefix(database)?.to_owned()))
        .collect()
}

fn new(tree: &Tree) -> Vec<(String, String)> {
    let recorded: BTreeMap<_, _> = recorded(tree).into_iter().collect();
    present(tree)
        .into_iter()
        .filter(|(name, _)| !recorded.contains_key(name))
        .collect()
}

fn recorded(tree: &Tree) -> Vec<(String, String)> {
    let lines = tree.text(CHECKSUMS).unwrap_or_default().lines();
    let pair = |line: &str| {
        line.split_once("  ")
            .map(|(sum, name)| (name.into(), sum.into()))
    };
    lines.filter_map(pair).collect()
}

fn present(tree: &Tree) -> BTreeMap<String, String> {
    let files = tree.paths().filter(|path| path.ends_with(".sql"));
    let named = files.filter_map(|path| Some((path.strip_prefix(DIRECTORY)?, tree.bytes(path)?)));
    named
        .map(|(name, bytes)| (name.to_owned(), sha256(bytes)))
        .collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
