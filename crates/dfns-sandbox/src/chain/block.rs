//! Blocks, mined transactions, and the movements of value they caused.

use alloy_consensus::{
    EMPTY_OMMER_ROOT_HASH, Eip658Value, Header, Receipt, ReceiptEnvelope, Transaction as _,
    TxEnvelope, TxType,
    proofs::{calculate_receipt_root, calculate_transaction_root},
};
use alloy_primitives::{Address, B256, Bloom, Log, U256, address, logs_bloom};

use super::{BLOCK_GAS_LIMIT, execute::Execution, pool::PooledTx};
use crate::token;

/// Receives the tips of all blocks.
const BENEFICIARY: Address = address!("0x000000000000000000000000000000005a4d0b05");

/// A sealed block.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The header. Its state root is zero: the embedded chain keeps no state trie.
    pub(crate) header: Header,
    /// Hash of the header.
    pub(crate) hash: B256,
    /// Hashes of its transactions in order.
    pub(crate) transactions: Vec<B256>,
}

/// A transaction with its receipt.
#[derive(Clone, Debug)]
pub(crate) struct MinedTx {
    pub(crate) hash: B256,
    pub(crate) sender: Address,
    pub(crate) envelope: TxEnvelope,
    pub(crate) block_number: u64,
    pub(crate) block_hash: B256,
    pub(crate) index: u64,
    /// `false`: reverted or out of gas.
    pub(crate) success: bool,
    pub(crate) gas_used: u64,
    pub(crate) cumulative_gas_used: u64,
    /// Wei per gas that was paid.
    pub(crate) effective_gas_price: u128,
    /// Logs with their index in the block.
    pub(crate) logs: Vec<(u64, Log)>,
    pub(crate) created: Option<Address>,
}

impl MinedTx {
    /// Fee in wei.
    pub(crate) fn fee(&self) -> U256 {
        U256::from(self.gas_used).saturating_mul(U256::from(self.effective_gas_price))
    }

    /// Bloom filter of the logs.
    pub(crate) fn bloom(&self) -> Bloom {
        logs_bloom(self.logs.iter().map(|(_, log)| log))
    }
}

/// Value that moved from one account to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Movement {
    pub(crate) tx_hash: B256,
    pub(crate) block_number: u64,
    /// Seconds since 1970.
    pub(crate) timestamp: u64,
    /// Index of the log in its block; native movements have none.
    pub(crate) log_index: Option<u64>,
    /// The token's contract; native movements have none.
    pub(crate) contract: Option<Address>,
    pub(crate) from: Address,
    pub(crate) to: Address,
    /// Base units.
    pub(crate) value: U256,
    /// Who sent the transaction and paid its fee, in wei.
    pub(crate) fee_payer: Address,
    pub(crate) fee: U256,
}

impl Movement {
    /// The movements of a mined transaction. Value moved by contracts is not traced.
    pub(crate) fn of(tx: &MinedTx, timestamp: u64) -> Vec<Self> {
        if !tx.success {
            return Vec::new();
        }
        let base = Self {
            tx_hash: tx.hash,
            block_number: tx.block_number,
            timestamp,
            log_index: None,
            contract: None,
            from: tx.sender,
            to: tx.sender,
            value: tx.envelope.value(),
            fee_payer: tx.sender,
            fee: tx.fee(),
        };
        let native = tx.envelope.to().filter(|_| !tx.envelope.value().is_zero());
        let mut movements: Vec<_> = native
            .map(|to| Self { to, ..base.clone() })
            .into_iter()
            .collect();
        movements.extend(tx.logs.iter().filter_map(|(index, log)| {
            let (from, to, value) = token_transfer(log)?;
            let contract = Some(log.address);
            Some(Self {
                log_index: Some(*index),
                contract,
                from,
                to,
                value,
                ..base.clone()
            })
        }));
        movements
    }
}

/// Sender, recipient and value of an ERC-20 `Transfer` event.
pub(crate) fn token_transfer(log: &Log) -> Option<(Address, Address, U256)> {
    let [topic, from, to] = log.topics() else {
        return None;
    };
    if *topic != token::transfer_topic() || log.data.data.len() != 32 {
        return None;
    }
    let value = U256::from_be_slice(&log.data.data);
    Some((Address::from_word(*from), Address::from_word(*to), value))
}

impl Block {
    /// Block 0.
    pub(crate) fn genesis(timestamp: u64, base_fee: u64) -> Self {
        let header = Header {
            ommers_hash: EMPTY_OMMER_ROOT_HASH,
            beneficiary: BENEFICIARY,
            gas_limit: BLOCK_GAS_LIMIT,
            timestamp,
            base_fee_per_gas: Some(base_fee),
            ..Header::default()
        };
        Self {
            hash: header.hash_slow(),
            header,
            transactions: Vec::new(),
        }
    }
}

/// A block being filled.
pub(crate) struct Draft {
    header: Header,
    mined: Vec<MinedTx>,
    receipts: Vec<ReceiptEnvelope>,
    log_count: u64,
}

impl Draft {
    /// An empty block on top of `parent`.
    pub(crate) fn on(parent: &Block, timestamp: u64, base_fee: u64) -> Self {
        let header = Header {
            parent_hash: parent.hash,
            ommers_hash: EMPTY_OMMER_ROOT_HASH,
            beneficiary: BENEFICIARY,
            number: parent.header.number.saturating_add(1),
            gas_limit: BLOCK_GAS_LIMIT,
            timestamp: timestamp.max(parent.header.timestamp),
            base_fee_per_gas: Some(base_fee),
            ..Header::default()
        };
        Self {
            header,
            mined: Vec::new(),
            receipts: Vec::new(),
            log_count: 0,
        }
    }

    /// The header so far.
    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// Adds an executed transaction.
    pub(crate) fn push(&mut self, tx: PooledTx, execution: Execution) {
        let cumulative_gas_used = self.header.gas_used.saturating_add(execution.gas_used);
        self.header.gas_used = cumulative_gas_used;
        let receipt = Receipt {
            status: Eip658Value::Eip658(execution.success),
            cumulative_gas_used,
            logs: execution.logs.clone(),
        };
        self.receipts.push(match tx.envelope.tx_type() {
            TxType::Legacy => ReceiptEnvelope::Legacy(receipt.with_bloom()),
            TxType::Eip2930 => ReceiptEnvelope::Eip2930(receipt.with_bloom()),
            TxType::Eip1559 => ReceiptEnvelope::Eip1559(receipt.with_bloom()),
            TxType::Eip4844 => ReceiptEnvelope::Eip4844(receipt.with_bloom()),
            TxType::Eip7702 => ReceiptEnvelope::Eip7702(receipt.with_bloom()),
        });
        let mut logs = Vec::with_capacity(execution.logs.len());
        for log in execution.logs {
            logs.push((self.log_count, log));
            self.log_count = self.log_count.saturating_add(1);
        }
        self.mined.push(MinedTx {
            hash: tx.hash,
            sender: tx.sender,
            effective_gas_price: tx
                .envelope
                .effective_gas_price(self.header.base_fee_per_gas),
            envelope: tx.envelope,
            block_number: self.header.number,
            block_hash: B256::ZERO,
            index: u64::try_from(self.mined.len()).unwrap_or(u64::MAX),
            success: execution.success,
            gas_used: execution.gas_used,
            cumulative_gas_used,
            logs,
            created: execution.created,
        });
    }

    /// Computes roots and hash.
    pub(crate) fn seal(mut self) -> (Block, Vec<MinedTx>) {
        let envelopes: Vec<_> = self.mined.iter().map(|tx| tx.envelope.clone()).collect();
        self.header.transactions_root = calculate_transaction_root(&envelopes);
        self.header.receipts_root = calculate_receipt_root(&self.receipts);
        self.header.logs_bloom = self
            .mined
            .iter()
            .fold(Bloom::ZERO, |sum, tx| sum | tx.bloom());
        let hash = self.header.hash_slow();
        for tx in &mut self.mined {
            tx.block_hash = hash;
        }
        let transactions = self.mined.iter().map(|tx| tx.hash).collect();
        (
            Block {
                header: self.header,
                hash,
                transactions,
            },
            self.mined,
        )
    }
}
