//! `/metrics` on a listener of its own: the bank's vital signs in the Prometheus format.

use std::sync::atomic::AtomicI64;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use bank::{
    Bank,
    admin::{Health, Vitals},
    audit::SealLag,
};
use prometheus_client::{encoding::text::encode, metrics::gauge::Gauge, registry::Registry};
use time::OffsetDateTime;

/// The media type of the exposition format (OpenMetrics 1.0).
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The one route.
pub(crate) fn router(bank: Bank) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(bank)
}

async fn metrics(State(bank): State<Bank>) -> Response {
    let vitals = match bank.vitals().await {
        Ok(vitals) => vitals,
        Err(error) => {
            tracing::error!(?error, "metrics could not be read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    match exposition(&vitals) {
        Ok(text) => ([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn exposition(vitals: &Vitals) -> Result<String, std::fmt::Error> {
    let mut registry = Registry::with_prefix("bank");
    let signs = counts(vitals).into_iter();
    let signs = signs
        .chain(audit(vitals.unsealed))
        .chain(times(vitals.health));
    for (name, help, value) in signs {
        let gauge = Gauge::<i64, AtomicI64>::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    }
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

/// Name, help and value of a gauge.
type Sign = (&'static str, &'static str, i64);

fn counts(vitals: &Vitals) -> [Sign; 8] {
    let Vitals {
        pending,
        owed,
        attention,
        alerts,
        notices_open,
        paused,
        recovering,
        unsealed: _,
        health,
    } = *vitals;
    let locked_out = health.custody_misconfigured_since.is_some();
    [
        (
            "transfers_pending",
            "Transfers that wait for an employee",
            pending.into(),
        ),
        (
            "transfers_owed",
            "Transfers that are owed to custody",
            owed.into(),
        ),
        (
            "transfers_attention",
            "Transfers that need attention",
            attention.into(),
        ),
        (
            "alerts_raised",
            "Facts about custody that an alert was raised for",
            alerts.into(),
        ),
        (
            "notices_open",
            "Notices of custody that nobody has worked on yet",
            notices_open.into(),
        ),
        ("paused", "1 while everything is paused", paused.into()),
        (
            "recovering",
            "1 after a restore, until people end the recovery",
            recovering.into(),
        ),
        (
            "custody_misconfigured",
            "1 while custody refuses the credentials",
            locked_out.into(),
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
            "audit_unsealed_since_seconds",
            "When the oldest of them was written, Unix time; 0 when there is none",
            unsealed.since.map_or(0, OffsetDateTime::unix_timestamp),
        ),
    ]
}

/// Unix times; 0 means never, which every alert on an age catches.
fn times(health: Health) -> [Sign; 3] {
    let Health {
        custody_answered_at,
        custody_silence: _,
        custody_misconfigured_since: _,
        worker_seen_at,
        books_compared_at,
    } = health;
    let unix = |at: Option<OffsetDateTime>| at.map_or(0, OffsetDateTime::unix_timestamp);
    [
        (
            "custody_answered_seconds",
            "When custody last answered, Unix time",
            unix(custody_answered_at),
        ),
        (
            "worker_seen_seconds",
            "When a worker last went round, Unix time",
            unix(worker_seen_at),
        ),
        (
            "books_compared_seconds",
            "When the books were last compared",
            unix(books_compared_at),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vital_signs_are_gauges() {
        let vitals = Vitals {
            pending: 3,
            owed: 1,
            attention: 0,
            alerts: 4,
            notices_open: 0,
            paused: true,
            recovering: false,
            unsealed: SealLag {
                rows: 2,
                since: OffsetDateTime::from_unix_timestamp(1_772_357_000).ok(),
            },
            health: Health {
                custody_answered_at: OffsetDateTime::from_unix_timestamp(1_772_357_400).ok(),
                custody_silence: None,
                custody_misconfigured_since: None,
                worker_seen_at: None,
                books_compared_at: None,
            },
        };
        let text = exposition(&vitals).unwrap();
        for line in [
            "bank_transfers_pending 3",
            "bank_transfers_owed 1",
            "bank_alerts_raised 4",
            "bank_paused 1",
            "bank_audit_unsealed_rows 2",
            "bank_audit_unsealed_since_seconds 1772357000",
            "bank_custody_answered_seconds 1772357400",
            "bank_worker_seen_seconds 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}
