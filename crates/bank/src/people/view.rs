//! People as the bank's employees see them.

use domain::id::UserId;
use time::OffsetDateTime;

/// A customer in the bank's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerView {
    /// The person's user row.
    pub id: UserId,
    /// Name of the latest token.
    pub name: String,
    /// Email of the latest token.
    pub email: String,
    /// How many wallets the person owns.
    pub wallet_count: u32,
    /// Last request; absent for a person who is known but never signed in.
    pub last_seen_at: Option<OffsetDateTime>,
    /// Somebody else has the same address, letter case aside, so nothing can be granted to it.
    pub email_clash: bool,
    /// When the bank first knew the person.
    pub created_at: OffsetDateTime,
    /// Since when the person may no longer sign in.
    pub retired_at: Option<OffsetDateTime>,
}
