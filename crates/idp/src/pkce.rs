//! Proof key for code exchange (RFC 7636), method S256 only.

use aws_lc_rs::{constant_time, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The challenge that a client sent along with its authorization request.
#[derive(Clone, Debug)]
pub(crate) struct Challenge(String);

impl Challenge {
    /// Accepts what SHA-256 and base64url without padding can produce: 43 characters, 32 bytes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// Whether `verifier` is well formed (RFC 7636 section 4.1) and hashes to this challenge.
    pub(crate) fn accepts(&self, verifier: &str) -> bool {
        let well_formed = (43..=128).contains(&verifier.len())
            && verifier
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
        let hash = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
        let equal =
            constant_time::verify_slices_are_equal(hash.as_bytes(), self.0.as_bytes()).is_ok();
        well_formed && equal
    }
}

#[cfg(test)]
mod tests {
    use super::Challenge;

    #[test]
    fn accepts_the_example_of_rfc_7636_appendix_b() {
        let challenge = Challenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        assert!(challenge.accepts("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.accepts("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"));
        assert!(!challenge.accepts("short"));
    }

    #[test]
    fn refuses_challenges_that_no_sha256_can_be() {
        for text in ["", "abc", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"] {
            assert!(Challenge::parse(text).is_none(), "{text:?}");
        }
    }
}
