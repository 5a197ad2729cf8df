//! `/api/admin/transfers`: the queue, the facts for a decision, the decision, the check.

use api_types::{
    AddressFacts, AdminTransfer, AdminTransferDetail, AdminTransferList, Conflict, Decision,
    InitiatorFacts, RuleFacts, TransferAnswer, TransferStatus,
};
use axum::Json;
use axum::extract::State;
use bank::TimeCursor;
use bank::transfers::{
    DecisionRequest, DestinationFacts, QueueFilter, QueuedTransfer, TransferView,
};
use domain::id::TransferId;
use domain::transfer::Status;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Cursor, Employee, NoBody, OptionalJson, PageQuery, Path, Query};
use crate::problem::{Code, Problem, Result};
use crate::state::ApiState;
use crate::transfers::{answer_of, attention_of, domain_status, transfer_of};
use crate::wire;

/// Names the staff's list of transfers in cursors.
const LIST: &str = "queue";
/// Names the list of decided transfers in cursors.
const DECIDED: &str = "decided";

/// Which transfers are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// Only those that stand here; `pending` without it, unless `attention` or `decided` is asked
    /// for.
    status: Option<TransferStatus>,
    /// `true` for those only that somebody should look at.
    attention: Option<bool>,
    /// `true` for those only that a person has decided on, newest first; not with `attention`.
    decided: Option<bool>,
    /// Rows at most, 1 to 200; 50 without it.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl ListQuery {
    fn filter(&self) -> QueueFilter {
        let attention = self.attention.unwrap_or_default();
        let waiting = (!attention).then_some(Status::Pending);
        QueueFilter {
            status: self.status.map(domain_status).or(waiting),
            attention,
        }
    }
}

/// Transfers on the bank's side
#[utoipa::path(
    get,
    path = "/api/admin/transfers",
    operation_id = "admin_transfers",
    tag = "staff",
    params(ListQuery),
    responses((status = 200, description = "Oldest first, decided ones newest first", body = AdminTransferList))
)]
pub(crate) async fn list(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Query(query): Query<ListQuery>,
) -> Result<Json<AdminTransferList>> {
    let filter = query.filter();
    let is_decided = query.decided.unwrap_or_default();
    if is_decided && filter.attention {
        let detail = "Ask for `attention` or for `decided`, not for both.";
        return Err(Problem::of_field(
            Code::InvalidQuery,
            "decided",
            "conflict",
            detail,
        ));
    }
    // The two lists run in opposite directions, so a place in one is none in the other.
    let list = if is_decided { DECIDED } else { LIST };
    let page = PageQuery::new(query.limit, query.cursor).page::<TimeCursor>(list)?;
    let page = if is_decided {
        let status = query.status.map(domain_status);
        state.bank.decided_transfers(&caller, status, page).await?
    } else {
        state.bank.transfer_queue(&caller, filter, page).await?
    };
    Ok(Json(AdminTransferList {
        transfers: page.rows.into_iter().map(row_of).collect(),
        next_cursor: page.next.map(|place| place.write(list)),
    }))
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
        "body_hash_mismatch", "paused", "wallet_frozen"])))
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
/// Never sends.
#[utoipa::path(
    post,
    path = "/api/admin/transfers/{id}/check",
    operation_id = "check_transfer",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the transfer")),
    responses((status = 200, description = "The transfer", body = TransferAnswer))
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

fn row_of(mut view: TransferView) -> AdminTransfer {
    let attention = view.attention.take().map(attention_of);
    let exceeds_balance = view.exceeds_balance;
    AdminTransfer {
        transfer: transfer_of(view),
        attention,
        exceeds_balance,
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
