//! Comparing our books with custody's: every wallet's transfers and movements there are held against
//! what the bank knows, and what by our books cannot be is raised as an alert. Nothing is ever sent
//! by it, and a transfer of ours is booked by asking custody about it, as always.
//!
//! Transfers on their way are asked about by `transfers::reconcile` far more often.

mod orphans;
mod wallet;

use futures::StreamExt;
use futures::stream;
use store::service_state::ServiceFact;
use time::{Duration, OffsetDateTime};

use crate::Bank;
use crate::error::Result;
use crate::units;

pub(crate) use wallet::Compared;

/// How often each wallet is compared.
const EVERY: Duration = Duration::minutes(15);

/// The same while custody tells of what happens by itself.
const EVERY_WITH_NOTICES: Duration = Duration::minutes(60);

/// Wallets that are compared at the same time.
const AT_ONCE: usize = 4;

/// Calls of a minute's budget for each wallet of a round. A comparison takes two calls or so and
/// there are four rounds a minute, so they take a sixth of the budget at most.
const CALLS_PER_WALLET: u32 = 50;

impl Bank {
    /// One round: compares the wallets whose turn it is, and looks for wallets that the bank does
    /// not know. Every wallet is compared after a start, and then again and again; how fast that
    /// goes follows from the call budget. Answers how many wallets were due.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn compare_round(&self) -> Result<usize> {
        if self.store().recovery().await?.is_reading() {
            // What is unknown here after a restore is being booked; what is left then is compared.
            return Ok(0);
        }
        let now = self.clock().now();
        let every = if self.notices_flow(now) {
            EVERY_WITH_NOTICES
        } else {
            EVERY
        };
        let before = self.executions().started_at(now).max(now - every);
        let at_once = (self.settings().custody_calls_per_minute / CALLS_PER_WALLET).max(1);
        let due = self.store().comparisons_due(before, at_once).await?;
        let count = due.len();
        stream::iter(due)
            .for_each_concurrent(AT_ONCE, |id| async move {
                if let Err(error) = self.compare_wallet(id).await {
                    tracing::error!(%id, ?error, "comparing a wallet was interrupted");
                }
            })
            .await;
        self.seek_orphans_if_due(now).await?;
        if count > 0
            || self
                .store()
                .service_state(ServiceFact::BooksCompared)
                .await?
                .is_none()
        {
            self.note_compared().await?;
        }
        Ok(count)
    }

    /// Whether custody tells the bank of what happens by itself.
    pub(crate) fn notices_flow(&self, now: OffsetDateTime) -> bool {
        self.executions().notices_flow(now)
    }

    /// Writes down since when every wallet was compared.
    async fn note_compared(&self) -> Result<()> {
        let now = self.clock().now();
        let Some(since) = self.store().all_compared_since(now).await? else {
            return Ok(());
        };
        let mut tx = self.store().begin(units::NOTE_COMPARED).await?;
        tx.note_service_state(ServiceFact::BooksCompared, since, &self.node().name)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
