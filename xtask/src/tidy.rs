//! The rules of the house that no compiler knows. Each is a pure function over a [`Tree`], so that
//! its tests can build a house with exactly one fault.

pub mod arrows;
mod changelog;
mod crate_docs;
pub mod migrations;
mod paths;
mod size;
mod tree;
mod vendor;
mod words;

use std::fmt;

pub use tree::Tree;

use crate::tidy::arrows::Arrows;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Worth a look.
    Warning,
    /// Must be mended before a change lands.
    Refused,
}

/// Something that is not as the house wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// The file, relative to the root.
    pub path: String,
    /// The line, counted from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong and what to do about it.
    pub text: String,
}

impl Finding {
    fn refused(path: &str, line: Option<usize>, text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Refused,
            path: path.to_owned(),
            line,
            text: text.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            severity,
            path,
            line,
            text,
        } = self;
        let word = match severity {
            Severity::Warning => "warning",
            Severity::Refused => "error",
        };
        match line {
            Some(line) => write!(f, "{word}: {path}:{line}: {text}"),
            None => write!(f, "{word}: {path}: {text}"),
        }
    }
}

/// Everything that is wrong with a tree whose crates depend on each other as `arrows` say.
pub fn check(tree: &Tree, arrows: &Arrows) -> Vec<Finding> {
    let mut findings = arrows::check(tree, arrows);
    findings.extend(changelog::check(tree));
    findings.extend(crate_docs::check(tree));
    findings.extend(migrations::check(tree));
    findings.extend(paths::check(tree));
    findings.extend(size::check(tree));
    findings.extend(vendor::check(tree));
    findings.extend(words::check(tree));
    findings
}
