//! How many transfers wait and how many need attention, in the rail of every page.

use askama::Template;
use axum::{http::StatusCode, response::IntoResponse as _};
use serde::Deserialize;

use crate::{
    extract::Query,
    failure::Result,
    view::{Employee, Nav, Page, html, see},
};

#[derive(Template)]
#[template(path = "bank/waiting.html")]
struct Waiting {
    page: Page,
}

/// The counts that the rail shows already.
#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    #[serde(default)]
    seen: String,
}

/// `GET /bank/waiting`: the counts alone, nothing (204) while they are as they were.
pub(crate) async fn show(employee: Employee, Query(Seen { seen }): Query<Seen>) -> Result {
    let mut page = employee.page("", Nav::Approvals);
    if !page.is_fragment {
        return Ok(see("/bank/approvals").into_response());
    }
    let health = employee.bank.admin_health().await?;
    page.waiting = Some(health.pending.into());
    page.attention = Some(health.attention.into());
    if page.counts() == seen {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    html(&Waiting { page })
}
