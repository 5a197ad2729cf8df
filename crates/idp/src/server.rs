//! Starting, stopping and every route.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, JoinHandle};
use tower_http::set_header::SetResponseHeaderLayer;
use url::{Host, Url};

use crate::config::{IdpConfig, Person};
use crate::error::{Error, OAuthError};
use crate::keys::KeyRing;
use crate::mint::MintRequest;
use crate::provider::Provider;
use crate::{authorize, discovery, logout, page, scripts, sign_in, token_endpoint, userinfo};

const BODY_BYTES_MAX: usize = 64 * 1024;
/// How long a shutdown waits for requests that are still running.
const SHUTDOWN_MAX: Duration = Duration::from_secs(5);

/// The provider, before it runs.
#[derive(Debug)]
pub struct Idp;

impl Idp {
    /// Binds the address, reads or makes the signing keys, and serves until told to stop.
    pub async fn start(config: IdpConfig) -> Result<RunningIdp, Error> {
        config.check()?;
        let bind_error = |source| Error::Bind {
            address: config.listen,
            source,
        };
        let listener = TcpListener::bind(config.listen).await.map_err(bind_error)?;
        let address = listener.local_addr().map_err(bind_error)?;
        let issuer = config
            .issuer
            .clone()
            .unwrap_or_else(|| format!("http://{address}"));
        let data_dir = config.data_dir.clone();
        let keys = tokio::task::spawn_blocking(move || KeyRing::open(data_dir.as_deref()));
        let keys = keys.await.map_err(|_| Error::Crypto("RSA key"))??;
        let provider = Arc::new(Provider::new(config, issuer, keys));

        let (stop, stopped) = oneshot::channel::<()>();
        let app = router(Arc::clone(&provider));
        let task = tokio::spawn(async move {
            // A sender that was dropped means to stop as well.
            let stop = async move { drop(stopped.await) };
            axum::serve(listener, app)
                .with_graceful_shutdown(stop)
                .await
        });
        tracing::info!(issuer = provider.issuer, "local sign-in is ready");
        Ok(RunningIdp {
            provider,
            address,
            stop,
            task,
        })
    }
}

/// A provider that serves. Dropping it stops it too, without waiting.
pub struct RunningIdp {
    provider: Arc<Provider>,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

impl RunningIdp {
    /// The issuer that tokens name; discovery is at `/.well-known/openid-configuration` below it.
    pub fn issuer(&self) -> &str {
        &self.provider.issuer
    }

    /// The bound address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everybody who can sign in.
    pub fn people(&self) -> &[Person] {
        &self.provider.config.people
    }

    /// Signs an access token that says what `request` asks for.
    pub fn mint(&self, request: MintRequest) -> Result<String, Error> {
        self.provider.mint(request).map(|minted| minted.token)
    }

    /// Makes a new key the signing one and returns its id; the keys before it stay published. Takes
    /// a good part of a second in a debug build.
    pub fn rotate_keys(&self) -> Result<String, Error> {
        self.provider.keys.rotate()
    }

    /// Stops publishing every key but the signing one: tokens of older keys are worthless now.
    pub fn retire_old_keys(&self) -> Result<(), Error> {
        self.provider.keys.retire_old()
    }

    /// Takes no new requests and waits for those that run, at most five seconds.
    pub async fn shutdown(self) -> Result<(), Error> {
        let Self {
            provider: _,
            address: _,
            stop,
            task,
        } = self;
        let abort: AbortHandle = task.abort_handle();
        drop(stop);
        match tokio::time::timeout(SHUTDOWN_MAX, task).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(_) => Err(Error::Stopped),
            Err(_) => {
                abort.abort();
                Ok(())
            }
        }
    }
}

impl std::fmt::Debug for RunningIdp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunningIdp")
            .field("issuer", &self.provider.issuer)
            .finish_non_exhaustive()
    }
}

fn router(provider: Arc<Provider>) -> Router {
    let scripts = Router::new()
        .route("/_idp/token", post(scripts::token))
        .route("/_idp/rotate", post(scripts::rotate))
        .layer(middleware::from_fn(scripts::refuse_browsers));
    let fixed =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .route(
            "/.well-known/openid-configuration",
            get(discovery::configuration),
        )
        .route("/.well-known/jwks.json", get(discovery::keys))
        .route("/authorize", get(authorize::get).post(authorize::post))
        .route("/sign-in", post(sign_in::post))
        .route("/token", post(token_endpoint::post))
        .route("/userinfo", get(userinfo::answer).post(userinfo::answer))
        .route("/logout", get(logout::get).post(logout::post))
        .route("/style.css", get(page::style))
        .merge(scripts)
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&provider),
            refuse_foreign_hosts,
        ))
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .with_state(provider)
}

/// Answers only to loopback names and the issuer's own: a page elsewhere whose name was made to
/// point here (DNS rebinding) could otherwise read tokens.
async fn refuse_foreign_hosts(
    State(provider): State<Arc<Provider>>,
    request: Request,
    next: Next,
) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    if host.is_some_and(|host| is_own_host(host, &provider.issuer)) {
        return next.run(request).await;
    }
    let text = "this provider answers to loopback names only";
    OAuthError::new(StatusCode::MISDIRECTED_REQUEST, "invalid_request", text).into_response()
}

fn is_own_host(host: &str, issuer: &str) -> bool {
    let Ok(url) = Url::parse(&format!("http://{host}/")) else {
        return false;
    };
    let own = Url::parse(issuer).is_ok_and(|issuer| issuer.host() == url.host());
    own || match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

async fn not_found() -> OAuthError {
    OAuthError::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "nothing is at this address",
    )
}

async fn method_not_allowed() -> OAuthError {
    let text = "this address does not take this method";
    OAuthError::new(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", text)
}
