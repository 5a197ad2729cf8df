//! Why a call gave no answer.

use std::error::Error as StdError;

use api_types::Problem;
use bytes::Bytes;
use futures::StreamExt as _;
use http::Response;
use serde::de::DeserializeOwned;

use crate::transport::{ANSWER_BYTES_MAX, ByteStream};

/// Why a call gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bank refused or failed, and says why.
    #[error("{} ({}): {}", .0.code, .0.status, .0.detail)]
    Problem(Box<Problem>),
    /// The bank was not reached, or did not answer in time. A call that changes something may
    /// have had its effect.
    #[error("the bank was not reached")]
    Transport(#[source] Box<dyn StdError + Send + Sync>),
    /// What was to be asked makes no request, such as an id with a space in it.
    #[error("the call makes no request")]
    Unsendable(#[from] http::Error),
    /// Something answered that is not the bank, or not this version of it.
    #[error("unreadable answer with status {status}")]
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// What was wrong with the body.
        #[source]
        source: serde_json::Error,
    },
    /// The answer was larger than any that the bank gives.
    #[error("the answer is too large")]
    TooLarge,
}

/// What a call gives.
pub type Result<T, E = Error> = core::result::Result<T, E>;

impl Error {
    /// The code of the bank's refusal, if it was one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(&problem.code),
            Self::Transport(_) | Self::Unsendable(_) | Self::Unreadable { .. } | Self::TooLarge => {
                None
            }
        }
    }

    /// The HTTP status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Unreadable { status, .. } => Some(*status),
            Self::Transport(_) | Self::Unsendable(_) | Self::TooLarge => None,
        }
    }
}

/// Reads an answer, a refusal as [`Error::Problem`].
pub(crate) fn read<T: DeserializeOwned>(response: &Response<Bytes>) -> Result<T> {
    if response.status().is_success() {
        return read_any_status(response);
    }
    Err(Error::Problem(Box::new(read_any_status(response)?)))
}

/// Reads a refusal whose body still has to come.
pub(crate) async fn refusal(response: Response<ByteStream>) -> Error {
    let (parts, mut pieces) = response.into_parts();
    let mut body = Vec::new();
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(piece) if body.len() + piece.len() <= ANSWER_BYTES_MAX => {
                body.extend_from_slice(&piece);
            }
            Ok(_) => return Error::TooLarge,
            Err(error) => return error,
        }
    }
    match read_any_status(&Response::from_parts(parts, body.into())) {
        Ok(problem) => Error::Problem(Box::new(problem)),
        Err(error) => error,
    }
}

/// Reads an answer of any status.
pub(crate) fn read_any_status<T: DeserializeOwned>(response: &Response<Bytes>) -> Result<T> {
    let status = response.status().as_u16();
    // No content is written as nothing, which JSON calls null.
    let body: &[u8] = if response.body().is_empty() {
        b"null"
    } else {
        response.body()
    };
    serde_json::from_slice(body).map_err(|source| Error::Unreadable { status, source })
}
