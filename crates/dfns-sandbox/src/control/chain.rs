//! Test funds, blocks on demand, and the ledger of what was executed.

use std::sync::Arc;

use alloy_primitives::{B256, U256};
use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::network;
use crate::{
    clock::now_ms,
    protocol::{ApiError, parse_address, parse_amount},
    remote,
    server::Shared,
    world::{Execution, World, lower_case},
};

/// Most blocks of one `mine` call.
const BLOCKS_MAX: u64 = 10_000;

/// A wish for test funds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaucetRequest {
    /// The vendor's name of the network.
    pub network: String,
    /// Who gets them: `0x` and 40 hex digits.
    pub address: String,
    /// Base units, decimal digits.
    pub amount: String,
    /// Contract of the test token; absent: the native asset.
    pub contract: Option<String>,
}

/// `POST /_sandbox/faucet`: pays at once, in a block of its own.
pub(super) async fn faucet(
    State(shared): State<Arc<Shared>>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let request: FaucetRequest = read(&body)?;
    let (hash, block) = pay(&shared, &request).await?;
    Ok(Json(json!({"txHash": hash.to_string(), "block": block})))
}

/// Pays what is asked for; answers the transaction and its block.
pub(crate) async fn pay(
    shared: &Arc<Shared>,
    request: &FaucetRequest,
) -> Result<(B256, u64), ApiError> {
    let row = network(&request.network)?;
    let to = parse_address(Some(&request.address)).map_err(|e| field("address", e))?;
    let amount = parse_amount(Some(&request.amount)).map_err(|e| field("amount", e))?;
    if amount > U256::from(u128::MAX) {
        return Err(field("amount", "must be below 2^128"));
    }
    let contract = match &request.contract {
        None => None,
        Some(text) => Some(parse_address(Some(text)).map_err(|e| field("contract", e))?),
    };
    if contract.is_some() && contract != row.token.map(|token| token.contract) {
        return Err(field("contract", "is not the network's test token"));
    }
    let pay = move |world: &mut World| {
        if !world.is_embedded(row) {
            return Err(ApiError::bad_request(
                "this network's node has its own faucet",
            ));
        }
        let hash = world.pay_from_faucet(row, to, amount, contract, now_ms())?;
        Ok((hash, world.chain(row).head().header.number))
    };
    shared.with_world(pay).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mine {
    network: String,
    #[serde(default = "one")]
    blocks: u64,
}

fn one() -> u64 {
    1
}

/// `POST /_sandbox/mine`: makes blocks; the first takes the waiting transactions.
pub(super) async fn mine(
    State(shared): State<Arc<Shared>>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let request: Mine = read(&body)?;
    let row = network(&request.network)?;
    if request.blocks > BLOCKS_MAX {
        return Err(field("blocks", "must be at most 10000"));
    }
    let mine = move |world: &mut World| {
        if !world.is_embedded(row) {
            return Err(ApiError::bad_request(
                "this network's node makes its own blocks",
            ));
        }
        world.mine(row, request.blocks, now_ms())?;
        Ok(json!({"block": world.chain(row).head().header.number}))
    };
    shared.with_world(mine).await.map(Json)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Filter {
    network: Option<String>,
    to: Option<String>,
}

/// `GET /_sandbox/executions?to=&network=`: one row a movement of value that a chain executed,
/// oldest first, the faucet's own left out.
pub(super) async fn executions(
    State(shared): State<Arc<Shared>>,
    Query(filter): Query<Filter>,
) -> Result<Json<Value>, ApiError> {
    let to = match &filter.to {
        None => None,
        Some(text) => Some(parse_address(Some(text)).map_err(|e| field("to", e))?),
    };
    if let Some(name) = &filter.network {
        network(name)?;
    }
    let mut rows = remote::executions(&shared, filter.network.as_deref(), to).await?;
    let local = shared
        .read_world(move |world| Ok(world.executions(filter.network.as_deref(), to)))
        .await?;
    rows.extend(local);
    Ok(Json(
        json!({"items": rows.iter().map(row_json).collect::<Vec<_>>()}),
    ))
}

fn row_json(row: &Execution) -> Value {
    let movement = &row.movement;
    json!({
        "network": row.network,
        "txHash": movement.tx_hash.to_string(),
        "from": lower_case(movement.from),
        "to": lower_case(movement.to),
        "asset": movement.contract.map_or_else(|| "native".to_owned(), lower_case),
        "amount": movement.value.to_string(),
        "block": movement.block_number,
        "transferId": row.transfer_id,
        "externalId": row.external_id,
    })
}

/// Reads a control's body; an absent one is an empty object.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| ApiError::bad_request(error.to_string()))
}

/// A refusal of one field.
pub(super) fn field(name: &str, reason: &str) -> ApiError {
    ApiError::bad_request(format!("{name} {reason}"))
}
