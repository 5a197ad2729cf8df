//! Refusals and faults, as `application/problem+json` (RFC 9457).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a request was not carried out. Nothing has changed, unless `code` is `internal` or
/// `unavailable`: then ask again before you repeat the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A reference for this kind of problem; `about:blank` where the code says it all.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: String,
    /// A short sentence, the same for every problem with this code.
    #[schema(example = "The input is not valid")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What is wrong with this request, in words for people.
    pub detail: String,
    /// Stable name of the problem, for programs.
    #[schema(example = "invalid_input")]
    pub code: String,
    /// Which parts of the input are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Names this request in the bank's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// What is wrong with one part of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// The field of the body, or the name of the parameter.
    #[schema(example = "amount")]
    pub field: String,
    /// Stable name of the fault, for programs.
    #[schema(example = "too_many_decimals")]
    pub code: String,
    /// The fault in words for people.
    pub detail: String,
}
