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

pub(super) fn steps(page: &Page, transfer: &Transfer) -> Vec<Step> {
    let t = page.t.approvals;
    let step = |is, icon, word, at: Option<&str>, text| Step {
        is,
        icon,
        word,
        at: at.map(|at| (at.to_owned(), brief(page, at))),
        text,
    };
    let by = |name: &str| page.t.bank.by(name);
    let asked = Some(transfer.created_at.as_str());
    let mut steps = vec![step(
        "done",
        "check",
        t.asked(),
        asked,
        by(&transfer.initiator_name),
    )];
    if let (Some(name), Some(at)) = (&transfer.reviewer_name, &transfer.reviewed_at) {
        let (is, icon) = match transfer.status {
            TransferStatus::Rejected => ("bad", "close"),
            TransferStatus::Pending
            | TransferStatus::Approved
            | TransferStatus::Submitting
            | TransferStatus::Broadcasted
            | TransferStatus::Confirmed
            | TransferStatus::Failed
            | TransferStatus::Cancelled => ("done", "check"),
        };
        steps.push(step(is, icon, decision(page, transfer), Some(at), by(name)));
    }
    if let Some(at) = &transfer.broadcasted_at {
        steps.push(step(
            "done",
            "check",
            t.section_sent(),
            Some(at),
            String::new(),
        ));
    }
    let (_, _, now) = status::parts(page, transfer.status);
    let ended = transfer.ended_at.as_deref();
    match transfer.status {
        TransferStatus::Pending => {
            steps.push(step("wait", "clock", now, None, String::new()));
        }
        TransferStatus::Approved | TransferStatus::Submitting => {
            steps.push(step(
                "now",
                "send",
                page.t.status.being_sent(),
                None,
                String::new(),
            ));
        }
        TransferStatus::Confirmed => {
            let at = transfer.confirmed_at.as_deref();
            steps.push(step("done", "check", now, at, String::new()));
        }
        TransferStatus::Failed => steps.push(step("bad", "alert", now, ended, String::new())),
        TransferStatus::Cancelled => {
            let by = withdrawn_by(page, transfer).unwrap_or_default();
            steps.push(step("off", "undo", now, ended, by));
        }
        TransferStatus::Broadcasted | TransferStatus::Rejected => {}
    }
    steps
}
