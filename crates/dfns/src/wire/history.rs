//! Confirmed movements on chain, in and out.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::{AssetMetadata, Network, Timestamp};

open_enum! {
    /// Whether value came or went.
    Direction {
        /// Received.
        In,
        /// Sent.
        Out,
    }
}

open_enum! {
    /// Kind of a movement. Of other kinds the common fields are read.
    HistoryKind {
        /// The network's own coin.
        NativeTransfer,
        /// An ERC-20 token, identified by `contract`.
        Erc20Transfer,
        /// A single ERC-721 token: `contract`, no `value`.
        Erc721Transfer,
    }
}

/// One movement. `symbol`, `decimals` and `verified` beside `metadata` are older duplicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryItem {
    /// `wa-…`
    pub wallet_id: String,
    /// Network of the wallet.
    pub network: Network,
    /// Kind, which says which of the optional fields are there.
    pub kind: HistoryKind,
    /// Seen from the wallet.
    pub direction: Direction,
    /// Block that holds the transaction.
    pub block_number: u64,
    /// Hash of the transaction.
    pub tx_hash: String,
    /// Position inside the transaction, so that one hash can have several items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// Time of the block.
    pub timestamp: Timestamp,
    /// Contract of a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// Sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Receiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Amount in the smallest unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Older duplicate of the metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
    /// Older duplicate of the metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Older duplicate of the metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// Network fee in the smallest unit, on items that went out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<String>,
    /// Facts about the asset.
    #[serde(default)]
    pub metadata: HistoryMetadata,
}

/// Facts about the asset that moved and the one that paid the fee.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryMetadata {
    /// The asset that moved.
    #[serde(default)]
    pub asset: AssetMetadata,
    /// The asset of the fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<AssetMetadata>,
}
