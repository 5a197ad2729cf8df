//! The list of what waits, which asks for itself every few seconds.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use api_types::{AdminTransfer, Transfer};
use askama::Template;
use client::TransferQuery;

use super::super::{initial, link, when};
use crate::{
    failure::Result,
    format,
    view::{Employee, Nav, Page},
};

#[derive(Template)]
#[template(path = "bank/queue.html")]
pub(super) struct Queue {
    pub(super) page: Page,
    rows: Vec<AdminTransfer>,
    has_more: bool,
    chosen: Option<String>,
}

impl Queue {
    /// The oldest that wait; without a choice the first one is chosen.
    pub(super) async fn find(employee: &Employee, chosen: Option<&str>) -> Result<Self> {
        let query = TransferQuery::default();
        let list = employee.bank.admin_transfers(&query).await?;
        let first = list.transfers.first().map(|row| row.transfer.id.clone());
        Ok(Self {
            page: employee.page("", Nav::Approvals),
            has_more: list.next_cursor.is_some(),
            chosen: chosen.map(ToOwned::to_owned).or(first),
            rows: list.transfers,
        })
    }

    /// The id of the oldest.
    pub(super) fn first(&self) -> Option<&str> {
        self.rows.first().map(|row| row.transfer.id.as_str())
    }

    pub(super) fn count(&self) -> u64 {
        self.rows.len().try_into().unwrap_or(u64::MAX)
    }

    /// What is said of it: the one sentence that screen readers hear.
    pub(super) fn says(&self) -> String {
        let t = self.page.t.bank;
        match self.rows.len() {
            0 => t.none_waiting().to_owned(),
            1 => t.waits_one().to_owned(),
            count if self.has_more => t.waits_more(count),
            count => t.waits(count),
        }
    }

    /// Differs when the queue does; tells nothing else.
    pub(super) fn mark(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for row in &self.rows {
            (&row.transfer.id, row.exceeds_balance).hash(&mut hasher);
        }
        self.has_more.hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    fn again(&self) -> String {
        let mark = self.mark();
        let at = self.chosen.as_deref();
        link(
            "/bank/approvals/queue",
            &[("seen", Some(&mark)), ("at", at)],
        )
    }

    fn is_chosen(&self, transfer: &Transfer) -> bool {
        self.chosen.as_ref() == Some(&transfer.id)
    }

    fn amount(&self, transfer: &Transfer) -> String {
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn asked(&self, transfer: &Transfer) -> String {
        when(&self.page, Some(&transfer.created_at))
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
