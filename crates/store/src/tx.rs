//! A write transaction, and the one view on "a transaction or the store" for reads.

use std::fmt;
use std::sync::Arc;

use sqlx::{Postgres, Sqlite, Transaction};
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::events::NewEvent;
use crate::observer::{Observed, UnitOutcome};
use crate::pacer::{OpenMark, Pace, Step};
use crate::patience::Patience;
use crate::sql::{Row, Statement, sql};
use crate::store::{Store, TimeSource};

/// A write transaction. Nothing is visible to others before [`Tx::commit`]; dropping it undoes
/// everything.
///
/// On SQLite it is the only writer (`BEGIN IMMEDIATE`). On PostgreSQL it runs at READ COMMITTED,
/// so what a decision rests on must be locked first, and always in the order user, pause row,
/// wallet, delegation, transfer.
pub struct Tx {
    observed: Observed,
    connection: Connection,
    time_source: Arc<dyn TimeSource>,
    pace: Pace,
    open: OpenMark,
    /// Written by `commit`: see [`Tx::append_event`].
    pub(crate) events: Vec<NewEvent>,
}

enum Connection {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>, Patience),
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let engine = match self.connection {
            Connection::Sqlite(_) => "Sqlite",
            Connection::Postgres(..) => "Postgres",
        };
        write!(f, "Tx({engine}, {})", self.observed.work())
    }
}

impl Tx {
    pub(crate) fn sqlite(
        transaction: Transaction<'static, Sqlite>,
        time_source: Arc<dyn TimeSource>,
        (observed, pace): (Observed, &Pace),
    ) -> Self {
        Self::new(observed, Connection::Sqlite(transaction), time_source, pace)
    }

    pub(crate) fn postgres(
        (transaction, patience): (Transaction<'static, Postgres>, Patience),
        time_source: Arc<dyn TimeSource>,
        (observed, pace): (Observed, &Pace),
    ) -> Self {
        let connection = Connection::Postgres(transaction, patience);
        Self::new(observed, connection, time_source, pace)
    }

    fn new(
        observed: Observed,
        connection: Connection,
        time_source: Arc<dyn TimeSource>,
        pace: &Pace,
    ) -> Self {
        Self {
            observed,
            connection,
            time_source,
            pace: pace.clone(),
            open: pace.open(),
            events: Vec::new(),
        }
    }

    /// Makes everything visible and durable.
    ///
    /// # Errors
    /// After [`Error::CommitUnknown`] everything is there or nothing is; after any other nothing.
    pub async fn commit(mut self) -> Result<()> {
        self.write_events().await?;
        let Self {
            mut observed,
            connection,
            pace,
            open,
            ..
        } = self;
        let commit = Box::pin(async move {
            match connection {
                Connection::Sqlite(transaction) => transaction.commit().await?,
                Connection::Postgres(transaction, patience) => {
                    match patience.wait(transaction.commit()).await {
                        Err(Error::Unavailable(source)) => {
                            return Err(Error::CommitUnknown(source));
                        }
                        committed => committed?,
                    }
                }
            }
            drop(open);
            Ok(())
        });
        let committed = pace.step(Step::Commit(observed.work()), commit).await;
        match committed {
            Ok(()) => observed.ended(UnitOutcome::Committed),
            Err(Error::CommitUnknown(_)) => observed.ended(UnitOutcome::Unknown),
            Err(_) => observed.ended(UnitOutcome::Undone),
        }
        committed
    }

    /// Undoes everything and waits until it is undone, which dropping does not.
    ///
    /// # Errors
    /// If the connection broke, after which the database undoes everything by itself.
    pub async fn rollback(self) -> Result<()> {
        let Self {
            connection,
            pace,
            open,
            observed: _observed,
            ..
        } = self;
        let rollback = Box::pin(async move {
            match connection {
                Connection::Sqlite(transaction) => transaction.rollback().await?,
                Connection::Postgres(transaction, patience) => {
                    patience.wait(transaction.rollback()).await?;
                }
            }
            drop(open);
            Ok(())
        });
        pace.step(Step::Rollback, rollback).await
    }

    /// The time by which leases are granted and end: the database's clock on PostgreSQL, so that
    /// nodes need not agree on theirs, and the store's [`TimeSource`] on SQLite.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lease_now(&mut self) -> Result<OffsetDateTime> {
        if let Some(clock) = self.pace.lease_clock() {
            return Ok(clock.now());
        }
        match self.connection {
            Connection::Sqlite(_) => Ok(self.time_source.now()),
            Connection::Postgres(..) => self
                .one(sql!("SELECT clock_timestamp() AS now"))
                .await?
                .get("now"),
        }
    }

    /// Whether rows must be locked; SQLite's writers are alone as it is.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.connection, Connection::Postgres(..))
    }

    /// Runs a statement; answers the number of rows that it wrote.
    pub(crate) async fn execute(&mut self, statement: Statement) -> Result<u64> {
        let execute = Box::pin(self.connection.execute(statement));
        self.pace.step(Step::Statement, execute).await
    }

    /// All rows.
    pub(crate) async fn all(&mut self, statement: Statement) -> Result<Vec<Row>> {
        let all = Box::pin(self.connection.all(statement));
        self.pace.step(Step::Statement, all).await
    }

    /// The one row that there is at most.
    ///
    /// Fetches all rows, not the first: SQLite runs `INSERT … RETURNING` only as far as rows are
    /// fetched, and a statement that is not run to its end holds up the commit.
    pub(crate) async fn optional(&mut self, statement: Statement) -> Result<Option<Row>> {
        Ok(self.all(statement).await?.into_iter().next())
    }

    /// The one row that there must be.
    pub(crate) async fn one(&mut self, statement: Statement) -> Result<Row> {
        self.optional(statement)
            .await?
            .ok_or_else(|| Error::corrupt("a row that must exist"))
    }
}

impl Connection {
    async fn execute(&mut self, statement: Statement) -> Result<u64> {
        Ok(match self {
            Self::Sqlite(transaction) => statement
                .for_sqlite()
                .execute(&mut **transaction)
                .await?
                .rows_affected(),
            Self::Postgres(transaction, patience) => {
                let statement = statement.for_postgres();
                let answer = patience.wait(statement.execute(&mut **transaction));
                answer.await?.rows_affected()
            }
        })
    }

    async fn all(&mut self, statement: Statement) -> Result<Vec<Row>> {
        Ok(match self {
            Self::Sqlite(transaction) => {
                let rows = statement.for_sqlite().fetch_all(&mut **transaction).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(transaction, patience) => {
                let statement = statement.for_postgres();
                let rows = patience
                    .wait(statement.fetch_all(&mut **transaction))
                    .await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }
}

/// Where a read runs: inside a write transaction or on its own.
#[derive(Debug)]
pub(crate) enum Conn<'a> {
    Store(&'a Store),
    Tx(&'a mut Tx),
}

impl<'a> From<&'a Store> for Conn<'a> {
    fn from(store: &'a Store) -> Self {
        Self::Store(store)
    }
}

impl<'a> From<&'a mut Tx> for Conn<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        Self::Tx(tx)
    }
}

impl Conn<'_> {
    /// All rows.
    pub(crate) async fn all(&mut self, statement: Statement) -> Result<Vec<Row>> {
        match self {
            Self::Store(store) => store.all(statement).await,
            Self::Tx(tx) => tx.all(statement).await,
        }
    }

    /// The one row that there is at most.
    pub(crate) async fn optional(&mut self, statement: Statement) -> Result<Option<Row>> {
        Ok(self.all(statement).await?.into_iter().next())
    }

    /// The one row that there must be.
    pub(crate) async fn one(&mut self, statement: Statement) -> Result<Row> {
        self.optional(statement)
            .await?
            .ok_or_else(|| Error::corrupt("a row that must exist"))
    }
}
