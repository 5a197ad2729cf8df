//! A delegation as its parties and the bank see it.

use domain::delegation::Grant;
use domain::id::{DelegationId, UserId, WalletId};
use domain::network::Network;
use time::OffsetDateTime;

/// Somebody's permission on somebody else's wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationView {
    /// Our id.
    pub id: DelegationId,
    /// The wallet.
    pub wallet_id: WalletId,
    /// The owner's name for it.
    pub wallet_name: String,
    /// The wallet's network, in whose native asset a limit counts.
    pub network: Network,
    /// Who granted it.
    pub grantor: Party,
    /// To whom.
    pub grantee: Party,
    /// What is permitted.
    pub grant: Grant,
    /// The limit is above the bank's threshold: larger transfers than the bank would let pass go
    /// out without an employee.
    pub limit_above_threshold: bool,
    /// The same as a sentence for the owner.
    pub warning: Option<String>,
    /// When it was first granted.
    pub created_at: OffsetDateTime,
}

/// One side of a delegation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The person's user row.
    pub id: UserId,
    /// Name of the latest token.
    pub name: String,
    /// Email of the latest token.
    pub email: String,
}

/// All delegations of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Delegations {
    /// On the person's own wallets.
    pub granted: Vec<DelegationView>,
    /// On other people's wallets.
    pub received: Vec<DelegationView>,
}
