//! What surrounds every request for a page: who asks and in which language, whether a form may be
//! believed, and afterwards headers, cookies, and failures as pages.

mod cookies;
mod resume;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

pub(crate) use self::{
    cookies::{Cookies, Jar},
    resume::Posted,
};
use crate::{
    csp,
    failure::{self, Failed, Failure},
    seal,
    session::{self, Seen, Session, Standing},
    state::WebState,
    text::Lang,
    view::{Flash, SetFlash, View},
};

/// The largest form.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// Cookie of the language that somebody chose.
const LANGUAGE: &str = "language";
/// Cookie that ties forms to a browser.
const VISIT: &str = "visit";
/// What `assets/live.js` says of its requests: `page` or `part`, as it wants the answer.
const LIVE: &str = "live";
/// Cookie of a sentence for the next page.
const FLASH: &str = "flash";
/// Cookie that outlives a session's and holds whose it was: who comes back later is told that she
/// was signed out, and a form that came too late goes on as the same person only.
const BEFORE: &str = "before";

/// Cookie of a form that goes on after a sign-in.
pub(crate) const RESUME: &str = "resume";
/// What a form that waits for a sign-in is sealed for.
pub(crate) const FORM: &str = "form";

/// What a handler wants to happen to the session; carried to [`surround`].
#[derive(Debug, Clone)]
pub(crate) enum SessionChange {
    /// Somebody has signed in.
    Start(Box<Session>),
    /// Somebody has signed out.
    End,
}

/// A language that somebody chose; carried to [`surround`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChooseLanguage(pub(crate) Lang);

/// Surrounds the handlers of pages.
pub(crate) async fn surround(
    State(state): State<WebState>,
    request: Request,
    next: Next,
) -> Response {
    if let Some(address) = usual_address(&state, &request) {
        return Redirect::temporary(&address).into_response();
    }
    let cookies = Arc::new(Cookies::of(request.headers(), state.is_secure()));
    let mut jar = Jar::new(state.is_secure(), &cookies);
    let Ok(visit) = visit(&cookies, &mut jar) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let cookie = cookies.joined(session::COOKIE);
    let seen = cookies.get(session::SEEN);
    let standing = session::load(&state, cookie.as_deref(), seen).await;
    let view = Arc::new(view(&state, &request, &cookies, &visit, standing, &mut jar));
    let mut response = match checked(&state, &visit, request).await {
        Ok((mut request, posted)) => {
            request.extensions_mut().insert(Arc::clone(&view));
            request.extensions_mut().insert(Arc::clone(&cookies));
            let response = next.run(request).await;
            finished(&view, response, posted.as_ref(), &cookies, &mut jar)
        }
        Err(failure) => failure::page(&view, &failure),
    };
    changed(&state, &view, &mut response, &mut jar);
    csp::add(response.headers_mut(), state.is_secure());
    jar.write(response.headers_mut());
    response
}

/// On a laptop `127.0.0.1` is another site than `localhost`: cookies and the way back from sign-in
/// belong to the one that is configured. Behind a proxy the name may be anything and is let be.
fn usual_address(state: &WebState, request: &Request) -> Option<String> {
    if !request.method().is_safe() {
        return None;
    }
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    let base = &state.settings.app_base_url;
    let usual = base.host_str()?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_loopback = |name: &str| matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    if name == usual || !is_loopback(name) || !is_loopback(usual) {
        return None;
    }
    // Set, not joined: `//elsewhere` would be another host.
    let mut address = base.clone();
    address.set_path(request.uri().path());
    address.set_query(request.uri().query());
    Some(address.into())
}

fn visit(cookies: &Cookies, jar: &mut Jar) -> Result<String, seal::SealError> {
    if let Some(visit) = cookies.get(VISIT).filter(|visit| visit.len() >= 16) {
        return Ok(visit.to_owned());
    }
    let visit = seal::random_text()?;
    jar.set(VISIT, &visit, None);
    Ok(visit)
}

fn view(
    state: &WebState,
    request: &Request,
    cookies: &Cookies,
    visit: &str,
    standing: Standing,
    jar: &mut Jar,
) -> View {
    let headers = request.headers();
    let is_htmx = headers.contains_key("hx-request")
        && !headers.contains_key("hx-boosted")
        && !headers.contains_key("hx-history-restore-request");
    // A part that has no address of its own is taken out of the whole page.
    let is_fragment = is_htmx && headers.get(LIVE).is_none_or(|live| live != "page");
    // What a page asks for by itself does not show that somebody is there.
    let is_here = !is_htmx && !is_stream(headers);
    let session = session_of(state, standing, is_here, jar);
    let flash: Option<Flash> = if is_htmx {
        None
    } else {
        cookies
            .get(FLASH)
            .and_then(|text| state.sealer.open(FLASH, text))
    };
    View {
        state: state.clone(),
        lang: language(cookies, request.headers()),
        here: here(request),
        is_htmx,
        is_fragment,
        form_token: state.sealer.form_token(visit),
        session,
        addresses: addresses(request),
        flash,
    }
}

/// The address that shows the page of this request: forms that have an address of their own are
/// answered by, or in the place of, the page that they stand on.
fn here(request: &Request) -> String {
    let whole = request.uri().path_and_query();
    let whole = whole.map_or("/", axum::http::uri::PathAndQuery::as_str);
    if request.method().is_safe() {
        return whole.to_owned();
    }
    let path = request.uri().path();
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(room @ ("accounts" | "transfers")), Some(id), Some(_)) => format!("/{room}/{id}"),
        (Some("family"), ..) => "/family".to_owned(),
        // Shows nothing without what the form holds.
        (Some("send"), Some("review"), None) => "/send".to_owned(),
        (Some("auth" | "demo"), ..) => "/".to_owned(),
        _ => whole.to_owned(),
    }
}

/// The session that holds, its cookies written again where that is due.
fn session_of(
    state: &WebState,
    standing: Standing,
    is_here: bool,
    jar: &mut Jar,
) -> Option<Session> {
    match standing {
        Standing::Unknown => None,
        Standing::Ended => {
            jar.remove_all(session::COOKIE);
            jar.remove(session::SEEN);
            None
        }
        Standing::SignedIn {
            session,
            is_renewed,
            is_news,
        } => {
            if is_renewed {
                keep(state, &session, jar);
            }
            if is_here && is_news {
                keep_seen(state, &session, jar);
            }
            Some(session)
        }
    }
}

/// The addresses that proxies name, and the one that the request came from.
fn addresses(request: &Request) -> Option<String> {
    let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    let peer = peer.ip();
    let before = request.headers().get("x-forwarded-for");
    let before = before.and_then(|value| value.to_str().ok());
    Some(before.map_or_else(|| peer.to_string(), |before| format!("{before}, {peer}")))
}

/// The language chosen, else the first of the browser's that the bank speaks.
fn language(cookies: &Cookies, headers: &HeaderMap) -> Lang {
    let chosen = cookies.get(LANGUAGE).and_then(Lang::parse);
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    chosen
        .or_else(|| preferred(accepted.unwrap_or_default()))
        .unwrap_or_default()
}

/// Reads `Accept-Language` (RFC 9110, section 12.5.4).
fn preferred(accepted: &str) -> Option<Lang> {
    let mut best: Option<(u32, Lang)> = None;
    for part in accepted.split(',') {
        let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let Some(lang) = Lang::parse(tag) else {
            continue;
        };
        let weight = weight.trim().strip_prefix("q=").map_or(0, thousandths);
        if weight > 0 && best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

/// A weight such as `0.8`, in thousandths.
fn thousandths(text: &str) -> u32 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    format!("{whole}{digits}").parse().unwrap_or(0)
}

/// Lets through what only reads; what changes something must come from a form of ours.
async fn checked(
    state: &WebState,
    visit: &str,
    request: Request,
) -> Result<(Request, Option<Posted>), Failure> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok((request, None));
    }
    if !is_from_here(state, request.headers()) {
        return Err(Failure::ForeignForm);
    }
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, FORM_BYTES_MAX).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(Failure::TooLarge),
        Err(_) => return Err(Failure::UnreadableForm),
    };
    let posted = Posted::read(parts.uri.path(), &body).ok_or(Failure::UnreadableForm)?;
    if !state.sealer.is_form_token(visit, posted.token()) {
        return Err(Failure::ForeignForm);
    }
    let request = Request::from_parts(parts, Body::from(Bytes::clone(&body)));
    Ok((request, Some(posted)))
}

/// Whether the browser says that the form is ours. Every browser that is in use says one of both.
fn is_from_here(state: &WebState, headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let own = state.settings.app_base_url.origin().ascii_serialization();
    match text("origin") {
        Some(origin) => origin == own,
        None => text("sec-fetch-site") == Some("same-origin"),
    }
}

/// Makes pages of failures, and remembers a form that came too late for its session.
fn finished(
    view: &View,
    mut response: Response,
    posted: Option<&Posted>,
    cookies: &Cookies,
    jar: &mut Jar,
) -> Response {
    let failed = response.extensions_mut().remove::<Failed>();
    if let Some(Failed(failure)) = &failed
        && failure.wants_sign_in()
    {
        let before = cookies.get(BEFORE);
        // Forms are good for one sign-in: who was here last has filled this one in.
        let last = || view.state.sealer.open(BEFORE, before?);
        let session = view.session.as_ref();
        let person: Option<String> = session.map_or_else(last, |it| Some(it.person.id.clone()));
        let posted = posted.map(|posted| posted.of(person.as_deref()));
        return resume::signed_out(view, posted.as_ref(), before.is_some());
    }
    let waiting = cookies.get(RESUME);
    let waiting = waiting.and_then(|text| view.state.sealer.open::<Posted>(FORM, text));
    if let (Some(posted), Some(waiting)) = (posted, waiting)
        && waiting.is_same_form(posted)
    {
        jar.remove(RESUME);
    }
    match failed {
        None => response,
        Some(Failed(failure)) => failure::page(view, &failure),
    }
}

/// Writes what the handler wants to change in the browser.
fn changed(state: &WebState, view: &View, response: &mut Response, jar: &mut Jar) {
    let extensions = response.extensions_mut();
    match extensions.remove::<SessionChange>() {
        Some(SessionChange::Start(session)) => {
            keep(state, &session, jar);
            keep_seen(state, &session, jar);
            keep_before(state, &session, jar);
            // A form that waits is set anew below, if it is this person's.
            jar.remove(RESUME);
            // Forms of the time before the sign-in are no longer good.
            if let Ok(visit) = seal::random_text() {
                jar.set(VISIT, &visit, None);
            }
        }
        Some(SessionChange::End) => {
            jar.remove_all(session::COOKIE);
            jar.remove(session::SEEN);
            jar.remove(BEFORE);
            jar.remove(RESUME);
            jar.remove(VISIT);
        }
        None => {}
    }
    if let Some(ChooseLanguage(lang)) = extensions.remove::<ChooseLanguage>() {
        jar.set(LANGUAGE, lang.as_str(), Some(400 * 24 * 60 * 60));
    }
    match extensions.remove::<SetFlash>() {
        Some(SetFlash(flash)) => {
            if let Ok(text) = state.sealer.seal(FLASH, &flash) {
                jar.set(FLASH, &text, Some(60));
            }
        }
        // Shown now, so not again.
        None if view.flash.is_some() && !response.status().is_redirection() => {
            jar.remove(FLASH);
        }
        None => {}
    }
    if let Some(SetCookie { name, value }) = response.extensions_mut().remove::<SetCookie>() {
        match value {
            Some(value) => jar.set(&name, &value, Some(COOKIE_SECONDS)),
            None => jar.remove(&name),
        }
    }
}

/// How long the cookie of a sign-in under way is kept.
const COOKIE_SECONDS: i64 = 10 * 60;

/// A cookie of a sign-in under way; without a value it is removed. Carried to [`surround`].
#[derive(Debug, Clone)]
pub(crate) struct SetCookie {
    pub(crate) name: String,
    pub(crate) value: Option<String>,
}

/// Writes the session's cookie, in parts where it is long.
fn keep(state: &WebState, session: &Session, jar: &mut Jar) {
    match state.sealer.seal(session::COOKIE, session) {
        Ok(text) => jar.set_in_parts(session::COOKIE, &text),
        Err(error) => tracing::error!(%error, "a session could not be kept"),
    }
}

/// Writes down who was here last, for the time after the session.
fn keep_before(state: &WebState, session: &Session, jar: &mut Jar) {
    match state.sealer.seal(BEFORE, &session.person.id) {
        Ok(text) => jar.set(BEFORE, &text, Some(400 * 24 * 60 * 60)),
        Err(error) => tracing::error!(%error, "it could not be noted who was here"),
    }
}

/// Writes down that the person is here.
fn keep_seen(state: &WebState, session: &Session, jar: &mut Jar) {
    match state.sealer.seal(session::SEEN, &Seen::now(state, session)) {
        Ok(text) => jar.set(session::SEEN, &text, None),
        Err(error) => tracing::error!(%error, "a visit could not be noted"),
    }
}

fn is_stream(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    accept.is_some_and(|accept| accept == "text/event-stream")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_language_is_spoken() {
        for (accepted, lang) in [
            ("de-DE,de;q=0.9,en;q=0.8", Some(Lang::De)),
            ("fr,en;q=0.5,de;q=0.4", Some(Lang::En)),
            ("en;q=0.3, de;q=0.35", Some(Lang::De)),
            ("de;q=0", None),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(preferred(accepted), lang, "{accepted}");
        }
    }
}
