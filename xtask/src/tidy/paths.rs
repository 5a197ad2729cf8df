//! Every path that the map and the front page name leads somewhere.

use super::{Finding, Tree};

const PAGES: [&str; 2] = ["ARCHITECTURE.md", "README.md"];
/// A code span that begins with one of these is taken for a path of the repository.
const ROOMS: [&str; 7] = [
    "crates/", "docs/", "deploy/", "judges/", "xtask/", ".ci/", ".cargo/",
];
const ROOT_FILES: [&str; 3] = [".md", ".toml", ".lock"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for page in PAGES {
        let text = tree.text(page).unwrap_or_default();
        for (index, line) in text.lines().enumerate() {
            let dead = code_spans(line).filter(|span| is_path(span) && !tree.exists(span));
            findings.extend(dead.map(|span| {
                Finding::refused(page, Some(index + 1), format!("`{span}` does not exist"))
            }));
        }
    }
    findings
}

fn code_spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn is_path(span: &str) -> bool {
    let plain = span
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || b"-._/".contains(&it));
    let at_root = !span.contains('/') && ROOT_FILES.iter().any(|ending| span.ends_with(ending));
    plain && (at_root || ROOMS.iter().any(|room| span.starts_with(room)))
}
