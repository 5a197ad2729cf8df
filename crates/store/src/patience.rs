//! How long this program waits for an answer of a server that says nothing.

use std::io::ErrorKind;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnection, PgPoolOptions, Postgres};

use crate::error::{Error, Result};

/// What the server's own limit on a statement is given on top, before it counts as silent.
const GRACE: Duration = Duration::from_secs(3);
/// How long an idle connection may take to say that it is alive.
const SIGN_OF_LIFE_MAX: Duration = Duration::from_secs(2);

/// The server ends a statement that takes too long; where the network has lost the server nobody
/// does, and the operating system waits for a quarter of an hour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience(Duration);

impl Patience {
    /// For statements that the server ends after this time.
    pub(crate) fn beyond(statement_timeout: Duration) -> Self {
        Self(statement_timeout + GRACE)
    }

    /// The answer of the server.
    pub(crate) async fn wait<T>(
        self,
        answer: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T> {
        match tokio::time::timeout(self.0, answer).await {
            Ok(answer) => Ok(answer?),
            Err(silence) => Err(Error::Unavailable(Box::new(silence))),
        }
    }
}

/// Keeps connections that say nothing out of the pool: before one is lent and after it came back.
/// Whoever gave up on an answer left it unread in the connection.
pub(crate) fn lend_living(options: PgPoolOptions) -> PoolOptions<Postgres> {
    options
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(is_alive(connection)))
        .after_release(|connection, _| Box::pin(is_alive(connection)))
}

async fn is_alive(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    match tokio::time::timeout(SIGN_OF_LIFE_MAX, connection.ping()).await {
        Ok(answer) => answer.map(|()| true),
        Err(_) => Err(sqlx::Error::Io(ErrorKind::TimedOut.into())),
    }
}
