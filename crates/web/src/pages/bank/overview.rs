//! The bank at a glance, and the pause.

use api_types::{AdminTransfer, BankOverview, PauseRequest, Transfer};
use askama::Template;
use axum::{Form, response::IntoResponse as _};
use client::TransferQuery;
use serde::Deserialize;

use super::{
    chart::{self, Chart},
    filled, initial, when,
};
use crate::{
    failure::Result,
    format, status,
    view::{Employee, FlashKind, Nav, Page, html, see},
};

/// Rows of the last decisions.
const LAST: u32 = 5;

#[derive(Template)]
#[template(path = "bank/overview.html")]
struct OverviewPage {
    page: Page,
    overview: BankOverview,
    charts: Vec<Chart>,
    checks: Vec<Check>,
    decided: Vec<AdminTransfer>,
}

/// One line of the bank's health.
struct Check {
    icon: &'static str,
    class: &'static str,
    name: &'static str,
    text: String,
}

/// `GET /bank`
pub(crate) async fn show(employee: Employee) -> Result {
    let query = TransferQuery {
        limit: Some(LAST),
        ..TransferQuery::default()
    };
    let bank = &employee.bank;
    let (overview, decided) = tokio::try_join!(bank.admin_overview(), bank.admin_decided(&query))?;
    let mut page = employee.page(employee.t().bank.overview(), Nav::Overview);
    page.waiting = Some(overview.pending.count.into());
    html(&OverviewPage {
        charts: chart::charts(&page, &overview.volume_by_day),
        checks: checks(&page, &overview),
        decided: decided.transfers,
        overview,
        page,
    })
}

/// The form that pauses or resumes all sending.
#[derive(Debug, Deserialize)]
pub(crate) struct Act {
    act: String,
    #[serde(default)]
    reason: Option<String>,
}

/// `POST /bank`
pub(crate) async fn act(employee: Employee, Form(act): Form<Act>) -> Result {
    let t = employee.t().bank;
    let text = if act.act == "resume" {
        employee.bank.resume().await?;
        t.has_resumed()
    } else {
        let reason = filled(act.reason);
        employee.bank.pause(&PauseRequest { reason }).await?;
        t.has_paused()
    };
    Ok(see("/bank")
        .with_flash(FlashKind::Good, text)
        .into_response())
}

fn checks(page: &Page, overview: &BankOverview) -> Vec<Check> {
    let t = page.t.bank;
    let health = &overview.health;
    let fine = |name, text| Check {
        icon: "check",
        class: "icon yes",
        name,
        text,
    };
    let open = |icon, name, text| Check {
        icon,
        class: "icon",
        name,
        text,
    };
    let seen =
        |name, at: &Option<String>, yes: fn(crate::text::BankTexts, String) -> String, no: &str| {
            match at {
                Some(at) => fine(name, yes(t, when(page, Some(at)))),
                None => open("clock", name, no.to_owned()),
            }
        };
    vec![
        match health.paused {
            Some(_) => open("pause", t.sending(), t.sending_paused().to_owned()),
            None => fine(t.sending(), t.sending_on(health.owed)),
        },
        match &health.custody_misconfigured_since {
            Some(since) => {
                let since = when(page, Some(since));
                open("alert", t.wallet_service(), t.refuses_since(since))
            }
            None => seen(
                t.wallet_service(),
                &health.custody_answered_at,
                |t, at| t.answered(at),
                t.never_answered(),
            ),
        },
        seen(
            t.worker(),
            &health.worker_seen_at,
            |t, at| t.seen(at),
            t.never_seen(),
        ),
        seen(
            t.books(),
            &health.books_compared_at,
            |t, at| t.compared(at),
            t.never_compared(),
        ),
    ]
}

impl OverviewPage {
    fn pending_value(&self) -> String {
        let t = self.page.t.bank;
        let pending = &self.overview.pending;
        let eur = format::eur(self.page.lang, &pending.eur);
        let mut text = if pending.demo_rate {
            t.about_demo(eur)
        } else {
            t.about(eur)
        };
        if pending.without_value > 0 {
            text.push_str(", ");
            text.push_str(&t.without_value(pending.without_value));
        }
        text
    }

    fn when(&self, text: &str) -> String {
        when(&self.page, Some(text))
    }

    fn decided_at(&self, transfer: &Transfer) -> String {
        when(&self.page, transfer.reviewed_at.as_deref())
    }

    fn amount(&self, transfer: &Transfer) -> String {
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn pill(&self, transfer: &Transfer) -> String {
        status::pill(&self.page, transfer.status)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
