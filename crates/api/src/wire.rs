//! How values of the bank are written in JSON.

use bank::wallets::EuroValue;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// A time as RFC 3339 in UTC.
pub(crate) fn time(at: OffsetDateTime) -> String {
    // Formatting fails only for years that need more than four digits.
    at.to_offset(UtcOffset::UTC)
        .format(&Rfc3339)
        .unwrap_or_default()
}

/// A time that may not have come yet.
pub(crate) fn time_opt(at: Option<OffsetDateTime>) -> Option<String> {
    at.map(time)
}

/// About how much something is worth in euro, and whether a price made up for the demo says so.
pub(crate) fn euro(value: Option<EuroValue>) -> (Option<String>, bool) {
    let told = |EuroValue { cents, demo_rate }: EuroValue| (Some(cents.to_string()), demo_rate);
    value.map_or((None, false), told)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    #[test]
    fn times_are_utc() {
        assert_eq!(
            super::time(datetime!(2026-11-24 09:00:00.5 +1)),
            "2026-11-24T08:00:00.5Z"
        );
    }
}
