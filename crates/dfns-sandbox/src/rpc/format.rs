//! Blocks, transactions, receipts and logs as JSON-RPC writes them.

use alloy_consensus::{Transaction as _, TxEnvelope, Typed2718 as _};
use alloy_primitives::{Address, B256, Log, Signature};
use serde_json::{Value, json};

use super::parameters::{data, quantity, quantity_256};
use crate::chain::{Block, Chain, MinedTx};

pub(super) fn block_json(chain: &Chain, block: &Block, full: bool) -> Value {
    let header = &block.header;
    let transactions: Vec<Value> = block
        .transactions
        .iter()
        .filter_map(|hash| match (full, chain.mined(*hash)) {
            (true, Some(mined)) => {
                Some(transaction_json(&mined.envelope, mined.sender, Some(mined)))
            }
            (true, None) => None,
            (false, _) => Some(json!(hash.to_string())),
        })
        .collect();
    json!({
        "number": quantity(header.number),
        "hash": block.hash.to_string(),
        "parentHash": header.parent_hash.to_string(),
        "sha3Uncles": header.ommers_hash.to_string(),
        "miner": address_json(header.beneficiary),
        "stateRoot": header.state_root.to_string(),
        "transactionsRoot": header.transactions_root.to_string(),
        "receiptsRoot": header.receipts_root.to_string(),
        "logsBloom": data(header.logs_bloom.as_slice()),
        "difficulty": "0x0",
        "totalDifficulty": "0x0",
        "gasLimit": quantity(header.gas_limit),
        "gasUsed": quantity(header.gas_used),
        "timestamp": quantity(header.timestamp),
        "extraData": data(&header.extra_data),
        "mixHash": header.mix_hash.to_string(),
        "nonce": data(header.nonce.as_slice()),
        "baseFeePerGas": quantity(header.base_fee_per_gas.unwrap_or_default()),
        "size": quantity(encoded_size(header)),
        "uncles": [],
        "transactions": transactions,
    })
}

pub(super) fn transaction_json(
    envelope: &TxEnvelope,
    sender: Address,
    mined: Option<&MinedTx>,
) -> Value {
    let signature = signature_of(envelope);
    let gas_price = mined.map_or_else(|| envelope.max_fee_per_gas(), |m| m.effective_gas_price);
    let mut fields = json!({
        "hash": envelope.tx_hash().to_string(),
        "type": quantity(envelope.ty()),
        "chainId": envelope.chain_id().map(quantity),
        "nonce": quantity(envelope.nonce()),
        "from": address_json(sender),
        "to": envelope.to().map(address_json),
        "value": quantity_256(envelope.value()),
        "gas": quantity(envelope.gas_limit()),
        "gasPrice": quantity(gas_price),
        "input": data(envelope.input()),
        "blockHash": mined.map(|mined| mined.block_hash.to_string()),
        "blockNumber": mined.map(|mined| quantity(mined.block_number)),
        "transactionIndex": mined.map(|mined| quantity(mined.index)),
        "r": quantity_256(signature.r()),
        "s": quantity_256(signature.s()),
        "v": quantity(u8::from(signature.v())),
    });
    if let Some(map) = fields.as_object_mut() {
        if let Some(tip) = envelope.max_priority_fee_per_gas() {
            map.insert(
                "maxFeePerGas".to_owned(),
                quantity(envelope.max_fee_per_gas()),
            );
            map.insert("maxPriorityFeePerGas".to_owned(), quantity(tip));
        }
        if envelope.ty() > 0 {
            map.insert("yParity".to_owned(), quantity(u8::from(signature.v())));
            map.insert("accessList".to_owned(), access_list_json(envelope));
        }
    }
    fields
}

fn access_list_json(envelope: &TxEnvelope) -> Value {
    let items = envelope
        .access_list()
        .map(|list| list.0.as_slice())
        .unwrap_or_default();
    let items = items.iter().map(|item| {
        let keys: Vec<String> = item.storage_keys.iter().map(B256::to_string).collect();
        json!({"address": address_json(item.address), "storageKeys": keys})
    });
    Value::Array(items.collect())
}

fn signature_of(envelope: &TxEnvelope) -> Signature {
    match envelope {
        TxEnvelope::Legacy(tx) => *tx.signature(),
        TxEnvelope::Eip2930(tx) => *tx.signature(),
        TxEnvelope::Eip1559(tx) => *tx.signature(),
        TxEnvelope::Eip4844(tx) => *tx.signature(),
        TxEnvelope::Eip7702(tx) => *tx.signature(),
    }
}

pub(super) fn receipt_json(mined: &MinedTx) -> Value {
    let logs: Vec<Value> = mined
        .logs
        .iter()
        .map(|(index, log)| log_json(mined, *index, log))
        .collect();
    json!({
        "transactionHash": mined.hash.to_string(),
        "transactionIndex": quantity(mined.index),
        "blockHash": mined.block_hash.to_string(),
        "blockNumber": quantity(mined.block_number),
        "from": address_json(mined.sender),
        "to": mined.envelope.to().map(address_json),
        "cumulativeGasUsed": quantity(mined.cumulative_gas_used),
        "gasUsed": quantity(mined.gas_used),
        "effectiveGasPrice": quantity(mined.effective_gas_price),
        "contractAddress": mined.created.map(address_json),
        "logs": logs,
        "logsBloom": data(mined.bloom().as_slice()),
        "type": quantity(mined.envelope.ty()),
        "status": quantity(u8::from(mined.success)),
    })
}

pub(super) fn log_json(mined: &MinedTx, index: u64, log: &Log) -> Value {
    let topics: Vec<String> = log.topics().iter().map(B256::to_string).collect();
    json!({
        "address": address_json(log.address),
        "topics": topics,
        "data": data(&log.data.data),
        "blockNumber": quantity(mined.block_number),
        "blockHash": mined.block_hash.to_string(),
        "transactionHash": mined.hash.to_string(),
        "transactionIndex": quantity(mined.index),
        "logIndex": quantity(index),
        "removed": false,
    })
}

fn address_json(address: Address) -> Value {
    json!(format!("{address:#x}"))
}

/// Bytes of the header's encoding.
fn encoded_size(header: &alloy_consensus::Header) -> u64 {
    u64::try_from(alloy_rlp::Encodable::length(header)).unwrap_or(u64::MAX)
}
