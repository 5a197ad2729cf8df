//! The changelog keeps its form (keepachangelog.com).

use super::{Finding, Tree};

const FILE: &str = "CHANGELOG.md";

pub(super) fn check(tree: &Tree) -> Option<Finding> {
    let text = tree.text(FILE).unwrap_or_default();
    let is_section = |line: &str| {
        line.strip_prefix("## [").is_some_and(|rest| {
            rest.starts_with("Unreleased]") || rest.starts_with(|it: char| it.is_ascii_digit())
        })
    };
    if text.lines().any(is_section) {
        return None;
    }
    Some(Finding::refused(
        FILE,
        None,
        "has no section `## [Unreleased]` or `## [1.2.3]`",
    ))
}
