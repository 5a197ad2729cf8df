//! The pill that says where a transfer stands: icon and word, colour only for what waits, moves or
//! went wrong.

use api_types::{Transfer, TransferStatus};

use crate::{format, view::Page};

/// Kind, icon and word of a status.
#[must_use]
pub fn parts(page: &Page, status: TransferStatus) -> (&'static str, &'static str, &'static str) {
    let t = page.t.status;
    match status {
        TransferStatus::Pending => ("wait", "clock", t.waiting()),
        TransferStatus::Approved => ("move", "check", t.approved()),
        TransferStatus::Submitting => ("move", "send", t.being_sent()),
        TransferStatus::Broadcasted => ("move", "send", t.sent()),
        TransferStatus::Confirmed => ("good", "check", t.confirmed()),
        TransferStatus::Failed => ("bad", "alert", t.failed()),
        TransferStatus::Rejected => ("bad", "close", t.not_approved()),
        TransferStatus::Cancelled => ("", "undo", t.withdrawn()),
    }
}

/// What a transfer takes from its wallet: with a minus once it is on its way, quieter and without
/// one while it waits, struck out where it never left. Markup.
#[must_use]
pub fn amount_html(page: &Page, transfer: &Transfer) -> String {
    let set = |amount: &str| format::amount_html(page.lang, amount, &transfer.symbol);
    match transfer.status {
        TransferStatus::Submitting | TransferStatus::Broadcasted | TransferStatus::Confirmed => {
            set(&format!("-{}", transfer.amount))
        }
        TransferStatus::Pending | TransferStatus::Approved => {
            format!("<span class=\"soft\">{}</span>", set(&transfer.amount))
        }
        TransferStatus::Failed | TransferStatus::Rejected | TransferStatus::Cancelled => {
            format!("<s class=\"soft\">{}</s>", set(&transfer.amount))
        }
    }
}

/// The pill of a status. Markup.
#[must_use]
pub fn pill(page: &Page, status: TransferStatus) -> String {
    let (kind, icon, word) = parts(page, status);
    pill_of(page, kind, icon, word)
}

/// A pill of any kind (`wait`, `move`, `good`, `bad` or none). Markup; the word is escaped.
#[must_use]
pub fn pill_of(page: &Page, kind: &str, icon: &str, word: &str) -> String {
    let kind = if kind.is_empty() {
        String::new()
    } else {
        format!(" pill--{kind}")
    };
    format!(
        "<span class=\"pill{kind}\">{}{}</span>",
        page.icon(icon),
        format::escape(word)
    )
}
