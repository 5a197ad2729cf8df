//! `/auth/action`: the two calls before every call that changes something.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State};
use dfns::wire::{ActionChallenge, ActionComplete, ActionInit, UserAction};
use serde::de::DeserializeOwned;

use super::{ApiError, caller::Caller};
use crate::server::Shared;

/// `POST /auth/action/init`
pub(super) async fn init(
    State(shared): State<Arc<Shared>>,
    Caller(caller): Caller,
    body: Bytes,
) -> Result<Json<ActionChallenge>, ApiError> {
    let init: ActionInit = read(&body)?;
    Ok(Json(shared.signing.challenge(&caller, init)?))
}

/// `POST /auth/action`
pub(super) async fn complete(
    State(shared): State<Arc<Shared>>,
    Caller(caller): Caller,
    body: Bytes,
) -> Result<Json<UserAction>, ApiError> {
    let answer: ActionComplete = read(&body)?;
    Ok(Json(shared.signing.complete(&caller, &answer)?))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| ApiError::bad_request(error.to_string()))
}
