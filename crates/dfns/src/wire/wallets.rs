//! Wallets.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::{Network, Timestamp};

open_enum! {
    /// Whether a wallet can be used.
    WalletStatus {
        /// In use.
        Active,
        /// Waits for its activation on chain.
        Inactive,
        /// Put away.
        Archived,
    }
}

/// Body of `POST /wallets`, for a wallet whose key the organisation holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateWallet {
    /// Network of the wallet.
    pub network: Network,
    /// Name, at most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Own reference, at most 100 characters. Nothing promises that it is unique, nor that a
    /// second call with it finds the first wallet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// At most 10 tags of 1 to 100 characters out of `a-zA-Z0-9_.:/+-`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// A wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wallet {
    /// `wa-…`
    pub id: String,
    /// Network of the wallet.
    pub network: Network,
    /// Absent before activation and on pseudo networks. Lower case on EVM networks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The key behind the address.
    pub signing_key: SigningKeyInfo,
    /// Whether it can be used.
    pub status: WalletStatus,
    /// When it was created.
    pub date_created: Timestamp,
    /// When it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_deleted: Option<Timestamp>,
    /// False when an end user holds the right to sign; such wallets bypass policies.
    pub custodial: bool,
    /// Name given at creation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Reference given at creation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Tags, always written.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// The key behind a wallet's address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SigningKeyInfo {
    /// `key-…`
    pub id: String,
    /// `ECDSA`, `EdDSA`, `Schnorr`, …
    pub scheme: String,
    /// `secp256k1`, `ed25519`, `stark`.
    pub curve: String,
    /// Hex without `0x`; compressed for secp256k1.
    pub public_key: String,
    /// End user who may sign, when delegated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegated_to: Option<String>,
}
