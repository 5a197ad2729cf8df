//! Formatting and lints.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::outcome_of;
use super::report::Outcome;
use super::suite::FEATURES;
use crate::command;

pub(crate) fn fmt(root: &Path, install: bool) -> Result<Outcome> {
    if let Some(skipped) = provide(root, "fmt", "rustfmt", install)? {
        return Ok(skipped);
    }
    outcome_of(command::cargo(root).args(["fmt", "--all", "--check"]))
}

pub(crate) fn clippy(root: &Path, install: bool) -> Result<Outcome> {
    if let Some(skipped) = provide(root, "clippy", "clippy", install)? {
        return Ok(skipped);
    }
    let mut cargo = command::cargo(root);
    cargo.args(["clippy", "--workspace", "--all-targets", "--locked"]);
    cargo.args(FEATURES);
    outcome_of(cargo.args(["--", "-D", "warnings"]))
}

/// The program as an image has it.
pub(crate) fn without_demo(root: &Path) -> Result<Outcome> {
    let mut cargo = command::cargo(root);
    let flags = [
        "clippy",
        "--package",
        "bank-custody",
        "--no-default-features",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    outcome_of(cargo.args(flags))
}

/// Sees to it that `cargo <verb>` exists; otherwise says how to get it.
fn provide(root: &Path, verb: &str, component: &str, install: bool) -> Result<Option<Outcome>> {
    let works = || command::works(command::cargo(root).args([verb, "--version"]));
    if works() {
        return Ok(None);
    }
    if install && command::succeeds(Command::new("rustup").args(["component", "add", component]))? {
        return Ok((!works()).then(|| Outcome::Failed(format!("{component} does not run"))));
    }
    Ok(Some(Outcome::Skipped(format!(
        "get it by `rustup component add {component}`"
    ))))
}
