//! The JSON of the API as Rust types, one file a resource.
//!
//! Every type reads and writes, so that a server for tests can use the same words. Reading
//! tolerates unknown fields and unknown names (each closed set has an `Other` variant), since the
//! service adds to both without notice. Optional fields are omitted when absent, never `null`.
//! Amounts, balances and fees are decimal integer strings in the smallest unit of the asset.

mod assets;
mod auth;
mod error;
mod fees;
mod history;
mod network;
mod number;
mod open_enum;
mod page;
mod timestamp;
mod transfers;
mod wallets;
#[expect(
    clippy::disallowed_types,
    reason = "what serde writes for a flattened struct names floats; none is ever read"
)]
mod webhooks;

pub use assets::{Asset, AssetKind, AssetMetadata, Quotes, WalletAssets};
pub use auth::{
    ActionChallenge, ActionComplete, ActionInit, AllowCredentials, AllowedCredential, ClientData,
    CredentialAssertion, FirstFactor, RelyingParty, SupportedCredentialKind, UserAction,
};
pub use error::{Duplicate, ErrorDetail, ErrorEnvelope};
pub use fees::{BitcoinFee, Eip1559Fee, FeeEstimate};
pub use history::{Direction, HistoryItem, HistoryKind, HistoryMetadata};
pub use network::Network;
pub use number::Number;
pub use page::Page;
pub use timestamp::Timestamp;
pub use transfers::{
    Priority, Requester, TransferBody, TransferKind, TransferMetadata, TransferRequest,
    TransferStatus,
};
pub use wallets::{CreateWallet, SigningKeyInfo, Wallet, WalletStatus};
pub use webhooks::{
    ChainEvent, ChainEventStatus, CreateWebhook, CreatedWebhook, DeletedWebhook, PingedWebhook,
    StoredWebhookEvent, Webhook, WebhookDelivery, WebhookEvent, WebhookStatus,
};
