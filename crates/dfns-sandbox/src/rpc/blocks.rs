//! Reads of blocks, transactions, receipts and logs.

use alloy_primitives::Log;
use serde_json::{Map, Value, json};

use super::{
    RpcError,
    format::{block_json, log_json, receipt_json, transaction_json},
    parameters::{block_number, hash, number, quantity},
};
use crate::chain::Chain;

/// Most blocks of one fee history or log query.
const BLOCKS_MAX: u64 = 10_000;

pub(super) fn by_number(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    let number = block_number(chain, parameters.get(0))?;
    let block = number.and_then(|number| chain.block(number));
    Ok(block.map_or(Value::Null, |block| {
        block_json(chain, block, full(parameters))
    }))
}

pub(super) fn by_hash(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    let block = chain.block_by_hash(hash(parameters, 0)?);
    Ok(block.map_or(Value::Null, |block| {
        block_json(chain, block, full(parameters))
    }))
}

fn full(parameters: &Value) -> bool {
    parameters.get(1).and_then(Value::as_bool).unwrap_or(false)
}

pub(super) fn transaction(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    let hash = hash(parameters, 0)?;
    if let Some(mined) = chain.mined(hash) {
        return Ok(transaction_json(&mined.envelope, mined.sender, Some(mined)));
    }
    let pooled = chain.pooled(hash);
    Ok(pooled.map_or(Value::Null, |tx| {
        transaction_json(&tx.envelope, tx.sender, None)
    }))
}

pub(super) fn receipt(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    Ok(chain
        .mined(hash(parameters, 0)?)
        .map_or(Value::Null, receipt_json))
}

/// `eth_feeHistory(blockCount, newestBlock, rewardPercentiles)`
pub(super) fn fee_history(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    let count = match parameters.get(0) {
        Some(Value::Number(count)) => count.as_u64().unwrap_or(1),
        _ => u64::try_from(number(parameters, 0)?).unwrap_or(BLOCKS_MAX),
    };
    let newest = block_number(chain, parameters.get(1))?
        .ok_or_else(|| RpcError::invalid_params("the newest block does not exist"))?;
    let oldest = newest
        .saturating_add(1)
        .saturating_sub(count.clamp(1, 1024));
    let percentiles = parameters
        .get(2)
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    let (mut base_fees, mut ratios, mut rewards) = (Vec::new(), Vec::new(), Vec::new());
    for block in (oldest..=newest).filter_map(|number| chain.block(number)) {
        base_fees.push(quantity(block.header.base_fee_per_gas.unwrap_or_default()));
        ratios.push(ratio(block.header.gas_used, block.header.gas_limit));
        let tip = super::calls::priority_fee(chain);
        rewards.push(Value::Array(vec![tip; percentiles]));
    }
    let following = chain.block(newest.saturating_add(1));
    let following = following.and_then(|block| block.header.base_fee_per_gas);
    base_fees.push(quantity(following.unwrap_or_else(|| chain.next_base_fee())));
    let mut history = json!({
        "oldestBlock": quantity(oldest),
        "baseFeePerGas": base_fees,
        "gasUsedRatio": ratios,
    });
    if let Some(fields) = history.as_object_mut().filter(|_| percentiles > 0) {
        fields.insert("reward".to_owned(), Value::Array(rewards));
    }
    Ok(history)
}

/// A ratio as a JSON number with four decimals, made from its text.
fn ratio(part: u64, whole: u64) -> Value {
    let scaled = u128::from(part)
        .saturating_mul(10_000)
        .checked_div(u128::from(whole));
    let scaled = scaled.unwrap_or_default();
    let text = format!("{}.{:04}", scaled / 10_000, scaled % 10_000);
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

/// `eth_getLogs({fromBlock, toBlock, blockHash, address, topics})`
pub(super) fn logs(chain: &Chain, parameters: &Value) -> Result<Value, RpcError> {
    let empty = Map::new();
    let filter = parameters
        .get(0)
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let head = chain.head().header.number;
    let (from, to) = match filter.get("blockHash").and_then(Value::as_str) {
        Some(text) => {
            let hash = text
                .parse()
                .map_err(|_| RpcError::invalid_params("blockHash"))?;
            let block = chain.block_by_hash(hash);
            let number = block
                .ok_or_else(|| RpcError::server("unknown block"))?
                .header
                .number;
            (number, number)
        }
        None => (
            block_number(chain, filter.get("fromBlock"))?.unwrap_or(head.saturating_add(1)),
            block_number(chain, filter.get("toBlock"))?.unwrap_or(head),
        ),
    };
    if to.saturating_sub(from) > BLOCKS_MAX {
        return Err(RpcError::server("the range has more than 10000 blocks"));
    }
    let addresses = one_or_many(filter.get("address"))?;
    let topics = filter
        .get("topics")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let topics = topics
        .iter()
        .map(|topic| one_or_many(Some(topic)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut found = Vec::new();
    for block in (from..=to).filter_map(|number| chain.block(number)) {
        for mined in block
            .transactions
            .iter()
            .filter_map(|hash| chain.mined(*hash))
        {
            for (index, log) in &mined.logs {
                if fits(log, addresses.as_deref(), &topics) {
                    found.push(log_json(mined, *index, log));
                }
            }
        }
    }
    Ok(Value::Array(found))
}

/// Texts of a filter position in lower case: `None` matches everything.
fn one_or_many(value: Option<&Value>) -> Result<Option<Vec<String>>, RpcError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(vec![text.to_lowercase()])),
        Some(Value::Array(list)) => list
            .iter()
            .map(|item| item.as_str().map(str::to_lowercase))
            .collect::<Option<_>>()
            .map(Some)
            .ok_or_else(|| RpcError::invalid_params("not a filter")),
        Some(_) => Err(RpcError::invalid_params("not a filter")),
    }
}

fn fits(log: &Log, addresses: Option<&[String]>, topics: &[Option<Vec<String>>]) -> bool {
    let address = format!("{:#x}", log.address);
    addresses.is_none_or(|wanted| wanted.contains(&address))
        && topics
            .iter()
            .enumerate()
            .all(|(position, wanted)| match wanted {
                None => true,
                Some(wanted) => log
                    .topics()
                    .get(position)
                    .is_some_and(|topic| wanted.contains(&topic.to_string())),
            })
}
