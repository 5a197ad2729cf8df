//! `/userinfo` (OpenID Connect Core section 5.3).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value, json};

use crate::error::OAuthError;
use crate::provider::Provider;
use crate::scope::{Scope, ScopeValue};
use crate::tokens::Identity;

pub(crate) async fn answer(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
) -> Result<Json<Map<String, Value>>, OAuthError> {
    let token = bearer(&headers).ok_or(OAuthError::invalid_token("send a bearer token"))?;
    let (subject, scope) = holder(&provider, token).ok_or(OAuthError::invalid_token(
        "the token is wrong, expired or not for this endpoint",
    ))?;
    let person = provider.person(&subject).map(Identity::from);
    let person = person.ok_or(OAuthError::invalid_token("this person is unknown"))?;
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), json!(person.subject));
    claims.extend(person.standard_claims(&scope));
    claims.extend(person.namespaced_claims(&provider.config.claims_namespace));
    Ok(Json(claims))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("Bearer")
        .then_some(token.trim())
}

/// Who an opaque or JWT access token stands for, and what it opens.
fn holder(provider: &Provider, token: &str) -> Option<(String, Scope)> {
    let now = provider.now();
    if let Some(grant) = provider.grants().opaque_token(token, now) {
        return Some((grant.subject, grant.scope));
    }
    let claims = provider.keys.verify(token, &provider.issuer)?;
    let audience = provider.endpoint("/userinfo");
    let for_us = claims
        .get("aud")?
        .as_array()?
        .iter()
        .any(|aud| aud.as_str() == Some(&audience));
    let alive = claims.get("exp")?.as_i64()? > now;
    let scope = Scope::parse(claims.get("scope")?.as_str()?);
    let subject = claims.get("sub")?.as_str()?.to_owned();
    (for_us && alive && scope.has(ScopeValue::OpenId)).then_some((subject, scope))
}
