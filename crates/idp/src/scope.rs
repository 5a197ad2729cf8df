//! The scopes that the provider knows (OpenID Connect Core sections 5.4 and 11).

use std::fmt;

/// One scope value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ScopeValue {
    OpenId,
    Profile,
    Email,
    OfflineAccess,
}

impl ScopeValue {
    pub(crate) const ALL: [Self; 4] = [
        Self::OpenId,
        Self::Profile,
        Self::Email,
        Self::OfflineAccess,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::OfflineAccess => "offline_access",
        }
    }
}

/// The scopes of a grant, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope(Vec<ScopeValue>);

impl Scope {
    /// Reads a list separated by spaces. Values that the provider does not know are left out, as
    /// OpenID Connect Core section 3.1.2.1 asks.
    pub(crate) fn parse(text: &str) -> Self {
        let mut values: Vec<ScopeValue> = text
            .split(' ')
            .filter_map(|word| {
                ScopeValue::ALL
                    .into_iter()
                    .find(|value| value.as_str() == word)
            })
            .collect();
        values.sort_unstable();
        values.dedup();
        Self(values)
    }

    pub(crate) fn has(&self, value: ScopeValue) -> bool {
        self.0.contains(&value)
    }

    /// Whether each value is also one of `other`.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.0.iter().all(|&value| other.has(value))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.0.iter().map(|value| value.as_str()).collect();
        f.write_str(&words.join(" "))
    }
}
