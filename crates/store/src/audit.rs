//! The audit: who did what to what, written in the transaction of the change.

mod seals;

use domain::id::UserId;
use time::OffsetDateTime;

use crate::error::Result;
use crate::page::{Page, Paged, SeqCursor};
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::Tx;

pub use seals::{Seal, SealedRow, StoredRow};

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

/// Somebody's deed, as the audit keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// On what: an id in its wire form.
    pub subject: String,
    /// Who, if it was a user.
    pub actor_id: Option<UserId>,
    /// The user's name now.
    pub actor_name: Option<String>,
    /// The state after.
    pub after: Option<serde_json::Value>,
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

fn read_deed(row: &Row) -> Result<Deed> {
    Ok(Deed {
        subject: row.get("subject")?,
        actor_id: row.opt("actor_id")?,
        actor_name: row.opt("actor_name")?,
        after: read_json(row, "after")?,
    })
}

/// What somebody did, by kind and things; the list of things is a JSON array of texts.
macro_rules! select_deeds {
    ($subjects:literal) => {
        concat!(
            "SELECT a.subject, a.actor_id, u.name AS actor_name, a.after
             FROM audit a LEFT JOIN users u ON u.id = a.actor_id
             WHERE a.kind = $1 AND a.subject IN (",
            $subjects,
            ") ORDER BY a.seq"
        )
    };
}

/// Reads a row of the audit.
pub(crate) fn read(row: &Row) -> Result<Audit> {
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
    /// Who did something of one kind to these things, the newest last.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn deeds(
        &self,
        kind: &str,
        subjects: impl IntoIterator<Item = impl ToString>,
    ) -> Result<Vec<Deed>> {
        let subjects: Vec<String> = subjects.into_iter().map(|id| id.to_string()).collect();
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let statement = sql!(
            sqlite: select_deeds!("SELECT value FROM json_each($2)"),
            postgres: select_deeds!("SELECT json_array_elements_text($2::json)");
            kind, serde_json::json!(subjects).to_string()
        );
        let rows = self.all(statement).await?;
        rows.iter().map(read_deed).collect()
    }

    /// The newest deed of one kind to a thing.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn latest_deed(&self, kind: &str, subject: &str) -> Result<Option<Deed>> {
        let statement = sql!(
            "SELECT a.subject, a.actor_id, u.name AS actor_name, a.after
             FROM audit a LEFT JOIN users u ON u.id = a.actor_id
             WHERE a.kind = $1 AND a.subject = $2 ORDER BY a.seq DESC LIMIT 1";
            kind, subject
        );
        let rows = self.all(statement).await?;
        rows.first().map(read_deed).transpose()
    }

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
