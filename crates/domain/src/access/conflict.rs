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
    let people = [initiator, owner].into_iter();
    let mut people = people.chain(delegates).chain(destination_owners);
    people
        .any(|person| is_same(person, decider))
        .then_some(ConflictReason::SameEmail)
}

/// The people around a wallet that the bank holds.
#[derive(Debug, Clone, Copy)]
pub struct HoldFacts<'a> {
    /// Who owns the wallet.
    pub owner: &'a Person,
    /// Who holds a grant on it now.
    pub delegates: &'a [Person],
    /// Who is party to a transfer that the hold keeps back, as in [`ConflictFacts`].
    pub parties: &'a [Person],
}

/// Whether `lifter` has an interest in the end of the bank's hold: as much as would keep them from
/// deciding on the wallet's transfers.
#[must_use]
pub fn gains_by_lifting(lifter: &Person, facts: HoldFacts<'_>) -> bool {
    let HoldFacts {
        owner,
        delegates,
        parties,
    } = facts;
    let mut people = [owner].into_iter().chain(delegates).chain(parties);
    people.any(|person| is_same(person, lifter))
}

/// One user, or two with the same email: one human most likely.
fn is_same(one: &Person, other: &Person) -> bool {
    one.id == other.id || one.email == other.email
}
