//! The mempool: transactions that were checked and wait for a block.

use alloy_consensus::{Transaction as _, TxEnvelope, transaction::SignerRecoverable as _};
use alloy_primitives::{Address, B256, U256};

/// How far beyond the next nonce a transaction may be to be queued.
const NONCE_GAP_MAX: u64 = 64;

/// Why a transaction is not taken, in the words nodes use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SubmitError {
    #[error("rlp: the transaction cannot be decoded")]
    Undecodable,
    #[error("invalid sender")]
    InvalidSender,
    #[error("transaction type not supported")]
    UnsupportedType,
    #[error("invalid chain id for signer")]
    WrongChain,
    #[error("already known")]
    AlreadyKnown,
    #[error("nonce too low: next nonce {next}, tx nonce {nonce}")]
    NonceTooLow { next: u64, nonce: u64 },
    #[error("nonce too high: next nonce {next}, tx nonce {nonce}, at most {NONCE_GAP_MAX} ahead")]
    NonceTooHigh { next: u64, nonce: u64 },
    #[error("replacement transaction underpriced")]
    Underpriced,
    #[error("insufficient funds for gas * price + value")]
    InsufficientFunds,
    #[error("{0}")]
    Refused(String),
}

/// A transaction with its sender.
#[derive(Clone, Debug)]
pub(crate) struct PooledTx {
    pub(crate) hash: B256,
    pub(crate) sender: Address,
    pub(crate) envelope: TxEnvelope,
}

impl PooledTx {
    /// Recovers the sender; only types whose fields the chain executes are taken.
    pub(crate) fn recover(envelope: TxEnvelope) -> Result<Self, SubmitError> {
        match &envelope {
            TxEnvelope::Legacy(_) | TxEnvelope::Eip2930(_) | TxEnvelope::Eip1559(_) => {}
            TxEnvelope::Eip4844(_) | TxEnvelope::Eip7702(_) => {
                return Err(SubmitError::UnsupportedType);
            }
        }
        let sender = envelope
            .recover_signer()
            .map_err(|_| SubmitError::InvalidSender)?;
        Ok(Self {
            hash: *envelope.tx_hash(),
            sender,
            envelope,
        })
    }

    /// The most it can cost its sender in wei.
    pub(crate) fn cost_max(&self) -> U256 {
        let gas = U256::from(self.envelope.gas_limit());
        gas.saturating_mul(U256::from(self.envelope.max_fee_per_gas()))
            .saturating_add(self.envelope.value())
    }
}

/// Waiting transactions in order of arrival.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    waiting: Vec<PooledTx>,
}

impl Pool {
    pub(crate) fn get(&self, hash: B256) -> Option<&PooledTx> {
        self.waiting.iter().find(|tx| tx.hash == hash)
    }

    pub(crate) fn remove(&mut self, hash: B256) -> Option<PooledTx> {
        let index = self.waiting.iter().position(|tx| tx.hash == hash)?;
        Some(self.waiting.remove(index))
    }

    /// Adds a transaction, in place of one with the same sender and nonce.
    pub(crate) fn insert(&mut self, tx: PooledTx) {
        self.waiting.retain(|other| {
            other.sender != tx.sender || other.envelope.nonce() != tx.envelope.nonce()
        });
        self.waiting.push(tx);
    }

    /// The first nonce that `sender` has free, given the chain's.
    pub(crate) fn next_nonce(&self, sender: Address, on_chain: u64) -> u64 {
        let mut next = on_chain;
        while self.at(sender, next).is_some() {
            next = next.saturating_add(1);
        }
        next
    }

    /// What the waiting transactions of `sender` cost at most.
    pub(crate) fn committed(&self, sender: Address) -> U256 {
        self.waiting
            .iter()
            .filter(|tx| tx.sender == sender)
            .fold(U256::ZERO, |sum, tx| sum.saturating_add(tx.cost_max()))
    }

    /// What the waiting transaction with this nonce costs at most, if there is one.
    pub(crate) fn cost_at(&self, sender: Address, nonce: u64) -> U256 {
        self.at(sender, nonce)
            .map_or(U256::ZERO, PooledTx::cost_max)
    }

    /// Nonce rules: not used yet, not too far ahead, and a replacement pays a tenth more.
    pub(crate) fn admit(&self, tx: &PooledTx, on_chain: u64) -> Result<(), SubmitError> {
        let nonce = tx.envelope.nonce();
        let next = self.next_nonce(tx.sender, on_chain);
        if nonce < on_chain {
            return Err(SubmitError::NonceTooLow { next, nonce });
        }
        if nonce > next.saturating_add(NONCE_GAP_MAX) {
            return Err(SubmitError::NonceTooHigh { next, nonce });
        }
        let Some(other) = self.at(tx.sender, nonce) else {
            return Ok(());
        };
        let old = other.envelope.max_fee_per_gas();
        if tx.envelope.max_fee_per_gas() < old.saturating_add(old / 10) {
            return Err(SubmitError::Underpriced);
        }
        Ok(())
    }

    /// Transactions whose nonces follow the chain without a gap, as many as fit into `gas_limit`.
    pub(crate) fn ready(&self, nonce_of: impl Fn(Address) -> u64, gas_limit: u64) -> Vec<B256> {
        let mut by_nonce: Vec<&PooledTx> = self.waiting.iter().collect();
        // A stable sort: arrival decides between senders.
        by_nonce.sort_by_key(|tx| tx.envelope.nonce());
        let mut next = std::collections::HashMap::new();
        let mut gas_left = gas_limit;
        let mut hashes = Vec::new();
        for tx in by_nonce {
            let expected = next.entry(tx.sender).or_insert_with(|| nonce_of(tx.sender));
            if tx.envelope.nonce() == *expected && tx.envelope.gas_limit() <= gas_left {
                gas_left -= tx.envelope.gas_limit();
                *expected = expected.saturating_add(1);
                hashes.push(tx.hash);
            }
        }
        hashes
    }

    fn at(&self, sender: Address, nonce: u64) -> Option<&PooledTx> {
        self.waiting
            .iter()
            .find(|tx| tx.sender == sender && tx.envelope.nonce() == nonce)
    }
}
