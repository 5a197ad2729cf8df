//! Idempotency keys: a repeated request meets what the first one made.

use domain::id::UserId;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::sql::sql;
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// The key of a request, in its scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Who asks.
    pub user: UserId,
    /// Method and path, as in `POST /api/transfers`.
    pub route: String,
    /// The text that the client chose.
    pub key: String,
}

/// What a request with a key made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeThing {
    /// `transfer`, `wallet`, `delegation`.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// The status that the first answer had.
    pub status: u16,
}

/// What claiming a key found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The key is ours; [`Tx::bind_key`] must follow in this transaction.
    New,
    /// The same request was answered before.
    Existing(MadeThing),
    /// The key was used for another body.
    OtherBody,
}

/// What a key that was used before stands for; `None` for one that was not.
async fn used(mut conn: Conn<'_>, key: &IdempotencyKey, body_hash: &str) -> Result<Option<Claim>> {
    let IdempotencyKey { user, route, key } = key;
    let select = sql!(
        "SELECT body_hash, thing_kind, thing_id, status FROM idempotency_keys
         WHERE user_id = $1 AND route = $2 AND key = $3";
        *user, route, key
    );
    let Some(row) = conn.optional(select).await? else {
        return Ok(None);
    };
    if row.get::<String>("body_hash")? != body_hash {
        return Ok(Some(Claim::OtherBody));
    }
    Ok(Some(Claim::Existing(MadeThing {
        kind: row.get("thing_kind")?,
        id: row.get("thing_id")?,
        status: row.get("status")?,
    })))
}

impl Store {
    /// What claiming a key would find now, without claiming it: [`Claim::New`] is no promise, since
    /// another request may be at it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn look_up_key(&self, key: &IdempotencyKey, body_hash: &str) -> Result<Claim> {
        let used = used(self.into(), key, body_hash).await?;
        Ok(used.unwrap_or(Claim::New))
    }
}

impl Tx {
    /// Claims a key for a request whose body has this hash. Of two at once the second waits until
    /// the first has committed, and then finds what it made; if the first is undone, the key is the
    /// second's.
    ///
    /// # Errors
    /// [`Error::Busy`] when the first takes too long.
    pub async fn claim_key(
        &mut self,
        key: &IdempotencyKey,
        body_hash: &str,
        now: OffsetDateTime,
    ) -> Result<Claim> {
        let insert = sql!(
            "INSERT INTO idempotency_keys (user_id, route, key, body_hash, created_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id, route, key) DO NOTHING";
            key.user, &key.route, &key.key, body_hash, now
        );
        if self.execute(insert).await? == 1 {
            return Ok(Claim::New);
        }
        // Gone in between only if it was purged, which happens to keys that are a day old.
        let used = used(self.into(), key, body_hash).await?;
        used.ok_or_else(|| Error::corrupt("an idempotency key that was just there"))
    }

    /// Says what the request with a claimed key made, in the transaction that made it.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when the key was not claimed or is bound already.
    pub async fn bind_key(&mut self, key: &IdempotencyKey, thing: &MadeThing) -> Result<()> {
        let IdempotencyKey { user, route, key } = key;
        let MadeThing { kind, id, status } = thing;
        let statement = sql!(
            "UPDATE idempotency_keys SET thing_kind = $4, thing_id = $5, status = $6
             WHERE user_id = $1 AND route = $2 AND key = $3 AND thing_kind IS NULL";
            *user, route, key, kind, *id, *status
        );
        match self.execute(statement).await? {
            1 => Ok(()),
            _ => Err(Error::corrupt("an idempotency key that was not claimed")),
        }
    }

    /// Forgets keys made before a moment, those of transfers excepted, which live as long as the
    /// transfer. Answers how many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn purge_keys(&mut self, before: OffsetDateTime) -> Result<u64> {
        let statement = sql!(
            "DELETE FROM idempotency_keys WHERE created_at < $1 AND thing_kind <> 'transfer'";
            before
        );
        self.execute(statement).await
    }
}
