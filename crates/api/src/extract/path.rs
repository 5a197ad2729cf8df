//! Ids in paths. What is no id of that kind cannot name anything, so it is simply not found.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use domain::id::{DelegationId, FiatAccountId, TransferId, UserId, WalletId};

use crate::problem::{Code, Problem, Result};

/// An id that can stand in a path.
pub(crate) trait PathId: Sized {
    /// The id of this text.
    fn from_path(text: &str) -> Option<Self>;
}

macro_rules! path_ids {
    ($($id:ty),*) => {
        $(impl PathId for $id {
            fn from_path(text: &str) -> Option<Self> {
                Self::parse(text).ok()
            }
        })*
    };
}

path_ids!(DelegationId, FiatAccountId, TransferId, UserId, WalletId);

/// The only parameter of the path.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<S, T> FromRequestParts<S> for Path<T>
where
    S: Send + Sync,
    T: PathId,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let not_found = || Problem::new(Code::NotFound);
        let parameters = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| not_found())?;
        let only = parameters
            .iter()
            .next()
            .and_then(|(_, value)| T::from_path(value));
        only.map(Self).ok_or_else(not_found)
    }
}

/// An id that stands in a body: there a wrong one is a fault of that field.
pub(crate) fn body_id<T: PathId>(field: &str, text: &str) -> Result<T> {
    field_id(Code::Invalid, field, text)
}

/// An id that may stand behind the question mark.
pub(crate) fn query_id<T: PathId>(name: &str, text: Option<&str>) -> Result<Option<T>> {
    text.map(|text| field_id(Code::InvalidQuery, name, text))
        .transpose()
}

fn field_id<T: PathId>(code: Code, field: &str, text: &str) -> Result<T> {
    let detail = "This is not an id of that kind.";
    T::from_path(text).ok_or_else(|| Problem::of_field(code, field, "invalid_id", detail))
}
