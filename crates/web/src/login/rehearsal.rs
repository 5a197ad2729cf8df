//! A sign-in as far as it goes without a person: what the provider makes of this application's
//! settings.

use std::sync::Arc;

use axum::http::{Request, StatusCode, header::LOCATION};
use openidconnect::{
    AuthorizationCode, HttpResponse, PkceCodeVerifier, ProviderMetadataWithLogout,
    RequestTokenError,
};
use url::Url;

use super::{Begun, Login, LoginError, provider::TokenError};
use crate::state::{Clock, WebSettings};

/// What the provider says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It would go on if there were a person.
    Taken,
    /// It refuses.
    Refused {
        /// The error's name in the protocol, or the status of its page.
        error: String,
        /// What it says beside; may be empty.
        description: String,
    },
    /// It says nothing that tells; why.
    Unclear(String),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    /// Whether the pages may send people there: application, way back, API, scopes.
    pub request: Verdict,
    /// Whether the application may fetch tokens: its id and secret.
    pub exchange: Verdict,
}

/// Answers of a provider that knows what is asked for and lacks only a person (OpenID Connect Core,
/// section 3.1.2.6).
const PERSON_WANTED: [&str; 4] = [
    "login_required",
    "interaction_required",
    "consent_required",
    "account_selection_required",
];

/// Asks for a sign-in that forbids the provider's pages (`prompt=none`), and for the tokens of a
/// code that nobody was given. Neither changes anything.
///
/// # Errors
/// [`LoginError`], when the provider cannot be asked or a setting cannot be used.
pub async fn rehearse(
    settings: &WebSettings,
    clock: Arc<dyn Clock>,
) -> Result<Rehearsal, LoginError> {
    let login = Login::new(settings, clock)?;
    let metadata = login.provider.metadata().await?;
    let (url, begun) = login.request(metadata.clone(), Some(("prompt", "none")));
    Ok(Rehearsal {
        request: login.knock(&url).await,
        exchange: login.exchange_nothing(metadata, begun).await?,
    })
}

impl Login {
    async fn knock(&self, url: &Url) -> Verdict {
        let request = match Request::get(url.as_str()).body(Vec::new()) {
            Ok(request) => request,
            Err(error) => return Verdict::Unclear(error.to_string()),
        };
        match self.provider.http().answer(request).await {
            Ok(answer) => self.verdict_of(&answer),
            Err(error) => Verdict::Unclear(error.to_string()),
        }
    }

    fn verdict_of(&self, answer: &HttpResponse) -> Verdict {
        let status = answer.status();
        if status.is_client_error() {
            return Verdict::Refused {
                error: format!("a page with status {}", status.as_u16()),
                description: String::new(),
            };
        }
        let back = answer.headers().get(LOCATION);
        let back = back
            .and_then(|location| location.to_str().ok())
            .filter(|location| location.starts_with(self.redirect.as_str()))
            .and_then(|location| Url::parse(location).ok());
        let Some(back) = back else {
            return Verdict::Unclear(elsewhere(status));
        };
        let parameter = |name: &str| {
            let mut pairs = back.query_pairs();
            pairs
                .find(|(key, _)| key == name)
                .map(|(_, value)| plain(&value))
        };
        match parameter("error") {
            Some(error) if !PERSON_WANTED.contains(&error.as_str()) => Verdict::Refused {
                error,
                description: parameter("error_description").unwrap_or_default(),
            },
            Some(_) | None => Verdict::Taken,
        }
    }

    async fn exchange_nothing(
        &self,
        metadata: ProviderMetadataWithLogout,
        begun: Begun,
    ) -> Result<Verdict, LoginError> {
        let code = AuthorizationCode::new("a-code-that-nobody-was-given".to_owned());
        let answer = self
            .client(metadata)
            .exchange_code(code)
            .map_err(super::unfit)?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier))
            .request_async(self.provider.http())
            .await;
        Ok(match answer {
            Ok(_) => Verdict::Unclear("it gave tokens for a code that it never gave".to_owned()),
            Err(error) => verdict_of_exchange(error),
        })
    }
}

fn verdict_of_exchange(error: TokenError) -> Verdict {
    match error {
        // The application was believed, the code was not (RFC 6749, section 5.2).
        RequestTokenError::ServerResponse(answer) if answer.error().as_ref() == "invalid_grant" => {
            Verdict::Taken
        }
        RequestTokenError::ServerResponse(answer) => Verdict::Refused {
            error: plain(answer.error().as_ref()),
            description: answer
                .error_description()
                .map_or_else(String::new, |text| plain(text)),
        },
        RequestTokenError::Request(error) => Verdict::Unclear(error.to_string()),
        RequestTokenError::Parse(error, _) => {
            Verdict::Unclear(format!("its answer cannot be read: {error}"))
        }
        RequestTokenError::Other(text) => Verdict::Unclear(plain(&text)),
    }
}

fn elsewhere(status: StatusCode) -> String {
    format!(
        "it answers with status {} and not with the way back",
        status.as_u16()
    )
}

/// Without what would upset a terminal.
fn plain(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).collect()
}
