//! `GET /api/transfers.csv`: all transfers that the caller may see, for a spreadsheet.

use api_types::Transfer;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use bank::transfers::TransferFilter;
use bank::{Bank, Caller, Page, Paged, TimeCursor};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{status_name, transfer_of};
use crate::extract::{Person, Query};
use crate::problem::Result;
use crate::state::ApiState;
use crate::table::{self, Cell, Table, optional};

/// The export takes no parameters.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportQuery {}

/// My transfers as a table
///
/// Comma-separated, in UTF-8, newest first. Texts that a spreadsheet would run as a formula have
/// an apostrophe before them.
#[utoipa::path(
    get,
    path = "/api/transfers.csv",
    operation_id = "export_transfers",
    tag = "transfers",
    responses((status = 200, description = "The table", content_type = "text/csv", body = String))
)]
pub(crate) async fn export(
    Person(caller): Person,
    State(state): State<ApiState>,
    Query(ExportQuery {}): Query<ExportQuery>,
) -> Result<Response<Body>> {
    let bank = state.bank;
    let own = OwnTransfers { bank, caller };
    table::answer(own, "attachment; filename=\"transfers.csv\"").await
}

/// What the caller may see.
struct OwnTransfers {
    bank: Bank,
    caller: Caller,
}

impl Table for OwnTransfers {
    type Row = Transfer;

    const HEAD: &'static [&'static str] = &[
        "created_at",
        "id",
        "wallet_id",
        "wallet_name",
        "initiator_name",
        "to_address",
        "asset",
        "symbol",
        "amount",
        "status",
        "reason",
        "review_comment",
        "tx_hash",
        "fee",
        "reviewed_at",
        "broadcasted_at",
        "confirmed_at",
    ];

    async fn read(&self, page: Page<TimeCursor>) -> Result<Paged<Transfer, TimeCursor>> {
        let filter = TransferFilter::default();
        let Paged { rows, next } = self.bank.transfers(&self.caller, filter, page).await?;
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
            row.to_address.as_str().into(),
            row.asset.as_str().into(),
            row.symbol.as_str().into(),
            row.amount.as_str().into(),
            status_name(row.status).into(),
            optional(row.reason.as_ref()),
            optional(row.review_comment.as_ref()),
            optional(row.tx_hash.as_ref()),
            optional(row.fee.as_ref()),
            optional(row.reviewed_at.as_ref()),
            optional(row.broadcasted_at.as_ref()),
            optional(row.confirmed_at.as_ref()),
        ]
    }
}
