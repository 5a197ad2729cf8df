//! Words that must not land: work left undone, and paths of one machine.

use super::{Finding, Tree};

/// Not written by us.
const FOREIGN: [&str; 2] = ["LICENSE", "Cargo.lock"];

/// Words that stand alone, each in two parts so that this file passes its own rule.
const WORDS: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];
/// Macros that stop the program where work was left.
const MACROS: [&str; 2] = [concat!("todo", "!"), concat!("unimplemented", "!")];
/// Where paths of somebody's machine begin.
const MACHINE: [&str; 5] = [
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("../sha", "red/"),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| !FOREIGN.contains(path)) {
        for (index, line) in text.lines().enumerate() {
            let mut refuse = |text| findings.push(Finding::refused(path, Some(index + 1), text));
            for word in WORDS.iter().filter(|word| stands_alone(line, word)) {
                refuse(format!("{word}: finish it, or open an issue"));
            }
            for name in MACROS.iter().filter(|_| path.ends_with(".rs")) {
                if line.contains(name) {
                    refuse(format!("{name} must not land"));
                }
            }
            for start in MACHINE.iter().filter(|start| begins_a_path(line, start)) {
                refuse(format!("{start}: a path of one machine"));
            }
        }
    }
    findings
}

fn stands_alone(line: &str, word: &str) -> bool {
    occurrences(line, word).any(|(before, after)| !is_word(before) && !is_word(after))
}

fn begins_a_path(line: &str, start: &str) -> bool {
    // `network/root/x` holds the letters, but begins elsewhere.
    occurrences(line, start)
        .any(|(before, _)| !is_word(before) && !before.is_some_and(|it| "-./}".contains(it)))
}

/// The characters before and after each occurrence.
fn occurrences<'a>(
    line: &'a str,
    word: &'a str,
) -> impl Iterator<Item = (Option<char>, Option<char>)> + 'a {
    line.match_indices(word).map(move |(at, _)| {
        let (before, rest) = line.split_at(at);
        (
            before.chars().next_back(),
            rest.strip_prefix(word).and_then(|it| it.chars().next()),
        )
    })
}

fn is_word(character: Option<char>) -> bool {
    character.is_some_and(|it| it.is_alphanumeric() || it == '_')
}
