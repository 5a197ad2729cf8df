//! `/api/transfers`: sending, previewing, watching, withdrawing, exporting.

mod export;
mod written;

use api_types::{
    CreateTransfer, Transfer, TransferAnswer, TransferList, TransferPreview, TransferStatus,
};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use bank::TimeCursor;
use bank::transfers::{SendRequest, TransferFilter};
use domain::id::TransferId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{
    self, IdempotencyHeader, Idempotent, NoBody, PageQuery, PagedQuery, Path, Person, written,
};
use crate::problem::Result;
use crate::replay;
use crate::state::ApiState;

pub(crate) use export::{__path_export, COLUMNS, export};
use written::status_name;
pub(crate) use written::{answer_of, attention_of, domain_status, transfer_of};

/// Names the list of a customer's transfers in cursors.
pub(crate) const LIST: &str = "transfers";

/// Which transfers are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// Only those that stand here.
    status: Option<TransferStatus>,
    /// Only those of this wallet.
    #[param(pattern = "^wal_[0-9a-f]{32}$")]
    wallet_id: Option<String>,
}

impl ListQuery {
    fn filter(&self) -> Result<TransferFilter> {
        Ok(TransferFilter {
            status: self.status.map(domain_status),
            wallet: extract::query_id("wallet_id", self.wallet_id.as_deref())?,
        })
    }
}

/// Transfers that I may see
///
/// Those of every wallet that I may see now, and those that I asked for myself.
#[utoipa::path(
    get,
    path = "/api/transfers",
    operation_id = "transfers",
    tag = "transfers",
    params(ListQuery, PageQuery),
    responses((status = 200, description = "Newest first", body = TransferList))
)]
pub(crate) async fn list(
    Person(caller): Person,
    State(state): State<ApiState>,
    query: PagedQuery<ListQuery>,
) -> Result<Json<TransferList>> {
    let filter = query.wanted.filter()?;
    let page = query.page.page::<TimeCursor>(LIST)?;
    let page = state.bank.transfers(&caller, filter, page).await?;
    let (transfers, next_cursor) = written(page, LIST, transfer_of);
    Ok(Json(TransferList {
        transfers,
        next_cursor,
    }))
}

/// Send
///
/// Below the threshold that applies it is sent at once; from the threshold on it waits for the
/// bank's approval. Usually the answer says already that it is on chain.
#[utoipa::path(
    post,
    path = "/api/transfers",
    operation_id = "send",
    tag = "transfers",
    params(IdempotencyHeader),
    request_body = CreateTransfer,
    responses((status = 201, description = "The transfer", body = TransferAnswer)),
    extensions(("x-problem-codes" = json!(["not_found", "forbidden", "paused", "wallet_frozen",
        "wallet_not_ready", "asset_blocked", "insufficient_funds"])))
)]
pub(crate) async fn create(
    Person(caller): Person,
    State(state): State<ApiState>,
    Idempotent(key): Idempotent,
    extract::Json(body): extract::Json<CreateTransfer>,
) -> Result<Response<Body>> {
    let request = request_of(body)?;
    let created = state.bank.send(&caller, &request, key.as_ref()).await?;
    Ok(replay::answer(created, answer_of))
}

/// What would happen if I sent this
///
/// Writes nothing.
#[utoipa::path(
    post,
    path = "/api/transfers/preview",
    operation_id = "preview_transfer",
    tag = "transfers",
    request_body = CreateTransfer,
    responses((status = 200, description = "What would happen", body = TransferPreview)),
    extensions(("x-problem-codes" = json!(["not_found", "forbidden"])))
)]
pub(crate) async fn preview(
    Person(caller): Person,
    State(state): State<ApiState>,
    extract::Json(body): extract::Json<CreateTransfer>,
) -> Result<Json<TransferPreview>> {
    let request = request_of(body)?;
    let preview = state.bank.preview_transfer(&caller, &request).await?;
    Ok(Json(written::preview_of(preview)))
}

/// One transfer
#[utoipa::path(
    get,
    path = "/api/transfers/{id}",
    operation_id = "transfer",
    tag = "transfers",
    params(("id" = String, Path, description = "Id of the transfer")),
    responses((status = 200, description = "The transfer", body = Transfer))
)]
pub(crate) async fn get(
    Person(caller): Person,
    State(state): State<ApiState>,
    Path(id): Path<TransferId>,
) -> Result<Json<Transfer>> {
    Ok(Json(transfer_of(state.bank.transfer(&caller, id).await?)))
}

/// Withdraw a transfer that is not being sent yet
#[utoipa::path(
    post,
    path = "/api/transfers/{id}/cancel",
    operation_id = "cancel_transfer",
    tag = "transfers",
    params(("id" = String, Path, description = "Id of the transfer")),
    responses((status = 200, description = "The transfer", body = TransferAnswer)),
    extensions(("x-problem-codes" = json!(["forbidden", "already_decided", "too_late"])))
)]
pub(crate) async fn cancel(
    Person(caller): Person,
    State(state): State<ApiState>,
    Path(id): Path<TransferId>,
    _: NoBody,
) -> Result<Json<TransferAnswer>> {
    Ok(Json(answer_of(
        state.bank.cancel_transfer(&caller, id).await?,
    )))
}

fn request_of(body: CreateTransfer) -> Result<SendRequest> {
    let CreateTransfer {
        wallet_id,
        to_address,
        amount,
        asset,
    } = body;
    let wallet = extract::body_id("wallet_id", &wallet_id)?;
    Ok(SendRequest {
        wallet,
        to_address,
        amount,
        asset,
    })
}
