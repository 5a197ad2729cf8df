//! The records of the journal: facts, in the order in which they became true.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::NetworkSettings;

/// What happens to a transfer when it goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Plan {
    /// It is signed and sent.
    Broadcast,
    /// It fails without a hash.
    FailOffChain {
        /// The reason reported.
        reason: String,
    },
    /// A transaction that reverts is signed and sent.
    Revert,
    /// Nothing, ever.
    Nothing,
}

/// One change of the state. Hashes, keys and raw transactions are hex text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub(crate) enum Record {
    /// A wallet was created.
    WalletCreated {
        id: String,
        key_id: String,
        network: String,
        secret: Secret,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        external_id: Option<String>,
        tags: Vec<String>,
        at_ms: i64,
    },
    /// Name, external id and tags of a wallet as they are now.
    WalletChanged {
        id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        external_id: Option<String>,
        tags: Vec<String>,
    },
    /// A transfer was asked for.
    TransferCreated(Box<TransferCreated>),
    /// An approval was decided; a transfer that may go on does so now.
    ApprovalDecided {
        id: String,
        approved: bool,
        at_ms: i64,
    },
    /// A transfer was signed and sent.
    TransferBroadcast { id: String, raw: String, at_ms: i64 },
    /// A transfer ended before anything was sent.
    TransferEnded {
        id: String,
        status: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// An outside node included the transaction of a transfer.
    TransferIncluded {
        id: String,
        block_number: u64,
        success: bool,
        fee: String,
    },
    /// A transfer on an outside node has its confirmations.
    TransferConfirmed { id: String, at_ms: i64 },
    /// A transaction that is not a transfer of ours entered the mempool.
    Submitted { network: String, raw: String },
    /// A block was made of these waiting transactions.
    Block {
        network: String,
        transactions: Vec<String>,
        at_ms: i64,
    },
    /// A webhook was registered, changed or deleted.
    Webhook(WebhookRecord),
    /// The settings of a network changed.
    Settings {
        network: String,
        settings: NetworkSettings,
    },
}

/// The facts of a new transfer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TransferCreated {
    pub(crate) id: String,
    pub(crate) wallet_id: String,
    pub(crate) body: Value,
    pub(crate) user_id: String,
    pub(crate) token_id: String,
    pub(crate) plan: Plan,
    pub(crate) status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) approval_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due_ms: Option<i64>,
    pub(crate) confirmations: u64,
    pub(crate) at_ms: i64,
}

/// One change of the registered webhooks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "webhook", rename_all = "snake_case")]
pub(crate) enum WebhookRecord {
    /// It was registered.
    Created {
        id: String,
        secret: Secret,
        settings: WebhookSettings,
        at_ms: i64,
    },
    /// Its settings as they are now.
    Changed {
        id: String,
        settings: WebhookSettings,
        at_ms: i64,
    },
    /// It was deleted.
    Deleted { id: String },
}

/// What can be changed about a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WebhookSettings {
    pub(crate) url: String,
    /// Kinds of events; `*` stands for all.
    pub(crate) events: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// Whether events are delivered.
    pub(crate) enabled: bool,
}

/// A private key as hex, or another secret; its `Debug` shows nothing.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}
