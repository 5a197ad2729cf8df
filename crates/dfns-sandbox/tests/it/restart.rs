//! State on disk: a restart changes nothing, a torn line is cut off, files are private.

use std::{io::Write as _, os::unix::fs::PermissionsExt as _, path::Path};

use dfns_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};

use crate::harness::{
    Harness, ONE_ETH, SEPOLIA, SEPOLIA_USDC, STRANGER, answer, eventually, native,
};

async fn open(dir: &Path) -> Harness {
    Harness::start_with(SandboxConfig::persistent(dir)).await
}

/// What can be seen from outside.
async fn picture(harness: &Harness, wallet: &str) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in [
        "/wallets".to_owned(),
        format!("/wallets/{wallet}/transfers"),
        format!("/wallets/{wallet}/history"),
        format!("/wallets/{wallet}/assets"),
        "/networks/fees?network=EthereumSepolia".to_owned(),
    ] {
        seen.push(harness.get(&path).await.1);
    }
    seen.push(
        harness
            .rpc(SEPOLIA, "eth_getBlockByNumber", json!(["latest", true]))
            .await,
    );
    seen.extend(harness.executions("").await);
    seen
}

#[tokio::test]
async fn a_restart_changes_nothing_and_work_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let harness = open(dir.path()).await;
    let (wallet, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    harness
        .faucet(json!({"network": SEPOLIA, "address": address, "amount": "5", "contract": SEPOLIA_USDC}))
        .await;
    let body = json!({"kind": "Native", "to": STRANGER, "amount": "1000", "externalId": "a"});
    let (_, first) = harness.transfer(&wallet, &body).await;
    harness.mode(SEPOLIA, json!({"mode": "pending"})).await;
    let (_, waiting) = harness.transfer(&wallet, &native(STRANGER, "7")).await;
    harness.mode(SEPOLIA, json!({"mode": "held"})).await;
    let (_, held) = harness.transfer(&wallet, &native(STRANGER, "70")).await;
    let before = picture(&harness, &wallet).await;
    let account = harness.sandbox.credentials();
    harness.sandbox.shutdown().await;

    let harness = open(dir.path()).await;
    assert_eq!(harness.sandbox.credentials().auth_token, account.auth_token);
    assert_eq!(
        harness.sandbox.credentials().private_key_pem,
        account.private_key_pem
    );
    assert_eq!(picture(&harness, &wallet).await, before);
    let (status, again) = harness.transfer(&wallet, &body).await;
    assert_eq!((status, &again["id"]), (200, &first["id"]));
    let (_, settings) = harness
        .control("GET", "/networks/EthereumSepolia", Value::Null)
        .await;
    assert_eq!(settings["answer"], json!({"mode": "held"}));

    harness.control("POST", "/advance", json!({})).await;
    let approval = format!("/approvals/{}", held["approvalId"].as_str().unwrap());
    harness
        .control("POST", &approval, json!({"value": "Approved"}))
        .await;
    for entity in [&waiting, &held] {
        harness
            .wait_for(&wallet, entity["id"].as_str().unwrap(), "Confirmed")
            .await;
    }
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 1077);
    let after = picture(&harness, &wallet).await;
    harness.sandbox.shutdown().await;
    let harness = open(dir.path()).await;
    assert_eq!(picture(&harness, &wallet).await, after);
}

#[tokio::test]
async fn a_transfer_that_was_due_while_nobody_ran_goes_on_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let harness = open(dir.path()).await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    harness
        .mode(SEPOLIA, json!({"mode": "pending", "delay_ms": 300}))
        .await;
    let (_, entity) = harness.transfer(&wallet, &native(STRANGER, "7")).await;
    assert_eq!(entity["status"], "Pending");
    harness.sandbox.shutdown().await;
    let harness = open(dir.path()).await;
    harness
        .wait_for(&wallet, entity["id"].as_str().unwrap(), "Confirmed")
        .await;
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 7);
}

#[tokio::test]
async fn a_torn_last_line_is_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let harness = open(dir.path()).await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let before = picture(&harness, &wallet).await;
    harness.sandbox.shutdown().await;
    let path = dir.path().join("journal.jsonl");
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap();
    file.write_all(br#"[{"record":"wallet_cre"#).unwrap();
    let harness = open(dir.path()).await;
    assert_eq!(picture(&harness, &wallet).await, before);
    // What comes next starts on a line of its own.
    let (second, _) = harness.wallet(SEPOLIA).await;
    harness.sandbox.shutdown().await;
    let harness = open(dir.path()).await;
    assert_eq!(harness.get(&format!("/wallets/{second}")).await.0, 200);
}

#[tokio::test]
async fn a_spoiled_line_stops_the_start_and_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let harness = open(dir.path()).await;
    harness.wallet(SEPOLIA).await;
    harness.sandbox.shutdown().await;
    let path = dir.path().join("journal.jsonl");
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap();
    file.write_all(b"spoiled\n").unwrap();
    let error = Sandbox::start(SandboxConfig::persistent(dir.path()))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("journal.jsonl, line 2: unreadable record"),
        "{error}"
    );
}

#[tokio::test]
async fn files_with_keys_are_for_their_owner_only() {
    let dir = tempfile::tempdir().unwrap();
    let harness = open(dir.path()).await;
    harness.wallet(SEPOLIA).await;
    for name in ["journal.jsonl", "credentials.json"] {
        let mode = std::fs::metadata(dir.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn only_loopback_is_listened_on() {
    let listen = "0.0.0.0:0".parse().unwrap();
    let config = SandboxConfig {
        listen,
        ..SandboxConfig::in_memory()
    };
    let error = Sandbox::start(config).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the sandbox listens on loopback only, not on 0.0.0.0:0"
    );
}

#[tokio::test]
async fn one_sandbox_has_the_directory_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let harness = open(dir.path()).await;
    let error = Sandbox::start(SandboxConfig::persistent(dir.path()))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("journal.jsonl is in use by another sandbox"),
        "{error}"
    );
    drop(harness);
    open(dir.path()).await;
}

#[tokio::test]
async fn a_call_held_over_a_shutdown_is_let_go_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let harness = open(dir.path()).await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let path = format!("/wallets/{wallet}/transfers");
    let body = native(STRANGER, "1000").to_string();
    let action = harness.action("POST", &path, &body).await;
    let fault = json!({"match": {"step": "transfer"}, "fault": {"hold": true}});
    harness.control("POST", "/faults", fault).await;
    let held = tokio::spawn(answer(harness.with_action(&action, "POST", &path, &body)));
    eventually(async || {
        let (_, list) = harness.control("GET", "/faults", Value::Null).await;
        (list["items"][0]["holding"] == 1).then_some(())
    })
    .await;
    harness.sandbox.shutdown().await;
    assert_eq!(held.await.unwrap().0, 200);
    let harness = open(dir.path()).await;
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 1000);
}
