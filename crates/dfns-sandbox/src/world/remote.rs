//! What the state knows about transfers on networks with an outside node.

use alloy_primitives::B256;

use super::{Execution, Plan, World, payment::Payment};
use crate::{chain::Movement, chains::NetworkRow, keys::AccountKey};

/// An open transfer on a network with an outside node.
#[derive(Clone, Debug)]
pub(crate) struct RemoteTask {
    pub(crate) id: String,
    pub(crate) row: &'static NetworkRow,
    pub(crate) key: AccountKey,
    pub(crate) payment: Payment,
    pub(crate) plan: Plan,
    pub(crate) due_ms: Option<i64>,
    pub(crate) tx_hash: Option<B256>,
    /// The signed transaction as hex.
    pub(crate) raw: Option<String>,
    /// Number of the block that has it.
    pub(crate) included_in: Option<u64>,
    pub(crate) confirmations: u64,
}

impl World {
    /// All open transfers of networks with an outside node on which something can be done.
    pub(crate) fn remote_tasks(&self) -> Vec<RemoteTask> {
        let tasks = self
            .open
            .iter()
            .filter_map(|index| self.remote_task_at(*index));
        tasks
            .filter(|task| task.tx_hash.is_some() || task.due_ms.is_some())
            .collect()
    }

    /// One transfer, if it is open and its network has an outside node.
    pub(crate) fn remote_task(&self, id: &str) -> Option<RemoteTask> {
        let index = self.transfer_index.get(id)?;
        self.open
            .contains(index)
            .then(|| self.remote_task_at(*index))
            .flatten()
    }

    fn remote_task_at(&self, index: usize) -> Option<RemoteTask> {
        let transfer = self.transfers.get(index)?;
        let wallet = self.wallet_of(transfer)?;
        if self.is_embedded(wallet.row) {
            return None;
        }
        Some(RemoteTask {
            id: transfer.id.clone(),
            row: wallet.row,
            key: wallet.key.clone(),
            payment: Payment::of(&transfer.body)?,
            plan: transfer.plan.clone(),
            due_ms: transfer.due_ms,
            tx_hash: transfer.tx_hash,
            raw: transfer.raw.clone(),
            included_in: transfer
                .inclusion
                .as_ref()
                .map(|inclusion| inclusion.block_number),
            confirmations: transfer.confirmations,
        })
    }

    /// The movements that were caused by transfer requests, as ledger rows.
    pub(crate) fn executions_of(
        &self,
        row: &'static NetworkRow,
        movements: Vec<Movement>,
    ) -> Vec<Execution> {
        let rows = movements.into_iter().filter_map(|movement| {
            let index = self.by_hash.get(&(row.name, movement.tx_hash))?;
            let transfer = self.transfers.get(*index)?;
            Some(Execution {
                network: row.name,
                movement,
                transfer_id: Some(transfer.id.clone()),
                external_id: transfer.external_id.clone(),
            })
        });
        rows.collect()
    }
}
