//! Who asks, as far as a verified access token says.

use domain::id::UserId;
use domain::person::{Email, Person};
use time::OffsetDateTime;

use crate::error::{Error, Refusal, Result};

/// What is written beside every change: from where it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestContext {
    /// Id of the HTTP request, of the command, or of the worker's run.
    pub request_id: String,
    /// Network address of the one who asked, as text; empty for the bank itself.
    pub address: String,
}

/// A person whose access token was verified and whose user row is known and not retired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The person's user row.
    pub user: UserId,
    /// The identity provider that the person comes from.
    pub issuer: String,
    /// The provider's own id of the person.
    pub subject: String,
    /// Name as the latest token gave it.
    pub name: String,
    /// Email as the latest token gave it, in its own letter case.
    pub email: String,
    /// Roles of the token at hand.
    pub roles: Vec<String>,
    /// Whether one of the roles is `employee`, letter case aside.
    pub is_employee: bool,
    /// When the token at hand was issued.
    pub token_issued_at: OffsetDateTime,
    /// From where this request came.
    pub request: RequestContext,
}

impl Caller {
    /// The caller as conflicts of interest are judged.
    pub(crate) fn person(&self) -> Result<Person> {
        let email = Email::parse(&self.email)
            .map_err(|_| Error::corrupt("a caller without a usable email"))?;
        Ok(Person {
            id: self.user,
            email,
        })
    }

    /// Passes an employee only.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`].
    pub fn require_employee(&self) -> Result<()> {
        if self.is_employee {
            Ok(())
        } else {
            Err(Refusal::Forbidden.into())
        }
    }
}

/// Who stands in the audit for a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    Person {
        /// The user row.
        id: UserId,
        /// How the audit names the person: the email.
        label: String,
    },
    /// The bank itself: worker, start-up, webhook.
    Bank,
    /// The operator at the command line.
    Operator,
}

impl Actor {
    /// The user row, for a person.
    #[must_use]
    pub fn id(&self) -> Option<UserId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::Bank | Self::Operator => None,
        }
    }

    /// The text of the audit's column `actor`.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Person { label, .. } => label,
            Self::Bank => "bank",
            Self::Operator => "operator",
        }
    }
}

impl From<&Caller> for Actor {
    fn from(caller: &Caller) -> Self {
        Self::Person {
            id: caller.user,
            label: caller.email.clone(),
        }
    }
}
