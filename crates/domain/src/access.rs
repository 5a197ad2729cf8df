//! Who may what with a wallet, and authority as types.
//!
//! [`access`] is the whole table. [`Viewable`], [`Spendable`] and [`Owned`] are made here only, so
//! that code which holds one need not ask again.

mod authority;
mod conflict;

pub use authority::{
    Owned, SpendAuthority, Spendable, Viewable, owned, spendable, viewable, viewable_as_customer,
};
pub use conflict::{ConflictFacts, ConflictReason, HoldFacts, conflict, gains_by_lifting};

use crate::delegation::Grant;
use crate::id::UserId;

/// What connects a user with a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The user owns it.
    Owner,
    /// The owner shared it with the user.
    Grantee(Grant),
    /// Nothing.
    Stranger,
}

/// A user as seen from one wallet. A user with several roles has their union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Standing {
    /// What connects the user with the wallet.
    pub relation: Relation,
    /// Whether the token at hand has the employee role.
    pub employee: bool,
}

impl Standing {
    /// The standing of `user`, with the grant that this user holds now, if any.
    #[must_use]
    pub fn of(user: UserId, employee: bool, owner: UserId, grant: Option<Grant>) -> Self {
        let relation = match grant {
            _ if user == owner => Relation::Owner,
            Some(grant) => Relation::Grantee(grant),
            None => Relation::Stranger,
        };
        Self { relation, employee }
    }
}

/// What somebody wants to do with a wallet.
///
/// The routes for customers treat an employee as anybody else, except for reading one wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WalletAction {
    /// Read the wallet itself, with balance and newest transfers.
    See,
    /// Read its activity and its transfers on the routes for customers.
    SeeActivity,
    /// Read one transfer of it; who initiated a transfer keeps it for ever.
    SeeTransfer {
        /// The user initiated it.
        own: bool,
    },
    /// Send from it, or preview that.
    Send,
    /// Share it, or change what is shared.
    Share,
    /// Read the grants that others hold.
    SeeAllGrants,
    /// Revoke a grant, or leave by revoking one's own.
    RevokeGrant {
        /// The user is the grantee.
        own: bool,
    },
    /// Change its name.
    Rename,
    /// Freeze it, or lift the owner's freeze.
    FreezeAsOwner,
    /// Withdraw a transfer before it is being sent.
    WithdrawTransfer {
        /// The user initiated it.
        own: bool,
    },
    /// Read it and its transfers on the bank's side.
    Inspect,
    /// Decide on its transfers. Conflicts of interest are judged apart, by [`conflict`].
    Decide,
    /// Hold it, or lift the bank's freeze.
    FreezeAsBank,
}

/// The answer to a user who wants to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// The user may not know that the thing exists.
    Hidden,
    /// The user knows of the thing, or of the room that it is in, but may not do this.
    Forbidden,
    /// Granted.
    Allowed,
}

/// The whole table of who may what with a wallet.
#[must_use]
pub fn access(standing: Standing, action: WalletAction) -> Access {
    let by_role = if standing.employee {
        as_employee(action)
    } else {
        as_anybody(action)
    };
    by_relation(standing.relation, action).max(by_role)
}

/// What the employee role alone gives.
const fn as_employee(action: WalletAction) -> Access {
    use WalletAction as A;
    match action {
        A::See | A::SeeAllGrants | A::Inspect | A::Decide | A::FreezeAsBank => Access::Allowed,
        A::SeeActivity
        | A::SeeTransfer { .. }
        | A::Send
        | A::Share
        | A::RevokeGrant { .. }
        | A::Rename
        | A::FreezeAsOwner
        | A::WithdrawTransfer { .. } => Access::Hidden,
    }
}

/// What nobody is refused: to know that the bank's side exists.
const fn as_anybody(action: WalletAction) -> Access {
    use WalletAction as A;
    match action {
        A::Inspect | A::Decide | A::FreezeAsBank => Access::Forbidden,
        A::See
        | A::SeeActivity
        | A::SeeTransfer { .. }
        | A::Send
        | A::Share
        | A::SeeAllGrants
        | A::RevokeGrant { .. }
        | A::Rename
        | A::FreezeAsOwner
        | A::WithdrawTransfer { .. } => Access::Hidden,
    }
}

/// What the connection with the wallet alone gives.
const fn by_relation(relation: Relation, action: WalletAction) -> Access {
    use Access::{Allowed, Forbidden, Hidden};
    use WalletAction as A;
    match (relation, action) {
        // The bank's side is not the customer's, whoever owns the wallet.
        (_, A::Inspect | A::Decide | A::FreezeAsBank) => Forbidden,
        (Relation::Owner, _) => Allowed,

        (Relation::Grantee(_), A::See | A::SeeActivity | A::SeeTransfer { .. }) => Allowed,
        (Relation::Grantee(Grant::Transfer { .. }), A::Send) => Allowed,
        (Relation::Grantee(Grant::View), A::Send) => Forbidden,
        (Relation::Grantee(_), A::RevokeGrant { own: true }) => Allowed,
        // Other grants of a wallet are not a grantee's to know.
        (Relation::Grantee(_), A::RevokeGrant { own: false }) => Hidden,
        (Relation::Grantee(Grant::Transfer { .. }), A::WithdrawTransfer { own: true }) => Allowed,
        (Relation::Grantee(_), A::WithdrawTransfer { .. }) => Forbidden,
        (Relation::Grantee(_), A::Share | A::SeeAllGrants | A::Rename | A::FreezeAsOwner) => {
            Forbidden
        }

        (Relation::Stranger, A::SeeTransfer { own: true }) => Allowed,
        // Who lost a grant still sees the transfers initiated under it, but withdraws nothing.
        (Relation::Stranger, A::WithdrawTransfer { own: true }) => Forbidden,
        (
            Relation::Stranger,
            A::See
            | A::SeeActivity
            | A::SeeTransfer { own: false }
            | A::Send
            | A::Share
            | A::SeeAllGrants
            | A::RevokeGrant { .. }
            | A::Rename
            | A::FreezeAsOwner
            | A::WithdrawTransfer { own: false },
        ) => Hidden,
    }
}

/// A refusal of [`access`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Denied {
    /// To be answered as if the thing did not exist.
    #[error("not found")]
    Hidden,
    /// The user knows of the thing but may not do this with it.
    #[error("you may not do this")]
    Forbidden,
}

impl Denied {
    /// Stable code of this refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hidden => "not_found",
            Self::Forbidden => "forbidden",
        }
    }
}

/// The table as a check.
///
/// # Errors
/// [`Denied`].
pub fn check(standing: Standing, action: WalletAction) -> Result<(), Denied> {
    match access(standing, action) {
        Access::Allowed => Ok(()),
        Access::Forbidden => Err(Denied::Forbidden),
        Access::Hidden => Err(Denied::Hidden),
    }
}
