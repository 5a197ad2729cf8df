//! Which crate of ours may depend on which: the list in ARCHITECTURE.md against Cargo's own view.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Finding, Tree};
use crate::command;

const MAP: &str = "ARCHITECTURE.md";
/// Opens the list: one line a crate, `crate -> dependency dependency`.
const FENCE: &str = "```arrows";

/// For each crate of ours, those it depends on. Dev-dependencies are left out.
pub type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The arrows that Cargo sees.
pub fn of_workspace(root: &Path) -> Result<Arrows> {
    let mut cargo = command::cargo(root);
    let json = command::output(cargo.args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&json).context("cargo metadata is not JSON")?;
    of_metadata(&metadata).context("cargo metadata has another form than expected")
}

/// The arrows in what `cargo metadata` prints.
pub fn of_metadata(metadata: &Value) -> Option<Arrows> {
    let packages = metadata.get("packages")?.as_array()?;
    let mut arrows = Arrows::new();
    for package in packages {
        let mut targets = BTreeSet::new();
        for dependency in package.get("dependencies")?.as_array()? {
            let ours = dependency.get("path").is_some_and(Value::is_string);
            let dev = dependency.get("kind").and_then(Value::as_str) == Some("dev");
            if ours && !dev {
                targets.insert(dependency.get("name")?.as_str()?.to_owned());
            }
        }
        arrows.insert(package.get("name")?.as_str()?.to_owned(), targets);
    }
    Some(arrows)
}

pub(super) fn check(tree: &Tree, actual: &Arrows) -> Vec<Finding> {
    let text = tree.text(MAP).unwrap_or_default();
    let Some(fence) = text.lines().position(|line| line == FENCE) else {
        return vec![Finding::refused(
            MAP,
            None,
            format!("has no list of arrows ({FENCE})"),
        )];
    };
    let mut findings = Vec::new();
    let mut listed = BTreeSet::new();
    let lines = text.lines().enumerate().skip(fence + 1);
    for (index, line) in lines.take_while(|(_, line)| !line.starts_with("```")) {
        let mut refuse = |text| findings.push(Finding::refused(MAP, Some(index + 1), text));
        let Some((name, targets)) = line.split_once("->") else {
            refuse(format!(
                "{line:?} is not of the form `crate -> dependency dependency`"
            ));
            continue;
        };
        let name = name.trim();
        listed.insert(name);
        let Some(actual) = actual.get(name) else {
            refuse(format!("there is no crate {name}"));
            continue;
        };
        let allowed: BTreeSet<_> = targets.split_whitespace().collect();
        for extra in actual
            .iter()
            .filter(|target| !allowed.contains(target.as_str()))
        {
            refuse(format!(
                "{name} depends on {extra}, an arrow that is not on the map"
            ));
        }
        for missing in allowed.iter().filter(|&&target| !actual.contains(target)) {
            refuse(format!(
                "the map draws {name} -> {missing}, which Cargo does not know"
            ));
        }
    }
    for name in actual.keys().filter(|name| !listed.contains(name.as_str())) {
        findings.push(Finding::refused(
            MAP,
            Some(fence + 1),
            format!("{name} is not listed"),
        ));
    }
    findings
}
