//! Vital signs: what the database says of the bank as a whole, the same on every node, and how this
//! process stands to custody.

use std::sync::atomic::AtomicI64;

use bank::{
    admin::{BreakerState, CallsView, Health, OldestOpen, Vitals},
    audit::SealLag,
};
use prometheus_client::{metrics::gauge::Gauge, registry::Registry};
use time::OffsetDateTime;

/// Puts the signs as gauges into a registry.
pub(super) fn register(registry: &mut Registry, vitals: &Vitals) {
    let signs = counts(vitals).into_iter();
    let signs = signs
        .chain(states(vitals))
        .chain(calls(vitals.calls, vitals.health.custody_breaker))
        .chain(audit(vitals.unsealed))
        .chain(waiting(vitals.oldest))
        .chain(times(vitals.health));
    for (name, help, value) in signs {
        let gauge = Gauge::<i64, AtomicI64>::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    }
}

/// Unix time; 0 for never or none.
fn unix(at: Option<OffsetDateTime>) -> i64 {
    at.map_or(0, OffsetDateTime::unix_timestamp)
}

/// Name, help and value of a gauge.
type Sign = (&'static str, &'static str, i64);

fn counts(vitals: &Vitals) -> [Sign; 6] {
    [
        (
            "transfers_pending",
            "Transfers that wait for an employee",
            vitals.pending.into(),
        ),
        (
            "transfers_owed",
            "Transfers that are owed to custody",
            vitals.owed.into(),
        ),
        (
            "transfers_attention",
            "Transfers that need attention",
            vitals.attention.into(),
        ),
        (
            "alerts_raised",
            "Facts about custody that an alert was raised for",
            vitals.alerts.into(),
        ),
        (
            "alerts_open",
            "Alerts that no employee has looked at yet",
            vitals.alerts_open.into(),
        ),
        (
            "notices_open",
            "Notices of custody that nobody has worked on yet",
            vitals.notices_open.into(),
        ),
    ]
}

fn states(vitals: &Vitals) -> [Sign; 4] {
    let health = vitals.health;
    [
        (
            "paused",
            "1 while everything is paused",
            vitals.paused.into(),
        ),
        (
            "recovering",
            "1 after a restore, until people end the recovery",
            vitals.recovering.into(),
        ),
        (
            "custody_misconfigured",
            "1 while custody refuses the credentials",
            health.custody_misconfigured_since.is_some().into(),
        ),
        (
            "custody_out_of_reach",
            "1 while a node holds calls back because custody does not answer",
            health.custody_out_of_reach_since.is_some().into(),
        ),
    ]
}

fn calls(calls: CallsView, breaker: BreakerState) -> [Sign; 5] {
    let CallsView {
        per_minute,
        taken,
        throttled,
    } = calls;
    let left = if throttled {
        0
    } else {
        per_minute.saturating_sub(taken)
    };
    let held_back = match breaker {
        BreakerState::Closed { .. } => 0,
        BreakerState::HalfOpen { .. } => 1,
        BreakerState::Open { .. } => 2,
    };
    [
        (
            "custody_calls_per_minute",
            "Calls to custody that all nodes together may make in a minute",
            per_minute.into(),
        ),
        (
            "custody_calls_taken",
            "Calls of this minute that nodes have taken of the budget",
            taken.into(),
        ),
        (
            "custody_calls_left",
            "Calls of this minute that the budget has left",
            left.into(),
        ),
        (
            "custody_throttled",
            "1 while the budget is closed because custody refused a call as one too many",
            throttled.into(),
        ),
        (
            "custody_breaker",
            "Calls of this process to custody: 0 made, 1 one is tried, 2 held back",
            held_back,
        ),
    ]
}

fn audit(unsealed: SealLag) -> [Sign; 2] {
    [
        (
            "audit_unsealed_rows",
            "Rows of the audit that no seal covers yet",
            i64::try_from(unsealed.rows).unwrap_or(i64::MAX),
        ),
        (
            "audit_unsealed_since_timestamp_seconds",
            "When the oldest of them was written, Unix time; 0 when there is none",
            unix(unsealed.since),
        ),
    ]
}

fn waiting(oldest: OldestOpen) -> [Sign; 2] {
    let OldestOpen {
        pending_since,
        owed_since,
    } = oldest;
    [
        (
            "transfers_pending_since_timestamp_seconds",
            "When the oldest transfer was asked for that waits for an employee; 0 when there is none",
            unix(pending_since),
        ),
        (
            "transfers_owed_since_timestamp_seconds",
            "When the oldest transfer was cleared that is owed to custody; 0 when there is none",
            unix(owed_since),
        ),
    ]
}

/// A time of 0 means never, which every alert on an age catches.
fn times(health: Health) -> [Sign; 3] {
    let Health {
        custody_answered_at,
        custody_breaker: _,
        custody_out_of_reach_since: _,
        custody_misconfigured_since: _,
        worker_seen_at,
        books_compared_at,
    } = health;
    [
        (
            "custody_answered_timestamp_seconds",
            "When custody last answered, Unix time",
            unix(custody_answered_at),
        ),
        (
            "worker_seen_timestamp_seconds",
            "When a worker last went round, Unix time",
            unix(worker_seen_at),
        ),
        (
            "books_compared_timestamp_seconds",
            "When the books were last compared, Unix time",
            unix(books_compared_at),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;

    use super::*;

    #[test]
    fn vital_signs_are_gauges() {
        let vitals = Vitals {
            pending: 3,
            owed: 1,
            attention: 0,
            oldest: OldestOpen {
                pending_since: OffsetDateTime::from_unix_timestamp(1_772_356_000).ok(),
                owed_since: None,
            },
            alerts: 4,
            alerts_open: 1,
            notices_open: 0,
            paused: true,
            recovering: false,
            unsealed: SealLag {
                rows: 2,
                since: OffsetDateTime::from_unix_timestamp(1_772_357_000).ok(),
            },
            calls: CallsView {
                per_minute: 1_000,
                taken: 150,
                throttled: false,
            },
            health: Health {
                custody_answered_at: OffsetDateTime::from_unix_timestamp(1_772_357_400).ok(),
                custody_breaker: BreakerState::Open {
                    failing_since: OffsetDateTime::UNIX_EPOCH,
                },
                custody_out_of_reach_since: None,
                custody_misconfigured_since: None,
                worker_seen_at: None,
                books_compared_at: None,
            },
        };
        let mut registry = Registry::with_prefix("bank");
        register(&mut registry, &vitals);
        let mut text = String::new();
        encode(&mut text, &registry).unwrap();
        for line in [
            "bank_transfers_pending 3",
            "bank_transfers_owed 1",
            "bank_alerts_raised 4",
            "bank_alerts_open 1",
            "bank_transfers_pending_since_timestamp_seconds 1772356000",
            "bank_transfers_owed_since_timestamp_seconds 0",
            "bank_custody_out_of_reach 0",
            "bank_paused 1",
            "bank_audit_unsealed_rows 2",
            "bank_audit_unsealed_since_timestamp_seconds 1772357000",
            "bank_custody_answered_timestamp_seconds 1772357400",
            "bank_worker_seen_timestamp_seconds 0",
            "bank_custody_calls_per_minute 1000",
            "bank_custody_calls_taken 150",
            "bank_custody_calls_left 850",
            "bank_custody_throttled 0",
            "bank_custody_breaker 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}
