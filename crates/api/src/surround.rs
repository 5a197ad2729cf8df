//! What surrounds every request: its id and its log line, the headers of every answer, the bound
//! on work at once, and the net under a panic.

mod address;

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, Version, header};
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use bank::RequestContext;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;
use tracing::Instrument;

use crate::problem::{Code, Problem};
use crate::serve::Closing;
use crate::state::ApiSettings;
use crate::{extract, replay};

/// The header that names a request, in both directions.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts the surroundings around a router, the outermost last.
pub(crate) fn surround(router: Router, settings: &Arc<ApiSettings>) -> Router {
    let permits = Arc::new(Semaphore::new(settings.concurrent_requests_max));
    router
        .layer(middleware::from_fn_with_state(permits, bounded))
        .layer(middleware::from_fn(hosted))
        .layer(middleware::from_fn(uncut))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(cors(settings))
        .layer(middleware::from_fn_with_state(
            Arc::clone(settings),
            identified,
        ))
}

/// Over a connection, HTTP/1.1 names the host exactly once (RFC 9112, section 3.2). Calls from
/// within the process have none.
async fn hosted(request: Request, next: Next) -> Response<Body> {
    let over_connection = request.extensions().get::<Closing>().is_some();
    let named = request.headers().get_all(header::HOST).iter().count();
    if over_connection && request.version() == Version::HTTP_11 && named != 1 {
        return Problem::new(Code::HostMissing).into_response();
    }
    next.run(request).await
}

/// Answers at once that there is too much to do, rather than letting requests pile up until they
/// time out.
async fn bounded(
    State(permits): State<Arc<Semaphore>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    match permits.try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => Problem::new(Code::Overloaded).into_response(),
    }
}

/// A change runs to its end even when the client hangs up in the middle of it.
async fn uncut(request: Request, next: Next) -> Response<Body> {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request).in_current_span()).await {
        Ok(response) => response,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => panicked(panic),
            // Cancelled: the runtime is going down.
            Err(_) => Problem::new(Code::Internal).into_response(),
        },
    }
}

/// The panic's own words are in the log already, by the process's panic hook.
fn panicked(_: Box<dyn Any + Send>) -> Response<Body> {
    tracing::error!("a request handler panicked");
    Problem::new(Code::Internal).into_response()
}

/// Browsers may call from the configured front end and from nowhere else.
fn cors(settings: &ApiSettings) -> CorsLayer {
    let origin = settings.app_base_url.origin().ascii_serialization();
    let cors = CorsLayer::new()
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static(extract::IDEMPOTENCY_KEY),
            HeaderName::from_static("last-event-id"),
            REQUEST_ID,
        ])
        .expose_headers([REQUEST_ID, replay::HEADER])
        .max_age(std::time::Duration::from_secs(600));
    match HeaderValue::try_from(origin) {
        Ok(origin) => cors.allow_origin(origin),
        // An address without an origin: no browser may call.
        Err(_) => cors,
    }
}

/// Names the request, logs it, and finishes its answer.
async fn identified(
    State(settings): State<Arc<ApiSettings>>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let id = request_id(request.headers());
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    let address = address::of(peer, request.headers(), &settings.trusted_proxies);
    request.extensions_mut().insert(RequestContext {
        request_id: id.clone(),
        address: address
            .map(|address| address.to_string())
            .unwrap_or_default(),
    });
    // The pattern, not the path: paths carry ids, and queries may carry more.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", id, method = %request.method(), route);
    let started = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let millis = started.elapsed().as_millis();
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), millis, "answered"));
    finished(response, &id)
}

/// The request id and the headers that every answer has.
fn finished(mut response: Response<Body>, id: &str) -> Response<Body> {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        *response.body_mut() = problem.body(Some(id));
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    let defaults = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-site",
        ),
    ];
    for (name, value) in defaults {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The id that the client or a proxy gave, if it is one that cannot do harm in a log; else a new
/// one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok());
    let sane = |id: &&str| {
        (8..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    given.filter(sane).map_or_else(
        || format!("req_{}", uuid::Uuid::new_v4().simple()),
        str::to_owned,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sane_request_id_is_taken_over() {
        let id = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_static(value));
            request_id(&headers)
        };
        assert_eq!(id("trace-1234.5_6"), "trace-1234.5_6");
        for bad in [
            "short",
            "has space in it",
            "a\tb12345678",
            "quote\"12345678",
        ] {
            assert!(id(bad).starts_with("req_"), "{bad}");
        }
        assert_ne!(request_id(&HeaderMap::new()), request_id(&HeaderMap::new()));
    }
}
