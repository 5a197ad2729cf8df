//! Where the next page of a list starts, as an opaque text.
//!
//! The text names its list, so that a cursor of another list, or one that somebody made up, is
//! refused instead of giving a page that makes no sense.

use bank::{Paged, SeqCursor, TimeCursor};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

/// The rows of a page as they are written, and where the next one starts.
pub(crate) fn written<R, T, C: Cursor>(
    page: Paged<R, C>,
    list: &str,
    write: impl Fn(R) -> T,
) -> (Vec<T>, Option<String>) {
    let Paged { rows, next } = page;
    let rows = rows.into_iter().map(write).collect();
    (rows, next.map(|place| place.write(list)))
}

/// Goes up when the form of the payload changes; older cursors are then refused.
const VERSION: u8 = 1;
/// Longer texts are not looked at.
const LENGTH_MAX: usize = 2048;

/// A place in a list.
pub(crate) trait Cursor: Sized {
    /// What is inside the opaque text.
    fn to_payload(&self) -> Value;
    /// The place that is inside the opaque text.
    fn from_payload(payload: &Value) -> Option<Self>;

    /// The opaque text of a place in this list.
    fn write(&self, list: &str) -> String {
        URL_SAFE_NO_PAD.encode(json!([VERSION, list, self.to_payload()]).to_string())
    }

    /// The place, if the text is a cursor of this list.
    fn read(text: &str, list: &str) -> Option<Self> {
        if text.len() > LENGTH_MAX {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (version, name, payload): (u8, String, Value) = serde_json::from_slice(&bytes).ok()?;
        if version == VERSION && name == list {
            Self::from_payload(&payload)
        } else {
            None
        }
    }
}

impl Cursor for TimeCursor {
    fn to_payload(&self) -> Value {
        // Microseconds since 1970 fit into 64 bits until the year 294246.
        let micros = i64::try_from(self.at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX);
        json!([micros, self.id.simple().to_string()])
    }

    fn from_payload(payload: &Value) -> Option<Self> {
        let [micros, id] = payload.as_array()?.as_slice() else {
            return None;
        };
        let nanos = i128::from(micros.as_i64()?) * 1_000;
        let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?;
        Some(Self {
            at,
            id: Uuid::try_parse(id.as_str()?).ok()?,
        })
    }
}

impl Cursor for SeqCursor {
    fn to_payload(&self) -> Value {
        json!(self.seq)
    }

    fn from_payload(payload: &Value) -> Option<Self> {
        payload.as_i64().map(|seq| Self { seq })
    }
}

/// A place that somebody else's list has given, passed on as it is.
impl Cursor for String {
    fn to_payload(&self) -> Value {
        json!(self)
    }

    fn from_payload(payload: &Value) -> Option<Self> {
        payload.as_str().map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let place = TimeCursor {
            at: datetime!(2026-11-24 07:50:00.123456 UTC),
            id: Uuid::from_u128(7),
        };
        assert_eq!(
            TimeCursor::read(&place.write("transfers"), "transfers"),
            Some(place)
        );
        let place = SeqCursor { seq: 42 };
        assert_eq!(SeqCursor::read(&place.write("audit"), "audit"), Some(place));
    }

    #[test]
    fn foreign_and_made_up_cursors_are_refused() {
        let place = SeqCursor { seq: 42 };
        assert_eq!(SeqCursor::read(&place.write("audit"), "entries"), None);
        assert_eq!(TimeCursor::read(&place.write("audit"), "audit"), None);
        let newer = URL_SAFE_NO_PAD.encode(json!([2, "audit", 42]).to_string());
        for text in ["", "42", "%%%", "bnVsbA", &newer, &"A".repeat(5000)] {
            assert_eq!(SeqCursor::read(text, "audit"), None, "{text}");
        }
        let out_of_range = URL_SAFE_NO_PAD.encode(json!([1, "t", [i64::MAX, "0"]]).to_string());
        assert_eq!(TimeCursor::read(&out_of_range, "t"), None);
    }
}
