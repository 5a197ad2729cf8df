//! The documentation: its commands run, what cannot run here is at least right in form, and it names
//! every variable and version.
//!
//! A block ```` ```sh ```` is run as it stands; the blocks of a page are one script. A mark after
//! `sh` says what else a block needs ([`blocks::Mark`]). A block of another language with a file
//! name (```` ```python wallet.py ````) is written to that file first.

mod auth0;
mod blocks;
mod commands;
mod guarantees;
mod operations;
mod pages;
mod variables;
mod versions;

use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the repository.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).expect(path)
}

/// Every page that people read, from the root of the repository.
fn all_pages() -> Vec<String> {
    let mut pages = pages_in("");
    pages.extend(pages_in("docs/"));
    pages.extend(pages_in("judges/"));
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        pages.extend(pages_in(&format!("crates/{name}/")));
    }
    assert!(pages.len() > 10, "{pages:?}");
    pages
}

fn pages_in(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .filter(|name| name.ends_with(".md"))
        .map(|name| format!("{folder}{name}"))
        .collect()
}
