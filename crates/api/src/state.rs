//! What the handlers work with.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use bank::notices::Notices;
use bank::{Bank, Caller};
use domain::id::{TransferId, WalletId};
use url::Url;

use crate::auth::Authenticator;
use crate::events::{Newest, Streams};
use crate::problem::Problem;

/// What the operator decides about the HTTP surface.
#[derive(Debug, Clone)]
pub struct ApiSettings {
    /// Where the front end is; its origin alone may call from a browser.
    pub app_base_url: Url,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests that are worked on at once; more are answered with 503.
    pub concurrent_requests_max: usize,
    /// Streams of events that are open at once.
    pub event_streams_max: usize,
    /// Of these, how many one person may have: whoever opens more keeps nobody else out.
    pub event_streams_per_person_max: usize,
    /// Who reads what custody tells by itself; without it nothing is received.
    pub notices: Option<Arc<dyn Notices>>,
    /// What exists in demo mode only; `None` makes those routes answer 404.
    pub demo: Option<Arc<dyn Demo>>,
    /// Further facts of readiness.
    pub probes: Vec<Arc<dyn Probe>>,
}

impl ApiSettings {
    /// Settings with the usual bounds.
    #[must_use]
    pub fn new(app_base_url: Url) -> Self {
        Self {
            app_base_url,
            trusted_proxies: Vec::new(),
            concurrent_requests_max: 512,
            event_streams_max: 1024,
            event_streams_per_person_max: 16,
            notices: None,
            demo: None,
            probes: Vec::new(),
        }
    }
}

/// What exists in demo mode only. The binary provides it, since it needs the laptop's chain.
#[async_trait]
pub trait Demo: Send + Sync + fmt::Debug {
    /// Puts test money into a wallet of the caller's own.
    async fn test_funds(&self, funds: TestFundsRequest<'_>) -> Result<(), Problem>;

    /// Plays the walkthrough, so that there is something to see. Harmless when asked for twice.
    async fn story(&self, caller: &Caller) -> Result<Vec<TransferId>, Problem>;
}

/// A wish for test money.
#[derive(Debug, Clone, Copy)]
pub struct TestFundsRequest<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// For which wallet.
    pub wallet: WalletId,
    /// How much, as a decimal text; `None` for the usual amount.
    pub amount: Option<&'a str>,
    /// Id or symbol of a listed asset; `None` for the native one.
    pub asset: Option<&'a str>,
}

/// One fact of readiness that only the binary knows, such as the state of a listener.
#[async_trait]
pub trait Probe: Send + Sync + fmt::Debug {
    /// How the fact is named in `/readyz`.
    fn name(&self) -> &'static str;

    /// What is wrong, in words without the custodian's name.
    ///
    /// # Errors
    /// When something is wrong.
    async fn check(&self) -> Result<(), String>;
}

/// What the router is made of.
#[derive(Debug, Clone)]
pub struct ApiParts {
    /// The use cases.
    pub bank: Bank,
    /// Checks access tokens.
    pub auth: Authenticator,
    /// What the operator decides.
    pub settings: ApiSettings,
}

/// What every handler can reach.
#[derive(Debug, Clone)]
pub(crate) struct ApiState {
    pub(crate) bank: Bank,
    pub(crate) auth: Authenticator,
    pub(crate) settings: Arc<ApiSettings>,
    pub(crate) streams: Streams,
    pub(crate) newest: Newest,
}

impl From<ApiParts> for ApiState {
    fn from(parts: ApiParts) -> Self {
        let ApiParts {
            bank,
            auth,
            settings,
        } = parts;
        let streams = Streams::new(&settings);
        Self {
            bank,
            auth,
            settings: Arc::new(settings),
            streams,
            newest: Newest::new(),
        }
    }
}
