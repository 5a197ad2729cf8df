//! Long files hide a missing concept.

use super::{Finding, Severity, Tree};

const LINES_WARNED: usize = 400;
const LINES_MAX: usize = 600;
/// Files that a program writes.
const GENERATED: [&str; 0] = [];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let code = tree
        .texts()
        .filter(|(path, _)| path.ends_with(".rs") && !GENERATED.contains(path));
    let long = code.filter_map(|(path, text)| {
        let lines = text.lines().count();
        let severity = match lines {
            0..=LINES_WARNED => return None,
            _ if lines <= LINES_MAX => Severity::Warning,
            _ => Severity::Refused,
        };
        let text = format!("{lines} lines (aim 300, at most {LINES_MAX}): look for the concept");
        Some(Finding {
            severity,
            path: path.to_owned(),
            line: None,
            text,
        })
    });
    long.collect()
}
