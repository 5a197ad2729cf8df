//! Networks on which wallets can be opened, and the assets listed on each.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// All networks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NetworkList {
    /// The networks, main networks and test networks.
    pub networks: Vec<Network>,
}

/// A blockchain network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Network {
    /// Id of the network.
    #[schema(example = "EthereumSepolia")]
    pub network: String,
    /// Name for people.
    #[schema(example = "Ethereum Sepolia")]
    pub label: String,
    /// Symbol of the native asset.
    #[schema(example = "ETH")]
    pub symbol: String,
    /// Decimals of the native asset.
    #[schema(example = 18)]
    pub decimals: u8,
    /// Whether its coins have no value.
    pub testnet: bool,
    /// Address of a transaction's page in a block explorer, with `{hash}` for its hash.
    #[schema(example = "https://sepolia.etherscan.io/tx/{hash}")]
    pub explorer_tx: String,
    /// How a delegate's own limit and the bank's threshold of the native asset go together.
    pub delegation_limit: DelegationLimit,
    /// The assets that the bank lists on this network, the native one first.
    pub assets: Vec<NetworkAsset>,
}

/// How a delegate's own limit and the bank's threshold go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DelegationLimit {
    /// The limit takes the threshold's place.
    Override,
    /// The lower of the two decides; a limit above the threshold is refused.
    Strictest,
}

/// An asset that can be held and sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NetworkAsset {
    /// Id of the asset.
    #[schema(example = "EthereumSepolia:usdc")]
    pub asset: String,
    /// Symbol for people.
    #[schema(example = "USDC")]
    pub symbol: String,
    /// Number of decimals of one unit.
    #[schema(example = 6)]
    pub decimals: u8,
    /// Contract of a token; absent for the native asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// From this amount on an owner's transfer waits for the bank's approval; null: always.
    #[schema(example = "0.05")]
    pub approval_threshold: Option<String>,
}
