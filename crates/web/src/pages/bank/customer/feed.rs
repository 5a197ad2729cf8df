//! A customer's transfers: asked for by the customer, or out of one of the customer's wallets.

use api_types::{Customer, Transfer};

use super::super::{value, when};
use crate::{format, status, view::Page};

/// A page of them.
pub(super) struct Feed {
    pub(super) rows: Vec<Row>,
    /// What is said of their values.
    pub(super) note: Option<&'static str>,
    pub(super) older: Option<String>,
    pub(super) is_later_page: bool,
}

/// One of them.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) to: String,
    pub(super) meta: String,
    /// For programs, and as markup.
    pub(super) amount: (String, String),
    pub(super) value: Option<String>,
    /// Markup.
    pub(super) pill: String,
}

impl Row {
    /// Who asked is told where that is somebody else than the customer.
    pub(super) fn of(page: &Page, customer: &Customer, transfer: Transfer) -> Self {
        let at = when(page, Some(&transfer.created_at));
        let wallet = &transfer.wallet_name;
        let meta = if transfer.initiator_id == customer.id {
            format!("{wallet} · {at}")
        } else {
            format!("{wallet} · {} · {at}", transfer.initiator_name)
        };
        let shown = format::amount_html(page.lang, &transfer.amount, &transfer.symbol);
        Self {
            to: format::short_address(&transfer.to_address),
            meta,
            value: value(page, &transfer),
            pill: status::pill(page, transfer.status),
            amount: (transfer.amount, shown),
            id: transfer.id,
        }
    }
}
