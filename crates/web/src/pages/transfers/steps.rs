//! The life of a transfer, as steps.

use api_types::{Canceller, CancellerKind, Transfer, TransferStatus};
use time::Duration;

use crate::{format, view::Page};

/// From then on it takes longer than usual.
const SLOW: Duration = Duration::minutes(2);

/// What holds an approved transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// The bank has paused sending.
    Paused,
    /// The bank has frozen the wallet.
    Frozen,
}

/// In which parts the person who looks has to do with the transfer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Who {
    pub(super) is_initiator: bool,
    pub(super) is_owner: bool,
}

/// One step.
pub(super) struct Step {
    /// `done`, `now`, `wait`, `todo`, `bad` or `off`.
    pub(super) is: &'static str,
    pub(super) icon: &'static str,
    pub(super) word: &'static str,
    /// For programs, and the clock.
    pub(super) at: Option<(String, String)>,
    pub(super) text: String,
    /// What is not for paper.
    pub(super) screen: &'static str,
}

fn step(is: &'static str, icon: &'static str, word: &'static str) -> Step {
    Step {
        is,
        icon,
        word,
        at: None,
        text: String::new(),
        screen: "",
    }
}

impl Step {
    fn at(mut self, page: &Page, at: Option<&str>) -> Self {
        self.at = at.and_then(|at| {
            let moment = format::moment(at)?;
            let is_today = moment.date() == format::local(page.now).date();
            let shown = if is_today {
                format::clock(moment)
            } else {
                format::when(page.lang, moment, page.now)
            };
            Some((at.to_owned(), shown))
        });
        self
    }

    fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    pub(super) fn is_current(&self) -> bool {
        matches!(self.is, "now" | "wait")
    }
}

/// All steps, those to come included.
pub(super) fn steps(page: &Page, transfer: &Transfer, who: Who, hold: Option<Hold>) -> Vec<Step> {
    let mut steps: Vec<Step> = asked(page, transfer).into_iter().collect();
    steps.extend(approved(page, transfer));
    match transfer.status {
        TransferStatus::Pending => steps.extend(to_come(page, 3)),
        TransferStatus::Approved => {
            steps.push(waits_to_be_sent(page, transfer, hold));
            steps.extend(to_come(page, if hold.is_some() { 2 } else { 1 }));
        }
        TransferStatus::Submitting => {
            steps.push(being_sent(page, transfer));
            steps.extend(to_come(page, 1));
        }
        TransferStatus::Broadcasted => {
            steps.push(sent(page, transfer));
            steps.extend(to_come(page, 1));
        }
        TransferStatus::Confirmed
        | TransferStatus::Failed
        | TransferStatus::Rejected
        | TransferStatus::Cancelled => steps.extend(ended(page, transfer, who)),
    }
    steps
}

/// The first step, where somebody of the bank was or may have been asked.
fn asked(page: &Page, transfer: &Transfer) -> Option<Step> {
    let t = page.t.transfers;
    let at = Some(transfer.created_at.as_str());
    if transfer.status == TransferStatus::Pending {
        let now = step("wait", "clock", t.asked()).at(page, at);
        return Some(now.text(t.asked_waits()));
    }
    if transfer.reviewed_at.is_some() {
        return Some(step("done", "check", t.asked()).at(page, at));
    }
    (transfer.status == TransferStatus::Cancelled)
        .then(|| step("done", "check", t.asked_plain()).at(page, at))
}

fn approved(page: &Page, transfer: &Transfer) -> Option<Step> {
    let t = page.t.transfers;
    let done = step("done", "check", t.approved());
    match (transfer.status, transfer.reviewed_at.as_deref()) {
        (TransferStatus::Pending | TransferStatus::Rejected, _)
        | (TransferStatus::Cancelled, None) => None,
        (_, Some(at)) => Some(done.at(page, Some(at)).text(t.approved_bank())),
        (_, None) => {
            let done = done.at(page, Some(&transfer.created_at));
            Some(done.text(t.approved_limit()))
        }
    }
}

/// How long ago it was cleared for sending.
fn is_slow(page: &Page, transfer: &Transfer) -> bool {
    let cleared = transfer
        .reviewed_at
        .as_ref()
        .unwrap_or(&transfer.created_at);
    format::moment(cleared).is_some_and(|at| page.now - at > SLOW)
}

/// A person at the bank is looking at it, as the bank says.
fn is_looked_at(transfer: &Transfer) -> bool {
    transfer.reason_code.as_deref() == Some("delayed")
}

/// What takes longer than usual.
fn slow(page: &Page, transfer: &Transfer) -> Option<Step> {
    let t = page.t.transfers;
    let text = if is_looked_at(transfer) {
        t.slow_looked_at()
    } else if is_slow(page, transfer) {
        t.slow_text()
    } else {
        return None;
    };
    Some(step("wait", "clock", t.slow()).text(text))
}

fn waits_to_be_sent(page: &Page, transfer: &Transfer, hold: Option<Hold>) -> Step {
    let t = page.t.transfers;
    match hold {
        Some(Hold::Paused) => step("wait", "pause", t.on_hold()).text(t.hold_paused()),
        Some(Hold::Frozen) => {
            step("wait", "snow", t.on_hold()).text(t.hold_frozen(&transfer.wallet_name))
        }
        None => slow(page, transfer).unwrap_or_else(|| step("now", "send", t.being_sent())),
    }
}

fn being_sent(page: &Page, transfer: &Transfer) -> Step {
    let t = page.t.transfers;
    slow(page, transfer)
        .unwrap_or_else(|| step("now", "send", t.being_sent()).text(t.being_sent_text()))
}

fn sent(page: &Page, transfer: &Transfer) -> Step {
    let t = page.t.transfers;
    let at = transfer.broadcasted_at.as_deref();
    if is_looked_at(transfer) {
        let sent = step("wait", "clock", t.step_sent()).at(page, at);
        return sent.text(t.sent_looked_at());
    }
    let now = step("now", "send", t.step_sent()).at(page, at);
    Step {
        screen: t.sent_follows(),
        ..now.text(t.sent_text())
    }
}

/// The last of approved, sent, confirmed.
fn to_come(page: &Page, last: usize) -> impl Iterator<Item = Step> {
    let t = page.t.transfers;
    let all = [
        step("todo", "check", t.approved()),
        step("todo", "send", t.step_sent()),
        step("todo", "check", t.confirmed()),
    ];
    all.into_iter().skip(3_usize.saturating_sub(last))
}

fn ended(page: &Page, transfer: &Transfer, who: Who) -> Vec<Step> {
    let t = page.t.transfers;
    let mut steps = Vec::new();
    if let Some(at) = &transfer.broadcasted_at {
        steps.push(step("done", "check", t.step_sent()).at(page, Some(at)));
    }
    let reason = transfer.reason_code.as_deref();
    steps.push(match transfer.status {
        TransferStatus::Confirmed => {
            let at = transfer.confirmed_at.as_deref();
            step("done", "check", t.confirmed())
                .at(page, at)
                .text(t.confirmed_text())
        }
        TransferStatus::Rejected => {
            let at = transfer.reviewed_at.as_deref();
            step("bad", "close", t.not_approved())
                .at(page, at)
                .text(rejected(page, transfer.review_comment.as_deref()))
        }
        TransferStatus::Cancelled => step("off", "undo", t.ended())
            .at(page, transfer.ended_at.as_deref())
            .text(cancelled(page, transfer, who)),
        TransferStatus::Pending
        | TransferStatus::Approved
        | TransferStatus::Submitting
        | TransferStatus::Broadcasted
        | TransferStatus::Failed => step("bad", "alert", t.failed())
            .at(page, transfer.ended_at.as_deref())
            .text(match reason {
                Some("reverted") => t.failed_reverted().to_owned(),
                Some("insufficient_balance") => t.failed_low().to_owned(),
                _ => t.failed_unsent(&transfer.id),
            }),
    });
    steps
}

/// Who withdrew it, or what ended it.
fn cancelled(page: &Page, transfer: &Transfer, who: Who) -> String {
    let t = page.t.transfers;
    let reason = transfer.reason_code.as_deref();
    if let Some("delegation_revoked" | "authority_gone" | "user_retired") = reason {
        return t.ended_access().to_owned();
    }
    let Some(Canceller { kind, name }) = &transfer.cancelled_by else {
        return t.ended_withdrawn().to_owned();
    };
    let is_me = match kind {
        CancellerKind::Initiator => who.is_initiator,
        CancellerKind::Owner => who.is_owner,
        CancellerKind::Bank | CancellerKind::System => false,
    };
    let name = name.as_deref().map(format::first_name);
    match (kind, name, reason) {
        (_, _, Some("wallet_frozen")) if is_me => t.ended_froze_you().to_owned(),
        (_, Some(name), Some("wallet_frozen")) => t.ended_froze(name),
        (_, None, Some("wallet_frozen")) => t.ended_frozen().to_owned(),
        _ if is_me => t.ended_you().to_owned(),
        (CancellerKind::Bank, ..) => t.ended_bank().to_owned(),
        (_, Some(name), _) => t.ended_by(name),
        (_, None, _) => t.ended_withdrawn().to_owned(),
    }
}

fn rejected(page: &Page, comment: Option<&str>) -> String {
    let rest = page.t.transfers.rejected();
    match (comment, page.lang) {
        (None | Some(""), _) => rest.to_owned(),
        (Some(comment), crate::text::Lang::En) => format!("“{comment}” {rest}"),
        (Some(comment), crate::text::Lang::De) => format!("„{comment}“ {rest}"),
    }
}
