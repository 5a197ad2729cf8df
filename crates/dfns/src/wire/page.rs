//! The envelope of every list.

use serde::{Deserialize, Serialize};

use super::Network;

/// One page of a list. Lists of one wallet name the wallet, its history also the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// Opaque token of the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
    /// Wallet of a list that belongs to one wallet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet_id: Option<String>,
    /// Network of a wallet's history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Network>,
}
