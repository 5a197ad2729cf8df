//! `serve`: the server for production.

use std::sync::Arc;

use anyhow::Context as _;
use bank::{Clock as _, SystemClock};
use client::Client;
use tokio::sync::watch;

use super::{print, signals::Signals};
use crate::{
    assembly::{Mode, assemble},
    cli::{Part, ServeArgs},
    config::{PagesConfig, ServeConfig, Stray, Vars},
    metrics::{Metrics, Watched},
    pages::{self, Pages},
    server::{self, Parts},
};

pub(super) async fn run(args: &ServeArgs, vars: &Vars) -> anyhow::Result<()> {
    for Stray { name, meant, .. } in vars.strays() {
        match meant {
            Some(meant) => tracing::warn!(
                name,
                "a variable is set that nothing reads; is {meant} meant?"
            ),
            None => tracing::warn!(name, "a variable is set that nothing reads"),
        }
    }
    match args.part {
        None => everything(vars).await,
        Some(Part::Api) => {
            let parts = Parts {
                api: true,
                ..Parts::default()
            };
            bank(&ServeConfig::read(vars)?, parts).await
        }
        Some(Part::Worker) => {
            let parts = Parts {
                worker: true,
                ..Parts::default()
            };
            bank(&ServeConfig::read(vars)?, parts).await
        }
        Some(Part::Web) => pages_alone(vars).await,
    }
}

async fn everything(vars: &Vars) -> anyhow::Result<()> {
    let (config, web) = ServeConfig::read_with_pages(vars)?;
    let settings = pages::settings(
        &config.identity,
        &config.front,
        &config.node.bank_name,
        &web,
        None,
    );
    let parts = Parts {
        api: true,
        worker: true,
        pages: Some(Pages::bind(settings, web.listen, Arc::new(SystemClock)).await?),
        demo: None,
    };
    bank(&config, parts).await
}

async fn bank(config: &ServeConfig, parts: Parts) -> anyhow::Result<()> {
    let assembly = assemble(config, Mode::Serve, Arc::new(SystemClock), None).await?;
    let signals = Signals::catch()?;
    let server = server::start(assembly, &config.front, parts).await?;
    if let Some(address) = server.api_address() {
        print(format_args!("listening on http://{address}\n"))?;
    }
    if let Some(address) = server.pages_address() {
        print(format_args!("pages on http://{address}\n"))?;
    }
    signals.stop().await;
    server.shutdown().await;
    Ok(())
}

/// The pages, whose bank is the API at `API_URL`.
async fn pages_alone(vars: &Vars) -> anyhow::Result<()> {
    let PagesConfig {
        identity,
        front,
        node,
        web,
    } = PagesConfig::read(vars)?;
    let settings = pages::settings(&identity, &front, &node.bank_name, &web, None);
    let bank = Client::new(front.api_url.clone()).context("API_URL")?;
    let signals = Signals::catch()?;
    let pages = Pages::bind(settings, web.listen, Arc::new(SystemClock)).await?;
    let address = pages.address()?;
    let metrics = Metrics::new(&node.node_name, SystemClock.now());
    let (stop, stopped) = watch::channel(());
    let until = |mut stopped: watch::Receiver<()>| async move {
        // The sender is gone when it is time to stop.
        let _ = stopped.changed().await;
    };
    let serving = pages.serve(bank, &metrics, until(stopped.clone()))?;
    let watched = Watched {
        metrics,
        bank: None,
    };
    let metrics = match front.metrics_listen {
        Some(address) => Some(server::serve_metrics(address, watched, until(stopped)).await?),
        None => None,
    };
    print(format_args!("pages on http://{address}\n"))?;
    let ending = async {
        signals.stop().await;
        drop(stop);
    };
    let metrics = async {
        if let Some(metrics) = metrics {
            metrics.await;
        }
    };
    tokio::join!(serving, metrics, ending);
    Ok(())
}
