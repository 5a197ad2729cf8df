//! How a call may end without its answer, and whether the same bytes may go again.

use std::fmt;
use std::time::Duration;

use crate::signing::SigningError;
use crate::wire::Duplicate;

/// Which request of a call failed. Calls that change something make three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// `POST /auth/action/init`; without effect.
    ActionInit,
    /// `POST /auth/action`, and the signature before it; without effect.
    ActionComplete,
    /// The call itself, and the only step of a `GET`.
    Call,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ActionInit => "action init",
            Self::ActionComplete => "action complete",
            Self::Call => "call",
        })
    }
}

/// What happened to a request.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// There was no connection, so nothing was sent.
    #[error("no connection")]
    NotConnected(#[source] reqwest::Error),
    /// No whole answer within the time limit.
    #[error("timed out")]
    TimedOut,
    /// The connection ended before the whole answer had come.
    #[error("connection cut")]
    Cut(#[source] reqwest::Error),
    /// An answer with a status outside 200 to 299.
    #[error("{0}")]
    Status(Box<Refusal>),
    /// A success whose body is not what was expected.
    #[error("{0}")]
    Unreadable(Unreadable),
    /// The challenge could not be signed.
    #[error("{0}")]
    Signing(SigningError),
    /// The request cannot be made of what the caller gave; nothing was sent.
    #[error("invalid request: {0}")]
    InvalidRequest(&'static str),
}

/// An answer with a status outside 200 to 299.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The service's sentence, without control characters, at most 500 characters; empty when the
    /// body has none.
    pub message: String,
    /// Number to quote to the service's support.
    pub id: Option<String>,
    /// Facts whose shape depends on the error.
    pub details: Option<serde_json::Value>,
    /// `Retry-After`, when given in seconds.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

impl Refusal {
    /// Who has the external id already, as the 409 of a transfer names it.
    #[must_use]
    pub fn duplicate(&self) -> Option<Duplicate> {
        let duplicate = self.details.as_ref()?.get("duplicate")?;
        serde_json::from_value(duplicate.clone()).ok()
    }

    /// Whether the refusal is about the signature of the action rather than about the call.
    fn is_about_action(&self) -> bool {
        let message = self.message.to_ascii_lowercase();
        ["challenge", "user action", "useraction"]
            .iter()
            .any(|word| message.contains(word))
    }
}

/// Why an answer could not be read. Carries nothing of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More bytes than the limit allows.
    #[error("answer longer than {bytes_max} bytes")]
    TooLong {
        /// The limit.
        bytes_max: usize,
    },
    /// Not JSON, or not of the expected shape.
    #[error("answer is not the expected JSON (line {line}, column {column})")]
    Unexpected {
        /// Where reading stopped.
        line: usize,
        /// Where reading stopped.
        column: usize,
    },
}

/// A call that gave no answer to use.
#[derive(Debug)]
pub struct Error {
    step: Step,
    cause: Cause,
}

/// What a failure means for the same bytes: may they go again, later, never, or must somebody look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The call had no effect; the same bytes may go again later.
    NotSent,
    /// Something must be put right first; the same bytes may go again then.
    Misconfigured {
        /// What has to be put right.
        scope: Scope,
    },
    /// The service will not do it; the same bytes will be refused again.
    Refused,
    /// The external id belongs to a request with another body or of another wallet.
    Conflict {
        /// That request, when it was named.
        duplicate: Option<Duplicate>,
    },
    /// The call may have had its effect. Only a repeat that the service recognises, or a look at
    /// what it did, can tell.
    Unknown,
}

/// What has to be put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Token, credential, key or plan: no call will work before.
    Account,
    /// The permission for this call, or the thing it names: others may work.
    Call,
}

impl Error {
    pub(crate) fn new(step: Step, cause: Cause) -> Self {
        Self { step, cause }
    }

    /// Which request failed.
    #[must_use]
    pub fn step(&self) -> Step {
        self.step
    }

    /// What happened to it.
    #[must_use]
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// The service's answer, when there was one with a status outside 200 to 299.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.cause {
            Cause::Status(refusal) => Some(refusal),
            Cause::NotConnected(_)
            | Cause::TimedOut
            | Cause::Cut(_)
            | Cause::Unreadable(_)
            | Cause::Signing(_)
            | Cause::InvalidRequest(_) => None,
        }
    }

    /// What the failure means for the same bytes.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match (&self.cause, self.step) {
            (Cause::Signing(_), _) => Kind::Misconfigured {
                scope: Scope::Account,
            },
            (Cause::InvalidRequest(_), _) => Kind::Refused,
            (Cause::NotConnected(_), _) => Kind::NotSent,
            (
                Cause::TimedOut | Cause::Cut(_) | Cause::Unreadable(_),
                Step::ActionInit | Step::ActionComplete,
            ) => Kind::NotSent,
            (Cause::TimedOut | Cause::Cut(_) | Cause::Unreadable(_), Step::Call) => Kind::Unknown,
            (Cause::Status(refusal), Step::ActionInit | Step::ActionComplete) => {
                kind_of_action(refusal)
            }
            (Cause::Status(refusal), Step::Call) => kind_of_call(refusal),
        }
    }
}

/// The steps of signing have no effect, whatever they answer.
fn kind_of_action(refusal: &Refusal) -> Kind {
    match refusal.status {
        401..=403 => Kind::Misconfigured {
            scope: Scope::Account,
        },
        _ => Kind::NotSent,
    }
}

/// Only statuses that tell for sure are named. A refused action on the call itself is unknown: a
/// proxy may have repeated a request whose first copy used the action up.
fn kind_of_call(refusal: &Refusal) -> Kind {
    match refusal.status {
        429 => Kind::NotSent,
        401 | 402 => Kind::Misconfigured {
            scope: Scope::Account,
        },
        403 | 404 => Kind::Misconfigured { scope: Scope::Call },
        400 | 422 if refusal.is_about_action() => Kind::Unknown,
        400 | 422 => Kind::Refused,
        409 => Kind::Conflict {
            duplicate: refusal.duplicate(),
        },
        _ => Kind::Unknown,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.step, self.cause)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.source()
    }
}
