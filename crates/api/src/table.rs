//! Lists as comma-separated values, for a spreadsheet.

use std::borrow::Cow;
use std::future::Future;

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use bank::{Page, Paged, TimeCursor};
use bytes::Bytes;
use futures::stream;

use crate::problem::{Problem, Result};

/// Rows that are read at once.
const BATCH: u32 = 200;

/// One cell.
pub(crate) type Cell<'a> = Cow<'a, str>;

/// A column: its name, and its cell in a row.
pub(crate) type Column<R> = (&'static str, fn(&R) -> Cell<'_>);

/// A list that is read page by page while it is written.
pub(crate) trait Table: Send + Sized + 'static {
    /// One of its rows.
    type Row: Send;

    /// The columns from left to right.
    fn columns() -> Vec<Column<Self::Row>>;

    /// The next rows.
    fn read(
        &self,
        page: Page<TimeCursor>,
    ) -> impl Future<Output = Result<Paged<Self::Row, TimeCursor>>> + Send;
}

/// A cell that may be empty.
pub(crate) fn optional(text: Option<&String>) -> Cell<'_> {
    text.map_or(Cow::Borrowed(""), |text| Cow::Borrowed(text.as_str()))
}

/// The whole table as a file of this name. Texts that a spreadsheet would run as a formula have an
/// apostrophe before them.
pub(crate) async fn answer<T: Table>(table: T, file: &'static str) -> Result<Response<Body>> {
    // The first rows are read before the answer begins, so that a refusal can still be a problem.
    let first = table.read(Page::first(BATCH)).await?;
    let columns = T::columns();
    let head = line(columns.iter().map(|(name, _)| Cow::Borrowed(*name)))?;
    let start = Rest {
        table,
        columns,
        next: Some(first),
    };
    let rows = stream::try_unfold(start, Rest::advance);
    let body = stream::StreamExt::chain(stream::iter([Ok(head)]), rows);
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(file));
    Ok(response)
}

/// What of the table is still to be written.
struct Rest<T: Table> {
    table: T,
    columns: Vec<Column<T::Row>>,
    next: Option<Paged<T::Row, TimeCursor>>,
}

impl<T: Table> Rest<T> {
    /// Writes the rows at hand and reads the next ones. A failure cuts the answer off, which the
    /// client notices by its missing end.
    async fn advance(mut self) -> Result<Option<(Bytes, Self)>, std::io::Error> {
        let Some(page) = self.next.take() else {
            return Ok(None);
        };
        let cut = |problem: Problem| std::io::Error::other(problem.code().as_str());
        let mut text = Vec::new();
        for row in &page.rows {
            let cells = self.columns.iter().map(|(_, cell)| cell(row));
            text.extend_from_slice(&line(cells).map_err(cut)?);
        }
        if let Some(after) = page.next {
            let page = Page {
                after: Some(after),
                limit: BATCH,
            };
            self.next = Some(self.table.read(page).await.map_err(cut)?);
        }
        Ok(Some((text.into(), self)))
    }
}

/// One line of the table.
fn line<'a>(cells: impl Iterator<Item = Cow<'a, str>>) -> Result<Bytes> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let fault = |what: String| Problem::from(bank::Error::corrupt(what));
    for cell in cells {
        writer
            .write_field(harmless(&cell).as_bytes())
            .map_err(|error| fault(error.to_string()))?;
    }
    writer
        .write_record(None::<&[u8]>)
        .map_err(|error| fault(error.to_string()))?;
    let bytes = writer
        .into_inner()
        .map_err(|error| fault(error.to_string()))?;
    Ok(bytes.into())
}

/// Spreadsheets run cells that begin like a formula; names and comments are written by people who
/// may mean harm.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_become_formulas_or_break_the_line() {
        let cells = [
            "=1+1",
            "@x",
            "-2",
            "a,b",
            "say \"hi\"",
            "two\nlines",
            "Alice’s",
        ];
        let line = line(cells.into_iter().map(Cow::Borrowed)).unwrap();
        assert_eq!(
            std::str::from_utf8(&line).unwrap(),
            "'=1+1,'@x,'-2,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",Alice’s\r\n"
        );
    }
}
