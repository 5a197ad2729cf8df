//! What people at the bank have decided.

use api_types::{AdminTransfer, Decider, Transfer, TransferStatus};
use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use client::TransferFeedQuery;
use serde::Deserialize;

use super::{
    filled, initial, link,
    period::{Fault, Period},
    price_note, record, value, when,
};
use crate::{
    extract::Query,
    failure::{Failure, Result},
    format, status,
    view::{Employee, Nav, Page, html, html_with},
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
    /// Everybody who has decided something.
    deciders: Vec<Decider>,
    wanted: Wanted,
    /// What is wrong with the filter.
    fault: Option<Fault>,
    older: Option<String>,
}

/// Which are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    status: String,
    /// Id of who decided.
    by: String,
    /// Days on which they were decided.
    from: String,
    to: String,
    cursor: String,
}

impl Wanted {
    /// What the bank is asked.
    fn query(&self) -> Result<TransferFeedQuery, Fault> {
        let state = STATES.into_iter().find(|(name, _)| *name == self.status);
        let Period { from, to } = Period::parse(&self.from, &self.to)?;
        Ok(TransferFeedQuery {
            status: state.map(|(_, state)| state),
            decided: true,
            decided_by: filled(&self.by).map(ToOwned::to_owned),
            decided_from: from,
            decided_to: to,
            cursor: filled(&self.cursor).map(ToOwned::to_owned),
            ..TransferFeedQuery::default()
        })
    }

    fn link(&self, path: &str, cursor: Option<&str>) -> String {
        link(
            path,
            &[
                ("status", Some(&self.status)),
                ("by", Some(&self.by)),
                ("from", Some(&self.from)),
                ("to", Some(&self.to)),
                ("cursor", cursor),
            ],
        )
    }
}

/// `GET /bank/decided`
pub(crate) async fn show(employee: Employee, Query(wanted): Query<Wanted>) -> Result {
    let page = employee.page(employee.t().approvals.decided(), Nav::Approvals);
    let deciders = employee.bank.admin_deciders().await?.deciders;
    let list = match wanted.query() {
        Ok(query) => employee.bank.admin_transfer_feed(&query).await,
        Err(fault) => return refused(page, deciders, wanted, fault),
    };
    let list = match list {
        Ok(list) => list,
        Err(error) if error.code() == Some("invalid_query") => {
            return refused(page, deciders, wanted, Fault::Address);
        }
        Err(error) => return Err(error.into()),
    };
    let next = list.next_cursor.as_deref();
    html(&Decided {
        page,
        older: next.map(|next| wanted.link("/bank/decided", Some(next))),
        rows: list.transfers,
        deciders,
        wanted,
        fault: None,
    })
}

/// The form again, with what is wrong (422).
fn refused(page: Page, deciders: Vec<Decider>, wanted: Wanted, fault: Fault) -> Result {
    let decided = Decided {
        page,
        rows: Vec::new(),
        deciders,
        wanted,
        fault: Some(fault),
        older: None,
    };
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &decided)
}

/// `GET /bank/decided/export`: the same as a table.
pub(crate) async fn export(employee: Employee, Query(wanted): Query<Wanted>) -> Result<Response> {
    let query = wanted.query().map_err(|_| Failure::UnreadableAddress)?;
    let table = employee.bank.admin_transfers_csv(&query).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"decided.csv\"",
        ),
    ];
    Ok((headers, table).into_response())
}

impl Decided {
    /// What is said of a filter that cannot be.
    fn wrong(&self) -> Option<&'static str> {
        Some(self.fault?.said(self.page.t.audit))
    }

    /// Whether the days of the filter are at fault.
    fn is_bad_day(&self) -> bool {
        self.fault.is_some_and(Fault::is_of_days)
    }

    /// Name, word, whether it is chosen.
    fn states(&self) -> Vec<(&'static str, &'static str, bool)> {
        STATES
            .into_iter()
            .map(|(name, state)| {
                let (_, _, word) = status::parts(&self.page, state);
                (name, word, self.wanted.status == name)
            })
            .collect()
    }

    /// Who may be chosen: id, name, whether chosen. People of the same name are told apart by their
    /// email.
    fn choices(&self) -> Vec<(&str, String, bool)> {
        let namesakes = |name: &str| self.deciders.iter().filter(|it| it.name == name).count();
        let deciders = self.deciders.iter();
        deciders
            .map(|it| {
                let name = if namesakes(&it.name) > 1 {
                    format!("{} ({})", it.name, it.email)
                } else {
                    it.name.clone()
                };
                (it.id.as_str(), name, self.wanted.by == it.id)
            })
            .collect()
    }

    fn is_filtered(&self) -> bool {
        let wanted = &self.wanted;
        let days = [&wanted.from, &wanted.to];
        let parts = [&wanted.status, &wanted.by, &wanted.cursor];
        parts
            .into_iter()
            .chain(days)
            .any(|part| filled(part).is_some())
    }

    fn export(&self) -> String {
        self.wanted.link("/bank/decided/export", None)
    }

    fn decision(&self, transfer: &Transfer) -> String {
        let word = record::decision(&self.page, transfer);
        if transfer.status == TransferStatus::Rejected {
            status::pill_of(&self.page, "bad", "close", word)
        } else {
            status::pill_of(&self.page, "good", "check", word)
        }
    }

    fn amount(&self, transfer: &Transfer) -> String {
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn value(&self, transfer: &Transfer) -> Option<String> {
        value(&self.page, transfer)
    }

    fn note(&self) -> Option<&'static str> {
        price_note(&self.page, self.rows.iter().map(|row| &row.transfer))
    }

    fn short(&self, address: &str) -> String {
        format::short_address(address)
    }

    /// Where it stands, where the decision does not say that.
    fn pill(&self, transfer: &Transfer) -> String {
        if transfer.status == TransferStatus::Rejected {
            return String::new();
        }
        status::pill(&self.page, transfer.status)
    }

    fn when(&self, transfer: &Transfer) -> String {
        when(&self.page, transfer.reviewed_at.as_deref())
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
