//! Each crate says at its door what it is.

use super::{Finding, Tree};

/// Each begins a line of its own, as a heading, in bold or as plain text.
const PARTS: [&str; 3] = [
    "What lives here",
    "What must never be here",
    "Where to start reading",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in tree.paths().filter(|path| is_manifest(path)) {
        let crate_dir = manifest.trim_end_matches("Cargo.toml");
        let library = format!("{crate_dir}src/lib.rs");
        let program = format!("{crate_dir}src/main.rs");
        let door = if tree.exists(&library) {
            library
        } else {
            program
        };
        let text = tree.text(&door).unwrap_or_default();
        let docs: Vec<_> = text
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .collect();
        for part in PARTS {
            let begins = |line: &&str| line.trim_start_matches([' ', '#', '*']).starts_with(part);
            if !docs.iter().any(begins) {
                let text = format!("its docs lack the part `{part}`");
                findings.push(Finding::refused(&door, Some(1), text));
            }
        }
    }
    findings
}

/// The manifest of a crate, not that of the workspace.
fn is_manifest(path: &str) -> bool {
    path == "xtask/Cargo.toml"
        || path.strip_prefix("crates/").is_some_and(|rest| {
            rest.split_once('/')
                .is_some_and(|(_, file)| file == "Cargo.toml")
        })
}
