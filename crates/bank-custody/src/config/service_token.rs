//! What the service account's token says of itself. Its signature is custody's business.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use time::OffsetDateTime;

/// The claims that matter here, each absent when the token does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceToken {
    /// The organisation that the account belongs to; custody has no call to ask for it.
    pub organisation: Option<String>,
    /// When it ends.
    pub expires_at: Option<OffsetDateTime>,
}

impl ServiceToken {
    /// Reads a token; `None` for a text that is none.
    pub fn read(token: &SecretString) -> Option<Self> {
        let mut parts = token.expose_secret().split('.');
        let payload = parts.nth(1).filter(|_| parts.count() == 1)?;
        let claims = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        let claims: Value = serde_json::from_slice(&claims).ok()?;
        let organisation = claims
            .get("https://custom/app_metadata")
            .and_then(|metadata| metadata.get("orgId"))
            .and_then(Value::as_str);
        let expires_at = claims.get("exp").and_then(Value::as_i64);
        Some(Self {
            organisation: organisation.map(str::to_owned),
            expires_at: expires_at.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> SecretString {
        SecretString::from(format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims)))
    }

    #[test]
    fn organisation_and_end_are_read() {
        let token = token(r#"{"exp":1000,"https://custom/app_metadata":{"orgId":"or-1"}}"#);
        let read = ServiceToken::read(&token).unwrap();
        assert_eq!(read.organisation.as_deref(), Some("or-1"));
        let end = OffsetDateTime::from_unix_timestamp(1000).unwrap();
        assert_eq!(read.expires_at, Some(end));
    }

    #[test]
    fn silence_is_no_fault_but_another_text_is_no_token() {
        assert_eq!(
            ServiceToken::read(&token("{}")),
            Some(ServiceToken::default())
        );
        for text in ["", "abc", "a.b", "e30.e30.sig.more", "e30.!!.sig"] {
            let token = SecretString::from(text.to_owned());
            assert_eq!(ServiceToken::read(&token), None, "{text}");
        }
    }
}
