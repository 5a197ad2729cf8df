//! The store: its pools, how it is opened, migrated and closed.

mod connect;
pub(crate) mod sqlite_file;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgRow};
use sqlx::sqlite::SqlitePool;
use sqlx::{ConnectOptions as _, Connection as _, SqlSafeStr as _};
use time::OffsetDateTime;

use self::sqlite_file::FileLock;
use crate::error::{Error, Result};
use crate::inspection::Migrations;
use crate::observer::{Observed, Observer};
use crate::pacer::{Pace, Pacer, Step};
use crate::patience::Patience;
use crate::sql::{Row, Statement, sql};
use crate::tx::{Conn, Tx};
use crate::unit::UnitOfWork;

/// The migrations in their order: number, name, text for SQLite, text for PostgreSQL.
const MIGRATIONS: &[(i64, &str, &str, &str)] = &[
    (
        1,
        "initial",
        include_str!("../migrations/sqlite/0001_initial.sql"),
        include_str!("../migrations/postgres/0001_initial.sql"),
    ),
    (
        2,
        "webhooks",
        include_str!("../migrations/sqlite/0002_webhooks.sql"),
        include_str!("../migrations/postgres/0002_webhooks.sql"),
    ),
    (
        3,
        "audit_seals",
        include_str!("../migrations/sqlite/0003_audit_seals.sql"),
        include_str!("../migrations/postgres/0003_audit_seals.sql"),
    ),
    (
        4,
        "recovery",
        include_str!("../migrations/sqlite/0004_recovery.sql"),
        include_str!("../migrations/postgres/0004_recovery.sql"),
    ),
    (
        5,
        "executor",
        include_str!("../migrations/sqlite/0005_executor.sql"),
        include_str!("../migrations/postgres/0005_executor.sql"),
    ),
    (
        6,
        "list_indexes",
        include_str!("../migrations/sqlite/0006_list_indexes.sql"),
        include_str!("../migrations/postgres/0006_list_indexes.sql"),
    ),
    (
        7,
        "alert_acknowledgements",
        include_str!("../migrations/sqlite/0007_alert_acknowledgements.sql"),
        include_str!("../migrations/postgres/0007_alert_acknowledgements.sql"),
    ),
];

/// The clock that times leases on SQLite, which must not step; PostgreSQL has its own.
pub trait TimeSource: fmt::Debug + Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> OffsetDateTime;
}

/// The machine's clock as it was once, and the time that has passed since. Setting the machine's
/// clock, forwards or backwards, neither ends a lease before its time nor makes it last longer.
#[derive(Debug, Clone, Copy)]
pub struct SteadyTimeSource {
    anchor: OffsetDateTime,
    since: Instant,
}

impl SteadyTimeSource {
    /// Goes on from this time.
    #[must_use]
    pub fn starting_at(anchor: OffsetDateTime) -> Self {
        Self {
            anchor,
            since: Instant::now(),
        }
    }
}

impl Default for SteadyTimeSource {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the machine's clock is read"
    )]
    fn default() -> Self {
        Self::starting_at(OffsetDateTime::now_utc())
    }
}

impl TimeSource for SteadyTimeSource {
    fn now(&self) -> OffsetDateTime {
        self.anchor + self.since.elapsed()
    }
}

/// What one process may take of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections for reads on SQLite, for everything on PostgreSQL.
    pub connections_max: u32,
    /// How long a transaction waits for a lock of another one.
    pub lock_timeout: Duration,
    /// How long one statement may run on PostgreSQL.
    pub statement_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 10,
            lock_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
        }
    }
}

/// How to open a store.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Times leases on SQLite.
    pub time_source: Arc<dyn TimeSource>,
    /// What this process may take of the database.
    pub limits: Limits,
    /// Who decides when each step is taken.
    pub pacer: Option<Arc<dyn Pacer>>,
    /// Who hears how each write transaction went.
    pub observer: Option<Arc<dyn Observer>>,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            time_source: Arc::new(SteadyTimeSource::default()),
            limits: Limits::default(),
            pacer: None,
            observer: None,
        }
    }
}

/// The connections that a process holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// Those that somebody uses.
    pub busy: u32,
    /// Those that wait for somebody.
    pub idle: u32,
}

/// Which engine keeps the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, one process.
    Sqlite,
    /// A server, any number of processes.
    Postgres,
}

/// The bank's database. Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    time_source: Arc<dyn TimeSource>,
    pace: Pace,
    observer: Option<Arc<dyn Observer>>,
}

#[derive(Clone)]
enum Pools {
    Sqlite {
        /// Reads never wait for writers: the file is in WAL mode and they have their own
        /// connections, which cannot write.
        read: SqlitePool,
        /// One connection: writers queue here in their order instead of polling for the file.
        write: SqlitePool,
        lock: Arc<Mutex<Option<FileLock>>>,
    },
    Postgres {
        pool: PgPool,
        patience: Patience,
        /// For migrations, which take longer than a request's statement may.
        unhurried: Box<PgConnectOptions>,
    },
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({:?})", self.engine())
    }
}

impl Store {
    /// Opens `sqlite:PATH` (made when it does not exist) or `postgres://…`. Tables are brought up
    /// to date by [`Store::migrate`].
    ///
    /// # Errors
    /// [`Error::InvalidUrl`], [`Error::Locked`] when another process has the file,
    /// [`Error::Unavailable`].
    pub async fn open(url: &str, options: StoreOptions) -> Result<Self> {
        let StoreOptions {
            time_source,
            limits,
            pacer,
            observer,
        } = options;
        let pools = match url.split_once(':') {
            Some(("sqlite", path)) => connect::open_sqlite(path, &limits).await?,
            Some(("postgres" | "postgresql", _)) => connect::open_postgres(url, &limits).await?,
            Some(_) | None => {
                let reason = "it starts with sqlite: or postgres:";
                return Err(Error::InvalidUrl {
                    reason: reason.into(),
                });
            }
        };
        Ok(Self {
            pools,
            time_source,
            pace: Pace::new(pacer),
            observer,
        })
    }

    /// Opens a database to look at it, whether its bank runs or not: no lock of an SQLite file is
    /// taken, and nothing can be written to it by this store.
    ///
    /// # Errors
    /// As [`Store::open`]; a file that does not exist is [`Error::Unavailable`].
    pub async fn open_for_reading(url: &str) -> Result<Self> {
        let StoreOptions {
            time_source,
            limits,
            pacer,
            observer,
        } = StoreOptions::default();
        let pools = match url.strip_prefix("sqlite:") {
            Some(path) => connect::read_sqlite(path, &limits).await?,
            None => connect::open_postgres(url, &limits).await?,
        };
        Ok(Self {
            pools,
            time_source,
            pace: Pace::new(pacer),
            observer,
        })
    }

    /// Opens a database for [`Store::migrations`] and its like: writes nothing, makes no file, and
    /// says at once why a server cannot be reached, where [`Store::open`] would try again.
    ///
    /// # Errors
    /// As [`Store::open`]; a file that does not exist is [`Error::Unavailable`].
    pub async fn open_for_inspection(url: &str) -> Result<Self> {
        let pools = match url.strip_prefix("sqlite:") {
            Some(path) => connect::inspect_sqlite(path).await?,
            None => connect::inspect_postgres(url).await?,
        };
        Ok(Self {
            pools,
            time_source: StoreOptions::default().time_source,
            pace: Pace::new(None),
            observer: None,
        })
    }

    /// Brings the tables up to date. Safe to run at each start and from several nodes at once. The
    /// migrator's own table needs the right to make tables even when there is nothing to do, so it
    /// is left alone then.
    ///
    /// # Errors
    /// [`Error::Migration`] when a migration fails, or one that was applied differs from ours.
    pub async fn migrate(&self) -> Result<()> {
        if self.migrations().await? == Migrations::default() {
            return Ok(());
        }
        match &self.pools {
            Pools::Sqlite { write, .. } => migrator(Engine::Sqlite).run(write).await?,
            Pools::Postgres { unhurried, .. } => {
                let mut connection = unhurried.connect().await?;
                migrator(Engine::Postgres).run(&mut connection).await?;
                connection.close().await?;
            }
        }
        Ok(())
    }

    /// Closes all connections, waits for those in use, and gives the file back.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write, lock } => {
                read.close().await;
                write.close().await;
                drop(lock.lock().unwrap_or_else(PoisonError::into_inner).take());
            }
            Pools::Postgres { pool, .. } => pool.close().await,
        }
    }

    /// Which engine keeps the data.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    /// The connections that this process holds.
    #[must_use]
    pub fn connections(&self) -> Connections {
        let (open, idle) = match &self.pools {
            Pools::Sqlite { read, write, .. } => (
                read.size() + write.size(),
                read.num_idle() + write.num_idle(),
            ),
            Pools::Postgres { pool, .. } => (pool.size(), pool.num_idle()),
        };
        let idle = u32::try_from(idle).unwrap_or(u32::MAX);
        Connections {
            idle: idle.min(open),
            busy: open.saturating_sub(idle),
        }
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// If it gives none.
    pub async fn ping(&self) -> Result<()> {
        self.all(sql!("SELECT 1")).await.map(drop)
    }

    /// Begins a write transaction. Whoever holds one must not wait for another: on SQLite there is
    /// one at a time.
    ///
    /// # Errors
    /// [`Error::Busy`] or [`Error::Unavailable`] when no connection comes free in time.
    pub async fn begin(&self, work: UnitOfWork) -> Result<Tx> {
        let observed = Observed::begin(work, self.observer.as_ref());
        self.pace
            .step(Step::Begin, Box::pin(self.begin_now(observed)))
            .await
    }

    async fn begin_now(&self, observed: Observed) -> Result<Tx> {
        let time_source = Arc::clone(&self.time_source);
        Ok(match &self.pools {
            Pools::Sqlite { write, .. } => {
                let transaction = write.begin_with("BEGIN IMMEDIATE").await?;
                Tx::sqlite(transaction, time_source, (observed, &self.pace))
            }
            Pools::Postgres { pool, patience, .. } => {
                // Said here, so that a server with another default cannot change what is locked.
                let begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
                let transaction = patience.wait(pool.begin_with(begin)).await?;
                Tx::postgres(
                    (transaction, *patience),
                    time_source,
                    (observed, &self.pace),
                )
            }
        })
    }

    /// See [`Tx::lease_now`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lease_now(&self) -> Result<OffsetDateTime> {
        if let Some(clock) = self.pace.lease_clock() {
            return Ok(clock.now());
        }
        match self.pools {
            Pools::Sqlite { .. } => Ok(self.time_source.now()),
            Pools::Postgres { .. } => Conn::from(self)
                .one(sql!("SELECT clock_timestamp() AS now"))
                .await?
                .get("now"),
        }
    }

    /// Number, name and checksum of each migration for this engine, in their order.
    pub(crate) fn known_migrations(&self) -> Vec<(i64, String, Vec<u8>)> {
        let known = migrator(self.engine());
        let row = |migration: &Migration| {
            let Migration {
                version,
                description,
                checksum,
                ..
            } = migration;
            (*version, description.to_string(), checksum.to_vec())
        };
        known.iter().map(row).collect()
    }

    /// All rows of a read.
    pub(crate) async fn all(&self, statement: Statement) -> Result<Vec<Row>> {
        self.pace
            .step(Step::Read, Box::pin(self.read(statement)))
            .await
    }

    /// As [`Store::all`], at nobody's pace: for what happens before the bank runs.
    pub(crate) async fn read(&self, statement: Statement) -> Result<Vec<Row>> {
        Ok(match &self.pools {
            Pools::Sqlite { read, .. } => {
                let rows = statement.for_sqlite().fetch_all(read).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Pools::Postgres { pool, patience, .. } => {
                let rows = fetch_all(pool, *patience, statement).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }
}

/// How often a read is tried whose connection is lost on the way.
const READ_TRIES: u32 = 3;
/// A read that was lost after a longer time is not tried again: somebody waits for it.
const READ_AGAIN_WITHIN: Duration = Duration::from_secs(5);

/// A read on its own changes nothing, so it may be asked again on another connection.
async fn fetch_all(pool: &PgPool, patience: Patience, statement: Statement) -> Result<Vec<PgRow>> {
    let begun = Instant::now();
    let mut tries = 1;
    loop {
        let rows = patience
            .wait(statement.clone().for_postgres().fetch_all(pool))
            .await;
        match rows {
            Err(Error::Unavailable(_))
                if tries < READ_TRIES && begun.elapsed() < READ_AGAIN_WITHIN =>
            {
                tries += 1;
            }
            rows => return rows,
        }
    }
}

/// The migrations of one engine. Built here and not by sqlx's macro, which would compile the
/// drivers a second time.
fn migrator(engine: Engine) -> Migrator {
    let migration =
        |(version, name, sqlite, postgres): &(i64, &'static str, &'static str, &'static str)| {
            let text = match engine {
                Engine::Sqlite => *sqlite,
                Engine::Postgres => *postgres,
            };
            Migration::new(
                *version,
                (*name).into(),
                MigrationType::Simple,
                text.into_sql_str(),
                false,
            )
        };
    Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect())
}
