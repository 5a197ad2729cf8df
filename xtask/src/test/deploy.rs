//! The files of `deploy/`, each checked by the program that reads it. Debian's packages of these
//! programs are unpacked into the build directory instead of being installed: nobody who tests wants
//! their services to run.

mod files;
mod programs;

use std::path::Path;

use anyhow::Result;

use super::report::Outcome;
use crate::environment;
use programs::Programs;

/// Brings the programs. The tests of the proxy use them too.
pub(crate) fn install(root: &Path) -> Result<Outcome> {
    Programs::below(&target(root)).install()?;
    Ok(Outcome::Passed)
}

/// Every file, also after one was found wrong.
pub(crate) fn check(root: &Path) -> Result<Outcome> {
    let target = target(root);
    let programs = Programs::below(&target);
    if let Some(missing) = programs.missing() {
        let how = "`cargo xtask test --install` puts it into the build directory";
        return Ok(Outcome::Skipped(format!("{missing} is missing: {how}")));
    }
    let room = target.join("deploy");
    let mut wrong = Vec::new();
    for (name, check) in files::CHECKS {
        println!("{name}");
        if !check(root, &room, &programs)? {
            wrong.push(*name);
        }
    }
    Ok(if wrong.is_empty() {
        Outcome::Passed
    } else {
        Outcome::Failed(wrong.join(", "))
    })
}

fn target(root: &Path) -> std::path::PathBuf {
    environment::target_dir().unwrap_or_else(|| root.join("target"))
}
