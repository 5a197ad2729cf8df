//! Texts that people choose: names of wallets, comments on decisions.

use std::fmt;

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing, or nothing but spaces.
    #[error("the text is empty")]
    Empty,
    /// It starts or ends with a space; we do not change what people write.
    #[error("the text starts or ends with a space")]
    OuterSpace,
    /// Longer than allowed, counted in Unicode scalar values.
    #[error("the text is longer than {max} characters")]
    TooLong {
        /// The most characters that are allowed.
        max: usize,
    },
    /// Control characters, line separators, or marks that turn the direction of writing: they can
    /// make a text look like another one.
    #[error("the text holds characters that cannot be shown")]
    Invisible,
}

impl TextError {
    /// Stable code of this refusal.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "text_empty",
            Self::OuterSpace => "text_outer_space",
            Self::TooLong { .. } => "text_too_long",
            Self::Invisible => "text_invisible_characters",
        }
    }
}

/// Line and paragraph separators, the directional formatting characters of Unicode (UAX 9,
/// section 2), and characters without width that no script needs. The joiners that scripts such
/// as Persian and many emoji need are not among them.
fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        | '\u{200E}' | '\u{200F}' | '\u{061C}'
        | '\u{FEFF}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{00AD}')
}

fn check_length(text: &str, max: usize) -> Result<(), TextError> {
    if text.chars().nth(max).is_some() {
        Err(TextError::TooLong { max })
    } else {
        Ok(())
    }
}

/// The name of a wallet: 1 to 100 characters of any script, on one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WalletName(String);

impl WalletName {
    /// The most characters of a name.
    pub const MAX: usize = 100;

    /// Takes a name as it is, without changing it.
    ///
    /// # Errors
    /// See [`TextError`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.trim().is_empty() {
            return Err(TextError::Empty);
        }
        if text.chars().any(|c| c.is_control() || is_deceptive(c)) {
            return Err(TextError::Invisible);
        }
        if text.trim() != text {
            return Err(TextError::OuterSpace);
        }
        check_length(text, Self::MAX)?;
        Ok(Self(text.to_owned()))
    }

    /// The name when none is given.
    #[must_use]
    pub fn default_name() -> Self {
        Self("My Wallet".to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WalletName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an employee writes beside a decision: up to 1000 characters, several lines.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Comment(String);

impl Comment {
    /// The most characters of a comment.
    pub const MAX: usize = 1000;

    /// Takes a comment as it is, without changing it.
    ///
    /// # Errors
    /// See [`TextError`]; a comment of spaces only is empty.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.trim().is_empty() {
            return Err(TextError::Empty);
        }
        let hidden = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_deceptive(c);
        if text.chars().any(hidden) {
            return Err(TextError::Invisible);
        }
        check_length(text, Self::MAX)?;
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
