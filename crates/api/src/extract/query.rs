//! Parameters behind the question mark; unknown and doubled ones are refused.

use std::collections::HashSet;
use std::sync::LazyLock;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::Method;
use axum::http::request::Parts;
use bank::Page;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::IntoParams;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, ParameterIn};

use super::{Cursor, input_fault};
use crate::problem::{Code, Problem, Result};

/// Rows of a page when nothing else is asked for.
const LIMIT_DEFAULT: u32 = 50;
/// The most rows of a page.
const LIMIT_MAX: u32 = 200;

/// The query as a struct that refuses unknown fields.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<S, T> FromRequestParts<S> for Query<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parse(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

/// The same on a list that comes in pages: `limit` and `cursor` are apart from what else is asked.
#[derive(Debug)]
pub(crate) struct PagedQuery<T> {
    /// What of the list is wanted.
    pub(crate) wanted: T,
    /// Which page of that.
    pub(crate) page: PageQuery,
}

impl<S, T> FromRequestParts<S> for PagedQuery<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let (page, wanted) = split(parts.uri.query().unwrap_or_default());
        Ok(Self {
            wanted: parse(&wanted)?,
            page: parse(&page)?,
        })
    }
}

/// The parameters that ask for a page, and the others.
fn split(query: &str) -> (String, String) {
    let is_of_page = |pair: &&str| {
        let name = url::form_urlencoded::parse(pair.as_bytes()).next();
        name.is_some_and(|(name, _)| matches!(&*name, "limit" | "cursor"))
    };
    let (page, wanted): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_of_page);
    (page.join("&"), wanted.join("&"))
}

/// The calls that take parameters behind the question mark, as the OpenAPI document lists them.
static TAKE_QUERY: LazyLock<HashSet<(Method, String)>> = LazyLock::new(|| {
    let mut document = crate::openapi();
    let calls = crate::docs::operations(&mut document);
    calls
        .filter(|(_, _, operation)| takes_query(operation))
        .map(|(method, path, _)| (method, path.to_owned()))
        .collect()
});

fn takes_query(operation: &Operation) -> bool {
    let parameters = operation.parameters.iter().flatten();
    let mut places = parameters.filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(&parameter.parameter_in),
        RefOr::Ref(_) => None,
    });
    places.any(|place| *place == ParameterIn::Query)
}

/// Refuses any parameter on a call that takes none; those of the others are theirs to read.
pub(super) fn refuse_unknown(parts: &Parts) -> Result<()> {
    let query = parts.uri.query().unwrap_or_default();
    if query.is_empty() {
        return Ok(());
    }
    let Some(route) = parts.extensions.get::<MatchedPath>() else {
        return Ok(());
    };
    let method = if parts.method == Method::HEAD {
        Method::GET
    } else {
        parts.method.clone()
    };
    if TAKE_QUERY.contains(&(method, route.as_str().to_owned())) {
        return Ok(());
    }
    parse::<Nothing>(query).map(|Nothing {}| ())
}

/// A query without parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    // The decoder puts U+FFFD where bytes are no UTF-8; written out, it looks like this.
    let unreadable = |text: &str| text.contains('\u{fffd}');
    if !query.to_ascii_uppercase().contains("%EF%BF%BD")
        && let Some((name, _)) = pairs
            .clone()
            .find(|(name, value)| unreadable(name) || unreadable(value))
    {
        return Err(refused(name, "not_utf8", "This is not UTF-8."));
    }
    let deserializer = serde_urlencoded::Deserializer::new(pairs);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().clone();
        let fault = input_fault(&path, &error.into_inner().to_string());
        refused(fault.field, fault.code, fault.detail)
    })
}

fn refused(
    field: impl Into<String>,
    code: impl Into<String>,
    detail: impl Into<String>,
) -> Problem {
    Problem::of_field(Code::InvalidQuery, field, code, detail)
}

/// A time that may stand behind the question mark.
pub(crate) fn query_time(name: &str, text: Option<&str>) -> Result<Option<OffsetDateTime>> {
    let Some(text) = text else { return Ok(None) };
    OffsetDateTime::parse(text, &Rfc3339)
        .map(Some)
        .map_err(|_| {
            let detail = "This is not a time such as 2026-11-24T08:00:00Z.";
            refused(name, "bad_time", detail)
        })
}

/// Which page of a list is wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// Rows at most, 1 to 200; 50 without it.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl PageQuery {
    /// The page, its cursor read as one of this list.
    pub(crate) fn page<C: Cursor>(&self, list: &str) -> Result<Page<C>> {
        let after = match &self.cursor {
            None => None,
            Some(text) => Some(C::read(text, list).ok_or_else(|| {
                refused("cursor", "bad_cursor", "This is no cursor of this list.")
            })?),
        };
        Ok(Page {
            limit: self.limit()?,
            after,
        })
    }

    /// Rows at most.
    pub(crate) fn limit(&self) -> Result<u32> {
        let Some(text) = &self.limit else {
            return Ok(LIMIT_DEFAULT);
        };
        // `parse` would let a leading plus through.
        let digits = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        let limit = if digits { text.parse().ok() } else { None };
        limit
            .filter(|limit| (1..=LIMIT_MAX).contains(limit))
            .ok_or_else(|| refused("limit", "out_of_range", "A page has 1 to 200 rows."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(query: &str) -> String {
        let refused = parse::<PageQuery>(query)
            .and_then(|page| page.limit().map(|_| ()))
            .expect_err(query);
        assert_eq!(refused.code(), Code::InvalidQuery);
        let document = refused.document(None);
        document
            .errors
            .first()
            .map(|e| format!("{} {}", e.field, e.code))
            .unwrap_or_default()
    }

    #[test]
    fn bad_queries_name_the_parameter() {
        assert_eq!(fault("limit=0"), "limit out_of_range");
        assert_eq!(fault("limit=201"), "limit out_of_range");
        assert_eq!(fault("limit=-1"), "limit out_of_range");
        assert_eq!(fault("limit=%2B5"), "limit out_of_range");
        assert_eq!(fault("limit=1e1"), "limit out_of_range");
        assert_eq!(fault("limit="), "limit out_of_range");
        assert_eq!(fault("limit=5&limit=6"), "limit duplicate_field");
        assert_eq!(fault("page=2"), "page unknown_field");
        assert_eq!(fault("cursor=%ff"), "cursor not_utf8");
    }

    #[test]
    fn what_asks_for_a_page_is_told_apart() {
        let apart = |query| split(query);
        let is = |page: &str, wanted: &str| (page.to_owned(), wanted.to_owned());
        assert_eq!(apart(""), is("", ""));
        assert_eq!(apart("q=a&limit=5&x=%26"), is("limit=5", "q=a&x=%26"));
        assert_eq!(
            apart("l%69mit=5&cursor&limit=6"),
            is("l%69mit=5&cursor&limit=6", "")
        );
        assert_eq!(apart("limited=5"), is("", "limited=5"));
    }

    #[test]
    fn a_limit_is_read() {
        assert_eq!(
            parse::<PageQuery>("limit=200").unwrap().limit().unwrap(),
            200
        );
        assert_eq!(parse::<PageQuery>("").unwrap().limit().unwrap(), 50);
    }
}
