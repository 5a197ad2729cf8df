//! Which transfers somebody should work on now.

use domain::id::TransferId;
use time::OffsetDateTime;

use crate::Store;
use crate::error::Result;
use crate::sql::{Row, sql};

impl Store {
    /// Transfers that are owed to custody and may go on at `now`: approved ones that neither the
    /// pause nor the bank's freeze holds, and those of which custody has not told an id yet. None
    /// that is held since a restore.
    /// Approved ones under their owner's freeze are among them: that freeze cancels.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfers_to_submit(
        &self,
        now: OffsetDateTime,
        limit: u32,
    ) -> Result<Vec<TransferId>> {
        let lease_now = self.lease_now().await?;
        let rows = self
            .all(sql!(
                "SELECT t.id FROM transfers t JOIN wallets w ON w.id = t.wallet_id \
                 WHERE t.status IN ('approved', 'submitting') AND t.custody_id IS NULL \
                 AND t.held_since IS NULL \
                 AND (t.next_attempt_at IS NULL OR t.next_attempt_at <= $1) \
                 AND (t.lease_until IS NULL OR t.lease_until <= $2) \
                 AND (t.status = 'submitting' OR w.frozen_by_owner_at IS NOT NULL \
                 OR (w.frozen_by_bank_at IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM pause p WHERE p.paused_at IS NOT NULL))) \
                 ORDER BY t.next_attempt_at, t.id LIMIT $3";
                now, lease_now, limit
            ))
            .await?;
        ids(&rows)
    }

    /// Transfers that custody has and that have not ended, to be asked about at `now`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfers_to_poll(
        &self,
        now: OffsetDateTime,
        limit: u32,
    ) -> Result<Vec<TransferId>> {
        let lease_now = self.lease_now().await?;
        let rows = self
            .all(sql!(
                "SELECT t.id FROM transfers t \
                 WHERE t.status IN ('submitting', 'broadcasted') AND t.custody_id IS NOT NULL \
                 AND (t.next_attempt_at IS NULL OR t.next_attempt_at <= $1) \
                 AND (t.lease_until IS NULL OR t.lease_until <= $2) \
                 ORDER BY t.next_attempt_at, t.id LIMIT $3";
                now, lease_now, limit
            ))
            .await?;
        ids(&rows)
    }
}

fn ids(rows: &[Row]) -> Result<Vec<TransferId>> {
    rows.iter().map(|row| row.get("id")).collect()
}
