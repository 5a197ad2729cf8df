//! Keyset pages: stable while rows are inserted, and as cheap on the last page as on the first.

use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

/// Where a page of rows ordered by time and id ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeCursor {
    /// Time of the last row that was handed out, whole microseconds.
    pub at: OffsetDateTime,
    /// Its id, which decides between rows of one moment.
    pub id: Uuid,
}

impl TimeCursor {
    /// Before every row when pages go from newest to oldest. A value instead of a second text
    /// without the condition: one statement, and the index is used on every page.
    pub const NEWEST: Self = Self {
        at: datetime!(9999-12-31 0:00 UTC),
        id: Uuid::max(),
    };
    /// Before every row when pages go from oldest to newest.
    pub const OLDEST: Self = Self {
        at: datetime!(1970-01-01 0:00 UTC),
        id: Uuid::nil(),
    };
}

/// Where a page of rows ordered by their sequence number ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeqCursor {
    /// Number of the last row that was handed out.
    pub seq: i64,
}

impl SeqCursor {
    /// Before every row when pages go from newest to oldest.
    pub const NEWEST: Self = Self { seq: i64::MAX };
}

/// What part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page<C> {
    /// Where the page before ended; `None` for the first one.
    pub after: Option<C>,
    /// Rows at most; the caller bounds it.
    pub limit: u32,
}

impl<C> Page<C> {
    /// The first page.
    #[must_use]
    pub fn first(limit: u32) -> Self {
        Self { after: None, limit }
    }

    /// One row more than asked for, to know whether there is a next page.
    pub(crate) fn limit_and_one(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// The rows of the page, made of up to `limit + 1` rows, and where it ended.
    pub(crate) fn close<T>(&self, mut rows: Vec<T>, cursor: impl Fn(&T) -> C) -> Paged<T, C> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor) } else { None };
        Paged { rows, next }
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T, C> {
    /// The rows in the list's order.
    pub rows: Vec<T>,
    /// Where to go on; `None` when this was the last page.
    pub next: Option<C>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_ends_exactly_has_no_next() {
        let page = Page::<SeqCursor>::first(2);
        let closed = page.close(vec![3, 2], |seq| SeqCursor { seq: *seq });
        assert_eq!(
            closed,
            Paged {
                rows: vec![3, 2],
                next: None
            }
        );
        let closed = page.close(vec![3, 2, 1], |seq| SeqCursor { seq: *seq });
        assert_eq!(
            closed,
            Paged {
                rows: vec![3, 2],
                next: Some(SeqCursor { seq: 2 })
            }
        );
    }
}
