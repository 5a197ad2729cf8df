//! The list of what waits, which is asked for again when a transfer changes.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use api_types::{AdminTransfer, Network, Transfer};
use askama::Template;
use client::TransferQuery;

use super::super::{brief, filled, initial, link, network_of, price_note, value};
use crate::{
    failure::Result,
    format,
    view::{Employee, Nav, Page},
};

#[derive(Template)]
#[template(path = "bank/queue.html")]
pub(super) struct Queue {
    page: Page,
    rows: Vec<AdminTransfer>,
    networks: Vec<Network>,
    /// Where this page of it starts, and where the next one does.
    cursor: Option<String>,
    next: Option<String>,
    chosen: Option<String>,
}

impl Queue {
    /// The oldest that wait, or those from `cursor` on; `chosen` is the one that stands beside.
    pub(super) async fn find(
        employee: &Employee,
        chosen: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Self> {
        let cursor = cursor.and_then(filled).map(ToOwned::to_owned);
        let query = TransferQuery {
            cursor: cursor.clone(),
            ..TransferQuery::default()
        };
        let (list, networks) = tokio::try_join!(
            employee.bank.admin_transfers(&query),
            employee.bank.networks()
        )?;
        Ok(Self {
            page: employee.page("", Nav::Approvals),
            rows: list.transfers,
            networks: networks.networks,
            cursor,
            next: list.next_cursor,
            chosen: chosen.map(ToOwned::to_owned),
        })
    }

    /// Chooses the oldest, if there is one; answers its id.
    pub(super) fn choose_first(&mut self) -> Option<&str> {
        self.chosen = self.rows.first().map(|row| row.transfer.id.clone());
        self.chosen.as_deref()
    }

    /// The id of the oldest that is not the chosen one.
    pub(super) fn another(&self) -> Option<String> {
        let mut ids = self.rows.iter().map(|row| &row.transfer.id);
        let other = ids.find(|id| self.chosen.as_ref() != Some(*id));
        other.cloned()
    }

    pub(super) fn is_fragment(&self) -> bool {
        self.page.is_fragment
    }

    /// What is said of it: the one sentence that screen readers hear.
    pub(super) fn says(&self) -> String {
        let t = self.page.t.approvals;
        match self.rows.len() {
            1 if self.is_later_page() => t.later_one().to_owned(),
            count if self.is_later_page() => t.later_rows(count),
            0 => t.none_waiting().to_owned(),
            1 => t.waits_one().to_owned(),
            count if self.next.is_some() => t.waits(format!("{count}+")),
            count => t.waits(count),
        }
    }

    /// Differs when the queue does; tells nothing else.
    pub(super) fn mark(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for row in &self.rows {
            (&row.transfer.id, row.exceeds_balance).hash(&mut hasher);
        }
        self.next.is_some().hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    fn again(&self) -> String {
        let mark = self.mark();
        let at = self.chosen.as_deref();
        link(
            "/bank/approvals/queue",
            &[
                ("seen", Some(&mark)),
                ("at", at),
                ("cursor", self.cursor.as_deref()),
            ],
        )
    }

    fn is_later_page(&self) -> bool {
        self.cursor.is_some()
    }

    /// The page of those that came after these.
    fn later(&self) -> Option<String> {
        let next = self.next.as_deref()?;
        Some(link("/bank/approvals", &[("cursor", Some(next))]))
    }

    /// A transfer beside this page of the queue.
    fn place(&self, transfer: &Transfer) -> String {
        let path = format!("/bank/approvals/{}", transfer.id);
        let address = link(&path, &[("cursor", self.cursor.as_deref())]);
        // On a phone it stands below the queue.
        format!("{address}#item")
    }

    fn is_chosen(&self, transfer: &Transfer) -> bool {
        self.chosen.as_ref() == Some(&transfer.id)
    }

    fn amount(&self, transfer: &Transfer) -> String {
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn value(&self, transfer: &Transfer) -> Option<String> {
        value(&self.page, transfer)
    }

    fn note(&self) -> Option<&'static str> {
        price_note(&self.page, self.rows.iter().map(|row| &row.transfer))
    }

    fn network<'a>(&'a self, transfer: &'a Transfer) -> &'a str {
        network_of(&self.networks, &transfer.asset)
    }

    fn asked(&self, transfer: &Transfer) -> String {
        brief(&self.page, &transfer.created_at)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
