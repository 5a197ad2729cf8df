//! What lives here: the adapter that speaks the bank's port to custody
//! ([`bank::custody::Custody`]) with the client of one vendor, and reads what it tells by itself
//! ([`bank::notices::Notices`]). It is the only room of the bank that
//! knows the vendor's names of networks, kinds and states.
//!
//! What must never be here: rules of the bank, storage, HTTP. Texts that leave this crate name
//! neither the vendor nor its ids; its own logs may.
//!
//! Where to start reading: `adapter.rs` for the calls, `outcome.rs` for what a failure means,
//! `transfers.rs` for states.

mod adapter;
mod history;
mod networks;
mod notices;
mod outcome;
mod search;
mod text;
mod transfers;
mod values;
mod wallets;

pub use adapter::DfnsCustody;
pub use notices::DfnsNotices;
