//! Working on the inbox, on any node.

use core::time::Duration;

use domain::execution::{CustodyState, Seen, backoff};
use domain::id::WalletId;
use domain::reference::{CustodyTransferId, TxHash};
use domain::wallet::WalletStatus;
use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};
use store::inbox::{Notice, NoticeKind, NoticeOutcome};
use store::transfers::TransferRecord;
use store::wallets::Wallet;
use uuid::Uuid;

use super::read_movement;
use crate::Bank;
use crate::alerts::{Alert, transfer_words};
use crate::comparison::Compared;
use crate::custody::{CallError, CustodyTransfer, Direction, Movement};
use crate::error::{Error, Result};
use crate::transfers::Met;
use crate::units;
use crate::wallets::wallet_ref;

/// Notices that are looked up at once.
const DUE_AT_ONCE: u32 = 100;

/// Notices that are worked on at the same time.
const AT_ONCE: usize = 8;

/// How long one attempt may take before another node may make one.
const LEASE: Duration = Duration::from_secs(90);

/// After so many attempts the notice is let go: what it was about is asked for anyway, by and by.
const ATTEMPTS_MAX: u32 = 20;

/// So often a wallet that the bank does not know is looked for before it counts as unknown: it may
/// just be opening.
const LOOKS_FOR_WALLET: u32 = 5;

/// What came of one attempt.
enum Worked {
    Ended(NoticeOutcome),
    /// It cannot be ended yet.
    Later,
}

impl Bank {
    /// One round over the inbox: works on every notice that is due. Answers how many were.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn inbox_round(&self) -> Result<usize> {
        if self.store().recovery().await?.is_reading() {
            // What is unknown here after a restore is being booked; what is left then is looked at.
            return Ok(0);
        }
        let due = self.store().notices_due(DUE_AT_ONCE).await?;
        let count = due.len();
        stream::iter(due)
            .for_each_concurrent(AT_ONCE, |id| async move {
                if let Err(error) = self.work_on(id).await {
                    tracing::error!(%id, ?error, "work on a notice was interrupted");
                }
            })
            .await;
        Ok(count)
    }

    /// Works on one notice, unless somebody else is at it.
    async fn work_on(&self, id: Uuid) -> Result<()> {
        let mut tx = self.store().begin(units::TAKE_UP_NOTICE).await?;
        let claimed = tx.claim_notice(id, self.node(), LEASE).await?;
        tx.commit().await?;
        let Some(notice) = claimed else {
            return Ok(());
        };
        self.executions().note_notice_heard(self.clock().now());
        let worked = match notice.kind {
            NoticeKind::Transfer => self.work_on_transfer(&notice).await,
            NoticeKind::Wallet => self.work_on_wallet(&notice).await,
            NoticeKind::Movement => self.work_on_movement(&notice).await,
        };
        let worked = worked.inspect_err(|error| {
            tracing::error!(%id, ?error, "a notice could not be worked on");
        });
        let mut tx = self.store().begin(units::END_NOTICE).await?;
        match worked.unwrap_or(Worked::Later) {
            Worked::Ended(outcome) => {
                let now = self.clock().now();
                tx.finish_notice(id, self.node(), outcome, now).await?;
            }
            Worked::Later if notice.attempts >= ATTEMPTS_MAX => {
                tracing::warn!(%id, "a notice is let go");
                let now = self.clock().now();
                tx.finish_notice(id, self.node(), NoticeOutcome::Done, now)
                    .await?;
            }
            Worked::Later => {
                tx.postpone_notice(id, self.node(), backoff(notice.attempts))
                    .await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    async fn work_on_transfer(&self, notice: &Notice) -> Result<Worked> {
        let id = named(notice)?;
        let id = CustodyTransferId::parse(id).map_err(|_| Error::corrupt("a notice's transfer"))?;
        let external_id = notice.facts.get("external_id").and_then(Value::as_str);
        let ours = self.transfer_at_custody(&id, external_id).await?;
        let Some(ours) = ours else {
            return self.alert_unknown_transfer(notice, &id).await;
        };
        Ok(match self.meet_state(&ours, told(notice)?).await? {
            Met::Known => Worked::Ended(NoticeOutcome::Stale),
            Met::Caught => Worked::Ended(NoticeOutcome::Done),
            Met::Behind => Worked::Later,
            // Custody itself has to say so.
            Met::Contradicts => self.examine(&ours, &id).await?,
        })
    }

    /// Asks custody about a transfer that by our books it cannot have so, and raises an alert if it
    /// has.
    async fn examine(&self, ours: &TransferRecord, id: &CustodyTransferId) -> Result<Worked> {
        let wallet = self.store().find_wallet_unscoped(ours.order.wallet).await?;
        let Some(wallet) = wallet.as_ref().and_then(wallet_ref) else {
            return Err(Error::corrupt("a transfer of an unopened wallet"));
        };
        let Ok(found) = self.custody_for_reads().transfer(&wallet, id).await else {
            return Ok(Worked::Later);
        };
        if self.meet_transfer(&wallet, ours, &found).await? == Met::Contradicts {
            self.raise_differs(ours, &found).await?;
        }
        Ok(Worked::Ended(NoticeOutcome::Done))
    }

    /// A transfer of which the bank knows nothing.
    async fn alert_unknown_transfer(
        &self,
        notice: &Notice,
        id: &CustodyTransferId,
    ) -> Result<Worked> {
        let Some(wallet) = self.wallet_of(notice).await? else {
            return self.alert_unknown_wallet(notice).await;
        };
        let Some(at_custody) = wallet_ref(&wallet) else {
            return Ok(Worked::Later);
        };
        match self.custody_for_reads().transfer(&at_custody, id).await {
            Ok(found) => {
                let what = transfer_words(&found);
                self.raise(Alert::UnknownTransfer, id.to_string(), wallet.id, what)
                    .await?;
                Ok(Worked::Ended(NoticeOutcome::Unknown))
            }
            // Custody knows nothing of it either.
            Err(CallError::NotFound(_)) => Ok(Worked::Ended(NoticeOutcome::Stale)),
            Err(
                CallError::NotSent(_)
                | CallError::Throttled { .. }
                | CallError::Misconfigured(_)
                | CallError::Refused(_)
                | CallError::Unknown(_),
            ) => Ok(Worked::Later),
        }
    }

    async fn work_on_wallet(&self, notice: &Notice) -> Result<Worked> {
        let ours = notice.facts.get("external_id").and_then(Value::as_str);
        let ours = ours.and_then(|text| WalletId::parse(text).ok());
        let ours = match ours {
            Some(id) => self.store().find_wallet_unscoped(id).await?,
            None => None,
        };
        match ours {
            Some(wallet) if wallet.status == WalletStatus::Opening => {
                let mut tx = self.store().begin(units::HASTEN_OPENING).await?;
                let free = tx.hasten_opening(wallet.id).await?;
                tx.commit().await?;
                if free {
                    self.finish_opening(wallet.id).await?;
                }
                Ok(Worked::Ended(NoticeOutcome::Done))
            }
            Some(wallet) if wallet.custody_wallet_id.as_ref() == Some(&notice.custody_wallet) => {
                Ok(Worked::Ended(NoticeOutcome::Stale))
            }
            Some(_) | None => self.alert_unknown_wallet(notice).await,
        }
    }

    /// A wallet of which the bank knows nothing, after a while: it may just be opening.
    async fn alert_unknown_wallet(&self, notice: &Notice) -> Result<Worked> {
        if self.wallet_of(notice).await?.is_some() {
            return Ok(Worked::Ended(NoticeOutcome::Stale));
        }
        if notice.attempts < LOOKS_FOR_WALLET {
            return Ok(Worked::Later);
        }
        let external_id = notice.facts.get("external_id").and_then(Value::as_str);
        self.raise_unknown_wallet(&notice.custody_wallet, external_id)
            .await?;
        Ok(Worked::Ended(NoticeOutcome::Unknown))
    }

    async fn work_on_movement(&self, notice: &Notice) -> Result<Worked> {
        let movement =
            read_movement(&notice.facts).ok_or_else(|| Error::corrupt("a notice's movement"))?;
        let Some(wallet) = self.wallet_of(notice).await? else {
            return self.alert_unknown_wallet(notice).await;
        };
        if notice.attempts == 1 {
            let mut tx = self.store().begin(units::ANNOUNCE_MOVEMENT).await?;
            self.announce_wallet(&mut tx, "wallet.activity", wallet.id);
            tx.commit().await?;
        }
        match movement.direction {
            Direction::In => self.refresh_after(notice, &wallet).await,
            Direction::Out => self.account_for(notice, &wallet, &movement).await,
        }
    }

    /// Makes sure that the copy of balances is newer than the notice.
    async fn refresh_after(&self, notice: &Notice, wallet: &Wallet) -> Result<Worked> {
        let copies = self.store().balance_copies(&[wallet.id]).await?;
        let as_of = copies.get(&wallet.id).and_then(|copy| copy.as_of);
        let is_fresh = as_of.is_some_and(|at| at > notice.received_at)
            || self.read_balances_since(wallet, notice.received_at).await;
        Ok(if is_fresh {
            Worked::Ended(NoticeOutcome::Done)
        } else {
            Worked::Later
        })
    }

    /// Something left a wallet: by a transfer of ours, or else the wallet's lists are compared, which
    /// finds it.
    async fn account_for(
        &self,
        notice: &Notice,
        wallet: &Wallet,
        movement: &Movement,
    ) -> Result<Worked> {
        if self.is_accounted_for(wallet.id, movement).await? {
            return self.refresh_after(notice, wallet).await;
        }
        Ok(match self.compare_wallet(wallet.id).await? {
            Compared::ToTheEnd => Worked::Ended(NoticeOutcome::Done),
            Compared::Postponed => Worked::Later,
        })
    }

    /// Our wallet that a notice concerns.
    async fn wallet_of(&self, notice: &Notice) -> Result<Option<Wallet>> {
        let store = self.store();
        let wallet = store.find_wallet_by_custody_id_unscoped(&notice.custody_wallet);
        Ok(wallet.await?)
    }
}

impl Bank {
    /// Whether what left a wallet is known to be a transfer of ours.
    pub(crate) async fn is_accounted_for(&self, id: WalletId, movement: &Movement) -> Result<bool> {
        let store = self.store();
        if store.has_transfer_with_hash(id, &movement.tx_hash).await? {
            return Ok(true);
        }
        // Custody may have told us of the hash only now.
        self.ask_about_unhashed(id).await?;
        Ok(store.has_transfer_with_hash(id, &movement.tx_hash).await?)
    }

    /// Raises that custody has a transfer of ours otherwise than our books allow.
    pub(crate) async fn raise_differs(
        &self,
        ours: &TransferRecord,
        found: &CustodyTransfer,
    ) -> Result<()> {
        let what = json!({ "ours": ours.status.as_str(), "custody": transfer_words(found) });
        let fact = format!("{}:{}", found.id, found.state.as_str());
        self.raise(Alert::TransferDiffers, fact, ours.id, what)
            .await
    }
}

/// The name of the thing that a notice is about.
fn named(notice: &Notice) -> Result<&str> {
    let (_, name) = notice
        .entity
        .split_once(':')
        .ok_or_else(|| Error::corrupt("a notice's thing"))?;
    Ok(name)
}

/// Where the transfer stood, as the notice tells.
fn told(notice: &Notice) -> Result<Seen> {
    let state =
        CustodyState::parse(&notice.state).ok_or_else(|| Error::corrupt("a notice's state"))?;
    let hash = notice.facts.get("tx_hash").and_then(Value::as_str);
    Ok(Seen {
        state,
        hash: hash.and_then(TxHash::parse),
        replaced: notice.facts.get("replaced").and_then(Value::as_bool) == Some(true),
    })
}
