//! Whether the process lives, and whether the bank can work. Open to everybody: the answers name
//! what is wrong in general terms only.

use api_types::{Check, Health, Readiness};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use bank::Bank;
use time::Duration;

use crate::problem::Problem;
use crate::state::ApiState;

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
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operation",
    security(()),
    responses(
        (status = 200, description = "Every check is in order", body = Readiness),
        (status = 503, description = "Some check is not in order", body = Readiness)
    )
)]
pub(crate) async fn ready(State(state): State<ApiState>) -> impl IntoResponse {
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
    let ready = checks.iter().all(|check| check.ok);
    let (status, word) = if ready {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
    };
    (
        status,
        Json(Readiness {
            status: word.to_owned(),
            checks,
        }),
    )
}

/// How the database, custody and the worker are.
async fn machinery(bank: &Bank) -> Vec<Check> {
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
    let custody = match health.custody_misconfigured_since {
        None => Ok(()),
        Some(_) => Err("custody refuses the bank's credentials".into()),
    };
    let now = bank.clock().now();
    let worker = match health.worker_seen_at {
        Some(at) if now - at <= WORKER_SEEN_MAX => Ok(()),
        Some(_) | None => Err("no worker has been seen lately".into()),
    };
    vec![
        check("database", Ok(())),
        check("custody", custody),
        check("worker", worker),
    ]
}

fn check(name: &str, state: Result<(), String>) -> Check {
    Check {
        name: name.to_owned(),
        ok: state.is_ok(),
        detail: state.err(),
    }
}
