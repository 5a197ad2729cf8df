//! How a transfer went, as steps with their times.

use api_types::{Transfer, TransferStatus};

use super::{brief, decision, withdrawn_by};
use crate::{status, view::Page};

/// One step that was reached.
pub(super) struct Step {
    /// `done`, `now`, `wait`, `bad` or `off`.
    pub(super) is: &'static str,
    pub(super) icon: &'static str,
    pub(super) word: &'static str,
    /// For programs, and the clock.
    pub(super) at: Option<(String, String)>,
    /// Who.
    pub(super) text: String,
}

fn step(is: &'static str, icon: &'static str, word: &'static str) -> Step {
    Step {
        is,
        icon,
        word,
        at: None,
        text: String::new(),
    }
}

impl Step {
    fn at(self, page: &Page, at: Option<&str>) -> Self {
        let at = at.map(|at| (at.to_owned(), brief(page, at)));
        Self { at, ..self }
    }

    fn text(self, text: String) -> Self {
        Self { text, ..self }
    }
}

pub(super) fn steps(page: &Page, transfer: &Transfer) -> Vec<Step> {
    let t = page.t.approvals;
    let by = |name: &str| page.t.bank.by(name);
    let asked = step("done", "check", t.asked()).at(page, Some(&transfer.created_at));
    let mut steps = vec![asked.text(by(&transfer.initiator_name))];
    if let (Some(name), at @ Some(_)) = (&transfer.reviewer_name, &transfer.reviewed_at) {
        let (is, icon) = mark(transfer.status);
        let decided = step(is, icon, decision(page, transfer));
        steps.push(decided.at(page, at.as_deref()).text(by(name)));
    }
    if let Some(at) = &transfer.broadcasted_at {
        steps.push(step("done", "check", t.section_sent()).at(page, Some(at)));
    }
    steps.extend(last(page, transfer));
    steps
}

/// Kind and icon of the step of the decision.
fn mark(status: TransferStatus) -> (&'static str, &'static str) {
    if status == TransferStatus::Rejected {
        ("bad", "close")
    } else {
        ("done", "check")
    }
}

/// Where it stands, or how it ended, where no step before says that.
fn last(page: &Page, transfer: &Transfer) -> Option<Step> {
    let (_, _, now) = status::parts(page, transfer.status);
    let ended = transfer.ended_at.as_deref();
    Some(match transfer.status {
        TransferStatus::Pending => step("wait", "clock", now),
        TransferStatus::Approved | TransferStatus::Submitting => {
            step("now", "send", page.t.status.being_sent())
        }
        TransferStatus::Confirmed => {
            step("done", "check", now).at(page, transfer.confirmed_at.as_deref())
        }
        TransferStatus::Failed => step("bad", "alert", now).at(page, ended),
        TransferStatus::Cancelled => {
            let by = withdrawn_by(page, transfer).unwrap_or_default();
            step("off", "undo", now).at(page, ended).text(by)
        }
        TransferStatus::Broadcasted | TransferStatus::Rejected => return None,
    })
}
