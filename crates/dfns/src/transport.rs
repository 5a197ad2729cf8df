//! One request and its answer.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Response, redirect, retry};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::Url;
use zeroize::Zeroizing;

use crate::config::{ConfigError, Limits, is_loopback};
use crate::deadline::Deadline;
use crate::error::{Cause, Error, Refusal, Step, Unreadable};
use crate::wire::{ErrorDetail, UserAction};

/// Characters of a refusal's message that are kept.
const MESSAGE_CHARS_MAX: usize = 500;

/// One pooled HTTP client with the account's token.
pub(crate) struct Transport {
    http: reqwest::Client,
    auth_token: SecretString,
    answer_bytes_max: usize,
}

/// What is sent.
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<&'a [u8]>,
    pub(crate) user_action: Option<&'a UserAction>,
}

impl Transport {
    pub(crate) fn new(
        base_url: &Url,
        user_agent: &str,
        auth_token: SecretString,
        limits: Limits,
    ) -> Result<Self, ConfigError> {
        let builder = reqwest::Client::builder()
            .user_agent(user_agent)
            .connect_timeout(limits.connect_timeout)
            .redirect(redirect::Policy::none())
            // Whether a request may go twice is decided above this layer only.
            .retry(retry::never());
        let builder = if is_loopback(base_url) {
            builder.no_proxy()
        } else {
            builder
        };
        let builder = if base_url.scheme() == "https" {
            builder.https_only(true)
        } else {
            // Without this a machine that has no certificates could not reach a local service.
            builder.tls_certs_only([])
        };
        let http = builder.build().map_err(ConfigError::Http)?;
        Ok(Self {
            http,
            auth_token,
            answer_bytes_max: limits.answer_bytes_max,
        })
    }

    /// Sends once and reads a success as `T`.
    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        step: Step,
        request: Request<'_>,
        deadline: Deadline,
    ) -> Result<T, Error> {
        let body = self
            .send_for_bytes(request, deadline)
            .await
            .map_err(|cause| Error::new(step, cause))?;
        serde_json::from_slice(&body).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Error::new(
                step,
                Cause::Unreadable(Unreadable::Unexpected { line, column }),
            )
        })
    }

    async fn send_for_bytes(
        &self,
        request: Request<'_>,
        deadline: Deadline,
    ) -> Result<Vec<u8>, Cause> {
        let Request {
            method,
            url,
            body,
            user_action,
        } = request;
        let left = deadline.left().ok_or(Cause::TimedOut)?;
        let mut builder = self
            .http
            .request(method, url)
            .timeout(left)
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, self.bearer()?);
        if let Some(action) = user_action {
            builder = builder.header("X-DFNS-USERACTION", secret_header(&action.user_action)?);
        }
        if let Some(body) = body {
            builder = builder
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_vec());
        }
        let response = builder.send().await.map_err(cause_of)?;
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let body = self.read(response).await;
        if status.is_success() {
            return body;
        }
        // The status alone tells what happened, whatever becomes of the body.
        let detail = body.ok().map(|body| detail_of(&body)).unwrap_or_default();
        Err(Cause::Status(Box::new(Refusal {
            status: status.as_u16(),
            message: printable(&detail.message),
            id: detail.id.as_deref().map(printable),
            details: detail.details,
            retry_after,
        })))
    }

    async fn read(&self, mut response: Response) -> Result<Vec<u8>, Cause> {
        let bytes_max = self.answer_bytes_max;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(cause_of)? {
            if body.len() + chunk.len() > bytes_max {
                return Err(Cause::Unreadable(Unreadable::TooLong { bytes_max }));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn bearer(&self) -> Result<HeaderValue, Cause> {
        secret_header(&Zeroizing::new(format!(
            "Bearer {}",
            self.auth_token.expose_secret()
        )))
    }
}

/// A header value that no log of the HTTP client shows.
fn secret_header(text: &str) -> Result<HeaderValue, Cause> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Cause::InvalidRequest("a token is not a header value"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Order matters: a connection that timed out is first of all no connection.
fn cause_of(error: reqwest::Error) -> Cause {
    if error.is_connect() {
        Cause::NotConnected(error)
    } else if error.is_timeout() {
        Cause::TimedOut
    } else {
        Cause::Cut(error)
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}

/// Reads the documented form, and what proxies and older servers put in its place.
fn detail_of(body: &[u8]) -> ErrorDetail {
    let Ok(mut body) = serde_json::from_slice::<Map<String, Value>>(body) else {
        return ErrorDetail::default();
    };
    let mut detail = match body.remove("error") {
        Some(Value::Object(nested)) => nested,
        Some(Value::String(sentence)) => {
            return ErrorDetail {
                message: sentence,
                ..ErrorDetail::default()
            };
        }
        _ => body,
    };
    let text = |detail: &Map<String, Value>, name: &str| {
        detail.get(name).and_then(Value::as_str).map(str::to_owned)
    };
    ErrorDetail {
        id: text(&detail, "id"),
        status: None,
        message: text(&detail, "message").unwrap_or_default(),
        details: detail.remove("details"),
    }
}

fn printable(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_control())
        .take(MESSAGE_CHARS_MAX)
        .collect()
}
