//! `/webhooks`

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use dfns::wire::{CreatedWebhook, DeletedWebhook, Page, PingedWebhook, Webhook, WebhookDelivery};
use serde_json::{Map, Value, json};
use url::Url;

use super::{
    ApiError,
    body::{check_empty, invalid, length, object, only, text},
    caller::{Caller, SignedCall},
    wallets::page_of,
};
use crate::{
    clock::{now, now_ms},
    ids::new_id,
    server::Shared,
    webhooks::Outcome,
    world::{WebhookChange, WebhookSettings},
};

/// Most webhooks of one page.
pub(super) const PAGE_MAX: usize = 200;
/// Kind of the test event. The documentation names none; this one is no fact about anything.
const PING_KIND: &str = "webhook.ping";

/// The kinds of events that can be asked for.
const KINDS: [&str; 48] = [
    "*",
    "policy.triggered",
    "policy.approval.pending",
    "policy.approval.resolved",
    "key.created",
    "key.deleted",
    "key.delegated",
    "key.exported",
    "wallet.blockchainevent.detected",
    "wallet.blockchain_event.transfer.included",
    "wallet.blockchain_event.misc.confirmed",
    "wallet.created",
    "wallet.activated",
    "wallet.delegated",
    "wallet.exported",
    "wallet.tags.modified",
    "wallet.signature.requested",
    "wallet.signature.failed",
    "wallet.signature.rejected",
    "wallet.signature.signed",
    "wallet.transaction.requested",
    "wallet.transaction.broadcasted",
    "wallet.transaction.confirmed",
    "wallet.transaction.failed",
    "wallet.transaction.rejected",
    "wallet.transfer.requested",
    "wallet.transfer.broadcasted",
    "wallet.transfer.confirmed",
    "wallet.transfer.failed",
    "wallet.transfer.rejected",
    "wallet.offer.received",
    "wallet.offer.accepted",
    "wallet.offer.rejected",
    "wallet.offer.withdrawn",
    "vault.created",
    "vault.updated",
    "vault.tags.modified",
    "vault.event.created",
    "address_watch.blockchain_event.transfer.confirmed",
    "address_watch.blockchain_event.misc.confirmed",
    "payout.action.required",
    "allocation.action.created",
    "allocation.action.completed",
    "allocation.action.failed",
    "swap.requested",
    "swap.rejected",
    "swap.completed",
    "swap.failed",
];

/// `POST /webhooks`; the answer alone shows the secret.
pub(super) async fn create(
    State(shared): State<Arc<Shared>>,
    call: SignedCall,
) -> Result<Json<CreatedWebhook>, ApiError> {
    let WebhookChange {
        url,
        events,
        description,
        enabled,
    } = change(&call.body)?;
    let settings = WebhookSettings {
        url: url.ok_or_else(|| invalid("url", "is required"))?,
        events: events.ok_or_else(|| invalid("events", "is required"))?,
        description,
        enabled: enabled.unwrap_or(true),
    };
    shared
        .with_world(move |world| world.create_webhook(settings, now_ms()))
        .await
        .map(Json)
}

/// `GET /webhooks`
pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Page<Webhook>>, ApiError> {
    let page = page_of(&query)?;
    if page.limit > PAGE_MAX {
        return Err(invalid("limit", "must be a number from 1 to 200"));
    }
    shared
        .read_world(move |world| Ok(world.webhook_page(page)))
        .await
        .map(Json)
}

/// `GET /webhooks/{webhookId}`
pub(super) async fn get(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Path(id): Path<String>,
) -> Result<Json<Webhook>, ApiError> {
    shared
        .read_world(move |world| world.webhook_view(&id))
        .await
        .map(Json)
}

/// `PUT /webhooks/{webhookId}`
pub(super) async fn update(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    call: SignedCall,
) -> Result<Json<Webhook>, ApiError> {
    let change = change(&call.body)?;
    let update = move |world: &mut crate::world::World| {
        world.change_webhook(&id, change, now_ms())?;
        world.webhook_view(&id)
    };
    shared.with_world(update).await.map(Json)
}

/// `DELETE /webhooks/{webhookId}`
pub(super) async fn delete(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    call: SignedCall,
) -> Result<Json<DeletedWebhook>, ApiError> {
    check_empty(&call.body)?;
    shared
        .with_world(move |world| world.delete_webhook(&id))
        .await?;
    Ok(Json(DeletedWebhook { deleted: true }))
}

/// `POST /webhooks/{webhookId}/ping`: delivers a test event once, to a disabled webhook too, and
/// answers what became of it. The event is not kept.
pub(super) async fn ping(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    call: SignedCall,
) -> Result<Json<PingedWebhook>, ApiError> {
    check_empty(&call.body)?;
    let webhook = shared
        .read_world(move |world| world.require_webhook(&id).cloned())
        .await?;
    let at = now();
    let event = WebhookDelivery {
        id: new_id("whe"),
        date: at.into(),
        kind: PING_KIND.to_owned(),
        data: json!({"webhookId": webhook.id}),
        retry_of: None,
        delivery_attempt: 1,
        timestamp_sent: at.unix_timestamp(),
    };
    let Outcome { status, error } = shared.couriers.deliver(&webhook, &event).await?;
    Ok(Json(PingedWebhook { status, error }))
}

/// Reads the fields of a webhook, all of them optional.
fn change(body: &Value) -> Result<WebhookChange, ApiError> {
    let fields = object(body)?;
    only(fields, &["url", "events", "description", "status"])?;
    length(fields, "description", 0, 256)?;
    Ok(WebhookChange {
        url: url(fields)?,
        events: events(fields)?,
        description: text(fields, "description")?.map(str::to_owned),
        enabled: match text(fields, "status")? {
            None => None,
            Some("Enabled") => Some(true),
            Some("Disabled") => Some(false),
            Some(_) => return Err(invalid("status", "must be Enabled or Disabled")),
        },
    })
}

fn url(fields: &Map<String, Value>) -> Result<Option<String>, ApiError> {
    let Some(text) = text(fields, "url")? else {
        return Ok(None);
    };
    let usable = Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if usable {
        Ok(Some(text.to_owned()))
    } else {
        Err(invalid("url", "must be an http or https URL"))
    }
}

fn events(fields: &Map<String, Value>) -> Result<Option<Vec<String>>, ApiError> {
    let wrong = |reason: &str| invalid("events", reason);
    let list = match fields.get("events") {
        None | Some(Value::Null) => return Ok(None),
        Some(list) => list.as_array().filter(|list| !list.is_empty()),
    };
    let list = list.ok_or_else(|| wrong("must be a list with at least one kind"))?;
    let kinds = list.iter().map(|kind| {
        let known = kind.as_str().filter(|kind| KINDS.contains(kind));
        known
            .map(str::to_owned)
            .ok_or_else(|| wrong(&format!("has no kind {kind}")))
    });
    kinds.collect::<Result<_, _>>().map(Some)
}
