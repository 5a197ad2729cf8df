//! The sealer: one node at a time appends what no slower transaction can overtake any more.

use store::audit::Seal;
use store::service_state::ServiceFact;
use time::{Duration, OffsetDateTime};

use super::chain::{Hash, START, link_hash};
use super::head::Head;
use crate::Bank;
use crate::error::{Error, Result};
use crate::units;

/// Rows that one transaction seals.
const BATCH: u32 = 500;

/// How long the right to seal lasts without being renewed.
const LEASE: Duration = Duration::seconds(30);

/// How often the head is logged.
const LOG_EVERY: Duration = Duration::hours(1);

/// How far the sealer is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SealLag {
    /// Rows without a seal.
    pub rows: u64,
    /// When the oldest of them was written.
    pub since: Option<OffsetDateTime>,
}

impl Bank {
    /// Seals what is settled, unless another node does. The worker calls it again and again.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn seal_round(&self) -> Result<()> {
        while self.seal_some().await? {}
        self.log_head_if_due().await
    }

    /// Seals a batch; `true` when there may be more.
    async fn seal_some(&self) -> Result<bool> {
        if self.seal_lag().await?.rows == 0 {
            return Ok(false);
        }
        let horizon = match self.store().audit_horizon().await {
            Ok(horizon) => horizon,
            // A writer takes its time; the next round comes soon.
            Err(error) if error.is_busy() => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let mut tx = self.store().begin(units::SEAL_AUDIT).await?;
        if !tx.claim_audit_sealer(self.node(), LEASE).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        // Read under the claim, which keeps its row locked: no two seal from the same head.
        let head = tx.audit_head().await?;
        let (mut n, mut hash, seq) = match &head {
            None => (0, START, 0),
            Some(seal) => (seal.n, hash_of(seal)?, seal.audit_seq),
        };
        let rows = tx.audit_rows_to_seal(seq, horizon, BATCH).await?;
        let now = self.clock().now();
        for row in &rows {
            n += 1;
            let next = link_hash(n, &hash, row);
            tx.append_audit_seal(&Seal {
                n,
                audit_seq: row.seq,
                previous_hash: hash.to_vec(),
                hash: next.to_vec(),
                sealed_at: now,
            })
            .await?;
            hash = next;
        }
        tx.commit().await?;
        Ok(u32::try_from(rows.len()).is_ok_and(|sealed| sealed == BATCH))
    }

    /// How far the sealer is behind.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn seal_lag(&self) -> Result<SealLag> {
        let head = self.store().audit_head().await?;
        let seq = head.map_or(0, |seal| seal.audit_seq);
        let (rows, since) = self.store().audit_rows_after(seq).await?;
        Ok(SealLag { rows, since })
    }

    /// The head of the chain, signed where the bank has a key; `None` before the first row.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn audit_head(&self) -> Result<Option<Head>> {
        let Some(seal) = self.store().audit_head().await? else {
            return Ok(None);
        };
        let key = self.settings().audit_key.as_deref();
        let now = self.clock().now();
        Ok(Some(Head::told(seal.n, hash_of(&seal)?, now, key)))
    }

    /// Tells the head where the database's owner cannot take it back: in the log, once an hour.
    async fn log_head_if_due(&self) -> Result<()> {
        let Some(head) = self.audit_head().await? else {
            return Ok(());
        };
        let now = self.clock().now();
        let fact = ServiceFact::AuditHeadLogged;
        let last = self.store().service_state(fact).await?;
        if last.is_some_and(|last| now - last.at < LOG_EVERY) {
            return Ok(());
        }
        let mut tx = self.store().begin(units::TELL_AUDIT_HEAD).await?;
        let ours = tx
            .take_turn(fact, now, now - LOG_EVERY + Duration::SECOND, "logged")
            .await?;
        tx.commit().await?;
        if ours {
            tracing::info!(%head, "the head of the audit");
        }
        Ok(())
    }
}

fn hash_of(seal: &Seal) -> Result<Hash> {
    Hash::try_from(seal.hash.as_slice()).map_err(|_| Error::corrupt("a seal without a hash"))
}
