//! What browsers keep for the bank, sealed: they can neither read nor change it.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    constant_time, digest, hmac,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

/// Seals by AES-256-GCM; the purpose is authenticated, so that one thing cannot pass for another.
#[derive(Debug)]
pub(crate) struct Sealer {
    cipher: RandomizedNonceKey,
    mac: hmac::Key,
}

/// The secret could not be used, or randomness was not to be had.
#[derive(Debug, thiserror::Error)]
#[error("the secret of the web's cookies cannot be used")]
pub(crate) struct SealError;

impl Sealer {
    /// Keys derived from the operator's secret, one for each use.
    pub(crate) fn new(secret: &str) -> Result<Self, SealError> {
        let derived = |usage: &str| {
            let mut context = digest::Context::new(&digest::SHA256);
            context.update(usage.as_bytes());
            context.update(&[0]);
            context.update(secret.as_bytes());
            context.finish()
        };
        let cipher = derived("bank web cookies 1");
        Ok(Self {
            cipher: RandomizedNonceKey::new(&AES_256_GCM, cipher.as_ref())
                .map_err(|_| SealError)?,
            mac: hmac::Key::new(hmac::HMAC_SHA256, derived("bank web forms 1").as_ref()),
        })
    }

    /// The value as a text of letters, digits, `-` and `_`.
    pub(crate) fn seal<T: Serialize>(&self, purpose: &str, value: &T) -> Result<String, SealError> {
        let mut bytes = serde_json::to_vec(value).map_err(|_| SealError)?;
        let nonce = self
            .cipher
            .seal_in_place_append_tag(Aad::from(purpose.as_bytes()), &mut bytes)
            .map_err(|_| SealError)?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut bytes);
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// What [`Self::seal`] sealed for the same purpose; `None` for anything else.
    pub(crate) fn open<T: DeserializeOwned>(&self, purpose: &str, text: &str) -> Option<T> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, bytes) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut bytes = bytes.to_vec();
        let aad = Aad::from(purpose.as_bytes());
        let plain = self.cipher.open_in_place(nonce, aad, &mut bytes).ok()?;
        serde_json::from_slice(plain).ok()
    }

    /// The token that forms of this visit carry.
    pub(crate) fn form_token(&self, visit: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.mac, visit.as_bytes()))
    }

    /// Whether a form's token belongs to this visit.
    pub(crate) fn is_form_token(&self, visit: &str, token: &str) -> bool {
        let expected = self.form_token(visit);
        constant_time::verify_slices_are_equal(expected.as_bytes(), token.as_bytes()).is_ok()
    }
}

/// 128 random bits as a text.
pub(crate) fn random_text() -> Result<String, SealError> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| SealError)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_secret_and_purpose_open() {
        let sealer = Sealer::new("secret").unwrap();
        let text = sealer.seal("a", &"value").unwrap();
        assert_eq!(sealer.open::<String>("a", &text).as_deref(), Some("value"));
        assert_eq!(sealer.open::<String>("b", &text), None);
        let other = Sealer::new("another").unwrap();
        assert_eq!(other.open::<String>("a", &text), None);
        assert_ne!(text, sealer.seal("a", &"value").unwrap());
    }

    #[test]
    fn a_changed_text_opens_nothing() {
        let sealer = Sealer::new("secret").unwrap();
        let text = sealer.seal("a", &"value").unwrap();
        for at in [0, 20, text.len() - 1] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(sealer.open::<String>("a", &changed), None, "{at}");
        }
        for text in ["", "AAAA", "not base64!", &text[..20]] {
            assert_eq!(sealer.open::<String>("a", text), None, "{text}");
        }
    }

    #[test]
    fn a_form_token_belongs_to_one_visit() {
        let sealer = Sealer::new("secret").unwrap();
        let token = sealer.form_token("one");
        assert!(sealer.is_form_token("one", &token));
        assert!(!sealer.is_form_token("two", &token));
        assert!(!sealer.is_form_token("one", ""));
    }
}
