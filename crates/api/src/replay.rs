//! Answers of calls that create something: new, replaced, or known from an earlier call.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use bank::idempotency::{Created, Creation};
use serde::Serialize;

/// Says that the call was answered before.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("idempotent-replayed");

/// 201 for a new thing, 200 for one that took the place of an earlier one, and the header for a
/// repeat.
pub(crate) fn answer<T, W: Serialize>(
    created: Created<T>,
    wire: impl FnOnce(T) -> W,
) -> Response<Body> {
    let Created {
        thing,
        how,
        replayed,
    } = created;
    let status = match how {
        Creation::New => StatusCode::CREATED,
        Creation::Replaced => StatusCode::OK,
    };
    let mut response = (status, axum::Json(wire(thing))).into_response();
    if replayed {
        response
            .headers_mut()
            .insert(HEADER, HeaderValue::from_static("true"));
    }
    response
}
