//! The rails: which pages there are for customers and for the bank's own people.

use crate::{session::Person, text::Texts};

/// An entry of the navigation. What is no room of the navigation is [`Nav::None`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    /// None of them: help, errors.
    None,
    /// Customers: all accounts.
    Accounts,
    /// Customers: send.
    Send,
    /// Customers: transfers.
    Transfers,
    /// Customers: sharing.
    Family,
    /// The bank: overview.
    Overview,
    /// The bank: the queue.
    Approvals,
    /// The bank: needs attention.
    Attention,
    /// The bank: customers.
    Customers,
    /// The bank: audit trail.
    Audit,
}

/// One line of the navigation.
#[derive(Debug, Clone, Copy)]
pub struct NavEntry {
    /// Which it is.
    pub nav: Nav,
    /// Where it leads.
    pub href: &'static str,
    /// Its icon in the sprite.
    pub icon: &'static str,
}

impl NavEntry {
    /// Its word.
    #[must_use]
    pub const fn text(&self, t: &Texts) -> &'static str {
        let t = t.shell;
        match self.nav {
            Nav::None => "",
            Nav::Accounts => t.accounts(),
            Nav::Send => t.send(),
            Nav::Transfers => t.transfers(),
            Nav::Family => t.family(),
            Nav::Overview => t.overview(),
            Nav::Approvals => t.approvals(),
            Nav::Attention => t.attention(),
            Nav::Customers => t.customers(),
            Nav::Audit => t.audit(),
        }
    }
}

const fn entry(nav: Nav, href: &'static str, icon: &'static str) -> NavEntry {
    NavEntry { nav, href, icon }
}

/// The rail of customers.
pub(crate) const CUSTOMER_NAV: &[NavEntry] = &[
    entry(Nav::Accounts, "/accounts", "home"),
    entry(Nav::Send, "/send", "send"),
    entry(Nav::Transfers, "/transfers", "transfers"),
    entry(Nav::Family, "/family", "family"),
];

/// The rail of the bank.
pub(crate) const BANK_NAV: &[NavEntry] = &[
    entry(Nav::Overview, "/bank", "chart"),
    entry(Nav::Approvals, "/bank/approvals", "clock"),
    entry(Nav::Attention, "/bank/attention", "alert"),
    entry(Nav::Customers, "/bank/customers", "person"),
    entry(Nav::Audit, "/bank/audit", "log"),
];

impl Nav {
    pub(crate) const fn is_bank(self) -> bool {
        match self {
            Self::Overview | Self::Approvals | Self::Attention | Self::Customers | Self::Audit => {
                true
            }
            Self::None | Self::Accounts | Self::Send | Self::Transfers | Self::Family => false,
        }
    }
}

/// Where a person begins.
pub(crate) fn home_of(person: &Person) -> &'static str {
    // The bank's people begin in the bank's rooms, once those have a first page.
    match BANK_NAV.first() {
        Some(entry) if person.is_employee => entry.href,
        Some(_) | None => "/accounts",
    }
}
