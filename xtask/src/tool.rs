//! Programs of others that are built here, below the target directory, so that a person's own
//! programs stay as they are.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::test::report::Outcome;
use crate::{command, environment};

/// A program that cargo can install.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    /// The name of its package and of the program.
    pub(crate) name: &'static str,
    /// The version that our settings for it were written for.
    pub(crate) version: &'static str,
    /// What it is asked by to see whether it runs.
    pub(crate) probe: &'static [&'static str],
    /// The command that installs it.
    pub(crate) how: &'static str,
}

impl Tool {
    /// Builds it unless there is one.
    pub(crate) fn install(&self, root: &Path) -> Result<Outcome> {
        if self.find(root).is_some() {
            return Ok(Outcome::Passed);
        }
        let tools = tools(root);
        let mut cargo = command::cargo(root);
        cargo
            .args(["install", self.name, "--locked", "--version", self.version])
            .arg("--root");
        // A build directory of its own, kept between runs.
        cargo
            .arg(&tools)
            .arg("--target-dir")
            .arg(tools.join("build"));
        crate::test::outcome_of(&mut cargo)
    }

    /// One that runs: ours, or else the person's own.
    pub(crate) fn find(&self, root: &Path) -> Option<Command> {
        let ours = tools(root).join("bin").join(self.name);
        for program in [ours, PathBuf::from(self.name)] {
            if command::works(Command::new(&program).args(self.probe)) {
                let mut command = Command::new(program);
                command.current_dir(root);
                return Some(command);
            }
        }
        None
    }

    /// What a stage comes to without it.
    pub(crate) fn missing(&self) -> Outcome {
        let Self { name, how, .. } = self;
        Outcome::Skipped(format!("{name} is missing; get it by `{how}`"))
    }
}

fn tools(root: &Path) -> PathBuf {
    environment::target_dir()
        .unwrap_or_else(|| root.join("target"))
        .join("tools")
}
