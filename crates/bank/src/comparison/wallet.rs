//! One wallet: custody's transfers and movements, from the newest down to what was compared before.

use core::time::Duration;
use std::collections::HashSet;

use domain::id::WalletId;
use domain::reference::TxHash;
use serde_json::json;
use store::comparisons::Marks;
use store::wallets::Wallet;

use crate::Bank;
use crate::alerts::{Alert, movement_words, transfer_words};
use crate::custody::{
    CallError, CustodyTransfer, Direction, HistoryRequest, Movement, PageRequest, WalletRef,
};
use crate::error::{Error, Result};
use crate::transfers::Met;
use crate::units;
use crate::wallets::wallet_ref;

/// How long one comparison may take before another node may begin one.
const LEASE: Duration = Duration::from_secs(300);

/// When a comparison that broke off is begun again.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// Rows of one page.
const PAGE_ROWS: u32 = 100;

/// Pages that are read at most: far more than a wallet has, but an end to a list that never ends.
const PAGES_MAX: u32 = 500;

/// How far a comparison came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    /// Everything is accounted for, or stands in an alert.
    ToTheEnd,
    /// It is begun again later: custody gave no answer, or somebody else is at it.
    Postponed,
}

/// Why a comparison stops before its end.
enum Stop {
    /// Later it may go on.
    Later,
    /// Custody does not know the wallet.
    Missing,
    /// Something broke on our side.
    Broken(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

impl From<CallError> for Stop {
    fn from(error: CallError) -> Self {
        match error {
            CallError::NotFound(_) => Self::Missing,
            CallError::NotSent(_)
            | CallError::Throttled { .. }
            | CallError::Misconfigured(_)
            | CallError::Refused(_)
            | CallError::Unknown(_) => {
                tracing::debug!(%error, "a comparison breaks off");
                Self::Later
            }
        }
    }
}

impl Bank {
    /// Compares one wallet, unless another node is at it.
    pub(crate) async fn compare_wallet(&self, id: WalletId) -> Result<Compared> {
        let Some(wallet) = self.store().find_wallet_unscoped(id).await? else {
            return Ok(Compared::Postponed);
        };
        let Some(at_custody) = wallet_ref(&wallet) else {
            return Ok(Compared::Postponed);
        };
        let mut tx = self.store().begin(units::TAKE_UP_COMPARISON).await?;
        let claimed = tx.claim_comparison(id, self.node(), LEASE).await?;
        tx.commit().await?;
        let Some(marks) = claimed else {
            return Ok(Compared::Postponed);
        };
        let began = self.clock().now();
        let outcome = self.compare_lists(&wallet, &at_custody, &marks).await;
        let (compared, marks) = match outcome {
            Ok(marks) => (true, marks),
            Err(Stop::Missing) => {
                let what = json!({ "network": wallet.network.as_str() });
                self.raise(Alert::WalletMissing, id.to_string(), id, what)
                    .await?;
                (true, marks)
            }
            Err(Stop::Later) => (false, marks),
            Err(Stop::Broken(error)) => {
                tracing::error!(%id, ?error, "a comparison broke");
                (false, marks)
            }
        };
        let mut tx = self.store().begin(units::END_COMPARISON).await?;
        let node = self.node();
        if compared {
            tx.finish_comparison(id, node, &marks, began).await?;
        } else {
            tx.postpone_comparison(id, node, AGAIN_AFTER).await?;
        }
        tx.commit().await?;
        Ok(if compared {
            Compared::ToTheEnd
        } else {
            Compared::Postponed
        })
    }

    async fn compare_lists(
        &self,
        wallet: &Wallet,
        at_custody: &WalletRef,
        marks: &Marks,
    ) -> Result<Marks, Stop> {
        let mut reached = marks.clone();
        // Transfers first: a hash that custody only told of now accounts for a movement.
        let ours = self
            .compare_transfers(wallet, at_custody, &mut reached)
            .await?;
        self.compare_history(wallet, at_custody, (&ours, &mut reached))
            .await?;
        Ok(reached)
    }

    /// Holds custody's transfers against ours; the hashes of those that are ours.
    async fn compare_transfers(
        &self,
        wallet: &Wallet,
        at_custody: &WalletRef,
        marks: &mut Marks,
    ) -> Result<HashSet<TxHash>, Stop> {
        let known = marks.transfer.clone();
        let mut ours = HashSet::new();
        let mut page = first_page();
        let mut newest = None;
        for _ in 0..PAGES_MAX {
            let answer = self
                .custody_for_reads()
                .transfers(at_custody, &page)
                .await?;
            for found in answer.items {
                if known.as_ref() == Some(&found.id) {
                    marks.transfer = newest.or(known);
                    return Ok(ours);
                }
                newest.get_or_insert_with(|| found.id.clone());
                if self.compare_transfer(wallet, at_custody, &found).await? {
                    ours.extend(found.tx_hash);
                }
            }
            let Some(next) = answer.next else {
                marks.transfer = newest.or(known);
                return Ok(ours);
            };
            page.cursor = Some(next);
        }
        Err(Stop::Later)
    }

    /// Holds one of custody's transfers against ours. Whether it is ours, and as we know it.
    async fn compare_transfer(
        &self,
        wallet: &Wallet,
        at_custody: &WalletRef,
        found: &CustodyTransfer,
    ) -> Result<bool, Stop> {
        let external_id = found.external_id.as_deref();
        let Some(ours) = self.transfer_at_custody(&found.id, external_id).await? else {
            let what = transfer_words(found);
            self.raise(
                Alert::UnknownTransfer,
                found.id.to_string(),
                wallet.id,
                what,
            )
            .await?;
            return Ok(false);
        };
        match self.meet_transfer(at_custody, &ours, found).await? {
            // One that we are behind with is ours and on its way: the poller asks again.
            Met::Known | Met::Caught | Met::Behind => Ok(true),
            Met::Contradicts => {
                self.raise_differs(&ours, found).await?;
                Ok(false)
            }
        }
    }

    /// Holds what left the wallet against our transfers.
    async fn compare_history(
        &self,
        wallet: &Wallet,
        at_custody: &WalletRef,
        (ours, marks): (&HashSet<TxHash>, &mut Marks),
    ) -> Result<(), Stop> {
        let mut request = HistoryRequest {
            direction: Some(Direction::Out),
            page: first_page(),
        };
        let mut highest = marks.block;
        for _ in 0..PAGES_MAX {
            let answer = self
                .custody_for_reads()
                .history(at_custody, &request)
                .await?;
            for movement in answer.items {
                // The block of the mark is compared again: it may have more than was there.
                if marks.block.is_some_and(|mark| movement.block < mark) {
                    marks.block = highest;
                    return Ok(());
                }
                highest = highest.max(Some(movement.block));
                if !ours.contains(&movement.tx_hash) {
                    self.compare_outgoing(wallet, &movement).await?;
                }
            }
            let Some(next) = answer.next else {
                marks.block = highest;
                return Ok(());
            };
            request.page.cursor = Some(next);
        }
        Err(Stop::Later)
    }

    async fn compare_outgoing(&self, wallet: &Wallet, movement: &Movement) -> Result<(), Stop> {
        if self.is_accounted_for(wallet.id, movement).await? {
            return Ok(());
        }
        if self.ask_about_unhashed(wallet.id).await? {
            // It may be one of those, of which custody tells no hash yet.
            return Err(Stop::Later);
        }
        let fact = format!(
            "{}:{}:{}:{}",
            wallet.id,
            movement.tx_hash,
            movement
                .contract
                .map_or_else(|| "native".to_owned(), |contract| contract.to_string()),
            movement.amount,
        );
        let what = movement_words(movement);
        Ok(self
            .raise(Alert::UnauthorisedOutgoing, fact, wallet.id, what)
            .await?)
    }
}

fn first_page() -> PageRequest {
    PageRequest {
        limit: PAGE_ROWS,
        cursor: None,
    }
}
