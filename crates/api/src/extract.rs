//! What handlers take from a request. Every refusal is a problem, never the framework's own words,
//! which is why the framework's extractors of the same names are not used.

mod body;
mod caller;
mod cursor;
mod idempotency;
mod path;
mod query;

pub(crate) use body::{Json, NoBody, OptionalJson, RawBody};
pub(crate) use caller::{Employee, Person, Reader, Session};
pub(crate) use cursor::{Cursor, written};
pub(crate) use idempotency::{HEADER as IDEMPOTENCY_KEY, IdempotencyHeader, Idempotent};
pub(crate) use path::{Path, PathId, body_id, query_id};
pub(crate) use query::{PageQuery, PagedQuery, Query, query_time};

/// Finds the field and the stable code for what serde says of an input. The messages are serde's
/// own ("unknown field `x`, expected …"); a test holds each of them.
fn input_fault(path: &serde_path_to_error::Path, message: &str) -> api_types::FieldError {
    let named = message.split('`').nth(1).unwrap_or_default();
    let path = match path.to_string() {
        // How the crate writes "at the root".
        root if root == "." => String::new(),
        inner => inner,
    };
    // serde names a missing field only in the message; an unknown one may be in both.
    let beneath = |name: &str| match path.as_str() {
        "" => name.to_owned(),
        parent if parent == name || parent.ends_with(&format!(".{name}")) => parent.to_owned(),
        parent => format!("{parent}.{name}"),
    };
    let (field, code, detail) = if message.starts_with("unknown field") {
        (
            beneath(named),
            "unknown_field",
            "There is no such field.".to_owned(),
        )
    } else if message.starts_with("duplicate field") {
        (
            beneath(named),
            "duplicate_field",
            "This field was given more than once.".to_owned(),
        )
    } else if message.starts_with("missing field") {
        (
            beneath(named),
            "missing_field",
            "This field is needed.".to_owned(),
        )
    } else if message.starts_with("unknown variant") {
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        (
            path,
            "unknown_value",
            format!("This is none of: {}.", known.join(", ")),
        )
    } else if message.contains("expected a string") {
        (path, "wrong_type", "This must be a JSON string.".to_owned())
    } else {
        (
            path,
            "wrong_type",
            "This is not of the type that belongs here.".to_owned(),
        )
    };
    let field = if field.is_empty() {
        "body".to_owned()
    } else {
        field
    };
    api_types::FieldError {
        field: shortened(field),
        code: code.to_owned(),
        detail,
    }
}

/// The caller's own words go back to the caller, but not at any length.
fn shortened(text: String) -> String {
    if text.chars().count() <= 100 {
        text
    } else {
        text.chars().take(100).collect()
    }
}
