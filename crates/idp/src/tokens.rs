//! What the tokens say.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::config::Person;
use crate::error::Error;
use crate::grants::{Grant, random_token};
use crate::provider::{Provider, whole_seconds};
use crate::scope::{Scope, ScopeValue};

/// What is known of the person a token is about.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: Option<bool>,
    pub(crate) roles: Vec<String>,
}

impl From<&Person> for Identity {
    fn from(person: &Person) -> Self {
        let Person {
            subject,
            name,
            email,
            email_verified,
            roles,
            password: _,
        } = person.clone();
        Self {
            subject,
            name: Some(name),
            email: Some(email),
            email_verified: Some(email_verified),
            roles,
        }
    }
}

impl Identity {
    /// The claims under the configured namespace, which an API reads.
    pub(crate) fn namespaced_claims(&self, namespace: &str) -> Map<String, Value> {
        let namespace = namespace.trim_end_matches('/');
        let known = [
            ("roles", Some(json!(self.roles))),
            ("email", self.email.as_ref().map(|email| json!(email))),
            ("name", self.name.as_ref().map(|name| json!(name))),
            (
                "email_verified",
                self.email_verified.map(|verified| json!(verified)),
            ),
        ];
        known
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| (format!("{namespace}/{name}"), value)))
            .collect()
    }

    /// The standard claims that `scope` opens (OpenID Connect Core section 5.4).
    pub(crate) fn standard_claims(&self, scope: &Scope) -> Map<String, Value> {
        let mut claims = Map::new();
        if scope.has(ScopeValue::Profile) {
            claims.extend(
                self.name
                    .as_ref()
                    .map(|name| ("name".to_owned(), json!(name))),
            );
        }
        if scope.has(ScopeValue::Email) {
            claims.extend(
                self.email
                    .as_ref()
                    .map(|email| ("email".to_owned(), json!(email))),
            );
            let verified = self.email_verified;
            claims.extend(verified.map(|it| ("email_verified".to_owned(), json!(it))));
        }
        claims
    }
}

impl Provider {
    /// An access token: a JWT for the API that the client named, else an opaque one that only the
    /// user information endpoint takes.
    pub(crate) fn access_token(&self, grant: &Grant, person: &Identity) -> Result<String, Error> {
        let now = self.now();
        let ends = now.saturating_add(whole_seconds(self.config.access_token_ttl));
        let Some(audience) = &grant.audience else {
            return Ok(self.grants().issue_opaque_token(grant.clone(), ends, now));
        };
        let mut claims = object(json!({
            "iss": self.issuer,
            "sub": person.subject,
            "aud": [audience, self.endpoint("/userinfo")],
            "azp": grant.client_id,
            "scope": grant.scope.to_string(),
            "iat": now,
            "exp": ends,
            "jti": random_token(),
        }));
        claims.extend(person.namespaced_claims(&self.config.claims_namespace));
        self.keys.sign(&claims, &Map::new())
    }

    /// An id token for the client (OpenID Connect Core section 2).
    pub(crate) fn id_token(
        &self,
        grant: &Grant,
        person: &Identity,
        access_token: &str,
    ) -> Result<String, Error> {
        let now = self.now();
        let mut claims = object(json!({
            "iss": self.issuer,
            "sub": person.subject,
            "aud": grant.client_id,
            "iat": now,
            "exp": now.saturating_add(whole_seconds(self.config.id_token_ttl)),
            "auth_time": grant.auth_time,
            "sid": grant.session,
            "at_hash": half_hash(access_token),
        }));
        if let Some(nonce) = &grant.nonce {
            claims.insert("nonce".to_owned(), json!(nonce));
        }
        claims.extend(person.standard_claims(&grant.scope));
        claims.extend(person.namespaced_claims(&self.config.claims_namespace));
        self.keys.sign(&claims, &Map::new())
    }
}

/// The members of a JSON object, none of any other value.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(members) = value {
        members
    } else {
        Map::new()
    }
}

/// `at_hash` of OpenID Connect Core section 3.1.3.6: the left half of the SHA-256.
fn half_hash(token: &str) -> String {
    let hash = digest::digest(&digest::SHA256, token.as_bytes());
    URL_SAFE_NO_PAD.encode(hash.as_ref().split_at(16).0)
}
