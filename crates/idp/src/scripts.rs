//! `/_idp`: doors for scripts and tests that a real provider does not have. They need no password:
//! whoever can reach loopback here can be anybody.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::error::{Error, OAuthError};
use crate::mint::MintRequest;
use crate::provider::Provider;

/// What `POST /_idp/rotate` takes; no body means the defaults.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RotateRequest {
    /// Whether to stop publishing every key but the new one.
    retire_old: bool,
}

/// Refuses requests that a page in a browser makes: scripts send no `Origin`.
pub(crate) async fn refuse_browsers(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::ORIGIN) {
        let text = "not for pages in a browser";
        return OAuthError::new(StatusCode::FORBIDDEN, "access_denied", text).into_response();
    }
    next.run(request).await
}

pub(crate) async fn token(
    State(provider): State<Arc<Provider>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, OAuthError> {
    let minted = provider.mint(json_body::<MintRequest>(body)?)?;
    Ok(Json(json!({
        "access_token": minted.token,
        "token_type": "Bearer",
        "expires_in": minted.ttl,
    })))
}

pub(crate) async fn rotate(
    State(provider): State<Arc<Provider>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, OAuthError> {
    let RotateRequest { retire_old } = json_body(body)?;
    let owner = Arc::clone(&provider);
    // Making an RSA key takes a good part of a second in a debug build.
    let rotated = tokio::task::spawn_blocking(move || {
        let kid = owner.keys.rotate()?;
        if retire_old {
            owner.keys.retire_old()?;
        }
        Ok::<_, Error>(kid)
    });
    let kid = rotated.await.map_err(|_| Error::Crypto("RSA key"))??;
    let published = provider.keys.published().keys;
    let published: Vec<_> = published
        .into_iter()
        .filter_map(|key| key.common.key_id)
        .collect();
    Ok(Json(json!({ "kid": kid, "published": published })))
}

fn json_body<T: DeserializeOwned + Default>(
    body: Result<Bytes, BytesRejection>,
) -> Result<T, OAuthError> {
    let body = body.map_err(|rejection| {
        OAuthError::new(
            rejection.status(),
            "invalid_request",
            "the body could not be read",
        )
    })?;
    if body.is_empty() {
        return Ok(T::default());
    }
    serde_json::from_slice(&body).map_err(|error| {
        tracing::debug!(%error, "body refused");
        OAuthError::bad_request(
            "invalid_request",
            "the body is not the JSON object expected here",
        )
    })
}
