//! Ethereum JSON-RPC over an embedded chain, at `POST /_sandbox/rpc/{network}`, batches included.

mod blocks;
mod calls;
mod format;
mod parameters;

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    chains::NetworkRow, clock::now_ms, control::network, protocol::ApiError, server::Shared,
    world::World,
};

/// A JSON-RPC error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RpcError {
    code: i64,
    message: String,
    data: Option<String>,
}

impl RpcError {
    fn invalid_params(message: impl Into<String>) -> Self {
        Self {
            code: -32602,
            message: message.into(),
            data: None,
        }
    }

    fn server(message: impl Into<String>) -> Self {
        Self {
            code: -32000,
            message: message.into(),
            data: None,
        }
    }

    /// A call that reverted, with its output (code 3, as nodes use it).
    fn reverted(message: String, output: &[u8]) -> Self {
        Self {
            code: 3,
            message,
            data: Some(format!("0x{}", hex::encode(output))),
        }
    }
}

/// `POST /_sandbox/rpc/{network}`. A network with an outside node passes requests on to it.
pub(crate) async fn answer(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let row = network(&name)?;
    if let Some(answer) = crate::remote::pass_on(&shared, row, &body).await? {
        return Ok(answer);
    }
    let request: Result<Value, _> = serde_json::from_slice(&body);
    let Ok(request) = request else {
        let error = RpcError {
            code: -32700,
            message: "parse error".to_owned(),
            data: None,
        };
        return Ok(Json(failure(&Value::Null, error)).into_response());
    };
    let work = move |world: &mut World| {
        let Value::Array(batch) = request else {
            return Ok(one_answer(world, row, &request).unwrap_or(Value::Null));
        };
        Ok(Value::Array(
            batch
                .iter()
                .filter_map(|one| one_answer(world, row, one))
                .collect(),
        ))
    };
    shared
        .with_world(work)
        .await
        .map(|answer| Json(answer).into_response())
}

/// The answer to one request; none to a notification.
fn one_answer(world: &mut World, row: &'static NetworkRow, request: &Value) -> Option<Value> {
    let Some(method) = request.get("method").and_then(Value::as_str) else {
        let error = RpcError {
            code: -32600,
            message: "invalid request".to_owned(),
            data: None,
        };
        return Some(failure(&Value::Null, error));
    };
    let parameters = request.get("params").cloned().unwrap_or_else(|| json!([]));
    let result = dispatch(world, row, method, &parameters);
    let id = request.get("id")?;
    Some(match result {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(error) => failure(id, error),
    })
}

fn failure(id: &Value, error: RpcError) -> Value {
    let mut body = json!({"code": error.code, "message": error.message});
    if let (Some(data), Some(fields)) = (error.data, body.as_object_mut()) {
        fields.insert("data".to_owned(), data.into());
    }
    json!({"jsonrpc": "2.0", "id": id, "error": body})
}

fn dispatch(
    world: &mut World,
    row: &'static NetworkRow,
    method: &str,
    parameters: &Value,
) -> Result<Value, RpcError> {
    if method == "eth_sendRawTransaction" {
        let raw = parameters::bytes(parameters, 0)?;
        let sent = world.submit_raw(row, &raw, now_ms());
        return sent
            .map(|hash| json!(hash.to_string()))
            .map_err(|error| RpcError::server(error.to_string()));
    }
    let chain = world.chain(row);
    match method {
        "web3_clientVersion" => Ok(json!(concat!("sandbox/", env!("CARGO_PKG_VERSION")))),
        "net_version" => Ok(json!(row.chain_id.to_string())),
        "eth_chainId" => Ok(parameters::quantity(row.chain_id)),
        "eth_syncing" => Ok(json!(false)),
        "eth_accounts" => Ok(json!([])),
        "eth_blockNumber" => Ok(parameters::quantity(chain.head().header.number)),
        "eth_getBalance" => calls::balance(chain, parameters),
        "eth_getTransactionCount" => calls::transaction_count(chain, parameters),
        "eth_getCode" => calls::code(chain, parameters),
        "eth_getStorageAt" => calls::storage(chain, parameters),
        "eth_call" => calls::call(chain, parameters),
        "eth_estimateGas" => calls::estimate(chain, parameters),
        "eth_gasPrice" => Ok(calls::gas_price(chain)),
        "eth_maxPriorityFeePerGas" => Ok(calls::priority_fee(chain)),
        "eth_feeHistory" => blocks::fee_history(chain, parameters),
        "eth_getBlockByNumber" => blocks::by_number(chain, parameters),
        "eth_getBlockByHash" => blocks::by_hash(chain, parameters),
        "eth_getTransactionByHash" => blocks::transaction(chain, parameters),
        "eth_getTransactionReceipt" => blocks::receipt(chain, parameters),
        "eth_getLogs" => blocks::logs(chain, parameters),
        _ => Err(RpcError {
            code: -32601,
            message: format!("the method {method} does not exist/is not available"),
            data: None,
        }),
    }
}
