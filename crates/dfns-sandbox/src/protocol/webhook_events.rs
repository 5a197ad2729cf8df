//! `/webhooks/{webhookId}/events`: the attempts to deliver, as they went.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use dfns::wire::{Page, StoredWebhookEvent};

use super::{ApiError, body::invalid, caller::Caller, wallets::page_of, webhooks::PAGE_MAX};
use crate::server::Shared;

/// `GET /webhooks/{webhookId}/events`
pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Page<StoredWebhookEvent>>, ApiError> {
    let page = page_of(&query)?;
    if page.limit > PAGE_MAX {
        return Err(invalid("limit", "must be a number from 1 to 200"));
    }
    let failed = match query.get("deliveryFailed").map(String::as_str) {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return Err(invalid("deliveryFailed", "must be true or false")),
    };
    let kind = query.get("kind");
    let attempts = attempts(&shared, id).await?;
    let wanted = attempts.into_iter().filter(|(_, attempt)| {
        kind.is_none_or(|kind| *kind == attempt.kind)
            && failed.is_none_or(|failed| failed == attempt.delivery_failed)
    });
    let (items, next_page_token) = page.cut(wanted);
    Ok(Json(Page {
        items,
        next_page_token,
        wallet_id: None,
        network: None,
    }))
}

/// `GET /webhooks/{webhookId}/events/{webhookEventId}`
pub(super) async fn get(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Path((id, event)): Path<(String, String)>,
) -> Result<Json<StoredWebhookEvent>, ApiError> {
    let attempts = attempts(&shared, id).await?;
    let found = attempts
        .into_iter()
        .map(|(_, attempt)| attempt)
        .find(|attempt| attempt.id == event);
    found
        .map(Json)
        .ok_or_else(|| ApiError::not_found("webhook event not found"))
}

async fn attempts(
    shared: &Arc<Shared>,
    id: String,
) -> Result<Vec<(usize, StoredWebhookEvent)>, ApiError> {
    let webhook = shared
        .read_world(move |world| world.require_webhook(&id).cloned())
        .await?;
    Ok(shared.couriers.attempts_of(&webhook.id))
}
