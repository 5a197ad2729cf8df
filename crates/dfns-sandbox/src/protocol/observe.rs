//! Around every call of the protocol: it is counted, and a fault on demand may strike it.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{Method, StatusCode, header::RETRY_AFTER},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::{ApiError, BODY_BYTES_MAX, Step};
use crate::{
    control::{CallFacts, Effect, Strike, When},
    server::{ConnectionSwitch, Shared, lock},
};

/// Counts the call, looks for a fault, and carries the call out. A call that arrived is carried
/// out to its end, even when its sender hangs up.
pub(super) async fn observe(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<ConnectionSwitch>,
    matched: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    let (parts, stream) = request.into_parts();
    let Ok(body) = to_bytes(stream, BODY_BYTES_MAX).await else {
        return ApiError::new(413, "request entity too large").into_response();
    };
    shared.calls.count(parts.method.as_str(), matched.as_str());
    let strike = if shared.faults.is_armed() {
        let facts = facts(&shared, &parts.method, matched.as_str(), &parts.uri, &body);
        shared.faults.strike(&facts)
    } else {
        None
    };
    let request = Request::from_parts(parts, Body::from(body));
    let work = tokio::spawn(carry_out(strike, connection, request, next));
    match work.await {
        Ok(response) => response,
        Err(error) => ApiError::internal(error.to_string()).into_response(),
    }
}

async fn carry_out(
    strike: Option<Strike>,
    connection: ConnectionSwitch,
    request: Request,
    next: Next,
) -> Response {
    let Some(mut strike) = strike else {
        return next.run(request).await;
    };
    if strike.when == When::Before {
        return match suffer(&mut strike, &connection).await {
            Some(response) => response,
            None => next.run(request).await,
        };
    }
    let response = next.run(request).await;
    suffer(&mut strike, &connection).await.unwrap_or(response)
}

/// The fault's effect; an answer in place of the call's own, if it has one.
async fn suffer(strike: &mut Strike, connection: &ConnectionSwitch) -> Option<Response> {
    match &strike.effect {
        Effect::Delay(delay) => {
            tokio::time::sleep(*delay).await;
            None
        }
        Effect::Hold => {
            strike.released().await;
            None
        }
        Effect::Cut => {
            connection.cut();
            Some(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
        Effect::Answer {
            status,
            body,
            retry_after_s,
        } => {
            let code = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = match body {
                None => ApiError::new(*status, "fault on demand").into_response(),
                Some(Value::String(text)) => (code, text.clone()).into_response(),
                Some(json) => (code, axum::Json(json.clone())).into_response(),
            };
            if let Some(seconds) = retry_after_s {
                response
                    .headers_mut()
                    .insert(RETRY_AFTER, (*seconds).into());
            }
            Some(response)
        }
    }
}

fn facts(
    shared: &Shared,
    method: &Method,
    template: &str,
    uri: &axum::http::Uri,
    body: &Bytes,
) -> CallFacts {
    let json: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let text = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
    let path = uri.path().to_owned();
    // The two action calls concern the wallet of the call that they prepare.
    let subject = match template {
        "/auth/action/init" => text("userActionHttpPath"),
        "/auth/action" => text("challengeIdentifier").and_then(|id| shared.signing.path_of(&id)),
        _ => Some(path.clone()),
    };
    let wallet = subject
        .as_deref()
        .and_then(|path| path.strip_prefix("/wallets/"));
    let wallet = wallet
        .and_then(|rest| rest.split('/').next())
        .map(str::to_owned);
    let network = wallet
        .as_deref()
        .and_then(|id| {
            lock(&shared.world)
                .wallet(id)
                .map(|wallet| wallet.row.name.to_owned())
        })
        .or_else(|| text("network"))
        .or_else(|| {
            let prepared: Value = serde_json::from_str(&text("userActionPayload")?).ok()?;
            Some(prepared.get("network")?.as_str()?.to_owned())
        });
    CallFacts {
        method: method.as_str().to_owned(),
        step: Step::of(method, template),
        path,
        prepares: if template.starts_with("/auth/action") {
            subject
        } else {
            None
        },
        network,
        wallet,
    }
}
