//! Attempts to hand a transfer to custody. One without an ending may have had any effect, for ever.

use domain::id::TransferId;
use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::sql;
use crate::tx::{Conn, Tx};
use crate::{Node, Store};

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its number, from 1.
    pub n: u32,
    /// When it began.
    pub started_at: OffsetDateTime,
    /// How it ended; `None` when nobody could say.
    pub ending: Option<String>,
    /// What custody said, for operators.
    pub detail: Option<String>,
}

async fn attempts(mut conn: Conn<'_>, id: TransferId) -> Result<Vec<Attempt>> {
    let statement = sql!(
        "SELECT n, started_at, ending, detail FROM transfer_attempts WHERE transfer_id = $1 \
         ORDER BY n";
        id
    );
    conn.all(statement)
        .await?
        .iter()
        .map(|row| {
            Ok(Attempt {
                n: row.get("n")?,
                started_at: row.get("started_at")?,
                ending: row.opt("ending")?,
                detail: row.opt("detail")?,
            })
        })
        .collect()
}

impl Store {
    /// All attempts, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer_attempts(&self, id: TransferId) -> Result<Vec<Attempt>> {
        attempts(self.into(), id).await
    }
}

impl Tx {
    /// All attempts, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer_attempts(&mut self, id: TransferId) -> Result<Vec<Attempt>> {
        attempts(self.into(), id).await
    }

    /// Books the beginning of an attempt and answers its number. The caller holds the row's lock
    /// and lease. What was known about custody's list is void from here on.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn start_attempt(
        &mut self,
        id: TransferId,
        holder: &Node,
        at: OffsetDateTime,
    ) -> Result<u32> {
        let row = self
            .one(sql!(
                "UPDATE transfers SET attempts = attempts + 1, absent_since = NULL \
                 WHERE id = $1 RETURNING attempts";
                id
            ))
            .await?;
        let n: u32 = row.get("attempts")?;
        self.execute(sql!(
            "INSERT INTO transfer_attempts (transfer_id, n, started_at, node, boot) \
             VALUES ($1, $2, $3, $4, $5)";
            id, n, at, &holder.name, holder.boot
        ))
        .await?;
        Ok(n)
    }

    /// Books what became of an attempt: `ending` absent when nobody can say, `detail` for
    /// operators. An ending that was booked stays.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_attempt(
        &mut self,
        id: TransferId,
        n: u32,
        ending: Option<&str>,
        detail: &str,
        at: OffsetDateTime,
    ) -> Result<()> {
        self.execute(sql!(
            "UPDATE transfer_attempts SET ending = $3, detail = $4, \
             ended_at = CASE WHEN $3 IS NULL THEN NULL ELSE $5 END \
             WHERE transfer_id = $1 AND n = $2 AND ending IS NULL";
            id, n, ending.map(str::to_owned), detail, at
        ))
        .await
        .map(drop)
    }
}
