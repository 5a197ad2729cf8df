//! The OpenAPI document, made from the handlers, and a page that shows it. The page and all it
//! loads come from this binary.

mod bodies;
mod links;
mod refusals;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::RawPathParams;
use axum::http::{HeaderValue, Method, Response, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use axum::{Json, Router};
use utoipa::OpenApi;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa_swagger_ui::Config;

use crate::problem::{Code, Problem};
use crate::routes;
use crate::state::ApiState;

/// What a docs page may load: itself. Its style sheet is partly inline, its icons are data URLs.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Name of the security scheme.
const BEARER: &str = "bearer";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Bank API",
        description = "Wallets, transfers and sharing for customers; decisions and oversight for \
            the bank's staff.\n\n\
            Amounts are decimal strings; a JSON number is refused. Times are RFC 3339 in UTC. Ids \
            are opaque strings. Fields and query parameters that a call does not know are refused. Lists come in pages: pass `next_cursor` as `cursor`. Refusals are \
            `application/problem+json`; programs look at `code`. A call that creates something may \
            carry an `Idempotency-Key` and can then be repeated without harm."
    ),
    components(schemas(api_types::Problem)),
    tags(
        (name = "me", description = "The signed-in person"),
        (name = "networks", description = "Networks and listed assets"),
        (name = "wallets", description = "Wallets and what is in them"),
        (name = "fiat accounts", description = "Euro accounts"),
        (name = "transfers", description = "Money that leaves a wallet"),
        (name = "delegations", description = "Sharing wallets"),
        (name = "events", description = "Notices of changes"),
        (name = "staff", description = "The bank's employees"),
        (name = "demo", description = "Demo mode only"),
        (name = "operation", description = "Health and readiness")
    )
)]
struct Document;

/// The OpenAPI 3.1 document of this API.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, routes) = routes::all().split_for_parts();
    let mut document = Document::openapi().merge_from(routes);
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("An access token of the bank's identity provider"))
        .build();
    components
        .security_schemes
        .insert(BEARER.to_owned(), SecurityScheme::Http(bearer).into());
    document.security = Some(vec![SecurityRequirement::new(BEARER, Vec::<String>::new())]);
    bodies::describe(&mut document);
    links::describe(&mut document);
    refusals::describe(&mut document);
    document
}

/// Every operation with its method and path.
pub(crate) fn operations(
    document: &mut utoipa::openapi::OpenApi,
) -> impl Iterator<Item = (Method, &str, &mut Operation)> {
    document.paths.paths.iter_mut().flat_map(|(path, item)| {
        let operations = [
            (Method::GET, &mut item.get),
            (Method::POST, &mut item.post),
            (Method::PATCH, &mut item.patch),
            (Method::DELETE, &mut item.delete),
        ];
        operations
            .into_iter()
            .filter_map(|(method, operation)| Some((method, path.as_str(), operation.as_mut()?)))
    })
}

/// The document, the docs page and the way there.
pub(crate) fn pages() -> Router<ApiState> {
    let document = Arc::new(openapi());
    let config = Arc::new(
        // No validator: it would send the document's address to another host.
        Config::new(["/openapi.json"])
            .validator_url("none")
            .display_operation_id(false),
    );
    let page = move |path: RawPathParams| {
        let config = Arc::clone(&config);
        async move {
            let rest = path.iter().next().map_or("", |(_, rest)| rest).to_owned();
            file(&rest, config)
        }
    };
    let json = move || {
        let document = Arc::clone(&document);
        async move { Json(&*document).into_response() }
    };
    Router::new()
        .route("/", get(async || Redirect::temporary("/docs/")))
        .route("/docs", get(async || Redirect::temporary("/docs/")))
        .route("/docs/", get(page.clone()))
        .route("/docs/{*rest}", get(page))
        .route("/openapi.json", get(json))
}

/// One file of the docs page.
fn file(path: &str, config: Arc<Config<'static>>) -> Response<Body> {
    match utoipa_swagger_ui::serve(path, config) {
        Ok(Some(file)) => {
            let mut response = Response::new(Body::from(file.bytes.into_owned()));
            let headers = response.headers_mut();
            if let Ok(kind) = HeaderValue::from_str(&file.content_type) {
                headers.insert(header::CONTENT_TYPE, kind);
            }
            if file.gzpipped {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
            headers.insert(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(CONTENT_SECURITY_POLICY),
            );
            response
        }
        Ok(None) => Problem::new(Code::RouteUnknown).into_response(),
        Err(error) => {
            tracing::error!(%error, "a file of the docs page could not be made");
            Problem::new(Code::Internal).into_response()
        }
    }
}
