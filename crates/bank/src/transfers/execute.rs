//! The executor: one run takes what is owed one step further.
//!
//! A run begins with one transaction that locks pause row and wallet (shared), delegation and
//! transfer, in this order, asks for authority, pause and freeze, and writes `submitting` with the
//! attempt and a lease. Only after its commit is custody called. Pause, freeze, revocation and
//! approval lock in the same order, so once one of them has answered, nothing of its scope becomes
//! `submitting` any more.

use core::time::Duration;

use domain::access::{Standing, spendable};
use domain::id::TransferId;
use domain::transfer::{CancelReason, Clearance, Event, Status};
use domain::wallet::{FreezeEffect, Freezer};
use store::Tx;
use store::transfers::TransferRecord;
use store::wallets::Wallet;
use time::OffsetDateTime;

use super::book::By;
use super::facts::{holds_of, wallet_ref};
use super::lease::{UnderWay, Work};
use super::order::body_hash;
use crate::Bank;
use crate::clock::within;
use crate::error::{Error, Result};
use crate::tasks::Ended;
use crate::units;

/// How long a request waits for its transfer to get on its way.
const WAIT_FOR_CHANGE: Duration = Duration::from_secs(3);

/// When a transfer is looked after that custody accepted and did not send at once.
const LOOK_AFTER: [time::Duration; 3] = [
    time::Duration::milliseconds(400),
    time::Duration::milliseconds(1_000),
    time::Duration::milliseconds(1_000),
];

/// What the executor has to do under a lease.
#[derive(Debug)]
enum Task {
    /// Attempt number `n`: send the stored bytes.
    Submit { n: u32, body: Vec<u8> },
    /// Look through custody's list a second time.
    LookUp,
}

impl Bank {
    /// Starts the executor for one transfer as a task of its own: a client that hangs up, or a
    /// wait that comes to its end, cuts nothing off.
    fn spawn_execution(&self, id: TransferId) -> Ended {
        let bank = self.clone();
        let running = self.executions().begin();
        self.spawn(async move {
            bank.execute_logged(id).await;
            bank.look_after(id).await;
            drop(running);
        })
    }

    /// Starts the executor for one transfer and waits a little for what becomes of it.
    pub(super) async fn execute_and_wait(&self, id: TransferId) {
        let work = self.spawn_execution(id);
        // How far it got is read from the row.
        let _ = within(self.clock(), WAIT_FOR_CHANGE, work.wait()).await;
    }

    /// Runs the executor for one transfer; a fault is logged, the row is met again later.
    pub(crate) async fn execute_logged(&self, id: TransferId) {
        // Never closed, so this waits for a seat and cannot fail.
        let _seat = self.executions().seats.acquire().await;
        if let Err(error) = self.execute(id).await {
            tracing::error!(%id, ?error, "handing over a transfer was interrupted");
        }
    }

    /// Takes a transfer that is owed to custody one step further, if it is time and nobody else is
    /// at it. Safe to call at any time, any number of times.
    pub(crate) async fn execute(&self, id: TransferId) -> Result<()> {
        if self.custody_is_misconfigured().await? {
            return Ok(());
        }
        let Some(under_way) = self.executions().under_way.take(id) else {
            return Ok(());
        };
        let Some((work, task)) = self.take_up(id, under_way).await? else {
            return Ok(());
        };
        match task {
            Task::Submit { n, body } => self.hand_over(&work, n, &body).await,
            Task::LookUp => self.look_up(&work).await,
        }
    }

    /// Asks a few times after a transfer that custody accepted without sending it at once, so that
    /// whoever waits for the request usually sees it on its way.
    async fn look_after(&self, id: TransferId) {
        for pause in LOOK_AFTER {
            let known = self.store().find_transfer_unscoped(id).await;
            let waits = known.ok().flatten().is_some_and(|transfer| {
                transfer.status == Status::Submitting
                    && transfer.custody.id.is_some()
                    && transfer.attention.is_none()
            });
            if !waits {
                return;
            }
            self.clock().sleep_until(self.clock().now() + pause).await;
            self.poll_logged(id, Urgency::Now).await;
        }
    }

    /// The transaction in which a transfer becomes `submitting`, or another attempt begins.
    async fn take_up(&self, id: TransferId, under_way: UnderWay) -> Result<Option<(Work, Task)>> {
        let Some(known) = self.store().find_transfer_unscoped(id).await? else {
            return Ok(None);
        };
        let now = self.clock().now();
        if !is_due(&known, now) {
            return Ok(None);
        }
        let body = self.decided_body(&known).await?;
        let mut tx = self.store().begin(units::TAKE_UP_TRANSFER).await?;
        let paused = tx.lock_pause_shared().await?.is_some();
        let wallet = tx
            .lock_wallet_shared(known.order.wallet)
            .await?
            .ok_or_else(|| Error::corrupt("a transfer without its wallet"))?;
        let grant = tx.lock_delegation(wallet.id, known.order.initiator).await?;
        let grant = grant.map(|held| held.grant);
        let Some(mut transfer) = tx.lock_transfer(id).await? else {
            return Ok(None);
        };
        if !is_due(&transfer, now) {
            return Ok(None);
        }
        let at_custody = wallet_ref(&wallet);
        let lease = if transfer.status == Status::Approved {
            let standing = Standing::of(transfer.order.initiator, false, wallet.owner_id, grant);
            let cleared = self
                .clear(&mut tx, &mut transfer, (wallet, standing), paused)
                .await?;
            let Some(clearance) = cleared else {
                tx.commit().await?;
                return Ok(None);
            };
            let Some(lease) = self.claim(&mut tx, &under_way).await? else {
                return Ok(None);
            };
            let event = Event::Submit(clearance);
            self.book(&mut tx, &mut transfer, event, &By::lease(&lease))
                .await?;
            lease
        } else {
            let Some(lease) = self.claim(&mut tx, &under_way).await? else {
                return Ok(None);
            };
            lease
        };
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
        Ok(Some((work, task)))
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

    /// The stored bytes, which are sent as they were decided on or not at all.
    async fn decided_body(&self, transfer: &TransferRecord) -> Result<Vec<u8>> {
        let body = self.store().transfer_body(transfer.id).await?;
        if body_hash(&body) != transfer.order.body_hash {
            return Err(Error::corrupt(
                "a stored body that is not what was decided on",
            ));
        }
        Ok(body)
    }
}

/// How soon a transfer is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    /// When its time has come.
    WhenDue,
    /// At once, for somebody who waits.
    Now,
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
    owed && !held
        && transfer
            .execution
            .next_attempt_at
            .is_none_or(|at| at <= now)
}
