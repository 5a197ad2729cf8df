//! What the pages work with.

use std::{fmt, sync::Arc};

use secrecy::{ExposeSecret as _, SecretString};
use time::OffsetDateTime;
use tokio::sync::watch;
use url::Url;

use crate::{
    login::{Login, LoginError},
    seal::Sealer,
    session::Renewals,
};

/// Where the time comes from.
pub trait Clock: fmt::Debug + Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> OffsetDateTime;
}

/// A person whom the demo's start page offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// Full name.
    pub name: String,
    /// Email by which the local sign-in knows the person.
    pub email: String,
    /// Whether the person works at the bank.
    pub is_employee: bool,
}

/// What the operator decides.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// The address that people have in their browsers; nothing else may send forms.
    pub app_base_url: Url,
    /// Name of the bank on every page.
    pub bank_name: String,
    /// The identity provider's issuer, literally.
    pub issuer: String,
    /// This application's id at the identity provider.
    pub client_id: String,
    /// This application's secret at the identity provider.
    pub client_secret: SecretString,
    /// For which API tokens are asked.
    pub audience: String,
    /// The scope that stands for that API, at a provider that takes neither `audience` nor
    /// `resource`.
    pub api_scope: Option<String>,
    /// In front of the names of the claims, with the slash at its end.
    pub claims_namespace: String,
    /// What the keys of all cookies are derived from.
    pub cookie_secret: SecretString,
    /// The people of the demo; `None` outside of demo mode.
    pub demo: Option<Vec<DemoPerson>>,
}

/// What the router is made of.
#[derive(Debug, Clone)]
pub struct WebParts {
    /// The way to the bank.
    pub bank: client::Client,
    /// What the operator decides.
    pub settings: WebSettings,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Becomes true when the server is about to end; answers without an end look at it.
    pub closing: watch::Receiver<bool>,
}

/// What every handler can reach.
#[derive(Debug, Clone)]
pub(crate) struct WebState(Arc<Shared>);

/// One of it in a process.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) bank: client::Client,
    pub(crate) settings: WebSettings,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) sealer: Sealer,
    pub(crate) login: Login,
    pub(crate) renewals: Renewals,
    pub(crate) closing: watch::Receiver<bool>,
}

impl WebState {
    pub(crate) fn new(parts: WebParts) -> Result<Self, LoginError> {
        let WebParts {
            bank,
            settings,
            clock,
            closing,
        } = parts;
        let sealer =
            Sealer::new(settings.cookie_secret.expose_secret()).map_err(|_| LoginError::Secret)?;
        let login = Login::new(&settings, Arc::clone(&clock))?;
        Ok(Self(Arc::new(Shared {
            bank,
            settings,
            clock,
            sealer,
            login,
            renewals: Renewals::default(),
            closing,
        })))
    }

    /// Whether browsers reach the bank by https.
    pub(crate) fn is_secure(&self) -> bool {
        self.settings.app_base_url.scheme() == "https"
    }
}

impl std::ops::Deref for WebState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
