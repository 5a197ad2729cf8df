//! Nonces are the sandbox's own business: concurrent transfers from one wallet are legal.

use std::{collections::BTreeSet, future::Future, pin::Pin, task::Poll};

use serde_json::json;

use dfns_sandbox::{Mining, NetworkSettings, SandboxConfig};

use crate::harness::{Harness, ONE_ETH, SEPOLIA, STRANGER, native};

/// A future and what it answered.
type Running<F> = (Pin<Box<F>>, Option<<F as Future>::Output>);

/// Runs futures together in one task.
pub(crate) async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<Running<F>> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, done) in &mut running {
            if done.is_none()
                && let Poll::Ready(output) = future.as_mut().poll(context)
            {
                *done = Some(output);
            }
        }
        if running.iter().all(|(_, done)| done.is_some()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    running.into_iter().map(|(_, done)| done.unwrap()).collect()
}

async fn twenty_at_once(mining: Mining) {
    let settings = NetworkSettings {
        mining,
        ..NetworkSettings::default()
    };
    let config = SandboxConfig {
        network_defaults: settings,
        ..SandboxConfig::in_memory()
    };
    let harness = Harness::start_with(config).await;
    let (wallet, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let body = native(STRANGER, "1000");
    let answers = all((0..20).map(|_| harness.transfer(&wallet, &body))).await;
    assert!(
        answers
            .iter()
            .all(|(_, entity)| entity["status"] == "Broadcasted")
    );
    let pending = json!([address, "pending"]);
    assert_eq!(
        harness
            .rpc(SEPOLIA, "eth_getTransactionCount", pending)
            .await,
        "0x14"
    );
    harness
        .control("POST", "/mine", json!({"network": SEPOLIA}))
        .await;
    let mut nonces = BTreeSet::new();
    for (_, entity) in &answers {
        let done = harness
            .wait_for(&wallet, entity["id"].as_str().unwrap(), "Confirmed")
            .await;
        let tx = harness
            .rpc(SEPOLIA, "eth_getTransactionByHash", json!([done["txHash"]]))
            .await;
        nonces.insert(tx["nonce"].as_str().unwrap().to_owned());
    }
    assert_eq!(nonces.len(), 20);
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 20_000);
}

#[tokio::test]
async fn twenty_transfers_at_once_mined_at_once() {
    twenty_at_once(Mining::Instant).await;
}

#[tokio::test]
async fn twenty_transfers_at_once_in_one_block() {
    twenty_at_once(Mining::Manual).await;
}

#[tokio::test]
async fn waiting_transactions_count_against_the_balance() {
    let settings = NetworkSettings {
        mining: Mining::Manual,
        ..NetworkSettings::default()
    };
    let config = SandboxConfig {
        network_defaults: settings,
        ..SandboxConfig::in_memory()
    };
    let harness = Harness::start_with(config).await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let body = native(STRANGER, "600000000000000000");
    let (_, first) = harness.transfer(&wallet, &body).await;
    let (_, second) = harness.transfer(&wallet, &body).await;
    assert_eq!(
        (&first["status"], &second["status"]),
        (&json!("Broadcasted"), &json!("Failed"))
    );
}
