//! The life of a transfer.
//!
//! ```text
//!            ┌────────────▶ rejected
//! request ─▶ pending ─────▶ cancelled
//!    │          │ approve
//!    │          ▼         ┌▶ cancelled
//!    └─────▶ approved ────┤
//!                         └▶ submitting ──▶ broadcasted ──▶ confirmed
//!                               │    ▲            └───────▶ failed
//!                               │    └─ back to approved, only if nothing was sent
//!                               └──────────────────────────▶ failed
//! ```
//!
//! [`next`] is the only way from one status to another. The events that money depends on carry
//! proofs which only the function that is entitled to them can make: approval and rejection come
//! from [`crate::approval::decide`], the way to custody from [`Clearance::obtain`], the way back
//! from [`crate::execution::after_answer`], and what was found at custody after a restore from
//! [`crate::execution::FoundAtCustody`]. From `submitting` on only custody's answer ends a
//! transfer: money may have moved.

mod clearance;
mod event;
mod reason;

pub use clearance::Clearance;
pub use event::{Event, Outcome, Refusal, next, path};
pub use reason::{CancelReason, FailReason, ReasonCode};

use std::fmt;

use crate::approval::Verdict;

/// The status of a transfer: a closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// An employee decides.
    Pending,
    /// Owed to custody.
    Approved,
    /// Handed to custody, or about to be; no transaction hash yet. Shown as "being sent".
    Submitting,
    /// Custody reported a transaction hash.
    Broadcasted,
    /// Deep enough in the chain.
    Confirmed,
    /// Refused by custody for good, or reverted on chain.
    Failed,
    /// An employee said no.
    Rejected,
    /// Withdrawn before anything was sent.
    Cancelled,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Approved,
        Self::Submitting,
        Self::Broadcasted,
        Self::Confirmed,
        Self::Failed,
        Self::Rejected,
        Self::Cancelled,
    ];

    /// The status in which a transfer begins.
    #[must_use]
    pub const fn initial(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Executes => Self::Approved,
            Verdict::Waits => Self::Pending,
        }
    }

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Submitting => "submitting",
            Self::Broadcasted => "broadcasted",
            Self::Confirmed => "confirmed",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the name on the wire.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether nothing follows.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Confirmed | Self::Failed | Self::Rejected | Self::Cancelled => true,
            Self::Pending | Self::Approved | Self::Submitting | Self::Broadcasted => false,
        }
    }

    /// Whether it can still be withdrawn.
    #[must_use]
    pub const fn is_cancellable(self) -> bool {
        match self {
            Self::Pending | Self::Approved => true,
            Self::Submitting
            | Self::Broadcasted
            | Self::Confirmed
            | Self::Failed
            | Self::Rejected
            | Self::Cancelled => false,
        }
    }

    /// Whether its money is spoken for. A transfer that waits for an employee reserves nothing;
    /// one confirmed after the balance was read counts too, which the status alone cannot tell.
    #[must_use]
    pub const fn reserves_funds(self) -> bool {
        match self {
            Self::Approved | Self::Submitting | Self::Broadcasted => true,
            Self::Pending | Self::Confirmed | Self::Failed | Self::Rejected | Self::Cancelled => {
                false
            }
        }
    }

    /// Whether custody may have it: only custody's answer ends it then.
    #[must_use]
    pub const fn is_with_custody(self) -> bool {
        match self {
            Self::Submitting | Self::Broadcasted => true,
            Self::Pending
            | Self::Approved
            | Self::Confirmed
            | Self::Failed
            | Self::Rejected
            | Self::Cancelled => false,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
