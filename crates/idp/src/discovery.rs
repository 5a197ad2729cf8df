//! The discovery document (OpenID Connect Discovery section 3) and the published keys.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use jsonwebtoken::jwk::JwkSet;
use serde_json::{Value, json};

use crate::provider::Provider;
use crate::scope::ScopeValue;

pub(crate) async fn configuration(State(provider): State<Arc<Provider>>) -> Json<Value> {
    let namespace = provider.config.claims_namespace.trim_end_matches('/');
    Json(json!({
        "issuer": provider.issuer,
        "authorization_endpoint": provider.endpoint("/authorize"),
        "token_endpoint": provider.endpoint("/token"),
        "userinfo_endpoint": provider.endpoint("/userinfo"),
        "jwks_uri": provider.endpoint("/.well-known/jwks.json"),
        "end_session_endpoint": provider.endpoint("/logout"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ScopeValue::ALL.map(ScopeValue::as_str),
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "sid", "at_hash",
            "name", "email", "email_verified",
            format!("{namespace}/roles"),
            format!("{namespace}/email"),
            format!("{namespace}/name"),
            format!("{namespace}/email_verified"),
        ],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    }))
}

pub(crate) async fn keys(State(provider): State<Arc<Provider>>) -> Json<JwkSet> {
    Json(provider.keys.published())
}
