//! `cargo xtask mutants`: puts small faults into the rules and the executor, one at a time, and
//! lets the tests look for them. A fault that no test notices is written down with the reason in
//! `docs/mutants.md`, or the run fails.

mod survivors;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use self::survivors::{Survivors, read_list, read_run};
use crate::test::report::Outcome;
use crate::tool::Tool;
use crate::{command, environment};

/// The version that `.cargo/mutants.toml` was written for.
const MUTANTS: Tool = Tool {
    name: "cargo-mutants",
    version: "27.1.0",
    probe: &["mutants", "--version"],
    how: "cargo xtask mutants --install",
};

/// The page that explains what survives.
const LIST: &str = "docs/mutants.md";

/// A part of the code, and the tests that are fast and strong enough to judge it.
struct Scope {
    name: &'static str,
    package: &'static str,
    /// The files that get faults, all of the package if none is named.
    files: &'static [&'static str],
    tests: &'static [&'static str],
}

const SCOPES: [Scope; 2] = [
    Scope {
        name: "rules",
        package: "domain",
        files: &[],
        tests: &["--lib", "--tests"],
    },
    Scope {
        name: "executor",
        package: "bank",
        files: &[
            "crates/bank/src/transfers/book.rs",
            "crates/bank/src/transfers/check.rs",
            "crates/bank/src/transfers/conclude.rs",
            "crates/bank/src/transfers/execute.rs",
            "crates/bank/src/transfers/executions.rs",
            "crates/bank/src/transfers/handover.rs",
            "crates/bank/src/transfers/health.rs",
            "crates/bank/src/transfers/lease.rs",
            "crates/bank/src/transfers/likeness.rs",
            "crates/bank/src/transfers/look_up.rs",
            "crates/bank/src/transfers/order.rs",
            "crates/bank/src/transfers/reconcile.rs",
            "crates/bank/src/transfers/recover.rs",
            "crates/bank/src/transfers/release.rs",
        ],
        tests: &["--test", "it"],
    },
];

/// What to run.
#[derive(Debug, Default)]
pub(crate) struct Options<'a> {
    install: bool,
    /// One scope, or all.
    scope: Option<&'a str>,
    /// For cargo-mutants itself, to look at a part.
    more: &'a [&'a str],
}

impl<'a> Options<'a> {
    /// Reads `[--install] [SCOPE] [-- ARGUMENTS]`.
    pub(crate) fn read(arguments: &'a [&'a str]) -> Result<Self> {
        let mut options = Self::default();
        let mut rest = arguments;
        while let [first, others @ ..] = rest {
            rest = others;
            match *first {
                "--install" => options.install = true,
                "--" => {
                    options.more = others;
                    break;
                }
                name if SCOPES.iter().any(|scope| scope.name == name) => {
                    options.scope = Some(name);
                }
                other => bail!("unknown part {other}; there are rules and executor"),
            }
        }
        Ok(options)
    }
}

/// The verb. `false` if a fault went by that is not explained, or an explanation is out of date.
pub(crate) fn run(root: &Path, options: &Options<'_>) -> Result<bool> {
    if options.install
        && let Outcome::Failed(why) = MUTANTS.install(root)?
    {
        bail!(why);
    }
    match judge(root, options)? {
        Outcome::Passed => Ok(true),
        Outcome::Failed(why) => {
            println!("{why}");
            Ok(false)
        }
        Outcome::Skipped(why) => bail!(why),
    }
}

/// The stage of the long tests: everything.
pub(crate) fn long(root: &Path, install: bool) -> Result<Outcome> {
    if install && let failed @ Outcome::Failed(_) = MUTANTS.install(root)? {
        return Ok(failed);
    }
    judge(root, &Options::default())
}

fn judge(root: &Path, options: &Options<'_>) -> Result<Outcome> {
    let page =
        fs::read_to_string(root.join(LIST)).with_context(|| format!("cannot read {LIST}"))?;
    let explained = read_list(&page)?;
    let mut objections = Vec::new();
    for scope in &SCOPES {
        if options.scope.is_some_and(|name| name != scope.name) {
            continue;
        }
        let Some(missed) = mutate(root, scope, options.more)? else {
            return Ok(MUTANTS.missing());
        };
        let explained = explained.of(&scope.beginning());
        objections.extend(
            missed
                .beyond(&explained)
                .map(|name| format!("no test notices, and {LIST} does not explain: {name}")),
        );
        // With arguments of one's own perhaps not all of it was run.
        if options.more.is_empty() {
            objections.extend(
                explained
                    .beyond(&missed)
                    .map(|name| format!("{LIST} explains what does not survive: {name}")),
            );
        }
    }
    Ok(match objections.as_slice() {
        [] => Outcome::Passed,
        objections => Outcome::Failed(objections.join("\n")),
    })
}

/// Runs one scope; what survived, or `None` where the program is missing.
fn mutate(root: &Path, scope: &Scope, more: &[&str]) -> Result<Option<Survivors>> {
    let Some(mut mutants) = MUTANTS.find(root) else {
        return Ok(None);
    };
    let output = work_dir(root).join(scope.name);
    fs::create_dir_all(&output)?;
    mutants
        // It copies the tree; what it builds of the copies is kept between runs, apart from ours.
        .env("CARGO_TARGET_DIR", work_dir(root).join("build"))
        .env_remove("TEST_POSTGRES_URL")
        .args(["mutants", "--no-shuffle", "--package", scope.package]);
    for file in scope.files {
        mutants.args(["--file", file]);
    }
    mutants.arg("--output").arg(&output).args(more);
    mutants.args(["--", "--locked"]).args(scope.tests);
    // Its status tells as well that something survived; that is for the list to judge.
    let all_caught = command::succeeds(&mut mutants)?;
    let missed = output.join("mutants.out").join("missed.txt");
    let missed = fs::read_to_string(&missed)
        .with_context(|| format!("{} was not written", missed.display()))?;
    let timeouts = fs::read_to_string(output.join("mutants.out").join("timeout.txt"))?;
    if !all_caught && missed.is_empty() && timeouts.is_empty() {
        bail!("cargo-mutants did not come to its end");
    }
    Ok(Some(read_run(&missed)))
}

fn work_dir(root: &Path) -> PathBuf {
    environment::target_dir()
        .unwrap_or_else(|| root.join("target"))
        .join("mutants")
}

impl Scope {
    /// What the names of its faults start with.
    fn beginning(&self) -> String {
        format!("crates/{}/", self.package)
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn a_part_and_arguments_for_the_program_itself_are_read() {
        let read = Options::read(&["rules", "--install", "--", "--file", "x.rs"]).unwrap();
        assert_eq!((read.install, read.scope), (true, Some("rules")));
        assert_eq!(read.more, ["--file", "x.rs"]);
        assert!(Options::read(&["everything"]).is_err());
    }
}
