//! What a handler and its page know about the request: language, person, form token, navigation.

use std::sync::Arc;

use api_types::{BankHealth, PauseState};
use axum::{extract::FromRequestParts, http::request::Parts};
use time::OffsetDateTime;

pub use crate::{
    answer::{Flash, FlashKind, See, html, html_with, own_path, see},
    nav::{Nav, NavEntry},
    session::Person,
};
pub(crate) use crate::{
    answer::{SetFlash, sign_in_at},
    nav::home_of,
};
use crate::{
    assets,
    failure::{Failure, Result},
    format,
    nav::{BANK_NAV, CUSTOMER_NAV},
    session::Session,
    state::WebState,
    text::{Lang, Texts},
};

/// Characters of a decimal number that have room where a figure stands big.
const FIGURE_CHARS_MAX: usize = 12;

/// What `request.rs` found out about a request.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) state: WebState,
    pub(crate) lang: Lang,
    /// Path and query.
    pub(crate) here: String,
    /// Whether htmx asked.
    pub(crate) is_htmx: bool,
    /// Whether it wants no more than a part of the page.
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
            attention: None,
            paused: None,
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
    /// How many transfers need attention, where a page of the bank knows it.
    pub attention: Option<u64>,
    /// The pause of all sending, on pages of the bank.
    pub paused: Option<PauseState>,
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

    /// The counts in the bank's rail, to tell whether they changed.
    #[must_use]
    pub fn counts(&self) -> String {
        let of = |count: Option<u64>| count.unwrap_or(0);
        format!("{}-{}", of(self.waiting), of(self.attention))
    }

    /// A moment of the API's inside a sentence; empty when it is none.
    #[must_use]
    pub fn spoken(&self, moment: &str) -> String {
        format::moment(moment)
            .map(|at| format::spoken(self.lang, at, self.now))
            .unwrap_or_default()
    }

    /// Who paused all sending, inside a sentence.
    #[must_use]
    pub fn paused_by<'a>(&self, paused: &'a PauseState) -> &'a str {
        match (&paused.by_name, paused.by.as_str()) {
            (Some(name), _) => name,
            (None, "bank") => self.t.bank.by_the_bank(),
            (None, "operator") => self.t.bank.by_the_operator(),
            (None, email) => email,
        }
    }

    /// A further class of a big figure that has too many digits for its size.
    #[must_use]
    pub fn figure_class(&self, decimal: &str) -> &'static str {
        if decimal.len() > FIGURE_CHARS_MAX {
            " money--long"
        } else {
            ""
        }
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

    /// The address that begins a sign-in and comes back here.
    #[must_use]
    pub fn sign_in_href(&self) -> String {
        sign_in_at(own_path(&self.here).unwrap_or("/"))
    }

    /// The link that switches the language and comes back here.
    #[must_use]
    pub fn language_href(&self) -> String {
        let query = serde_urlencoded::to_string([("to", &self.here)]).unwrap_or_default();
        format!("/language/{}?{query}", self.lang.other().as_str())
    }

    /// The avatar's class: people keep their colour, which goes by their first letter.
    #[must_use]
    pub fn avatar_class(&self, name: &str) -> &'static str {
        let letter = name.bytes().next().unwrap_or(b'A');
        match letter.wrapping_sub(b'A') % 4 {
            0 => "avatar",
            1 => "avatar avatar--b",
            2 => "avatar avatar--c",
            _ => "avatar avatar--d",
        }
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

    /// Emails of the demo's other customers; none outside of demo mode.
    pub(crate) fn demo_family(&self) -> Vec<String> {
        let people = self.view.state.settings.demo.iter().flatten();
        let others = people.filter(|it| !it.is_employee && it.email != self.person.email);
        others.map(|it| it.email.clone()).collect()
    }
}

/// Somebody who works at the bank; to others the bank's pages do not exist.
#[derive(Debug, Clone)]
pub struct Employee {
    /// The bank, as this person meets it.
    pub bank: client::Session,
    /// Who it is.
    pub person: Person,
    /// What waits and whether sending is paused; asked for whole pages only, which show it beside
    /// what they are about.
    health: Option<BankHealth>,
    view: Arc<View>,
}

impl Employee {
    /// What a template takes.
    pub fn page(&self, title: impl Into<String>, nav: Nav) -> Page {
        let health = self.health.as_ref();
        Page {
            waiting: health.map(|health| health.pending.into()),
            attention: health.map(|health| health.attention.into()),
            paused: health.and_then(|health| health.paused.clone()),
            ..self.view.page(title, nav)
        }
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

impl Customer {
    /// Who is signed in.
    ///
    /// # Errors
    /// [`Failure::SignedOut`], when nobody is.
    pub(crate) fn of(view: Arc<View>) -> Result<Self> {
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

impl<S: Sync> FromRequestParts<S> for Customer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Visitor(view) = Visitor::from_request_parts(parts, state).await?;
        Self::of(view)
    }
}

impl<S: Sync> FromRequestParts<S> for Employee {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Customer { bank, person, view } = Customer::from_request_parts(parts, state).await?;
        if !person.is_employee {
            return Err(Failure::NotFound);
        }
        let health = if view.is_fragment {
            None
        } else {
            // Who is refused here is refused by what the page itself asks.
            bank.admin_health().await.ok()
        };
        Ok(Self {
            bank,
            person,
            health,
            view,
        })
    }
}
