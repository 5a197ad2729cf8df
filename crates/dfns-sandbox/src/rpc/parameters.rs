//! Parameters and values of JSON-RPC: quantities without leading zeros, data as hex pairs.

use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use serde_json::{Value, json};

use super::RpcError;
use crate::chain::{Call, Chain};

/// A number as JSON-RPC writes it.
pub(super) fn quantity(value: impl Into<u128>) -> Value {
    json!(format!("{:#x}", value.into()))
}

/// A 256-bit number as JSON-RPC writes it.
pub(super) fn quantity_256(value: U256) -> Value {
    json!(format!("{value:#x}"))
}

/// Bytes as JSON-RPC writes them.
pub(super) fn data(bytes: &[u8]) -> Value {
    json!(format!("0x{}", hex::encode(bytes)))
}

/// Parameter `index` as text.
fn text(parameters: &Value, index: usize) -> Result<&str, RpcError> {
    parameters
        .get(index)
        .and_then(Value::as_str)
        .ok_or_else(|| RpcError::invalid_params(format!("missing value for argument {index}")))
}

/// Parameter `index` as an address.
pub(super) fn address(parameters: &Value, index: usize) -> Result<Address, RpcError> {
    text(parameters, index)?
        .parse()
        .map_err(|_| RpcError::invalid_params(format!("argument {index} is not an address")))
}

/// Parameter `index` as a hash.
pub(super) fn hash(parameters: &Value, index: usize) -> Result<B256, RpcError> {
    text(parameters, index)?
        .parse()
        .map_err(|_| RpcError::invalid_params(format!("argument {index} is not a hash")))
}

/// Parameter `index` as bytes.
pub(super) fn bytes(parameters: &Value, index: usize) -> Result<Vec<u8>, RpcError> {
    from_hex(text(parameters, index)?)
}

/// Parameter `index` as a number.
pub(super) fn number(parameters: &Value, index: usize) -> Result<U256, RpcError> {
    from_quantity(text(parameters, index)?)
}

fn from_hex(text: &str) -> Result<Vec<u8>, RpcError> {
    text.strip_prefix("0x")
        .and_then(|digits| hex::decode(digits).ok())
        .ok_or_else(|| RpcError::invalid_params("not hex data with 0x"))
}

fn from_quantity(text: &str) -> Result<U256, RpcError> {
    text.strip_prefix("0x")
        .and_then(|digits| U256::from_str_radix(digits, 16).ok())
        .ok_or_else(|| RpcError::invalid_params("not a hex quantity"))
}

/// The number of the block that a tag or quantity names; `None` for one that does not exist yet.
pub(super) fn block_number(chain: &Chain, tag: Option<&Value>) -> Result<Option<u64>, RpcError> {
    let head = chain.head().header.number;
    match tag {
        None | Some(Value::Null) => Ok(Some(head)),
        Some(Value::String(tag)) => match tag.as_str() {
            "latest" | "pending" | "safe" | "finalized" => Ok(Some(head)),
            "earliest" => Ok(Some(0)),
            number => {
                let number = u64::try_from(from_quantity(number)?);
                Ok(number.ok().filter(|number| *number <= head))
            }
        },
        Some(_) => Err(RpcError::invalid_params("not a block number or tag")),
    }
}

/// State is kept for the newest block only.
pub(super) fn newest_only(chain: &Chain, tag: Option<&Value>) -> Result<(), RpcError> {
    if block_number(chain, tag)? == Some(chain.head().header.number) {
        return Ok(());
    }
    Err(RpcError::server("historical state is not available"))
}

/// Parameter 0 as a call object.
pub(super) fn call(parameters: &Value) -> Result<Call, RpcError> {
    let object = parameters
        .get(0)
        .and_then(Value::as_object)
        .ok_or_else(|| RpcError::invalid_params("argument 0 is not a call object"))?;
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let parse_address = |name: &str| match text(name) {
        None => Ok(None),
        Some(text) => {
            let wrong = |_| RpcError::invalid_params(format!("{name} is not an address"));
            text.parse::<Address>().map(Some).map_err(wrong)
        }
    };
    let gas = match text("gas") {
        None => None,
        Some(gas) => Some(u64::try_from(from_quantity(gas)?).unwrap_or(u64::MAX)),
    };
    Ok(Call {
        from: parse_address("from")?.unwrap_or_default(),
        to: parse_address("to")?.map_or(TxKind::Create, TxKind::Call),
        value: text("value").map_or(Ok(U256::ZERO), from_quantity)?,
        data: match text("input").or_else(|| text("data")) {
            None => Bytes::new(),
            Some(text) => from_hex(text)?.into(),
        },
        gas,
    })
}
