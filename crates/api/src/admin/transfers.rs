//! `/api/admin/transfers`: the queue, the facts for a decision, the decision, the check.

mod export;
mod wanted;

use api_types::{
    AddressFacts, AdminTransfer, AdminTransferDetail, AdminTransferList, Conflict, Decision,
    InitiatorFacts, RuleFacts, TransferAnswer,
};
use axum::Json;
use axum::extract::State;
use bank::TimeCursor;
use bank::transfers::{
    DecisionRequest, DestinationFacts, FeedFilter, QueueFilter, QueuedTransfer, TransferView,
};
use domain::id::TransferId;
use domain::transfer::Status;

use crate::extract::{Employee, NoBody, OptionalJson, PageQuery, PagedQuery, Path, written};
use crate::problem::Result;
use crate::state::ApiState;
use crate::transfers::{answer_of, attention_of, transfer_of};
use crate::wire;

pub(crate) use export::{__path_export, export};
use wanted::WantedQuery;

/// Names the queue in cursors.
const QUEUE: &str = "queue";
/// Names the lists to read in cursors. They run the other way, so a place in one is none in the
/// other.
const FEED: &str = "feed";
/// Names the lists of decisions, which are ordered by when those were made.
const DECISIONS: &str = "decisions";

/// Transfers on the bank's side
///
/// With `status` and `attention` alone it is the queue, oldest first; with anything else what that
/// matches, newest first: with `decided`, `decided_from` or `decided_to` by the latest decision,
/// else by when they were asked for. That an employee read the transfers of a customer or a wallet
/// is written into the audit trail.
#[utoipa::path(
    get,
    path = "/api/admin/transfers",
    operation_id = "admin_transfers",
    tag = "staff",
    params(WantedQuery, PageQuery),
    responses((status = 200, description = "The queue oldest first, others newest first", body = AdminTransferList))
)]
pub(crate) async fn list(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    PagedQuery { wanted, page }: PagedQuery<WantedQuery>,
) -> Result<Json<AdminTransferList>> {
    let filter = wanted.filter()?;
    let (list, page) = if filter.is_narrow() {
        let list = if filter.is_of_decisions() {
            DECISIONS
        } else {
            FEED
        };
        let page = page.page::<TimeCursor>(list)?;
        (list, state.bank.transfer_feed(&caller, filter, page).await?)
    } else {
        let page = page.page::<TimeCursor>(QUEUE)?;
        let queue = queue_filter(filter);
        (
            QUEUE,
            state.bank.transfer_queue(&caller, queue, page).await?,
        )
    };
    let (transfers, next_cursor) = written(page, list, row_of);
    Ok(Json(AdminTransferList {
        transfers,
        next_cursor,
    }))
}

/// The queue is of what waits, unless something else is asked for.
fn queue_filter(filter: FeedFilter) -> QueueFilter {
    let waiting = (!filter.attention).then_some(Status::Pending);
    QueueFilter {
        status: filter.status.or(waiting),
        attention: filter.attention,
    }
}

/// One transfer with the facts for a decision
///
/// That an employee looked is written into the audit trail.
#[utoipa::path(
    get,
    path = "/api/admin/transfers/{id}",
    operation_id = "admin_transfer",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the transfer")),
    responses((status = 200, description = "The transfer", body = AdminTransferDetail))
)]
pub(crate) async fn get(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<TransferId>,
) -> Result<Json<AdminTransferDetail>> {
    Ok(Json(detail_of(
        state.bank.queued_transfer(&caller, id).await?,
    )))
}

/// Approve a waiting transfer
///
/// It is sent at once. With `body_hash` the decision holds only for what was shown.
#[utoipa::path(
    post,
    path = "/api/admin/transfers/{id}/approve",
    operation_id = "approve_transfer",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the transfer")),
    request_body(content = Option<Decision>, description = "No body is fine"),
    responses((status = 200, description = "The transfer", body = TransferAnswer)),
    extensions(("x-problem-codes" = json!(["already_decided", "conflict_of_interest",
        "body_hash_mismatch", "paused", "held_after_restore", "wallet_frozen"])))
)]
pub(crate) async fn approve(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<TransferId>,
    OptionalJson(body): OptionalJson<Decision>,
) -> Result<Json<TransferAnswer>> {
    let outcome = state
        .bank
        .approve_transfer(&caller, id, &decision_of(body))
        .await?;
    Ok(Json(answer_of(outcome)))
}

/// Reject a waiting transfer
///
/// The customer reads the comment.
#[utoipa::path(
    post,
    path = "/api/admin/transfers/{id}/reject",
    operation_id = "reject_transfer",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the transfer")),
    request_body(content = Option<Decision>, description = "No body is fine"),
    responses((status = 200, description = "The transfer", body = TransferAnswer)),
    extensions(("x-problem-codes" = json!(["already_decided", "conflict_of_interest",
        "body_hash_mismatch"])))
)]
pub(crate) async fn reject(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<TransferId>,
    OptionalJson(body): OptionalJson<Decision>,
) -> Result<Json<TransferAnswer>> {
    let outcome = state
        .bank
        .reject_transfer(&caller, id, &decision_of(body))
        .await?;
    Ok(Json(answer_of(outcome)))
}

/// Ask custody now how a transfer stands
///
/// Never sends. While custody cannot be asked, that is the answer, and nothing changes.
#[utoipa::path(
    post,
    path = "/api/admin/transfers/{id}/check",
    operation_id = "check_transfer",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the transfer")),
    responses((status = 200, description = "The transfer", body = TransferAnswer)),
    extensions(("x-problem-codes" = json!(["wallet_service_unavailable"])))
)]
pub(crate) async fn check(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<TransferId>,
    _: NoBody,
) -> Result<Json<TransferAnswer>> {
    Ok(Json(answer_of(
        state.bank.check_transfer(&caller, id).await?,
    )))
}

fn decision_of(body: Decision) -> DecisionRequest {
    let Decision { comment, body_hash } = body;
    DecisionRequest { comment, body_hash }
}

pub(crate) fn row_of(mut view: TransferView) -> AdminTransfer {
    let attention = view.attention.take().map(attention_of);
    let exceeds_balance = view.exceeds_balance;
    let held_since = wire::time_opt(view.held_since);
    AdminTransfer {
        transfer: transfer_of(view),
        attention,
        exceeds_balance,
        held_since,
    }
}

fn detail_of(queued: QueuedTransfer) -> AdminTransferDetail {
    let QueuedTransfer {
        transfer,
        rule,
        balance_now,
        balance_after,
        exceeds_balance,
        address:
            DestinationFacts {
                ours,
                times_paid,
                last_paid_at,
                other_customers,
            },
        initiator,
        conflict,
        may_decide,
    } = queued;
    let decimals = transfer.asset.decimals();
    AdminTransferDetail {
        transfer: row_of(transfer),
        rule: RuleFacts {
            kind: rule.kind,
            threshold: rule
                .threshold
                .map(|threshold| threshold.to_decimal(decimals)),
            set_by: rule.set_by,
        },
        balance_now: balance_now.map(|balance| balance.to_decimal(decimals)),
        balance_after: balance_after.map(|balance| balance.to_decimal(decimals)),
        exceeds_balance,
        address: AddressFacts {
            ours,
            times_paid,
            last_paid_at: wire::time_opt(last_paid_at),
            other_customers,
        },
        initiator: InitiatorFacts {
            confirmed_30d: initiator.confirmed,
            rejected_30d: initiator.rejected,
            cancelled_30d: initiator.cancelled,
        },
        conflict: conflict.map(|reason| Conflict {
            reason: reason.code().to_owned(),
        }),
        may_decide,
    }
}
