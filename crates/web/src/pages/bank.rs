//! The bank's own rooms, for its employees; to others they do not exist.

pub(crate) mod approvals;
pub(crate) mod attention;
pub(crate) mod audit;
pub(crate) mod chart;
pub(crate) mod customer;
pub(crate) mod customers;
pub(crate) mod decided;
pub(crate) mod overview;
pub(crate) mod record;

use crate::{format, view::Page};

/// A moment of the API's, today and yesterday by their names; empty when there is none.
fn when(page: &Page, text: Option<&str>) -> String {
    text.and_then(format::moment)
        .map(|at| format::when(page.lang, at, page.now))
        .unwrap_or_default()
}

/// The day of a moment of the API's.
fn day(page: &Page, text: &str) -> String {
    format::moment(text)
        .map(|at| format::date(page.lang, at))
        .unwrap_or_default()
}

/// The letter of an avatar.
fn initial(name: &str) -> String {
    name.chars().take(1).flat_map(char::to_uppercase).collect()
}

/// A text that is there.
fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// A page of ours with a query of the parts that are there.
fn link(path: &str, parts: &[(&str, Option<&str>)]) -> String {
    let there: Vec<(&str, &str)> = parts
        .iter()
        .filter_map(|(name, value)| Some((*name, (*value)?)))
        .collect();
    match serde_urlencoded::to_string(there) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        Ok(_) | Err(_) => path.to_owned(),
    }
}
