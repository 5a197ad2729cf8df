//! Bringing an ordered wallet to its address.
//!
//! Custody promises no idempotency when a wallet is created and cannot be asked for our id, so
//! after an answer that was lost its newest wallets are looked through before another one is made.
//! A second empty wallet at custody is harmless. A second address shown to a customer is not:
//! only the holder of the row's lease writes the address, and only once.

use core::time::Duration;

use domain::execution::backoff;
use domain::id::WalletId;
use domain::network::Network;
use futures::StreamExt;
use futures::stream;
use serde_json::json;
use store::wallets::Wallet;

use crate::Bank;
use crate::audit::Change;
use crate::budget::{Priority, SIGNED_CALLS};
use crate::caller::{Actor, RequestContext};
use crate::custody::{CallError, CustodyWallet, Detail, NewWallet};
use crate::error::Result;
use crate::units;

/// Pages of custody's list that are looked through for our id.
const PAGES_MAX: u32 = 10;

/// How long one attempt may take before another node may make one: a call for each page and three
/// for the creation itself, five seconds each at the most. A node that starts takes its own leases
/// back at once.
const LEASE: Duration = Duration::from_secs(90);

/// How long a refusal of custody is left alone: repeating at once would not change its mind.
const AFTER_REFUSAL: Duration = Duration::from_secs(600);

/// How long to wait while custody refuses the bank's credentials, which somebody is mending.
const WHILE_MISCONFIGURED: Duration = Duration::from_secs(30);

/// Openings that are looked up at once.
const DUE_AT_ONCE: u32 = 50;

/// Openings that run at the same time.
const AT_ONCE: usize = 8;

impl Bank {
    /// Takes every wallet whose opening is due one step further; the worker calls it again and
    /// again. Answers how many were due.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn finish_opening_due(&self) -> Result<usize> {
        let due = self.store().openings_due(DUE_AT_ONCE).await?;
        let count = due.len();
        stream::iter(due)
            .for_each_concurrent(AT_ONCE, |id| async move {
                if let Err(error) = self.finish_opening(id).await {
                    tracing::error!(%id, ?error, "opening a wallet was interrupted");
                }
            })
            .await;
        Ok(count)
    }

    /// Makes one attempt at opening a wallet, unless somebody else is at it.
    pub(crate) async fn finish_opening(&self, id: WalletId) -> Result<()> {
        let Some(_way) = self.way_to_custody(Priority::Money, SIGNED_CALLS).await else {
            return Ok(());
        };
        let mut tx = self.store().begin(units::TAKE_UP_OPENING).await?;
        let claimed = tx.claim_opening(id, self.node(), LEASE).await?;
        tx.commit().await?;
        let Some(opening) = claimed else {
            return Ok(());
        };
        let answer = self.wallet_at_custody(&opening).await;
        self.note_question(&answer).await?;
        match answer.and_then(|made| on_network(made, opening.network)) {
            Ok(made) => self.adopt_wallet(&opening, made).await,
            Err(error) => self.postpone_opening(&opening, &error).await,
        }
    }

    /// Takes a wallet that custody was found to have for one that is being opened, unless somebody
    /// else is at it. `false` when ours belongs to another one already.
    pub(crate) async fn open_with(&self, id: WalletId, found: CustodyWallet) -> Result<bool> {
        let mut tx = self.store().begin(units::TAKE_UP_OPENING).await?;
        tx.hasten_opening(id).await?;
        let claimed = tx.claim_opening(id, self.node(), LEASE).await?;
        tx.commit().await?;
        let Some(opening) = claimed else {
            return Ok(true);
        };
        let known = opening.custody_wallet_id.as_ref();
        let is_it = known.is_none_or(|known| *known == found.id);
        match on_network(found, opening.network) {
            Ok(made) if is_it => self.adopt_wallet(&opening, made).await?,
            Ok(_) => {
                let mut tx = self.store().begin(units::POSTPONE_OPENING).await?;
                tx.postpone_opening(id, self.node(), Duration::ZERO).await?;
                tx.commit().await?;
            }
            Err(error) => self.postpone_opening(&opening, &error).await?,
        }
        Ok(is_it)
    }

    /// The wallet at custody that belongs to ours: the known one, the one of an attempt whose
    /// answer was lost, or a new one.
    async fn wallet_at_custody(
        &self,
        opening: &Wallet,
    ) -> core::result::Result<CustodyWallet, CallError> {
        let custody = self.custody_for_money();
        if let Some(known) = &opening.custody_wallet_id {
            return custody.wallet(known).await;
        }
        if opening.open_attempts > 1
            && let Some(found) = custody.find_wallet(&opening.external_id, PAGES_MAX).await?
        {
            return Ok(found);
        }
        custody
            .create_wallet(&NewWallet {
                network: opening.network,
                name: opening.name.clone(),
                external_id: opening.external_id.clone(),
            })
            .await
    }
}

impl Bank {
    /// Books what custody made; the address, once there is one, makes the wallet active.
    async fn adopt_wallet(&self, opening: &Wallet, made: CustodyWallet) -> Result<()> {
        let id = opening.id;
        let Some(address) = made.address else {
            let mut tx = self.store().begin(units::NOTE_CUSTODY_WALLET).await?;
            tx.set_custody_wallet(id, self.node(), &made.id).await?;
            tx.postpone_opening(id, self.node(), backoff(opening.open_attempts))
                .await?;
            tx.commit().await?;
            return Ok(());
        };
        let mut tx = self.store().begin(units::OPEN_WALLET).await?;
        let now = self.clock().now();
        let opened = tx
            .finish_opening(id, self.node(), &made.id, address, now)
            .await?;
        let Some(wallet) = opened else {
            // The lease went to somebody else, who writes the address in our place.
            return Ok(());
        };
        let change =
            Change::new("wallet.opened", id).after(json!({ "address": address.to_string() }));
        self.record(&mut tx, &Actor::Bank, &RequestContext::default(), change)
            .await?;
        self.announce_wallet(&mut tx, "wallet.opened", id);
        tx.commit().await?;
        self.refresh_unawaited(&wallet);
        Ok(())
    }

    /// Gives the lease back and says when to try again.
    async fn postpone_opening(&self, opening: &Wallet, error: &CallError) -> Result<()> {
        let id = opening.id;
        tracing::warn!(%id, %error, attempt = opening.open_attempts, "a wallet is not open yet");
        let wait = match error {
            CallError::NotSent(_)
            | CallError::Throttled { .. }
            | CallError::Unknown(_)
            | CallError::NotFound(_) => backoff(opening.open_attempts),
            CallError::Misconfigured(_) => WHILE_MISCONFIGURED,
            CallError::Refused(_) => AFTER_REFUSAL,
        };
        let mut tx = self.store().begin(units::POSTPONE_OPENING).await?;
        tx.postpone_opening(id, self.node(), wait).await?;
        if matches!(error, CallError::Refused(_)) {
            let change = Change::new("alert.wallet_refused", id)
                .after(json!({ "detail": error.to_string() }));
            self.record(&mut tx, &Actor::Bank, &RequestContext::default(), change)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Refuses a wallet on another network than the one that was asked for.
fn on_network(
    made: CustodyWallet,
    network: Network,
) -> core::result::Result<CustodyWallet, CallError> {
    match made.network {
        Some(other) if other != network => Err(CallError::Refused(Detail(format!(
            "the wallet was made on {other}"
        )))),
        Some(_) | None => Ok(made),
    }
}
