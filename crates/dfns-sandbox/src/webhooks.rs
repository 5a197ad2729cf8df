//! Deliveries to webhooks: one signed POST each, and what became of it.

use std::{sync::OnceLock, time::Duration};

use aws_lc_rs::hmac;
use dfns::wire::WebhookDelivery;
use reqwest::{StatusCode, redirect};

use crate::{protocol::ApiError, world::Webhook};

/// Header of the signature: `sha256=` and 64 lower-case hex digits.
const SIGNATURE_HEADER: &str = "X-DFNS-WEBHOOK-SIGNATURE";

/// The client of all deliveries.
#[derive(Debug, Default)]
pub(crate) struct Couriers {
    client: OnceLock<reqwest::Client>,
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The receiver's HTTP status, or an error code when there was no answer.
    pub(crate) status: String,
    /// Why it does not count as received.
    pub(crate) error: Option<String>,
}

impl Couriers {
    /// Posts one event. Only the answer 200 counts as received.
    ///
    /// # Errors
    ///
    /// Faults of the sandbox itself; a receiver that does not answer is an [`Outcome`].
    pub(crate) async fn deliver(
        &self,
        webhook: &Webhook,
        event: &WebhookDelivery,
    ) -> Result<Outcome, ApiError> {
        let body =
            serde_json::to_vec(event).map_err(|error| ApiError::internal(error.to_string()))?;
        let signature = sign(&webhook.secret.0, &body);
        let request = self
            .client()?
            .post(&webhook.settings.url)
            .header("content-type", "application/json")
            .header(SIGNATURE_HEADER, signature)
            .body(body);
        Ok(match request.send().await {
            Ok(answer) => Outcome::of(answer.status()),
            Err(error) => Outcome {
                status: error_code(&error).to_owned(),
                error: Some(error.without_url().to_string()),
            },
        })
    }

    fn client(&self) -> Result<&reqwest::Client, ApiError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let made = reqwest::Client::builder()
            .user_agent(concat!("sandbox/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(Duration::from_secs(2))
            .timeout(Duration::from_secs(10))
            .build()
            .map_err(|error| ApiError::internal(error.to_string()))?;
        Ok(self.client.get_or_init(|| made))
    }
}

impl Outcome {
    fn of(status: StatusCode) -> Self {
        let error = (status != StatusCode::OK)
            .then(|| format!("the receiver answered {}, not 200", status.as_u16()));
        Self {
            status: status.as_u16().to_string(),
            error,
        }
    }
}

/// HMAC-SHA256 of the bytes that are sent, keyed with the whole secret as UTF-8.
fn sign(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    format!("sha256={}", hex::encode(hmac::sign(&key, body)))
}

/// The name that a server on Node.js gives the fault.
fn error_code(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "ETIMEDOUT"
    } else if error.is_connect() {
        "ECONNREFUSED"
    } else {
        "ECONNRESET"
    }
}
