//! Applying records: the only code that changes the state, run live and at replay alike.

use alloy_consensus::TxEnvelope;
use alloy_eips::eip2718::Decodable2718 as _;
use alloy_primitives::B256;

use super::{
    Inclusion, Plan, Record, Transfer, Wallet, World, happenings::Happening,
    record::TransferCreated,
};
use crate::{
    chains::{self, NetworkRow},
    keys::AccountKey,
};

impl World {
    /// Applies one record.
    ///
    /// # Errors
    ///
    /// A sentence when the record names what does not exist.
    pub(super) fn apply(&mut self, record: &Record) -> Result<(), String> {
        match record {
            Record::WalletCreated { .. } => self.apply_wallet(record),
            Record::WalletChanged { .. } => self.apply_wallet_change(record),
            Record::TransferCreated(created) => self.apply_transfer(created),
            Record::ApprovalDecided {
                id,
                approved,
                at_ms,
            } => self.apply_decision(id, *approved, *at_ms),
            Record::TransferBroadcast { id, raw, at_ms } => self.apply_broadcast(id, raw, *at_ms),
            Record::TransferEnded { id, status, reason } => {
                self.apply_end(id, status, reason.as_deref())
            }
            Record::TransferIncluded {
                id,
                block_number,
                success,
                fee,
            } => {
                let inclusion = Inclusion {
                    block_number: *block_number,
                    success: *success,
                    fee: fee.clone(),
                };
                let (index, _) = self.transfer_mut(id)?;
                self.include(index, inclusion);
                Ok(())
            }
            Record::TransferConfirmed { id, at_ms } => {
                let (index, _) = self.transfer_mut(id)?;
                self.confirm(index, *at_ms);
                Ok(())
            }
            Record::Submitted { network, raw } => self.apply_submission(network, raw),
            Record::Block {
                network,
                transactions,
                at_ms,
            } => self.apply_block(row_of(network)?, transactions, *at_ms),
            Record::Webhook(change) => self.webhooks.apply(change),
            Record::Settings { network, settings } => {
                self.settings
                    .insert(row_of(network)?.name, settings.clone());
                Ok(())
            }
        }
    }

    fn apply_wallet(&mut self, record: &Record) -> Result<(), String> {
        let Record::WalletCreated {
            id,
            key_id,
            network,
            secret,
            name,
            external_id,
            tags,
            at_ms,
        } = record
        else {
            return Err("not a wallet".to_owned());
        };
        let secret: B256 = secret.0.parse().map_err(|_| "unreadable key")?;
        let wallet = Wallet {
            id: id.clone(),
            key_id: key_id.clone(),
            row: row_of(network)?,
            key: AccountKey::from_secret(secret).ok_or("not a key of the curve")?,
            name: name.clone(),
            external_id: external_id.clone(),
            tags: tags.clone(),
            created_ms: *at_ms,
        };
        let index = self.wallets.len();
        self.wallet_index.insert(id.clone(), index);
        self.wallets.push(wallet);
        self.happened.push(Happening::WalletCreated(index));
        Ok(())
    }

    fn apply_wallet_change(&mut self, record: &Record) -> Result<(), String> {
        let Record::WalletChanged {
            id,
            name,
            external_id,
            tags,
        } = record
        else {
            return Err("not a change of a wallet".to_owned());
        };
        let index = *self.wallet_index.get(id).ok_or("no such wallet")?;
        let wallet = self.wallets.get_mut(index).ok_or("no such wallet")?;
        wallet.name.clone_from(name);
        wallet.external_id.clone_from(external_id);
        wallet.tags.clone_from(tags);
        Ok(())
    }

    fn apply_end(&mut self, id: &str, status: &str, reason: Option<&str>) -> Result<(), String> {
        let (index, transfer) = self.transfer_mut(id)?;
        status.clone_into(&mut transfer.status);
        transfer.reason = reason.map(str::to_owned);
        transfer.plan = Plan::Nothing;
        if transfer.inclusion.is_none() {
            // An outside node refused what was signed: it is on no chain.
            transfer.tx_hash = None;
            transfer.broadcasted_ms = None;
        }
        self.open.remove(&index);
        self.happened.push(Happening::TransferMoved(index));
        Ok(())
    }

    fn apply_submission(&mut self, network: &str, raw: &str) -> Result<(), String> {
        let raw = hex::decode(raw).map_err(|error| error.to_string())?;
        let chain = self.chain(row_of(network)?);
        let tx = chain.check(&raw).map_err(|error| error.to_string())?;
        chain.enqueue(tx);
        Ok(())
    }

    fn apply_transfer(&mut self, created: &TransferCreated) -> Result<(), String> {
        let wallet = *self
            .wallet_index
            .get(&created.wallet_id)
            .ok_or("no such wallet")?;
        let index = self.transfers.len();
        let transfer = Transfer {
            id: created.id.clone(),
            wallet,
            external_id: created
                .body
                .get("externalId")
                .and_then(|v| v.as_str())
                .map(str::to_owned),
            body: created.body.clone(),
            user_id: created.user_id.clone(),
            token_id: created.token_id.clone(),
            plan: created.plan.clone(),
            due_ms: created.due_ms,
            confirmations: created.confirmations,
            status: created.status.clone(),
            reason: None,
            approval_id: created.approval_id.clone(),
            tx_hash: None,
            raw: None,
            inclusion: None,
            requested_ms: created.at_ms,
            policy_resolved_ms: None,
            broadcasted_ms: None,
            confirmed_ms: None,
        };
        if let Some(external_id) = &transfer.external_id {
            self.external_ids.insert(external_id.clone(), index);
        }
        self.transfer_index.insert(created.id.clone(), index);
        let is_ended = transfer.is_ended();
        self.happened.push(Happening::TransferRequested(index));
        if is_ended {
            self.happened.push(Happening::TransferMoved(index));
        } else {
            self.open.insert(index);
        }
        self.transfers.push(transfer);
        Ok(())
    }

    fn apply_decision(&mut self, id: &str, approved: bool, at_ms: i64) -> Result<(), String> {
        let index = self.transfer_held_by(id).ok_or("no such approval")?;
        let transfer = self.transfers.get_mut(index).ok_or("no such transfer")?;
        transfer.policy_resolved_ms = Some(at_ms);
        if approved {
            transfer.due_ms = Some(at_ms);
        } else {
            transfer.status = "Rejected".to_owned();
            transfer.reason = Some("Approval was denied.".to_owned());
            transfer.plan = Plan::Nothing;
            self.open.remove(&index);
            self.happened.push(Happening::TransferMoved(index));
        }
        Ok(())
    }

    fn apply_broadcast(&mut self, id: &str, raw: &str, at_ms: i64) -> Result<(), String> {
        let bytes = hex::decode(raw).map_err(|error| error.to_string())?;
        let envelope = TxEnvelope::decode_2718_exact(&bytes).map_err(|error| error.to_string())?;
        let hash = *envelope.tx_hash();
        let (index, _) = self.transfer_mut(id)?;
        let row = self.row_of_transfer(index).ok_or("no such wallet")?;
        if self.is_embedded(row) {
            let chain = self.chain(row);
            let tx = chain.check(&bytes).map_err(|error| error.to_string())?;
            chain.enqueue(tx);
        }
        self.by_hash.insert((row.name, hash), index);
        let (_, transfer) = self.transfer_mut(id)?;
        transfer.status = "Broadcasted".to_owned();
        transfer.tx_hash = Some(hash);
        transfer.raw = Some(raw.to_owned());
        transfer.broadcasted_ms = Some(at_ms);
        self.happened.push(Happening::TransferMoved(index));
        Ok(())
    }

    pub(super) fn transfer_mut(&mut self, id: &str) -> Result<(usize, &mut Transfer), String> {
        let index = *self.transfer_index.get(id).ok_or("no such transfer")?;
        let transfer = self.transfers.get_mut(index).ok_or("no such transfer")?;
        Ok((index, transfer))
    }

    pub(super) fn row_of_transfer(&self, index: usize) -> Option<&'static NetworkRow> {
        let transfer = self.transfers.get(index)?;
        Some(self.wallets.get(transfer.wallet)?.row)
    }
}

fn row_of(network: &str) -> Result<&'static NetworkRow, String> {
    chains::find(network).ok_or_else(|| format!("there is no network {network:?}"))
}
