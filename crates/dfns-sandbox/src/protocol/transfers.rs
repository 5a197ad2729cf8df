//! `/wallets/{walletId}/transfers`

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use dfns::wire::{Page, TransferRequest};

use super::{
    ApiError, body,
    caller::{Caller, SignedCall},
    wallets::page_of,
};
use crate::{clock::now_ms, remote, server::Shared, world::TransferDraft};

/// `POST /wallets/{walletId}/transfers`. The answer shows the transfer as it stands when it was
/// sent, before its block.
pub(super) async fn create(
    State(shared): State<Arc<Shared>>,
    Path(wallet_id): Path<String>,
    call: SignedCall,
) -> Result<Json<TransferRequest>, ApiError> {
    body::check_transfer(&call.body)?;
    let draft = TransferDraft {
        wallet_id: wallet_id.clone(),
        body: call.body,
        user_id: call.caller.user_id,
        token_id: call.caller.token_id,
    };
    let wallet = wallet_id.clone();
    let (id, view) = shared
        .with_world(move |world| {
            let now = now_ms();
            let id = world.create_transfer(draft, now)?;
            world.release_due(now)?;
            let view = world.transfer_view(&wallet, &id)?;
            world.mine_due(now)?;
            Ok((id, view))
        })
        .await?;
    if remote::send_now(&shared, &id).await {
        let again = move |world: &mut crate::world::World| world.transfer_view(&wallet_id, &id);
        return shared.read_world(again).await.map(Json);
    }
    Ok(Json(view))
}

/// `GET /wallets/{walletId}/transfers`
pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Path(wallet_id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Page<TransferRequest>>, ApiError> {
    let page = page_of(&query)?;
    shared
        .read_world(move |world| world.transfer_page(&wallet_id, page))
        .await
        .map(Json)
}

/// `GET /wallets/{walletId}/transfers/{transferId}`
pub(super) async fn get(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Path((wallet_id, id)): Path<(String, String)>,
) -> Result<Json<TransferRequest>, ApiError> {
    shared
        .read_world(move |world| world.transfer_view(&wallet_id, &id))
        .await
        .map(Json)
}

/// `PUT /wallets/{walletId}/transfers/{transferId}/abort`
pub(super) async fn abort(
    State(shared): State<Arc<Shared>>,
    Path((wallet_id, id)): Path<(String, String)>,
    call: SignedCall,
) -> Result<Json<TransferRequest>, ApiError> {
    body::check_empty(&call.body)?;
    let abort = move |world: &mut crate::world::World| {
        world.transfer_view(&wallet_id, &id)?;
        world.abort(&id)?;
        world.transfer_view(&wallet_id, &id)
    };
    shared.with_world(abort).await.map(Json)
}
