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

    /// Returns once [`Clock::now`] has reached `at`; at once if it has already. A clock that can
    /// be set back meanwhile makes nobody wait longer than it seemed at first.
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
        sleep_until_by(|| self.now(), at).await;
    }
}

/// How often somebody who sleeps looks whether the wall clock was set.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Sleeps by the runtime's timers, which no setting of the wall clock moves: until `now` reaches
/// `at`, and no longer than lay between them at the beginning.
async fn sleep_until_by(now: impl Fn() -> OffsetDateTime, at: OffsetDateTime) {
    let left = |limit| {
        Duration::try_from(at - now())
            .unwrap_or_default()
            .min(limit)
    };
    let mut left_at_most = left(Duration::MAX);
    loop {
        let left = left(left_at_most);
        if left.is_zero() {
            return;
        }
        let nap = left.min(LOOK_EVERY);
        tokio::time::sleep(nap).await;
        left_at_most = left_at_most.saturating_sub(nap);
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use time::Duration as Span;
    use time::macros::datetime;

    use super::*;

    const START: OffsetDateTime = datetime!(2026-03-01 09:00 UTC);

    /// Whether a sleep that ends `left` after it begins comes to its end, with a wall clock that is
    /// set by `step` just then and stands still.
    async fn ends(left: Span, step: Span) -> bool {
        let was_set = AtomicBool::new(false);
        let now = || {
            if was_set.swap(true, Ordering::Relaxed) {
                START + step
            } else {
                START
            }
        };
        // Far longer than any of the sleeps takes: only one that stalls meets it.
        let limit = Duration::from_secs(60);
        tokio::time::timeout(limit, sleep_until_by(now, START + left))
            .await
            .is_ok()
    }

    #[tokio::test]
    async fn a_clock_that_is_set_stalls_nobody() {
        let (soon, hour) = (Span::milliseconds(20), Span::hours(1));
        assert!(ends(soon, Span::ZERO).await, "as long as it seemed");
        assert!(ends(soon, -hour).await, "set back");
        assert!(ends(hour, 2 * hour).await, "put forward");
        assert!(ends(-hour, Span::ZERO).await, "long past");
    }
}
