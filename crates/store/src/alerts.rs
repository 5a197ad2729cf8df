//! Alerts that were raised: each fact once, however often it is met.

use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::sql;
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
}
