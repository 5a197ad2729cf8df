//! What happens to a transfer, and where it leads.

use super::{CancelReason, Clearance, FailReason, ReasonCode, Status};
use crate::approval::{ApprovalGiven, RejectionGiven};
use crate::execution::{FoundAtCustody, NothingSent};

/// Something that happens to a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// Enough employees approved it.
    Approve(ApprovalGiven),
    /// An employee rejected it.
    Reject(RejectionGiven),
    /// It is withdrawn, by somebody or because a right is gone.
    Cancel(CancelReason),
    /// It is handed to custody for the first time since it was approved or came back.
    Submit(Clearance),
    /// Custody has it although it waits or is owed here: what led there was lost with the newer
    /// records, when a backup was restored. Leads one step further on the way that it took then.
    Find(FoundAtCustody),
    /// Every attempt is recorded as not sent: it is owed again.
    Return(NothingSent),
    /// Custody reported a transaction hash.
    Broadcast,
    /// Custody calls the transaction final.
    Confirm,
    /// Custody refused it for good; nothing was sent.
    Refuse(FailReason),
    /// The transaction was undone on the chain.
    Revert,
}

impl Event {
    /// The name in the history and the audit.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve(_) => "approve",
            Self::Reject(_) => "reject",
            Self::Cancel(_) => "cancel",
            Self::Submit(_) => "submit",
            Self::Find(_) => "find",
            Self::Return(_) => "return",
            Self::Broadcast => "broadcast",
            Self::Confirm => "confirm",
            Self::Refuse(_) => "refuse",
            Self::Revert => "revert",
        }
    }

    /// The reason that is kept with the transfer.
    #[must_use]
    pub const fn reason(self) -> Option<ReasonCode> {
        match self {
            Self::Cancel(reason) => Some(ReasonCode::Cancelled(reason)),
            Self::Refuse(reason) => Some(ReasonCode::Failed(reason)),
            Self::Revert => Some(ReasonCode::Failed(FailReason::Reverted)),
            Self::Approve(_)
            | Self::Reject(_)
            | Self::Submit(_)
            | Self::Find(_)
            | Self::Return(_)
            | Self::Broadcast
            | Self::Confirm => None,
        }
    }
}

/// Why an event does not apply to a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// Somebody was faster: it was approved, rejected or withdrawn.
    #[error("this transfer was already decided")]
    AlreadyDecided,
    /// It is being sent or was sent: money may have moved.
    #[error("this transfer is already being sent and cannot be withdrawn any more")]
    TooLate,
    /// It waits for an employee.
    #[error("this transfer is not approved yet")]
    NotApproved,
    /// It is with custody already.
    #[error("this transfer is already being sent")]
    AlreadySubmitting,
    /// Custody cannot have answered: nothing was handed over.
    #[error("this transfer was not sent")]
    NotSent,
    /// The transaction hash has to be booked first, so that the history is a path.
    #[error("this transfer has no transaction yet")]
    NoTransaction,
    /// A transaction exists: it can be confirmed or reverted, nothing else.
    #[error("this transfer is on the network already")]
    OnChain,
    /// Nothing follows.
    #[error("this transfer has already ended")]
    AlreadyEnded,
}

impl Refusal {
    /// Stable code of this refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyDecided => "already_decided",
            Self::TooLate => "too_late",
            Self::NotApproved => "not_approved",
            Self::AlreadySubmitting => "already_submitting",
            Self::NotSent => "not_sent",
            Self::NoTransaction => "no_transaction",
            Self::OnChain => "on_chain",
            Self::AlreadyEnded => "already_ended",
        }
    }
}

/// Where an event leads.
///
/// # Errors
/// [`Refusal`]; the transfer stays where it is.
pub const fn next(status: Status, event: Event) -> Result<Status, Refusal> {
    use Event as E;
    use Refusal as R;
    use Status as S;
    match (status, event) {
        (S::Pending, E::Approve(_) | E::Find(_)) => Ok(S::Approved),
        (S::Pending, E::Reject(_)) => Ok(S::Rejected),
        (S::Pending | S::Approved, E::Cancel(_)) => Ok(S::Cancelled),
        (S::Approved, E::Submit(_) | E::Find(_)) => Ok(S::Submitting),
        (S::Submitting, E::Return(_)) => Ok(S::Approved),
        (S::Submitting, E::Broadcast) => Ok(S::Broadcasted),
        (S::Submitting, E::Refuse(_)) => Ok(S::Failed),
        (S::Broadcasted, E::Confirm) => Ok(S::Confirmed),
        (S::Broadcasted, E::Revert) => Ok(S::Failed),

        (
            S::Approved
            | S::Submitting
            | S::Broadcasted
            | S::Confirmed
            | S::Failed
            | S::Rejected
            | S::Cancelled,
            E::Approve(_) | E::Reject(_),
        ) => Err(R::AlreadyDecided),
        (S::Rejected | S::Cancelled, E::Cancel(_)) => Err(R::AlreadyDecided),
        (S::Submitting | S::Broadcasted | S::Confirmed | S::Failed, E::Cancel(_)) => {
            Err(R::TooLate)
        }
        (S::Pending, E::Submit(_)) => Err(R::NotApproved),
        (S::Submitting | S::Broadcasted, E::Submit(_) | E::Find(_)) => Err(R::AlreadySubmitting),
        (
            S::Pending | S::Approved,
            E::Return(_) | E::Broadcast | E::Confirm | E::Refuse(_) | E::Revert,
        ) => Err(R::NotSent),
        (S::Submitting, E::Confirm | E::Revert) => Err(R::NoTransaction),
        (S::Broadcasted, E::Return(_) | E::Broadcast | E::Refuse(_)) => Err(R::OnChain),
        (
            S::Confirmed | S::Failed | S::Rejected | S::Cancelled,
            E::Submit(_)
            | E::Find(_)
            | E::Return(_)
            | E::Broadcast
            | E::Confirm
            | E::Refuse(_)
            | E::Revert,
        ) => Err(R::AlreadyEnded),
    }
}

/// How far custody got with a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A transaction exists.
    Broadcasted,
    /// It is final.
    Confirmed,
    /// It was undone on the chain.
    Reverted,
    /// Nothing was sent and nothing will be.
    Refused(FailReason),
}

/// The events that lead from `from` to what custody reports, with the steps that it skipped.
///
/// Empty if that is booked already, or if `from` is further on the same way.
///
/// # Errors
/// [`Refusal`] if no such path exists.
pub fn path(from: Status, outcome: Outcome) -> Result<Vec<Event>, Refusal> {
    let events = match (from, outcome) {
        (Status::Broadcasted | Status::Confirmed | Status::Failed, Outcome::Broadcasted)
        | (Status::Confirmed, Outcome::Confirmed)
        | (Status::Failed, Outcome::Reverted | Outcome::Refused(_)) => vec![],
        (Status::Submitting, Outcome::Confirmed) => vec![Event::Broadcast, Event::Confirm],
        (Status::Submitting, Outcome::Reverted) => vec![Event::Broadcast, Event::Revert],
        (_, Outcome::Broadcasted) => vec![Event::Broadcast],
        (_, Outcome::Confirmed) => vec![Event::Confirm],
        (_, Outcome::Reverted) => vec![Event::Revert],
        (_, Outcome::Refused(reason)) => vec![Event::Refuse(reason)],
    };
    events
        .iter()
        .try_fold(from, |status, event| next(status, *event))?;
    Ok(events)
}
