//! Transfers: asked for, decided, handed to custody, taken to their end.
//!
//! A transfer is decided and stored first and sent after the commit. [`send`](Bank::send) and
//! [`approve_transfer`](Bank::approve_transfer) decide; `execute` hands over what is owed;
//! `reconcile` asks custody how it went. Every change of status goes through
//! `domain::transfer::next` and `book`, which writes step, audit and event in the same transaction.

mod approve;
mod book;
mod cancel;
mod canceller;
mod check;
mod conclude;
mod damaged;
mod decide;
mod execute;
mod executions;
mod facts;
mod handover;
mod health;
mod lease;
mod likeness;
mod list;
mod look_up;
mod meet;
mod order;
mod preview;
mod queue;
mod reconcile;
mod recover;
mod reject;
mod release;
mod send;
mod take_up;
mod undecided;
mod view;

pub use canceller::{CancellerPart, CancellerView};
pub(crate) use executions::Executions;
pub(crate) use meet::Met;
pub use preview::{Preview, PreviewOutcome, PreviewReason};
pub use queue::{Decider, DestinationFacts, QueuedTransfer, RuleFacts};
pub(crate) use recover::ReadBack;
pub use store::transfers::{FeedFilter, InitiatorFacts, QueueFilter, TransferFilter};
pub use view::{AttentionView, ReasonView, ReviewView, TransferTimes, TransferView};

use domain::id::WalletId;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendRequest {
    /// The wallet that pays.
    pub wallet: WalletId,
    /// The receiver, as it was typed.
    pub to_address: String,
    /// How much, as decimal text in units of the asset, as it was typed.
    pub amount: String,
    /// Registry id or symbol of a listed asset of the wallet's network; absent for the native one.
    pub asset: Option<String>,
}

/// What an employee says about a waiting transfer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionRequest {
    /// A remark, as it was typed.
    pub comment: Option<String>,
    /// Hash of the body that the reviewer was shown, as it came.
    pub body_hash: Option<String>,
}

/// A transfer after something was done about it, and what to tell the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferOutcome {
    /// The transfer as the person may see it.
    pub transfer: TransferView,
    /// One sentence.
    pub message: String,
}
