//! The identity provider: what it publishes about itself, read when it is first needed.

use std::{error::Error as StdError, pin::Pin, time::Duration};

use openidconnect::{
    AsyncHttpClient, AuthType, ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, ProviderMetadataWithLogout, RedirectUrl,
    RequestTokenError,
    core::{CoreClient, CoreClientAuthMethod, CoreErrorResponseType},
};
use tokio::{sync::Mutex, time::Instant};

use super::LoginError;

/// Why a call of the provider gave no tokens.
pub(super) type TokenError =
    RequestTokenError<HttpError, openidconnect::StandardErrorResponse<CoreErrorResponseType>>;

/// The client with what discovery tells.
pub(super) type OpenIdClient = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// How long one call may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// How long what was read about the provider is believed.
const BELIEVED: Duration = Duration::from_secs(600);
/// The largest answer that is read.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// Why a call had no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    #[error("the call failed")]
    Reqwest(#[from] reqwest::Error),
    #[error("the answer is none of HTTP")]
    Http(#[from] axum::http::Error),
    #[error("the answer is too large")]
    TooLarge,
}

/// The provider, and what it published when it was last asked.
#[derive(Debug)]
pub(super) struct Provider {
    issuer: IssuerUrl,
    http: Http,
    known: Mutex<Option<(Instant, ProviderMetadataWithLogout)>>,
}

impl Provider {
    pub(super) fn new(issuer: &str) -> Result<Self, LoginError> {
        let http = reqwest::Client::builder()
            .timeout(CALL_TIMEOUT)
            // A redirect could lead inside, or take a secret elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            issuer: IssuerUrl::new(issuer.to_owned())?,
            http: Http(http),
            known: Mutex::default(),
        })
    }

    pub(super) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// What the provider publishes, keys included.
    pub(super) async fn metadata(&self) -> Result<ProviderMetadataWithLogout, LoginError> {
        let mut known = self.known.lock().await;
        if let Some((read_at, metadata)) = known.as_ref()
            && read_at.elapsed() < BELIEVED
        {
            return Ok(metadata.clone());
        }
        match self.discover().await {
            Ok(metadata) => {
                *known = Some((Instant::now(), metadata.clone()));
                Ok(metadata)
            }
            // What was read before is better than nothing while the provider cannot be asked.
            Err(error) => known
                .as_ref()
                .map(|(_, metadata)| metadata.clone())
                .ok_or(error),
        }
    }

    /// The same, read anew.
    pub(super) async fn read_again(&self) -> Result<ProviderMetadataWithLogout, LoginError> {
        *self.known.lock().await = None;
        self.metadata().await
    }

    async fn discover(&self) -> Result<ProviderMetadataWithLogout, LoginError> {
        ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(|error| LoginError::Unreachable(Box::new(error)))
    }

    /// For the calls that need no discovery.
    pub(super) const fn http(&self) -> &Http {
        &self.http
    }
}

/// The one HTTP client of this room, as the protocol's library wants it.
#[derive(Debug)]
pub(super) struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.answer(request))
    }
}

impl Http {
    pub(super) async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        let mut response = self.0.execute(request).await?;
        let mut answer = axum::http::Response::builder().status(response.status());
        for (name, value) in response.headers() {
            answer = answer.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(answer.body(body)?)
    }
}

/// This application, as the provider knows it.
pub(super) fn client(
    metadata: ProviderMetadataWithLogout,
    id: ClientId,
    secret: ClientSecret,
    redirect: RedirectUrl,
) -> OpenIdClient {
    let methods = metadata.token_endpoint_auth_methods_supported();
    let knows = |method| methods.is_some_and(|methods| methods.contains(&method));
    let by_body = knows(CoreClientAuthMethod::ClientSecretPost)
        && !knows(CoreClientAuthMethod::ClientSecretBasic);
    let client =
        CoreClient::from_provider_metadata(metadata, id, Some(secret)).set_redirect_uri(redirect);
    if by_body {
        client.set_auth_type(AuthType::RequestBody)
    } else {
        client
    }
}

/// What a failed call of the token endpoint means.
pub(super) fn request_error(error: TokenError) -> LoginError {
    match error {
        RequestTokenError::ServerResponse(response) => {
            LoginError::Refused(response.error().as_ref().to_owned())
        }
        RequestTokenError::Request(error) => unreachable(error),
        RequestTokenError::Parse(error, _) => unreachable(error),
        RequestTokenError::Other(text) => LoginError::Refused(text),
    }
}

fn unreachable(error: impl StdError + Send + Sync + 'static) -> LoginError {
    LoginError::Unreachable(Box::new(error))
}
