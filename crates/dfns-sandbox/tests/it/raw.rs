//! `eth_sendRawTransaction`: a node's rules for nonces, funds, replacement and gaps.

use alloy_consensus::{SignableTransaction as _, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::Address;
use dfns_sandbox::{Mining, NetworkSettings, SandboxConfig};
use serde_json::{Value, json};

use crate::harness::{Harness, ONE_ETH, SEPOLIA, STRANGER};

const CHAIN_ID: u64 = 11_155_111;

/// A chain that makes blocks when told to, and a funded account of a foreign signer.
async fn ready() -> (Harness, Account) {
    let manual = NetworkSettings {
        mining: Mining::Manual,
        ..NetworkSettings::default()
    };
    let config = SandboxConfig {
        network_defaults: manual,
        ..SandboxConfig::in_memory()
    };
    let harness = Harness::start_with(config).await;
    let account = Account::new(7);
    let faucet = json!({"network": SEPOLIA, "address": account.address(), "amount": ONE_ETH});
    harness.faucet(faucet).await;
    (harness, account)
}

async fn send(harness: &Harness, raw: String) -> Value {
    harness
        .rpc_answer(SEPOLIA, "eth_sendRawTransaction", json!([raw]))
        .await
}

async fn refusal(harness: &Harness, raw: String) -> String {
    send(harness, raw).await["error"]["message"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn mine(harness: &Harness) {
    harness
        .control("POST", "/mine", json!({"network": SEPOLIA}))
        .await;
}

#[tokio::test]
async fn refusals_are_in_a_nodes_words() {
    let (harness, account) = ready().await;
    assert!(send(&harness, account.payment(CHAIN_ID, 1, 3, "5")).await["result"].is_string());
    for (raw, reason) in [
        (account.payment(CHAIN_ID, 1, 3, "5"), "already known"),
        (
            account.payment(CHAIN_ID, 1, 3, "6"),
            "replacement transaction underpriced",
        ),
        (account.payment(1, 0, 3, "5"), "invalid chain id for signer"),
        (
            account.payment(CHAIN_ID, 0, 3, ONE_ETH),
            "insufficient funds for gas * price + value",
        ),
    ] {
        assert_eq!(refusal(&harness, raw).await, reason);
    }
    let far = refusal(&harness, account.payment(CHAIN_ID, 200, 3, "5")).await;
    assert!(far.starts_with("nonce too high"), "{far}");
    assert!(send(&harness, account.payment(CHAIN_ID, 0, 3, "1")).await["result"].is_string());
    mine(&harness).await;
    let old = refusal(&harness, account.payment(CHAIN_ID, 0, 3, "2")).await;
    assert!(old.starts_with("nonce too low"), "{old}");
}

#[tokio::test]
async fn a_nonce_gap_waits_and_can_be_replaced() {
    let (harness, account) = ready().await;
    let second = send(&harness, account.payment(CHAIN_ID, 1, 3, "5")).await;
    mine(&harness).await;
    let by_hash = json!([second["result"]]);
    let waiting = harness
        .rpc(SEPOLIA, "eth_getTransactionByHash", by_hash.clone())
        .await;
    assert_eq!(waiting["from"], account.address());
    assert_eq!(waiting["blockNumber"], Value::Null);

    assert!(send(&harness, account.payment(CHAIN_ID, 1, 4, "6")).await["result"].is_string());
    assert!(send(&harness, account.payment(CHAIN_ID, 0, 3, "1")).await["result"].is_string());
    mine(&harness).await;
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 7);
    let replaced = harness
        .rpc(SEPOLIA, "eth_getTransactionByHash", by_hash)
        .await;
    assert_eq!(replaced, Value::Null);
    let ledger = harness.executions("").await;
    assert_eq!((ledger.len(), &ledger[0]["externalId"]), (2, &Value::Null));
}

/// An account of a foreign signer.
pub(crate) struct Account(k256::ecdsa::SigningKey);

impl Account {
    /// The account with this seed.
    pub(crate) fn new(seed: u8) -> Self {
        Self(k256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub(crate) fn address(&self) -> String {
        let point = self.0.verifying_key().to_encoded_point(false);
        let hash = alloy_primitives::keccak256(&point.as_bytes()[1..]);
        format!("0x{}", hex::encode(&hash[12..]))
    }

    /// A signed EIP-1559 payment to the stranger.
    fn payment(&self, chain_id: u64, nonce: u64, max_fee_gwei: u128, wei: &str) -> String {
        self.sign(TxEip1559 {
            chain_id,
            nonce,
            gas_limit: 21_000,
            max_fee_per_gas: max_fee_gwei * 1_000_000_000,
            to: STRANGER.parse::<Address>().unwrap().into(),
            value: wei.parse().unwrap(),
            ..TxEip1559::default()
        })
    }

    /// A signed EIP-1559 call of a contract on Sepolia.
    pub(crate) fn call(&self, nonce: u64, contract: &str, data: &str) -> String {
        self.sign(TxEip1559 {
            chain_id: CHAIN_ID,
            nonce,
            gas_limit: 200_000,
            max_fee_per_gas: 3_000_000_000,
            to: contract.parse::<Address>().unwrap().into(),
            input: data.parse().unwrap(),
            ..TxEip1559::default()
        })
    }

    fn sign(&self, tx: TxEip1559) -> String {
        let tx = TxEip1559 {
            max_priority_fee_per_gas: 1_000_000_000,
            ..tx
        };
        let hash = tx.signature_hash();
        let signature = self.0.sign_prehash_recoverable(hash.as_slice()).unwrap();
        let envelope = TxEnvelope::Eip1559(tx.into_signed(signature.into()));
        format!("0x{}", hex::encode(envelope.encoded_2718()))
    }
}
