//! Another program that keeps the bank's database to itself.

use std::path::Path;

use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection,
    sqlite::SqliteConnectOptions,
};

/// A lock on a database, held until it is released.
#[derive(Debug)]
pub struct Hold(Held);

#[derive(Debug)]
enum Held {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Hold {
    /// Nobody else writes to this file of SQLite.
    ///
    /// # Panics
    /// When it cannot be opened, or somebody else holds it.
    pub async fn of_sqlite(file: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(file);
        let mut connection = SqliteConnection::connect_with(&options)
            .await
            .expect("the file");
        connection.execute("BEGIN EXCLUSIVE").await.expect("a lock");
        Self(Held::Sqlite(connection))
    }

    /// Nobody else reads or writes this table of PostgreSQL.
    ///
    /// # Panics
    /// When the server does not give the lock.
    pub async fn of_postgres(url: &str, table: &str) -> Self {
        let mut connection = PgConnection::connect(url).await.expect("the server");
        connection.execute("BEGIN").await.expect("a transaction");
        let lock = format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
        sqlx::query(AssertSqlSafe(lock))
            .execute(&mut connection)
            .await
            .expect("a lock");
        Self(Held::Postgres(connection))
    }

    /// Lets go of it; nothing was changed.
    ///
    /// # Panics
    /// When the connection broke.
    pub async fn release(self) {
        let closed = match self.0 {
            Held::Sqlite(connection) => connection.close().await,
            Held::Postgres(connection) => connection.close().await,
        };
        closed.expect("a closed connection");
    }
}
