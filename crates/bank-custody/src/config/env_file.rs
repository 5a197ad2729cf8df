//! The file `.env`: lines `NAME=value` in the grammar of `dotenvy`, but for `$`, which that library
//! would replace by another variable without a word.

use std::{
    cell::Cell,
    io::{self, Read},
};

use super::VarsError;

/// Stands for a `$` that means another variable; no character of any text.
const STAND_IN: char = '\u{ffff}';

/// The assignments of the file with this text, in their order.
pub(super) fn assignments(text: &str) -> Result<Vec<(String, String)>, VarsError> {
    let masked = mask_substitutions(text);
    let lines_read = Cell::new(0);
    let literal = dotenvy::from_read_iter(LineByLine {
        rest: masked.as_bytes(),
        lines_read: &lines_read,
    });
    let mut line = line_of_next(text, 0);
    let mut substituted = dotenvy::from_read_iter(text.as_bytes());
    let mut assignments = Vec::new();
    for pair in literal {
        let Ok((_, value)) = pair else {
            return Err(VarsError::Malformed { line });
        };
        match substituted.next() {
            Some(Ok(pair)) if pair.1 == value.replace(STAND_IN, "$") => assignments.push(pair),
            _ => return Err(VarsError::Substitution { line }),
        }
        line = line_of_next(text, lines_read.get());
    }
    Ok(assignments)
}

/// The line, from 1, of the first assignment behind so many lines.
fn line_of_next(text: &str, behind: usize) -> usize {
    let rest = text.lines().skip(behind);
    let is_passed_over = |line: &&str| {
        let line = line.trim_start();
        line.is_empty() || line.starts_with('#')
    };
    behind + rest.take_while(is_passed_over).count() + 1
}

/// The text with another character for each `$` that no backslash stands before.
fn mask_substitutions(text: &str) -> String {
    let mut is_escaped = false;
    let masked = text.chars().map(|it| {
        let masked = if it == '$' && !is_escaped {
            STAND_IN
        } else {
            it
        };
        is_escaped = it == '\\' && !is_escaped;
        masked
    });
    masked.collect()
}

/// Gives at most one line a call, so that a buffer on top of it never holds the next one.
struct LineByLine<'a> {
    rest: &'a [u8],
    lines_read: &'a Cell<usize>,
}

impl Read for LineByLine<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut lines = self.rest.split_inclusive(|byte| *byte == b'\n');
        let mut line = lines.next().unwrap_or_default();
        let whole = line.len();
        let read = line.read(buffer)?;
        if read == whole {
            self.lines_read.set(self.lines_read.get() + 1);
        }
        self.rest = self.rest.get(read..).unwrap_or_default();
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        let pairs = assignments(text).unwrap();
        pairs.into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn quotes_keep_blanks_and_dollars() {
        let text = "\
# A comment with $HOME and a 'quote

A='Volksbank Mitte' # the bank
B='pa$$word$HOME\\$x'
C=\"-----BEGIN PRIVATE KEY-----\\nabc\"
D=pa\\$word
E=\"pa\\$word\"
F='two
lines'
G=plain";
        assert_eq!(
            values(text),
            [
                "Volksbank Mitte",
                "pa$$word$HOME\\$x",
                "-----BEGIN PRIVATE KEY-----\nabc",
                "pa$word",
                "pa$word",
                "two\nlines",
                "plain"
            ]
        );
    }

    #[test]
    fn a_fault_names_its_line_of_the_file() {
        let before = "# comment\n\nA=1\nB='two\nlines'\n  # comment\n";
        for faulty in [
            "C=Volksbank Mitte\nD=1\n",
            "C=-----BEGIN PRIVATE KEY-----\\nabc",
            "C='no end\nD=1\n",
            "s3cret\n",
        ] {
            let fault = assignments(&format!("{before}{faulty}")).unwrap_err();
            let is_right = matches!(fault, VarsError::Malformed { line: 7 });
            assert!(is_right, "{faulty}: {fault:?}");
        }
    }

    #[test]
    fn a_dollar_that_would_be_replaced_is_refused() {
        for value in ["pa$word", "pass$", "$$", "${A}x", "\"pa$word\"", "\\\\$A"] {
            let fault = assignments(&format!("# comment\nA=1\nB={value}\nC=1\n")).unwrap_err();
            let is_right = matches!(fault, VarsError::Substitution { line: 3 });
            assert!(is_right, "{value}: {fault:?}");
        }
    }
}
