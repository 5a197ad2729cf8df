//! Wallets: overview, opening, one wallet, its activity.

#![expect(
    clippy::disallowed_types,
    reason = "the code that serde makes for a flattened struct names every type of number"
)]

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Delegation, FiatAccount, Permission, Transfer};

/// Everything a customer holds or has access to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    /// The customer's euro accounts.
    pub fiat_accounts: Vec<FiatAccount>,
    /// The customer's own wallets.
    pub wallets: Vec<Wallet>,
    /// Wallets that others share with the customer.
    pub delegated_wallets: Vec<Wallet>,
    /// The value of the accounts and the own wallets together.
    pub total: Total,
}

/// An estimated total, for display only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Total {
    /// ISO 4217 code.
    #[schema(example = "EUR")]
    pub currency: String,
    /// Amount with two decimals.
    #[schema(example = "15234.56")]
    pub amount: String,
    /// What the amount leaves out because it has no known value: symbols and wallet names.
    pub missing: Vec<String>,
    /// Whether some part of it rests on a price made up for the demo.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo_rate: bool,
}

/// Whether a wallet can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WalletStatus {
    /// Its address is being made.
    Opening,
    /// Ready.
    Active,
    /// Nothing leaves it until the freeze is lifted.
    Frozen,
}

/// Who keeps a wallet frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FrozenBy {
    /// Its owner, who can lift it.
    Owner,
    /// The bank, which alone can lift it.
    Bank,
}

/// A wallet on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Wallet {
    /// Id of the wallet.
    #[schema(example = "wal_0192f0c7a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
    /// The owner's name for it.
    #[schema(example = "Alice’s Wallet")]
    pub name: String,
    /// Id of its network.
    #[schema(example = "EthereumSepolia")]
    pub network: String,
    /// Its address on the network; null while it is being opened.
    pub address: Option<String>,
    /// Whether it can be used.
    pub status: WalletStatus,
    /// Who keeps it frozen, the bank where both do; null when it is not frozen.
    pub frozen_by: Option<FrozenBy>,
    /// Since when; null when it is not frozen.
    #[schema(format = DateTime)]
    pub frozen_at: Option<String>,
    /// Name of the person who froze it; for employees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen_by_name: Option<String>,
    /// Balance of the network's native asset; null until it is known.
    pub balance: Option<AssetBalance>,
    /// Balances of all listed assets, the native one included.
    pub assets: Vec<AssetBalance>,
    /// Tokens at the address that the bank does not list: unvalued, and not to be sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unlisted_assets: Vec<AssetBalance>,
    /// When it was opened.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// What the caller may do with a wallet that somebody else shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation_permission: Option<Permission>,
    /// The caller's limit per transfer in the native asset, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.01")]
    pub delegation_limit: Option<String>,
    /// Whose wallet it is, where it is not the caller's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_name: Option<String>,
}

/// The balance of one asset in a wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssetBalance {
    /// Id of the asset.
    #[schema(example = "EthereumSepolia:eth")]
    pub asset: String,
    /// Symbol for people.
    #[schema(example = "ETH")]
    pub symbol: String,
    /// Number of decimals of one unit.
    #[schema(example = 18)]
    pub decimals: u8,
    /// Balance as a decimal number.
    #[schema(example = "1.25")]
    pub amount: String,
    /// Balance in the smallest unit.
    #[schema(example = "1250000000000000000")]
    pub base_units: String,
    /// About what it is worth in euro; absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "3771.20")]
    pub eur: Option<String>,
    /// Whether that value rests on a price made up for the demo.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub eur_is_demo: bool,
    /// Whether the bank holds this asset back, because its figures are in doubt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blocked: bool,
    /// When this balance was true.
    #[schema(format = DateTime)]
    pub as_of: String,
    /// Whether a newer balance could not be had.
    pub stale: bool,
}

/// A wallet with its newest transfers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WalletDetail {
    /// The wallet.
    #[serde(flatten)]
    pub wallet: Wallet,
    /// Newest transfers first.
    pub transfers: Vec<Transfer>,
    /// Where the next page of `GET /api/transfers?wallet_id=…` starts; null if there is none.
    pub next_cursor: Option<String>,
    /// Whom the wallet is shared with; only the owner and the bank's employees see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegations: Option<Vec<Delegation>>,
}

/// Body of `POST /api/wallets`; no body is `{}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenWallet {
    /// Name for people, 1 to 100 characters.
    #[serde(default = "default_name")]
    #[schema(
        default = "My Wallet",
        min_length = 1,
        max_length = 100,
        example = "Alice’s Wallet"
    )]
    pub name: String,
    /// Id of the network, one of `GET /api/networks`.
    #[serde(default = "default_network")]
    #[schema(default = "EthereumSepolia", example = "EthereumSepolia")]
    pub network: String,
}

impl Default for OpenWallet {
    fn default() -> Self {
        Self {
            name: default_name(),
            network: default_network(),
        }
    }
}

fn default_name() -> String {
    "My Wallet".to_owned()
}

fn default_network() -> String {
    "EthereumSepolia".to_owned()
}

/// Body of `PATCH /api/wallets/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameWallet {
    /// The new name, 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100, example = "Savings")]
    pub name: String,
}

/// Body of `POST /api/wallets/{id}/test-funds`, which exists in demo mode only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestFunds {
    /// How much; without it the demo's usual amount.
    #[serde(default)]
    #[schema(pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "1")]
    pub amount: Option<String>,
    /// Id or symbol of a listed asset of the wallet's network; without it the native one.
    #[serde(default)]
    #[schema(example = "USDC")]
    pub asset: Option<String>,
}

/// Whether money came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Received.
    In,
    /// Sent.
    Out,
}

/// How sure a movement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MovementStatus {
    /// In a block that may still be replaced: not final.
    Included,
    /// Final.
    Confirmed,
}

/// What happened at a wallet's address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActivityList {
    /// Newest first.
    pub activity: Vec<Activity>,
    /// Where the next page starts; null on the last one.
    pub next_cursor: Option<String>,
    /// The chain's history could not be had: only transfers made here are shown.
    pub incomplete: bool,
}

/// One movement at a wallet's address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Activity {
    /// In or out.
    pub direction: Direction,
    /// Id of the asset, if the bank lists it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Symbol for people.
    #[schema(example = "ETH")]
    pub symbol: String,
    /// Amount as a decimal number; null for a token whose decimals are not known.
    #[schema(example = "0.001")]
    pub amount: Option<String>,
    /// Amount in the smallest unit.
    #[schema(example = "1000000000000000")]
    pub base_units: String,
    /// About what it is worth in euro today; absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "3.02")]
    pub eur: Option<String>,
    /// Whether that value rests on a price made up for the demo.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub eur_is_demo: bool,
    /// Who sent it, where that is known.
    pub from_address: Option<String>,
    /// Who received it, where that is known.
    pub to_address: Option<String>,
    /// How sure it is.
    pub status: MovementStatus,
    /// Hash of the transaction.
    pub tx_hash: String,
    /// Page of the transaction in a block explorer.
    pub explorer_url: String,
    /// Network fee in the native asset, where it is known.
    pub fee: Option<String>,
    /// The transfer made here that caused it, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_id: Option<String>,
    /// Name of the person who asked for that transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiator_name: Option<String>,
    /// When it happened.
    #[schema(format = DateTime)]
    pub at: String,
}

/// Answer of `POST /api/demo/story`, which exists in demo mode only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Story {
    /// The transfers that the story made, oldest first.
    pub transfer_ids: Vec<String>,
}
