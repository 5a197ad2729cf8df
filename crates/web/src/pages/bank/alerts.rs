//! Alerts: what the bank noticed and no rule may decide; open until somebody has looked at them.

use api_types::{AcknowledgeAlert, Acknowledgement, Alert, AuditRow, Network};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use client::AlertQuery;
use serde::Deserialize;

use super::{
    audit::{self, Field},
    exact, filled, link, when,
};
use crate::{
    extract::{Form, Query},
    failure::Result,
    view::{Employee, FlashKind, Nav, Page, html_with, see},
};

/// Rows of the panel.
const PANEL_ROWS: u32 = 5;
/// Rows of the page.
const ROWS: u32 = 25;

/// The newest open alerts, as a panel on other pages shows them.
pub(super) struct Alerts {
    rows: Vec<Alert>,
}

impl Alerts {
    pub(super) async fn find(employee: &Employee) -> client::Result<Self> {
        let query = AlertQuery {
            acknowledged: Some(false),
            limit: Some(PANEL_ROWS),
            cursor: None,
        };
        let list = employee.bank.admin_alerts(&query).await?;
        Ok(Self { rows: list.alerts })
    }

    /// What is the matter, and when it was noticed.
    pub(super) fn lines(&self, page: &Page) -> Vec<(&str, String)> {
        let rows = self.rows.iter();
        rows.map(|row| {
            let what = audit::did(page.t.audit, &row.kind);
            (what, when(page, Some(&row.at)))
        })
        .collect()
    }
}

#[derive(Template)]
#[template(path = "bank/alerts.html")]
struct AlertsPage {
    page: Page,
    alerts: Vec<Alert>,
    networks: Vec<Network>,
    wanted: Wanted,
    /// The alert whose comment was refused, and the comment.
    refused: Option<Acknowledge>,
}

/// Which alerts are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// `done` for those that somebody has looked at.
    show: String,
    cursor: String,
    #[serde(skip)]
    older: Option<String>,
}

impl Wanted {
    fn is_done(&self) -> bool {
        self.show == "done"
    }

    fn link(&self, cursor: Option<&str>) -> String {
        let parts = [("show", Some(self.show.as_str())), ("cursor", cursor)];
        link("/bank/alerts", &parts)
    }
}

/// `GET /bank/alerts`
pub(crate) async fn show(employee: Employee, Query(wanted): Query<Wanted>) -> Result {
    page_of(&employee, wanted, None).await
}

/// That somebody has looked at an alert.
#[derive(Debug, Deserialize)]
pub(crate) struct Acknowledge {
    id: i64,
    #[serde(default)]
    comment: String,
}

/// `POST /bank/alerts`
pub(crate) async fn acknowledge(employee: Employee, Form(wish): Form<Acknowledge>) -> Result {
    let t = employee.t().bank;
    let comment = filled(&wish.comment).map(ToOwned::to_owned);
    let body = AcknowledgeAlert { comment };
    let (kind, text) = match employee.bank.acknowledge_alert(wish.id, &body).await {
        Ok(_) => (FlashKind::Good, t.alert_acknowledged()),
        Err(error) if error.code() == Some("already_acknowledged") => {
            (FlashKind::Info, t.alert_taken())
        }
        Err(error) if error.code() == Some("invalid") => {
            return page_of(&employee, Wanted::default(), Some(wish)).await;
        }
        Err(error) => return Err(error.into()),
    };
    Ok(see("/bank/alerts").with_flash(kind, text).into_response())
}

async fn page_of(
    employee: &Employee,
    mut wanted: Wanted,
    refused: Option<Acknowledge>,
) -> Result<Response> {
    let page = employee.page(employee.t().bank.alerts(), Nav::Attention);
    let query = AlertQuery {
        acknowledged: Some(wanted.is_done()),
        limit: Some(ROWS),
        cursor: filled(&wanted.cursor).map(ToOwned::to_owned),
    };
    let bank = &employee.bank;
    let (list, networks) = tokio::try_join!(bank.admin_alerts(&query), bank.networks())?;
    let next = list.next_cursor.as_deref();
    wanted.older = next.map(|next| wanted.link(Some(next)));
    let status = match refused {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let shown = AlertsPage {
        page,
        alerts: list.alerts,
        networks: networks.networks,
        wanted,
        refused,
    };
    html_with(status, &shown)
}

impl AlertsPage {
    fn did<'a>(&self, alert: &'a Alert) -> &'a str {
        audit::did(self.page.t.audit, &alert.kind)
    }

    /// Where the thing has a page of its own.
    fn href(&self, alert: &Alert) -> Option<String> {
        audit::href(&alert.subject)
    }

    /// What is known of it, in words.
    fn facts(&self, alert: &Alert) -> Vec<Field> {
        let row = AuditRow {
            id: alert.id,
            at: alert.at.clone(),
            actor: String::new(),
            kind: alert.kind.clone(),
            subject: alert.subject.clone(),
            before: None,
            after: alert.facts.clone(),
            request_id: String::new(),
            address: String::new(),
        };
        audit::fields(&self.page, &self.networks, &row)
    }

    fn raised(&self, alert: &Alert) -> String {
        exact(&self.page, &alert.at)
    }

    fn looked(&self, acknowledgement: &Acknowledgement) -> String {
        when(&self.page, Some(&acknowledgement.at))
    }

    /// The comment that was refused for this alert.
    fn refused(&self, alert: &Alert) -> Option<&str> {
        let refused = self.refused.as_ref()?;
        (refused.id == alert.id).then_some(refused.comment.as_str())
    }
}
