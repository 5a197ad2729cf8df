//! Who asks: access tokens of the configured identity provider.

mod claims;
mod discovery;
mod keys;
mod token;

use std::sync::Arc;
use std::time::Duration;

use bank::clock::Clock;
use time::OffsetDateTime;

pub use claims::Identity;
pub use keys::KeysError;

use crate::problem::{Code, Problem};
use keys::Keys;

/// How far clocks may differ.
const LEEWAY: Duration = Duration::from_secs(30);

/// Whose tokens are believed.
#[derive(Debug, Clone)]
pub struct AuthSettings {
    /// The issuer exactly as its tokens name it, the closing slash included where it has one. Its
    /// keys are found beneath this address.
    pub issuer: String,
    /// The audience that tokens for this API name.
    pub audience: String,
    /// What stands before `roles`, `email`, `name` and `email_verified` in the names of claims,
    /// with its closing slash.
    pub claims_namespace: String,
    /// How old an employee's token may be.
    pub employee_token_age_max: Duration,
}

/// Checks access tokens.
#[derive(Debug, Clone)]
pub struct Authenticator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: AuthSettings,
    keys: Keys,
    clock: Arc<dyn Clock>,
}

/// Why a token is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is not a token of the issuer for this audience.
    #[error("{0}")]
    Invalid(&'static str),
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come, or it claims to be issued in the future.
    #[error("the token does not hold yet")]
    NotYetValid,
    /// The issuer's keys are not known.
    #[error("the issuer's keys are not known")]
    KeysUnavailable,
}

impl Authenticator {
    /// A checker of the issuer's tokens. Keys are fetched when the first token arrives, or by
    /// [`Authenticator::keep_keys_fresh`].
    ///
    /// # Errors
    /// When no HTTP client can be made, for want of trusted certificates for example.
    pub fn new(settings: AuthSettings, clock: Arc<dyn Clock>) -> Result<Self, KeysError> {
        let keys = Keys::new(&settings, Arc::clone(&clock))?;
        Ok(Self(Arc::new(Inner {
            settings,
            keys,
            clock,
        })))
    }

    /// The settings it was made with.
    #[must_use]
    pub fn settings(&self) -> &AuthSettings {
        &self.0.settings
    }

    /// Who the token speaks for.
    ///
    /// # Errors
    /// When the token is not believed.
    pub async fn authenticate(&self, token: &str) -> Result<Identity, TokenError> {
        let token = token::Token::parse(token)?;
        let key = self.0.keys.find(token.key_id(), token.algorithm()).await?;
        let payload = token.verify(&key)?;
        claims::judge(&payload, &self.0.settings, self.0.clock.now(), LEEWAY)
    }

    /// Whether an employee's token was issued recently enough for its role to be believed.
    #[must_use]
    pub fn role_is_fresh(&self, issued_at: OffsetDateTime) -> bool {
        self.0.clock.now() - issued_at <= self.0.settings.employee_token_age_max + LEEWAY
    }

    /// Waits until a token has expired or, for an employee's, its role is no longer believed.
    pub async fn end_of_session(
        &self,
        expires_at: OffsetDateTime,
        employee_since: Option<OffsetDateTime>,
    ) {
        let role_ends = employee_since.map(|at| at + self.0.settings.employee_token_age_max);
        let end = role_ends.map_or(expires_at, |role_ends| role_ends.min(expires_at));
        self.0.clock.sleep_until(end + LEEWAY).await;
    }

    /// Fetches the keys now and every ten minutes from now on. Never ends; drop it to stop.
    pub async fn keep_keys_fresh(&self) {
        self.0.keys.keep_fresh().await;
    }

    /// Fetches the keys now.
    ///
    /// # Errors
    /// When the issuer cannot be reached or says something else than expected.
    pub async fn refresh_keys(&self) -> Result<(), KeysError> {
        self.0.keys.refresh().await
    }

    /// Whether there are keys that may be used, after an attempt to get them if there are none.
    /// Anybody may ask: the issuer is bothered every few seconds at most.
    pub async fn try_ready(&self) -> bool {
        self.0.keys.ensure().await
    }

    /// Whether there are keys that may still be used.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.keys.are_usable()
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid(reason) => {
                // Helps the operator with a wrong audience or issuer, and tells nobody a secret.
                tracing::debug!(reason, "token refused");
                Self::new(Code::TokenInvalid)
            }
            TokenError::Expired => Self::new(Code::TokenExpired),
            TokenError::NotYetValid => Self::new(Code::TokenNotYetValid),
            TokenError::KeysUnavailable => Self::new(Code::SignInUnavailable),
        }
    }
}
