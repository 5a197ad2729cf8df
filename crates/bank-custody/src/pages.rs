//! The pages, put together from their settings.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Context as _;
use bank::SystemClock;
use client::Client;
use time::OffsetDateTime;
use tokio::{net::TcpListener, sync::watch};
use web::{DemoPerson, LoginError, Rehearsal, WebParts, WebSettings};

use crate::{
    config::{FrontConfig, IdentityConfig, WebConfig},
    metrics::{Listener, Metrics},
    server::{GRACE, bind},
};

/// Pages that could be served: their listener is open, so that their address is known.
#[derive(Debug)]
pub struct Pages {
    listener: TcpListener,
    settings: WebSettings,
    clock: Arc<dyn bank::Clock>,
}

/// The bank's clock, as the pages want it.
#[derive(Debug)]
struct BankClock(Arc<dyn bank::Clock>);

impl web::Clock for BankClock {
    fn now(&self) -> OffsetDateTime {
        self.0.now()
    }
}

impl Pages {
    /// Opens their listener.
    ///
    /// # Errors
    /// When the address is taken.
    pub(crate) async fn bind(
        settings: WebSettings,
        listen: SocketAddr,
        clock: Arc<dyn bank::Clock>,
    ) -> anyhow::Result<Self> {
        let listener = bind("WEB_LISTEN", listen).await?;
        Ok(Self::on(listener, settings, clock))
    }

    /// On a listener that is open.
    pub(crate) fn on(
        listener: TcpListener,
        settings: WebSettings,
        clock: Arc<dyn bank::Clock>,
    ) -> Self {
        Self {
            listener,
            settings,
            clock,
        }
    }

    /// Where they listen.
    ///
    /// # Errors
    /// When the system does not say.
    pub(crate) fn address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Serves them until `ending` is over.
    ///
    /// # Errors
    /// When a setting cannot be used.
    pub(crate) fn serve(
        self,
        bank: Client,
        metrics: &Metrics,
        ending: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
        let Self {
            listener,
            settings,
            clock,
        } = self;
        let (close, closing) = watch::channel(false);
        let parts = WebParts {
            bank,
            settings,
            clock: Arc::new(BankClock(clock)),
            closing,
        };
        let router = web::router(parts).context("the pages")?;
        let router = metrics.around(Listener::Pages, router);
        let ending = async move {
            ending.await;
            // Nobody listens: then there is nothing to end.
            let _ = close.send(true);
        };
        Ok(api::serve(listener, router, ending, GRACE))
    }
}

/// Tries a sign-in with these settings as far as it goes without a person.
///
/// # Errors
/// When the provider cannot be asked.
pub(crate) async fn rehearse(settings: &WebSettings) -> Result<Rehearsal, LoginError> {
    web::rehearse(settings, Arc::new(BankClock(Arc::new(SystemClock)))).await
}

/// The pages' settings out of the bank's.
pub(crate) fn settings(
    identity: &IdentityConfig,
    front: &FrontConfig,
    bank_name: &str,
    web: &WebConfig,
    demo: Option<Vec<DemoPerson>>,
) -> WebSettings {
    WebSettings {
        app_base_url: front.app_base_url.clone(),
        bank_name: bank_name.to_owned(),
        issuer: identity.issuer.clone(),
        client_id: web.client_id.clone(),
        client_secret: web.client_secret.clone(),
        audience: identity.audience.clone(),
        api_scope: identity.api_scope.clone(),
        claims_namespace: identity.claims_namespace.clone(),
        cookie_secret: web.cookie_secret.clone(),
        demo,
    }
}
