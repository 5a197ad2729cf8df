//! Transfers that somebody should look at.

use api_types::{AdminTransfer, Network, Transfer};
use askama::Template;
use axum::response::IntoResponse as _;
use serde::Deserialize;

use super::{alerts::Alerts, initial, lasted, network_of, price_note, value, when};
use crate::{
    extract::Form,
    failure::Result,
    format, status,
    view::{Employee, FlashKind, Nav, Page, html, see},
};

#[derive(Template)]
#[template(path = "bank/attention.html")]
struct Attention {
    page: Page,
    rows: Vec<AdminTransfer>,
    networks: Vec<Network>,
    alerts: Alerts,
}

/// `GET /bank/attention`
pub(crate) async fn show(employee: Employee) -> Result {
    let page = employee.page(employee.t().approvals.attention(), Nav::Attention);
    let (list, networks, alerts) = tokio::try_join!(
        employee.bank.admin_attention(),
        employee.bank.networks(),
        Alerts::find(&employee)
    )?;
    html(&Attention {
        page,
        rows: list.transfers,
        networks: networks.networks,
        alerts,
    })
}

/// Which one is looked at again.
#[derive(Debug, Deserialize)]
pub(crate) struct Look {
    id: String,
}

/// `POST /bank/attention`: asks the wallet service how one stands; never sends.
pub(crate) async fn check(employee: Employee, Form(look): Form<Look>) -> Result {
    let (kind, text) = match employee.bank.check(&look.id).await {
        Ok(answer) => (FlashKind::Good, found(&employee, &answer.transfer).await?),
        Err(error) if error.code() == Some("wallet_service_unavailable") => {
            let text = employee.t().approvals.check_failed();
            (FlashKind::Bad, text.to_owned())
        }
        Err(error) => return Err(error.into()),
    };
    Ok(see("/bank/attention")
        .with_flash(kind, text)
        .into_response())
}

/// What the look has found.
async fn found(employee: &Employee, transfer: &Transfer) -> Result<String> {
    let t = employee.t().approvals;
    let list = employee.bank.admin_attention().await?;
    if list
        .transfers
        .iter()
        .any(|row| row.transfer.id == transfer.id)
    {
        return Ok(t.checked_same().to_owned());
    }
    let page = employee.page("", Nav::Attention);
    let (_, _, word) = status::parts(&page, transfer.status);
    Ok(t.checked_moved(word))
}

impl Attention {
    /// What is the matter, as a heading and a sentence.
    fn said(&self, row: &AdminTransfer) -> (&'static str, &'static str) {
        let t = self.page.t.approvals;
        let code = row.attention.as_ref().map(|it| it.code.as_str());
        match code {
            Some("held_by_custody") => (t.held(), t.held_text()),
            Some("lost_hash") => (t.lost(), t.lost_text()),
            Some("replaced") => (t.replaced(), t.replaced_text()),
            Some("aborted") => (t.aborted(), t.aborted_text()),
            Some("refused_by_custody") => (t.refused(), t.refused_text()),
            Some("contradiction") => (t.contradiction(), t.contradiction_text()),
            Some("body_damaged") => (t.damaged(), t.damaged_text()),
            Some("undecided") => (t.undecided(), t.undecided_text()),
            _ => (t.odd(), t.odd_text()),
        }
    }

    /// Since when, and how long that is.
    fn since(&self, row: &AdminTransfer) -> Option<(String, String)> {
        let since = &row.attention.as_ref()?.since;
        let lasted = lasted(&self.page, format::moment(since)?, self.page.now);
        Some((when(&self.page, Some(since)), lasted))
    }

    fn amount(&self, transfer: &Transfer) -> String {
        format::amount(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn amount_html(&self, transfer: &Transfer) -> String {
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn value(&self, transfer: &Transfer) -> Option<String> {
        value(&self.page, transfer)
    }

    fn note(&self) -> Option<&'static str> {
        price_note(&self.page, self.rows.iter().map(|row| &row.transfer))
    }

    fn network<'a>(&'a self, transfer: &'a Transfer) -> &'a str {
        network_of(&self.networks, &transfer.asset)
    }

    fn grouped(&self, text: &str) -> String {
        format::address_html(text)
    }

    fn pill(&self, transfer: &Transfer) -> String {
        status::pill(&self.page, transfer.status)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
