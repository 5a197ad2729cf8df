//! The inbox: what custody told by itself, kept until somebody has worked on it.

use std::time::Duration;

use domain::reference::CustodyWalletId;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::node::Node;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// A transfer that was asked for at custody.
    Transfer,
    /// A wallet at custody.
    Wallet,
    /// A movement on the chain.
    Movement,
}

impl NoticeKind {
    const ALL: [Self; 3] = [Self::Transfer, Self::Wallet, Self::Movement];

    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Wallet => "wallet",
            Self::Movement => "movement",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What came of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeOutcome {
    /// What it told of was looked at.
    Done,
    /// The bank was as far already.
    Stale,
    /// The bank does not know the thing; an alert was raised.
    Unknown,
}

impl NoticeOutcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Stale => "stale",
            Self::Unknown => "unknown",
        }
    }
}

/// A verified notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Our number of it.
    pub id: Uuid,
    /// What it is about.
    pub kind: NoticeKind,
    /// Names the thing; with `state` it tells a repetition from news.
    pub entity: String,
    /// Where the thing stands.
    pub state: String,
    /// The wallet at custody that it concerns.
    pub custody_wallet: CustodyWalletId,
    /// What was told; its form is the writer's.
    pub facts: serde_json::Value,
    /// When it came in.
    pub received_at: OffsetDateTime,
    /// How often it was worked on, this time included.
    pub attempts: u32,
}

/// The columns of a notice.
macro_rules! notice_columns {
    () => {
        "id, kind, entity, state, custody_wallet_id, facts, received_at, attempts"
    };
}

fn read(row: &Row) -> Result<Notice> {
    let facts: String = row.get("facts")?;
    Ok(Notice {
        id: row.get("id")?,
        kind: row.parsed("kind", NoticeKind::parse)?,
        entity: row.get("entity")?,
        state: row.get("state")?,
        custody_wallet: row.parsed("custody_wallet_id", |text| {
            CustodyWalletId::parse(text).ok()
        })?,
        facts: serde_json::from_str(&facts).map_err(|_| Error::corrupt("facts of a notice"))?,
        received_at: row.get("received_at")?,
        attempts: row.get("attempts")?,
    })
}

impl Tx {
    /// Keeps a notice. `false` when the same thing was told in the same state before, which is
    /// counted.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn keep_notice(&mut self, notice: &Notice) -> Result<bool> {
        let Notice {
            id,
            kind,
            entity,
            state,
            custody_wallet,
            facts,
            received_at,
            attempts: _,
        } = notice;
        let statement = sql!(
            "INSERT INTO inbox (id, kind, entity, state, custody_wallet_id, facts, received_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (entity, state) DO UPDATE SET repeated = inbox.repeated + 1
             RETURNING repeated";
            *id, kind.as_str(), entity, state, custody_wallet.as_str(), facts.to_string(),
            *received_at
        );
        let repeated: i64 = self.one(statement).await?.get("repeated")?;
        Ok(repeated == 0)
    }

    /// Takes the lease of a notice that is due, and counts the attempt. `None` when it was worked
    /// on, is not due, or another node is at it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn claim_notice(
        &mut self,
        id: Uuid,
        node: &Node,
        lease: Duration,
    ) -> Result<Option<Notice>> {
        let now = self.lease_now().await?;
        let statement = sql!(
            concat!(
                "UPDATE inbox SET lease_node = $2, lease_boot = $3, lease_until = $4,
                     attempts = attempts + 1
                 WHERE id = $1 AND worked_at IS NULL
                   AND (lease_until IS NULL OR lease_until < $5)
                   AND (next_at IS NULL OR next_at <= $5)
                 RETURNING ",
                notice_columns!()
            );
            id, &node.name, node.boot, now + lease, now
        );
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }

    /// Ends the work on a notice. `false` when its lease was lost.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn finish_notice(
        &mut self,
        id: Uuid,
        node: &Node,
        outcome: NoticeOutcome,
        at: OffsetDateTime,
    ) -> Result<bool> {
        let statement = sql!(
            "UPDATE inbox SET worked_at = $4, outcome = $5,
                 lease_node = NULL, lease_boot = NULL, lease_until = NULL
             WHERE id = $1 AND worked_at IS NULL AND lease_node = $2 AND lease_boot = $3";
            id, &node.name, node.boot, at, outcome.as_str()
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Gives the lease back; the notice is due again after a delay. `false` when it was lost.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn postpone_notice(
        &mut self,
        id: Uuid,
        node: &Node,
        delay: Duration,
    ) -> Result<bool> {
        let next = self.lease_now().await? + delay;
        let statement = sql!(
            "UPDATE inbox SET next_at = $4, lease_node = NULL, lease_boot = NULL, lease_until = NULL
             WHERE id = $1 AND worked_at IS NULL AND lease_node = $2 AND lease_boot = $3";
            id, &node.name, node.boot, next
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Gives back the leases of earlier runs of a node, which starts. Answers how many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn take_back_notice_leases(&mut self, node: &Node) -> Result<u64> {
        let statement = sql!(
            "UPDATE inbox SET lease_node = NULL, lease_boot = NULL, lease_until = NULL
             WHERE lease_node = $1 AND lease_boot < $2";
            &node.name, node.boot
        );
        self.execute(statement).await
    }

    /// Forgets notices that were worked on before a moment. Answers how many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn purge_notices(&mut self, before: OffsetDateTime) -> Result<u64> {
        self.execute(sql!("DELETE FROM inbox WHERE worked_at < $1"; before))
            .await
    }
}

impl Store {
    /// Notices that somebody should work on, oldest first. To be claimed one by one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn notices_due(&self, limit: u32) -> Result<Vec<Uuid>> {
        let now = self.lease_now().await?;
        let statement = sql!(
            "SELECT id FROM inbox
             WHERE worked_at IS NULL
               AND (lease_until IS NULL OR lease_until < $1)
               AND (next_at IS NULL OR next_at <= $1)
             ORDER BY received_at, id LIMIT $2";
            now, limit
        );
        self.all(statement)
            .await?
            .iter()
            .map(|row| row.get("id"))
            .collect()
    }

    /// How many notices nobody has worked on yet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn count_notices_open(&self) -> Result<u32> {
        let statement = sql!("SELECT count(*) AS open FROM inbox WHERE worked_at IS NULL");
        Conn::from(self).one(statement).await?.get("open")
    }

    /// Movements of a wallet that were told of in the state `included` since a moment, and not in
    /// the state `confirmed`; newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn movements_not_final(
        &self,
        wallet: &CustodyWalletId,
        since: OffsetDateTime,
        limit: u32,
    ) -> Result<Vec<Notice>> {
        let statement = sql!(
            concat!(
                "SELECT ",
                notice_columns!(),
                " FROM inbox
                 WHERE custody_wallet_id = $1 AND kind = 'movement' AND state = 'included'
                   AND received_at >= $2
                   AND NOT EXISTS (SELECT 1 FROM inbox later
                       WHERE later.entity = inbox.entity AND later.state = 'confirmed')
                 ORDER BY received_at DESC, id DESC LIMIT $3"
            );
            wallet.as_str(), since, limit
        );
        self.all(statement).await?.iter().map(read).collect()
    }
}
