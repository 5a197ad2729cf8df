//! More credentials, for tests with keys of every kind.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::chain::read;
use crate::{
    error::SandboxError,
    protocol::ApiError,
    server::{Shared, lock},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Registration {
    /// PEM.
    public_key: String,
    /// How long the token is valid; absent: as long as the service account's.
    seconds_valid: Option<u32>,
}

/// `POST /_sandbox/credentials {publicKey, secondsValid?}` → `{token, credId, tokenId, userId}`
pub(super) async fn register(
    State(shared): State<Arc<Shared>>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let registration: Registration = read(&body)?;
    let task = tokio::task::spawn_blocking(move || {
        lock(&shared.credentials).register(registration.public_key, registration.seconds_valid)
    });
    match task
        .await
        .map_err(|error| ApiError::internal(error.to_string()))?
    {
        Ok(credential) => Ok(Json(json!({
            "token": credential.auth_token,
            "credId": credential.cred_id,
            "tokenId": credential.token_id,
            "userId": credential.user_id,
        }))),
        Err(SandboxError::Key(reason)) => Err(ApiError::bad_request(reason)),
        Err(error) => Err(ApiError::internal(error.to_string())),
    }
}
