//! A typed client of the bank's REST API.
//!
//! # What lives here
//! One method for each call that programs of the bank make: the demo's story, scripts and tests.
//! Every call has a time limit, and a refusal comes back as the [`Problem`](api_types::Problem)
//! that the bank sent.
//!
//! # What must never be here
//! Rules of the bank, repeats of calls behind the caller's back (a repeat needs an idempotency
//! key, which is the caller's to choose), and any way into the bank but its REST API.
//!
//! # Where to start reading
//! [`Client::signed_in`], then [`Session`].

mod error;
mod session;
mod transport;

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use url::Url;

pub use error::{Error, Result};
pub use session::{
    ActivityQuery, AlertQuery, AuditQuery, CustomerQuery, EventStream, Notice, Session,
    TransferFeedQuery, TransferQuery,
};
pub use transport::{ANSWER_BYTES_MAX, ByteStream, Transport};

/// A way to one bank.
#[derive(Debug, Clone)]
pub struct Client {
    transport: Arc<dyn Transport>,
}

impl Client {
    /// A client over HTTP of the bank at this address, the part before `/api`.
    ///
    /// # Errors
    /// [`Error::Transport`] when no HTTP client can be made.
    pub fn new(base: Url) -> Result<Self> {
        Ok(Self::over(Arc::new(transport::Http::new(base)?)))
    }

    /// A client that reaches the bank in this way.
    #[must_use]
    pub fn over(transport: Arc<dyn Transport>) -> Self {
        Self { transport }
    }

    /// The same bank as the person whose access token this is.
    #[must_use]
    pub fn signed_in(&self, access_token: impl Into<String>) -> Session {
        Session::new(self.clone(), access_token.into())
    }

    /// Whether the bank can work.
    ///
    /// # Errors
    /// When it does not answer, or not in this form.
    pub async fn readiness(&self) -> Result<api_types::Readiness> {
        let request = Request::get("/readyz").body(Bytes::new())?;
        // Not ready is an answer here, not a refusal.
        error::read_any_status(&self.transport.call(request).await?)
    }
}
