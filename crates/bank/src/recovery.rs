//! Recovery: what a bank does that was restored from a backup.
//!
//! It starts paused. What it knows is older than what happened: transfers may have been sent,
//! cancelled or rejected since, grants revoked, wallets frozen. Custody's own record is read back
//! wallet by wallet and booked; the rest nobody can know, so that people look through what may be
//! out of date before one of them lets the bank go on. Transfers that were not with custody by the
//! backup stay held after that too, until somebody releases or withdraws each.

mod view;

use domain::name::Comment;
use futures::stream::{self, StreamExt as _};
use serde_json::json;
use store::audit::AuditFilter;
use store::pause::Pause;
use store::wallets::Wallet;
use store::{Page, Tx};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use crate::Bank;
use crate::alerts::Alert;
use crate::audit::Change;
use crate::caller::{Actor, Caller, RequestContext};
use crate::custody::{CallError, PageRequest, WalletRef};
use crate::error::{Error, Refusal, Result};
use crate::transfers::ReadBack;
use crate::units;

pub use view::{GrantAtRisk, Recovery, RecoveryCounts, RecoveryView, WalletAtRisk};

/// Wallets that one round takes up.
const ROUND: u32 = 50;

/// Wallets that are read back at the same time.
const AT_ONCE: usize = 4;

/// Rows of a page of custody's list.
const PAGE: u32 = 100;

impl Bank {
    /// Begins a recovery if the database is a backup on which no bank was started yet; to be called
    /// at start, before anything else works. Whether it did.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn begin_recovery_of_backup(&self) -> Result<bool> {
        let mut tx = self.store().begin(units::BEGIN_RECOVERY).await?;
        let before = tx.lock_pause_exclusive().await?;
        let recovery = tx.lock_recovery().await?;
        if !recovery.is_fresh_backup() {
            tx.rollback().await?;
            return Ok(false);
        }
        self.begin_recovery(tx, &Actor::Bank, before, recovery)
            .await?;
        Ok(true)
    }

    /// Begins a recovery because the operator says that the database was restored by other means.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn begin_recovery_as_operator(&self) -> Result<()> {
        let mut tx = self.store().begin(units::BEGIN_RECOVERY).await?;
        let before = tx.lock_pause_exclusive().await?;
        tx.mark_as_backup(self.clock().now()).await?;
        let recovery = tx.lock_recovery().await?;
        self.begin_recovery(tx, &Actor::Operator, before, recovery)
            .await
    }

    async fn begin_recovery(
        &self,
        mut tx: Tx,
        actor: &Actor,
        before: Option<Pause>,
        recovery: Recovery,
    ) -> Result<()> {
        let now = self.clock().now();
        tx.begin_recovery(now).await?;
        let held = tx.hold_open_transfers(now).await?;
        let reason = match recovery.backup_at {
            Some(at) => format!("Restored from a backup of {}.", in_words(at)),
            None => "Restored from a backup.".to_owned(),
        };
        let reason = Comment::parse(&reason).map_err(|error| Error::corrupt(error.to_string()))?;
        let backup_at = recovery.backup_at.map(at_utc);
        let change = Change::new("recovery.began", "bank").after(json!({
            "backup_at": backup_at, "held_transfers": held,
        }));
        self.record(&mut tx, actor, &RequestContext::default(), change)
            .await?;
        let request = RequestContext::default();
        // The bank itself pauses, whoever said that it was restored: only the recovery lifts it.
        self.change_pause(
            &mut tx,
            (&Actor::Bank, &request),
            before,
            Some(Some(reason)),
        )
        .await?;
        tx.commit().await?;
        tracing::warn!(
            held,
            backup_at,
            "restored from a backup: the bank is paused"
        );
        Ok(())
    }

    /// Where the recovery stands, if there is one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn recovery_state(&self) -> Result<Option<Recovery>> {
        let recovery = self.store().recovery().await?;
        Ok(recovery.restored_at.is_some().then_some(recovery))
    }

    /// The number that the audit gave to the latest recovery: of what was written after the backup,
    /// rows with this number or a higher one were lost.
    ///
    /// # Errors
    /// If the database fails; [`Refusal::NotRecovering`] when there never was a recovery.
    pub async fn first_lost_seq(&self) -> Result<i64> {
        let filter = AuditFilter {
            kind: Some("recovery.began".to_owned()),
            ..AuditFilter::default()
        };
        let began = self.store().audit(&filter, Page::first(1)).await?;
        let began = began.rows.first().ok_or(Refusal::NotRecovering)?;
        Ok(began.seq)
    }

    /// Ends the recovery and the pause, once custody's record was read back and somebody has looked
    /// through what may be out of date. What is held stays held.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NotRecovering`], [`Refusal::RecoveryUnfinished`].
    pub async fn end_recovery(&self, caller: &Caller) -> Result<()> {
        caller.require_employee()?;
        self.end_recovery_by(&caller.into(), &caller.request).await
    }

    /// As [`Bank::end_recovery`], for the operator at the command line.
    ///
    /// # Errors
    /// [`Refusal::NotRecovering`], [`Refusal::RecoveryUnfinished`].
    pub async fn end_recovery_as_operator(&self) -> Result<()> {
        self.end_recovery_by(&Actor::Operator, &RequestContext::default())
            .await
    }

    async fn end_recovery_by(&self, actor: &Actor, request: &RequestContext) -> Result<()> {
        let mut tx = self.store().begin(units::END_RECOVERY).await?;
        let before = tx.lock_pause_exclusive().await?;
        let recovery = tx.lock_recovery().await?;
        if recovery.restored_at.is_none() {
            return Err(Refusal::NotRecovering.into());
        }
        if recovery.is_reading() {
            return Err(Refusal::RecoveryUnfinished.into());
        }
        tx.end_recovery().await?;
        let change = Change::new("recovery.ended", "bank").before(json!({
            "backup_at": recovery.backup_at.map(at_utc),
            "restored_at": recovery.restored_at.map(at_utc),
        }));
        self.record(&mut tx, actor, request, change).await?;
        self.change_pause(&mut tx, (actor, request), before, None)
            .await?;
        tx.commit().await?;
        self.executions().wake();
        Ok(())
    }

    /// Reads back what custody has of wallets that were not read yet, if this is a recovery. The
    /// worker calls it again and again; several nodes may.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn recovery_round(&self) -> Result<()> {
        if !self.store().recovery().await?.is_reading() {
            return Ok(());
        }
        let due = self.store().wallets_to_read_back(ROUND).await?;
        stream::iter(due)
            .for_each_concurrent(AT_ONCE, |wallet| async move {
                if let Err(error) = self.read_back_wallet(&wallet).await {
                    tracing::error!(id = %wallet.id, ?error, "reading a wallet back was interrupted");
                }
            })
            .await;
        self.finish_reading_back().await
    }

    /// Books every transfer that custody has on a wallet. The wallet counts as read only when all of
    /// them are booked; a round that is cut off is made again from the beginning.
    async fn read_back_wallet(&self, wallet: &Wallet) -> Result<()> {
        let Some(id) = wallet.custody_wallet_id.clone() else {
            return Ok(());
        };
        let at_custody = WalletRef {
            id,
            network: wallet.network,
        };
        let Some(booked) = self.book_list(wallet, &at_custody).await? else {
            return Ok(());
        };
        let mut tx = self.store().begin(units::NOTE_READ_BACK).await?;
        tx.note_read_back(wallet.id, self.clock().now(), booked)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Goes through custody's list of a wallet. Answers how many were booked; `None` when something
    /// is left to be done.
    async fn book_list(&self, wallet: &Wallet, at_custody: &WalletRef) -> Result<Option<u32>> {
        let mut request = PageRequest {
            limit: PAGE,
            cursor: None,
        };
        let (mut booked, mut later) = (0, false);
        loop {
            let answer = self
                .custody_for_reads()
                .transfers(at_custody, &request)
                .await;
            self.note_question(&answer).await?;
            let page = match answer {
                Ok(page) => page,
                Err(CallError::NotFound(_)) => {
                    // Nothing can be read of what is not there; people have to know.
                    let what = json!({ "network": wallet.network.as_str() });
                    self.raise(Alert::WalletMissing, wallet.id.to_string(), wallet.id, what)
                        .await?;
                    return Ok(Some(booked));
                }
                Err(error) => {
                    tracing::warn!(id = %wallet.id, %error, "custody did not tell its transfers");
                    return Ok(None);
                }
            };
            for found in &page.items {
                match self.read_back(wallet, at_custody, found).await? {
                    ReadBack::Booked => booked += 1,
                    ReadBack::Later => later = true,
                    ReadBack::Known | ReadBack::Alerted => {}
                }
            }
            match page.next {
                Some(next) => request.cursor = Some(next),
                None => return Ok(Some(booked).filter(|_| !later)),
            }
        }
    }

    async fn finish_reading_back(&self) -> Result<()> {
        let mut tx = self.store().begin(units::FINISH_READING_BACK).await?;
        if !tx.finish_reading_back(self.clock().now()).await? {
            return Ok(tx.rollback().await?);
        }
        let change = Change::new("recovery.read", "bank");
        self.record(&mut tx, &Actor::Bank, &RequestContext::default(), change)
            .await?;
        self.announce_to_staff(&mut tx, "recovery.changed", "bank");
        tx.commit().await?;
        tracing::info!("custody's record is read back: somebody has to look through the rest");
        Ok(())
    }
}

/// A moment as people read it.
fn in_words(at: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    // Every part of the form is a part of every date.
    at.format(form).unwrap_or_default()
}

/// A moment in words of the audit.
fn at_utc(at: OffsetDateTime) -> String {
    // Every date that the database can hold has this form.
    at.format(&Rfc3339).unwrap_or_default()
}
