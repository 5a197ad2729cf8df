//! Verifying the audit: row by row against its seals, and its end against a head that was kept
//! elsewhere. Reads only, and needs no bank that runs.

use store::Store;
use store::audit::{Seal, SealedRow};

use super::chain::{Finding, Walk, Walked};
use super::head::Head;
use crate::error::Result;

/// Rows that are read at once.
const BATCH: u32 = 1_000;

/// Walks along the whole audit.
///
/// # Errors
/// If the database fails. What is wrong with the audit is no error but the answer.
pub async fn verify(store: &Store, anchor: Option<&Head>) -> Result<Result<Walked, Finding>> {
    let mut walk = Walk::begin(anchor.map(|head| (head.n, head.hash)));
    let mut after = 0;
    loop {
        let rows = store.sealed_rows(after, BATCH).await?;
        for row in &rows {
            match (walk.pass(row), &row.seal) {
                (Ok(()), _) => {}
                (Err(Finding::Changed { seq }), Some(seal)) => {
                    let holder = find_holder(store, &walk, seal).await?;
                    let changed = Finding::Changed { seq };
                    return Ok(Err(
                        holder.map_or(changed, |holder| Finding::Swapped { seq, holder })
                    ));
                }
                (Err(finding), _) => return Ok(Err(finding)),
            }
        }
        match rows.last() {
            Some(last) => after = last.seq,
            None => break,
        }
    }
    let links = store.count_audit_seals().await?;
    Ok(walk.end().and_then(|walked| match links {
        // Links whose rows are gone are met by the walk, since both are read side by side.
        (count, last) if count == walked.n && last == walked.n => Ok(walked),
        _ => Err(Finding::LinkMissing { n: walked.n + 1 }),
    }))
}

/// The row that holds what was sealed as another one.
async fn find_holder(store: &Store, walk: &Walk, seal: &Seal) -> Result<Option<i64>> {
    let mut after = 0;
    loop {
        let rows = store.sealed_rows(after, BATCH).await?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        after = last.seq;
        let holds = |candidate: &&SealedRow| {
            let row = candidate.row.as_ref();
            row.is_some_and(|row| walk.is_what_was_sealed(seal, row))
        };
        if let Some(holder) = rows.iter().find(holds) {
            return Ok(Some(holder.seq));
        }
    }
}
