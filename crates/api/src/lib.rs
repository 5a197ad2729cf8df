//! The HTTP surface of the bank.
//!
//! # What lives here
//! Every route of the REST API, one file a resource: who asks ([`auth`]), what was asked for
//! (`extract`), the call of the one use case, and the answer in the words of `api-types`. Problems
//! ([`problem`]), the OpenAPI document ([`openapi`]), health and readiness, server-sent events.
//!
//! # What must never be here
//! Rules of money or permission (they are in `domain`), SQL (in `store`), a decision about what a
//! person may see beyond what `bank` hands out, and any word of the custody vendor.
//!
//! # Where to start reading
//! `routes.rs` shows every route on one screen; [`problem`] shows how a refusal becomes an answer;
//! `transfers.rs` is the largest resource.

mod admin;
pub mod auth;
mod delegations;
mod demo;
mod docs;
mod events;
mod extract;
mod fiat_accounts;
mod health;
mod me;
mod networks;
pub mod problem;
mod replay;
mod routes;
mod serve;
mod state;
mod surround;
mod table;
mod transfers;
mod wallets;
mod webhooks;
mod wire;

use std::sync::Arc;

use axum::Router;

pub use auth::{AuthSettings, Authenticator, Identity, TokenError};
pub use docs::openapi;
pub use problem::{Code, Problem};
pub use serve::serve;
pub use state::{ApiParts, ApiSettings, Demo, Probe, TestFundsRequest};

use state::ApiState;

/// The router of the whole API, ready to be served.
///
/// Serve it with [`serve`], or with the peer's address as
/// `ConnectInfo<SocketAddr>`: audit rows name where a request came from.
pub fn router(parts: ApiParts) -> Router {
    let state = ApiState::from(parts);
    let settings = Arc::clone(&state.settings);
    let (routes, _) = routes::all().split_for_parts();
    let router = routes
        .merge(docs::pages())
        .merge(webhooks::routes(settings.notices.as_ref()))
        .with_state(state);
    let router = router
        .fallback(routes::unknown)
        .method_not_allowed_fallback(routes::method_not_allowed);
    surround::surround(router, &settings)
}
