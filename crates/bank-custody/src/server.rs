//! The parts of the server that run: listener, worker, and their orderly end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use api::{ApiParts, ApiSettings, Demo};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use client::Client;

use crate::{
    assembly::Assembly,
    config::FrontConfig,
    in_process::InProcess,
    metrics::{self, Listener, Watched},
    pages::Pages,
};

/// How long requests that run may take to end once a shutdown was asked for.
pub(crate) const GRACE: Duration = Duration::from_secs(20);

/// Which parts run in this process.
#[derive(Debug, Default)]
pub struct Parts {
    /// The REST API.
    pub api: bool,
    /// The executor and the loops that look after what is owed.
    pub worker: bool,
    /// The pages. They call the API in this process, which must run too.
    pub pages: Option<Pages>,
    /// What the API offers in demo mode only.
    pub demo: Option<Arc<dyn Demo>>,
}

/// A bank that runs.
#[derive(Debug)]
pub struct RunningServer {
    api_address: Option<SocketAddr>,
    pages_address: Option<SocketAddr>,
    assembly: Assembly,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts the parts; answers once they take requests.
///
/// # Errors
/// When the address to listen on is taken.
pub async fn start(
    assembly: Assembly,
    front: &FrontConfig,
    parts: Parts,
) -> anyhow::Result<RunningServer> {
    let Parts {
        api,
        worker,
        pages,
        demo,
    } = parts;
    assembly
        .bank
        .take_back_leases()
        .await
        .context("what an earlier run had begun")?;
    let (stop, stopped) = watch::channel(false);
    let mut tasks = Vec::new();
    let mut api_address = None;
    let mut pages_address = None;
    if api {
        let listener = bind("API_LISTEN", front.api_listen).await?;
        api_address = Some(listener.local_addr()?);
        let router = api_router(&assembly, front, demo);
        let router = assembly.metrics.around(Listener::Api, router);
        if let Some(pages) = pages {
            pages_address = Some(pages.address()?);
            let bank = Client::over(Arc::new(InProcess(router.clone())));
            tasks.push(tokio::spawn(pages.serve(
                bank,
                &assembly.metrics,
                until(stopped.clone()),
            )?));
        }
        let ending = until(stopped.clone());
        tasks.push(tokio::spawn(api::serve(listener, router, ending, GRACE)));
        tasks.push(tokio::spawn(keep_keys_fresh(
            assembly.auth.clone(),
            stopped.clone(),
        )));
    }
    if let Some(address) = front.metrics_listen {
        let watched = Watched {
            metrics: assembly.metrics.clone(),
            bank: Some((assembly.bank.clone(), assembly.store.clone())),
        };
        tasks.push(tokio::spawn(
            serve_metrics(address, watched, until(stopped.clone())).await?,
        ));
    }
    if worker {
        let bank = assembly.bank.clone();
        tasks.push(tokio::spawn(async move {
            bank.run_worker(until(stopped)).await
        }));
    }
    Ok(RunningServer {
        api_address,
        pages_address,
        assembly,
        stop,
        tasks,
    })
}

impl RunningServer {
    /// Where the API listens, when it runs here.
    pub fn api_address(&self) -> Option<SocketAddr> {
        self.api_address
    }

    /// Where the pages listen, when they run here.
    pub fn pages_address(&self) -> Option<SocketAddr> {
        self.pages_address
    }

    /// The bank itself.
    pub fn assembly(&self) -> &Assembly {
        &self.assembly
    }

    /// Takes no new work, finishes what runs, closes the database.
    pub async fn shutdown(self) {
        let Self {
            api_address: _,
            pages_address: _,
            assembly,
            stop,
            tasks,
        } = self;
        // Nobody listens any more when every task has ended by itself.
        let _ = stop.send(true);
        for task in tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the server ended badly");
            }
        }
        assembly.bank.finish_running().await;
        assembly.store.close().await;
    }
}

/// Takes an address, naming the variable that chose it when it cannot be had.
///
/// # Errors
/// When it is taken or not this machine's.
pub(crate) async fn bind(variable: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "{address} cannot be listened on: is it taken? Choose another by {variable}=IP:PORT"
        )
    })
}

fn api_router(
    assembly: &Assembly,
    front: &FrontConfig,
    demo: Option<Arc<dyn Demo>>,
) -> axum::Router {
    let settings = ApiSettings {
        notices: assembly.notices.clone().map(|notices| notices as _),
        demo,
        trusted_proxies: front.trusted_proxies.clone(),
        ..ApiSettings::new(front.app_base_url.clone())
    };
    let parts = ApiParts {
        bank: assembly.bank.clone(),
        auth: assembly.auth.clone(),
        settings,
    };
    api::router(parts)
}

/// Serves the metrics until `ending` is over.
///
/// # Errors
/// When the address is taken.
pub(crate) async fn serve_metrics(
    address: SocketAddr,
    watched: Watched,
    ending: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let listener = bind("METRICS_LISTEN", address).await?;
    tracing::info!(address = %listener.local_addr()?, "metrics");
    let router = metrics::router(watched);
    Ok(api::serve(listener, router, ending, GRACE))
}

async fn keep_keys_fresh(auth: api::Authenticator, stopped: watch::Receiver<bool>) {
    tokio::select! {
        () = auth.keep_keys_fresh() => {}
        () = until(stopped) => {}
    }
}

/// Ends when the server is to stop.
async fn until(mut stopped: watch::Receiver<bool>) {
    // A sender that is gone means to stop as well.
    let _ = stopped.wait_for(|stop| *stop).await;
}
