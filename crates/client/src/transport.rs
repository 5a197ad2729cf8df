//! The way of a call to the bank and back.

use std::{fmt, pin::Pin, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use futures::{Stream, stream};
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
/// How long an endless answer may be silent. The bank sends a beat every 15 s.
const SILENCE_MAX: Duration = Duration::from_secs(45);
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

    /// Makes one call whose answer comes piece by piece, for as long as it is read.
    ///
    /// # Errors
    /// [`Error::Transport`] when there is no answer; in the body, when it breaks off.
    async fn stream(&self, request: Request<Bytes>) -> Result<Response<ByteStream>>;
}

/// A body that comes piece by piece.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>;

/// Over HTTP, with time limits.
#[derive(Debug)]
pub(crate) struct Http {
    http: reqwest::Client,
    /// For answers without an end: these have no time limit as a whole.
    endless: reqwest::Client,
    /// The part before `/api`.
    base: Url,
}

impl Http {
    pub(crate) fn new(base: Url) -> Result<Self> {
        let builder = || {
            reqwest::Client::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .pool_idle_timeout(IDLE_TIMEOUT)
                // The token goes to the bank's address and to no other.
                .redirect(reqwest::redirect::Policy::none())
        };
        Ok(Self {
            http: builder().timeout(CALL_TIMEOUT).build().map_err(transport)?,
            endless: builder()
                .read_timeout(SILENCE_MAX)
                .build()
                .map_err(transport)?,
            base,
        })
    }

    /// The head of an answer.
    async fn answer(
        &self,
        http: &reqwest::Client,
        request: Request<Bytes>,
    ) -> Result<reqwest::Response> {
        let (parts, body) = request.into_parts();
        let url = format!("{}{}", self.base.as_str().trim_end_matches('/'), parts.uri);
        let call = http.request(parts.method, url);
        let sent = call.headers(parts.headers).body(body).send();
        sent.await.map_err(transport)
    }
}

#[async_trait]
impl Transport for Http {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>> {
        let mut answer = self.answer(&self.http, request).await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(transport)? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(Error::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(headed(&mut answer, Bytes::from(body)))
    }

    async fn stream(&self, request: Request<Bytes>) -> Result<Response<ByteStream>> {
        let mut answer = self.answer(&self.endless, request).await?;
        let response = headed(&mut answer, ());
        let pieces = stream::try_unfold(answer, async |mut answer| {
            let piece = answer.chunk().await.map_err(transport)?;
            Ok(piece.map(|piece| (piece, answer)))
        });
        Ok(response.map(|()| -> ByteStream { Box::pin(pieces) }))
    }
}

/// The head of an answer with another body.
fn headed<B>(answer: &mut reqwest::Response, body: B) -> Response<B> {
    let mut response = Response::new(body);
    *response.status_mut() = answer.status();
    *response.headers_mut() = core::mem::take(answer.headers_mut());
    response
}

fn transport(error: reqwest::Error) -> Error {
    Error::Transport(Box::new(error))
}
