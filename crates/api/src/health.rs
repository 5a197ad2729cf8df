//! Whether the process lives, and whether the bank can work. Open to everybody: the answers name
//! what is wrong in general terms only.

use api_types::{Check, Health, Readiness};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use bank::Bank;
use bank::admin::{BreakerState, Health as Machinery};
use time::Duration;

use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire;

/// How long a worker may be silent.
const WORKER_SEEN_MAX: Duration = Duration::seconds(60);

/// The process answers
#[utoipa::path(
    get,
    path = "/health",
    tag = "operation",
    security(()),
    responses((status = 200, description = "It does", body = Health))
)]
pub(crate) async fn health() -> Json<Health> {
    Json(Health {
        status: "ok".to_owned(),
    })
}

/// The process answers
#[utoipa::path(
    get,
    path = "/api/health",
    tag = "operation",
    security(()),
    responses((status = 200, description = "It does", body = Health))
)]
pub(crate) async fn api_health() -> Json<Health> {
    health().await
}

/// The process answers
#[utoipa::path(
    get,
    path = "/livez",
    tag = "operation",
    security(()),
    responses((status = 200, description = "It does", body = Health))
)]
pub(crate) async fn live() -> Json<Health> {
    health().await
}

/// The bank can work
///
/// `degraded` says that a check failed without which this process still does its work: custody out
/// of reach, for one, is nothing that another process would mend. The status is 200 then.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operation",
    security(()),
    responses(
        (status = 200, description = "It can, perhaps with less than all", body = Readiness),
        (status = 503, description = "A check failed that it cannot work without", body = Readiness)
    )
)]
pub(crate) async fn ready(extract::State(state): extract::State<ApiState>) -> impl IntoResponse {
    let keys = if state.auth.try_ready().await {
        Ok(())
    } else {
        Err("the identity provider does not answer".to_owned())
    };
    let mut checks = vec![check("signing_keys", keys)];
    checks.extend(machinery(&state.bank).await);
    for probe in &state.settings.probes {
        checks.push(check(probe.name(), probe.check().await));
    }
    let worst = checks.iter().map(|(state, _)| *state).max();
    let (status, word) = match worst.unwrap_or(State::Ok) {
        State::Ok => (StatusCode::OK, "ok"),
        State::Degraded => (StatusCode::OK, "degraded"),
        State::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    };
    (
        status,
        Json(Readiness {
            status: word.to_owned(),
            checks: checks.into_iter().map(|(_, check)| check).collect(),
        }),
    )
}

/// What a check means for the whole, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Ok,
    Degraded,
    Unavailable,
}

/// How the database, custody and the worker are.
async fn machinery(bank: &Bank) -> Vec<(State, Check)> {
    let health = match bank.health().await {
        Ok(health) => health,
        Err(error) => {
            // Logs the cause; the answer names none.
            drop(Problem::from(error));
            return vec![check(
                "database",
                Err("the database does not answer".into()),
            )];
        }
    };
    let now = bank.clock().now();
    let worker = match health.worker_seen_at {
        Some(at) if now - at <= WORKER_SEEN_MAX => Ok(()),
        Some(_) | None => Err("no worker has been seen lately".into()),
    };
    vec![
        check("database", Ok(())),
        custody(&health),
        check("worker", worker),
    ]
}

/// Refused credentials stop all sending until the operator mends them. Calls that fail do not:
/// people still see what the bank knows, and what is owed is sent when custody is back.
fn custody(health: &Machinery) -> (State, Check) {
    let last = match health.custody_answered_at {
        Some(at) => format!("custody last answered at {}", wire::time(at)),
        None => "custody has not answered yet".to_owned(),
    };
    let (state, detail) = if health.custody_misconfigured_since.is_some() {
        let refused = "custody refuses the bank's credentials".to_owned();
        (State::Unavailable, refused)
    } else {
        let failing = |since| {
            let since = wire::time(since);
            format!("calls to custody have been failing since {since}")
        };
        match health.custody_breaker {
            BreakerState::Closed {
                failing_since: None,
            } => (State::Ok, last),
            BreakerState::Closed {
                failing_since: Some(since),
            } => (State::Ok, format!("{}; {last}", failing(since))),
            BreakerState::Open { failing_since } | BreakerState::HalfOpen { failing_since } => {
                let failing = failing(failing_since);
                let held_back = format!("{failing} and are held back; {last}");
                (State::Degraded, held_back)
            }
        }
    };
    let check = Check {
        name: "custody".to_owned(),
        ok: state == State::Ok,
        detail: Some(detail),
    };
    (state, check)
}

fn check(name: &str, fact: Result<(), String>) -> (State, Check) {
    let state = if fact.is_ok() {
        State::Ok
    } else {
        State::Unavailable
    };
    let check = Check {
        name: name.to_owned(),
        ok: state == State::Ok,
        detail: fact.err(),
    };
    (state, check)
}
