//! A network behind an outside JSON-RPC node. The node here is the read-out of a second sandbox.

use dfns_sandbox::{Mining, NetworkSettings, NodeKind, SandboxConfig};
use serde_json::{Value, json};

use crate::harness::{Harness, ONE_ETH, SEPOLIA, SEPOLIA_USDC, STRANGER, native};

/// The node's sandbox and the custody sandbox that uses it.
async fn pair(mining: Mining, confirmations: u64) -> (Harness, Harness) {
    let settings = NetworkSettings {
        mining,
        ..NetworkSettings::default()
    };
    let config = SandboxConfig {
        network_defaults: settings,
        ..SandboxConfig::in_memory()
    };
    let node = Harness::start_with(config).await;
    let url = format!("{}/_sandbox/rpc/{SEPOLIA}", node.sandbox.url());
    let mut config = SandboxConfig::in_memory();
    let node_kind = NodeKind::JsonRpc { url };
    let outside = NetworkSettings {
        node: node_kind,
        confirmations,
        ..NetworkSettings::default()
    };
    config.networks.insert(SEPOLIA.to_owned(), outside);
    (node, Harness::start_with(config).await)
}

async fn wallet(node: &Harness, custody: &Harness) -> (String, String) {
    let (id, address) = custody.wallet(SEPOLIA).await;
    node.faucet(json!({"network": SEPOLIA, "address": address, "amount": ONE_ETH}))
        .await;
    (id, address)
}

#[tokio::test]
async fn transfers_are_signed_here_and_executed_there() {
    let (node, custody) = pair(Mining::Instant, 0).await;
    let (wallet, address) = wallet(&node, &custody).await;
    let body = json!({"kind": "Native", "to": STRANGER, "amount": "1000", "externalId": "a"});
    let (status, entity) = custody.transfer(&wallet, &body).await;
    assert_eq!((status, &entity["status"]), (200, &json!("Broadcasted")));
    let done = custody
        .wait_for(&wallet, entity["id"].as_str().unwrap(), "Confirmed")
        .await;
    let receipt = node
        .rpc(
            SEPOLIA,
            "eth_getTransactionReceipt",
            json!([done["txHash"]]),
        )
        .await;
    assert_eq!(
        (&receipt["from"], &receipt["status"]),
        (&json!(address), &json!("0x1"))
    );
    assert_eq!(node.balance(SEPOLIA, STRANGER).await, 1000);
    // The read-out of the custody sandbox is the node's.
    assert_eq!(custody.balance(SEPOLIA, STRANGER).await, 1000);

    let (_, again) = custody.transfer(&wallet, &body).await;
    assert_eq!(again["id"], entity["id"]);
    assert_eq!(node.balance(SEPOLIA, STRANGER).await, 1000);

    let ledger = custody.executions(&format!("?to={STRANGER}")).await;
    assert_eq!((ledger.len(), &ledger[0]["externalId"]), (1, &json!("a")));
    let (_, history) = custody.get(&format!("/wallets/{wallet}/history")).await;
    let values: Vec<_> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["value"])
        .collect();
    assert_eq!(values, [&json!("1000"), &json!(ONE_ETH)]);
}

#[tokio::test]
async fn tokens_are_seen_and_sent() {
    let (node, custody) = pair(Mining::Instant, 0).await;
    let (wallet, address) = wallet(&node, &custody).await;
    let faucet =
        json!({"network": SEPOLIA, "address": address, "amount": "50", "contract": SEPOLIA_USDC});
    node.faucet(faucet).await;
    let body = json!({"kind": "Erc20", "contract": SEPOLIA_USDC, "to": STRANGER, "amount": "20"});
    let (_, entity) = custody.transfer(&wallet, &body).await;
    custody
        .wait_for(&wallet, entity["id"].as_str().unwrap(), "Confirmed")
        .await;
    let (_, assets) = custody.get(&format!("/wallets/{wallet}/assets")).await;
    assert_eq!(
        (
            &assets["assets"][1]["symbol"],
            &assets["assets"][1]["balance"]
        ),
        (&json!("USDC"), &json!("30"))
    );
    let too_much =
        json!({"kind": "Erc20", "contract": SEPOLIA_USDC, "to": STRANGER, "amount": "31"});
    let (_, failed) = custody.transfer(&wallet, &too_much).await;
    assert_eq!(
        (&failed["status"], failed.get("txHash")),
        (&json!("Failed"), None)
    );
    assert_eq!(failed["reason"], "Insufficient funds.");
    let (status, fees) = custody.get("/networks/fees?network=EthereumSepolia").await;
    assert_eq!((status, &fees["kind"]), (200, &json!("Eip1559")));
}

#[tokio::test]
async fn confirmations_are_the_nodes_blocks() {
    let (node, custody) = pair(Mining::Manual, 1).await;
    let (wallet, _) = wallet(&node, &custody).await;
    let (_, entity) = custody.transfer(&wallet, &native(STRANGER, "1000")).await;
    let id = entity["id"].as_str().unwrap();
    assert_eq!(entity["status"], "Broadcasted");
    node.control("POST", "/mine", json!({"network": SEPOLIA}))
        .await;
    crate::harness::eventually(async || {
        custody
            .transfer_status(&wallet, id)
            .await
            .get("fee")
            .map(|_| ())
    })
    .await;
    assert_eq!(
        custody.transfer_status(&wallet, id).await["status"],
        "Broadcasted"
    );
    node.control("POST", "/mine", json!({"network": SEPOLIA}))
        .await;
    custody.wait_for(&wallet, id, "Confirmed").await;
}

#[tokio::test]
async fn a_reverted_transaction_fails_with_its_hash() {
    let (node, custody) = pair(Mining::Instant, 0).await;
    let (wallet, _) = wallet(&node, &custody).await;
    custody
        .mode(SEPOLIA, json!({"mode": "fail_on_chain", "delay_ms": 0}))
        .await;
    let (_, entity) = custody.transfer(&wallet, &native(STRANGER, "1000")).await;
    let done = custody
        .wait_for(&wallet, entity["id"].as_str().unwrap(), "Failed")
        .await;
    assert!(done["txHash"].is_string());
    assert_eq!(node.balance(SEPOLIA, STRANGER).await, 0);
}

#[tokio::test]
async fn without_the_node_calls_fail_and_nothing_is_lost() {
    let (node, custody) = pair(Mining::Instant, 0).await;
    let (wallet, _) = wallet(&node, &custody).await;
    custody.mode(SEPOLIA, json!({"mode": "pending"})).await;
    let (_, entity) = custody.transfer(&wallet, &native(STRANGER, "1000")).await;
    node.sandbox.shutdown().await;
    assert_eq!(
        custody.get(&format!("/wallets/{wallet}/assets")).await.0,
        500
    );
    assert!(custody.sandbox.has_faucet("Base") && !custody.sandbox.has_faucet(SEPOLIA));
    let (status, faucet) = custody
        .control(
            "POST",
            "/faucet",
            json!({"network": SEPOLIA, "address": STRANGER, "amount": "1"}),
        )
        .await;
    assert_eq!((status, &faucet["error"]["status"]), (400, &json!(400)));
    custody.control("POST", "/advance", json!({})).await;
    let id = entity["id"].as_str().unwrap();
    assert_eq!(
        custody.transfer_status(&wallet, id).await["status"],
        Value::from("Pending")
    );
}

#[tokio::test]
async fn a_transfer_waits_for_a_node_that_is_silent() {
    let node = Harness::start().await;
    let url = format!("{}/_sandbox/rpc/{SEPOLIA}", node.sandbox.url());
    let custody = Harness::start().await;
    let (wallet, address) = custody.wallet(SEPOLIA).await;
    node.faucet(json!({"network": SEPOLIA, "address": address, "amount": ONE_ETH}))
        .await;
    let settings = |url: &str| json!({"node": {"kind": "json_rpc", "url": url}});
    let path = format!("/networks/{SEPOLIA}");
    // Port 9 is the discard service, which nobody runs.
    custody
        .control("PUT", &path, settings("http://127.0.0.1:9/"))
        .await;
    let (status, entity) = custody.transfer(&wallet, &native(STRANGER, "1000")).await;
    assert_eq!((status, &entity["status"]), (200, &json!("Pending")));
    custody.control("PUT", &path, settings(&url)).await;
    custody
        .wait_for(&wallet, entity["id"].as_str().unwrap(), "Confirmed")
        .await;
    assert_eq!(node.balance(SEPOLIA, STRANGER).await, 1000);
}
