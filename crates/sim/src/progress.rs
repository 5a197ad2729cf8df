//! How far a row of seeds came, on disk where that is asked for, so that it can be gone on with.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::fleet::Outcome;

/// How often it is written down.
const WRITE_EVERY: u64 = 50;

/// The seeds that were run, without a gap, and what was found.
#[derive(Debug)]
pub struct Progress {
    file: Option<PathBuf>,
    from: u64,
    seeds: u64,
    /// Seeds that were run before the first one that was not.
    run: u64,
    violations: u64,
    /// Seeds that ended before an earlier one did.
    ahead: BTreeSet<u64>,
}

impl Progress {
    /// Where these seeds were left, or their beginning.
    ///
    /// # Errors
    /// If the file is of other seeds or cannot be read.
    pub fn read(file: Option<&Path>, from: u64, seeds: u64) -> anyhow::Result<Self> {
        let mut progress = Self {
            file: file.map(Path::to_owned),
            from,
            seeds,
            run: 0,
            violations: 0,
            ahead: BTreeSet::new(),
        };
        let Some(file) = file else {
            return Ok(progress);
        };
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(progress),
            Err(error) => return Err(error).with_context(|| file.display().to_string()),
        };
        let numbers: Vec<u64> = text
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        let [known_from, run, violations] = numbers.as_slice() else {
            anyhow::bail!("{}: not a record of seeds", file.display());
        };
        ensure!(
            *known_from == from && *run <= seeds,
            "{}: a record of other seeds",
            file.display()
        );
        progress.run = *run;
        progress.violations = *violations;
        Ok(progress)
    }

    /// The first seed that is still to be run.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.from.wrapping_add(self.run)
    }

    /// How many are still to be run.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.seeds.saturating_sub(self.run)
    }

    /// How many seeds ended in a violation.
    #[must_use]
    pub fn violations(&self) -> u64 {
        self.violations
    }

    /// Notes how a seed ended.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn note(&mut self, outcome: &Outcome) -> anyhow::Result<()> {
        self.violations += u64::from(outcome.violation.is_some());
        self.ahead.insert(outcome.seed.wrapping_sub(self.from));
        while self.ahead.remove(&self.run) {
            self.run += 1;
        }
        let due = self.run.is_multiple_of(WRITE_EVERY) || self.run == self.seeds;
        match &self.file {
            Some(file) if due => {
                let (from, run, violations) = (self.from, self.run, self.violations);
                fs::write(file, format!("{from} {run} {violations}\n"))
                    .with_context(|| file.display().to_string())
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            run, violations, ..
        } = self;
        write!(f, "{run} seeds run, {violations} violations")
    }
}
