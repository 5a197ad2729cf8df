//! Requests over HTTP: how many run, how long each route takes and how it ends.

use std::time::Instant;

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode},
    middleware::{self, Next},
    response::Response,
};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{family::Family, gauge::Gauge},
    registry::Registry,
};

use super::latency::{self, Latencies};

/// Which router answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listener {
    /// The REST API; calls of pages in the same process count here too.
    Api,
    /// The pages.
    Pages,
}

impl Listener {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Pages => "pages",
        }
    }
}

/// The pattern of a route, never the path: there are as many as the program has routes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    listener: &'static str,
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ListenerLabels {
    listener: &'static str,
}

/// The metrics of requests.
#[derive(Clone, Debug)]
pub(crate) struct Requests {
    durations: Latencies<RequestLabels>,
    in_flight: Family<ListenerLabels, Gauge>,
}

impl Requests {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let help = "From a request to the head of its answer";
        let durations = latency::register(registry, "http_request_duration", help);
        let in_flight = Family::<ListenerLabels, Gauge>::default();
        let help = "Requests that have no answer yet";
        registry.register("http_requests_in_flight", help, in_flight.clone());
        Self {
            durations,
            in_flight,
        }
    }

    /// Measures every request of a router, those of unknown routes as well.
    pub(super) fn around(&self, listener: Listener, router: Router) -> Router {
        let state = (self.clone(), listener);
        router.layer(middleware::from_fn_with_state(state, observed))
    }
}

async fn observed(
    State((requests, listener)): State<(Requests, Listener)>,
    request: Request,
    next: Next,
) -> Response {
    let mut running = Running::begin(requests, listener, &request);
    let response = next.run(request).await;
    running.labels.status = class(response.status());
    response
}

/// A request that runs. It ends when this is dropped, be it because the client hung up.
struct Running {
    requests: Requests,
    labels: RequestLabels,
    since: Instant,
}

impl Running {
    fn begin(requests: Requests, listener: Listener, request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>();
        let labels = RequestLabels {
            listener: listener.as_str(),
            method: method(request.method()),
            route: route.map_or_else(|| "none".to_owned(), |route| route.as_str().to_owned()),
            status: "aborted",
        };
        let running = Self {
            requests,
            labels,
            since: Instant::now(),
        };
        running.in_flight().inc();
        running
    }

    fn in_flight(&self) -> Gauge {
        let labels = ListenerLabels {
            listener: self.labels.listener,
        };
        self.requests.in_flight.get_or_create_owned(&labels)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.in_flight().dec();
        let durations = self.requests.durations.get_or_create_owned(&self.labels);
        durations.observe(self.since.elapsed().as_secs_f64());
    }
}

/// Clients may send any word as a method.
fn method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
