//! Names by which others know our things: custody's ids, hashes, external ids.

use core::fmt;

/// Custody's id of a wallet. Internal: no customer ever sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustodyWalletId(String);

/// Custody's id of a transfer. Internal: no customer ever sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustodyTransferId(String);

/// The id under which custody remembers a request of ours; a repeat with the same bytes meets the
/// same entity. At most [`ExternalId::MAX_LEN`] characters, custody's own limit for transfers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExternalId(String);

/// A text that is empty or too long to be an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a usable reference: 1 to {max} visible ASCII characters expected")]
pub struct ReferenceError {
    /// The longest text that this kind of reference may have.
    pub max: usize,
}

fn checked(text: &str, max: usize) -> Result<String, ReferenceError> {
    let usable =
        !text.is_empty() && text.len() <= max && text.bytes().all(|byte| byte.is_ascii_graphic());
    if usable {
        Ok(text.to_owned())
    } else {
        Err(ReferenceError { max })
    }
}

macro_rules! reference {
    ($name:ident, $max:expr) => {
        impl $name {
            /// The longest text of this kind.
            pub const MAX_LEN: usize = $max;

            /// Takes visible ASCII of 1 to [`Self::MAX_LEN`] characters.
            ///
            /// # Errors
            /// [`ReferenceError`] for anything else.
            pub fn parse(text: &str) -> Result<Self, ReferenceError> {
                checked(text, $max).map(Self)
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

reference!(CustodyWalletId, 64);
reference!(CustodyTransferId, 64);
reference!(ExternalId, 50);

/// Hash of a transaction on an EVM chain: 32 bytes, shown as `0x` and 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TxHash([u8; 32]);

/// SHA-256 of an outgoing body, shown as 64 lower-case hex digits. What a reviewer approves is
/// this hash, so what was approved is what is sent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BodyHash([u8; 32]);

fn nibble(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

fn hash_from_hex(digits: &str) -> Option<[u8; 32]> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(bytes)
}

fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8; 32]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

impl TxHash {
    /// Wraps the 32 bytes of a hash.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads `0x` and 64 hex digits of either case; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        hash_from_hex(text.strip_prefix("0x")?).map(Self)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for TxHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for TxHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl BodyHash {
    /// Wraps the 32 bytes of a SHA-256 digest.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 lower-case hex digits, the one written form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        hash_from_hex(text).map(Self)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_bounded_visible_ascii() {
        assert!(ExternalId::parse(&"k".repeat(50)).is_ok());
        for text in ["", &"k".repeat(51), "two words", "é", "tab\t"] {
            assert_eq!(
                ExternalId::parse(text),
                Err(ReferenceError { max: 50 }),
                "{text:?}"
            );
        }
    }

    #[test]
    fn hashes_have_one_written_form() {
        let text = format!("0x{}", "0123456789abcdef".repeat(4));
        let hash = TxHash::parse(&text).unwrap();
        assert_eq!(hash.to_string(), text);
        assert_eq!(
            TxHash::parse(&text.to_uppercase().replace('X', "x")),
            Some(hash)
        );
        assert_eq!(TxHash::parse(&text[2..]), None);
        assert_eq!(TxHash::parse(&text[..65]), None);
        assert_eq!(BodyHash::parse(&text[2..]).unwrap().to_string(), text[2..]);
        assert_eq!(BodyHash::parse(&text[2..].to_uppercase()), None);
    }
}
