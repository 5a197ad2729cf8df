//! Refusals in the vendor's form: `{"error": {id, status, message, details}}`.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dfns::wire::{ErrorDetail, ErrorEnvelope};
use serde_json::Value;

use crate::ids::random_bytes;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) details: Option<Value>,
}

impl ApiError {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            details: None,
        }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, message)
    }

    /// A fault of the sandbox itself. The cause goes to the log, the caller gets a neutral text.
    pub(crate) fn internal(cause: impl Into<String>) -> Self {
        tracing::error!(cause = cause.into(), "internal error");
        Self::new(500, "Internal Server Error")
    }

    pub(crate) fn with_details(self, details: Value) -> Self {
        Self {
            details: Some(details),
            ..self
        }
    }

    /// The body on the wire, with a number to quote.
    pub(crate) fn body(self) -> ErrorEnvelope {
        let id = u64::from_be_bytes(random_bytes::<8>()) >> 1;
        ErrorEnvelope {
            error: ErrorDetail {
                id: Some(id.to_string()),
                status: Some(self.status),
                message: self.message,
                details: self.details,
            },
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self.body())).into_response()
    }
}
