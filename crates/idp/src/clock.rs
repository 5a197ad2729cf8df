//! Where the provider reads the time.

use std::fmt::Debug;

use time::OffsetDateTime;

/// A source of the present time. Tests hand in one that they move by hand.
pub trait Clock: Debug + Send + Sync {
    /// The present time in UTC.
    fn now(&self) -> OffsetDateTime;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the adapter that reads the clock"
    )]
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}
