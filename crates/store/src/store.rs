//! The store: its pools, how it is opened, migrated and closed.

mod connect;
pub(crate) mod sqlite_file;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::sqlite::SqlitePool;
use sqlx::{ConnectOptions as _, Connection as _, SqlSafeStr as _};
use time::OffsetDateTime;

use self::sqlite_file::FileLock;
use crate::error::{Error, Result};
use crate::inspection::Migrations;
use crate::pacer::{Pace, Pacer, Step};
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

/// How to open a store.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Times leases on SQLite.
    pub time_source: Arc<dyn TimeSource>,
    /// Connections for reads on SQLite, for everything on PostgreSQL.
    pub connections_max: u32,
    /// Who decides when each step is taken.
    pub pacer: Option<Arc<dyn Pacer>>,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            time_source: Arc::new(SteadyTimeSource::default()),
            connections_max: 10,
            pacer: None,
        }
    }
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
            connections_max,
            pacer,
        } = options;
        let pools = match url.split_once(':') {
            Some(("sqlite", path)) => connect::open_sqlite(path, connections_max).await?,
            Some(("postgres" | "postgresql", _)) => {
                connect::open_postgres(url, connections_max).await?
            }
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
            connections_max,
            pacer,
        } = StoreOptions::default();
        let pools = match url.strip_prefix("sqlite:") {
            Some(path) => connect::read_sqlite(path, connections_max).await?,
            None => connect::open_postgres(url, connections_max).await?,
        };
        Ok(Self {
            pools,
            time_source,
            pace: Pace::new(pacer),
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
        self.pace
            .step(Step::Begin, Box::pin(self.begin_now(work)))
            .await
    }

    async fn begin_now(&self, work: UnitOfWork) -> Result<Tx> {
        let time_source = Arc::clone(&self.time_source);
        Ok(match &self.pools {
            Pools::Sqlite { write, .. } => {
                let transaction = write.begin_with("BEGIN IMMEDIATE").await?;
                Tx::sqlite(transaction, time_source, (work, &self.pace))
            }
            Pools::Postgres { pool, .. } => {
                // Said here, so that a server with another default cannot change what is locked.
                let begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
                Tx::postgres(
                    pool.begin_with(begin).await?,
                    time_source,
                    (work, &self.pace),
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
            Pools::Postgres { pool, .. } => {
                let rows = statement.for_postgres().fetch_all(pool).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
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
