//! `/authorize`: the first leg of the code flow (RFC 6749 section 4.1.1, OpenID Connect Core
//! section 3.1.2).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use url::Url;

use crate::config::Client;
use crate::grants::{Request, random_token};
use crate::page;
use crate::parameters::{Parameters, Repeated};
use crate::pkce::Challenge;
use crate::provider::{Provider, whole_seconds};
use crate::scope::{Scope, ScopeValue};

/// The cookie that binds a sign-in form to the browser that asked for it.
const BROWSER_COOKIE: &str = "idp_browser";
/// Longest `state` and `nonce` that are kept, in bytes.
const ECHO_BYTES_MAX: usize = 1024;

/// A refusal that may be sent to the client, because its address is known to be right.
struct Refusal {
    error: &'static str,
    description: &'static str,
}

impl Refusal {
    const fn new(error: &'static str, description: &'static str) -> Self {
        Self { error, description }
    }
}

impl From<Repeated> for Refusal {
    fn from(_: Repeated) -> Self {
        Self::new("invalid_request", "a parameter occurs more than once")
    }
}

pub(crate) async fn get(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    authorize(
        &provider,
        &Parameters::parse(query.unwrap_or_default().as_bytes()),
        &headers,
    )
}

pub(crate) async fn post(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match body {
        Ok(body) => authorize(&provider, &Parameters::parse(&body), &headers),
        Err(_) => page::error("The request could not be read."),
    }
}

fn authorize(provider: &Provider, parameters: &Parameters, headers: &HeaderMap) -> Response {
    // Until client and address are known to belong together nothing is sent to the address: an
    // open redirector would hand codes and people to whoever wrote the link.
    let (client, redirect_uri) = match destination(provider, parameters) {
        Ok(destination) => destination,
        Err(text) => return page::error(text),
    };
    // A repeated state cannot be echoed; the request is refused below all the same.
    let state = parameters.one("state").ok().flatten().map(str::to_owned);
    let request = match check(provider, parameters, client, redirect_uri) {
        Ok(request) => request,
        Err(Refusal { error, description }) => {
            let answer = [("error", error), ("error_description", description)];
            return answer_client(provider, redirect_uri, state.as_deref(), &answer);
        }
    };
    let login_hint = parameters.one("login_hint").ok().flatten();
    match login_hint.and_then(|email| person_at_once(provider, email)) {
        Some(subject) => sign_in_at_once(provider, request, headers, subject),
        None => show_form(provider, request, headers, login_hint),
    }
}

/// The person whom the hint alone signs in, where the provider is told to trust it.
fn person_at_once<'p>(provider: &'p Provider, email: &str) -> Option<&'p str> {
    let people = provider.config.people.iter();
    let mut known = people.filter(|person| person.email.eq_ignore_ascii_case(email));
    let person = known.next().filter(|_| known.next().is_none())?;
    provider
        .config
        .trusts_login_hint
        .then_some(person.subject.as_str())
}

fn sign_in_at_once(
    provider: &Provider,
    request: Request,
    headers: &HeaderMap,
    subject: &str,
) -> Response {
    let browser = browser(headers).map_or_else(random_token, str::to_owned);
    let now = provider.now();
    let ends = |ttl| now.saturating_add(whole_seconds(ttl));
    let sign_in_ends = ends(provider.config.sign_in_ttl);
    let id = provider
        .grants()
        .open_sign_in(request, &browser, sign_in_ends, now);
    let code_ends = ends(provider.config.code_ttl);
    let finished = provider
        .grants()
        .finish_sign_in(&id, subject, code_ends, now);
    match finished {
        Some((request, code)) => answer_client(
            provider,
            &request.redirect_uri,
            request.state.as_deref(),
            &[("code", &code)],
        ),
        None => page::error("The sign-in could not be kept."),
    }
}

/// The client and the one of its addresses that the request names.
fn destination<'p>(
    provider: &'p Provider,
    parameters: &Parameters,
) -> Result<(&'p Client, &'p str), &'static str> {
    let (Ok(Some(client_id)), Ok(Some(redirect_uri))) =
        (parameters.one("client_id"), parameters.one("redirect_uri"))
    else {
        return Err("The request must name a client_id and a redirect_uri, each once.");
    };
    let client = provider
        .client(client_id)
        .ok_or("No application has this client_id.")?;
    let registered = client.redirect_uris.iter().find(|uri| *uri == redirect_uri);
    let registered =
        registered.ok_or("This redirect_uri is not registered for this application.")?;
    Ok((client, registered))
}

fn check(
    provider: &Provider,
    parameters: &Parameters,
    client: &Client,
    redirect_uri: &str,
) -> Result<Request, Refusal> {
    let state = parameters.one("state")?;
    let nonce = parameters.one("nonce")?;
    if [state, nonce]
        .into_iter()
        .flatten()
        .any(|text| text.len() > ECHO_BYTES_MAX)
    {
        return Err(Refusal::new(
            "invalid_request",
            "state or nonce is too long",
        ));
    }
    check_flow(parameters)?;
    let scope = Scope::parse(parameters.one("scope")?.unwrap_or_default());
    if !scope.has(ScopeValue::OpenId) {
        return Err(Refusal::new("invalid_scope", "scope must contain openid"));
    }
    let request = Request {
        client_id: client.id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        state: state.map(str::to_owned),
        nonce: nonce.map(str::to_owned),
        scope,
        audience: audience(provider, parameters)?,
        challenge: challenge(parameters)?,
    };
    check_prompt(parameters)?;
    Ok(request)
}

/// Refuses every flow but the code flow with an answer in the query and a sign-in form between.
fn check_flow(parameters: &Parameters) -> Result<(), Refusal> {
    if parameters.one("request")?.is_some() {
        return Err(Refusal::new(
            "request_not_supported",
            "request objects are not supported",
        ));
    }
    if parameters.one("request_uri")?.is_some() {
        return Err(Refusal::new(
            "request_uri_not_supported",
            "request_uri is not supported",
        ));
    }
    match parameters.one("response_type")? {
        Some("code") => {}
        Some(_) => {
            return Err(Refusal::new(
                "unsupported_response_type",
                "response_type must be code",
            ));
        }
        None => return Err(Refusal::new("invalid_request", "response_type is missing")),
    }
    if parameters
        .one("response_mode")?
        .is_some_and(|mode| mode != "query")
    {
        return Err(Refusal::new(
            "invalid_request",
            "response_mode must be query",
        ));
    }
    Ok(())
}

/// Nobody is ever signed in without the form, so a request that forbids it cannot be served. Looked
/// at last: who asks so learns whether the rest is right.
fn check_prompt(parameters: &Parameters) -> Result<(), Refusal> {
    let prompt = parameters.one("prompt")?;
    if prompt.is_some_and(|prompt| prompt.split(' ').any(|it| it == "none")) {
        return Err(Refusal::new("login_required", "the person must sign in"));
    }
    Ok(())
}

fn challenge(parameters: &Parameters) -> Result<Challenge, Refusal> {
    let Some(challenge) = parameters.one("code_challenge")? else {
        return Err(Refusal::new(
            "invalid_request",
            "code_challenge is missing: PKCE is required",
        ));
    };
    // Without a method RFC 7636 means `plain`, which is refused like any other.
    if parameters.one("code_challenge_method")? != Some("S256") {
        return Err(Refusal::new(
            "invalid_request",
            "code_challenge_method must be S256",
        ));
    }
    Challenge::parse(challenge).ok_or(Refusal::new(
        "invalid_request",
        "code_challenge is not a SHA-256 in base64url",
    ))
}

/// The API asked for, by `audience` or by `resource` (RFC 8707), which may be repeated.
fn audience(provider: &Provider, parameters: &Parameters) -> Result<Option<String>, Refusal> {
    let mut wanted = None;
    for target in parameters
        .one("audience")?
        .into_iter()
        .chain(parameters.all("resource"))
    {
        if target != provider.config.audience {
            return Err(Refusal::new("invalid_target", "no API has this identifier"));
        }
        wanted = Some(target.to_owned());
    }
    Ok(wanted)
}

fn show_form(
    provider: &Provider,
    request: Request,
    headers: &HeaderMap,
    login_hint: Option<&str>,
) -> Response {
    // A browser keeps its cookie, so that forms in two of its tabs both work.
    let browser = browser(headers).map_or_else(random_token, str::to_owned);
    let now = provider.now();
    let ends = now.saturating_add(whole_seconds(provider.config.sign_in_ttl));
    let redirect_uri = request.redirect_uri.clone();
    let id = provider.grants().open_sign_in(request, &browser, ends, now);
    let form = page::Form {
        id: &id,
        email: login_hint.unwrap_or_default(),
        failed: false,
    };
    let mut response = page::sign_in(&form, &redirect_uri);
    // Not `Secure`: the provider speaks plain HTTP on loopback.
    let cookie = format!("{BROWSER_COOKIE}={browser}; Path=/; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The value of the browser's cookie, if it has a well-formed one.
pub(crate) fn browser(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|&(name, _)| name == BROWSER_COOKIE)
        .map(|(_, value)| value)
        .filter(|value| value.len() == 43 && value.bytes().all(is_base64url))
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// Sends the browser back to the client, with the issuer along (RFC 9207).
pub(crate) fn answer_client(
    provider: &Provider,
    redirect_uri: &str,
    state: Option<&str>,
    answer: &[(&str, &str)],
) -> Response {
    let Ok(mut address) = Url::parse(redirect_uri) else {
        return page::error("The application's address cannot be read.");
    };
    address
        .query_pairs_mut()
        .extend_pairs(answer)
        .extend_pairs(state.map(|state| ("state", state)))
        .append_pair("iss", &provider.issuer);
    Redirect::to(address.as_str()).into_response()
}
