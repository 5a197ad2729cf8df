//! Looking through a list, page by page.

use std::time::{Duration, Instant};

use bank::custody::CallError;
use dfns::wire::Page;
use dfns::{Error, PageQuery};

use crate::outcome::{call_error, unreadable_call};

/// Items of a page; every list of the vendor takes as many.
pub(crate) const PAGE_ITEMS: u32 = 100;

/// No page is asked for after this time, so that a search with its last page ends within twice
/// the time of one call.
const TIME_MAX: Duration = Duration::from_secs(5);

/// Result of a search.
pub(crate) enum Search<T> {
    /// The first item that matches.
    Found(T),
    /// Every page was read.
    Absent,
    /// As many pages were read as allowed, and there are more.
    NotWithin,
}

/// Reads pages until an item matches.
///
/// # Errors
/// When a page cannot be read, the list repeats itself, or it takes too long.
pub(crate) async fn search<T, F>(
    pages_max: u32,
    read: impl Fn(PageQuery) -> F + Send,
    ours: impl Fn(&T) -> bool + Send,
) -> Result<Search<T>, CallError>
where
    F: Future<Output = Result<Page<T>, Error>> + Send,
{
    let started = Instant::now();
    let mut token = None;
    for _ in 0..pages_max {
        if started.elapsed() > TIME_MAX {
            return Err(unreadable_call("a list too long for its time"));
        }
        let query = PageQuery {
            limit: Some(PAGE_ITEMS),
            token: token.clone(),
        };
        let page = read(query).await.map_err(call_error)?;
        if let Some(item) = page.items.into_iter().find(&ours) {
            return Ok(Search::Found(item));
        }
        match page.next_page_token {
            None => return Ok(Search::Absent),
            next if next == token => return Err(unreadable_call("a list that repeats itself")),
            next => token = next,
        }
    }
    Ok(Search::NotWithin)
}
