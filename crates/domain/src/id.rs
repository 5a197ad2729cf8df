//! Identifiers: a UUID with a prefix that says what it names.
//!
//! On the wire an id is the prefix and the 32 lower-case hex digits of the UUID. There is one text
//! for one id, so that ids can be compared, cached and logged as text. New ids are made by `bank`.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// A text that is not an id of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id that starts with {prefix}")]
pub struct IdError {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

impl IdError {
    /// Stable code of this refusal.
    #[must_use]
    pub fn code(self) -> &'static str {
        "invalid_id"
    }
}

/// Reads 32 lower-case hex digits and nothing else.
fn parse_simple(text: &str) -> Option<Uuid> {
    let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() != 32 || !text.bytes().all(lower_hex) {
        return None;
    }
    Uuid::try_parse(text).ok()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What the text of such an id starts with.
            pub const PREFIX: &'static str = $prefix;

            /// Takes a UUID that was made elsewhere.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// Reads the one text of an id.
            ///
            /// # Errors
            /// For another prefix, upper-case digits, hyphens, or anything around the id.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                text.strip_prefix($prefix)
                    .and_then(parse_simple)
                    .map(Self)
                    .ok_or(IdError { prefix: $prefix })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }
    )*};
}

ids! {
    /// Names a user: one subject of one identity provider.
    UserId = "usr_";
    /// Names a wallet; never the id that custody gave it.
    WalletId = "wal_";
    /// Names a transfer.
    TransferId = "tr_";
    /// Names a delegation.
    DelegationId = "dg_";
    /// Names a fiat account.
    FiatAccountId = "acc_";
    /// Names one vote on a transfer.
    ApprovalId = "apr_";
}
