//! Where the issuer publishes its keys (OpenID Connect Discovery 1.0, RFC 7517).

use std::time::Duration;

use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use url::{Host, Url};

use super::AuthSettings;
use super::keys::KeysError;

/// How long one call may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);
/// The largest document that is read.
const DOCUMENT_BYTES_MAX: usize = 512 * 1024;

/// Fetches what the issuer publishes.
#[derive(Debug)]
pub(super) struct Discovery {
    http: reqwest::Client,
    configuration: String,
    issuer: String,
}

#[derive(Deserialize)]
struct Configuration {
    issuer: String,
    jwks_uri: Url,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

impl Discovery {
    pub(super) fn new(settings: &AuthSettings) -> Result<Self, KeysError> {
        let http = reqwest::Client::builder()
            .timeout(CALL_TIMEOUT)
            .connect_timeout(CALL_TIMEOUT)
            // The keys decide who may do what: they come from the issuer or not at all.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(KeysError::Client)?;
        let base = settings.issuer.trim_end_matches('/');
        Ok(Self {
            http,
            configuration: format!("{base}/.well-known/openid-configuration"),
            issuer: settings.issuer.clone(),
        })
    }

    /// Every key that the issuer publishes in a form that can be read; others are left out, so
    /// that one new kind of key does not lock everybody out.
    pub(super) async fn keys(&self) -> Result<Vec<Jwk>, KeysError> {
        let configuration: Configuration = self.get(&self.configuration).await?;
        if configuration.issuer != self.issuer {
            return Err(self.wrong(format!("its issuer is {}", configuration.issuer)));
        }
        let address = configuration.jwks_uri;
        if address.scheme() != "https" && !is_loopback(&address) {
            return Err(self.wrong("its keys are not at an https address"));
        }
        let set: KeySet = self.get(address.as_str()).await?;
        Ok(set
            .keys
            .into_iter()
            .filter_map(|key| serde_json::from_value(key).ok())
            .collect())
    }

    /// An answer that cannot be used.
    pub(super) fn wrong(&self, what: impl Into<String>) -> KeysError {
        KeysError::Answer {
            url: self.configuration.clone(),
            what: what.into(),
        }
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, url: &str) -> Result<T, KeysError> {
        let unreachable = |source| KeysError::Unreachable {
            url: url.to_owned(),
            source,
        };
        let answer = |what: &str| KeysError::Answer {
            url: url.to_owned(),
            what: what.to_owned(),
        };
        let mut response = self.http.get(url).send().await.map_err(unreachable)?;
        if !response.status().is_success() {
            return Err(answer(&format!("status {}", response.status().as_u16())));
        }
        let mut document = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if document.len() + chunk.len() > DOCUMENT_BYTES_MAX {
                return Err(answer("more than 512 KiB"));
            }
            document.extend_from_slice(&chunk);
        }
        serde_json::from_slice(&document).map_err(|_| answer("not the expected JSON"))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
