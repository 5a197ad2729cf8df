//! Why a call gave no answer.

use api_types::Problem;
use serde::de::DeserializeOwned;

/// The largest answer that is read.
const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Why a call gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bank refused or failed, and says why.
    #[error("{} ({}): {}", .0.code, .0.status, .0.detail)]
    Problem(Box<Problem>),
    /// The bank was not reached, or did not answer in time. A call that changes something may
    /// have had its effect.
    #[error("the bank was not reached")]
    Transport(#[from] reqwest::Error),
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
            Self::Transport(_) | Self::Unreadable { .. } | Self::TooLarge => None,
        }
    }

    /// The HTTP status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Unreadable { status, .. } => Some(*status),
            Self::Transport(_) | Self::TooLarge => None,
        }
    }
}

/// Reads an answer, a refusal as [`Error::Problem`].
pub(crate) async fn read<T: DeserializeOwned>(response: reqwest::Response) -> Result<T> {
    let status = response.status();
    if status.is_success() {
        return read_any_status(response).await;
    }
    let problem: Problem = read_any_status(response).await?;
    Err(Error::Problem(Box::new(problem)))
}

/// Reads an answer of any status.
pub(crate) async fn read_any_status<T: DeserializeOwned>(
    mut response: reqwest::Response,
) -> Result<T> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    // No content is written as nothing, which JSON calls null.
    let body: &[u8] = if body.is_empty() { b"null" } else { &body };
    serde_json::from_slice(body).map_err(|source| Error::Unreadable { status, source })
}
