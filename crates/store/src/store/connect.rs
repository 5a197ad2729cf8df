//! The connections of each engine, and how long they wait.

use std::str::FromStr as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::sqlite_file::{self, FileLock};
use super::{Limits, Pools};
use crate::error::{Error, Result};
use crate::patience::{self, Patience};

/// How long PostgreSQL keeps a transaction whose program has stopped talking.
const IDLE_TRANSACTION_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a caller waits for a free connection beyond the time in which locks are waited for, so
/// that writers who queue behind a waiting one still get their turn.
const ACQUIRE_EXTRA: Duration = Duration::from_secs(5);

/// Prepared statements that a connection keeps: more than this crate has.
const STATEMENTS_MAX: usize = 256;

impl Limits {
    fn acquire_timeout(&self) -> Duration {
        self.lock_timeout + ACQUIRE_EXTRA
    }
}

/// The pools of an SQLite file that is this process's alone.
pub(super) async fn open_sqlite(path: &str, limits: &Limits) -> Result<Pools> {
    let path = sqlite_file::path(path)?;
    let lock = FileLock::take(&path)?;
    sqlite_file::keep_private(&path)?;
    // The writer comes first: it makes the file and switches it to WAL, which readers cannot.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        // Unlike one to a server, a connection to a file is not lost while it rests.
        .test_before_acquire(false)
        .after_release(|connection, _| Box::pin(sqlite_file::is_at_rest(connection)))
        .acquire_timeout(limits.acquire_timeout())
        .connect_with(
            sqlite_file::writer(&path, limits.lock_timeout)
                .statement_cache_capacity(STATEMENTS_MAX),
        )
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(limits.connections_max)
        .test_before_acquire(false)
        .acquire_timeout(limits.acquire_timeout())
        .connect_with(
            sqlite_file::reader(&path, limits.lock_timeout)
                .statement_cache_capacity(STATEMENTS_MAX),
        )
        .await?;
    Ok(Pools::Sqlite {
        read,
        write,
        lock: Arc::new(Mutex::new(Some(lock))),
    })
}

/// The pools of an SQLite file that somebody else may be writing.
pub(super) async fn read_sqlite(path: &str, limits: &Limits) -> Result<Pools> {
    let path = sqlite_file::existing(path)?;
    let options =
        sqlite_file::reader(&path, limits.lock_timeout).statement_cache_capacity(STATEMENTS_MAX);
    let read = SqlitePoolOptions::new()
        .max_connections(limits.connections_max)
        .acquire_timeout(limits.acquire_timeout())
        .connect_with(options.clone())
        .await?;
    // A transaction on it is refused by SQLite: the connection cannot write.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_lazy_with(options);
    Ok(Pools::Sqlite {
        read,
        write,
        lock: Arc::default(),
    })
}

/// The pools of an SQLite file that stays as it is, its folder too.
pub(super) async fn inspect_sqlite(path: &str) -> Result<Pools> {
    let limits = Limits::default();
    let path = sqlite_file::existing(path)?;
    FileLock::try_existing(&path)?;
    // Even a reader makes the log's files where they are missing, unless the file is said to rest.
    // It does when nothing beside it waits to be brought in.
    let rests = ["-wal", "-journal"]
        .iter()
        .all(|end| !sqlite_file::beside(&path, end).exists());
    let options = sqlite_file::reader(&path, limits.lock_timeout).immutable(rests);
    let read = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(limits.acquire_timeout())
        .connect_with(options.clone())
        .await?;
    Ok(Pools::Sqlite {
        read,
        write: SqlitePoolOptions::new().connect_lazy_with(options),
        lock: Arc::default(),
    })
}

/// The pool of a PostgreSQL database that answers at its first call.
pub(super) async fn inspect_postgres(url: &str) -> Result<Pools> {
    let limits = Limits {
        connections_max: 1,
        ..Limits::default()
    };
    // A pool tries again until its time is over, and forgets why.
    let options = postgres(url)?;
    let connection = tokio::time::timeout(limits.acquire_timeout(), options.connect())
        .await
        .map_err(|elapsed| Error::Unavailable(Box::new(elapsed)))??;
    connection.close().await?;
    open_postgres(url, &limits).await
}

fn postgres(url: &str) -> Result<PgConnectOptions> {
    let options = PgConnectOptions::from_str(url).map_err(|_| Error::InvalidUrl {
        reason: "it is no PostgreSQL URL".into(),
    })?;
    Ok(options
        .application_name("bank-custody")
        .statement_cache_capacity(STATEMENTS_MAX)
        .options([("timezone", "UTC")]))
}

/// The pool of a PostgreSQL database.
pub(super) async fn open_postgres(url: &str, limits: &Limits) -> Result<Pools> {
    let unhurried = postgres(url)?;
    let hurried = unhurried.clone().options([
        ("lock_timeout", millis(limits.lock_timeout)),
        ("statement_timeout", millis(limits.statement_timeout)),
        (
            "idle_in_transaction_session_timeout",
            millis(IDLE_TRANSACTION_TIMEOUT),
        ),
    ]);
    let pool = PgPoolOptions::new()
        .max_connections(limits.connections_max)
        .acquire_timeout(limits.acquire_timeout());
    let pool = patience::lend_living(pool).connect_with(hurried).await?;
    Ok(Pools::Postgres {
        pool,
        patience: Patience::beyond(limits.statement_timeout),
        unhurried: Box::new(unhurried),
    })
}

fn millis(duration: Duration) -> String {
    duration.as_millis().to_string()
}
