//! One account: a wallet or a euro account, with what came and went.

mod access;
mod euro;
mod feed;
mod qr;
mod wallet;

pub(in crate::pages) use self::access::{looked_at_from, rights, threshold};

use api_types::Direction;
use axum::response::IntoResponse as _;
use serde::Deserialize;

use crate::{
    extract::{Form, Path, Query},
    failure::Result,
    view::{Customer, FlashKind, see},
};

/// Rows of a page.
const ROWS: u32 = 25;

/// Which of the rows are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Show {
    /// All of them.
    #[default]
    All,
    /// What came.
    In,
    /// What went.
    Out,
    /// What is under way.
    Waiting,
}

impl Show {
    fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::In => "in",
            Self::Out => "out",
            Self::Waiting => "waiting",
        }
    }

    /// How the bank filters what came and went.
    fn direction(self) -> Option<Direction> {
        match self {
            Self::In => Some(Direction::In),
            Self::Out => Some(Direction::Out),
            Self::All | Self::Waiting => None,
        }
    }
}

/// Which rows, and of which page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wish {
    #[serde(default)]
    show: Show,
    cursor: Option<String>,
}

impl Wish {
    fn activity(&self) -> client::ActivityQuery {
        client::ActivityQuery {
            direction: self.show.direction(),
            limit: Some(ROWS),
            cursor: self.cursor.clone(),
        }
    }
}

/// `GET /accounts/{id}`
pub(crate) async fn show(
    customer: Customer,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
) -> Result {
    if id.starts_with("acc_") {
        euro::show(&customer, &id, &wish).await
    } else {
        wallet::show(&customer, &id, &wish).await
    }
}

/// A new name.
#[derive(Debug, Deserialize)]
pub(crate) struct Rename {
    #[serde(default)]
    name: String,
}

/// `POST /accounts/{id}/rename`
pub(crate) async fn rename(
    customer: Customer,
    Path(id): Path<String>,
    Form(rename): Form<Rename>,
) -> Result {
    let t = customer.t();
    let back = see(format!("/accounts/{id}"));
    let answer = match customer.bank.rename_wallet(&id, rename.name.trim()).await {
        Ok(wallet) => back.with_flash(FlashKind::Good, t.account.renamed(wallet.name)),
        Err(error) if error.code() == Some("invalid") => {
            return wallet::refused(&customer, &id, rename.name).await;
        }
        Err(error) => return Err(error.into()),
    };
    Ok(answer.into_response())
}

/// `POST /accounts/{id}/freeze`: what waits in it is withdrawn.
pub(crate) async fn freeze(customer: Customer, Path(id): Path<String>) -> Result {
    let wallet = customer.bank.freeze_wallet(&id).await?;
    let text = customer.t().account.froze(wallet.name);
    let back = see(format!("/accounts/{id}")).with_flash(FlashKind::Good, text);
    Ok(back.into_response())
}

/// `POST /accounts/{id}/unfreeze`: lifts the owner's freeze; the bank's stays.
pub(crate) async fn unfreeze(customer: Customer, Path(id): Path<String>) -> Result {
    let t = customer.t().account;
    let back = see(format!("/accounts/{id}"));
    let answer = match customer.bank.unfreeze_wallet(&id).await {
        Ok(wallet) => back.with_flash(FlashKind::Good, t.lifted(wallet.name)),
        Err(error) if error.code() == Some("wallet_frozen") => {
            back.with_flash(FlashKind::Bad, t.bank_froze())
        }
        Err(error) => return Err(error.into()),
    };
    Ok(answer.into_response())
}
