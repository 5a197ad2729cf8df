//! How the stages went.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::tally::Tally;

/// How a stage ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    /// Why.
    Failed(String),
    /// Why, and how to get what was missing.
    Skipped(String),
}

struct Row {
    name: &'static str,
    took: Duration,
    outcome: Outcome,
    /// Whether the stage must pass for the tree to land.
    required: bool,
}

/// The stages so far and the tests they ran.
pub(crate) struct Report {
    /// Whether a required stage that was skipped counts as failed.
    strict: bool,
    rows: Vec<Row>,
    tally: Tally,
}

impl Report {
    pub(crate) fn new(strict: bool) -> Self {
        Self {
            strict,
            rows: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Runs a stage. An error in it is a failure of this stage only.
    pub(crate) fn stage(&mut self, name: &'static str, run: impl FnOnce() -> Result<Outcome>) {
        self.record(name, true, |_| run());
    }

    /// Runs a stage that may be skipped even where others may not: it needs a host that is not
    /// ours.
    pub(crate) fn advisory_stage(
        &mut self,
        name: &'static str,
        run: impl FnOnce() -> Result<Outcome>,
    ) {
        self.record(name, false, |_| run());
    }

    /// Runs a stage that counts tests.
    pub(crate) fn tests(
        &mut self,
        name: &'static str,
        run: impl FnOnce(&mut Tally) -> Result<Outcome>,
    ) {
        self.record(name, true, run);
    }

    fn record(
        &mut self,
        name: &'static str,
        required: bool,
        run: impl FnOnce(&mut Tally) -> Result<Outcome>,
    ) {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome =
            run(&mut self.tally).unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")));
        let took = start.elapsed();
        match &outcome {
            Outcome::Passed => {}
            Outcome::Failed(why) => println!("FAILED: {name}: {why}"),
            Outcome::Skipped(why) => println!("SKIPPED: {name}: {why}"),
        }
        self.rows.push(Row {
            name,
            took,
            outcome,
            required,
        });
    }

    fn has_failed(&self, row: &Row) -> bool {
        match row.outcome {
            Outcome::Passed => false,
            Outcome::Failed(_) => true,
            Outcome::Skipped(_) => self.strict && row.required,
        }
    }

    /// Prints the closing tables. `true` if every stage passed, or was skipped where that is
    /// allowed.
    pub(crate) fn close(&self) -> bool {
        println!("\n== tests by crate");
        print!("{}", self.tally.table());
        println!("\n== stages");
        for row in &self.rows {
            let (word, why) = match &row.outcome {
                Outcome::Passed => ("ok", ""),
                Outcome::Failed(why) => ("FAILED", why.as_str()),
                Outcome::Skipped(why) => ("SKIPPED", why.as_str()),
            };
            let why = why.lines().next().unwrap_or_default();
            println!("{:<26} {:>8}  {word:<8} {why}", row.name, seconds(row.took));
        }
        let total = self.rows.iter().map(|row| row.took).sum();
        println!("{:<26} {:>8}", "together", seconds(total));
        for name in &self.tally.failed_names {
            println!("failed: {name}");
        }
        let failed_stages = self.rows.iter().filter(|row| self.has_failed(row)).count();
        // A stage that failed without a failing test counts as one, so that the last line never
        // reads green over a red stage.
        let failed = self.tally.failed().max(failed_stages);
        println!("\n{} passed, {failed} failed", self.tally.passed());
        failed == 0
    }
}

fn seconds(duration: Duration) -> String {
    format!(
        "{}.{} s",
        duration.as_secs(),
        duration.subsec_millis() / 100
    )
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::{Outcome, Report};
    use crate::test::tally::Binaries;

    #[test]
    fn a_skipped_stage_fails_only_where_nothing_may_be_missing() {
        for (strict, passes) in [(false, true), (true, false)] {
            let mut report = Report::new(strict);
            report.stage("a", || Ok(Outcome::Passed));
            report.stage("b", || Ok(Outcome::Skipped("get it somewhere".to_owned())));
            assert_eq!(report.close(), passes, "strict: {strict}");
        }
        let mut report = Report::new(true);
        report.advisory_stage("a", || Ok(Outcome::Skipped("no network".to_owned())));
        assert!(report.close());
    }

    #[test]
    fn a_failed_stage_or_test_fails_the_whole_but_stops_nothing() {
        let mut report = Report::new(false);
        report.stage("a", || bail!("no such program"));
        report.tests("b", |tally| {
            tally.read(
                "test result: ok. 2 passed; 0 failed; 0 ignored",
                &Binaries::new(),
            );
            Ok(Outcome::Passed)
        });
        assert!(!report.close());

        let mut report = Report::new(false);
        report.tests("a", |tally| {
            tally.read(
                "test result: FAILED. 2 passed; 1 failed; 0 ignored",
                &Binaries::new(),
            );
            Ok(Outcome::Passed)
        });
        assert!(!report.close());
    }
}
