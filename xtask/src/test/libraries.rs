//! The libraries that stand alone: their documentation and their packages.

use std::path::Path;

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
    let mut cargo = command::cargo(root);
    cargo.args([
        "package",
        "--no-verify",
        "--allow-dirty",
        "--offline",
        "--locked",
    ]);
    for library in LIBRARIES {
        cargo.args(["--package", library]);
    }
    outcome_of(&mut cargo)
}
