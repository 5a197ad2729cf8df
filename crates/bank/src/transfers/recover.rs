//! Booking after a restore what custody has and these books do not: transfers that are further on
//! there than here, and transfers that are unknown here.
//!
//! Custody's record is the only one left of what happened after the backup. What is booked from it
//! was authorised then, by records that are lost; so nothing is judged again, and nothing is sent.

use aws_lc_rs::digest::SHA256_OUTPUT_LEN;
use domain::address::{Destination, EvmAddress};
use domain::asset::{self, Asset};
use domain::execution::FoundAtCustody;
use domain::id::TransferId;
use domain::money::TransferAmount;
use domain::reference::ExternalId;
use domain::transfer::{Event, Status};
use serde_json::json;
use store::Tx;
use store::transfers::{AppliedRule, NewTransfer, Order, Part, TransferRecord};
use store::wallets::Wallet;

use super::book::By;
use super::lease::{UnderWay, Work};
use super::likeness::recognise;
use super::order::body_hash;
use crate::Bank;
use crate::alerts::{Alert, transfer_words};
use crate::audit::Change;
use crate::custody::{CustodyTransfer, TransferIntent, WalletRef};
use crate::error::{Error, Result};
use crate::units;

/// Stands in place of a rule on transfers that were unknown here.
pub(super) const RULE: &str = "recovered";

/// What came of one transfer at custody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadBack {
    /// These books have it; the poller takes it on from where they are.
    Known,
    /// It was booked.
    Booked,
    /// It cannot be booked; an alert says so.
    Alerted,
    /// Somebody is at it just now.
    Later,
}

impl Bank {
    /// Books one transfer that custody has on a wallet of ours. Any number of times is as good as
    /// once.
    pub(crate) async fn read_back(
        &self,
        wallet: &Wallet,
        at_custody: &WalletRef,
        found: &CustodyTransfer,
    ) -> Result<ReadBack> {
        let external_id = found.external_id.as_deref();
        match self.transfer_at_custody(&found.id, external_id).await? {
            Some(known) if known.custody.id.is_some() => Ok(ReadBack::Known),
            Some(known) => match known.status {
                Status::Pending | Status::Approved | Status::Submitting => {
                    self.catch_up(known.id, at_custody, found).await
                }
                Status::Broadcasted | Status::Confirmed | Status::Failed => Ok(ReadBack::Known),
                Status::Rejected | Status::Cancelled => {
                    self.alert(Alert::TransferDiffers, known.id, found).await
                }
            },
            None => match self.order_of(wallet, found) {
                Some(unknown) => self.take_in(unknown, at_custody, found).await,
                None => self.alert(Alert::UnknownTransfer, wallet.id, found).await,
            },
        }
    }

    async fn alert(
        &self,
        alert: Alert,
        subject: impl ToString,
        found: &CustodyTransfer,
    ) -> Result<ReadBack> {
        self.raise(alert, found.id.to_string(), subject, transfer_words(found))
            .await?;
        Ok(ReadBack::Alerted)
    }

    /// Takes a transfer that waits or is owed here to where custody has it.
    async fn catch_up(
        &self,
        id: TransferId,
        wallet: &WalletRef,
        found: &CustodyTransfer,
    ) -> Result<ReadBack> {
        let Some(under_way) = self.executions().under_way.take(id) else {
            return Ok(ReadBack::Later);
        };
        let mut tx = self.store().begin(units::RECOVER_TRANSFER).await?;
        let transfer = tx.lock_transfer(id).await?;
        let transfer = transfer.ok_or_else(|| Error::corrupt("a transfer that is gone"))?;
        let Some(proof) = recognise(found, wallet, &transfer.order) else {
            tx.rollback().await?;
            return self.alert(Alert::TransferDiffers, id, found).await;
        };
        self.follow(tx, (transfer, under_way), (wallet, found), proof)
            .await
    }

    /// Books the steps that lead to custody's state, and that state.
    async fn follow(
        &self,
        mut tx: Tx,
        (mut transfer, under_way): (TransferRecord, UnderWay),
        (wallet, found): (&WalletRef, &CustodyTransfer),
        proof: FoundAtCustody,
    ) -> Result<ReadBack> {
        let Some(lease) = self.claim(&mut tx, &under_way).await? else {
            tx.rollback().await?;
            return Ok(ReadBack::Later);
        };
        tx.note_recovered(transfer.id, self.clock().now()).await?;
        while matches!(transfer.status, Status::Pending | Status::Approved) {
            let event = Event::Find(proof);
            self.book(&mut tx, &mut transfer, event, &By::lease(&lease))
                .await?;
        }
        let work = Work {
            transfer: transfer.clone(),
            wallet: wallet.clone(),
            lease,
            _under_way: under_way,
        };
        let changed = self.conclude(&mut tx, &work, &mut transfer, found).await?;
        tx.commit().await?;
        if changed {
            self.refresh_wallets_of(&transfer.order).await?;
        }
        Ok(ReadBack::Booked)
    }

    /// Stores a transfer that is unknown here, and takes it to where custody has it.
    async fn take_in(
        &self,
        (id, order, body): (TransferId, Order, Vec<u8>),
        wallet: &WalletRef,
        found: &CustodyTransfer,
    ) -> Result<ReadBack> {
        let Some(under_way) = self.executions().under_way.take(id) else {
            return Ok(ReadBack::Later);
        };
        let mut tx = self.store().begin(units::TAKE_IN_TRANSFER).await?;
        tx.lock_pause_shared().await?;
        tx.lock_wallet_exclusive(order.wallet).await?;
        if let Some(known) = tx.find_transfer_by_external_id(&order.external_id).await? {
            // Another node was faster; its row is met the next time.
            tracing::debug!(id = %known.id, "taken in already");
            tx.rollback().await?;
            return Ok(ReadBack::Later);
        }
        let new = NewTransfer {
            id,
            order,
            body,
            rule: AppliedRule {
                kind: RULE.to_owned(),
                threshold: None,
                set_by: None,
            },
            status: Status::Approved,
            at: self.clock().now(),
        };
        tx.insert_transfer(&new).await?;
        let change = Change::new("transfer.taken_in", id).after(json!({
            "wallet": new.order.wallet.to_string(),
            "asset": new.order.asset.to_string(),
            "amount_base_units": new.order.amount.to_string(),
            "to_address": new.order.destination.to_string(),
            "external_id": new.order.external_id.as_str(),
            "status": new.status.as_str(),
        }));
        self.record_for_bank(&mut tx, change).await?;
        let transfer = tx.lock_transfer(id).await?;
        let transfer = transfer.ok_or_else(|| Error::corrupt("a transfer that is gone"))?;
        let Some(proof) = recognise(found, wallet, &transfer.order) else {
            tx.rollback().await?;
            return self
                .alert(Alert::UnknownTransfer, new.order.wallet, found)
                .await;
        };
        self.follow(tx, (transfer, under_way), (wallet, found), proof)
            .await
    }

    /// What was asked for, as far as custody knows; `None` for what this bank cannot have asked
    /// for. Custody does not know by whom, so the owner of the wallet stands for the initiator.
    fn order_of(
        &self,
        wallet: &Wallet,
        found: &CustodyTransfer,
    ) -> Option<(TransferId, Order, Vec<u8>)> {
        let text = found.external_id.as_deref()?;
        let (id, external_id) = self.ids_of(text)?;
        let requested = &found.requested;
        let asset: &'static Asset = match (requested.native?, &requested.contract) {
            (true, _) => asset::native(wallet.network),
            (false, contract) => {
                // Custody may print addresses in its own letter case, which then is no checksum.
                let contract = contract.as_deref()?.to_ascii_lowercase();
                let contract = EvmAddress::parse(&contract).ok()?;
                asset::find_contract(wallet.network, contract)?
            }
        };
        let to = requested.to.to_ascii_lowercase();
        let destination = Destination::parse(&to, asset).ok()?;
        let amount = TransferAmount::try_new(requested.amount?).ok()?;
        let body = self.custody_for_money().render_transfer(&TransferIntent {
            asset: *asset,
            amount,
            destination,
            external_id: external_id.clone(),
        });
        let order = Order {
            wallet: wallet.id,
            wallet_name: wallet.name.clone(),
            initiator: wallet.owner_id,
            initiated_as: Part::Owner,
            asset: asset.id(),
            amount: amount.base_units(),
            destination: destination.address(),
            body_hash: body_hash(&body),
            external_id,
        };
        Some((id, order, body))
    }

    /// The id that a transfer had here, by the external id that it was given: one of the two forms
    /// that this bank gives.
    fn ids_of(&self, text: &str) -> Option<(TransferId, ExternalId)> {
        let external_id = ExternalId::parse(text).ok()?;
        if let Ok(id) = TransferId::parse(text) {
            return Some((id, external_id));
        }
        let is_key = text
            .strip_prefix("k_")
            .is_some_and(|hash| hash.len() == (SHA256_OUTPUT_LEN * 4).div_ceil(3));
        is_key.then(|| (TransferId::from_uuid(self.ids().uuid()), external_id))
    }
}
