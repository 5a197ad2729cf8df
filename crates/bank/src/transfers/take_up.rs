//! Taking a transfer up: the one transaction in which it becomes `submitting`, or in which another
//! attempt begins.
//!
//! It locks pause row and wallet, delegation and transfer, in this order, and asks for authority,
//! pause and freeze. Pause, freeze, revocation and approval lock in the same order, so once one of
//! them has answered, nothing of its scope becomes `submitting` any more. The wallet is locked alone
//! where a transfer starts, so that its transfers start in the order in which they were authorised.

use domain::access::{Standing, spendable};
use domain::id::TransferId;
use domain::transfer::{CancelReason, Clearance, Event, Status};
use domain::wallet::{FreezeEffect, Freezer};
use store::Tx;
use store::transfers::{Lease, TransferRecord};
use store::wallets::Wallet;
use time::OffsetDateTime;

use super::book::By;
use super::facts::{holds_of, wallet_ref};
use super::lease::{UnderWay, Work};
use crate::Bank;
use crate::error::{Error, Result};
use crate::units;

/// What came of taking up a transfer.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "made once an attempt and taken apart at once"
)]
pub(super) enum TakenUp {
    /// It is not time, somebody else is at it, or something holds it.
    Nothing,
    /// Another one of the wallet starts first.
    Waits(TransferId),
    /// There is work to do under a lease.
    Task(Work, Task),
}

/// Whether a transfer starts or goes on.
#[derive(Debug)]
enum Start {
    /// It does, under this lease.
    With(Lease),
    /// Another one of the wallet starts first.
    After(TransferId),
    /// Somebody else is at it.
    Not,
}

/// What the executor has to do under a lease.
#[derive(Debug)]
pub(super) enum Task {
    /// Attempt number `n`: send the stored bytes.
    Submit { n: u32, body: Vec<u8> },
    /// Look through custody's list a second time.
    LookUp,
}

impl Bank {
    /// The transaction in which a transfer becomes `submitting`, or another attempt begins. Those of
    /// one wallet start in the order in which they were authorised.
    pub(super) async fn take_up(&self, id: TransferId, under_way: UnderWay) -> Result<TakenUp> {
        let Some(known) = self.store().find_transfer_unscoped(id).await? else {
            return Ok(TakenUp::Nothing);
        };
        let now = self.clock().now();
        if !is_due(&known, now) {
            return Ok(TakenUp::Nothing);
        }
        let body = self.decided_body(&known).await?;
        let mut tx = self.store().begin(units::TAKE_UP_TRANSFER).await?;
        let paused = tx.lock_pause_shared().await?.is_some();
        let wallet = lock_wallet(&mut tx, &known).await?;
        let grant = tx.lock_delegation(wallet.id, known.order.initiator).await?;
        let grant = grant.map(|held| held.grant);
        let Some(mut transfer) = tx.lock_transfer(id).await? else {
            return Ok(TakenUp::Nothing);
        };
        if !is_due(&transfer, now) {
            return Ok(TakenUp::Nothing);
        }
        let at_custody = wallet_ref(&wallet);
        let standing = Standing::of(transfer.order.initiator, false, wallet.owner_id, grant);
        let clearance = if transfer.status == Status::Approved {
            let cleared = self.clear(&mut tx, &mut transfer, (wallet, standing), paused);
            let Some(clearance) = cleared.await? else {
                tx.commit().await?;
                return Ok(TakenUp::Nothing);
            };
            Some(clearance)
        } else {
            None
        };
        let Some(body) = body else {
            self.set_aside_damaged(&mut tx, &transfer, &under_way)
                .await?;
            tx.commit().await?;
            return Ok(TakenUp::Nothing);
        };
        let lease = match self
            .start(&mut tx, &mut transfer, clearance, &under_way)
            .await?
        {
            Start::With(lease) => lease,
            Start::After(earlier) => return Ok(TakenUp::Waits(earlier)),
            Start::Not => return Ok(TakenUp::Nothing),
        };
        self.call_off_damage(&mut tx, &transfer).await?;
        let wallet =
            at_custody.ok_or_else(|| Error::corrupt("a transfer of an unopened wallet"))?;
        let task = self.choose_task(&mut tx, &transfer, body, now).await?;
        tx.commit().await?;
        let work = Work {
            transfer,
            wallet,
            lease,
            _under_way: under_way,
        };
        Ok(TakenUp::Task(work, task))
    }

    /// Takes the lease, if it is the transfer's turn; with a clearance it becomes `submitting`.
    async fn start(
        &self,
        tx: &mut Tx,
        transfer: &mut TransferRecord,
        clearance: Option<Clearance>,
        under_way: &UnderWay,
    ) -> Result<Start> {
        if starts(transfer)
            && let Some(earlier) = tx.transfer_to_start_before(transfer).await?
        {
            return Ok(Start::After(earlier));
        }
        let Some(lease) = self.claim(tx, under_way).await? else {
            return Ok(Start::Not);
        };
        if let Some(clearance) = clearance {
            let event = Event::Submit(clearance);
            self.book(tx, transfer, event, &By::lease(&lease)).await?;
        }
        Ok(Start::With(lease))
    }

    /// Whether a transfer may go to custody now. Without authority, and under the owner's freeze,
    /// it is cancelled; under the pause or the bank's freeze it waits.
    async fn clear(
        &self,
        tx: &mut Tx,
        transfer: &mut TransferRecord,
        (wallet, standing): (Wallet, Standing),
        paused: bool,
    ) -> Result<Option<Clearance>> {
        let holds = holds_of(paused, &wallet, transfer);
        let Ok(wallet) = spendable(standing, wallet) else {
            let event = Event::Cancel(CancelReason::AuthorityGone);
            self.book(tx, transfer, event, &By::bank()).await?;
            return Ok(None);
        };
        if holds.freezes.by_owner && Freezer::Owner.effect() == FreezeEffect::Cancels {
            // It was being sent when the owner froze the wallet, and came back.
            let event = Event::Cancel(CancelReason::WalletFrozen);
            self.book(tx, transfer, event, &By::bank()).await?;
            return Ok(None);
        }
        Ok(Clearance::obtain(&wallet, holds).ok())
    }

    /// A second look at custody's list is due, or another attempt begins.
    async fn choose_task(
        &self,
        tx: &mut Tx,
        transfer: &TransferRecord,
        body: Vec<u8>,
        now: OffsetDateTime,
    ) -> Result<Task> {
        if transfer.status == Status::Submitting && transfer.execution.absent_since.is_some() {
            return Ok(Task::LookUp);
        }
        let n = tx.start_attempt(transfer.id, self.node(), now).await?;
        Ok(Task::Submit { n, body })
    }
}

/// The wallet that pays, locked; alone where a transfer starts, so that no other one of it is just
/// being authorised before this one.
async fn lock_wallet(tx: &mut Tx, transfer: &TransferRecord) -> Result<Wallet> {
    let wallet = transfer.order.wallet;
    let locked = if starts(transfer) {
        tx.lock_wallet_exclusive(wallet).await?
    } else {
        tx.lock_wallet_shared(wallet).await?
    };
    locked.ok_or_else(|| Error::corrupt("a transfer without its wallet"))
}

/// Whether a transfer has not started: one that did and came back waits for no other.
fn starts(transfer: &TransferRecord) -> bool {
    transfer.status == Status::Approved && transfer.times.submitting_at.is_none()
}

/// Whether the executor has something to do for a transfer now.
fn is_due(transfer: &TransferRecord, now: OffsetDateTime) -> bool {
    let owed = match transfer.status {
        Status::Approved => true,
        Status::Submitting => transfer.custody.id.is_none(),
        Status::Pending
        | Status::Broadcasted
        | Status::Confirmed
        | Status::Failed
        | Status::Rejected
        | Status::Cancelled => false,
    };
    // One that is held since a restore waits until somebody releases it, wherever it stands.
    let held = transfer.recovery.held_since.is_some();
    owed && !held && transfer.execution.is_due(now)
}
