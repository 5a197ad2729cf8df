//! Blocks of the embedded chains: when they are made, and what they mean for transfers.

use alloy_primitives::{Address, B256, U256};

use super::{Inclusion, Plan, Record, Transfer, World, happenings::Happening};
use crate::{
    chain::{Movement, SubmitError},
    chains::NetworkRow,
    config::Mining,
    protocol::ApiError,
};

/// How long an otherwise idle chain waits before it adds a block for confirmations.
const CONFIRMATION_BLOCK_MS: i64 = 100;

/// A transfer of value that the chain executed: one row of the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Execution {
    pub(crate) network: &'static str,
    pub(crate) movement: Movement,
    /// The transfer request behind it; absent for transactions sent over JSON-RPC.
    pub(crate) transfer_id: Option<String>,
    pub(crate) external_id: Option<String>,
}

impl World {
    /// Takes a signed transaction from outside into the mempool.
    ///
    /// # Errors
    ///
    /// As a node refuses it.
    pub(crate) fn submit_raw(
        &mut self,
        row: &'static NetworkRow,
        raw: &[u8],
        now_ms: i64,
    ) -> Result<B256, SubmitError> {
        let hash = self.chain(row).check(raw)?.hash;
        let record = Record::Submitted {
            network: row.name.to_owned(),
            raw: hex::encode(raw),
        };
        self.commit(record)
            .map_err(|error| SubmitError::Refused(error.message))?;
        self.mine_due(now_ms)
            .map_err(|error| SubmitError::Refused(error.message))?;
        Ok(hash)
    }

    /// Pays test funds from the chain's faucet in a block of its own.
    pub(crate) fn pay_from_faucet(
        &mut self,
        row: &'static NetworkRow,
        to: Address,
        amount: U256,
        contract: Option<Address>,
        now_ms: i64,
    ) -> Result<B256, ApiError> {
        let chain = self.chain(row);
        let raw = chain.faucet_tx(to, amount, contract);
        let hash = chain
            .check(&raw)
            .map_err(|e| ApiError::bad_request(e.to_string()))?
            .hash;
        let network = row.name.to_owned();
        self.commit(Record::Submitted {
            network,
            raw: hex::encode(&raw),
        })?;
        self.make_block(row, vec![hash], now_ms)?;
        match self.chain(row).mined(hash) {
            Some(mined) if mined.success => Ok(hash),
            Some(_) | None => Err(ApiError::bad_request("the faucet's transaction failed")),
        }
    }

    /// Makes `count` blocks now; the first takes what waits.
    pub(crate) fn mine(
        &mut self,
        row: &'static NetworkRow,
        count: u64,
        now_ms: i64,
    ) -> Result<(), ApiError> {
        for _ in 0..count {
            let ready = self.chain(row).ready();
            self.make_block(row, ready, now_ms)?;
        }
        self.mine_at.remove(row.name);
        Ok(())
    }

    /// Makes the blocks that are due and answers when the next one is, in milliseconds since 1970.
    pub(crate) fn mine_due(&mut self, now_ms: i64) -> Result<Option<i64>, ApiError> {
        let rows: Vec<&'static NetworkRow> =
            self.chains.values().map(|chain| chain.row()).collect();
        let mut next = None;
        for row in rows {
            if !self.is_embedded(row) {
                continue;
            }
            let due = self.mine_chain(row, now_ms)?;
            next = [next, due].into_iter().flatten().min();
        }
        Ok(next)
    }

    fn mine_chain(
        &mut self,
        row: &'static NetworkRow,
        now_ms: i64,
    ) -> Result<Option<i64>, ApiError> {
        let delay_ms = match self.settings(row).mining {
            Mining::Manual => return Ok(None),
            Mining::Instant => 0,
            Mining::Delayed { delay_ms } => i64::try_from(delay_ms).unwrap_or(i64::MAX),
        };
        loop {
            let ready = self.chain(row).ready();
            let delay = match (ready.is_empty(), self.awaits_confirmations(row)) {
                (false, _) => delay_ms,
                (true, true) => delay_ms.max(CONFIRMATION_BLOCK_MS),
                (true, false) => {
                    self.mine_at.remove(row.name);
                    return Ok(None);
                }
            };
            let wanted = now_ms.saturating_add(delay);
            let due = *self.mine_at.entry(row.name).or_insert(wanted);
            // A transaction that arrives while the chain idles is not made to wait for that.
            let due = due.min(wanted);
            self.mine_at.insert(row.name, due);
            if due > now_ms {
                return Ok(Some(due));
            }
            self.mine_at.remove(row.name);
            self.make_block(row, ready, now_ms)?;
        }
    }

    fn make_block(
        &mut self,
        row: &'static NetworkRow,
        hashes: Vec<B256>,
        now_ms: i64,
    ) -> Result<(), ApiError> {
        let network = row.name.to_owned();
        let transactions = hashes.iter().map(hex::encode).collect();
        self.commit(Record::Block {
            network,
            transactions,
            at_ms: now_ms,
        })
    }

    /// Executes a block and moves the transfers in it on.
    pub(super) fn apply_block(
        &mut self,
        row: &'static NetworkRow,
        transactions: &[String],
        at_ms: i64,
    ) -> Result<(), String> {
        let mut hashes = Vec::with_capacity(transactions.len());
        for text in transactions {
            hashes.push(text.parse::<B256>().map_err(|_| "unreadable hash")?);
        }
        let timestamp = u64::try_from(at_ms / 1000).unwrap_or_default();
        let known = self.chain(row).movements().len();
        let outcome = self.chain(row).make_block(timestamp, &hashes);
        self.sight_movements(row, known);
        for hash in outcome.included {
            let Some(index) = self.by_hash.get(&(row.name, hash)).copied() else {
                continue;
            };
            let Some(mined) = self.chain(row).mined(hash) else {
                continue;
            };
            let inclusion = Inclusion {
                block_number: mined.block_number,
                success: mined.success,
                fee: mined.fee().to_string(),
            };
            self.include(index, inclusion);
        }
        for (hash, reason) in outcome.dropped {
            if let Some(index) = self.by_hash.get(&(row.name, hash)).copied() {
                self.fail(index, reason);
            }
        }
        self.confirm_reached(row, at_ms);
        self.settle_movements(row);
        Ok(())
    }

    /// Books what a block says about a transfer.
    pub(super) fn include(&mut self, index: usize, inclusion: Inclusion) {
        let success = inclusion.success;
        if let Some(transfer) = self.transfers.get_mut(index) {
            transfer.inclusion = Some(inclusion);
        }
        if !success {
            self.fail(index, "Transaction reverted on chain.".to_owned());
        }
    }

    /// A transfer has its confirmations.
    pub(super) fn confirm(&mut self, index: usize, at_ms: i64) {
        if let Some(transfer) = self.transfers.get_mut(index) {
            transfer.status = "Confirmed".to_owned();
            transfer.confirmed_ms = Some(at_ms);
        }
        self.open.remove(&index);
        self.happened.push(Happening::TransferMoved(index));
    }

    fn fail(&mut self, index: usize, reason: String) {
        if let Some(transfer) = self.transfers.get_mut(index) {
            transfer.status = "Failed".to_owned();
            transfer.reason = Some(reason);
            transfer.plan = Plan::Nothing;
        }
        self.open.remove(&index);
        self.happened.push(Happening::TransferMoved(index));
    }

    fn confirm_reached(&mut self, row: &'static NetworkRow, at_ms: i64) {
        let head = self.chain(row).head().header.number;
        let reached: Vec<usize> = self
            .unconfirmed(row)
            .filter(|(_, transfer, block)| head >= block.saturating_add(transfer.confirmations))
            .map(|(index, _, _)| index)
            .collect();
        for index in reached {
            self.confirm(index, at_ms);
        }
    }

    fn awaits_confirmations(&self, row: &'static NetworkRow) -> bool {
        self.unconfirmed(row).next().is_some() || self.has_unsettled(row)
    }

    /// Transfers of a network that are in a block and not confirmed, with the block's number.
    fn unconfirmed(
        &self,
        row: &'static NetworkRow,
    ) -> impl Iterator<Item = (usize, &Transfer, u64)> {
        self.open.iter().filter_map(move |index| {
            let transfer = self.transfers.get(*index)?;
            let inclusion = transfer.inclusion.as_ref()?;
            let ours = self.wallet_of(transfer)?.row.name == row.name;
            ours.then_some((*index, transfer, inclusion.block_number))
        })
    }

    /// The ledger: every movement of value that was executed, the faucet's own left out.
    pub(crate) fn executions(&self, network: Option<&str>, to: Option<Address>) -> Vec<Execution> {
        let mut names: Vec<_> = self.chains.keys().copied().collect();
        names.sort_unstable();
        let mut rows = Vec::new();
        for name in names {
            let Some(chain) = self.chains.get(name) else {
                continue;
            };
            if network.is_some_and(|wanted| wanted != name) {
                continue;
            }
            for movement in chain.movements() {
                let from_faucet = movement.fee_payer == chain.faucet().address();
                if from_faucet || to.is_some_and(|to| to != movement.to) {
                    continue;
                }
                let index = self.by_hash.get(&(name, movement.tx_hash));
                let transfer = index.and_then(|index| self.transfers.get(*index));
                rows.push(Execution {
                    network: name,
                    movement: movement.clone(),
                    transfer_id: transfer.map(|transfer| transfer.id.clone()),
                    external_id: transfer.and_then(|transfer| transfer.external_id.clone()),
                });
            }
        }
        rows
    }
}
