//! Reads of the newest state, calls and gas.

use alloy_primitives::{B256, U256};
use serde_json::{Value, json};

use super::{
    RpcError,
    parameters::{address, call as call_object, data, newest_only, number, quantity, quantity_256},
};
use crate::chain::{CallFailure, CallOutcome, Chain, Priority};

pub(super) fn balance(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    newest_only(chain, parameters.get(1))?;
    Ok(quantity_256(chain.balance(address(parameters, 0)?)))
}

pub(super) fn transaction_count(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    let account = address(parameters, 0)?;
    if parameters.get(1).and_then(Value::as_str) == Some("pending") {
        return Ok(quantity(chain.pending_nonce(account)));
    }
    newest_only(chain, parameters.get(1))?;
    Ok(quantity(chain.nonce(account)))
}

pub(super) fn code(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    newest_only(chain, parameters.get(1))?;
    Ok(data(&chain.code(address(parameters, 0)?)))
}

pub(super) fn storage(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    newest_only(chain, parameters.get(2))?;
    let word = chain.storage(address(parameters, 0)?, number(parameters, 1)?);
    Ok(json!(B256::from(word).to_string()))
}

pub(super) fn call(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    newest_only(chain, parameters.get(1))?;
    match chain.call(&call_object(parameters)?) {
        CallOutcome::Success { output, .. } => Ok(data(&output)),
        CallOutcome::Failure(failure) => Err(call_error(failure)),
    }
}

pub(super) fn estimate(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    newest_only(chain, parameters.get(1))?;
    match chain.estimate_gas(&call_object(parameters)?) {
        Ok(gas) => Ok(quantity(gas)),
        Err(failure) => Err(call_error(failure)),
    }
}

fn call_error(failure: CallFailure) -> RpcError {
    match failure {
        CallFailure::Reverted { reason, output } => RpcError::reverted(reason, &output),
        CallFailure::Refused { reason } => RpcError::server(reason),
    }
}

/// Base fee and tip.
pub(super) fn gas_price(chain: &Chain) -> Value {
    let base_fee = chain.next_base_fee();
    let tip = Priority::Standard.price(base_fee).priority_fee;
    quantity_256(U256::from(base_fee).saturating_add(U256::from(tip)))
}

pub(super) fn priority_fee(chain: &Chain) -> Value {
    quantity(Priority::Standard.price(chain.next_base_fee()).priority_fee)
}
