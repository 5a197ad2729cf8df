//! How far our books on each wallet were compared with custody's.

use std::time::Duration;

use domain::id::WalletId;
use domain::reference::CustodyTransferId;
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::node::Node;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// Up to where the lists of a wallet were compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Custody's newest transfer that was compared.
    pub transfer: Option<CustodyTransferId>,
    /// The newest block whose movements were compared.
    pub block: Option<u64>,
}

fn read(row: &Row) -> Result<Marks> {
    let block: Option<i64> = row.opt("history_mark")?;
    let block = block.map(u64::try_from).transpose();
    Ok(Marks {
        transfer: row.parsed_opt("transfer_mark", |text| CustodyTransferId::parse(text).ok())?,
        block: block.map_err(|_| Error::corrupt("a block below zero"))?,
    })
}

impl Tx {
    /// Takes the lease of a wallet's comparison. `None` while another node is at it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn claim_comparison(
        &mut self,
        id: WalletId,
        node: &Node,
        lease: Duration,
    ) -> Result<Option<Marks>> {
        let now = self.lease_now().await?;
        let statement = sql!(
            "INSERT INTO wallet_comparisons (wallet_id, lease_node, lease_boot, lease_until)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (wallet_id) DO UPDATE SET
                 lease_node = $2, lease_boot = $3, lease_until = $4
             WHERE wallet_comparisons.lease_until IS NULL OR wallet_comparisons.lease_until < $5
             RETURNING transfer_mark, history_mark";
            id, &node.name, node.boot, now + lease, now
        );
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }

    /// Ends a comparison that came to its end and gives the lease back. `false` when it was lost.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn finish_comparison(
        &mut self,
        id: WalletId,
        node: &Node,
        marks: &Marks,
        at: OffsetDateTime,
    ) -> Result<bool> {
        let block = marks.block.map(i64::try_from).transpose();
        let statement = sql!(
            "UPDATE wallet_comparisons SET compared_at = $4, transfer_mark = $5, history_mark = $6,
                 next_at = NULL, lease_node = NULL, lease_boot = NULL, lease_until = NULL
             WHERE wallet_id = $1 AND lease_node = $2 AND lease_boot = $3";
            id, &node.name, node.boot, at,
            marks.transfer.as_ref().map(CustodyTransferId::as_str),
            block.map_err(|_| Error::corrupt("a block that high"))?
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Gives the lease of a comparison back that did not come to its end; it is due again after a
    /// delay. `false` when it was lost.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn postpone_comparison(
        &mut self,
        id: WalletId,
        node: &Node,
        delay: Duration,
    ) -> Result<bool> {
        let next = self.lease_now().await? + delay;
        let statement = sql!(
            "UPDATE wallet_comparisons SET next_at = $4,
                 lease_node = NULL, lease_boot = NULL, lease_until = NULL
             WHERE wallet_id = $1 AND lease_node = $2 AND lease_boot = $3";
            id, &node.name, node.boot, next
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Gives back the leases of earlier runs of a node, which starts. Answers how many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn take_back_comparison_leases(&mut self, node: &Node) -> Result<u64> {
        let statement = sql!(
            "UPDATE wallet_comparisons SET lease_node = NULL, lease_boot = NULL, lease_until = NULL
             WHERE lease_node = $1 AND lease_boot < $2";
            &node.name, node.boot
        );
        self.execute(statement).await
    }
}

impl Store {
    /// Wallets with an address that were compared before a moment or never, those first that wait
    /// longest.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn comparisons_due(
        &self,
        compared_before: OffsetDateTime,
        limit: u32,
    ) -> Result<Vec<WalletId>> {
        let now = self.lease_now().await?;
        let statement = sql!(
            "SELECT w.id FROM wallets w LEFT JOIN wallet_comparisons c ON c.wallet_id = w.id
             WHERE w.status <> 'opening'
               AND (c.compared_at IS NULL OR c.compared_at < $1)
               AND (c.next_at IS NULL OR c.next_at <= $2)
               AND (c.lease_until IS NULL OR c.lease_until < $2)
             ORDER BY c.compared_at NULLS FIRST, w.id LIMIT $3";
            compared_before, now, limit
        );
        self.all(statement)
            .await?
            .iter()
            .map(|row| row.get("id"))
            .collect()
    }

    /// Since when every wallet with an address was compared; `now` when there is none, `None` while
    /// one never was.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn all_compared_since(&self, now: OffsetDateTime) -> Result<Option<OffsetDateTime>> {
        let statement = sql!(
            "SELECT count(*) AS wallets, count(c.compared_at) AS compared,
                 min(c.compared_at) AS since
             FROM wallets w LEFT JOIN wallet_comparisons c ON c.wallet_id = w.id
             WHERE w.status <> 'opening'"
        );
        let row = Conn::from(self).one(statement).await?;
        let (wallets, compared): (i64, i64) = (row.get("wallets")?, row.get("compared")?);
        if wallets > compared {
            return Ok(None);
        }
        Ok(Some(row.opt("since")?.unwrap_or(now)))
    }
}
