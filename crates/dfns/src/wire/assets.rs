//! What a wallet holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::{Network, Number};

open_enum! {
    /// Kind of an asset. Native coins and ERC-20 tokens are named with the fields that identify
    /// them; of other kinds the common fields are read.
    AssetKind {
        /// The network's own coin.
        Native,
        /// An ERC-20 token, identified by `contract`.
        Erc20,
    }
}

/// Prices of one whole unit by currency (`USD`), as text of JSON numbers.
pub type Quotes = BTreeMap<String, Number>;

/// Answer of `GET /wallets/{walletId}/assets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WalletAssets {
    /// `wa-…`
    pub wallet_id: String,
    /// Network of the wallet.
    pub network: Network,
    /// The indexer's last values, not a live read of the chain.
    pub assets: Vec<Asset>,
    /// Value of the whole wallet by currency; only when it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net_worth: Option<Quotes>,
}

/// One asset of a wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asset {
    /// Kind, which says what identifies the asset.
    pub kind: AssetKind,
    /// Contract of an ERC-20 (and similar) token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// What the chain says: anybody can deploy a token that calls itself USDC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Digits after the point of one whole unit.
    pub decimals: u32,
    /// The service's hint that the token is well known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// Balance in the smallest unit.
    pub balance: String,
    /// Prices, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotes: Option<Quotes>,
}

/// Facts about the asset of a transfer or of a history item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssetMetadata {
    /// What the chain says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Digits after the point of one whole unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
    /// The service's hint that the token is well known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// Prices, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotes: Option<Quotes>,
}
