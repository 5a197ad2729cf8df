//! Shared access to wallets.

use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// What a grantee may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See the wallet.
    #[default]
    View,
    /// See the wallet and send from it.
    Transfer,
}

/// A wallet shared with one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delegation {
    /// Id of the delegation.
    #[schema(example = "dg_0192f0c7a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
    /// Id of the wallet.
    pub wallet_id: String,
    /// Name of the wallet.
    pub wallet_name: String,
    /// Name of the person who shares it.
    pub grantor_name: String,
    /// Email of the person who shares it.
    pub grantor_email: String,
    /// Name of the person it is shared with.
    pub grantee_name: String,
    /// Email of the person it is shared with.
    pub grantee_email: String,
    /// What the grantee may do.
    pub permission: Permission,
    /// Limit per transfer in the wallet's native asset; null for none, `0` makes all wait.
    #[schema(example = "0.01")]
    pub transfer_limit: Option<String>,
    /// When it was first granted.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// Whether the limit lets more pass without the bank's approval than the bank's own threshold.
    pub above_threshold: bool,
    /// What the owner should know about the limit, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

/// All delegations that concern the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DelegationList {
    /// Of the caller's own wallets.
    pub granted: Vec<Delegation>,
    /// Of other people's wallets, to the caller.
    pub received: Vec<Delegation>,
}

/// Body of `POST /api/delegations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDelegation {
    /// Id of one of the caller's own wallets.
    #[schema(
        pattern = "^wal_[0-9a-f]{32}$",
        example = "wal_0192f0c7a1b27c3d8e4f5a6b7c8d9e0f"
    )]
    pub wallet_id: String,
    /// Email of a person who has signed in before.
    #[schema(format = Email, example = "bob@example.com")]
    pub grantee_email: String,
    /// What the grantee may do.
    #[serde(default, deserialize_with = "text")]
    pub permission: Permission,
    /// Limit per transfer in the wallet's native asset, as a decimal string.
    #[serde(default)]
    #[schema(pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "0.01")]
    pub transfer_limit: Option<String>,
}

/// Reads one of several names from a text only: by itself serde also takes an object with such a
/// name, and calls a number a fault of syntax.
fn text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(String::deserialize(deserializer)?.into_deserializer())
}
