//! Deliveries to webhooks: one signed POST each, and what became of it. Each webhook has a courier of
//! its own; the weather decides what becomes of events on their way.

mod courier;
mod weather;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use aws_lc_rs::hmac;
use dfns::{
    SIGNATURE_HEADER,
    wire::{StoredWebhookEvent, WebhookDelivery},
};
use reqwest::{StatusCode, redirect};
use tokio::{
    sync::{mpsc, watch},
    task::AbortHandle,
};

use self::courier::Parcel;
pub(crate) use self::weather::{COPIES_MAX, Weather};
use crate::{
    protocol::ApiError,
    server::{Shared, lock},
    world::{HappenedEvent, Webhook},
};

/// Attempts that are kept to be listed; the vendor keeps them for a month.
const KEPT_MAX: usize = 10_000;

/// Who brings events to webhooks.
#[derive(Debug, Default)]
pub(crate) struct Couriers {
    client: OnceLock<reqwest::Client>,
    weather: watch::Sender<Weather>,
    rounds: Mutex<HashMap<String, Round>>,
    kept: Mutex<Kept>,
    /// One more for each event that is on its way to one webhook.
    on_the_way: Arc<()>,
}

/// The courier of one webhook.
#[derive(Debug)]
struct Round {
    parcels: mpsc::UnboundedSender<Parcel>,
    courier: AbortHandle,
}

/// Attempts to deliver, each with its number and its webhook, oldest first.
#[derive(Debug, Default)]
struct Kept {
    attempts: VecDeque<(usize, String, StoredWebhookEvent)>,
    made: usize,
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
    /// How events travel now.
    pub(crate) fn weather(&self) -> Weather {
        self.weather.borrow().clone()
    }

    /// Changes how events travel; what waits travels so too.
    pub(crate) fn set_weather(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// How many deliveries wait, retries included.
    pub(crate) fn count_waiting(&self) -> usize {
        Arc::strong_count(&self.on_the_way).saturating_sub(1)
    }

    /// Sends all couriers home; what they carried is lost.
    pub(crate) fn stop(&self) {
        for (_, round) in lock(&self.rounds).drain() {
            round.courier.abort();
        }
    }

    /// Forgets what was delivered, and what is on its way.
    pub(crate) fn reset(&self) {
        self.stop();
        *lock(&self.kept) = Kept::default();
        self.set_weather(Weather::default());
    }

    /// The attempts to deliver to a webhook, each with its number, newest first.
    pub(crate) fn attempts_of(&self, webhook: &str) -> Vec<(usize, StoredWebhookEvent)> {
        let kept = lock(&self.kept);
        let own = kept
            .attempts
            .iter()
            .rev()
            .filter(|(_, of, _)| of == webhook);
        own.map(|(number, _, attempt)| (*number, attempt.clone()))
            .collect()
    }

    fn keep(&self, webhook: &str, attempt: StoredWebhookEvent) {
        let mut kept = lock(&self.kept);
        let number = kept.made;
        kept.made = number.saturating_add(1);
        kept.attempts
            .push_back((number, webhook.to_owned(), attempt));
        if kept.attempts.len() > KEPT_MAX {
            kept.attempts.pop_front();
        }
    }

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

impl Shared {
    /// Hands events to the couriers of the webhooks that want them.
    pub(crate) fn dispatch(self: &Arc<Self>, events: Vec<(HappenedEvent, Vec<String>)>) {
        let weather = self.couriers.weather();
        if weather.drop {
            return;
        }
        let mut rounds = lock(&self.couriers.rounds);
        for (event, webhooks) in events {
            let event = Arc::new(event);
            for webhook in webhooks {
                let round = rounds
                    .entry(webhook)
                    .or_insert_with_key(|webhook| self.set_out(webhook));
                for _ in 0..weather.copies {
                    let parcel = Parcel::new(
                        Arc::clone(&event),
                        weather.delay_ms,
                        &self.couriers.on_the_way,
                    );
                    // Its receiver is gone when the webhook is: nobody wants it then.
                    let _ = round.parcels.send(parcel);
                }
            }
        }
    }

    /// Starts the courier of a webhook.
    fn set_out(self: &Arc<Self>, webhook: &str) -> Round {
        let (parcels, arriving) = mpsc::unbounded_channel();
        let weather = self.couriers.weather.subscribe();
        let work = courier::carry(Arc::clone(self), webhook.to_owned(), arriving, weather);
        Round {
            parcels,
            courier: tokio::spawn(work).abort_handle(),
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
