//! Votes on a waiting transfer, and what they add up to.

use std::collections::BTreeSet;
use std::num::NonZeroU8;

use crate::access::{ConflictFacts, ConflictReason, conflict};
use crate::id::UserId;
use crate::person::Person;

/// How an employee votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    /// For the transfer.
    Approve,
    /// Against it.
    Reject,
}

impl Choice {
    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }

    /// Reads the name in the database.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Approve, Self::Reject]
            .into_iter()
            .find(|choice| choice.as_str() == text)
    }
}

/// Why somebody has no vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VoteRefusal {
    /// Only employees decide.
    #[error("only employees of the bank decide on transfers")]
    NotEmployee,
    /// Nobody decides in their own cause.
    #[error("{0}: another employee has to decide")]
    Conflicted(ConflictReason),
}

impl VoteRefusal {
    /// Stable code of this refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotEmployee => "forbidden",
            Self::Conflicted(_) => "conflict_of_interest",
        }
    }
}

/// The vote of an employee without an interest in the transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Vote {
    by: UserId,
    choice: Choice,
}

impl Vote {
    /// Casts a vote.
    ///
    /// # Errors
    /// [`VoteRefusal`].
    pub fn cast(
        decider: &Person,
        employee: bool,
        facts: ConflictFacts<'_>,
        choice: Choice,
    ) -> Result<Self, VoteRefusal> {
        if !employee {
            return Err(VoteRefusal::NotEmployee);
        }
        match conflict(decider, facts) {
            Some(reason) => Err(VoteRefusal::Conflicted(reason)),
            None => Ok(Self {
                by: decider.id,
                choice,
            }),
        }
    }

    /// Who voted.
    #[must_use]
    pub const fn by(self) -> UserId {
        self.by
    }

    /// How.
    #[must_use]
    pub const fn choice(self) -> Choice {
        self.choice
    }
}

/// How many employees must approve a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Requirement {
    approvals: NonZeroU8,
}

impl Requirement {
    /// One employee.
    pub const ONE: Self = Self {
        approvals: NonZeroU8::MIN,
    };

    /// So many different employees.
    #[must_use]
    pub const fn new(approvals: NonZeroU8) -> Self {
        Self { approvals }
    }
}

/// Proof that enough employees approved; made by [`decide`] only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ApprovalGiven(());

/// Proof that an employee rejected; made by [`decide`] only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RejectionGiven(());

/// What the votes add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// More votes are needed.
    Open,
    /// Enough employees approved.
    Approved(ApprovalGiven),
    /// One rejected.
    Rejected(RejectionGiven),
}

/// Counts votes: one rejection rejects, a person counts once.
#[must_use]
pub fn decide(votes: &[Vote], requirement: Requirement) -> Decision {
    if votes.iter().any(|vote| vote.choice == Choice::Reject) {
        return Decision::Rejected(RejectionGiven(()));
    }
    let approvers: BTreeSet<UserId> = votes.iter().map(|vote| vote.by).collect();
    if approvers.len() >= usize::from(requirement.approvals.get()) {
        Decision::Approved(ApprovalGiven(()))
    } else {
        Decision::Open
    }
}
