//! Tokens minted on demand, for scripts and tests. No real provider does this.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::grants::random_token;
use crate::provider::Provider;
use crate::tokens::{Identity, object};

/// Lifetime of a minted token that asks for none, in seconds.
const TTL_DEFAULT: i64 = 3600;

/// What a minted access token shall say. Whatever is left out comes from the person and the
/// provider; `claims` and `header` come last and may make a token that no API should accept.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MintRequest {
    /// The subject. One that the provider does not know is fine: the token then tells no more than
    /// this request does.
    pub subject: Option<String>,
    /// The email, which also finds the person when there is no `subject`.
    pub email: Option<String>,
    /// Whether the email is verified.
    pub email_verified: Option<bool>,
    /// The name.
    pub name: Option<String>,
    /// The roles.
    pub roles: Option<Vec<String>>,
    /// Audiences instead of the configured one.
    pub audience: Option<OneOrMany>,
    /// Issuer instead of this provider.
    pub issuer: Option<String>,
    /// Lifetime in seconds counted from `issued_at`, 3600 by default. Negative: already expired.
    pub ttl: Option<i64>,
    /// Time of issue in Unix seconds, by default now.
    pub issued_at: Option<i64>,
    /// Start of validity in Unix seconds, by default unsaid.
    pub not_before: Option<i64>,
    /// Claims put over all others; null removes one.
    pub claims: Map<String, Value>,
    /// Header members put over the usual ones; null removes one. The signature stays RS256.
    pub header: Map<String, Value>,
}

impl MintRequest {
    /// A usual token for the person with this email.
    pub fn for_email(email: impl Into<String>) -> Self {
        Self {
            email: Some(email.into()),
            ..Self::default()
        }
    }

    /// A usual token for this subject.
    pub fn for_subject(subject: impl Into<String>) -> Self {
        Self {
            subject: Some(subject.into()),
            ..Self::default()
        }
    }
}

/// An `aud` claim: a string or an array of strings (RFC 7519 section 4.1.3).
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// Written as a string.
    One(String),
    /// Written as an array.
    Many(Vec<String>),
}

impl OneOrMany {
    fn into_json(self) -> Value {
        match self {
            Self::One(audience) => json!(audience),
            Self::Many(audiences) => json!(audiences),
        }
    }
}

/// A token and how long it lives, in seconds.
pub(crate) struct Minted {
    pub(crate) token: String,
    pub(crate) ttl: i64,
}

impl fmt::Debug for Minted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Minted")
            .field("ttl", &self.ttl)
            .finish_non_exhaustive()
    }
}

impl Provider {
    /// Signs an access token that says what `request` asks for.
    pub(crate) fn mint(&self, request: MintRequest) -> Result<Minted, Error> {
        let identity = self.minted_identity(&request)?;
        let MintRequest {
            audience,
            issuer,
            ttl,
            issued_at,
            not_before,
            claims,
            header,
            ..
        } = request;
        let now = issued_at.unwrap_or_else(|| self.now());
        let ttl = ttl.unwrap_or(TTL_DEFAULT);
        let audience = audience.unwrap_or_else(|| OneOrMany::One(self.config.audience.clone()));
        let mut all = object(json!({
            "iss": issuer.unwrap_or_else(|| self.issuer.clone()),
            "sub": identity.subject,
            "aud": audience.into_json(),
            "iat": now,
            "exp": now.saturating_add(ttl),
            "jti": random_token(),
        }));
        all.extend(not_before.map(|time| ("nbf".to_owned(), json!(time))));
        all.extend(identity.namespaced_claims(&self.config.claims_namespace));
        crate::keys::overlay(&mut all, &claims);
        let token = self.keys.sign(&all, &header)?;
        Ok(Minted { token, ttl })
    }

    fn minted_identity(&self, request: &MintRequest) -> Result<Identity, Error> {
        let known = match (&request.subject, &request.email) {
            (Some(subject), _) => self
                .person(subject)
                .map(Identity::from)
                .unwrap_or(Identity {
                    subject: subject.clone(),
                    name: None,
                    email: None,
                    email_verified: None,
                    roles: Vec::new(),
                }),
            (None, Some(email)) => {
                self.person_by_email(email)
                    .map(Identity::from)
                    .ok_or(Error::Mint(
                        "nobody has this email; name a subject to mint for a stranger",
                    ))?
            }
            (None, None) => return Err(Error::Mint("name a subject or an email")),
        };
        Ok(Identity {
            subject: known.subject,
            name: request.name.clone().or(known.name),
            email: request.email.clone().or(known.email),
            email_verified: request.email_verified.or(known.email_verified),
            roles: request.roles.clone().unwrap_or(known.roles),
        })
    }
}
