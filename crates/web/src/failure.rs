//! Why a page cannot be shown, and the page that says so.

use std::sync::Arc;

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};

use crate::{
    login::LoginError,
    view::{self, Nav, Page, View, own_path},
};

/// Why a page cannot be shown. A handler returns it; `request.rs` makes the page.
#[derive(Debug)]
pub enum Failure {
    /// There is no such page, as far as this person may know.
    NotFound,
    /// The person has to sign in first, or again.
    SignedOut,
    /// The form is from elsewhere or from another visit.
    ForeignForm,
    /// The form cannot be read.
    UnreadableForm,
    /// What the address asks for cannot be read.
    UnreadableAddress,
    /// The form is too large.
    TooLarge,
    /// The bank refused, failed or was not reached.
    Bank(client::Error),
    /// Signing in did not work.
    Login(LoginError),
    /// A template could not be rendered.
    Template(askama::Error),
    /// A cookie could not be sealed.
    Seal,
    /// A handler outside of `request.rs`; a fault of ours.
    Unsurrounded,
}

/// What a handler answers.
pub type Result<T = Response, E = Failure> = core::result::Result<T, E>;

impl From<client::Error> for Failure {
    fn from(error: client::Error) -> Self {
        Self::Bank(error)
    }
}

impl From<LoginError> for Failure {
    fn from(error: LoginError) -> Self {
        Self::Login(error)
    }
}

impl Failure {
    /// The HTTP status of the page.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::UnreadableForm | Self::UnreadableAddress => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Bank(error) => match error.status() {
                Some(status @ 400..=499) => {
                    StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY)
                }
                Some(503) => StatusCode::SERVICE_UNAVAILABLE,
                Some(_) => StatusCode::BAD_GATEWAY,
                None => StatusCode::SERVICE_UNAVAILABLE,
            },
            Self::Login(LoginError::Bank(error)) => match error.status() {
                Some(403) => StatusCode::FORBIDDEN,
                Some(_) => StatusCode::BAD_GATEWAY,
                None => StatusCode::SERVICE_UNAVAILABLE,
            },
            Self::Login(error) if error.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Login(_) => StatusCode::BAD_REQUEST,
            Self::Template(_) | Self::Seal | Self::Unsurrounded => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// Whether signing in again is what helps.
    pub(crate) fn wants_sign_in(&self) -> bool {
        matches!(self, Self::SignedOut) || self.status() == StatusCode::UNAUTHORIZED
    }
}

/// Carried from the handler to `request.rs`.
#[derive(Debug, Clone)]
pub(crate) struct Failed(pub(crate) Arc<Failure>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Failed(Arc::new(self)));
        response
    }
}

/// The page of a failure.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    icon: &'static str,
    heading: &'static str,
    text: String,
    /// Facts for the operator.
    facts: Vec<(&'static str, String)>,
    next: (String, &'static str),
}

/// Makes the page.
pub(crate) fn page(view: &View, failure: &Failure) -> Response {
    let status = failure.status();
    if status.is_server_error() {
        tracing::error!(?failure, "a page could not be shown");
    }
    let page = error_page(view, failure);
    let mut response = view::html_with(status, &page).unwrap_or_else(|_| status.into_response());
    if view.is_htmx {
        let (name, value) = if status.is_server_error() {
            // What is shown stays; a part that asks for itself asks again.
            ("hx-reswap", "none")
        } else {
            // The page itself is no more what it was: its address tells.
            ("hx-refresh", "true")
        };
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn error_page(view: &View, failure: &Failure) -> ErrorPage {
    let page = view.page("", Nav::None);
    let t = page.t.errors;
    let home = match &page.person {
        None => ("/".to_owned(), t.to_start()),
        Some(_) if page.is_bank() => (page.home().to_owned(), t.to_overview()),
        Some(_) => (page.home().to_owned(), t.to_accounts()),
    };
    let said = |icon, heading: &'static str, text: &str| ErrorPage {
        page: Page {
            title: heading.to_owned(),
            ..page.clone()
        },
        icon,
        heading,
        text: text.to_owned(),
        facts: Vec::new(),
        next: home.clone(),
    };
    match failure {
        Failure::NotFound | Failure::SignedOut => {
            said("search", t.not_found_title(), t.not_found())
        }
        Failure::ForeignForm | Failure::UnreadableForm => said("undo", t.form_title(), t.form()),
        Failure::UnreadableAddress => said("search", t.address_title(), t.address()),
        Failure::TooLarge => said("alert", t.too_large_title(), t.too_large()),
        Failure::Bank(error) => {
            let (icon, heading, text) = bank(view, error);
            let shown = said(icon, heading, &text);
            match own_path(&view.here) {
                // Any other page would meet the same.
                Some(here) if is_passing(error) => ErrorPage {
                    next: (here.to_owned(), t.try_again()),
                    ..shown
                },
                Some(_) | None => shown,
            }
        }
        Failure::Login(error) => login_page(view, error, &said),
        Failure::Template(_) | Failure::Seal | Failure::Unsurrounded => {
            said("alert", t.fault_title(), t.fault())
        }
    }
}

/// The page of a sign-in that did not work; some of them tell the operator what to mend.
fn login_page(
    view: &View,
    error: &LoginError,
    said: &dyn Fn(&'static str, &'static str, &str) -> ErrorPage,
) -> ErrorPage {
    let t = crate::text::Texts::of(view.lang).errors;
    let mut page = match error {
        LoginError::Bank(error) if error.code() == Some("identity_incomplete") => {
            let claim = format!("{}email", view.state.settings.claims_namespace);
            ErrorPage {
                facts: vec![(t.claim_missing(), claim)],
                ..said("alert", t.claim_title(), t.claim())
            }
        }
        LoginError::Bank(error) if error.status() == Some(401) => {
            said("alert", t.claim_token_title(), t.claim_token())
        }
        LoginError::Bank(error) => {
            let (icon, heading, text) = bank(view, error);
            said(icon, heading, &text)
        }
        LoginError::Outdated => said("clock", t.login_title(), t.login_old()),
        LoginError::Unreachable(_) => said("offline", t.login_title(), t.login_down()),
        LoginError::Secret
        | LoginError::Address(_)
        | LoginError::HttpClient(_)
        | LoginError::Refused(_)
        | LoginError::Unfit(_)
        | LoginError::NoRefreshToken => said("lock", t.login_title(), t.login_refused()),
    };
    page.next = ("/auth/login".to_owned(), t.login_again());
    page
}

/// Whether the same may succeed in a moment.
fn is_passing(error: &client::Error) -> bool {
    matches!(error.status(), None | Some(429 | 503))
}

/// What is said about a refusal or fault of the bank that no form has room for.
fn bank(view: &View, error: &client::Error) -> (&'static str, &'static str, String) {
    let t = crate::text::Texts::of(view.lang).errors;
    match (error.status(), error.code()) {
        (Some(404), _) => ("search", t.not_found_title(), t.not_found().to_owned()),
        (_, Some("user_retired")) => ("lock", t.retired_title(), t.retired().to_owned()),
        (Some(403), _) => ("lock", t.forbidden_title(), t.forbidden().to_owned()),
        (Some(429 | 503), _) => ("clock", t.busy_title(), t.busy().to_owned()),
        (None, _) => ("offline", t.down_title(), t.down().to_owned()),
        (Some(400..=499), _) => ("undo", t.refused_title(), t.refused().to_owned()),
        _ => {
            let reference = match error {
                client::Error::Problem(problem) => problem.request_id.as_deref(),
                client::Error::Transport(_)
                | client::Error::Unsendable(_)
                | client::Error::Unreadable { .. }
                | client::Error::TooLarge => None,
            };
            let text = reference.map_or_else(
                || t.fault().to_owned(),
                |id| format!("{} {}", t.fault(), t.reference(id)),
            );
            ("alert", t.fault_title(), text)
        }
    }
}
