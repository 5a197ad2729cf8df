//! Balances: a local copy with the time of its reading, so that a page never waits for custody
//! when a copy exists.

mod copy;
mod holdings;
mod refresh;
mod single_flight;

use core::time::Duration;
use std::collections::HashMap;

use domain::id::WalletId;
use futures::future::join_all;
use store::wallets::Wallet;

use crate::Bank;
use crate::budget::Priority;
use crate::clock::within;
use crate::error::Result;
use crate::wallets::view::Holdings;

pub(crate) use single_flight::Refreshes;

/// How long a page waits for balances of which there is no copy at all.
const WAIT_FOR_FIRST_COPY: Duration = Duration::from_secs(4);

/// A copy older than this is read anew behind the page's back.
const FRESH_FOR: time::Duration = time::Duration::seconds(30);

/// How often a wallet may be read anew on a reader's wish.
const REFRESH_EVERY: time::Duration = time::Duration::seconds(10);

/// How new the balances have to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The copy there is.
    LastKnown,
    /// A new reading, if the last one is long enough ago.
    Newer,
}

impl Bank {
    /// What is in each of these wallets. Copies that are missing are read in parallel, and so are
    /// those that are wanted newer; copies that became old are read anew after the answer.
    pub(crate) async fn holdings(
        &self,
        wallets: &[Wallet],
        wanted: Wanted,
    ) -> Result<HashMap<WalletId, Holdings>> {
        let ids: Vec<WalletId> = wallets.iter().map(|wallet| wallet.id).collect();
        // A reading that ends before the copies are read is in them; one that begins before is
        // found after.
        let mut running = self.refreshes().running(&ids);
        let copies = self.store().balance_copies(&ids).await?;
        running.extend(self.refreshes().running(&ids));
        let now = self.clock().now();
        let mut copies_are_late = false;
        let mut awaited = Vec::new();
        for wallet in wallets
            .iter()
            .filter(|wallet| wallet.custody_wallet_id.is_some())
        {
            let copy = copies.get(&wallet.id);
            let tried_at = copy.and_then(|copy| copy.asked_at.max(copy.as_of));
            let tried_within = |span| tried_at.is_some_and(|at| now - at < span);
            let missing = copy.is_none_or(|copy| copy.as_of.is_none());
            // A reading that is under way is waited for, however lately it was begun.
            let may_ask = !tried_within(REFRESH_EVERY) || running.contains(&wallet.id);
            if may_ask && (missing || wanted == Wanted::Newer) {
                awaited.push(self.refresh(wallet, Priority::Look));
                copies_are_late = true;
            } else if missing && tried_within(REFRESH_EVERY) {
                // It may have begun and ended while the copies were read.
                copies_are_late = true;
            } else if !tried_within(FRESH_FOR) {
                self.refresh_unawaited(wallet);
            }
        }
        let copies = if copies_are_late {
            // Out of time is no error: the page then shows what there is.
            let _ = within(self.clock(), WAIT_FOR_FIRST_COPY, join_all(awaited)).await;
            self.store().balance_copies(&ids).await?
        } else {
            copies
        };
        let prices = self.prices().await?;
        Ok(wallets
            .iter()
            .filter_map(|wallet| Some((wallet, copies.get(&wallet.id)?)))
            .map(|(wallet, copy)| (wallet.id, self.holdings_of(wallet, copy, &prices)))
            .collect())
    }
}
