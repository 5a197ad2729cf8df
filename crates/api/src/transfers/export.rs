//! `GET /api/transfers.csv`: transfers that the caller may see, for a spreadsheet.

use api_types::Transfer;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use bank::transfers::TransferFilter;
use bank::{Bank, Caller, Page, Paged, TimeCursor};

use super::{ListQuery, status_name, transfer_of};
use crate::extract::{Person, Query};
use crate::problem::Result;
use crate::state::ApiState;
use crate::table::{self, Column, Table, optional};

/// My transfers as a table
///
/// Those that the same query lists. Comma-separated, in UTF-8, newest first. Texts that a spreadsheet would run as a formula have
/// an apostrophe before them.
#[utoipa::path(
    get,
    path = "/api/transfers.csv",
    operation_id = "export_transfers",
    tag = "transfers",
    params(ListQuery),
    responses((status = 200, description = "The table", content_type = "text/csv", body = String))
)]
pub(crate) async fn export(
    Person(caller): Person,
    State(state): State<ApiState>,
    Query(query): Query<ListQuery>,
) -> Result<Response<Body>> {
    let own = OwnTransfers {
        filter: query.filter()?,
        bank: state.bank,
        caller,
    };
    table::answer(own, "attachment; filename=\"transfers.csv\"").await
}

/// What the caller may see.
struct OwnTransfers {
    bank: Bank,
    caller: Caller,
    filter: TransferFilter,
}

impl Table for OwnTransfers {
    type Row = Transfer;

    fn columns() -> Vec<Column<Transfer>> {
        COLUMNS.to_vec()
    }

    async fn read(&self, page: Page<TimeCursor>) -> Result<Paged<Transfer, TimeCursor>> {
        let transfers = self.bank.transfers(&self.caller, self.filter, page);
        let Paged { rows, next } = transfers.await?;
        let rows = rows.into_iter().map(transfer_of).collect();
        Ok(Paged { rows, next })
    }
}

/// What everybody reads of a transfer.
pub(crate) const COLUMNS: &[Column<Transfer>] = &[
    ("created_at", |row| row.created_at.as_str().into()),
    ("id", |row| row.id.as_str().into()),
    ("wallet_id", |row| row.wallet_id.as_str().into()),
    ("wallet_name", |row| row.wallet_name.as_str().into()),
    ("initiator_name", |row| row.initiator_name.as_str().into()),
    ("to_address", |row| row.to_address.as_str().into()),
    ("asset", |row| row.asset.as_str().into()),
    ("symbol", |row| row.symbol.as_str().into()),
    ("amount", |row| row.amount.as_str().into()),
    ("status", |row| status_name(row.status).into()),
    ("reason", |row| optional(row.reason.as_ref())),
    ("review_comment", |row| {
        optional(row.review_comment.as_ref())
    }),
    ("tx_hash", |row| optional(row.tx_hash.as_ref())),
    ("fee", |row| optional(row.fee.as_ref())),
    ("reviewed_at", |row| optional(row.reviewed_at.as_ref())),
    ("broadcasted_at", |row| {
        optional(row.broadcasted_at.as_ref())
    }),
    ("confirmed_at", |row| optional(row.confirmed_at.as_ref())),
];
