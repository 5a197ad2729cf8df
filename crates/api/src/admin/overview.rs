//! `/api/admin/overview`: the state of the bank at a glance.

use api_types::{BankHealth, BankOverview, DailyVolume, PauseState, PendingSum};
use axum::Json;
use axum::extract::State;
use bank::admin::{AdminOverview, DayVolume, Health, Pause};

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
        owed,
        attention,
        health,
        paused,
    } = state.bank.admin_overview(&caller).await?;
    let bank::admin::PendingSum {
        count,
        cents,
        without_value,
        demo_rate,
    } = pending;
    let Health {
        custody_answered_at,
        // As one process sees it: for its readiness, not for the bank's page.
        custody_silence: _,
        custody_misconfigured_since,
        worker_seen_at,
        books_compared_at,
    } = health;
    Ok(Json(BankOverview {
        customers,
        pending: PendingSum {
            count,
            eur: cents.to_string(),
            without_value,
            demo_rate,
        },
        volume_by_day: volume.into_iter().map(volume_of).collect(),
        health: BankHealth {
            custody_answered_at: wire::time_opt(custody_answered_at),
            custody_misconfigured_since: wire::time_opt(custody_misconfigured_since),
            worker_seen_at: wire::time_opt(worker_seen_at),
            books_compared_at: wire::time_opt(books_compared_at),
            owed,
            attention,
            paused: paused.map(pause_of),
        },
    }))
}

fn volume_of(volume: DayVolume) -> DailyVolume {
    let DayVolume {
        day,
        asset,
        count,
        amount,
    } = volume;
    DailyVolume {
        day: day.to_string(),
        asset: asset.id().to_string(),
        symbol: asset.symbol().to_owned(),
        amount: amount.to_decimal(asset.decimals()),
        count,
    }
}

/// A pause as it is written.
pub(super) fn pause_of(pause: Pause) -> PauseState {
    let Pause {
        paused_at,
        paused_by,
        reason,
    } = pause;
    PauseState {
        since: wire::time(paused_at),
        by: paused_by,
        reason,
    }
}
