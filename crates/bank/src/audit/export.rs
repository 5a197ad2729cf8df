//! The audit as JSON lines: one row a line with its seal, the head last. A file that was written
//! once can be verified later without any database.

use std::io::{self, BufRead, Write};

use domain::id::UserId;
use serde_json::{Value, json};
use store::Store;
use store::audit::{Seal, SealedRow, StoredRow};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::chain::{Finding, Hash, Walk, Walked};
use super::head::{Head, hex, read_hash};
use super::pages::Pages;
use crate::error::Result;

/// Why a file is no export of an audit.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It cannot be read.
    #[error("the file cannot be read")]
    Unreadable(#[source] io::Error),
    /// A line is none that an export has.
    #[error("line {line} is no line of an export")]
    Malformed {
        /// Which, from 1.
        line: usize,
    },
    /// The head at its end is missing: it was cut off.
    #[error("the file ends without the head of the chain: its end is missing")]
    NoHead,
}

/// Writes one line for each row, oldest first, and answers the last link among them: the head comes
/// after them by [`head_line`].
///
/// # Errors
/// If the database fails. What `out` cannot take is the inner error.
pub async fn write_rows(
    store: &Store,
    out: &mut (dyn Write + Send),
) -> Result<io::Result<Option<(i64, Hash)>>> {
    let mut end = None;
    let mut pages = Pages::begin(store).await?;
    while let Some(rows) = pages.next().await? {
        for row in &rows {
            if let Err(error) = writeln!(out, "{}", line(row)) {
                return Ok(Err(error));
            }
            if let Some(seal) = &row.seal {
                end = Hash::try_from(seal.hash.as_slice())
                    .ok()
                    .map(|hash| (seal.n, hash));
            }
        }
    }
    Ok(Ok(end))
}

/// The last line of an export.
#[must_use]
pub fn head_line(head: Option<&Head>) -> String {
    json!({ "head": head.map(ToString::to_string) }).to_string()
}

fn time(at: OffsetDateTime) -> String {
    // Every date that the database can hold has this form.
    at.format(&Rfc3339).unwrap_or_default()
}

fn line(sealed: &SealedRow) -> Value {
    let SealedRow { seq, row, seal } = sealed;
    let row = row.as_ref().map(|row| {
        let StoredRow {
            seq: _,
            at,
            actor_id,
            actor,
            kind,
            subject,
            before,
            after,
            request_id,
            address,
        } = row;
        json!({
            "at": time(*at), "actor_id": actor_id.map(|id| id.to_string()), "actor": actor,
            "kind": kind, "subject": subject, "before": before, "after": after,
            "request_id": request_id, "address": address,
        })
    });
    let seal = seal.as_ref().map(|seal| {
        json!({
            "n": seal.n, "previous_hash": hex(&seal.previous_hash), "hash": hex(&seal.hash),
            "sealed_at": time(seal.sealed_at),
        })
    });
    json!({ "seq": seq, "row": row, "seal": seal })
}

/// Walks along an exported audit. Answers what was found and the head that the file ends with.
///
/// # Errors
/// [`ExportError`] when the file is no whole export.
pub fn verify_export(
    file: impl BufRead,
    anchor: Option<&Head>,
) -> Result<(Result<Walked, Finding>, Option<Head>), ExportError> {
    let mut walk = Walk::begin(anchor.map(|head| (head.n, head.hash)));
    let mut found = None;
    for (text, line) in file.lines().zip(1..) {
        let text = text.map_err(ExportError::Unreadable)?;
        let malformed = || ExportError::Malformed { line };
        let value: Value = serde_json::from_str(&text).map_err(|_| malformed())?;
        if let Some(head) = value.get("head") {
            let head = head.as_str().map(str::parse::<Head>).transpose();
            let head = head.map_err(|_| malformed())?;
            return Ok((end(walk, found, head.as_ref()), head));
        }
        let row = read(&value).ok_or_else(malformed)?;
        if found.is_none() {
            found = walk.pass(&row).err();
        }
    }
    Err(ExportError::NoHead)
}

/// Kinds of rows that take something back: what they say must not be forgotten by a restore.
const TAKES_BACK: [&str; 7] = [
    "bank.paused",
    "delegation.granted",
    "delegation.revoked",
    "transfer.cancelled",
    "transfer.rejected",
    "user.retired",
    "wallet.frozen",
];

/// Of an export that is newer than a backup, the rows that a restore lost and that take
/// something back: with this number or a higher one.
///
/// # Errors
/// [`ExportError`] when the file is no whole export.
pub fn lost_rows(file: impl BufRead, from_seq: i64) -> Result<Vec<StoredRow>, ExportError> {
    let mut lost = Vec::new();
    for (text, line) in file.lines().zip(1..) {
        let text = text.map_err(ExportError::Unreadable)?;
        let malformed = || ExportError::Malformed { line };
        let value: Value = serde_json::from_str(&text).map_err(|_| malformed())?;
        if value.get("head").is_some() {
            return Ok(lost);
        }
        let sealed = read(&value).ok_or_else(malformed)?;
        let matters = |row: &StoredRow| TAKES_BACK.contains(&row.kind.as_str());
        lost.extend(sealed.row.filter(|row| row.seq >= from_seq && matters(row)));
    }
    Err(ExportError::NoHead)
}

/// What the walk found, or how it ended; its end must be the head of the file.
fn end(walk: Walk, found: Option<Finding>, head: Option<&Head>) -> Result<Walked, Finding> {
    if let Some(finding) = found {
        return Err(finding);
    }
    let walked = walk.end()?;
    match head {
        Some(head) if head.n > walked.n => Err(Finding::Cut {
            last: walked.n,
            anchor: head.n,
        }),
        Some(head) if head.n < walked.n => Err(Finding::Beyond {
            head: head.n,
            last: walked.n,
        }),
        Some(head) if head.hash != walked.hash => Err(Finding::Rebuilt { n: head.n }),
        Some(_) | None => Ok(walked),
    }
}

fn read(value: &Value) -> Option<SealedRow> {
    let seq = value.get("seq")?.as_i64()?;
    let row = present(value.get("row")?).map(|row| read_row(seq, row));
    let seal = present(value.get("seal")?).map(|seal| read_seal(seq, seal));
    Some(SealedRow {
        seq,
        // A row that cannot be read counts as missing, as in the database.
        row: row.flatten(),
        seal: match seal {
            None => None,
            Some(seal) => Some(seal?),
        },
    })
}

fn present(value: &Value) -> Option<&Value> {
    (!value.is_null()).then_some(value)
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

/// A text that may be null: the outer `None` for what is neither.
fn text_or_null(value: &Value, name: &str) -> Option<Option<String>> {
    let value = value.get(name)?;
    match present(value) {
        None => Some(None),
        Some(value) => value.as_str().map(str::to_owned).map(Some),
    }
}

fn moment(value: &Value, name: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(value.get(name)?.as_str()?, &Rfc3339).ok()
}

fn read_row(seq: i64, row: &Value) -> Option<StoredRow> {
    let actor_id = match text_or_null(row, "actor_id")? {
        None => None,
        Some(id) => Some(UserId::parse(&id).ok()?),
    };
    Some(StoredRow {
        seq,
        at: moment(row, "at")?,
        actor_id,
        actor: text(row, "actor")?,
        kind: text(row, "kind")?,
        subject: text(row, "subject")?,
        before: text_or_null(row, "before")?,
        after: text_or_null(row, "after")?,
        request_id: text(row, "request_id")?,
        address: text(row, "address")?,
    })
}

fn read_seal(seq: i64, seal: &Value) -> Option<Seal> {
    Some(Seal {
        n: seal.get("n")?.as_i64()?,
        audit_seq: seq,
        previous_hash: read_hash(&text(seal, "previous_hash")?)?.to_vec(),
        hash: read_hash(&text(seal, "hash")?)?.to_vec(),
        sealed_at: moment(seal, "sealed_at")?,
    })
}
