//! `/metrics` on a listener of its own: what operators watch, in the Prometheus format.
//! `docs/metrics.md` names every one.

mod calls;
mod latency;
mod requests;
mod transactions;
mod vitals;

use std::{
    fmt,
    sync::{Arc, atomic::AtomicI64},
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use bank::{Bank, admin::Vitals};
use prometheus_client::{
    encoding::{
        EncodeLabelSet,
        text::{encode_eof, encode_registry},
    },
    metrics::{family::Family, gauge::Gauge, info::Info},
    registry::Registry,
};
use store::{Connections, Engine, Store};
use time::OffsetDateTime;

pub(crate) use self::{
    calls::ObservedCustody,
    requests::{Listener, Requests},
    transactions::Transactions,
};

/// The media type of the exposition format (OpenMetrics 1.0).
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What every name begins with.
const PREFIX: &str = "bank";

/// How long the database may take to tell the vital signs; what this process counted itself is told
/// in any case.
const VITALS_MAX: Duration = Duration::from_secs(5);

/// What this process counts from its start on.
#[derive(Clone)]
pub(crate) struct Metrics {
    registry: Arc<Registry>,
    requests: Requests,
    calls: calls::Calls,
    transactions: Transactions,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

/// Which process this is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
    node: String,
}

impl Metrics {
    /// Nothing is counted yet in the process of this name, which started at this time.
    pub(crate) fn new(node: &str, started_at: OffsetDateTime) -> Self {
        let mut registry = Registry::with_prefix(PREFIX);
        let build = Build {
            version: env!("CARGO_PKG_VERSION"),
            node: node.to_owned(),
        };
        registry.register(
            "build",
            "Version and name of this process",
            Info::new(build),
        );
        let started = Gauge::<i64, AtomicI64>::default();
        started.set(started_at.unix_timestamp());
        let help = "When this process started, Unix time";
        registry.register("process_start_timestamp_seconds", help, started);
        Self {
            requests: Requests::register(&mut registry),
            calls: calls::Calls::register(&mut registry),
            transactions: Transactions::register(&mut registry),
            registry: Arc::new(registry),
        }
    }

    /// Measures the requests of a router.
    pub(crate) fn around(&self, listener: Listener, router: Router) -> Router {
        self.requests.around(listener, router)
    }

    /// Measures calls to custody.
    pub(crate) fn custody(&self, custody: impl bank::custody::Custody) -> ObservedCustody {
        ObservedCustody::new(Box::new(custody), self.calls.clone())
    }

    /// Measures write transactions.
    pub(crate) fn transactions(&self) -> Transactions {
        self.transactions.clone()
    }

    fn exposition(&self, readings: Option<&Readings>) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode_registry(&mut text, &self.registry)?;
        if let Some(readings) = readings {
            encode_registry(&mut text, &readings.registry())?;
        }
        encode_eof(&mut text)?;
        Ok(text)
    }
}

/// What is read when somebody asks.
#[derive(Debug)]
struct Readings {
    engine: Engine,
    connections: Connections,
    /// Absent when the database does not tell.
    vitals: Option<Vitals>,
}

impl Readings {
    async fn take(bank: &Bank, store: &Store) -> Self {
        let vitals = match tokio::time::timeout(VITALS_MAX, bank.vitals()).await {
            Ok(Ok(vitals)) => Some(vitals),
            Ok(Err(error)) => {
                tracing::error!(?error, "the vital signs could not be read");
                None
            }
            Err(_) => {
                tracing::error!("the database did not tell the vital signs in time");
                None
            }
        };
        Self {
            engine: store.engine(),
            connections: store.connections(),
            vitals,
        }
    }

    fn registry(&self) -> Registry {
        let mut registry = Registry::with_prefix(PREFIX);
        let up = Family::<[(&str, &str); 1], Gauge>::default();
        let engine = match self.engine {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        };
        up.get_or_create(&[("engine", engine)])
            .set(self.vitals.is_some().into());
        let help = "1 while the database tells the vital signs";
        registry.register("database_up", help, up);
        let connections = Family::<[(&str, &str); 1], Gauge>::default();
        let Connections { busy, idle } = self.connections;
        for (state, count) in [("busy", busy), ("idle", idle)] {
            let gauge = connections.get_or_create(&[("state", state)]);
            gauge.set(count.into());
        }
        let help = "Connections to the database that this process holds";
        registry.register("database_connections", help, connections);
        if let Some(vitals) = &self.vitals {
            vitals::register(&mut registry, vitals);
        }
        registry
    }
}

/// Whom the listener asks.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    /// What the process counted.
    pub(crate) metrics: Metrics,
    /// The bank and its database, where this process has them.
    pub(crate) bank: Option<(Bank, Store)>,
}

/// The one route.
pub(crate) fn router(watched: Watched) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(watched)
}

async fn metrics(State(Watched { metrics, bank }): State<Watched>) -> Response {
    let readings = match &bank {
        Some((bank, store)) => Some(Readings::take(bank, store).await),
        None => None,
    };
    match metrics.exposition(readings.as_ref()) {
        Ok(text) => ([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_takes_nothing_else_with_it() {
        let metrics = Metrics::new("a-node", OffsetDateTime::UNIX_EPOCH);
        let readings = Readings {
            engine: Engine::Postgres,
            connections: Connections { busy: 3, idle: 1 },
            vitals: None,
        };
        let text = metrics.exposition(Some(&readings)).unwrap();
        for line in [
            "bank_database_up{engine=\"postgres\"} 0",
            "bank_database_connections{state=\"busy\"} 3",
            "bank_process_start_timestamp_seconds 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        assert!(!text.contains("bank_paused"), "{text}");
        assert!(text.ends_with("# EOF\n"), "{text}");
    }
}
