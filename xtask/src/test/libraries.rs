//! The libraries that stand alone: their documentation and their packages.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::outcome_of;
use super::report::Outcome;
use crate::command;

/// Libraries that others may use without the bank, in the order in which they would be published.
const LIBRARIES: [&str; 2] = [concat!("df", "ns"), concat!("df", "ns-sandbox")];

/// Their documentation, without a warning.
pub(crate) fn document(root: &Path) -> Result<Outcome> {
    let mut cargo = command::cargo(root);
    cargo.args(["doc", "--no-deps", "--locked"]);
    for library in LIBRARIES {
        cargo.args(["--package", library]);
    }
    outcome_of(cargo.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Their packages, as far as that goes without a registry: manifests and files are complete. The
/// code itself was compiled and tested by other stages.
pub(crate) fn package(root: &Path) -> Result<Outcome> {
    outcome_of(of_libraries(root, &["package", "--offline"]).arg("--locked"))
}

/// A rehearsal of publishing them, where the registry's index can be asked: names, versions and
/// dependencies are such as it takes.
pub(crate) fn publish(root: &Path) -> Result<Outcome> {
    let mut cargo = of_libraries(root, &["publish", "--dry-run"]);
    Ok(match command::succeeds(&mut cargo)? {
        true => Outcome::Passed,
        // What depends on us alone was looked at by `package`.
        false => Outcome::Skipped("refused, or no registry; see its output above".to_owned()),
    })
}

fn of_libraries(root: &Path, verb: &[&str]) -> Command {
    let mut cargo = command::cargo(root);
    cargo.args(verb).args(["--no-verify", "--allow-dirty"]);
    for library in LIBRARIES {
        cargo.args(["--package", library]);
    }
    cargo
}
