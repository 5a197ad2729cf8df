//! What a failure means, in the words of the port.

use std::time::Duration;

use bank::custody::{CallError, Detail, Submission};
use dfns::{Error, Kind, Scope, Step};
use domain::reference::CustodyTransferId;

use crate::text::neutral;
use crate::values::Unreadable;

/// The handing over of a transfer failed.
pub(crate) fn submission_error(error: &Error) -> Submission {
    let detail = detail(error);
    match error.kind() {
        Kind::NotSent if status_of(error) == Some(429) => Submission::Throttled {
            pause: pause(error),
            detail,
        },
        Kind::NotSent => Submission::NotSent(detail),
        Kind::Misconfigured {
            scope: Scope::Account,
        } => {
            let transfer_call_made = match error.step() {
                Step::ActionInit | Step::ActionComplete => false,
                Step::Call => true,
            };
            Submission::Misconfigured {
                transfer_call_made,
                detail,
            }
        }
        Kind::Misconfigured { scope: Scope::Call } => Submission::Denied(detail),
        Kind::Refused => Submission::Invalid(detail),
        Kind::Conflict { duplicate } => Submission::Conflict {
            duplicate: duplicate.and_then(|other| CustodyTransferId::parse(&other.id).ok()),
            detail,
        },
        Kind::Unknown => Submission::Unknown(detail),
    }
}

/// Another call failed.
pub(crate) fn call_error(error: Error) -> CallError {
    let detail = detail(&error);
    match error.kind() {
        Kind::NotSent if status_of(&error) == Some(429) => CallError::Throttled {
            pause: pause(&error),
            detail,
        },
        Kind::NotSent => CallError::NotSent(detail),
        Kind::Misconfigured {
            scope: Scope::Account,
        } => CallError::Misconfigured(detail),
        Kind::Misconfigured { scope: Scope::Call } if status_of(&error) == Some(404) => {
            CallError::NotFound(detail)
        }
        Kind::Misconfigured { scope: Scope::Call } | Kind::Refused | Kind::Conflict { .. } => {
            CallError::Refused(detail)
        }
        Kind::Unknown => CallError::Unknown(detail),
    }
}

/// A success was well-formed, but one of its values is none that the bank can use.
pub(crate) fn unreadable(what: Unreadable) -> Detail {
    tracing::warn!(what, "custody's answer has a value that cannot be read");
    Detail(format!("the answer has {what} that cannot be read"))
}

/// [`unreadable`] for calls other than the handing over of a transfer.
pub(crate) fn unreadable_call(what: Unreadable) -> CallError {
    CallError::Unknown(unreadable(what))
}

/// How long the service asks to be left alone.
fn pause(error: &Error) -> Option<Duration> {
    error.refusal().and_then(|refusal| refusal.retry_after)
}

fn status_of(error: &Error) -> Option<u16> {
    error.refusal().map(|refusal| refusal.status)
}

/// Step, status and message; the vendor's name and ids stay in this crate's own log.
fn detail(error: &Error) -> Detail {
    tracing::debug!(%error, source = std::error::Error::source(error), "a call to custody failed");
    Detail(neutral(&error.to_string()))
}
