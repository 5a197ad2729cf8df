//! The vendor's protocol: routes, who may call them, and what their bodies must look like.

mod actions;
mod body;
mod caller;
mod error;
mod networks;
mod observe;
mod signing;
mod step;
mod transfers;
mod wallets;
mod webhook_events;
mod webhooks;

use std::sync::Arc;

use axum::{
    Router,
    http::{Method, Uri},
    middleware,
    routing::{get, post, put},
};

pub(crate) use body::{address as parse_address, amount as parse_amount};
pub(crate) use error::ApiError;
pub(crate) use signing::ActionSigning;
pub(crate) use step::Step;

use crate::server::Shared;

/// Largest body that is read, in bytes.
pub(crate) const BODY_BYTES_MAX: usize = 1 << 20;

/// All routes of the protocol. Every call is counted and may meet a fault.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/auth/action/init", post(actions::init))
        .route("/auth/action", post(actions::complete))
        .route("/wallets", get(wallets::list).post(wallets::create))
        .route(
            "/wallets/{wallet_id}",
            get(wallets::get).put(wallets::update),
        )
        .route(
            "/wallets/{wallet_id}/tags",
            put(wallets::tag).delete(wallets::untag),
        )
        .route("/wallets/{wallet_id}/assets", get(wallets::assets))
        .route("/wallets/{wallet_id}/history", get(wallets::history))
        .route(
            "/wallets/{wallet_id}/transfers",
            get(transfers::list).post(transfers::create),
        )
        .route(
            "/wallets/{wallet_id}/transfers/{transfer_id}",
            get(transfers::get),
        )
        .route(
            "/wallets/{wallet_id}/transfers/{transfer_id}/abort",
            put(transfers::abort),
        )
        .route("/webhooks", get(webhooks::list).post(webhooks::create))
        .route(
            "/webhooks/{webhook_id}",
            get(webhooks::get)
                .put(webhooks::update)
                .delete(webhooks::delete),
        )
        .route("/webhooks/{webhook_id}/ping", post(webhooks::ping))
        .route("/webhooks/{webhook_id}/events", get(webhook_events::list))
        .route(
            "/webhooks/{webhook_id}/events/{event_id}",
            get(webhook_events::get),
        )
        .route("/networks/fees", get(networks::fees))
        .method_not_allowed_fallback(unknown)
        .route_layer(middleware::from_fn_with_state(
            Arc::clone(&shared),
            observe::observe,
        ))
        .fallback(unknown)
        .with_state(shared)
}

async fn unknown(method: Method, uri: Uri) -> ApiError {
    ApiError::not_found(format!("Cannot {method} {}", uri.path()))
}
