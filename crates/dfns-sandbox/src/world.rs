//! The state behind the protocol: wallets, transfers, chains, settings.
//!
//! Every change is a [`Record`]. A record is applied to the state and written to the journal;
//! after a restart the same records lead to the same state, blocks and hashes included. Times and
//! random numbers are therefore decided before a record is made, never while it is applied.

mod apply;
mod approvals;
mod assets;
mod blocks;
mod happenings;
mod history;
mod journal;
mod payment;
mod record;
mod remote;
mod transfers;
mod views;
mod wallets;
mod webhooks;

use std::collections::{BTreeSet, HashMap};

use alloy_primitives::{Address, B256};
use serde_json::Value;

use crate::{
    chain::Chain,
    chains::{self, NetworkRow},
    config::{NetworkSettings, NodeKind, SandboxConfig},
    error::SandboxError,
    keys::AccountKey,
    protocol::ApiError,
};

pub(crate) use approvals::ApprovalDecision;
pub(crate) use assets::assets_of;
pub(crate) use blocks::Execution;
pub(crate) use happenings::HappenedEvent;
pub(crate) use history::{HistoryFilter, history_of};
pub(crate) use payment::Unsigned;
pub(crate) use record::{Plan, Record, WebhookSettings};
pub(crate) use remote::RemoteTask;
pub(crate) use transfers::{INSUFFICIENT_FUNDS, TransferDraft};
pub(crate) use views::{PageRequest, lower_case, timestamp};
pub(crate) use wallets::{WalletChange, WalletDraft};
pub(crate) use webhooks::{Webhook, WebhookChange};

/// A custody wallet with its key.
#[derive(Clone, Debug)]
pub(crate) struct Wallet {
    pub(crate) id: String,
    pub(crate) key_id: String,
    pub(crate) row: &'static NetworkRow,
    pub(crate) key: AccountKey,
    pub(crate) name: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) tags: Vec<String>,
    /// Milliseconds since 1970.
    pub(crate) created_ms: i64,
}

/// Where a transfer stands on its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inclusion {
    pub(crate) block_number: u64,
    pub(crate) success: bool,
    /// Wei.
    pub(crate) fee: String,
}

/// A transfer request.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    pub(crate) id: String,
    /// Index of its wallet.
    pub(crate) wallet: usize,
    /// The body as it was sent.
    pub(crate) body: Value,
    pub(crate) external_id: Option<String>,
    pub(crate) user_id: String,
    pub(crate) token_id: String,
    /// What happens when it goes on.
    pub(crate) plan: Plan,
    /// When it goes on by itself, in milliseconds since 1970; absent: only when told to.
    pub(crate) due_ms: Option<i64>,
    pub(crate) confirmations: u64,
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    pub(crate) approval_id: Option<String>,
    pub(crate) tx_hash: Option<B256>,
    /// The signed transaction, for networks with an outside node.
    pub(crate) raw: Option<String>,
    pub(crate) inclusion: Option<Inclusion>,
    pub(crate) requested_ms: i64,
    pub(crate) policy_resolved_ms: Option<i64>,
    pub(crate) broadcasted_ms: Option<i64>,
    pub(crate) confirmed_ms: Option<i64>,
}

impl Transfer {
    /// Whether nothing was signed yet and something still can be.
    pub(crate) fn is_waiting(&self) -> bool {
        self.tx_hash.is_none() && self.plan != Plan::Nothing && !self.is_ended()
    }

    /// Whether the status will not change any more.
    pub(crate) fn is_ended(&self) -> bool {
        matches!(
            self.status.as_str(),
            "Confirmed" | "Failed" | "Rejected" | "Aborted"
        )
    }

    /// A text field of the body.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }
}

/// Everything the sandbox remembers.
#[derive(Debug)]
pub(crate) struct World {
    config: SandboxConfig,
    journal: journal::Journal,
    /// Settings changed while running; they win over the configuration's.
    settings: HashMap<&'static str, NetworkSettings>,
    chains: HashMap<&'static str, Chain>,
    wallets: Vec<Wallet>,
    wallet_index: HashMap<String, usize>,
    transfers: Vec<Transfer>,
    transfer_index: HashMap<String, usize>,
    external_ids: HashMap<String, usize>,
    by_hash: HashMap<(&'static str, B256), usize>,
    /// Transfers that have not ended.
    open: BTreeSet<usize>,
    /// When a chain makes its next block, in milliseconds since 1970.
    mine_at: HashMap<&'static str, i64>,
    webhooks: webhooks::Webhooks,
    /// Movements that concern wallets and are not final.
    unsettled: Vec<happenings::Sighting>,
    /// What the record that is being applied made happen.
    happened: Vec<happenings::Happening>,
    /// What webhooks were not told of yet.
    events: Vec<HappenedEvent>,
}

impl World {
    /// Opens the journal and replays it.
    ///
    /// # Errors
    ///
    /// Files that cannot be read or written, records that do not fit.
    pub(crate) fn open(config: SandboxConfig) -> Result<Self, SandboxError> {
        for name in config.networks.keys() {
            if chains::find(name).is_none() {
                return Err(SandboxError::Config(format!(
                    "there is no network {name:?}"
                )));
            }
        }
        let (journal, batches) = journal::Journal::open(config.data_dir.as_deref())?;
        let mut world = Self::empty(config, journal);
        for record in batches.into_iter().flatten() {
            world.apply(&record).map_err(SandboxError::Replay)?;
            world.happened.clear();
        }
        Ok(world)
    }

    /// Forgets everything but the configuration, on disk too.
    pub(crate) fn reset(&mut self) -> Result<(), SandboxError> {
        self.journal.clear()?;
        let journal = std::mem::take(&mut self.journal);
        *self = Self::empty(self.config.clone(), journal);
        Ok(())
    }

    fn empty(config: SandboxConfig, journal: journal::Journal) -> Self {
        Self {
            config,
            journal,
            settings: HashMap::new(),
            chains: HashMap::new(),
            wallets: Vec::new(),
            wallet_index: HashMap::new(),
            transfers: Vec::new(),
            transfer_index: HashMap::new(),
            external_ids: HashMap::new(),
            by_hash: HashMap::new(),
            open: BTreeSet::new(),
            mine_at: HashMap::new(),
            webhooks: webhooks::Webhooks::default(),
            unsettled: Vec::new(),
            happened: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Applies a change and puts it into the batch that [`World::flush`] writes.
    pub(crate) fn commit(&mut self, record: Record) -> Result<(), ApiError> {
        self.apply(&record).map_err(ApiError::internal)?;
        self.journal.append(record);
        self.tell()
    }

    /// Writes the changes since the last flush as one line and waits for the disk.
    pub(crate) fn flush(&mut self) -> Result<(), SandboxError> {
        self.journal.flush()
    }

    /// Lets go on what is due, then makes the blocks that are due. Answers when to look again.
    pub(crate) fn pass_time(&mut self, now_ms: i64) -> Result<Option<i64>, ApiError> {
        let transfers = self.release_due(now_ms)?;
        let blocks = self.mine_due(now_ms)?;
        Ok([transfers, blocks].into_iter().flatten().min())
    }

    /// Lets go of the journal; changes are refused from now on.
    pub(crate) fn close(&mut self) {
        self.journal.close();
    }

    /// The settings of a network.
    pub(crate) fn settings(&self, row: &'static NetworkRow) -> &NetworkSettings {
        self.settings
            .get(row.name)
            .unwrap_or_else(|| self.config.settings_of(row.name))
    }

    /// Whether a network's chain is inside this process.
    pub(crate) fn is_embedded(&self, row: &'static NetworkRow) -> bool {
        self.settings(row).node == NodeKind::Embedded
    }

    /// The embedded chain of a network, made at its first use.
    pub(crate) fn chain(&mut self, row: &'static NetworkRow) -> &mut Chain {
        self.chains
            .entry(row.name)
            .or_insert_with(|| Chain::genesis(row))
    }

    /// A wallet by the vendor's id.
    pub(crate) fn wallet(&self, id: &str) -> Option<&Wallet> {
        self.wallets.get(*self.wallet_index.get(id)?)
    }

    /// The wallet of a network with this address.
    pub(crate) fn wallet_at(&self, row: &NetworkRow, address: Address) -> Option<&Wallet> {
        self.wallets
            .iter()
            .find(|wallet| wallet.row.name == row.name && wallet.key.address() == address)
    }

    /// A transfer by the vendor's id.
    pub(crate) fn transfer(&self, id: &str) -> Option<&Transfer> {
        self.transfers.get(*self.transfer_index.get(id)?)
    }

    /// The wallet of a transfer.
    pub(crate) fn wallet_of(&self, transfer: &Transfer) -> Option<&Wallet> {
        self.wallets.get(transfer.wallet)
    }

    /// The wallet, or the vendor's 404.
    pub(crate) fn require_wallet(&self, id: &str) -> Result<&Wallet, ApiError> {
        self.wallet(id)
            .ok_or_else(|| ApiError::not_found("wallet not found"))
    }
}
