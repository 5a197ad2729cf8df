//! Licences, banned crates, sources and known vulnerabilities, by cargo-deny.

use std::path::Path;

use anyhow::Result;

use super::outcome_of;
use super::report::Outcome;
use crate::command;
use crate::tool::Tool;

/// The version that `deny.toml` was written for.
const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    probe: &["--version"],
    how: "cargo xtask test --install",
};

/// Builds cargo-deny unless there is one.
pub(crate) fn install(root: &Path) -> Result<Outcome> {
    DENY.install(root)
}

/// Licences, bans and sources: needs no network.
pub(crate) fn check(root: &Path) -> Result<Outcome> {
    let Some(mut deny) = DENY.find(root) else {
        return Ok(DENY.missing());
    };
    outcome_of(deny.args(["--locked", "check", "licenses", "bans", "sources"]))
}

/// Known vulnerabilities, where their database can be fetched.
pub(crate) fn advisories(root: &Path) -> Result<Outcome> {
    let Some(mut fetch) = DENY.find(root) else {
        return Ok(DENY.missing());
    };
    if !command::succeeds(fetch.args(["fetch", "db"]))? {
        let why = "the advisory database is out of reach; try again where github.com answers";
        return Ok(Outcome::Skipped(why.to_owned()));
    }
    let Some(mut deny) = DENY.find(root) else {
        return Ok(DENY.missing());
    };
    outcome_of(deny.args(["--locked", "check", "advisories"]))
}
