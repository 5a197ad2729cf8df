//! The port of observation: who hears how each write transaction went.
//!
//! A running bank measures them by it. Without an observer no clock is read.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::unit::UnitOfWork;

/// How a write transaction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitOutcome {
    /// Everything is durable.
    Committed,
    /// Nothing of it is there: it was undone, given up, or never begun.
    Undone,
    /// The connection was lost during the commit.
    Unknown,
}

impl UnitOutcome {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Undone => "undone",
            Self::Unknown => "unknown",
        }
    }
}

/// Hears of every write transaction.
pub trait Observer: fmt::Debug + Send + Sync + 'static {
    /// One has ended, so long after somebody asked for it: waiting for a connection and for locks
    /// counts.
    fn ended(&self, work: UnitOfWork, outcome: UnitOutcome, took: Duration);
}

/// One write transaction under observation, from the wish for it to its end.
#[derive(Debug)]
pub(crate) struct Observed {
    work: UnitOfWork,
    outcome: UnitOutcome,
    since: Option<(Arc<dyn Observer>, Instant)>,
}

impl Observed {
    pub(crate) fn begin(work: UnitOfWork, observer: Option<&Arc<dyn Observer>>) -> Self {
        Self {
            work,
            outcome: UnitOutcome::Undone,
            since: observer.map(|observer| (Arc::clone(observer), Instant::now())),
        }
    }

    pub(crate) const fn work(&self) -> UnitOfWork {
        self.work
    }

    /// Notes how it ended; undone unless this is called.
    pub(crate) const fn ended(&mut self, outcome: UnitOutcome) {
        self.outcome = outcome;
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        if let Some((observer, since)) = &self.since {
            observer.ended(self.work, self.outcome, since.elapsed());
        }
    }
}
