//! `/api/admin/wallets`: a customer's activity, and the bank's freeze.

use api_types::{ActivityList, Wallet};
use axum::Json;
use axum::extract::State;
use domain::id::WalletId;

use crate::extract::{Employee, NoBody, PageQuery, PagedQuery, Path};
use crate::problem::Result;
use crate::state::ApiState;
use crate::wallets::{ActivityQuery, WantedActivity, activity_of, wallet_of};

/// What happened at a customer's wallet
///
/// That an employee looked is written into the audit trail.
#[utoipa::path(
    get,
    path = "/api/admin/wallets/{id}/activity",
    operation_id = "admin_wallet_activity",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the wallet"), ActivityQuery, PageQuery),
    responses((status = 200, description = "Newest first", body = ActivityList))
)]
pub(crate) async fn activity(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<WalletId>,
    query: PagedQuery<ActivityQuery>,
) -> Result<Json<ActivityList>> {
    let wanted = WantedActivity::read(query, id)?;
    let page = state
        .bank
        .wallet_activity_for_bank(&caller, id, &wanted.request)
        .await?;
    Ok(Json(activity_of(page, &wanted.list)))
}

/// Freeze a customer's wallet
///
/// Holds what is not sent yet; only the bank lifts it.
#[utoipa::path(
    post,
    path = "/api/admin/wallets/{id}/freeze",
    operation_id = "admin_freeze_wallet",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the wallet")),
    responses((status = 200, description = "The wallet", body = Wallet)),
    extensions(("x-problem-codes" = json!(["wallet_not_ready"])))
)]
pub(crate) async fn freeze(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<WalletId>,
    _: NoBody,
) -> Result<Json<Wallet>> {
    Ok(Json(wallet_of(
        state.bank.freeze_wallet_for_bank(&caller, id).await?,
    )))
}

/// Lift the bank's freeze of a wallet
///
/// Not for its owner, its delegates, or who is party to a transfer that the freeze keeps back.
#[utoipa::path(
    post,
    path = "/api/admin/wallets/{id}/unfreeze",
    operation_id = "admin_unfreeze_wallet",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the wallet")),
    responses((status = 200, description = "The wallet", body = Wallet)),
    extensions(("x-problem-codes" = json!(["conflict_of_interest", "wallet_frozen", "wallet_not_ready"])))
)]
pub(crate) async fn unfreeze(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<WalletId>,
    _: NoBody,
) -> Result<Json<Wallet>> {
    Ok(Json(wallet_of(
        state.bank.unfreeze_wallet_for_bank(&caller, id).await?,
    )))
}
