//! `/api/admin/overview`: the state of the bank at a glance.

use api_types::{BankHealth, BankOverview, DailyVolume, PauseState, PendingSum};
use axum::Json;
use axum::extract::State;
use bank::admin::{AdminHealth, AdminOverview, DayVolume, Health, OpenCounts};
use bank::pause::{Pause, PauseView};

use crate::extract::Employee;
use crate::problem::Result;
use crate::state::ApiState;
use crate::wire;

/// The bank at a glance
#[utoipa::path(
    get,
    path = "/api/admin/overview",
    operation_id = "admin_overview",
    tag = "staff",
    responses((status = 200, description = "What waits, what moved, how things are", body = BankOverview))
)]
pub(crate) async fn get(
    Employee(caller): Employee,
    State(state): State<ApiState>,
) -> Result<Json<BankOverview>> {
    let AdminOverview {
        customers,
        pending,
        volume,
        health,
    } = state.bank.admin_overview(&caller).await?;
    let bank::admin::PendingSum {
        count,
        cents,
        without_value,
        demo_rate,
    } = pending;
    Ok(Json(BankOverview {
        customers,
        pending: PendingSum {
            count,
            eur: cents.to_string(),
            without_value,
            demo_rate,
        },
        volume_by_day: volume.into_iter().map(volume_of).collect(),
        health: health_of(health),
    }))
}

/// How the bank is doing
///
/// The part of the overview that is asked for beside every page: it sums nothing.
#[utoipa::path(
    get,
    path = "/api/admin/health",
    operation_id = "admin_health",
    tag = "staff",
    responses((status = 200, description = "What is open, how things are", body = BankHealth))
)]
pub(crate) async fn health(
    Employee(caller): Employee,
    State(state): State<ApiState>,
) -> Result<Json<BankHealth>> {
    let health = state.bank.admin_health(&caller).await?;
    Ok(Json(health_of(health)))
}

fn health_of(health: AdminHealth) -> BankHealth {
    let AdminHealth {
        open,
        health,
        paused,
    } = health;
    let OpenCounts {
        pending,
        owed,
        attention,
    } = open;
    let Health {
        custody_answered_at,
        // As one process sees it: for its readiness, not for the bank's page.
        custody_breaker: _,
        custody_out_of_reach_since,
        custody_misconfigured_since,
        worker_seen_at,
        books_compared_at,
    } = health;
    BankHealth {
        custody_answered_at: wire::time_opt(custody_answered_at),
        custody_misconfigured_since: wire::time_opt(custody_misconfigured_since),
        custody_out_of_reach_since: wire::time_opt(custody_out_of_reach_since),
        worker_seen_at: wire::time_opt(worker_seen_at),
        books_compared_at: wire::time_opt(books_compared_at),
        pending,
        owed,
        attention,
        paused: paused.map(pause_of),
    }
}

fn volume_of(volume: DayVolume) -> DailyVolume {
    let DayVolume {
        day,
        asset,
        count,
        amount,
        eur,
    } = volume;
    let (eur, eur_is_demo) = wire::euro(eur);
    DailyVolume {
        day: day.to_string(),
        asset: asset.id().to_string(),
        symbol: asset.symbol().to_owned(),
        amount: amount.to_decimal(asset.decimals()),
        count,
        eur,
        eur_is_demo,
    }
}

/// A pause as it is written.
pub(super) fn pause_of(view: PauseView) -> PauseState {
    let PauseView { pause, by_name } = view;
    let Pause {
        paused_at,
        paused_by,
        reason,
    } = pause;
    PauseState {
        since: wire::time(paused_at),
        by: paused_by,
        by_name,
        reason,
    }
}
