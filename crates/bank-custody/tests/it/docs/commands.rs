//! Commands that are not run: those for the real service, for cargo, and those within sentences. They
//! exist, with the options that they are shown with.

use bank_custody::{cli::Cli, config::VARIABLES};
use clap::{Parser as _, error::ErrorKind};
use tokio::process::Command;

use super::{
    all_pages,
    blocks::{Mark, blocks, spans},
    read, root,
};
use crate::program::Home;

/// Commands for the real service cannot run, but they are shell, and what they set is read.
#[tokio::test]
async fn commands_are_shell_and_set_what_is_read() {
    let home = Home::new();
    for page in all_pages() {
        for block in blocks(&read(&page)).iter().filter(|block| block.is_shell()) {
            home.write("block.sh", &block.text);
            let mut bash = Command::new("bash");
            let parsed = bash.arg("-n").arg(home.path("block.sh"));
            let parsed = parsed.output().await.unwrap();
            assert!(parsed.status.success(), "{page}: {block:?}");
            if block.shell_mark() != Mark::Real {
                continue;
            }
            for line in block.commands() {
                if let Some(assignment) = line.strip_prefix("export ") {
                    let (name, _) = assignment.split_once('=').unwrap();
                    let is_known = VARIABLES.iter().any(|it| it.name == name);
                    assert!(is_known, "{page}: {line}");
                } else {
                    check(&page, &line, Place::Block);
                }
            }
        }
    }
}

/// A job that did not start would otherwise be waited for without end.
#[test]
fn what_waits_for_a_job_ends_with_it() {
    for page in all_pages() {
        for block in blocks(&read(&page)).iter().filter(|block| block.is_shell()) {
            for line in block.commands().filter(|line| line.contains("sleep")) {
                assert!(line.contains("kill -0 $!"), "{page}: {line}");
            }
        }
    }
}

#[test]
fn commands_for_cargo_and_within_sentences_exist() {
    let mut checked = 0;
    for name in all_pages() {
        let page = read(&name);
        for block in blocks(&page).iter().filter(|block| block.is_shell()) {
            if block.shell_mark() == Mark::Cargo {
                block.commands().for_each(|line| {
                    let is_known = check(&name, &line, Place::Block);
                    assert!(is_known, "{name}: not known: {line}");
                    checked += 1;
                });
            }
        }
        for span in spans(&page) {
            checked += usize::from(check(&name, span, Place::Sentence));
        }
    }
    assert!(checked > 20, "only {checked} commands were found");
}

/// Where a command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// To be run as it is.
    Block,
    /// As a name, without all that it needs; a family of commands is one, too.
    Sentence,
}

/// Whether this is a command of ours; it must then be one that exists.
fn check(page: &str, line: &str, place: Place) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["bank-custody", ..] => program(page, &words, place),
        ["cargo", "run", "-p", package, "--example", example] => {
            let file = format!("crates/{package}/examples/{example}.rs");
            assert!(root().join(&file).exists(), "{page}: {line}: no {file}");
        }
        ["cargo", "run", "--release"] => program(page, &["bank-custody"], place),
        ["cargo", "run", "--release", "--", rest @ ..] => {
            program(page, &[&["bank-custody"], rest].concat(), place);
        }
        ["cargo", "xtask"] => {}
        ["cargo", "xtask", verb, flags @ ..] => xtask(page, verb, flags),
        _ => return false,
    }
    true
}

/// The program's own parser takes the command.
fn program(page: &str, words: &[&str], place: Place) {
    // What the shell would do with it is not for the parser.
    let words = words
        .iter()
        .take_while(|word| !["&", ">", "||", "&&", "|"].contains(*word));
    let Err(error) = Cli::try_parse_from(words.clone()) else {
        return;
    };
    let kind = error.kind();
    let is_name = kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        || kind == ErrorKind::MissingRequiredArgument;
    // The option is there, and a placeholder is no value.
    let is_right = kind == ErrorKind::ValueValidation || (place == Place::Sentence && is_name);
    let words: Vec<_> = words.collect();
    assert!(is_right, "{page}: {words:?}: {error}");
}

/// The usage that `cargo xtask` prints has the verb, with these flags behind it.
fn xtask(page: &str, verb: &str, flags: &[&str]) {
    let source = read("xtask/src/lib.rs");
    let (_, usage) = source.split_once("usage: cargo xtask").unwrap();
    let (usage, _) = usage.split_once("\";").unwrap();
    let line = usage
        .lines()
        .find(|line| line.split_whitespace().next() == Some(verb));
    let line = line.unwrap_or_else(|| panic!("{page}: cargo xtask has no {verb}"));
    let known: Vec<_> = line
        .split_whitespace()
        .map(|word| word.trim_matches(['[', ']']))
        .collect();
    // What follows `--` goes to another program.
    for flag in flags.iter().take_while(|flag| **flag != "--") {
        // A value is a number.
        let is_right = known.contains(flag) || flag.parse::<u64>().is_ok();
        assert!(is_right, "{page}: cargo xtask {verb} has no {flag}");
    }
}
