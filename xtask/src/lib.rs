//! The house's own programs: `cargo xtask <verb>`.
//!
//! # What lives here
//!
//! `test` (everything that must hold before a change lands), `judges` and `deploy` (parts of it), `sim` (the simulator),
//! `mutants` (faults that some test must notice), `tidy` (the
//! rules that no compiler knows), `checksums` (of new migrations) and `openapi` (rewrites the
//! published document). It starts other programs, cargo first of all, and reads the files of the
//! repository.
//!
//! # What must never be here
//!
//! A dependency on a crate of ours (but `pglab`, which needs none), or on anything slow to build: this is the first thing a fresh
//! clone compiles. Nothing is installed on a person's machine unless `--install` asks for it.
//!
//! # Where to start reading
//!
//! [`run`] for the verbs, `test.rs` for the stages, [`tidy`] for the rules of the house.

#![expect(
    clippy::print_stdout,
    reason = "a program for the terminal; it has no log"
)]

mod checksums;
mod command;
mod environment;
mod mutants;
mod openapi;
mod simulator;
mod test;
pub mod tidy;
mod tool;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::tidy::{Severity, Tree};

const USAGE: &str = "\
usage: cargo xtask <verb>

  test [--install] [--long]   formatting, lints, tidy, licences, all tests
      --install               installs what is missing (on a person's machine nothing is otherwise)
      --long                  also the tests that are too long for every change
  judges [--install] [--long] the programs of others in judges/ alone
  deploy [--install]          the files of deploy/ alone, each by the program that reads it
  sim [--seed N | --seeds N [--from N]] [--steps N]
                              the bank in virtual time, once for each seed; see docs/simulator.md
  mutants [--install] [rules | executor] [-- ARGUMENTS]
                              faults that some test must notice; see docs/mutants.md
  tidy                        the rules of the house alone
  checksums                   records new migrations in CHECKSUMS
  openapi                     rewrites crates/api/openapi.json";

/// Runs the verb that `arguments` name. `Ok(false)` when what it checked does not hold.
pub fn run(arguments: &[String]) -> Result<bool> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["test", flags @ ..] => test::run(&root()?, &options(flags)?),
        ["judges", flags @ ..] => test::run_judges(&root()?, &options(flags)?),
        ["deploy", flags @ ..] => test::run_deploy(&root()?, &options(flags)?),
        ["sim", arguments @ ..] => simulator::run(&root()?, arguments),
        ["mutants", arguments @ ..] => mutants::run(&root()?, &mutants::Options::read(arguments)?),
        ["tidy"] => tidy_verb(&root()?),
        ["checksums"] => checksums::run(&root()?).map(|()| true),
        ["openapi"] => openapi::run(&root()?).map(|()| true),
        _ => bail!("{USAGE}"),
    }
}

fn options(flags: &[&str]) -> Result<test::Options> {
    let mut options = test::Options::default();
    for flag in flags {
        match *flag {
            "--install" => options.install = true,
            "--long" => options.long = true,
            other => bail!("unknown flag {other}\n{USAGE}"),
        }
    }
    Ok(options)
}

/// The directory of the workspace.
pub fn root() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    Ok(root.context("xtask has no directory above it")?.to_owned())
}

/// Checks the house and prints what is wrong; `false` if something must be mended.
fn tidy_verb(root: &Path) -> Result<bool> {
    let tree = Tree::read(root)?;
    let findings = tidy::check(&tree, &tidy::arrows::of_workspace(root)?);
    for finding in &findings {
        println!("{finding}");
    }
    let refused = findings
        .iter()
        .filter(|it| it.severity == Severity::Refused)
        .count();
    println!(
        "tidy: {} files, {refused} to mend, {} warnings",
        tree.len(),
        findings.len() - refused
    );
    Ok(refused == 0)
}
