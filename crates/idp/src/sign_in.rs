//! `POST /sign-in`: the filled-in form, and the code that a right password earns.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::authorize::{answer_client, browser};
use crate::page;
use crate::parameters::Parameters;
use crate::provider::{Provider, whole_seconds};

const OUTDATED: &str = "This sign-in is no longer open. Go back to the application and start anew.";

pub(crate) async fn post(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        return page::error("The form could not be read.");
    };
    let parameters = Parameters::parse(&body);
    let (Ok(Some(id)), Some(browser)) = (parameters.one("sign_in"), browser(&headers)) else {
        return page::error(OUTDATED);
    };
    let now = provider.now();
    // The form belongs to the browser that asked for it: a form posted from elsewhere cannot sign
    // anybody in under somebody else's name.
    let Some(request) = provider.grants().sign_in(id, browser, now) else {
        return page::error(OUTDATED);
    };
    let email = parameters.one("email").ok().flatten().unwrap_or_default();
    let password = parameters
        .one("password")
        .ok()
        .flatten()
        .unwrap_or_default();
    let Some(person) = provider.person_with_password(email, password) else {
        provider.grants().fail_sign_in(id, now);
        return page::sign_in(
            &page::Form {
                id,
                email,
                failed: true,
            },
            &request.redirect_uri,
        );
    };
    let ends = now.saturating_add(whole_seconds(provider.config.code_ttl));
    let finished = provider
        .grants()
        .finish_sign_in(id, &person.subject, ends, now);
    let Some((request, code)) = finished else {
        return page::error(OUTDATED);
    };
    answer_client(
        &provider,
        &request.redirect_uri,
        request.state.as_deref(),
        &[("code", &code)],
    )
}
