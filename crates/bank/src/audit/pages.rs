//! The audit and its seals, page by page, as they were at one moment: the bank may go on meanwhile.

use store::Store;
use store::audit::SealedRow;

use crate::error::Result;

/// Rows that are read at once.
const BATCH: u32 = 1_000;

/// Pages in the order of the rows.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    store: &'a Store,
    after: i64,
    /// The last row that was sealed at the beginning.
    sealed_up_to: i64,
}

impl<'a> Pages<'a> {
    /// Begins before the first row.
    pub(super) async fn begin(store: &'a Store) -> Result<Self> {
        let head = store.audit_head().await?;
        Ok(Self {
            store,
            after: 0,
            sealed_up_to: head.map_or(0, |seal| seal.audit_seq),
        })
    }

    /// The next page; `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<SealedRow>>> {
        let mut rows = self.store.sealed_rows(self.after, BATCH).await?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        self.after = last.seq;
        // A row that was sealed since would follow others that seemed to be without a seal.
        let later = rows.iter_mut().filter(|row| row.seq > self.sealed_up_to);
        later.for_each(|row| row.seal = None);
        Ok(Some(rows))
    }
}
