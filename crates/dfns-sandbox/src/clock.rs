//! The only place that reads the machine's clock.

use time::OffsetDateTime;

/// The present moment in UTC.
#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox is the outside world: it has the clock"
)]
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    i64::try_from(now().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}
