//! What was found.

use std::fmt;

use serde::Serialize;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// As it should be.
    Passed,
    /// The bank runs, but somebody should know.
    Warning,
    /// The bank would not run, or not as it should.
    Failed,
    /// Could not be tried.
    Skipped,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// Name for scripts; never changes.
    check: &'static str,
    /// The variable to look at, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    variable: Option<&'static str>,
    outcome: Outcome,
    /// What is the case.
    says: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

impl Finding {
    pub(super) fn passed(check: &'static str, says: impl Into<String>) -> Self {
        Self {
            check,
            variable: None,
            outcome: Outcome::Passed,
            says: says.into(),
            mend: None,
        }
    }

    pub(super) fn skipped(check: &'static str, why: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::Skipped,
            ..Self::passed(check, why)
        }
    }

    pub(super) fn warning(
        check: &'static str,
        says: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            outcome: Outcome::Warning,
            mend: Some(mend.into()),
            ..Self::passed(check, says)
        }
    }

    pub(super) fn failed(
        check: &'static str,
        says: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            outcome: Outcome::Failed,
            ..Self::warning(check, says, mend)
        }
    }

    /// Names the variable to look at.
    pub(super) fn of(mut self, variable: &'static str) -> Self {
        self.variable = Some(variable);
        self
    }
}

/// Everything that was found, in the order of the checks.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<Finding>);

impl Report {
    pub(super) fn add(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Notes that several checks could not be tried.
    pub(super) fn skip_all(&mut self, checks: &[&'static str], why: &str) {
        for check in checks {
            self.add(Finding::skipped(check, why));
        }
    }

    /// Whether this check failed already.
    pub(super) fn has_failed(&self, check: &str) -> bool {
        let failed = |it: &Finding| it.check == check && it.outcome == Outcome::Failed;
        self.0.iter().any(failed)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn failures(&self) -> usize {
        let failed = |finding: &&Finding| finding.outcome == Outcome::Failed;
        self.0.iter().filter(failed).count()
    }

    /// The form for scripts.
    pub(super) fn json(&self) -> serde_json::Result<String> {
        #[derive(Serialize)]
        struct Document<'a> {
            ok: bool,
            findings: &'a [Finding],
        }
        let document = Document {
            ok: self.failures() == 0,
            findings: &self.0,
        };
        serde_json::to_string_pretty(&document).map(|text| format!("{text}\n"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.0 {
            let word = match finding.outcome {
                Outcome::Passed => "ok",
                Outcome::Warning => "warning",
                Outcome::Failed => "FAILED",
                Outcome::Skipped => "skipped",
            };
            writeln!(f, "{word:8} {:23} {}", finding.check, finding.says)?;
            if let Some(mend) = &finding.mend {
                writeln!(f, "{:32} to mend it: {mend}", "")?;
            }
        }
        Ok(())
    }
}
