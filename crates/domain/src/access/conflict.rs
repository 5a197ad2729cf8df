//! Conflicts of interest: who may not decide on a transfer.

use crate::person::Person;

/// The people around a transfer.
#[derive(Debug, Clone, Copy)]
pub struct ConflictFacts<'a> {
    /// Who asked for the transfer.
    pub initiator: &'a Person,
    /// Who owns the source wallet.
    pub owner: &'a Person,
    /// Who holds a grant on the source wallet now, or held one when the transfer was made.
    pub delegates: &'a [Person],
    /// Who owns a wallet of ours at the destination.
    pub destination_owners: &'a [Person],
}

/// Why somebody may not decide on a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ConflictReason {
    /// They asked for it.
    #[error("you asked for this transfer yourself")]
    Initiator,
    /// The money is theirs.
    #[error("the transfer is from your own wallet")]
    Owner,
    /// The wallet is, or was, shared with them.
    #[error("the wallet is or was shared with you")]
    Delegate,
    /// The money goes to them.
    #[error("the transfer goes to your own wallet")]
    DestinationOwner,
    /// Another user with the same email is one of these.
    #[error("somebody with your email address takes part in this transfer")]
    SameEmail,
}

impl ConflictReason {
    /// Stable code of this reason.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Initiator => "initiator",
            Self::Owner => "wallet_owner",
            Self::Delegate => "wallet_delegate",
            Self::DestinationOwner => "destination_owner",
            Self::SameEmail => "same_email",
        }
    }
}

/// Whether `decider` has an interest in the transfer, and which.
#[must_use]
pub fn conflict(decider: &Person, facts: ConflictFacts<'_>) -> Option<ConflictReason> {
    let ConflictFacts {
        initiator,
        owner,
        delegates,
        destination_owners,
    } = facts;
    let is = |person: &Person| person.id == decider.id;
    if is(initiator) {
        return Some(ConflictReason::Initiator);
    }
    if is(owner) {
        return Some(ConflictReason::Owner);
    }
    if delegates.iter().any(is) {
        return Some(ConflictReason::Delegate);
    }
    if destination_owners.iter().any(is) {
        return Some(ConflictReason::DestinationOwner);
    }
    [initiator, owner]
        .into_iter()
        .chain(delegates)
        .chain(destination_owners)
        .any(|person| person.email == decider.email)
        .then_some(ConflictReason::SameEmail)
}
