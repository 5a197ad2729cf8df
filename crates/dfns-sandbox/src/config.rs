//! What a caller may choose: where to listen, where to keep state, how each network answers.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use crate::credentials::KeyKind;
use serde::{Deserialize, Serialize};

/// Settings of one sandbox.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    /// Loopback address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Directory of the journal and the credentials; `None` keeps everything in memory.
    pub data_dir: Option<PathBuf>,
    /// Settings by the vendor's network name; a network without an entry has the defaults.
    pub networks: BTreeMap<String, NetworkSettings>,
    /// Settings of the networks without an entry in `networks`.
    pub network_defaults: NetworkSettings,
    /// Kind of the key pair made for the service account at the first start.
    pub key_kind: KeyKind,
    /// How long a challenge may be answered (vendor: 15 minutes).
    pub challenge_lifetime: Duration,
    /// How long a user action token may be used (not documented by the vendor).
    pub action_lifetime: Duration,
}

impl SandboxConfig {
    /// A sandbox without files on a free loopback port.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            data_dir: None,
            networks: BTreeMap::new(),
            network_defaults: NetworkSettings::default(),
            key_kind: KeyKind::P256,
            challenge_lifetime: Duration::from_secs(15 * 60),
            action_lifetime: Duration::from_secs(2 * 60),
        }
    }

    /// A sandbox that keeps its state in `data_dir`, on a free loopback port.
    #[must_use]
    pub fn persistent(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: Some(data_dir.into()),
            ..Self::in_memory()
        }
    }

    /// The settings that apply to `network`.
    #[must_use]
    pub fn settings_of(&self, network: &str) -> &NetworkSettings {
        self.networks.get(network).unwrap_or(&self.network_defaults)
    }
}

/// How one network answers and who executes its transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkSettings {
    /// The chain behind the network.
    pub node: NodeKind,
    /// What happens to a transfer after its request was accepted.
    pub answer: AnswerMode,
    /// When blocks are made (embedded chain only).
    pub mining: Mining,
    /// What a transfer beyond the balance gets.
    pub insufficient: Insufficient,
    /// Blocks after the transaction's own before a transfer is `Confirmed`.
    pub confirmations: u64,
}

/// The chain behind a network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum NodeKind {
    /// The EVM inside this process.
    #[default]
    Embedded,
    /// An outside Ethereum JSON-RPC node: keys and signatures are the sandbox's, everything else
    /// is the node's.
    JsonRpc {
        /// Address of the node, `http://…`.
        url: String,
    },
}

/// What happens to a transfer after its request was accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
pub enum AnswerMode {
    /// The POST answers `Broadcasted` with the transaction hash.
    #[default]
    Immediate,
    /// The POST answers `Pending`; the transfer goes on by itself.
    Pending {
        /// Milliseconds until it goes on; absent: not before `POST /_sandbox/advance`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delay_ms: Option<u64>,
    },
    /// The POST answers `Pending` with an `approvalId`; `POST /_sandbox/approvals/{id}` decides.
    Held,
    /// The POST answers an error and nothing is stored.
    Refuse {
        /// HTTP status of the answer.
        #[serde(default = "default_refusal_status")]
        status: u16,
        /// Message of the answer.
        #[serde(default = "default_refusal_message")]
        message: String,
    },
    /// `Pending` first, then `Failed` without a hash.
    FailOffChain {
        /// Milliseconds until it fails; absent: not before `POST /_sandbox/advance`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delay_ms: Option<u64>,
        /// The reason reported.
        #[serde(default = "default_failure_reason")]
        reason: String,
    },
    /// `Pending` first, then a transaction that reverts on the chain: `Failed` with a hash.
    FailOnChain {
        /// Milliseconds until it is broadcast; absent: not before `POST /_sandbox/advance`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delay_ms: Option<u64>,
    },
    /// The entity has a status that no documentation names; it goes on at `POST /_sandbox/advance`.
    UnknownStatus {
        /// The status reported.
        #[serde(default = "default_unknown_status")]
        status: String,
    },
    /// `Aborted`: signed, withdrawn, its nonce not burned yet. It never executes.
    Aborted,
}

fn default_refusal_status() -> u16 {
    400
}

fn default_refusal_message() -> String {
    "The transfer was refused.".to_owned()
}

fn default_failure_reason() -> String {
    "Failed to build the transaction.".to_owned()
}

fn default_unknown_status() -> String {
    "Quarantined".to_owned()
}

/// When the embedded chain makes blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "snake_case", deny_unknown_fields)]
pub enum Mining {
    /// A block for each transaction, at once.
    #[default]
    Instant,
    /// A block this long after a transaction arrived.
    Delayed {
        /// Milliseconds.
        delay_ms: u64,
    },
    /// Only at `POST /_sandbox/mine`.
    Manual,
}

/// What a transfer beyond the balance gets. The vendor's documentation leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Insufficient {
    /// 200, then the entity is `Failed` without a hash.
    #[default]
    Fail,
    /// 400 at the POST, nothing stored (embedded chain only).
    RefuseAtPost,
}
