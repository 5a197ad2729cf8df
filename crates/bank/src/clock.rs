//! The port of time. Nothing else in this crate reads a clock or sets a timer.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use async_trait::async_trait;
use time::OffsetDateTime;

/// Where the bank gets the time from; tests move it by hand.
#[async_trait]
pub trait Clock: Send + Sync + fmt::Debug {
    /// The time now, UTC, in whole microseconds, as the database keeps it.
    fn now(&self) -> OffsetDateTime;

    /// Returns once [`Clock::now`] has reached `at`; at once if it has already.
    async fn sleep_until(&self, at: OffsetDateTime);
}

/// The machine's own clock and the runtime's timers.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the Clock that all others take"
    )]
    fn now(&self) -> OffsetDateTime {
        whole_micros(OffsetDateTime::now_utc())
    }

    async fn sleep_until(&self, at: OffsetDateTime) {
        // A timer may fire early after the wall clock was set back, hence the loop.
        loop {
            let left = at - self.now();
            match Duration::try_from(left) {
                Ok(left) if !left.is_zero() => tokio::time::sleep(left).await,
                Ok(_) | Err(_) => return,
            }
        }
    }
}

/// `at` without what is finer than a microsecond: what the database gives back.
fn whole_micros(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_nanosecond(at.microsecond() * 1_000)
        .unwrap_or(at)
}

/// What `work` answers within `limit` by `clock`; `None` when the time is over first.
///
/// The unfinished future is dropped: pass only work that may be cut off anywhere.
pub async fn within<T>(
    clock: &dyn Clock,
    limit: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    let deadline = clock.now() + limit;
    tokio::select! {
        biased;
        answer = work => Some(answer),
        () = clock.sleep_until(deadline) => None,
    }
}
