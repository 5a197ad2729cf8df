//! The client: how a call goes its way. The calls themselves are in the modules below.

mod networks;
mod transfers;
mod wallets;
mod webhooks;

use std::fmt;
use std::sync::Arc;

use reqwest::Method;
use serde::de::DeserializeOwned;
use url::Url;

use crate::config::{Config, ConfigError, Limits};
use crate::deadline::Deadline;
use crate::error::{Cause, Error, Step};
use crate::retry;
use crate::signing::SigningKey;
use crate::transport::{Request, Transport};
use crate::wire::{ActionChallenge, ActionInit, UserAction};

pub use wallets::HistoryQuery;

/// A service account's client. Cloning is cheap; clones share connections.
///
/// Every method ends within [`Limits::call_timeout`].
#[derive(Clone)]
pub struct Client(Arc<Account>);

struct Account {
    base_url: Url,
    credential_id: String,
    key: SigningKey,
    limits: Limits,
    transport: Transport,
}

/// Which page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageQuery {
    /// Items at most; the service's default when absent.
    pub limit: Option<u32>,
    /// `nextPageToken` of the page before; absent for the first page.
    pub token: Option<String>,
}

impl PageQuery {
    fn add_to(&self, url: &mut Url) {
        add_query(
            url,
            "limit",
            self.limit.map(|limit| limit.to_string()).as_deref(),
        );
        add_query(url, "paginationToken", self.token.as_deref());
    }
}

impl Client {
    /// Makes the client; connects to nothing yet.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let Config {
            base_url,
            auth_token,
            credential_id,
            key,
            user_agent,
            limits,
        } = config;
        let transport = Transport::new(&base_url, &user_agent, auth_token, limits)?;
        Ok(Self(Arc::new(Account {
            base_url,
            credential_id,
            key,
            limits,
            transport,
        })))
    }

    /// Signs an action and leaves it unused: proves that service, token, credential and key work
    /// together, without any effect. The permissions of the account are not looked at.
    ///
    /// # Errors
    /// The failure of one of the two steps of signing.
    pub async fn probe(&self) -> Result<(), Error> {
        let deadline = Deadline::after(self.0.limits.call_timeout);
        self.sign_action(&Method::POST, "/wallets", "{}", deadline)
            .await
            .map(drop)
    }

    /// A call that changes nothing: repeated, within its time, after failures that may pass.
    async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T, Error> {
        let deadline = Deadline::after(self.0.limits.call_timeout);
        let mut repeat = 0;
        loop {
            let request = Request {
                method: Method::GET,
                url: url.clone(),
                body: None,
                user_action: None,
            };
            let error = match self.0.transport.send(Step::Call, request, deadline).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if repeat >= self.0.limits.retries_max {
                return Err(error);
            }
            let pause = match (retry::pause(&error, repeat), deadline.left()) {
                (Some(pause), Some(left)) if pause < left => pause,
                _ => return Err(error),
            };
            tracing::debug!(path = url.path(), %error, "repeating a read");
            tokio::time::sleep(pause).await;
            repeat += 1;
        }
    }

    /// A call with an effect: signed, sent once, never repeated here.
    async fn post_signed<T: DeserializeOwned>(&self, path: &str, body: &[u8]) -> Result<T, Error> {
        self.call_signed(Method::POST, path, Some(body)).await
    }

    /// As [`Client::post_signed`], by another method.
    async fn call_signed<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&[u8]>,
    ) -> Result<T, Error> {
        let payload = str::from_utf8(body.unwrap_or_default())
            .map_err(|_| invalid(Step::ActionInit, "the body is not UTF-8"))?;
        let url = self.url(path);
        let deadline = Deadline::after(self.0.limits.call_timeout);
        let action = self
            .sign_action(&method, path, payload, deadline.half())
            .await?;
        let request = Request {
            method,
            url,
            body,
            user_action: Some(&action),
        };
        self.0.transport.send(Step::Call, request, deadline).await
    }

    /// Both steps of signing: asks for a challenge, answers it.
    async fn sign_action(
        &self,
        method: &Method,
        path: &str,
        payload: &str,
        deadline: Deadline,
    ) -> Result<UserAction, Error> {
        let init = ActionInit {
            user_action_payload: payload.to_owned(),
            user_action_http_method: method.as_str().to_owned(),
            user_action_http_path: path.to_owned(),
            user_action_server_kind: Some("Api".to_owned()),
        };
        let challenge: ActionChallenge = self
            .post_plain(Step::ActionInit, "/auth/action/init", &init, deadline)
            .await?;
        let answer = self
            .0
            .key
            .answer(&self.0.credential_id, &challenge)
            .map_err(|error| Error::new(Step::ActionComplete, Cause::Signing(error)))?;
        self.post_plain(Step::ActionComplete, "/auth/action", &answer, deadline)
            .await
    }

    /// A `POST` that needs no action signature.
    async fn post_plain<T: DeserializeOwned>(
        &self,
        step: Step,
        path: &str,
        body: &impl serde::Serialize,
        deadline: Deadline,
    ) -> Result<T, Error> {
        let body = json(step, body)?;
        let request = Request {
            method: Method::POST,
            url: self.url(path),
            body: Some(&body),
            user_action: None,
        };
        self.0.transport.send(step, request, deadline).await
    }

    /// The base URL with `path` appended to its own; `path` needs no escaping.
    fn url(&self, path: &str) -> Url {
        let mut url = self.0.base_url.clone();
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{prefix}{path}"));
        url
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url.as_str())
            .finish_non_exhaustive()
    }
}

/// An id as part of a path. The service's ids need no escaping; anything else could lead to
/// another path and is refused.
fn path_id(step: Step, id: &str) -> Result<&str, Error> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=64).contains(&id.len()) && id.bytes().all(plain) {
        Ok(id)
    } else {
        Err(invalid(
            step,
            "an id has other characters than letters, digits, - and _",
        ))
    }
}

fn json(step: Step, body: &impl serde::Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(body).map_err(|_| invalid(step, "the body cannot be written as JSON"))
}

fn invalid(step: Step, why: &'static str) -> Error {
    Error::new(step, Cause::InvalidRequest(why))
}

fn add_query(url: &mut Url, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        url.query_pairs_mut().append_pair(name, value);
    }
}
