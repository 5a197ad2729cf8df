//! Fiat accounts: the port, and what a customer may ask about them.

mod iban;
mod ledger;
mod read;

use std::fmt;

use async_trait::async_trait;
use domain::id::{FiatAccountId, UserId};
use domain::money::Cents;
use store::{Page, Paged, SeqCursor};
use time::OffsetDateTime;

use crate::custody::Direction;
use crate::error::Fault;

pub use ledger::EmbeddedLedger;
pub use store::fiat::FiatAccountKind;

/// An account in euro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiatAccountView {
    /// Our id.
    pub id: FiatAccountId,
    /// Whose it is.
    pub owner_id: UserId,
    /// Shown to its owner.
    pub name: String,
    /// Checking or savings.
    pub kind: FiatAccountKind,
    /// With true check digits.
    pub iban: String,
    /// Sum of its entries.
    pub balance: Cents,
}

/// The currency of every fiat account.
pub const CURRENCY: &str = "EUR";

/// One booking on an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiatEntryView {
    /// Position in the ledger.
    pub seq: i64,
    /// When it was booked.
    pub at: OffsetDateTime,
    /// What it is, for the reader.
    pub description: String,
    /// In cents, signed as the account sees it.
    pub amount: Cents,
    /// Sum of the account's entries up to this one.
    pub balance_after: Cents,
}

/// Where the customers' euro are kept. The embedded ledger is the first adapter; a core banking
/// system can take its place.
#[async_trait]
pub trait FiatAccounts: Send + Sync + fmt::Debug {
    /// Opens a customer's checking and savings account if they are not there yet. Safe to call at
    /// any time, by any number at once.
    async fn ensure_for(&self, customer: UserId) -> Result<(), Fault>;

    /// A person's accounts, checking first; none for somebody who is no customer.
    async fn of(&self, person: UserId) -> Result<Vec<FiatAccountView>, Fault>;

    /// One account of this person's.
    async fn find_of(
        &self,
        person: UserId,
        id: FiatAccountId,
    ) -> Result<Option<FiatAccountView>, Fault>;

    /// The bookings of an account of this person's, newest first; with a direction those that came,
    /// or those that went, only.
    async fn entries_of(
        &self,
        person: UserId,
        id: FiatAccountId,
        direction: Option<Direction>,
        page: Page<SeqCursor>,
    ) -> Result<Paged<FiatEntryView, SeqCursor>, Fault>;
}
