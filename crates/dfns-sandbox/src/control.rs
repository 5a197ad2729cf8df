//! `/_sandbox`: what no vendor offers. No authentication; the listener is on loopback.
//!
//! | call | body or query | effect |
//! |---|---|---|
//! | `POST faucet` | [`FaucetRequest`] | test funds, at once, in a block of their own |
//! | `GET executions` | `to?`, `network?` | `{items}`: every movement of value a chain executed |
//! | `POST rpc/{network}` | JSON-RPC, batches too | the read-out of the chain |
//! | `POST mine` | `{network, blocks?}` | blocks now |
//! | `GET`, `PUT networks/{network}` | [`NetworkSettings`](crate::NetworkSettings) | all settings; absent ones take their defaults |
//! | `PUT networks/{network}/mode` | [`AnswerMode`](crate::AnswerMode) | how transfers are answered |
//! | `POST advance` | `{network?, transfer?}` | lets waiting transfers go on |
//! | `GET approvals`, `POST approvals/{id}` | `{value: Approved\|Denied}` | decides what a policy holds |
//! | `POST`, `GET`, `DELETE faults` | `{match, fault, times}` | faults on demand, see `faults.rs` |
//! | `GET`, `DELETE faults/{id}`, `POST faults/{id}/release` | | hits and calls held; lets them go |
//! | `GET`, `PUT webhooks` | see `webhooks.rs` | how events travel to webhooks, and how many wait |
//! | `GET`, `DELETE calls` | | counters by endpoint |
//! | `POST credentials` | `{publicKey}` (PEM) | `{token, credId, tokenId, userId}` |
//! | `GET rates/eurofxref-daily.xml` | | demo exchange rates |
//! | `POST reset` | | forgets all but the credentials |

mod chain;
mod credentials;
mod faults;
mod modes;
mod strikes;
mod webhooks;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    http::header::{CONTENT_TYPE, ORIGIN},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde_json::{Value, json};

pub use chain::FaucetRequest;
pub(crate) use chain::pay;
pub(crate) use strikes::{CallFacts, Effect, Faults, Strike, When};

use crate::{
    chains::{self, NetworkRow},
    clock::now,
    protocol::ApiError,
    rates, rpc,
    server::Shared,
};

/// All controls.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/_sandbox/faucet", post(chain::faucet))
        .route("/_sandbox/executions", get(chain::executions))
        .route("/_sandbox/mine", post(chain::mine))
        .route("/_sandbox/rpc/{network}", post(rpc::answer))
        .route("/_sandbox/advance", post(modes::advance))
        .route("/_sandbox/approvals", get(modes::approvals))
        .route("/_sandbox/approvals/{id}", post(modes::decide))
        .route(
            "/_sandbox/networks/{network}",
            get(modes::settings).put(modes::change_settings),
        )
        .route(
            "/_sandbox/networks/{network}/mode",
            put(modes::change_answer),
        )
        .route(
            "/_sandbox/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route(
            "/_sandbox/faults/{id}",
            get(faults::get).delete(faults::remove),
        )
        .route("/_sandbox/faults/{id}/release", post(faults::release))
        .route(
            "/_sandbox/webhooks",
            get(webhooks::weather).put(webhooks::change_weather),
        )
        .route("/_sandbox/calls", get(calls).delete(clear_calls))
        .route("/_sandbox/credentials", post(credentials::register))
        .route("/_sandbox/rates/eurofxref-daily.xml", get(euro_rates))
        .route("/_sandbox/reset", post(reset))
        .route_layer(middleware::from_fn(refuse_browsers))
        .with_state(shared)
}

/// A web page open in the developer's browser can reach loopback too; browsers name it in `Origin`.
async fn refuse_browsers(request: Request, next: Next) -> Result<Response, ApiError> {
    if request.headers().contains_key(ORIGIN) {
        return Err(ApiError::new(403, "the controls are not for web pages"));
    }
    Ok(next.run(request).await)
}

/// The row of a network, or 404.
pub(crate) fn network(name: &str) -> Result<&'static NetworkRow, ApiError> {
    chains::find(name).ok_or_else(|| ApiError::not_found(format!("there is no network {name:?}")))
}

/// `GET /_sandbox/calls`: how often each endpoint was called, faults included.
async fn calls(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let endpoints = shared.calls.snapshot();
    let total: u64 = endpoints.values().sum();
    Json(json!({"total": total, "endpoints": endpoints}))
}

/// `DELETE /_sandbox/calls`: counts from zero.
async fn clear_calls(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.calls.clear();
    Json(json!({}))
}

/// `GET /_sandbox/rates/eurofxref-daily.xml`
async fn euro_rates() -> impl IntoResponse {
    let today = now().date();
    (
        [(CONTENT_TYPE, "text/xml; charset=utf-8")],
        rates::euro_reference_file(today),
    )
}

/// `POST /_sandbox/reset`: forgets wallets, transfers, webhooks, chains, changed settings, faults and
/// counters; credentials stay.
async fn reset(State(shared): State<Arc<Shared>>) -> Result<Json<Value>, ApiError> {
    shared.faults.clear();
    shared.calls.clear();
    shared.couriers.reset();
    shared
        .with_world(|world| {
            world
                .reset()
                .map_err(|error| ApiError::internal(error.to_string()))
        })
        .await?;
    shared.nodes.forget();
    Ok(Json(json!({})))
}
