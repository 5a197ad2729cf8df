//! Copies of an SQLite database, and putting one in the place of what was lost. PostgreSQL brings
//! its own programs for both.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions as _, Connection as _};
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::recovery::Recovery;
use crate::sql::{Micros, sql};
use crate::store::{Store, StoreOptions, sqlite_file};

impl Store {
    /// Writes a consistent copy of an SQLite database to a file that must not exist, while the bank
    /// goes on. Who starts a bank on the copy starts a recovery: that it is a backup stands in it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the file exists or cannot be written; if the database fails.
    pub async fn back_up_sqlite(&self, copy: &Path, taken_at: OffsetDateTime) -> Result<()> {
        let written = self.write_copy(copy, taken_at).await;
        if written.is_err() && !matches!(written, Err(Error::Exists(_))) {
            // Half a backup is worse than none; that there is none, the error says.
            let _ = fs::remove_file(copy);
        }
        written
    }

    async fn write_copy(&self, copy: &Path, taken_at: OffsetDateTime) -> Result<()> {
        // SQLite writes into an empty file, and so the copy is its owner's alone from the start.
        sqlite_file::create_private(copy)?;
        let name = copy.to_str().ok_or_else(|| Error::InvalidUrl {
            reason: "the path of a backup is no UTF-8".into(),
        })?;
        self.all(sql!("VACUUM INTO $1"; name)).await?;
        let mut connection = sqlite_file::plain(copy).connect().await?;
        sqlx::query(
            "UPDATE recovery SET backup_at = $1, restored_at = NULL, read_at = NULL WHERE id = 1",
        )
        .bind(Micros::from(taken_at))
        .execute(&mut connection)
        .await?;
        connection.close().await?;
        sync(copy)
    }
}

/// What was put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was taken.
    pub backup_at: OffsetDateTime,
    /// Where the former database lies now, if there was one.
    pub former: Option<PathBuf>,
}

/// Puts a backup in the place of an SQLite database. A former database is moved aside, never
/// overwritten.
///
/// # Errors
/// [`Error::Locked`] while a bank runs on the database, [`Error::NoBackup`] when the file is none,
/// [`Error::Unavailable`].
pub async fn restore_sqlite(url: &str, backup: &Path, now: OffsetDateTime) -> Result<Restored> {
    let path = url.strip_prefix("sqlite:").ok_or(Error::InvalidUrl {
        reason: "it is no SQLite database".into(),
    })?;
    let target = sqlite_file::path(path)?;
    let copy = sqlite_file::beside(&target, ".restoring");
    let backup_at = check_copy(backup, &copy).await?;
    let former = move_aside(url, &target, now).await?;
    fs::rename(&copy, &target).map_err(unavailable)?;
    if let Some(folder) = target.parent().filter(|it| !it.as_os_str().is_empty()) {
        sync(folder)?;
    }
    Ok(Restored { backup_at, former })
}

/// Copies a backup beside its place and makes sure that it is whole.
async fn check_copy(backup: &Path, copy: &Path) -> Result<OffsetDateTime> {
    match fs::remove_file(copy) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(unavailable(error)),
    }
    let mut from = File::open(backup).map_err(unavailable)?;
    let mut to = sqlite_file::create_private(copy)?;
    std::io::copy(&mut from, &mut to).map_err(unavailable)?;
    drop(to);
    sync(copy)?;
    let looked_at = look_at(copy).await;
    if looked_at.is_err() {
        fs::remove_file(copy).map_err(unavailable)?;
    }
    looked_at
}

async fn look_at(copy: &Path) -> Result<OffsetDateTime> {
    let url = format!("sqlite:{}", copy.display());
    let store = Store::open_for_reading(&url).await?;
    let read = async {
        let rows = store.all(sql!("PRAGMA integrity_check")).await?;
        let said: String = match rows.first() {
            Some(row) => row.get("integrity_check")?,
            None => String::new(),
        };
        let recovery: Recovery = store.recovery().await?;
        Ok((said, recovery))
    };
    let read: Result<_> = read.await;
    store.close().await;
    match read {
        Ok((said, recovery)) if said == "ok" && recovery.is_fresh_backup() => {
            recovery.backup_at.ok_or(Error::NoBackup)
        }
        Ok(_) | Err(Error::Other(_)) => Err(Error::NoBackup),
        Err(error) => Err(error),
    }
}

/// Moves a former database to a name that tells when, after its last bank has closed it.
async fn move_aside(url: &str, target: &Path, now: OffsetDateTime) -> Result<Option<PathBuf>> {
    if !target.exists() {
        return Ok(None);
    }
    // Opening takes the lock and closing writes the log into the file.
    Store::open(url, StoreOptions::default())
        .await?
        .close()
        .await;
    let former = sqlite_file::beside(target, &format!(".before-restore-{}", now.unix_timestamp()));
    fs::rename(target, &former).map_err(unavailable)?;
    for end in ["-wal", "-shm"] {
        let left = sqlite_file::beside(target, end);
        if left.exists() {
            fs::rename(&left, sqlite_file::beside(&former, end)).map_err(unavailable)?;
        }
    }
    Ok(Some(former))
}

/// Makes a file, or the names in a folder, durable.
fn sync(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(unavailable)
}

fn unavailable(error: std::io::Error) -> Error {
    Error::Unavailable(Box::new(error))
}
