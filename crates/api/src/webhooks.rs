//! `POST /webhooks/custody`: what custody tells by itself. Whoever signs with a secret of the bank is
//! custody; nothing of a message is kept before that was checked. The route is no part of the
//! published API and does not exist where the bank has no secret.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use bank::notices::{NoticeError, Notices};

use crate::extract::RawBody;
use crate::problem::{Code, Problem, Result};
use crate::state::ApiState;

/// The route, where there is somebody who tells custody's messages from others.
pub(crate) fn routes(notices: Option<&Arc<dyn Notices>>) -> Router<ApiState> {
    match notices {
        Some(_) => Router::new().route("/webhooks/custody", post(receive)),
        None => Router::new(),
    }
}

/// Keeps a message and answers 200, and only then: anything else makes custody tell again. What
/// follows from it is worked out later.
async fn receive(
    State(state): State<ApiState>,
    headers: HeaderMap,
    RawBody(body): RawBody,
) -> Result<StatusCode> {
    let Some(notices) = &state.settings.notices else {
        return Err(Problem::new(Code::RouteUnknown));
    };
    let mut signatures = headers.get_all(notices.signature_header()).iter();
    let signature = match (signatures.next(), signatures.next()) {
        (Some(only), None) => only.to_str().ok(),
        (None, _) | (Some(_), Some(_)) => None,
    };
    let now = state.bank.clock().now();
    let notice = notices.open(signature, &body, now).map_err(|error| {
        tracing::warn!(%error, "a message of custody is refused");
        Problem::new(match error {
            NoticeError::Unauthentic => Code::SignatureInvalid,
            NoticeError::Stale => Code::MessageExpired,
            NoticeError::Unreadable => Code::MalformedBody,
        })
    })?;
    state.bank.receive_notice(notice).await?;
    Ok(StatusCode::OK)
}
