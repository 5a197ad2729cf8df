//! A fresh, migrated store for one test, and a door past the store for what no program should do.

mod postgres;
mod rows;

use std::ops::Deref;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use store::{Engine, Error, Store, StoreOptions, TimeSource};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::plans;

pub(crate) use postgres::TestDatabase;
pub(crate) use rows::*;

/// When tests begin, unless they say otherwise.
pub(crate) const START: OffsetDateTime = datetime!(2026-11-24 08:00 UTC);

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub(crate) struct ManualTime(Mutex<OffsetDateTime>);

impl TimeSource for ManualTime {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

/// A migrated store of its own for one test.
#[derive(Debug)]
pub(crate) struct TestStore {
    store: Store,
    url: String,
    time: Arc<ManualTime>,
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// Runs a test on SQLite.
pub(crate) async fn on_sqlite(test: impl AsyncFnOnce(&TestStore)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.db").display().to_string();
    let url = format!("sqlite:{path}");
    plans::listen();
    run((&url, &url), test)
        .await
        .unwrap_or_else(|panic| resume_unwind(panic));
    plans::check_sqlite(&path).await;
}

/// Runs a test on PostgreSQL, if there is one.
pub(crate) async fn on_postgres(test: impl AsyncFnOnce(&TestStore)) {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    plans::listen();
    let ended = run((&database.url, &telling_plans(&database.url)), test).await;
    // Dropped before the panic goes on, so that a failing test leaves nothing behind.
    database.drop().await;
    ended.unwrap_or_else(|panic| resume_unwind(panic));
    plans::check_postgres();
}

/// The URL for connections whose statements are explained.
fn telling_plans(url: &str) -> String {
    let settings = plans::TELL_PLANS.map(|(name, value)| format!("options[{name}]={value}"));
    let begin = if url.contains('?') { '&' } else { '?' };
    format!("{url}{begin}{}", settings.join("&"))
}

/// Runs a test on a database that the store reaches by one URL and the test itself by another one.
async fn run(
    (raw_url, url): (&str, &str),
    test: impl AsyncFnOnce(&TestStore),
) -> std::thread::Result<()> {
    let time = Arc::new(ManualTime(Mutex::new(START)));
    let options = StoreOptions {
        time_source: time.clone(),
        ..StoreOptions::default()
    };
    let store = Store::open(url, options).await.unwrap();
    store.migrate().await.unwrap();
    let url = raw_url.to_owned();
    let fixture = TestStore { store, url, time };
    let ended = AssertUnwindSafe(Box::pin(test(&fixture)))
        .catch_unwind()
        .await;
    fixture.close().await;
    ended
}

impl TestStore {
    /// Lets every lease that ends within a while end: moves the clock on SQLite, the ends of the
    /// leases on PostgreSQL, whose clock is nobody's to move.
    pub(crate) async fn pass(&self, while_: Duration) {
        match self.engine() {
            Engine::Sqlite => *self.time.0.lock().unwrap() += while_,
            Engine::Postgres => {
                for (table, next) in [
                    ("wallets", "next_open_at"),
                    ("transfers", "next_attempt_at"),
                    ("inbox", "next_at"),
                    ("wallet_comparisons", "next_at"),
                ] {
                    let micros = while_.whole_microseconds();
                    self.raw(&format!(
                        "UPDATE {table} SET
                             lease_until = lease_until - interval '{micros} microseconds',
                             {next} = {next} - interval '{micros} microseconds'"
                    ))
                    .await
                    .unwrap();
                }
                let micros = while_.whole_microseconds();
                self.raw(&format!(
                    "UPDATE audit_sealer SET
                         lease_until = lease_until - interval '{micros} microseconds'"
                ))
                .await
                .unwrap();
            }
        }
    }

    /// Whether the engine is SQLite.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.engine() == Engine::Sqlite
    }

    /// Runs a statement past the store, as somebody with a database client could.
    pub(crate) async fn raw(&self, text: &str) -> Result<u64, Error> {
        let text = AssertSqlSafe(text.to_owned());
        match self.engine() {
            Engine::Sqlite => {
                let path = self.url.strip_prefix("sqlite:").unwrap();
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let options = options
                    .foreign_keys(true)
                    .busy_timeout(std::time::Duration::ZERO)
                    .disable_statement_logging();
                let mut connection = options.connect().await?;
                let done = sqlx::query(text).execute(&mut connection).await;
                connection.close().await?;
                Ok(done?.rows_affected())
            }
            Engine::Postgres => {
                let mut connection = postgres::connect(&self.url).await?;
                let done = sqlx::query(text).execute(&mut connection).await;
                connection.close().await?;
                Ok(done?.rows_affected())
            }
        }
    }

    /// Expects the database itself to refuse a statement.
    pub(crate) async fn refuses(&self, text: &str) {
        let refusal = self.raw(text).await.expect_err(text);
        assert!(matches!(refusal, Error::Refused(_)), "{text}: {refusal:?}");
    }

    /// The first column of all rows, as text.
    pub(crate) async fn texts(&self, sqlite: &str, postgres: &str) -> Vec<String> {
        match self.engine() {
            Engine::Sqlite => {
                let path = self.url.strip_prefix("sqlite:").unwrap();
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let options = options.disable_statement_logging();
                let mut connection = options.connect().await.unwrap();
                let text = AssertSqlSafe(sqlite.to_owned());
                sqlx::query_scalar(text)
                    .fetch_all(&mut connection)
                    .await
                    .unwrap()
            }
            Engine::Postgres => {
                let mut connection = postgres::connect(&self.url).await.unwrap();
                let text = AssertSqlSafe(postgres.to_owned());
                sqlx::query_scalar(text)
                    .fetch_all(&mut connection)
                    .await
                    .unwrap()
            }
        }
    }
}
