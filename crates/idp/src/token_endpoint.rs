//! `POST /token` (RFC 6749 sections 4.1.3 and 6).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use url::form_urlencoded;

use crate::config::Client;
use crate::error::OAuthError;
use crate::grants::Grant;
use crate::parameters::{Parameters, Repeated};
use crate::provider::{Provider, secrets_are_equal, whole_seconds};
use crate::scope::{Scope, ScopeValue};
use crate::tokens::Identity;

/// RFC 6749 section 5.1 and OpenID Connect Core section 3.1.3.3.
#[derive(Serialize)]
pub(crate) struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    scope: String,
    id_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl From<Repeated> for OAuthError {
    fn from(_: Repeated) -> Self {
        Self::bad_request("invalid_request", "a parameter occurs more than once")
    }
}

pub(crate) async fn post(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Tokens>, OAuthError> {
    let parameters = form(&headers, body)?;
    let client = authenticate(&provider, &headers, &parameters)?;
    let grant = match parameters.one("grant_type")? {
        Some("authorization_code") => exchange_code(&provider, client, &parameters)?,
        Some("refresh_token") => exchange_refresh_token(&provider, client, &parameters)?,
        Some(_) => {
            return Err(OAuthError::bad_request(
                "unsupported_grant_type",
                "grant_type must be authorization_code or refresh_token",
            ));
        }
        None => return Err(missing("grant_type is missing")),
    };
    issue(&provider, grant).map(Json)
}

fn form(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Parameters, OAuthError> {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = media_type
        .and_then(|text| text.split(';').next())
        .unwrap_or_default()
        .trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(OAuthError::bad_request(
            "invalid_request",
            "the body must be application/x-www-form-urlencoded",
        ));
    }
    let body = body.map_err(|rejection| {
        OAuthError::new(
            rejection.status(),
            "invalid_request",
            "the body could not be read",
        )
    })?;
    Ok(Parameters::parse(&body))
}

/// The client, by `client_secret_basic` or `client_secret_post`, never both (RFC 6749 section 2.3).
fn authenticate<'p>(
    provider: &'p Provider,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<&'p Client, OAuthError> {
    let in_body = (
        parameters.one("client_id")?,
        parameters.one("client_secret")?,
    );
    let (id, secret) = match (headers.get(header::AUTHORIZATION), in_body) {
        (Some(value), (body_id, None)) => {
            let credentials = value.to_str().ok().and_then(basic_credentials);
            let (id, secret) =
                credentials.ok_or(OAuthError::invalid_client("the credentials are unreadable"))?;
            if body_id.is_some_and(|body_id| body_id != id) {
                return Err(missing(
                    "client_id differs from that of the Authorization header",
                ));
            }
            (id, secret)
        }
        (Some(_), (_, Some(_))) => {
            return Err(missing("the client authenticates in two ways at once"));
        }
        (None, (Some(id), Some(secret))) => (id.to_owned(), secret.to_owned()),
        (None, _) => return Err(OAuthError::invalid_client("the client must authenticate")),
    };
    let client = provider.client(&id);
    // Compared for unknown clients too, so that both refusals take the same time.
    let right = secrets_are_equal(client.map_or("", |client| &client.secret), &secret);
    client.filter(|_| right).ok_or(OAuthError::invalid_client(
        "client_id or client_secret is wrong",
    ))
}

/// Id and secret of a `Basic` header, each form-encoded before (RFC 6749 section 2.3.1).
fn basic_credentials(value: &str) -> Option<(String, String)> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((form_decoded(id), form_decoded(secret)))
}

fn form_decoded(text: &str) -> String {
    let pair = format!("value={text}");
    let decoded = form_urlencoded::parse(pair.as_bytes()).next();
    decoded.map_or_else(String::new, |(_, value)| value.into_owned())
}

fn exchange_code(
    provider: &Provider,
    client: &Client,
    parameters: &Parameters,
) -> Result<Grant, OAuthError> {
    let code = parameters.one("code")?.ok_or(missing("code is missing"))?;
    let redirect_uri = parameters
        .one("redirect_uri")?
        .ok_or(missing("redirect_uri is missing"))?;
    let verifier = parameters
        .one("code_verifier")?
        .ok_or(missing("code_verifier is missing"))?;
    let now = provider.now();
    let redeemed = provider
        .grants()
        .redeem_code(code, &client.id, redirect_uri, verifier, now);
    redeemed.ok_or(OAuthError::bad_request(
        "invalid_grant",
        "the code is wrong, used or expired, or redirect_uri or code_verifier do not belong to it",
    ))
}

fn exchange_refresh_token(
    provider: &Provider,
    client: &Client,
    parameters: &Parameters,
) -> Result<Grant, OAuthError> {
    let token = parameters
        .one("refresh_token")?
        .ok_or(missing("refresh_token is missing"))?;
    let scope = parameters.one("scope")?.map(Scope::parse);
    let overlap_s = whole_seconds(provider.config.refresh_overlap);
    let now = provider.now();
    let redeemed = provider
        .grants()
        .redeem_refresh_token(token, &client.id, overlap_s, now);
    let mut grant = redeemed.ok_or(OAuthError::bad_request(
        "invalid_grant",
        "the refresh token is wrong, used or expired",
    ))?;
    if scope.is_some_and(|scope| !scope.is_within(&grant.scope)) {
        return Err(OAuthError::bad_request(
            "invalid_scope",
            "scope exceeds what was granted",
        ));
    }
    // OpenID Connect Core section 12.2: the nonce belongs to the first id token.
    grant.nonce = None;
    Ok(grant)
}

fn issue(provider: &Provider, grant: Grant) -> Result<Tokens, OAuthError> {
    let person = provider.person(&grant.subject).map(Identity::from);
    let person = person.ok_or(OAuthError::bad_request(
        "invalid_grant",
        "this person is unknown",
    ))?;
    let access_token = provider.access_token(&grant, &person)?;
    let id_token = provider.id_token(&grant, &person, &access_token)?;
    let scope = grant.scope.to_string();
    let refresh_token = grant.scope.has(ScopeValue::OfflineAccess).then(|| {
        let lifetime_s = whole_seconds(provider.config.refresh_token_ttl);
        let ends = grant.auth_time.saturating_add(lifetime_s);
        let now = provider.now();
        provider.grants().issue_refresh_token(grant, ends, now)
    });
    Ok(Tokens {
        access_token,
        token_type: "Bearer",
        expires_in: provider.config.access_token_ttl.as_secs(),
        scope,
        id_token,
        refresh_token,
    })
}

const fn missing(description: &'static str) -> OAuthError {
    OAuthError::bad_request("invalid_request", description)
}
