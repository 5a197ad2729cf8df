//! The outbox of server-sent events: that something changed, never what.

use domain::id::{UserId, WalletId};
use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// Key of the advisory lock that keeps events in order on PostgreSQL; any constant will do.
const EVENT_ORDER_LOCK: i64 = 0x6576_656e_7473;

/// An event to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// When.
    pub at: OffsetDateTime,
    /// What, as in `transfer.changed`.
    pub kind: String,
    /// Id of the thing in its wire form.
    pub subject: String,
    /// Addressed to all who may see this wallet when they read it.
    pub wallet_id: Option<WalletId>,
    /// Addressed to this user too, say because access to the wallet was just lost.
    pub user_id: Option<UserId>,
    /// Addressed to employees.
    pub staff: bool,
}

/// An event as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number: an event with a lower one never becomes visible later.
    pub seq: i64,
    /// What was written.
    pub event: NewEvent,
}

fn read(row: &Row) -> Result<Event> {
    let event = NewEvent {
        at: row.get("at")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        wallet_id: row.opt("wallet_id")?,
        user_id: row.opt("user_id")?,
        staff: row.get("staff")?,
    };
    Ok(Event {
        seq: row.get("seq")?,
        event,
    })
}

impl Tx {
    /// Adds an event to this transaction. It is written by [`Tx::commit`]: numbers must become
    /// visible in their order, or a reader that remembers the highest one would miss those that
    /// commit late, and so the lock on that order is held for the shortest time only.
    pub fn append_event(&mut self, event: NewEvent) {
        self.events.push(event);
    }

    pub(crate) async fn write_events(&mut self) -> Result<()> {
        let events = std::mem::take(&mut self.events);
        if events.is_empty() {
            return Ok(());
        }
        if self.is_postgres() {
            let lock = sql!("SELECT pg_advisory_xact_lock($1)"; EVENT_ORDER_LOCK);
            self.execute(lock).await?;
        }
        for NewEvent {
            at,
            kind,
            subject,
            wallet_id,
            user_id,
            staff,
        } in events
        {
            let insert = sql!(
                "INSERT INTO events (at, kind, subject, wallet_id, user_id, staff)
                 VALUES ($1, $2, $3, $4, $5, $6)";
                at, kind, subject, wallet_id, user_id, staff
            );
            self.execute(insert).await?;
        }
        Ok(())
    }

    /// Forgets events written before a moment. Answers how many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn purge_events(&mut self, before: OffsetDateTime) -> Result<u64> {
        self.execute(sql!("DELETE FROM events WHERE at < $1"; before))
            .await
    }
}

impl Store {
    /// Events after a number, in their order.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn events_after(&self, seq: i64, limit: u32) -> Result<Vec<Event>> {
        let statement = sql!(
            "SELECT seq, at, kind, subject, wallet_id, user_id, staff FROM events
             WHERE seq > $1 ORDER BY seq LIMIT $2";
            seq, limit
        );
        self.all(statement).await?.iter().map(read).collect()
    }

    /// The lowest and the highest number of what is kept, 0 when there is no event.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn kept_event_seqs(&self) -> Result<(i64, i64)> {
        // Two questions, each answered by an end of the index.
        let statement = sql!(
            "SELECT (SELECT coalesce(min(seq), 0) FROM events) AS oldest,
                    (SELECT coalesce(max(seq), 0) FROM events) AS newest"
        );
        let row = Conn::from(self).one(statement).await?;
        Ok((row.get("oldest")?, row.get("newest")?))
    }

    /// The highest number, 0 when there is no event.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn latest_event_seq(&self) -> Result<i64> {
        let statement = sql!("SELECT coalesce(max(seq), 0) AS seq FROM events");
        Conn::from(self).one(statement).await?.get("seq")
    }
}
