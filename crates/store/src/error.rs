//! What can go wrong with the database, seen by what a caller does next.

use std::borrow::Cow;

/// The error under an [`Error`]; its type is nobody's business outside this crate.
pub type Source = Box<dyn std::error::Error + Send + Sync + 'static>;

/// The result of everything that touches the database.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A row with the same unique value exists. Which one, the caller knows from what it wrote:
    /// SQLite does not name constraints, so nothing is decided by their names.
    #[error("a row with the same unique value exists")]
    UniqueViolation(#[source] Source),
    /// The row names another one that does not exist, or is named by one that does.
    #[error("a row refers to one that does not exist")]
    BrokenReference(#[source] Source),
    /// The database refuses the change: a check, a missing value, or a trigger that keeps history
    /// as it was.
    #[error("the database refuses this change")]
    Refused(#[source] Source),
    /// Another transaction was in the way (lock time-out, deadlock, serialization). The whole
    /// transaction may be tried again.
    #[error("another transaction was in the way")]
    Busy(#[source] Source),
    /// The database cannot be reached or does not answer.
    #[error("the database is out of reach")]
    Unavailable(#[source] Source),
    /// The connection was lost while a transaction was being committed: it is there as a whole or
    /// not at all, and nobody can say which.
    #[error("it is not known whether the transaction was committed")]
    CommitUnknown(#[source] Source),
    /// A stored value is none that this program writes.
    #[error("the database holds something unreadable: {what}")]
    Corrupt {
        /// The column or the rule that is broken.
        what: Cow<'static, str>,
    },
    /// The entries of a ledger transaction do not sum to zero, or move nothing.
    #[error("ledger entries do not balance")]
    Unbalanced,
    /// The database belongs to another installation.
    #[error("the database belongs to another installation: its {what} is {stored}, not {given}")]
    OtherFingerprint {
        /// Which part differs.
        what: &'static str,
        /// What the database says.
        stored: String,
        /// What this start says.
        given: String,
    },
    /// Another process has this SQLite file open.
    #[error("another process uses this database file")]
    Locked,
    /// The file that was to be made exists.
    #[error("{0} exists already and is never overwritten")]
    Exists(String),
    /// The file is no whole backup made by this program.
    #[error("this file is no whole backup of a bank")]
    NoBackup,
    /// The database URL names no database that this program can open.
    #[error("not a database URL: {reason}")]
    InvalidUrl {
        /// What is wrong, without the URL itself, which may hold a password.
        reason: Cow<'static, str>,
    },
    /// The tables could not be brought up to date.
    #[error("the tables cannot be brought up to date")]
    Migration(#[source] Source),
    /// Anything else; nothing that a caller could decide by.
    #[error("the database failed")]
    Other(#[source] Source),
}

impl Error {
    /// A stored value that this program never writes.
    pub(crate) fn corrupt(what: impl Into<Cow<'static, str>>) -> Self {
        Self::Corrupt { what: what.into() }
    }

    /// Whether the whole transaction may be tried again at once.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Busy(_))
    }

    /// Whether a transaction that ended with this has certainly changed nothing, and may fare
    /// better when it is tried again as a whole.
    #[must_use]
    pub fn left_nothing(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Unavailable(_))
    }

    /// Whether nobody can say if the transaction was committed.
    #[must_use]
    pub fn is_commit_unknown(&self) -> bool {
        matches!(self, Self::CommitUnknown(_))
    }

    /// Whether a unique value was taken.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::UniqueViolation(_))
    }
}

/// Codes by which the engines say that another transaction was in the way: PostgreSQL's SQLSTATEs
/// for serialization failure, deadlock, lock not available and statement time-out; SQLite's
/// extended result codes are folded to their low byte first (5 busy, 6 locked).
const BUSY_SQLSTATES: [&str; 4] = ["40001", "40P01", "55P03", "57014"];
/// PostgreSQL is shutting down, starting, or out of connections.
const UNAVAILABLE_SQLSTATES: [&str; 4] = ["57P01", "57P02", "57P03", "53300"];

fn is_busy_code(code: &str) -> bool {
    BUSY_SQLSTATES.contains(&code) || matches!(sqlite_code(code), Some(5 | 6))
}

/// SQLite's primary result code in an extended one; PostgreSQL's have five characters.
fn sqlite_code(code: &str) -> Option<i32> {
    let number = code.parse::<i32>().ok().filter(|_| code.len() < 5)?;
    Some(number & 0xff)
}

/// SQLite can neither read nor write its file: an error of the disk, no space left, or a file that
/// cannot be opened (extended result codes are folded to their low byte first).
fn is_disk_code(code: &str) -> bool {
    matches!(sqlite_code(code), Some(10 | 13 | 14))
}

/// `RAISE(ABORT)` of a trigger is 1811 on SQLite, `RAISE EXCEPTION` is P0001 on PostgreSQL.
fn is_trigger_code(code: &str) -> bool {
    matches!(code, "1811" | "P0001")
}

fn from_database(error: Box<dyn sqlx::error::DatabaseError>) -> Error {
    use sqlx::error::ErrorKind;
    let code = error.code().map(Cow::into_owned).unwrap_or_default();
    let kind = error.kind();
    let source: Source = Box::new(sqlx::Error::Database(error));
    match kind {
        ErrorKind::UniqueViolation => return Error::UniqueViolation(source),
        ErrorKind::ForeignKeyViolation => return Error::BrokenReference(source),
        ErrorKind::NotNullViolation | ErrorKind::CheckViolation => return Error::Refused(source),
        // The library may add kinds; what is left is told apart by its code below.
        ErrorKind::ExclusionViolation | ErrorKind::Other | _ => {}
    }
    if is_trigger_code(&code) {
        Error::Refused(source)
    } else if is_busy_code(&code) {
        Error::Busy(source)
    } else if UNAVAILABLE_SQLSTATES.contains(&code.as_str())
        || code.starts_with("08")
        || is_disk_code(&code)
    {
        Error::Unavailable(source)
    } else {
        Error::Other(source)
    }
}

impl From<sqlx::Error> for Error {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the library's error enum is open"
    )]
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => from_database(error),
            sqlx::Error::ColumnDecode { index, .. } => Self::corrupt(format!("column {index}")),
            sqlx::Error::ColumnNotFound(name) => Self::corrupt(format!("no column {name}")),
            error @ (sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed) => Self::Unavailable(Box::new(error)),
            error => Self::Other(Box::new(error)),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migration(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn busy_codes_of_both_engines() {
        for code in ["5", "6", "261", "517", "40001", "40P01", "55P03", "57014"] {
            assert!(is_busy_code(code), "{code}");
        }
        for code in ["1", "19", "23505", "23503", "40002"] {
            assert!(!is_busy_code(code), "{code}");
        }
    }

    #[test]
    fn codes_of_a_disk_that_fails() {
        // Full, a write that failed, a file that cannot be opened.
        for code in ["13", "10", "778", "14"] {
            assert!(is_disk_code(code), "{code}");
        }
        for code in ["5", "19", "11", "53100"] {
            assert!(!is_disk_code(code), "{code}");
        }
    }
}
