//! Alerts that were raised: each fact once, however often it is met; and who has looked at them.

use domain::id::UserId;
use time::OffsetDateTime;

use crate::audit::{self, Audit};
use crate::error::Result;
use crate::page::{Page, Paged, SeqCursor};
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// A fact that employees must hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertFact {
    /// Tells this fact from every other one. May name things in custody's words: no page shows it.
    pub fact: String,
    /// Kind of the audit row, `alert.…`.
    pub kind: String,
    /// What it is about, as the audit names it.
    pub subject: String,
}

/// An alert of the audit, and who has looked at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertListing {
    /// The alert as it was written.
    pub alert: Audit,
    /// Who has looked at it; absent while it is open.
    pub acknowledgement: Option<Acknowledgement>,
}

/// That an employee has looked at an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Who.
    pub by: UserId,
    /// Name of who.
    pub name: String,
    /// Email of who.
    pub email: String,
    /// The remark.
    pub comment: Option<String>,
    /// When.
    pub at: OffsetDateTime,
}

/// An acknowledgement to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAcknowledgement {
    /// Number of the alert in the audit.
    pub audit_seq: i64,
    /// Who.
    pub by: UserId,
    /// The remark.
    pub comment: Option<String>,
    /// When.
    pub at: OffsetDateTime,
}

/// Alerts are asked for in the words of the index `audit_alerts`.
macro_rules! select_alerts {
    ($condition:literal) => {
        concat!(
            "SELECT a.seq, a.at, a.actor_id, a.actor, a.kind, a.subject, a.before, a.after, \
             a.request_id, a.address, k.by_id, k.comment, k.at AS acknowledged_at, \
             u.name AS by_name, u.email AS by_email \
             FROM audit a \
             LEFT JOIN alert_acknowledgements k ON k.audit_seq = a.seq \
             LEFT JOIN users u ON u.id = k.by_id \
             WHERE substr(a.kind, 1, 6) = 'alert.' AND ",
            $condition
        )
    };
}

impl AlertListing {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            alert: audit::read(row)?,
            acknowledgement: Acknowledgement::read(row)?,
        })
    }
}

impl Acknowledgement {
    fn read(row: &Row) -> Result<Option<Self>> {
        let Some(by) = row.opt("by_id")? else {
            return Ok(None);
        };
        Ok(Some(Self {
            by,
            name: row.get("by_name")?,
            email: row.get("by_email")?,
            comment: row.opt("comment")?,
            at: row.get("acknowledged_at")?,
        }))
    }
}

impl Tx {
    /// Notes that an alert is raised for a fact. `false` when it was before: then there is nothing
    /// to raise.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn note_alert(&mut self, alert: &AlertFact, at: OffsetDateTime) -> Result<bool> {
        let AlertFact {
            fact,
            kind,
            subject,
        } = alert;
        let statement = sql!(
            "INSERT INTO raised_alerts (fact, kind, subject, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (fact) DO NOTHING";
            fact, kind, subject, at
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// The alert of this number; `None` when the audit has none there.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn alert(&mut self, audit_seq: i64) -> Result<Option<AlertListing>> {
        let found = self
            .optional(sql!(select_alerts!("a.seq = $1"); audit_seq))
            .await?;
        found.map(|row| AlertListing::read(&row)).transpose()
    }

    /// Notes that an employee has looked at an alert. `false` when somebody had before.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn acknowledge_alert(&mut self, new: &NewAcknowledgement) -> Result<bool> {
        let NewAcknowledgement {
            audit_seq,
            by,
            comment,
            at,
        } = new;
        let statement = sql!(
            "INSERT INTO alert_acknowledgements (audit_seq, by_id, comment, at)
             VALUES ($1, $2, $3, $4) ON CONFLICT (audit_seq) DO NOTHING";
            *audit_seq, *by, comment.as_deref(), *at
        );
        Ok(self.execute(statement).await? == 1)
    }
}

impl Store {
    /// How many facts an alert was raised for.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn count_alerts(&self) -> Result<u32> {
        let statement = sql!("SELECT count(*) AS alerts FROM raised_alerts");
        Conn::from(self).one(statement).await?.get("alerts")
    }

    /// How many alerts nobody has looked at yet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn count_open_alerts(&self) -> Result<u32> {
        let statement = sql!(
            "SELECT count(*) AS open FROM audit a
             WHERE substr(a.kind, 1, 6) = 'alert.' AND NOT EXISTS
             (SELECT 1 FROM alert_acknowledgements k WHERE k.audit_seq = a.seq)"
        );
        Conn::from(self).one(statement).await?.get("open")
    }

    /// Alerts, newest first: those that somebody has looked at, those that nobody has, or all.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn alerts(
        &self,
        acknowledged: Option<bool>,
        page: Page<SeqCursor>,
    ) -> Result<Paged<AlertListing, SeqCursor>> {
        let statement = sql!(
            select_alerts!(
                "a.seq < $1 AND ($2 IS NULL OR (k.audit_seq IS NOT NULL) = $2) \
                 ORDER BY a.seq DESC LIMIT $3"
            );
            page.after.unwrap_or(SeqCursor::NEWEST).seq, acknowledged, page.limit_and_one()
        );
        let rows = self.all(statement).await?;
        let rows = rows
            .iter()
            .map(AlertListing::read)
            .collect::<Result<Vec<_>>>()?;
        Ok(page.close(rows, |row| SeqCursor { seq: row.alert.seq }))
    }
}
