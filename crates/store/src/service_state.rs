//! What the running bank knows about itself: the latest value of each fact, shared by all nodes.

use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// A fact that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServiceFact {
    /// Custody answered a call, whatever it said.
    CustodyAnswered,
    /// The worker went through its loop.
    WorkerSeen,
    /// Our books were compared with custody's.
    BooksCompared,
    /// Custody refuses our account; the executor stands still until a probe succeeds.
    CustodyMisconfigured,
    /// Calls to custody fail, so that a node holds them back.
    CustodyOutOfReach,
    /// Wallets in a row for which custody refused a transfer.
    DeniedStreak,
    /// A verified message of custody came in.
    NoticeReceived,
    /// Custody's wallets were looked through for such as the bank does not know.
    OrphansSought,
    /// The head of the audit was written to the log.
    AuditHeadLogged,
}

impl ServiceFact {
    /// All facts.
    pub const ALL: [Self; 9] = [
        Self::CustodyAnswered,
        Self::WorkerSeen,
        Self::BooksCompared,
        Self::CustodyMisconfigured,
        Self::CustodyOutOfReach,
        Self::DeniedStreak,
        Self::NoticeReceived,
        Self::OrphansSought,
        Self::AuditHeadLogged,
    ];

    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CustodyAnswered => "custody_answered",
            Self::WorkerSeen => "worker_seen",
            Self::BooksCompared => "books_compared",
            Self::CustodyMisconfigured => "custody_misconfigured",
            Self::CustodyOutOfReach => "custody_out_of_reach",
            Self::DeniedStreak => "denied_streak",
            Self::NoticeReceived => "notice_received",
            Self::OrphansSought => "orphans_sought",
            Self::AuditHeadLogged => "audit_head_logged",
        }
    }
}

/// The latest value of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceState {
    /// When it was noted.
    pub at: OffsetDateTime,
    /// What was noted; its form is the writer's.
    pub value: String,
}

fn read(row: &Row) -> Result<ServiceState> {
    Ok(ServiceState {
        at: row.get("at")?,
        value: row.get("value")?,
    })
}

async fn service_state(mut conn: Conn<'_>, fact: ServiceFact) -> Result<Option<ServiceState>> {
    let statement = sql!("SELECT at, value FROM service_state WHERE key = $1"; fact.as_str());
    conn.optional(statement)
        .await?
        .map(|row| read(&row))
        .transpose()
}

impl Store {
    /// The latest value of a fact.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn service_state(&self, fact: ServiceFact) -> Result<Option<ServiceState>> {
        service_state(self.into(), fact).await
    }
}

impl Tx {
    /// The latest value of a fact.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn service_state(&mut self, fact: ServiceFact) -> Result<Option<ServiceState>> {
        service_state(self.into(), fact).await
    }

    /// Notes a fact; an older one never overwrites a newer one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn note_service_state(
        &mut self,
        fact: ServiceFact,
        at: OffsetDateTime,
        value: &str,
    ) -> Result<()> {
        let statement = sql!(
            "INSERT INTO service_state (key, at, value) VALUES ($1, $2, $3)
             ON CONFLICT (key) DO UPDATE SET at = $2, value = $3 WHERE service_state.at <= $2";
            fact.as_str(), at, value
        );
        self.execute(statement).await.map(drop)
    }

    /// Notes a fact, unless it was noted at or after a moment already: of all nodes one is `true`
    /// and does what the fact tells of.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn take_turn(
        &mut self,
        fact: ServiceFact,
        at: OffsetDateTime,
        unless_since: OffsetDateTime,
        value: &str,
    ) -> Result<bool> {
        let statement = sql!(
            "INSERT INTO service_state (key, at, value) VALUES ($1, $2, $4)
             ON CONFLICT (key) DO UPDATE SET at = $2, value = $4 WHERE service_state.at < $3";
            fact.as_str(), at, unless_since, value
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// Forgets a fact.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn clear_service_state(&mut self, fact: ServiceFact) -> Result<()> {
        let statement = sql!("DELETE FROM service_state WHERE key = $1"; fact.as_str());
        self.execute(statement).await.map(drop)
    }
}
