//! The SQLite file: its path, its settings, and the lock that keeps other processes out.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;
#[cfg(unix)]
use std::{fs, io::ErrorKind};

use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};

use crate::error::{Error, Result};

/// The path in `sqlite:PATH` or `sqlite://PATH`, its folder made when it does not exist.
pub(crate) fn path(url_rest: &str) -> Result<PathBuf> {
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
        private_folders().create(folder).map_err(unavailable)?;
    }
    Ok(path)
}

/// The path in a URL, as [`path`], of a file that must exist.
pub(super) fn existing(url_rest: &str) -> Result<PathBuf> {
    let path = PathBuf::from(url_rest.strip_prefix("//").unwrap_or(url_rest));
    std::fs::metadata(&path).map_err(unavailable)?;
    Ok(path)
}

/// Makes the file when it does not exist, and in any case keeps others from reading it. Before
/// SQLite opens it: the log and the index beside it (`-wal`, `-shm`) get the modes of the file.
pub(super) fn keep_private(database: &Path) -> Result<()> {
    private_file().open(database).map_err(unavailable)?;
    for end in ["", "-wal", "-shm"] {
        narrow(&beside(database, end)).map_err(unavailable)?;
    }
    Ok(())
}

/// Makes a file that must not exist, for its owner alone.
pub(crate) fn create_private(path: &Path) -> Result<File> {
    let made = private_file().create_new(true).open(path);
    made.map_err(|error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            Error::Exists(path.display().to_string())
        } else {
            unavailable(error)
        }
    })
}

/// Opens for writing, never emptying; what is made by it is its owner's alone.
fn private_file() -> OpenOptions {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes folders that only their owner may look into; one that exists stays as it is, since other
/// things may live there.
fn private_folders() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Takes the rights of everybody but its owner from a file, if there is one.
#[cfg(unix)]
fn narrow(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let mut rights = match fs::metadata(file) {
        Ok(known) => known.permissions(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if rights.mode() & 0o077 != 0 {
        rights.set_mode(rights.mode() & !0o077);
        fs::set_permissions(file, rights)?;
    }
    Ok(())
}

/// Where files have no modes, the folder's own rules hold.
#[cfg(not(unix))]
fn narrow(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// A name beside a database's: with this at its end.
pub(crate) fn beside(database: &Path, end: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
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

/// Settings of a connection to a file that is in nobody's use.
pub(crate) fn plain(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path)
}

/// Settings of the connections that only read.
pub(super) fn reader(path: &Path, busy_timeout: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(busy_timeout)
}

/// Whether a connection that came back has no transaction open, and knows it. When the disk is full
/// or fails, SQLite itself undoes a transaction; the connection goes on counting it as open and would
/// refuse every later one, so it has to go.
pub(super) async fn is_at_rest(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // One that was dropped is being undone: after the ping it is, if it can be.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
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
        let file = private_file()
            .open(beside(database, ".lock"))
            .map_err(unavailable)?;
        Self::lock(file)
    }

    /// Whether nobody holds the lock, for whom only looks: makes no file and keeps no lock.
    pub(super) fn try_existing(database: &Path) -> Result<()> {
        match File::open(beside(database, ".lock")) {
            Ok(file) => Self::lock(file).map(drop),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(unavailable(error)),
        }
    }

    fn lock(file: File) -> Result<Self> {
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
