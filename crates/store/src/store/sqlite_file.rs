//! The SQLite file: its path, its settings, and the lock that keeps other processes out.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use crate::error::{Error, Result};

/// The path in `sqlite:PATH` or `sqlite://PATH`, its folder made when it does not exist.
pub(super) fn path(url_rest: &str) -> Result<PathBuf> {
    let path = url_rest.strip_prefix("//").unwrap_or(url_rest);
    if path.is_empty() || path.starts_with(':') || path.contains('?') {
        let reason = "after sqlite: stands the path of a file, without options";
        return Err(Error::InvalidUrl {
            reason: reason.into(),
        });
    }
    let path = PathBuf::from(path);
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).map_err(unavailable)?;
    }
    Ok(path)
}

/// Settings of the connection that writes.
pub(super) fn writer(path: &Path, busy_timeout: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: a commit that was answered survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(busy_timeout)
}

/// Settings of the connections that only read.
pub(super) fn reader(path: &Path, busy_timeout: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(busy_timeout)
}

/// The advisory lock of the one process that uses the file; held as long as this lives.
#[derive(Debug)]
pub(super) struct FileLock {
    _file: File,
}

impl FileLock {
    /// Takes the lock on `<database>.lock`: a file of its own, because locks on the database file
    /// itself are SQLite's.
    pub(super) fn take(database: &Path) -> Result<Self> {
        let mut name = database.as_os_str().to_owned();
        name.push(".lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(PathBuf::from(name))
            .map_err(unavailable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Locked),
            Err(TryLockError::Error(error)) => Err(unavailable(error)),
        }
    }
}

fn unavailable(error: std::io::Error) -> Error {
    Error::Unavailable(Box::new(error))
}
