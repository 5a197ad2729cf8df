//! Who works on a transfer: one task of this process, under one claim of its row.
//!
//! The claim keeps other nodes out while the lease lasts, and its number fences what a task still
//! wants to write after the row went to somebody else, be it to this same process. The set of
//! transfers under way keeps a second task of this process out whatever the clocks say.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::TransferId;
use store::transfers::{Lease, TransferRecord};
use store::{Tx, UnitOfWork};

use super::facts::wallet_ref;
use crate::Bank;
use crate::custody::WalletRef;
use crate::error::{Error, Result};
use crate::units;

/// How long a lease lasts: longer than any one call to custody.
const LEASE: time::Duration = time::Duration::seconds(12);

/// A lease is renewed this often while a call runs.
const RENEW_EVERY: time::Duration = time::Duration::seconds(3);

/// A transfer that this task alone works on, with what is needed to ask custody about it.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) transfer: TransferRecord,
    pub(super) wallet: WalletRef,
    pub(super) lease: Lease,
    /// Held as long as the work.
    pub(super) _under_way: UnderWay,
}

/// The transfers that tasks of this process work on.
#[derive(Debug, Clone, Default)]
pub(super) struct UnderWaySet(Arc<Mutex<HashSet<TransferId>>>);

impl UnderWaySet {
    /// Takes a transfer for one task; `None` while another task of this process works on it.
    pub(super) fn take(&self, id: TransferId) -> Option<UnderWay> {
        self.with(|ids| ids.insert(id)).then(|| UnderWay {
            id,
            set: self.clone(),
        })
    }

    /// Whether a task of this process works on a transfer.
    pub(super) fn has(&self, id: TransferId) -> bool {
        self.with(|ids| ids.contains(&id))
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashSet<TransferId>) -> T) -> T {
        // Valid after a panic as well: each change is one call.
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// That a task of this process works on a transfer; ends when it is dropped.
#[derive(Debug)]
pub(super) struct UnderWay {
    id: TransferId,
    set: UnderWaySet,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.set.with(|ids| ids.remove(&self.id));
    }
}

impl Bank {
    /// Takes the lease of a transfer whose row is locked; `None` while another node works on it.
    pub(super) async fn claim(&self, tx: &mut Tx, under_way: &UnderWay) -> Result<Option<Lease>> {
        Ok(tx.claim_transfer(under_way.id, self.node(), LEASE).await?)
    }

    /// Takes a transfer up to ask custody about it, if `choose` finds something to ask in its
    /// locked row; `None` when not, or while somebody else works on it.
    pub(super) async fn take_up_question<T>(
        &self,
        id: TransferId,
        unit: UnitOfWork,
        choose: impl FnOnce(&TransferRecord) -> Option<T>,
    ) -> Result<Option<(Work, T)>> {
        let Some(under_way) = self.executions().under_way.take(id) else {
            return Ok(None);
        };
        let mut tx = self.store().begin(unit).await?;
        let Some(transfer) = tx.lock_transfer(id).await? else {
            return Ok(None);
        };
        let Some(chosen) = choose(&transfer) else {
            return Ok(None);
        };
        let Some(lease) = self.claim(&mut tx, &under_way).await? else {
            return Ok(None);
        };
        tx.commit().await?;
        let wallet = self
            .store()
            .find_wallet_unscoped(transfer.order.wallet)
            .await?;
        let wallet = wallet
            .as_ref()
            .and_then(wallet_ref)
            .ok_or_else(|| Error::corrupt("a transfer of an unopened wallet"))?;
        let work = Work {
            transfer,
            wallet,
            lease,
            _under_way: under_way,
        };
        Ok(Some((work, chosen)))
    }

    /// Waits for a call as long as the lease is ours. The call does not proceed while the lease is
    /// being renewed, and is dropped when it is lost: after a long standstill of this process
    /// nothing is sent that somebody else has taken over.
    pub(super) async fn while_leased<T>(
        &self,
        work: &Work,
        call: impl Future<Output = T>,
    ) -> Result<Option<T>> {
        let mut call = core::pin::pin!(call);
        loop {
            let renew_at = self.clock().now() + RENEW_EVERY;
            tokio::select! {
                biased;
                () = self.clock().sleep_until(renew_at) => {}
                answer = &mut call => return Ok(Some(answer)),
            }
            if !self.renew_lease(work).await? {
                tracing::warn!(id = %work.transfer.id, "a lease was lost during a call");
                return Ok(None);
            }
        }
    }

    /// Makes the lease last from now on; `false` when it is no longer ours.
    pub(super) async fn renew_lease(&self, work: &Work) -> Result<bool> {
        let mut tx = self.store().begin(units::RENEW_LEASE).await?;
        let ours = tx
            .renew_transfer_lease(work.transfer.id, &work.lease, LEASE)
            .await?;
        tx.commit().await?;
        Ok(ours)
    }

    /// The transfer, locked, if no other claim followed ours. One whose time is over and that nobody
    /// has taken is still ours to write to.
    pub(super) async fn lock_leased(
        &self,
        tx: &mut Tx,
        work: &Work,
    ) -> Result<Option<TransferRecord>> {
        let transfer = tx.lock_transfer(work.transfer.id).await?;
        Ok(transfer.filter(|transfer| {
            let ours = transfer.execution.lease.as_ref() == Some(&work.lease);
            if !ours {
                tracing::warn!(id = %transfer.id, "an answer came after the lease was lost");
            }
            ours
        }))
    }
}
