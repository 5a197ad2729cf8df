//! `/api/fiat-accounts`: euro accounts and their bookings.

use api_types::{Direction, FiatAccount, FiatAccountDetail, FiatEntry};
use axum::Json;
use axum::extract::State;
use bank::SeqCursor;
use bank::custody;
use bank::fiat::{CURRENCY, FiatAccountView, FiatEntryView};
use domain::id::FiatAccountId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Cursor, PageQuery, PagedQuery, Path, Person};
use crate::problem::Result;
use crate::state::ApiState;
use crate::wire;

/// Names the list of an account's bookings in cursors.
const LIST: &str = "fiat_entries";

/// Which bookings are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntryQuery {
    /// Only what came in, or only what went out.
    direction: Option<Direction>,
}

/// One account with its bookings
#[utoipa::path(
    get,
    path = "/api/fiat-accounts/{id}",
    operation_id = "fiat_account",
    tag = "fiat accounts",
    params(("id" = String, Path, description = "Id of the account"), EntryQuery, PageQuery),
    responses((status = 200, description = "The account, newest bookings first", body = FiatAccountDetail))
)]
pub(crate) async fn get(
    Person(caller): Person,
    State(state): State<ApiState>,
    Path(id): Path<FiatAccountId>,
    PagedQuery { wanted, page }: PagedQuery<EntryQuery>,
) -> Result<Json<FiatAccountDetail>> {
    let page = page.page::<SeqCursor>(LIST)?;
    let direction = wanted.direction.map(|direction| match direction {
        Direction::In => custody::Direction::In,
        Direction::Out => custody::Direction::Out,
    });
    let (account, entries) = state
        .bank
        .fiat_account(&caller, id, direction, page)
        .await?;
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
