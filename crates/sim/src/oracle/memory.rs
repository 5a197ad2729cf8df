//! What the oracle knows of the books: what it was told by the audit, and no more.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{DelegationId, TransferId, UserId, WalletId};
use store::transfers::{Lease, TransferRecord};
use time::OffsetDateTime;

/// A transfer as the oracle follows it.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) record: TransferRecord,
    pub(super) status: String,
    pub(super) waited: bool,
    /// When it was authorised, by its row.
    pub(super) authorised_at: Option<OffsetDateTime>,
    /// Whether it was `submitting` once.
    pub(super) started: bool,
    /// Who has an interest in it since it was made, the initiator included.
    pub(super) parties: BTreeSet<UserId>,
    pub(super) executions: u32,
}

/// A wallet as the oracle follows it.
#[derive(Debug, Clone)]
pub(crate) struct WatchedWallet {
    pub(crate) id: WalletId,
    pub(crate) owner: UserId,
    pub(crate) address: Option<domain::address::EvmAddress>,
}

/// Everything that was ever asked for, and by whom.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(super) transfers: BTreeMap<TransferId, Watched>,
    pub(super) by_external_id: BTreeMap<String, TransferId>,
    pub(super) wallets: BTreeMap<WalletId, WatchedWallet>,
    pub(super) delegations: BTreeSet<DelegationId>,
    pub(super) users: BTreeMap<UserId, String>,
    /// Who worked on which transfer after the latest commit, where leases are followed.
    pub(super) leases: BTreeMap<TransferId, Lease>,
}

impl Memory {
    /// All transfers that were ever asked for, oldest first.
    pub(crate) fn transfers(&self) -> Vec<TransferId> {
        self.transfers.keys().copied().collect()
    }

    /// Those that wait for an employee by now.
    pub(crate) fn pending(&self) -> Vec<TransferId> {
        let pending = |(id, one): (&TransferId, &Watched)| (one.status == "pending").then_some(*id);
        self.transfers.iter().filter_map(pending).collect()
    }

    /// All wallets that were ever asked for.
    pub(crate) fn wallets(&self) -> Vec<WatchedWallet> {
        self.wallets.values().cloned().collect()
    }

    /// All delegations that ever were.
    pub(crate) fn delegations(&self) -> Vec<DelegationId> {
        self.delegations.iter().copied().collect()
    }

    /// The user row of somebody who has signed in.
    pub(crate) fn user(&self, email: &str) -> Option<UserId> {
        let same = |(id, known): (&UserId, &String)| (known == email).then_some(*id);
        self.users.iter().find_map(same)
    }
}
