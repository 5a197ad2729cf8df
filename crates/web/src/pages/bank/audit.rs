//! Who did what, with filters.

mod change;
mod words;

use api_types::{AuditRow, Network};
use askama::Template;
use axum::http::StatusCode;
use client::AuditQuery;
use serde::Deserialize;

pub(super) use self::change::{Field, fields};
use self::words::KINDS;
pub(super) use self::words::did;
use super::{
    exact, filled, initial, link,
    period::{Fault, Period},
};
use crate::{
    extract::Query,
    failure::Result,
    format,
    view::{Employee, Nav, Page, html, html_with},
};

#[derive(Template)]
#[template(path = "bank/audit.html")]
struct Audit {
    page: Page,
    rows: Vec<AuditRow>,
    networks: Vec<Network>,
    wanted: Wanted,
    /// What is wrong with the filter.
    fault: Option<Fault>,
    older: Option<String>,
}

/// Which rows are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    actor: String,
    kind: String,
    subject: String,
    from: String,
    to: String,
    cursor: String,
}

/// `GET /bank/audit`
pub(crate) async fn show(employee: Employee, Query(wanted): Query<Wanted>) -> Result {
    let page = employee.page(employee.t().audit.title(), Nav::Audit);
    let networks = employee.bank.networks().await?.networks;
    let refused = |page, networks, wanted, fault| {
        let audit = Audit {
            page,
            rows: Vec::new(),
            networks,
            wanted,
            fault: Some(fault),
            older: None,
        };
        html_with(StatusCode::UNPROCESSABLE_ENTITY, &audit)
    };
    let query = match wanted.query() {
        Ok(query) => query,
        Err(fault) => return refused(page, networks, wanted, fault),
    };
    let list = match employee.bank.audit_page(&query).await {
        Ok(list) => list,
        Err(error) if error.code() == Some("invalid_query") => {
            return refused(page, networks, wanted, Fault::Address);
        }
        Err(error) => return Err(error.into()),
    };
    let older = list.next_cursor.as_deref().map(|next| wanted.older(next));
    html(&Audit {
        page,
        rows: list.rows,
        networks,
        wanted,
        fault: None,
        older,
    })
}

impl Wanted {
    /// What the bank is asked.
    fn query(&self) -> Result<AuditQuery, Fault> {
        let part = |text: &str| filled(text).map(ToOwned::to_owned);
        let Period { from, to } = Period::parse(&self.from, &self.to)?;
        Ok(AuditQuery {
            actor: part(&self.actor),
            kind: part(&self.kind),
            subject: part(&self.subject),
            from,
            to,
            limit: None,
            cursor: part(&self.cursor),
        })
    }

    fn older(&self, next: &str) -> String {
        link(
            "/bank/audit",
            &[
                ("actor", Some(&self.actor)),
                ("kind", Some(&self.kind)),
                ("subject", Some(&self.subject)),
                ("from", Some(&self.from)),
                ("to", Some(&self.to)),
                ("cursor", Some(next)),
            ],
        )
    }
}

/// Where a thing has a page of its own.
pub(super) fn href(subject: &str) -> Option<String> {
    if subject.starts_with("tr_") {
        Some(format!("/bank/transfers/{subject}"))
    } else if subject.starts_with("usr_") {
        Some(format!("/bank/customers/{subject}"))
    } else {
        None
    }
}

impl Audit {
    /// What is said of a filter that cannot be.
    fn wrong(&self) -> Option<&'static str> {
        Some(self.fault?.said(self.page.t.audit))
    }

    /// Whether the days of the filter are at fault.
    fn is_bad_day(&self) -> bool {
        self.fault.is_some_and(Fault::is_of_days)
    }

    /// Name, word, whether it is chosen.
    fn kinds(&self) -> Vec<(&'static str, &'static str, bool)> {
        let t = self.page.t.audit;
        let kinds = KINDS.into_iter();
        kinds
            .map(|(name, word)| (name, word(t), self.wanted.kind == name))
            .collect()
    }

    fn actor<'a>(&'a self, row: &'a AuditRow) -> &'a str {
        match row.actor.as_str() {
            "bank" => self.page.t.bank.the_bank(),
            "operator" => self.page.t.bank.operator(),
            person => person,
        }
    }

    fn is_alert(&self, row: &AuditRow) -> bool {
        row.kind.starts_with("alert.")
    }

    fn did<'a>(&self, row: &'a AuditRow) -> &'a str {
        did(self.page.t.audit, &row.kind)
    }

    fn fields(&self, row: &AuditRow) -> Vec<Field> {
        fields(&self.page, &self.networks, row)
    }

    /// Where the thing has a page of its own.
    fn href(&self, row: &AuditRow) -> Option<String> {
        href(&row.subject)
    }

    /// An id by its ends.
    fn short(&self, id: &str) -> String {
        format::short_id(id)
    }

    /// The clock to the second, with the day where it is not today's.
    fn when(&self, row: &AuditRow) -> String {
        let at = format::moment(&row.at);
        at.map(|at| format::when_exactly(self.page.lang, at, self.page.now))
            .unwrap_or_default()
    }

    fn exact(&self, row: &AuditRow) -> String {
        exact(&self.page, &row.at)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
