//! Which transfers somebody should work on now.

use domain::id::TransferId;
use time::OffsetDateTime;

use super::{PAUSE_MAX, TransferRecord};
use crate::Store;
use crate::error::Result;
use crate::sql::{Row, sql};
use crate::tx::Tx;

impl Store {
    /// Transfers that are owed to custody and may go on at `now`: approved ones that neither the
    /// pause nor the bank's freeze holds, and those of which custody has not told an id yet. None
    /// that is held since a restore.
    /// Approved ones under their owner's freeze are among them: that freeze cancels.
    ///
    /// One of each wallet comes first, then a second one of each, so that a wallet with many does
    /// not keep others waiting; those of a wallet that never started come in the order in which
    /// they were authorised.
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
                "SELECT due.id FROM (SELECT d.id, d.since, \
                 ROW_NUMBER() OVER (PARTITION BY d.wallet_id ORDER BY d.since, d.id) AS place \
                 FROM (SELECT t.id, t.wallet_id, \
                 CASE WHEN t.submitting_at IS NULL THEN COALESCE(t.decided_at, t.created_at) \
                 ELSE COALESCE(t.next_attempt_at, t.submitting_at) END AS since \
                 FROM transfers t JOIN wallets w ON w.id = t.wallet_id \
                 WHERE t.status IN ('approved', 'submitting') AND t.custody_id IS NULL \
                 AND t.held_since IS NULL \
                 AND (t.next_attempt_at IS NULL OR t.next_attempt_at <= $1 \
                 OR t.next_attempt_at > $4) \
                 AND (t.lease_until IS NULL OR t.lease_until <= $2) \
                 AND (t.status = 'submitting' OR w.frozen_by_owner_at IS NOT NULL \
                 OR (w.frozen_by_bank_at IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM pause p WHERE p.paused_at IS NOT NULL)))) d) due \
                 ORDER BY due.place, due.since, due.id LIMIT $3";
                now, lease_now, limit, now + PAUSE_MAX
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
                 AND (t.next_attempt_at IS NULL OR t.next_attempt_at <= $1 \
                 OR t.next_attempt_at > $4) \
                 AND (t.lease_until IS NULL OR t.lease_until <= $2) \
                 ORDER BY t.next_attempt_at, t.id LIMIT $3";
                now, lease_now, limit, now + PAUSE_MAX
            ))
            .await?;
        ids(&rows)
    }

    /// Transfers of which nobody can say whether custody sends them, for longer than since
    /// `before`: being sent, with an attempt from then that may have had an effect. None that people
    /// look at for another reason, or that is held since a restore.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn undecided_transfers(
        &self,
        before: OffsetDateTime,
        limit: u32,
    ) -> Result<Vec<TransferId>> {
        let rows = self
            .all(sql!(
                "SELECT t.id FROM transfers t \
                 WHERE t.status = 'submitting' AND t.held_since IS NULL \
                 AND (t.attention_code IS NULL OR t.attention_code = 'undecided') \
                 AND EXISTS (SELECT 1 FROM transfer_attempts a WHERE a.transfer_id = t.id \
                 AND (a.ending IS NULL OR a.ending <> 'not_sent') AND a.started_at <= $1) \
                 ORDER BY t.created_at, t.id LIMIT $2";
                before, limit
            ))
            .await?;
        ids(&rows)
    }
}

impl Tx {
    /// The transfer of the same wallet that has to start next before this one may: authorised
    /// earlier and never started. One that is held since a restore, or that people look at, keeps
    /// nobody waiting. The caller holds the wallet's lock.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer_to_start_before(
        &mut self,
        transfer: &TransferRecord,
    ) -> Result<Option<TransferId>> {
        let times = &transfer.times;
        let authorised_at = times.decided_at.unwrap_or(times.created_at);
        let row = self
            .optional(sql!(
                "SELECT t.id FROM transfers t WHERE t.wallet_id = $1 \
                 AND t.status = 'approved' AND t.submitting_at IS NULL AND t.held_since IS NULL \
                 AND t.attention_code IS NULL \
                 AND (COALESCE(t.decided_at, t.created_at), t.id) < ($2, $3) \
                 ORDER BY COALESCE(t.decided_at, t.created_at), t.id LIMIT 1";
                transfer.order.wallet, authorised_at, transfer.id
            ))
            .await?;
        row.map(|row| row.get("id")).transpose()
    }
}

fn ids(rows: &[Row]) -> Result<Vec<TransferId>> {
    rows.iter().map(|row| row.get("id")).collect()
}
