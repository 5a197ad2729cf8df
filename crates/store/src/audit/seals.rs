//! The seal of the audit: a chain of hashes over its rows. What is hashed is the business of who
//! seals; here are the rows, their order, and the one who may append.

use domain::id::UserId;
use time::{Duration, OffsetDateTime};

use crate::error::{Error, Result};
use crate::node::Node;
use crate::sql::{Row, sql};
use crate::store::{Engine, Store};
use crate::tx::{Conn, Tx};
use crate::unit::UnitOfWork;

/// Key of the advisory lock that the trigger `audit_gate` takes, shared, for every writer.
const AUDIT_GATE: i64 = 107_156_823_700_595;

/// How long the sealer waits at the gate. New writers queue behind it meanwhile, so it gives up
/// soon and comes back later.
const GATE_TIMEOUT: &str = "250ms";

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Its place in the chain: 1, 2, 3, … without a gap.
    pub n: i64,
    /// Number of the audit row that it seals.
    pub audit_seq: i64,
    /// Hash of the link before; zeros before the first.
    pub previous_hash: Vec<u8>,
    /// Hash of this link.
    pub hash: Vec<u8>,
    /// When it was sealed.
    pub sealed_at: OffsetDateTime,
}

/// A row of the audit as it lies in the database: its JSON as the text that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: OffsetDateTime,
    /// Who, if it was a user.
    pub actor_id: Option<UserId>,
    /// Who, in words.
    pub actor: String,
    /// What.
    pub kind: String,
    /// On what.
    pub subject: String,
    /// The state before, JSON.
    pub before: Option<String>,
    /// The state after, JSON.
    pub after: Option<String>,
    /// The request that caused it.
    pub request_id: String,
    /// Network address of the caller.
    pub address: String,
}

/// A number at which there is an audit row, a seal, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRow {
    /// The number of the audit row.
    pub seq: i64,
    /// The row; absent when it is missing or holds a value that this program cannot have written.
    pub row: Option<StoredRow>,
    /// Its seal; absent when it has none.
    pub seal: Option<Seal>,
}

fn read_row(row: &Row) -> Result<StoredRow> {
    Ok(StoredRow {
        seq: row.get("seq")?,
        at: row.get("at")?,
        actor_id: row.opt("actor_id")?,
        actor: row.get("actor")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        before: row.opt("before")?,
        after: row.opt("after")?,
        request_id: row.get("request_id")?,
        address: row.get("address")?,
    })
}

/// Reads a row that somebody else may have tampered with.
fn read_doubtful(row: &Row) -> Result<Option<StoredRow>> {
    match read_row(row) {
        Ok(read) => Ok(Some(read)),
        Err(Error::Corrupt { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn read_seal(row: &Row) -> Result<Seal> {
    Ok(Seal {
        n: row.get("n")?,
        audit_seq: row.get("audit_seq")?,
        previous_hash: row.get("previous_hash")?,
        hash: row.get("hash")?,
        sealed_at: row.get("sealed_at")?,
    })
}

async fn head(mut conn: Conn<'_>) -> Result<Option<Seal>> {
    let statement = sql!(
        "SELECT n, audit_seq, previous_hash, hash, sealed_at FROM audit_seals
         ORDER BY n DESC LIMIT 1"
    );
    conn.optional(statement)
        .await?
        .map(|row| read_seal(&row))
        .transpose()
}

impl Store {
    /// The last link of the chain, if there is one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn audit_head(&self) -> Result<Option<Seal>> {
        head(self.into()).await
    }

    /// One link of the chain.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn audit_seal(&self, n: i64) -> Result<Option<Seal>> {
        let statement = sql!(
            "SELECT n, audit_seq, previous_hash, hash, sealed_at FROM audit_seals WHERE n = $1"; n
        );
        let mut conn = Conn::from(self);
        let row = conn.optional(statement).await?;
        row.map(|row| read_seal(&row)).transpose()
    }

    /// How many rows of the audit come after a number, and when the oldest of them was written.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn audit_rows_after(&self, seq: i64) -> Result<(u64, Option<OffsetDateTime>)> {
        let statement =
            sql!("SELECT count(*) AS n, min(at) AS oldest FROM audit WHERE seq > $1"; seq);
        let row = Conn::from(self).one(statement).await?;
        let count: i64 = row.get("n")?;
        Ok((count.unsigned_abs(), row.opt("oldest")?))
    }

    /// The number up to which every row of the audit is visible that ever will be: no transaction
    /// that is still open, or begins later, writes one with a lower number.
    ///
    /// # Errors
    /// [`Error::Busy`] when a writer did not end in time; ask again later.
    pub async fn audit_horizon(&self) -> Result<i64> {
        let newest = || sql!("SELECT coalesce(max(seq), 0) AS seq FROM audit");
        match self.engine() {
            // Its writers commit one after another, in the order of their rows.
            Engine::Sqlite => Conn::from(self).one(newest()).await?.get("seq"),
            Engine::Postgres => {
                let mut tx = self.begin(UnitOfWork::named("audit.horizon")).await?;
                let wait = sql!("SELECT set_config('lock_timeout', $1, true)"; GATE_TIMEOUT);
                tx.all(wait).await?;
                tx.execute(sql!("SELECT pg_advisory_xact_lock($1)"; AUDIT_GATE))
                    .await?;
                let newest = tx.one(newest()).await?.get("seq")?;
                tx.rollback().await?;
                Ok(newest)
            }
        }
    }

    /// Audit rows and seals side by side, in the order of their numbers, beginning after `seq`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sealed_rows(&self, after_seq: i64, limit: u32) -> Result<Vec<SealedRow>> {
        let statement = sql!(
            "SELECT k.seq AS number, a.seq, a.at, a.actor_id, a.actor, a.kind, a.subject, a.before,
                 a.after, a.request_id, a.address,
                 s.n, s.audit_seq, s.previous_hash, s.hash, s.sealed_at
             FROM (SELECT seq FROM (SELECT seq FROM audit WHERE seq > $1
                       ORDER BY seq LIMIT $2) rows_next
                   UNION SELECT audit_seq FROM (SELECT audit_seq FROM audit_seals
                       WHERE audit_seq > $1 ORDER BY audit_seq LIMIT $2) seals_next) k
             LEFT JOIN audit a ON a.seq = k.seq
             LEFT JOIN audit_seals s ON s.audit_seq = k.seq
             ORDER BY k.seq LIMIT $2";
            after_seq, limit
        );
        let rows = self.all(statement).await?;
        rows.iter()
            .map(|row| {
                let sealed = row.opt::<i64>("n")?.is_some();
                Ok(SealedRow {
                    seq: row.get("number")?,
                    row: read_doubtful(row)?,
                    seal: sealed.then(|| read_seal(row)).transpose()?,
                })
            })
            .collect()
    }
}

impl Tx {
    /// Takes or keeps the right to seal: `false` while another node has it. The row stays locked
    /// until this transaction ends, so that of two who seal at once the second waits.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn claim_audit_sealer(&mut self, node: &Node, length: Duration) -> Result<bool> {
        let now = self.lease_now().await?;
        let claimed = self
            .execute(sql!(
                "UPDATE audit_sealer SET lease_node = $1, lease_boot = $2, lease_until = $3
                 WHERE id = 1 AND (lease_until IS NULL OR lease_until <= $4
                     OR (lease_node = $1 AND lease_boot <= $2))";
                &node.name, node.boot, now + length, now
            ))
            .await?;
        Ok(claimed == 1)
    }

    /// See [`Store::audit_head`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn audit_head(&mut self) -> Result<Option<Seal>> {
        head(self.into()).await
    }

    /// Rows of the audit after one number and up to another, in their order.
    ///
    /// # Errors
    /// If the database fails, or a row cannot be read.
    pub async fn audit_rows_to_seal(
        &mut self,
        after_seq: i64,
        up_to_seq: i64,
        limit: u32,
    ) -> Result<Vec<StoredRow>> {
        let statement = sql!(
            "SELECT seq, at, actor_id, actor, kind, subject, before, after, request_id, address
             FROM audit WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3";
            after_seq, up_to_seq, limit
        );
        self.all(statement).await?.iter().map(read_row).collect()
    }

    /// Appends one link.
    ///
    /// # Errors
    /// [`Error::Refused`] when it does not follow the last one.
    pub async fn append_audit_seal(&mut self, seal: &Seal) -> Result<()> {
        let Seal {
            n,
            audit_seq,
            previous_hash,
            hash,
            sealed_at,
        } = seal;
        self.execute(sql!(
            "INSERT INTO audit_seals (n, audit_seq, previous_hash, hash, sealed_at)
             VALUES ($1, $2, $3, $4, $5)";
            *n, *audit_seq, previous_hash.as_slice(), hash.as_slice(), *sealed_at
        ))
        .await
        .map(drop)
    }
}
