//! All transfers that a person may see, the receipt of one, and withdrawing.

mod receipt;
mod steps;

use api_types::{Transfer, TransferStatus, Wallet};
use askama::Template;
use axum::{http::header, response::IntoResponse as _};
use client::TransferQuery;
use serde::{Deserialize, Serialize};

pub(crate) use self::receipt::show as receipt;
use super::address_book::AddressBook;
use crate::{
    extract::{Path, Query},
    failure::{Failure, Result},
    format, status,
    view::{Customer, FlashKind, Nav, Page, html, see},
};

/// Rows of a page.
const ROWS: u32 = 25;

/// Which transfers are shown.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    #[serde(skip_serializing_if = "String::is_empty")]
    wallet: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    status: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    cursor: String,
}

#[derive(Template)]
#[template(path = "transfers.html")]
struct Transfers {
    page: Page,
    wish: Wish,
    wallets: Vec<Wallet>,
    rows: Vec<Row>,
    /// Whether a value in euro rests on a price made up for the demo.
    has_demo_values: bool,
    count: String,
    older: Option<String>,
}

/// One row.
struct Row {
    id: String,
    /// The wallet at the address, where the person knows it.
    to: Option<String>,
    short: String,
    wallet: String,
    pill: String,
    who: String,
    when: String,
    amount: String,
    value: String,
    amount_html: String,
    eur: Option<String>,
    may_withdraw: bool,
}

/// The statuses that can be filtered by, by their names at the API.
const STATUSES: [(&str, TransferStatus); 8] = [
    ("pending", TransferStatus::Pending),
    ("approved", TransferStatus::Approved),
    ("submitting", TransferStatus::Submitting),
    ("broadcasted", TransferStatus::Broadcasted),
    ("confirmed", TransferStatus::Confirmed),
    ("rejected", TransferStatus::Rejected),
    ("cancelled", TransferStatus::Cancelled),
    ("failed", TransferStatus::Failed),
];

impl Wish {
    /// What the bank is asked.
    fn query(&self) -> Result<TransferQuery> {
        let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let status = match self.status.as_str() {
            "" => None,
            name => {
                let known = STATUSES.iter().find(|(known, _)| *known == name);
                Some(known.ok_or(Failure::NotFound)?.1)
            }
        };
        Ok(TransferQuery {
            status,
            wallet_id: text(&self.wallet),
            limit: Some(ROWS),
            cursor: text(&self.cursor),
        })
    }

    /// The address of a page of ours with this wish.
    fn address(&self, path: &str) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            Ok(_) | Err(_) => path.to_owned(),
        }
    }
}

/// `GET /transfers?wallet=…&status=…`
pub(crate) async fn show(customer: Customer, Query(wish): Query<Wish>) -> Result {
    let query = wish.query()?;
    let bank = &customer.bank;
    let (list, overview) = tokio::try_join!(bank.transfers(&query), bank.overview())?;
    let page = customer.page(customer.t().transfers.title(), Nav::Transfers);
    let viewer = Viewer {
        me: &customer.person.id,
        own_wallets: overview.wallets.iter().map(|it| it.id.as_str()).collect(),
        addresses: AddressBook::of(&overview),
    };
    let rows: Vec<Row> = list
        .transfers
        .iter()
        .map(|transfer| Row::of(&page, &viewer, transfer))
        .collect();
    let older = list.next_cursor.map(|cursor| {
        let next = Wish {
            cursor,
            ..wish.clone()
        };
        next.address("/transfers")
    });
    let t = page.t.transfers;
    let wallets = overview
        .wallets
        .into_iter()
        .chain(overview.delegated_wallets);
    html(&Transfers {
        count: if wish.cursor.is_empty() {
            t.newest(rows.len())
        } else {
            t.older_rows(rows.len())
        },
        wallets: wallets.collect(),
        has_demo_values: list.transfers.iter().any(|it| it.eur_is_demo),
        rows,
        older,
        wish,
        page,
    })
}

/// `GET /transfers/export`: the same as a table, which is the bank's own.
pub(crate) async fn export(customer: Customer, Query(wish): Query<Wish>) -> Result {
    let table = customer.bank.transfers_csv(&wish.query()?).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"transfers.csv\"",
        ),
    ];
    Ok((headers, table).into_response())
}

/// `POST /transfers/{id}/withdraw`
pub(crate) async fn withdraw(customer: Customer, Path(id): Path<String>) -> Result {
    let t = customer.t().transfers;
    let back = see(format!("/transfers/{id}"));
    let answer = match customer.bank.cancel(&id).await {
        Ok(answer) => {
            let transfer = answer.transfer;
            let amount = format::amount(customer.lang(), &transfer.amount, &transfer.symbol);
            back.with_flash(FlashKind::Good, t.withdrawn(amount))
        }
        Err(error) => match error.code() {
            Some("too_late" | "already_decided") => back.with_flash(FlashKind::Info, t.too_late()),
            Some("forbidden") => back.with_flash(FlashKind::Bad, t.not_yours()),
            _ => return Err(error.into()),
        },
    };
    Ok(answer.into_response())
}

/// Who looks at the list.
struct Viewer<'a> {
    me: &'a str,
    own_wallets: Vec<&'a str>,
    addresses: AddressBook,
}

impl Row {
    fn of(page: &Page, viewer: &Viewer<'_>, transfer: &Transfer) -> Self {
        let t = page.t.transfers;
        let who = if transfer.initiator_id == viewer.me {
            t.you()
        } else {
            format::first_name(&transfer.initiator_name)
        };
        let name = viewer.addresses.name(&transfer.to_address);
        Self {
            id: transfer.id.clone(),
            to: name.map(str::to_owned),
            short: format::short_address(&transfer.to_address),
            wallet: transfer.wallet_name.clone(),
            pill: status::pill(page, transfer.status),
            who: who.to_owned(),
            when: when(page, &transfer.created_at),
            amount: format::amount(page.lang, &transfer.amount, &transfer.symbol),
            value: transfer.amount.clone(),
            amount_html: status::amount_html(page, transfer),
            eur: transfer
                .eur
                .as_deref()
                .map(|eur| format::eur(page.lang, eur)),
            may_withdraw: may_withdraw(viewer.me, &viewer.own_wallets, transfer),
        }
    }
}

/// Whether the bank would let this person withdraw it, as far as a page can tell.
fn may_withdraw(me: &str, own_wallets: &[&str], transfer: &Transfer) -> bool {
    let is_open = matches!(
        transfer.status,
        TransferStatus::Pending | TransferStatus::Approved
    );
    let is_mine = transfer.initiator_id == me || own_wallets.contains(&transfer.wallet_id.as_str());
    is_open && is_mine
}

fn when(page: &Page, at: &str) -> String {
    format::moment(at)
        .map(|at| format::when(page.lang, at, page.now))
        .unwrap_or_default()
}

impl Transfers {
    fn statuses(&self) -> Vec<(&'static str, &'static str)> {
        STATUSES
            .iter()
            .map(|(name, status)| (*name, status::parts(&self.page, *status).2))
            .collect()
    }

    /// Whether not all transfers are meant.
    fn is_narrowed(&self) -> bool {
        !(self.wish.wallet.is_empty() && self.wish.status.is_empty())
    }

    fn is_filtered(&self) -> bool {
        self.is_narrowed() || !self.wish.cursor.is_empty()
    }

    /// The address of what the list shows as a table, with all its pages.
    fn export(&self) -> String {
        let all = Wish {
            cursor: String::new(),
            ..self.wish.clone()
        };
        all.address("/transfers/export")
    }
}
