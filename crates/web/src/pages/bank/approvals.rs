//! What waits for a decision, and the decision itself.

mod item;
mod queue;

use api_types::{Decision, Transfer};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

use self::{
    item::{Item, Late},
    queue::Queue,
};
use crate::{
    extract::{Form, Path, Query},
    failure::{Failure, Result},
    format,
    view::{Employee, FlashKind, Nav, Page, html, html_with, see},
};

#[derive(Template)]
#[template(path = "bank/approvals.html")]
struct Approvals {
    page: Page,
    says: String,
    queue: Queue,
    item: Option<Item>,
}

/// Where the page of the queue starts.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Start {
    cursor: Option<String>,
}

/// `GET /bank/approvals?cursor=…`: the queue and the oldest of it that waits.
pub(crate) async fn show(employee: Employee, Query(start): Query<Start>) -> Result {
    let mut queue = Queue::find(&employee, None, start.cursor.as_deref()).await?;
    let item = match queue.choose_first() {
        Some(id) => Some(Item::find(&employee, id).await?),
        None => None,
    };
    html(&approvals(&employee, queue, item))
}

/// `GET /bank/approvals/{id}?cursor=…`
pub(crate) async fn one(
    employee: Employee,
    Path(id): Path<String>,
    Query(start): Query<Start>,
) -> Result {
    let item = Item::find(&employee, &id).await?;
    if item.is_fragment() {
        return html(&item);
    }
    let queue = Queue::find(&employee, Some(&id), start.cursor.as_deref()).await?;
    html(&approvals(&employee, queue, Some(item)))
}

/// What the queue looked like when it was last shown.
#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    #[serde(default)]
    seen: String,
    #[serde(default)]
    at: Option<String>,
    #[serde(default)]
    cursor: Option<String>,
}

/// `GET /bank/approvals/queue`: the queue alone, nothing (204) while it is as it was.
pub(crate) async fn queue(employee: Employee, Query(seen): Query<Seen>) -> Result {
    let queue = Queue::find(&employee, seen.at.as_deref(), seen.cursor.as_deref()).await?;
    if !queue.is_fragment() {
        return Ok(see("/bank/approvals").into_response());
    }
    if queue.mark() == seen.seen {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    html(&queue)
}

/// The form of a decision.
#[derive(Debug, Deserialize)]
pub(crate) struct Ballot {
    #[serde(default)]
    decision: String,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    body_hash: String,
}

/// `POST /bank/approvals/{id}`
pub(crate) async fn decide(
    employee: Employee,
    Path(id): Path<String>,
    Form(ballot): Form<Ballot>,
) -> Result {
    let t = employee.t().approvals;
    let is_approval = match ballot.decision.as_str() {
        "approve" => true,
        "reject" => false,
        _ => return Err(Failure::UnreadableForm),
    };
    let comment = ballot.comment.trim().to_owned();
    if !is_approval && comment.is_empty() {
        return bad_comment(&employee, &id, comment, t.comment_missing()).await;
    }
    if is_approval && ballot.body_hash.trim().is_empty() {
        // Whoever approves says what they saw.
        return unseen(&employee, &id, comment).await;
    }
    let decision = Decision {
        comment: Some(comment.clone()).filter(|comment| !comment.is_empty()),
        body_hash: Some(ballot.body_hash).filter(|hash| !hash.is_empty()),
    };
    let answer = if is_approval {
        employee.bank.approve(&id, &decision).await
    } else {
        employee.bank.reject(&id, &decision).await
    };
    match answer {
        Ok(answer) => Ok(decided(&employee, is_approval, &answer.transfer)),
        Err(error) if error.code() == Some("invalid") => {
            bad_comment(&employee, &id, comment, t.comment_long()).await
        }
        Err(error) => {
            let wanted = if is_approval {
                t.wanted_approve()
            } else {
                t.wanted_reject()
            };
            refused(&employee, &id, comment, wanted, error).await
        }
    }
}

fn decided(employee: &Employee, is_approval: bool, transfer: &Transfer) -> Response {
    let t = employee.t().approvals;
    let amount = format::amount(employee.lang(), &transfer.amount, &transfer.symbol);
    let text = if is_approval {
        t.approved_flash(amount, &transfer.initiator_name)
    } else {
        t.rejected_flash(amount, &transfer.initiator_name)
    };
    see("/bank/approvals")
        .with_flash(FlashKind::Good, text)
        .into_response()
}

/// An approval that does not say what was on the page (409).
async fn unseen(employee: &Employee, id: &str, comment: String) -> Result {
    let mut item = Item::find(employee, id).await?;
    item.late = Some(changed(employee, employee.t().approvals.wanted_approve()));
    item.comment = comment;
    again(employee, StatusCode::CONFLICT, id, item).await
}

/// That what is on the page now is not what was there.
fn changed(employee: &Employee, wanted: &'static str) -> Late {
    let t = employee.t().approvals;
    Late {
        title: t.changed_title(),
        text: t.changed().to_owned(),
        wanted: Some(wanted),
    }
}

/// A decision that the bank did not take: said on the page of the transfer as it is now (409).
async fn refused(
    employee: &Employee,
    id: &str,
    comment: String,
    wanted: &'static str,
    error: client::Error,
) -> Result {
    let t = employee.t().approvals;
    let held = |text: &str| Late {
        title: t.held_title(),
        text: text.to_owned(),
        wanted: None,
    };
    let mut item = Item::find(employee, id).await?;
    item.late = match error.code() {
        Some("already_decided") => Some(item.faster(wanted)),
        Some("body_hash_mismatch") => Some(changed(employee, wanted)),
        Some("paused") => Some(held(t.held_paused())),
        Some("wallet_frozen") => Some(held(t.held_frozen())),
        Some("held_after_restore") => Some(held(employee.t().recovery.held_item())),
        // The page itself says why.
        Some("conflict_of_interest") => None,
        _ => return Err(error.into()),
    };
    item.comment = comment;
    again(employee, StatusCode::CONFLICT, id, item).await
}

/// The page again, with what is wrong with the comment (422).
async fn bad_comment(
    employee: &Employee,
    id: &str,
    comment: String,
    error: &'static str,
) -> Result {
    let mut item = Item::find(employee, id).await?;
    item.comment = comment;
    item.comment_error = Some(error);
    again(employee, StatusCode::UNPROCESSABLE_ENTITY, id, item).await
}

async fn again(employee: &Employee, status: StatusCode, id: &str, item: Item) -> Result {
    let queue = Queue::find(employee, Some(id), None).await?;
    html_with(status, &approvals(employee, queue, Some(item)))
}

fn approvals(employee: &Employee, queue: Queue, mut item: Option<Item>) -> Approvals {
    if let Some(item) = &mut item {
        item.next = queue.another();
    }
    Approvals {
        page: employee.page(employee.t().approvals.title(), Nav::Approvals),
        says: queue.says(),
        queue,
        item,
    }
}
