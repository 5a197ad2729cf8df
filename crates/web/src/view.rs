//! What a handler and its page know about the request: language, person, form token, navigation.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub use crate::session::Person;
use crate::{
    assets,
    failure::{Failure, Result},
    session::Session,
    state::WebState,
    text::{Lang, Texts},
};

/// An entry of the navigation. What is no room of the navigation is [`Nav::None`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    /// None of them: help, errors.
    None,
    /// Customers: all accounts.
    Accounts,
    /// Customers: send.
    Send,
    /// Customers: transfers.
    Transfers,
    /// Customers: sharing.
    Family,
    /// The bank: overview.
    Overview,
    /// The bank: the queue.
    Approvals,
    /// The bank: needs attention.
    Attention,
    /// The bank: customers.
    Customers,
    /// The bank: audit trail.
    Audit,
}

/// One line of the navigation.
#[derive(Debug, Clone, Copy)]
pub struct NavEntry {
    /// Which it is.
    pub nav: Nav,
    /// Where it leads.
    pub href: &'static str,
    /// Its icon in the sprite.
    pub icon: &'static str,
}

impl NavEntry {
    /// Its word.
    #[must_use]
    pub const fn text(&self, t: &Texts) -> &'static str {
        let t = t.shell;
        match self.nav {
            Nav::None => "",
            Nav::Accounts => t.accounts(),
            Nav::Send => t.send(),
            Nav::Transfers => t.transfers(),
            Nav::Family => t.family(),
            Nav::Overview => t.overview(),
            Nav::Approvals => t.approvals(),
            Nav::Attention => t.attention(),
            Nav::Customers => t.customers(),
            Nav::Audit => t.audit(),
        }
    }
}

const fn entry(nav: Nav, href: &'static str, icon: &'static str) -> NavEntry {
    NavEntry { nav, href, icon }
}

/// The rail of customers.
const CUSTOMER_NAV: &[NavEntry] = &[entry(Nav::Accounts, "/accounts", "home")];

/// The rail of the bank.
const BANK_NAV: &[NavEntry] = &[];

impl Nav {
    const fn is_bank(self) -> bool {
        match self {
            Self::Overview | Self::Approvals | Self::Attention | Self::Customers | Self::Audit => {
                true
            }
            Self::None | Self::Accounts | Self::Send | Self::Transfers | Self::Family => false,
        }
    }
}

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

/// What `request.rs` found out about a request.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) state: WebState,
    pub(crate) lang: Lang,
    /// Path and query.
    pub(crate) here: String,
    pub(crate) is_fragment: bool,
    pub(crate) form_token: String,
    pub(crate) session: Option<Session>,
    /// Addresses that the request came over, for the bank's records.
    pub(crate) addresses: Option<String>,
    pub(crate) flash: Option<Flash>,
}

impl View {
    pub(crate) fn page(&self, title: impl Into<String>, nav: Nav) -> Page {
        Page {
            lang: self.lang,
            t: Texts::of(self.lang),
            title: title.into(),
            bank_name: self.state.settings.bank_name.clone(),
            form_token: self.form_token.clone(),
            here: self.here.clone(),
            is_fragment: self.is_fragment,
            is_demo: self.state.settings.demo.is_some(),
            person: self.session.as_ref().map(|session| session.person.clone()),
            nav,
            flash: self.flash.clone(),
            waiting: None,
            now: self.state.clock.now(),
        }
    }
}

/// What every template takes.
#[derive(Debug, Clone)]
pub struct Page {
    /// The language.
    pub lang: Lang,
    /// The catalogue in that language.
    pub t: Texts,
    /// Title of the page, without the bank's name.
    pub title: String,
    /// The bank's name.
    pub bank_name: String,
    /// What every form carries in its field `form_token`.
    pub form_token: String,
    /// Path and query of this page.
    pub here: String,
    /// Whether htmx asked, for a part of the page.
    pub is_fragment: bool,
    /// Whether this is a demo.
    pub is_demo: bool,
    /// Who is signed in.
    pub person: Option<Person>,
    /// Where in the navigation this is.
    pub nav: Nav,
    /// What to say once.
    pub flash: Option<Flash>,
    /// How many transfers wait for the bank, where a page knows it.
    pub waiting: Option<u64>,
    /// Now, in UTC.
    pub now: OffsetDateTime,
}

impl Page {
    /// The address of a file.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::path(name)
    }

    /// An icon of the sprite, as markup; silent for screen readers.
    #[must_use]
    pub fn icon(&self, name: &str) -> String {
        self.icon_of_class("icon", name)
    }

    /// An icon with further classes.
    #[must_use]
    pub fn icon_of_class(&self, class: &str, name: &str) -> String {
        let sprite = assets::path("icons.svg");
        format!("<svg class=\"{class}\" aria-hidden=\"true\"><use href=\"{sprite}#{name}\"/></svg>")
    }

    /// The icon of an asset by its symbol.
    #[must_use]
    pub fn coin(&self, symbol: &str) -> String {
        self.icon(if symbol == "EUR" { "euro" } else { "eth" })
    }

    /// Whether this is one of the bank's own rooms.
    #[must_use]
    pub fn is_bank(&self) -> bool {
        self.nav.is_bank()
            || (self.nav == Nav::None
                && self
                    .person
                    .as_ref()
                    .is_some_and(|person| person.is_employee))
    }

    /// The lines of the navigation.
    #[must_use]
    pub fn nav_entries(&self) -> &'static [NavEntry] {
        if self.is_bank() {
            BANK_NAV
        } else {
            CUSTOMER_NAV
        }
    }

    /// Where the wordmark leads.
    #[must_use]
    pub fn home(&self) -> &'static str {
        match &self.person {
            None => "/",
            Some(person) => home_of(person),
        }
    }

    /// The link that switches the language and comes back here.
    #[must_use]
    pub fn language_href(&self) -> String {
        let query = serde_urlencoded::to_string([("to", &self.here)]).unwrap_or_default();
        format!("/language/{}?{query}", self.lang.other().as_str())
    }

    /// The avatar's class: people keep their colour.
    #[must_use]
    pub fn avatar_class(&self, name: &str) -> &'static str {
        let sum = name
            .bytes()
            .fold(0_u32, |sum, byte| sum.wrapping_add(u32::from(byte)));
        match sum % 4 {
            0 => "avatar",
            1 => "avatar avatar--b",
            2 => "avatar avatar--c",
            _ => "avatar avatar--d",
        }
    }
}

/// Where a person begins.
pub(crate) fn home_of(person: &Person) -> &'static str {
    // The bank's people begin in the bank's rooms, once those have a first page.
    match BANK_NAV.first() {
        Some(entry) if person.is_employee => entry.href,
        Some(_) | None => "/accounts",
    }
}

/// Anybody.
#[derive(Debug, Clone)]
pub struct Visitor(pub(crate) Arc<View>);

impl Visitor {
    /// What a template takes.
    pub fn page(&self, title: impl Into<String>, nav: Nav) -> Page {
        self.0.page(title, nav)
    }

    /// The catalogue.
    #[must_use]
    pub fn t(&self) -> Texts {
        Texts::of(self.0.lang)
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.0.lang
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Customer {
    /// The bank, as this person meets it.
    pub bank: client::Session,
    /// Who it is.
    pub person: Person,
    view: Arc<View>,
}

impl Customer {
    /// What a template takes.
    pub fn page(&self, title: impl Into<String>, nav: Nav) -> Page {
        self.view.page(title, nav)
    }

    /// The catalogue.
    #[must_use]
    pub fn t(&self) -> Texts {
        Texts::of(self.view.lang)
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.view.lang
    }
}

/// Somebody who works at the bank; to others the bank's pages do not exist.
#[derive(Debug, Clone)]
pub struct Employee {
    /// The bank, as this person meets it.
    pub bank: client::Session,
    /// Who it is.
    pub person: Person,
    view: Arc<View>,
}

impl Employee {
    /// What a template takes.
    pub fn page(&self, title: impl Into<String>, nav: Nav) -> Page {
        self.view.page(title, nav)
    }

    /// The catalogue.
    #[must_use]
    pub fn t(&self) -> Texts {
        Texts::of(self.view.lang)
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.view.lang
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let view = parts.extensions.get::<Arc<View>>();
        view.cloned().map(Self).ok_or(Failure::Unsurrounded)
    }
}

impl<S: Sync> FromRequestParts<S> for Customer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Visitor(view) = Visitor::from_request_parts(parts, state).await?;
        let session = view.session.as_ref().ok_or(Failure::SignedOut)?;
        let token = session.tokens.access_token.as_str();
        let mut bank = view.state.bank.signed_in(token);
        if let Some(addresses) = &view.addresses {
            bank = bank.on_behalf_of(addresses);
        }
        Ok(Self {
            bank,
            person: session.person.clone(),
            view,
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Employee {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Customer { bank, person, view } = Customer::from_request_parts(parts, state).await?;
        if !person.is_employee {
            return Err(Failure::NotFound);
        }
        Ok(Self { bank, person, view })
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

/// `path` when it is one of our own pages, so that nobody is led elsewhere (no open redirect).
#[must_use]
pub fn own_path(path: &str) -> Option<&str> {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/auth/")
        && path.len() <= 2048
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_own.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_led_to() {
        for own in ["/", "/accounts", "/send?to=0x12&wallet=wal_1"] {
            assert_eq!(own_path(own), Some(own));
        }
        for foreign in [
            "",
            "accounts",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/auth/sign-out",
            "/a\r\nSet-Cookie: x=y",
            "/\t/evil.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign}");
        }
    }
}
