//! The name of the custody vendor stays in its rooms, so that no customer can ever meet it.

use super::{Finding, Tree};

/// The name, in lower case. Written in two parts, because this room may not name it either.
const NAME: &str = concat!("df", "ns");

/// Where the name may be written: its adapter and what surrounds it, configuration and wiring of the
/// binary, pages for operators, and the programs that judge the sandbox. What ends with a slash is a
/// directory; `{}` stands for the name.
const ROOMS: [&str; 20] = [
    "crates/{}/",
    "crates/{}-sandbox/",
    "crates/custody-{}/",
    "crates/bank-custody/src/assembly.rs",
    "crates/bank-custody/src/commands/",
    "crates/bank-custody/src/config.rs",
    "crates/bank-custody/src/config/",
    "crates/bank-custody/src/demo.rs",
    "crates/bank-custody/src/demo/",
    "crates/bank-custody/tests/",
    "crates/testkit/",
    "deploy/",
    "docs/",
    "judges/",
    ".env.example",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "README.md",
    "SECURITY.md",
    "Cargo.lock",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let rooms = ROOMS.map(|room| room.replace("{}", NAME));
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| !is_room(path, &rooms)) {
        if names_it(path) {
            findings.push(Finding::refused(
                path,
                None,
                "its path holds the custody vendor's name",
            ));
        }
        for (index, _) in text.lines().enumerate().filter(|(_, line)| names_it(line)) {
            let text = "the custody vendor's name outside its rooms (xtask/src/tidy/vendor.rs)";
            findings.push(Finding::refused(path, Some(index + 1), text));
        }
    }
    findings
}

fn is_room(path: &str, rooms: &[String]) -> bool {
    // Manifests draw the arrows; they have to name the crates.
    let manifest = path == "Cargo.toml" || path.ends_with("/Cargo.toml");
    manifest
        || rooms
            .iter()
            .any(|room| path == room || (room.ends_with('/') && path.starts_with(room.as_str())))
}

fn names_it(text: &str) -> bool {
    text.to_ascii_lowercase().contains(NAME)
}
