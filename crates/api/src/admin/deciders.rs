//! `/api/admin/deciders`: who has decided on transfers.

use api_types::{Decider, DeciderList};
use axum::Json;
use axum::extract::State;

use crate::extract::Employee;
use crate::problem::Result;
use crate::state::ApiState;

/// Employees who have decided on some transfer
///
/// Whom a list of decided transfers can be narrowed to, with `decided_by`.
#[utoipa::path(
    get,
    path = "/api/admin/deciders",
    operation_id = "admin_deciders",
    tag = "staff",
    responses((status = 200, description = "By name", body = DeciderList))
)]
pub(crate) async fn list(
    Employee(caller): Employee,
    State(state): State<ApiState>,
) -> Result<Json<DeciderList>> {
    let deciders = state.bank.deciders(&caller).await?;
    Ok(Json(DeciderList {
        deciders: deciders.into_iter().map(decider_of).collect(),
    }))
}

fn decider_of(decider: bank::transfers::Decider) -> Decider {
    let bank::transfers::Decider { id, name, email } = decider;
    Decider {
        id: id.to_string(),
        name,
        email,
    }
}
