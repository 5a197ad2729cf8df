//! Programs that nobody here wrote judge the running bank: see `judges/README.md`.

mod packages;
mod program;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::browser;
use super::report::Outcome;
use crate::environment;
use packages::Provided;
use program::{Ending, Sandbox};

/// Longer than any judge takes on a slow machine.
const JUDGE_MAX: Duration = Duration::from_secs(300);
/// The same where there is time to look longer.
const LONG_JUDGE_MAX: Duration = Duration::from_secs(1800);

/// What runs a judge's script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Python,
    Node,
}

/// What a judge looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// A sandbox of its own; its printed variables are the judge's environment.
    Sandbox,
    /// The program itself, which the judge starts with settings of its own.
    Program,
    /// The program with a sandbox as its custody.
    ProgramBesideSandbox,
}

/// One judge.
struct Judge {
    name: &'static str,
    /// Its directory below `judges/`.
    folder: &'static str,
    script: &'static str,
    language: Language,
    subject: Subject,
}

const JUDGES: [Judge; 10] = [
    Judge {
        name: "python-sdk",
        folder: "custody",
        script: "python_sdk.py",
        language: Language::Python,
        subject: Subject::Sandbox,
    },
    Judge {
        name: "typescript-sdk",
        folder: "custody",
        script: "typescript_sdk.mjs",
        language: Language::Node,
        subject: Subject::Sandbox,
    },
    Judge {
        name: "viem",
        folder: "custody",
        script: "viem_reads.mjs",
        language: Language::Node,
        subject: Subject::Sandbox,
    },
    Judge {
        name: "anvil-replay",
        folder: "custody",
        script: "anvil_replay.mjs",
        language: Language::Node,
        subject: Subject::Sandbox,
    },
    Judge {
        name: "anvil-node",
        folder: "custody",
        script: "anvil_node.mjs",
        language: Language::Node,
        subject: Subject::Program,
    },
    Judge {
        name: "oidc-provider",
        folder: "identity",
        script: "oidc_provider.mjs",
        language: Language::Node,
        subject: Subject::ProgramBesideSandbox,
    },
    Judge {
        name: "authlib",
        folder: "identity",
        script: "authlib_judge.py",
        language: Language::Python,
        subject: Subject::ProgramBesideSandbox,
    },
    Judge {
        name: "schemathesis",
        folder: "api",
        script: "schemathesis_judge.py",
        language: Language::Python,
        subject: Subject::Program,
    },
    Judge {
        name: "foreign-sign-in",
        folder: BROWSER,
        script: "foreign_sign_in.mjs",
        language: Language::Node,
        subject: Subject::ProgramBesideSandbox,
    },
    Judge {
        name: "lighthouse",
        folder: BROWSER,
        script: "lighthouse.mjs",
        language: Language::Node,
        subject: Subject::Program,
    },
];

/// The folder of judges that drive a browser, and of the rules that the tests of the pages let it
/// check.
const BROWSER: &str = "browser";

/// Brings the packages of all judges. The tests of the documentation and of the pages use them
/// too.
pub(crate) fn install(root: &Path) -> Result<Outcome> {
    let target = environment::target_dir().unwrap_or_else(|| root.join("target"));
    Ok(match provide(root, &target, true)? {
        Provided::Ready => Outcome::Passed,
        Provided::Missing(how) => Outcome::Failed(how),
    })
}

fn provide(root: &Path, target: &Path, install: bool) -> Result<Provided> {
    let mut folders: Vec<&str> = JUDGES.iter().map(|judge| judge.folder).collect();
    folders.dedup();
    for folder in folders {
        let languages = JUDGES.iter().filter(|judge| judge.folder == folder);
        let languages = languages.map(|judge| judge.language);
        let source = root.join("judges").join(folder);
        let provided = packages::provide(&source, &room(target, folder), languages, install)?;
        if let Provided::Missing(how) = provided {
            return Ok(Provided::Missing(how));
        }
    }
    Ok(Provided::Ready)
}

/// Runs every judge against the debug build of the bank, also after one has failed; `long` lets
/// those look longer that can.
pub(crate) fn run(root: &Path, install: bool, long: bool) -> Result<Outcome> {
    let target = environment::target_dir().unwrap_or_else(|| root.join("target"));
    let bank = target.join("debug/bank-custody");
    if !bank.exists() {
        return Ok(Outcome::Failed(format!("no {}", bank.display())));
    }
    let bank = bank.canonicalize()?;
    if let Provided::Missing(how) = provide(root, &target, install)? {
        return Ok(Outcome::Skipped(how));
    }
    if let Outcome::Skipped(how) = browser::provide(install)? {
        return Ok(Outcome::Skipped(how));
    }
    let mut failed = Vec::new();
    for judge in &JUDGES {
        let start = Instant::now();
        match judge.judge(&bank, &room(&target, judge.folder), long) {
            Ok(Verdict::Holds { checks, told }) => {
                let seconds = start.elapsed().as_secs();
                print!("{told}");
                println!("judge {}: {checks} checks in {seconds} s", judge.name);
            }
            Ok(Verdict::Objects { log }) => {
                println!("{log}\njudge {}: OBJECTS", judge.name);
                failed.push(judge.name);
            }
            Err(error) => {
                println!("judge {}: {error:#}", judge.name);
                failed.push(judge.name);
            }
        }
    }
    Ok(if failed.is_empty() {
        Outcome::Passed
    } else {
        Outcome::Failed(failed.join(", "))
    })
}

/// Where a folder's judges run, beside their packages.
fn room(target: &Path, folder: &str) -> PathBuf {
    target.join("judges").join(folder)
}

/// What a judge says.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// `told`: lines of figures that are for people to read.
    Holds {
        checks: u32,
        told: String,
    },
    Objects {
        log: String,
    },
}

impl Judge {
    fn judge(&self, bank: &Path, room: &Path, long: bool) -> Result<Verdict> {
        let mut command = self.language.command(room);
        command.current_dir(room).arg(self.script);
        let sandbox = match self.subject {
            Subject::Sandbox | Subject::ProgramBesideSandbox => Some(Sandbox::start(bank, room)?),
            Subject::Program => None,
        };
        if let Some(sandbox) = &sandbox {
            command.envs(sandbox.variables());
        }
        if self.subject != Subject::Sandbox {
            command.env("BANK_CUSTODY", bank);
        }
        let max = if long { LONG_JUDGE_MAX } else { JUDGE_MAX };
        if long {
            command.env("LONG", "1");
        }
        let log_file = room.join(format!("{}.log", self.name));
        let ending = program::run_to_end(&mut command, &log_file, max)
            .with_context(|| format!("cannot run {}", self.script))?;
        let mut log = std::fs::read_to_string(&log_file)?;
        if ending == Ending::TimedOut {
            log.push_str(&format!("not done after {} s\n", max.as_secs()));
        }
        Ok(match checks(&log, self.name) {
            Some(checks) if ending == Ending::Well => Verdict::Holds {
                checks,
                told: told(&log),
            },
            Some(_) | None => Verdict::Objects { log },
        })
    }
}

/// The number in the last line `judge NAME: N checks`. A judge that checked nothing did not judge.
fn checks(log: &str, name: &str) -> Option<u32> {
    let rest = log
        .lines()
        .last()?
        .strip_prefix(&format!("judge {name}: "))?;
    let number = rest.strip_suffix(" checks")?.parse().ok()?;
    (number > 0).then_some(number)
}

/// The lines of figures.
fn told(log: &str) -> String {
    let figures = log.lines().filter(|line| line.starts_with("figure "));
    figures.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::{checks, told};

    #[test]
    fn figures_are_shown_and_checks_are_not() {
        assert_eq!(
            told("ok 1: a\nfigure b: 7\njudge x: 1 checks\n"),
            "figure b: 7\n"
        );
    }

    #[test]
    fn only_a_judge_that_says_how_much_it_checked_counts() {
        for (log, expected) in [
            ("ok 1: a\njudge x: 7 checks\n", Some(7)),
            ("judge x: 0 checks", None),
            ("judge y: 7 checks", None),
            ("judge x: 7 checks\nand then it broke", None),
            ("ok 1: a", None),
            ("", None),
        ] {
            assert_eq!(checks(log, "x"), expected, "{log}");
        }
    }
}
