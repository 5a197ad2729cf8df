//! The end of a call.

use std::time::{Duration, Instant};

/// A moment after which nothing of a call goes on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    started: Instant,
    limit: Duration,
}

impl Deadline {
    /// Ends after `limit` from now.
    pub(crate) fn after(limit: Duration) -> Self {
        Self {
            started: Instant::now(),
            limit,
        }
    }

    /// The same start with half the time.
    pub(crate) fn half(self) -> Self {
        Self {
            limit: self.limit / 2,
            ..self
        }
    }

    /// Time left; `None` when it is over.
    pub(crate) fn left(self) -> Option<Duration> {
        self.limit
            .checked_sub(self.started.elapsed())
            .filter(|left| !left.is_zero())
    }
}
