//! Units of work that another one was in the way of, or whose connection was lost, are done again.

use core::time::Duration;

use crate::Bank;
use crate::error::{Error, Fault, Result};

/// How often one is tried.
const TRIES: u32 = 4;
/// The pause before the second try; each further one is four times as long.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// The second try comes in any case; no further one begins later than this after the first, since
/// somebody waits for the answer.
const BEGIN_WITHIN: Duration = Duration::from_secs(6);

/// Whether a unit of work may be done once more where nobody can say if it was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// What is there already is met and not made anew: by the client's key, or because doing it
    /// twice is doing it once.
    Safe,
    /// A second time would be a second thing, or a refusal of what was done.
    Unsafe,
}

impl Repeat {
    /// Of what makes a thing: a key tells the repetition.
    pub(crate) fn of_keyed(has_key: bool) -> Self {
        if has_key { Self::Safe } else { Self::Unsafe }
    }
}

impl Bank {
    /// Does a unit of work, and again as a whole where a try has certainly changed nothing and the
    /// next one may fare better. `once` is one transaction up to its commit, and leaves no trace
    /// outside of it.
    ///
    /// # Errors
    /// What the last try said.
    pub(crate) async fn again<T, F>(&self, repeat: Repeat, once: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let last_begin = self.clock().now() + BEGIN_WITHIN;
        let mut pause = FIRST_PAUSE;
        for tried in 1..TRIES {
            let error = match once().await {
                Err(Error::Fault(Fault::Store(error))) if may_fare_better(&error, repeat) => error,
                outcome => return outcome,
            };
            let at = self.clock().now() + pause;
            if tried > 1 && at > last_begin {
                return Err(error.into());
            }
            tracing::info!(%error, "a unit of work is done again");
            self.clock().sleep_until(at).await;
            pause *= 4;
        }
        once().await
    }
}

fn may_fare_better(error: &store::Error, repeat: Repeat) -> bool {
    error.left_nothing() || (repeat == Repeat::Safe && error.is_commit_unknown())
}
