//! Checking a delivery of a webhook: who sent it, and when.

use std::fmt;

use aws_lc_rs::hmac;
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

use crate::wire::WebhookDelivery;

/// Header that carries the signature of a delivery.
pub const SIGNATURE_HEADER: &str = "X-DFNS-WEBHOOK-SIGNATURE";

/// How far, in seconds, the time in a delivery may be from the receiver's: one that was caught and
/// is sent again later is refused.
pub const AGE_SECONDS_MAX: u64 = 300;

/// What the signature begins with; 64 hex digits follow.
const ALGORITHM: &str = "sha256=";

/// The secrets that deliveries may be signed with: more than one while they are being changed.
#[derive(Clone, Default)]
pub struct WebhookSecrets(Vec<hmac::Key>);

/// Why a delivery is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// No signature, a malformed one, or one made with none of the secrets.
    #[error("the signature is missing or wrong")]
    Signature,
    /// Signed, but sent too long ago, or in the future.
    #[error("sent at another time than now")]
    Age,
    /// Signed, but not the JSON of a delivery.
    #[error("not a delivery")]
    Unreadable,
}

impl WebhookSecrets {
    /// Accepts deliveries that are signed with any of these.
    #[must_use]
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        let mut all = Self::default();
        secrets.into_iter().for_each(|secret| all.add(secret));
        all
    }

    /// Accepts deliveries that are signed with this secret too.
    pub fn add(&mut self, secret: &SecretString) {
        // The whole text is the key, `whs-` included.
        let key = secret.expose_secret().as_bytes();
        self.0.push(hmac::Key::new(hmac::HMAC_SHA256, key));
    }

    /// Reads a delivery after its signature over exactly these bytes was checked, in constant time,
    /// and then its age. Nothing of `body` is looked at before.
    ///
    /// # Errors
    /// [`DeliveryError`], in the order of its variants.
    pub fn open(
        &self,
        signature: Option<&str>,
        body: &[u8],
        now: OffsetDateTime,
    ) -> Result<WebhookDelivery, DeliveryError> {
        let tag = signature
            .and_then(read_tag)
            .ok_or(DeliveryError::Signature)?;
        // Every secret is tried, so that the time does not tell which one fits.
        let tried = self
            .0
            .iter()
            .map(|key| hmac::verify(key, body, &tag).is_ok());
        if !tried.fold(false, |known, fits| known | fits) {
            return Err(DeliveryError::Signature);
        }
        let delivery: WebhookDelivery =
            serde_json::from_slice(body).map_err(|_| DeliveryError::Unreadable)?;
        let age = now.unix_timestamp().abs_diff(delivery.timestamp_sent);
        if age >= AGE_SECONDS_MAX {
            return Err(DeliveryError::Age);
        }
        Ok(delivery)
    }
}

impl fmt::Debug for WebhookSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookSecrets({})", self.0.len())
    }
}

/// The 32 bytes of `sha256=` and 64 hex digits.
fn read_tag(text: &str) -> Option<[u8; 32]> {
    let (pairs, rest) = text.strip_prefix(ALGORITHM)?.as_bytes().as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    let mut tag = [0; 32];
    for (byte, [high, low]) in tag.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(tag)
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
