//! Transfers: rows, steps, parties and attempts.
//!
//! Wallet, initiator, asset, amount, destination and body of a transfer never change; its status
//! changes by [`Tx::transition`](crate::Tx::transition) alone, which refuses when the row is no
//! longer where the caller saw it, or no longer the caller's to work on.

mod attempts;
mod due;
mod facts;
mod feed;
mod funds;
mod insert;
mod leases;
mod lists;
mod open;
mod record;
mod transition;

pub use attempts::Attempt;
pub use facts::{DestinationFacts, InitiatorFacts, OldestOpen, OpenCounts, TransferPeople};
pub use feed::FeedFilter;
pub use funds::Reservation;
pub use insert::NewTransfer;
pub use leases::{Lease, Schedule};
pub use lists::{QueueFilter, Review, TransferFilter, TransferListing};
pub use record::{
    AppliedRule, Attention, CustodyFacts, Ending, Execution, Order, PAUSE_MAX, Part, RecoveryFacts,
    TransferRecord, TransferTimes,
};
pub use transition::{CustodyNote, Transition};

/// The columns of one transfer; every statement names the table `t`.
macro_rules! transfer_columns {
    () => {
        "t.id, t.wallet_id, t.wallet_name, t.initiator_id, t.initiated_as, t.asset_id, t.amount, \
         t.destination, t.body_hash, t.external_id, t.rule_kind, t.rule_threshold, t.rule_set_by, \
         t.status, t.reason_code, t.reason, t.custody_id, t.tx_hash, t.fee, t.held_by_custody, \
         t.attention_code, t.attention_since, t.attention_detail, t.absent_since, t.lease_node, \
         t.lease_boot, t.lease_until, t.lease_claim, t.attempts, t.next_attempt_at, t.created_at, t.decided_at, \
         t.submitting_at, t.broadcasted_at, t.confirmed_at, t.ended_at, t.held_since, t.recovered_at"
    };
}
use transfer_columns;
