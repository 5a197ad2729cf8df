//! The budget of calls to custody, shared by all nodes: each takes a slice of the current minute's
//! calls in one short transaction and works from memory then. What a node that dies had taken is
//! lost for that minute.

use time::{Duration, OffsetDateTime};

use crate::error::Result;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// How long one budget lasts.
const MINUTE: Duration = Duration::MINUTE;

/// What a node wants of the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallsWanted {
    /// So many calls, or as many as there are.
    pub calls: u32,
    /// Calls of the minute that are left to others.
    pub reserve: u32,
    /// Calls of one minute.
    pub per_minute: u32,
}

/// What a node got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallSlice {
    /// So many calls; 0 when none is left.
    pub calls: u32,
    /// The minute they belong to, by its beginning.
    pub minute: OffsetDateTime,
    /// How long that holds: to the end of the minute, or of the time for which the budget is closed.
    pub lasts: Duration,
}

/// How the budget of the current minute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallsTaken {
    /// Calls that nodes have taken.
    pub calls: u32,
    /// Since custody refused one as one too many the budget is closed until then.
    pub closed_until: Option<OffsetDateTime>,
}

struct Budget {
    minute: Option<OffsetDateTime>,
    taken: u32,
    closed_until: Option<OffsetDateTime>,
}

macro_rules! select {
    () => {
        "SELECT minute, taken, closed_until FROM call_budget WHERE id = 1"
    };
}

impl Budget {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            minute: row.opt("minute")?,
            taken: row.get("taken")?,
            closed_until: row.opt("closed_until")?,
        })
    }

    fn at(&self, now: OffsetDateTime) -> CallsTaken {
        CallsTaken {
            calls: if self.minute == Some(minute_of(now)) {
                self.taken
            } else {
                0
            },
            closed_until: self.closed_until.filter(|until| *until > now),
        }
    }
}

/// The minute that a time lies in, by its beginning.
fn minute_of(at: OffsetDateTime) -> OffsetDateTime {
    at - Duration::nanoseconds(at.nanosecond().into()) - Duration::seconds(at.second().into())
}

impl Store {
    /// How the budget of the current minute stands.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn calls_taken(&self) -> Result<CallsTaken> {
        let now = self.lease_now().await?;
        let row = Conn::from(self).one(sql!(select!())).await?;
        Ok(Budget::read(&row)?.at(now))
    }
}

impl Tx {
    /// Takes calls of the current minute.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn take_calls(&mut self, wanted: CallsWanted) -> Result<CallSlice> {
        let CallsWanted {
            calls,
            reserve,
            per_minute,
        } = wanted;
        let statement = sql!(sqlite: select!(), postgres: concat!(select!(), " FOR UPDATE"));
        let budget = Budget::read(&self.one(statement).await?)?;
        // After the row is ours: who waited for it must not take of a minute that is over.
        let now = self.lease_now().await?;
        let minute = minute_of(now);
        let end = minute + MINUTE;
        let taken = budget.at(now);
        if let Some(until) = taken.closed_until {
            return Ok(CallSlice {
                calls: 0,
                minute,
                lasts: until.min(end) - now,
            });
        }
        let left = per_minute
            .saturating_sub(taken.calls)
            .saturating_sub(reserve);
        let calls = calls.min(left);
        if calls > 0 {
            self.execute(sql!(
                "UPDATE call_budget SET minute = $1, taken = $2 WHERE id = 1";
                minute, taken.calls.saturating_add(calls)
            ))
            .await?;
        }
        Ok(CallSlice {
            calls,
            minute,
            lasts: end - now,
        })
    }

    /// Gives calls back that were taken of a minute and not made; of one that is over nothing is
    /// kept.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn give_back_calls(&mut self, minute: OffsetDateTime, calls: u32) -> Result<()> {
        self.execute(sql!(
            "UPDATE call_budget SET taken = taken - $2 \
             WHERE id = 1 AND minute = $1 AND taken >= $2";
            minute, calls
        ))
        .await
        .map(drop)
    }

    /// Closes the budget for as long as custody asks for, or else to the end of the minute. Answers
    /// how long that is.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn close_calls(&mut self, wished: Option<Duration>) -> Result<Duration> {
        let now = self.lease_now().await?;
        let lasts = wished.unwrap_or(minute_of(now) + MINUTE - now);
        self.execute(sql!(
            "UPDATE call_budget SET closed_until = $1 \
             WHERE id = 1 AND (closed_until IS NULL OR closed_until < $1)";
            now + lasts
        ))
        .await?;
        Ok(lasts)
    }
}
