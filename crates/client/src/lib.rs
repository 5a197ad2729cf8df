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

use std::time::Duration;

use url::Url;

pub use error::{Error, Result};
pub use session::{Session, TransferQuery};

/// How long one call may take. Sending waits up to 3 s for custody, so this is well above.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an idle connection is kept: the bank closes its own after 10 s, and a call on a
/// connection that is just being closed would be lost.
const IDLE_TIMEOUT: Duration = Duration::from_secs(5);

/// A way to one bank.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
}

impl Client {
    /// A client of the bank at this address, the part before `/api`.
    ///
    /// # Errors
    /// [`Error::Transport`] when no HTTP client can be made.
    pub fn new(base: Url) -> Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(CALL_TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            // The token goes to the bank's address and to no other.
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { http, base })
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
        let response = self.http.get(self.url("readyz")).send().await?;
        // Not ready is an answer here, not a refusal.
        error::read_any_status(response).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.base.as_str().trim_end_matches('/'))
    }
}
