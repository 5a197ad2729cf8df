//! `/logout`: OpenID Connect RP-Initiated Logout 1.0.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use url::Url;

use crate::page;
use crate::parameters::{Parameters, Repeated};
use crate::provider::Provider;

pub(crate) async fn get(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    logout(&provider, &Parameters::parse(query.as_bytes())).unwrap_or_else(page::error)
}

pub(crate) async fn post(
    State(provider): State<Arc<Provider>>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match body {
        Ok(body) => logout(&provider, &Parameters::parse(&body)).unwrap_or_else(page::error),
        Err(_) => page::error("The request could not be read."),
    }
}

impl From<Repeated> for &'static str {
    fn from(_: Repeated) -> Self {
        "A parameter occurs more than once."
    }
}

fn logout(provider: &Provider, parameters: &Parameters) -> Result<Response, &'static str> {
    let mut client_id = parameters.one("client_id")?.map(str::to_owned);
    let mut session = None;
    if let Some(hint) = parameters.one("id_token_hint")? {
        // An expired id token is a fine hint; one that we did not sign is none.
        let claims = provider.keys.verify(hint, &provider.issuer);
        let claims = claims.ok_or("The id_token_hint was not issued here.")?;
        let issued_to = claims.get("aud").and_then(|aud| aud.as_str());
        if client_id.as_deref().is_some_and(|id| Some(id) != issued_to) {
            return Err("The id_token_hint belongs to another application.");
        }
        client_id = issued_to.map(str::to_owned);
        session = claims
            .get("sid")
            .and_then(|sid| sid.as_str())
            .map(str::to_owned);
    }
    let target = match parameters.one("post_logout_redirect_uri")? {
        Some(wanted) => {
            let client = client_id.as_deref().and_then(|id| provider.client(id));
            let client = client.ok_or("The request must name an application known here.")?;
            let registered = client
                .post_logout_redirect_uris
                .iter()
                .find(|uri| *uri == wanted);
            Some(registered.ok_or("This address is not registered for this application.")?)
        }
        None => None,
    };
    if let Some(session) = session {
        provider.grants().end_session(&session);
    }
    let Some(target) = target else {
        return Ok(page::signed_out());
    };
    Ok(match parameters.one("state")? {
        // The registered address goes out byte by byte where nothing is added to it.
        None => Redirect::to(target).into_response(),
        Some(state) => {
            let mut address = Url::parse(target).map_err(|_| "The address cannot be read.")?;
            address.query_pairs_mut().append_pair("state", state);
            Redirect::to(address.as_str()).into_response()
        }
    })
}
