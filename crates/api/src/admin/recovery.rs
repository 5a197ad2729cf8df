//! `/api/admin/recovery`: what people do after a restore from a backup.

use api_types::{
    GrantAtRisk, Recovery, RecoveryCounts, RecoveryState, TransferAnswer, WalletAtRisk,
};
use axum::Json;
use axum::extract::State;
use bank::recovery::{self, RecoveryView};
use domain::asset;
use domain::id::TransferId;

use super::transfers::row_of;
use crate::extract::{Employee, NoBody, Path};
use crate::problem::Result;
use crate::state::ApiState;
use crate::transfers::answer_of;
use crate::wire;

/// The recovery after a restore, and what may be out of date
#[utoipa::path(
    get,
    path = "/api/admin/recovery",
    operation_id = "recovery",
    tag = "staff",
    responses((status = 200, description = "Where it stands", body = Recovery))
)]
pub(crate) async fn get(
    Employee(caller): Employee,
    State(state): State<ApiState>,
) -> Result<Json<Recovery>> {
    Ok(Json(recovery_of(state.bank.recovery(&caller).await?)))
}

/// End the recovery and lift its pause
///
/// Possible once custody's record is read back. What is held stays held.
#[utoipa::path(
    post,
    path = "/api/admin/recovery/end",
    operation_id = "end_recovery",
    tag = "staff",
    responses((status = 200, description = "The bank goes on", body = Recovery)),
    extensions(("x-problem-codes" = json!(["recovery_unfinished", "not_recovering"])))
)]
pub(crate) async fn end(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    _: NoBody,
) -> Result<Json<Recovery>> {
    state.bank.end_recovery(&caller).await?;
    Ok(Json(recovery_of(state.bank.recovery(&caller).await?)))
}

/// Let a transfer go on that is held since a restore
///
/// One that waits can be decided on again; one that was approved is sent.
#[utoipa::path(
    post,
    path = "/api/admin/recovery/transfers/{id}/release",
    operation_id = "release_transfer",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the transfer")),
    responses((status = 200, description = "The transfer", body = TransferAnswer)),
    extensions(("x-problem-codes" = json!(["recovery_unfinished", "not_held",
        "conflict_of_interest"])))
)]
pub(crate) async fn release(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<TransferId>,
    _: NoBody,
) -> Result<Json<TransferAnswer>> {
    Ok(Json(answer_of(
        state.bank.release_transfer(&caller, id).await?,
    )))
}

/// Withdraw a transfer that is held since a restore
#[utoipa::path(
    post,
    path = "/api/admin/recovery/transfers/{id}/cancel",
    operation_id = "cancel_held_transfer",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the transfer")),
    responses((status = 200, description = "The transfer", body = TransferAnswer)),
    extensions(("x-problem-codes" = json!(["recovery_unfinished", "not_held", "too_late",
        "conflict_of_interest"])))
)]
pub(crate) async fn cancel(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<TransferId>,
    _: NoBody,
) -> Result<Json<TransferAnswer>> {
    Ok(Json(answer_of(
        state.bank.cancel_held_transfer(&caller, id).await?,
    )))
}

fn recovery_of(view: RecoveryView) -> Recovery {
    let RecoveryView {
        recovery,
        counts,
        held,
        recovered,
        grants,
        wallets,
    } = view;
    let state = match (recovery.restored_at, recovery.read_at) {
        (None, _) => RecoveryState::None,
        (Some(_), None) => RecoveryState::Reading,
        (Some(_), Some(_)) => RecoveryState::Review,
    };
    let recovery::RecoveryCounts {
        wallets: all,
        wallets_read,
        held: held_in_all,
        recovered: recovered_in_all,
        grants: grants_in_all,
        unfrozen,
    } = counts;
    Recovery {
        state,
        backup_at: wire::time_opt(recovery.backup_at),
        restored_at: wire::time_opt(recovery.restored_at),
        read_at: wire::time_opt(recovery.read_at),
        counts: RecoveryCounts {
            wallets: all,
            wallets_read,
            held: held_in_all,
            recovered: recovered_in_all,
            grants: grants_in_all,
            unfrozen,
        },
        held: held.into_iter().map(row_of).collect(),
        recovered: recovered.into_iter().map(row_of).collect(),
        grants: grants.into_iter().map(grant_of).collect(),
        wallets: wallets.into_iter().map(wallet_of).collect(),
    }
}

fn grant_of(grant: recovery::GrantAtRisk) -> GrantAtRisk {
    let recovery::GrantAtRisk {
        id,
        wallet,
        wallet_name,
        network,
        grantor_email,
        grantee_email,
        transfer_limit,
        updated_at,
    } = grant;
    let native = asset::native(network);
    GrantAtRisk {
        id: id.to_string(),
        wallet_id: wallet.to_string(),
        wallet_name,
        grantor_email,
        grantee_email,
        transfer_limit: transfer_limit.map(|limit| limit.to_decimal(native.decimals())),
        symbol: native.symbol().to_owned(),
        updated_at: wire::time(updated_at),
    }
}

fn wallet_of(wallet: recovery::WalletAtRisk) -> WalletAtRisk {
    let recovery::WalletAtRisk {
        id,
        name,
        network,
        owner_email,
    } = wallet;
    WalletAtRisk {
        id: id.to_string(),
        name,
        network: network.as_str().to_owned(),
        owner_email,
    }
}
