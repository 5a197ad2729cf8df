//! A transfer of ours as custody tells of it, held against our books. What custody tells is never
//! booked from here: where it is further than we are, it is asked, and its answer is booked as every
//! other one.

use domain::execution::{Comparison, Known, Seen, compare};
use domain::id::{TransferId, WalletId};
use domain::reference::CustodyTransferId;
use domain::transfer::Status;
use store::transfers::TransferRecord;

use super::check::Asked;
use super::execute::Urgency;
use super::likeness::is_ours;
use crate::Bank;
use crate::custody::{CustodyTransfer, WalletRef};
use crate::error::{Error, Result};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Met {
    /// Our books were as far, or further.
    Known,
    /// Custody was asked, and our books are as far now, or an employee looks at it.
    Caught,
    /// Our books are still behind: custody gave no answer, or somebody else is at it.
    Behind,
    /// By our books custody cannot have it so.
    Contradicts,
}

impl Bank {
    /// The transfer of ours that custody tells of by its own id or by the external id.
    pub(crate) async fn transfer_at_custody(
        &self,
        id: &CustodyTransferId,
        external_id: Option<&str>,
    ) -> Result<Option<TransferRecord>> {
        let found = self
            .store()
            .find_transfer_at_custody_unscoped(id, external_id);
        Ok(found.await?)
    }

    /// Holds a transfer that custody has against ours, what was asked for included.
    pub(crate) async fn meet_transfer(
        &self,
        wallet: &WalletRef,
        transfer: &TransferRecord,
        found: &CustodyTransfer,
    ) -> Result<Met> {
        let known_by_another_id = transfer
            .custody
            .id
            .as_ref()
            .is_some_and(|known| *known != found.id);
        if known_by_another_id || !is_ours(found, wallet, &transfer.order) {
            return Ok(Met::Contradicts);
        }
        let seen = Seen {
            state: found.state,
            hash: found.tx_hash,
            replaced: found.replaced,
        };
        self.meet_state(transfer, seen).await
    }

    /// Holds the state of a transfer that custody tells of against ours.
    pub(crate) async fn meet_state(&self, transfer: &TransferRecord, seen: Seen) -> Result<Met> {
        match compare(known(transfer), seen) {
            Comparison::Agrees => return Ok(Met::Known),
            Comparison::Contradicts => return Ok(Met::Contradicts),
            Comparison::Ahead => {}
        }
        self.ask_about(transfer.id).await?;
        let asked = self.store().find_transfer_unscoped(transfer.id).await?;
        let asked = asked.ok_or_else(|| Error::corrupt("a transfer that is gone"))?;
        Ok(match compare(known(&asked), seen) {
            Comparison::Agrees => Met::Caught,
            Comparison::Ahead | Comparison::Contradicts if asked.attention.is_some() => Met::Caught,
            Comparison::Ahead => Met::Behind,
            Comparison::Contradicts => Met::Contradicts,
        })
    }

    /// Asks custody about a transfer that it may have, now. Nothing is ever sent by it.
    pub(super) async fn ask_about(&self, id: TransferId) -> Result<Asked> {
        let known = self.store().find_transfer_unscoped(id).await?;
        match known {
            Some(known) if !known.status.is_with_custody() => Ok(Asked::Needless),
            Some(known) if known.custody.id.is_some() => {
                Box::pin(self.poll(id, Urgency::Now)).await
            }
            Some(known) if known.status == Status::Submitting => Box::pin(self.look_for(id)).await,
            Some(_) | None => Ok(Asked::Needless),
        }
    }

    /// Asks custody about every transfer of a wallet that may have gone out under a hash which we do
    /// not know yet. Whether one is still left.
    pub(crate) async fn ask_about_unhashed(&self, wallet: WalletId) -> Result<bool> {
        for id in self.store().transfers_without_hash(wallet).await? {
            self.ask_about(id).await?;
        }
        Ok(!self
            .store()
            .transfers_without_hash(wallet)
            .await?
            .is_empty())
    }
}

fn known(transfer: &TransferRecord) -> Known {
    Known {
        status: transfer.status,
        hash: transfer.custody.tx_hash,
    }
}
