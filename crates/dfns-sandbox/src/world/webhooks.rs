//! Webhooks that were registered.

use std::collections::BTreeMap;

use dfns::wire;

use super::{
    PageRequest, Record, World,
    record::{Secret, WebhookRecord, WebhookSettings},
    views::timestamp,
};
use crate::{
    ids::{new_id, random_secret},
    protocol::ApiError,
};

/// A registered webhook.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) id: String,
    pub(crate) settings: WebhookSettings,
    /// Key of the signatures.
    pub(crate) secret: Secret,
    /// Milliseconds since 1970.
    created_ms: i64,
    updated_ms: i64,
}

/// All webhooks, by the number of their registration: a deleted one leaves the others' numbers, and
/// with them the tokens of pages, as they were.
#[derive(Debug, Default)]
pub(super) struct Webhooks {
    by_number: BTreeMap<usize, Webhook>,
    registered: usize,
}

impl Webhooks {
    pub(super) fn apply(&mut self, record: &WebhookRecord) -> Result<(), String> {
        match record {
            WebhookRecord::Created {
                id,
                secret,
                settings,
                at_ms,
            } => {
                let webhook = Webhook {
                    id: id.clone(),
                    settings: settings.clone(),
                    secret: secret.clone(),
                    created_ms: *at_ms,
                    updated_ms: *at_ms,
                };
                self.by_number.insert(self.registered, webhook);
                self.registered = self.registered.saturating_add(1);
            }
            WebhookRecord::Changed {
                id,
                settings,
                at_ms,
            } => {
                let webhook = self.by_number.values_mut().find(|it| it.id == *id);
                let webhook = webhook.ok_or("no such webhook")?;
                webhook.settings.clone_from(settings);
                webhook.updated_ms = *at_ms;
            }
            WebhookRecord::Deleted { id } => self.by_number.retain(|_, it| it.id != *id),
        }
        Ok(())
    }

    /// The ids of those that want events of a kind now.
    pub(super) fn wanting(&self, kind: &str) -> Vec<String> {
        let wants = |webhook: &&Webhook| {
            let WebhookSettings {
                events, enabled, ..
            } = &webhook.settings;
            *enabled && events.iter().any(|it| it == "*" || it == kind)
        };
        let all = self.by_number.values().filter(wants);
        all.map(|webhook| webhook.id.clone()).collect()
    }

    fn find(&self, id: &str) -> Option<&Webhook> {
        self.by_number.values().find(|webhook| webhook.id == id)
    }
}

/// A checked change of a webhook; `None` leaves a field as it is.
#[derive(Clone, Debug)]
pub(crate) struct WebhookChange {
    pub(crate) url: Option<String>,
    pub(crate) events: Option<Vec<String>>,
    pub(crate) description: Option<String>,
    pub(crate) enabled: Option<bool>,
}

impl World {
    /// Registers a webhook with a new secret, which this answer alone shows.
    pub(crate) fn create_webhook(
        &mut self,
        settings: WebhookSettings,
        now_ms: i64,
    ) -> Result<wire::CreatedWebhook, ApiError> {
        let id = new_id("wh");
        let secret = format!("whs-{}", random_secret());
        self.commit(Record::Webhook(WebhookRecord::Created {
            id: id.clone(),
            secret: Secret(secret.clone()),
            settings,
            at_ms: now_ms,
        }))?;
        Ok(wire::CreatedWebhook {
            webhook: self.webhook_view(&id)?,
            secret,
        })
    }

    /// Changes a webhook.
    pub(crate) fn change_webhook(
        &mut self,
        id: &str,
        change: WebhookChange,
        now_ms: i64,
    ) -> Result<(), ApiError> {
        let before = self.require_webhook(id)?.settings.clone();
        let settings = WebhookSettings {
            url: change.url.unwrap_or(before.url),
            events: change.events.unwrap_or(before.events),
            description: change.description.or(before.description),
            enabled: change.enabled.unwrap_or(before.enabled),
        };
        self.commit(Record::Webhook(WebhookRecord::Changed {
            id: id.to_owned(),
            settings,
            at_ms: now_ms,
        }))
    }

    /// Forgets a webhook.
    pub(crate) fn delete_webhook(&mut self, id: &str) -> Result<(), ApiError> {
        let id = self.require_webhook(id)?.id.clone();
        self.commit(Record::Webhook(WebhookRecord::Deleted { id }))
    }

    /// The webhook, or the vendor's 404.
    pub(crate) fn require_webhook(&self, id: &str) -> Result<&Webhook, ApiError> {
        self.webhooks
            .find(id)
            .ok_or_else(|| ApiError::not_found("webhook not found"))
    }

    /// The webhook, if it is there.
    pub(crate) fn webhook(&self, id: &str) -> Option<&Webhook> {
        self.webhooks.find(id)
    }

    /// A webhook, without its secret.
    pub(crate) fn webhook_view(&self, id: &str) -> Result<wire::Webhook, ApiError> {
        Ok(view(self.require_webhook(id)?))
    }

    /// A page of all webhooks.
    pub(crate) fn webhook_page(&self, page: PageRequest) -> wire::Page<wire::Webhook> {
        let webhooks = self.webhooks.by_number.iter().rev();
        let (items, next_page_token) =
            page.cut(webhooks.map(|(number, webhook)| (*number, view(webhook))));
        wire::Page {
            items,
            next_page_token,
            wallet_id: None,
            network: None,
        }
    }
}

fn view(webhook: &Webhook) -> wire::Webhook {
    let WebhookSettings {
        url,
        events,
        description,
        enabled,
    } = &webhook.settings;
    wire::Webhook {
        id: webhook.id.clone(),
        url: url.clone(),
        events: events.clone(),
        status: if *enabled {
            wire::WebhookStatus::Enabled
        } else {
            wire::WebhookStatus::Disabled
        },
        description: description.clone(),
        date_created: timestamp(webhook.created_ms),
        date_updated: timestamp(webhook.updated_ms),
    }
}
