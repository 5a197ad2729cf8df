//! How networks answer, and letting go of what they hold back.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{chain::read, network};
use crate::{
    chains::NetworkRow,
    clock::now_ms,
    config::{AnswerMode, NetworkSettings, NodeKind},
    protocol::ApiError,
    server::Shared,
    world::{ApprovalDecision, Record, World},
};

/// `GET /_sandbox/networks/{network}`
pub(super) async fn settings(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
) -> Result<Json<NetworkSettings>, ApiError> {
    let row = network(&name)?;
    shared
        .read_world(move |world| Ok(world.settings(row).clone()))
        .await
        .map(Json)
}

/// `PUT /_sandbox/networks/{network}`: all settings; absent ones take their defaults.
pub(super) async fn change_settings(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<NetworkSettings>, ApiError> {
    let row = network(&name)?;
    let settings: NetworkSettings = read(&body)?;
    if let NodeKind::JsonRpc { url } = &settings.node
        && Url::parse(url).is_err()
    {
        return Err(ApiError::bad_request("url must be a URL"));
    }
    keep(&shared, row, move |_| settings).await
}

/// `PUT /_sandbox/networks/{network}/mode`: the answer mode alone.
pub(super) async fn change_answer(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<NetworkSettings>, ApiError> {
    let row = network(&name)?;
    let answer: AnswerMode = read(&body)?;
    if let AnswerMode::Refuse { status, .. } = &answer
        && !(400..600).contains(status)
    {
        return Err(ApiError::bad_request("status must be from 400 to 599"));
    }
    keep(&shared, row, move |settings| NetworkSettings {
        answer,
        ..settings
    })
    .await
}

async fn keep(
    shared: &Arc<Shared>,
    row: &'static NetworkRow,
    change: impl FnOnce(NetworkSettings) -> NetworkSettings + Send + 'static,
) -> Result<Json<NetworkSettings>, ApiError> {
    let keep = move |world: &mut World| {
        let settings = change(world.settings(row).clone());
        let network = row.name.to_owned();
        world.commit(Record::Settings {
            network,
            settings: settings.clone(),
        })?;
        Ok(Json(settings))
    };
    shared.with_world(keep).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Advance {
    network: Option<String>,
    transfer: Option<String>,
}

/// `POST /_sandbox/advance {network?, transfer?}`: lets waiting transfers go on; all of them, of a
/// network, or one. When it answers they have gone on.
pub(super) async fn advance(
    State(shared): State<Arc<Shared>>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let request: Advance = read(&body)?;
    let advance = move |world: &mut World| {
        let now = now_ms();
        let moved = world.advance(request.transfer.as_deref(), request.network.as_deref(), now);
        world.pass_time(now)?;
        Ok(json!({"transfers": moved}))
    };
    shared.with_world(advance).await.map(Json)
}

/// `GET /_sandbox/approvals`
pub(super) async fn approvals(State(shared): State<Arc<Shared>>) -> Result<Json<Value>, ApiError> {
    let list = |world: &mut World| {
        let rows = world.approvals().into_iter().map(|(id, transfer, open)| {
            json!({"id": id, "transferId": transfer, "status": if open { "Pending" } else { "Resolved" }})
        });
        Ok(json!({"items": rows.collect::<Vec<_>>()}))
    };
    shared.read_world(list).await.map(Json)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    value: DecisionValue,
}

#[derive(Debug, Deserialize)]
enum DecisionValue {
    Approved,
    Denied,
}

/// `POST /_sandbox/approvals/{id} {value: Approved|Denied}`
pub(super) async fn decide(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let decision: Decision = read(&body)?;
    let decision = match decision.value {
        DecisionValue::Approved => ApprovalDecision::Approved,
        DecisionValue::Denied => ApprovalDecision::Denied,
    };
    let decide = move |world: &mut World| {
        let now = now_ms();
        let transfer = world.decide(&id, decision, now)?;
        world.pass_time(now)?;
        Ok(json!({"transferId": transfer}))
    };
    shared.with_world(decide).await.map(Json)
}
