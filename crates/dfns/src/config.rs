//! What a client must be told, and its limits.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use crate::signing::{KeyError, SigningKey};

/// `User-Agent` unless set; the service refuses calls without one.
const USER_AGENT: &str = concat!("dfns-client-rust/", env!("CARGO_PKG_VERSION"));

/// A service account and where to find the service.
pub struct Config {
    pub(crate) base_url: Url,
    pub(crate) auth_token: SecretString,
    pub(crate) credential_id: String,
    pub(crate) key: SigningKey,
    pub(crate) user_agent: String,
    pub(crate) limits: Limits,
}

impl Config {
    /// Checks the parts of a service account: base URL (`https`, or `http` on a loopback host),
    /// its token, the id of its credential, and the key registered with that credential.
    ///
    /// # Errors
    /// When a part cannot be used.
    pub fn new(
        base_url: &str,
        auth_token: SecretString,
        credential_id: impl Into<String>,
        key: SigningKey,
    ) -> Result<Self, ConfigError> {
        let credential_id = credential_id.into();
        let token = auth_token.expose_secret();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ConfigError::AuthToken);
        }
        if credential_id.is_empty() {
            return Err(ConfigError::CredentialId);
        }
        Ok(Self {
            base_url: parse_base_url(base_url)?,
            auth_token,
            credential_id,
            key,
            user_agent: USER_AGENT.to_owned(),
            limits: Limits::default(),
        })
    }

    /// Replaces the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Replaces the `User-Agent`; an empty one is ignored, since the service refuses it.
    #[must_use]
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        let user_agent = user_agent.into();
        if !user_agent.is_empty() {
            self.user_agent = user_agent;
        }
        self
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &self.base_url.as_str())
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// Bounds of one call, which is one method of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a new connection, TLS included.
    pub connect_timeout: Duration,
    /// For everything that one method does: connections, both steps of signing, repeats, reading
    /// the answer. Signing takes at most half of it, so that the call itself is never started with
    /// too little time to be answered.
    pub call_timeout: Duration,
    /// Repeats of a `GET` after a failure that may pass; other methods are never repeated.
    pub retries_max: u32,
    /// Bytes of an answer; a longer one is not read to its end.
    pub answer_bytes_max: usize,
}

impl Default for Limits {
    /// 2 s, 5 s, 2 repeats, 4 MiB.
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(2),
            call_timeout: Duration::from_secs(5),
            retries_max: 2,
            answer_bytes_max: 4 * 1024 * 1024,
        }
    }
}

/// Why a [`Config`] or a client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Not an absolute URL, or one with a query or credentials.
    #[error("the base URL must look like https://api.example.com")]
    BaseUrl,
    /// The token would travel in the clear.
    #[error("the base URL must be https unless its host is loopback")]
    PlainHttp,
    /// Empty, or with characters that no token has.
    #[error("the auth token must be visible ASCII characters and not empty")]
    AuthToken,
    /// Empty.
    #[error("the credential id must not be empty")]
    CredentialId,
    /// The signing key cannot be used.
    #[error("the signing key cannot be used")]
    Key(#[from] KeyError),
    /// The HTTP client cannot be made: TLS roots, user agent.
    #[error("the HTTP client cannot be made")]
    Http(#[source] reqwest::Error),
}

fn parse_base_url(text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|_| ConfigError::BaseUrl)?;
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if !bare {
        return Err(ConfigError::BaseUrl);
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(ConfigError::PlainHttp),
        _ => Err(ConfigError::BaseUrl),
    }
}

/// Whether the host is this machine by name or address.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
