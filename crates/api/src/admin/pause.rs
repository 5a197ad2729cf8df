//! `/api/admin/pause` and `/api/admin/resume`: holding all sending.

use api_types::{PauseRequest, PauseStatus};
use axum::Json;
use axum::extract::State;

use super::overview::pause_of;
use crate::extract::{Employee, NoBody, OptionalJson};
use crate::problem::Result;
use crate::state::ApiState;

/// Pause all sending
///
/// New transfers and approvals are refused, what is approved waits; rejecting and withdrawing
/// still work.
#[utoipa::path(
    post,
    path = "/api/admin/pause",
    operation_id = "pause",
    tag = "staff",
    request_body(content = Option<PauseRequest>, description = "No body is fine"),
    responses((status = 200, description = "Sending is paused", body = PauseStatus))
)]
pub(crate) async fn pause(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    OptionalJson(body): OptionalJson<PauseRequest>,
) -> Result<Json<PauseStatus>> {
    let paused = state.bank.pause(&caller, body.reason.as_deref()).await?;
    let paused = state.bank.pause_view(&caller, paused).await?;
    Ok(Json(PauseStatus {
        paused: paused.map(pause_of),
    }))
}

/// Lift the pause
///
/// What waited is judged again before it is sent.
#[utoipa::path(
    post,
    path = "/api/admin/resume",
    operation_id = "resume",
    tag = "staff",
    responses((status = 200, description = "Sending goes on", body = PauseStatus)),
    extensions(("x-problem-codes" = json!(["recovery_unfinished"])))
)]
pub(crate) async fn resume(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    _: NoBody,
) -> Result<Json<PauseStatus>> {
    let paused = state.bank.resume(&caller).await?;
    let paused = state.bank.pause_view(&caller, paused).await?;
    Ok(Json(PauseStatus {
        paused: paused.map(pause_of),
    }))
}
