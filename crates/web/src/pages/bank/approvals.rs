//! What waits for a decision, and the decision itself.

mod item;
mod queue;

use api_types::{Decision, Transfer, TransferStatus};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

use self::{item::Item, queue::Queue};
use super::{initial, when};
use crate::{
    failure::{Failure, Result},
    format, status,
    view::{Employee, FlashKind, Nav, Page, html, html_with, see},
};

#[derive(Template)]
#[template(path = "bank/approvals.html")]
struct Approvals {
    page: Page,
    says: String,
    queue: Queue,
    item: Option<Item>,
    comment: String,
    comment_error: Option<&'static str>,
    late: Option<Late>,
}

/// Why a decision was not saved.
struct Late {
    title: &'static str,
    text: String,
    /// What was decided in vain.
    wanted: Option<&'static str>,
}

/// `GET /bank/approvals`: the queue and the oldest that waits.
pub(crate) async fn show(employee: Employee) -> Result {
    let queue = Queue::find(&employee, None).await?;
    let item = match queue.first() {
        Some(id) => Some(Item::find(&employee, id).await?),
        None => None,
    };
    html(&approvals(&employee, queue, item))
}

/// `GET /bank/approvals/{id}`
pub(crate) async fn one(employee: Employee, Path(id): Path<String>) -> Result {
    let (queue, item) = tokio::try_join!(
        Queue::find(&employee, Some(&id)),
        Item::find(&employee, &id)
    )?;
    html(&approvals(&employee, queue, Some(item)))
}

/// What the queue looked like when it was last shown.
#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    #[serde(default)]
    seen: String,
    #[serde(default)]
    at: Option<String>,
}

/// `GET /bank/approvals/queue`: the queue alone, nothing (204) while it is as it was.
pub(crate) async fn queue(employee: Employee, Query(seen): Query<Seen>) -> Result {
    let queue = Queue::find(&employee, seen.at.as_deref()).await?;
    if !queue.page.is_fragment {
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
    let t = employee.t().bank;
    let is_approval = match ballot.decision.as_str() {
        "approve" => true,
        "reject" => false,
        _ => return Err(Failure::UnreadableForm),
    };
    let comment = ballot.comment.trim().to_owned();
    if !is_approval && comment.is_empty() {
        let error = Some(t.comment_missing());
        return again(&employee, &id, comment, error, None).await;
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
    let t = employee.t().bank;
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

/// A decision that the bank did not take: said on the page of the transfer as it is now.
async fn refused(
    employee: &Employee,
    id: &str,
    comment: String,
    wanted: &'static str,
    error: client::Error,
) -> Result {
    let t = employee.t().bank;
    let held = |text: &str| Late {
        title: t.held_title(),
        text: text.to_owned(),
        wanted: None,
    };
    let late = match error.code() {
        Some("already_decided") => {
            let transfer = employee.bank.admin_transfer(id).await?.transfer.transfer;
            Some(faster(employee, &transfer, wanted))
        }
        Some("body_hash_mismatch") => Some(Late {
            title: t.changed_title(),
            text: t.changed().to_owned(),
            wanted: Some(wanted),
        }),
        Some("paused") => Some(held(t.held_paused())),
        Some("wallet_frozen") => Some(held(t.held_frozen())),
        // The page itself says why.
        Some("conflict_of_interest") => None,
        Some("invalid") => {
            return again(employee, id, comment, Some(t.comment_long()), None).await;
        }
        _ => return Err(error.into()),
    };
    again(employee, id, comment, None, late).await
}

/// Who was faster, when that was a person of the bank.
fn faster(employee: &Employee, transfer: &Transfer, wanted: &'static str) -> Late {
    let t = employee.t().bank;
    let page = employee.page("", Nav::Approvals);
    let at = when(&page, transfer.reviewed_at.as_deref());
    let text = match (&transfer.reviewer_name, transfer.status) {
        (Some(who), TransferStatus::Rejected) => t.late_rejected(who, at),
        (Some(who), _) => t.late_approved(who, at),
        (None, _) => t.late_gone().to_owned(),
    };
    Late {
        title: t.late_title(),
        text,
        wanted: Some(wanted),
    }
}

/// The page again, with what was wrong: 422 at the comment, else 409.
async fn again(
    employee: &Employee,
    id: &str,
    comment: String,
    comment_error: Option<&'static str>,
    late: Option<Late>,
) -> Result {
    let (queue, item) =
        tokio::try_join!(Queue::find(employee, Some(id)), Item::find(employee, id))?;
    let status = if comment_error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::CONFLICT
    };
    let page = Approvals {
        comment,
        comment_error,
        late,
        ..approvals(employee, queue, Some(item))
    };
    html_with(status, &page)
}

fn approvals(employee: &Employee, queue: Queue, item: Option<Item>) -> Approvals {
    let mut page = employee.page(employee.t().bank.approvals(), Nav::Approvals);
    page.waiting = Some(queue.count());
    Approvals {
        says: queue.says(),
        page,
        queue,
        item,
        comment: String::new(),
        comment_error: None,
        late: None,
    }
}

impl Approvals {
    fn amount(&self, transfer: &Transfer) -> String {
        self.amount_of(&transfer.amount, transfer)
    }

    fn amount_of(&self, amount: &str, transfer: &Transfer) -> String {
        format::amount(self.page.lang, amount, &transfer.symbol)
    }

    fn amount_html(&self, transfer: &Transfer) -> String {
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn address(&self, transfer: &Transfer) -> String {
        format::address_html(&transfer.to_address)
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
