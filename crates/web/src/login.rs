//! Signing in by OpenID Connect: authorization code with PKCE, state and nonce; renewal; logout.

mod provider;
mod rehearsal;

use std::{error::Error as StdError, sync::Arc};

use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IdToken,
    LogoutRequest, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, RefreshToken, Scope,
    TokenResponse as _,
    core::{CoreAuthenticationFlow, CoreIdToken, CoreTokenResponse},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

pub use self::rehearsal::{Rehearsal, Verdict, rehearse};

use self::provider::Provider;
use crate::state::{Clock, WebSettings};

/// What is asked for: who it is, and a token that renews itself.
const SCOPES: [&str; 3] = ["profile", "email", "offline_access"];
/// How long a token holds when the provider does not say (RFC 6749, section 5.1, recommends it to).
const LIFETIME_SECONDS: i64 = 300;

/// Why signing in did not work.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The secret of the cookies cannot be used.
    #[error("the secret of the cookies cannot be used")]
    Secret,
    /// A setting makes no address.
    #[error("a setting makes no address")]
    Address(#[from] url::ParseError),
    /// No HTTP client can be made.
    #[error("no HTTP client can be made")]
    HttpClient(#[from] reqwest::Error),
    /// The provider is out of reach or its answer cannot be read.
    #[error("the sign-in service cannot be reached")]
    Unreachable(#[source] Box<dyn StdError + Send + Sync>),
    /// The provider refused.
    #[error("the sign-in service refused: {0}")]
    Refused(String),
    /// The provider's answer does not belong to what was asked.
    #[error("the answer of the sign-in service does not fit")]
    Unfit(#[source] Box<dyn StdError + Send + Sync>),
    /// The sign-in was begun elsewhere or too long ago.
    #[error("the sign-in was begun elsewhere or too long ago")]
    Outdated,
    /// The provider gave nothing to renew the session with.
    #[error("there is no refresh token")]
    NoRefreshToken,
    /// The bank does not accept the token, or is out of reach.
    #[error("the bank says to the access token")]
    Bank(#[source] client::Error),
}

impl LoginError {
    /// Whether waiting may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Bank(error) => error.status().is_none_or(|status| status >= 500),
            Self::Secret
            | Self::Address(_)
            | Self::HttpClient(_)
            | Self::Refused(_)
            | Self::Unfit(_)
            | Self::Outdated
            | Self::NoRefreshToken => false,
        }
    }
}

/// The tokens of a session.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
    /// For the logout alone.
    pub(crate) id_token: Option<String>,
    /// Unix seconds, by our clock.
    pub(crate) issued_at: i64,
    /// Unix seconds, by our clock.
    pub(crate) expires_at: i64,
}

/// A sign-in under way: what its answer must fit.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Begun {
    pub(crate) state: String,
    nonce: String,
    verifier: String,
}

/// What the browser brought back.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    pub(crate) state: String,
    pub(crate) code: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) iss: Option<String>,
}

/// How it is said for which API a token is wanted.
#[derive(Debug)]
enum Target {
    /// By Auth0's parameter and by that of RFC 8707.
    Audience(String),
    /// By a scope of the API's, for providers that know neither or refuse them.
    Scope(String),
}

impl Target {
    /// The parameter of RFC 8707, where it is sent.
    fn resource(&self) -> Option<&str> {
        match self {
            Self::Audience(audience) => Some(audience),
            Self::Scope(_) => None,
        }
    }
}

/// This application at its identity provider.
#[derive(Debug)]
pub(crate) struct Login {
    provider: Provider,
    client_id: ClientId,
    client_secret: SecretString,
    target: Target,
    redirect: RedirectUrl,
    after_logout: String,
    clock: Arc<dyn Clock>,
}

impl Login {
    pub(crate) fn new(settings: &WebSettings, clock: Arc<dyn Clock>) -> Result<Self, LoginError> {
        // Exactly as registered at the provider: no slash at the end.
        let base = settings.app_base_url.as_str().trim_end_matches('/');
        Ok(Self {
            provider: Provider::new(&settings.issuer)?,
            client_id: ClientId::new(settings.client_id.clone()),
            client_secret: settings.client_secret.clone(),
            target: match &settings.api_scope {
                Some(scope) => Target::Scope(scope.clone()),
                None => Target::Audience(settings.audience.clone()),
            },
            redirect: RedirectUrl::new(format!("{base}/auth/callback"))?,
            after_logout: base.to_owned(),
            clock,
        })
    }

    /// Where to send the browser, and what to remember meanwhile.
    pub(crate) async fn begin(&self, hint: Option<&str>) -> Result<(Url, Begun), LoginError> {
        let metadata = self.provider.metadata().await?;
        Ok(self.request(metadata, hint.map(|hint| ("login_hint", hint))))
    }

    /// The authorization request, with one parameter more.
    fn request(
        &self,
        metadata: ProviderMetadataWithLogout,
        more: Option<(&'static str, &str)>,
    ) -> (Url, Begun) {
        let client = self.client(metadata);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow: CoreAuthenticationFlow = AuthenticationFlow::AuthorizationCode;
        let mut request = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge)
            .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())));
        request = match &self.target {
            Target::Audience(audience) => request
                .add_extra_param("audience", audience)
                .add_extra_param("resource", audience),
            Target::Scope(scope) => request.add_scope(Scope::new(scope.clone())),
        };
        if let Some((name, value)) = more {
            request = request.add_extra_param(name, value);
        }
        let (url, state, nonce) = request.url();
        let begun = Begun {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        (url, begun)
    }

    /// Exchanges the answer's code for tokens, checked against what was begun.
    pub(crate) async fn finish(&self, begun: Begun, answer: Answer) -> Result<Tokens, LoginError> {
        let Answer {
            state,
            code,
            error,
            iss,
        } = answer;
        if state != begun.state {
            return Err(LoginError::Outdated);
        }
        // RFC 9207: an answer of another provider is none of ours.
        if iss.is_some_and(|iss| iss != self.provider.issuer()) {
            return Err(LoginError::Refused("another issuer answered".to_owned()));
        }
        let code = match (code, error) {
            (Some(code), None) => code,
            (_, error) => {
                return Err(LoginError::Refused(error.unwrap_or_default()));
            }
        };
        let metadata = self.provider.metadata().await?;
        let client = self.client(metadata);
        let mut request = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(unfit)?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier));
        if let Some(resource) = self.target.resource() {
            request = request.add_extra_param("resource", resource);
        }
        let response = request
            .request_async(self.provider.http())
            .await
            .map_err(provider::request_error)?;
        let id_token = response
            .id_token()
            .ok_or_else(|| LoginError::Refused("no id token came".to_owned()))?;
        self.check(id_token, &Nonce::new(begun.nonce)).await?;
        Ok(self.tokens(&response, None))
    }

    /// Signature, issuer, audience, nonce and expiry of an id token. Keys that changed since they
    /// were read are read again, once.
    async fn check(&self, id_token: &CoreIdToken, nonce: &Nonce) -> Result<(), LoginError> {
        let metadata = self.provider.metadata().await?;
        let first = self.verify(metadata, id_token, nonce);
        if first.is_ok() {
            return first;
        }
        let metadata = self.provider.read_again().await?;
        self.verify(metadata, id_token, nonce)
    }

    fn verify(
        &self,
        metadata: ProviderMetadataWithLogout,
        id_token: &CoreIdToken,
        nonce: &Nonce,
    ) -> Result<(), LoginError> {
        let client = self.client(metadata);
        // The provider's tokens are judged by the machine's clock, as the provider writes them.
        let verifier = client.id_token_verifier();
        id_token.claims(&verifier, nonce).map(drop).map_err(unfit)
    }

    /// New tokens for those at hand.
    pub(crate) async fn refresh(&self, tokens: &Tokens) -> Result<Tokens, LoginError> {
        let refresh_token = tokens
            .refresh_token
            .clone()
            .ok_or(LoginError::NoRefreshToken)?;
        let metadata = self.provider.metadata().await?;
        let client = self.client(metadata);
        let refresh_token = RefreshToken::new(refresh_token);
        let mut request = client
            .exchange_refresh_token(&refresh_token)
            .map_err(unfit)?;
        if let Some(resource) = self.target.resource() {
            request = request.add_extra_param("resource", resource);
        }
        let response = request
            .request_async(self.provider.http())
            .await
            .map_err(provider::request_error)?;
        Ok(self.tokens(&response, Some(tokens)))
    }

    fn tokens(&self, response: &CoreTokenResponse, former: Option<&Tokens>) -> Tokens {
        let now = self.clock.now().unix_timestamp();
        let lifetime = response
            .expires_in()
            .and_then(|lifetime| i64::try_from(lifetime.as_secs()).ok())
            .unwrap_or(LIFETIME_SECONDS);
        Tokens {
            access_token: response.access_token().secret().clone(),
            // A provider that does not rotate sends no new one.
            refresh_token: response
                .refresh_token()
                .map(|token| token.secret().clone())
                .or_else(|| former?.refresh_token.clone()),
            id_token: response
                .id_token()
                .map(IdToken::to_string)
                .or_else(|| former?.id_token.clone()),
            issued_at: now,
            expires_at: now.saturating_add(lifetime),
        }
    }

    /// Where the browser ends the provider's own session; `None` when the provider has no such
    /// page, or is out of reach.
    pub(crate) async fn logout(&self, id_token: Option<&str>) -> Option<Url> {
        let metadata = self.provider.metadata().await.ok()?;
        let end = metadata
            .additional_metadata()
            .end_session_endpoint
            .clone()?;
        let mut request = LogoutRequest::from(end)
            .set_client_id(self.client_id.clone())
            .set_post_logout_redirect_uri(
                PostLogoutRedirectUrl::new(self.after_logout.clone()).ok()?,
            );
        let id_token: Option<CoreIdToken> = id_token.and_then(|token| token.parse().ok());
        if let Some(id_token) = &id_token {
            request = request.set_id_token_hint(id_token);
        }
        let mut url = request.http_get_url();
        // The exact text that is registered, which a parsed address may not be.
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name != "post_logout_redirect_uri")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut()
            .clear()
            .extend_pairs(pairs)
            .append_pair("post_logout_redirect_uri", &self.after_logout);
        Some(url)
    }

    fn client(&self, metadata: ProviderMetadataWithLogout) -> provider::OpenIdClient {
        provider::client(
            metadata,
            self.client_id.clone(),
            ClientSecret::new(self.client_secret.expose_secret().to_owned()),
            self.redirect.clone(),
        )
    }
}

fn unfit(error: impl StdError + Send + Sync + 'static) -> LoginError {
    LoginError::Unfit(Box::new(error))
}
