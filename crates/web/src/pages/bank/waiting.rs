//! How many transfers wait, beside the queue's name in the rail of every page.

use askama::Template;
use axum::{extract::Query, http::StatusCode, response::IntoResponse as _};
use serde::Deserialize;

use crate::{
    failure::Result,
    view::{Employee, Nav, Page, html, see},
};

#[derive(Template)]
#[template(path = "bank/waiting.html")]
struct Waiting {
    page: Page,
}

/// What the rail shows already.
#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    seen: Option<u64>,
}

/// `GET /bank/waiting`: the number alone, nothing (204) while it is as it was.
pub(crate) async fn show(employee: Employee, Query(Seen { seen }): Query<Seen>) -> Result {
    let mut page = employee.page("", Nav::Approvals);
    if !page.is_fragment {
        return Ok(see("/bank/approvals").into_response());
    }
    let pending: u64 = employee.bank.admin_health().await?.pending.into();
    if seen == Some(pending) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    page.waiting = Some(pending);
    html(&Waiting { page })
}
