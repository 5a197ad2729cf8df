//! Forms that came too late for their session: nothing that was entered is lost, and nothing
//! happens before the person says so again.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};

use crate::{
    format,
    view::{self, Nav, Page, Person, View, own_path, sign_in_at},
};

/// The field of a form that holds its token.
const TOKEN_FIELD: &str = "form_token";
/// A text of a form from this length on was written by a person, not picked or made by the page.
const WRITTEN_CHARS_MIN: usize = 60;
/// What a sealed form may have as text, so that it fits into the cookie of a sign-in.
const SEALED_BYTES_MAX: usize = 3000;

/// A form as it was sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Posted {
    /// Where it was sent to.
    pub(crate) path: String,
    /// Its fields, token aside.
    pub(crate) fields: Vec<(String, String)>,
    /// Id of the person who filled it in; nobody else goes on with it.
    person: Option<String>,
    #[serde(skip)]
    token: String,
}

impl Posted {
    /// Reads the body of a form.
    pub(crate) fn read(path: &str, body: &[u8]) -> Option<Self> {
        let all: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
        let mut posted = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        for (name, value) in all {
            if name == TOKEN_FIELD {
                posted.token = value;
            } else {
                posted.fields.push((name, value));
            }
        }
        Some(posted)
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// The form, filled in by this person.
    pub(super) fn of(&self, person: Option<&str>) -> Self {
        Self {
            person: person.map(str::to_owned),
            ..self.clone()
        }
    }

    /// Whether this person filled it in.
    pub(crate) fn is_of(&self, person: &Person) -> bool {
        self.person.as_deref() == Some(&person.id)
    }

    /// Whether both ask for the same.
    pub(super) fn is_same_form(&self, other: &Self) -> bool {
        (&self.path, &self.fields) == (&other.path, &other.fields)
    }

    fn field(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }

    /// The wallet and the asset that a confirmed review sends from.
    pub(crate) fn source(&self) -> Option<(&str, &str)> {
        (self.path == "/send/review").then(|| (self.field("wallet_id"), self.field("asset")))
    }

    /// What the form does, in words; `symbol` is that of the coin that it sends.
    pub(crate) fn deed(&self, page: &Page, symbol: Option<&str>) -> String {
        let t = page.t.errors;
        let mut parts = self.path.split('/').skip(1);
        let deed = match (parts.next(), parts.next(), parts.next()) {
            (Some("send"), Some("review"), _) => {
                let amount = self.field("amount");
                let amount = match symbol {
                    Some(symbol) => format::amount(page.lang, amount, symbol),
                    None => format::decimal(page.lang, amount),
                };
                return t.resume_send(amount, self.field("to_address"));
            }
            (Some("accounts"), None, _) => return t.resume_open(self.field("name")),
            (Some("send"), ..) => t.resume_draft(),
            (Some("accounts"), _, Some("rename")) => t.resume_rename(),
            (Some("accounts"), _, Some("freeze")) => t.resume_freeze(),
            (Some("accounts"), _, Some("unfreeze")) => t.resume_unfreeze(),
            (Some("accounts"), _, Some("test-funds")) => t.resume_funds(),
            (Some("transfers"), _, Some("withdraw")) => t.resume_withdraw(),
            (Some("family"), None, _) => t.resume_share(),
            (Some("family"), ..) => t.resume_unshare(),
            (Some("bank"), Some("approvals"), _) => t.resume_decide(),
            (Some("bank"), ..) => t.resume_bank(),
            _ => t.resume_other(),
        };
        deed.to_owned()
    }

    fn written(&self) -> Vec<String> {
        let values = self.fields.iter().map(|(_, value)| value);
        let long = values.filter(|value| value.chars().count() >= WRITTEN_CHARS_MIN);
        long.cloned().collect()
    }
}

/// Asks to sign in, and to go on afterwards.
#[derive(Template)]
#[template(path = "signed_out.html")]
struct SignedOut {
    page: Page,
    /// Where to go on.
    to: String,
    /// The form to go on with, sealed.
    form: Option<String>,
    /// What was written into a form that is too long to be kept, to be copied.
    written: Vec<String>,
}

/// What somebody meets who is not signed in: the sign-in itself, or, if she was before, a word on
/// what happened.
pub(super) fn signed_out(view: &View, posted: Option<&Posted>, was_here: bool) -> Response {
    if view.is_htmx {
        return told();
    }
    let to = own_path(&view.here).unwrap_or("/").to_owned();
    if posted.is_none() && !was_here {
        return redirect(&sign_in_at(&to));
    }
    let form = posted
        .filter(|posted| posted.person.is_some())
        .and_then(|posted| view.state.sealer.seal(super::FORM, posted).ok())
        .filter(|text| text.len() <= SEALED_BYTES_MAX);
    let written = match (&form, posted) {
        (None, Some(posted)) => posted.written(),
        (Some(_), _) | (None, None) => Vec::new(),
    };
    let title = view.page("", Nav::None).t.errors.away_title();
    let page = Page {
        // A rail would lead to pages that ask for the sign-in again.
        person: None,
        ..view.page(title, Nav::None)
    };
    let template = SignedOut {
        page,
        to,
        form,
        written,
    };
    view::html_with(StatusCode::UNAUTHORIZED, &template)
        .unwrap_or_else(|_| StatusCode::UNAUTHORIZED.into_response())
}

/// A part of a page asked. What is on the page stays, with all that was typed; the page itself says
/// that the session is over, and offers to sign in.
fn told() -> Response {
    let mut response = StatusCode::UNAUTHORIZED.into_response();
    let headers = response.headers_mut();
    headers.insert("hx-reswap", HeaderValue::from_static("none"));
    headers.insert("hx-trigger", HeaderValue::from_static("signed-out"));
    response
}

fn redirect(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::try_from(path) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
