//! What people at the bank have decided.

use api_types::{AdminTransfer, Transfer, TransferStatus};
use askama::Template;
use axum::extract::Query;
use client::TransferQuery;
use serde::Deserialize;

use super::{filled, initial, link, when};
use crate::{
    failure::Result,
    format, status,
    view::{Employee, Nav, Page, html},
};

/// The states that a decided transfer can be in, as the filter offers them.
const STATES: [(&str, TransferStatus); 7] = [
    ("approved", TransferStatus::Approved),
    ("submitting", TransferStatus::Submitting),
    ("broadcasted", TransferStatus::Broadcasted),
    ("confirmed", TransferStatus::Confirmed),
    ("failed", TransferStatus::Failed),
    ("rejected", TransferStatus::Rejected),
    ("cancelled", TransferStatus::Cancelled),
];

#[derive(Template)]
#[template(path = "bank/decided.html")]
struct Decided {
    page: Page,
    rows: Vec<AdminTransfer>,
    chosen: Option<TransferStatus>,
    older: Option<String>,
    is_later_page: bool,
}

/// Which are wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    cursor: Option<String>,
}

/// `GET /bank/decided`
pub(crate) async fn show(employee: Employee, Query(wanted): Query<Wanted>) -> Result {
    let name = filled(wanted.status);
    let chosen = STATES
        .into_iter()
        .find(|(state, _)| Some(*state) == name.as_deref());
    let cursor = filled(wanted.cursor);
    let query = TransferQuery {
        status: chosen.map(|(_, status)| status),
        cursor: cursor.clone(),
        ..TransferQuery::default()
    };
    let list = employee.bank.admin_decided(&query).await?;
    let next = list.next_cursor.as_deref();
    html(&Decided {
        page: employee.page(employee.t().bank.decided(), Nav::Approvals),
        older: next.map(|next| {
            let status = chosen.map(|(name, _)| name);
            link(
                "/bank/decided",
                &[("status", status), ("cursor", Some(next))],
            )
        }),
        rows: list.transfers,
        chosen: query.status,
        is_later_page: cursor.is_some(),
    })
}

impl Decided {
    /// Name, word, whether it is chosen.
    fn states(&self) -> Vec<(&'static str, &'static str, bool)> {
        STATES
            .into_iter()
            .map(|(name, state)| {
                let (_, _, word) = status::parts(&self.page, state);
                (name, word, self.chosen == Some(state))
            })
            .collect()
    }

    fn decision(&self, transfer: &Transfer) -> String {
        let t = self.page.t.bank;
        if transfer.status == TransferStatus::Rejected {
            status::pill_of(&self.page, "bad", "close", t.not_approved())
        } else {
            status::pill_of(&self.page, "good", "check", t.approved())
        }
    }

    fn amount(&self, transfer: &Transfer) -> String {
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn short(&self, address: &str) -> String {
        format::short_address(address)
    }

    fn pill(&self, transfer: &Transfer) -> String {
        status::pill(&self.page, transfer.status)
    }

    fn when(&self, transfer: &Transfer) -> String {
        when(&self.page, transfer.reviewed_at.as_deref())
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
