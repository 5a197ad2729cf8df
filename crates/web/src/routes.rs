//! Every route on one screen.

use axum::{
    Router, middleware,
    routing::{get, post},
};

use crate::{
    assets,
    failure::Failure,
    login::LoginError,
    pages::{accounts, help, landing, language, sign_in},
    request,
    state::{WebParts, WebState},
};

/// The router of all pages, ready to be served at the root of its origin.
///
/// # Errors
/// [`LoginError`], when a setting cannot be used.
pub fn router(parts: WebParts) -> Result<Router, LoginError> {
    let state = WebState::new(parts)?;
    let pages = all()
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || Failure::NotFound)
        .with_state(state.clone())
        .layer(middleware::from_fn_with_state(state, request::surround));
    Ok(assets::router().merge(pages))
}

fn all() -> Router<WebState> {
    Router::new()
        // Anybody.
        .route("/", get(landing::show))
        .route("/help", get(help::show))
        .route("/language/{lang}", get(language::choose))
        .route("/auth/login", get(sign_in::begin).post(sign_in::begin_with))
        .route("/auth/callback", get(sign_in::finish))
        .route("/auth/resume", get(sign_in::resume))
        .route("/auth/sign-out", post(sign_in::sign_out))
        // Customers.
        .route("/accounts", get(accounts::show).post(accounts::open))
        .route("/accounts/{id}/card", get(accounts::card))
        .route("/accounts/{id}/test-funds", post(accounts::test_funds))
        .route("/demo/story", post(accounts::story))
}
