//! The audit: who did what to what, written in the transaction of the change.

use domain::id::UserId;
use time::OffsetDateTime;

use crate::error::Result;
use crate::page::{Page, Paged, SeqCursor};
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::Tx;

/// A row to be written. Rows are never changed or deleted; the database refuses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAudit {
    /// When.
    pub at: OffsetDateTime,
    /// Who, if it was a user.
    pub actor_id: Option<UserId>,
    /// Who, in words that stay readable: an email, or the part of the bank that acted.
    pub actor: String,
    /// What, as in `transfer.approved`; alerts begin with `alert.`.
    pub kind: String,
    /// On what: an id in its wire form.
    pub subject: String,
    /// The state before as JSON, where there was one.
    pub before: Option<serde_json::Value>,
    /// The state after as JSON, where there is one.
    pub after: Option<serde_json::Value>,
    /// The request that caused it, or the worker's run.
    pub request_id: String,
    /// Network address of the caller; empty for the bank itself.
    pub address: String,
}

/// A row as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Its number.
    pub seq: i64,
    /// What was written.
    pub entry: NewAudit,
}

/// Which rows of the audit; an absent part matches all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Rows by this user.
    pub actor_id: Option<UserId>,
    /// Rows by whom the audit names so.
    pub actor: Option<String>,
    /// Rows of this kind, or of any kind below it: `alert` matches `alert.orphan`.
    pub kind: Option<String>,
    /// Rows about this.
    pub subject: Option<String>,
    /// Not earlier than this.
    pub from: Option<OffsetDateTime>,
    /// Earlier than this.
    pub to: Option<OffsetDateTime>,
}

fn read_json(row: &Row, column: &'static str) -> Result<Option<serde_json::Value>> {
    let Some(text) = row.opt::<String>(column)? else {
        return Ok(None);
    };
    serde_json::from_str(&text)
        .map(Some)
        .map_err(|_| crate::Error::corrupt(column))
}

fn read(row: &Row) -> Result<Audit> {
    let entry = NewAudit {
        at: row.get("at")?,
        actor_id: row.opt("actor_id")?,
        actor: row.get("actor")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        before: read_json(row, "before")?,
        after: read_json(row, "after")?,
        request_id: row.get("request_id")?,
        address: row.get("address")?,
    };
    Ok(Audit {
        seq: row.get("seq")?,
        entry,
    })
}

impl Tx {
    /// Writes a row.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn append_audit(&mut self, entry: &NewAudit) -> Result<()> {
        let NewAudit {
            at,
            actor_id,
            actor,
            kind,
            subject,
            before,
            after,
            request_id,
            address,
        } = entry;
        let statement = sql!(
            "INSERT INTO audit
                 (at, actor_id, actor, kind, subject, before, after, request_id, address)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
            *at, *actor_id, actor, kind, subject,
            before.as_ref().map(ToString::to_string), after.as_ref().map(ToString::to_string),
            request_id, address
        );
        self.execute(statement).await.map(drop)
    }
}

impl Store {
    /// Rows of the audit, newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn audit(
        &self,
        filter: &AuditFilter,
        page: Page<SeqCursor>,
    ) -> Result<Paged<Audit, SeqCursor>> {
        let AuditFilter {
            actor_id,
            actor,
            kind,
            subject,
            from,
            to,
        } = filter;
        let statement = sql!(
            "SELECT seq, at, actor_id, actor, kind, subject, before, after, request_id, address
             FROM audit
             WHERE seq < $1
               AND ($2 IS NULL OR actor_id = $2)
               AND ($3 IS NULL OR actor = $3)
               AND ($4 IS NULL OR kind = $4 OR substr(kind, 1, length($4) + 1) = $4 || '.')
               AND ($5 IS NULL OR subject = $5)
               AND ($6 IS NULL OR at >= $6)
               AND ($7 IS NULL OR at < $7)
             ORDER BY seq DESC LIMIT $8";
            page.after.unwrap_or(SeqCursor::NEWEST).seq, *actor_id, actor.as_deref(),
            kind.as_deref(), subject.as_deref(), *from, *to, page.limit_and_one()
        );
        let rows = self.all(statement).await?;
        let rows = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        Ok(page.close(rows, |row| SeqCursor { seq: row.seq }))
    }
}
