//! What can go wrong: at start for the caller of the library, at the endpoints for a client.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why the provider did not start or could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address to listen on can be reached from other machines.
    #[error("{0} is not a loopback address; this provider is for one machine only")]
    NotLoopback(SocketAddr),
    /// The configuration has faults, all of them listed.
    #[error("the provider's configuration has faults: {}", .0.join("; "))]
    Config(Vec<String>),
    /// The address could not be bound.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file of signing keys could not be read or written.
    #[error("cannot read or write the signing keys in {path}")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file of signing keys is not one that this provider wrote.
    #[error("{path} holds no usable signing keys; remove it to get new ones")]
    KeyFileContent {
        /// The file.
        path: PathBuf,
    },
    /// A key could not be made, or a token not signed.
    #[error("cryptographic operation failed: {0}")]
    Crypto(&'static str),
    /// A token was asked for that the provider cannot mint.
    #[error("cannot mint this token: {0}")]
    Mint(&'static str),
    /// The server's task ended in a way that it should not.
    #[error("the provider's server stopped by itself")]
    Stopped,
}

impl Error {
    /// Whether it is about what is kept in the data directory.
    #[must_use]
    pub const fn is_of_data(&self) -> bool {
        match self {
            Self::KeyFile { .. } | Self::KeyFileContent { .. } => true,
            Self::NotLoopback(_)
            | Self::Config(_)
            | Self::Bind { .. }
            | Self::Crypto(_)
            | Self::Mint(_)
            | Self::Stopped => false,
        }
    }
}

impl From<jsonwebtoken::errors::Error> for Error {
    fn from(_: jsonwebtoken::errors::Error) -> Self {
        // The library's message may quote the material it failed on.
        Self::Crypto("token or key")
    }
}

/// An error of an endpoint that answers JSON (RFC 6749 section 5.2, RFC 6750 section 3.1).
#[derive(Debug)]
pub(crate) struct OAuthError {
    pub(crate) status: StatusCode,
    pub(crate) error: &'static str,
    pub(crate) description: &'static str,
    /// The challenge to send along with a 401.
    challenge: Option<&'static str>,
}

impl OAuthError {
    pub(crate) const fn new(
        status: StatusCode,
        error: &'static str,
        description: &'static str,
    ) -> Self {
        Self {
            status,
            error,
            description,
            challenge: None,
        }
    }

    pub(crate) const fn bad_request(error: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, description)
    }

    /// A client whose credentials are missing or wrong.
    pub(crate) const fn invalid_client(description: &'static str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            description,
            challenge: Some("Basic realm=\"idp\", charset=\"UTF-8\""),
        }
    }

    /// An access token that is missing or good for nothing here.
    pub(crate) const fn invalid_token(description: &'static str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_token",
            description,
            challenge: Some("Bearer error=\"invalid_token\""),
        }
    }
}

impl From<Error> for OAuthError {
    fn from(error: Error) -> Self {
        match error {
            Error::Mint(description) => Self::bad_request("invalid_request", description),
            Error::NotLoopback(_)
            | Error::Config(_)
            | Error::Bind { .. }
            | Error::KeyFile { .. }
            | Error::KeyFileContent { .. }
            | Error::Crypto(_)
            | Error::Stopped => {
                tracing::error!(%error, "request failed inside the provider");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "server_error",
                    "see the log",
                )
            }
        }
    }
}

#[derive(Serialize)]
struct Body {
    error: &'static str,
    error_description: &'static str,
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = Body {
            error: self.error,
            error_description: self.description,
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        response
    }
}
