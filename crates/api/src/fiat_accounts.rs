//! `/api/fiat-accounts`: euro accounts and their bookings.

use api_types::{FiatAccount, FiatAccountDetail, FiatEntry};
use axum::Json;
use axum::extract::State;
use bank::SeqCursor;
use bank::fiat::{CURRENCY, FiatAccountView, FiatEntryView};
use domain::id::FiatAccountId;

use crate::extract::{Cursor, PageQuery, Path, Person, Query};
use crate::problem::Result;
use crate::state::ApiState;
use crate::wire;

/// Names the list of an account's bookings in cursors.
const LIST: &str = "fiat_entries";

/// One account with its bookings
#[utoipa::path(
    get,
    path = "/api/fiat-accounts/{id}",
    operation_id = "fiat_account",
    tag = "fiat accounts",
    params(("id" = String, Path, description = "Id of the account"), PageQuery),
    responses((status = 200, description = "The account, newest bookings first", body = FiatAccountDetail))
)]
pub(crate) async fn get(
    Person(caller): Person,
    State(state): State<ApiState>,
    Path(id): Path<FiatAccountId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<FiatAccountDetail>> {
    let page = query.page::<SeqCursor>(LIST)?;
    let (account, entries) = state.bank.fiat_account(&caller, id, page).await?;
    Ok(Json(FiatAccountDetail {
        account: account_of(account),
        entries: entries.rows.into_iter().map(entry_of).collect(),
        next_cursor: entries.next.map(|place| place.write(LIST)),
    }))
}

/// An account as it is written.
pub(crate) fn account_of(view: FiatAccountView) -> FiatAccount {
    let FiatAccountView {
        id,
        owner_id: _,
        name,
        kind,
        iban,
        balance,
    } = view;
    FiatAccount {
        id: id.to_string(),
        name,
        kind: kind.as_str().to_owned(),
        iban,
        currency: CURRENCY.to_owned(),
        balance: balance.to_string(),
    }
}

fn entry_of(view: FiatEntryView) -> FiatEntry {
    let FiatEntryView {
        seq: _,
        at,
        description,
        amount,
        balance_after,
    } = view;
    FiatEntry {
        amount: amount.to_string(),
        balance_after: balance_after.to_string(),
        description,
        at: wire::time(at),
    }
}
