//! Leases: who works on a transfer now. Timed by the store's lease clock, not by the caller's.

use domain::id::TransferId;
use time::{Duration, OffsetDateTime};

use crate::error::Result;
use crate::sql::{Row, sql};
use crate::tx::Tx;
use crate::{Node, Store};

/// One claim of a transfer by one run of a node. The next claim has another number, also when the
/// same run makes it, so whatever an earlier claim still wants to write is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Who works on the transfer.
    pub holder: Node,
    /// Number of the claim, from 1 for each transfer.
    pub claim: i64,
}

/// When somebody goes on with a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Schedule {
    /// When, by the bank's clock; absent when nobody needs to.
    pub next_attempt_at: Option<OffsetDateTime>,
    /// Since when custody's list lacks the transfer, after an unclear answer.
    pub absent_since: Option<OffsetDateTime>,
}

impl Store {
    /// Who works on which transfer, or began to and never said that it was done.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer_leases(&self) -> Result<Vec<(TransferId, Lease)>> {
        let rows = self
            .all(sql!(
                "SELECT id, lease_node, lease_boot, lease_claim FROM transfers \
                 WHERE lease_node IS NOT NULL ORDER BY id"
            ))
            .await?;
        let lease = |row: &Row| {
            let holder = Node {
                name: row.get("lease_node")?,
                boot: row.get("lease_boot")?,
            };
            let claim = row.get("lease_claim")?;
            Ok((row.get("id")?, Lease { holder, claim }))
        };
        rows.iter().map(lease).collect()
    }
}

impl Tx {
    /// Takes the lease of a transfer that nobody works on. `None` when somebody does.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn claim_transfer(
        &mut self,
        id: TransferId,
        holder: &Node,
        length: Duration,
    ) -> Result<Option<Lease>> {
        let now = self.lease_now().await?;
        let claimed = self
            .optional(sql!(
                "UPDATE transfers SET lease_node = $2, lease_boot = $3, lease_until = $4, \
                 lease_claim = lease_claim + 1 \
                 WHERE id = $1 AND (lease_until IS NULL OR lease_until <= $5) \
                 RETURNING lease_claim";
                id, &holder.name, holder.boot, now + length, now
            ))
            .await?;
        let Some(row) = claimed else {
            return Ok(None);
        };
        Ok(Some(Lease {
            holder: holder.clone(),
            claim: row.get("lease_claim")?,
        }))
    }

    /// Makes a lease last from now on. `false` when its time is over or another claim followed:
    /// who was away for so long must not go on as if nothing had happened.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn renew_transfer_lease(
        &mut self,
        id: TransferId,
        lease: &Lease,
        length: Duration,
    ) -> Result<bool> {
        let now = self.lease_now().await?;
        let Lease { holder, claim } = lease;
        let renewed = self
            .execute(sql!(
                "UPDATE transfers SET lease_until = $5 \
                 WHERE id = $1 AND lease_node = $2 AND lease_boot = $3 AND lease_claim = $4 \
                 AND lease_until > $6";
                id, &holder.name, holder.boot, *claim, now + length, now
            ))
            .await?;
        Ok(renewed == 1)
    }

    /// Gives the lease back and says when to go on. `false` when it was taken back or another claim
    /// followed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn release_transfer(
        &mut self,
        id: TransferId,
        lease: &Lease,
        schedule: &Schedule,
    ) -> Result<bool> {
        let Lease { holder, claim } = lease;
        let released = self
            .execute(sql!(
                "UPDATE transfers SET lease_node = NULL, lease_boot = NULL, lease_until = NULL, \
                 next_attempt_at = $5, absent_since = $6 \
                 WHERE id = $1 AND lease_node = $2 AND lease_boot = $3 AND lease_claim = $4";
                id, &holder.name, holder.boot, *claim, schedule.next_attempt_at,
                schedule.absent_since
            ))
            .await?;
        Ok(released == 1)
    }

    /// Ends the leases that earlier runs of this node left behind; answers how many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn take_back_transfer_leases(&mut self, node: &Node) -> Result<u64> {
        self.execute(sql!(
            "UPDATE transfers SET lease_node = NULL, lease_boot = NULL, lease_until = NULL \
             WHERE lease_node = $1 AND lease_boot < $2";
            &node.name, node.boot
        ))
        .await
    }

    /// Lets everything that only waits for custody to be back go on at `now`.
    ///
    /// What waits for another reason keeps its time: a second look at custody's list, a transfer
    /// that people must look at.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn hasten_transfers(&mut self, now: OffsetDateTime) -> Result<u64> {
        self.execute(sql!(
            "UPDATE transfers SET next_attempt_at = $1 \
             WHERE status IN ('approved', 'submitting', 'broadcasted') AND next_attempt_at > $1 \
             AND absent_since IS NULL \
             AND (attention_code IS NULL OR attention_code = 'undecided')";
            now
        ))
        .await
    }

    /// Lets one of those that wait for custody go ahead at `now`, the one whose time comes first:
    /// how it fares says whether the others may follow.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn hasten_one_transfer(&mut self, now: OffsetDateTime) -> Result<()> {
        self.execute(sql!(
            "UPDATE transfers SET next_attempt_at = $1 WHERE id = (\
             SELECT t.id FROM transfers t \
             WHERE t.status IN ('approved', 'submitting') AND t.custody_id IS NULL \
             AND t.next_attempt_at > $1 AND t.absent_since IS NULL AND t.held_since IS NULL \
             AND (t.attention_code IS NULL OR t.attention_code = 'undecided') \
             ORDER BY t.next_attempt_at, t.id LIMIT 1)";
            now
        ))
        .await
        .map(drop)
    }
}
