//! Identifiers in the vendor's form, and random secrets.

use aws_lc_rs::rand;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// A new id `<prefix>-[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{16}`.
pub(crate) fn new_id(prefix: &str) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
    let text: String = random_bytes::<26>()
        .iter()
        .map(|byte| {
            char::from(
                ALPHABET
                    .get(usize::from(byte % 32))
                    .copied()
                    .unwrap_or(b'0'),
            )
        })
        .collect();
    let (first, rest) = text.split_at(5);
    let (second, third) = rest.split_at(5);
    format!("{prefix}-{first}-{second}-{third}")
}

/// `N` bytes of the operating system's randomness.
#[expect(
    clippy::expect_used,
    reason = "a machine without randomness can hold no keys"
)]
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    rand::fill(&mut bytes).expect("the operating system has randomness");
    bytes
}

/// A random text of 256 bits that fits into a header.
pub(crate) fn random_secret() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}
