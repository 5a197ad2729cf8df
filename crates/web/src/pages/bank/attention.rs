//! Transfers that somebody should look at.

use api_types::{AdminTransfer, Transfer};
use askama::Template;
use axum::{Form, response::IntoResponse as _};
use serde::Deserialize;

use super::{initial, when};
use crate::{
    failure::Result,
    format, status,
    view::{Employee, FlashKind, Nav, Page, html, see},
};

#[derive(Template)]
#[template(path = "bank/attention.html")]
struct Attention {
    page: Page,
    rows: Vec<AdminTransfer>,
}

/// `GET /bank/attention`
pub(crate) async fn show(employee: Employee) -> Result {
    let list = employee.bank.admin_attention().await?;
    html(&Attention {
        page: employee.page(employee.t().bank.attention(), Nav::Attention),
        rows: list.transfers,
    })
}

/// Which one is looked at again.
#[derive(Debug, Deserialize)]
pub(crate) struct Look {
    id: String,
}

/// `POST /bank/attention`: asks the wallet service how one stands; never sends.
pub(crate) async fn check(employee: Employee, Form(look): Form<Look>) -> Result {
    let t = employee.t().bank;
    let answer = employee.bank.check(&look.id).await;
    let (kind, text) = match answer {
        Ok(_) => (FlashKind::Good, t.checked()),
        Err(error) if error.status() == Some(503) => (FlashKind::Bad, t.check_failed()),
        Err(error) => return Err(error.into()),
    };
    Ok(see("/bank/attention")
        .with_flash(kind, text)
        .into_response())
}

impl Attention {
    /// What is the matter, as a heading and a sentence.
    fn said(&self, row: &AdminTransfer) -> (&'static str, &'static str) {
        let t = self.page.t.bank;
        let code = row.attention.as_ref().map(|it| it.code.as_str());
        match code {
            Some("held_by_custody") => (t.held_by_service(), t.held_by_service_text()),
            Some("lost_hash") => (t.lost(), t.lost_text()),
            Some("refused_by_custody") => (t.refused_there(), t.refused_there_text()),
            _ => (t.odd(), t.odd_text()),
        }
    }

    fn amount(&self, transfer: &Transfer) -> String {
        format::amount(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn amount_html(&self, transfer: &Transfer) -> String {
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn grouped(&self, text: &str) -> String {
        format::address_html(text)
    }

    fn when(&self, text: &str) -> String {
        when(&self.page, Some(text))
    }

    fn pill(&self, transfer: &Transfer) -> String {
        status::pill(&self.page, transfer.status)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
