//! `/wallets` and what a wallet holds.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use dfns::wire::{HistoryItem, Page, Wallet, WalletAssets};
use serde_json::{Value, json};

use super::{
    ApiError, body,
    caller::{Caller, SignedCall},
};
use crate::{
    clock::now_ms,
    remote,
    server::Shared,
    world::{HistoryFilter, PageRequest, WalletChange},
};

type Parameters = Query<HashMap<String, String>>;

/// `POST /wallets`
pub(super) async fn create(
    State(shared): State<Arc<Shared>>,
    call: SignedCall,
) -> Result<Json<Wallet>, ApiError> {
    let draft = body::wallet_draft(&call.body)?;
    let create = move |world: &mut crate::world::World| {
        let id = world.create_wallet(draft, now_ms())?;
        world.wallet_view(&id)
    };
    shared.with_world(create).await.map(Json)
}

/// `GET /wallets`
pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Query(query): Parameters,
) -> Result<Json<Page<Wallet>>, ApiError> {
    let page = page_of(&query)?;
    shared
        .read_world(move |world| Ok(world.wallet_page(page)))
        .await
        .map(Json)
}

/// `GET /wallets/{walletId}`
pub(super) async fn get(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Path(id): Path<String>,
) -> Result<Json<Wallet>, ApiError> {
    shared
        .read_world(move |world| world.wallet_view(&id))
        .await
        .map(Json)
}

/// `PUT /wallets/{walletId}`
pub(super) async fn update(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    call: SignedCall,
) -> Result<Json<Wallet>, ApiError> {
    let change = body::wallet_update(&call.body)?;
    let update = move |world: &mut crate::world::World| {
        world.change_wallet(&id, change)?;
        world.wallet_view(&id)
    };
    shared.with_world(update).await.map(Json)
}

/// `PUT /wallets/{walletId}/tags`
pub(super) async fn tag(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    call: SignedCall,
) -> Result<Json<Value>, ApiError> {
    let change = WalletChange::AddTags(body::tags(&call.body)?);
    shared
        .with_world(move |world| world.change_wallet(&id, change))
        .await?;
    Ok(Json(json!({})))
}

/// `DELETE /wallets/{walletId}/tags`, with a body
pub(super) async fn untag(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    call: SignedCall,
) -> Result<Json<Value>, ApiError> {
    let change = WalletChange::RemoveTags(body::tags(&call.body)?);
    shared
        .with_world(move |world| world.change_wallet(&id, change))
        .await?;
    Ok(Json(json!({})))
}

/// `GET /wallets/{walletId}/assets`
pub(super) async fn assets(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Path(id): Path<String>,
    Query(query): Parameters,
) -> Result<Json<WalletAssets>, ApiError> {
    let net_worth = query.get("netWorth").is_some_and(|value| value == "true");
    if let Some(assets) = remote::assets(&shared, &id, net_worth).await? {
        return Ok(Json(assets));
    }
    shared
        .read_world(move |world| world.assets_view(&id, net_worth))
        .await
        .map(Json)
}

/// `GET /wallets/{walletId}/history`
pub(super) async fn history(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Path(id): Path<String>,
    Query(query): Parameters,
) -> Result<Json<Page<HistoryItem>>, ApiError> {
    let page = page_of(&query)?;
    let filter = HistoryFilter {
        incoming: match query.get("direction").map(String::as_str) {
            None => None,
            Some("In") => Some(true),
            Some("Out") => Some(false),
            Some(_) => return Err(ApiError::bad_request("direction must be In or Out")),
        },
        kind: query.get("kind").cloned(),
        contract: match query.get("contract") {
            None => None,
            Some(text) => Some(body::address(Some(text)).map_err(ApiError::bad_request)?),
        },
    };
    if let Some(page) = remote::history(&shared, &id, page, &filter).await? {
        return Ok(Json(page));
    }
    shared
        .read_world(move |world| world.history_page(&id, page, &filter))
        .await
        .map(Json)
}

/// `limit` and `paginationToken` of a query.
pub(super) fn page_of(query: &HashMap<String, String>) -> Result<PageRequest, ApiError> {
    let text = |name| query.get(name).map(String::as_str);
    PageRequest::parse(text("limit"), text("paginationToken"))
}
