//! What a handler answers: a page, or the way to another one.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Result};

/// How a flash message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlashKind {
    /// Done.
    Good,
    /// To be known.
    Info,
    /// Not done.
    Bad,
}

/// A sentence that the next page shows once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// How it is meant.
    pub kind: FlashKind,
    /// The sentence, in the person's language.
    pub text: String,
}

impl Flash {
    /// The second part of the banner's class.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        match self.kind {
            FlashKind::Good => "good",
            FlashKind::Info => "info",
            FlashKind::Bad => "bad",
        }
    }

    /// Its icon in the sprite.
    #[must_use]
    pub const fn icon(&self) -> &'static str {
        match self.kind {
            FlashKind::Good => "check",
            FlashKind::Info => "info",
            FlashKind::Bad => "alert",
        }
    }
}

/// Renders a template.
///
/// # Errors
/// [`Failure::Template`], when it cannot be rendered.
pub fn html(template: &impl Template) -> Result {
    html_with(StatusCode::OK, template)
}

/// Renders a template with another status, such as 422 for a form with faults.
///
/// # Errors
/// [`Failure::Template`], when it cannot be rendered.
pub fn html_with(status: StatusCode, template: &impl Template) -> Result {
    let text = template.render().map_err(Failure::Template)?;
    Ok((status, Html(text)).into_response())
}

/// The answer to a form that was carried out: look there (303). To htmx it is the same, so that
/// forms may be posted either way.
#[derive(Debug, Clone)]
#[must_use]
pub struct See {
    path: String,
    flash: Option<Flash>,
}

/// Leads to another page of ours.
pub fn see(path: impl Into<String>) -> See {
    See {
        path: path.into(),
        flash: None,
    }
}

impl See {
    /// With a sentence that the next page shows once.
    pub fn with_flash(mut self, kind: FlashKind, text: impl Into<String>) -> Self {
        self.flash = Some(Flash {
            kind,
            text: text.into(),
        });
        self
    }
}

/// A flash on its way into a cookie.
#[derive(Debug, Clone)]
pub(crate) struct SetFlash(pub(crate) Flash);

impl IntoResponse for See {
    fn into_response(self) -> Response {
        let Self { path, flash } = self;
        let mut response = StatusCode::SEE_OTHER.into_response();
        if let Ok(location) = HeaderValue::try_from(path) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        if let Some(flash) = flash {
            response.extensions_mut().insert(SetFlash(flash));
        }
        response
    }
}

/// Where a form is offered again that came too late; the one page of sign-in to come back to.
pub(crate) const RESUME_PATH: &str = "/auth/resume";

/// `path` when it is one of our own pages, so that nobody is led elsewhere (no open redirect).
#[must_use]
pub fn own_path(path: &str) -> Option<&str> {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && (!path.starts_with("/auth/") || path == RESUME_PATH)
        && path.len() <= 2048
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_own.then_some(path)
}

/// The address that begins a sign-in and comes back.
pub(crate) fn sign_in_at(to: &str) -> String {
    let query = serde_urlencoded::to_string([("to", to)]).unwrap_or_default();
    format!("/auth/login?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_led_to() {
        for own in [
            "/",
            "/accounts",
            "/send?to=0x12&wallet=wal_1",
            "/auth/resume",
        ] {
            assert_eq!(own_path(own), Some(own));
        }
        for foreign in [
            "",
            "accounts",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/auth/sign-out",
            "/auth/resume/../sign-out",
            "/a\r\nSet-Cookie: x=y",
            "/\t/evil.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign}");
        }
    }
}
