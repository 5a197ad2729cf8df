//! People: email addresses, roles, and what is known of a person when rules are judged.

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::id::UserId;

/// A text is not an email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an email address")]
pub struct EmailError;

impl EmailError {
    /// Stable code of this refusal.
    #[must_use]
    pub fn code(self) -> &'static str {
        "invalid_email"
    }
}

/// An email address; letter case does not matter when two are compared.
///
/// Only the form is judged. Whether somebody reads it is for the identity provider to know.
#[derive(Clone)]
pub struct Email {
    text: String,
    key: String,
}

impl Email {
    /// The longest address of RFC 5321, in bytes.
    pub const MAX_BYTES: usize = 254;

    /// Takes an address: something, one `@`, something; no spaces, no control characters.
    ///
    /// # Errors
    /// [`EmailError`].
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let blank = |c: char| c.is_whitespace() || c.is_control();
        let (local, host) = text.split_once('@').ok_or(EmailError)?;
        let well_formed = !local.is_empty() && !host.is_empty() && !host.contains('@');
        if !well_formed || text.len() > Self::MAX_BYTES || text.contains(blank) {
            return Err(EmailError);
        }
        Ok(Self {
            text: text.to_owned(),
            key: text.to_lowercase(),
        })
    }

    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The address in lower case: equal keys are equal addresses.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Email {}

impl Hash for Email {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether the roles of a token make its holder an employee: `employee` in any letter case.
pub fn is_employee<'a>(roles: impl IntoIterator<Item = &'a str>) -> bool {
    roles
        .into_iter()
        .any(|role| role.eq_ignore_ascii_case("employee"))
}

/// Whether a user is a customer: no employee by the latest token, or the owner of a wallet.
#[must_use]
pub fn is_customer(employee_by_latest_token: bool, owns_wallet: bool) -> bool {
    !employee_by_latest_token || owns_wallet
}

/// A person as far as conflicts of interest are concerned.
///
/// The email counts whether it is verified or not: here a false alarm costs a colleague a minute,
/// and a missed one costs money.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    /// The user.
    pub id: UserId,
    /// The email of the latest token.
    pub email: Email,
}
