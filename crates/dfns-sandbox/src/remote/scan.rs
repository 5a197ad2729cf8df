//! Reading a node's blocks for movements of value.

use std::collections::HashSet;

use alloy_primitives::{Address, B256, Log, LogData, U256};
use serde_json::{Value, json};

use super::node::{Node, quantity, quantity_of};
use crate::{
    chain::{Movement, token_transfer},
    chains::NetworkRow,
    protocol::ApiError,
    server::{Shared, lock},
    token,
};

/// How far back the first look goes.
const BLOCKS_MAX: u64 = 10_000;

/// What was seen of a node's chain.
#[derive(Debug, Default)]
pub(super) struct Scan {
    next_block: Option<u64>,
    movements: Vec<Movement>,
}

/// The movements of our wallets on a node's chain, oldest first, up to its newest block.
pub(super) async fn movements(
    shared: &Shared,
    row: &'static NetworkRow,
    node: &Node,
) -> Result<Vec<Movement>, ApiError> {
    let mut scans = shared.nodes.scans.lock().await;
    let scan = scans.entry(row.name).or_default();
    let (head, _) = node.head().await?;
    let mut next = scan
        .next_block
        .unwrap_or_else(|| head.saturating_sub(BLOCKS_MAX));
    while next <= head {
        let block = node
            .call("eth_getBlockByNumber", json!([format!("{next:#x}"), true]))
            .await?;
        let ours = |address: Address| lock(&shared.world).wallet_at(row, address).is_some();
        scan.movements
            .extend(movements_of(node, &block, ours).await?);
        next = next.saturating_add(1);
        scan.next_block = Some(next);
    }
    Ok(scan.movements.clone())
}

async fn movements_of(
    node: &Node,
    block: &Value,
    ours: impl Fn(Address) -> bool,
) -> Result<Vec<Movement>, ApiError> {
    let timestamp = quantity_of(block, "timestamp")?;
    let block_number = quantity_of(block, "number")?;
    let hash = block.get("hash").cloned().unwrap_or_default();
    let empty = Vec::new();
    let transactions = block
        .get("transactions")
        .and_then(Value::as_array)
        .unwrap_or(&empty);
    if transactions.is_empty() {
        return Ok(Vec::new());
    }
    let filter = json!([{"blockHash": hash, "topics": [token::transfer_topic().to_string()]}]);
    let logs = node.call("eth_getLogs", filter).await?;
    let logs: Vec<(u64, B256, Log)> = logs
        .as_array()
        .unwrap_or(&empty)
        .iter()
        .filter_map(read_log)
        .collect();
    let with_logs: HashSet<B256> = logs.iter().map(|(_, hash, _)| *hash).collect();
    let mut found = Vec::new();
    for tx in transactions {
        let Some((tx_hash, from, to)) = parties(tx) else {
            continue;
        };
        let value = quantity(tx.get("value").unwrap_or(&Value::Null))?;
        let native = !value.is_zero() && (ours(from) || to.is_some_and(&ours));
        if !native && !with_logs.contains(&tx_hash) {
            continue;
        }
        let Some(receipt) = node.receipt(tx_hash).await? else {
            continue;
        };
        let base = Movement {
            tx_hash,
            block_number,
            timestamp,
            log_index: None,
            contract: None,
            from,
            to: from,
            value,
            fee_payer: from,
            fee: receipt.fee,
        };
        if let Some(to) = to.filter(|_| native && receipt.success) {
            found.push(Movement { to, ..base.clone() });
        }
        found.extend(token_movements(&base, &logs, &ours));
    }
    Ok(found)
}

/// The token movements of our wallets among the logs of the transaction of `base`.
fn token_movements(
    base: &Movement,
    logs: &[(u64, B256, Log)],
    ours: impl Fn(Address) -> bool,
) -> Vec<Movement> {
    let own = logs.iter().filter(|(_, hash, _)| *hash == base.tx_hash);
    let movements = own.filter_map(|(index, _, log)| {
        let (from, to, value) = token_transfer(log)?;
        let (log_index, contract) = (Some(*index), Some(log.address));
        let movement = Movement {
            log_index,
            contract,
            from,
            to,
            value,
            ..base.clone()
        };
        (ours(from) || ours(to)).then_some(movement)
    });
    movements.collect()
}

fn parties(tx: &Value) -> Option<(B256, Address, Option<Address>)> {
    let text = |name: &str| tx.get(name).and_then(Value::as_str);
    let to = match text("to") {
        Some(to) => Some(to.parse().ok()?),
        None => None,
    };
    Some((text("hash")?.parse().ok()?, text("from")?.parse().ok()?, to))
}

/// Index, transaction and content of a log.
fn read_log(log: &Value) -> Option<(u64, B256, Log)> {
    let text = |name: &str| log.get(name).and_then(Value::as_str);
    let topics = log.get("topics")?.as_array()?;
    let topics = topics
        .iter()
        .map(|topic| topic.as_str()?.parse().ok())
        .collect::<Option<_>>()?;
    let data = hex::decode(text("data")?.strip_prefix("0x")?).ok()?;
    let index = U256::from_str_radix(text("logIndex")?.strip_prefix("0x")?, 16).ok()?;
    let log = Log {
        address: text("address")?.parse().ok()?,
        data: LogData::new(topics, data.into())?,
    };
    Some((
        u64::try_from(index).ok()?,
        text("transactionHash")?.parse().ok()?,
        log,
    ))
}
