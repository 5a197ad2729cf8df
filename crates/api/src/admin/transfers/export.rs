//! `GET /api/admin/transfers.csv`: decided transfers and others, for a spreadsheet.

use api_types::Transfer;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use bank::transfers::FeedFilter;
use bank::{Bank, Caller, Page, Paged, TimeCursor};

use super::wanted::ExportQuery;
use crate::extract::{Employee, Query};
use crate::problem::Result;
use crate::state::ApiState;
use crate::table::{self, Cell, Table, optional};
use crate::transfers::{status_name, transfer_of};

/// Transfers on the bank's side as a table
///
/// Comma-separated, in UTF-8, newest first. Texts that a spreadsheet would run as a formula have
/// an apostrophe before them. The export is written into the audit trail.
#[utoipa::path(
    get,
    path = "/api/admin/transfers.csv",
    operation_id = "admin_export_transfers",
    tag = "staff",
    params(ExportQuery),
    responses((status = 200, description = "The table", content_type = "text/csv", body = String))
)]
pub(crate) async fn export(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Query(query): Query<ExportQuery>,
) -> Result<Response<Body>> {
    let wanted = WantedTransfers {
        filter: query.filter()?,
        bank: state.bank,
        caller,
    };
    table::answer(wanted, "attachment; filename=\"bank-transfers.csv\"").await
}

/// What an employee asked for.
struct WantedTransfers {
    bank: Bank,
    caller: Caller,
    filter: FeedFilter,
}

impl Table for WantedTransfers {
    type Row = Transfer;

    const HEAD: &'static [&'static str] = &[
        "created_at",
        "id",
        "wallet_id",
        "wallet_name",
        "initiator_name",
        "initiator_email",
        "to_address",
        "asset",
        "symbol",
        "amount",
        "status",
        "reason_code",
        "decided_by_rule",
        "reviewed_by",
        "reviewer_name",
        "reviewed_at",
        "review_comment",
        "body_hash",
        "tx_hash",
        "fee",
        "broadcasted_at",
        "confirmed_at",
        "ended_at",
    ];

    async fn read(&self, page: Page<TimeCursor>) -> Result<Paged<Transfer, TimeCursor>> {
        let exported = self
            .bank
            .exported_transfers(&self.caller, self.filter, page);
        let Paged { rows, next } = exported.await?;
        let rows = rows.into_iter().map(transfer_of).collect();
        Ok(Paged { rows, next })
    }

    fn cells(row: &Transfer) -> Vec<Cell<'_>> {
        vec![
            row.created_at.as_str().into(),
            row.id.as_str().into(),
            row.wallet_id.as_str().into(),
            row.wallet_name.as_str().into(),
            row.initiator_name.as_str().into(),
            optional(row.initiator_email.as_ref()),
            row.to_address.as_str().into(),
            row.asset.as_str().into(),
            row.symbol.as_str().into(),
            row.amount.as_str().into(),
            status_name(row.status).into(),
            optional(row.reason_code.as_ref()),
            row.decided_by_rule.as_str().into(),
            optional(row.reviewed_by.as_ref()),
            optional(row.reviewer_name.as_ref()),
            optional(row.reviewed_at.as_ref()),
            optional(row.review_comment.as_ref()),
            optional(row.body_hash.as_ref()),
            optional(row.tx_hash.as_ref()),
            optional(row.fee.as_ref()),
            optional(row.broadcasted_at.as_ref()),
            optional(row.confirmed_at.as_ref()),
            optional(row.ended_at.as_ref()),
        ]
    }
}
