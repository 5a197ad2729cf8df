//! The circuit breaker: whether custody answers, as this process sees it call by call.
//!
//! When calls in a row fail, further ones are held back: pages serve what the bank knows at once,
//! and no attempt to hand over a transfer is begun. Every few seconds one call goes ahead, a
//! transfer that is owed or a question; its answer decides about the others.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use time::{Duration, OffsetDateTime};

use crate::clock::Clock;
use crate::custody::{CallError, Submission};

/// So many calls in a row that fail hold the others back.
const FAILURES_MAX: u32 = 5;

/// Calls that have failed for so long hold the others back, however few they were.
const FAILING_MAX: Duration = Duration::seconds(30);

/// How long after a failure one call goes ahead.
const TRY_AFTER: Duration = Duration::seconds(5);

/// Where the breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// Calls are made.
    Closed {
        /// Since when they have been failing, where the latest one did.
        failing_since: Option<OffsetDateTime>,
    },
    /// Calls are held back.
    Open {
        /// Since when they have been failing.
        failing_since: OffsetDateTime,
    },
    /// Calls are held back while one has gone ahead.
    HalfOpen {
        /// Since when they have been failing.
        failing_since: OffsetDateTime,
    },
}

impl BreakerState {
    /// Since when calls that are held back now have been failing.
    #[must_use]
    pub fn held_back_since(self) -> Option<OffsetDateTime> {
        match self {
            Self::Closed { .. } => None,
            Self::Open { failing_since } | Self::HalfOpen { failing_since } => Some(failing_since),
        }
    }
}

/// Keeps what the calls say.
#[derive(Debug)]
pub(crate) struct Breaker {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failing: Option<Failing>,
    /// When a call may go ahead; set while the others are held back.
    try_at: Option<OffsetDateTime>,
    /// One has gone ahead.
    trying: bool,
    /// A call failed since custody last took a transfer, so some may wait for the next success.
    trouble: bool,
    /// Custody answered while calls were held back, and nobody has looked since.
    reopened: bool,
}

/// Calls in a row that custody gave no usable answer to.
#[derive(Debug, Clone, Copy)]
struct Failing {
    since: OffsetDateTime,
    latest: OffsetDateTime,
    calls: u32,
}

/// That a call may be made; held while it is.
#[derive(Debug)]
pub(crate) struct Pass<'a> {
    /// It goes ahead of all others.
    ahead_of: Option<&'a Breaker>,
}

impl Pass<'_> {
    /// Whether this is the one call that is made while the others are held back.
    pub(crate) fn goes_ahead(&self) -> bool {
        self.ahead_of.is_some()
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        // Without an answer, as when there was nothing to do after all, the next one may go.
        if let Some(breaker) = self.ahead_of {
            breaker.lock().trying = false;
        }
    }
}

impl Breaker {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            state: Mutex::default(),
        }
    }

    /// Where it stands.
    pub(crate) fn state(&self) -> BreakerState {
        let state = self.lock();
        let failing_since = state.failing.map(|failing| failing.since);
        match (failing_since, state.try_at.is_some(), state.trying) {
            (Some(failing_since), true, true) => BreakerState::HalfOpen { failing_since },
            (Some(failing_since), true, false) => BreakerState::Open { failing_since },
            (failing_since, _, _) => BreakerState::Closed { failing_since },
        }
    }

    /// Asks whether a call may be made; `None` when it has to wait.
    pub(crate) fn pass(&self) -> Option<Pass<'_>> {
        let now = self.clock.now();
        let mut state = self.lock();
        let Some(try_at) = state.try_at else {
            return Some(Pass { ahead_of: None });
        };
        if state.trying || now < try_at {
            return None;
        }
        state.trying = true;
        Some(Pass {
            ahead_of: Some(self),
        })
    }

    /// Notes the end of a call.
    pub(crate) fn note(&self, answered: bool) {
        let now = self.clock.now();
        let mut state = self.lock();
        if answered {
            state.failing = None;
            state.reopened |= state.try_at.take().is_some();
            return;
        }
        let failing = Failing {
            since: state.failing.map_or(now, |failing| failing.since),
            latest: now,
            calls: state
                .failing
                .map_or(0, |failing| failing.calls)
                .saturating_add(1),
        };
        state.failing = Some(failing);
        state.trouble = true;
        let holds_back =
            failing.calls >= FAILURES_MAX || failing.latest - failing.since >= FAILING_MAX;
        if holds_back || state.try_at.is_some() {
            state.try_at = Some(now + TRY_AFTER);
        }
    }

    /// Whether custody took a transfer for the first time after calls had failed; asked when it
    /// has taken one.
    pub(crate) fn end_trouble(&self) -> bool {
        std::mem::take(&mut self.lock().trouble)
    }

    /// Whether calls are no longer held back, told once.
    pub(crate) fn was_reopened(&self) -> bool {
        std::mem::take(&mut self.lock().reopened)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Valid after a panic as well: no change of it can panic half way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether custody answered a question, whatever it said.
pub(crate) fn answered<T>(answer: &Result<T, CallError>) -> bool {
    match answer {
        Ok(_)
        | Err(
            CallError::Throttled { .. }
            | CallError::Misconfigured(_)
            | CallError::Refused(_)
            | CallError::NotFound(_),
        ) => true,
        Err(CallError::NotSent(_) | CallError::Unknown(_)) => false,
    }
}

/// Whether custody answered to a transfer, whatever it said.
pub(crate) fn answered_transfer(answer: &Submission) -> bool {
    match answer {
        Submission::Accepted(_)
        | Submission::Throttled { .. }
        | Submission::Misconfigured { .. }
        | Submission::Denied(_)
        | Submission::Invalid(_)
        | Submission::Conflict { .. } => true,
        Submission::NotSent(_) | Submission::Unknown(_) => false,
    }
}
