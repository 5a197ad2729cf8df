//! Whether custody answers, as this process sees it call by call.

use std::sync::{Arc, Mutex, PoisonError};

use time::{Duration, OffsetDateTime};

use crate::clock::Clock;
use crate::custody::{CallError, Submission};

/// Calls in a row that custody gave no usable answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// When the first of them failed.
    pub since: OffsetDateTime,
    /// When the latest of them failed.
    pub latest: OffsetDateTime,
}

impl Silence {
    /// How long calls have been failing. One failure alone, followed by no other call, lasts no
    /// time: nothing says that the next one would fail as well.
    #[must_use]
    pub fn lasted(&self) -> Duration {
        self.latest - self.since
    }
}

/// Keeps what the calls say.
#[derive(Debug)]
pub(crate) struct Reach {
    clock: Arc<dyn Clock>,
    silence: Mutex<Option<Silence>>,
}

impl Reach {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            silence: Mutex::new(None),
        }
    }

    /// The calls that failed since custody last answered one.
    pub(crate) fn silence(&self) -> Option<Silence> {
        *self.lock()
    }

    /// Notes the end of a call.
    pub(crate) fn note(&self, answered: bool) {
        let now = self.clock.now();
        let mut silence = self.lock();
        *silence = (!answered).then(|| Silence {
            since: silence.map_or(now, |known| known.since),
            latest: now,
        });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Silence>> {
        // Valid after a panic as well: it is written whole.
        self.silence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether custody answered a question, whatever it said.
pub(crate) fn answered<T>(answer: &Result<T, CallError>) -> bool {
    match answer {
        Ok(_)
        | Err(CallError::Misconfigured(_) | CallError::Refused(_) | CallError::NotFound(_)) => true,
        Err(CallError::NotSent(_) | CallError::Unknown(_)) => false,
    }
}

/// Whether custody answered to a transfer, whatever it said.
pub(crate) fn answered_transfer(answer: &Submission) -> bool {
    match answer {
        Submission::Accepted(_)
        | Submission::Misconfigured { .. }
        | Submission::Denied(_)
        | Submission::Invalid(_)
        | Submission::Conflict { .. } => true,
        Submission::NotSent(_) | Submission::Unknown(_) => false,
    }
}
