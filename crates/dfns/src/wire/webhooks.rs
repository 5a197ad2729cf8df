//! Webhooks: addresses to which the service posts what happened.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::open_enum::open_enum;
use super::{HistoryItem, Timestamp, TransferRequest, Wallet};

open_enum! {
    /// Whether events are delivered.
    WebhookStatus {
        /// They are.
        Enabled,
        /// They are not, retries included.
        Disabled,
    }
}

/// Body of `POST /webhooks`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateWebhook {
    /// Where events are posted to.
    pub url: String,
    /// Kinds of events, at least one; `*` stands for all.
    pub events: Vec<String>,
    /// At most 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `Enabled` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<WebhookStatus>,
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// `wh-…`
    pub id: String,
    /// Where events are posted to.
    pub url: String,
    /// Kinds of events; `*` stands for all.
    pub events: Vec<String>,
    /// Whether events are delivered.
    pub status: WebhookStatus,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was created.
    pub date_created: Timestamp,
    /// When it was last changed.
    pub date_updated: Timestamp,
}

/// Answer to `POST /webhooks`: the only one that shows the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedWebhook {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: Webhook,
    /// Key of the signatures, `whs-…`, used whole as UTF-8.
    pub secret: String,
}

impl std::fmt::Debug for CreatedWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedWebhook")
            .field("webhook", &self.webhook)
            .finish_non_exhaustive()
    }
}

/// Answer to `DELETE /webhooks/{webhookId}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedWebhook {
    /// Always true.
    pub deleted: bool,
}

/// Answer to `POST /webhooks/{webhookId}/ping`: what became of the test event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PingedWebhook {
    /// The receiver's HTTP status as text, or an error code when there was no answer. Only `200`
    /// counts as received.
    pub status: String,
    /// Why it did not arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Body of a delivery. Each attempt has an id of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookDelivery {
    /// `whe-…`
    pub id: String,
    /// When it happened.
    pub date: Timestamp,
    /// Kind of the event, for example `wallet.transfer.confirmed`.
    pub kind: String,
    /// What happened; its form depends on the kind.
    pub data: Value,
    /// Id of the attempt before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_of: Option<String>,
    /// From 1.
    pub delivery_attempt: u32,
    /// Unix seconds of this attempt.
    pub timestamp_sent: i64,
}

open_enum! {
    /// How sure a movement on chain is.
    ChainEventStatus {
        /// In a block that may still be replaced.
        Included,
        /// Final.
        Confirmed,
    }
}

/// A movement on chain, as an event tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainEvent {
    /// The movement, as in the wallet's history.
    pub item: HistoryItem,
    /// How sure it is, which stands beside the item's own fields.
    pub status: ChainEventStatus,
}

/// The one field that a movement has in an event alone.
#[derive(Deserialize)]
struct Sureness {
    status: ChainEventStatus,
}

impl ChainEvent {
    /// As it stands in the data of an event.
    ///
    /// # Errors
    /// None that a movement can cause.
    pub fn to_value(&self) -> Result<Value, serde_json::Error> {
        let mut value = serde_json::to_value(&self.item)?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("status".to_owned(), serde_json::to_value(&self.status)?);
        }
        Ok(value)
    }
}

/// What a delivery tells of, by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookEvent {
    /// `wallet.transfer.…`
    Transfer(TransferRequest),
    /// `wallet.created`, `wallet.activated`, `wallet.delegated`, `wallet.exported`
    Wallet(Wallet),
    /// `wallet.blockchainevent.detected`, `wallet.blockchain_event.transfer.included`
    Movement(ChainEvent),
    /// Any other kind.
    Other,
}

impl WebhookDelivery {
    /// What it tells of.
    ///
    /// # Errors
    /// When the data is not what its kind has.
    pub fn event(&self) -> Result<WebhookEvent, serde_json::Error> {
        match self.kind.as_str() {
            "wallet.transfer.requested"
            | "wallet.transfer.broadcasted"
            | "wallet.transfer.confirmed"
            | "wallet.transfer.failed"
            | "wallet.transfer.rejected" => {
                self.part("transferRequest").map(WebhookEvent::Transfer)
            }
            "wallet.created" | "wallet.activated" | "wallet.delegated" | "wallet.exported" => {
                self.part("wallet").map(WebhookEvent::Wallet)
            }
            "wallet.blockchainevent.detected" | "wallet.blockchain_event.transfer.included" => {
                let Sureness { status } = self.part("blockchainEvent")?;
                let item = self.part("blockchainEvent")?;
                Ok(WebhookEvent::Movement(ChainEvent { item, status }))
            }
            _ => Ok(WebhookEvent::Other),
        }
    }

    /// One named part of the data.
    fn part<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, serde_json::Error> {
        // By its text: prices are read from nothing else.
        let text = self.data.get(name).unwrap_or(&Value::Null).to_string();
        serde_json::from_str(&text)
    }
}

/// An event as the service keeps it for a month: one attempt to deliver it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredWebhookEvent {
    /// `whe-…`
    pub id: String,
    /// When it happened.
    pub date: Timestamp,
    /// Kind of the event.
    pub kind: String,
    /// What happened; its form depends on the kind.
    pub data: Value,
    /// The receiver's HTTP status as text, or an error code.
    pub status: String,
    /// Why it did not arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Whether it did not arrive.
    pub delivery_failed: bool,
    /// From 1.
    pub delivery_attempt: u32,
    /// Unix seconds of this attempt.
    pub timestamp_sent: i64,
    /// Id of the attempt before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_of: Option<String>,
    /// When it is tried again, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_date: Option<Timestamp>,
}
