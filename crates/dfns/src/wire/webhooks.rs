//! Webhooks: addresses to which the service posts what happened.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Timestamp;
use super::open_enum::open_enum;

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
