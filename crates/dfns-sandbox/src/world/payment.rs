//! What a transfer pays, and the transaction that does it.

use alloy_consensus::{TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::{Address, Bytes, TxKind, U256};
use serde_json::Value;

use crate::{
    chain::{GasPrice, Priority},
    keys::AccountKey,
    token,
};

/// Init code that reverts at once: `PUSH0 PUSH0 REVERT`.
const REVERTING_INIT_CODE: [u8; 3] = [0x5f, 0x5f, 0xfd];

/// What a transfer moves, taken from its checked body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Payment {
    pub(crate) to: Address,
    /// Base units.
    pub(crate) amount: U256,
    /// The token's contract; absent for the native asset.
    pub(crate) contract: Option<Address>,
    pub(crate) priority: Priority,
}

impl Payment {
    /// Reads a body that was checked before.
    pub(crate) fn of(body: &Value) -> Option<Self> {
        let text = |name| body.get(name).and_then(Value::as_str);
        let contract = match text("contract") {
            Some(contract) => Some(contract.parse().ok()?),
            None => None,
        };
        let priority = match text("priority") {
            Some("Slow") => Priority::Slow,
            Some("Fast") => Priority::Fast,
            _ => Priority::Standard,
        };
        let amount = U256::from_str_radix(text("amount")?, 10).ok()?;
        Some(Self {
            to: text("to")?.parse().ok()?,
            amount,
            contract,
            priority,
        })
    }

    /// Recipient, value and data of the transaction.
    pub(crate) fn call(&self) -> (TxKind, U256, Bytes) {
        match self.contract {
            None => (TxKind::Call(self.to), self.amount, Bytes::new()),
            Some(contract) => (
                TxKind::Call(contract),
                U256::ZERO,
                token::transfer_call(self.to, self.amount),
            ),
        }
    }

    /// The transaction that reverts in place of this payment: a contract creation whose init code
    /// does nothing else, with the same value.
    pub(crate) fn reverting_call(&self) -> (TxKind, U256, Bytes) {
        let (_, value, _) = self.call();
        (
            TxKind::Create,
            value,
            Bytes::from_static(&REVERTING_INIT_CODE),
        )
    }
}

/// A transaction before its signature.
#[derive(Clone, Debug)]
pub(crate) struct Unsigned {
    pub(crate) chain_id: u64,
    pub(crate) nonce: u64,
    pub(crate) gas_limit: u64,
    pub(crate) price: GasPrice,
    pub(crate) call: (TxKind, U256, Bytes),
}

impl Unsigned {
    /// Signs and encodes (EIP-2718).
    pub(crate) fn sign(self, key: &AccountKey) -> Vec<u8> {
        let (to, value, input) = self.call;
        let tx = TxEip1559 {
            chain_id: self.chain_id,
            nonce: self.nonce,
            gas_limit: self.gas_limit,
            max_fee_per_gas: self.price.max_fee,
            max_priority_fee_per_gas: self.price.priority_fee,
            to,
            value,
            input,
            ..TxEip1559::default()
        };
        TxEnvelope::Eip1559(key.sign(tx)).encoded_2718()
    }
}
