//! Reading balances at custody.

use domain::id::WalletId;
use futures::StreamExt;
use futures::stream;
use store::transfers::Order;
use store::wallets::Wallet;
use time::{Duration, OffsetDateTime};

use super::single_flight::{Answer, Reading};
use crate::Bank;
use crate::budget::Priority;
use crate::custody::CallError;
use crate::error::Result;
use crate::wallets::wallet_ref;

/// How often the worker asks for the same wallet while custody gives no answer.
const ASKED_EVERY: Duration = Duration::minutes(1);

/// Wallets of one round of the worker.
const DUE_MAX: u32 = 100;

/// Wallets that the worker reads at the same time.
const AT_ONCE: usize = 8;

impl Bank {
    /// Reads a wallet's balances, or waits for the reading that is under way. `None` when it broke
    /// off. The reading is a task of its own: whoever stops waiting cuts nothing off.
    pub(crate) async fn refresh(&self, wallet: &Wallet, priority: Priority) -> Option<Reading> {
        let (mut answer, _) = self.start_or_join(wallet, priority);
        let reading = answer.wait_for(Option::is_some).await.ok()?;
        *reading
    }

    /// The reading that is under way, or a new one; and whether it is new.
    fn start_or_join(&self, wallet: &Wallet, priority: Priority) -> (Answer, bool) {
        let (answer, flight) = self.refreshes().join(wallet.id);
        let ours = flight.is_some();
        if let Some(flight) = flight {
            let (bank, wallet) = (self.clone(), wallet.clone());
            self.spawn(async move {
                let reading = bank.read_balances(&wallet, priority).await;
                flight.land(reading);
            });
        }
        (answer, ours)
    }

    /// Starts a reading without waiting for it.
    pub(crate) fn refresh_unawaited(&self, wallet: &Wallet) {
        let (bank, wallet) = (self.clone(), wallet.clone());
        self.spawn(async move {
            bank.refresh(&wallet, Priority::Look).await;
        });
    }

    /// Starts readings of the wallets whose balances a transfer changed: its own, and the one that
    /// it went to where that is ours. A reading that is under way may have begun before that, so
    /// it does not count.
    pub(crate) async fn refresh_wallets_of(&self, order: &Order) -> Result<()> {
        let network = order.asset.network();
        let wallets = [
            self.store().find_wallet_unscoped(order.wallet).await?,
            self.store()
                .find_wallet_by_address_unscoped(network, order.destination)
                .await?,
        ];
        for wallet in wallets.into_iter().flatten() {
            let (bank, now) = (self.clone(), self.clock().now());
            self.spawn(async move {
                bank.read_balances_since(&wallet, now).await;
            });
        }
        Ok(())
    }

    /// Reads a wallet's balances after somebody else says that they changed: a message from
    /// custody, or demo money. Answers whether the copy is new now.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn refresh_balances_of(&self, id: WalletId) -> Result<bool> {
        match self.store().find_wallet_unscoped(id).await? {
            Some(wallet) => Ok(self.read_balances_since(&wallet, self.clock().now()).await),
            None => Ok(false),
        }
    }

    /// Makes sure that the copy was read at `moment` or later, before any mere looking; answers
    /// whether that succeeded. A refusal for want of funds rests on nothing older.
    pub(crate) async fn read_balances_since(
        &self,
        wallet: &Wallet,
        moment: OffsetDateTime,
    ) -> bool {
        loop {
            let (mut answer, ours) = self.start_or_join(wallet, Priority::Outcome);
            let reading = answer
                .wait_for(Option::is_some)
                .await
                .ok()
                .and_then(|answer| *answer);
            if reading.is_some_and(|reading| reading.succeeded && reading.asked_at >= moment) {
                return true;
            }
            // Somebody else's reading may have begun too early, or have been held back as one
            // that only looks; our own is the last word.
            if ours {
                return false;
            }
        }
    }

    /// Reads the wallets whose copies are oldest; the worker calls it again and again, and the
    /// call budget decides how far it gets. Answers how many were tried.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn refresh_balances_due(&self, older_than: OffsetDateTime) -> Result<usize> {
        let asked_before = self.clock().now() - ASKED_EVERY;
        let due = self
            .store()
            .balances_due(older_than, asked_before, DUE_MAX)
            .await?;
        let count = due.len();
        stream::iter(due)
            .for_each_concurrent(AT_ONCE, |id| async move {
                // A wallet that cannot be looked up is left for the next round.
                if let Ok(Some(wallet)) = self.store().find_wallet_unscoped(id).await {
                    self.refresh(&wallet, Priority::Look).await;
                }
            })
            .await;
        Ok(count)
    }

    async fn read_balances(&self, wallet: &Wallet, priority: Priority) -> Reading {
        let asked_at = self.clock().now();
        let succeeded = match self.try_read_balances(wallet, priority, asked_at).await {
            Ok(succeeded) => succeeded,
            Err(error) => {
                tracing::error!(wallet = %wallet.id, ?error, "a copy of balances was not written");
                false
            }
        };
        Reading {
            asked_at,
            succeeded,
        }
    }

    async fn try_read_balances(
        &self,
        wallet: &Wallet,
        priority: Priority,
        asked_at: OffsetDateTime,
    ) -> Result<bool> {
        let Some(at_custody) = wallet_ref(wallet) else {
            return Ok(false);
        };
        let custody = match priority {
            Priority::Money | Priority::Outcome => self.custody_for_funds(),
            Priority::Look => self.custody_for_reads(),
        };
        // Held back by ourselves is not held back by custody: the copy does not become stale.
        if !self.budget().allows(priority, 1).await {
            return Ok(false);
        }
        if !self.claim_reading(wallet.id, priority, asked_at).await? {
            return Ok(false);
        }
        let answer = custody.balances(&at_custody).await;
        self.note_question(&answer).await?;
        match answer {
            Ok(balances) => {
                self.write_copy(wallet, asked_at, balances).await?;
                Ok(true)
            }
            Err(CallError::Throttled { .. }) => Ok(false),
            Err(error) => {
                tracing::warn!(wallet = %wallet.id, %error, "balances were not read");
                self.note_failed_reading(wallet.id, asked_at).await?;
                Ok(false)
            }
        }
    }
}
