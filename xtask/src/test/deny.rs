//! Licences, banned crates, sources and known vulnerabilities, by cargo-deny. It is installed below
//! the target directory, so that a person's own programs stay as they are.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::outcome_of;
use super::report::Outcome;
use crate::{command, environment};

/// The version that `deny.toml` was written for.
const VERSION: &str = "0.20.2";

/// Builds cargo-deny unless there is one.
pub(crate) fn install(root: &Path) -> Result<Outcome> {
    if find(root).is_some() {
        return Ok(Outcome::Passed);
    }
    let tools = tools(root);
    let mut cargo = command::cargo(root);
    cargo
        .args(["install", "cargo-deny", "--locked", "--version", VERSION])
        .arg("--root");
    // A build directory of its own, kept between runs.
    cargo
        .arg(&tools)
        .arg("--target-dir")
        .arg(tools.join("build"));
    outcome_of(&mut cargo)
}

/// Licences, bans and sources: needs no network.
pub(crate) fn check(root: &Path) -> Result<Outcome> {
    let Some(mut deny) = find(root) else {
        return Ok(missing());
    };
    outcome_of(deny.args(["--locked", "check", "licenses", "bans", "sources"]))
}

/// Known vulnerabilities, where their database can be fetched.
pub(crate) fn advisories(root: &Path) -> Result<Outcome> {
    let Some(mut fetch) = find(root) else {
        return Ok(missing());
    };
    if !command::succeeds(fetch.args(["fetch", "db"]))? {
        let why = "the advisory database is out of reach; try again where github.com answers";
        return Ok(Outcome::Skipped(why.to_owned()));
    }
    let Some(mut deny) = find(root) else {
        return Ok(missing());
    };
    outcome_of(deny.args(["--locked", "check", "advisories"]))
}

fn missing() -> Outcome {
    let how = "cargo-deny is missing; get it by `cargo xtask test --install`";
    Outcome::Skipped(how.to_owned())
}

fn tools(root: &Path) -> PathBuf {
    environment::target_dir()
        .unwrap_or_else(|| root.join("target"))
        .join("tools")
}

/// A cargo-deny that runs: ours, or else the person's own.
fn find(root: &Path) -> Option<Command> {
    let ours = tools(root).join("bin").join("cargo-deny");
    for program in [ours, PathBuf::from("cargo-deny")] {
        if command::works(Command::new(&program).arg("--version")) {
            let mut command = Command::new(program);
            command.current_dir(root);
            return Some(command);
        }
    }
    None
}
