//! The worker: everything that goes on without anybody asking. Each loop looks for what is due,
//! works on it, and rests; a shutdown waits for what runs.

use domain::id::TransferId;
use futures::future::{FutureExt, Shared};
use futures::stream::{self, StreamExt};
use store::service_state::ServiceFact;
use tokio::sync::watch;

use crate::Bank;
use crate::error::Result;
use crate::units;

/// Rows that one round takes up.
const ROUND: u32 = 50;

/// Transfers that one loop works on at the same time.
const AT_ONCE: usize = 8;

/// How often the executor and the poller look for work.
const TRANSFERS_EVERY: time::Duration = time::Duration::seconds(1);

/// How often wallets that are being opened are taken a step further.
const OPENINGS_EVERY: time::Duration = time::Duration::seconds(2);

/// How often the rest is done.
const HOUSEKEEPING_EVERY: time::Duration = time::Duration::seconds(15);

/// How often what was written to the audit is sealed.
const SEALING_EVERY: time::Duration = time::Duration::seconds(2);

/// How often wallets are looked for whose books are to be compared.
const COMPARISONS_EVERY: time::Duration = time::Duration::seconds(15);

/// How often the inbox is looked at, beside the times when this process receives a notice itself.
const INBOX_EVERY: time::Duration = time::Duration::seconds(1);

/// How long a notice is kept that was worked on: longer than custody repeats one.
const NOTICES_KEPT: time::Duration = time::Duration::days(35);

/// How often a bank that was restored looks for wallets that were not read back yet.
const RECOVERY_EVERY: time::Duration = time::Duration::seconds(2);

/// How often it is written down that the worker runs.
const WORKER_SEEN_EVERY: time::Duration = time::Duration::seconds(5);

/// How old a copy of balances may become before it is read in the background.
const BALANCES_OLDER_THAN: time::Duration = time::Duration::minutes(5);

/// How long events can be read again by a client that was away.
const EVENTS_KEPT: time::Duration = time::Duration::days(2);

/// How long idempotency keys of other things than transfers are remembered at least.
const KEYS_KEPT: time::Duration = time::Duration::hours(48);

impl Bank {
    /// Takes back what earlier runs of this node left behind; to be called once at start, before
    /// anything else works in this process.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn take_back_leases(&self) -> Result<()> {
        let mut tx = self.store().begin(units::TAKE_BACK_LEASES).await?;
        let transfers = tx.take_back_transfer_leases(self.node()).await?;
        let openings = tx.take_back_opening_leases(self.node()).await?;
        let notices = tx.take_back_notice_leases(self.node()).await?;
        let comparisons = tx.take_back_comparison_leases(self.node()).await?;
        tx.commit().await?;
        if transfers + openings + notices + comparisons > 0 {
            tracing::info!(
                transfers,
                openings,
                notices,
                comparisons,
                "took back what an earlier run had begun"
            );
        }
        Ok(())
    }

    /// Works until `stop` is ready, then finishes what runs and returns.
    pub async fn run_worker(&self, stop: impl Future<Output = ()> + Send + 'static) {
        let stop = stop.boxed().shared();
        // In a fixed order, so that a simulated run can be repeated.
        tokio::join!(
            biased;
            self.every(TRANSFERS_EVERY, &stop, || self.submit_round()),
            self.every(TRANSFERS_EVERY, &stop, || self.poll_round()),
            self.every(OPENINGS_EVERY, &stop, || async {
                self.finish_opening_due().await.map(drop)
            }),
            self.every(HOUSEKEEPING_EVERY, &stop, || self.keep_house()),
            self.every(SEALING_EVERY, &stop, || self.seal_round()),
            self.every(RECOVERY_EVERY, &stop, || self.recovery_round()),
            self.every(COMPARISONS_EVERY, &stop, || async {
                self.compare_round().await.map(drop)
            }),
            self.work_on_inbox(&stop),
        );
        self.finish_running().await;
    }

    /// Waits for everything that requests have started for transfers and openings, and gives back
    /// what this process has left of the call budget.
    pub async fn finish_running(&self) {
        self.executions().idle().await;
        if let Err(error) = self.budget().give_back().await {
            tracing::warn!(?error, "calls were not given back to the budget");
        }
    }

    /// One round of the executor: asks a custody that did not let us in, and hands over what is
    /// owed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn submit_round(&self) -> Result<()> {
        self.note_worker_seen().await?;
        self.probe_if_due().await?;
        if self.custody_is_misconfigured().await? {
            return Ok(());
        }
        self.go_on_if_reopened().await?;
        let due = self
            .store()
            .transfers_to_submit(self.clock().now(), ROUND)
            .await?;
        if due.is_empty() {
            self.try_custody().await?;
        }
        self.for_each(due, |bank, id| async move { bank.execute_logged(id).await })
            .await;
        Ok(())
    }

    /// One round of the poller: asks how transfers that custody has go on.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn poll_round(&self) -> Result<()> {
        let due = self
            .store()
            .transfers_to_poll(self.clock().now(), ROUND)
            .await?;
        self.for_each(due, |bank, id| async move { bank.poll_due(id).await })
            .await;
        Ok(())
    }

    /// One round of what has no hurry: balances in the background, exchange rates, and forgetting.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn keep_house(&self) -> Result<()> {
        self.mark_undecided().await?;
        self.hear_of_notices().await?;
        self.refresh_rates_if_due().await?;
        self.refresh_balances_due(self.clock().now() - BALANCES_OLDER_THAN)
            .await?;
        let now = self.clock().now();
        let mut tx = self.store().begin(units::KEEP_HOUSE).await?;
        tx.purge_events(now - EVENTS_KEPT).await?;
        tx.purge_keys(now - KEYS_KEPT).await?;
        tx.purge_notices(now - NOTICES_KEPT).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Looks whether other nodes have heard of custody, so that all ask it less often.
    async fn hear_of_notices(&self) -> Result<()> {
        let received = self.store().service_state(ServiceFact::NoticeReceived);
        if let Some(received) = received.await? {
            self.executions().note_notice_heard(received.at);
        }
        Ok(())
    }

    async fn note_worker_seen(&self) -> Result<()> {
        let now = self.clock().now();
        if !self.executions().note_worker_due(now, WORKER_SEEN_EVERY) {
            return Ok(());
        }
        let mut tx = self.store().begin(units::NOTE_WORKER).await?;
        tx.note_service_state(ServiceFact::WorkerSeen, now, &self.node().name)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn for_each<F, Fut>(&self, due: Vec<TransferId>, work: F)
    where
        F: Fn(Self, TransferId) -> Fut,
        Fut: Future<Output = ()>,
    {
        stream::iter(due)
            .for_each_concurrent(AT_ONCE, |id| work(self.clone(), id))
            .await;
    }

    /// Works on notices as they come in.
    async fn work_on_inbox<S: Future<Output = ()>>(&self, stop: &Shared<S>) {
        let wake = self.executions().listen_for_notices();
        let round = || async { self.inbox_round().await.map(drop) };
        self.every_or_when(INBOX_EVERY, wake, stop, round).await;
    }

    /// Repeats `round` until `stop`; a round that fails is logged and tried again.
    async fn every<S, F, Fut>(&self, pause: time::Duration, stop: &Shared<S>, round: F)
    where
        S: Future<Output = ()>,
        F: Fn() -> Fut,
        Fut: Future<Output = Result<()>>,
    {
        let wake = self.executions().listen();
        self.every_or_when(pause, wake, stop, round).await;
    }

    /// As [`Bank::every`], and at once when `wake` changes.
    async fn every_or_when<S, F, Fut>(
        &self,
        pause: time::Duration,
        mut wake: watch::Receiver<()>,
        stop: &Shared<S>,
        round: F,
    ) where
        S: Future<Output = ()>,
        F: Fn() -> Fut,
        Fut: Future<Output = Result<()>>,
    {
        loop {
            wake.mark_unchanged();
            if let Err(error) = round().await {
                tracing::error!(?error, "a round of the worker failed");
            }
            let next = self.clock().now() + pause;
            tokio::select! {
                biased;
                () = stop.clone() => return,
                // The sender lives in `self`, so waiting cannot fail.
                _ = wake.changed() => {}
                () = self.clock().sleep_until(next) => {}
            }
        }
    }
}
