//! `cargo xtask openapi`: writes down the API as the code describes it. A test of the API compares
//! the two, so that a change of the published document is always seen.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::command;

/// The published document.
const FILE: &str = "crates/api/openapi.json";

pub(crate) fn run(root: &Path) -> Result<()> {
    let mut cargo = command::cargo(root);
    let document = command::output(cargo.args(["run", "-p", "bank-custody", "--", "openapi"]))?;
    serde_json::from_str::<serde_json::Value>(&document).context("the document is not JSON")?;
    fs::write(root.join(FILE), document).with_context(|| format!("cannot write {FILE}"))?;
    println!("wrote {FILE}");
    Ok(())
}
