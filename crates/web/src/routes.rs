//! Every route on one screen.

use axum::{
    Router, middleware,
    routing::{get, post},
};

use crate::{
    assets,
    failure::Failure,
    live,
    login::LoginError,
    pages::{
        account, accounts, bank, family, help, landing, language, send, sign_in, styleguide,
        transfers,
    },
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
        .route("/auth/leave", post(sign_in::leave))
        .route("/auth/sign-out", post(sign_in::sign_out))
        .route("/styleguide", get(styleguide::show))
        .route("/live", get(live::listen))
        // Customers.
        .route("/accounts", get(accounts::show).post(accounts::open))
        .route("/accounts/{id}", get(account::show))
        .route("/accounts/{id}/rename", post(account::rename))
        .route("/accounts/{id}/freeze", post(account::freeze))
        .route("/accounts/{id}/unfreeze", post(account::unfreeze))
        .route("/accounts/{id}/test-funds", post(accounts::test_funds))
        .route("/send", get(send::show).post(send::next))
        .route("/send/foresee", get(send::foresee))
        .route("/send/review", get(send::review).post(send::confirm))
        .route("/transfers", get(transfers::show))
        .route("/transfers/export", get(transfers::export))
        .route("/transfers/{id}", get(transfers::receipt))
        .route("/transfers/{id}/withdraw", post(transfers::withdraw))
        .route("/family", get(family::show).post(family::share))
        .route("/family/limit", get(family::limit))
        .route("/family/{id}/end", post(family::end))
        .route("/demo/story", post(accounts::story))
        // The bank's own people.
        .route("/bank", get(bank::overview::show).post(bank::overview::act))
        .route("/bank/waiting", get(bank::waiting::show))
        .route("/bank/approvals", get(bank::approvals::show))
        .route("/bank/approvals/queue", get(bank::approvals::queue))
        .route(
            "/bank/approvals/{id}",
            get(bank::approvals::one).post(bank::approvals::decide),
        )
        .route("/bank/decided", get(bank::decided::show))
        .route("/bank/decided/export", get(bank::decided::export))
        .route("/bank/transfers/{id}", get(bank::record::show))
        .route(
            "/bank/attention",
            get(bank::attention::show).post(bank::attention::check),
        )
        .route(
            "/bank/alerts",
            get(bank::alerts::show).post(bank::alerts::acknowledge),
        )
        .route("/bank/customers", get(bank::customers::show))
        .route(
            "/bank/customers/{id}",
            get(bank::customer::show).post(bank::customer::act),
        )
        .route("/bank/audit", get(bank::audit::show))
        .route(
            "/bank/recovery",
            get(bank::recovery::show).post(bank::recovery::act),
        )
}
