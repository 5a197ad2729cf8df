//! `GET /api/admin/transfers.csv`: decided transfers and others, for a spreadsheet.

use api_types::Transfer;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use bank::transfers::FeedFilter;
use bank::{Bank, Caller, Page, Paged, TimeCursor};

use super::wanted::WantedQuery;
use crate::extract::{Employee, Query};
use crate::problem::Result;
use crate::state::ApiState;
use crate::table::{self, Column, Table, optional};
use crate::transfers::{COLUMNS, transfer_of};

/// Transfers on the bank's side as a table
///
/// Comma-separated, in UTF-8, newest first. Texts that a spreadsheet would run as a formula have
/// an apostrophe before them. The export is written into the audit trail.
#[utoipa::path(
    get,
    path = "/api/admin/transfers.csv",
    operation_id = "admin_export_transfers",
    tag = "staff",
    params(WantedQuery),
    responses((status = 200, description = "The table", content_type = "text/csv", body = String))
)]
pub(crate) async fn export(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Query(query): Query<WantedQuery>,
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

    fn columns() -> Vec<Column<Transfer>> {
        [COLUMNS, STAFF_COLUMNS].concat()
    }

    async fn read(&self, page: Page<TimeCursor>) -> Result<Paged<Transfer, TimeCursor>> {
        let exported = self
            .bank
            .exported_transfers(&self.caller, self.filter, page);
        let Paged { rows, next } = exported.await?;
        let rows = rows.into_iter().map(transfer_of).collect();
        Ok(Paged { rows, next })
    }
}

/// What employees alone read of a transfer.
const STAFF_COLUMNS: &[Column<Transfer>] = &[
    ("initiator_email", |row| {
        optional(row.initiator_email.as_ref())
    }),
    ("reason_code", |row| optional(row.reason_code.as_ref())),
    ("decided_by_rule", |row| row.decided_by_rule.as_str().into()),
    ("reviewed_by", |row| optional(row.reviewed_by.as_ref())),
    ("reviewer_name", |row| optional(row.reviewer_name.as_ref())),
    ("reviewer_email", |row| {
        optional(row.reviewer_email.as_ref())
    }),
    ("body_hash", |row| optional(row.body_hash.as_ref())),
    ("ended_at", |row| optional(row.ended_at.as_ref())),
];
