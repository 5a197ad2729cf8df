//! `GET /api/transfers.csv`: all transfers that the caller may see, for a spreadsheet.

use std::borrow::Cow;

use api_types::Transfer;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, header};
use bank::transfers::{TransferFilter, TransferView};
use bank::{Bank, Caller, Page, Paged, TimeCursor};
use bytes::Bytes;
use futures::stream;
use serde::Deserialize;
use utoipa::IntoParams;

use super::transfer_of;
use crate::extract::{Person, Query};
use crate::problem::{Problem, Result};
use crate::state::ApiState;

/// Rows that are read at once.
const BATCH: u32 = 200;

/// The head of the table, in the order of [`record`].
const HEAD: [&str; 17] = [
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
    // The first rows are read before the answer begins, so that a refusal can still be a problem.
    let bank = state.bank;
    let first = read(&bank, &caller, None).await?;
    let head = line(HEAD.iter().map(|name| Cow::Borrowed(*name)))?;
    let start = Rest {
        bank,
        caller,
        next: Some(first),
    };
    let rows = stream::try_unfold(start, Rest::advance);
    let body = stream::StreamExt::chain(stream::iter([Ok(head)]), rows);
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"transfers.csv\""),
    );
    Ok(response)
}

type Rows = Paged<TransferView, TimeCursor>;

/// What of the table is still to be written.
struct Rest {
    bank: Bank,
    caller: Caller,
    next: Option<Rows>,
}

impl Rest {
    /// Writes the rows at hand and reads the next ones. A failure cuts the answer off, which the
    /// client notices by its missing end.
    async fn advance(mut self) -> Result<Option<(Bytes, Self)>, std::io::Error> {
        let Some(page) = self.next.take() else {
            return Ok(None);
        };
        let cut = |problem: Problem| std::io::Error::other(problem.code().as_str());
        let mut text = Vec::new();
        for view in page.rows {
            text.extend_from_slice(&line(record(&transfer_of(view)).into_iter()).map_err(cut)?);
        }
        if let Some(place) = page.next {
            self.next = Some(
                read(&self.bank, &self.caller, Some(place))
                    .await
                    .map_err(cut)?,
            );
        }
        Ok(Some((text.into(), self)))
    }
}

async fn read(bank: &Bank, caller: &Caller, after: Option<TimeCursor>) -> Result<Rows> {
    let page = Page {
        after,
        limit: BATCH,
    };
    Ok(bank
        .transfers(caller, TransferFilter::default(), page)
        .await?)
}

/// The cells of one transfer.
fn record(transfer: &Transfer) -> [Cow<'_, str>; 17] {
    let status = serde_json::to_value(transfer.status).ok();
    let status = status
        .as_ref()
        .and_then(|status| status.as_str())
        .unwrap_or_default()
        .to_owned();
    let optional = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    [
        transfer.created_at.as_str().into(),
        transfer.id.as_str().into(),
        transfer.wallet_id.as_str().into(),
        transfer.wallet_name.as_str().into(),
        transfer.initiator_name.as_str().into(),
        transfer.to_address.as_str().into(),
        transfer.asset.as_str().into(),
        transfer.symbol.as_str().into(),
        transfer.amount.as_str().into(),
        status.into(),
        optional(&transfer.reason).into(),
        optional(&transfer.review_comment).into(),
        optional(&transfer.tx_hash).into(),
        optional(&transfer.fee).into(),
        optional(&transfer.reviewed_at).into(),
        optional(&transfer.broadcasted_at).into(),
        optional(&transfer.confirmed_at).into(),
    ]
}

/// One line of the table.
fn line<'a>(cells: impl Iterator<Item = Cow<'a, str>>) -> Result<Bytes> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let fault = |what: String| Problem::from(bank::Error::corrupt(what));
    for cell in cells {
        writer
            .write_field(harmless(&cell).as_bytes())
            .map_err(|error| fault(error.to_string()))?;
    }
    writer
        .write_record(None::<&[u8]>)
        .map_err(|error| fault(error.to_string()))?;
    let bytes = writer
        .into_inner()
        .map_err(|error| fault(error.to_string()))?;
    Ok(bytes.into())
}

/// Spreadsheets run cells that begin like a formula; names and comments are written by people who
/// may mean harm.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_become_formulas_or_break_the_line() {
        let cells = [
            "=1+1",
            "@x",
            "-2",
            "a,b",
            "say \"hi\"",
            "two\nlines",
            "Alice’s",
        ];
        let line = line(cells.into_iter().map(Cow::Borrowed)).unwrap();
        assert_eq!(
            std::str::from_utf8(&line).unwrap(),
            "'=1+1,'@x,'-2,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",Alice’s\r\n"
        );
    }
}
