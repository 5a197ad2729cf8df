//! Who did what, with filters.

use api_types::AuditRow;
use askama::Template;
use axum::{extract::Query, http::StatusCode};
use client::AuditQuery;
use serde::Deserialize;

use super::{filled, initial, link, when};
use crate::{
    failure::Result,
    text::BankTexts,
    view::{Employee, Nav, Page, html, html_with},
};

#[derive(Template)]
#[template(path = "bank/audit.html")]
struct Audit {
    page: Page,
    rows: Vec<AuditRow>,
    wanted: Wanted,
    is_bad: bool,
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
    let part = |text: &String| filled(Some(text.clone()));
    let query = AuditQuery {
        actor: part(&wanted.actor),
        kind: part(&wanted.kind),
        subject: part(&wanted.subject),
        from: part(&wanted.from).map(|day| format!("{day}T00:00:00Z")),
        to: part(&wanted.to).map(|day| format!("{day}T23:59:59.999999Z")),
        limit: None,
        cursor: part(&wanted.cursor),
    };
    let page = employee.page(employee.t().bank.audit(), Nav::Audit);
    let list = match employee.bank.audit_page(&query).await {
        Ok(list) => list,
        Err(error) if error.code() == Some("invalid_query") => {
            let audit = Audit {
                page,
                rows: Vec::new(),
                wanted,
                is_bad: true,
                older: None,
            };
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &audit);
        }
        Err(error) => return Err(error.into()),
    };
    let older = list.next_cursor.as_deref().map(|next| wanted.older(next));
    html(&Audit {
        page,
        rows: list.rows,
        wanted,
        is_bad: false,
        older,
    })
}

impl Wanted {
    fn older(&self, next: &str) -> String {
        fn there(text: &str) -> Option<&str> {
            Some(text).filter(|text| !text.is_empty())
        }
        link(
            "/bank/audit",
            &[
                ("actor", there(&self.actor)),
                ("kind", there(&self.kind)),
                ("subject", there(&self.subject)),
                ("from", there(&self.from)),
                ("to", there(&self.to)),
                ("cursor", Some(next)),
            ],
        )
    }
}

/// What was done, in words; a kind without words of its own is shown by its name.
fn did(t: BankTexts, kind: &str) -> &str {
    match kind {
        "transfer.requested" => t.did_requested(),
        "transfer.pending" => t.did_pending(),
        "transfer.approved" => t.did_approved(),
        "transfer.rejected" => t.did_rejected(),
        "transfer.cancelled" => t.did_cancelled(),
        "transfer.submitting" => t.did_submitting(),
        "transfer.broadcasted" => t.did_broadcasted(),
        "transfer.confirmed" => t.did_confirmed(),
        "transfer.failed" => t.did_failed(),
        "transfer.returned" => t.did_returned(),
        "transfer.read" | "wallet.read" | "customer.read" | "wallet.activity_read" => {
            t.did_looked()
        }
        "customer.search" => t.did_searched(),
        "wallet.ordered" => t.did_ordered(),
        "wallet.opened" => t.did_opened(),
        "wallet.renamed" => t.did_renamed(),
        "wallet.frozen" => t.did_froze(),
        "wallet.unfrozen" => t.did_lifted(),
        "delegation.granted" => t.did_granted(),
        "delegation.revoked" => t.did_revoked(),
        "bank.paused" => t.did_paused(),
        "bank.resumed" => t.did_resumed(),
        "user.retired" => t.did_retired(),
        "user.created" => t.did_created(),
        alert if alert.starts_with("alert.") => t.did_alert(),
        other => other,
    }
}

impl Audit {
    /// Name, word, whether it is chosen.
    fn kinds(&self) -> Vec<(&'static str, &'static str, bool)> {
        let t = self.page.t.bank;
        [
            ("", t.everything()),
            ("transfer", t.kind_transfer()),
            ("wallet", t.kind_wallet()),
            ("delegation", t.kind_delegation()),
            ("bank", t.kind_bank()),
            ("user", t.kind_user()),
            ("customer", t.kind_customer()),
            ("alert", t.kind_alert()),
        ]
        .into_iter()
        .map(|(name, word)| (name, word, self.wanted.kind == name))
        .collect()
    }

    fn did<'a>(&self, row: &'a AuditRow) -> &'a str {
        did(self.page.t.bank, &row.kind)
    }

    /// Where the thing has a page of its own.
    fn href(&self, row: &AuditRow) -> Option<String> {
        let subject = &row.subject;
        if subject.starts_with("tr_") {
            Some(format!("/bank/transfers/{subject}"))
        } else if subject.starts_with("usr_") {
            Some(format!("/bank/customers/{subject}"))
        } else {
            None
        }
    }

    fn when(&self, row: &AuditRow) -> String {
        when(&self.page, Some(&row.at))
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
