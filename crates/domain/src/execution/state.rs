//! The state that custody reports for a transfer, and what is booked from it.

use super::AttentionCode;
use crate::reference::TxHash;
use crate::transfer::{Event, FailReason, Outcome, Status, path};

/// The state of a transfer at custody, in words of no vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CustodyState {
    /// Not started.
    Waiting {
        /// One of custody's own policies holds it.
        held_by_policy: bool,
    },
    /// Being built and signed.
    Executing,
    /// Sent to the network.
    Broadcasted,
    /// Final on the chain.
    Confirmed,
    /// Failed: on the chain if there is a hash, else before it.
    Failed,
    /// Refused by one of custody's policies.
    Rejected,
    /// Given up; the transaction may still be open.
    Aborted,
    /// A state that we do not know.
    Unrecognised,
}

impl CustodyState {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Waiting {
            held_by_policy: false,
        },
        Self::Waiting {
            held_by_policy: true,
        },
        Self::Executing,
        Self::Broadcasted,
        Self::Confirmed,
        Self::Failed,
        Self::Rejected,
        Self::Aborted,
        Self::Unrecognised,
    ];

    /// The name in the database and in alerts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting {
                held_by_policy: false,
            } => "waiting",
            Self::Waiting {
                held_by_policy: true,
            } => "held",
            Self::Executing => "executing",
            Self::Broadcasted => "broadcasted",
            Self::Confirmed => "confirmed",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Aborted => "aborted",
            Self::Unrecognised => "unrecognised",
        }
    }

    /// Reads the name in the database.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What we booked so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The status of the transfer.
    pub status: Status,
    /// The transaction hash that was booked.
    pub hash: Option<TxHash>,
}

/// What custody reports now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The state.
    pub state: CustodyState,
    /// The transaction hash.
    pub hash: Option<TxHash>,
    /// Custody names another transaction that takes the place of this one.
    pub replaced: bool,
}

/// What to do with what custody reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateStep {
    /// Nothing new.
    Nothing,
    /// Book these events, in this order, in one transaction.
    Book(Vec<Event>),
    /// An employee should look; the status stays and the funds stay reserved.
    Attention(AttentionCode),
}

/// Judges what custody reports against what we booked.
#[must_use]
pub fn judge_state(known: Known, seen: Seen) -> StateStep {
    let other_hash = known.hash.is_some() && seen.hash.is_some() && known.hash != seen.hash;
    if seen.replaced || other_hash {
        return StateStep::Attention(AttentionCode::Replaced);
    }
    if contradicts(known, seen) {
        return StateStep::Attention(AttentionCode::Contradiction);
    }
    match (seen.state, seen.hash) {
        (CustodyState::Unrecognised, _) => StateStep::Attention(AttentionCode::UnknownState),
        (CustodyState::Aborted, _) => StateStep::Attention(AttentionCode::Aborted),
        (CustodyState::Confirmed, Some(_)) => book(known.status, Outcome::Confirmed),
        (CustodyState::Failed, Some(_)) => book(known.status, Outcome::Reverted),
        // A policy refuses before anything is sent, so a hash cannot belong to it.
        (CustodyState::Rejected, Some(_)) => StateStep::Attention(AttentionCode::Contradiction),
        (CustodyState::Failed | CustodyState::Rejected, None) if known.hash.is_none() => {
            book(known.status, Outcome::Refused(FailReason::RefusedByCustody))
        }
        (CustodyState::Confirmed | CustodyState::Failed | CustodyState::Rejected, None) => {
            StateStep::Attention(AttentionCode::LostHash)
        }
        (
            CustodyState::Waiting { .. } | CustodyState::Executing | CustodyState::Broadcasted,
            Some(_),
        ) => book(known.status, Outcome::Broadcasted),
        // With a hash of ours this is a report that came late.
        (CustodyState::Waiting { held_by_policy }, None)
            if held_by_policy && known.hash.is_none() =>
        {
            StateStep::Attention(AttentionCode::HeldByCustody)
        }
        // Accepted but not on the chain yet.
        (
            CustodyState::Waiting { .. } | CustodyState::Executing | CustodyState::Broadcasted,
            None,
        ) => StateStep::Nothing,
    }
}

/// Whether custody has a transfer that by our books it cannot have: the worst news there is.
fn contradicts(known: Known, seen: Seen) -> bool {
    match known.status {
        Status::Pending | Status::Approved | Status::Rejected | Status::Cancelled => true,
        // Booked as refused: custody may say so again, anything else may be money that moved.
        Status::Failed if known.hash.is_none() => {
            let refused = matches!(seen.state, CustodyState::Failed | CustodyState::Rejected);
            !refused || seen.hash.is_some()
        }
        Status::Submitting | Status::Broadcasted | Status::Confirmed | Status::Failed => false,
    }
}

/// Books the way to an outcome; without a way there, custody and our books disagree.
fn book(status: Status, outcome: Outcome) -> StateStep {
    match path(status, outcome) {
        Ok(events) if events.is_empty() => StateStep::Nothing,
        Ok(events) => StateStep::Book(events),
        Err(_) => StateStep::Attention(AttentionCode::Contradiction),
    }
}
