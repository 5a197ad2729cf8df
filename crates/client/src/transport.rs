//! The way of a call to the bank and back.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use url::Url;

use crate::{Error, Result};

/// How long one call may take. Sending waits up to 3 s for custody, so this is well above.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an idle connection is kept: the bank closes its own after 10 s, and a call on a
/// connection that is just being closed would be lost.
const IDLE_TIMEOUT: Duration = Duration::from_secs(5);
/// The largest answer that is read.
pub const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Carries calls to the bank: over HTTP, or into its router where both run in one process.
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync {
    /// Makes one call; the request's address is a path with its query. Any status is an answer.
    ///
    /// # Errors
    /// [`Error::Transport`] when there is no answer, [`Error::TooLarge`] when it is larger than
    /// [`ANSWER_BYTES_MAX`].
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>>;
}

/// Over HTTP, with time limits.
#[derive(Debug)]
pub(crate) struct Http {
    http: reqwest::Client,
    /// The part before `/api`.
    base: Url,
}

impl Http {
    pub(crate) fn new(base: Url) -> Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(CALL_TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            // The token goes to the bank's address and to no other.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(transport)?;
        Ok(Self { http, base })
    }
}

#[async_trait]
impl Transport for Http {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>> {
        let (parts, body) = request.into_parts();
        let url = format!("{}{}", self.base.as_str().trim_end_matches('/'), parts.uri);
        let call = self.http.request(parts.method, url);
        let sent = call.headers(parts.headers).body(body).send();
        let mut answer = sent.await.map_err(transport)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(transport)? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(Error::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = answer.status();
        *response.headers_mut() = core::mem::take(answer.headers_mut());
        Ok(response)
    }
}

fn transport(error: reqwest::Error) -> Error {
    Error::Transport(Box::new(error))
}
