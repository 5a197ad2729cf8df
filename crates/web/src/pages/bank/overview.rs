//! The bank at a glance, and the pause.

mod health;

use api_types::{AdminTransfer, BankOverview, PauseRequest, Transfer};
use askama::Template;
use axum::response::IntoResponse as _;
use client::TransferQuery;
use serde::Deserialize;

use self::health::{Check, checks};
use super::{
    alerts::Alerts,
    chart::{self, Chart},
    filled, initial, price_note, value, when,
};
use crate::{
    extract::Form,
    failure::{Failure, Result},
    format, status,
    view::{Employee, FlashKind, Nav, Page, html, own_path, see},
};

/// Rows of the last decisions.
const LAST: u32 = 5;

/// Most characters of a reason, so that it has room in the banner of every page.
const REASON_MAX: usize = 200;

#[derive(Template)]
#[template(path = "bank/overview.html")]
struct OverviewPage {
    page: Page,
    overview: BankOverview,
    charts: Vec<Chart>,
    checks: Vec<Check>,
    alerts: Alerts,
    decided: Vec<AdminTransfer>,
}

/// `GET /bank`
pub(crate) async fn show(employee: Employee) -> Result {
    let query = TransferQuery {
        limit: Some(LAST),
        ..TransferQuery::default()
    };
    let page = employee.page(employee.t().bank.overview(), Nav::Overview);
    let bank = &employee.bank;
    let (overview, decided, alerts) = tokio::try_join!(
        bank.admin_overview(),
        bank.admin_decided(&query),
        Alerts::find(&employee)
    )?;
    html(&OverviewPage {
        charts: chart::charts(&page, &overview.volume_by_day),
        checks: checks(&page, &overview.health),
        alerts,
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
    reason: String,
    /// The page that it stands on.
    #[serde(default)]
    here: String,
}

/// `POST /bank`
pub(crate) async fn act(employee: Employee, Form(act): Form<Act>) -> Result {
    let t = employee.t().bank;
    let done = match act.act.as_str() {
        "resume" => {
            let resumed = employee.bank.resume().await;
            resumed.map(|_| (FlashKind::Good, t.has_resumed()))
        }
        "pause" => pause(&employee, &act.reason).await,
        _ => return Err(Failure::UnreadableForm),
    };
    let (kind, text) = match done {
        Ok(done) => done,
        Err(error) if error.code() == Some("invalid") => (FlashKind::Bad, t.pause_reason_bad()),
        Err(error) if error.code() == Some("recovery_unfinished") => {
            return Ok(see("/bank/recovery").into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let here = own_path(&act.here).unwrap_or("/bank");
    Ok(see(here).with_flash(kind, text).into_response())
}

/// Pauses, and says so where somebody else had done it already: their reason stands.
async fn pause(employee: &Employee, reason: &str) -> client::Result<(FlashKind, &'static str)> {
    let t = employee.t().bank;
    if reason.trim().chars().count() > REASON_MAX {
        return Ok((FlashKind::Bad, t.pause_reason_bad()));
    }
    let was_paused = employee.page("", Nav::Overview).paused.is_some();
    let reason = filled(reason).map(ToOwned::to_owned);
    let request = PauseRequest {
        reason: reason.clone(),
    };
    let status = employee.bank.pause(&request).await?;
    let stands = status.paused.and_then(|paused| paused.reason);
    if was_paused || stands != reason {
        return Ok((FlashKind::Info, t.was_paused()));
    }
    Ok((FlashKind::Good, t.has_paused()))
}

impl OverviewPage {
    fn pending_value(&self) -> String {
        let t = self.page.t.bank;
        let pending = &self.overview.pending;
        if pending.count == 0 {
            return t.none_waits().to_owned();
        }
        let eur = format::eur(self.page.lang, &pending.eur);
        let text = if pending.demo_rate {
            t.about_made_up(eur)
        } else {
            t.about(eur)
        };
        match pending.without_value {
            0 => text,
            all if all == pending.count => t.without_value(all),
            some => format!("{text}, {}", t.without_value(some)),
        }
    }

    /// How many transfers the charts show, and about how much that is today.
    fn confirmed(&self) -> (u32, String) {
        let t = self.page.t.bank;
        let volume = &self.overview.volume_by_day;
        let count = volume.iter().map(|day| day.count).sum();
        let said = match chart::euros(volume) {
            _ if count == 0 => t.none_confirmed().to_owned(),
            Some((eur, true)) => t.about_made_up(format::eur(self.page.lang, &eur)),
            Some((eur, false)) => t.about(format::eur(self.page.lang, &eur)),
            None => t.transfers().to_owned(),
        };
        (count, said)
    }

    fn decided_at(&self, transfer: &Transfer) -> String {
        when(&self.page, transfer.reviewed_at.as_deref())
    }

    fn amount(&self, transfer: &Transfer) -> String {
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn value(&self, transfer: &Transfer) -> Option<String> {
        value(&self.page, transfer)
    }

    fn note(&self) -> Option<&'static str> {
        price_note(&self.page, self.decided.iter().map(|row| &row.transfer))
    }

    fn pill(&self, transfer: &Transfer) -> String {
        status::pill(&self.page, transfer.status)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
