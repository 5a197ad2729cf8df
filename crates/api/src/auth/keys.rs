//! The issuer's public keys, held in memory and fetched anew when they may have changed.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bank::clock::Clock;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use time::OffsetDateTime;

use super::discovery::Discovery;
use super::{AuthSettings, TokenError};

/// How often the keys are fetched anew in the background.
const REFRESH_EVERY: Duration = Duration::from_secs(10 * 60);
/// How soon after a failure the background tries again.
const RETRY_EVERY: Duration = Duration::from_secs(15);
/// How soon after one fetch an unknown key id may cause another: anybody can make up key ids.
const UNKNOWN_EVERY: Duration = Duration::from_secs(5);
/// How long keys are used when the issuer cannot be reached.
const STALE_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// RSA keys below this are not believed.
const RSA_BYTES_MIN: usize = 2048 / 8;

/// Why the keys could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// No HTTP client could be made.
    #[error("no HTTP client for the identity provider")]
    Client(#[source] reqwest::Error),
    /// The issuer was not reached or did not answer in time.
    #[error("the identity provider at {url} was not reached")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// Why it failed.
        #[source]
        source: reqwest::Error,
    },
    /// The issuer said something else than expected.
    #[error("the identity provider at {url} answered wrongly: {what}")]
    Answer {
        /// What was asked for.
        url: String,
        /// What is wrong with the answer.
        what: String,
    },
}

/// One public key of the issuer.
#[derive(Clone)]
pub(super) struct VerificationKey {
    id: String,
    algorithm: Algorithm,
    key: DecodingKey,
}

impl fmt::Debug for VerificationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerificationKey({:?}, {})", self.algorithm, self.id)
    }
}

impl VerificationKey {
    /// The one algorithm that it is used with.
    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key itself.
    pub(super) fn decoding_key(&self) -> &DecodingKey {
        &self.key
    }

    /// The key in a published document, if it is one that we believe signatures of.
    fn from_jwk(jwk: &Jwk) -> Option<Self> {
        let id = jwk.common.key_id.clone()?;
        if matches!(&jwk.common.public_key_use, Some(usage) if *usage != PublicKeyUse::Signature) {
            return None;
        }
        let (algorithm, published_as) = usage_of(&jwk.algorithm)?;
        if matches!(jwk.common.key_algorithm, Some(named) if named != published_as) {
            return None;
        }
        let key = DecodingKey::from_jwk(jwk).ok()?;
        Some(Self { id, algorithm, key })
    }
}

/// The one algorithm that we use a kind of key with; `None` for kinds that we do not believe.
fn usage_of(parameters: &AlgorithmParameters) -> Option<(Algorithm, KeyAlgorithm)> {
    if let AlgorithmParameters::RSA(key) = parameters {
        // Base64url has 4 characters for 3 bytes.
        let is_long = key.n.len() * 3 / 4 >= RSA_BYTES_MIN;
        return is_long.then_some((Algorithm::RS256, KeyAlgorithm::RS256));
    }
    if let AlgorithmParameters::EllipticCurve(key) = parameters {
        let is_p256 = key.curve == EllipticCurve::P256;
        return is_p256.then_some((Algorithm::ES256, KeyAlgorithm::ES256));
    }
    if let AlgorithmParameters::OctetKeyPair(key) = parameters {
        let is_ed25519 = key.curve == EllipticCurve::Ed25519;
        return is_ed25519.then_some((Algorithm::EdDSA, KeyAlgorithm::EdDSA));
    }
    // Symmetric keys above all: whoever can read them could sign.
    None
}

/// The keys that are known, and since when.
#[derive(Debug, Clone)]
struct Known {
    keys: Arc<[VerificationKey]>,
    fetched_at: OffsetDateTime,
}

/// The issuer's keys.
#[derive(Debug)]
pub(super) struct Keys {
    discovery: Discovery,
    clock: Arc<dyn Clock>,
    known: RwLock<Option<Known>>,
    /// When the last fetch began; the lock makes concurrent callers share one fetch.
    last_try: tokio::sync::Mutex<Option<OffsetDateTime>>,
}

impl Keys {
    pub(super) fn new(settings: &AuthSettings, clock: Arc<dyn Clock>) -> Result<Self, KeysError> {
        let discovery = Discovery::new(settings)?;
        let last_try = tokio::sync::Mutex::new(None);
        Ok(Self {
            discovery,
            clock,
            known: RwLock::new(None),
            last_try,
        })
    }

    /// The key of this id for this algorithm; an unknown id is asked for at the issuer, but not
    /// more often than every few seconds.
    pub(super) async fn find(
        &self,
        id: &str,
        algorithm: Algorithm,
    ) -> Result<VerificationKey, TokenError> {
        if let Some(key) = self.lookup(id, algorithm) {
            return Ok(key);
        }
        self.refresh_unless_recent().await;
        match self.lookup(id, algorithm) {
            Some(key) => Ok(key),
            None if self.are_usable() => Err(TokenError::Invalid("unknown key id")),
            None => Err(TokenError::KeysUnavailable),
        }
    }

    /// Whether there are keys that may be used, after an attempt to get them if there are none.
    pub(super) async fn ensure(&self) -> bool {
        if !self.are_usable() {
            self.refresh_unless_recent().await;
        }
        self.are_usable()
    }

    /// Whether there are keys, not older than what an outage may last.
    pub(super) fn are_usable(&self) -> bool {
        self.usable().is_some()
    }

    fn usable(&self) -> Option<Known> {
        let known = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()?;
        (self.clock.now() - known.fetched_at <= STALE_MAX).then_some(known)
    }

    fn lookup(&self, id: &str, algorithm: Algorithm) -> Option<VerificationKey> {
        let known = self.usable()?;
        known
            .keys
            .iter()
            .find(|key| key.id == id && key.algorithm == algorithm)
            .cloned()
    }

    async fn refresh_unless_recent(&self) {
        let mut last_try = self.last_try.lock().await;
        let now = self.clock.now();
        if last_try.is_some_and(|at| now - at < UNKNOWN_EVERY) {
            return;
        }
        *last_try = Some(now);
        if let Err(error) = self.fetch(now).await {
            report(&error);
        }
    }

    /// Fetches the keys now.
    pub(super) async fn refresh(&self) -> Result<(), KeysError> {
        let mut last_try = self.last_try.lock().await;
        let now = self.clock.now();
        *last_try = Some(now);
        self.fetch(now).await
    }

    async fn fetch(&self, now: OffsetDateTime) -> Result<(), KeysError> {
        let published = self.discovery.keys().await?;
        let keys: Arc<[VerificationKey]> = published
            .iter()
            .filter_map(VerificationKey::from_jwk)
            .collect();
        if keys.is_empty() {
            return Err(self
                .discovery
                .wrong("no key that signatures can be checked with"));
        }
        let known = Known {
            keys,
            fetched_at: now,
        };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(())
    }

    /// Fetches the keys again and again.
    pub(super) async fn keep_fresh(&self) {
        loop {
            let pause = match self.refresh().await {
                Ok(()) => REFRESH_EVERY,
                Err(error) => {
                    report(&error);
                    RETRY_EVERY
                }
            };
            self.clock.sleep_until(self.clock.now() + pause).await;
        }
    }
}

fn report(error: &KeysError) {
    let cause = std::error::Error::source(error)
        .map(ToString::to_string)
        .unwrap_or_default();
    tracing::warn!(%error, cause, "signing keys could not be fetched");
}
