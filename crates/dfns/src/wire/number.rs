//! JSON numbers kept as the text that was sent.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A JSON number as its text, for prices: no float ever holds it.
///
/// Reads and writes through `serde_json` only, and not inside `#[serde(flatten)]` or internally
/// tagged enums, which would turn the number into a float on the way.
#[derive(Debug, Clone)]
pub struct Number(Box<RawValue>);

impl Number {
    /// Takes the text of a JSON number (RFC 8259, section 6); `None` when it is anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if !is_number(text) {
            return None;
        }
        RawValue::from_string(text.to_owned()).ok().map(Self)
    }

    /// The number as it was written, exponent and trailing zeros included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }
}

/// Tells a number from the other JSON values, of which only it starts with a digit or a minus.
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && text.ends_with(|last: char| last.is_ascii_digit())
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Number {}

impl Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if is_number(raw.get()) {
            Ok(Self(raw))
        } else {
            Err(serde::de::Error::custom("expected a JSON number"))
        }
    }
}
