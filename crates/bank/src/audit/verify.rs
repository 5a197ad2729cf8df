//! Verifying the audit: row by row against its seals, and its end against a head that was kept
//! elsewhere. Reads only, and needs no bank that runs.

use store::Store;
use store::audit::{Seal, SealedRow};

use super::chain::{Finding, Walk, Walked};
use super::head::Head;
use super::pages::Pages;
use crate::error::Result;

/// Walks along the whole audit.
///
/// # Errors
/// If the database fails. What is wrong with the audit is no error but the answer.
pub async fn verify(store: &Store, anchor: Option<&Head>) -> Result<Result<Walked, Finding>> {
    let mut walk = Walk::begin(anchor.map(|head| (head.n, head.hash)));
    let mut pages = Pages::begin(store).await?;
    while let Some(rows) = pages.next().await? {
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
    }
    Ok(walk.end())
}

/// The row that holds what was sealed as another one.
async fn find_holder(store: &Store, walk: &Walk, seal: &Seal) -> Result<Option<i64>> {
    let mut pages = Pages::begin(store).await?;
    while let Some(rows) = pages.next().await? {
        let holds = |candidate: &&SealedRow| {
            let row = candidate.row.as_ref();
            row.is_some_and(|row| walk.is_what_was_sealed(seal, row))
        };
        if let Some(holder) = rows.iter().find(holds) {
            return Ok(Some(holder.seq));
        }
    }
    Ok(None)
}
