//! Who calls: the bearer token, and for calls that change something the user action token.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{header::AUTHORIZATION, request::Parts},
};
use serde_json::Value;

use super::{ApiError, body};
use crate::{
    clock::now_ms,
    credentials::Credential,
    server::{Shared, lock},
};

/// Header of the user action token.
const USER_ACTION_HEADER: &str = "x-dfns-useraction";

/// The credential behind a valid bearer token.
pub(crate) struct Caller(pub(crate) Credential);

impl FromRequestParts<Arc<Shared>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Arc<Shared>,
    ) -> Result<Self, Self::Rejection> {
        let header = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = header
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        let credentials = lock(&shared.credentials);
        token
            .and_then(|token| credentials.by_token(token, now_ms()))
            .cloned()
            .map(Self)
            .ok_or_else(|| ApiError::new(401, "Not Authorized."))
    }
}

/// A call that carried a user action token for exactly this method, path and body. The token is
/// spent, whatever becomes of the call.
pub(crate) struct SignedCall {
    pub(crate) caller: Credential,
    /// The body; an absent one is an empty object.
    pub(crate) body: Value,
}

impl FromRequest<Arc<Shared>> for SignedCall {
    type Rejection = ApiError;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Self, Self::Rejection> {
        let (mut parts, stream) = request.into_parts();
        let Caller(caller) = Caller::from_request_parts(&mut parts, shared).await?;
        let token = parts
            .headers
            .get(USER_ACTION_HEADER)
            .and_then(|value| value.to_str().ok());
        let token = token.map(str::to_owned);
        let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
        let bytes = Bytes::from_request(Request::from_parts(parts, stream), shared)
            .await
            .map_err(|_| ApiError::new(413, "request entity too large"))?;
        let parsed = body::parse(&bytes);
        let body = parsed.clone().unwrap_or(Value::Null);
        shared.signing.spend(
            token.as_deref().unwrap_or_default(),
            &caller.token_id,
            method.as_str(),
            &path,
            &body,
        )?;
        Ok(Self {
            caller,
            body: parsed?,
        })
    }
}
